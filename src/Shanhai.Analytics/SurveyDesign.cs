namespace Shanhai.Analytics;

/// <summary>What to do with a stratum that holds a single cluster.</summary>
public enum LonelyCluster
{
    /// <summary>Refuse: its variance is not identified. The default.</summary>
    Refuse,

    /// <summary>It was certain to be drawn and adds nothing to the variance.</summary>
    Certain,

    /// <summary>Its deviation is taken from the mean over all clusters (conservative).</summary>
    CentreAtMean,
}

/// <summary>
/// How the sample was drawn: strata and first-stage clusters, drawn with replacement within strata.
/// Rows outside the population of interest keep their place here and get weight zero in the data: that is
/// the domain estimator, whose variance counts the clusters of the whole design.
/// </summary>
/// <remarks>
/// Variance of a total: sum over strata h of n_h/(n_h-1) * sum over clusters of (t_hc - mean_h)^2, where t_hc is
/// the cluster's sum of weight times influence. Equal to R survey 4.5 <c>svydesign(ids, strata, weights)</c>
/// without finite population correction; pinned by oracles a01 and a05.
/// </remarks>
public sealed class SurveyDesign
{
    private readonly int[] clusterOfRow;
    private readonly int[] stratumOfCluster;
    private readonly int[] clustersInStratum;
    private readonly LonelyCluster lonely;

    private SurveyDesign(int[] clusterOfRow, int[] stratumOfCluster, int strata, LonelyCluster lonely)
    {
        this.clusterOfRow = clusterOfRow;
        this.stratumOfCluster = stratumOfCluster;
        this.lonely = lonely;
        clustersInStratum = new int[strata];
        foreach (var stratum in stratumOfCluster)
        {
            clustersInStratum[stratum]++;
        }
    }

    /// <summary>Rows of the design.</summary>
    public int Rows => clusterOfRow.Length;

    /// <summary>Number of first-stage clusters.</summary>
    public int Clusters => stratumOfCluster.Length;

    /// <summary>Number of strata.</summary>
    public int Strata => clustersInStratum.Length;

    /// <summary>Clusters minus strata.</summary>
    public int DegreesOfFreedom => Clusters - Strata;

    /// <summary>Every row drawn on its own, one stratum.</summary>
    /// <param name="rows">Rows of the sample.</param>
    /// <example><code>SurveyDesign.Independent(100).DegreesOfFreedom // 99</code></example>
    public static SurveyDesign Independent(int rows) =>
        new([.. Enumerable.Range(0, rows)], new int[rows], 1, LonelyCluster.Refuse);

    /// <summary>Clusters within strata. Cluster labels are read within their stratum: the same label in two strata is two clusters.</summary>
    /// <param name="clusters">Label of the cluster of each row.</param>
    /// <param name="strata">Label of the stratum of each row; empty means one stratum.</param>
    /// <param name="lonely">What to do with a stratum of one cluster.</param>
    /// <exception cref="RefusedException">The columns differ in length.</exception>
    /// <example><code>SurveyDesign.Of(clusters: [1, 1, 2, 2, 3, 4], strata: [1, 1, 1, 1, 2, 2]).DegreesOfFreedom // 2</code></example>
    public static SurveyDesign Of(ReadOnlySpan<int> clusters, ReadOnlySpan<int> strata = default, LonelyCluster lonely = LonelyCluster.Refuse)
    {
        if (!strata.IsEmpty)
        {
            Refuse.UnlessSameLength(clusters.Length, strata.Length, "strata");
        }

        var stratumIndex = new Dictionary<int, int>();
        var clusterIndex = new Dictionary<(int, int), int>();
        var stratumOfCluster = new List<int>();
        var rows = new int[clusters.Length];
        for (var i = 0; i < rows.Length; i++)
        {
            var label = strata.IsEmpty ? 0 : strata[i];
            if (!stratumIndex.TryGetValue(label, out var stratum))
            {
                stratumIndex[label] = stratum = stratumIndex.Count;
            }

            if (!clusterIndex.TryGetValue((stratum, clusters[i]), out var cluster))
            {
                clusterIndex[(stratum, clusters[i])] = cluster = clusterIndex.Count;
                stratumOfCluster.Add(stratum);
            }

            rows[i] = cluster;
        }

        return new SurveyDesign(rows, [.. stratumOfCluster], stratumIndex.Count, lonely);
    }

    /// <summary>Variance of the sum of <paramref name="contributions"/> (weight times influence).</summary>
    /// <param name="contributions">One per observation in use.</param>
    /// <param name="rowOf">The design row of each contribution; null when they are in row order.</param>
    internal double Variance(ReadOnlySpan<double> contributions, int[]? rowOf = null)
    {
        var totals = new double[Clusters];
        for (var i = 0; i < contributions.Length; i++)
        {
            totals[clusterOfRow[rowOf is null ? i : rowOf[i]]] += contributions[i];
        }

        var means = new double[Strata];
        var grandMean = 0.0;
        for (var c = 0; c < totals.Length; c++)
        {
            means[stratumOfCluster[c]] += totals[c];
            grandMean += totals[c] / totals.Length;
        }

        var variance = 0.0;
        for (var c = 0; c < totals.Length; c++)
        {
            var n = clustersInStratum[stratumOfCluster[c]];
            if (n == 1)
            {
                variance += LonelyVariance(totals[c], grandMean);
                continue;
            }

            var deviation = totals[c] - means[stratumOfCluster[c]] / n;
            variance += deviation * deviation * n / (n - 1.0);
        }

        return variance;
    }

    private double LonelyVariance(double total, double grandMean) => lonely switch
    {
        LonelyCluster.Certain => 0,
        LonelyCluster.CentreAtMean => (total - grandMean) * (total - grandMean),
        _ => throw Refuse.With(
            Refusal.LonelyCluster,
            "有的层只有一个初级抽样单元，方差无法估计；请合并层或选择处理方式",
            "a stratum has a single cluster: its variance is not identified; merge strata or choose an option"),
    };
}
