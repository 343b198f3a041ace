using System.Globalization;
using Microsoft.EntityFrameworkCore;

namespace Shanhai.Places;

/// <summary>
/// Loads a register of places into the table. Officers of the nation and the console's operator may. Places that are already there
/// are left as they are: a change of name or tree is an event with a date, not a second import; the answer counts them.
/// </summary>
public static class ImportPlaces
{
    public sealed record Imported(long Added, long Known, long Renamed, string Source);

    private static readonly string[] Columns =
        ["code", "level", "name", "pinyin", "initials", "official_code", "class", "latitude", "longitude"];

    public static async Task<Result<Imported>> Handle(IEnumerable<RegisterRow> rows, string source, Pinyin pinyin, Db db, Actor actor, CancellationToken ct)
    {
        if (actor.Refuses(PlacesModule.Change, PlaceCode.Nation) is { } no)
        {
            return no;
        }

        try
        {
            return await Load(rows, source, pinyin, db, actor, ct);
        }
        catch (RegisterException bad)
        {
            return bad.Problem;
        }
    }

    private static async Task<Result<Imported>> Load(IEnumerable<RegisterRow> rows, string source, Pinyin pinyin, Db db, Actor actor, CancellationToken ct)
    {
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
            foreach (var place in rows.Where(r => !r.Repeats))
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
                var (full, initials) = place.Pinyin is { Length: > 0 } given ? (given, place.Initials!) : pinyin.Say(place.Name);
                row[3] = full;
                row[4] = initials;
                row[5] = null;
                row[6] = short.TryParse(place.UrbanRural, NumberStyles.None, CultureInfo.InvariantCulture, out var @class) ? @class : null;
                row[7] = place.Lat;
                row[8] = place.Lon;
                yield return row;
            }
        }
    }
}
