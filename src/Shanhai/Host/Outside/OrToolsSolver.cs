using System.Globalization;
using Shanhai.Analytics;
using Shanhai.Analytics.Allocation;

namespace Shanhai.Host.Outside;

/// <summary>
/// Allocation by Google OR-Tools: network flows by its cost-scaling solver, everything else by CP-SAT. Both are exact on whole numbers. One thread and a fixed seed, so
/// that the same problem gives the same pairs.
/// </summary>
public sealed class OrToolsSolver : IAllocationSolver
{
    public static string Name { get; } = "OR-Tools " + Google.OrTools.Init.OrToolsVersion.VersionString();

    public AllocationAnswer Solve(AllocationProblem problem, TimeSpan limit, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(problem);
        problem.Check();
        return problem.IsFlow ? FlowModel.Solve(problem, cancellation) : new IntegerModel(problem, limit, cancellation).Solve();
    }

    internal static AllocationSolution Solution(AllocationProblem problem, IEnumerable<Allocated> pairs, bool proven, double? bound = null)
    {
        var kept = pairs.Where(p => p.Units > 0).ToArray();
        var use = problem.IsFlow ? null : problem.Pairs.ToDictionary(p => (p.Source, p.Target), p => p.Use);
        var load = new long[problem.Sources.Count];
        foreach (var p in kept)
        {
            load[p.Source] += p.Units * (use is null ? 1 : use[(p.Source, p.Target)]);
        }
        var total = kept.Sum(p => p.Units * p.Cost);
        return new(kept, total, kept.Length == 0 ? 0 : kept.Max(p => p.Cost), load.Max(), proven, bound ?? total, Name);
    }
}
