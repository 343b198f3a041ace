using CsCheck;
using Shanhai.Analytics.Panel;

namespace Shanhai.Analytics.Tests.Panel;

public sealed class BaconDecompositionTests
{
    [Fact]
    public void Weights_sum_to_one_and_the_parts_to_the_regression() =>
        Gen.Select(Gen.ULong, Gen.Int[4, 9], Gen.Int[1, 9].Array[3, 5]).Sample((seed, periods, starts) =>
        {
            int[] cohorts = [0, 1, .. starts.Select(s => 2 + s % (periods - 1))];
            var rows = Counties.Simulated(seed, 40, periods, cohorts, (g, e) => g + e);
            var regression = PanelRegression.Fit([.. rows.Y], [new("D", rows.Treated)], [rows.Units, Grouping.Of([.. rows.Period])]);

            var parts = BaconDecomposition.Of(rows.Panel);

            return Math.Abs(parts.Comparisons.Sum(c => c.Weight) - 1) < 1e-12
                && parts.Comparisons.All(c => c.Weight >= 0)
                && Math.Abs(parts.Estimate - regression.Slopes[0]) < 1e-9;
        }, iter: 50);

    [Fact]
    public void The_parts_reproduce_the_regression_on_counties()
    {
        var oracle = Oracle.Case("b01-mpdta-staggered");

        var parts = BaconDecomposition.Of(Counties.Mpdta(oracle, out _));

        parts.Estimate.ShouldAgree(oracle.Number("twfe_static", "D", "estimate"), 1e-9);
        parts.Comparisons.Count.ShouldBe(9);
        parts.Of(BaconKind.TreatedAgainstNever).Weight.ShouldBeGreaterThan(0.5);
    }

    [Fact]
    public void One_cohort_against_never_is_plain_differences()
    {
        var panel = EventStudyTests.Exact([0, 4], (_, _) => 3);

        var parts = BaconDecomposition.Of(panel);

        parts.Comparisons.Single().Kind.ShouldBe(BaconKind.TreatedAgainstNever);
        parts.Estimate.ShouldBe(3, 1e-9);
        parts.Summary(Language.English).ShouldContain("treated against never treated");
        parts.Summary(Language.Chinese).ShouldContain("处理组对从未处理");
    }

    [Fact]
    public void Gaps_and_nothing_to_compare_with_are_refused()
    {
        Should.Throw<RefusedException>(() => BaconDecomposition.Of(Counties.Simulated(1, 30, 6, [0, 3], (_, _) => 0, gaps: 0.2).Panel)).Reason.ShouldBe(Refusal.NotBalanced);
        Should.Throw<RefusedException>(() => BaconDecomposition.Of(Counties.Simulated(1, 30, 6, [3], (_, _) => 0).Panel)).Reason.ShouldBe(Refusal.NoComparison);
    }
}
