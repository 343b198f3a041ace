using Shanhai.Analytics.Numerics;

namespace Shanhai.Analytics.Panel;

/// <summary>
/// Random unit effects by feasible generalised least squares (Swamy and Arora 1972) on a balanced panel, with Hausman's
/// test against fixed effects. Only right where unit effects have nothing to do with the regressors.
/// </summary>
/// <remarks>
/// Every column less theta times its unit mean, theta = 1 - sqrt(s²_e / s²_1), s²_e the residual variance within units
/// (N - G - K), s²_1 = T times that between unit means (G - K - 1). Oracle b03 <c>plm_random_swar</c>, <c>hausman</c> (plm 2.6-2).
/// </remarks>
public sealed class RandomEffects
{
    private RandomEffects(Inference inference, double theta, double error, double unit, JointTest? hausman, IReadOnlyList<Note> notes)
    {
        Inference = inference;
        Theta = theta;
        ErrorVariance = error;
        UnitVariance = unit;
        Hausman = hausman;
        Notes = notes;
    }

    /// <summary>Slopes ("constant" first) with classical errors.</summary>
    public Inference Inference { get; }

    /// <summary>Share of the unit mean taken out: 0 is pooled least squares, 1 fixed effects.</summary>
    public double Theta { get; }

    /// <summary>Variance of the error.</summary>
    public double ErrorVariance { get; }

    /// <summary>Variance of the unit effect; zero where its estimate is negative (a note says so).</summary>
    public double UnitVariance { get; }

    /// <summary>Hausman's chi-square on the slopes both estimate: a small probability speaks against random effects. Null where its variance is not positive.</summary>
    public JointTest? Hausman { get; }

    /// <summary>What the reader has to know.</summary>
    public IReadOnlyList<Note> Notes { get; }

    /// <summary>Fits the model.</summary>
    /// <param name="outcome">One finite number a row.</param>
    /// <param name="regressors">Columns of the same length; columns that do not vary inside units are allowed.</param>
    /// <param name="unit">Unit of each row, all of the same size.</param>
    /// <exception cref="RefusedException">Units of different size, no column that varies inside units, fewer units than slopes, what
    /// <see cref="PanelRegression.Fit(ReadOnlySpan{double}, IReadOnlyList{Column}, IReadOnlyList{Grouping}, Singletons, CancellationToken)"/> refuses.</exception>
    /// <example><code>
    /// // 20 villages, 2016 to 2023; five join in 2020, five in 2022, ten never; joining is worth 2.
    /// int[] village = [.. Enumerable.Range(0, 160).Select(i => i / 8)], year = [.. Enumerable.Range(0, 160).Select(i => 2016 + i % 8)];
    /// int[] joined = [.. village.Select(v => v &lt; 5 ? 2020 : v &lt; 10 ? 2022 : 0)];
    /// double[] income = [.. village.Select((v, i) => v + 0.5 * (i % 8) + 0.1 * (i * 7 % 5) + (joined[i] > 0 &amp;&amp; year[i] >= joined[i] ? 2 : 0))];
    /// double[] treated = [.. village.Select((_, i) => joined[i] > 0 &amp;&amp; year[i] >= joined[i] ? 1.0 : 0)];
    /// RandomEffects.Fit(income, [new("treated", treated)], Grouping.Of(village)).Theta is > 0 and &lt; 1 // true
    /// </code></example>
    public static RandomEffects Fit(ReadOnlySpan<double> outcome, IReadOnlyList<Column> regressors, Grouping unit)
    {
        ArgumentNullException.ThrowIfNull(unit);
        var within = PanelRegression.Fit(outcome, regressors, [unit]);
        var width = outcome.Length / unit.Count;
        var (y, means) = Averaged(outcome, unit);
        if (unit.Codes.GroupBy(u => u).Any(g => g.Count() != width))
        {
            throw Refuse.With(Refusal.NotBalanced, "各单位行数不同，Swamy–Arora 估计要求平衡面板", "units differ in their number of rows: Swamy and Arora's estimator needs a balanced panel");
        }

        Refuse.IfFewer(unit.Count, regressors.Count + 2, "单位", "units");
        var columns = regressors.Select(r => Averaged(r.Values.Span, unit)).ToArray();
        var between = PanelRegression.Fit(means, [.. regressors.Select((r, k) => new Column(r.Name, columns[k].Means))], []);
        var error = CrossProducts.Dot(within.Residual, within.Residual) / (within.Rows - within.Parameters);
        var whole = width * CrossProducts.Dot(between.Residual, between.Residual) / (between.Rows - between.Parameters);
        var notes = new List<Note>();
        if (whole < error)
        {
            notes.Add(new Note("no-unit-variance", new Term("单位效应方差估计为负，按零处理，等同混合最小二乘", "the variance of the unit effect came out negative and counts as zero: pooled least squares")));
        }

        var theta = whole < error ? 0 : 1 - Math.Sqrt(error / whole);
        double[] Less(double[] x, double[] m) => [.. x.Select((v, i) => v - theta * m[unit.Codes[i]])];
        var fit = PanelRegression.Fit(Less(y, means), [.. regressors.Select((r, k) => new Column(r.Name, Less(columns[k].Column, columns[k].Means)))], []);
        var inference = Unscaled(fit, theta);
        return new RandomEffects(inference, theta, error, Math.Max(0, (whole - error) / width), Compared(within, inference, notes), notes);
    }

    /// <summary>A readable paragraph.</summary>
    public string Summary(Language language)
    {
        var zh = language == Language.Chinese;
        var head = FormattableString.Invariant(zh
            ? (FormattableString)$"随机效应（Swamy–Arora）：θ = {Theta:G4}。"
            : (FormattableString)$"Random effects (Swamy and Arora): theta = {Theta:G4}. ");
        return head + Inference.Summary(language) + (Hausman is null ? "" : (zh ? "Hausman 检验：" : " Hausman: ") + Hausman.Summary(language))
            + string.Concat(Notes.Select(n => zh ? n.Text.Chinese + "。" : " " + n.Text.English + "."));
    }

    private static (double[] Column, double[] Means) Averaged(ReadOnlySpan<double> column, Grouping unit)
    {
        var (means, sizes) = (new double[unit.Count], new int[unit.Count]);
        for (var i = 0; i < column.Length; i++)
        {
            means[unit.Codes[i]] += column[i];
            sizes[unit.Codes[i]]++;
        }

        for (var u = 0; u < means.Length; u++)
        {
            means[u] /= sizes[u];
        }

        return (column.ToArray(), means);
    }

    /// <summary>The constant was fitted on ones instead of 1 - theta: put back on its own scale.</summary>
    private static Inference Unscaled(PanelRegression fit, double theta)
    {
        var scale = 1 / (1 - theta);
        var v = fit.With(Covariance.Classical).V;
        for (var j = 0; j < v.Rows; j++)
        {
            v[0, j] *= scale;
            v[j, 0] *= scale;
        }

        var estimated = fit.Estimated with { Slopes = [fit.Slopes[0] * scale, .. fit.Slopes.Skip(1)] };
        return new Inference(estimated, v, fit.Rows - fit.Parameters, new Term("随机效应，独立同方差", "random effects, independent errors of equal variance"));
    }

    private static JointTest? Compared(PanelRegression within, Inference random, List<Note> notes)
    {
        var fixedEffects = within.With(Covariance.Classical);
        string[] common = [.. within.Names.Where(random.Has)];
        int[] at = [.. common.Select(random.IndexOf)];
        var difference = new Matrix(common.Length, common.Length);
        for (var a = 0; a < common.Length; a++)
        {
            for (var b = 0; b < common.Length; b++)
            {
                difference[a, b] = fixedEffects.CovarianceOf(common[a], common[b]) - random.V[at[a], at[b]];
            }
        }

        if (PivotedSolve.Independent(difference, 1e-12).Dropped.Length > 0)
        {
            notes.Add(new Note("no-hausman", new Term("两种估计的协方差之差不是正定，无法做 Hausman 检验", "the difference of the covariances is not positive: no Hausman test")));
            return null;
        }

        double[] gap = [.. common.Select((name, a) => fixedEffects[name].Value - random.Coefficients[at[a]].Value)];
        var statistic = CrossProducts.Dot(gap, PivotedSolve.InverseDefinite(difference).Times(gap));
        return new JointTest(statistic, gap.Length, double.PositiveInfinity, Distributions.ChiSquareUpper(statistic, gap.Length));
    }
}
