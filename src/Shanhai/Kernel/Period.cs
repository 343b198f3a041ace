using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Shanhai.Kernel;

/// <summary>How long one period of an indicator is.</summary>
public enum PeriodType : short { Year = 0, Quarter = 1, Month = 2 }

/// <summary>
/// A year, a quarter or a month. Its <see cref="Key"/> is year × 100 plus 0 for the year, 1–12 for a month, 21–24 for a quarter:
/// whole numbers that sort within one type and read well in a table. Written 2024, 2024-Q3, 2024-07.
/// As days it is half-open: <see cref="From"/> belongs to it, <see cref="To"/> does not.
/// </summary>
[JsonConverter(typeof(PeriodJson))]
public readonly record struct Period : IParsable<Period>, IComparable<Period>
{
    private Period(int key) => Key = key;

    public int Key { get; }

    public static Period Year(int year) => FromKey(year * 100);
    public static Period Month(int year, int month) => FromKey(year * 100 + month);
    public static Period Quarter(int year, int quarter) => FromKey(year * 100 + 20 + quarter);

    /// <summary>Throws where the number is no key of a year between 1900 and 2199.</summary>
    public static Period FromKey(int key) =>
        key / 100 is >= 1900 and < 2200 && key % 100 is 0 or (>= 1 and <= 12) or (>= 21 and <= 24)
            ? new(key)
            : throw new ArgumentOutOfRangeException(nameof(key), key, "Not a key of a year, a quarter or a month.");

    public int YearNumber => Key / 100;

    public PeriodType Type => (Key % 100) switch { 0 => PeriodType.Year, < 20 => PeriodType.Month, _ => PeriodType.Quarter };

    public DateOnly From => Type switch
    {
        PeriodType.Year => new(YearNumber, 1, 1),
        PeriodType.Month => new(YearNumber, Key % 100, 1),
        _ => new(YearNumber, (Key % 100 - 21) * 3 + 1, 1),
    };

    public DateOnly To => From.AddMonths(Months);

    /// <summary>The period of the same type that lies <paramref name="count"/> later (earlier where negative).</summary>
    public Period Plus(int count)
    {
        var start = From.AddMonths(count * Months);
        return Type switch
        {
            PeriodType.Year => Year(start.Year),
            PeriodType.Month => Month(start.Year, start.Month),
            _ => Quarter(start.Year, (start.Month + 2) / 3),
        };
    }

    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out Period result)
    {
        result = default;
        var parts = s?.Trim().ToUpperInvariant().Split('-') ?? [];
        if (parts.Length is 0 or > 2 || !int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var year) || year is < 1900 or >= 2200)
        {
            return false;
        }
        if (parts.Length == 1)
        {
            result = Year(year);
            return true;
        }
        var quarter = parts[1].StartsWith('Q');
        if (!int.TryParse(quarter ? parts[1][1..] : parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            || number < 1 || number > (quarter ? 4 : 12))
        {
            return false;
        }
        result = quarter ? Quarter(year, number) : Month(year, number);
        return true;
    }

    public static bool TryParse([NotNullWhen(true)] string? s, out Period result) => TryParse(s, null, out result);

    public static Period Parse(string s, IFormatProvider? provider = null) =>
        TryParse(s, provider, out var period) ? period : throw new FormatException($"'{s}' is not a period such as 2024, 2024-Q3 or 2024-07.");

    public int CompareTo(Period other) => Key.CompareTo(other.Key);

    public override string ToString() => Type switch
    {
        PeriodType.Year => $"{YearNumber}",
        PeriodType.Month => $"{YearNumber}-{Key % 100:D2}",
        _ => $"{YearNumber}-Q{Key % 100 - 20}",
    };

    public static bool operator <(Period left, Period right) => left.Key < right.Key;
    public static bool operator >(Period left, Period right) => left.Key > right.Key;
    public static bool operator <=(Period left, Period right) => left.Key <= right.Key;
    public static bool operator >=(Period left, Period right) => left.Key >= right.Key;

    private int Months => Type switch { PeriodType.Year => 12, PeriodType.Month => 1, _ => 3 };
}

public sealed class PeriodJson : JsonConverter<Period>
{
    public override Period Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        Period.TryParse(reader.GetString(), out var period) ? period : throw new JsonException("not a period");

    public override void Write(Utf8JsonWriter writer, Period value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.ToString());
}
