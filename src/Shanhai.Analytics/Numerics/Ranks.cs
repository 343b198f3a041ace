namespace Shanhai.Analytics.Numerics;

internal static class Ranks
{
    /// <summary>
    /// Mid-point of the cumulative weight share at each sorted value, (C_i - w_i/2)/W, equal values sharing their
    /// average: the rank that makes concentration measures free of the order of ties.
    /// </summary>
    public static double[] MidShares(ReadOnlySpan<double> sorted, ReadOnlySpan<double> weights, double total)
    {
        var shares = new double[sorted.Length];
        var before = default(Sum);
        for (int start = 0, end; start < sorted.Length; start = end)
        {
            var group = default(Sum);
            for (end = start; end < sorted.Length && sorted[end] == sorted[start]; end++)
            {
                group.Add(weights[end]);
            }

            shares.AsSpan(start, end - start).Fill((before.Value + group.Value / 2) / total);
            before.Add(group.Value);
        }

        return shares;
    }

    /// <summary>Average ranks from 1, ties shared.</summary>
    public static double[] Average(ReadOnlySpan<double> values)
    {
        var order = Sorting.Order(values);
        var ranks = new double[values.Length];
        for (int start = 0, end; start < order.Length; start = end)
        {
            for (end = start; end < order.Length && values[order[end]] == values[order[start]]; end++)
            {
            }

            for (var i = start; i < end; i++)
            {
                ranks[order[i]] = (start + 1 + end) / 2.0;
            }
        }

        return ranks;
    }

    public static double Median(ReadOnlySpan<double> values)
    {
        var sorted = values.ToArray();
        Array.Sort(sorted);
        return sorted.Length % 2 == 1 ? sorted[sorted.Length / 2] : (sorted[sorted.Length / 2 - 1] + sorted[sorted.Length / 2]) / 2;
    }
}
