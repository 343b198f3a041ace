namespace Shanhai.Analytics.Allocation;

/// <summary>Units given by a source to a target.</summary>
/// <param name="Source">Index of the source.</param>
/// <param name="Target">Index of the target.</param>
/// <param name="Units">How many.</param>
/// <param name="Cost">Cost of one.</param>
public readonly record struct Allocated(int Source, int Target, long Units, long Cost);

/// <summary>An allocation that keeps all rules.</summary>
/// <param name="Pairs">Who serves whom; not unique, only the totals are.</param>
/// <param name="Total">Total cost (or benefit).</param>
/// <param name="Worst">Highest cost of a pair in use.</param>
/// <param name="HeaviestLoad">Most capacity used of a source.</param>
/// <param name="Proven">Whether the solver proved that no better one exists.</param>
/// <param name="Bound">Nothing can be better than this total; equal to it when proven.</param>
/// <param name="Solver">Name and version of the solver.</param>
public sealed record AllocationSolution(IReadOnlyList<Allocated> Pairs, long Total, long Worst, long HeaviestLoad, bool Proven, double Bound, string Solver)
{
    /// <summary>The totals in a sentence.</summary>
    public string Summary(Language language) => language == Language.Chinese
        ? $"共安排 {Pairs.Sum(p => p.Units)} 个单位（{Pairs.Count} 对）：总计 {Total}，单对最高 {Worst}，最重负担 {HeaviestLoad}；{(Proven ? "已证明最优" : $"未证明最优，界限 {Bound:G8}")}（{Solver}）。"
        : $"{Pairs.Sum(p => p.Units)} units in {Pairs.Count} pairs: total {Total}, worst pair {Worst}, heaviest load {HeaviestLoad}; {(Proven ? "proven best" : $"not proven best, bound {Bound:G8}")} ({Solver}).";
}

/// <summary>Rules that cannot all be kept.</summary>
/// <param name="Asked">What they ask for together.</param>
/// <param name="Available">What there is for it.</param>
/// <param name="Rules">The rules that clash, each in words.</param>
/// <param name="Text">The contradiction in a sentence.</param>
public sealed record AllocationClash(long Asked, long Available, IReadOnlyList<Term> Rules, Term Text);

/// <summary>Either a solution or the reason why there is none.</summary>
/// <param name="Solution">The solution; null when the rules clash.</param>
/// <param name="Clash">Why there is none; null when there is one.</param>
public sealed record AllocationAnswer(AllocationSolution? Solution, AllocationClash? Clash)
{
    /// <summary>Solution or contradiction in a sentence.</summary>
    public string Summary(Language language) => Solution?.Summary(language) ?? Clash!.Text.In(language);
}

/// <summary>
/// A solver of allocation problems. The library is pure and has none for general problems; the program brings one (see the decision record on the solver).
/// </summary>
public interface IAllocationSolver
{
    /// <summary>Solves to optimality or says which rules clash.</summary>
    /// <param name="problem">The problem.</param>
    /// <param name="limit">Longest search for problems that are not flows; the best found is then returned as not proven.</param>
    /// <param name="cancellation">Stops the search.</param>
    AllocationAnswer Solve(AllocationProblem problem, TimeSpan limit, CancellationToken cancellation = default);
}
