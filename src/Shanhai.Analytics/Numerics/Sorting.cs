namespace Shanhai.Analytics.Numerics;

/// <summary>
/// Sorting of 1e7 incomes with their weights: one scatter by the leading bits of the order-preserving integer
/// image of the doubles, then each small bucket on its own, in parallel. The result does not depend on the
/// number of threads, because buckets are cut by value.
/// </summary>
internal static class Sorting
{
    private const int Buckets = 1 << 12;
    private const int Small = 1 << 14;

    /// <summary>Sorted copies of the columns; an empty <paramref name="weights"/> is not carried.</summary>
    public static (double[] Keys, double[] Weights) Ascending(ReadOnlySpan<double> keys, ReadOnlySpan<double> weights)
    {
        if (keys.Length <= Small)
        {
            var k = keys.ToArray();
            var w = weights.ToArray();
            SortBucket(k, w);
            return (k, w);
        }

        return Scatter(keys, weights);
    }

    /// <summary>The permutation that sorts <paramref name="keys"/>, equal keys in row order.</summary>
    public static int[] Order(ReadOnlySpan<double> keys)
    {
        var sorted = keys.ToArray();
        var order = new int[sorted.Length];
        for (var i = 0; i < order.Length; i++)
        {
            order[i] = i;
        }

        Array.Sort(sorted, order);
        for (int start = 0, i = 1; i <= sorted.Length; i++)
        {
            if (i == sorted.Length || sorted[i] != sorted[start])
            {
                if (i - start > 1)
                {
                    Array.Sort(order, start, i - start);
                }

                start = i;
            }
        }

        return order;
    }

    private static (double[] Keys, double[] Weights) Scatter(ReadOnlySpan<double> keys, ReadOnlySpan<double> weights)
    {
        ulong low = ulong.MaxValue, high = 0;
        foreach (var x in keys)
        {
            var image = Image(x);
            low = Math.Min(low, image);
            high = Math.Max(high, image);
        }

        var outKeys = new double[keys.Length];
        var outWeights = new double[weights.Length];
        if (low == high)
        {
            keys.CopyTo(outKeys);
            weights.CopyTo(outWeights);
            return (outKeys, outWeights);
        }

        var shift = Math.Max(0, 64 - System.Numerics.BitOperations.LeadingZeroCount(high - low) - 12);
        var starts = new int[Buckets + 1];
        foreach (var x in keys)
        {
            starts[(int)((Image(x) - low) >> shift) + 1]++;
        }

        for (var b = 0; b < Buckets; b++)
        {
            starts[b + 1] += starts[b];
        }

        var next = starts.AsSpan(0, Buckets).ToArray();
        if (weights.IsEmpty)
        {
            foreach (var x in keys)
            {
                outKeys[next[(int)((Image(x) - low) >> shift)]++] = x;
            }
        }
        else
        {
            for (var i = 0; i < keys.Length; i++)
            {
                var to = next[(int)((Image(keys[i]) - low) >> shift)]++;
                outKeys[to] = keys[i];
                outWeights[to] = weights[i];
            }
        }

        Parallel.For(0, Buckets, b =>
        {
            var (from, length) = (starts[b], starts[b + 1] - starts[b]);
            SortBucket(outKeys.AsSpan(from, length), outWeights.Length == 0 ? [] : outWeights.AsSpan(from, length));
        });
        return (outKeys, outWeights);
    }

    private static void SortBucket(Span<double> keys, Span<double> weights)
    {
        if (keys.Length > Small)
        {
            // One value far away squeezes the rest into few buckets: cut those again by their own range.
            var (k, w) = Scatter(keys, weights);
            k.CopyTo(keys);
            w.CopyTo(weights);
        }
        else if (weights.IsEmpty)
        {
            keys.Sort();
        }
        else
        {
            keys.Sort(weights);
        }
    }

    /// <summary>Unsigned integer with the order of the doubles; minus zero counts as zero.</summary>
    private static ulong Image(double x)
    {
        var bits = BitConverter.DoubleToInt64Bits(x + 0.0);
        return (ulong)(bits ^ ((bits >> 63) | long.MinValue));
    }
}
