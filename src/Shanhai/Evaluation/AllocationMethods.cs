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
        new("assign", "source target cost @goal=least|worst|greatest", i => Allocate(i, single: true)),
        new("allocate", "source target cost capacity? floor? places? least? use? pair-limit? mandatory? forbidden? skilled? skilled-needed? @goal=least|worst|load|greatest #seconds=60", i => Allocate(i, single: false)),
        new("flow", "from to capacity cost supplies~", Flow),
    ];

    /// <summary>A row for each way; who gives (positive) and who needs (negative) is said as a list such as store=20,village=-5.</summary>
    private static StatsReport Flow(StatsInput i)
    {
        string[] from = i.Text("from"), to = i.Text("to"), nodes = [.. from.Concat(to).Distinct()];
        var index = nodes.Select((n, k) => (n, k)).ToDictionary(p => p.n, p => p.k);
        var supplies = new long[nodes.Length];
        foreach (var part in i.List("supplies"))
        {
            var cut = part.LastIndexOf('=');
            if (cut < 0 || !index.TryGetValue(part[..cut], out var node) || !long.TryParse(part[(cut + 1)..], CultureInfo.InvariantCulture, out supplies[node]))
            {
                throw new StatsRefusedException("stats.list-number", "supplies", part);
            }
        }
        var (capacities, costs) = (i.Wide("capacity"), i.Wide("cost"));
        var answer = new OrToolsSolver().Solve(new FlowProblem { Names = nodes, Supplies = supplies, Arcs = [.. from.Select((f, k) => new FlowArc(index[f], index[to[k]], capacities[k], costs[k]))] });
        return new(["from", "to", "units", "cost"], [.. from.Select((f, k) => new object?[] { f, to[k], answer.Units[k], costs[k] })], answer.Summary)
        {
            More = [StatsReport.Values("fit", ("total", answer.Cost), ("brought", answer.Brought), ("asked", answer.Asked))],
            Picture = new(new("stats.axis.way"), new("stats.head.units"), [new(false, [.. from.Select((_, k) => new StatsPoint(k, answer.Units[k]))])]) { Names = [.. from.Select((f, k) => $"{f} → {to[k]}")] },
        };
    }

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
            : throw new StatsRefusedException("stats.no-coalition", string.Join(", ", players.Where((_, p) => (s & (1u << p)) != 0).Select(c => c.Name))), cancellation: i.Cancellation);
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
            Picture = StatsPicture.OfTable(new(["name", "estimate"], [.. targets.Names.Select((n, t) => new object?[] { n, match.ProposersOf[t].Count })], _ => ""), new("stats.axis.matched")),
        };
    }

    private static StatsReport Allocate(StatsInput i, bool single)
    {
        var (sources, targets, costs) = (i.Groups("source"), i.Groups("target"), i.Wide("cost"));
        bool Given(string option) => !single && i.Has(option);
        var (capacity, floor) = (single ? Same(sources, 1) : i.PerName("capacity", "source", 1), single ? Same(sources, 0) : i.PerName("floor", "source", 0));
        var places = single ? Same(targets, 1) : i.PerName("places", "target", 1);
        var least = Given("least") ? i.PerName("least", "target", null) : places;
        var (use, limit) = (Given("use") ? i.Wide("use") : [.. costs.Select(_ => 1L)], Given("pair-limit") ? i.Wide("pair-limit") : [.. costs.Select(_ => 1L)]);
        (int, int)[] Marked(string option) => !Given(option) ? [] : [.. i.Yes(option).Select((yes, k) => (yes, k)).Where(p => p.yes).Select(p => (sources.Codes[p.k], targets.Codes[p.k]))];
        var problem = new AllocationProblem
        {
            Sources = [.. sources.Names.Select((n, k) => new AllocationEnd(n, floor[k], capacity[k]))], Targets = [.. targets.Names.Select((n, k) => new AllocationEnd(n, least[k], places[k]))],
            Goal = i.Choice("goal") switch { "worst" => AllocationGoal.LeastWorst, "load" => AllocationGoal.LeastLoad, "greatest" => AllocationGoal.GreatestTotal, _ => AllocationGoal.LeastTotal },
            Pairs = [.. costs.Select((c, k) => new AllocationPair(sources.Codes[k], targets.Codes[k], c, use[k], limit[k]))],
            Mandatory = Marked("mandatory"), Forbidden = Marked("forbidden"), Requirements = single ? [] : Skills(i, targets),
        };
        var answer = new OrToolsSolver().Solve(problem, TimeSpan.FromSeconds(single ? 60 : i.Number("seconds")), i.Cancellation);
        if (answer.Solution is not { } s)
        {
            throw new StatsRefusedException("stats.refused", answer.Summary(i.Words));
        }
        var prices = problem.IsFlow && problem.Goal == AllocationGoal.LeastTotal ? AllocationCheck.Prices(problem, s.Pairs) : null;
        return new(["source", "target", "units", "cost"], [.. s.Pairs.Select(p => new object?[] { sources.Names[p.Source], targets.Names[p.Target], p.Units, p.Cost })], answer.Summary)
        {
            More =
            [
                StatsReport.Values("fit", ("total", s.Total), ("worst", s.Worst), ("heaviest-load", s.HeaviestLoad), ("proven", s.Proven ? 1 : 0), ("bound", s.Bound)),
                .. prices is null ? [] : new[]
                {
                    new StatsTable("source-prices", ["name", "price"], [.. sources.Names.Select((n, k) => new object?[] { n, prices.Sources[k] })]),
                    new StatsTable("target-prices", ["name", "price"], [.. targets.Names.Select((n, k) => new object?[] { n, prices.Targets[k] })]),
                },
            ],
            Picture = StatsPicture.OfTable(new(["name", "estimate"], [.. sources.Names.Select((n, k) => new object?[] { n, s.Pairs.Where(p => p.Source == k).Sum(p => p.Units) })], _ => ""), new("stats.head.units")),
        };
    }

    /// <summary>Every target needs so many units of sources that are skilled: one, where nothing else is said.</summary>
    private static IReadOnlyList<AllocationRequirement> Skills(StatsInput i, Grouping targets)
    {
        if (!i.Has("skilled"))
        {
            return [];
        }
        var (skilled, needed) = (i.PerName("skilled", "source", 0), i.PerName("skilled-needed", "target", 1));
        int[] able = [.. Enumerable.Range(0, skilled.Count).Where(k => skilled[k] != 0)];
        return [.. targets.Names.Select((n, k) => new AllocationRequirement(i.ColumnName("skilled"), k, able, needed[k])).Where(r => r.Least > 0)];
    }

    private static IReadOnlyList<long> Same(Grouping ends, long value) => [.. Enumerable.Repeat(value, ends.Count)];

    private static string[] Names(StatsInput i) => i.Has("name") ? i.Text("name") : [.. Enumerable.Range(1, i.Rows).Select(k => k.ToString(CultureInfo.InvariantCulture))];
}
