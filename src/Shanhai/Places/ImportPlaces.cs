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
        ["code", "level", "name", "official_name", "pinyin", "initials", "official_code", "class", "latitude", "longitude"];

    /// <param name="current">Told at once that the register changed; without it other readers see the change within half a second.</param>
    public static async Task<Result<Imported>> Handle(
        IEnumerable<RegisterRow> rows, string source, Pinyin pinyin, Db db, Actor actor, CancellationToken ct, CurrentRegister? current = null)
    {
        if (actor.Refuses(PlacesModule.Change, PlaceCode.Nation) is { } no)
        {
            return no;
        }

        try
        {
            var imported = await Load(rows, source, pinyin, db, actor, ct);
            current?.Written();
            return imported;
        }
        catch (RegisterException bad)
        {
            return bad.Problem;
        }
    }

    private static async Task<Result<Imported>> Load(IEnumerable<RegisterRow> rows, string source, Pinyin pinyin, Db db, Actor actor, CancellationToken ct)
    {
        await using var writing = await db.BeginWriting(ct);
        var known = await db.Places.AsNoTracking().Select(p => new { p.Code, p.Name }).ToDictionaryAsync(p => p.Code.Value, p => p.Name, ct);
        long same = 0, renamed = 0;
        PlaceCode? around = null;
        var spoken = new Dictionary<string, (string Full, string Initials)>();
        using var print = new Fingerprint();
        var added = await Bulk.Insert(db, "places", Columns, print.Through(New()), ct);
        if (added > 0)
        {
            db.Record(actor, PlacesModule.Change, "register:" + source, new { added, known = same, renamed, source, content = print.Hash }, around);
            await RegisterStamp.Raise(db, null, ct);
            await db.SaveChangesAsync(ct);
        }
        await writing.Commit(ct);
        return new Imported(added, same, renamed, source);

        IEnumerable<object?[]> New()
        {
            var row = new object?[Columns.Length];
            foreach (var place in rows)
            {
                if (place.Repeats)
                {
                    continue;
                }
                var name = PlaceName.Spoken(place.Name);
                if (known.TryGetValue(place.Code.Value, out var before))
                {
                    same++;
                    renamed += name == before ? 0 : 1;
                    continue;
                }
                if (!spoken.TryGetValue(name, out var said))
                {
                    spoken[name] = said = place.Pinyin is { Length: > 0 } given ? (given, place.Initials!) : pinyin.Say(name);
                }
                around = around is { } so ? PlaceCode.Around(so, place.Code) : place.Code;
                row[0] = place.Code.Value;
                row[1] = (short)place.Code.Level;
                row[2] = name;
                row[3] = name == place.Name ? null : place.Name;
                row[4] = said.Full;
                row[5] = said.Initials;
                row[6] = place.OfficialCode;
                row[7] = short.TryParse(place.UrbanRural, NumberStyles.None, CultureInfo.InvariantCulture, out var @class) ? @class : null;
                row[8] = place.Lat;
                row[9] = place.Lon;
                yield return row;
            }
        }
    }
}
