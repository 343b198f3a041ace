using Shanhai.Analytics.Inequality;

namespace Shanhai.Analytics.Tests.Inequality;

/// <summary>Case a04: REAT 3.0.3 and IC2 1.0-1 on 402 German counties, tolerance 1e-8.</summary>
public sealed class GermanCountiesTests
{
    private readonly Oracle oracle = Oracle.Case("a04-german-counties-reat");
    private readonly Table data;

    public GermanCountiesTests() => data = oracle.Csv();

    [Fact]
    public void Inequality_between_counties_equals_REAT_and_IC2()
    {
        var plain = Distribution.Of(Income(2014));
        var weighted = Distribution.Of(Income(2014), data.Numbers("pop2014"));

        Gini.Of(Distribution.Of(Income(2004))).Value.ShouldAgree(oracle.Number("gini_gdppc_2004"), 1e-8);
        Gini.Of(plain).Value.ShouldAgree(oracle.Number("gini_gdppc_2014"), 1e-8);
        Gini.Of(plain, GiniCorrection.UnweightedNOverNMinus1).Value.ShouldAgree(oracle.Number("gini_gdppc_2014_corrected"), 1e-8);
        Gini.Of(weighted).Value.ShouldAgree(oracle.Number("gini_gdppc_2014_popweighted_exact"), 1e-8);

        // REAT sorts the incomes but not their weights: with that, and only with that, its weighted Gini comes out.
        Gini.Of(Distribution.Of([.. Income(2014).Order()], data.Numbers("pop2014"))).Value.ShouldAgree(oracle.Number("gini_gdppc_2014_popweighted"), 1e-8);
        Entropy.Theil(weighted).Value.ShouldAgree(oracle.Number("theil_2014_popweighted"), 1e-8);
        Entropy.MeanLogDeviation(plain).Value.ShouldAgree(oracle.Number("theil_2014"), 1e-8, "REAT calls the mean log deviation theil");
        Lorenz.Hoover(plain).Value.ShouldAgree(oracle.Number("hoover_2014"), 1e-8);
        Entropy.CoefficientOfVariation(weighted, VariationCentre.PlainMean).Value.ShouldAgree(oracle.Number("williamson_2014"), 1e-8);
        (Math.Sqrt(402 / 401.0) * Entropy.CoefficientOfVariation(plain).Value).ShouldAgree(oracle.Number("cv_2014"), 1e-8, "REAT divides by n - 1");
        Welfare.Atkinson(plain, 0.5).Value.ShouldAgree(oracle.Number("atkinson_2014_eps0.5"), 1e-8);
    }

    [Theory]
    [InlineData(1992)]
    [InlineData(2000)]
    [InlineData(2014)]
    public void East_and_west_decompose_as_in_IC2(int year)
    {
        var (income, people) = (Income(year), data.Numbers($"pop{year}"));
        var known = data.Where(i => double.IsFinite(income[i]) && double.IsFinite(people[i]));

        var parts = EntropyDecomposition.Of(known.Numbers($"gdppc{year}"), known.Numbers($"pop{year}"), 1, [Grouping.Of(known.Text("regional"))]);

        parts.Total.Value.ShouldAgree(oracle.Number($"theil_east_west_{year}", "total"), 1e-8);
        parts.Within.Value.ShouldAgree(oracle.Number($"theil_east_west_{year}", "within"), 1e-8);
        parts.Between[0].Value.ShouldAgree(oracle.Number($"theil_east_west_{year}", "between"), 1e-8);
    }

    [Fact]
    public void Beta_convergence_equals_REAT_over_one_year_and_ten()
    {
        var one = BetaConvergence.Linear(Income(2010), Income(2011), 1);
        var ten = BetaConvergence.Linear(Income(2004), Income(2014), 10);

        Compare("beta_2010_2011", "Alpha", one.Coefficients[0]);
        Compare("beta_2010_2011", "Beta", one.Beta);
        one.Lambda.ShouldAgree(oracle.Number("beta_2010_2011", "Lambda", "Estimate"), 1e-8);
        one.HalfLife.ShouldAgree(oracle.Number("beta_2010_2011", "Halflife", "Estimate"), 1e-8);
        Compare("beta_2004_2014_endpoints", "Alpha", ten.Coefficients[0]);
        Compare("beta_2004_2014_endpoints", "Beta", ten.Beta);

        // REAT divides by the years twice; with that, and only with that, its speed comes out.
        var twice = -Math.Log(1 + ten.Beta.Value) / 10;
        twice.ShouldAgree(oracle.Number("beta_2004_2014_endpoints", "Lambda", "Estimate"), 1e-8);
        (Math.Log(2) / twice).ShouldAgree(oracle.Number("beta_2004_2014_endpoints", "Halflife", "Estimate"), 1e-8);
    }

    [Fact]
    public void Speed_over_ten_years_counts_the_years_once()
    {
        var ten = BetaConvergence.Linear(Income(2004), Income(2014), 10);

        ten.Lambda.ShouldAgree(oracle.Number("beta_2004_2014_lambda_correct", "lambda"), 1e-8);
        ten.HalfLife.ShouldAgree(oracle.Number("beta_2004_2014_lambda_correct", "halflife"), 1e-8);
    }

    [Fact]
    public void Mean_annual_growth_gives_the_slope_of_REAT()
    {
        var (a, b, c) = (Income(2010), Income(2011), Income(2012));
        double[] growth = [.. a.Select((x, i) => (Math.Log(b[i] / x) + Math.Log(c[i] / b[i])) / 2)];

        var beta = BetaConvergence.OfAnnualGrowth(a, growth, 2);

        Compare("beta_2010_2012_mean_annual", "Alpha", beta.Coefficients[0]);
        Compare("beta_2010_2012_mean_annual", "Beta", beta.Beta);
        Speed("beta_2010_2012_mean_annual", beta.Beta.Value, 2);
    }

    [Fact]
    public void Conditional_convergence_equals_REAT()
    {
        var west = new Column("West", data.Text("regional").Select(r => r == "West" ? 1.0 : 0).ToArray());

        var beta = BetaConvergence.Linear(Income(2004), Income(2014), 10, west);

        Compare("beta_conditional_2004_2014_West", "Alpha", beta.Coefficients[0]);
        Compare("beta_conditional_2004_2014_West", "Beta", beta.Beta);
        Speed("beta_conditional_2004_2014_West", beta.Beta.Value, 10);
        Compare("beta_conditional_2004_2014_West", "West", beta.Coefficients[2]);
    }

    [Fact]
    public void Non_linear_least_squares_finds_the_speed_with_its_error()
    {
        var beta = BetaConvergence.NonLinear(Income(2010), Income(2011), 1);

        Compare("beta_nls_2010_2011", "Alpha", beta.Coefficients[0], 1e-5);
        Compare("beta_nls_2010_2011", "Beta", beta.Coefficients[1], 1e-5);
        (-Math.Log(1 - beta.Coefficients[1].Value)).ShouldAgree(oracle.Number("beta_nls_2010_2011", "Lambda", "Estimate"), 1e-5);
        (Math.Log(2) / -Math.Log(1 - beta.Coefficients[1].Value)).ShouldAgree(oracle.Number("beta_nls_2010_2011", "Halflife", "Estimate"), 1e-5);
    }

    [Theory]
    [InlineData("sigma_2004_2014", "SD", SigmaMeasure.LogDeviation)]
    [InlineData("sigma_cv_2004_2014", "CV", SigmaMeasure.Variation)]
    public void Sigma_convergence_equals_REAT(string result, string label, SigmaMeasure measure)
    {
        var change = SigmaConvergence.Between(Income(2004), Income(2014), measure);

        change.First.ShouldAgree(oracle.Number(result, "sigmaconv", $"{label} 2004", "Estimate"), 1e-8);
        change.Last.ShouldAgree(oracle.Number(result, "sigmaconv", $"{label} 2014", "Estimate"), 1e-8);
        change.Quotient.ShouldAgree(oracle.Number(result, "sigmaconv", "Quotient", "Estimate"), 1e-8);
        change.F.ShouldAgree(oracle.Number(result, "sigmaconv", "Quotient", "F value"), 1e-8);
        change.PValue.ShouldAgree(oracle.Number(result, "sigmaconv", "Quotient", "Pr (>F)"), 1e-7);
        oracle.Number(result, "sigmaconv", "Quotient", "df1").ShouldBe(change.DegreesOfFreedom);
        oracle.Number(result, "sigmaconv", "Quotient", "df2").ShouldBe(change.DegreesOfFreedom);
    }

    [Fact]
    public void Sigma_trend_equals_REAT()
    {
        int[] years = [.. Enumerable.Range(2004, 11)];

        var trend = SigmaConvergence.Trend([.. years.Select(y => (double)y)], [.. years.Select(y => new Column($"{y}", Income(y)))]);

        trend.Slope.Value.ShouldAgree(oracle.Number("sigma_trend_2004_2014", "estimates", "Time", "Estimate"), 1e-8);
        trend.Slope.StandardError.ShouldAgree(oracle.Number("sigma_trend_2004_2014", "estimates", "Time", "Std. Error"), 1e-8);
        trend.Constant.Value.ShouldAgree(oracle.Number("sigma_trend_2004_2014", "estimates", "Intercept", "Estimate"), 1e-8);
        trend.Slope.PValue.ShouldAgree(oracle.Number("sigma_trend_2004_2014", "estimates", "Time", "Pr(>|t|)"), 1e-7);
        trend.RSquared.ShouldAgree(oracle.Number("sigma_trend_2004_2014", "modelstat", "R-Squared", "Estimate"), 1e-8);
        trend.Constant.StandardError.ShouldAgree(oracle.Number("sigma_trend_2004_2014", "estimates", "Intercept", "Std. Error"), 1e-8);
        trend.Constant.Statistic.ShouldAgree(oracle.Number("sigma_trend_2004_2014", "estimates", "Intercept", "t value"), 1e-8);
        trend.Constant.PValue.ShouldAgree(oracle.Number("sigma_trend_2004_2014", "estimates", "Intercept", "Pr(>|t|)"), 1e-7);
        trend.Slope.Statistic.ShouldAgree(oracle.Number("sigma_trend_2004_2014", "estimates", "Time", "t value"), 1e-8);
        Math.Pow(trend.Slope.Statistic, 2).ShouldAgree(oracle.Number("sigma_trend_2004_2014", "modelstat", "R-Squared", "F value"), 1e-8);
        trend.Slope.PValue.ShouldAgree(oracle.Number("sigma_trend_2004_2014", "modelstat", "R-Squared", "Pr (>F)"), 1e-7);
        oracle.Number("sigma_trend_2004_2014", "modelstat", "R-Squared", "df 1").ShouldBe(1);
        oracle.Number("sigma_trend_2004_2014", "modelstat", "R-Squared", "df 2").ShouldBe(trend.Slope.DegreesOfFreedom);
        var spreads = oracle["sigma_trend_2004_2014"].GetProperty("sigma.trend").EnumerateObject().ToArray();
        for (var t = 0; t < years.Length; t++)
        {
            spreads[t].Value.GetProperty("years").GetInt32().ShouldBe(years[t]);
            trend.Spreads[t].ShouldAgree(spreads[t].Value.GetProperty("sigma.years").GetDouble(), 1e-8);
        }
    }

    /// <summary>REAT's speed, which counts the years once more: ours with the slope over them.</summary>
    private void Speed(string result, double beta, int years)
    {
        var twice = -Math.Log(1 + beta) / years;
        twice.ShouldAgree(oracle.Number(result, "Lambda", "Estimate"), 1e-8, result);
        (Math.Log(2) / twice).ShouldAgree(oracle.Number(result, "Halflife", "Estimate"), 1e-8, result);
    }

    private double[] Income(int year) => data.Numbers($"gdppc{year}");

    private void Compare(string result, string row, Coefficient actual, double tolerance = 1e-8)
    {
        actual.Value.ShouldAgree(oracle.Number(result, row, "Estimate"), tolerance, row);
        actual.StandardError.ShouldAgree(oracle.Number(result, row, "Std. Error"), tolerance, row);
        actual.PValue.ShouldAgree(oracle.Number(result, row, "Pr (>|t|)"), 10 * tolerance, row);
        actual.Statistic.ShouldAgree(oracle.Number(result, row, "t value"), tolerance, row);
    }
}
