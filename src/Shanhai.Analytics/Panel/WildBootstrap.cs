using System.Globalization;
using Shanhai.Analytics.Numerics;

namespace Shanhai.Analytics.Panel;

/// <summary>
/// Wild cluster bootstrap of one slope with the null imposed (WCR; Cameron, Gelbach and Miller 2008; Roodman et al.
/// 2019): residuals of the restricted fit change sign by cluster, the t statistic is recomputed with the CR1 error.
/// Made for few clusters, where <see cref="Covariance.Clustered(Grouping, ClusterFactor)"/> is too optimistic.
/// </summary>
/// <param name="Name">The slope.</param>
/// <param name="Null">The value it is tested against.</param>
/// <param name="Statistic">t of the data, CR1 error.</param>
/// <param name="PValue">Share of draws with a t at least as large in absolute value; when enumerated over all sign
/// vectors (the data's own included), otherwise (1 + count)/(1 + draws).</param>
/// <param name="Draws">Sign vectors evaluated.</param>
/// <param name="Enumerated">All 2^G sign vectors were taken: the answer does not depend on a seed.</param>
/// <param name="Clusters">Number of clusters.</param>
/// <param name="Seed">The seed; null when enumerated.</param>
/// <param name="Notes">What the reader has to know.</param>
public sealed record WildBootstrap(
    string Name, double Null, double Statistic, double PValue, int Draws, bool Enumerated, int Clusters, ulong? Seed, IReadOnlyList<Note> Notes)
{
    /// <summary>At most this many clusters: with more the clustered error itself is reliable.</summary>
    public const int MostClusters = 2_000;

    private const int EnumeratedUpTo = 12;
    private const int Block = 256;

    /// <summary>Runs the test. All 2^G sign vectors are taken where G is at most 12 or 2^G at most the draws asked for.</summary>
    /// <param name="fit">The unrestricted fit.</param>
    /// <param name="name">The slope.</param>
    /// <param name="cluster">Cluster of each row given to the fit.</param>
    /// <param name="draws">Random sign vectors where they are not enumerated, at least 99.</param>
    /// <param name="seed">Seed; the same seed gives the same answer on any number of threads.</param>
    /// <param name="nullValue">Value tested.</param>
    /// <param name="cancel">Stops between blocks of draws.</param>
    public static WildBootstrap Of(PanelRegression fit, string name, Grouping cluster, int draws = 9_999, ulong seed = 1, double nullValue = 0, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(fit);
        ArgumentNullException.ThrowIfNull(cluster);
        Refuse.Unless(draws >= 99, "自助抽样次数至少 99", "at least 99 draws");
        var clusters = Panel.Clusters.For(fit, cluster);
        Refuse.Unless(clusters.Count <= MostClusters, $"聚类超过 {MostClusters} 个，直接用聚类标准误即可", $"more than {MostClusters} clusters: use the clustered error itself");
        var signs = new SignedStatistic(fit, fit.IndexOf(name), clusters, nullValue, cancel);
        var all = clusters.Count <= EnumeratedUpTo || (clusters.Count < 30 && 1 << clusters.Count <= draws);
        var observed = signs.At(Enumerable.Repeat(1.0, clusters.Count).ToArray());
        var total = all ? 1 << clusters.Count : draws;
        var counts = new int[(total + Block - 1) / Block];
        Parallel.For(0, counts.Length, new ParallelOptions { CancellationToken = cancel }, block =>
        {
            var random = new SeededRandom(seed, (ulong)block);
            var v = new double[clusters.Count];
            for (var draw = block * Block; draw < Math.Min(total, (block + 1) * Block); draw++)
            {
                for (var g = 0; g < v.Length; g++)
                {
                    v[g] = (all ? (draw >> g) & 1 : (int)(random.NextBits() >> 63)) == 0 ? 1 : -1;
                }

                counts[block] += Math.Abs(signs.At(v)) >= Math.Abs(observed) * (1 - 1e-10) ? 1 : 0;
            }
        });
        var beyond = counts.Sum();
        var p = all ? (double)beyond / total : (1.0 + beyond) / (1 + total);
        var notes = new List<Note>();
        if (all && clusters.Count < 6)
        {
            notes.Add(new Note("coarse", new Term(
                $"只有 {1 << clusters.Count} 种符号组合，P 值最小为 {2.0 / total:G2}",
                string.Create(CultureInfo.InvariantCulture, $"only {1 << clusters.Count} sign vectors: the p-value cannot fall below {2.0 / total:G2}"))));
        }

        return new WildBootstrap(name, nullValue, observed, p, total, all, clusters.Count, all ? null : seed, notes);
    }

    /// <summary>One sentence.</summary>
    public string Summary(Language language) => FormattableString.Invariant(language == Language.Chinese
        ? (FormattableString)$"野聚类自助法（{Clusters} 个聚类，{Draws} 组符号{(Enumerated ? "，全部枚举" : $"，种子 {Seed}")}）：{Name} 等于 {Null:G4} 的检验 t = {Statistic:G5}，P 值 {PValue:G4}。"
        : (FormattableString)$"Wild cluster bootstrap ({Clusters} clusters, {Draws} sign vectors{(Enumerated ? ", all of them" : $", seed {Seed}")}): {Name} against {Null:G4}, t = {Statistic:G5}, p-value {PValue:G4}.")
        + string.Concat(Notes.Select(n => language == Language.Chinese ? n.Text.Chinese + "。" : " " + n.Text.English + "."));
}

/// <summary>
/// The bootstrap t as a function of the signs v: numerator c'v, cluster scores Q v. Both are prepared once, so that
/// a draw costs G² whatever the number of rows.
/// </summary>
internal sealed class SignedStatistic
{
    private readonly double[] numerator;
    private readonly Matrix scores;
    private readonly double factor;

    public SignedStatistic(PanelRegression fit, int slope, Grouping clusters, double nullValue, CancellationToken cancel)
    {
        var (n, k, g) = (fit.Rows, fit.Columns.Length, clusters.Count);
        var direction = fit.Bread.Row(slope).ToArray();
        var z = new double[n];
        PanelRegression.Subtract(z, fit.Columns, [.. direction.Select(d => -d)]);
        var shift = (fit.Slopes[slope] - nullValue) / fit.Bread[slope, slope];
        double[] restricted = [.. fit.Residual.Select((e, i) => e + shift * z[i])];
        var codes = clusters.Codes;
        numerator = new double[g];
        var (weighted, moments) = (new Matrix(g, k), new Matrix(g, k));
        for (var i = 0; i < n; i++)
        {
            numerator[codes[i]] += z[i] * restricted[i];
            for (var j = 0; j < k; j++)
            {
                weighted[codes[i], j] += z[i] * fit.Columns[j][i];
                moments[codes[i], j] += fit.Columns[j][i] * restricted[i];
            }
        }

        scores = weighted.Times(fit.Bread).Times(moments.Transposed());
        for (var i = 0; i < scores.Values.Length; i++)
        {
            scores.Values[i] = -scores.Values[i];
        }

        AddResiduals(fit, clusters, z, restricted, cancel);
        var parameters = fit.Parameters - fit.Effects.Where(e => Clusters.Nested(e, clusters)).Sum(e => e.Count - 1);
        factor = g / (g - 1.0) * ((n - 1.0) / (n - parameters));
    }

    public double At(double[] v)
    {
        var squares = 0.0;
        for (var g = 0; g < v.Length; g++)
        {
            var q = CrossProducts.Dot(scores.Row(g), v);
            squares += q * q;
        }

        return CrossProducts.Dot(numerator, v) / Math.Sqrt(factor * squares);
    }

    /// <summary>Adds z_g' M(u 1_h): simple where the effects lie inside the clusters, one absorption a cluster otherwise.</summary>
    private void AddResiduals(PanelRegression fit, Grouping clusters, double[] z, double[] restricted, CancellationToken cancel)
    {
        if (fit.Effects.All(e => Clusters.Nested(e, clusters)))
        {
            for (var h = 0; h < clusters.Count; h++)
            {
                scores[h, h] += numerator[h];
            }

            return;
        }

        Parallel.For(0, clusters.Count, new ParallelOptions { CancellationToken = cancel }, h =>
        {
            var part = new double[fit.Rows];
            for (var i = 0; i < part.Length; i++)
            {
                part[i] = clusters.Codes[i] == h ? restricted[i] : 0;
            }

            fit.Absorbed.Apply(part);
            var sums = new double[clusters.Count];
            for (var i = 0; i < part.Length; i++)
            {
                sums[clusters.Codes[i]] += z[i] * part[i];
            }

            for (var g = 0; g < sums.Length; g++)
            {
                scores[g, h] += sums[g];
            }
        });
    }
}
