namespace Shanhai.Analytics.Inequality;

/// <summary>Where deviations are measured from in the coefficient of variation.</summary>
public enum VariationCentre
{
    /// <summary>The weighted mean: the coefficient of variation of the population. The default.</summary>
    WeightedMean,

    /// <summary>The plain mean of the rows.</summary>
    PlainMean,
}

/// <summary>
/// Generalised entropy GE(alpha), with Theil T (alpha 1), Theil L or mean log deviation (alpha 0) and half the
/// squared coefficient of variation (alpha 2).
/// </summary>
/// <remarks>
/// p = w/W, mu the mean: GE(a) = (sum p (x/mu)^a - 1)/(a(a-1)); T = sum p (x/mu) ln(x/mu); L = -sum p ln(x/mu).
/// Zeros stay in the population for alpha above 0 (0 ln 0 = 0) and are refused for alpha at or below 0, where the
/// measure is infinite; negatives are refused except for whole alpha of 2 and more with
/// <see cref="OutsideDomain.Keep"/>. Note that R's <c>ineq::Theil(parameter=0)</c> is T and drops zeros.
/// Standard error from the influence of the three totals. Oracles a02 <c>ge_*</c> (IC2 1.0-1), a03 (ineq 0.2-13),
/// a01 <c>convey_gei_*</c> (convey 1.0.1), tolerance 1e-9.
/// </remarks>
/// <example><code>Entropy.Theil(Distribution.Of([1, 3])).Value // 0.130812</code></example>
public static class Entropy
{
    /// <summary>GE(<paramref name="alpha"/>).</summary>
    /// <param name="incomes">The sample.</param>
    /// <param name="alpha">Sensitivity: the larger, the more weight on gaps at the top. Any finite number.</param>
    /// <param name="outside">What to do with zeros (alpha at or below 0) and negatives.</param>
    /// <exception cref="RefusedException">An alpha that is not finite; values outside the domain of alpha without a convention; a mean not positive.</exception>
    /// <example><code>Entropy.Of(Distribution.Of([1, 3]), 2).Value // 0.125</code></example>
    public static Estimate Of(Distribution incomes, double alpha, OutsideDomain outside = OutsideDomain.Refuse)
    {
        ArgumentNullException.ThrowIfNull(incomes);
        Refuse.Unless(double.IsFinite(alpha), "参数必须是有限数值", "alpha must be finite");
        var notes = new List<Note>();
        var d = InDomain(incomes, alpha, outside, notes);
        d.NeedPositiveMean();
        var value = Value(d, alpha);
        return d.Estimate(NameOf(alpha), new Term("总体公式", "population formula"), value, Influence(d, alpha, value), notes);
    }

    /// <summary>Theil T, GE(1).</summary>
    /// <param name="incomes">The sample.</param>
    /// <param name="outside">What to do with values outside the domain of the measure, default refuse.</param>
    /// <exception cref="RefusedException">Negative values without a convention; a mean not positive.</exception>
    /// <example><code>Entropy.Theil(Distribution.Of([1, 3])).Value // 0.130812</code></example>
    public static Estimate Theil(Distribution incomes, OutsideDomain outside = OutsideDomain.Refuse) => Of(incomes, 1, outside);

    /// <summary>Theil L, the mean log deviation, GE(0).</summary>
    /// <param name="incomes">The sample.</param>
    /// <param name="outside">What to do with values outside the domain of the measure, default refuse.</param>
    /// <exception cref="RefusedException">Values not positive without a convention.</exception>
    /// <example><code>Entropy.MeanLogDeviation(Distribution.Of([1, 3])).Value // 0.143841</code></example>
    public static Estimate MeanLogDeviation(Distribution incomes, OutsideDomain outside = OutsideDomain.Refuse) => Of(incomes, 0, outside);

    /// <summary>
    /// Coefficient of variation: population standard deviation (divisor W) over the weighted mean. Deviations are taken
    /// from <paramref name="centre"/>: REAT's <c>williamson</c> takes them from the plain mean of the regions, which adds
    /// the squared distance of the two means. Oracle a04 <c>cv_2014</c>, <c>williamson_2014</c>.
    /// </summary>
    /// <param name="incomes">The sample.</param>
    /// <param name="centre">Around which mean deviations are taken.</param>
    /// <exception cref="RefusedException">A mean not positive.</exception>
    /// <example><code>Entropy.CoefficientOfVariation(Distribution.Of([1, 3])).Value // 0.5</code></example>
    public static Estimate CoefficientOfVariation(Distribution incomes, VariationCentre centre = VariationCentre.WeightedMean)
    {
        ArgumentNullException.ThrowIfNull(incomes);
        incomes.NeedPositiveMean();
        var middle = centre == VariationCentre.WeightedMean ? incomes.Mean : incomes.Values.Average();
        return incomes.Estimate(
            new Term("变异系数", "coefficient of variation"),
            centre == VariationCentre.WeightedMean
                ? new Term("总体标准差（除以 n）", "population standard deviation (divisor n)")
                : new Term("加权离差取自不加权均值（REAT 的威廉森指数）", "weighted deviations from the plain mean (Williamson index of REAT)"),
            Math.Sqrt(incomes.SumOf(x => (x - middle) * (x - middle)) / incomes.SumOfWeights) / incomes.Mean);
    }

    internal static Distribution InDomain(Distribution incomes, double alpha, OutsideDomain outside, List<Note> notes)
    {
        if (alpha <= 0)
        {
            return incomes.Within(0, inclusive: false, outside, notes);
        }

        var negativesCount = alpha >= 2 && alpha == Math.Floor(alpha);
        return incomes.Within(0, inclusive: true, outside == OutsideDomain.Keep && !negativesCount ? OutsideDomain.Refuse : outside, notes);
    }

    internal static Term NameOf(double alpha) => alpha switch
    {
        1 => new Term("泰尔指数 T", "Theil T"),
        0 => new Term("泰尔指数 L（平均对数离差）", "Theil L (mean log deviation)"),
        _ => new Term($"广义熵 GE({alpha})", $"generalised entropy GE({alpha})"),
    };

    internal static double Value(Distribution d, double alpha)
    {
        var mean = d.Mean;
        return alpha switch
        {
            0 => -d.SumOf(x => Math.Log(x / mean)) / d.SumOfWeights,
            1 => d.SumOf(x => x == 0 ? 0 : x / mean * Math.Log(x / mean)) / d.SumOfWeights,
            2 => d.SumOf(x => (x / mean - 1) * (x / mean - 1)) / d.SumOfWeights / 2,
            _ => (d.SumOf(x => Math.Pow(x / mean, alpha)) / d.SumOfWeights - 1) / (alpha * (alpha - 1)),
        };
    }

    private static Func<int, double> Influence(Distribution d, double alpha, double value)
    {
        var (n, mean) = (d.SumOfWeights, d.Mean);

        // With r = x/mean: the derivative of n * GE with respect to one person's weight.
        return i =>
        {
            var r = d.Values[i] / mean;
            return alpha switch
            {
                0 => (-Math.Log(r) - value + r - 1) / n,
                1 => ((r == 0 ? 0 : r * Math.Log(r)) - value * r - (r - 1)) / n,
                _ => (Math.Pow(r, alpha) + (value * alpha * (alpha - 1) + 1) * (alpha - 1 - alpha * r)) / (alpha * (alpha - 1) * n),
            };
        };
    }
}
