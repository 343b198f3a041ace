using System.Globalization;
using Shanhai.Analytics.Numerics;

namespace Shanhai.Analytics.Panel;

/// <summary>
/// Interaction-weighted event study (Sun and Abraham 2021): two-way fixed effects with a dummy for each cohort and
/// time since adoption, averaged over cohorts by their share of rows. Comparison: units never treated; without any,
/// the last cohort before its treatment.
/// </summary>
/// <remarks>
/// Shares are taken as known (fixest; Callaway and Sant'Anna count their error). Units already treated in their first
/// period are left out and reported. Oracles b01 <c>sunab_*</c>, b02 <c>sunab_*</c> (fixest 0.14.2).
/// </remarks>
public sealed class SunAbraham
{
    private readonly Inference inference;

    private SunAbraham(Inference inference, IReadOnlyList<CohortCell> cells, EventStudy events)
    {
        Cells = cells;
        Events = events;
        this.inference = inference;
    }

    /// <summary>Effect of each cohort at each time since adoption.</summary>
    public IReadOnlyList<CohortCell> Cells { get; }

    /// <summary>Effects by time since adoption, their average over treated rows and the pre-trend.</summary>
    public EventStudy Events { get; }

    /// <summary>What it rests on.</summary>
    public PanelSample Sample => Events.Sample;

    /// <summary>What the reader has to know.</summary>
    public IReadOnlyList<Note> Notes => Events.Notes;

    /// <summary>Slopes of the covariates.</summary>
    public IReadOnlyList<Coefficient> Covariates => [.. inference.Coefficients.Take(inference.Coefficients.Count - Cells.Count)];

    /// <summary>Average effect of each cohort over its treated rows.</summary>
    public IReadOnlyList<(int Cohort, Coefficient Effect)> ByCohort() =>
        [.. Cells.Select(c => c.Cohort).Distinct().Where(g => Cells.Any(c => c.Cohort == g && c.Since >= 0))
            .Select(g => (g, Averaged("cohort " + g.ToString(CultureInfo.InvariantCulture), c => c.Cohort == g && c.Since >= 0)))];

    /// <summary>One cell: a cohort at one time since adoption.</summary>
    /// <param name="Cohort">First treated period.</param>
    /// <param name="Since">Periods since.</param>
    /// <param name="Rows">Rows in the cell: its weight.</param>
    /// <param name="Effect">The effect.</param>
    public sealed record CohortCell(int Cohort, int Since, int Rows, Coefficient Effect);

    /// <summary>Fits the cells and averages them.</summary>
    /// <param name="panel">The panel.</param>
    /// <param name="covariates">Further regressors, one value a row of the table the panel was read from.</param>
    /// <param name="cluster">Cluster of each of those rows; null clusters by unit.</param>
    /// <param name="cancel">Stops the work.</param>
    /// <exception cref="RefusedException">No cohort has a period before its treatment, no comparison group, one cluster.</exception>
    /// <example><code>
    /// // 20 villages, 2016 to 2023; five join in 2020, five in 2022, ten never; joining is worth 2.
    /// int[] village = [.. Enumerable.Range(0, 160).Select(i => i / 8)], year = [.. Enumerable.Range(0, 160).Select(i => 2016 + i % 8)];
    /// int[] joined = [.. village.Select(v => v &lt; 5 ? 2020 : v &lt; 10 ? 2022 : 0)];
    /// double[] income = [.. village.Select((v, i) => v + 0.5 * (i % 8) + 0.1 * (i * 7 % 5) + (joined[i] > 0 &amp;&amp; year[i] >= joined[i] ? 2 : 0))];
    /// var panel = AdoptionPanel.Of(Grouping.Of(village), year, income, joined);
    /// SunAbraham.Fit(panel).Events[1].Value // 2
    /// </code></example>
    public static SunAbraham Fit(AdoptionPanel panel, IReadOnlyList<Column>? covariates = null, Grouping? cluster = null, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(panel);
        var notes = new List<Note>();
        var rows = UsableRows.Of(panel, notes);
        var sizes = rows.Sizes();
        (int Cohort, int Since)[] keys = [.. sizes.Keys.Where(k => k.Since != -1).Order()];
        var clusters = panel.Clusters(cluster);
        Inference inference;
        if (rows.IsWhole && covariates is not { Count: > 0 } && CellRegression.Fits(panel, clusters))
        {
            inference = OfCells(panel, keys, clusters);
        }
        else
        {
            var fit = OfRows(panel, rows, keys, covariates ?? [], cancel);
            inference = fit.With(Covariance.Clustered(rows.Of(clusters)));
            sizes = fit.Kept is null ? sizes : rows.Sizes(fit.Kept);
        }

        var estimated = keys.Where(k => inference.Has(Name(k.Cohort, k.Since)))
            .Select(k => new CohortCell(k.Cohort, k.Since, sizes[k], inference[Name(k.Cohort, k.Since)])).ToArray();
        return Assemble(panel, inference, estimated, notes);
    }

    private static Inference OfCells(AdoptionPanel panel, (int Cohort, int Since)[] keys, Grouping clusters)
    {
        var index = keys.Select((key, k) => (key, k)).ToDictionary(p => p.key, p => p.k);
        return CellRegression.Fit(panel, [.. keys.Select(k => Name(k.Cohort, k.Since))], (g, t) => index.TryGetValue((g, t - g), out var k) ? k : null, clusters);
    }

    private static PanelRegression OfRows(AdoptionPanel panel, UsableRows rows, (int Cohort, int Since)[] keys, IReadOnlyList<Column> given, CancellationToken cancel)
    {
        string[] names = [.. given.Select(c => c.Name), .. keys.Select(k => Name(k.Cohort, k.Since))];
        double[][] design = [.. given.Select(c => rows.Of(panel.Arrange(c))), .. rows.Dummies(keys)];
        return PanelRegression.Fit(rows.Of(panel.Outcome, true), names, design, [rows.Of(panel.Units), rows.Of(panel.Periods)], Singletons.Drop, cancel);
    }

    /// <summary>Average, cells and notes in a paragraph.</summary>
    public string Summary(Language language) => Events.Summary(language);

    private static string Name(int cohort, int since) => string.Create(CultureInfo.InvariantCulture, $"cohort {cohort} since {since}");

    private static SunAbraham Assemble(AdoptionPanel panel, Inference inference, CohortCell[] cells, List<Note> notes)
    {
        int[] times = [.. cells.Select(c => c.Since).Distinct().Order()];
        var weights = new Matrix(times.Length, inference.Coefficients.Count);
        for (var t = 0; t < times.Length; t++)
        {
            Weights(inference, cells, c => c.Since == times[t]).CopyTo(weights.Row(t));
        }

        var covariance = weights.Times(inference.V).Times(weights.Transposed());
        EventEffect[] effects = [.. times.Select((e, t) => new EventEffect(e, inference.Combination(DynamicEffects.Name(e), weights.Row(t))))];
        int[] before = [.. Enumerable.Range(0, times.Length).Where(t => times[t] < 0)];
        var events = new EventStudy(
            new Term($"Sun–Abraham，{inference.Method.Chinese}", $"Sun and Abraham, {inference.Method.English}"), panel.Sample, effects, covariance)
        {
            Average = inference.Combination("average", Weights(inference, cells, c => c.Since >= 0)),
            PreTrend = PreTrend(effects, covariance, before, inference.DegreesOfFreedom, notes),
            Notes = [.. inference.FitNotes, .. inference.Notes, .. notes],
        };
        return new SunAbraham(inference, cells, events);
    }

    internal static JointTest? PreTrend(EventEffect[] effects, Matrix covariance, int[] before, double df, List<Note> notes)
    {
        if (before.Length == 0)
        {
            notes.Add(PreTrends.Missing);
            return null;
        }

        var v = PivotedSolve.Restrict(covariance, before);
        if (PivotedSolve.Independent(v, 1e-12).Dropped.Length > 0)
        {
            notes.Add(new Note("pretrend-singular", new Term("处理前各期效应的协方差奇异，无法联合检验", "the covariance of the effects before adoption is singular: no joint test")));
            return null;
        }

        double[] b = [.. before.Select(t => effects[t].Effect.Value)];
        var wald = CrossProducts.Dot(b, PivotedSolve.InverseDefinite(v).Times(b));
        var test = double.IsPositiveInfinity(df)
            ? new JointTest(wald, b.Length, df, Distributions.ChiSquareUpper(wald, b.Length))
            : new JointTest(wald / b.Length, b.Length, df, Distributions.FUpper(wald / b.Length, b.Length, df));
        return PreTrends.Judged(test, notes);
    }

    private static double[] Weights(Inference inference, IReadOnlyList<CohortCell> cells, Func<CohortCell, bool> wanted)
    {
        var weights = new double[inference.Coefficients.Count];
        var total = (double)cells.Where(wanted).Sum(c => c.Rows);
        for (var c = 0; c < cells.Count; c++)
        {
            weights[weights.Length - cells.Count + c] = wanted(cells[c]) ? cells[c].Rows / total : 0;
        }

        return weights;
    }

    private Coefficient Averaged(string name, Func<CohortCell, bool> wanted) => inference.Combination(name, Weights(inference, Cells, wanted));
}
