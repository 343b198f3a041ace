using Microsoft.EntityFrameworkCore;

namespace Shanhai.Places;

/// <summary>
/// Loads a register of places into the table. Officers of the nation and the console's operator may. Places that are already there
/// are left as they are: a change of name or tree is an event with a date, not a second import; the answer counts them.
/// </summary>
public static class ImportPlaces
{
    public sealed record Registered(
        PlaceCode Code, string Name, short? Class, string Pinyin, string Initials, double? Latitude, double? Longitude, string? OfficialCode = null);

    public sealed record Imported(long Added, long Known, long Renamed, string Source);

    private static readonly string[] Columns =
        ["code", "level", "name", "pinyin", "initials", "official_code", "class", "latitude", "longitude"];

    public static async Task<Result<Imported>> Handle(IEnumerable<Registered> rows, string source, Db db, Actor actor, CancellationToken ct)
    {
        if (actor.Refuses(PlacesModule.Change, PlaceCode.Nation) is { } no)
        {
            return no;
        }

        await using var writing = await db.BeginWriting(ct);
        var known = await db.Places.AsNoTracking().ToDictionaryAsync(p => p.Code, p => p.Name, ct);
        long same = 0, renamed = 0;
        var added = await Bulk.Insert(db, "places", Columns, New(), ct);
        db.Record(actor, PlacesModule.Change, "register:" + source, new { added, known = same, renamed, source });
        await db.SaveChangesAsync(ct);
        await writing.Commit(ct);
        return new Imported(added, same, renamed, source);

        IEnumerable<object?[]> New()
        {
            var row = new object?[Columns.Length];
            foreach (var place in rows)
            {
                if (known.TryGetValue(place.Code, out var name))
                {
                    same++;
                    renamed += name == place.Name ? 0 : 1;
                    continue;
                }
                row[0] = place.Code.Value;
                row[1] = (short)place.Code.Level;
                row[2] = place.Name;
                row[3] = place.Pinyin;
                row[4] = place.Initials;
                row[5] = place.OfficialCode;
                row[6] = place.Class;
                row[7] = place.Latitude;
                row[8] = place.Longitude;
                yield return row;
            }
        }
    }
}
