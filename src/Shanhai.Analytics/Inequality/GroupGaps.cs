namespace Shanhai.Analytics.Inequality;

/// <summary>Gaps between two groups, above all town and country.</summary>
public static class GroupGaps
{
    /// <summary>
    /// Ratio of the mean of one group to that of another, for example urban to rural disposable income per head.
    /// Its standard error is that of a ratio of two domain means.
    /// </summary>
    /// <param name="values">Incomes.</param>
    /// <param name="weights">Population weights; empty means every row counts once.</param>
    /// <param name="isUpper">True for the group in the numerator (urban), false for the other (rural).</param>
    /// <param name="design">How the rows were sampled.</param>
    /// <exception cref="RefusedException">Lengths differ, a group is empty, the mean of the lower group is not positive.</exception>
    /// <example><code>GroupGaps.MeanRatio([30, 50, 10, 30], [], isUpper: [true, true, false, false]).Value // 2</code></example>
    public static Estimate MeanRatio(ReadOnlySpan<double> values, ReadOnlySpan<double> weights, ReadOnlySpan<bool> isUpper, SurveyDesign? design = null)
    {
        Refuse.UnlessSameLength(values.Length, isUpper.Length, "groups");
        var (upper, lower) = (new double[values.Length], new double[values.Length]);
        for (var i = 0; i < values.Length; i++)
        {
            (isUpper[i] ? upper : lower)[i] = weights.IsEmpty ? 1 : weights[i];
        }

        var (top, bottom) = (Distribution.Of(values, upper, design), Distribution.Of(values, lower, design));
        bottom.NeedPositiveMean();
        var ratio = top.Mean / bottom.Mean;
        double? error = null;
        if (design is not null)
        {
            var z = new double[values.Length];
            for (var i = 0; i < z.Length; i++)
            {
                z[i] = upper[i] > 0 ? upper[i] * (values[i] - top.Mean) / top.SumOfWeights / bottom.Mean
                    : lower[i] > 0 ? -lower[i] * ratio * (values[i] - bottom.Mean) / bottom.SumOfWeights / bottom.Mean : 0;
            }

            error = Math.Sqrt(design.Variance(z));
        }

        return new Estimate
        {
            Measure = new Term("两组均值之比", "ratio of group means"),
            Convention = new Term("以较低一组为 1", "the lower group is 1"),
            Value = ratio,
            Count = top.Count + bottom.Count,
            SumOfWeights = top.SumOfWeights + bottom.SumOfWeights,
            StandardError = error,
            DegreesOfFreedom = design?.DegreesOfFreedom,
        };
    }
}
