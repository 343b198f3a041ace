using System.Globalization;
using Shanhai.Analytics.Numerics;

namespace Shanhai.Analytics.Panel;

/// <summary>Over what group-time effects are averaged.</summary>
public enum AverageKind
{
    /// <summary>All cells after adoption, by size of cohort.</summary>
    Simple,

    /// <summary>By time since adoption; overall the plain mean of the times from 0 on.</summary>
    EventTime,

    /// <summary>By cohort over its periods after adoption; overall by size of cohort.</summary>
    Cohort,

    /// <summary>By calendar period over the cohorts treated by then; overall the plain mean of the periods.</summary>
    Calendar,
}

/// <summary>One average: the event time, cohort or period it belongs to, and its effect (error NaN for the universal base).</summary>
public sealed record AveragePart(int Label, Coefficient Effect);

/// <summary>
/// Averages of group-time effects. Their weights are shares of cohorts in the sample, estimated: the error counts that,
/// psi = sum w psi_k + (1/S) sum over the unit's cells (ATT_k - average), S the sum of shares.
/// </summary>
/// <remarks>Oracles b01 <c>aggte_*</c>, b02 <c>cs_*</c> (did 2.5.1).</remarks>
public sealed class GroupTimeAverage
{
    private readonly double[][] influence;
    private readonly GroupTimeEffects effects;

    private GroupTimeAverage(GroupTimeEffects effects, AverageKind kind, Coefficient overall, IReadOnlyList<AveragePart> parts, double[][] influence)
    {
        this.effects = effects;
        this.influence = influence;
        Kind = kind;
        Overall = overall;
        Parts = parts;
    }

    /// <summary>Over what was averaged.</summary>
    public AverageKind Kind { get; }

    /// <summary>What it rests on.</summary>
    public PanelSample Sample => effects.Sample;

    /// <summary>The options of the effects averaged.</summary>
    public GroupTimeOptions Options => effects.Options;

    /// <summary>What the reader has to know.</summary>
    public IReadOnlyList<Note> Notes => effects.Notes;

    /// <summary>The overall average.</summary>
    public Coefficient Overall { get; }

    /// <summary>The averages in ascending order of their label; empty for <see cref="AverageKind.Simple"/>.</summary>
    public IReadOnlyList<AveragePart> Parts { get; }

    /// <summary>Covariance of two parts, by position.</summary>
    public double CovarianceOf(int first, int second) => effects.Design.Covariance([influence[first], influence[second]])[0, 1];

    /// <summary>Simultaneous bands for the parts by the multiplier bootstrap.</summary>
    /// <param name="draws">Draws, at least 99.</param>
    /// <param name="seed">Seed; the same seed gives the same answer on any number of threads.</param>
    /// <param name="level">Coverage of the whole band.</param>
    /// <param name="progress">Told the share done.</param>
    /// <param name="cancel">Stops the work.</param>
    /// <exception cref="RefusedException">There are no parts (simple average).</exception>
    public SimultaneousBand Bootstrap(int draws = 1_000, ulong seed = 1, double level = 0.95, IProgress<double>? progress = null, CancellationToken cancel = default)
    {
        Refuse.IfFewer(Parts.Count, 1, "分项", "parts");
        return MultiplierBootstrap.Band([.. Parts.Select(p => p.Effect)], influence, effects.Design, draws, seed, level, progress, cancel);
    }

    /// <summary>A readable paragraph.</summary>
    public string Summary(Language language)
    {
        var zh = language == Language.Chinese;
        var (chinese, english) = Words[(int)Kind];
        var head = FormattableString.Invariant(zh
            ? (FormattableString)$"{chinese}：{Overall.Value:G5}（标准误 {Overall.StandardError:G4}，95% 区间 {Overall.Interval().Lower:G5} 至 {Overall.Interval().Upper:G5}）。"
            : (FormattableString)$"{english}: {Overall.Value:G5} (standard error {Overall.StandardError:G4}, 95% interval {Overall.Interval().Lower:G5} to {Overall.Interval().Upper:G5}). ");
        return head + string.Concat(Parts.Select(p => string.Create(CultureInfo.InvariantCulture, $"{p.Label}: {p.Effect.Value:G5} ({p.Effect.StandardError:G4}); "))) + Sample.Summary(language)
            + string.Concat(Notes.Select(n => zh ? n.Text.Chinese + "。" : " " + n.Text.English + "."));
    }

    private static readonly (string, string)[] Words =
    [
        ("各批次各期平均效应", "Average over all cohorts and periods after adoption"),
        ("按处理后时期平均的效应", "Average by time since adoption"),
        ("按批次平均的效应", "Average by cohort"),
        ("按日历时期平均的效应", "Average by calendar period"),
    ];

    internal static GroupTimeAverage Of(GroupTimeEffects effects, AverageKind kind, int? balance)
    {
        Refuse.Unless(balance is null || (kind == AverageKind.EventTime && balance >= 0), "平衡期数只用于处理后时期，且不得为负", "balancing is for event time and cannot be negative");
        int[] after = [.. Enumerable.Range(0, effects.Effects.Count).Where(c => effects.Effects[c].IsAfter)];
        if (after.Length == 0)
        {
            throw Refuse.With(Refusal.NoPrePeriod, "没有处理后的效应可平均", "there is no effect after adoption to average");
        }

        if (kind == AverageKind.Simple)
        {
            var (value, psi) = Shares(effects, after);
            return new GroupTimeAverage(effects, kind, Named(effects, "average", value, psi), [], []);
        }

        var groups = kind switch
        {
            AverageKind.EventTime => ByEventTime(effects, balance),
            AverageKind.Cohort => after.GroupBy(c => effects.Effects[c].Cohort),
            _ => after.GroupBy(c => effects.Effects[c].Period),
        };
        var parts = groups.OrderBy(g => g.Key).Select(g => (Label: g.Key, Of: kind == AverageKind.Cohort ? Mean(effects, [.. g]) : Shares(effects, [.. g]))).ToArray();
        var counted = parts.Where(p => kind != AverageKind.EventTime || p.Label >= 0).ToArray();
        Refuse.IfFewer(counted.Length, 1, "处理后的时期", "times from adoption on");
        var overall = kind == AverageKind.Cohort
            ? Weighted(effects, [.. counted.Select(p => p.Label)], [.. counted.Select(p => p.Of.Value)], [.. counted.Select(p => p.Of.Influence)])
            : Plain([.. counted.Select(p => p.Of)]);
        return new GroupTimeAverage(
            effects,
            kind,
            Named(effects, "average", overall.Value, overall.Influence),
            [.. parts.Select(p => new AveragePart(p.Label, Named(effects, p.Label.ToString(CultureInfo.InvariantCulture), p.Of.Value, p.Of.Influence)))],
            [.. parts.Select(p => p.Of.Influence)]);
    }

    internal static EventStudy Events(GroupTimeEffects effects)
    {
        var average = Of(effects, AverageKind.EventTime, null);
        int[] kept = [.. Enumerable.Range(0, average.Parts.Count).Where(p => average.Parts[p].Effect.StandardError > 0)];
        EventEffect[] events = [.. kept.Select(p => new EventEffect(average.Parts[p].Label, average.Parts[p].Effect))];
        var covariance = effects.Design.Covariance([.. kept.Select(p => average.influence[p])]);
        var notes = new List<Note>();
        int[] before = [.. Enumerable.Range(0, events.Length).Where(p => events[p].Since < -effects.Options.Anticipation)];
        var test = SunAbraham.PreTrend(events, covariance, before, double.PositiveInfinity, notes);
        var wording = effects.Design.Wording;
        return new EventStudy(new Term($"Callaway–Sant'Anna，{wording.Chinese}", $"Callaway and Sant'Anna, {wording.English}"), effects.Sample, events, covariance)
        {
            Average = Of(effects, AverageKind.Simple, null).Overall,
            PreTrend = test,
            Notes = [.. effects.Notes, .. notes.Where(n => effects.Notes.All(m => m.Code != n.Code))],
        };
    }

    private static Coefficient Named(GroupTimeEffects effects, string name, double value, double[] influence)
    {
        var error = effects.Design.Error(influence);
        return Coefficient.Of(name, value, error > 0 ? error : double.NaN);
    }

    private static IEnumerable<IGrouping<int, int>> ByEventTime(GroupTimeEffects effects, int? balance)
    {
        var (first, last) = (effects.Sample.First, effects.Sample.Last);
        return Enumerable.Range(0, effects.Effects.Count)
            .Where(c => balance is not { } b || last - effects.Effects[c].Cohort >= b)
            .GroupBy(c => effects.Effects[c].Period - effects.Effects[c].Cohort)
            .Where(g => balance is not { } b || (g.Key <= b && g.Key >= b - last + first));
    }

    /// <summary>Weighted by size of cohort, the error of the shares included.</summary>
    private static (double Value, double[] Influence) Shares(GroupTimeEffects effects, int[] cells) => Weighted(
        effects,
        [.. cells.Select(c => effects.Effects[c].Cohort)],
        [.. cells.Select(c => effects.Effects[c].Effect.Value)],
        [.. cells.Select(c => effects.Influence[c])]);

    private static (double Value, double[] Influence) Weighted(GroupTimeEffects effects, int[] cohorts, double[] values, double[][] influence)
    {
        double n = effects.Design.Units;
        var sizes = effects.Sample.Cohorts.ToDictionary(c => c.Period, c => c.Units / n);
        double[] shares = [.. cohorts.Select(g => sizes[g])];
        var total = shares.Sum();
        var value = CrossProducts.Dot(shares, values) / total;
        var psi = new double[effects.Design.Units];
        var excess = new Dictionary<int, double>();
        for (var k = 0; k < values.Length; k++)
        {
            Add(psi, influence[k], shares[k] / total);
            excess[cohorts[k]] = excess.GetValueOrDefault(cohorts[k]) + (values[k] - value) / total;
        }

        for (var u = 0; u < psi.Length; u++)
        {
            psi[u] += excess.GetValueOrDefault(effects.Design.Cohort[u]);
        }

        return (value, psi);
    }

    private static (double Value, double[] Influence) Mean(GroupTimeEffects effects, int[] cells) =>
        Plain([.. cells.Select(c => (effects.Effects[c].Effect.Value, effects.Influence[c]))]);

    private static (double Value, double[] Influence) Plain((double Value, double[] Influence)[] parts)
    {
        var psi = new double[parts[0].Influence.Length];
        foreach (var part in parts)
        {
            Add(psi, part.Influence, 1.0 / parts.Length);
        }

        return (parts.Average(p => p.Value), psi);
    }

    private static void Add(double[] sum, double[] part, double weight)
    {
        for (var u = 0; u < sum.Length; u++)
        {
            sum[u] += weight * part[u];
        }
    }
}
