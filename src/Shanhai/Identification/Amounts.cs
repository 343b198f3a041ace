using System.Numerics;
using Shanhai.Indicators;

namespace Shanhai.Identification;

/// <summary>
/// One number for each row of a block, exactly: Above ÷ (Below × Scale), in the base unit of its dimension. Below is null where it is 1
/// everywhere, which is so for sums, means and constants; only quotients carry it. A scalar has one element for all rows.
/// A quotient that enters another sum, mean or percentile is first rounded to nine decimals, half away from zero; a comparison is always exact.
/// </summary>
internal sealed class Amounts(Int128[] above, Int128[]? below, Int128 scale, byte[]? lacks)
{
    private static readonly Int128 NineDecimals = 1_000_000_000;

    public Int128[] Above { get; } = above;
    public Int128[]? Below { get; } = below;
    public Int128 Scale { get; } = scale;

    /// <summary>A <see cref="Lack"/> for each element; null where nothing lacks.</summary>
    public byte[]? Lacks { get; } = lacks;

    public bool IsScalar { get; init; }

    public static Amounts Scalar(Int128 above, Int128 scale, Lack lack = Lack.None) =>
        new([above], null, scale, lack == Lack.None ? null : [(byte)lack]) { IsScalar = true };

    public int At(int row) => IsScalar ? 0 : row;

    public Lack LackAt(int row) => Lacks is null ? Lack.None : (Lack)Lacks[At(row)];

    public (Int128 Above, Int128 Below) Exact(int row) => (Above[At(row)], checked((Below?[At(row)] ?? 1) * Scale));

    public double Near(int row)
    {
        var (above, below) = Exact(row);
        return (double)above / (double)below;
    }

    /// <summary>Without quotients, at least at this scale (a multiple of its own).</summary>
    public Amounts Plain()
    {
        if (Below is null)
        {
            return this;
        }
        var rounded = new Int128[Above.Length];
        for (var i = 0; i < rounded.Length; i++)
        {
            rounded[i] = Lacks is not null && Lacks[i] != 0 ? 0 : Rounded((BigInteger)Above[i] * (BigInteger)NineDecimals, (BigInteger)Below[i] * (BigInteger)Scale);
        }
        return new(rounded, null, NineDecimals, Lacks) { IsScalar = IsScalar };
    }

    public static byte[]? Worse(byte[]? a, byte[]? b, int count, bool aScalar, bool bScalar)
    {
        if (a is null && b is null)
        {
            return null;
        }
        if (a is not null && b is not null && a == b)
        {
            return a;
        }
        var worse = new byte[count];
        for (var i = 0; i < count; i++)
        {
            worse[i] = Math.Max(a is null ? (byte)0 : a[aScalar ? 0 : i], b is null ? (byte)0 : b[bScalar ? 0 : i]);
        }
        return worse;
    }

    public static Int128 CommonScale(Int128 a, Int128 b)
    {
        var (x, y) = (a, b);
        while (y != 0)
        {
            (x, y) = (y, x % y);
        }
        return checked(a / x * b);
    }

    private static Int128 Rounded(BigInteger above, BigInteger below)
    {
        var whole = BigInteger.DivRem(above, below, out var rest);
        return checked((Int128)(BigInteger.Abs(rest) * 2 >= BigInteger.Abs(below) ? whole + above.Sign * below.Sign : whole));
    }
}
