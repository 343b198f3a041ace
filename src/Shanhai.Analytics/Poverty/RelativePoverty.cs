using Shanhai.Analytics.Inequality;
using Shanhai.Analytics.Numerics;

namespace Shanhai.Analytics.Poverty;

/// <summary>
/// Poverty relative to a share of a quantile, by default 60 % of the median (EU at-risk-of-poverty).
/// </summary>
/// <remarks>
/// The line may come from another population than the one measured: national line for a county, or the county's own:
/// pass the line to <see cref="PovertyLine.Foster"/> for the former. Poor means strictly below.
/// Oracles a01 <c>arpt</c>, <c>arpr*</c>, <c>rmpg</c> (laeken 0.5.2, in percent there) and <c>convey_arpr</c>.
/// </remarks>
public static class RelativePoverty
{
    /// <summary>The line: <paramref name="share"/> times the quantile.</summary>
    /// <param name="incomes">The sample.</param>
    /// <param name="share">Share of the quantile that makes the line, default 0.6.</param>
    /// <param name="quantile">The quantile, default the median.</param>
    /// <param name="rule">Rule of the quantile or share, where implementations differ.</param>
    /// <exception cref="RefusedException">A share not positive; a line not positive.</exception>
    /// <example><code>RelativePoverty.Line(Distribution.Of([1, 2, 3, 4, 5])) // 1.8</code></example>
    public static double Line(Distribution incomes, double share = 0.6, double quantile = 0.5, QuantileRule rule = QuantileRule.Step)
    {
        Refuse.Unless(share > 0 && double.IsFinite(share), "比例必须为正", "the share must be positive");
        var line = share * Quantiles.At(incomes, quantile, rule);
        return line > 0
            ? line
            : throw Refuse.With(Refusal.NonPositiveValue, "相对贫困线不为正", "the relative line is not positive");
    }

    /// <summary>
    /// At-risk-of-poverty rate. Its standard error counts the sampling of the line: influence
    /// (1(x below z) - P)/W - share f(z)/f(q) (1(x at or below q) - p)/W, f a Gaussian kernel density with bandwidth sd W^(-1/5).
    /// </summary>
    /// <param name="incomes">The sample.</param>
    /// <param name="share">Share of the quantile that makes the line, default 0.6.</param>
    /// <param name="quantile">The quantile, default the median.</param>
    /// <exception cref="RefusedException">As for <see cref="Line"/>.</exception>
    /// <example><code>RelativePoverty.Rate(Distribution.Of([1, 2, 3, 4, 5])).Value // 0.2</code></example>
    public static Estimate Rate(Distribution incomes, double share = 0.6, double quantile = 0.5)
    {
        var line = Line(incomes, share, quantile);
        var (q, n) = (line / share, incomes.SumOfWeights);
        var rate = incomes.SumOf(x => x < line ? 1 : 0) / n;
        var slope = incomes.Design is null ? 0 : share * KernelDensity.At(incomes, line) / KernelDensity.At(incomes, q);
        return incomes.Estimate(
            new Term("相对贫困发生率", "at-risk-of-poverty rate"),
            new Term($"贫困线为 P{100 * quantile:0.##} 的 {100 * share:0.##}%，严格低于", $"line at {100 * share:0.##} % of P{100 * quantile:0.##}, strictly below"),
            rate,
            i =>
            {
                var x = incomes.Values[i];
                return ((x < line ? 1 : 0) - rate - slope * ((x <= q ? 1 : 0) - quantile)) / n;
            },
            new Note("line", new Term($"贫困线 {line:G9}", $"line {line:G9}")));
    }

    /// <summary>
    /// Relative median gap: (line - median income of the poor)/line. Refused when nobody is poor. Its standard error counts the sampling of the line and of the number of poor; densities as in
    /// <see cref="Rate"/>.
    /// </summary>
    /// <param name="incomes">The sample.</param>
    /// <param name="share">Share of the quantile that makes the line, default 0.6.</param>
    /// <exception cref="RefusedException">As for <see cref="Line"/>; nobody below the line.</exception>
    /// <example><code>RelativePoverty.MedianGap(Distribution.Of([1, 2, 3, 4, 5])).Value // 0.444444</code></example>
    public static Estimate MedianGap(Distribution incomes, double share = 0.6)
    {
        var line = Line(incomes, share);
        var poor = PovertyLine.Poor(incomes, line)
            ?? throw Refuse.With(Refusal.TooFew, "没有低于贫困线的观测", "nobody is below the line");
        var (middle, median) = (Quantiles.At(poor, 0.5), line / share);
        var rate = poor.SumOfWeights / incomes.SumOfWeights;
        var (atLine, atMiddle, atMedian) = incomes.Design is null ? (1, 1, 1) : (KernelDensity.At(incomes, line), KernelDensity.At(incomes, middle), KernelDensity.At(incomes, median));
        return incomes.Estimate(
            new Term("相对贫困中位缺口", "relative median at-risk-of-poverty gap"),
            PovertyLine.Strict,
            (line - middle) / line,
            i =>
            {
                // The median of the poor is where F reaches half the rate: it moves with the rate, the line and its own neighbourhood.
                var x = incomes.Values[i];
                var moved = share * Quantiles.Influence(incomes, i, 0.5, median, atMedian);
                var half = 0.5 * ((x < line ? 1 : 0) - rate) / incomes.SumOfWeights + 0.5 * atLine * moved;
                var own = ((x <= middle ? 1 : 0) - rate / 2) / incomes.SumOfWeights;
                return -(half - own) / (atMiddle * line) + middle * moved / (line * line);
            });
    }
}
