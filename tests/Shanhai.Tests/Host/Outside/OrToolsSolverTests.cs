using System.Globalization;
using System.Text.Json;
using Shanhai.Analytics.Allocation;
using Shanhai.Analytics.Tests;
using Shanhai.Host.Outside;
using Shanhai.Tests.Architecture;

namespace Shanhai.Tests.Host.Outside;

/// <summary>Cases d02 (OR-Library, optima proven by HiGHS) and d04 (scipy 1.10.1): totals exact; the pairs are not unique and are judged by the rules and the prices.</summary>
[AnyDatabase]
public sealed class OrToolsSolverTests
{
    private static readonly TimeSpan Enough = TimeSpan.FromSeconds(120);

    [Theory]
    [InlineData("small", AllocationGoal.LeastTotal, "min_cost", "cost")]
    [InlineData("medium", AllocationGoal.LeastTotal, "min_cost", "cost")]
    [InlineData("small", AllocationGoal.LeastWorst, "bottleneck", "total_cost_given_bottleneck")]
    [InlineData("medium", AllocationGoal.LeastWorst, "bottleneck", "total_cost_given_bottleneck")]
    [InlineData("small", AllocationGoal.LeastLoad, "min_max_load", "cost_at_that_load")]
    [InlineData("medium", AllocationGoal.LeastLoad, "min_max_load", "cost_at_that_load")]
    public void Teams_go_to_villages_at_the_reference_cost(string size, AllocationGoal goal, string result, string total)
    {
        var expected = Expected("d04-helper-flow", $"{size}_{result}");
        var problem = Teams(size) with { Goal = goal };
        var solution = new OrToolsSolver().Solve(problem, Enough).Solution!;

        solution.Total.ShouldBe(expected.GetProperty(total).GetInt64());
        if (goal == AllocationGoal.LeastTotal)
        {
            problem.Targets.Sum(t => t.Floor).ShouldBe(expected.GetProperty("total_need").GetInt64());
            problem.Sources.Sum(s => s.Capacity).ShouldBe(expected.GetProperty("total_capacity").GetInt64());
            problem.Pairs.Count.ShouldBe(expected.GetProperty("arcs").GetInt32());
        }
        solution.Proven.ShouldBeTrue();
        AllocationCheck.Broken(problem, solution.Pairs).ShouldBeEmpty();
        if (goal == AllocationGoal.LeastTotal)
        {
            AllocationCheck.Prices(problem, solution.Pairs).ShouldNotBeNull();
        }
        if (goal == AllocationGoal.LeastWorst)
        {
            solution.Worst.ShouldBe(expected.GetProperty("min_max_cost").GetInt64());
        }
        if (goal == AllocationGoal.LeastLoad)
        {
            solution.HeaviestLoad.ShouldBe(expected.GetProperty("min_max_load").GetInt64());
        }
    }

    [Theory]
    [InlineData("small")]
    [InlineData("medium")]
    public void Each_village_gets_a_skilled_team_at_the_reference_cost(string size)
    {
        var problem = Teams(size);
        int[] skilled = [.. Rows($"{size}_helpers.csv").Where(r => r[3] == 1).Select(r => (int)r[0])];
        problem = problem with { Requirements = [.. problem.Targets.Select((t, j) => new AllocationRequirement("skilled", j, skilled, 1))] };

        var solution = new OrToolsSolver().Solve(problem, Enough).Solution!;

        solution.Total.ShouldBe(Expected("d04-helper-flow", $"{size}_each_village_skilled").GetProperty("cost").GetInt64());
        AllocationCheck.Broken(problem, solution.Pairs).ShouldBeEmpty();
    }

    [Fact]
    public void With_one_unit_less_of_everybody_the_small_case_costs_more_and_the_medium_one_names_the_clash()
    {
        var small = new OrToolsSolver().Solve(Less(Teams("small")), Enough);
        var medium = new OrToolsSolver().Solve(Less(Teams("medium")), Enough);

        small.Solution!.Total.ShouldBe(Expected("d04-helper-flow", "small_cap_minus_one").GetProperty("cost").GetInt64());
        Expected("d04-helper-flow", "medium_cap_minus_one").GetProperty("cost").ValueKind.ShouldBe(JsonValueKind.Null);
        medium.Solution.ShouldBeNull();
        medium.Clash!.Asked.ShouldBeGreaterThan(medium.Clash.Available);
        medium.Clash.Text.English.ShouldContain("at least");
        medium.Clash.Rules.ShouldNotBeEmpty();
    }

    [Theory]
    [InlineData("gap1")]
    [InlineData("gap2")]
    [InlineData("gap3")]
    [InlineData("gap4")]
    [InlineData("gapa")]
    public void Generalised_assignments_reach_the_proven_optimum(string file)
    {
        foreach (var (problem, number) in Generalised(file).Select((p, i) => (p, i + 1)))
        {
            var solution = new OrToolsSolver().Solve(problem, Enough).Solution!;

            solution.Proven.ShouldBeTrue($"{file} {number}");
            solution.Total.ShouldBe(Expected("d02-gap-orlib", $"{file}_{number}_{(file == "gapa" ? "min" : "max")}").GetInt64(), $"{file} {number}");
            AllocationCheck.Broken(problem, solution.Pairs).ShouldBeEmpty();
        }
    }

    [Fact]
    public void Mandatory_and_forbidden_pairs_and_floors_hold()
    {
        var problem = new AllocationProblem
        {
            Sources = [new("A", 1, 3), new("B", 1, 3)], Targets = [new("v", 1, 1), new("w", 1, 2)],
            Pairs = [new(0, 0, 1), new(0, 1, 1), new(1, 0, 9), new(1, 1, 7)],
        };
        var solver = new OrToolsSolver();

        solver.Solve(problem, Enough).Solution!.Total.ShouldBe(8);
        solver.Solve(problem with { Mandatory = [(1, 0)] }, Enough).Solution!.Total.ShouldBe(10);
        solver.Solve(problem with { Forbidden = [(1, 1)] }, Enough).Solution!.Total.ShouldBe(10);
        solver.Solve(problem with { Goal = AllocationGoal.GreatestTotal }, Enough).Solution!.Total.ShouldBe(17);
        solver.Solve(problem with { Forbidden = [(1, 1), (1, 0)] }, Enough).Clash!.Text.English.ShouldContain("B at least 1");
    }

    [Fact]
    public void Clashes_beyond_a_flow_name_the_rules_to_relax()
    {
        var problem = new AllocationProblem
        {
            Sources = [new("A", 0, 3), new("B", 0, 1)], Targets = [new("v", 1, 1), new("w", 1, 1)],
            Pairs = [new(0, 0, 1, Use: 2), new(0, 1, 1, Use: 2), new(1, 0, 1)], Requirements = [new("a nurse", 1, [1], 1)],
        };

        var clash = new OrToolsSolver().Solve(problem, Enough).Clash!;

        clash.Rules.ShouldContain(r => r.English.Contains("a nurse", StringComparison.Ordinal));
        clash.Text.Chinese.ShouldContain("放宽");
    }

    [Fact]
    public void The_example_of_the_documentation_costs_what_it_says()
    {
        var costs = Expected("d04-helper-flow", "ortools_doc_assignment");
        long[][] matrix = [.. costs.GetProperty("cost_matrix").EnumerateArray().Select(r => r.EnumerateArray().Select(c => c.GetInt64()).ToArray())];
        var problem = new AllocationProblem
        {
            Sources = [.. matrix.Select((_, i) => new AllocationEnd($"worker {i}", 0, 1))], Targets = [.. matrix[0].Select((_, j) => new AllocationEnd($"task {j}", 1, 1))],
            Pairs = [.. matrix.SelectMany((row, i) => row.Select((c, j) => new AllocationPair(i, j, c)))],
        };

        new OrToolsSolver().Solve(problem, Enough).Solution!.Total.ShouldBe(costs.GetProperty("min_cost").GetInt64());
    }

    [Fact]
    public void A_flow_over_a_network_costs_what_the_documentation_says()
    {
        var expected = Expected("d04-helper-flow", "ortools_doc_min_cost_flow");
        int[] Numbers(string field) => [.. expected.GetProperty(field).EnumerateArray().Select(e => e.GetInt32())];
        int[] start = Numbers("start"), end = Numbers("end"), capacity = Numbers("capacity"), cost = Numbers("unit_cost");
        var problem = new FlowProblem { Supplies = [.. Numbers("supply").Select(s => (long)s)], Arcs = [.. start.Select((s, k) => new FlowArc(s, end[k], capacity[k], cost[k]))] };

        var answer = new OrToolsSolver().Solve(problem);

        answer.Cost.ShouldBe(expected.GetProperty("min_cost").GetInt64());
        answer.IsWhole.ShouldBeTrue();
        for (var node = 0; node < problem.Supplies.Count; node++)
        {
            var (left, reached) = (answer.Units.Where((_, a) => problem.Arcs[a].From == node).Sum(), answer.Units.Where((_, a) => problem.Arcs[a].To == node).Sum());
            (left - reached).ShouldBe(problem.Supplies[node], $"node {node}");
        }
    }

    /// <summary>The flow leads from the longer list to the shorter one, so that either way is gone.</summary>
    [Theory]
    [InlineData(AllocationGoal.LeastTotal)]
    [InlineData(AllocationGoal.GreatestTotal)]
    [InlineData(AllocationGoal.LeastWorst)]
    public void Givers_and_takers_who_change_places_have_one_total(AllocationGoal goal)
    {
        var (random, solved) = (new Random(11), 0);
        for (var round = 0; round < 200; round++)
        {
            AllocationEnd[] Ends(int count) => [.. Enumerable.Range(0, count).Select(i => new AllocationEnd($"{i}", i % 2, i % 2 + random.Next(3)))];
            var (some, others) = (Ends(2 + random.Next(3)), Ends(5 + random.Next(3)));
            AllocationPair[] pairs = [.. Enumerable.Range(0, some.Length * others.Length).Where(_ => random.Next(5) > 0).Select(k => new AllocationPair(k / others.Length, k % others.Length, random.Next(20) - 5, 1, 1 + random.Next(2)))];
            var problem = new AllocationProblem { Sources = some, Targets = others, Pairs = pairs, Goal = goal, Mandatory = [(pairs[0].Source, pairs[0].Target)], Forbidden = [(pairs[^1].Source, pairs[^1].Target)] };
            var mirror = problem with
            {
                Sources = others, Targets = some, Pairs = [.. pairs.Select(p => p with { Source = p.Target, Target = p.Source })],
                Mandatory = [.. problem.Mandatory.Select(p => (p.Target, p.Source))], Forbidden = [.. problem.Forbidden.Select(p => (p.Target, p.Source))],
            };

            var (one, other) = (new OrToolsSolver().Solve(problem, Enough).Solution, new OrToolsSolver().Solve(mirror, Enough).Solution);

            (one is null).ShouldBe(other is null);
            solved += one is null ? 0 : 1;
            foreach (var (of, solution) in new[] { (problem, one), (mirror, other) }.Where(x => x.Item2 is not null))
            {
                solution!.Total.ShouldBe(one!.Total);
                AllocationCheck.Broken(of, solution.Pairs).ShouldBeEmpty();
            }
        }
        solved.ShouldBeInRange(20, 180);
    }

    [Fact]
    public void A_flow_that_cannot_bring_everything_brings_the_most_at_the_least_cost()
    {
        var problem = new FlowProblem { Supplies = [5, 0, -4, -4], Arcs = [new(0, 1, 3, 1), new(1, 2, 9, 1), new(0, 3, 1, 7), new(1, 3, 9, 5)] };

        var answer = new OrToolsSolver().Solve(problem);

        (answer.Brought, answer.Asked, answer.Cost).ShouldBe((4, 8, 3 * 2 + 7));
        answer.Summary(Shanhai.Analytics.Language.English).ShouldContain("4 of 8 units");
        Should.Throw<Shanhai.Analytics.RefusedException>(() => new OrToolsSolver().Solve(problem with { Supplies = [0, 0, -1, 0] }));
        Should.Throw<Shanhai.Analytics.RefusedException>(() => new OrToolsSolver().Solve(problem with { Arcs = [new(0, 9, 1, 1)] }));
    }

    private static AllocationProblem Less(AllocationProblem problem) => problem with { Sources = [.. problem.Sources.Select(s => s with { Capacity = Math.Max(0, s.Capacity - 1) })] };

    private static AllocationProblem Teams(string size) => new()
    {
        Sources = [.. Rows($"{size}_helpers.csv").Select(r => new AllocationEnd($"team {r[0]}", 0, r[1]))],
        Targets = [.. Rows($"{size}_villages.csv").Select(r => new AllocationEnd($"village {r[0]}", r[1], r[1]))],
        Pairs = [.. Rows($"{size}_arcs.csv").Select(r => new AllocationPair((int)r[0], (int)r[1], r[2]))],
    };

    private static IEnumerable<AllocationProblem> Generalised(string file)
    {
        var numbers = new Queue<long>(Read("d02-gap-orlib", $"{file}.txt").Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Select(t => long.Parse(t, CultureInfo.InvariantCulture)));
        for (var left = numbers.Dequeue(); left > 0; left--)
        {
            var (m, n) = ((int)numbers.Dequeue(), (int)numbers.Dequeue());
            long[] Take(int count) => [.. Enumerable.Range(0, count).Select(_ => numbers.Dequeue())];
            var (costs, uses, capacities) = (Take(m * n), Take(m * n), Take(m));
            yield return new()
            {
                Sources = [.. capacities.Select((c, i) => new AllocationEnd($"agent {i}", 0, c))], Targets = [.. Enumerable.Range(0, n).Select(j => new AllocationEnd($"job {j}", 1, 1))],
                Pairs = [.. costs.Select((c, k) => new AllocationPair(k / n, k % n, c, uses[k]))], Goal = file == "gapa" ? AllocationGoal.LeastTotal : AllocationGoal.GreatestTotal,
            };
        }
    }

    private static long[][] Rows(string file) =>
        [.. Read("d04-helper-flow", file).Split('\n', StringSplitOptions.RemoveEmptyEntries).Skip(1).Select(l => l.Split(',').Select(f => long.Parse(f, CultureInfo.InvariantCulture)).ToArray())];

    private static Reference Expected(string oracle, string name) => Oracle.Case(oracle)[name];

    private static string Read(string oracle, string file)
    {
        var path = Path.Combine(Sources.Root, "..", "shared", "oracles", oracle, file);
        Assert.SkipUnless(File.Exists(path), $"reference case {oracle} is not beside this copy of the repository");
        return File.ReadAllText(path);
    }
}

/// <summary>Apart from them, because it runs them.</summary>
[AnyDatabase]
public sealed class OrToolsSolverReferenceTests
{
    [Theory]
    [InlineData("d02-gap-orlib", 26)]
    [InlineData("d04-helper-flow", 78)]
    public void Every_number_of_the_reference_cases_is_compared(string name, int numbers) => ReferenceNumbers.AllAreCompared(name, numbers, typeof(OrToolsSolverTests));
}
