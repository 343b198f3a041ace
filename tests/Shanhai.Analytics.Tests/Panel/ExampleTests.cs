using Shanhai.Analytics.Panel;

namespace Shanhai.Analytics.Tests.Panel;

/// <summary>The example of docs/methods/panel.md, as written there.</summary>
public sealed class ExampleTests
{
    [Fact]
    public void The_example_of_the_documentation_runs()
    {
        var rows = Counties.Simulated(2024, 200, 8, [0, 4, 6], (_, e) => 1 + 0.2 * e);
        int[] village = [.. rows.Unit], year = [.. rows.Period.Select(p => 2015 + p)], firstTreated = [.. rows.First.Select(g => g == 0 ? 0 : 2015 + g)];
        double[] income = [.. rows.Y];

        var panel = AdoptionPanel.Of(Grouping.Of(village), year, income, firstTreated);
        var effects = GroupTimeEffects.Of(panel, new GroupTimeOptions { Comparison = ComparisonGroup.NotYetTreated });
        var events = effects.Average(AverageKind.EventTime);
        var summary = events.Summary(Language.English);
        var band = events.Bootstrap(draws: 1_000, seed: 7);

        summary.ShouldStartWith("Average by time since adoption: 1.");
        summary.ShouldContain("200 units, periods 2016 to 2023, 1600 rows; units by cohort 2019: 67, 2021: 66, never treated 67");
        band.Effects.Count.ShouldBe(events.Parts.Count);
    }

    [Theory]
    [InlineData(Language.English)]
    [InlineData(Language.Chinese)]
    public void Every_result_can_be_read(Language language)
    {
        var rows = Counties.Simulated(7, 90, 7, [0, 3, 5], (_, _) => 1);
        var (panel, units) = (rows.Panel, rows.Units);
        var fit = PanelRegression.Fit([.. rows.Y], [new("D", rows.Treated)], [units, Grouping.Of([.. rows.Period])]);
        string[] texts =
        [
            fit.With(Covariance.Clustered(units)).Summary(language), fit.With(Covariance.BiasReduced(units)).Summary(language),
            WildBootstrap.Of(fit, "D", units, 199).Summary(language), DynamicEffects.Fit(panel).Summary(language), SunAbraham.Fit(panel).Summary(language),
            GroupTimeEffects.Of(panel).Summary(language), GroupTimeEffects.Of(panel).Average(AverageKind.Calendar).Summary(language),
            GroupTimeEffects.Of(panel).Events().Summary(language), GroupTimeEffects.Of(panel).Bootstrap(199).Summary(language),
            Imputation.Fit(panel).Summary(language), BaconDecomposition.Of(panel).Summary(language),
        ];

        texts.ShouldAllBe(t => t.Length > 40 && !t.Contains("NaN"));
        texts.ShouldAllBe(t => t.Any(c => c > 0x4e00 && c < 0x9fff) == (language == Language.Chinese));
    }
}
