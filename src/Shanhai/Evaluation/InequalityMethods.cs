using Shanhai.Analytics;
using Shanhai.Analytics.Inequality;

namespace Shanhai.Evaluation;

/// <summary>One number for a sample, or for each group of it.</summary>
internal static class InequalityMethods
{
    private const string Sample = "value weight? cluster? stratum? @lonely=refuse|certain|centre group? ";
    private const string Negatives = "@negatives=refuse|keep|drop ";
    private const string NonPositive = "@nonpositive=refuse|drop ";
    private const string Rule = "@rule=step|interpolated ";

    public static readonly IReadOnlyList<StatsMethod> All =
    [
        new("gini", Sample + Negatives + "@correction=none|n-1", i => One(i, d => Gini.Of(d, i.Chosen("correction", "n-1") ? GiniCorrection.UnweightedNOverNMinus1 : GiniCorrection.None, Outside(i, "negatives")))),
        new("entropy", Sample + NonPositive + "#alpha=1", i => One(i, d => Entropy.Of(d, i.Number("alpha"), Outside(i, "nonpositive")))),
        new("theil", Sample + NonPositive, i => StatsReport.ByGroup(i, d => [Entropy.Theil(d, Outside(i, "nonpositive")), Entropy.MeanLogDeviation(d, Outside(i, "nonpositive"))])),
        new("atkinson", Sample + NonPositive + "#epsilon=1", i => One(i, d => Welfare.Atkinson(d, i.Number("epsilon"), Outside(i, "nonpositive")))),
        new("s-gini", Sample + "#v=3", i => One(i, d => Welfare.SGini(d, i.Number("v")))),
        new("kolm", Sample + "#aversion=1", i => One(i, d => Welfare.Kolm(d, i.Number("aversion")))),
        new("hoover", Sample + Negatives, i => One(i, d => Lorenz.Hoover(d, Outside(i, "negatives")))),
        new("variation", Sample + "@around=weighted|plain", i => One(i, d => Entropy.CoefficientOfVariation(d, i.Chosen("around", "plain") ? VariationCentre.PlainMean : VariationCentre.WeightedMean))),
        new("palma", Sample + "@shares=lorenz|cut", i => One(i, d => Lorenz.Palma(d, Shares(i)))),
        new("share-ratio", Sample + "#share=0.2 @shares=cut|lorenz", i => One(i, d => Lorenz.ShareRatio(d, i.Number("share"), Shares(i)))),
        new("quantile-ratio", Sample + Rule + "#high=0.9 #low=0.1", i => One(i, d => Quantiles.Ratio(d, i.Number("high"), i.Number("low"), QuantileRuleOf(i)))),
        new("quantiles", "value weight? " + Rule + "at~", AtQuantiles),
        new("polarisation", Sample, i => One(i, Polarisation.Wolfson)),
        new("esteban-ray", "value weight? cluster? stratum? @lonely=refuse|certain|centre group #identification=1.3", i => StatsReport.Of(i, Polarisation.EstebanRay(i.Numbers("value"), i.NumbersOrEmpty("weight"), i.Groups("group"), i.Number("identification"), i.Design()))),
        new("esteban-gradin-ray", "value weight? group #identification=1.3 #penalty=1", i => StatsReport.Of(i, Polarisation.EstebanGradinRay(i.Numbers("value"), i.NumbersOrEmpty("weight"), i.Groups("group"), i.Number("identification"), i.Number("penalty")))),
        new("concentration", "value rank-by weight? cluster? stratum? @lonely=refuse|certain|centre", i => StatsReport.Of(i, Concentration.Of(i.Numbers("value"), i.Numbers("rank-by"), i.NumbersOrEmpty("weight"), i.Design()))),
        new("mean-ratio", "value upper weight? cluster? stratum? @lonely=refuse|certain|centre", i => StatsReport.Of(i, GroupGaps.MeanRatio(i.Numbers("value"), i.NumbersOrEmpty("weight"), i.Yes("upper"), i.Design()))),
        new("lorenz", Sample.Replace("group? ", "", StringComparison.Ordinal) + "@curve=relative|generalised @shares=lorenz|cut #points=20", Curve),
        new("market", "value", Concentrated),
    ];

    internal static OutsideDomain Outside(StatsInput i, string option) => i.Choice(option) switch { "drop" => OutsideDomain.Drop, "keep" => OutsideDomain.Keep, _ => OutsideDomain.Refuse };

    internal static QuantileRule QuantileRuleOf(StatsInput i) => i.Chosen("rule", "interpolated") ? QuantileRule.Interpolated : QuantileRule.Step;

    private static StatsReport One(StatsInput i, Func<Distribution, Estimate> of) => StatsReport.ByGroup(i, d => [of(d)]);

    private static ShareRule Shares(StatsInput i) => i.Chosen("shares", "cut") ? ShareRule.QuantileCut : ShareRule.LorenzInterpolated;

    private static StatsReport AtQuantiles(StatsInput i)
    {
        var (sample, at) = (Distribution.Of(i.Numbers("value"), i.NumbersOrEmpty("weight")), i.ListOfNumbers("at"));
        double[] points = at.Length > 0 ? at : [0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95];
        return new(["share", "estimate"], [.. points.Select(p => new object?[] { p, Quantiles.At(sample, p, QuantileRuleOf(i)) })], language => Analytics.Term.Say(
            language, $"{sample.Count} 个观测，均值 {StatsReport.Text(sample.Mean)}。", $"{sample.Count} observations, mean {StatsReport.Text(sample.Mean)}."))
        {
            Picture = new(new("stats.axis.population"), i.Label("value"), [new(true, [.. points.Select(p => new StatsPoint(p, Quantiles.At(sample, p, QuantileRuleOf(i))))])]),
        };
    }

    private static StatsReport Curve(StatsInput i)
    {
        var sample = i.Sample();
        var points = i.Whole("points", 1);
        double[] shares = [.. Enumerable.Range(0, points + 1).Select(k => k / (double)points)];
        var relative = i.Chosen("curve", "relative");
        var curve = relative ? Lorenz.At(sample, shares, Shares(i)) : Lorenz.Generalised(sample, shares);
        return new(["share", "income-share"], [.. shares.Select((s, k) => new object?[] { s, curve[k] })], Gini.Of(sample, negatives: OutsideDomain.Keep).Summary)
        {
            Picture = new(new("stats.axis.population"), new(relative ? "stats.axis.lorenz" : "stats.axis.generalised", i.ColumnName("value")),
            [
                new(new("stats.axis.curve"), true, [.. shares.Select((s, k) => new StatsPoint(s, curve[k]))]),
                new(new("stats.axis.equality"), true, [new(0, 0), new(1, relative ? 1 : sample.Mean)]),
            ]),
        };
    }

    private static StatsReport Concentrated(StatsInput i)
    {
        var sample = Distribution.Of(i.Numbers("value"));
        return new(["name", "estimate"], [["herfindahl", Market.Herfindahl(sample)], ["rosenbluth", Market.Rosenbluth(sample)]], language => Analytics.Term.Say(
            language, $"{sample.Count} 个份额：赫芬达尔指数与罗森布卢思指数，越接近 1 越集中。", $"{sample.Count} shares: Herfindahl and Rosenbluth, the nearer to 1 the more concentrated."));
    }
}
