using Shanhai.Analytics.Poverty;

namespace Shanhai.Analytics.Tests.Poverty;

/// <summary>Case a01: laeken 0.5.2 and convey 1.0.1, tolerance 1e-9; errors with densities 1e-4.</summary>
public sealed class RelativePovertyTests
{
    private readonly Oracle oracle = Oracle.Case("a01-eusilc-laeken");
    private readonly Table data;
    private readonly double[] income;
    private readonly double[] weights;
    private readonly SurveyDesign design;

    public RelativePovertyTests()
    {
        data = oracle.Csv();
        income = data.Numbers("eqIncome");
        weights = data.Numbers("rb050");
        design = SurveyDesign.Of(data.Whole("db030"), Grouping.Of(data.Text("db040")).Codes);
    }

    private Distribution Whole => Distribution.Of(income, weights, design);

    [Fact]
    public void Line_and_median_gap_equal_laeken()
    {
        RelativePoverty.Line(Whole).ShouldAgree(oracle.Number("arpt"), 1e-9);
        (100 * RelativePoverty.MedianGap(Whole).Value).ShouldAgree(oracle.Number("rmpg"), 1e-9);
    }

    [Theory]
    [InlineData("arpr", 0.6)]
    [InlineData("arpr_p0.4", 0.4)]
    [InlineData("arpr_p0.5", 0.5)]
    [InlineData("arpr_p0.7", 0.7)]
    public void Rate_equals_laeken(string result, double share) =>
        (100 * RelativePoverty.Rate(Whole, share).Value).ShouldAgree(oracle.Number(result), 1e-9);

    [Fact]
    public void Rate_by_region_uses_the_national_line()
    {
        var line = RelativePoverty.Line(Whole);
        var region = data.Text("db040");
        foreach (var expected in oracle["arpr_by_region"].EnumerateObject())
        {
            var part = Distribution.Of(income, [.. weights.Select((w, i) => region[i] == expected.Name ? w : 0)]);

            (100 * PovertyLine.Foster(part, line, 0).Value).ShouldAgree(expected.Value.GetDouble(), 1e-9, expected.Name);
        }
    }

    [Fact]
    public void Error_of_the_rate_equals_convey()
    {
        RelativePoverty.Rate(Whole).StandardError!.Value.ShouldAgree(oracle.Number("convey_arpr", "se"), 1e-4);
        RelativePoverty.Rate(Whole).Value.ShouldAgree(oracle.Number("convey_arpr", "estimate"), 1e-9);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public void Fixed_line_measures_and_errors_equal_convey(int alpha)
    {
        var measure = PovertyLine.Foster(Whole, 10000, alpha);

        measure.Value.ShouldAgree(oracle.Number($"convey_fgt_g{alpha}_abs10000", "estimate"), 1e-9);
        measure.StandardError!.Value.ShouldAgree(oracle.Number($"convey_fgt_g{alpha}_abs10000", "se"), 1e-9);
    }

    [Fact]
    public void Watts_and_its_error_equal_convey_on_positive_incomes()
    {
        var positive = Distribution.Of(income, [.. weights.Select((w, i) => income[i] > 0 ? w : 0)], design);

        var watts = PovertyLine.Watts(positive, 10000);

        watts.Value.ShouldAgree(oracle.Number("convey_watts_abs10000", "estimate"), 1e-9);
        watts.StandardError!.Value.ShouldAgree(oracle.Number("convey_watts_abs10000", "se"), 1e-9);
    }
}
