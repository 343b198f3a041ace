using Shanhai.Analytics;
using Shanhai.Analytics.Inequality;

namespace Shanhai.Evaluation;

/// <summary>Where a gap comes from: between groups and inside them, by source, over time.</summary>
internal static class DecompositionMethods
{
    public static readonly IReadOnlyList<StatsMethod> All =
    [
        new("decompose", "value weight? cluster? stratum? @lonely=refuse|certain|centre group+ #alpha=1", Entropies),
        new("decompose-gini", "value weight? group @third=overlap|stratification", i => Parts(
            i, i.Chosen("third", "stratification") ? GiniDecomposition.WithStratification(i.Numbers("value"), i.NumbersOrEmpty("weight"), i.Groups("group")) : GiniDecomposition.WithOverlap(i.Numbers("value"), i.NumbersOrEmpty("weight"), i.Groups("group")))),
        new("decompose-atkinson", "value weight? group #epsilon=1 @between=means|equivalents", i => Parts(i, GiniDecomposition.OfAtkinson(
            i.Numbers("value"), i.NumbersOrEmpty("weight"), i.Number("epsilon"), i.Groups("group"), i.Chosen("between", "equivalents") ? AtkinsonBetween.OfEquivalents : AtkinsonBetween.OfMeans))),
        new("sources", "sources+ weight? @absent=mean|zero @index=gini|cv2", Sources),
        new("sigma", "first last @measure=log|variation", Sigma),
        new("sigma-trend", "value unit time @measure=log|variation", Trend),
        new("beta", "first last #years covariates* @form=linear|nonlinear", i => BetaReport(i.Chosen("form", "nonlinear")
            ? BetaConvergence.NonLinear(i.Numbers("first"), i.Numbers("last"), i.Number("years"))
            : BetaConvergence.Linear(i.Numbers("first"), i.Numbers("last"), i.Number("years"), i.Columns("covariates")))),
        new("beta-panel", "value unit time !no-period-effects", i => BetaReport(BetaConvergence.Panel(i.Groups("unit"), i.Whole("time"), i.Numbers("value"), !i.Asked("no-period-effects")))),
    ];

    private static StatsReport Entropies(StatsInput i)
    {
        var d = EntropyDecomposition.Of(i.Numbers("value"), i.NumbersOrEmpty("weight"), i.Number("alpha"), i.GroupColumns("group"), i.Design());
        return StatsReport.Of(i, [d.Total, .. d.Between, d.Within]) with
        {
            Summary = d.Summary,
            More =
            [
                new("groups", ["name", "population-share", "income-share", "mean", "index", "contribution"], [.. d.Groups.Select(g => new object?[] { g.Name, g.PopulationShare, g.IncomeShare, g.Mean, g.Index, g.Contribution })]),
                StatsReport.Values("largest-between", ("largest-between", LargestBetween.OfEntropy(i.Numbers("value"), i.NumbersOrEmpty("weight"), i.Number("alpha"), i.GroupColumns("group")[^1]))),
            ],
        };
    }

    private static StatsReport Parts(StatsInput i, GiniDecomposition d) => new(["total", "within", "between", "third"], [[d.Total, d.Within, d.Between, d.Third]], d.Summary)
    {
        More = [new("groups", ["name", "population-share", "income-share", "index", "stratification"], [.. d.Groups.Select(g => new object?[] { g.Name, g.PopulationShare, g.IncomeShare, g.Index, double.IsNaN(g.Stratification) ? null : g.Stratification })])],
        Picture = new(new("stats.axis.part"), new("stats.head.index"), [new(false, [new(0, d.Within), new(1, d.Between), new(2, d.Third), new(3, d.Total)])]) { Names = i.Words == Analytics.Language.Chinese ? ["组内", "组间", "第三项", "合计"] : ["within", "between", "third", "total"] },
    };

    private static StatsReport Sources(StatsInput i)
    {
        var (sources, weights) = (i.Columns("sources"), i.NumbersOrEmpty("weight"));
        var shares = IncomeSources.LermanYitzhaki(sources, weights);
        var natural = IncomeSources.Shorrocks(sources, weights);
        var shapley = sources.Count > Analytics.Allocation.Shapley.MostExact ? null : IncomeSources.ShapleyOf(
            sources, weights, i.Chosen("absent", "zero") ? AbsentSource.Zero : AbsentSource.Mean, i.Chosen("index", "cv2") ? SourceIndex.SquaredVariation : SourceIndex.Gini);
        return new(
            ["name", "share", "gini", "concentration", "correlation", "contribution", "relative", "marginal", "shorrocks", "shapley"],
            [.. shares.Select((s, k) => new object?[] { s.Name, s.Share, s.Gini, s.Concentration, s.Correlation, s.Contribution, s.RelativeContribution, s.MarginalEffect, natural[k], shapley?.Values[k] })],
            language => string.Join(' ', shares.Select(s => s.Summary(language))))
        {
            Picture = new(new("stats.axis.income-source"), new("stats.axis.relative"), [new(false, [.. shares.Select((s, k) => new StatsPoint(k, s.RelativeContribution))])]) { Names = [.. shares.Select(s => s.Name)] },
        };
    }

    private static SigmaMeasure Measure(StatsInput i) => i.Chosen("measure", "variation") ? SigmaMeasure.Variation : SigmaMeasure.LogDeviation;

    private static StatsReport Sigma(StatsInput i)
    {
        var s = SigmaConvergence.Between(i.Numbers("first"), i.Numbers("last"), Measure(i));
        return new(["first", "last", "quotient", "f", "df", "p"], [[s.First, s.Last, s.Quotient, s.F, s.DegreesOfFreedom, s.PValue]], s.Summary);
    }

    /// <summary>The spread of each period over the places seen in it, and its straight line over time.</summary>
    private static StatsReport Trend(StatsInput i)
    {
        var (values, times) = (i.Numbers("value"), i.Whole("time"));
        int[] periods = [.. times.Distinct().Order()];
        var trend = SigmaConvergence.Trend([.. periods.Select(p => (double)p)], [.. periods.Select(p => new Column($"{p}", values.Where((_, k) => times[k] == p).ToArray()))], Measure(i));
        return new(["time", "estimate"], [.. periods.Select((p, k) => new object?[] { p, trend.Spreads[k] })], trend.Summary)
        {
            More = [StatsReport.Effects("coefficients", [trend.Constant, trend.Slope]), StatsReport.Values("fit", ("r-squared", trend.RSquared))],
            Picture = new(i.Label("time"), new(Measure(i) == SigmaMeasure.Variation ? "stats.axis.variation" : "stats.axis.log-deviation"), [new(true, [.. periods.Select((p, k) => new StatsPoint(p, trend.Spreads[k]))])]),
        };
    }

    private static StatsReport BetaReport(BetaConvergence b) => StatsReport.OfEffects([b.Beta, .. b.Coefficients.Where(c => c.Name != b.Beta.Name)], b.Summary) with
    {
        More = [StatsReport.Values("fit", ("lambda", b.Lambda), ("half-life", b.HalfLife), ("r-squared", b.RSquared), ("count", b.Count))],
    };
}
