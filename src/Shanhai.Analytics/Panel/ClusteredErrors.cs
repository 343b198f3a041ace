using Shanhai.Analytics.Numerics;

namespace Shanhai.Analytics.Panel;

/// <summary>CR1 in one or two ways; conventions of fixest 0.14 (statistics by <see cref="ClusterFactor"/>).</summary>
internal sealed class ClusteredErrors(Grouping[] clusterings, ClusterFactor factor) : Covariance
{
    internal override Inference Of(PanelRegression fit)
    {
        Grouping[] clusters = [.. clusterings.Select(c => Clusters.For(fit, c))];
        var smallest = clusters.Min(c => c.Count);
        var parameters = fit.Parameters - fit.Effects.Where(e => clusters.Any(c => Clusters.Nested(e, c))).Sum(e => e.Count - 1);
        var counted = factor is ClusterFactor.ClustersOnly or ClusterFactor.None ? 1 : (fit.Rows - 1.0) / (fit.Rows - parameters);
        var meat = Part(fit, clusters[0], smallest);
        if (clusters.Length == 2)
        {
            var crossing = Clusters.Crossing(clusters[0], clusters[1]);
            Add(meat, Part(fit, clusters[1], smallest), 1);
            if (factor == ClusterFactor.OwnPlainCrossing)
            {
                Add(meat, CrossProducts.Of(Clusters.Scores(fit, crossing)), -1 / counted);
            }
            else
            {
                Add(meat, Part(fit, crossing, smallest), -1);
            }
        }

        var notes = new List<Note>();
        var v = Sandwich(fit, meat, counted);
        if (clusters.Length == 2 && SetNegativeToZero(v))
        {
            notes.Add(PanelNotes.NotPositive());
        }

        if (smallest < PanelNotes.FewClustersBelow)
        {
            notes.Add(PanelNotes.FewClusters(smallest));
        }

        var counts = string.Join(" × ", clusters.Select(c => c.Count));
        return new Inference(fit, v, smallest - 1, new Term($"聚类稳健（{counts} 个聚类）", $"clustered ({counts} clusters)")) { Notes = notes };
    }

    private Matrix Part(PanelRegression fit, Grouping cluster, int smallest)
    {
        var meat = CrossProducts.Of(Clusters.Scores(fit, cluster));
        var g = factor switch
        {
            ClusterFactor.Smallest => smallest / (smallest - 1.0),
            ClusterFactor.None => 1,
            _ => cluster.Count / (cluster.Count - 1.0),
        };
        for (var i = 0; i < meat.Values.Length; i++)
        {
            meat.Values[i] *= g;
        }

        return meat;
    }

    private static void Add(Matrix sum, Matrix part, double sign)
    {
        for (var i = 0; i < sum.Values.Length; i++)
        {
            sum.Values[i] += sign * part.Values[i];
        }
    }

    private static bool SetNegativeToZero(Matrix v)
    {
        var (values, vectors) = v.SymmetricEigen();
        if (values[^1] >= -1e-12 * Math.Abs(values[0]))
        {
            return false;
        }

        v.Values.AsSpan().Clear();
        for (var e = 0; e < values.Length && values[e] > 0; e++)
        {
            for (var i = 0; i < v.Rows; i++)
            {
                for (var j = 0; j < v.Rows; j++)
                {
                    v[i, j] += values[e] * vectors[i, e] * vectors[j, e];
                }
            }
        }

        return true;
    }
}

/// <summary>Clusters of the rows a fit used.</summary>
internal static class Clusters
{
    public static Grouping For(PanelRegression fit, Grouping cluster)
    {
        Refuse.UnlessSameLength(fit.RowsGiven, cluster.Codes.Length, "cluster");
        var used = Rearranged.Of(cluster, fit.Kept);
        return used.Count >= 2
            ? used
            : throw Refuse.With(Refusal.OneCluster, "只有一个聚类，无法估计聚类标准误", "one cluster only: a clustered error cannot be estimated");
    }

    /// <summary>Sums of regressor times residual by cluster: one array a slope.</summary>
    public static double[][] Scores(PanelRegression fit, Grouping cluster)
    {
        var scores = new double[fit.Columns.Length][];
        Parallel.For(0, scores.Length, j =>
        {
            var (x, e, codes, s) = (fit.Columns[j], fit.Residual, cluster.Codes, new double[cluster.Count]);
            for (var i = 0; i < codes.Length; i++)
            {
                s[codes[i]] += x[i] * e[i];
            }

            scores[j] = s;
        });
        return scores;
    }

    /// <summary>Whether every level of an effect lies in one cluster.</summary>
    public static bool Nested(Grouping effect, Grouping cluster)
    {
        if (ReferenceEquals(effect, cluster))
        {
            return true;
        }

        var of = new int[effect.Count];
        of.AsSpan().Fill(-1);
        for (var i = 0; i < effect.Codes.Length; i++)
        {
            ref var at = ref of[effect.Codes[i]];
            if (at >= 0 && at != cluster.Codes[i])
            {
                return false;
            }

            at = cluster.Codes[i];
        }

        return true;
    }

    /// <summary>The groups of rows that share both clusters.</summary>
    public static Grouping Crossing(Grouping a, Grouping b)
    {
        var index = new Dictionary<long, int>();
        var codes = new int[a.Codes.Length];
        for (var i = 0; i < codes.Length; i++)
        {
            var key = (long)a.Codes[i] * b.Count + b.Codes[i];
            if (!index.TryGetValue(key, out codes[i]))
            {
                index[key] = codes[i] = index.Count;
            }
        }

        return Grouping.OfCodes(codes, index.Count);
    }
}
