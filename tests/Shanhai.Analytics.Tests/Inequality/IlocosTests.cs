using Shanhai.Analytics.Inequality;
using Shanhai.Analytics.Poverty;

namespace Shanhai.Analytics.Tests.Inequality;

/// <summary>Case a03: ineq 0.2-13 on Ilocos household incomes, tolerance 1e-9.</summary>
public sealed class IlocosTests
{
    private readonly Oracle oracle = Oracle.Case("a03-ilocos-ineq");
    private readonly Table data;
    private readonly Distribution income;

    public IlocosTests()
    {
        data = oracle.Csv();
        income = Distribution.Of(data.Numbers("income"));
    }

    [Fact]
    public void Inequality_measures_equal_ineq()
    {
        Gini.Of(income).Value.ShouldAgree(oracle.Number("gini"), 1e-9);
        Gini.Of(income, GiniCorrection.UnweightedNOverNMinus1).Value.ShouldAgree(oracle.Number("gini_corrected"), 1e-9);
        Lorenz.Hoover(income).Value.ShouldAgree(oracle.Number("hoover"), 1e-9);
        Entropy.Theil(income).Value.ShouldAgree(oracle.Number("theil_T"), 1e-9);
        Entropy.MeanLogDeviation(income).Value.ShouldAgree(oracle.Number("theil_L_mld"), 1e-9);
        Entropy.CoefficientOfVariation(income).Value.ShouldAgree(oracle.Number("cv"), 1e-9);
        (2 * Entropy.Of(income, 2).Value).ShouldAgree(oracle.Number("cv2"), 1e-9);
        foreach (var alpha in new[] { -1, 0.5, 2 })
        {
            Entropy.Of(income, alpha).Value.ShouldAgree(oracle.Number($"entropy_{alpha}"), 1e-9);
        }

        foreach (var epsilon in new[] { 0.5, 1, 2 })
        {
            Welfare.Atkinson(income, epsilon).Value.ShouldAgree(oracle.Number($"atkinson_{epsilon}"), 1e-9);
        }

        Market.Herfindahl(income).ShouldAgree(oracle.Number("herfindahl"), 1e-9);
        Market.Rosenbluth(income).ShouldAgree(oracle.Number("rosenbluth"), 1e-9);
    }

    [Fact]
    public void Kolm_of_incomes_in_thousands_equals_ineq_and_does_not_overflow_in_pesos()
    {
        double[] pesos = data.Numbers("income");

        Welfare.Kolm(Distribution.Of([.. pesos.Select(x => x / 1000)]), 1).Value.ShouldAgree(oracle.Number("kolm_1_income_in_thousands"), 1e-9);
        double.IsFinite(Welfare.Kolm(income, 1).Value).ShouldBeTrue();
    }

    [Theory]
    [InlineData("gini_by_province")]
    [InlineData("theil_by_province")]
    public void Measures_by_province_equal_ineq(string result)
    {
        var (all, province) = (data.Numbers("income"), data.Text("province"));
        foreach (var expected in oracle[result].EnumerateObject())
        {
            var sample = Distribution.Of([.. all.Where((_, i) => province[i] == expected.Name)]);

            var value = result.StartsWith("gini", StringComparison.Ordinal) ? Gini.Of(sample).Value : Entropy.Theil(sample).Value;

            value.ShouldAgree(expected.Value.GetDouble(), 1e-9, expected.Name);
        }
    }

    [Fact]
    public void Lorenz_ordinates_equal_ineq()
    {
        var expected = oracle["lorenz_p_0.2_0.4_0.6_0.8"].EnumerateArray().Select(e => e.GetDouble()).ToArray();

        var ordinates = Lorenz.At(income, [0.2, 0.4, 0.6, 0.8]);

        for (var i = 0; i < expected.Length; i++)
        {
            ordinates[i].ShouldAgree(expected[i], 1e-9);
        }
    }

    [Fact]
    public void Poverty_measures_equal_ineq()
    {
        oracle.Number("poverty_line").ShouldBe(60000);
        PovertyLine.Foster(income, 60000, 0).Value.ShouldAgree(oracle.Number("headcount"), 1e-9);
        PovertyLine.Foster(income, 60000, 1).Value.ShouldAgree(oracle.Number("fgt1_gap"), 1e-9);
        PovertyLine.Foster(income, 60000, 2).Value.ShouldAgree(oracle.Number("fgt2"), 1e-9);
        PovertyLine.Watts(income, 60000).Value.ShouldAgree(oracle.Number("watts"), 1e-9);
        PovertyLine.Sen(income, 60000).Value.ShouldAgree(oracle.Number("sen"), 1e-9);
        PovertyLine.SenShorrocksThon(income, 60000).Value.ShouldAgree(oracle.Number("sst"), 1e-9);
    }
}
