using Shanhai.Analytics.Numerics;
using Shanhai.Analytics.Soundness;

namespace Shanhai.Analytics.Tests.Soundness;

public sealed class ParallelTrendsTests
{
    private static readonly double[] Estimates = [0.05, -0.04, 0.9, 1.1];

    [Fact]
    public void Intervals_grow_with_the_multiple_and_the_breakdown_is_where_zero_enters()
    {
        var result = ParallelTrends.Of(Estimates, Diagonal(4, 0.01), 2, new() { Multiples = [0, 1, 2, 4, 8] });

        for (var i = 1; i < result.Robust.Count; i++)
        {
            result.Robust[i].Lower.ShouldBeLessThan(result.Robust[i - 1].Lower + 1e-9);
            result.Robust[i].Upper.ShouldBeGreaterThan(result.Robust[i - 1].Upper - 1e-9);
        }

        result.Breakdown.ShouldBe(result.Robust.Where(r => r.ExcludesZero).Max(r => r.Multiple));
        result.Robust[0].ExcludesZero.ShouldBeTrue();
        result.Robust[^1].ExcludesZero.ShouldBeFalse();
        result.Summary(Language.English).ShouldContain("Mbar=8");
    }

    [Fact]
    public void Without_noise_the_interval_is_the_identified_set()
    {
        // Largest move before: |-0.04 - 0.05| = 0.09; first period after: 0.9 +- 0.09 Mbar; second: 1.1 +- 2 * 0.09 Mbar.
        var noise = Diagonal(4, 1e-10);

        var first = ParallelTrends.Of(Estimates, noise, 2, new() { Multiples = [1, 3] });
        var second = ParallelTrends.Of(Estimates, noise, 2, new() { Multiples = [1, 3], Weights = [0, 1] });
        var mean = ParallelTrends.Of(Estimates, noise, 2, new() { Multiples = [1], Weights = [0.5, 0.5] });

        first.Robust[0].Lower.ShouldBe(0.81, 1e-3);
        first.Robust[1].Upper.ShouldBe(0.9 + 0.27, 1e-3);
        second.Robust[0].Lower.ShouldBe(1.1 - 0.18, 1e-3);
        second.Robust[1].Upper.ShouldBe(1.1 + 0.54, 1e-3);
        mean.Robust[0].Upper.ShouldBe(1.0 + 0.5 * (0.09 + 0.18), 1e-3);
    }

    [Fact]
    public void A_violation_within_the_bound_is_covered_at_least_as_often_as_promised()
    {
        // Trend differences 0.3, 0.15, (0), 0.15, 0.3: the largest move before is 0.15, the moves after are 0.15, so Mbar = 1 holds with equality.
        double[] truth = [-0.3, -0.15, 1 + 0.15, 1 + 0.3];
        var sigma = new double[16];
        for (var i = 0; i < 16; i++)
        {
            sigma[i] = 0.01 * Math.Pow(0.5, Math.Abs(i / 4 - i % 4));
        }

        var l = Factor(sigma);
        var covered = 0;
        for (var run = 0; run < 60; run++)
        {
            var random = new SeededRandom(3, (ulong)run);
            double[] z = [.. Enumerable.Range(0, 4).Select(_ => random.NextNormal())];
            double[] drawn = [.. l.Times(z).Select((e, i) => truth[i] + e)];
            var interval = ParallelTrends.Of(drawn, sigma, 2, new() { Multiples = [1], GridPoints = 200, Draws = 200 }).Robust[0];
            covered += interval.Lower <= 1 && 1 <= interval.Upper ? 1 : 0;
        }

        covered.ShouldBeGreaterThanOrEqualTo(53);
    }

    [Fact]
    public void One_period_after_needs_no_nuisance_parameter()
    {
        var result = ParallelTrends.Of([0.1, 0.0, 1.0], Diagonal(3, 0.0025), 2, new() { Multiples = [0, 1] });

        result.Original.Lower.ShouldBe(1 - 1.959964 * 0.05, 1e-6);
        result.Robust[0].Lower.ShouldBeInRange(1 - 3.2 * 0.05, result.Original.Lower);
        result.Robust[1].Lower.ShouldBeLessThan(0.9);
    }

    [Fact]
    public void The_same_seed_gives_the_same_intervals() =>
        ParallelTrends.Of(Estimates, Diagonal(4, 0.01), 2).Robust.ShouldBe(ParallelTrends.Of(Estimates, Diagonal(4, 0.01), 2).Robust);

    [Fact]
    public void What_cannot_be_bounded_is_refused()
    {
        Refused(Estimates, Diagonal(4, 0.01), 0).ShouldBe(Refusal.NoPrePeriod);
        Refused(Estimates, Diagonal(4, 0.01), 4).ShouldBe(Refusal.TooFew);
        Refused(Estimates, Diagonal(4, 0), 2).ShouldBe(Refusal.Singular);
        Refused(Estimates, Diagonal(3, 1), 2).ShouldBe(Refusal.LengthMismatch);
        Refused([double.NaN, 0, 0, 0], Diagonal(4, 1), 2).ShouldBe(Refusal.NotFinite);
        Should.Throw<RefusedException>(() => ParallelTrends.Of(Estimates, Diagonal(4, 1), 2, new() { Weights = [0, 0] })).Reason.ShouldBe(Refusal.InvalidOption);
    }

    private static Refusal Refused(double[] estimates, double[] covariance, int before) =>
        Should.Throw<RefusedException>(() => ParallelTrends.Of(estimates, covariance, before)).Reason;

    private static double[] Diagonal(int n, double variance) => [.. Enumerable.Range(0, n * n).Select(i => i % (n + 1) == 0 ? variance : 0)];

    private static Matrix Factor(double[] sigma)
    {
        var matrix = new Matrix(4, 4);
        sigma.CopyTo(matrix.Values, 0);
        return matrix.Cholesky()!;
    }
}
