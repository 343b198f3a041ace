using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Shanhai.Indicators;

/// <summary>
/// The name of one recorded figure, readable on paper: <c>990102104207/CE.501/2024/r1</c> is place, indicator, period and revision.
/// Two people who save the same cell make the same key, and the second is told.
/// </summary>
public readonly record struct FactKey(PlaceCode Place, string Indicator, Period Period, short Revision) : IParsable<FactKey>
{
    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out FactKey result)
    {
        result = default;
        var parts = s?.Trim().Split('/') ?? [];
        if (parts.Length != 4 || parts[1].Length == 0 || !parts[3].StartsWith('r')
            || !PlaceCode.TryParse(parts[0], out var place)
            || !Period.TryParse(parts[2], out var period)
            || !short.TryParse(parts[3].AsSpan(1), NumberStyles.None, CultureInfo.InvariantCulture, out var revision) || revision < 1)
        {
            return false;
        }
        result = new(place, parts[1], period, revision);
        return true;
    }

    public static FactKey Parse(string s, IFormatProvider? provider = null) =>
        TryParse(s, provider, out var key) ? key : throw new FormatException($"'{s}' is not a fact such as 990102104207/CE.501/2024/r1.");

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Place.Value:D12}/{Indicator}/{Period}/r{Revision}");
}
