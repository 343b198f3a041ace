using Google.OrTools.Graph;
using Shanhai.Analytics.Allocation;

namespace Shanhai.Host.Outside;

/// <summary>A flow problem as a circulation: hub to one side to the other and back, floors moved into the supplies.</summary>
internal static class FlowModel
{
    public static AllocationAnswer Solve(AllocationProblem problem, CancellationToken cancellation)
    {
        var narrowed = problem.Goal switch
        {
            AllocationGoal.LeastWorst => Narrow(problem, [.. problem.Pairs.Select(p => p.Cost).Distinct().Order()], WithoutWorse, cancellation),
            AllocationGoal.LeastLoad => Narrow(problem, [.. Loads(problem)], WithLighterLoads, cancellation),
            _ => problem,
        };
        return narrowed is not null && Least(narrowed, problem.Goal == AllocationGoal.GreatestTotal ? -1 : 1) is { } pairs
            ? new(OrToolsSolver.Solution(problem, pairs, null, proven: true), null)
            : new(null, AllocationCheck.Clash(problem));
    }

    /// <summary>The first level at which a solution exists; more is allowed at every next level.</summary>
    private static AllocationProblem? Narrow(AllocationProblem problem, long[] levels, Func<AllocationProblem, long, AllocationProblem> at, CancellationToken cancellation)
    {
        var (low, high) = (0, levels.Length - 1);
        if (high < 0 || !Feasible(at(problem, levels[high])))
        {
            return null;
        }
        while (low < high)
        {
            cancellation.ThrowIfCancellationRequested();
            var middle = (low + high) / 2;
            (low, high) = Feasible(at(problem, levels[middle])) ? (low, middle) : (middle + 1, high);
        }
        return at(problem, levels[low]);
    }

    private static AllocationProblem WithoutWorse(AllocationProblem problem, long worst) => problem with { Pairs = [.. problem.Pairs.Where(p => p.Cost <= worst)] };

    private static AllocationProblem WithLighterLoads(AllocationProblem problem, long most) =>
        problem with { Sources = [.. problem.Sources.Select(s => s with { Capacity = Math.Min(s.Capacity, most) })] };

    private static IEnumerable<long> Loads(AllocationProblem problem)
    {
        for (var load = 0L; load <= problem.Sources.Max(s => s.Capacity) && load <= problem.Pairs.Sum(p => p.Limit); load++)
        {
            yield return load;
        }
    }

    private static bool Feasible(AllocationProblem problem) => Least(problem with { Pairs = [.. problem.Pairs.Select(p => p with { Cost = 0 })] }, 1) is not null;

    /// <summary>The cheapest circulation; null when there is none.</summary>
    private static List<Allocated>? Least(AllocationProblem problem, int sign)
    {
        var (n, m, all) = (problem.Sources.Count, problem.Targets.Count, problem.Pairs as AllocationPair[] ?? [.. problem.Pairs]);
        var hub = n + m;
        using var network = new MinCostFlow(hub + 1, hub + all.Length);
        var supply = new long[hub + 1];
        var (must, mayNot) = (problem.Mandatory.ToHashSet(), problem.Forbidden.ToHashSet());
        var possible = must.Count == 0 || all.Count(p => must.Contains((p.Source, p.Target))) == must.Count;

        // From the many to the few, where the solver is faster by a sixth: it pushes from many nodes that have few arcs each.
        var turned = m > n;
        void Arc(int from, int to, long floor, long capacity, long cost)
        {
            (from, to) = turned ? (to, from) : (from, to);
            network.AddArcWithCapacityAndUnitCost(from, to, Math.Max(0, capacity - floor), cost);
            if (floor != 0)
            {
                possible &= floor <= capacity;
                supply[to] += floor;
                supply[from] -= floor;
            }
        }
        for (var i = 0; i < n; i++)
        {
            Arc(hub, i, problem.Sources[i].Floor, problem.Sources[i].Capacity, 0);
        }
        for (var j = 0; j < m; j++)
        {
            Arc(n + j, hub, problem.Targets[j].Floor, problem.Targets[j].Capacity, 0);
        }
        foreach (ref readonly var p in all.AsSpan())
        {
            Arc(p.Source, n + p.Target, must.Count > 0 && must.Contains((p.Source, p.Target)) ? 1 : 0, mayNot.Count > 0 && mayNot.Contains((p.Source, p.Target)) ? 0 : p.Limit, sign * p.Cost);
        }
        for (var v = 0; v <= hub; v++)
        {
            network.SetNodeSupply(v, supply[v]);
        }
        if (!possible || network.Solve() != MinCostFlowBase.Status.OPTIMAL)
        {
            return null;
        }
        var found = new List<Allocated>();
        for (var k = 0; k < all.Length; k++)
        {
            var p = all[k];
            var units = network.Flow(hub + k) + (must.Count > 0 && must.Contains((p.Source, p.Target)) ? 1 : 0);
            if (units > 0)
            {
                found.Add(new(p.Source, p.Target, units, p.Cost));
            }
        }
        return found;
    }
}
