using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Shanhai.Kernel;

/// <summary>
/// How long a period lasts: natural days, working days, months or years, four types that are never turned into each other. Written in
/// data as a count and a unit: <c>15 nd</c>, <c>5 wd</c>, <c>6 m</c>, <c>3 y</c>. The count is 1 to 3,660.
/// </summary>
[JsonConverter(typeof(TermJson))]
public abstract record Term : IParsable<Term>
{
    private protected Term(int count, string unit)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, Longest);
        (Count, Unit) = (count, unit);
    }

    private const int Longest = 3_660;

    public int Count { get; }

    /// <summary>nd, wd, m or y.</summary>
    public string Unit { get; }

    /// <summary>Terms of one type compare by their count; of two types they do not compare, and the answer is null.</summary>
    public bool? IsLongerThan(Term other) => GetType() == other.GetType() ? Count > other.Count : null;

    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, [MaybeNullWhen(false)] out Term result)
    {
        result = null;
        if (s?.Trim().Split(' ') is not [var count, var unit] || !int.TryParse(count, NumberStyles.None, CultureInfo.InvariantCulture, out var number) || number is < 1 or > Longest)
        {
            return false;
        }
        result = unit switch { "nd" => new NaturalDays(number), "wd" => new WorkDays(number), "m" => new Months(number), "y" => new Years(number), _ => null };
        return result is not null;
    }

    public static bool TryParse([NotNullWhen(true)] string? s, [MaybeNullWhen(false)] out Term result) => TryParse(s, null, out result);

    static Term IParsable<Term>.Parse(string s, IFormatProvider? provider) => Parse(s);

    public static Term Parse(string s) =>
        TryParse(s, null, out var term) ? term : throw new FormatException($"'{s}' is no term such as '15 nd', '5 wd', '6 m' or '3 y'.");

    public sealed override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Count} {Unit}");
}

/// <summary>Days by the calendar, worked or not.</summary>
public sealed record NaturalDays : Term
{
    public NaturalDays(int count) : base(count, "nd") { }
}

/// <summary>Days that are worked by the published tables.</summary>
public sealed record WorkDays : Term
{
    public WorkDays(int count) : base(count, "wd") { }
}

/// <summary>Months end on the day of the same number, or on the month's last day where there is none.</summary>
public sealed record Months : Term
{
    public Months(int count) : base(count, "m") { }
}

/// <summary>Years end on the same day of the same month; 29 February becomes the 28th.</summary>
public sealed record Years : Term
{
    public Years(int count) : base(count, "y") { }
}

public sealed class TermJson : JsonConverter<Term>
{
    public override Term Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        Term.TryParse(reader.GetString(), out var term) ? term : throw new JsonException("not a term such as '15 nd'");

    public override void Write(Utf8JsonWriter writer, Term value, JsonSerializerOptions options) => writer.WriteStringValue(value.ToString());
}
