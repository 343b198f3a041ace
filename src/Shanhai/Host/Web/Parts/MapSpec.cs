using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Unicode;

namespace Shanhai.Host.Web.Parts;

/// <summary>
/// What a map says: areas from a GeoJSON file of this server whose features carry properties.code, points from the places themselves.
/// Classes are decided here, so that map, legend and table agree; a place without a class is drawn as "no figure".
/// </summary>
public sealed record MapSpec(string Title, IReadOnlyList<MapPlace> Places, IReadOnlyList<string> Classes)
{
    private static readonly JsonSerializerOptions Written = new(JsonSerializerDefaults.Web)
    {
        Encoder = JavaScriptEncoder.Create(UnicodeRanges.All),
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    /// <summary>The address of the GeoJSON file with the areas; null for points only.</summary>
    public string? AreasHref { get; init; }

    /// <summary>Where the whole map is asked for when the reader comes near it, instead of standing in the page; its table is then written by the script.</summary>
    public string? PlacesHref { get; init; }

    /// <summary>What a page without script says in the place of a map that is asked for.</summary>
    [JsonIgnore] public string? Without { get; init; }

    public MapScale Scale { get; init; } = MapScale.Sequential;

    /// <summary>What is shown, for legend and table: "2024 年经营性收入".</summary>
    public string ValueTitle { get; init; } = "";

    [JsonIgnore] public string? Note { get; init; }

    [JsonIgnore] public bool Simulated { get; init; }

    [JsonIgnore] public ChartHeight Height { get; init; } = ChartHeight.Tall;

    /// <summary>The colours of the classes by their names in the style sheet, spread over the scale.</summary>
    public IReadOnlyList<string> Swatches => [.. Classes.Select((_, i) => Scale switch
    {
        MapScale.Categories => $"c{i % 6 + 1}",
        MapScale.Diverging => $"d{Spread(i)}",
        _ => $"s{Spread(i)}",
    })];

    public string Json() => JsonSerializer.Serialize(this, Written);

    private int Spread(int i) => Classes.Count == 1 ? 5 : 1 + (int)Math.Round(i * 5.0 / (Classes.Count - 1));
}

/// <summary>Low to high, below to above a middle, or kinds without an order. At most six classes.</summary>
public enum MapScale { Sequential, Diverging, Categories }

/// <summary>A place on a map. <paramref name="Value"/> is already said in words; <paramref name="Class"/> is its position in the classes.</summary>
public sealed record MapPlace(string Code, string Name, int? Class, string? Value = null, string? Href = null, double? Lon = null, double? Lat = null);
