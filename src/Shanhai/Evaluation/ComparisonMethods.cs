using System.Globalization;
using Shanhai.Analytics;
using Shanhai.Analytics.Comparison;
using Shanhai.Analytics.Soundness;
using Shanhai.Analytics.Synthetic;

namespace Shanhai.Evaluation;

internal static class ComparisonMethods
{
    private const string Block = "value unit time treated ";
    private const string Matching = "treated covariates+ categories* exact* #ratio=1 #caliper? calipers~ @distance=propensity|mahalanobis|mahalanobis-all|standardised @ties=one|average !replacement";

    public static readonly IReadOnlyList<StatsMethod> All =
    [
        new("synthetic-difference", Block + "@error=placebo|bootstrap|jackknife #draws=200 @search=exact|synthdid", i => Synthetic(i, SyntheticKind.SyntheticDifference)),
        new("difference", Block + "@error=placebo|bootstrap|jackknife #draws=200 @search=exact|synthdid", i => Synthetic(i, SyntheticKind.DifferenceInDifferences)),
        new("synthetic-control", Block + "predictors* #predictors-from? #predictors-to? @importance=searched|widely|equal #fit-from? #fit-to? #worst-fit?", Control),
        new("propensity", "treated covariates+ categories* value?", Score),
        new("match", "value " + Matching + " !adjusted", Match),
        new("balance", Matching, i => Table(Pairs(i))),
        new("strata", "value? treated covariates+ categories* @by=score|coarsened #strata=6 bins~", Strata),
        new("adjust", "name? p", Adjust),
        new("romano-wolf", "treated outcomes+ cluster? #draws=2000", i => Hypotheses(RomanoWolf.OfDifferences(i.Yes("treated"), i.Columns("outcomes"), i.GroupsOrNone("cluster"), i.Whole("draws", 1), i.Seed, cancellation: i.Cancellation))),
    ];

    private static TreatedBlock BlockOf(StatsInput i) => TreatedBlock.Of(i.Text("unit"), i.Whole("time"), i.Numbers("value"), i.Yes("treated"));

    private static StatsReport Synthetic(StatsInput i, SyntheticKind kind)
    {
        var result = SyntheticDifference.Of(BlockOf(i), kind, i.Chosen("search", "synthdid") ? WeightSearch.AsSynthdid : WeightSearch.Exact);
        var draws = i.Whole("draws", 2);
        var error = i.Choice("error") switch
        {
            "bootstrap" => result.Bootstrap(draws, i.Seed, cancellation: i.Cancellation), "jackknife" => result.Jackknife(i.Cancellation), _ => result.Placebo(draws, i.Seed, cancellation: i.Cancellation),
        };
        return StatsReport.Of(i, result.Effect with { StandardError = error.StandardError }) with
        {
            Summary = language => result.Summary(language, error), Picture = Paths(i, result.Path),
            More =
            [
                Weights("unit-weights", result.UnitWeights), new("period-weights", ["name", "weight"], [.. result.PeriodWeights.Select(w => new object?[] { w.Name, w.Value })]), PathTable(result.Path),
                StatsReport.Values("fit", ("unit-penalty", result.UnitPenalty), ("period-penalty", result.PeriodPenalty), ("noise", result.NoiseLevel), ("fit-before", result.FitBefore)),
            ],
        };
    }

    private static StatsReport Control(StatsInput i)
    {
        var result = SyntheticControl.Of(
            BlockOf(i), Predictors(i), i.Choice("importance") switch { "equal" => PredictorImportance.Equal, "widely" => PredictorImportance.SearchedWidely, _ => PredictorImportance.Searched },
            i.WholeOrNone("fit-from"), i.WholeOrNone("fit-to"));
        var placebos = result.Placebos(i.NumberOrNone("worst-fit") ?? double.PositiveInfinity, cancellation: i.Cancellation);
        var effect = StatsReport.Of(i, result.Effect);
        return effect with
        {
            Summary = language => result.Summary(language) + " " + placebos.Summary(language), Picture = Paths(i, result.Path),
            More =
            [
                Weights("unit-weights", result.UnitWeights), Weights("predictor-weights", result.PredictorWeights), PathTable(result.Path),
                new("placebos", ["name", "before", "after", "ratio"], [.. placebos.Controls.Prepend(placebos.Treated).OrderByDescending(c => c.Ratio).Select(c => new object?[] { c.Unit, c.Before, c.After, c.Ratio })]),
                StatsReport.Values("fit", ("loss", result.Loss), ("p", placebos.P)),
            ],
        };
    }

    /// <summary>The mean of each column over the periods before the treatment (or those that were named), without its empty cells.</summary>
    private static Predictor[] Predictors(StatsInput i)
    {
        var (units, times, treated) = (i.Text("unit"), i.Whole("time"), i.Yes("treated"));
        var start = Enumerable.Range(0, i.Rows).Where(r => treated[r]).Select(r => times[r]).DefaultIfEmpty(int.MaxValue).Min();
        var (from, to) = (i.WholeOrNone("predictors-from") ?? int.MinValue, i.WholeOrNone("predictors-to") ?? start - 1);
        return [.. i.ColumnsWithGaps("predictors").Select(c => new Predictor(c.Name, Enumerable.Range(0, i.Rows)
            .Where(r => times[r] >= from && times[r] <= to && double.IsFinite(c.Values.Span[r])).GroupBy(r => units[r]).ToDictionary(g => g.Key, g => g.Average(r => c.Values.Span[r]))))];
    }

    private static StatsTable Weights(string name, IReadOnlyList<Weight> weights) => new(name, ["name", "weight"], [.. weights.OrderByDescending(w => w.Value).Select(w => new object?[] { w.Name, w.Value })]);

    private static StatsTable PathTable(IReadOnlyList<PathPoint> path) => new("path", ["time", "treated", "control", "gap"], [.. path.Select(p => new object?[] { p.Period, p.Treated, p.Synthetic, p.Gap })]);

    private static StatsPicture Paths(StatsInput i, IReadOnlyList<PathPoint> path) => new(i.Label("time"), i.Label("value"),
    [
        new(new("stats.head.treated"), true, [.. path.Select(p => new StatsPoint(p.Period, p.Treated))]),
        new(new("stats.axis.synthetic"), true, [.. path.Select(p => new StatsPoint(p.Period, p.Synthetic))]),
    ]);

    private static Covariates Traits(StatsInput i) =>
        i.GroupColumns("categories").Zip(i.Names("categories")).Aggregate(Covariates.Of(i.Columns("covariates")), (all, c) => all.With(c.Second, c.First));

    private static MatchedComparison Pairs(StatsInput i) => MatchedComparison.Of(i.Yes("treated"), Traits(i), new()
    {
        Distance = i.Choice("distance") switch
        {
            "mahalanobis" => MatchDistance.Mahalanobis, "mahalanobis-all" => MatchDistance.MahalanobisAllRows, "standardised" => MatchDistance.Standardised, _ => MatchDistance.Propensity,
        },
        Ratio = i.Whole("ratio", 1), Replacement = i.Asked("replacement") || i.Chosen("ties", "average"), Caliper = i.NumberOrNone("caliper"), CovariateCalipers = Calipers(i),
        Exact = i.GroupColumns("exact"), Ties = i.Chosen("ties", "average") ? MatchTies.Average : MatchTies.One,
    }, i.Cancellation);

    private static Dictionary<string, double> Calipers(StatsInput i) => i.List("calipers").Select(part => part.Split('=')).ToDictionary(
        p => p[0], p => p.Length == 2 && double.TryParse(p[1], NumberStyles.Float, CultureInfo.InvariantCulture, out var v) ? v : throw new StatsRefusedException("stats.list-number", "calipers", string.Join('=', p)));

    private static StatsReport Match(StatsInput i)
    {
        var match = Pairs(i);
        var effect = match.Effect(i.Numbers("value"), i.Asked("adjusted"));
        var balance = Table(match);
        return StatsReport.Of(i, effect) with
        {
            Summary = language => effect.Summary(language) + " " + match.Summary(language), Picture = balance.Picture,
            More =
            [
                new("balance", balance.Heads, balance.Rows),
                new("pairs", ["treated", "control", "weight", "distance"], [.. match.Pairs.Select(p => new object?[] { i.Line(p.Treated), i.Line(p.Control), p.Weight, p.Distance })]),
            ],
        };
    }

    private static StatsReport Strata(StatsInput i)
    {
        var bins = i.List("bins").Select(part => part.Split('=')).ToDictionary(p => p[0], p => p.Length == 2 && int.TryParse(p[1], CultureInfo.InvariantCulture, out var n) ? n : throw new StatsRefusedException("stats.list-number", "bins", string.Join('=', p)));
        var strata = i.Chosen("by", "coarsened") ? StratifiedComparison.Coarsened(i.Yes("treated"), Traits(i), bins) : StratifiedComparison.ByScore(i.Yes("treated"), Traits(i), i.Whole("strata", 2));
        var balance = Table(strata.Balance, strata.Summary);
        if (!i.Has("value"))
        {
            return balance;
        }
        var effect = strata.Effect(i.Numbers("value"));
        return StatsReport.Of(i, effect) with { Summary = language => effect.Summary(language) + " " + strata.Summary(language), More = [new("balance", balance.Heads, balance.Rows)], Picture = balance.Picture };
    }

    private static StatsReport Table(MatchedComparison match) => Table(match.Balance, match.Summary);

    private static StatsReport Table(IReadOnlyList<BalanceRow> rows, Func<Analytics.Language, string> summary) => new(
        ["name", "treated-before", "control-before", "before", "treated", "control", "after"],
        [.. rows.Select(b => new object?[] { b.Name, b.Treated.Before, b.Control.Before, b.Difference.Before, b.Treated.After, b.Control.After, b.Difference.After })], summary)
    {
        Picture = new(new("stats.axis.covariate"), new("stats.axis.difference"),
        [
            new(new("stats.head.before"), false, [.. rows.Select((b, k) => new StatsPoint(k, b.Difference.Before))]),
            new(new("stats.head.after"), false, [.. rows.Select((b, k) => new StatsPoint(k, b.Difference.After))]),
        ])
        { Names = [.. rows.Select(b => b.Name)] },
    };

    private static StatsReport Score(StatsInput i)
    {
        var score = PropensityScore.Of(i.Yes("treated"), Traits(i));
        var report = StatsReport.OfEffects(score.Names.Select((n, k) => Named(n, score.Coefficients[k], score.StandardErrors[k])), score.Summary);
        return report with
        {
            More =
            [
                .. i.Has("value") ? new[] { new StatsTable("weighted", ["name", "estimate", "error", "lower", "upper", "count"], [StatsReport.Row(i.ColumnName("value"), score.WeightedEffect(i.Numbers("value")))]) } : [],
                new("scores", ["row", "estimate"], [.. score.Scores.Select((s, r) => new object?[] { i.Line(r), s })]),
            ],
        };
    }

    internal static Coefficient Named(string name, double value, double error) => new(name, value, error, value / error, Math.Clamp(2 * Analytics.Numerics.Distributions.NormalUpper(Math.Abs(value / error)), 0, 1));

    private static StatsReport Adjust(StatsInput i)
    {
        var p = i.Numbers("p");
        var (rate, family) = (Multiplicity.BenjaminiHochberg(p), Multiplicity.Holm(p));
        var names = i.Has("name") ? i.Text("name") : [.. Enumerable.Range(1, p.Length).Select(k => $"{k}")];
        return new(["name", "p", "benjamini-hochberg", "holm"], [.. p.Select((v, k) => new object?[] { names[k], v, rate[k], family[k] })], language => Analytics.Term.Say(
            language, $"{p.Length} 个假设：错误发现率 5% 之下保留 {rate.Count(q => q <= 0.05)} 个，族错误率 5% 之下保留 {family.Count(q => q <= 0.05)} 个。",
            $"{p.Length} hypotheses: {rate.Count(q => q <= 0.05)} hold at a false discovery rate of 5%, {family.Count(q => q <= 0.05)} at a family error rate of 5%."));
    }

    private static StatsReport Hypotheses(RomanoWolf r) =>
        new(["name", "estimate", "t", "p", "adjusted"], [.. r.Hypotheses.Select(h => new object?[] { h.Name, h.Effect, h.Statistic, h.Single, h.Adjusted })], r.Summary);
}
