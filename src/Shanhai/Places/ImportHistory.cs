using Microsoft.EntityFrameworkCore;

namespace Shanhai.Places;

/// <summary>
/// Loads a published history of codes as dated places and events. Officers of the nation and the console's operator may. Repeating the same file
/// changes nothing. A change that the register has not made itself yet (its old code still has places below it) is left out and counted:
/// it must be recorded as a change, so that the villages move along.
/// </summary>
public static class ImportHistory
{
    public sealed record Imported(int Places, int Names, int Events, int Known, int Left);

    public static async Task<Result<Imported>> Handle(
        string path, PlaceCode under, string document, CurrentRegister current, Pinyin pinyin, Db db, Actor actor, TimeProvider clock, CancellationToken ct)
    {
        if (actor.Refuses(PlacesModule.Change, PlaceCode.Nation) is { } no)
        {
            return no;
        }

        HistoryFile file;
        try
        {
            file = HistoryFile.Read(path, under);
        }
        catch (RegisterException bad)
        {
            return bad.Problem;
        }

        await using var writing = await db.BeginWriting(ct);
        var register = await current.Read(db, ct);
        if (await RegisterStamp.Raise(db, register.Version, ct) is { } raced)
        {
            return raced;
        }
        var changes = file.Changes().ToList();
        // What the register has not done yet: a code that ends in the file and still contains places here.
        var left = changes.Where(c => c.Moves.Any(m => m.Closes && file.HasEnded(m.From!.Value) && register.Find(m.From!.Value) is >= 0 and var i && register.Stands(i) && register.Below(m.From.Value).Any())).ToList();
        var skipped = left.SelectMany(c => c.Moves).SelectMany(m => new[] { m.From, m.To }).OfType<PlaceCode>().ToHashSet();
        var (places, names) = await Dated(file, skipped, register, pinyin, db, clock, ct);
        var events = Events(changes.Except(left), register, document, db, actor, clock);
        var imported = new Imported(places, names, events, changes.Count - left.Count - events, left.Count);
        if (places + names + events == 0)
        {
            return imported;
        }
        db.Record(actor, PlacesModule.Change, "history:" + Path.GetFileName(path), imported, under);
        await db.SaveChangesAsync(ct);
        await writing.Commit(ct);
        current.Written();
        return imported;
    }

    private static async Task<(int Places, int Names)> Dated(
        HistoryFile file, HashSet<PlaceCode> skipped, Register register, Pinyin pinyin, Db db, TimeProvider clock, CancellationToken ct)
    {
        var (added, named) = (0, 0);
        var known = await db.Places.Where(p => p.Level <= Level.County).ToDictionaryAsync(p => p.Code, ct);
        foreach (var lives in file.Places.Where(l => !skipped.Contains(l.Key)))
        {
            var last = lives.Last();
            DateOnly? Day(int year) => year == file.First ? null : new(year, 1, 1);
            // Renamings keep one life; after a gap the code began anew.
            var began = lives.Last(l => !lives.Any(b => b.To == l.From)).From;
            if (!known.TryGetValue(lives.Key, out var place))
            {
                var (full, initials) = pinyin.Say(last.Name);
                db.Places.Add(place = new() { Code = lives.Key, Level = lives.Key.Level, Name = last.Name, Pinyin = full, Initials = initials });
                added++;
            }
            place.Opened ??= Day(began);
            place.Closed ??= last.To is { } to ? new(to, 1, 1) : null;
            var former = register.Find(lives.Key) is >= 0 and var i ? register.FormerNames(i) : [];
            foreach (var life in lives.SkipLast(1).Where(l => !former.Any(f => f.To == new DateOnly(l.To!.Value, 1, 1))))
            {
                db.PlaceNames.Add(new() { Id = Id<DatedName>.New(clock), Place = lives.Key, Name = life.Name, From = Day(life.From), To = new DateOnly(life.To!.Value, 1, 1) });
                named++;
            }
        }
        return (added, named);
    }

    private static int Events(IEnumerable<HistoryFile.Change> changes, Register register, string document, Db db, Actor actor, TimeProvider clock)
    {
        var known = register.Happenings.Select(h => Signature(h.On, h.Steps.Select(s => (s.From, s.To)))).ToHashSet();
        var count = 0;
        foreach (var change in changes)
        {
            var on = new DateOnly(change.Year, 1, 1);
            if (!known.Add(Signature(on, change.Moves.Select(m => (m.From, m.To)))))
            {
                continue;
            }
            var made = new PlaceEvent
            {
                Id = Id<PlaceEvent>.New(clock), Kind = change.Kind, On = on, YearOnly = true, Document = document, RecordedBy = actor.Name, RecordedAt = clock.GetUtcNow(),
            };
            db.PlaceEvents.Add(made);
            db.PlaceMoves.AddRange(change.Moves.Select(m => new PlaceMove
            {
                Event = made.Id, Number = m.Number, From = m.From, To = m.To, FromName = m.FromName, ToName = m.ToName, Opens = m.Opens, Closes = m.Closes,
            }));
            count++;
        }
        return count;
    }

    private static string Signature(DateOnly on, IEnumerable<(PlaceCode? From, PlaceCode? To)> steps) =>
        $"{on.DayNumber}:{string.Join(' ', steps.Select(s => $"{s.From}>{s.To}").Order(StringComparer.Ordinal))}";
}
