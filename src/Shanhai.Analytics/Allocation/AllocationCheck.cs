using Shanhai.Analytics.Numerics;

namespace Shanhai.Analytics.Allocation;

/// <summary>What one more unit would be worth.</summary>
/// <param name="Sources">Price of a unit of each source's capacity.</param>
/// <param name="Targets">Price of a unit at each target.</param>
/// <param name="Slack">Price at which units that nobody must take are left; the prices are read against it.</param>
public sealed record AllocationPrices(IReadOnlyList<long> Sources, IReadOnlyList<long> Targets, long Slack);

/// <summary>
/// Judges an allocation without trusting the solver: does it keep the rules, is it the best, and if there is none, why.
/// </summary>
/// <remarks>
/// Prices: potentials under which no arc of the residual network has a negative reduced cost (Ford and Fulkerson 1962); they exist exactly when a flow is optimal, so finding them is
/// the proof. Clash: a cut over which floors exceed capacities (Hoffman 1960), read from a maximum flow. Oracle d04.
/// </remarks>
public static class AllocationCheck
{
    /// <summary>The rules an allocation breaks; empty when it keeps all.</summary>
    /// <param name="problem">The problem.</param>
    /// <param name="pairs">Who serves whom.</param>
    /// <exception cref="RefusedException">A pair points outside the lists of the problem.</exception>
    /// <example><code>
    /// var problem = new AllocationProblem
    /// {
    ///     Sources = [new("team A", 0, 2), new("team B", 0, 1)], Targets = [new("village 1", 1, 1), new("village 2", 1, 1)],
    ///     Pairs = [new(0, 0, 5), new(0, 1, 3), new(1, 0, 4)],
    /// };
    /// AllocationCheck.Broken(problem, [new(0, 1, 1, 3)]).Select(t => t.English) // village 1: 0 is not between 1 and 1
    /// </code></example>
    public static IReadOnlyList<Term> Broken(AllocationProblem problem, IReadOnlyList<Allocated> pairs)
    {
        ArgumentNullException.ThrowIfNull(problem);
        ArgumentNullException.ThrowIfNull(pairs);
        Refuse.Unless(
            pairs.All(a => a.Source >= 0 && a.Source < problem.Sources.Count && a.Target >= 0 && a.Target < problem.Targets.Count), "配对指向不存在的单位", "a pair points outside the lists");
        var allowed = problem.Pairs.ToDictionary(p => (p.Source, p.Target));
        var (load, got, units) = (new long[problem.Sources.Count], new long[problem.Targets.Count], new Dictionary<(int, int), long>());
        var broken = new List<Term>();
        foreach (var a in pairs)
        {
            if (!allowed.TryGetValue((a.Source, a.Target), out var pair) || a.Units < 0 || a.Units > pair.Limit || problem.Forbidden.Contains((a.Source, a.Target)))
            {
                broken.Add(new Term($"{problem.Sources[a.Source].Name}—{problem.Targets[a.Target].Name} 不允许", $"{problem.Sources[a.Source].Name} and {problem.Targets[a.Target].Name} are not allowed"));
                continue;
            }

            load[a.Source] += pair.Use * a.Units;
            got[a.Target] += a.Units;
            units[(a.Source, a.Target)] = a.Units;
        }

        broken.AddRange(Outside(problem.Sources, load).Concat(Outside(problem.Targets, got)));
        broken.AddRange(problem.Mandatory.Where(m => units.GetValueOrDefault(m) < 1).Select(m => Rule(problem, m)));
        broken.AddRange(problem.Requirements.Where(r => r.Sources.Distinct().Sum(s => units.GetValueOrDefault((s, r.Target))) < r.Least)
            .Select(r => new Term($"{r.Name}（{problem.Targets[r.Target].Name}）", $"{r.Name} ({problem.Targets[r.Target].Name})")));
        return broken;
    }

    /// <summary>Prices that prove a flow to have the least total (or the greatest, for that goal); null when it has not.</summary>
    /// <param name="problem">The problem.</param>
    /// <param name="pairs">Who serves whom.</param>
    /// <exception cref="RefusedException">The problem is not a flow.</exception>
    /// <example><code>
    /// var problem = new AllocationProblem
    /// {
    ///     Sources = [new("team A", 0, 2), new("team B", 0, 1)], Targets = [new("village 1", 1, 1), new("village 2", 1, 1)],
    ///     Pairs = [new(0, 0, 5), new(0, 1, 3), new(1, 0, 4)],
    /// };
    /// AllocationCheck.Prices(problem, [new(0, 1, 1, 3), new(1, 0, 1, 4)]) is null // false
    /// </code></example>
    public static AllocationPrices? Prices(AllocationProblem problem, IReadOnlyList<Allocated> pairs)
    {
        ArgumentNullException.ThrowIfNull(problem);
        ArgumentNullException.ThrowIfNull(pairs);
        Refuse.Unless(problem.IsFlow, "该问题不是网络流，没有价格", "the problem is not a flow: it has no prices");
        var network = new BoundedNetwork(problem, problem.Goal == AllocationGoal.GreatestTotal ? -1 : 1);
        foreach (var a in pairs)
        {
            network.Push(a);
        }

        return network.Potentials() is not { } price
            ? null
            : new AllocationPrices([.. price[..problem.Sources.Count]], [.. price[problem.Sources.Count..^1]], price[^1]);
    }

    /// <summary>Why a flow problem has no solution; null when it has one.</summary>
    /// <param name="problem">The problem.</param>
    /// <exception cref="RefusedException">The problem is not a flow.</exception>
    /// <example><code>
    /// var problem = new AllocationProblem { Sources = [new("team A", 0, 1)], Targets = [new("village 1", 1, 1), new("village 2", 1, 1)], Pairs = [new(0, 0, 5), new(0, 1, 3)] };
    /// AllocationCheck.Clash(problem)!.Asked - AllocationCheck.Clash(problem)!.Available // 1
    /// </code></example>
    public static AllocationClash? Clash(AllocationProblem problem)
    {
        ArgumentNullException.ThrowIfNull(problem);
        Refuse.Unless(problem.IsFlow, "该问题不是网络流", "the problem is not a flow");
        problem.Check();
        return new BoundedNetwork(problem, 1).Clash();
    }

    internal static Term Rule(AllocationProblem problem, (int Source, int Target) pair) =>
        new($"必选配对 {problem.Sources[pair.Source].Name}—{problem.Targets[pair.Target].Name}", $"mandatory pair {problem.Sources[pair.Source].Name} and {problem.Targets[pair.Target].Name}");

    private static IEnumerable<Term> Outside(IReadOnlyList<AllocationEnd> ends, long[] amounts) => ends.Select((e, i) => (e, a: amounts[i]))
        .Where(x => x.a < x.e.Floor || x.a > x.e.Capacity)
        .Select(x => new Term($"{x.e.Name}：{x.a} 不在 {x.e.Floor} 至 {x.e.Capacity} 之间", $"{x.e.Name}: {x.a} is not between {x.e.Floor} and {x.e.Capacity}"));
}
