using Shanhai.Analytics.Numerics;

namespace Shanhai.Analytics.Panel;

/// <summary>Weight of the squared residual in a heteroskedasticity-robust covariance; h is the leverage of the row.</summary>
public enum RobustKind
{
    /// <summary>e². No correction.</summary>
    Hc0,

    /// <summary>e² N/(N-K). The default; equals fixest's "hetero" and Stata's robust.</summary>
    Hc1,

    /// <summary>e²/(1-h).</summary>
    Hc2,

    /// <summary>e²/(1-h)², close to the jackknife.</summary>
    Hc3,
}

/// <summary>Small-sample factor of a clustered covariance with G clusters, N rows, K parameters.</summary>
public enum ClusterFactor
{
    /// <summary>G/(G-1) (N-1)/(N-K); with two clusterings the smaller G for every part (fixest). The default.</summary>
    Smallest,

    /// <summary>The same, each part of a two-way covariance with its own G (sandwich, Cameron, Gelbach and Miller).</summary>
    Own,

    /// <summary>G/(G-1) only, each part with its own G (sandwich HC0 with cadjust).</summary>
    ClustersOnly,

    /// <summary>As <see cref="Own"/>, the crossing of two clusterings without any factor (sandwich's <c>multi0</c>).</summary>
    OwnPlainCrossing,

    /// <summary>None: CR0.</summary>
    None,
}

/// <summary>
/// How the errors of a regression may depend on each other. An object apart from the estimate: one fit can be read
/// under several. K counts slopes and levels of effects, an effect nested in a clustering counts once
/// (fixest's <c>K.fixef = "nonnested"</c>; reghdfe does the same, areg counts all).
/// </summary>
public abstract class Covariance
{
    private protected Covariance()
    {
    }

    /// <summary>Independent errors of equal variance: s² (X'X)^-1, t with N - K degrees of freedom.</summary>
    public static Covariance Classical { get; } = new ClassicalErrors();

    /// <summary>Independent errors of unequal variance (White). HC2 and HC3 need leverages: at most two effects, one of them with few levels.</summary>
    /// <param name="kind">Which leverage correction, default HC1.</param>
    /// <exception cref="RefusedException">Leverages (HC2, HC3) with too many effects to compute them.</exception>
    /// <example><code>
    /// // 20 villages, 2016 to 2023; five join in 2020, five in 2022, ten never; joining is worth 2.
    /// int[] village = [.. Enumerable.Range(0, 160).Select(i => i / 8)], year = [.. Enumerable.Range(0, 160).Select(i => 2016 + i % 8)];
    /// int[] joined = [.. village.Select(v => v &lt; 5 ? 2020 : v &lt; 10 ? 2022 : 0)];
    /// double[] income = [.. village.Select((v, i) => v + 0.5 * (i % 8) + 0.1 * (i * 7 % 5) + (joined[i] > 0 &amp;&amp; year[i] >= joined[i] ? 2 : 0))];
    /// double[] treated = [.. village.Select((_, i) => joined[i] > 0 &amp;&amp; year[i] >= joined[i] ? 1.0 : 0)];
    /// var fit = PanelRegression.Fit(income, [new("treated", treated)], [Grouping.Of(village), Grouping.Of(year)]);
    /// fit.With(Covariance.Robust(RobustKind.Hc1))["treated"].Value // 2
    /// </code></example>
    public static Covariance Robust(RobustKind kind = RobustKind.Hc1) => new RobustErrors(kind);

    /// <summary>Errors that may depend on each other inside a cluster (CR1, Liang and Zeger); t with G - 1.</summary>
    /// <param name="cluster">Cluster of each row given to the fit.</param>
    /// <param name="factor">Small-sample factor.</param>
    /// <exception cref="RefusedException">One cluster; a length that differs.</exception>
    /// <example><code>
    /// // 20 villages, 2016 to 2023; five join in 2020, five in 2022, ten never; joining is worth 2.
    /// int[] village = [.. Enumerable.Range(0, 160).Select(i => i / 8)], year = [.. Enumerable.Range(0, 160).Select(i => 2016 + i % 8)];
    /// int[] joined = [.. village.Select(v => v &lt; 5 ? 2020 : v &lt; 10 ? 2022 : 0)];
    /// double[] income = [.. village.Select((v, i) => v + 0.5 * (i % 8) + 0.1 * (i * 7 % 5) + (joined[i] > 0 &amp;&amp; year[i] >= joined[i] ? 2 : 0))];
    /// double[] treated = [.. village.Select((_, i) => joined[i] > 0 &amp;&amp; year[i] >= joined[i] ? 1.0 : 0)];
    /// var fit = PanelRegression.Fit(income, [new("treated", treated)], [Grouping.Of(village), Grouping.Of(year)]);
    /// fit.With(Covariance.Clustered(Grouping.Of(village)))["treated"].DegreesOfFreedom // 19
    /// </code></example>
    public static Covariance Clustered(Grouping cluster, ClusterFactor factor = ClusterFactor.Smallest) => new ClusteredErrors([cluster], factor);

    /// <summary>
    /// Errors that may depend on each other inside either of two clusterings: V1 + V2 - V12 (Cameron, Gelbach and Miller
    /// 2011), t with the smaller G less one. Negative eigenvalues are set to zero and noted.
    /// </summary>
    /// <param name="first">First cluster of each row given to the fit.</param>
    /// <param name="second">Second cluster of each row.</param>
    /// <param name="factor">Small-sample factor.</param>
    /// <exception cref="RefusedException">As with one cluster.</exception>
    /// <example><code>
    /// // 20 villages, 2016 to 2023; five join in 2020, five in 2022, ten never; joining is worth 2.
    /// int[] village = [.. Enumerable.Range(0, 160).Select(i => i / 8)], year = [.. Enumerable.Range(0, 160).Select(i => 2016 + i % 8)];
    /// int[] joined = [.. village.Select(v => v &lt; 5 ? 2020 : v &lt; 10 ? 2022 : 0)];
    /// double[] income = [.. village.Select((v, i) => v + 0.5 * (i % 8) + 0.1 * (i * 7 % 5) + (joined[i] > 0 &amp;&amp; year[i] >= joined[i] ? 2 : 0))];
    /// double[] treated = [.. village.Select((_, i) => joined[i] > 0 &amp;&amp; year[i] >= joined[i] ? 1.0 : 0)];
    /// var fit = PanelRegression.Fit(income, [new("treated", treated)], [Grouping.Of(village), Grouping.Of(year)]);
    /// fit.With(Covariance.Clustered(Grouping.Of(village), Grouping.Of(year)))["treated"].DegreesOfFreedom // 7
    /// </code></example>
    public static Covariance Clustered(Grouping first, Grouping second, ClusterFactor factor = ClusterFactor.Smallest) =>
        new ClusteredErrors([first, second], factor);

    /// <summary>
    /// Bias-reduced clustered covariance CR2 (Bell and McCaffrey 2002; Pustejovsky and Tipton 2018) with Satterthwaite
    /// degrees of freedom for each coefficient, for few clusters. Oracle b03 <c>clubSandwich_*</c> (0.5.8).
    /// </summary>
    /// <param name="cluster">Cluster of each row given to the fit.</param>
    /// <exception cref="RefusedException">As for clusters; effects that give more columns than can be written out; a singular design.</exception>
    /// <example><code>
    /// // 20 villages, 2016 to 2023; five join in 2020, five in 2022, ten never; joining is worth 2.
    /// int[] village = [.. Enumerable.Range(0, 160).Select(i => i / 8)], year = [.. Enumerable.Range(0, 160).Select(i => 2016 + i % 8)];
    /// int[] joined = [.. village.Select(v => v &lt; 5 ? 2020 : v &lt; 10 ? 2022 : 0)];
    /// double[] income = [.. village.Select((v, i) => v + 0.5 * (i % 8) + 0.1 * (i * 7 % 5) + (joined[i] > 0 &amp;&amp; year[i] >= joined[i] ? 2 : 0))];
    /// double[] treated = [.. village.Select((_, i) => joined[i] > 0 &amp;&amp; year[i] >= joined[i] ? 1.0 : 0)];
    /// var fit = PanelRegression.Fit(income, [new("treated", treated)], [Grouping.Of(village), Grouping.Of(year)]);
    /// fit.With(Covariance.BiasReduced(Grouping.Of(village)))["treated"].DegreesOfFreedom &lt; 19 // true
    /// </code></example>
    public static Covariance BiasReduced(Grouping cluster) => new BiasReducedErrors(cluster, -0.5);

    /// <summary>The jackknife-like CR3: residuals of each cluster scaled by (I - H)^-1. t with G - 1.</summary>
    /// <param name="cluster">Cluster of each row given to the fit.</param>
    /// <exception cref="RefusedException">As for clusters.</exception>
    /// <example><code>
    /// // 20 villages, 2016 to 2023; five join in 2020, five in 2022, ten never; joining is worth 2.
    /// int[] village = [.. Enumerable.Range(0, 160).Select(i => i / 8)], year = [.. Enumerable.Range(0, 160).Select(i => 2016 + i % 8)];
    /// int[] joined = [.. village.Select(v => v &lt; 5 ? 2020 : v &lt; 10 ? 2022 : 0)];
    /// double[] income = [.. village.Select((v, i) => v + 0.5 * (i % 8) + 0.1 * (i * 7 % 5) + (joined[i] > 0 &amp;&amp; year[i] >= joined[i] ? 2 : 0))];
    /// double[] treated = [.. village.Select((_, i) => joined[i] > 0 &amp;&amp; year[i] >= joined[i] ? 1.0 : 0)];
    /// var fit = PanelRegression.Fit(income, [new("treated", treated)], [Grouping.Of(village), Grouping.Of(year)]);
    /// fit.With(Covariance.Jackknife(Grouping.Of(village)))["treated"].StandardError > fit.With(Covariance.BiasReduced(Grouping.Of(village)))["treated"].StandardError // true
    /// </code></example>
    public static Covariance Jackknife(Grouping cluster) => new BiasReducedErrors(cluster, -1);

    /// <summary>
    /// Errors that may depend on the unit's own earlier ones (Newey and West 1987, Bartlett weights); factor T/(T-1) (N-1)/(N-K)
    /// with all levels in K, t with T - 1 (fixest's <c>NW</c>).
    /// </summary>
    /// <param name="unit">Unit of each row given to the fit.</param>
    /// <param name="period">Period of each row; lags are counted in periods.</param>
    /// <param name="lags">Lags, fewer than the periods.</param>
    /// <exception cref="RefusedException">Lags negative or not fewer than the periods, a unit and period twice, lengths that differ.</exception>
    /// <example><code>
    /// // 20 villages, 2016 to 2023; five join in 2020, five in 2022, ten never; joining is worth 2.
    /// int[] village = [.. Enumerable.Range(0, 160).Select(i => i / 8)], year = [.. Enumerable.Range(0, 160).Select(i => 2016 + i % 8)];
    /// int[] joined = [.. village.Select(v => v &lt; 5 ? 2020 : v &lt; 10 ? 2022 : 0)];
    /// double[] income = [.. village.Select((v, i) => v + 0.5 * (i % 8) + 0.1 * (i * 7 % 5) + (joined[i] > 0 &amp;&amp; year[i] >= joined[i] ? 2 : 0))];
    /// double[] treated = [.. village.Select((_, i) => joined[i] > 0 &amp;&amp; year[i] >= joined[i] ? 1.0 : 0)];
    /// var fit = PanelRegression.Fit(income, [new("treated", treated)], [Grouping.Of(village), Grouping.Of(year)]);
    /// fit.With(Covariance.NeweyWest(Grouping.Of(village), Grouping.Of(year), lags: 2))["treated"].StandardError > 0 // true
    /// </code></example>
    public static Covariance NeweyWest(Grouping unit, Grouping period, int lags) => new SerialErrors(unit, period, lags, true);

    /// <summary>
    /// Errors that may depend on each other across units and on earlier periods (Driscoll and Kraay 1998), for many periods;
    /// factor and degrees of freedom as <see cref="NeweyWest"/> (fixest's <c>DK</c>), or no factor (plm's <c>vcovSCC</c>).
    /// </summary>
    /// <param name="period">Period of each row given to the fit.</param>
    /// <param name="lags">Lags, fewer than the periods.</param>
    /// <param name="corrected">Whether the small-sample factor is applied.</param>
    /// <exception cref="RefusedException">Lags negative or not fewer than the periods, lengths that differ.</exception>
    /// <example><code>
    /// // 20 villages, 2016 to 2023; five join in 2020, five in 2022, ten never; joining is worth 2.
    /// int[] village = [.. Enumerable.Range(0, 160).Select(i => i / 8)], year = [.. Enumerable.Range(0, 160).Select(i => 2016 + i % 8)];
    /// int[] joined = [.. village.Select(v => v &lt; 5 ? 2020 : v &lt; 10 ? 2022 : 0)];
    /// double[] income = [.. village.Select((v, i) => v + 0.5 * (i % 8) + 0.1 * (i * 7 % 5) + (joined[i] > 0 &amp;&amp; year[i] >= joined[i] ? 2 : 0))];
    /// double[] treated = [.. village.Select((_, i) => joined[i] > 0 &amp;&amp; year[i] >= joined[i] ? 1.0 : 0)];
    /// var fit = PanelRegression.Fit(income, [new("treated", treated)], [Grouping.Of(village), Grouping.Of(year)]);
    /// fit.With(Covariance.DriscollKraay(Grouping.Of(year), lags: 2))["treated"].StandardError > 0 // true
    /// </code></example>
    public static Covariance DriscollKraay(Grouping period, int lags, bool corrected = true) => new SerialErrors(null, period, lags, corrected);

    internal abstract Inference Of(PanelRegression fit);

    /// <summary>bread · meat · bread · factor.</summary>
    private protected static Matrix Sandwich(PanelRegression fit, Matrix meat, double factor)
    {
        var v = fit.Bread.Times(meat).Times(fit.Bread);
        for (var i = 0; i < v.Values.Length; i++)
        {
            v.Values[i] *= factor;
        }

        return v;
    }
}

internal sealed class ClassicalErrors : Covariance
{
    internal override Inference Of(PanelRegression fit)
    {
        var df = fit.Rows - fit.Parameters;
        var variance = CrossProducts.Dot(fit.Residual, fit.Residual) / df;
        var v = new Matrix(fit.Bread.Rows, fit.Bread.Rows);
        for (var i = 0; i < v.Values.Length; i++)
        {
            v.Values[i] = variance * fit.Bread.Values[i];
        }

        return new Inference(fit, v, df, new Term("独立同方差", "independent errors of equal variance"));
    }
}

internal sealed class RobustErrors(RobustKind kind) : Covariance
{
    internal override Inference Of(PanelRegression fit)
    {
        var df = fit.Rows - fit.Parameters;
        var weight = Weights(fit);
        var scores = new double[fit.Columns.Length][];
        Parallel.For(0, scores.Length, j =>
        {
            var (x, s) = (fit.Columns[j], new double[fit.Rows]);
            for (var i = 0; i < s.Length; i++)
            {
                s[i] = x[i] * weight[i];
            }

            scores[j] = s;
        });
        var factor = kind == RobustKind.Hc1 ? (double)fit.Rows / df : 1;
        var name = kind.ToString().ToUpperInvariant();
        return new Inference(fit, Sandwich(fit, CrossProducts.Of(scores), factor), df, new Term($"异方差稳健 {name}", $"heteroskedasticity-robust {name}"));
    }

    /// <summary>Residuals scaled as the kind asks.</summary>
    private double[] Weights(PanelRegression fit)
    {
        if (kind is RobustKind.Hc0 or RobustKind.Hc1)
        {
            return fit.Residual;
        }

        var h = fit.Absorbed.Leverages()
            ?? throw Refuse.With(Refusal.InvalidOption, "固定效应过多，HC2 与 HC3 所需的杠杆值无法直接计算，请用 HC1 或聚类", "too many effects for the leverages of HC2 and HC3: use HC1 or clusters");
        var weight = new double[fit.Rows];
        var row = new double[fit.Columns.Length];
        for (var i = 0; i < weight.Length; i++)
        {
            for (var j = 0; j < row.Length; j++)
            {
                row[j] = fit.Columns[j][i];
            }

            for (var j = 0; j < row.Length; j++)
            {
                h[i] += row[j] * CrossProducts.Dot(fit.Bread.Row(j), row);
            }

            // A row that its own dummies explain has no residual and no weight.
            var left = 1 - h[i];
            weight[i] = left < 1e-10 ? 0 : fit.Residual[i] / (kind == RobustKind.Hc2 ? Math.Sqrt(left) : left);
        }

        return weight;
    }
}
