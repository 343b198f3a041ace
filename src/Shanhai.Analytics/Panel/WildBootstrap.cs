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
/// <param name="Lower">Lower end of the interval: the values the test does not reject; minus infinity where it never rejects.</param>
/// <param name="Upper">Upper end.</param>
/// <param name="Level">Coverage of the interval.</param>
/// <param name="Draws">Sign vectors evaluated.</param>
/// <param name="Enumerated">All 2^G sign vectors were taken: the answer does not depend on a seed.</param>
/// <param name="Clusters">Number of clusters.</param>
/// <param name="Seed">The seed; null when enumerated.</param>
/// <param name="Notes">What the reader has to know.</param>
public sealed record WildBootstrap(
    string Name, double Null, double Statistic, double PValue, double Lower, double Upper, double Level, int Draws, bool Enumerated, int Clusters, ulong? Seed, IReadOnlyList<Note> Notes)
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
    /// <param name="level">Coverage of the interval.</param>
    /// <param name="progress">Told the share done.</param>
    /// <param name="cancel">Stops between blocks of draws.</param>
    /// <exception cref="RefusedException">Unknown slope, one cluster, too many clusters, fewer than 99 draws, a level outside 0 to 1.</exception>
    /// <example><code>
    /// // 20 villages, 2016 to 2023; five join in 2020, five in 2022, ten never; joining is worth 2.
    /// int[] village = [.. Enumerable.Range(0, 160).Select(i => i / 8)], year = [.. Enumerable.Range(0, 160).Select(i => 2016 + i % 8)];
    /// int[] joined = [.. village.Select(v => v &lt; 5 ? 2020 : v &lt; 10 ? 2022 : 0)];
    /// double[] income = [.. village.Select((v, i) => v + 0.5 * (i % 8) + 0.1 * (i * 7 % 5) + (joined[i] > 0 &amp;&amp; year[i] >= joined[i] ? 2 : 0))];
    /// double[] treated = [.. village.Select((_, i) => joined[i] > 0 &amp;&amp; year[i] >= joined[i] ? 1.0 : 0)];
    /// var fit = PanelRegression.Fit(income, [new("treated", treated)], [Grouping.Of(village), Grouping.Of(year)]);
    /// WildBootstrap.Of(fit, "treated", Grouping.Of(village), draws: 199, seed: 7).PValue &lt; 0.05 // true
    /// </code></example>
    public static WildBootstrap Of(
        PanelRegression fit, string name, Grouping cluster, int draws = 9_999, ulong seed = 1, double nullValue = 0, double level = 0.95,
        IProgress<double>? progress = null, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(fit);
        ArgumentNullException.ThrowIfNull(cluster);
        Refuse.Unless(draws >= 99, "自助抽样次数至少 99", "at least 99 draws");
        Refuse.Unless(level is > 0 and < 1, "置信水平必须在 0 与 1 之间", "the level must lie between 0 and 1");
        var clusters = Panel.Clusters.For(fit, cluster);
        Refuse.Unless(clusters.Count <= MostClusters, $"聚类超过 {MostClusters} 个，直接用聚类标准误即可", $"more than {MostClusters} clusters: use the clustered error itself");
        var slope = fit.IndexOf(name);
        var all = clusters.Count <= EnumeratedUpTo || (clusters.Count < 30 && 1 << clusters.Count <= draws);
        var total = all ? 1 << clusters.Count : draws;
        var test = new SignTest(Drawn(new SignedStatistic(fit, slope, clusters, cancel), clusters.Count, total, all, seed, progress, cancel), all);
        var estimate = fit.Slopes[slope];
        var p = test.PValue(estimate - nullValue);
        var (lower, upper) = (estimate - test.Reach(1, 1 - level), estimate + test.Reach(-1, 1 - level));
        var notes = new List<Note>();
        if (all && clusters.Count < 6)
        {
            notes.Add(new Note("coarse", new Term(
                $"只有 {total} 种符号组合，P 值最小为 {2.0 / total:G2}",
                string.Create(CultureInfo.InvariantCulture, $"only {total} sign vectors: the p-value cannot fall below {2.0 / total:G2}"))));
        }

        return new WildBootstrap(name, nullValue, test.Observed(estimate - nullValue), p, lower, upper, level, total, all, clusters.Count, all ? null : seed, notes);
    }

    /// <summary>One sentence.</summary>
    public string Summary(Language language) => FormattableString.Invariant(language == Language.Chinese
        ? (FormattableString)$"野聚类自助法（{Clusters} 个聚类，{Draws} 组符号{(Enumerated ? "，全部枚举" : $"，种子 {Seed}")}）：{Name} 等于 {Null:G4} 的检验 t = {Statistic:G5}，P 值 {PValue:G4}，{Level:P0} 区间 {Lower:G5} 至 {Upper:G5}。"
        : (FormattableString)$"Wild cluster bootstrap ({Clusters} clusters, {Draws} sign vectors{(Enumerated ? ", all of them" : $", seed {Seed}")}): {Name} against {Null:G4}, t = {Statistic:G5}, p-value {PValue:G4}, {Level:P0} interval {Lower:G5} to {Upper:G5}.")
        + string.Concat(Notes.Select(n => language == Language.Chinese ? n.Text.Chinese + "。" : " " + n.Text.English + "."));

    /// <summary>The statistic of every draw, the data's own signs first.</summary>
    private static SignedT[] Drawn(SignedStatistic statistic, int clusters, int total, bool all, ulong seed, IProgress<double>? progress, CancellationToken cancel)
    {
        var drawn = new SignedT[total + 1];
        drawn[0] = statistic.At([.. Enumerable.Repeat(1.0, clusters)]);
        SharedWork.Run((total + Block - 1) / Block, block =>
        {
            var random = new SeededRandom(seed, (ulong)block);
            var v = new double[clusters];
            for (var draw = block * Block; draw < Math.Min(total, (block + 1) * Block); draw++)
            {
                for (var g = 0; g < v.Length; g++)
                {
                    v[g] = (all ? (draw >> g) & 1 : (int)(random.NextBits() >> 63)) == 0 ? 1 : -1;
                }

                drawn[draw + 1] = statistic.At(v);
            }
        }, progress, cancel);
        return drawn;
    }
}

/// <summary>The bootstrap t of one sign vector as a function of the distance s of the estimate from the null: (a + b s)/sqrt(c + d s + e s²).</summary>
internal readonly record struct SignedT(double A, double B, double C, double D, double E)
{
    public double At(double s) => (A + B * s) / Math.Sqrt(Math.Max(0, C + s * (D + s * E)));
}

/// <summary>Probabilities and the interval from all draws.</summary>
internal sealed class SignTest(SignedT[] drawn, bool all)
{
    public double Observed(double distance) => drawn[0].At(distance);

    public double PValue(double distance)
    {
        var bar = Math.Abs(Observed(distance)) * (1 - 1e-10);
        var beyond = 0;
        for (var d = 1; d < drawn.Length; d++)
        {
            // A draw without variance (all clusters exact) is no evidence against the null.
            beyond += Math.Abs(drawn[d].At(distance)) < bar ? 0 : 1;
        }

        return all ? beyond / (drawn.Length - 1.0) : (1.0 + beyond) / drawn.Length;
    }

    /// <summary>How far the null can move from the estimate before it is rejected; infinite where it never is.</summary>
    public double Reach(int side, double alpha)
    {
        // 1 - 0.95 is a hair below 0.05, which a share of draws can hit exactly: rejected means at most alpha.
        alpha += 1e-12;
        var step = Math.Abs(1 / Observed(1));
        var (inside, outside) = (0.0, step);
        while (PValue(side * outside) > alpha)
        {
            inside = outside;
            outside *= 2;
            if (outside > 1e6 * step)
            {
                return double.PositiveInfinity;
            }
        }

        for (var i = 0; i < 60; i++)
        {
            var middle = 0.5 * (inside + outside);
            (inside, outside) = PValue(side * middle) > alpha ? (middle, outside) : (inside, middle);
        }

        return inside;
    }
}
