using Shanhai.Analytics.Numerics;

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

        var total = Sums.Of(weights);
        if (!(total > 0))
        {
            throw Refuse.With(Refusal.NoObservations, "权重合计为零，无法分配", "all weights are zero: nothing to divide by");
        }

        // Decimal arithmetic: 28 digits keep the remainders of long amounts apart.
        var size = (decimal)Math.Abs(whole);
        var parts = new long[weights.Length];
        var remainders = new decimal[weights.Length];
        var given = 0L;
        for (var i = 0; i < parts.Length; i++)
        {
            var exact = size * (decimal)(weights[i] / total);
            parts[i] = (long)Math.Min(decimal.Floor(exact), size - given);
            remainders[i] = exact - parts[i];
            given += parts[i];
        }

        var order = Enumerable.Range(0, parts.Length).Where(i => remainders[i] > 0 || parts.Length == 1).OrderByDescending(i => remainders[i]).ThenBy(i => i).ToArray();
        for (var k = 0; given < (long)size; k++)
        {
            parts[order[k % order.Length]]++;
            given++;
        }

        return whole < 0 ? [.. parts.Select(p => -p)] : parts;
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
                var parts = LargestRemainder.Divide(left, [.. rows.Select(i => (double)claims[i].Amount)]);
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
