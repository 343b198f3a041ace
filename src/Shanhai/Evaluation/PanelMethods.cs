using Shanhai.Analytics;
using Shanhai.Analytics.Panel;
using Shanhai.Analytics.Soundness;

namespace Shanhai.Evaluation;

internal static class PanelMethods
{
    private const string Panel = "value unit time treated covariates* cluster? ";

    public static readonly IReadOnlyList<StatsMethod> All =
    [
        new("two-way", "value unit time regressors+ cluster?", TwoWay),
        new("event-study", Panel, i => Events(DynamicEffects.Fit(Adoption(i), i.Columns("covariates"), i.GroupsOrNone("cluster"), cancel: i.Cancellation))),
        new("sun-abraham", Panel, i => Events(SunAbraham.Fit(Adoption(i), i.Columns("covariates"), i.GroupsOrNone("cluster"), i.Cancellation).Events)),
        new("imputation", Panel, i => Events(Imputation.Fit(Adoption(i), i.Columns("covariates"), i.GroupsOrNone("cluster"), i.Cancellation).Events)),
        new("group-time", Panel + "!not-yet #anticipation=0", GroupTime),
        new("bacon", "value unit time treated", Bacon),
        new("trends", Panel, Trends),
    ];

    private static AdoptionPanel Adoption(StatsInput i) => AdoptionPanel.Of(i.Groups("unit"), i.Whole("time"), i.Numbers("value"), i.Yes("treated"));

    private static StatsReport TwoWay(StatsInput i)
    {
        var unit = i.Groups("unit");
        var result = PanelRegression.Fit(i.Numbers("value"), i.Columns("regressors"), [unit, i.Groups("time")], cancel: i.Cancellation).With(Covariance.Clustered(i.GroupsOrNone("cluster") ?? unit));
        return StatsReport.OfEffects(result.Coefficients, result.Summary);
    }

    private static StatsReport Events(EventStudy study) =>
        StatsReport.OfEffects([.. study.Average is { } average ? new[] { average } : [], .. study.Effects.Select(e => e.Effect with { Name = $"{e.Since:+0;-0;0}" })], study.Summary) with
        {
            Picture = new([new("", false, [.. study.Effects.Select(e => new StatsPoint(e.Since, e.Effect.Value, e.Effect.Interval().Lower, e.Effect.Interval().Upper))])]),
        };

    private static StatsReport GroupTime(StatsInput i)
    {
        var effects = GroupTimeEffects.Of(Adoption(i), new()
        {
            Covariates = i.Columns("covariates"), Cluster = i.GroupsOrNone("cluster"), Anticipation = (int)i.Number("anticipation"),
            Comparison = i.Asked("not-yet") ? ComparisonGroup.NotYetTreated : ComparisonGroup.NeverTreated,
        }, i.Cancellation);
        var simple = effects.Average(AverageKind.Simple, null);
        return Events(effects.Events()) with
        {
            Rows = [.. StatsReport.OfEffects([simple.Overall, .. effects.Effects.Select(e => e.Effect with { Name = $"{e.Cohort}/{e.Period}" })], effects.Summary).Rows],
            Summary = language => simple.Summary(language) + " " + effects.Summary(language),
        };
    }

    private static StatsReport Bacon(StatsInput i)
    {
        var parts = BaconDecomposition.Of(Adoption(i));
        return new(["name", "estimate", "weight"], [.. parts.Comparisons.Select(c => new object?[] { $"{c.Kind} {c.Treated}/{c.Comparison}", c.Estimate, c.Weight })], parts.Summary);
    }

    private static StatsReport Trends(StatsInput i)
    {
        var study = DynamicEffects.Fit(Adoption(i), i.Columns("covariates"), i.GroupsOrNone("cluster"), cancel: i.Cancellation);
        var robust = ParallelTrends.Of(study, new() { Seed = i.Seed }, i.Cancellation);
        return new(["multiple", "lower", "upper"], [.. robust.Robust.Select(r => new object?[] { r.Multiple, r.Lower, r.Upper })], robust.Summary)
        {
            Picture = new([new("", false, [.. robust.Robust.Select(r => new StatsPoint(r.Multiple, (r.Lower + r.Upper) / 2, r.Lower, r.Upper))])]),
        };
    }
}
