using Shanhai.Analytics;
using Shanhai.Analytics.Allocation;
using Shanhai.Analytics.Inequality;

namespace Shanhai.Evaluation;

internal static class InequalityMethods
{
    private const string Sample = "value weight? cluster? stratum? ";

    public static readonly IReadOnlyList<StatsMethod> All =
    [
        new("gini", Sample + "group? !drop-negative", i => Grouped(i, d => Gini.Of(d, negatives: i.Asked("drop-negative") ? OutsideDomain.Drop : OutsideDomain.Refuse))),
        new("entropy", Sample + "group? #alpha=1 !drop-nonpositive", i => Grouped(i, d => Entropy.Of(d, i.Number("alpha"), i.Asked("drop-nonpositive") ? OutsideDomain.Drop : OutsideDomain.Refuse))),
        new("atkinson", Sample + "group? #epsilon=1 !drop-nonpositive", i => Grouped(i, d => Welfare.Atkinson(d, i.Number("epsilon"), i.Asked("drop-nonpositive") ? OutsideDomain.Drop : OutsideDomain.Refuse))),
        new("s-gini", Sample + "group? #v=3", i => Grouped(i, d => Welfare.SGini(d, i.Number("v")))),
        new("kolm", Sample + "group? #aversion=1", i => Grouped(i, d => Welfare.Kolm(d, i.Number("aversion")))),
        new("hoover", Sample + "group?", i => Grouped(i, d => Lorenz.Hoover(d))),
        new("variation", Sample + "group?", i => Grouped(i, d => Entropy.CoefficientOfVariation(d))),
        new("palma", Sample + "group?", i => Grouped(i, d => Lorenz.Palma(d))),
        new("share-ratio", Sample + "group? #share=0.2", i => Grouped(i, d => Lorenz.ShareRatio(d, i.Number("share")))),
        new("quantile-ratio", Sample + "group? #high=0.9 #low=0.1", i => Grouped(i, d => Quantiles.Ratio(d, i.Number("high"), i.Number("low")))),
        new("polarisation", Sample + "group?", i => Grouped(i, Polarisation.Wolfson)),
        new("esteban-ray", "value weight? group #identification=1.3", i => StatsReport.Of(i, Polarisation.EstebanRay(i.Numbers("value"), i.NumbersOrEmpty("weight"), i.Groups("group"), i.Number("identification")))),
        new("concentration", "value rank-by weight?", i => StatsReport.Of(i, Concentration.Of(i.Numbers("value"), i.Numbers("rank-by"), i.NumbersOrEmpty("weight")))),
        new("mean-ratio", "value weight? upper", i => StatsReport.Of(i, GroupGaps.MeanRatio(i.Numbers("value"), i.NumbersOrEmpty("weight"), i.Yes("upper"), SurveyDesign.Independent(i.Rows)))),
        new("lorenz", "value weight?", Curve),
        new("decompose", "value weight? group+ #alpha=1", Decompose),
        new("decompose-gini", "value weight? group !stratification", DecomposeGini),
        new("sources", "sources+ weight?", Sources),
        new("sigma", "first last", Sigma),
        new("beta", "first last #years covariates*", Beta),
        new("beta-panel", "value unit time", i => BetaReport(BetaConvergence.Panel(i.Groups("unit"), i.Whole("time"), i.Numbers("value")))),
    ];

    private static StatsReport Grouped(StatsInput i, Func<Distribution, Estimate> of)
    {
        if (!i.Has("group"))
        {
            return StatsReport.Of(i, of(i.Sample()));
        }
        var (values, weights, labels) = (i.Numbers("value"), i.NumbersOrEmpty("weight"), i.Text("group"));
        return StatsReport.ByGroup(i, labels.Distinct().Order(StringComparer.Ordinal).Select(name =>
        {
            int[] rows = [.. Enumerable.Range(0, labels.Length).Where(k => labels[k] == name)];
            return (name, of(Distribution.Of([.. rows.Select(k => values[k])], weights.Length == 0 ? [] : [.. rows.Select(k => weights[k])], SurveyDesign.Independent(rows.Length))));
        }));
    }

    private static StatsReport Curve(StatsInput i)
    {
        var sample = i.Sample();
        double[] shares = [.. Enumerable.Range(0, 21).Select(k => k / 20.0)];
        var curve = Lorenz.At(sample, shares);
        var gini = Gini.Of(sample);
        return new(["share", "income-share"], [.. shares.Select((s, k) => new object?[] { s, curve[k] })], gini.Summary)
        {
            Picture = new([new("", true, [.. shares.Select((s, k) => new StatsPoint(s, curve[k]))]), new("", true, [new(0, 0), new(1, 1)])]),
        };
    }

    private static StatsReport Decompose(StatsInput i)
    {
        var d = EntropyDecomposition.Of(i.Numbers("value"), i.NumbersOrEmpty("weight"), i.Number("alpha"), i.GroupColumns("group"), SurveyDesign.Independent(i.Rows));
        return StatsReport.Of(i, [d.Total, .. d.Between, d.Within]);
    }

    private static StatsReport DecomposeGini(StatsInput i)
    {
        var (values, weights, groups) = (i.Numbers("value"), i.NumbersOrEmpty("weight"), i.Groups("group"));
        var d = i.Asked("stratification") ? GiniDecomposition.WithStratification(values, weights, groups) : GiniDecomposition.WithOverlap(values, weights, groups);
        return new(["within", "between", "third", "total"], [[d.Within, d.Between, d.Third, d.Total]], d.Convention.In);
    }

    private static StatsReport Sources(StatsInput i)
    {
        var (sources, weights) = (i.Columns("sources"), i.NumbersOrEmpty("weight"));
        var shares = IncomeSources.LermanYitzhaki(sources, weights);
        var (natural, shapley) = (IncomeSources.Shorrocks(sources, weights), sources.Count <= 12 ? IncomeSources.ShapleyOf(sources, weights) : null);
        return new(
            ["name", "share", "gini", "correlation", "contribution", "marginal", "shorrocks", "shapley"],
            [.. shares.Select((s, k) => new object?[] { s.Name, s.Share, s.Gini, s.Correlation, s.RelativeContribution, s.MarginalEffect, natural[k], shapley?.Values[k] })],
            language => Gini.Of(Distribution.Of([.. Enumerable.Range(0, i.Rows).Select(r => sources.Sum(c => c.Values.Span[r]))], weights)).Summary(language));
    }

    private static StatsReport Sigma(StatsInput i)
    {
        var s = SigmaConvergence.Between(i.Numbers("first"), i.Numbers("last"));
        return new(["first", "last", "f", "p"], [[s.First, s.Last, s.F, s.PValue]], language => language == Analytics.Language.Chinese
            ? $"对数离差由 {StatsReport.Text(s.First)} 变为 {StatsReport.Text(s.Last)}：{(s.Last < s.First ? "差距缩小" : "差距没有缩小")}。F 检验只作描述：两期是同一批地方。"
            : $"The deviation of logs went from {StatsReport.Text(s.First)} to {StatsReport.Text(s.Last)}: the gap {(s.Last < s.First ? "narrowed" : "did not narrow")}. The F test is a description only: both years hold the same places.");
    }

    private static StatsReport Beta(StatsInput i) => BetaReport(BetaConvergence.Linear(i.Numbers("first"), i.Numbers("last"), i.Number("years"), i.Columns("covariates")));

    private static StatsReport BetaReport(BetaConvergence b) => StatsReport.OfEffects([b.Beta, .. b.Coefficients.Where(c => c.Name != b.Beta.Name)], b.Summary);
}
