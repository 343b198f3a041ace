using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Unicode;

namespace Shanhai.Host.Tables;

/// <summary>
/// Writes rows as a JSON array of objects, or as the points of a GeoJSON collection, while they come and in constant memory. Values as in
/// <see cref="CsvExport"/>; null is written as null, so every object has every name.
/// </summary>
public static class JsonExport
{
    private const int FlushAt = 1 << 16;
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.Create(UnicodeRanges.All) };

    public static async Task<long> Write(Stream output, IReadOnlyList<string> names, IAsyncEnumerable<object?[]> rows, CancellationToken ct = default)
    {
        await using var json = new Utf8JsonWriter(output, Options);
        json.WriteStartArray();
        var count = await Each(json, rows, row => Object(json, names, row), ct);
        json.WriteEndArray();
        await json.FlushAsync(ct);
        return count;
    }

    /// <summary>Rows without a longitude and a latitude (WGS-84, as RFC 7946 demands) have no place on a map and are left out.</summary>
    public static async Task<long> WritePoints(
        Stream output, IReadOnlyList<string> names, (int Longitude, int Latitude) at, IAsyncEnumerable<object?[]> rows, CancellationToken ct = default)
    {
        await using var json = new Utf8JsonWriter(output, Options);
        json.WriteStartObject();
        json.WriteString("type", "FeatureCollection");
        json.WriteStartArray("features");
        var count = await Each(json, rows, row => Point(json, names, at, row), ct);
        json.WriteEndArray();
        json.WriteEndObject();
        await json.FlushAsync(ct);
        return count;
    }

    private static async Task<long> Each(Utf8JsonWriter json, IAsyncEnumerable<object?[]> rows, Func<object?[], bool> write, CancellationToken ct)
    {
        var count = 0L;
        await foreach (var row in rows.WithCancellation(ct))
        {
            count += write(row) ? 1 : 0;
            if (json.BytesPending > FlushAt)
            {
                await json.FlushAsync(ct);
            }
        }
        return count;
    }

    private static bool Object(Utf8JsonWriter json, IReadOnlyList<string> names, object?[] row)
    {
        json.WriteStartObject();
        for (var i = 0; i < names.Count; i++)
        {
            json.WritePropertyName(names[i]);
            Value(json, row[i]);
        }
        json.WriteEndObject();
        return true;
    }

    private static bool Point(Utf8JsonWriter json, IReadOnlyList<string> names, (int Longitude, int Latitude) at, object?[] row)
    {
        if (row[at.Longitude] is not double longitude || row[at.Latitude] is not double latitude)
        {
            return false;
        }
        json.WriteStartObject();
        json.WriteString("type", "Feature");
        json.WriteStartObject("geometry");
        json.WriteString("type", "Point");
        json.WriteStartArray("coordinates");
        json.WriteNumberValue(longitude);
        json.WriteNumberValue(latitude);
        json.WriteEndArray();
        json.WriteEndObject();
        json.WritePropertyName("properties");
        Object(json, names, row);
        json.WriteEndObject();
        return true;
    }

    private static void Value(Utf8JsonWriter json, object? value)
    {
        switch (value)
        {
            case null:
                json.WriteNullValue();
                break;
            case bool yes:
                json.WriteBooleanValue(yes);
                break;
            case int or long or short or byte:
                json.WriteNumberValue(Convert.ToInt64(value, System.Globalization.CultureInfo.InvariantCulture));
                break;
            case decimal number:
                json.WriteNumberValue(number);
                break;
            case double number:
                json.WriteNumberValue(number);
                break;
            case DateOnly day:
                json.WriteStringValue(day.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture));
                break;
            case JsonElement element:
                element.WriteTo(json);
                break;
            default:
                json.WriteStringValue(value.ToString());
                break;
        }
    }
}
