using Microsoft.EntityFrameworkCore;

namespace Shanhai.Places;

/// <summary>What happened to a place, latest first, undone events included and marked. Anybody may read it; who wrote it down is for those who are signed in.</summary>
public static class PlaceHistory
{
    public sealed record Entry(
        Id<PlaceEvent> Id, PlaceEventKind Kind, DateOnly On, bool YearOnly, string Document, string? Note, string? RecordedBy, DateTimeOffset RecordedAt,
        DateTimeOffset? UndoneAt, string? UndoneBy, string? UndoneWhy, IReadOnlyList<PlacePath.Step> From, IReadOnlyList<PlacePath.Step> To);

    public static async Task<Result<Entry[]>> Handle(PlaceCode code, CurrentRegister current, Db db, Actor actor, CancellationToken ct)
    {
        if (actor.Refuses(PlacesModule.View, code) is { } no)
        {
            return no;
        }

        return await Of(await current.Read(db, ct), code, db, actor, ct);
    }

    internal static async Task<Entry[]> Of(Register register, PlaceCode code, Db db, Actor actor, CancellationToken ct)
    {
        var ids = await db.PlaceMoves.AsNoTracking().Where(m => m.From == code || m.To == code).Select(m => m.Event).Distinct().ToListAsync(ct);
        if (ids.Count == 0)
        {
            return [];
        }
        var events = await db.PlaceEvents.AsNoTracking().Where(e => ids.Contains(e.Id)).ToListAsync(ct);
        var level = code.Level;
        var moves = (await db.PlaceMoves.AsNoTracking().Where(m => ids.Contains(m.Event)).OrderBy(m => m.Number).ToListAsync(ct)).ToLookup(m => m.Event);
        return [.. events.OrderByDescending(e => e.On).ThenByDescending(e => e.RecordedAt).Select(e =>
        {
            // A change of a county moves every village in it; a place's own line is what is told on its page.
            var own = moves[e.Id].Where(m => (m.From ?? m.To)!.Value.Level == level).ToList();
            return new Entry(e.Id, e.Kind, e.On, e.YearOnly, e.Document, e.Note, Name(e.RecordedBy), e.RecordedAt, e.UndoneAt, Name(e.UndoneBy), e.UndoneWhy,
                Steps(own.Where(m => own.Count <= 12 || m.From == code || m.To == code).Select(m => (m.From, m.FromName))),
                Steps(own.Where(m => own.Count <= 12 || m.From == code || m.To == code).Select(m => (m.To, m.ToName))));
        })];

        List<PlacePath.Step> Steps(IEnumerable<(PlaceCode? Code, string? Name)> places) =>
            [.. places.Where(p => p.Code is not null).Select(p => new PlacePath.Step(p.Code!.Value, p.Name ?? register.NameOf(p.Code!.Value))).Distinct()];

        string? Name(string? person) => actor.IsPublic ? null : person;
    }
}
