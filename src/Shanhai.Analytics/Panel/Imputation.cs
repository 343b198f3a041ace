using System.Globalization;
using Shanhai.Analytics.Numerics;

namespace Shanhai.Analytics.Panel;

/// <summary>
/// Imputation estimator (Borusyak, Jaravel and Spiess 2024): unit and period effects (and slopes) are fitted on
/// untreated rows only, the untreated outcome of every treated row is imputed, and the differences are averaged.
/// Efficient under equal, independent errors; errors conservative and clustered.
/// </summary>
/// <remarks>
/// tau = sum of w (Y - imputed Y). Variance: sum over clusters of (sum of v e)², v the weight of each row in tau (w on treated,
/// -Z0 (Z0'Z0)^-1 Z1'w on untreated rows), e the residual, for treated rows tau less its mean in the cohort and period.
/// Normal distribution. Rows that cannot be imputed (unit or period without a connected untreated row) are left out and
/// reported. didimputation 0.5.0 with fixest from 0.13 drops units with one untreated row, which changes the estimate
/// (-0.0337 instead of -0.0477 on mpdta): not followed. Oracles b01, b02 <c>bjs_*</c>.
/// </remarks>
public sealed class Imputation
{
    private Imputation(Coefficient average, EventStudy events, EventStudy? before, PanelRegression? beforeFit, IReadOnlyList<Note> notes)
    {
        Average = average;
        Events = events;
        Before = before;
        BeforeFit = beforeFit;
        Notes = notes;
    }

    /// <summary>What it rests on.</summary>
    public PanelSample Sample => Events.Sample;

    /// <summary>Average effect over all treated rows that can be imputed.</summary>
    public Coefficient Average { get; }

    /// <summary>Effects by periods since adoption, from 0 on, with their covariance.</summary>
    public EventStudy Events { get; }

    /// <summary>
    /// Pre-trends: a regression on untreated rows with a dummy for each period before adoption but the last, errors
    /// clustered as above. Null where there is no such period.
    /// </summary>
    public EventStudy? Before { get; }

    /// <summary>That regression, for other covariances.</summary>
    public PanelRegression? BeforeFit { get; }

    /// <summary>What the reader has to know.</summary>
    public IReadOnlyList<Note> Notes { get; }

    /// <summary>Imputes and averages.</summary>
    /// <param name="panel">The panel, with gaps or without.</param>
    /// <param name="covariates">Regressors of the untreated outcome, one value a row of the table the panel was read from.</param>
    /// <param name="cluster">Cluster of each of those rows; null clusters by unit.</param>
    /// <param name="cancel">Stops between steps.</param>
    /// <exception cref="RefusedException">No treated row can be imputed, one cluster, more than 400 periods.</exception>
    /// <example><code>
    /// // 20 villages, 2016 to 2023; five join in 2020, five in 2022, ten never; joining is worth 2.
    /// int[] village = [.. Enumerable.Range(0, 160).Select(i => i / 8)], year = [.. Enumerable.Range(0, 160).Select(i => 2016 + i % 8)];
    /// int[] joined = [.. village.Select(v => v &lt; 5 ? 2020 : v &lt; 10 ? 2022 : 0)];
    /// double[] income = [.. village.Select((v, i) => v + 0.5 * (i % 8) + 0.1 * (i * 7 % 5) + (joined[i] > 0 &amp;&amp; year[i] >= joined[i] ? 2 : 0))];
    /// var panel = AdoptionPanel.Of(Grouping.Of(village), year, income, joined);
    /// Imputation.Fit(panel).Average.Value // 2
    /// </code></example>
    public static Imputation Fit(AdoptionPanel panel, IReadOnlyList<Column>? covariates = null, Grouping? cluster = null, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(panel);
        var notes = new List<Note>();
        double[][] x = [.. (covariates ?? []).Select(panel.Arrange)];
        var clusters = panel.Clusters(cluster);
        if (clusters.Count < 2)
        {
            throw Refuse.With(Refusal.OneCluster, "只有一个聚类，无法估计聚类标准误", "one cluster only: a clustered error cannot be estimated");
        }

        var fit = ImputedRows.Of(panel, x, [.. (covariates ?? []).Select(c => c.Name)], notes);
        cancel.ThrowIfCancellationRequested();
        int[] horizons = [.. fit.Horizons];
        var influence = new double[horizons.Length + 1][];
        var values = new double[horizons.Length + 1];
        SharedWork.Run(influence.Length, h => (values[h], influence[h]) = fit.Averaged(h == 0 ? null : horizons[h - 1], clusters), null, cancel);
        var covariance = CrossProducts.Of(influence);
        Coefficient Named(string name, int h) => Coefficient.Of(name, values[h], Math.Sqrt(covariance[h, h]));
        if (clusters.Count < PanelNotes.FewClustersBelow)
        {
            notes.Add(PanelNotes.FewClusters(clusters.Count));
        }

        var (before, beforeFit) = PreTrend(panel, covariates ?? [], x, clusters, notes, cancel);
        var average = Named("average", 0);
        int[] after = [.. Enumerable.Range(1, horizons.Length)];
        var events = new EventStudy(
            Wording(clusters),
            panel.Sample,
            [.. horizons.Select((e, h) => new EventEffect(e, Named(DynamicEffects.Name(e), h + 1)))],
            PivotedSolve.Restrict(covariance, after)) { Average = average, PreTrend = before?.PreTrend, Notes = notes };
        return new Imputation(average, events, before, beforeFit, notes);
    }

    /// <summary>A readable paragraph: average, effects by period, pre-trends, notes.</summary>
    public string Summary(Language language)
    {
        var before = Before is null ? "" : (language == Language.Chinese ? "处理前：" : " Before adoption:")
            + string.Concat(Before.Effects.Select(e => string.Create(CultureInfo.InvariantCulture, $" {e.Since}: {e.Effect.Value:G5} ({e.Effect.StandardError:G4});")));
        return Events.Summary(language) + before;
    }

    private static Term Wording(Grouping clusters) =>
        new($"Borusyak–Jaravel–Spiess 插补，聚类稳健（{clusters.Count} 个聚类）", $"imputation after Borusyak, Jaravel and Spiess, clustered ({clusters.Count} clusters)");

    private static (EventStudy? Study, PanelRegression? Fit) PreTrend(
        AdoptionPanel panel, IReadOnlyList<Column> covariates, double[][] x, Grouping clusters, List<Note> notes, CancellationToken cancel)
    {
        var since = panel.Since();
        int[] rows = [.. Enumerable.Range(0, panel.Rows).Where(r => since[r] < 0)];
        int[] before = [.. rows.Select(r => since[r])];
        int[] times = [.. before.Distinct().Where(e => e < -1 && e != AdoptionPanel.NoTime).Order()];
        if (times.Length == 0)
        {
            notes.Add(PreTrends.Missing);
            return (null, null);
        }

        double[][] design = [.. x.Select(c => Rearranged.Of(c, rows)), .. times.Select(e => DynamicEffects.Dummy(before, e))];
        string[] names = [.. covariates.Select(c => c.Name), .. times.Select(DynamicEffects.Name)];
        var fit = PanelRegression.Fit(
            Rearranged.Of(panel.Outcome, rows), names, design, [Rearranged.Of(panel.Units, rows), Rearranged.Of(panel.Periods, rows)], Singletons.Keep, cancel);
        int[] kept = [.. times.Where(e => fit.Names.Contains(DynamicEffects.Name(e)))];
        if (kept.Length == 0)
        {
            notes.Add(PreTrends.Missing);
            return (null, null);
        }

        var inference = fit.With(Covariance.Clustered(Rearranged.Of(clusters, rows)));
        var own = new List<Note>();
        var test = PreTrends.Test(inference, [.. kept.Select(DynamicEffects.Name)], own);
        notes.AddRange(own);
        var study = new EventStudy(
            new Term($"未处理观测上的处理前检验，{inference.Method.Chinese}", $"test before adoption on untreated rows, {inference.Method.English}"),
            panel.Sample,
            [.. kept.Select(e => new EventEffect(e, inference[DynamicEffects.Name(e)]))],
            PivotedSolve.Restrict(inference.V, [.. kept.Select(e => fit.IndexOf(DynamicEffects.Name(e)))])) { PreTrend = test, Notes = [.. fit.Notes, .. inference.Notes, .. own] };
        return (study, fit);
    }
}
