using Shanhai.Analytics;
using Shanhai.Analytics.Forecast;
using Shanhai.Analytics.Soundness;

namespace Shanhai.Evaluation;

/// <summary>Looking ahead: warnings, risk scores, plans of studies.</summary>
internal static class OutlookMethods
{
    public static readonly IReadOnlyList<StatsMethod> All =
    [
        new("early-warning", "value unit time #line covariates* !entries ridges~ #least-years=2 #least-events=10", Warn),
        new("logit", "event covariates+ #ridge=0", Logit),
        new("risk-scores", "event forecast #bins=10 #top=0.1", Scores),
        new("survival", "time event", Curve),
        new("hazards", "time event covariates+ @tied=efron|breslow", Hazards),
        new("moves", "unit time below", Moves),
        new("cost-per-effect", "cost cost-error effect effect-error covariance? df? #level=0.95", Cost),
        new("detectable-effect", "clusters units deviation icc #treated-share=0.5 #explained=0 #periods-before=0 #periods-after=1 #autocorrelation=0 !decays @design=after|difference|covariance #significance=0.05 #power=0.8", Detectable),
    ];

    private static StatsReport Warn(StatsInput i)
    {
        var ridges = i.ListOfNumbers("ridges");
        var options = new EarlyWarningOptions { EntriesOnly = i.Asked("entries"), LeastYears = i.Whole("least-years", 1), LeastEvents = i.Whole("least-events", 1) };
        var w = EarlyWarning.Of(i.Text("unit"), i.Whole("time"), i.Numbers("value"), i.Number("line"), i.Columns("covariates"), ridges.Length > 0 ? options with { Ridges = ridges } : options, cancellation: i.Cancellation);
        return new(["name", "value", "estimate", "same-as-last-year", "reason"], [.. w.Forecasts.Select(f => new object?[] { f.Place, f.Value, f.Probability, f.SameAsLastYear, f.Reasons.Count > 0 ? f.Reasons[0].Column : null })], w.Summary)
        {
            More =
            [
                new("back-test", ["name", "count", "events", "auc", "auc-error", "brier", "log-loss"], [Scored("model", w.BackTest), Scored("uncalibrated", w.Uncalibrated), Scored("same-as-last-year", w.Baseline)]),
                Bins(w.BackTest), StatsReport.Values("model", [.. w.Model.Names.Select((n, k) => (n, (object?)w.Model.Coefficients[k])), ("ridge", w.Model.Ridge), ("year", w.Year)]),
            ],
            Picture = Calibration(w.BackTest),
        };
    }

    private static object?[] Scored(string name, RiskScores s) => [name, s.Count, s.Events, s.Auc.Value, s.Auc.StandardError, s.Brier, s.LogLoss];

    private static StatsTable Bins(RiskScores scores) => new("calibration", ["count", "expected", "observed"], [.. scores.Calibration.Select(b => new object?[] { b.Count, b.Predicted, b.Observed })]);

    private static StatsPicture Calibration(RiskScores scores) => new(
        new("stats.axis.predicted"), new("stats.axis.frequency"),
        [new(new("stats.table.bins"), false, [.. scores.Calibration.Select(b => new StatsPoint(b.Predicted, b.Observed))]), new(new("stats.axis.perfect"), true, [new(0, 0), new(scores.Calibration.Max(b => Math.Max(b.Predicted, b.Observed)), scores.Calibration.Max(b => Math.Max(b.Predicted, b.Observed)))])]);

    private static StatsReport Logit(StatsInput i)
    {
        var fit = LogisticRegression.Of(i.Yes("event"), i.Columns("covariates"), i.Number("ridge"));
        var report = fit.StandardErrors is { } errors
            ? StatsReport.OfEffects(fit.Names.Select((n, k) => ComparisonMethods.Named(n, fit.Coefficients[k], errors[k])), fit.Summary)
            : new(["name", "estimate"], [.. fit.Names.Select((n, k) => new object?[] { n, fit.Coefficients[k] })], fit.Summary);
        return report with
        {
            More = [StatsReport.Values("fit", ("deviance", fit.Deviance), ("null-deviance", fit.NullDeviance), ("ridge", fit.Ridge)), new("scores", ["row", "estimate"], [.. fit.Probabilities.Select((p, r) => new object?[] { i.Line(r), p })])],
        };
    }

    private static StatsReport Scores(StatsInput i)
    {
        var scores = RiskScores.Of(i.Yes("event"), i.Numbers("forecast"), i.Whole("bins", 1));
        var top = scores.Top(i.Number("top"));
        return new(["name", "count", "events", "auc", "auc-error", "brier", "log-loss"], [Scored(i.ColumnName("forecast"), scores)], scores.Summary)
        {
            More = [Bins(scores), StatsReport.Values("top", ("share", i.Number("top")), ("count", top.Visited), ("precision", top.Precision), ("recall", top.Recall))], Picture = Calibration(scores),
        };
    }

    private static StatsReport Curve(StatsInput i)
    {
        var steps = Survival.KaplanMeier(i.Numbers("time"), i.Yes("event"));
        var left = steps.Count == 0 ? 1 : steps[^1].Share;
        return new(["time", "at-risk", "events", "estimate", "error"], [.. steps.Select(s => new object?[] { s.Time, s.AtRisk, s.Events, s.Share, s.StandardError })],
            language => Analytics.Term.Say(language, $"{i.Rows} 例，到最后一次事件时仍未发生的比例为 {left:G6}。", $"{i.Rows} cases; the share without the event after the last one is {left:G6}."))
        {
            Picture = new(i.Label("time"), new("stats.axis.surviving"), [new(true, [new(0, 1), .. steps.Select(s => new StatsPoint(s.Time, s.Share))])]),
        };
    }

    private static StatsReport Hazards(StatsInput i)
    {
        var fit = ProportionalHazards.Of(i.Numbers("time"), i.Yes("event"), i.Columns("covariates"), i.Chosen("tied", "breslow") ? TiedEvents.Breslow : TiedEvents.Efron);
        return StatsReport.OfEffects(fit.Coefficients, fit.Summary) with
        {
            More = [StatsReport.Values("fit", ("log-likelihood", fit.LogLikelihood.Fitted), ("null-log-likelihood", fit.LogLikelihood.Null), ("concordance", fit.Concordance), ("count", fit.Count), ("events", fit.Events))],
        };
    }

    /// <summary>How often a place moves from above the line to below it and back, from one year to the next.</summary>
    private static StatsReport Moves(StatsInput i)
    {
        var moves = Survival.Moves(i.Text("unit"), i.Whole("time"), i.Yes("below"));
        double Share(int from, int to) => moves[from].Sum() is > 0 and var all ? (double)moves[from][to] / all : double.NaN;
        return new(["from", "to", "count", "share"], [.. new[] { (0, 0), (0, 1), (1, 0), (1, 1) }.Select(m => new object?[] { m.Item1, m.Item2, moves[m.Item1][m.Item2], Share(m.Item1, m.Item2) })], language => Analytics.Term.Say(
            language, $"未低于者次年低于的占 {Share(0, 1):P1}，低于者次年不再低于的占 {Share(1, 0):P1}。", $"{Share(0, 1):P1} of those not below are below the next year, {Share(1, 0):P1} of those below are no longer."))
        {
            Picture = new(new("stats.axis.move"), new("stats.head.share"), [new(false, [new(0, Share(0, 1)), new(1, Share(1, 0))])]) { Names = ["0 → 1", "1 → 0"] },
        };
    }

    private static StatsReport Cost(StatsInput i)
    {
        var (costs, costErrors, effects, effectErrors) = (i.Numbers("cost"), i.Numbers("cost-error"), i.Numbers("effect"), i.Numbers("effect-error"));
        var (covariances, df) = (i.NumbersOrEmpty("covariance"), i.NumbersOrEmpty("df"));
        CostPerEffect[] all = [.. costs.Select((c, k) => CostPerEffect.Of(c, costErrors[k], effects[k], effectErrors[k], covariances.Length > 0 ? covariances[k] : 0, i.Number("level"), df.Length > 0 ? df[k] : null))];
        return new(["name", "estimate", "shape", "lower", "upper"], [.. all.Select((c, k) => new object?[] { $"{k + 1}", c.Ratio, c.Shape.ToString(), c.Lower, c.Upper })], language => string.Join(' ', all.Select(c => c.Summary(language))));
    }

    private static StatsReport Detectable(StatsInput i)
    {
        var (units, deviations, correlations) = (i.Numbers("units"), i.Numbers("deviation"), i.Numbers("icc"));
        DetectableEffect[] all = [.. i.Whole("clusters").Select((c, k) => DetectableEffect.Of(new()
        {
            Clusters = c, UnitsPerCluster = units[k], StandardDeviation = deviations[k], IntraClusterCorrelation = correlations[k], TreatedShare = i.Number("treated-share"), Explained = i.Number("explained"),
            Before = i.Whole("periods-before", 0), After = i.Whole("periods-after", 1), Autocorrelation = i.Number("autocorrelation"), Decays = i.Asked("decays"), Significance = i.Number("significance"), Power = i.Number("power"),
            Estimator = i.Choice("design") switch { "difference" => DesignEstimator.Difference, "covariance" => DesignEstimator.Covariance, _ => DesignEstimator.After },
        }))];
        return new(["name", "clusters", "estimate", "error", "df", "design-effect"], [.. all.Select((d, k) => new object?[] { $"{k + 1}", d.Design.Clusters, d.Effect, d.StandardError, d.DegreesOfFreedom, d.DesignEffect })], language => string.Join(' ', all.Select(d => d.Summary(language))))
        {
            Picture = new(new("stats.head.clusters"), new("stats.axis.detectable", i.ColumnName("deviation")), [new(true, [.. all.Select(d => new StatsPoint(d.Design.Clusters, d.Effect)).OrderBy(p => p.X)])]),
        };
    }
}
