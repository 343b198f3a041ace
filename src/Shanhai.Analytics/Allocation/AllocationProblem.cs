namespace Shanhai.Analytics.Allocation;

/// <summary>What an allocation is to achieve.</summary>
public enum AllocationGoal
{
    /// <summary>The least total cost. The default.</summary>
    LeastTotal,

    /// <summary>The greatest total (costs read as benefits).</summary>
    GreatestTotal,

    /// <summary>Nobody worse off than need be: the smallest possible worst cost of a pair, then the least total.</summary>
    LeastWorst,

    /// <summary>Loads as even as need be: the smallest possible heaviest load of a source, then the least total.</summary>
    LeastLoad,
}

/// <summary>One who gives (a team, a partner) or one who takes (a village): how much at least and at most.</summary>
/// <param name="Name">Shown in answers.</param>
/// <param name="Floor">At least, default 0.</param>
/// <param name="Capacity">At most.</param>
public sealed record AllocationEnd(string Name, long Floor, long Capacity);

/// <summary>An allowed pair.</summary>
/// <param name="Source">Index of the source.</param>
/// <param name="Target">Index of the target.</param>
/// <param name="Cost">Cost (or benefit) of one unit; a whole number, so that optima are exact: scale before, and say by how much.</param>
/// <param name="Use">How much of the source's capacity one unit takes, default 1.</param>
/// <param name="Limit">Most units of this pair, default 1.</param>
public readonly record struct AllocationPair(int Source, int Target, long Cost, long Use = 1, long Limit = 1);

/// <summary>A target that needs some of certain sources: at least one with a skill, say.</summary>
/// <param name="Name">Shown in answers.</param>
/// <param name="Target">Index of the target.</param>
/// <param name="Sources">Indices of the sources that count.</param>
/// <param name="Least">Units from them, at least.</param>
public sealed record AllocationRequirement(string Name, int Target, IReadOnlyList<int> Sources, long Least);

/// <summary>
/// Who serves whom, with capacities, floors, mandatory and forbidden pairs. The problem alone: solvers take it through <see cref="IAllocationSolver"/>.
/// </summary>
public sealed record AllocationProblem
{
    /// <summary>Those who give.</summary>
    public required IReadOnlyList<AllocationEnd> Sources { get; init; }

    /// <summary>Those who take.</summary>
    public required IReadOnlyList<AllocationEnd> Targets { get; init; }

    /// <summary>Allowed pairs; each at most once.</summary>
    public required IReadOnlyList<AllocationPair> Pairs { get; init; }

    /// <summary>Pairs that must be there (one unit at least), by source and target.</summary>
    public IReadOnlyList<(int Source, int Target)> Mandatory { get; init; } = [];

    /// <summary>Pairs that may not be there.</summary>
    public IReadOnlyList<(int Source, int Target)> Forbidden { get; init; } = [];

    /// <summary>Further needs of targets.</summary>
    public IReadOnlyList<AllocationRequirement> Requirements { get; init; } = [];

    /// <summary>Goal, default the least total.</summary>
    public AllocationGoal Goal { get; init; }

    /// <summary>Whether it is a network flow: every unit takes one of a source's capacity, and there are no further needs.</summary>
    public bool IsFlow => Requirements.Count == 0 && Pairs.All(p => p.Use == 1);

    /// <summary>Checks shape and numbers; solvers call it first.</summary>
    /// <exception cref="RefusedException">Indices outside, negative or crossed bounds, a pair twice, a mandatory pair that is forbidden or not allowed.</exception>
    public void Check()
    {
        Refuse.Unless(Sources.Count > 0 && Targets.Count > 0, "供给方与需求方不得为空", "there are no sources or no targets");
        foreach (var end in Sources.Concat(Targets))
        {
            if (!(end.Floor >= 0 && end.Capacity >= end.Floor))
            {
                throw Refuse.With(Refusal.InvalidOption, $"{end.Name} 的下限为负或高于上限", $"{end.Name}: the floor is negative or above the capacity");
            }
        }

        var (pairs, sources, targets, right) = (Pairs as AllocationPair[] ?? [.. Pairs], Sources.Count, Targets.Count, 0);
        while (right < pairs.Length && IsRight(in pairs[right], sources, targets))
        {
            right++;
        }

        if (Twice(pairs.AsSpan(0, right)) is { } twice)
        {
            var p = pairs[twice];
            throw Refuse.With(Refusal.Duplicate, $"{Sources[p.Source].Name} 与 {Targets[p.Target].Name} 的配对出现两次", $"{Sources[p.Source].Name} and {Targets[p.Target].Name} are paired twice", twice);
        }

        if (right < pairs.Length)
        {
            Inside(pairs[right].Source, pairs[right].Target);
            throw Refuse.With(Refusal.InvalidOption, $"第 {right + 1} 个配对的数值超出范围", $"pair {right + 1} has a number outside its range", right);
        }

        foreach (var (source, target) in Mandatory.Concat(Forbidden))
        {
            Inside(source, target);
        }

        var (must, forbidden) = (Mandatory.ToHashSet(), Forbidden.ToHashSet());
        var allowed = must.Count == 0 ? [] : pairs.Select(p => (p.Source, p.Target)).Where(must.Contains).ToHashSet();
        foreach (var pair in Mandatory)
        {
            Refuse.Unless(allowed.Contains(pair) && !forbidden.Contains(pair), $"必选配对 {Sources[pair.Source].Name}—{Targets[pair.Target].Name} 不在可选范围或已被禁止", $"the mandatory pair {Sources[pair.Source].Name} and {Targets[pair.Target].Name} is not allowed");
        }

        foreach (var need in Requirements)
        {
            Refuse.Unless(need.Least >= 0, "要求不得为负", "a requirement is not negative");
            need.Sources.ToList().ForEach(s => Inside(s, need.Target));
        }
    }

    /// <summary>The first pair that was there before. Pairs are looked at by source, so that one number by target is enough: a table of half a million of them takes several times as long.</summary>
    private int? Twice(ReadOnlySpan<AllocationPair> pairs)
    {
        var start = new int[Sources.Count + 1];
        foreach (ref readonly var p in pairs)
        {
            start[p.Source + 1]++;
        }

        for (var i = 0; i < Sources.Count; i++)
        {
            start[i + 1] += start[i];
        }

        var (bySource, next) = (new (int Target, int Pair)[pairs.Length], start.AsSpan(0, Sources.Count).ToArray());
        for (var k = 0; k < pairs.Length; k++)
        {
            bySource[next[pairs[k].Source]++] = (pairs[k].Target, k);
        }

        // By target the last source that had it, counted from one.
        var (first, last) = (pairs.Length, new int[Targets.Count]);
        for (var source = 1; source <= Sources.Count; source++)
        {
            foreach (var (target, k) in bySource.AsSpan(start[source - 1]..start[source]))
            {
                first = last[target] == source ? Math.Min(first, k) : first;
                last[target] = source;
            }
        }

        return first < pairs.Length ? first : null;
    }

    private static bool IsRight(in AllocationPair pair, int sources, int targets) =>
        pair.Source >= 0 && pair.Source < sources && pair.Target >= 0 && pair.Target < targets && pair.Use >= 1 && pair.Limit >= 0 && Math.Abs(pair.Cost) <= 1L << 40;

    private void Inside(int source, int target) => Refuse.Unless(
        source >= 0 && source < Sources.Count && target >= 0 && target < Targets.Count, "配对指向不存在的单位", "a pair points outside the lists");
}
