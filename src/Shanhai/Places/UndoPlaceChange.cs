using Microsoft.EntityFrameworkCore;

namespace Shanhai.Places;

/// <summary>
/// Takes a wrong change back while nothing was built on it: no later change of its places, nothing recorded under the codes it opened.
/// What came along with the change goes back with it.
/// An officer of the containing area may, and says why. The event stays readable as undone.
/// </summary>
public sealed record UndoPlaceChange(string? Why)
{
    public sealed record Undone(Id<PlaceEvent> Event);

    public static async Task<Result<Undone>> Handle(
        Id<PlaceEvent> id, UndoPlaceChange input, CurrentRegister current, IEnumerable<PlaceUse> uses, Pinyin pinyin, Db db, Actor actor, TimeProvider clock, CancellationToken ct)
    {
        await using var writing = await db.BeginWriting(ct);
        var made = await db.PlaceEvents.FirstOrDefaultAsync(e => e.Id == id, ct);
        if (made is null)
        {
            return Problem.Missing("place-event-missing");
        }
        var moves = await db.PlaceMoves.AsNoTracking().Where(m => m.Event == id).OrderBy(m => m.Number).ToListAsync(ct);
        if (moves.Select(m => (m.From ?? m.To)!.Value.Parent).Distinct().Select(c => actor.Refuses(PlacesModule.Change, c)).FirstOrDefault(p => p is not null) is { } no)
        {
            return no;
        }
        if (new Errors().Require(input.Why, "why", "places.undo.why").Limit(input.Why, 2000, "why").Refusal is { } wrong)
        {
            return wrong;
        }
        if (made.Undo(actor.Name, input.Why!.Trim(), clock.GetUtcNow()) is { } already)
        {
            return already;
        }
        var heirs = PlacePlan.HeirsOf(moves.ConvertAll(m => new PlacePlan.Move(m.From, m.To, m.FromName, m.ToName, m.Opens, m.Closes)));
        var back = await PlaceUse.ReturnAll(uses, new(heirs, made.On, made.RecordedAt), db, ct);
        if (await BuiltUpon(made, moves, uses, db, ct) is { } built)
        {
            return built;
        }

        await Restore(made, moves, pinyin, db, ct);
        await RegisterStamp.Raise(db, null, ct);
        db.Record(actor, PlacesModule.Change, "place-event:" + id, new { undone = made.Kind.ToString(), on = made.On, why = input.Why, back },
            PlaceCode.Around(moves.SelectMany(m => new[] { m.From, m.To }).OfType<PlaceCode>()));
        await db.SaveChangesAsync(ct);
        await writing.Commit(ct);
        current.Written();
        return new Undone(id);
    }

    private static async Task<Problem?> BuiltUpon(PlaceEvent made, List<PlaceMove> moves, IEnumerable<PlaceUse> uses, Db db, CancellationToken ct)
    {
        PlaceCode?[] touched = [.. moves.SelectMany(m => new[] { m.From, m.To }).Where(c => c is not null).Distinct()];
        foreach (var codes in touched.Chunk(500))
        {
            var later = await db.PlaceMoves.AsNoTracking().Where(m => m.Event != made.Id && (codes.Contains(m.From) || codes.Contains(m.To)))
                .Join(db.PlaceEvents.Where(e => e.UndoneAt == null && (e.On > made.On || e.On == made.On && e.RecordedAt > made.RecordedAt)), m => m.Event, e => e.Id, (m, e) => e.On)
                .ToListAsync(ct);
            if (later.Count > 0)
            {
                return Problem.Clash("place-event-later", later.Min());
            }
        }
        var opened = moves.Where(m => m.Opens).Select(m => m.To!.Value).ToList();
        var counts = await PlaceUse.CountAll(uses, db, opened, ct);
        return counts.Count > 0 ? Problem.Clash("place-event-built-upon", counts.Sum(c => c.Number)) : null;
    }

    private static async Task Restore(PlaceEvent made, List<PlaceMove> moves, Pinyin pinyin, Db db, CancellationToken ct)
    {
        foreach (var some in moves.Chunk(500))
        {
            PlaceCode[] codes = [.. some.SelectMany(m => new[] { m.From, m.To }).OfType<PlaceCode>().Distinct()];
            var places = await db.Places.Where(p => codes.Contains(p.Code)).ToDictionaryAsync(p => p.Code, ct);
            var names = await db.PlaceNames.Where(n => codes.Contains(n.Place) && n.To == made.On).ToListAsync(ct);
            foreach (var move in some)
            {
                if (move.Opens)
                {
                    db.Places.Remove(places[move.To!.Value]);
                }
                if (move.Closes)
                {
                    places[move.From!.Value].Closed = null;
                }
                if (move.From == move.To && move.FromName != move.ToName)
                {
                    var place = places[move.To!.Value];
                    var former = names.Find(n => n.Place == place.Code && n.Name == move.FromName)!;
                    (place.Name, place.OfficialName) = (former.Name, former.OfficialName);
                    (place.Pinyin, place.Initials) = pinyin.Say(place.Name);
                    db.PlaceNames.Remove(former);
                }
            }
        }
    }
}
