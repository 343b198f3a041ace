using System.Buffers;

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
    private const int Least = 1 << 8;
    private const int Handful = 24;

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
        else if (keys.Length > Least)
        {
            Spread(keys, weights);
        }
        else
        {
            SortRest(keys, weights);
        }
    }

    /// <summary>A bucket that fits the cache, once more by its own leading bits: what is left is a handful of values each.</summary>
    private static void Spread(Span<double> keys, Span<double> weights)
    {
        ulong low = ulong.MaxValue, high = 0;
        foreach (var x in keys)
        {
            var image = Image(x);
            low = Math.Min(low, image);
            high = Math.Max(high, image);
        }

        if (low == high)
        {
            return;
        }

        var shift = Math.Max(0, 64 - System.Numerics.BitOperations.LeadingZeroCount(high - low) - 11);
        Span<int> ends = stackalloc int[1 << 11];
        ends.Clear();
        foreach (var x in keys)
        {
            ends[(int)((Image(x) - low) >> shift)]++;
        }

        for (var b = 1; b < ends.Length; b++)
        {
            ends[b] += ends[b - 1];
        }

        var (spareKeys, spareWeights) = (ArrayPool<double>.Shared.Rent(keys.Length), ArrayPool<double>.Shared.Rent(weights.Length));
        keys.CopyTo(spareKeys);
        weights.CopyTo(spareWeights);

        // From the back, so that ends become starts and equal keys keep their order.
        for (var i = keys.Length - 1; i >= 0; i--)
        {
            var to = --ends[(int)((Image(spareKeys[i]) - low) >> shift)];
            keys[to] = spareKeys[i];
            if (!weights.IsEmpty)
            {
                weights[to] = spareWeights[i];
            }
        }

        ArrayPool<double>.Shared.Return(spareKeys);
        ArrayPool<double>.Shared.Return(spareWeights);
        for (var b = 0; b < ends.Length; b++)
        {
            var (from, to) = (ends[b], b + 1 < ends.Length ? ends[b + 1] : keys.Length);
            if (to - from > Handful)
            {
                SortRest(keys[from..to], weights.IsEmpty ? [] : weights[from..to]);
            }
            else if (to - from > 1)
            {
                Insert(keys[from..to], weights.IsEmpty ? [] : weights[from..to]);
            }
        }
    }

    private static void SortRest(Span<double> keys, Span<double> weights)
    {
        if (weights.IsEmpty)
        {
            keys.Sort();
        }
        else
        {
            keys.Sort(weights);
        }
    }

    private static void Insert(Span<double> keys, Span<double> weights)
    {
        for (var i = 1; i < keys.Length; i++)
        {
            var (key, weight, j) = (keys[i], weights.IsEmpty ? 0 : weights[i], i - 1);
            for (; j >= 0 && keys[j] > key; j--)
            {
                keys[j + 1] = keys[j];
                if (!weights.IsEmpty)
                {
                    weights[j + 1] = weights[j];
                }
            }

            keys[j + 1] = key;
            if (!weights.IsEmpty)
            {
                weights[j + 1] = weight;
            }
        }
    }

    /// <summary>Unsigned integer with the order of the doubles; minus zero counts as zero.</summary>
    private static ulong Image(double x)
    {
        var bits = BitConverter.DoubleToInt64Bits(x + 0.0);
        return (ulong)(bits ^ ((bits >> 63) | long.MinValue));
    }
}
