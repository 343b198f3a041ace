using System.Globalization;
using Shanhai.Analytics;
using Shanhai.Analytics.Allocation;
using Shanhai.Analytics.Matching;
using Shanhai.Host.Outside;

namespace Shanhai.Evaluation;

/// <summary>Who gets what: divisions, payments by rank, shares by merit, matches and allocations.</summary>
internal static class AllocationMethods
{
    public static readonly IReadOnlyList<StatsMethod> All =
    [
        new("divide", "name? weight #total", Divide),
        new("waterfall", "name? claim rank #total", Pay),
        new("shapley", "players+ worth", Shares),
        new("stable-match", "source target source-rank target-rank places? !best-for-targets", Match),
        new("assign", "source target cost !fair", i => Allocate(i, i.Asked("fair") ? AllocationGoal.LeastWorst : AllocationGoal.LeastTotal, single: true)),
        new("allocate", "source target cost capacity? floor? places? least? pair-limit? mandatory? !fair !even !greatest", i => Allocate(
            i, i.Asked("fair") ? AllocationGoal.LeastWorst : i.Asked("even") ? AllocationGoal.LeastLoad : i.Asked("greatest") ? AllocationGoal.GreatestTotal : AllocationGoal.LeastTotal, single: false)),
    ];

    private static StatsReport Divide(StatsInput i)
    {
        var parts = LargestRemainder.Divide((long)i.Number("total"), i.Numbers("weight"));
        var names = Names(i);
        return new(["name", "estimate"], [.. parts.Select((p, k) => new object?[] { names[k], p })],
            language => language == Analytics.Language.Chinese ? $"共 {parts.Sum()}，按最大余数法分配。" : $"{parts.Sum()} in all, by largest remainders.");
    }

    private static StatsReport Pay(StatsInput i)
    {
        var names = Names(i);
        var (claims, ranks) = (i.Whole("claim"), i.Whole("rank"));
        var (paid, left) = Waterfall.Pay((long)i.Number("total"), [.. names.Select((n, k) => new Claim(n, ranks[k], claims[k]))]);
        return new(["name", "rank", "claim", "estimate"], [.. names.Select((n, k) => new object?[] { n, ranks[k], claims[k], paid[k] }).OrderBy(r => (int)r[1]!)],
            language => language == Analytics.Language.Chinese
                ? $"按顺位支付 {paid.Sum()}，余 {left}；未足额 {paid.Where((p, k) => p < claims[k]).Count()} 项。"
                : $"{paid.Sum()} paid by rank, {left} left; {paid.Where((p, k) => p < claims[k]).Count()} claims not met in full.");
    }

    /// <summary>A row for each coalition: yes or no for each player, and what the coalition is worth. The row of nobody may be left out.</summary>
    private static StatsReport Shares(StatsInput i)
    {
        var players = i.Columns("players");
        var worth = i.Numbers("worth");
        var known = new Dictionary<uint, double> { [0] = 0 };
        for (var row = 0; row < i.Rows; row++)
        {
            var coalition = 0u;
            for (var p = 0; p < players.Count; p++)
            {
                coalition |= players[p].Values.Span[row] switch { 1 => 1u << p, 0 => 0u, var other => throw new StatsRefusedException("stats.not-yes", players[p].Name, row + 2, other) };
            }
            if (!known.TryAdd(coalition, worth[row]) && coalition != 0)
            {
                throw new StatsRefusedException("stats.twice", row + 2);
            }
            known[coalition] = worth[row];
        }
        var values = Shapley.Exact(players.Count, s => known.TryGetValue(s, out var v) ? v
            : throw new StatsRefusedException("stats.no-coalition", string.Join(", ", players.Where((_, p) => (s & (1u << p)) != 0).Select(c => c.Name))));
        return new(["name", "estimate"], [.. players.Select((p, k) => new object?[] { p.Name, values.Values[k] })], values.Summary);
    }

    /// <summary>A row for each pair that would have each other, with the rank each gives the other; equal ranks are equals, and a lottery with the seed decides.</summary>
    private static StatsReport Match(StatsInput i)
    {
        var (sources, targets) = (i.Groups("source"), i.Groups("target"));
        var (byTarget, bySource) = (i.Numbers("target-rank"), i.Numbers("source-rank"));
        var pairs = Enumerable.Range(0, i.Rows).Select(k => (Source: sources.Codes[k], Target: targets.Codes[k], Row: k)).ToArray();
        if (pairs.GroupBy(p => (p.Source, p.Target)).FirstOrDefault(g => g.Count() > 1) is { } twice)
        {
            throw new StatsRefusedException("stats.twice", twice.Last().Row + 2);
        }
        IReadOnlyList<IReadOnlyList<IReadOnlyList<int>>> Wishes(int count, Func<(int Source, int Target, int Row), int> own, Func<(int Source, int Target, int Row), int> other, double[] rank)
        {
            var lists = pairs.ToLookup(own);
            return [.. Enumerable.Range(0, count).Select(e => (IReadOnlyList<IReadOnlyList<int>>)[.. lists[e].GroupBy(p => rank[p.Row]).OrderBy(g => g.Key).Select(g => (IReadOnlyList<int>)[.. g.Select(other)])])];
        }
        var places = i.PerName("places", "target", 1);
        var match = StableMatching.WithTies(
            Wishes(sources.Count, p => p.Source, p => p.Target, bySource), Wishes(targets.Count, p => p.Target, p => p.Source, byTarget),
            [.. places.Select(p => (int)p)], i.Asked("best-for-targets") ? BestFor.Reviewers : BestFor.Proposers, i.Seed);
        var rows = pairs.ToDictionary(p => (p.Source, p.Target), p => p.Row);
        return new(["source", "target", "source-rank", "target-rank"],
            [.. match.ReviewerOf.Select((t, s) => t < 0 ? new object?[] { sources.Names[s], null, null, null } : [sources.Names[s], targets.Names[t], bySource[rows[(s, t)]], byTarget[rows[(s, t)]]])], match.Summary)
        {
            Picture = StatsPicture.OfTable(new(["name", "estimate"], [.. targets.Names.Select((n, t) => new object?[] { n, match.ProposersOf[t].Count })], _ => "")),
        };
    }

    private static StatsReport Allocate(StatsInput i, AllocationGoal goal, bool single)
    {
        var (sources, targets, costs) = (i.Groups("source"), i.Groups("target"), i.Wide("cost"));
        var (capacity, floor) = (single ? Same(sources, 1) : i.PerName("capacity", "source", 1), single ? Same(sources, 0) : i.PerName("floor", "source", 0));
        var places = single ? Same(targets, 1) : i.PerName("places", "target", 1);
        var least = single ? places : i.PerName("least", "target", null) is { Count: > 0 } given ? given : places;
        var limit = !single && i.Has("pair-limit") ? i.Wide("pair-limit") : [.. costs.Select(_ => 1L)];
        var must = !single && i.Has("mandatory") ? i.Yes("mandatory") : new bool[i.Rows];
        var problem = new AllocationProblem
        {
            Sources = [.. sources.Names.Select((n, k) => new AllocationEnd(n, floor[k], capacity[k]))], Targets = [.. targets.Names.Select((n, k) => new AllocationEnd(n, least[k], places[k]))], Goal = goal,
            Pairs = [.. costs.Select((c, k) => new AllocationPair(sources.Codes[k], targets.Codes[k], c, Limit: limit[k]))],
            Mandatory = [.. Enumerable.Range(0, i.Rows).Where(k => must[k]).Select(k => (sources.Codes[k], targets.Codes[k]))],
        };
        var answer = new OrToolsSolver().Solve(problem, TimeSpan.FromMinutes(1), i.Cancellation);
        return answer.Solution is { } s
            ? new(["source", "target", "units", "cost"], [.. s.Pairs.Select(p => new object?[] { sources.Names[p.Source], targets.Names[p.Target], p.Units, p.Cost })], answer.Summary)
            {
                Picture = StatsPicture.OfTable(new(["name", "estimate"], [.. sources.Names.Select((n, k) => new object?[] { n, s.Pairs.Where(p => p.Source == k).Sum(p => p.Units) })], _ => "")),
            }
            : throw new StatsRefusedException("stats.refused", answer.Summary(i.Words));
    }

    private static IReadOnlyList<long> Same(Grouping ends, long value) => [.. Enumerable.Repeat(value, ends.Count)];

    private static string[] Names(StatsInput i) => i.Has("name") ? i.Text("name") : [.. Enumerable.Range(1, i.Rows).Select(k => k.ToString(CultureInfo.InvariantCulture))];
}
