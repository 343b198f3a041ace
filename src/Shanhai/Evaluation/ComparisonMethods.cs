using Shanhai.Analytics;
using Shanhai.Analytics.Comparison;
using Shanhai.Analytics.Soundness;
using Shanhai.Analytics.Synthetic;

namespace Shanhai.Evaluation;

internal static class ComparisonMethods
{
    private const string Block = "value unit time treated ";

    public static readonly IReadOnlyList<StatsMethod> All =
    [
        new("synthetic-difference", Block + "#draws=200 !as-synthdid", i => Synthetic(i, SyntheticKind.SyntheticDifference)),
        new("difference", Block + "#draws=200 !as-synthdid", i => Synthetic(i, SyntheticKind.DifferenceInDifferences)),
        new("synthetic-control", Block, Control),
        new("propensity", "treated covariates+ categories*", Score),
        new("match", "value treated covariates+ categories* exact* #ratio=1 #maxcaliper !mahalanobis !replacement", Match),
        new("balance", "treated covariates+ categories* exact* #ratio=1 #maxcaliper !mahalanobis !replacement", Balance),
        new("adjust", "name? p", Adjust),
        new("romano-wolf", "treated outcomes+ cluster? #draws=2000", i => Hypotheses(RomanoWolf.OfDifferences(i.Yes("treated"), i.Columns("outcomes"), i.GroupsOrNone("cluster"), (int)i.Number("draws"), i.Seed, i.Cancellation))),
    ];

    private static TreatedBlock BlockOf(StatsInput i) => TreatedBlock.Of(i.Text("unit"), i.Whole("time"), i.Numbers("value"), i.Yes("treated"));

    private static StatsReport Synthetic(StatsInput i, SyntheticKind kind)
    {
        var result = SyntheticDifference.Of(BlockOf(i), kind, i.Asked("as-synthdid") ? WeightSearch.AsSynthdid : WeightSearch.Exact);
        var error = result.Placebo((int)i.Number("draws"), i.Seed, cancellation: i.Cancellation);
        return StatsReport.Of(i, result.Effect with { StandardError = error.StandardError }) with { Summary = language => result.Summary(language, error), Picture = Paths(result.Path) };
    }

    private static StatsReport Control(StatsInput i)
    {
        var result = SyntheticControl.Of(BlockOf(i));
        var placebos = result.Placebos(cancellation: i.Cancellation);
        return new(["name", "weight"], [.. result.UnitWeights.OrderByDescending(w => w.Value).Select(w => new object?[] { w.Name, w.Value })], language => result.Summary(language) + " " + placebos.Summary(language)) { Picture = Paths(result.Path) };
    }

    private static StatsPicture Paths(IReadOnlyList<PathPoint> path) => new(
        [new("● treated", true, [.. path.Select(p => new StatsPoint(p.Period, p.Treated))]), new("● synthetic", true, [.. path.Select(p => new StatsPoint(p.Period, p.Synthetic))])]);

    private static Covariates Traits(StatsInput i) =>
        (i.Has("categories") ? i.GroupColumns("categories") : []).Select((groups, k) => (groups, k)).Aggregate(Covariates.Of(i.Columns("covariates")), (all, c) => all.With($"category {c.k + 1}", c.groups));

    private static MatchedComparison Pairs(StatsInput i) => MatchedComparison.Of(i.Yes("treated"), Traits(i), new()
    {
        Distance = i.Asked("mahalanobis") ? MatchDistance.Mahalanobis : MatchDistance.Propensity, Ratio = (int)i.Number("ratio"), Replacement = i.Asked("replacement"),
        Caliper = i.NumberOrNone("maxcaliper"), Exact = i.GroupColumns("exact"),
    }, i.Cancellation);

    private static StatsReport Match(StatsInput i)
    {
        var match = Pairs(i);
        var effect = match.Effect(i.Numbers("value"));
        return StatsReport.Of(i, effect) with { Summary = language => effect.Summary(language) + " " + match.Summary(language), Picture = Table(match).Picture };
    }

    private static StatsReport Balance(StatsInput i) => Table(Pairs(i));

    private static StatsReport Table(MatchedComparison match) => new(
        ["name", "treated", "control", "before", "after"],
        [.. match.Balance.Select(b => new object?[] { b.Name, b.Treated.After, b.Control.After, b.Difference.Before, b.Difference.After })], match.Summary)
    {
        Picture = new([
            new("● before", false, [.. match.Balance.Select((b, k) => new StatsPoint(k, b.Difference.Before))]), new("● after", false, [.. match.Balance.Select((b, k) => new StatsPoint(k, b.Difference.After))])])
        { Names = [.. match.Balance.Select(b => b.Name)] },
    };

    private static StatsReport Score(StatsInput i)
    {
        var score = PropensityScore.Of(i.Yes("treated"), Traits(i));
        return StatsReport.OfEffects(score.Names.Select((n, k) => Named(n, score.Coefficients[k], score.StandardErrors[k])), score.Summary);
    }

    internal static Coefficient Named(string name, double value, double error) => new(name, value, error, value / error, Math.Clamp(2 * Analytics.Numerics.Distributions.NormalUpper(Math.Abs(value / error)), 0, 1));

    private static StatsReport Adjust(StatsInput i)
    {
        var p = i.Numbers("p");
        var (rate, family) = (Multiplicity.BenjaminiHochberg(p), Multiplicity.Holm(p));
        var names = i.Has("name") ? i.Text("name") : [.. Enumerable.Range(1, p.Length).Select(k => $"{k}")];
        return new(["name", "p", "benjamini-hochberg", "holm"], [.. p.Select((v, k) => new object?[] { names[k], v, rate[k], family[k] })], language => language == Analytics.Language.Chinese
            ? $"{p.Length} 个假设：错误发现率 5% 之下保留 {rate.Count(q => q <= 0.05)} 个，族错误率 5% 之下保留 {family.Count(q => q <= 0.05)} 个。"
            : $"{p.Length} hypotheses: {rate.Count(q => q <= 0.05)} hold at a false discovery rate of 5%, {family.Count(q => q <= 0.05)} at a family error rate of 5%.");
    }

    private static StatsReport Hypotheses(RomanoWolf r) =>
        new(["name", "estimate", "t", "p", "adjusted"], [.. r.Hypotheses.Select(h => new object?[] { h.Name, h.Effect, h.Statistic, h.Single, h.Adjusted })], r.Summary);
}
