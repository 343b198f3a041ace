using System.Globalization;
using Shanhai.Analytics;
using Shanhai.Analytics.Panel;
using Shanhai.Analytics.Soundness;

namespace Shanhai.Evaluation;

/// <summary>Effects of a treatment that units come under at different times. The treatment is said by row (treated, 0 or 1) or by unit (the period of adoption; 0 or empty never).</summary>
internal static class PanelMethods
{
    private const string Panel = "value unit time treated? adopted? ";
    private const string Fitted = Panel + "covariates* cluster? ";

    public static readonly IReadOnlyList<StatsMethod> All =
    [
        new("event-study", Fitted + "#reference=-1 #earliest? #latest?", i => Events(i, Dynamic(i))),
        new("sun-abraham", Fitted, Interacted),
        new("imputation", Fitted, Imputed),
        new("group-time", Fitted + "@comparison=never|not-yet @by=dr|reg|ipw @base=varying|universal @gaps=complete|pairs #anticipation=0 @average=event|simple|cohort|calendar #balance? #draws=0 #level=0.95", GroupTime),
        new("bacon", Panel, Bacon),
        new("trends", Fitted + "@study=two-way|sun-abraham|group-time #reference=-1 multiples~ average-of~ #draws=1000 #level=0.95", Trends),
    ];

    internal static AdoptionPanel Adoption(StatsInput i)
    {
        if (i.Has("treated") == i.Has("adopted"))
        {
            throw new StatsRefusedException("stats.one-of", "treated", "adopted");
        }
        return i.Has("treated")
            ? AdoptionPanel.Of(i.Groups("unit"), i.Whole("time"), i.Numbers("value"), i.Yes("treated"))
            : AdoptionPanel.Of(i.Groups("unit"), i.Whole("time"), i.Numbers("value"), Adopted(i));
    }

    /// <summary>Statistical programs write "never" as 0, as infinity or as an empty cell.</summary>
    private static int[] Adopted(StatsInput i) => [.. i.Text("adopted").Select((text, row) =>
        text.Length == 0 || text is "NA" or "Inf" ? AdoptionPanel.Never
        : double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var v) && v == Math.Floor(v) && Math.Abs(v) < int.MaxValue ? (int)v
        : double.IsPositiveInfinity(v) ? AdoptionPanel.Never
        : throw new StatsRefusedException("stats.not-whole", i.ColumnName("adopted"), i.Line(row), text))];

    private static EventStudy Dynamic(StatsInput i)
    {
        var (first, last) = (i.WholeOrNone("earliest"), i.WholeOrNone("latest"));
        return DynamicEffects.Fit(
            Adoption(i), i.Columns("covariates"), i.GroupsOrNone("cluster"), i.WholeOrNone("reference") ?? -1,
            first is null && last is null ? null : (first ?? int.MinValue / 2, last ?? int.MaxValue / 2), i.Cancellation);
    }

    internal static StatsReport Events(StatsInput i, EventStudy study, params StatsTable[] more) => Effects(
        i, [.. study.Average is { } average ? new[] { average } : [], .. study.Effects.Select(e => e.Effect with { Name = Since(e.Since) })], study.Summary, study, more);

    private static string Since(int since) => since.ToString("+0;-0;0", CultureInfo.InvariantCulture);

    // An effect counts in the unit of what it is an effect on.
    private static StatsLabel Effect(StatsInput i) => new("stats.axis.effect", i.ColumnName("value"));

    private static StatsReport Effects(StatsInput i, IEnumerable<Coefficient> effects, Func<Analytics.Language, string> summary, EventStudy study, params StatsTable[] more) => StatsReport.OfEffects(effects, summary) with
    {
        More = [.. more, .. study.PreTrend is { } test ? new[] { Test("pre-trend", test) } : []],
        Picture = new(new("stats.axis.since"), Effect(i), [new(false, [.. study.Effects.Where(e => double.IsFinite(e.Effect.Value)).Select(e => double.IsFinite(e.Effect.StandardError)
            ? new StatsPoint(e.Since, e.Effect.Value, e.Effect.Interval().Lower, e.Effect.Interval().Upper) : new StatsPoint(e.Since, e.Effect.Value))])]),
    };

    internal static StatsTable Test(string table, JointTest test) => StatsReport.Values(table, ("statistic", test.Statistic), ("restrictions", test.Restrictions), ("df", test.DegreesOfFreedom), ("p", test.PValue));

    private static StatsReport Interacted(StatsInput i)
    {
        var result = SunAbraham.Fit(Adoption(i), i.Columns("covariates"), i.GroupsOrNone("cluster"), i.Cancellation);
        return Events(
            i, result.Events, StatsReport.Effects("cohorts", result.ByCohort().Select(c => c.Item2 with { Name = $"{c.Item1}" })),
            StatsReport.Effects("cells", result.Cells.Select(c => c.Effect with { Name = $"{c.Cohort}/{Since(c.Since)}" })), StatsReport.Effects("covariates", result.Covariates));
    }

    private static StatsReport Imputed(StatsInput i)
    {
        var result = Imputation.Fit(Adoption(i), i.Columns("covariates"), i.GroupsOrNone("cluster"), i.Cancellation);
        EventEffect[] all = [.. result.Before?.Effects ?? [], .. result.Events.Effects];
        return Effects(i, [result.Average, .. all.Select(e => e.Effect with { Name = Since(e.Since) })], result.Summary, result.Events) with
        {
            Picture = new(new("stats.axis.since"), Effect(i), [new(false, [.. all.Select(e => new StatsPoint(e.Since, e.Effect.Value, e.Effect.Interval().Lower, e.Effect.Interval().Upper))])]),
        };
    }

    private static GroupTimeEffects GroupTimeOf(StatsInput i) => GroupTimeEffects.Of(Adoption(i), new()
    {
        Covariates = i.Columns("covariates"), Cluster = i.GroupsOrNone("cluster"), Anticipation = i.Whole("anticipation", 0),
        Comparison = i.Chosen("comparison", "not-yet") ? ComparisonGroup.NotYetTreated : ComparisonGroup.NeverTreated,
        Method = i.Choice("by") switch { "reg" => GroupTimeMethod.OutcomeRegression, "ipw" => GroupTimeMethod.InverseProbability, _ => GroupTimeMethod.DoublyRobust },
        Base = i.Chosen("base", "universal") ? BasePeriod.Universal : BasePeriod.Varying, Gaps = i.Chosen("gaps", "pairs") ? PanelGaps.EachPair : PanelGaps.CompleteUnits,
    }, i.Cancellation);

    private static StatsReport GroupTime(StatsInput i)
    {
        var effects = GroupTimeOf(i);
        var kind = i.Choice("average") switch { "simple" => AverageKind.Simple, "cohort" => AverageKind.Cohort, "calendar" => AverageKind.Calendar, _ => AverageKind.EventTime };
        var average = effects.Average(kind, i.WholeOrNone("balance", 0));
        var overall = kind == AverageKind.Simple ? average.Overall : effects.Average(AverageKind.Simple).Overall;
        string Label(int label) => kind == AverageKind.EventTime ? Since(label) : label.ToString(CultureInfo.InvariantCulture);
        var tables = new List<StatsTable> { StatsReport.Effects("cells", effects.Effects.Select(e => e.Effect with { Name = $"{e.Cohort}/{e.Period}" })) };
        var band = i.Whole("draws", 0) is > 0 and var draws ? (average.Parts.Count > 0 ? average.Bootstrap(draws, i.Seed, i.Number("level"), cancel: i.Cancellation) : effects.Bootstrap(draws, i.Seed, i.Number("level"), cancel: i.Cancellation)) : null;
        if (band is not null)
        {
            // The bands are those of the overall effect and the parts, or of the cells.
            string Named(Coefficient c) => average.Parts.FirstOrDefault(p => p.Effect.Name == c.Name) is { } part ? Label(part.Label) : c.Name;
            tables.Insert(0, new("band", ["name", "estimate", "error", "lower", "upper"], [.. band.Effects.Select(e => new object?[] { Named(e.Effect), e.Effect.Value, e.BootstrapError, e.Lower, e.Upper })]));
            tables.Insert(1, StatsReport.Values("bootstrap", ("draws", band.Draws), ("seed", band.Seed), ("level", band.Level), ("critical-value", band.CriticalValue)));
        }
        if (effects.PreTrend is { } test)
        {
            tables.Add(Test("pre-trend", test));
        }
        return StatsReport.OfEffects(
            [overall with { Name = "simple" }, .. kind == AverageKind.Simple ? [] : new[] { average.Overall with { Name = i.Choice("average") } }, .. average.Parts.Select(p => p.Effect with { Name = Label(p.Label) })],
            language => average.Summary(language) + " " + (band is null ? "" : band.Summary(language) + " ") + effects.Summary(language)) with
        {
            More = tables,
            Picture = average.Parts.Count == 0 ? null : new(
                kind switch { AverageKind.Cohort => new("stats.axis.cohort"), AverageKind.Calendar => i.Label("time"), _ => new("stats.axis.since") }, Effect(i), [new(false, [.. average.Parts.Where(p => double.IsFinite(p.Effect.StandardError)).Select(p => new StatsPoint(p.Label, p.Effect.Value, p.Effect.Interval().Lower, p.Effect.Interval().Upper))])]),
        };
    }

    private static StatsReport Bacon(StatsInput i)
    {
        var parts = BaconDecomposition.Of(Adoption(i));
        return new(["kind", "treated", "control", "estimate", "weight"], [.. parts.Comparisons.Select(c => new object?[] { $"{c.Kind}", c.Treated, c.Comparison, c.Estimate, c.Weight })], parts.Summary)
        {
            More = [StatsReport.Values("fit", ("estimate", parts.Estimate))],
            Picture = new(new("stats.head.weight"), Effect(i), [new(false, [.. parts.Comparisons.Select(c => new StatsPoint(c.Weight, c.Estimate))])]),
        };
    }

    private static StatsReport Trends(StatsInput i)
    {
        var (panel, covariates, cluster) = (Adoption(i), i.Columns("covariates"), i.GroupsOrNone("cluster"));
        var study = i.Choice("study") switch
        {
            "sun-abraham" => SunAbraham.Fit(panel, covariates, cluster, i.Cancellation).Events,
            "group-time" => GroupTimeEffects.Of(panel, new() { Covariates = covariates, Cluster = cluster, Base = BasePeriod.Universal }, i.Cancellation).Events(),
            _ => DynamicEffects.Fit(panel, covariates, cluster, i.WholeOrNone("reference") ?? -1, cancel: i.Cancellation),
        };
        var (multiples, weights) = (i.ListOfNumbers("multiples"), i.ListOfNumbers("average-of"));
        var options = new ParallelTrendsOptions { Seed = i.Seed, Draws = i.Whole("draws", 1), Level = i.Number("level"), Weights = weights.Length > 0 ? weights : null };
        var robust = ParallelTrends.Of(study, multiples.Length > 0 ? options with { Multiples = multiples } : options, cancellation: i.Cancellation);
        return new(["multiple", "lower", "upper"], [.. robust.Robust.Select(r => new object?[] { r.Multiple, r.Lower, r.Upper })], robust.Summary)
        {
            More = [StatsReport.Values("fit", ("original-lower", robust.Original.Lower), ("original-upper", robust.Original.Upper), ("breakdown", robust.Breakdown))],
            Picture = new(new("stats.axis.multiple"), Effect(i), [new(false, [.. robust.Robust.Where(r => double.IsFinite(r.Lower) && double.IsFinite(r.Upper)).Select(r => new StatsPoint(r.Multiple, (r.Lower + r.Upper) / 2, r.Lower, r.Upper))])]),
        };
    }
}
