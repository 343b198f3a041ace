using Shanhai.Analytics.Inequality;

namespace Shanhai.Analytics.Tests.Inequality;

/// <summary>Case a06: IC2 1.0-1 on six sources of household income; ties in total income are the only freedom (1e-6).</summary>
public sealed class IncomeSourcesTests
{
    private static readonly string[] Names = ["employee", "selfemployed", "pension", "social", "family", "rent"];
    private readonly Oracle oracle = Oracle.Case("a06-income-source-eusilc");
    private readonly double[] weights;
    private readonly Column[] sources;

    public IncomeSourcesTests()
    {
        var data = oracle.Csv();
        weights = data.Numbers("db090");
        sources = [.. Names.Select(n => new Column(n, data.Numbers(n)))];
    }

    [Theory]
    [InlineData("lerman_yitzhaki", true)]
    [InlineData("lerman_yitzhaki_unweighted", false)]
    public void Lerman_Yitzhaki_equals_IC2_and_sums_to_the_Gini(string result, bool weighted)
    {
        var parts = IncomeSources.LermanYitzhaki(sources, weighted ? weights : []);

        parts.Sum(p => p.Contribution).ShouldAgree(oracle.Number(result, "gini_total"), 1e-9);
        parts.Sum(p => p.Contribution).ShouldAgree(oracle.Number(result, "sum_contributions"), 1e-9);
        foreach (var part in parts)
        {
            part.Share.ShouldAgree(Expected("share_Sk"), 1e-9, part.Name);
            part.Gini.ShouldAgree(Expected("gini_Gk"), 1e-9, part.Name);
            part.Concentration.ShouldAgree(Expected("concentration_Ck"), 1e-5, part.Name);
            part.Correlation.ShouldAgree(Expected("gini_correlation_Rk"), 1e-5, part.Name);
            part.Contribution.ShouldAgree(Expected("contribution_SkCk"), 1e-5, part.Name);
            part.RelativeContribution.ShouldAgree(Expected("relative_contribution"), 1e-5, part.Name);
            part.MarginalEffect.ShouldAgree(Expected("marginal_effect"), 1e-5, part.Name);
            part.MarginalEffect.ShouldAgree(Expected("elasticity"), 1e-5, "the elasticity of the Gini is the marginal effect");

            double Expected(string field) => oracle.Number(result, "sources", part.Name, field);
        }
    }

    [Fact]
    public void Shorrocks_shares_equal_the_covariance_shares()
    {
        var shares = IncomeSources.Shorrocks(sources, weights);

        for (var k = 0; k < Names.Length; k++)
        {
            shares[k].ShouldAgree(oracle.Number("shorrocks_share", Names[k]), 1e-9, Names[k]);
        }
    }

    [Theory]
    [InlineData("shapley_gini_zero", AbsentSource.Zero, SourceIndex.Gini)]
    [InlineData("shapley_gini_mean", AbsentSource.Mean, SourceIndex.Gini)]
    [InlineData("shapley_cv2_mean", AbsentSource.Mean, SourceIndex.SquaredVariation)]
    public void Shapley_shares_equal_the_enumeration(string result, AbsentSource absent, SourceIndex index)
    {
        var shares = IncomeSources.ShapleyOf(sources, weights, absent, index);

        for (var k = 0; k < Names.Length; k++)
        {
            shares.Values[k].ShouldAgree(oracle.Number(result, Names[k]), 1e-9, Names[k]);
        }
    }
}
