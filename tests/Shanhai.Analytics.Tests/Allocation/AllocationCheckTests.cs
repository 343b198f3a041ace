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
    public void A_clash_asks_for_more_than_there_is_and_none_means_a_flow_exists() =>
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
        }, iter: 60);

    [Fact]
    public void Broken_rules_are_listed()
    {
        var broken = AllocationCheck.Broken(Small with { Requirements = [new("a skilled team", 0, [1], 1)] }, [new(0, 0, 1, 5), new(0, 1, 2, 4)]);

        broken.Select(b => b.English).ShouldContain("a skilled team (village 1)");
        broken.Select(b => b.English).ShouldContain("team A and village 2 are not allowed");
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

    private static Refusal Reason(AllocationProblem problem) => Should.Throw<RefusedException>(problem.Check).Reason;
}
