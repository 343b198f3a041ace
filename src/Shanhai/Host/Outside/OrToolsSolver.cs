using System.Globalization;
using Google.OrTools.Graph;
using Shanhai.Analytics;
using Shanhai.Analytics.Allocation;

namespace Shanhai.Host.Outside;

/// <summary>
/// Allocation by Google OR-Tools: network flows by its cost-scaling solver, everything else by CP-SAT. Both are exact on whole numbers. One thread and a fixed seed, so
/// that the same problem gives the same pairs.
/// </summary>
public sealed class OrToolsSolver : IAllocationSolver, IFlowSolver
{
    public static string Name { get; } = "OR-Tools " + Google.OrTools.Init.OrToolsVersion.VersionString();

    public AllocationAnswer Solve(AllocationProblem problem, TimeSpan limit, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(problem);
        problem.Check();
        return problem.IsFlow ? FlowModel.Solve(problem, cancellation) : new IntegerModel(problem, limit, cancellation).Solve();
    }

    public FlowAnswer Solve(FlowProblem problem)
    {
        ArgumentNullException.ThrowIfNull(problem);
        problem.Check();
        using var network = new MinCostFlow();
        foreach (var arc in problem.Arcs)
        {
            network.AddArcWithCapacityAndUnitCost(arc.From, arc.To, arc.Capacity, arc.Cost);
        }
        for (var node = 0; node < problem.Supplies.Count; node++)
        {
            network.SetNodeSupply(node, problem.Supplies[node]);
        }
        var status = network.SolveMaxFlowWithMinCost();
        return status == MinCostFlowBase.Status.OPTIMAL
            ? new([.. problem.Arcs.Select((_, a) => network.Flow(a))], network.OptimalCost(), network.MaximumFlow(), -problem.Supplies.Where(s => s < 0).Sum(), Name)
            : throw new InvalidOperationException($"the flow solver ended with {status}");
    }

    /// <summary>The pairs in use with their totals; without a use, every unit takes one of its source's capacity.</summary>
    internal static AllocationSolution Solution(AllocationProblem problem, IEnumerable<Allocated> pairs, Func<Allocated, long>? use, bool proven, double? bound = null)
    {
        var kept = pairs.Where(p => p.Units > 0).ToArray();
        var load = new long[problem.Sources.Count];
        foreach (var p in kept)
        {
            load[p.Source] += p.Units * (use?.Invoke(p) ?? 1);
        }
        var total = kept.Sum(p => p.Units * p.Cost);
        return new(kept, total, kept.Length == 0 ? 0 : kept.Max(p => p.Cost), load.Max(), proven, bound ?? total, Name);
    }
}
