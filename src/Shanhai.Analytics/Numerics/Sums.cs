namespace Shanhai.Analytics.Numerics;

/// <summary>
/// Running sum with Neumaier's compensation: the error does not grow with the number of terms, so a result
/// does not depend on how rows were ordered beyond the last digits.
/// </summary>
internal struct Sum
{
    private double total;
    private double lost;

    public readonly double Value => total + lost;

    public void Add(double x)
    {
        var next = total + x;
        lost += Math.Abs(total) >= Math.Abs(x) ? (total - next) + x : (x - next) + total;
        total = next;
    }
}

internal static class Sums
{
    /// <summary>The block size is part of the result: partial sums are cut by rows, never by threads.</summary>
    private const int Block = 1 << 16;

    public static double Of(ReadOnlySpan<double> x)
    {
        var sum = default(Sum);
        foreach (var v in x)
        {
            sum.Add(v);
        }

        return sum.Value;
    }

    public static double Product(ReadOnlySpan<double> x, ReadOnlySpan<double> y)
    {
        var sum = default(Sum);
        for (var i = 0; i < x.Length; i++)
        {
            sum.Add(x[i] * y[i]);
        }

        return sum.Value;
    }

    /// <summary>Sums over rows 0..n: <paramref name="blockSum"/>(from, to) per block, blocks in parallel, combined in row order.</summary>
    public static double OfTerms(int n, Func<int, int, double> blockSum)
    {
        var blocks = (n + Block - 1) / Block;
        var parts = new double[blocks];
        void One(int b) => parts[b] = blockSum(b * Block, Math.Min(n, (b + 1) * Block));
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

        return Of(parts);
    }
}
