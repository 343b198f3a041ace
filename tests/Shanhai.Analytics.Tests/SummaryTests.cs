using System.Reflection;

namespace Shanhai.Analytics.Tests;

public sealed class SummaryTests
{
    /// <summary>Inputs, options, parts of a result and values that speak for themselves.</summary>
    private static readonly string[] NotResults =
    [
        "AllocationClash", "AllocationEnd", "AllocationPair", "AllocationPrices", "AllocationProblem", "AllocationRequirement", "Allocated", "Claim", "Arc", "Coefficient", "Column", "BalanceRow", "MatchedPair",
        "CalibrationBin", "ForecastReason", "PlaceForecast", "SurvivalStep", "TestedForecast", "IndexIndicator", "RankRange", "EntropyGroup", "IndexGroup", "DensityBandwidths", "DensityBandwidthPart", "FlowProblem", "WindowCount", "DuplicatePair",
        "Note", "Term", "Indicator", "IndicatorResult", "GroupProfile", "AdjustedHypothesis", "RobustInterval", "StudyDesign", "PathPoint", "PlaceboFit", "Predictor", "Weight", "Change", "PovertyChange",
        "AveragePart", "BaconComparison", "BandedEffect", "Covariance", "EventEffect", "GroupTimeEffect", "CohortCell", "PanelRegression",
    ];

    [Fact]
    public void Every_result_can_be_read_by_a_person_in_both_languages()
    {
        var silent = Assembly.Load("Shanhai.Analytics").GetExportedTypes()
            .Where(t => t.GetMethod("<Clone>$") is not null && !t.Name.EndsWith("Options", StringComparison.Ordinal) && !NotResults.Contains(t.Name))
            .Where(t => t.GetMethods().All(m => m.Name != "Summary" || m.GetParameters().FirstOrDefault()?.ParameterType != typeof(Language)));

        silent.Select(t => t.Name).ShouldBeEmpty();
    }

    [Fact]
    public void Summaries_say_the_numbers_in_words()
    {
        var rounding = Analytics.Integrity.Rounding.Of([10, 20, 30, 41, 50, 60, 70, 80, 90, 100], 10);
        rounding.Summary(Language.English).ShouldStartWith("9 of 10 numbers are round");
        rounding.Summary(Language.Chinese).ShouldContain("线索，不是结论");
        Analytics.Matching.Assignment.Least(new double[] { 1, 2, 3, 1 }, 2, 2).Summary(Language.English).ShouldBe("2 pairs, total 2, proven best by prices.");
        Analytics.Inequality.SigmaConvergence.Between([1, 2, 3], [2, 2.5, 3]).Summary(Language.English).ShouldStartWith("The spread went from");
    }
}
