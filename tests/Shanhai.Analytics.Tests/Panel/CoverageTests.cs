using Shanhai.Analytics.Panel;

namespace Shanhai.Analytics.Tests.Panel;

/// <summary>
/// Nominal 95 % intervals over 300 seeded panels. The band is five standard errors of a share wide and the seeds are
/// fixed, so a pass is a pass for ever; the benchmark <c>coverage</c> runs 2,000.
/// </summary>
public sealed class CoverageTests
{
    private const int Panels = 300;

    [Fact]
    public void Every_estimator_of_staggered_adoption_holds_the_truth_about_as_often_as_it_says()
    {
        static double Effect(int cohort, int since) => cohort == 3 ? 1 + 0.3 * since : -0.5;
        var held = new int[5];
        for (ulong seed = 1; seed <= Panels; seed++)
        {
            var panel = Counties.Simulated(seed, 90, 6, [0, 3, 5], Effect).Panel;
            double[] cells = [Effect(3, 0), Effect(3, 1), Effect(3, 2), Effect(3, 3), Effect(5, 0), Effect(5, 1)];
            Coefficient[] found =
            [
                SunAbraham.Fit(panel).Events.Average!, Imputation.Fit(panel).Average, GroupTimeEffects.Of(panel).Average(AverageKind.Simple).Overall,
                SunAbraham.Fit(panel).Events[0], GroupTimeEffects.Of(panel).Average(AverageKind.EventTime).Parts.Single(p => p.Label == 0).Effect,
            ];
            double[] truth = [cells.Average(), cells.Average(), cells.Average(), (Effect(3, 0) + Effect(5, 0)) / 2, (Effect(3, 0) + Effect(5, 0)) / 2];
            for (var e = 0; e < held.Length; e++)
            {
                held[e] += Holds(found[e], truth[e]) ? 1 : 0;
            }
        }

        held.ShouldAllBe(h => h >= 0.887 * Panels && h <= 0.997 * Panels);
    }

    [Fact]
    public void Two_way_effects_hold_the_truth_only_when_effects_are_equal()
    {
        int Held(Func<int, int, double> effect, double truth) => Enumerable.Range(1, 100).Count(seed =>
        {
            var rows = Counties.Simulated((ulong)seed, 90, 8, [0, 3, 5], effect);
            var fit = PanelRegression.Fit([.. rows.Y], [new("D", rows.Treated)], [rows.Units, Grouping.Of([.. rows.Period])]);
            return Holds(fit.With(Covariance.Clustered(rows.Units))["D"], truth);
        });

        Held((_, _) => 1, 1).ShouldBeInRange(85, 100);
        Held((_, e) => e, (5 * 6 / 2 + 3 * 4 / 2) / 10.0).ShouldBeLessThan(50);
    }

    private static bool Holds(Coefficient estimate, double truth) => estimate.Interval() is var (lower, upper) && lower <= truth && truth <= upper;
}
