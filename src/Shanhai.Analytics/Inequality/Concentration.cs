using Shanhai.Analytics.Numerics;

namespace Shanhai.Analytics.Inequality;

/// <summary>
/// Concentration index of one variable when people are ranked by another: C = 2 cov(y, F(x)) / mean(y).
/// Between -1 and 1 for y without negatives; equal to the Gini when y is x.
/// </summary>
/// <remarks>
/// People tied in the ranking variable share their average rank, so the index does not depend on the order of
/// rows (IC2 keeps row order: 1e-6 apart on tied data). Oracles a02 <c>concentration_*</c>, a06.
/// </remarks>
public static class Concentration
{
    /// <summary>The concentration index of <paramref name="values"/> ranked by <paramref name="ranking"/>.</summary>
    /// <param name="values">The variable whose concentration is asked; its mean must be positive.</param>
    /// <param name="ranking">The variable that orders people, poorest first.</param>
    /// <param name="weights">Population weights; empty means every row counts once.</param>
    /// <param name="design">How the rows were sampled; with it there is a standard error (ranks vary as well).</param>
    /// <exception cref="RefusedException">Lengths differ, a value is not finite, a weight is negative, the mean is not positive.</exception>
    /// <example><code>Concentration.Of([1, 2, 3, 4], ranking: [4, 3, 2, 1]).Value // -0.25</code></example>
    public static Estimate Of(ReadOnlySpan<double> values, ReadOnlySpan<double> ranking, ReadOnlySpan<double> weights = default, SurveyDesign? design = null)
    {
        Refuse.UnlessSameLength(ranking.Length, values.Length, "values");
        var d = Distribution.Of(values, weights, design);
        d.NeedPositiveMean();
        var ranks = RanksOf(ranking, weights);
        var index = Value(values, ranks, weights) / d.Mean;
        return d.Estimate(
            new Term("集中指数", "concentration index"),
            new Term("协方差公式，并列取平均秩", "covariance formula, tied ranks averaged"),
            index,
            design is null ? null : Influence(d, values, ranking, ranks, weights, index));
    }

    /// <summary>With T the mean of y F(x): somebody moves T by y F(x) plus what is held above his rank, less 2 T.</summary>
    private static Func<int, double> Influence(Distribution d, ReadOnlySpan<double> values, ReadOnlySpan<double> ranking, double[] ranks, ReadOnlySpan<double> weights, double index)
    {
        var ranked = Distribution.Of(ranking, weights, SurveyDesign.Independent(ranking.Length));
        var y = values.ToArray();
        var above = RankSums.Above(ranked, i => y[ranked.Rows![i]]);
        var z = new double[y.Length];
        for (var i = 0; i < above.Length; i++)
        {
            var row = ranked.Rows![i];
            z[row] = y[row] * ranks[row] + above[i] / d.SumOfWeights;
        }

        var twice = (1 + index) * d.Mean;
        return i =>
        {
            var row = d.Rows![i];
            return (2 * (z[row] - twice) / d.Mean - (index + 1) * (y[row] - d.Mean) / d.Mean) / d.SumOfWeights;
        };
    }

    /// <summary>Mid-rank shares in row order.</summary>
    internal static double[] RanksOf(ReadOnlySpan<double> ranking, ReadOnlySpan<double> weights)
    {
        Refuse.UnlessFinite(ranking, "ranking");
        var order = Sorting.Order(ranking);
        var (x, w) = (new double[order.Length], new double[order.Length]);
        for (var i = 0; i < order.Length; i++)
        {
            x[i] = ranking[order[i]];
            w[i] = weights.IsEmpty ? 1 : weights[order[i]];
        }

        var shares = Ranks.MidShares(x, w, Sums.Of(w));
        var result = new double[order.Length];
        for (var i = 0; i < order.Length; i++)
        {
            result[order[i]] = shares[i];
        }

        return result;
    }

    /// <summary>2 cov(y, F).</summary>
    internal static double Value(ReadOnlySpan<double> y, ReadOnlySpan<double> ranks, ReadOnlySpan<double> weights)
    {
        Span<double> ones = weights.IsEmpty ? new double[y.Length] : [];
        ones.Fill(1);
        return Welfare.Covariance(y, ranks, weights.IsEmpty ? ones : weights, 2);
    }
}
