using Microsoft.EntityFrameworkCore;

namespace Shanhai.Places.Lists;

/// <summary>Lists the named lists, of one jurisdiction and what lies below it where asked. Anybody may: they are public documents.</summary>
public sealed record FindLists(PlaceCode? Under = null)
{
    /// <param name="Now">How many places are on it today.</param>
    /// <param name="ToConfirm">How many entries ever made still need confirmation.</param>
    public sealed record Row(PlaceCode Jurisdiction, string Of, string Code, Both Name, Level Level, int Now, int Ever, int ToConfirm);

    public static async Task<Result<Page<Row>>> Handle([AsParameters] FindLists input, CurrentRegister current, Db db, Actor actor, TimeProvider clock, CancellationToken ct)
    {
        if (actor.Refuses(PlacesModule.View) is { } no)
        {
            return no;
        }
        var today = ChinaDay.Today(clock);
        var (from, to) = input.Under is { } under ? (under, under.Last) : (PlaceCode.Nation, PlaceCode.Nation.Last);
        var lists = await db.NamedLists.AsNoTracking().Where(l => l.Jurisdiction >= from && l.Jurisdiction <= to).OrderBy(l => l.Jurisdiction).ThenBy(l => l.Code).ToListAsync(ct);
        var counts = await db.Listings.AsNoTracking().GroupBy(l => l.List)
            .Select(g => new
            {
                g.Key,
                Ever = g.Count(),
                Now = g.Count(l => (l.From == null || l.From <= today) && (l.To == null || l.To > today)),
                ToConfirm = g.Count(l => l.NeedsConfirmation),
            }).ToDictionaryAsync(g => g.Key, ct);
        var register = await current.Read(db, ct);
        var rows = lists.Select(l => (List: l, Count: counts.GetValueOrDefault(l.Id)))
            .Select(l => new Row(l.List.Jurisdiction, register.NameOf(l.List.Jurisdiction), l.List.Code, l.List.Name, l.List.Level, l.Count?.Now ?? 0, l.Count?.Ever ?? 0, l.Count?.ToConfirm ?? 0)).ToList();
        return new Page<Row>(rows, null, rows.Count);
    }
}
