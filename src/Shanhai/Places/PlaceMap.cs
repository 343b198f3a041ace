using Microsoft.EntityFrameworkCore;
using Shanhai.Host.Web.Parts;

namespace Shanhai.Places;

/// <summary>
/// The map of what lies below a place: outlines where they are loaded, else points. A place whose own position is not known is drawn at the
/// nearest place above or the mean of what lies below, and the note says how many.
/// </summary>
public static class PlaceMap
{
    private const int Most = 2000;

    public static async Task<MapSpec?> Of(View view, Register register, PlaceCode code, DateOnly? asof, Db db, CancellationToken ct)
    {
        var below = register.Below(code, asof).Take(Most).ToList();
        if (below.Count == 0 && register.Find(code) is >= 0 and var self)
        {
            below = [self];
        }
        // A township or a village is drawn within the outline of its county.
        var area = code.At(Level.County);
        var (first, last) = (code.First, code.Last);
        var outlined = await db.Outlines.AsNoTracking().Where(o => o.Place == area || o.Place >= first && o.Place <= last).Select(o => new { o.Place, o.Source }).ToListAsync(ct);
        var shown = below.Select(register.Code).ToHashSet();
        var drawn = outlined.Where(o => shown.Contains(o.Place)).ToList();
        var round = drawn.Count > 0 ? drawn : outlined.Where(o => o.Place == area).ToList();
        var sources = await Sources(db, [.. round.Select(o => o.Source).Distinct()], ct);
        var drawnCodes = drawn.Select(o => o.Place).ToHashSet();
        var (places, borrowed) = (new List<MapPlace>(below.Count), 0);
        foreach (var i in below)
        {
            var place = register.Code(i);
            var own = register.Where(i);
            var at = drawnCodes.Contains(place) ? null : own ?? Nearby(register, i);
            borrowed += at is not null && own is null ? 1 : 0;
            places.Add(new(place.ToString(), register.NameOn(i, asof), 0, null, $"/places/{place}", at?.Longitude, at?.Latitude));
        }
        if (drawn.Count == 0 && places.TrueForAll(p => p.Lon is null))
        {
            return null;
        }
        string?[] said =
        [
            borrowed > 0 ? view.Say("places.map-borrowed", borrowed) : null,
            drawn.Count == 0 ? view.Say((round.Count == 0 ? "places.map-points" : "places.map-within") + Origin(code)) : null,
            .. sources.Select(s => view.Say("places.map-source", s.Source, s.AsOf, view.Say("places.system." + s.System))),
            sources.Any(s => s.System == CoordinateSystem.Gcj02) && places.Exists(p => p.Lon is not null) ? view.Say("places.map-mixed") : null,
        ];
        var note = string.Join(' ', said.Where(n => n is not null));
        return new MapSpec(view.Say("places.map-of", register.Find(code) is >= 0 and var me ? register.NameOn(me, asof) : view.Say("level.Nation")), places,
            [view.Say("level." + (below.Count > 0 ? register.LevelOf(below[0]) : code.Level))])
        {
            AreasHref = round.Count == 0 ? null : $"/api/v1/places/outlines?under={(drawn.Count > 0 ? code : area)}&level={round[0].Place.Level}",
            Scale = MapScale.Categories,
            Note = note,
            Height = ChartHeight.Middle,
        };
    }

    /// <summary>Whose register a place comes from, for the words of its source: the national one, another country's (mapped into codes 90 to 98) or the simulator's (99).</summary>
    public static string Origin(PlaceCode code) => (code.Value / 10_000_000_000) switch
    {
        99 => "-simulated",
        >= 90 => "-foreign",
        _ => "",
    };

    private static async Task<List<OutlineSource>> Sources(Db db, List<Id<OutlineSource>> ids, CancellationToken ct) =>
        ids.Count == 0 ? [] : await db.OutlineSources.AsNoTracking().Where(s => ids.Contains(s.Id)).ToListAsync(ct);

    /// <summary>Where a place without a position of its own is drawn: amid what lies below it, else at the nearest place above.</summary>
    private static (double Latitude, double Longitude)? Nearby(Register register, int i)
    {
        var (first, end) = register.Slice(register.Code(i));
        var known = Enumerable.Range(first, end - first).Select(register.Where).OfType<(double Latitude, double Longitude)>().ToList();
        if (known.Count > 0)
        {
            return (known.Average(k => k.Latitude), known.Average(k => k.Longitude));
        }
        for (var p = register.Parent(i); p >= 0; p = register.Parent(p))
        {
            if (register.LevelOf(p) >= Level.County && register.Where(p) is { } above)
            {
                return above;
            }
        }
        return null;
    }
}
