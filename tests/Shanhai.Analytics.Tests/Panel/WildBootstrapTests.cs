using Shanhai.Analytics.Numerics;
using Shanhai.Analytics.Panel;

namespace Shanhai.Analytics.Tests.Panel;

public sealed class WildBootstrapTests
{
    private readonly int[] unit = [.. Enumerable.Range(0, 96).Select(i => i / 4)];
    private readonly int[] time = [.. Enumerable.Range(0, 96).Select(i => i % 4)];
    private readonly double[] x;
    private readonly double[] y;
    private readonly Grouping units;
    private readonly Grouping periods;
    private readonly Grouping counties;

    public WildBootstrapTests()
    {
        var random = new SeededRandom(8);
        x = [.. unit.Select(_ => random.NextNormal())];
        y = [.. unit.Select((u, i) => 0.4 * x[i] + u + random.NextNormal())];
        units = Grouping.Of(unit);
        periods = Grouping.Of(time);
        counties = Grouping.Of([.. unit.Select(u => u / 4)]);
    }

    private PanelRegression Fit(double[] outcome) => PanelRegression.Fit(outcome, [new("x", x)], [units, periods]);

    [Fact]
    public void With_few_clusters_every_sign_vector_is_taken_and_the_answer_is_that_of_fitting_again_each_time()
    {
        var fit = Fit(y);
        var observed = fit.With(Covariance.Clustered(counties))["x"].Statistic;
        var restricted = (double[])y.Clone();
        new Absorption([units, periods], y.Length).Apply(restricted);
        var beyond = 0;
        for (var signs = 0; signs < 64; signs++)
        {
            double[] star = [.. restricted.Select((u, i) => u * (((signs >> counties.Codes[i]) & 1) == 0 ? 1 : -1))];
            beyond += Math.Abs(Fit(star).With(Covariance.Clustered(counties))["x"].Statistic) >= Math.Abs(observed) - 1e-9 ? 1 : 0;
        }

        var test = WildBootstrap.Of(fit, "x", counties);

        test.Enumerated.ShouldBeTrue();
        test.Draws.ShouldBe(64);
        test.Seed.ShouldBeNull();
        test.Statistic.ShouldAgree(observed, 1e-10);
        test.PValue.ShouldBe(beyond / 64.0, 1e-12);
    }

    [Fact]
    public void Random_signs_are_the_same_for_a_seed_and_differ_between_seeds()
    {
        var fit = Fit(y);

        var first = WildBootstrap.Of(fit, "x", units, 999, seed: 5);

        WildBootstrap.Of(fit, "x", units, 999, seed: 5).PValue.ShouldBe(first.PValue);
        Enumerable.Range(6, 5).Select(s => WildBootstrap.Of(fit, "x", units, 999, seed: (ulong)s).PValue).Distinct().Count().ShouldBeGreaterThan(1);
        first.Enumerated.ShouldBeFalse();
        first.Seed.ShouldBe(5UL);
        first.Summary(Language.English).ShouldContain("seed 5");
    }

    [Fact]
    public void A_true_null_keeps_a_large_probability_and_a_false_one_does_not()
    {
        var fit = Fit([.. y.Select((v, i) => v + 2 * x[i])]);

        WildBootstrap.Of(fit, "x", units, 999, 1, nullValue: 2.4).PValue.ShouldBeGreaterThan(0.05);
        WildBootstrap.Of(fit, "x", units, 999, 1).PValue.ShouldBeLessThan(0.01);
    }

    [Fact]
    public void The_interval_holds_the_values_that_are_not_rejected()
    {
        var fit = Fit(y);

        foreach (var cluster in new[] { counties, units })
        {
            var test = WildBootstrap.Of(fit, "x", cluster, 999, seed: 3, level: 0.9);

            double P(double value) => WildBootstrap.Of(fit, "x", cluster, 999, seed: 3, nullValue: value).PValue;
            test.Lower.ShouldBeLessThan(fit.Slopes[0]);
            P(test.Lower + 1e-6).ShouldBeGreaterThan(0.1);
            P(test.Lower - 1e-6).ShouldBeLessThanOrEqualTo(0.1);
            P(test.Upper - 1e-6).ShouldBeGreaterThan(0.1);
            P(test.Upper + 1e-6).ShouldBeLessThanOrEqualTo(0.1);
        }
    }

    [Fact]
    public void With_three_clusters_nothing_is_ever_rejected_and_the_result_says_so()
    {
        var three = Grouping.Of([.. unit.Select(u => u % 3)]);

        var test = WildBootstrap.Of(Fit(y), "x", three);

        test.PValue.ShouldBeGreaterThanOrEqualTo(0.25);
        (test.Lower, test.Upper).ShouldBe((double.NegativeInfinity, double.PositiveInfinity));
        test.Notes.Single().Code.ShouldBe("coarse");
    }

    [Fact]
    public void One_cluster_or_too_many_are_refused()
    {
        var fit = Fit(y);

        Should.Throw<RefusedException>(() => WildBootstrap.Of(fit, "x", Grouping.Of(new int[96]))).Reason.ShouldBe(Refusal.OneCluster);
        Should.Throw<RefusedException>(() => WildBootstrap.Of(fit, "x", units, draws: 10)).Reason.ShouldBe(Refusal.InvalidOption);
        Should.Throw<RefusedException>(() => WildBootstrap.Of(fit, "nothing", units)).Reason.ShouldBe(Refusal.InvalidOption);
    }
}
