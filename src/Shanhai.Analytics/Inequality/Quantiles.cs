using Shanhai.Analytics.Numerics;

namespace Shanhai.Analytics.Inequality;

/// <summary>How a quantile is read off the weighted sample.</summary>
public enum QuantileRule
{
    /// <summary>Smallest value whose cumulative weight share reaches p; where it equals p exactly, the mean of that value and the next (laeken). The default.</summary>
    Step,

    /// <summary>Straight lines between the points ((C_i - w_i/2)/W, x_i) (Hazen; R type 5 when unweighted).</summary>
    Interpolated,
}

/// <summary>Weighted quantiles and their ratios (P90/P10 and so on).</summary>
/// <remarks>Oracle a01 <c>wquantile_*</c> (laeken 0.5.2 <c>weightedQuantile</c>).</remarks>
public static class Quantiles
{
    /// <summary>The quantile at probability <paramref name="p"/>.</summary>
    /// <param name="incomes">The sample.</param>
    /// <param name="p">Between 0 and 1.</param>
    /// <param name="rule">How to read it.</param>
    /// <exception cref="RefusedException">A probability outside 0 and 1.</exception>
    /// <example><code>Quantiles.At(Distribution.Of([1, 2, 3, 4]), 0.5) // 2.5</code></example>
    public static double At(Distribution incomes, double p, QuantileRule rule = QuantileRule.Step)
    {
        ArgumentNullException.ThrowIfNull(incomes);
        Refuse.Unless(p is >= 0 and <= 1, "分位点必须在 0 与 1 之间", "the probability must lie between 0 and 1");
        return rule == QuantileRule.Step ? Step(incomes, p) : Interpolated(incomes, p);
    }

    /// <summary>Ratio of two quantiles, for example 0.9 and 0.1. Its standard error rests on kernel densities at both (bandwidth sd W^(-1/5)).</summary>
    /// <param name="incomes">The sample.</param>
    /// <param name="upper">Probability of the upper quantile.</param>
    /// <param name="lower">Probability of the lower quantile.</param>
    /// <param name="rule">Rule of the quantile or share, where implementations differ.</param>
    /// <exception cref="RefusedException">The lower quantile is not positive.</exception>
    /// <example><code>Quantiles.Ratio(Distribution.Of([1, 2, 3, 4, 5, 6, 7, 8, 9, 10])).Value // 6.33333</code></example>
    public static Estimate Ratio(Distribution incomes, double upper = 0.9, double lower = 0.1, QuantileRule rule = QuantileRule.Step)
    {
        var below = At(incomes, lower, rule);
        if (!(below > 0))
        {
            throw Refuse.With(Refusal.NonPositiveValue, "较低分位数不为正，比值没有意义", "the lower quantile is not positive: the ratio has no meaning");
        }

        var above = At(incomes, upper, rule);
        var (highDensity, lowDensity) = incomes.Design is null ? (1, 1) : (KernelDensity.At(incomes, above), KernelDensity.At(incomes, below));
        return incomes.Estimate(
            new Term($"分位数比 P{100 * upper:0.##}/P{100 * lower:0.##}", $"quantile ratio P{100 * upper:0.##}/P{100 * lower:0.##}"),
            Wording(rule),
            above / below,
            i => (Influence(incomes, i, upper, above, highDensity) - above / below * Influence(incomes, i, lower, below, lowDensity)) / below);
    }

    /// <summary>What one person moves a quantile: (p - 1(x up to q))/(f(q) W), f a kernel density.</summary>
    internal static double Influence(Distribution d, int i, double p, double quantile, double density) =>
        (p - (d.Values[i] <= quantile ? 1 : 0)) / (density * d.SumOfWeights);

    internal static Term Wording(QuantileRule rule) => rule == QuantileRule.Step
        ? new Term("分位数取累计权重首次达到处，恰好相等取均值", "quantiles as steps, the mean of two where the share is met exactly (laeken)")
        : new Term("分位数线性插值", "quantiles interpolated linearly");

    private static double Step(Distribution d, double p)
    {
        var cumulative = default(Sum);
        var target = p * d.SumOfWeights;
        for (var i = 0; i < d.Count; i++)
        {
            cumulative.Add(d.Weights[i]);

            // laeken compares shares with ==; a share off by rounding alone is meant to be equal.
            if (Math.Abs(cumulative.Value - target) <= 1e-13 * d.SumOfWeights && i + 1 < d.Count && p > 0)
            {
                return 0.5 * (d.Values[i] + d.Values[i + 1]);
            }

            if (cumulative.Value >= target)
            {
                return d.Values[i];
            }
        }

        return d.Maximum;
    }

    private static double Interpolated(Distribution d, double p)
    {
        var cumulative = default(Sum);
        var (lastShare, lastValue) = (double.NegativeInfinity, d.Minimum);
        for (var i = 0; i < d.Count; i++)
        {
            var share = (cumulative.Value + d.Weights[i] / 2) / d.SumOfWeights;
            if (share >= p)
            {
                return double.IsNegativeInfinity(lastShare)
                    ? d.Values[i]
                    : lastValue + (d.Values[i] - lastValue) * (p - lastShare) / (share - lastShare);
            }

            (lastShare, lastValue) = (share, d.Values[i]);
            cumulative.Add(d.Weights[i]);
        }

        return d.Maximum;
    }
}
