namespace Shanhai.Analytics.Numerics;

/// <summary>
/// xoshiro256** (Blackman and Vigna 2018) filled by SplitMix64. Ours rather than the platform's, because a
/// published figure must come out the same on every future version of the platform. A stream number gives
/// independent generators for parallel work, so results do not depend on the number of threads.
/// </summary>
internal sealed class SeededRandom
{
    private ulong s0;
    private ulong s1;
    private ulong s2;
    private ulong s3;
    private double spare = double.NaN;

    public SeededRandom(ulong seed, ulong stream = 0)
    {
        var state = seed + 0x9E3779B97F4A7C15 * (2 * stream + 1);
        s0 = Mix(ref state);
        s1 = Mix(ref state);
        s2 = Mix(ref state);
        s3 = Mix(ref state);
    }

    public ulong NextBits()
    {
        var result = ulong.RotateLeft(s1 * 5, 7) * 9;
        var t = s1 << 17;
        s2 ^= s0;
        s3 ^= s1;
        s1 ^= s2;
        s0 ^= s3;
        s2 ^= t;
        s3 = ulong.RotateLeft(s3, 45);
        return result;
    }

    /// <summary>Uniform on [0, 1).</summary>
    public double NextDouble() => (NextBits() >> 11) * (1.0 / (1UL << 53));

    /// <summary>Uniform on 0..bound-1, without modulo bias.</summary>
    public int Next(int bound)
    {
        var product = (UInt128)NextBits() * (ulong)bound;
        while ((ulong)product < (ulong)bound && (ulong)product < (0UL - (ulong)bound) % (ulong)bound)
        {
            product = (UInt128)NextBits() * (ulong)bound;
        }

        return (int)(product >> 64);
    }

    /// <summary>Standard normal (polar method).</summary>
    public double NextNormal()
    {
        if (!double.IsNaN(spare))
        {
            var kept = spare;
            spare = double.NaN;
            return kept;
        }

        double u, v, s;
        do
        {
            u = 2 * NextDouble() - 1;
            v = 2 * NextDouble() - 1;
            s = u * u + v * v;
        }
        while (s is >= 1 or 0);

        var factor = Math.Sqrt(-2 * Math.Log(s) / s);
        spare = v * factor;
        return u * factor;
    }

    public void Shuffle<T>(Span<T> items)
    {
        for (var i = items.Length - 1; i > 0; i--)
        {
            var j = Next(i + 1);
            (items[i], items[j]) = (items[j], items[i]);
        }
    }

    /// <summary>SplitMix64 finaliser, also used as a hash.</summary>
    public static ulong Mix(ref ulong state)
    {
        var z = state += 0x9E3779B97F4A7C15;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}
