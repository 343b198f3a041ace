using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Shanhai.Kernel;

/// <summary>Where a place stands in the tree. A smaller number contains the greater ones.</summary>
public enum Level : short { Nation = 0, Province = 1, City = 2, County = 3, Township = 4, Village = 5 }

/// <summary>
/// The 12-digit statistical code of a place: province 2, city 2, county 2, township 3, village 3. A part of zeros says "not
/// below this level", so 330127000000 is a county. The default value (0) is the whole nation.
/// A subtree is the closed range <see cref="First"/> to <see cref="Last"/>: that is why area scope and totals are range conditions.
/// A code may skip a level (a city without counties, another country's tree): its <see cref="Parent"/> is then the nearest
/// level above that has digits, which the same rule gives.
/// </summary>
[JsonConverter(typeof(PlaceCodeJson))]
public readonly record struct PlaceCode : IParsable<PlaceCode>, IComparable<PlaceCode>
{
    private const long VillageStep = 1, TownshipStep = 1_000, CountyStep = 1_000_000, CityStep = 100_000_000, ProvinceStep = 10_000_000_000;

    /// <summary>The whole nation, parent of every province.</summary>
    public static readonly PlaceCode Nation;

    public PlaceCode(long value)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(value);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(value, 999_999_999_999);
        Value = value;
    }

    public long Value { get; }

    public Level Level =>
        Value == 0 ? Level.Nation
        : Value % ProvinceStep == 0 ? Level.Province
        : Value % CityStep == 0 ? Level.City
        : Value % CountyStep == 0 ? Level.County
        : Value % TownshipStep == 0 ? Level.Township
        : Level.Village;

    /// <summary>The place that contains this one; the nation is its own parent.</summary>
    public PlaceCode Parent => Level == Level.Nation ? this : new(Value - Value % StepAbove(Level));

    /// <summary>The first code of the subtree: this place itself.</summary>
    public PlaceCode First => this;

    /// <summary>The last code that can stand in the subtree, included.</summary>
    public PlaceCode Last => new(Value + StepOf(Level) - 1);

    public bool Contains(PlaceCode other) => First <= other && other <= Last;

    /// <summary>This place's ancestor at a level, or itself where it stands at that level or above.</summary>
    public PlaceCode At(Level level) => level >= Level ? this : new(Value - Value % StepOf(level));

    /// <summary>The smallest subtree that holds both.</summary>
    public static PlaceCode Around(PlaceCode one, PlaceCode other) => Enum.GetValues<Level>().Reverse().Select(one.At).First(a => a.Contains(other));

    /// <summary>The smallest subtree that holds them all; the nation where there are none.</summary>
    public static PlaceCode Around(IEnumerable<PlaceCode> places)
    {
        PlaceCode? around = null;
        foreach (var place in places)
        {
            around = around is { } so ? Around(so, place) : place;
        }
        return around ?? Nation;
    }

    /// <summary>From the province down to the parent; the nation is left out, since no path shows it.</summary>
    public IEnumerable<PlaceCode> Ancestors()
    {
        for (var level = Level.Province; level < Level; level++)
        {
            var ancestor = At(level);
            if (ancestor.Level == level)
            {
                yield return ancestor;
            }
        }
    }

    /// <summary>
    /// Reads 12 digits, or the short forms of 2, 4, 6 and 9 digits that tables use for the upper levels.
    /// </summary>
    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out PlaceCode result)
    {
        result = default;
        var text = s?.Trim();
        if (text is null || text.Length is not (2 or 4 or 6 or 9 or 12) || text.Any(c => !char.IsAsciiDigit(c)))
        {
            return false;
        }
        result = new(long.Parse(text.PadRight(12, '0'), NumberStyles.None, CultureInfo.InvariantCulture));
        return true;
    }

    public static bool TryParse([NotNullWhen(true)] string? s, out PlaceCode result) => TryParse(s, null, out result);

    public static PlaceCode Parse(string s, IFormatProvider? provider = null) =>
        TryParse(s, provider, out var code) ? code : throw new FormatException($"'{s}' is not a place code of 2, 4, 6, 9 or 12 digits.");

    public int CompareTo(PlaceCode other) => Value.CompareTo(other.Value);

    public override string ToString() => Value.ToString("D12", CultureInfo.InvariantCulture);

    public static implicit operator PlaceCode(long value) => new(value);
    public static bool operator <(PlaceCode left, PlaceCode right) => left.Value < right.Value;
    public static bool operator >(PlaceCode left, PlaceCode right) => left.Value > right.Value;
    public static bool operator <=(PlaceCode left, PlaceCode right) => left.Value <= right.Value;
    public static bool operator >=(PlaceCode left, PlaceCode right) => left.Value >= right.Value;

    private static long StepOf(Level level) => level switch
    {
        Level.Nation => 1_000_000_000_000,
        Level.Province => ProvinceStep,
        Level.City => CityStep,
        Level.County => CountyStep,
        Level.Township => TownshipStep,
        _ => VillageStep,
    };

    private static long StepAbove(Level level) => StepOf(level - 1);
}

/// <summary>A place code is a JSON string: twelve digits do not survive every reader as a number.</summary>
public sealed class PlaceCodeJson : JsonConverter<PlaceCode>
{
    public override PlaceCode Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        PlaceCode.TryParse(reader.GetString(), out var code) ? code : throw new JsonException("not a place code");

    public override void Write(Utf8JsonWriter writer, PlaceCode value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.ToString());

    public override PlaceCode ReadAsPropertyName(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        Read(ref reader, typeToConvert, options);

    public override void WriteAsPropertyName(Utf8JsonWriter writer, PlaceCode value, JsonSerializerOptions options) =>
        writer.WritePropertyName(value.ToString());
}
