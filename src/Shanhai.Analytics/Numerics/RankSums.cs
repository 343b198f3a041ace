namespace Shanhai.Analytics.Numerics;

/// <summary>
/// Integrals over the sorted sample that influences of rank-based measures are made of: sums of w h(i) over everybody at or above a value. People at the same value count as half
/// above, so that ties share one influence.
/// </summary>
internal static class RankSums
{
    /// <summary>For each position, the sum of w h over those above, half of those at the same value.</summary>
    public static double[] Above(Distribution d, Func<int, double> h)
    {
        var above = new double[d.Count];
        var sum = default(Sum);
        for (var end = d.Count; end > 0;)
        {
            var start = end - 1;
            while (start > 0 && d.Values[start - 1] == d.Values[end - 1])
            {
                start--;
            }

            var own = default(Sum);
            for (var i = start; i < end; i++)
            {
                own.Add(d.Weights[i] * h(i));
            }

            for (var i = start; i < end; i++)
            {
                above[i] = sum.Value + own.Value / 2;
            }

            sum.Add(own.Value);
            end = start;
        }

        return above;
    }

    /// <summary>Share of people below each position, half of those at the same value.</summary>
    public static double[] MidShares(Distribution d)
    {
        var above = Above(d, _ => 1);
        return [.. above.Select(a => 1 - a / d.SumOfWeights)];
    }
}
