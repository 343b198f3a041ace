using CsCheck;
using Shanhai.Analytics.Allocation;
using Shanhai.Analytics.Numerics;

namespace Shanhai.Analytics.Tests.Allocation;

public sealed class AllocationCheckTests
{
    private static readonly AllocationProblem Small = new()
    {
        Sources = [new("team A", 0, 2), new("team B", 0, 1)],
        Targets = [new("village 1", 1, 1), new("village 2", 2, 2)],
        Pairs = [new(0, 0, 5), new(0, 1, 4), new(1, 0, 1), new(1, 1, 9)],
    };

    [Fact]
    public void The_best_allocation_has_prices_and_a_worse_one_has_none()
    {
        AllocationCheck.Prices(Small with { Targets = [new("village 1", 1, 1), new("village 2", 1, 1)] }, [new(1, 0, 1, 1), new(0, 1, 1, 4)]).ShouldNotBeNull();
        AllocationCheck.Prices(Small with { Targets = [new("village 1", 1, 1), new("village 2", 1, 1)] }, [new(0, 0, 1, 5), new(1, 1, 1, 9)]).ShouldBeNull();
    }

    [Fact]
    public void Rules_that_clash_are_named_with_their_amounts()
    {
        var clash = AllocationCheck.Clash(Small with { Sources = [new("team A", 0, 1), new("team B", 0, 1)] })!;

        clash.Asked.ShouldBe(3);
        clash.Available.ShouldBe(2);
        clash.Text.English.ShouldContain("village 2 at least 2");
        clash.Text.English.ShouldContain("team A at most 1");
        AllocationCheck.Clash(Small).ShouldBeNull();
    }

    [Fact]
    public void A_forbidden_only_road_and_a_mandatory_pair_too_many_are_clashes()
    {
        AllocationCheck.Clash(Small with { Forbidden = [(0, 0), (1, 0)] })!.Text.English.ShouldContain("village 1 at least 1");
        AllocationCheck.Clash(Small with { Mandatory = [(0, 0), (1, 0)] })!.Text.English.ShouldContain("mandatory pair");
    }

    [Fact]
    public void A_clash_asks_for_more_than_there_is_and_none_means_a_flow_exists()
    {
        var (clashes, flows) = (0, 0);
        Gen.Select(Gen.Int[1, 4], Gen.Int[1, 4], Gen.ULong).Sample((n, m, seed) =>
        {
            var random = new SeededRandom(seed);
            AllocationEnd End(string name)
            {
                var floor = random.Next(2);
                return new AllocationEnd(name, floor, floor + random.Next(3));
            }

            var problem = new AllocationProblem
            {
                Sources = [.. Enumerable.Range(0, n).Select(i => End($"s{i}"))], Targets = [.. Enumerable.Range(0, m).Select(j => End($"t{j}"))],
                Pairs = [.. Enumerable.Range(0, n * m).Where(_ => random.Next(3) > 0).Select(k => new AllocationPair(k / m, k % m, 1))],
            };

            var clash = AllocationCheck.Clash(problem);

            var subsets = Enumerable.Range(0, 1 << problem.Pairs.Count).Any(bits => AllocationCheck.Broken(
                problem, [.. problem.Pairs.Where((_, k) => (bits >> k & 1) == 1).Select(p => new Allocated(p.Source, p.Target, 1, p.Cost))]).Count == 0);
            (clash is null).ShouldBe(subsets);
            if (clash is not null)
            {
                clash.Asked.ShouldBeGreaterThan(clash.Available);
            }
            Interlocked.Increment(ref (clash is null ? ref flows : ref clashes));
        }, iter: 60);
        clashes.ShouldBeGreaterThan(5);
        flows.ShouldBeGreaterThan(5);
    }

    [Fact]
    public void Broken_rules_are_listed()
    {
        var broken = AllocationCheck.Broken(Small with { Requirements = [new("a skilled team", 0, [1], 1)] }, [new(0, 0, 1, 5), new(0, 1, 2, 4)]);

        broken.Select(b => b.English).ShouldContain("a skilled team (village 1)");
        broken.Select(b => b.English).ShouldContain("team A and village 2 are not allowed");
    }

    [Fact]
    public void Each_broken_rule_is_named_once_and_a_kept_one_is_not()
    {
        var problem = new AllocationProblem
        {
            Sources = [new("team A", 1, 6), new("team B", 0, 2)], Targets = [new("village 1", 1, 3), new("village 2", 0, 2)],
            Pairs = [new(0, 0, 5, Use: 2, Limit: 3), new(0, 1, 4), new(1, 0, 1)],
            Mandatory = [(0, 1)], Forbidden = [(1, 0)], Requirements = [new("skill", 0, [0, 0, 1], 2)],
        };
        string[] Broken(params Allocated[] pairs) => [.. AllocationCheck.Broken(problem, pairs).Select(b => b.English)];

        Broken(new(0, 0, 2, 5), new(0, 1, 1, 4)).ShouldBeEmpty();
        Broken(new(0, 0, 3, 5), new(0, 1, 1, 4)).ShouldBe(["team A: 7 is not between 1 and 6"]);
        Broken(new(0, 0, 2, 5), new(0, 1, 0, 4)).ShouldBe(["mandatory pair team A and village 2"]);
        Broken(new(0, 0, 1, 5), new(0, 1, 1, 4)).ShouldBe(["skill (village 1)"]);
        Broken(new(0, 0, 2, 5), new(0, 1, 1, 4), new(1, 0, 1, 1)).ShouldBe(["team B and village 1 are not allowed"]);
        Broken(new(0, 0, 2, 5), new(0, 1, 2, 4)).ShouldContain("team A and village 2 are not allowed");
        Broken(new(0, 0, 2, 5), new(0, 1, -1, 4)).ShouldContain("team A and village 2 are not allowed");
        Broken().ShouldBe(["team A: 0 is not between 1 and 6", "village 1: 0 is not between 1 and 3", "mandatory pair team A and village 2", "skill (village 1)"]);
        Should.Throw<RefusedException>(() => Broken(new Allocated(2, 0, 1, 1)));
        Should.Throw<RefusedException>(() => Broken(new Allocated(0, 2, 1, 1)));
        Should.Throw<RefusedException>(() => Broken(new Allocated(-1, 0, 1, 1)));
    }

    [Fact]
    public void Prices_prove_the_greatest_total_as_well_and_refuse_what_is_no_flow()
    {
        var most = Small with { Goal = AllocationGoal.GreatestTotal, Targets = [new("village 1", 1, 1), new("village 2", 1, 1)] };

        AllocationCheck.Prices(most, [new(0, 0, 1, 5), new(1, 1, 1, 9)]).ShouldNotBeNull();
        AllocationCheck.Prices(most, [new(1, 0, 1, 1), new(0, 1, 1, 4)]).ShouldBeNull();
        Should.Throw<RefusedException>(() => AllocationCheck.Prices(Small with { Requirements = [new("skill", 0, [0], 1)] }, []));
        Should.Throw<RefusedException>(() => AllocationCheck.Clash(Small with { Pairs = [new(0, 0, 5, Use: 2)] }));
        Should.Throw<RefusedException>(() => AllocationCheck.Clash(Small with { Pairs = [new(0, 0, 5), new(0, 0, 6)] })).Reason.ShouldBe(Refusal.Duplicate);
    }

    [Fact]
    public void Prices_exist_exactly_for_the_allocations_nobody_can_better()
    {
        var (best, worse) = (0, 0);
        Gen.Select(Gen.Int[1, 3], Gen.Int[1, 3], Gen.ULong).Sample((n, m, seed) =>
        {
            var random = new SeededRandom(seed);
            var problem = new AllocationProblem
            {
                Sources = [.. Enumerable.Range(0, n).Select(i => new AllocationEnd($"s{i}", random.Next(2), 1 + random.Next(2)))], Targets = [.. Enumerable.Range(0, m).Select(j => new AllocationEnd($"t{j}", random.Next(2), 1 + random.Next(2)))],
                Pairs = [.. Enumerable.Range(0, n * m).Select(k => new AllocationPair(k / m, k % m, random.Next(9) - 4))],
            };
            var kept = Enumerable.Range(0, 1 << problem.Pairs.Count)
                .Select(bits => (Allocated[])[.. problem.Pairs.Where((_, k) => (bits >> k & 1) == 1).Select(p => new Allocated(p.Source, p.Target, 1, p.Cost))])
                .Where(pairs => AllocationCheck.Broken(problem, pairs).Count == 0).ToArray();
            foreach (var pairs in kept)
            {
                var least = kept.Min(k => k.Sum(a => a.Cost));
                var isBest = pairs.Sum(a => a.Cost) == least;
                (AllocationCheck.Prices(problem, pairs) is not null).ShouldBe(isBest);
                Interlocked.Increment(ref (isBest ? ref best : ref worse));
            }
        }, iter: 40);
        best.ShouldBeGreaterThan(10);
        worse.ShouldBeGreaterThan(10);
    }

    [Fact]
    public void An_answer_can_be_read_in_both_languages()
    {
        var best = new AllocationAnswer(new([new(0, 0, 2, 5), new(1, 1, 1, 3)], 13, 5, 2, true, 13, "solver"), null);
        var open = new AllocationAnswer(best.Solution! with { Proven = false, Bound = 12.5 }, null);
        var none = new AllocationAnswer(null, new(3, 2, [], new("冲突", "a clash")));

        best.Summary(Language.English).ShouldBe("3 units in 2 pairs: total 13, worst pair 5, heaviest load 2; proven best (solver).");
        best.Summary(Language.Chinese).ShouldBe("共安排 3 个单位（2 对）：总计 13，单对最高 5，最重负担 2；已证明最优（solver）。");
        open.Summary(Language.English).ShouldContain("not proven best, bound 12.5");
        open.Summary(Language.Chinese).ShouldContain("未证明最优，界限 12.5");
        none.Summary(Language.English).ShouldBe("a clash");
        none.Summary(Language.Chinese).ShouldBe("冲突");
    }

    [Fact]
    public void The_numbers_of_pairs_have_bounds_and_both_ends_are_looked_at()
    {
        Small.Check();
        (Small with { Pairs = [new(0, 0, 1L << 40, 1, 0), new(0, 1, -(1L << 40))] }).Check();
        Should.Throw<RefusedException>((Small with { Pairs = [new(0, 0, 1), new(0, 1, 1, Use: 0)] }).Check).Row.ShouldBe(1);
        Should.Throw<RefusedException>((Small with { Pairs = [new(0, 0, 1, Limit: -1)] }).Check).Text.English.ShouldContain("pair 1 has");
        Reason(Small with { Pairs = [new(0, 0, (1L << 40) + 1)] }).ShouldBe(Refusal.InvalidOption);
        Reason(Small with { Mandatory = [(5, 0)] }).ShouldBe(Refusal.InvalidOption);
        Reason(Small with { Forbidden = [(0, 5)] }).ShouldBe(Refusal.InvalidOption);
        Reason(Small with { Requirements = [new("r", 0, [9], 1)] }).ShouldBe(Refusal.InvalidOption);
        Reason(Small with { Requirements = [new("r", 0, [0], -1)] }).ShouldBe(Refusal.InvalidOption);
        Reason(Small with { Mandatory = [(0, 0)], Pairs = [new(0, 1, 1)] }).ShouldBe(Refusal.InvalidOption);
        (Small with { Requirements = [new("r", 0, [0], 1)] }).IsFlow.ShouldBeFalse();
        (Small with { Pairs = [new(0, 0, 1, Use: 2)] }).IsFlow.ShouldBeFalse();
        Small.IsFlow.ShouldBeTrue();
    }

    [Fact]
    public void Problems_that_say_nothing_sensible_are_refused()
    {
        Reason(Small with { Sources = [] }).ShouldBe(Refusal.InvalidOption);
        Reason(Small with { Pairs = [new(0, 0, 1), new(0, 0, 2)] }).ShouldBe(Refusal.Duplicate);
        Reason(Small with { Pairs = [new(0, 7, 1)] }).ShouldBe(Refusal.InvalidOption);
        Reason(Small with { Targets = [new("v", 3, 1), new("w", 0, 1)] }).ShouldBe(Refusal.InvalidOption);
        Reason(Small with { Mandatory = [(0, 0)], Forbidden = [(0, 0)] }).ShouldBe(Refusal.InvalidOption);
    }

    [Fact]
    public void The_first_pair_that_is_wrong_is_named_whatever_is_wrong_with_it()
    {
        AllocationPair a = new(0, 0, 1), b = new(0, 1, 1), c = new(1, 0, 1), bad = new(1, 1, 1, Use: 0);
        (Refusal, int?) First(params AllocationPair[] pairs)
        {
            var refused = Should.Throw<RefusedException>((Small with { Pairs = pairs.ToList() }).Check);
            return (refused.Reason, refused.Row);
        }

        Small.Sources.Count.ShouldBeGreaterThan(1);
        First(a, b, c, b, a).ShouldBe((Refusal.Duplicate, 3));
        First(c, b, c, b).ShouldBe((Refusal.Duplicate, 2));
        First(a, a, bad).ShouldBe((Refusal.Duplicate, 1));
        First(a, bad, a).ShouldBe((Refusal.InvalidOption, 1));
        First(a, bad, new(0, 9, 1)).Item2.ShouldBe(1);
        Should.Throw<RefusedException>((Small with { Pairs = [a, new(0, 9, 1), bad] }).Check).Text.English.ShouldContain("outside the lists");
        Should.Throw<RefusedException>((Small with { Pairs = [a, b], Mandatory = [(1, 0)] }).Check).Text.English.ShouldContain("is not allowed");
        Should.NotThrow((Small with { Pairs = [a, b, c], Mandatory = [(1, 0)] }).Check);
    }

    private static Refusal Reason(AllocationProblem problem) => Should.Throw<RefusedException>(problem.Check).Reason;
}
