namespace Shanhai.Analytics.Numerics;

/// <summary>
/// Gaussian kernel density of a weighted sample with bandwidth sd W^(-1/5), sd with divisor W, W the sum of
/// weights: the rule of convey's <c>h_fun</c>, needed wherever a quantile's error enters a standard error.
/// </summary>
internal static class KernelDensity
{
    public static double At(Distribution d, double x)
    {
        var h = Bandwidth(d);
        return d.SumOf(v => Distributions.NormalDensity((x - v) / h)) / (d.SumOfWeights * h);
    }

    /// <summary>Kernel mean of the variable near x.</summary>
    public static double IncomeAt(Distribution d, double x)
    {
        var h = Bandwidth(d);
        return d.SumOf(v => v * Distributions.NormalDensity((x - v) / h)) / d.SumOf(v => Distributions.NormalDensity((x - v) / h));
    }

    private static double Bandwidth(Distribution d)
    {
        var mean = d.Mean;
        var deviation = Math.Sqrt(d.SumOf(v => (v - mean) * (v - mean)) / d.SumOfWeights);
        return deviation > 0
            ? deviation * Math.Pow(d.SumOfWeights, -0.2)
            : throw Refuse.With(Refusal.NoVariation, "数值没有差异，无法估计密度，因而没有标准误", "the values do not vary: no density, hence no standard error");
    }
}
