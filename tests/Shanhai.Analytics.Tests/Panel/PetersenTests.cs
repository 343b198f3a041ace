using Shanhai.Analytics.Panel;

namespace Shanhai.Analytics.Tests.Panel;

/// <summary>Case b03: fixest 0.14.2, sandwich 3.0-2 and clubSandwich 0.5.8 on Petersen's test data, tolerance 1e-9 (CR2 1e-8).</summary>
public sealed class PetersenTests
{
    private readonly Oracle oracle = Oracle.Case("b03-petersen-se");
    private readonly Table data;
    private readonly Grouping firm;
    private readonly Grouping year;

    public PetersenTests()
    {
        data = oracle.Csv();
        firm = Grouping.Of(data.Whole("firm"));
        year = Grouping.Of(data.Whole("year"));
    }

    private PanelRegression Pooled => PanelRegression.Fit(data.Numbers("y"), [new("x", data.Numbers("x"))], []);

    private PanelRegression TwoWay => PanelRegression.Fit(data.Numbers("y"), [new("x", data.Numbers("x"))], [firm, year]);

    [Fact]
    public void Least_squares_equals_lm()
    {
        var fit = Pooled.With(Covariance.Classical);

        fit["constant"].Value.ShouldAgree(oracle.Number("ols", "intercept"), 1e-9);
        fit["x"].Value.ShouldAgree(oracle.Number("ols", "x"), 1e-9);
        fit["constant"].StandardError.ShouldAgree(oracle.Number("ols", "se_intercept"), 1e-9);
        fit["x"].StandardError.ShouldAgree(oracle.Number("ols", "se_x"), 1e-9);
    }

    [Theory]
    [InlineData(RobustKind.Hc0)]
    [InlineData(RobustKind.Hc1)]
    [InlineData(RobustKind.Hc2)]
    [InlineData(RobustKind.Hc3)]
    public void Robust_errors_equal_sandwich(RobustKind kind) =>
        Same(Pooled.With(Covariance.Robust(kind)), $"se_{kind.ToString().ToUpperInvariant()}");

    [Fact]
    public void Clustered_errors_equal_sandwich_and_Petersens_page()
    {
        Same(Pooled.With(Covariance.Clustered(firm)), "se_cluster_firm_HC1");
        Same(Pooled.With(Covariance.Clustered(year)), "se_cluster_year_HC1");
        Same(Pooled.With(Covariance.Clustered(firm, ClusterFactor.ClustersOnly)), "se_cluster_firm_HC0");
        Same(Pooled.With(Covariance.Clustered(year, ClusterFactor.ClustersOnly)), "se_cluster_year_HC0");
        Same(Pooled.With(Covariance.Clustered(firm, ClusterFactor.None)), "clubSandwich_firm_CR0");
        Same(Pooled.With(Covariance.Clustered(firm, year, ClusterFactor.Own)), "se_twoway_HC1");
        Same(Pooled.With(Covariance.Clustered(firm, year, ClusterFactor.OwnPlainCrossing)), "se_twoway_multi0");
        Same(Pooled.With(Covariance.Clustered(firm, ClusterFactor.ClustersOnly)), "clubSandwich_firm_CR1");
        Same(Pooled.With(Covariance.Clustered(firm)), "clubSandwich_firm_CR1S");
    }

    [Fact]
    public void Bias_reduced_errors_equal_clubSandwich()
    {
        Same(Pooled.With(Covariance.BiasReduced(firm)), "clubSandwich_firm_CR2", 1e-8);
        Same(Pooled.With(Covariance.Jackknife(firm)), "clubSandwich_firm_CR3", 1e-8);
        Same(Pooled.With(Covariance.BiasReduced(firm)), "se_cluster_firm_HC2", 1e-8);
        Same(Pooled.With(Covariance.BiasReduced(year)), "se_cluster_year_HC2", 1e-8);
        Same(Pooled.With(Covariance.Jackknife(firm)), "se_cluster_firm_HC3", 1e-8);
        Same(Pooled.With(Covariance.Jackknife(year)), "se_cluster_year_HC3", 1e-8);
    }

    [Fact]
    public void Satterthwaite_degrees_of_freedom_equal_clubSandwich()
    {
        var expected = oracle["clubSandwich_year_CR2_Satterthwaite"];

        var fit = Pooled.With(Covariance.BiasReduced(year));

        for (var j = 0; j < 2; j++)
        {
            fit.Coefficients[j].StandardError.ShouldAgree(expected.GetProperty("se")[j].GetDouble(), 1e-6);
            fit.Coefficients[j].DegreesOfFreedom.ShouldAgree(expected.GetProperty("df")[j].GetDouble(), 1e-6);
            fit.Coefficients[j].PValue.ShouldAgree(expected.GetProperty("p")[j].GetDouble(), 1e-6);
        }
    }

    [Fact]
    public void Two_way_fixed_effects_equal_fixest_under_every_covariance()
    {
        var fit = TwoWay;

        Same(fit, Covariance.Classical, "feols_twfe_iid");
        Same(fit, Covariance.Robust(), "feols_twfe_hetero");
        Same(fit, Covariance.Clustered(firm), "feols_twfe_firm");
        Same(fit, Covariance.Clustered(year), "feols_twfe_year");
        Same(fit, Covariance.Clustered(firm, year), "feols_twfe_firm+year");
    }

    [Fact]
    public void Errors_that_depend_on_earlier_periods_equal_fixest_and_plm()
    {
        Same(TwoWay, Covariance.NeweyWest(firm, year, 2), "feols_twfe_NW_lag2");
        Same(TwoWay, Covariance.DriscollKraay(year, 2), "feols_twfe_DK_lag2");
        TwoWay.With(Covariance.DriscollKraay(year, 3, corrected: false))["x"].StandardError.ShouldAgree(oracle.Number("plm_within_twoways", "se_scc_driscoll_kraay_L3_HC0"), 1e-9);
        TwoWay.With(Covariance.Clustered(firm, ClusterFactor.None))["x"].StandardError.ShouldAgree(oracle.Number("plm_within_twoways", "se_arellano_HC0"), 1e-9);
        TwoWay.With(Covariance.Classical)["x"].StandardError.ShouldAgree(oracle.Number("plm_within_twoways", "se"), 1e-9);
        TwoWay.With(Covariance.Classical)["x"].Value.ShouldAgree(oracle.Number("plm_within_twoways", "x"), 1e-9);
    }

    [Fact]
    public void Random_effects_and_the_test_against_fixed_ones_equal_plm()
    {
        var random = RandomEffects.Fit(data.Numbers("y"), [new("x", data.Numbers("x"))], firm);

        random.Theta.ShouldAgree(oracle.Number("plm_random_swar", "theta"), 1e-9);
        for (var j = 0; j < 2; j++)
        {
            random.Inference.Coefficients[j].Value.ShouldAgree(oracle["plm_random_swar"].GetProperty("coef")[j].GetDouble(), 1e-9);
            random.Inference.Coefficients[j].StandardError.ShouldAgree(oracle["plm_random_swar"].GetProperty("se")[j].GetDouble(), 1e-9);
        }

        random.Hausman!.Statistic.ShouldAgree(oracle.Number("hausman", "chisq"), 1e-8);
        random.Hausman.PValue.ShouldAgree(oracle.Number("hausman", "p"), 1e-8);
        random.Summary(Language.English).ShouldContain("Hausman");
    }

    [Fact]
    public void Pooled_two_way_clusters_equal_fixest()
    {
        var fit = Pooled.With(Covariance.Clustered(firm, year));

        fit["constant"].ShouldAgree(oracle["feols_pooled_firm_year"].GetProperty("(Intercept)"), 1e-9, 1e-9, "constant");
        fit["x"].ShouldAgree(oracle["feols_pooled_firm_year"].GetProperty("x"), 1e-9, 1e-9, "x");
    }

    private void Same(Inference actual, string result, double tolerance = 1e-9)
    {
        actual["constant"].StandardError.ShouldAgree(oracle.Number(result, "se_intercept"), tolerance, result);
        actual["x"].StandardError.ShouldAgree(oracle.Number(result, "se_x"), tolerance, result);
    }

    private void Same(PanelRegression fit, Covariance covariance, string result)
    {
        var x = fit.With(covariance)["x"];
        x.Value.ShouldAgree(oracle.Number(result, "x", "estimate"), 1e-9, result);
        x.StandardError.ShouldAgree(oracle.Number(result, "x", "se"), 1e-9, result);
        x.Statistic.ShouldAgree(oracle.Number(result, "x", "t"), 1e-9, result);
        (Math.Log(x.PValue) - Math.Log(oracle.Number(result, "x", "p"))).ShouldBe(0, 1e-6, result);
    }
}
