using System.Globalization;
using Shanhai.Analytics.Numerics;

namespace Shanhai.Analytics.Soundness;

/// <summary>The effects not contradicted when violations after the treatment are at most so many times the largest before.</summary>
/// <param name="Multiple">Mbar.</param>
/// <param name="Lower">Lower bound; minus infinity where the search did not end.</param>
/// <param name="Upper">Upper bound.</param>
public sealed record RobustInterval(double Multiple, double Lower, double Upper)
{
    /// <summary>Whether zero is left out.</summary>
    public bool ExcludesZero => Lower > 0 || Upper < 0;
}

/// <summary>Options of <see cref="ParallelTrends"/>.</summary>
public sealed record ParallelTrendsOptions
{
    /// <summary>Weights of the periods after the treatment in the effect of interest; null for the first period.</summary>
    public IReadOnlyList<double>? Weights { get; init; }

    /// <summary>The multiples to try, default 0, 0.5, 1, 1.5, 2.</summary>
    public IReadOnlyList<double> Multiples { get; init; } = [0, 0.5, 1, 1.5, 2];

    /// <summary>Coverage, default 0.95.</summary>
    public double Level { get; init; } = 0.95;

    /// <summary>Values tried across the range searched, default 1,000 as in HonestDiD; the ends are then refined.</summary>
    public int GridPoints { get; init; } = 1000;

    /// <summary>Draws of the first stage, default 1,000.</summary>
    public int Draws { get; init; } = 1000;

    /// <summary>Seed of those draws.</summary>
    public ulong Seed { get; init; } = 1;
}

/// <summary>
/// Sensitivity of an event study to trends that were not parallel: relative magnitudes of Rambachan and Roth (2023).
/// </summary>
/// <remarks>
/// Estimates b = trend difference d plus effect (after only), d zero in the reference period. Between successive periods after the treatment d moves by at most
/// Mbar times its largest move between successive periods before. The set is the union over which move was the largest and its sign; each part is tested by inverting the C-LF test on the
/// inequalities that involve periods after the treatment, the default of HonestDiD 0.2 (all of its settings: first stage a tenth of the size, 1,000 grid points).
/// Not approximated: the linear programs are solved exactly; only the first stage is simulated. Units: those of the outcome.
/// Periods must be consecutive, the reference period (the last before the treatment) left out.
/// </remarks>
/// <param name="Original">The usual interval, which takes trends as parallel.</param>
/// <param name="Robust">One interval for each multiple.</param>
/// <param name="Breakdown">The largest multiple tried up to which zero stays excluded; null when it never is.</param>
/// <param name="Options">Options in force.</param>
public sealed record ParallelTrends((double Lower, double Upper) Original, IReadOnlyList<RobustInterval> Robust, double? Breakdown, ParallelTrendsOptions Options)
{
    /// <summary>Computes the intervals.</summary>
    /// <param name="estimates">Event-study coefficients, periods before (without the reference) then after, in order of time.</param>
    /// <param name="covariance">Their covariance, row by row.</param>
    /// <param name="before">How many are before; at least one.</param>
    /// <param name="options">Effect of interest, multiples, coverage.</param>
    /// <param name="progress">Told the share done.</param>
    /// <param name="cancellation">Checked between parts.</param>
    /// <exception cref="RefusedException">No coefficient before or after; a covariance that is not positive definite; weights of another length or all zero.</exception>
    /// <example><code>
    /// // Two periods before, two after, independent errors of 0.1.
    /// double[] covariance = [.. Enumerable.Range(0, 16).Select(i => i / 4 == i % 4 ? 0.01 : 0)];
    /// ParallelTrends.Of([0.02, -0.01, 1.0, 1.1], covariance, before: 2).Robust[0].ExcludesZero // true
    /// </code></example>
    public static ParallelTrends Of(
        ReadOnlySpan<double> estimates, ReadOnlySpan<double> covariance, int before, ParallelTrendsOptions? options = null, IProgress<double>? progress = null, CancellationToken cancellation = default)
    {
        var o = options ?? new ParallelTrendsOptions();
        var n = estimates.Length;
        Refuse.UnlessFinite(estimates, "estimates");
        Refuse.UnlessFinite(covariance, "covariance");
        Refuse.UnlessSameLength(n * n, covariance.Length, "covariance");
        if (before < 1)
        {
            throw Refuse.With(Refusal.NoPrePeriod, "至少需要一个处理前系数（不含基准期）", "at least one coefficient before the treatment is needed, beside the reference period");
        }

        Refuse.IfFewer(n - before, 1, "处理后系数", "coefficients after the treatment");
        Refuse.Unless(o.Level is > 0.5 and < 1 && o.GridPoints >= 20 && o.Draws >= 100, "选项超出范围", "an option is outside its range");
        Refuse.Unless(o.Multiples.Count > 0 && o.Multiples.All(m => m >= 0 && double.IsFinite(m)), "倍数不得为负", "multiples are not negative");
        double[] weights = o.Weights is null ? [1, .. new double[n - before - 1]] : [.. o.Weights];
        Refuse.UnlessSameLength(n - before, weights.Length, "weights");
        Refuse.Unless(weights.Any(w => w != 0) && weights.All(double.IsFinite), "权重不得全为零", "the weights are all zero");
        var sigma = new Matrix(n, n);
        covariance.CopyTo(sigma.Values);
        var factor = sigma.Cholesky() ?? throw Refuse.With(Refusal.Singular, "协方差矩阵不是正定的", "the covariance is not positive definite");
        var search = new RelativeMagnitudes(estimates.ToArray(), sigma, factor, before, weights, o);
        var robust = o.Multiples.Select((m, k) => search.Interval(m, progress.Stage((double)k / o.Multiples.Count, (k + 1.0) / o.Multiples.Count), cancellation)).ToArray();
        var holding = robust.OrderBy(r => r.Multiple).TakeWhile(r => r.ExcludesZero).ToArray();
        return new ParallelTrends(search.Original, robust, holding.Length == 0 ? null : holding[^1].Multiple, o);
    }

    /// <summary>The same for an event study whose reference is the last period before adoption.</summary>
    /// <param name="study">Effects by time since adoption, with their covariance.</param>
    /// <param name="options">Effect of interest, multiples, coverage.</param>
    /// <param name="progress">Told the share done.</param>
    /// <param name="cancellation">Checked between parts.</param>
    /// <exception cref="RefusedException">Periods are missing between the first and the last effect, or the reference is another one.</exception>
    /// <example><code>
    /// // 20 villages, 2016 to 2023; five join in 2020, five in 2022, ten never; joining is worth 2.
    /// int[] village = [.. Enumerable.Range(0, 160).Select(i => i / 8)], year = [.. Enumerable.Range(0, 160).Select(i => 2016 + i % 8)];
    /// int[] joined = [.. village.Select(v => v &lt; 5 ? 2020 : v &lt; 10 ? 2022 : 0)];
    /// double[] income = [.. village.Select((v, i) => v + 0.5 * (i % 8) + 0.3 * Math.Sin(i * i) + (joined[i] > 0 &amp;&amp; year[i] >= joined[i] ? 2 : 0))];
    /// var panel = AdoptionPanel.Of(Grouping.Of(village), year, income, joined);
    /// ParallelTrends.Of(DynamicEffects.Fit(panel)).Original.Lower > 0 // true
    /// </code></example>
    public static ParallelTrends Of(Panel.EventStudy study, ParallelTrendsOptions? options = null, IProgress<double>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(study);
        var since = study.Effects.Select(e => e.Since).ToArray();
        var expected = since.Length == 0 ? [] : Enumerable.Range(since[0], since[^1] - since[0] + 1).Where(s => s != -1);
        if (!since.SequenceEqual(expected))
        {
            throw Refuse.With(Refusal.NotBalanced, "事件研究的时期不连续，或基准期不是处理前最后一期", "the event study lacks periods, or its reference is not the last period before adoption");
        }

        double[] covariance = [.. since.SelectMany(a => since.Select(b => study.CovarianceOf(a, b)))];
        return Of([.. study.Effects.Select(e => e.Effect.Value)], covariance, since.Count(s => s < -1), options, progress, cancellation);
    }

    /// <summary>All intervals in a paragraph.</summary>
    public string Summary(Language language)
    {
        var number = (double x) => x.ToString("G4", CultureInfo.InvariantCulture);
        var list = Robust.Select(r => $"Mbar={number(r.Multiple)}: [{number(r.Lower)}, {number(r.Upper)}]");
        return language == Language.Chinese
            ? $"平行趋势敏感性（相对幅度）：平行趋势成立时 [{number(Original.Lower)}, {number(Original.Upper)}]；{string.Join("；", list)}。{(Breakdown is { } b ? $"处理后偏离不超过处理前最大偏离的 {number(b)} 倍时，效应仍不为零。" : "即使趋势偏离很小也不能排除零效应。")}"
            : $"Sensitivity to trends that are not parallel (relative magnitudes): [{number(Original.Lower)}, {number(Original.Upper)}] if they are; {string.Join("; ", list)}. {(Breakdown is { } d ? $"The effect stays away from zero up to {number(d)} times the largest deviation before." : "Zero is not excluded even for the smallest multiple tried.")}";
    }
}
