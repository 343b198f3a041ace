using System.Globalization;

namespace Shanhai.Funds;

/// <summary>Amounts as people write them.</summary>
public static class Amounts
{
    /// <summary>Fen as yuan with two decimals, the others as they are; always with a point, whatever the language.</summary>
    public static string Say(Commodity commodity, long amount) =>
        commodity == Commodity.Fen ? (amount / 100m).ToString("#,0.00", CultureInfo.InvariantCulture) : amount.ToString("#,0", CultureInfo.InvariantCulture);

    public static decimal Shown(Commodity commodity, long amount) => commodity == Commodity.Fen ? amount / 100m : amount;

    /// <summary>What was typed, as whole units; zero where nothing was. False where it is no number, has too many decimals or is out of range.</summary>
    public static bool TryRead(string? typed, Commodity commodity, out long amount)
    {
        amount = 0;
        if (string.IsNullOrWhiteSpace(typed))
        {
            return true;
        }
        if (!TypedNumber.TryRead(typed, out var number))
        {
            return false;
        }
        var units = commodity == Commodity.Fen ? number * 100 : number;
        amount = (long)units;
        return decimal.Truncate(units) == units;
    }
}
