using Shanhai.Analytics;
using Shanhai.Analytics.Forecast;
using Shanhai.Analytics.Soundness;

namespace Shanhai.Evaluation;

/// <summary>Looking ahead: warnings, risk scores, plans of studies.</summary>
internal static class OutlookMethods
{
    public static readonly IReadOnlyList<StatsMethod> All =
    [
        new("early-warning", "value unit time #line covariates* !entries", Warn),
        new("logit", "event covariates+ #ridge=0", Logit),
        new("risk-scores", "event forecast", Scores),
        new("survival", "time event", Curve),
        new("cost-per-effect", "cost cost-error effect effect-error", Cost),
        new("detectable-effect", "clusters units deviation icc", Detectable),
    ];

    private static StatsReport Warn(StatsInput i)
    {
        var w = EarlyWarning.Of(i.Text("unit"), i.Whole("time"), i.Numbers("value"), i.Number("line"), i.Columns("covariates"), new() { EntriesOnly = i.Asked("entries") }, i.Cancellation);
        return new(["name", "value", "estimate", "same-as-last-year"], [.. w.Forecasts.Select(f => new object?[] { f.Place, f.Value, f.Probability, f.SameAsLastYear })], w.Summary) { Picture = Calibration(w.BackTest) };
    }

    private static StatsPicture Calibration(RiskScores scores) => new(
        [new("●", false, [.. scores.Calibration.Select(b => new StatsPoint(b.Predicted, b.Observed))]), new("", true, [new(0, 0), new(scores.Calibration.Max(b => Math.Max(b.Predicted, b.Observed)), scores.Calibration.Max(b => Math.Max(b.Predicted, b.Observed)))])]);

    private static StatsReport Logit(StatsInput i)
    {
        var fit = LogisticRegression.Of(i.Yes("event"), i.Columns("covariates"), i.Number("ridge"));
        return fit.StandardErrors is { } errors
            ? StatsReport.OfEffects(fit.Names.Select((n, k) => ComparisonMethods.Named(n, fit.Coefficients[k], errors[k])), fit.Summary)
            : new(["name", "estimate"], [.. fit.Names.Select((n, k) => new object?[] { n, fit.Coefficients[k] })], fit.Summary);
    }

    private static StatsReport Scores(StatsInput i)
    {
        var scores = RiskScores.Of(i.Yes("event"), i.Numbers("forecast"));
        return new(["count", "expected", "observed"], [.. scores.Calibration.Select(b => new object?[] { b.Count, b.Predicted, b.Observed })], scores.Summary) { Picture = Calibration(scores) };
    }

    private static StatsReport Curve(StatsInput i)
    {
        var steps = Survival.KaplanMeier(i.Numbers("time"), i.Yes("event"));
        return new(["time", "at-risk", "events", "estimate", "error"], [.. steps.Select(s => new object?[] { s.Time, s.AtRisk, s.Events, s.Share, s.StandardError })],
            language => language == Analytics.Language.Chinese ? $"{i.Rows} 例，到最后一次事件时仍未发生的比例为 {StatsReport.Text(steps.Count == 0 ? 1 : steps[^1].Share)}。" : $"{i.Rows} cases; the share without the event after the last one is {StatsReport.Text(steps.Count == 0 ? 1 : steps[^1].Share)}.")
        {
            Picture = new([new("", true, [new(0, 1), .. steps.Select(s => new StatsPoint(s.Time, s.Share))])]),
        };
    }

    private static StatsReport Cost(StatsInput i)
    {
        CostPerEffect[] all = [.. i.Numbers("cost").Select((c, k) => CostPerEffect.Of(c, i.Numbers("cost-error")[k], i.Numbers("effect")[k], i.Numbers("effect-error")[k]))];
        return new(["name", "estimate", "shape", "lower", "upper"], [.. all.Select((c, k) => new object?[] { $"{k + 1}", c.Ratio, c.Shape.ToString(), c.Lower, c.Upper })], language => string.Join(' ', all.Select(c => c.Summary(language))));
    }

    private static StatsReport Detectable(StatsInput i)
    {
        DetectableEffect[] all = [.. i.Whole("clusters").Select((c, k) => DetectableEffect.Of(new()
        {
            Clusters = c, UnitsPerCluster = i.Numbers("units")[k], StandardDeviation = i.Numbers("deviation")[k], IntraClusterCorrelation = i.Numbers("icc")[k],
        }))];
        return new(["name", "clusters", "estimate", "error"], [.. all.Select((d, k) => new object?[] { $"{k + 1}", d.Design.Clusters, d.Effect, d.StandardError })], language => string.Join(' ', all.Select(d => d.Summary(language))));
    }
}
