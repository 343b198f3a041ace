using System.Globalization;
using Shanhai.Analytics.Numerics;

namespace Shanhai.Analytics.Panel;

/// <summary>
/// The classical event study: two-way fixed effects with a dummy for each time since adoption but the reference;
/// units never treated have none. Honest only where the effect is the same in every cohort: otherwise the dummies
/// mix cohorts and periods (Sun and Abraham 2021), read it beside <see cref="SunAbraham"/>.
/// </summary>
/// <remarks>Oracles b01 <c>twfe_event_study</c>, b02 <c>twfe_event</c> (fixest 0.14.2).</remarks>
public static class DynamicEffects
{
    /// <summary>Fits the event study.</summary>
    /// <param name="panel">The panel.</param>
    /// <param name="covariates">Further regressors, one value a row of the table the panel was read from.</param>
    /// <param name="cluster">Cluster of each of those rows; null clusters by unit.</param>
    /// <param name="reference">Time since adoption that is set to zero.</param>
    /// <param name="bins">Times beyond these ends are put together with the end; null keeps every time apart.</param>
    /// <param name="cancel">Stops the work.</param>
    /// <exception cref="RefusedException">The reference is never seen; what <see cref="PanelRegression"/> refuses; one cluster.</exception>
    /// <example><code>
    /// // 20 villages, 2016 to 2023; five join in 2020, five in 2022, ten never; joining is worth 2.
    /// int[] village = [.. Enumerable.Range(0, 160).Select(i => i / 8)], year = [.. Enumerable.Range(0, 160).Select(i => 2016 + i % 8)];
    /// int[] joined = [.. village.Select(v => v &lt; 5 ? 2020 : v &lt; 10 ? 2022 : 0)];
    /// double[] income = [.. village.Select((v, i) => v + 0.5 * (i % 8) + 0.1 * (i * 7 % 5) + (joined[i] > 0 &amp;&amp; year[i] >= joined[i] ? 2 : 0))];
    /// var panel = AdoptionPanel.Of(Grouping.Of(village), year, income, joined);
    /// DynamicEffects.Fit(panel)[2].Value // 2
    /// </code></example>
    public static EventStudy Fit(
        AdoptionPanel panel,
        IReadOnlyList<Column>? covariates = null,
        Grouping? cluster = null,
        int reference = -1,
        (int First, int Last)? bins = null,
        CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(panel);
        Refuse.Unless(bins is null || (bins.Value.First < bins.Value.Last && reference >= bins.Value.First && reference <= bins.Value.Last), "归并区间须包含参照期", "the bins must enclose the reference");
        int Time(int since) => bins is { } b ? Math.Clamp(since, b.First, b.Last) : since;
        var since = panel.Since();
        var seen = new SortedSet<int>();
        for (var i = 0; i < since.Length; i++)
        {
            if (since[i] is not AdoptionPanel.NoTime)
            {
                since[i] = Time(since[i]);
                seen.Add(since[i]);
            }
        }

        if (!seen.Remove(reference))
        {
            throw Refuse.With(Refusal.NoPrePeriod, $"没有单位在处理前后第 {reference} 期被观测到，无法作为参照", $"no unit is seen at {reference} periods since adoption: it cannot be the reference");
        }

        if (panel.Sample.NeverTreated == 0 && panel.CohortLabels.Length == 1)
        {
            throw Refuse.With(Refusal.NoComparison, "所有单位在同一时期受处理，没有对照", "all units are treated at the same time: there is nothing to compare with");
        }

        int[] times = [.. seen];
        var clusters = panel.Clusters(cluster);
        if (covariates is not { Count: > 0 } && CellRegression.Fits(panel, clusters))
        {
            var index = times.Select((e, k) => (e, k)).ToDictionary(p => p.e, p => p.k);
            return Study(panel, CellRegression.Fit(panel, [.. times.Select(Name)], Column, clusters), times, reference, bins);
            int? Column(int cohort, int period) => cohort != AdoptionPanel.Never && index.TryGetValue(Time(period - cohort), out var k) ? k : null;
        }

        var given = covariates ?? [];
        string[] names = [.. given.Select(c => c.Name), .. times.Select(Name)];
        double[][] design = [.. given.Select(panel.Arrange), .. times.Select(e => Dummy(since, e))];
        var fit = PanelRegression.Fit((double[])panel.Outcome.Clone(), names, design, [panel.Units, panel.Periods], Singletons.Drop, cancel);
        return Study(panel, fit.With(Covariance.Clustered(clusters)), times, reference, bins);
    }

    internal static double[] Dummy(int[] since, int time)
    {
        var x = new double[since.Length];
        for (var i = 0; i < x.Length; i++)
        {
            x[i] = since[i] == time ? 1 : 0;
        }

        return x;
    }

    private const string Prefix = "since ";

    internal static string Name(int since) => Prefix + since.ToString(CultureInfo.InvariantCulture);

    private static EventStudy Study(AdoptionPanel panel, Inference inference, int[] times, int reference, (int First, int Last)? bins)
    {
        int[] kept = [.. times.Where(e => inference.Has(Name(e)))];
        var covariance = PivotedSolve.Restrict(inference.V, [.. kept.Select(e => inference.IndexOf(Name(e)))]);
        var notes = new List<Note>();
        if (panel.Sample.NeverTreated == 0)
        {
            notes.Add(new Note("no-never-treated", new Term(
                "所有单位最终都受处理：各期效应只能识别到相差一条直线，结果取决于被略去的期",
                "every unit is treated in the end: the effects are identified only up to a straight line and depend on the periods left out")));
        }

        if (panel.CohortLabels.Length > 1)
        {
            notes.Add(new Note("homogeneous-effects", new Term(
                "分批处理且各批次效应不同时，双向固定效应会混合不同批次与时期，请与 Sun–Abraham 或插补法对照",
                "with several cohorts whose effects differ, two-way fixed effects mix cohorts and periods: compare with Sun–Abraham or imputation")));
        }

        var before = kept.Where(e => e < 0).Select(Name).ToArray();
        return new EventStudy(
            new Term(
                $"双向固定效应，参照期 {reference}{(bins is { } b ? $"，{b.First} 以前与 {b.Last} 以后各并为一期" : "")}，{inference.Method.Chinese}",
                $"two-way fixed effects, reference {reference}{(bins is { } c ? $", binned from {c.First} down and {c.Last} up" : "")}, {inference.Method.English}"),
            panel.Sample,
            [.. kept.Select(e => new EventEffect(e, inference[Name(e)]))],
            covariance)
        {
            Covariates = [.. inference.Coefficients.Where(c => !c.Name.StartsWith(Prefix, StringComparison.Ordinal))],
            PreTrend = PreTrends.Test(inference, before, notes),
            Notes = [.. inference.FitNotes, .. inference.Notes, .. notes],
        };
    }
}

/// <summary>The joint test before adoption, with the notes that belong to it.</summary>
internal static class PreTrends
{
    public static JointTest? Test(Inference inference, string[] before, List<Note> notes)
    {
        if (before.Length == 0)
        {
            notes.Add(Missing);
            return null;
        }

        try
        {
            return Judged(inference.AllZero(before), notes);
        }
        catch (RefusedException refused) when (refused.Reason == Refusal.Singular)
        {
            notes.Add(new Note("pretrend-singular", refused.Text));
            return null;
        }
    }

    public static JointTest Judged(JointTest test, List<Note> notes)
    {
        if (test.PValue < 0.05)
        {
            notes.Add(new Note("pretrend-failed", new Term(
                "处理前已有显著差异：平行趋势可疑，结论须附敏感性分析",
                "the groups already differ before adoption: parallel trends are doubtful, report a sensitivity analysis")));
        }

        return test;
    }

    public static Note Missing { get; } = new("no-pretrend", new Term("没有可检验的处理前时期", "no period before adoption can be tested"));
}
