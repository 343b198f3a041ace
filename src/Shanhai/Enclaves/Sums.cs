using System.Globalization;
using Shanhai.Funds;

namespace Shanhai.Enclaves;

/// <summary>Amounts and percents as pages say and read them.</summary>
internal static class Sums
{
    public static string Say(long? fen) => fen is { } f ? Amounts.Say(Commodity.Fen, f) : "—";

    public static string Signed(long? fen) => fen is { } f ? (f > 0 ? "+" : f < 0 ? "−" : "") + Amounts.Say(Commodity.Fen, Math.Abs(f)) : "—";

    public static string Percent(decimal? value) => value is { } v ? v.ToString("0.####", CultureInfo.InvariantCulture) + "%" : "—";

    /// <summary>Yuan as whole fen; null: nothing was said, it has more than two decimals, or it is beyond what is reckoned with.</summary>
    public static long? Fen(decimal? yuan) => yuan is { } y && Math.Abs(y) <= Stake.MostFen / 100m && decimal.Round(y, 2) == y ? (long)(y * 100) : null;

    /// <summary>A number as it stands in a form again.</summary>
    public static string? Typed(decimal? value) => value?.ToString("0.####", CultureInfo.InvariantCulture);

    /// <summary>A number out of a form, a percent with its sign or without; what is no number is told at its field.</summary>
    public static decimal? Read(string? typed, string field, Errors errors) => TypedNumber.Read(typed?.Trim().TrimEnd('%', '％'), field, errors);
}
