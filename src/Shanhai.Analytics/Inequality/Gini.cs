using Shanhai.Analytics.Numerics;

namespace Shanhai.Analytics.Inequality;

/// <summary>The factor for small samples. Never applied unless asked for.</summary>
public enum GiniCorrection
{
    /// <summary>The population formula (laeken, IC2, dineq, reldist). The default.</summary>
    None,

    /// <summary>Times n/(n-1) with n the number of observations (ineq <c>corr=TRUE</c>, REAT <c>coefnorm=TRUE</c>). No agreed form exists with weights.</summary>
    UnweightedNOverNMinus1,
}

/// <summary>
/// Gini coefficient: half the mean absolute difference over the mean.
/// </summary>
/// <remarks>
/// x ascending, C_i cumulative weight, W and Y the totals of w and wx:
/// G = (2 sum w_i x_i C_i - sum w_i^2 x_i) / (W Y) - 1. Exact for the weighted population: free of the order of
/// ties, equal to the Gini of the replicated data for whole weights, unchanged by scale of incomes or weights.
/// Between 0 and 1 - 1/n for incomes without negatives. Standard error: influence
/// z_k = sum_j w_j |x_k - x_j| / (W Y) - G (1/W + x_k/Y) (Deville 1999), summed by the design.
/// Oracles: a01 <c>gini</c> (laeken 0.5.2), a02 <c>sgini_2</c> (IC2 1.0-1), a03 <c>gini_corrected</c> (ineq 0.2-13), a04.
/// </remarks>
/// <example><code>Gini.Of(Distribution.Of([1, 2, 3, 4])).Value // 0.25</code></example>
public static class Gini
{
    private static readonly Term Name = new("基尼系数", "Gini coefficient");
    private static readonly Term Population = new("总体公式，不作小样本修正", "population formula, no small-sample factor");
    private static readonly Term Corrected = new("乘以 n/(n-1) 的小样本修正", "with the small-sample factor n/(n-1)");

    /// <summary>The Gini coefficient.</summary>
    /// <param name="incomes">The sample.</param>
    /// <param name="correction">The small-sample factor, default none.</param>
    /// <param name="negatives">What to do with negative incomes; zeros are ordinary.</param>
    /// <exception cref="RefusedException">Mean not positive; negatives without a convention; one observation with the correction.</exception>
    /// <example><code>Gini.Of(Distribution.Of([1, 2, 3, 4])).Value // 0.25</code></example>
    public static Estimate Of(
        Distribution incomes,
        GiniCorrection correction = GiniCorrection.None,
        OutsideDomain negatives = OutsideDomain.Refuse)
    {
        ArgumentNullException.ThrowIfNull(incomes);
        var notes = new List<Note>();
        var d = incomes.Within(0, inclusive: true, negatives, notes);
        d.NeedPositiveMean();
        if (correction == GiniCorrection.None)
        {
            var g = Value(d);
            return d.Estimate(Name, Population, g, Influence(d, g), notes);
        }

        Refuse.IfFewer(d.Count, 2, "观测", "observations");
        var factor = d.Count / (d.Count - 1.0);
        if (d.IsWeighted)
        {
            notes.Add(new Note("correction-with-weights", new Term("加权数据的小样本修正没有公认形式", "no small-sample factor is agreed for weighted data")));
        }

        var plain = Value(d);
        var influence = Influence(d, plain);
        return d.Estimate(Name, Corrected, factor * plain, i => factor * influence(i), notes);
    }

    internal static double Value(Distribution d)
    {
        // x_i (C_i + C_{i-1}) w_i telescopes the formula: 2 C_i - w_i = C_i + C_{i-1}. Blocks start from their own
        // zero and are shifted by the weight before them, so that they can be summed side by side.
        var (x, w) = (d.Values, d.Weights);
        var blocks = (x.Length + Block - 1) / Block;
        var (rank, income, weight) = (new double[blocks], new double[blocks], new double[blocks]);
        void One(int b)
        {
            Sum r = default, y = default;
            var before = default(Sum);
            for (var i = b * Block; i < Math.Min(x.Length, (b + 1) * Block); i++)
            {
                var c = before.Value;
                before.Add(w[i]);
                var wx = w[i] * x[i];
                r.Add(wx * (c + before.Value));
                y.Add(wx);
            }

            (rank[b], income[b], weight[b]) = (r.Value, y.Value, before.Value);
        }

        if (blocks < 4)
        {
            for (var b = 0; b < blocks; b++)
            {
                One(b);
            }
        }
        else
        {
            Parallel.For(0, blocks, One);
        }

        Sum total = default, shift = default;
        for (var b = 0; b < blocks; b++)
        {
            total.Add(rank[b]);
            total.Add(2 * shift.Value * income[b]);
            shift.Add(weight[b]);
        }

        return total.Value / (d.SumOfWeights * d.Total) - 1;
    }

    internal static Func<int, double> Influence(Distribution d, double g)
    {
        double[]? z = null;
        return i => (z ??= Column(d, g))[i];
    }

    private static double[] Column(Distribution d, double g)
    {
        var z = new double[d.Count];
        Sum below = default, incomeBelow = default;
        for (var i = 0; i < z.Length; i++)
        {
            var (x, w) = (d.Values[i], d.Weights[i]);
            below.Add(w);
            incomeBelow.Add(w * x);
            var distance = x * (2 * below.Value - d.SumOfWeights) + d.Total - 2 * incomeBelow.Value;
            z[i] = distance / (d.SumOfWeights * d.Total) - g * (1 / d.SumOfWeights + x / d.Total);
        }

        return z;
    }

    private const int Block = 1 << 16;
}
