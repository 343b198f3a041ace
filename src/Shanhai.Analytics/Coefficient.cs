using Shanhai.Analytics.Numerics;

namespace Shanhai.Analytics;

/// <summary>A coefficient with its standard error, t statistic and two-sided probability.</summary>
/// <param name="Name">What it multiplies.</param>
/// <param name="Value">The estimate.</param>
/// <param name="StandardError">Its standard error.</param>
/// <param name="Statistic">Value over error.</param>
/// <param name="PValue">Two-sided, from the t distribution (normal where the degrees of freedom are infinite).</param>
public sealed record Coefficient(string Name, double Value, double StandardError, double Statistic, double PValue)
{
    /// <summary>Degrees of freedom of the t distribution; infinite for the normal.</summary>
    public double DegreesOfFreedom { get; init; } = double.PositiveInfinity;

    /// <summary>Two-sided interval for one coefficient: value plus and minus the quantile times the error.</summary>
    /// <param name="level">Coverage, between 0 and 1.</param>
    public (double Lower, double Upper) Interval(double level = 0.95)
    {
        Refuse.Unless(level is > 0 and < 1, "置信水平必须在 0 与 1 之间", "the level must lie between 0 and 1");
        var quantile = double.IsPositiveInfinity(DegreesOfFreedom)
            ? Distributions.NormalQuantile(0.5 + level / 2)
            : Distributions.StudentQuantile(0.5 + level / 2, DegreesOfFreedom);
        return (Value - quantile * StandardError, Value + quantile * StandardError);
    }

    internal static Coefficient Of(string name, double value, double error, double df = double.PositiveInfinity)
    {
        var t = value / error;
        var p = double.IsPositiveInfinity(df) ? 2 * Distributions.NormalUpper(Math.Abs(t)) : Distributions.StudentTwoSided(t, df);
        return new Coefficient(name, value, error, t, p) { DegreesOfFreedom = df };
    }
}
