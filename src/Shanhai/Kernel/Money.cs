using System.Globalization;

namespace Shanhai.Kernel;

/// <summary>
/// An amount in whole minor units (fen) of one currency. Adding two currencies throws. There is no multiplication: shares are
/// made by <see cref="Allocate"/>, whose parts always sum to the whole.
/// </summary>
public readonly record struct Money(long MinorUnits, string Currency = "CNY") : IComparable<Money>
{
    public static Money Fen(long fen) => new(fen);

    /// <summary>Throws where the amount has more than two decimals: rounding is named where it happens, not here.</summary>
    public static Money Yuan(decimal yuan) =>
        decimal.Truncate(yuan * 100) == yuan * 100 ? new((long)(yuan * 100)) : throw new ArgumentException("More than two decimals.", nameof(yuan));

    public decimal Amount => MinorUnits / 100m;

    public static Money operator +(Money left, Money right) => new(checked(left.MinorUnits + right.Same(left)), left.Currency);
    public static Money operator -(Money left, Money right) => new(checked(left.MinorUnits - right.Same(left)), left.Currency);
    public static Money operator -(Money money) => new(-money.MinorUnits, money.Currency);

    public int CompareTo(Money other) => MinorUnits.CompareTo(other.Same(this));

    public static bool operator <(Money left, Money right) => left.CompareTo(right) < 0;
    public static bool operator >(Money left, Money right) => left.CompareTo(right) > 0;
    public static bool operator <=(Money left, Money right) => left.CompareTo(right) <= 0;
    public static bool operator >=(Money left, Money right) => left.CompareTo(right) >= 0;

    /// <summary>
    /// Divides by weights with largest remainders; ties go to the earlier part. Weights are zero or greater and not all zero.
    /// The parts sum to the whole, and none is further than one minor unit from its exact share.
    /// </summary>
    public Money[] Allocate(IReadOnlyList<decimal> weights)
    {
        var total = weights.Sum();
        if (weights.Any(w => w < 0) || total <= 0)
        {
            throw new ArgumentException("Weights must be zero or greater, and one of them greater.", nameof(weights));
        }
        var units = MinorUnits;
        var exact = weights.Select(w => units * w / total).ToArray();
        var parts = exact.Select(x => (long)decimal.Floor(x)).ToArray();
        var left = units - parts.Sum();
        foreach (var i in Enumerable.Range(0, parts.Length).OrderByDescending(i => exact[i] - parts[i]).ThenBy(i => i).Take((int)left))
        {
            parts[i]++;
        }
        var currency = Currency;
        return [.. parts.Select(p => new Money(p, currency))];
    }

    public override string ToString() => Amount.ToString("N2", CultureInfo.InvariantCulture) + " " + Currency;

    private long Same(Money other) =>
        Currency == other.Currency ? MinorUnits : throw new InvalidOperationException($"{Currency} and {other.Currency} do not add up.");
}
