using Shanhai.Analytics.Numerics;

namespace Shanhai.Analytics.Inequality;

/// <summary>Measures derived from a welfare function: Atkinson, Kolm, S-Gini.</summary>
public static class Welfare
{
    private static readonly Term Population = new("总体公式", "population formula");

    /// <summary>
    /// Atkinson index A(e) = 1 - (mean of x^(1-e))^(1/(1-e)) / mean; e = 1: 1 - geometric mean / mean.
    /// </summary>
    /// <remarks>
    /// Zeros count for e below 1 and are refused from e = 1 on (the index would be 1 whatever the rest); negatives are refused.
    /// Oracles a02 <c>atkinson_*</c> (IC2), a03 (ineq), a01 <c>convey_atk_*</c> with its standard error.
    /// </remarks>
    /// <param name="incomes">The sample.</param>
    /// <param name="epsilon">Aversion to inequality, above 0.</param>
    /// <param name="outside">Refuse or drop values outside the domain; keeping them is not possible.</param>
    /// <exception cref="RefusedException">An aversion not positive; zero or negative values where it has no meaning, without a convention.</exception>
    /// <example><code>Welfare.Atkinson(Distribution.Of([1, 4]), epsilon: 1).Value // 0.2</code></example>
    public static Estimate Atkinson(Distribution incomes, double epsilon, OutsideDomain outside = OutsideDomain.Refuse)
    {
        ArgumentNullException.ThrowIfNull(incomes);
        Refuse.Unless(epsilon > 0 && double.IsFinite(epsilon), "厌恶参数必须为正", "epsilon must be positive");
        var notes = new List<Note>();
        var d = incomes.Within(0, epsilon < 1, outside == OutsideDomain.Drop ? outside : OutsideDomain.Refuse, notes);
        d.NeedPositiveMean();
        var (n, mean) = (d.SumOfWeights, d.Mean);
        var value = AtkinsonValue(d, epsilon);
        var ede = (1 - value) * mean;
        var moment = epsilon == 1 ? Math.Log(ede) : Math.Pow(ede / mean, 1 - epsilon);
        return d.Estimate(new Term($"阿特金森指数 A({epsilon})", $"Atkinson index A({epsilon})"), Population, value, i =>
        {
            var x = d.Values[i];
            var zEde = epsilon == 1
                ? ede * (Math.Log(x) - moment) / n
                : ede / (1 - epsilon) * (Math.Pow(x / mean, 1 - epsilon) / moment - 1) / n;
            return -(zEde - ede / mean * (x - mean) / n) / mean;
        }, notes);
    }

    /// <summary>
    /// Kolm index K(a) = ln(mean of exp(a (mean - x)))/a: unchanged when everybody gets the same amount, not when
    /// incomes are rescaled: a is in 1/unit of income. Computed by log-sum-exp. Any finite incomes.
    /// </summary>
    /// <param name="incomes">The sample.</param>
    /// <param name="aversion">Absolute aversion to inequality, in one over the unit of income, positive.</param>
    /// <remarks>Oracle a03 <c>kolm_1_income_in_thousands</c>.</remarks>
    /// <exception cref="RefusedException">An aversion not positive.</exception>
    /// <example><code>Welfare.Kolm(Distribution.Of([0, 2]), aversion: 1).Value // 0.433781</code></example>
    public static Estimate Kolm(Distribution incomes, double aversion)
    {
        ArgumentNullException.ThrowIfNull(incomes);
        Refuse.Unless(aversion > 0 && double.IsFinite(aversion), "厌恶参数必须为正", "the aversion must be positive");
        var top = aversion * (incomes.Mean - incomes.Minimum);
        var scaled = incomes.SumOf(x => Math.Exp(aversion * (incomes.Mean - x) - top)) / incomes.SumOfWeights;
        var n = incomes.SumOfWeights;
        return incomes.Estimate(
            new Term($"科尔姆指数 K({aversion})", $"Kolm index K({aversion})"),
            Population,
            (top + Math.Log(scaled)) / aversion,
            i => ((Math.Exp(aversion * (incomes.Mean - incomes.Values[i]) - top) / scaled - 1) / aversion + incomes.Values[i] - incomes.Mean) / n);
    }

    /// <summary>
    /// S-Gini with parameter v (v = 2 is the Gini): 1 - sum x_i/mean ((1-F_(i-1))^v - (1-F_i)^v), F the cumulative
    /// weight share: the area form over a Lorenz curve of straight lines. Free of the order of ties and unchanged by
    /// replication, which the covariance form with mid-ranks is not for v other than 2.
    /// </summary>
    /// <remarks>Donaldson and Weymark 1980. Oracle a02 <c>sgini_*</c> (IC2 1.0-1), 1e-9.</remarks>
    /// <param name="incomes">The sample; its mean must be positive.</param>
    /// <param name="v">Above 1; the larger, the more weight on the poorest.</param>
    /// <exception cref="RefusedException">A v of one or less; negative values; a mean not positive.</exception>
    /// <example><code>Welfare.SGini(Distribution.Of([1, 2, 3, 4]), v: 2).Value - Gini.Of(Distribution.Of([1, 2, 3, 4])).Value // 0</code></example>
    public static Estimate SGini(Distribution incomes, double v)
    {
        ArgumentNullException.ThrowIfNull(incomes);
        Refuse.Unless(v > 1 && double.IsFinite(v), "参数必须大于 1", "the parameter must be above 1");
        incomes.NeedPositiveMean();
        Sum people = default, weighted = default;
        var last = 1.0;
        for (var i = 0; i < incomes.Count; i++)
        {
            people.Add(incomes.Weights[i]);
            var next = i + 1 == incomes.Count ? 0 : Math.Pow(Math.Max(0, 1 - people.Value / incomes.SumOfWeights), v);
            weighted.Add(incomes.Values[i] * (last - next));
            last = next;
        }

        return incomes.Estimate(
            new Term($"广义基尼 S-Gini({v})", $"S-Gini({v})"),
            new Term("洛伦兹曲线面积公式", "area under the Lorenz curve"),
            1 - weighted.Value / incomes.Mean,
            SGiniInfluence(incomes, v, weighted.Value));
    }

    /// <summary>
    /// The area A is the integral of (1-F)^v; somebody at y moves it by v times the integral of (1-F)^(v-1) (F - 1(x above y)).
    /// </summary>
    private static Func<int, double> SGiniInfluence(Distribution d, double v, double area)
    {
        if (d.Design is null)
        {
            return _ => 0;
        }

        var (beyond, people) = (new double[d.Count], default(Sum));
        Sum whole = default, passed = default;
        for (var i = 0; i + 1 < d.Count; i++)
        {
            people.Add(d.Weights[i]);
            var share = people.Value / d.SumOfWeights;
            var slice = Math.Pow(Math.Max(0, 1 - share), v - 1) * (d.Values[i + 1] - d.Values[i]);
            passed.Add(slice);
            beyond[i + 1] = passed.Value;
            whole.Add(slice * share);
        }

        return i => (-v * (whole.Value - passed.Value + beyond[i]) + area * (d.Values[i] - d.Mean) / d.Mean) / (d.Mean * d.SumOfWeights);
    }

    internal static double AtkinsonValue(Distribution d, double epsilon)
    {
        var (n, mean) = (d.SumOfWeights, d.Mean);
        return epsilon == 1
            ? 1 - Math.Exp(d.SumOf(x => Math.Log(x / mean)) / n)
            : 1 - Math.Pow(d.SumOf(x => Math.Pow(x / mean, 1 - epsilon)) / n, 1 / (1 - epsilon));
    }

    /// <summary>-v cov(y, (1-F)^(v-1)) with population weights.</summary>
    internal static double Covariance(ReadOnlySpan<double> y, ReadOnlySpan<double> ranks, ReadOnlySpan<double> weights, double v)
    {
        Sum w = default, sumY = default, sumR = default;
        for (var i = 0; i < y.Length; i++)
        {
            w.Add(weights[i]);
            sumY.Add(weights[i] * y[i]);
            sumR.Add(weights[i] * Math.Pow(1 - ranks[i], v - 1));
        }

        var (meanY, meanR) = (sumY.Value / w.Value, sumR.Value / w.Value);
        var cov = default(Sum);
        for (var i = 0; i < y.Length; i++)
        {
            cov.Add(weights[i] * (y[i] - meanY) * (Math.Pow(1 - ranks[i], v - 1) - meanR));
        }

        return -v * cov.Value / w.Value;
    }
}
