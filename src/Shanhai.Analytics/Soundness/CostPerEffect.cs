using System.Globalization;
using Shanhai.Analytics.Numerics;

namespace Shanhai.Analytics.Soundness;

/// <summary>The shape of a Fieller set.</summary>
public enum FiellerShape
{
    /// <summary>Between two bounds: the effect differs clearly from zero.</summary>
    Bounded,

    /// <summary>Everything outside two bounds: the effect may be zero, so the ratio may be huge of either sign.</summary>
    Outside,

    /// <summary>Every number: neither cost nor effect is known well enough to say anything.</summary>
    Everything,
}

/// <summary>
/// Cost per unit of effect with the set of values that the data do not contradict.
/// </summary>
/// <remarks>
/// r belongs to the set when |C - r E| is at most q times the error of C - r E: (E² - q² s_E²) r² - 2 (C E - q² s_CE) r + (C² - q² s_C²) at most 0
/// (Fieller 1954). Exact coverage for normal estimates, unlike the delta method, which always gives a bounded interval. q is the normal quantile, or Student's with
/// degrees of freedom. Units: cost units for one unit of the effect.
/// </remarks>
/// <param name="Ratio">Cost over effect.</param>
/// <param name="Shape">Which of the three shapes.</param>
/// <param name="Lower">Lower bound; for <see cref="FiellerShape.Outside"/> the set is below it and above <paramref name="Upper"/>; infinite for everything.</param>
/// <param name="Upper">Upper bound.</param>
/// <param name="Level">Coverage.</param>
/// <example><code>CostPerEffect.Of(100, 10, 20, 2).Shape // Bounded</code></example>
public sealed record CostPerEffect(double Ratio, FiellerShape Shape, double Lower, double Upper, double Level)
{
    /// <summary>The ratio and its set.</summary>
    /// <param name="cost">Mean cost per unit treated.</param>
    /// <param name="costError">Its standard error; 0 for a cost that is known.</param>
    /// <param name="effect">Effect per unit treated, not zero.</param>
    /// <param name="effectError">Its standard error.</param>
    /// <param name="covariance">Covariance of the two estimates, default 0.</param>
    /// <param name="level">Coverage, default 0.95.</param>
    /// <param name="degreesOfFreedom">For Student's quantile; null for the normal.</param>
    /// <exception cref="RefusedException">Not finite; negative errors; a covariance beyond them; an effect of zero; a level outside 0..1.</exception>
    /// <example><code>CostPerEffect.Of(cost: 100, costError: 5, effect: 2, effectError: 0.2).Ratio // 50</code></example>
    public static CostPerEffect Of(
        double cost, double costError, double effect, double effectError, double covariance = 0, double level = 0.95, double? degreesOfFreedom = null)
    {
        Refuse.UnlessFinite([cost, costError, effect, effectError, covariance], "cost and effect");
        Refuse.Unless(level is > 0 and < 1, "置信水平必须在 0 与 1 之间", "the level must lie between 0 and 1");
        Refuse.Unless(costError >= 0 && effectError >= 0 && Math.Abs(covariance) <= costError * effectError * (1 + 1e-12), "标准误不得为负，协方差不得超过两者之积", "errors are not negative and the covariance not beyond their product");
        Refuse.Unless(degreesOfFreedom is null or > 0, "自由度必须为正", "degrees of freedom are positive");
        if (effect == 0)
        {
            throw Refuse.With(Refusal.NoVariation, "效应为零，单位效应成本没有意义", "the effect is zero: cost per unit of effect has no meaning");
        }

        var q = degreesOfFreedom is { } df ? Distributions.StudentQuantile(0.5 + level / 2, df) : Distributions.NormalQuantile(0.5 + level / 2);
        var a = effect * effect - q * q * effectError * effectError;
        var b = cost * effect - q * q * covariance;
        var c = cost * cost - q * q * costError * costError;
        var root = b * b - a * c;
        if (a > 0)
        {
            var spread = Math.Sqrt(Math.Max(0, root));
            return new CostPerEffect(cost / effect, FiellerShape.Bounded, (b - spread) / a, (b + spread) / a, level);
        }

        if (root <= 0)
        {
            return new CostPerEffect(cost / effect, FiellerShape.Everything, double.NegativeInfinity, double.PositiveInfinity, level);
        }

        // At a = 0 one of the two rays is empty: its bound is infinite.
        var half = Math.Sqrt(root);
        var (lower, upper) = a < 0
            ? ((b + half) / a, (b - half) / a)
            : b > 0 ? (double.NegativeInfinity, c / (2 * b)) : (c / (2 * b), double.PositiveInfinity);
        return new CostPerEffect(cost / effect, FiellerShape.Outside, lower, upper, level);
    }

    /// <summary>Whether a value is in the set.</summary>
    public bool Contains(double ratio) => Shape switch
    {
        FiellerShape.Bounded => ratio >= Lower && ratio <= Upper,
        FiellerShape.Outside => ratio <= Lower || ratio >= Upper,
        _ => true,
    };

    /// <summary>The ratio and the shape in words.</summary>
    public string Summary(Language language)
    {
        var (r, l, u) = (Text(Ratio), Text(Lower), Text(Upper));
        var percent = Text(100 * Level);
        return (language, Shape) switch
        {
            (Language.Chinese, FiellerShape.Bounded) => $"单位效应成本 {r}，{percent}% Fieller 区间 {l} 至 {u}。",
            (Language.Chinese, FiellerShape.Outside) => $"单位效应成本 {r}；效应与零没有显著差别，{percent}% Fieller 集合为不高于 {l} 或不低于 {u}。",
            (Language.Chinese, _) => $"单位效应成本 {r}；数据不足以排除任何数值（{percent}% Fieller 集合为全部实数）。",
            (_, FiellerShape.Bounded) => $"Cost per unit of effect {r}, {percent}% Fieller interval {l} to {u}.",
            (_, FiellerShape.Outside) => $"Cost per unit of effect {r}; the effect does not differ from zero: the {percent}% Fieller set is everything up to {l} and from {u}.",
            _ => $"Cost per unit of effect {r}; the data rule out no value (the {percent}% Fieller set is the whole line).",
        };
    }

    private static string Text(double x) => x.ToString("G6", CultureInfo.InvariantCulture);
}
