using Shanhai.Analytics.Numerics;
using Shanhai.Analytics.Panel;

namespace Shanhai.Analytics.Tests.Panel;

/// <summary>Taking effects out must not change the variances a regression on all dummies has.</summary>
public sealed class AbsorbedVarianceTests
{
    private readonly int[] unit;
    private readonly int[] time;
    private readonly double[] x;
    private readonly double[] y;
    private readonly Grouping counties;

    public AbsorbedVarianceTests()
    {
        // 16 units in 5 counties over 6 periods, with gaps.
        var random = new SeededRandom(12);
        int[] cells = [.. Enumerable.Range(0, 96).Where(i => i % 11 != 3)];
        unit = [.. cells.Select(i => i / 6)];
        time = [.. cells.Select(i => i % 6)];
        x = [.. cells.Select(_ => random.NextNormal())];
        y = [.. cells.Select((_, i) => 0.5 * x[i] + unit[i] + (1 + unit[i] % 3) * random.NextNormal())];
        counties = Grouping.Of([.. unit.Select(u => u % 5)]);
    }

    private PanelRegression Absorbed => PanelRegression.Fit(y, [new("x", x)], [Grouping.Of(unit), Grouping.Of(time)]);

    private PanelRegression Written => PanelRegression.Fit(y, [new("x", x), .. Dummies("unit", unit), .. Dummies("time", time)], []);

    [Theory]
    [InlineData(RobustKind.Hc0)]
    [InlineData(RobustKind.Hc1)]
    [InlineData(RobustKind.Hc2)]
    [InlineData(RobustKind.Hc3)]
    public void Robust_errors_are_those_of_all_dummies(RobustKind kind) =>
        Absorbed.With(Covariance.Robust(kind))["x"].StandardError.ShouldBe(Written.With(Covariance.Robust(kind))["x"].StandardError, 1e-10);

    [Fact]
    public void Classical_errors_are_those_of_all_dummies() =>
        Absorbed.With(Covariance.Classical)["x"].StandardError.ShouldBe(Written.With(Covariance.Classical)["x"].StandardError, 1e-10);

    [Fact]
    public void Bias_reduced_errors_and_their_degrees_of_freedom_are_those_of_all_dummies()
    {
        var (absorbed, written) = (Absorbed.With(Covariance.BiasReduced(counties))["x"], Written.With(Covariance.BiasReduced(counties))["x"]);

        absorbed.StandardError.ShouldBe(written.StandardError, 1e-9);
        absorbed.DegreesOfFreedom.ShouldBe(written.DegreesOfFreedom, 1e-6);
        absorbed.DegreesOfFreedom.ShouldBeLessThan(5);
        Absorbed.With(Covariance.Jackknife(counties))["x"].StandardError.ShouldBe(Written.With(Covariance.Jackknife(counties))["x"].StandardError, 1e-9);
    }

    [Fact]
    public void The_wild_bootstrap_is_that_of_all_dummies()
    {
        var (absorbed, written) = (WildBootstrap.Of(Absorbed, "x", counties, level: 0.8), WildBootstrap.Of(Written, "x", counties, level: 0.8));

        absorbed.PValue.ShouldBe(written.PValue);
        absorbed.Lower.ShouldBe(written.Lower, 1e-6);
    }

    [Fact]
    public void Two_way_clusters_do_not_depend_on_their_order_and_equal_one_way_when_both_are_the_same()
    {
        var (a, b) = (counties, Grouping.Of(time));

        Absorbed.With(Covariance.Clustered(a, b))["x"].StandardError.ShouldBe(Absorbed.With(Covariance.Clustered(b, a))["x"].StandardError, 1e-12);
        Absorbed.With(Covariance.Clustered(a, a))["x"].StandardError.ShouldBe(Absorbed.With(Covariance.Clustered(a))["x"].StandardError, 1e-12);
    }

    [Fact]
    public void Without_lags_serial_errors_are_those_of_rows_and_of_periods()
    {
        var (units, periods) = (Grouping.Of(unit), Grouping.Of(time));
        var rows = Absorbed.With(Covariance.Robust(RobustKind.Hc0))["x"].StandardError;
        double n = x.Length, k = Absorbed.Parameters;

        Absorbed.With(Covariance.NeweyWest(units, periods, 0))["x"].StandardError.ShouldBe(rows * Math.Sqrt(6.0 / 5 * (n - 1) / (n - k)), 1e-12);
        Absorbed.With(Covariance.DriscollKraay(periods, 0, corrected: false))["x"].StandardError
            .ShouldBe(Absorbed.With(Covariance.Clustered(periods, ClusterFactor.None))["x"].StandardError, 1e-12);
        Absorbed.With(Covariance.DriscollKraay(periods, 1)).Notes.ShouldContain(note => note.Code == "few-periods");
        Should.Throw<RefusedException>(() => Absorbed.With(Covariance.DriscollKraay(periods, 6))).Reason.ShouldBe(Refusal.InvalidOption);
        Should.Throw<RefusedException>(() => Absorbed.With(Covariance.NeweyWest(counties, periods, 1))).Reason.ShouldBe(Refusal.Duplicate);
    }

    [Fact]
    public void Random_effects_lie_between_pooled_and_fixed_ones_and_need_a_balanced_panel()
    {
        int[] full = [.. Enumerable.Range(0, 120).Select(i => i / 6)];
        var random = new SeededRandom(3);
        double[] z = [.. full.Select(_ => random.NextNormal())], w = [.. full.Select((u, i) => z[i] + 3 * Math.Sin(u) + random.NextNormal())];

        var result = RandomEffects.Fit(w, [new("z", z)], Grouping.Of(full));
        var none = RandomEffects.Fit([.. w.Select((v, i) => v - 3 * Math.Sin(full[i]) - (i % 6 == 5 ? Enumerable.Range(i - 5, 6).Sum(j => w[j] - z[j] - 3 * Math.Sin(full[j])) : 0))], [new("z", z)], Grouping.Of(full));

        result.Theta.ShouldBeInRange(0.5, 1);
        result.UnitVariance.ShouldBeInRange(2, 8);
        none.Theta.ShouldBe(0);
        none.Notes.ShouldContain(note => note.Code == "no-unit-variance");
        Should.Throw<RefusedException>(() => RandomEffects.Fit(y, [new("x", x)], Grouping.Of(unit))).Reason.ShouldBe(Refusal.NotBalanced);
    }

    private static IEnumerable<Column> Dummies(string name, int[] of) =>
        of.Distinct().Order().Skip(1).Select(level => new Column($"{name} {level}", of.Select(v => v == level ? 1.0 : 0).ToArray()));
}
