using Shanhai.Analytics.Numerics;

namespace Shanhai.Analytics.Panel;

/// <summary>
/// Two-way fixed effects on a balanced panel where every regressor is a dummy of cohort-period cells: event studies and
/// Sun and Abraham without covariates. Demeaned regressors are then the same for all units of a cohort, so cross
/// products are sums over cells and scores are a small product a unit. The same numbers as
/// <see cref="PanelRegression"/> (a test compares them), on 30,000 villages in a fraction of its time and memory.
/// </summary>
internal sealed class CellRegression
{
    private readonly AdoptionPanel panel;
    private readonly int[] cohorts;
    private readonly int[] unitCohort;
    private readonly double[] sizes;
    private readonly int width;
    private double[] byUnit = [];
    private double[] byPeriod = [];

    private CellRegression(AdoptionPanel panel)
    {
        this.panel = panel;
        width = panel.Periods.Count;
        cohorts = [AdoptionPanel.Never, .. panel.CohortLabels.Where(g => g != AdoptionPanel.Never)];
        var index = cohorts.Select((g, c) => (g, c)).ToDictionary(p => p.g, p => p.c);
        unitCohort = new int[panel.Units.Count];
        sizes = new double[cohorts.Length];
        for (var u = 0; u < unitCohort.Length; u++)
        {
            unitCohort[u] = index[panel.Cohort[u]];
            sizes[unitCohort[u]]++;
        }
    }

    /// <summary>Clusters must hold whole units.</summary>
    public static bool Fits(AdoptionPanel panel, Grouping clusters) => panel.Sample.IsBalanced && Clusters.Nested(panel.Units, clusters);

    /// <summary>Fits and reads under clustered errors.</summary>
    /// <param name="panel">Balanced.</param>
    /// <param name="names">Names of the dummies.</param>
    /// <param name="column">Dummy of a cohort (first treated period) in a period (its label); null for none.</param>
    /// <param name="clusters">Clusters of whole units.</param>
    public static Inference Fit(AdoptionPanel panel, IReadOnlyList<string> names, Func<int, int, int?> column, Grouping clusters)
    {
        if (clusters.Count < 2)
        {
            throw Refuse.With(Refusal.OneCluster, "只有一个聚类，无法估计聚类标准误", "one cluster only: a clustered error cannot be estimated");
        }

        var cells = new CellRegression(panel);
        var design = cells.Design(names.Count, column);
        var cross = cells.CrossProduct(design);
        int[] moving = [.. Enumerable.Range(0, names.Count).Where(k => cross[k, k] > 1e-18)];
        int[] used = [.. PivotedSolve.Independent(PivotedSolve.Restrict(cross, moving), 1e-11).Kept.Select(k => moving[k])];
        if (used.Length == 0)
        {
            throw Refuse.With(Refusal.Singular, "固定效应已解释全部自变量，无法估计", "the fixed effects explain every regressor: nothing can be estimated");
        }

        Note[] notes = used.Length == names.Count ? [] : [PanelNotes.Collinear([.. Enumerable.Range(0, names.Count).Except(used).Select(k => names[k])])];
        var kept = new Matrix(design.Rows, used.Length);
        for (var i = 0; i < kept.Rows; i++)
        {
            for (var j = 0; j < used.Length; j++)
            {
                kept[i, j] = design[i, used[j]];
            }
        }

        var bread = PivotedSolve.InverseDefinite(PivotedSolve.Restrict(cross, used));
        var slopes = bread.Times(cells.WithOutcome(kept));
        var estimated = new Estimated([.. used.Select(k => names[k])], slopes, panel.Rows, [panel.Units.Count, panel.Periods.Count], notes);
        return cells.Read(estimated, kept, bread, clusters);
    }

    /// <summary>Demeaned dummies: a row for each cell, cohort by cohort.</summary>
    private Matrix Design(int columns, Func<int, int, int?> column)
    {
        var x = new Matrix(cohorts.Length * width, columns);
        for (var c = 0; c < cohorts.Length; c++)
        {
            for (var t = 0; t < width; t++)
            {
                if (column(cohorts[c], panel.PeriodLabels[t]) is { } k)
                {
                    x[c * width + t, k] = 1;
                }
            }
        }

        double units = panel.Units.Count;
        for (var k = 0; k < columns; k++)
        {
            var (rows, periods, mean) = (new double[cohorts.Length], new double[width], 0.0);
            for (var i = 0; i < x.Rows; i++)
            {
                var (c, t) = (i / width, i % width);
                rows[c] += x[i, k] / width;
                periods[t] += sizes[c] * x[i, k] / units;
                mean += sizes[c] * x[i, k] / (units * width);
            }

            for (var i = 0; i < x.Rows; i++)
            {
                x[i, k] -= rows[i / width] + periods[i % width] - mean;
            }
        }

        return x;
    }

    private Matrix CrossProduct(Matrix x)
    {
        var cross = new Matrix(x.Columns, x.Columns);
        for (var i = 0; i < x.Rows; i++)
        {
            var row = x.Row(i);
            var n = sizes[i / width];
            for (var a = 0; n > 0 && a < row.Length; a++)
            {
                for (var b = 0; b < row.Length; b++)
                {
                    cross[a, b] += n * row[a] * row[b];
                }
            }
        }

        return cross;
    }

    /// <summary>X'y, and the unit and period means the residuals need.</summary>
    private double[] WithOutcome(Matrix x)
    {
        var y = panel.Outcome;
        byUnit = new double[unitCohort.Length];
        byPeriod = new double[width];
        var cells = new double[x.Rows];
        for (var u = 0; u < unitCohort.Length; u++)
        {
            var own = y.AsSpan(u * width, width);
            var into = cells.AsSpan(unitCohort[u] * width, width);
            for (var t = 0; t < own.Length; t++)
            {
                byUnit[u] += own[t] / width;
                byPeriod[t] += own[t];
                into[t] += own[t];
            }
        }

        // Period means less the grand mean: what is left once unit means are taken out.
        var grand = Sums.Of(byPeriod) / y.Length;
        for (var t = 0; t < width; t++)
        {
            byPeriod[t] = byPeriod[t] / unitCohort.Length - grand;
        }

        // Columns of X sum to zero over each unit and period, so the outcome need not be demeaned here.
        return x.Transposed().Times(cells);
    }

    private Inference Read(Estimated estimated, Matrix x, Matrix bread, Grouping clusters)
    {
        var k = x.Columns;
        double[] slopes = [.. estimated.Slopes];
        var fitted = x.Times(slopes);
        double[][] scores = [.. Enumerable.Range(0, k).Select(_ => new double[clusters.Count])];
        var sums = new double[clusters.Count * k];
        for (var u = 0; u < unitCohort.Length; u++)
        {
            var own = panel.Outcome.AsSpan(u * width, width);
            var cell = unitCohort[u] * width;
            var score = sums.AsSpan(clusters.Codes[u * width] * k, k);
            for (var t = 0; t < width; t++)
            {
                Accumulate(score, x.Row(cell + t), own[t] - byUnit[u] - byPeriod[t] - fitted[cell + t]);
            }
        }

        for (var g = 0; g < clusters.Count; g++)
        {
            for (var j = 0; j < k; j++)
            {
                scores[j][g] = sums[g * k + j];
            }
        }

        // K counts slopes and period effects: unit effects are nested in the clusters.
        double n = panel.Rows, count = clusters.Count;
        var factor = count / (count - 1) * ((n - 1) / (n - k - width));
        var v = bread.Times(CrossProducts.Of(scores)).Times(bread);
        for (var i = 0; i < v.Values.Length; i++)
        {
            v.Values[i] *= factor;
        }

        return new Inference(estimated, v, count - 1, new Term($"聚类稳健（{clusters.Count} 个聚类）", $"clustered ({clusters.Count} clusters)"))
        {
            Notes = clusters.Count < PanelNotes.FewClustersBelow ? [PanelNotes.FewClusters(clusters.Count)] : [],
        };
    }

    private static void Accumulate(Span<double> sum, ReadOnlySpan<double> row, double weight)
    {
        for (var j = 0; j < sum.Length; j++)
        {
            sum[j] += weight * row[j];
        }
    }
}
