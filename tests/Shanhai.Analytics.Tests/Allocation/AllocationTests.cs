using CsCheck;
using Shanhai.Analytics.Allocation;

namespace Shanhai.Analytics.Tests.Allocation;

public sealed class AllocationTests
{
    [Fact]
    public void Parts_sum_to_the_whole_and_are_fair_to_a_unit() =>
        Gen.Select(Gen.Long[-1_000_000_000_000, 1_000_000_000_000], Gen.Double[0, 100].Array[1, 20]).Where((_, w) => w.Sum() > 0).Sample((whole, weights) =>
        {
            var parts = LargestRemainder.Divide(whole, weights);

            parts.Sum().ShouldBe(whole);
            for (var i = 0; i < parts.Length; i++)
            {
                Math.Abs(parts[i] - whole * (weights[i] / weights.Sum())).ShouldBeLessThan(1.01);
            }
        });

    [Fact]
    public void Nobody_without_weight_gets_a_unit() => LargestRemainder.Divide(10, [0, 1, 2, 0]).ShouldBe([0, 3, 7, 0]);

    [Fact]
    public void Parts_of_the_largest_amounts_are_exact_too()
    {
        LargestRemainder.Divide(100_000_000_000_000_000, [1, 2]).ShouldBe([33_333_333_333_333_333, 66_666_666_666_666_667]);
        LargestRemainder.Divide(long.MaxValue, [1]).ShouldBe([long.MaxValue]);
        LargestRemainder.Divide(long.MinValue, [1]).ShouldBe([long.MinValue]);
        LargestRemainder.Divide(-7, [1, 1]).ShouldBe([-4, -3]);
        Waterfall.Pay(9_007_199_254_740_995, [new("a", 1, 9_007_199_254_740_993), new("b", 1, 9_007_199_254_740_993)]).Paid.ShouldBe([4_503_599_627_370_498, 4_503_599_627_370_497]);
    }

    [Fact]
    public void Weights_far_apart_keep_their_proportions()
    {
        LargestRemainder.Divide(3, [double.Epsilon, 2 * double.Epsilon]).ShouldBe([1, 2]);
        LargestRemainder.Divide(5, [1e300, 1e-300]).ShouldBe([5, 0]);
        LargestRemainder.Divide(10, [0.25, 0.5, 1.75]).ShouldBe([1, 2, 7]);
    }

    [Fact]
    public void A_weight_that_is_negative_or_no_number_is_refused()
    {
        Should.Throw<RefusedException>(() => LargestRemainder.Divide(1, [1, -1])).Reason.ShouldBe(Refusal.NegativeWeight);
        Should.Throw<RefusedException>(() => LargestRemainder.Divide(1, [1, double.NaN])).Reason.ShouldBe(Refusal.NotFinite);
        Should.Throw<RefusedException>(() => LargestRemainder.Divide(1, [])).Reason.ShouldBe(Refusal.NoObservations);
    }

    [Fact]
    public void Equal_remainders_go_to_the_earlier_row() => LargestRemainder.Divide(100, [1, 1, 1]).ShouldBe([34, 33, 33]);

    [Fact]
    public void All_weights_zero_is_refused() =>
        Should.Throw<RefusedException>(() => LargestRemainder.Divide(1, [0, 0])).Reason.ShouldBe(Refusal.NoObservations);

    [Fact]
    public void A_waterfall_pays_by_rank_and_shares_the_last_rank()
    {
        var (paid, left) = Waterfall.Pay(100, [new("reserve", 2, 60), new("tax", 1, 50), new("dividend", 2, 40)]);

        paid.ShouldBe([30, 50, 20]);
        left.ShouldBe(0);
    }

    [Fact]
    public void A_waterfall_loses_nothing_and_never_overpays() =>
        Gen.Select(Gen.Long[0, 10_000], Gen.Select(Gen.Int[0, 3], Gen.Long[0, 5_000]).Array[1, 8]).Sample((available, rows) =>
        {
            Claim[] claims = [.. rows.Select((r, i) => new Claim($"{i}", r.Item1, r.Item2))];

            var (paid, left) = Waterfall.Pay(available, claims);

            (paid.Sum() + left).ShouldBe(available);
            paid.Zip(claims).ShouldAllBe(p => p.First >= 0 && p.First <= p.Second.Amount);
        });

    [Fact]
    public void Shapley_values_of_the_glove_game_are_known()
    {
        // Player 0 has a left glove, 1 and 2 right gloves; a pair is worth 1.
        var values = Shapley.Exact(3, s => (s & 1) != 0 && (s & 6) != 0 ? 1 : 0).Values;

        values[0].ShouldBe(2.0 / 3, 1e-14);
        values[1].ShouldBe(1.0 / 6, 1e-14);
    }

    [Fact]
    public void Sampled_values_sum_to_the_whole_and_come_within_their_error_of_the_exact_ones()
    {
        double Worth(Func<int, bool> has) => Math.Pow(Enumerable.Range(0, 8).Where(has).Sum(i => i + 1.0), 1.5);

        var exact = Shapley.Exact(8, s => Worth(i => (s & (1u << i)) != 0));
        var sampled = Shapley.Sampled(8, s => Worth(i => s.Span[i]), 2000, 4);

        sampled.Values.Sum().ShouldBe(exact.Values.Sum(), 1e-9);
        for (var i = 0; i < 8; i++)
        {
            Math.Abs(sampled.Values[i] - exact.Values[i]).ShouldBeLessThan(5 * sampled.StandardErrors[i] + 1e-9);
        }

        Shapley.Sampled(8, s => Worth(i => s.Span[i]), 50, 4).Values.ShouldBe(Shapley.Sampled(8, s => Worth(i => s.Span[i]), 50, 4).Values);
    }

    [Fact]
    public void The_error_of_a_sampled_value_is_that_of_the_mean_over_pairs_of_orders()
    {
        // Three players, the worth is the product of those present plus one: gains depend on the order, pairs of orders differ.
        double[] size = [1, 3, 10];
        double Worth(ReadOnlyMemory<bool> s) => s.ToArray().Select((has, i) => has ? size[i] : 1).Aggregate(1.0, (a, b) => a * b);
        var seeds = Enumerable.Range(1, 400).Select(k => Shapley.Sampled(3, Worth, 25, (ulong)k)).ToArray();

        for (var i = 0; i < 3; i++)
        {
            var values = seeds.Select(s => s.Values[i]).ToArray();
            var spread = Math.Sqrt(values.Sum(v => Math.Pow(v - values.Average(), 2)) / (values.Length - 1));
            seeds.Average(s => s.StandardErrors[i]).ShouldBe(spread, 0.1 * spread);
        }

        Shapley.Sampled(3, Worth, 25, 1).Permutations.ShouldBe(25);
    }

    [Fact]
    public void A_waterfall_with_nothing_to_pay_and_one_that_is_just_enough()
    {
        Waterfall.Pay(0, [new("a", 1, 5), new("b", 2, 5)]).Paid.ShouldBe([0, 0]);
        Waterfall.Pay(15, [new("a", 1, 5), new("b", 1, 10)]).ShouldSatisfyAllConditions(r => r.Paid.ShouldBe([5, 10]), r => r.Left.ShouldBe(0));
        Waterfall.Pay(20, [new("a", 1, 5), new("b", 1, 10)]).Left.ShouldBe(5);
        Waterfall.Pay(14, [new("a", 1, 5), new("b", 1, 10)]).Paid.ShouldBe([5, 9]);
        Should.Throw<RefusedException>(() => Waterfall.Pay(-1, []));
        Should.Throw<RefusedException>(() => Waterfall.Pay(1, [new("a", 1, -1)]));
    }
}
