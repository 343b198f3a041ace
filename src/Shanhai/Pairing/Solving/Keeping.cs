using Shanhai.Analytics.Allocation;

namespace Shanhai.Pairing.Solving;

/// <summary>
/// Of all answers that are equally good, one that keeps as many of the preferred pairs as can be. The prices of one optimum tell all of them; what they leave free is a flow of its own, in which a preferred pair costs nothing and
/// every other one.
/// </summary>
internal static class Keeping
{
    /// <returns>Another optimum, or the one there is where it keeps as many as can be.</returns>
    public static bool[] Of(KindProblem of, bool[] flow, Prices prices, bool[] preferred, IFlowSolver solver)
    {
        if (!Enumerable.Range(0, of.Arcs).Any(a => preferred[a] && !flow[a] && prices.IsTied(a)))
        {
            return flow;
        }
        var kept = new bool[of.Arcs];
        var (room, open, which) = (of.Capacity.Select(c => (long)c).ToArray(), of.Need.Select(n => (long)n).ToArray(), new List<int>());
        for (var a = 0; a < of.Arcs; a++)
        {
            if (prices.IsTied(a))
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
            return flow;
        }
        long must = which.Count + 1;
        long Cost(int a) => (preferred[a] ? 0 : 1) + (prices.IsPriced(of.Helper[a]) ? 0 : must) + (prices.IsSure(of.Village[a]) ? 0 : must);
        var answer = solver.Solve(new FlowProblem { Supplies = [.. room, .. open.Select(o => -o)], Arcs = [.. which.Select(a => new FlowArc(of.Helper[a], of.Helpers + of.Village[a], 1, Cost(a)))] });
        for (var k = 0; k < which.Count; k++)
        {
            kept[which[k]] = answer.Units[k] > 0;
        }
        return Enumerable.Range(0, of.Arcs).Count(a => kept[a] && preferred[a]) > Enumerable.Range(0, of.Arcs).Count(a => flow[a] && preferred[a]) ? kept : flow;
    }
}
