using Shanhai.Analytics.Inequality;
using Shanhai.Analytics.Numerics;

namespace Shanhai.Analytics.Poverty;

/// <summary>
/// Poverty against a fixed line: Foster-Greer-Thorbecke, Watts, Sen, Sen-Shorrocks-Thon. Poor means strictly below
/// the line. Shares, not percentages.
/// </summary>
/// <remarks>Oracles a03 (ineq 0.2-13) and a01 <c>convey_fgt_*</c>, <c>convey_watts_*</c> with standard errors. ineq's <c>Foster(parameter=p)</c> is alpha = p-1.</remarks>
public static class PovertyLine
{
    /// <summary>
    /// FGT(alpha) = mean of ((z - x)/z)^alpha over the poor, the rest counting zero: 0 headcount, 1 gap, 2 severity.
    /// Negative incomes count with gaps above 1 and a note says so.
    /// </summary>
    /// <param name="incomes">The sample.</param>
    /// <param name="line">z, positive.</param>
    /// <param name="alpha">0 or more.</param>
    /// <exception cref="RefusedException">A line not positive; a negative alpha.</exception>
    /// <example><code>PovertyLine.Foster(Distribution.Of([1, 2, 3, 4]), line: 2.5, alpha: 1).Value // 0.2</code></example>
    public static Estimate Foster(Distribution incomes, double line, double alpha)
    {
        ArgumentNullException.ThrowIfNull(incomes);
        NeedLine(line);
        Refuse.Unless(alpha >= 0 && double.IsFinite(alpha), "参数不能为负", "alpha must not be negative");
        double Gap(double x) => x < line ? alpha == 0 ? 1 : Math.Pow((line - x) / line, alpha) : 0;
        var name = alpha switch
        {
            0 => new Term("贫困发生率", "headcount ratio"),
            1 => new Term("贫困深度", "poverty gap"),
            2 => new Term("贫困强度", "poverty severity"),
            _ => new Term($"FGT({alpha})", $"FGT({alpha})"),
        };
        return Mean(incomes, name, Gap, Negatives(incomes));
    }

    /// <summary>Watts: mean of ln(z/x) over the poor, the rest counting zero. Zero or negative incomes follow <paramref name="outside"/> (refuse or drop).</summary>
    /// <param name="incomes">The sample.</param>
    /// <param name="line">Poverty line in the unit of the incomes, positive.</param>
    /// <param name="outside">What to do with values outside the domain of the measure, default refuse.</param>
    /// <exception cref="RefusedException">A line not positive; incomes not positive without a convention.</exception>
    /// <example><code>PovertyLine.Watts(Distribution.Of([1, 2, 4, 4]), line: 2.5).Value // 0.284859</code></example>
    public static Estimate Watts(Distribution incomes, double line, OutsideDomain outside = OutsideDomain.Refuse)
    {
        ArgumentNullException.ThrowIfNull(incomes);
        NeedLine(line);
        var notes = new List<Note>();
        var d = incomes.Within(0, inclusive: false, outside == OutsideDomain.Drop ? outside : OutsideDomain.Refuse, notes);
        return Mean(d, new Term("沃茨指数", "Watts index"), x => x < line ? Math.Log(line / x) : 0, notes);
    }

    /// <summary>
    /// Sen (1976): H (I + (1 - I) G), H the headcount, I the mean relative gap of the poor, G their Gini without
    /// small-sample factor. Zero when nobody is poor.
    /// </summary>
    /// <param name="incomes">The sample.</param>
    /// <param name="line">Poverty line in the unit of the incomes, positive.</param>
    /// <exception cref="RefusedException">A line not positive; negative incomes.</exception>
    /// <example><code>PovertyLine.Sen(Distribution.Of([1, 2, 3, 4]), line: 2.5).Value // 0.25</code></example>
    public static Estimate Sen(Distribution incomes, double line)
    {
        ArgumentNullException.ThrowIfNull(incomes);
        NeedLine(line);
        var d = incomes.Within(0, inclusive: true, OutsideDomain.Refuse, []);
        var name = new Term("森贫困指数", "Sen poverty index");
        var poor = Poor(d, line);
        if (poor is null)
        {
            return d.Estimate(name, Strict, 0);
        }

        var headcount = poor.SumOfWeights / d.SumOfWeights;
        var gap = 1 - poor.Mean / line;
        return d.Estimate(name, Strict, headcount * (gap + (1 - gap) * (poor.Total > 0 ? Gini.Value(poor) : 0)), SenInfluence(d, line, headcount));
    }

    /// <summary>S = H - 2 T/(z H) with T the integral of x (H - F(x)) over the poor; the influences of H and T follow from their definition.</summary>
    private static Func<int, double>? SenInfluence(Distribution d, double line, double headcount)
    {
        if (d.Design is null)
        {
            return null;
        }

        double Poor(int i) => d.Values[i] < line ? d.Values[i] : 0;
        var (ranks, above, n) = (RankSums.MidShares(d), RankSums.Above(d, Poor), d.SumOfWeights);
        Sum incomes = default, ranked = default;
        for (var i = 0; i < d.Count; i++)
        {
            incomes.Add(d.Weights[i] * Poor(i) / n);
            ranked.Add(d.Weights[i] * Poor(i) * ranks[i] / n);
        }

        var t = headcount * incomes.Value - ranked.Value;
        return i =>
        {
            var poor = d.Values[i] < line ? 1 : 0;
            var byShare = poor - headcount;
            var byRank = Poor(i) * (headcount - ranks[i]) - t + byShare * incomes.Value - above[i] / n + ranked.Value;
            return (byShare - 2 / (line * headcount) * byRank + 2 * t / (line * headcount * headcount) * byShare) / n;
        };
    }

    /// <summary>
    /// Sen-Shorrocks-Thon: sum p_i g_i 2 (1 - F_i), g the relative gap and F the mid-rank; equal to the mean gap times
    /// one plus the Gini of the gaps (Shorrocks 1995).
    /// </summary>
    /// <param name="incomes">The sample.</param>
    /// <param name="line">Poverty line in the unit of the incomes, positive.</param>
    /// <exception cref="RefusedException">A line not positive; negative incomes.</exception>
    /// <example><code>PovertyLine.SenShorrocksThon(Distribution.Of([1, 2, 3, 4]), line: 2.5).Value // 0.325</code></example>
    public static Estimate SenShorrocksThon(Distribution incomes, double line)
    {
        ArgumentNullException.ThrowIfNull(incomes);
        NeedLine(line);
        var d = incomes.Within(0, inclusive: true, OutsideDomain.Refuse, []);
        Sum before = default, sum = default;
        for (var i = 0; i < d.Count && d.Values[i] < line; i++)
        {
            var w = d.Weights[i];
            sum.Add(w * (1 - d.Values[i] / line) * 2 * (1 - (before.Value + w / 2) / d.SumOfWeights));
            before.Add(w);
        }

        var value = sum.Value / d.SumOfWeights;
        return d.Estimate(new Term("森－肖罗克斯－托恩指数", "Sen-Shorrocks-Thon index"), Strict, value, ShorrocksInfluence(d, line, value));
    }

    /// <summary>Twice the integral of g (1 - F): somebody adds g (1 - F), less what F takes from the gaps at and above him.</summary>
    private static Func<int, double>? ShorrocksInfluence(Distribution d, double line, double value)
    {
        if (d.Design is null)
        {
            return null;
        }

        double Gap(int i) => d.Values[i] < line ? 1 - d.Values[i] / line : 0;
        var (ranks, above, n) = (RankSums.MidShares(d), RankSums.Above(d, Gap), d.SumOfWeights);
        var ranked = default(Sum);
        for (var i = 0; i < d.Count; i++)
        {
            ranked.Add(d.Weights[i] * Gap(i) * ranks[i] / n);
        }

        return i => 2 * (Gap(i) * (1 - ranks[i]) - value / 2 + ranked.Value - above[i] / n) / n;
    }

    internal static Term Strict { get; } = new("收入严格低于贫困线为贫困", "poor means strictly below the line");

    internal static void NeedLine(double line) =>
        Refuse.Unless(line > 0 && double.IsFinite(line), "贫困线必须为正", "the line must be positive");

    /// <summary>Those strictly below a line; null when there are none.</summary>
    internal static Distribution? Poor(Distribution d, double line)
    {
        var n = 0;
        while (n < d.Count && d.Values[n] < line)
        {
            n++;
        }

        return n == 0 ? null : Distribution.Of(d.Values.AsSpan(0, n), d.Weights.AsSpan(0, n));
    }

    private static IReadOnlyList<Note> Negatives(Distribution d) => d.Minimum < 0
        ? [new Note("negative-kept", new Term("含负收入，其缺口大于贫困线", "negative incomes: their gaps exceed the line"))]
        : [];

    private static Estimate Mean(Distribution d, Term name, Func<double, double> value, IReadOnlyList<Note> notes)
    {
        var mean = d.SumOf(value) / d.SumOfWeights;
        return d.Estimate(name, Strict, mean, i => (value(d.Values[i]) - mean) / d.SumOfWeights, notes);
    }
}
