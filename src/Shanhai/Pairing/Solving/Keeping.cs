using Shanhai.Analytics.Allocation;

namespace Shanhai.Pairing.Solving;

/// <summary>
/// Of all answers that are equally good, one that keeps as many of the preferred pairs as can be. The prices of one optimum tell all of them: an arc worth more than its village's threshold is taken in each, one worth less
/// in none, and whoever has a price is full in each. What is left free is a flow of its own, in which a preferred pair costs nothing and every other one.
/// </summary>
internal static class Keeping
{
    /// <returns>Another optimum; null: the one there is keeps as many as can be.</returns>
    public static bool[]? Of(KindProblem of, bool[] flow, Doing doing, int least, bool swaps, Func<int, bool> preferred, IFlowSolver solver)
    {
        var (score, threshold, got) = (new long[of.Arcs], new long[of.Villages], new int[of.Villages]);
        Array.Fill(threshold, long.MaxValue);
        for (var a = 0; a < of.Arcs; a++)
        {
            score[a] = doing.Score(a);
            if (flow[a])
            {
                threshold[of.Village[a]] = Math.Min(threshold[of.Village[a]], score[a]);
                got[of.Village[a]]++;
            }
        }
        for (var v = 0; v < of.Villages; v++)
        {
            threshold[v] = got[v] < of.Need[v] ? doing.SwapPrice : threshold[v];
        }
        bool IsFree(int a) => of.Fit[a] >= least && score[a] == threshold[of.Village[a]];
        if (!Enumerable.Range(0, of.Arcs).Any(a => !flow[a] && IsFree(a) && preferred(a)))
        {
            return null;
        }
        var kept = new bool[of.Arcs];
        var (room, open, which) = (of.Capacity.Select(c => (long)c).ToArray(), of.Need.Select(n => (long)n).ToArray(), new List<int>());
        for (var a = 0; a < of.Arcs; a++)
        {
            if (IsFree(a))
            {
                which.Add(a);
            }
            else if (flow[a])
            {
                kept[a] = true;
                room[of.Helper[a]]--;
                open[of.Village[a]]--;
            }
        }
        if (room.Sum() == 0 || open.Sum() == 0)
        {
            return null;
        }
        long must = which.Count + 1;
        long Cost(int a) => (preferred(a) ? 0 : 1) + (doing.IsPriced(of.Helper[a]) ? 0 : must) + (swaps && threshold[of.Village[a]] > doing.SwapPrice ? 0 : must);
        var answer = solver.Solve(new FlowProblem { Supplies = [.. room, .. open.Select(o => -o)], Arcs = [.. which.Select(a => new FlowArc(of.Helper[a], of.Helpers + of.Village[a], 1, Cost(a)))] });
        for (var k = 0; k < which.Count; k++)
        {
            kept[which[k]] = answer.Units[k] > 0;
        }
        return Enumerable.Range(0, of.Arcs).Count(a => kept[a] && preferred(a)) > Enumerable.Range(0, of.Arcs).Count(a => flow[a] && preferred(a)) ? kept : null;
    }
}
