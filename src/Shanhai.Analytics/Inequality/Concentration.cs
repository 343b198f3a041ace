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
    public static Estimate Of(ReadOnlySpan<double> values, ReadOnlySpan<double> ranking, ReadOnlySpan<double> weights = default)
    {
        Refuse.UnlessSameLength(ranking.Length, values.Length, "values");
        var d = Distribution.Of(values, weights);
        d.NeedPositiveMean();
        return d.Estimate(
            new Term("集中指数", "concentration index"),
            new Term("协方差公式，并列取平均秩", "covariance formula, tied ranks averaged"),
            Value(values, RanksOf(ranking, weights), weights) / d.Mean);
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
