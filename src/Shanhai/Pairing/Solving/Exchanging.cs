namespace Shanhai.Pairing.Solving;

/// <summary>
/// From an arrangement that is nearly the best to the best one: as long as somebody can hand on a village, who takes it another, and so forth in a circle (<see cref="HandingOn"/>), so that the total grows, it is done. After
/// a lock, a pair forbidden, a few pairs more that come into question, that is a handful of circles, where the solver would begin from nothing.
/// </summary>
internal static class Exchanging
{
    /// <summary>After so many rounds the solver is asked, which takes as long as some hundreds.</summary>
    private const int MostRounds = 60;

    /// <param name="flow">As many places filled as can be, and none below the least fit.</param>
    /// <param name="swaps">Some places stay empty.</param>
    /// <returns>The greatest total, with as many places filled; null: it is too far away.</returns>
    public static bool[]? Best(KindProblem of, bool[] flow, int least, bool swaps)
    {
        bool[] best = [.. flow];
        var value = HandingOn.Values(of, null);
        for (var round = 0; round < MostRounds; round++)
        {
            var circles = Circles(HandingOn.Edges(of, best, least, value, swaps), of.Helpers + 2);
            if (circles.Count == 0)
            {
                return best;
            }
            // What is exchanged is chosen before anything is: circles share no helper, so that they do not come in each other's way.
            int[] changed = [.. circles.SelectMany(e => Arcs(of, best, least, value, e))];
            foreach (var a in changed)
            {
                best[a] = !best[a];
            }
        }
        return null;
    }

    /// <summary>Edges of circles that gain something, no two circles with a node in common; none: there is nothing to gain. Whoever was reached last over whom: once that goes round, it gains.</summary>
    private static List<(int From, int To, long Weight)> Circles(List<(int From, int To, long Weight)> edges, int nodes)
    {
        var (price, by, circles) = (new long[nodes], new int[nodes], new List<(int From, int To, long Weight)>());
        Array.Fill(by, -1);
        for (var changed = true; changed && circles.Count == 0;)
        {
            changed = false;
            for (var e = 0; e < edges.Count; e++)
            {
                var (from, to, weight) = edges[e];
                if (price[from] + weight < price[to])
                {
                    (price[to], by[to], changed) = (price[from] + weight, e, true);
                }
            }
            var seen = new int[nodes];
            for (var first = 0; changed && first < nodes; first++)
            {
                var node = first;
                while (by[node] >= 0 && seen[node] == 0)
                {
                    seen[node] = first + 1;
                    node = edges[by[node]].From;
                }
                // Back at somebody of this walk, and not at the end of one before: the way from there to itself.
                if (by[node] >= 0 && seen[node] == first + 1)
                {
                    var last = node;
                    do
                    {
                        circles.Add(edges[by[node]]);
                        node = edges[by[node]].From;
                    }
                    while (node != last);
                }
            }
        }
        return circles;
    }

    /// <summary>The arcs that an edge gives up and takes.</summary>
    private static IEnumerable<int> Arcs(KindProblem of, bool[] flow, int least, long[] value, (int From, int To, long Weight) edge)
    {
        var (from, to, weight) = edge;
        var (spare, swap) = (of.Helpers, of.Helpers + 1);
        bool IsOpen(int arc) => !flow[arc] && of.Fit[arc] >= least;
        IEnumerable<int> OfHelper(int helper) => Enumerable.Range(of.StartOfHelper[helper], of.StartOfHelper[helper + 1] - of.StartOfHelper[helper]).Select(k => of.ArcOfHelper[k]);
        IEnumerable<int> OfVillage(int village) => Enumerable.Range(of.Start[village], of.Start[village + 1] - of.Start[village]);
        if (from == spare || to == spare)
        {
            return [];
        }
        if (to == swap)
        {
            return [OfHelper(from).First(a => flow[a] && value[a] == weight)];
        }
        if (from == swap)
        {
            return [OfHelper(to).First(b => IsOpen(b) && value[b] == -weight && OfVillage(of.Village[b]).Count(a => flow[a]) < of.Need[of.Village[b]])];
        }
        return OfHelper(from).Where(a => flow[a]).Select(a => (Gives: a, Takes: OfVillage(of.Village[a]).FirstOrDefault(b => of.Helper[b] == to && IsOpen(b), -1)))
            .Where(x => x.Takes >= 0 && value[x.Gives] - value[x.Takes] == weight).Take(1).SelectMany(x => new[] { x.Gives, x.Takes });
    }
}
