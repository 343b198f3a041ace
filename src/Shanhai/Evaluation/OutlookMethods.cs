using Shanhai.Analytics;
using Shanhai.Analytics.Allocation;
using Shanhai.Analytics.Forecast;
using Shanhai.Analytics.Matching;
using Shanhai.Analytics.Soundness;
using Shanhai.Host.Outside;

namespace Shanhai.Evaluation;

/// <summary>Looking ahead: warnings, risk scores, plans of studies, shares and assignments.</summary>
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
        new("divide", "name? weight #total", Divide),
        new("assign", "source target cost !fair", Assign),
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

    private static StatsReport Divide(StatsInput i)
    {
        var parts = LargestRemainder.Divide((long)i.Number("total"), i.Numbers("weight"));
        var names = i.Has("name") ? i.Text("name") : [.. Enumerable.Range(1, i.Rows).Select(k => $"{k}")];
        return new(["name", "estimate"], [.. parts.Select((p, k) => new object?[] { names[k], p })], language => language == Analytics.Language.Chinese ? $"共 {parts.Sum()}，按最大余数法分配。" : $"{parts.Sum()} in all, by largest remainders.");
    }

    private static StatsReport Assign(StatsInput i)
    {
        var (sources, targets, costs) = (i.Groups("source"), i.Groups("target"), i.Numbers("cost"));
        var (from, to) = (i.Text("source"), i.Text("target"));
        var problem = new AllocationProblem
        {
            Sources = [.. sources.Names.Select(n => new AllocationEnd(n, 0, 1))], Targets = [.. targets.Names.Select(n => new AllocationEnd(n, 1, 1))], Goal = i.Asked("fair") ? AllocationGoal.LeastWorst : AllocationGoal.LeastTotal,
            Pairs = [.. costs.Select((c, k) => c == Math.Floor(c) ? new AllocationPair(sources.Names.ToList().IndexOf(from[k]), targets.Names.ToList().IndexOf(to[k]), (long)c) : throw new StatsRefusedException("stats.not-whole", "cost", k + 2, c))],
        };
        var answer = new OrToolsSolver().Solve(problem, TimeSpan.FromMinutes(1), i.Cancellation);
        return answer.Solution is { } s
            ? new(["source", "target", "cost"], [.. s.Pairs.Select(p => new object?[] { sources.Names[p.Source], targets.Names[p.Target], p.Cost })], answer.Summary)
            : throw new StatsRefusedException("stats.refused", answer.Summary(i.Words));
    }
}
