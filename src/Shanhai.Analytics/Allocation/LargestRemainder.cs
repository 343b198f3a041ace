using System.Numerics;

namespace Shanhai.Analytics.Allocation;

/// <summary>
/// Divides a whole number of units (cents, places, tons) in proportion to weights: everybody gets the whole part of the
/// exact share, the rest goes one unit each to the largest remainders, equal remainders to the earlier row. Parts sum
/// to the whole and are within one unit of the exact share (Hamilton's method).
/// </summary>
/// <example><code>LargestRemainder.Divide(100, [1, 1, 1]) // 34, 33, 33</code></example>
public static class LargestRemainder
{
    /// <summary>The parts, in the order of the weights.</summary>
    /// <param name="whole">The whole; may be negative (parts are then not positive).</param>
    /// <param name="weights">Finite, not negative, not all zero.</param>
    /// <exception cref="RefusedException">No weights, one not finite or negative, or all zero.</exception>
    /// <example><code>LargestRemainder.Divide(100, [1, 1, 1]) // 34, 33, 33</code></example>
    public static long[] Divide(long whole, ReadOnlySpan<double> weights)
    {
        Refuse.UnlessFinite(weights, "weights");
        foreach (var w in weights)
        {
            if (w < 0)
            {
                throw Refuse.With(Refusal.NegativeWeight, "权重不能为负", "a weight is negative");
            }
        }

        var shares = Whole(weights);
        return shares.All(w => w.IsZero) ? throw Refuse.With(Refusal.NoObservations, "权重合计为零，无法分配", "all weights are zero: nothing to divide by") : Share(whole, shares);
    }

    /// <summary>Whole weights, not negative and not all zero. Whole numbers throughout: no remainder is rounded, however large the amounts are.</summary>
    internal static long[] Share(long whole, BigInteger[] weights)
    {
        var (size, total) = (BigInteger.Abs(whole), weights.Aggregate(BigInteger.Zero, (a, b) => a + b));
        var (parts, remainders) = (new BigInteger[weights.Length], new BigInteger[weights.Length]);
        var left = size;
        for (var i = 0; i < parts.Length; i++)
        {
            parts[i] = BigInteger.DivRem(size * weights[i], total, out remainders[i]);
            left -= parts[i];
        }

        // What is left is less than the number of remainders above zero.
        foreach (var i in Enumerable.Range(0, parts.Length).OrderByDescending(i => remainders[i]).ThenBy(i => i).Take((int)left))
        {
            parts[i]++;
        }

        return [.. parts.Select(p => (long)(whole < 0 ? -p : p))];
    }

    /// <summary>The weights as whole numbers in the same proportions, exactly: a double is a whole number times a power of two.</summary>
    private static BigInteger[] Whole(ReadOnlySpan<double> weights)
    {
        var (digits, powers) = (new BigInteger[weights.Length], new int[weights.Length]);
        for (var i = 0; i < weights.Length; i++)
        {
            var bits = BitConverter.DoubleToInt64Bits(weights[i]);
            var exponent = (int)(bits >> 52) & 0x7FF;
            digits[i] = (bits & 0xFFFFFFFFFFFFF) | (exponent == 0 ? 0 : 1L << 52);
            powers[i] = Math.Max(exponent, 1);
        }

        var least = powers.DefaultIfEmpty(0).Min();
        return [.. digits.Select((d, i) => d << (powers[i] - least))];
    }
}

/// <summary>One claim in a waterfall.</summary>
/// <param name="Name">Who claims.</param>
/// <param name="Rank">Lower ranks are paid first; equal ranks share in proportion to what they claim.</param>
/// <param name="Amount">Units claimed, not negative.</param>
public sealed record Claim(string Name, int Rank, long Amount);

/// <summary>
/// Pays claims by rank until the money is gone: a rank is paid in full before the next gets anything; the rank that
/// cannot be paid in full is shared by largest remainders. Paid plus left over is the whole.
/// </summary>
public static class Waterfall
{
    /// <summary>What each claim gets, in the order given, and what is left over.</summary>
    /// <param name="available">Units to pay out, not negative.</param>
    /// <param name="claims">The claims.</param>
    /// <exception cref="RefusedException">A negative amount.</exception>
    /// <example><code>Waterfall.Pay(100, [new("wages", 1, 60), new("road", 2, 30), new("school", 2, 60)]).Paid // 60, 13, 27</code></example>
    public static (long[] Paid, long Left) Pay(long available, IReadOnlyList<Claim> claims)
    {
        ArgumentNullException.ThrowIfNull(claims);
        Refuse.Unless(available >= 0 && claims.All(c => c.Amount >= 0), "金额不能为负", "amounts are not negative");
        var paid = new long[claims.Count];
        var left = available;
        foreach (var rank in Enumerable.Range(0, claims.Count).GroupBy(i => claims[i].Rank).OrderBy(g => g.Key))
        {
            var rows = rank.ToArray();
            var asked = rows.Sum(i => (decimal)claims[i].Amount);
            if (asked <= left)
            {
                foreach (var i in rows)
                {
                    paid[i] = claims[i].Amount;
                    left -= paid[i];
                }
            }
            else if (left > 0)
            {
                var parts = LargestRemainder.Share(left, [.. rows.Select(i => (BigInteger)claims[i].Amount)]);
                for (var k = 0; k < rows.Length; k++)
                {
                    paid[rows[k]] = parts[k];
                }

                left = 0;
            }
        }

        return (paid, left);
    }
}
