using Shanhai.Analytics.Numerics;

namespace Shanhai.Analytics.Inequality;

/// <summary>Polarisation: is the middle emptying, do groups stand apart.</summary>
public static class Polarisation
{
    /// <summary>
    /// Wolfson (1994): P = 2 (2 (0.5 - L(0.5)) - G) mean / median; 0 when all are equal, 1 when half has nothing and
    /// half the same. L interpolated, median by the step rule.
    /// </summary>
    public static Estimate Wolfson(Distribution incomes)
    {
        ArgumentNullException.ThrowIfNull(incomes);
        incomes = incomes.Within(0, inclusive: true, OutsideDomain.Refuse, []);
        incomes.NeedPositiveMean();
        var median = Quantiles.At(incomes, 0.5);
        if (!(median > 0))
        {
            throw Refuse.With(Refusal.NonPositiveValue, "中位数不为正，指数没有意义", "the median is not positive: the index has no meaning");
        }

        return incomes.Estimate(
            new Term("沃尔夫森极化指数", "Wolfson polarisation index"),
            new Term("标准化到 0 至 1", "scaled to lie between 0 and 1"),
            2 * (2 * (0.5 - Lorenz.Interpolated(incomes, 0.5)) - Gini.Value(incomes)) * incomes.Mean / median);
    }

    /// <summary>
    /// Esteban and Ray (1994): ER = sum_g sum_h p_g^(1+a) p_h |m_g - m_h| / mean, over groups with population shares p
    /// and means m; a = 0 gives twice the Gini of the means.
    /// </summary>
    /// <param name="values">Incomes.</param>
    /// <param name="weights">Population weights; empty means every row counts once.</param>
    /// <param name="groups">The groups people identify with.</param>
    /// <param name="identification">a, between 0 and 1.6.</param>
    public static Estimate EstebanRay(ReadOnlySpan<double> values, ReadOnlySpan<double> weights, Grouping groups, double identification = 1.3)
    {
        Refuse.Unless(identification is >= 0 and <= 1.6, "认同参数必须在 0 与 1.6 之间", "the identification must lie between 0 and 1.6");
        var parts = new GroupParts(values, weights, groups);
        var sum = default(Sum);
        foreach (var (_, g) in parts.Present)
        {
            foreach (var (_, h) in parts.Present)
            {
                sum.Add(Math.Pow(parts.PopulationShare(g), 1 + identification) * parts.PopulationShare(h) * Math.Abs(g.Mean - h.Mean));
            }
        }

        return parts.All.Estimate(
            new Term($"埃斯特万－雷极化指数（a={identification}）", $"Esteban-Ray polarisation index (a={identification})"),
            new Term("除以均值", "divided by the mean"),
            sum.Value / parts.All.Mean);
    }

    /// <summary>
    /// Esteban, Gradin and Ray (2007): ER minus b times the inequality hidden inside the groups,
    /// b (Gini - Gini of the group means).
    /// </summary>
    public static Estimate EstebanGradinRay(
        ReadOnlySpan<double> values, ReadOnlySpan<double> weights, Grouping groups, double identification = 1.3, double penalty = 1)
    {
        var parts = new GroupParts(values, weights, groups);
        var plain = EstebanRay(values, weights, groups, identification);
        return plain with
        {
            Measure = new Term("埃斯特万－格拉丁－雷极化指数", "Esteban-Gradin-Ray polarisation index"),
            Value = plain.Value - penalty * (Gini.Value(parts.All) - parts.GiniOfMeans()),
        };
    }
}
