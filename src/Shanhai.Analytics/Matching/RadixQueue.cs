using System.Numerics;

namespace Shanhai.Analytics.Matching;

/// <summary>
/// Gives the nearest first, those as near in the order in which they came, where nothing is added nearer than what was given last (radix heap; Ahuja, Mehlhorn, Orlin and Tarjan
/// 1990). A distance lies in the bucket of the highest bit in which it differs from the last one given: the bits of doubles that are not negative are in the order of the doubles.
/// </summary>
internal sealed class RadixQueue
{
    private readonly (ulong Bits, int Item)[][] buckets = [.. Enumerable.Range(0, 65).Select(_ => new (ulong, int)[16])];
    private readonly int[] counts = new int[65];
    private ulong last;
    private ulong filled;
    private int given;

    public void Clear()
    {
        Array.Clear(counts);
        (last, filled, given) = (0, 0, 0);
    }

    public void Add(int item, double distance) => Add(item, BitConverter.DoubleToUInt64Bits(distance));

    public bool TryTake(out int item, out double distance)
    {
        while (given == counts[0])
        {
            (given, counts[0]) = (0, 0);
            if (filled == 0)
            {
                (item, distance) = (0, BitConverter.UInt64BitsToDouble(last));
                return false;
            }

            Spread(BitOperations.TrailingZeroCount(filled) + 1);
        }

        (item, distance) = (buckets[0][given++].Item, BitConverter.UInt64BitsToDouble(last));
        return true;
    }

    /// <summary>The nearest filled bucket goes to those below it, its nearest to the first.</summary>
    private void Spread(int bucket)
    {
        var moved = buckets[bucket].AsSpan(0, counts[bucket]);
        counts[bucket] = 0;
        filled &= ~(1UL << (bucket - 1));
        last = ulong.MaxValue;
        foreach (var (bits, _) in moved)
        {
            last = Math.Min(last, bits);
        }

        foreach (var (bits, item) in moved)
        {
            Add(item, bits);
        }
    }

    private void Add(int item, ulong bits)
    {
        var bucket = 64 - BitOperations.LeadingZeroCount(bits ^ last);
        var count = counts[bucket]++;
        if (count == buckets[bucket].Length)
        {
            Array.Resize(ref buckets[bucket], 2 * count);
        }

        buckets[bucket][count] = (bits, item);
        filled |= bucket == 0 ? 0 : 1UL << (bucket - 1);
    }
}
