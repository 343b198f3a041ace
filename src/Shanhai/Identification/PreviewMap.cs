using Microsoft.EntityFrameworkCore;
using Shanhai.Host.Web.Parts;
using Shanhai.Places;

namespace Shanhai.Identification;

/// <summary>Who joins, leaves or stays, as points. Null where no position is known.</summary>
internal static class PreviewMap
{
    private const int Most = 2000;

    public static async Task<MapSpec?> Of(View view, PreviewRule.Shown preview, Db db, CancellationToken ct)
    {
        var (joins, leaves) = (preview.Joining.Select(r => r.Place).ToHashSet(), preview.Leaving.Select(r => r.Place).ToHashSet());
        var shown = leaves.Concat(joins).Concat(preview.Named).Distinct().Take(Most).ToList();
        var at = await Positions.Of(db, shown, ct);
        if (at.Count == 0)
        {
            return null;
        }
        var names = new Dictionary<PlaceCode, string>();
        foreach (var some in shown.Chunk(500))
        {
            await foreach (var p in db.Places.AsNoTracking().Where(p => some.Contains(p.Code)).Select(p => new { p.Code, p.Name }).AsAsyncEnumerable().WithCancellation(ct))
            {
                names[p.Code] = p.Name;
            }
        }
        string[] classes = [view.Say("rules.joins"), view.Say("rules.leaves"), view.Say("rules.stays")];
        int ClassOf(PlaceCode place) => joins.Contains(place) ? 0 : leaves.Contains(place) ? 1 : 2;
        return new MapSpec(view.Say("rules.preview-map", preview.Period.ToString()),
            [.. shown.Where(at.ContainsKey).Select(p => new MapPlace(p.ToString(), names.GetValueOrDefault(p, ""), ClassOf(p), classes[ClassOf(p)], $"/places/{p}", at[p].Longitude, at[p].Latitude))], classes)
        {
            AreasHref = await Positions.Outlines(shown, db, ct),
            Scale = MapScale.Categories,
            Height = ChartHeight.Middle,
        };
    }
}

/// <summary>Where places are drawn: at their own position, else at that of the nearest place above whose position is known.</summary>
internal static class Positions
{
    /// <summary>The outlines of the counties round the places, for orientation; null where none are loaded or the places lie in more than one province.</summary>
    public static async Task<string?> Outlines(IReadOnlyCollection<PlaceCode> places, Db db, CancellationToken ct)
    {
        var (low, high) = (places.Min(), places.Max());
        if (low.Ancestors().Append(low).LastOrDefault(a => a.Level <= Level.County && a.Contains(high)) is not { Level: not Level.Nation } area)
        {
            return null;
        }
        var (first, last) = (area.First, area.Last);
        return await db.Outlines.AnyAsync(o => o.Place >= first && o.Place <= last, ct) ? $"/api/v1/places/outlines?under={area}&level=county" : null;
    }

    /// <summary>Whether anything in the area could be drawn.</summary>
    public static bool AnyKnown(Register register, PlaceScope area)
    {
        foreach (var root in area.Roots)
        {
            if (Of(register, root) is not null)
            {
                return true;
            }
            var (first, end) = register.Slice(root);
            for (var i = first; i < end; i++)
            {
                if (register.LevelOf(i) >= Level.County && register.Where(i) is not null)
                {
                    return true;
                }
            }
        }
        return false;
    }

    public static (double Longitude, double Latitude)? Of(Register register, PlaceCode place)
    {
        foreach (var near in place.Ancestors().Append(place).Where(p => p.Level >= Level.County).Reverse())
        {
            if (register.Find(near) is >= 0 and var i && register.Where(i) is var (latitude, longitude))
            {
                return (longitude, latitude);
            }
        }
        return null;
    }

    public static async Task<IReadOnlyDictionary<PlaceCode, (double Longitude, double Latitude)>> Of(Db db, IReadOnlyCollection<PlaceCode> places, CancellationToken ct)
    {
        var known = new Dictionary<PlaceCode, (double Longitude, double Latitude)>();
        foreach (var some in places.SelectMany(p => p.Ancestors().Append(p)).Where(p => p.Level >= Level.County).Distinct().Chunk(500))
        {
            var rows = await db.Places.AsNoTracking().Where(p => some.Contains(p.Code) && p.Latitude != null && p.Longitude != null)
                .Select(p => new { p.Code, p.Longitude, p.Latitude }).ToListAsync(ct);
            rows.ForEach(r => known[r.Code] = (r.Longitude!.Value, r.Latitude!.Value));
        }
        return places.Select(p => (Place: p, At: p.Ancestors().Append(p).Reverse().FirstOrDefault(known.ContainsKey))).Where(x => known.ContainsKey(x.At))
            .ToDictionary(x => x.Place, x => known[x.At]);
    }
}
