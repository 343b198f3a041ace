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
    private SunAbraham(PanelRegression fit, Inference inference, IReadOnlyList<CohortCell> cells, EventStudy events)
    {
        Regression = fit;
        Cells = cells;
        Events = events;
        this.inference = inference;
    }

    private readonly Inference inference;

    /// <summary>The regression behind it: covariates first, then the cells.</summary>
    public PanelRegression Regression { get; }

    /// <summary>Effect of each cohort at each time since adoption.</summary>
    public IReadOnlyList<CohortCell> Cells { get; }

    /// <summary>Effects by time since adoption, their average over treated rows and the pre-trend.</summary>
    public EventStudy Events { get; }

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
    public static SunAbraham Fit(AdoptionPanel panel, IReadOnlyList<Column>? covariates = null, Grouping? cluster = null, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(panel);
        var notes = new List<Note>();
        var rows = UsableRows.Of(panel, notes);
        var cells = new Dictionary<(int Cohort, int Since), double[]>();
        var sizes = new Dictionary<(int Cohort, int Since), int>();
        for (var r = 0; r < rows.Count; r++)
        {
            var cohort = rows.Cohort(r);
            if (cohort != AdoptionPanel.Never && rows.Since(r) is var e && e != -1)
            {
                if (!cells.TryGetValue((cohort, e), out var column))
                {
                    cells[(cohort, e)] = column = new double[rows.Count];
                }

                column[r] = 1;
                sizes[(cohort, e)] = sizes.GetValueOrDefault((cohort, e)) + 1;
            }
        }

        (int Cohort, int Since)[] keys = [.. cells.Keys.Order()];
        var given = covariates ?? [];
        string[] names = [.. given.Select(c => c.Name), .. keys.Select(k => Name(k.Cohort, k.Since))];
        double[][] design = [.. given.Select(c => rows.Of(panel.Arrange(c))), .. keys.Select(k => cells[k])];
        var fit = PanelRegression.Fit(rows.Of(panel.Outcome, true), names, design, [rows.Of(panel.Units), rows.Of(panel.Periods)], Singletons.Keep, null, cancel);
        var inference = fit.With(Covariance.Clustered(rows.Of(panel.Clusters(cluster))));
        var estimated = keys.Where(k => fit.Names.Contains(Name(k.Cohort, k.Since)))
            .Select(k => new CohortCell(k.Cohort, k.Since, sizes[k], inference[Name(k.Cohort, k.Since)])).ToArray();
        return Assemble(panel, fit, inference, estimated, notes);
    }

    /// <summary>Average, cells and notes in a paragraph.</summary>
    public string Summary(Language language) => Events.Summary(language);

    private static string Name(int cohort, int since) => string.Create(CultureInfo.InvariantCulture, $"cohort {cohort} since {since}");

    private static SunAbraham Assemble(AdoptionPanel panel, PanelRegression fit, Inference inference, CohortCell[] cells, List<Note> notes)
    {
        int[] times = [.. cells.Select(c => c.Since).Distinct().Order()];
        var weights = new Matrix(times.Length, fit.Names.Count);
        for (var t = 0; t < times.Length; t++)
        {
            Weights(fit, cells, c => c.Since == times[t]).CopyTo(weights.Row(t));
        }

        var covariance = weights.Times(inference.V).Times(weights.Transposed());
        EventEffect[] effects = [.. times.Select((e, t) => new EventEffect(e, inference.Combination(DynamicEffects.Name(e), weights.Row(t))))];
        int[] before = [.. Enumerable.Range(0, times.Length).Where(t => times[t] < 0)];
        var events = new EventStudy(
            new Term($"Sun–Abraham，{inference.Method.Chinese}", $"Sun and Abraham, {inference.Method.English}"), panel.Sample, effects, covariance)
        {
            Average = inference.Combination("average", Weights(fit, cells, c => c.Since >= 0)),
            PreTrend = PreTrend(effects, covariance, before, inference.DegreesOfFreedom, notes),
            Notes = [.. fit.Notes, .. inference.Notes, .. notes],
        };
        return new SunAbraham(fit, inference, cells, events);
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

    private static double[] Weights(PanelRegression fit, IReadOnlyList<CohortCell> cells, Func<CohortCell, bool> wanted)
    {
        var weights = new double[fit.Names.Count];
        var total = (double)cells.Where(wanted).Sum(c => c.Rows);
        for (var c = 0; c < cells.Count; c++)
        {
            weights[fit.Names.Count - cells.Count + c] = wanted(cells[c]) ? cells[c].Rows / total : 0;
        }

        return weights;
    }

    private Coefficient Averaged(string name, Func<CohortCell, bool> wanted) => inference.Combination(name, Weights(Regression, Cells, wanted));
}

/// <summary>
/// Rows Sun and Abraham's regression uses: without units treated from their first period on, and, where nobody is
/// never treated, without the periods from the last cohort's treatment on (that cohort then is the comparison).
/// </summary>
internal sealed class UsableRows
{
    private readonly AdoptionPanel panel;
    private readonly int[]? rows;
    private readonly int comparison;

    private UsableRows(AdoptionPanel panel, int[]? rows, int comparison)
    {
        this.panel = panel;
        this.rows = rows;
        this.comparison = comparison;
    }

    public int Count => rows?.Length ?? panel.Rows;

    public static UsableRows Of(AdoptionPanel panel, List<Note> notes)
    {
        var starts = panel.Starts();
        var always = new bool[panel.Units.Count];
        for (var u = 0; u < always.Length; u++)
        {
            always[u] = panel.Cohort[u] != AdoptionPanel.Never && panel.PeriodLabels[panel.Periods.Codes[starts[u]]] >= panel.Cohort[u];
        }

        var left = Enumerable.Range(0, always.Length).Where(u => !always[u]).ToArray();
        if (!left.Any(u => panel.Cohort[u] != AdoptionPanel.Never))
        {
            throw Refuse.With(Refusal.NoPrePeriod, "受处理单位均无处理前观测，无法估计", "no treated unit is seen before its treatment: nothing can be estimated");
        }

        var dropped = always.Count(a => a);
        if (dropped > 0)
        {
            notes.Add(AlwaysTreated(dropped));
        }

        var last = int.MaxValue;
        if (!left.Any(u => panel.Cohort[u] == AdoptionPanel.Never))
        {
            last = left.Max(u => panel.Cohort[u]);
            notes.Add(LastCohort(last));
            if (!left.Any(u => panel.Cohort[u] < last))
            {
                throw Refuse.With(Refusal.NoComparison, "所有单位在同一时期受处理，没有对照", "all units are treated at the same time: there is nothing to compare with");
            }
        }

        int[]? rows = dropped == 0 && last == int.MaxValue
            ? null
            : [.. Enumerable.Range(0, panel.Rows).Where(i => !always[panel.Units.Codes[i]] && panel.PeriodLabels[panel.Periods.Codes[i]] < last)];
        return new UsableRows(panel, rows, last);
    }

    public static Note AlwaysTreated(int units) => new("always-treated", new Term(
        $"有 {units} 个单位在首期即已受处理，没有处理前观测，已剔除", $"{units} units are under treatment from their first period on, have no observation before it and are left out"));

    public static Note LastCohort(int cohort) => new("last-cohort-compares", new Term(
        $"没有从未处理的单位：以最后一批（{cohort}）处理前的时期作对照，其后各期不用", $"nobody is never treated: the last cohort ({cohort}) before its treatment is the comparison, later periods are not used"));

    public int Cohort(int r) => panel.Cohort[panel.Units.Codes[Row(r)]] is var g && g == comparison ? AdoptionPanel.Never : g;

    public int Since(int r) => panel.Since(Row(r))!.Value;

    /// <summary>A column of the panel; a copy where the caller will overwrite it.</summary>
    public double[] Of(double[] column, bool copy = false) => rows is not null ? Rearranged.Of(column, rows) : copy ? (double[])column.Clone() : column;

    public Grouping Of(Grouping groups) => Rearranged.Of(groups, rows);

    private int Row(int r) => rows is null ? r : rows[r];
}
