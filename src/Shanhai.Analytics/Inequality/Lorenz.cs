using Shanhai.Analytics.Numerics;

namespace Shanhai.Analytics.Inequality;

/// <summary>How shares of total income are cut at a population share.</summary>
public enum ShareRule
{
    /// <summary>Whole observations on either side of the quantile (laeken, convey). The default.</summary>
    QuantileCut,

    /// <summary>The Lorenz curve with straight lines between observations.</summary>
    LorenzInterpolated,
}

/// <summary>
/// Lorenz curve L(p): the share of income held by the poorest p; generalised Lorenz curve mean * L(p); the
/// measures read from it (S80/S20, Palma, Hoover, top and bottom shares).
/// </summary>
/// <remarks>Oracles a01 <c>convey_lorenz_deciles</c>, <c>qsr</c>; a03 <c>lorenz_p_*</c>, <c>hoover</c>; a04 <c>hoover_2014</c>.</remarks>
public static class Lorenz
{
    private static readonly Term CutRule = new("按分位数整体切分", "whole observations on either side of the quantile");
    private static readonly Term LineRule = new("洛伦兹曲线线性插值", "Lorenz curve interpolated linearly");

    /// <summary>Ordinates L(p) for population shares in any order.</summary>
    /// <param name="incomes">The sample; mean must be positive.</param>
    /// <param name="shares">Population shares between 0 and 1.</param>
    /// <param name="rule">Interpolated (default here), or the income of those at or below the quantile.</param>
    /// <exception cref="RefusedException">A share outside 0 and 1; a mean not positive.</exception>
    /// <example><code>Lorenz.At(Distribution.Of([1, 2, 3, 4]), [0.25, 0.5, 1]) // 0.1, 0.3, 1</code></example>
    public static double[] At(Distribution incomes, ReadOnlySpan<double> shares, ShareRule rule = ShareRule.LorenzInterpolated)
    {
        ArgumentNullException.ThrowIfNull(incomes);
        incomes.NeedPositiveMean();
        var result = new double[shares.Length];
        for (var i = 0; i < shares.Length; i++)
        {
            var p = shares[i];
            Refuse.Unless(p is >= 0 and <= 1, "人口份额必须在 0 与 1 之间", "a population share must lie between 0 and 1");
            result[i] = rule == ShareRule.LorenzInterpolated ? Interpolated(incomes, p) : p == 0 ? 0 : Below(incomes, Quantiles.At(incomes, p)) / incomes.Total;
        }

        return result;
    }

    /// <summary>Generalised Lorenz ordinates, mean * L(p): in units of income.</summary>
    /// <param name="incomes">The sample.</param>
    /// <param name="shares">Shares of the population, between 0 and 1.</param>
    /// <exception cref="RefusedException">As for <see cref="At"/>.</exception>
    /// <example><code>Lorenz.Generalised(Distribution.Of([1, 2, 3, 4]), [0.5, 1]) // 0.75, 2.5</code></example>
    public static double[] Generalised(Distribution incomes, ReadOnlySpan<double> shares)
    {
        var mean = incomes is null ? throw new ArgumentNullException(nameof(incomes)) : incomes.Mean;
        return [.. At(incomes, shares).Select(l => mean * l)];
    }

    /// <summary>All corners of the Lorenz curve, from (0, 0) to (1, 1); equal incomes share one step.</summary>
    /// <param name="incomes">The sample.</param>
    /// <exception cref="RefusedException">A mean not positive.</exception>
    /// <example><code>Lorenz.Curve(Distribution.Of([1, 2, 3, 4])) // (0, 0), (0.25, 0.1), (0.5, 0.3), (0.75, 0.6), (1, 1)</code></example>
    public static IReadOnlyList<(double PopulationShare, double IncomeShare)> Curve(Distribution incomes)
    {
        ArgumentNullException.ThrowIfNull(incomes);
        incomes.NeedPositiveMean();
        var points = new List<(double, double)> { (0, 0) };
        Sum people = default, income = default;
        for (var i = 0; i < incomes.Count; i++)
        {
            people.Add(incomes.Weights[i]);
            income.Add(incomes.Weights[i] * incomes.Values[i]);
            if (i + 1 == incomes.Count || incomes.Values[i + 1] != incomes.Values[i])
            {
                points.Add((people.Value / incomes.SumOfWeights, income.Value / incomes.Total));
            }
        }

        return points;
    }

    /// <summary>
    /// Income of the richest <paramref name="share"/> over that of the poorest: S80/S20 with 0.2. The cut version
    /// sums incomes above the upper and at or below the lower quantile; its standard error takes the moving cuts
    /// into account (influence x 1(x beyond q) with y(q)(1(x at or below q) - p) added, y(q) the mean income near q by
    /// the kernel of <c>convey</c>).
    /// </summary>
    /// <param name="incomes">The sample.</param>
    /// <param name="share">Share of the population at either end, above 0 and at most 0.5.</param>
    /// <param name="rule">Cut at quantiles (laeken) or read off the Lorenz curve.</param>
    /// <exception cref="RefusedException">A share outside 0 and 0.5; incomes of the bottom that are not positive.</exception>
    /// <example><code>Lorenz.ShareRatio(Distribution.Of([1, 2, 3, 4, 5])).Value // 5</code></example>
    public static Estimate ShareRatio(Distribution incomes, double share = 0.2, ShareRule rule = ShareRule.QuantileCut)
    {
        ArgumentNullException.ThrowIfNull(incomes);
        Refuse.Unless(share is > 0 and <= 0.5, "份额必须大于 0 且不超过 0.5", "the share must be above 0 and at most 0.5");
        incomes.NeedPositiveMean();
        var name = new Term($"收入份额比 S{100 - 100 * share:0.##}/S{100 * share:0.##}", $"income share ratio S{100 - 100 * share:0.##}/S{100 * share:0.##}");
        if (rule == ShareRule.LorenzInterpolated)
        {
            return Interpolated(incomes, name, 1 - share, share);
        }

        return Cut(incomes, name, share, 1 - share);
    }

    /// <summary>Ratio of what is earned above one quantile to what is earned up to another.</summary>
    private static Estimate Cut(Distribution incomes, Term name, double share, double upper)
    {
        var (low, high) = (Quantiles.At(incomes, share), Quantiles.At(incomes, upper));
        var bottom = NeedPositive(Below(incomes, low));
        var top = incomes.Total - Below(incomes, high);

        // Income per person at the cut, both densities smoothed alike (convey); in the limit it is the cut itself.
        var (lowIncome, highIncome) = incomes.Design is null ? (low, high) : (KernelDensity.IncomeAt(incomes, low), KernelDensity.IncomeAt(incomes, high));
        return incomes.Estimate(name, CutRule, top / bottom, i =>
        {
            var x = incomes.Values[i];
            var zBottom = (x <= low ? x : 0) - lowIncome * ((x <= low ? 1 : 0) - share);
            var zTop = (x > high ? x : 0) + highIncome * ((x <= high ? 1 : 0) - upper);
            return (zTop - top / bottom * zBottom) / bottom;
        });
    }

    /// <summary>Palma ratio: income of the richest 10 % over that of the poorest 40 %.</summary>
    /// <param name="incomes">The sample.</param>
    /// <param name="rule">Cut at quantiles or read off the Lorenz curve (the default).</param>
    /// <exception cref="RefusedException">Incomes of the bottom that are not positive.</exception>
    /// <example><code>Lorenz.Palma(Distribution.Of([1, 1, 1, 1, 2, 2, 2, 2, 2, 8])).Value // 2</code></example>
    public static Estimate Palma(Distribution incomes, ShareRule rule = ShareRule.LorenzInterpolated)
    {
        ArgumentNullException.ThrowIfNull(incomes);
        incomes.NeedPositiveMean();
        var name = new Term("帕尔马比值", "Palma ratio");
        return rule == ShareRule.LorenzInterpolated
            ? Interpolated(incomes, name, 0.9, 0.4)
            : Cut(incomes, name, 0.4, 0.9);
    }

    /// <summary>
    /// (1 - L(upper))/L(lower). An ordinate moves by ((x - q) 1(x up to q) + p q - L x)/mean with q its quantile: no density is needed.
    /// </summary>
    private static Estimate Interpolated(Distribution incomes, Term name, double upper, double lower)
    {
        var (top, bottom) = (Interpolated(incomes, upper), NeedPositive(Interpolated(incomes, lower)));
        var ratio = (1 - top) / bottom;
        var (high, low) = (Quantiles.At(incomes, upper), Quantiles.At(incomes, lower));
        return incomes.Estimate(name, LineRule, ratio, i => (-OrdinateInfluence(incomes, i, upper, high, top) - ratio * OrdinateInfluence(incomes, i, lower, low, bottom)) / bottom);
    }

    internal static double OrdinateInfluence(Distribution d, int i, double p, double quantile, double ordinate) =>
        ((d.Values[i] <= quantile ? d.Values[i] - quantile : 0) + p * quantile - ordinate * d.Values[i]) / d.Total;

    /// <summary>
    /// Hoover (Ricci-Schutz, Pietra, Robin Hood) index: sum w |x - mean| / (2 W mean), the share of income that
    /// would have to change hands. Negatives follow <paramref name="negatives"/>.
    /// </summary>
    /// <param name="incomes">The sample.</param>
    /// <param name="negatives">What to do with negative values, default refuse.</param>
    /// <exception cref="RefusedException">Negative values without a convention; a mean not positive.</exception>
    /// <example><code>Lorenz.Hoover(Distribution.Of([1, 2, 3, 4])).Value // 0.2</code></example>
    public static Estimate Hoover(Distribution incomes, OutsideDomain negatives = OutsideDomain.Refuse)
    {
        ArgumentNullException.ThrowIfNull(incomes);
        var notes = new List<Note>();
        var d = incomes.Within(0, inclusive: true, negatives, notes);
        d.NeedPositiveMean();
        var (mean, total) = (d.Mean, d.Total);
        var value = d.SumOf(x => Math.Abs(x - mean)) / (2 * total);

        // The influence of the mean inside the absolute value is (share above - share below) times its own.
        var above = d.SumOf(x => x > mean ? 1 : 0) / d.SumOfWeights;
        var below = d.SumOf(x => x < mean ? 1 : 0) / d.SumOfWeights;
        return d.Estimate(
            new Term("胡佛指数", "Hoover index"),
            new Term("总体公式", "population formula"),
            value,
            i => (Math.Abs(d.Values[i] - mean) + (below - above) * (d.Values[i] - mean)) / (2 * total) - value * d.Values[i] / total,
            notes);
    }

    internal static double Interpolated(Distribution d, double p)
    {
        if (p >= 1)
        {
            return 1;
        }

        Sum people = default, income = default;
        var target = p * d.SumOfWeights;
        for (var i = 0; i < d.Count; i++)
        {
            var before = people.Value;
            people.Add(d.Weights[i]);
            if (people.Value >= target)
            {
                return (income.Value + d.Values[i] * (target - before)) / d.Total;
            }

            income.Add(d.Weights[i] * d.Values[i]);
        }

        return 1;
    }

    /// <summary>Income of everybody at or below a value.</summary>
    private static double Below(Distribution d, double limit)
    {
        var sum = default(Sum);
        for (var i = 0; i < d.Count && d.Values[i] <= limit; i++)
        {
            sum.Add(d.Weights[i] * d.Values[i]);
        }

        return sum.Value;
    }

    private static double NeedPositive(double bottom) => bottom > 0
        ? bottom
        : throw Refuse.With(Refusal.NonPositiveValue, "底部收入合计不为正，比值没有意义", "the income of the bottom group is not positive: the ratio has no meaning");
}
