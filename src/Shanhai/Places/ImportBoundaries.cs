using System.Globalization;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;

namespace Shanhai.Places;

/// <summary>
/// Loads outlines from a GeoJSON file whose features carry a place's code, in coordinates that are stated. Officers of the containing places
/// may. The whole file or nothing: a bad feature is named by its number. Outlines of the same level in the same provinces are replaced,
/// so that two files in different coordinates never stand side by side.
/// </summary>
public sealed record ImportBoundaries(string File, CoordinateSystem System, string Source, DateOnly AsOf, bool SkipUnknown = false)
{
    public sealed record Imported(int Outlines, int Replaced, IReadOnlyList<string> Skipped);

    private static readonly string[] CodeNames = ["code", "adcode", "id"];

    public static async Task<Result<Imported>> Handle(ImportBoundaries input, CurrentRegister current, Db db, Actor actor, TimeProvider clock, CancellationToken ct)
    {
        if (actor.Refuses(PlacesModule.Change) is { } nowhere)
        {
            return nowhere;
        }
        if (!global::System.IO.File.Exists(input.File))
        {
            return Problem.Invalid("register.missing", input.File);
        }

        var register = await current.Read(db, ct);
        var read = await Read(input, register, ct);
        if (read.Problem is { } bad)
        {
            return bad;
        }
        var (outlines, unknown) = read.Value;
        if (outlines.Keys.Select(c => c.Parent).Distinct().Select(c => actor.Refuses(PlacesModule.Change, c)).FirstOrDefault(p => p is not null) is { } no)
        {
            return no;
        }

        await using var writing = await db.BeginWriting(ct);
        var replaced = 0;
        foreach (var area in outlines.Keys.GroupBy(c => (Province: c.At(Level.Province), c.Level)))
        {
            var (first, last) = (area.Key.Province.First, area.Key.Province.Last);
            var old = (await db.Outlines.Where(o => o.Place >= first && o.Place <= last).Select(o => o.Place).ToListAsync(ct)).Where(p => p.Level == area.Key.Level).ToList();
            foreach (var some in old.Chunk(500))
            {
                replaced += await db.Outlines.Where(o => some.Contains(o.Place)).ExecuteDeleteAsync(ct);
            }
        }
        await db.OutlineSources.Where(s => !db.Outlines.Any(o => o.Source == s.Id)).ExecuteDeleteAsync(ct);
        var source = new OutlineSource
        {
            Id = Id<OutlineSource>.New(clock), Source = input.Source.Trim(), System = input.System, AsOf = input.AsOf, LoadedAt = clock.GetUtcNow(), LoadedBy = actor.Name,
        };
        db.OutlineSources.Add(source);
        using var print = new Fingerprint();
        foreach (var (place, geometry) in outlines)
        {
            print.Add(place.ToString());
            print.Add(geometry);
        }
        db.Record(actor, PlacesModule.Change, "boundaries:" + Path.GetFileName(input.File),
            new { outlines = outlines.Count, replaced, skipped = unknown, system = input.System.ToString(), input.Source, content = print.Hash }, PlaceCode.Around(outlines.Keys));
        await db.SaveChangesAsync(ct);
        await Bulk.Insert(db, "outlines", ["place", "source", "geometry"], outlines.Select(o => new object?[] { o.Key.Value, source.Id.Value, o.Value }), ct);
        await writing.Commit(ct);
        return new Imported(outlines.Count, replaced, unknown);
    }

    private static async Task<Result<(SortedDictionary<PlaceCode, string> Outlines, List<string> Unknown)>> Read(ImportBoundaries input, Register register, CancellationToken ct)
    {
        var file = Path.GetFileName(input.File);
        JsonDocument document;
        try
        {
            await using var stream = global::System.IO.File.OpenRead(input.File);
            document = await JsonDocument.ParseAsync(stream, cancellationToken: ct);
        }
        catch (JsonException broken)
        {
            return Problem.Invalid("boundaries.json", file, (broken.LineNumber ?? 0) + 1);
        }
        using (document)
        {
            if (document.RootElement is not { ValueKind: JsonValueKind.Object } root || !root.TryGetProperty("features", out var features) || features.ValueKind != JsonValueKind.Array)
            {
                return Problem.Invalid("boundaries.collection", file);
            }
            var (outlines, unknown, number) = (new SortedDictionary<PlaceCode, string>(), new List<string>(), 0);
            foreach (var feature in features.EnumerateArray())
            {
                number++;
                if (CodeOf(feature) is not { } code)
                {
                    return Problem.Invalid("boundaries.code", file, number);
                }
                if (!feature.TryGetProperty("geometry", out var geometry) || Wrong(geometry) is { } wrong)
                {
                    return Problem.Invalid("boundaries.geometry", file, number, code.ToString());
                }
                if (register.Find(code) < 0)
                {
                    unknown.Add(code.ToString());
                }
                else if (!outlines.TryAdd(code, geometry.GetRawText()))
                {
                    return Problem.Invalid("boundaries.twice", file, number, code.ToString());
                }
            }
            return unknown.Count > 0 && !input.SkipUnknown ? Problem.Invalid("boundaries.unknown", file, unknown.Count, string.Join(' ', unknown.Take(20)))
                : outlines.Count == 0 ? Problem.Invalid("boundaries.empty", file)
                : (outlines, unknown);
        }
    }

    private static PlaceCode? CodeOf(JsonElement feature)
    {
        if (feature.ValueKind != JsonValueKind.Object || !feature.TryGetProperty("properties", out var properties) || properties.ValueKind != JsonValueKind.Object)
        {
            return null;
        }
        foreach (var name in CodeNames)
        {
            if (properties.TryGetProperty(name, out var value) && PlaceCode.TryParse(value.ToString(), CultureInfo.InvariantCulture, out var code) && code != PlaceCode.Nation)
            {
                return code;
            }
        }
        return null;
    }

    /// <summary>What is wrong with an outline: another kind of geometry, a ring that is not closed, a position that is not on Earth.</summary>
    private static string? Wrong(JsonElement geometry)
    {
        if (geometry.ValueKind != JsonValueKind.Object || !geometry.TryGetProperty("type", out var type) || !geometry.TryGetProperty("coordinates", out var coordinates) || coordinates.ValueKind != JsonValueKind.Array)
        {
            return "shape";
        }
        var polygons = type.GetString() switch { "Polygon" => [coordinates], "MultiPolygon" => coordinates.EnumerateArray().ToArray(), _ => [] };
        return polygons.Length > 0 && polygons.All(p => p.ValueKind == JsonValueKind.Array && p.GetArrayLength() > 0 && p.EnumerateArray().All(IsRing)) ? null : "ring";
    }

    private static bool IsRing(JsonElement ring)
    {
        if (ring.ValueKind != JsonValueKind.Array || ring.GetArrayLength() < 4)
        {
            return false;
        }
        var positions = ring.EnumerateArray().ToArray();
        return positions.All(p => p.ValueKind == JsonValueKind.Array && p.GetArrayLength() >= 2 && p.EnumerateArray().All(n => n.ValueKind == JsonValueKind.Number)
                && Math.Abs(p[0].GetDouble()) <= 180 && Math.Abs(p[1].GetDouble()) <= 90)
            && positions[0][0].GetDouble().Equals(positions[^1][0].GetDouble()) && positions[0][1].GetDouble().Equals(positions[^1][1].GetDouble());
    }
}
