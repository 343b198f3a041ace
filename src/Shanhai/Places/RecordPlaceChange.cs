using Microsoft.EntityFrameworkCore;

namespace Shanhai.Places;

/// <summary>
/// Creates, renames, merges, splits, transfers or closes places as of a day. An officer of the area that contains everything it touches
/// may. Figures stay where they were recorded: series in today's borders follow the moves. Roles, keys, lists, accounts, rules and plans go along where a place only took
/// another code, roles also where it was divided (<see cref="PlaceUse.Follow"/>).
/// </summary>
public static class RecordPlaceChange
{
    /// <summary><paramref name="Event"/> is null for a preview. <paramref name="Standing"/> counts what was recorded under the codes that end.</summary>
    public sealed record Recorded(Id<PlaceEvent>? Event, PlacePlan Plan, IReadOnlyList<PlaceUse.Count> Standing);

    public static async Task<Result<Recorded>> Handle(
        PlaceChange input, bool? preview, CurrentRegister current, IEnumerable<PlaceUse> uses, Pinyin pinyin, Db db, Actor actor, TimeProvider clock, CancellationToken ct)
    {
        var today = ChinaDay.Today(clock);
        if (Containing(input).Select(c => actor.Refuses(PlacesModule.Change, c)).FirstOrDefault(p => p is not null) is { } no)
        {
            return no;
        }
        if (input.Validate(today).Refusal is { } wrong)
        {
            return wrong;
        }

        var register = await current.Read(db, ct);

        var planned = PlanPlaceChange.Of(register, input);
        if (planned.Problem is { } refused)
        {
            return refused;
        }
        var plan = planned.Value;
        if (preview == true)
        {
            return new Recorded(null, plan, await PlaceUse.CountAll(uses, db, [.. plan.Moves.Where(m => m.Closes).Select(m => m.From!.Value).Distinct()], ct));
        }

        await using var writing = await db.BeginWriting(ct);
        if (await RegisterStamp.Raise(db, register.Version, ct) is { } raced)
        {
            return raced;
        }
        var made = Write(plan, input, register, await Touched(plan, db, ct), pinyin, db, actor, clock.GetUtcNow());
        var along = await PlaceUse.FollowAll(uses, new(PlacePlan.HeirsOf(plan.Moves), plan.On, made.RecordedAt), db, clock, ct);
        db.Record(actor, PlacesModule.Change, "place:" + input.Place,
            new { kind = plan.Kind.ToString(), on = plan.On, document = input.Document, into = input.Into, moves = plan.Moves.Count, along, @event = made.Id.ToString() });
        if (await db.Save(changed: Problem.Clash("register-changed-meanwhile"), there: null, ct) is { } meanwhile)
        {
            return meanwhile;
        }
        await writing.Commit(ct);
        current.Written();
        return new Recorded(made.Id, plan, []);
    }

    /// <summary>The places that contain what the change touches: there one must be an officer.</summary>
    internal static IEnumerable<PlaceCode> Containing(PlaceChange input) =>
        input.With.Append(input.Place).Concat(input.Into is { } into ? [into] : []).Concat(input.Parts.Select(p => p.Code)).Concat(input.Codes.Select(c => c.New))
            .Select(c => c.Parent).Distinct();

    private static async Task<Dictionary<PlaceCode, Place>> Touched(PlacePlan plan, Db db, CancellationToken ct)
    {
        var touched = new Dictionary<PlaceCode, Place>();
        foreach (var codes in plan.Moves.SelectMany(m => new[] { m.From, m.Opens ? null : m.To }).OfType<PlaceCode>().Distinct().Chunk(500))
        {
            foreach (var place in await db.Places.Where(p => codes.Contains(p.Code)).ToListAsync(ct))
            {
                touched[place.Code] = place;
            }
        }
        return touched;
    }

    private static PlaceEvent Write(PlacePlan plan, PlaceChange input, Register register, Dictionary<PlaceCode, Place> touched, Pinyin pinyin, Db db, Actor actor, DateTimeOffset now)
    {
        var made = new PlaceEvent
        {
            Id = new(Guid.CreateVersion7(now)), Kind = plan.Kind, On = plan.On, Document = input.Document!.Trim(), Note = input.Note,
            RecordedBy = actor.Name, RecordedAt = now,
        };
        db.PlaceEvents.Add(made);
        var number = 0;
        foreach (var move in plan.Moves)
        {
            db.PlaceMoves.Add(new()
            {
                Event = made.Id, Number = number++, From = move.From, To = move.To, FromName = move.FromName, ToName = move.ToName, Opens = move.Opens, Closes = move.Closes,
            });
            if (move.Opens)
            {
                var before = move.From is { } from ? touched[from] : null;
                var (full, initials) = pinyin.Say(move.ToName!);
                db.Places.Add(new()
                {
                    Code = move.To!.Value, Level = move.To.Value.Level, Name = move.ToName!, OfficialName = before?.Name == move.ToName ? before?.OfficialName : null,
                    Pinyin = full, Initials = initials, Class = before?.Class, Latitude = before?.Latitude, Longitude = before?.Longitude, Opened = plan.On,
                });
            }
            else if (move.To is { } kept && move.From == kept && move.ToName != move.FromName)
            {
                Rename(touched[kept], move.ToName!, register, plan.On, pinyin, db, now);
            }
            if (move.Closes)
            {
                touched[move.From!.Value].Closed = plan.On;
            }
        }
        return made;
    }

    private static void Rename(Place place, string name, Register register, DateOnly on, Pinyin pinyin, Db db, DateTimeOffset now)
    {
        var since = register.FormerNames(register.Find(place.Code)).Select(f => (DateOnly?)f.To).Max() ?? place.Opened;
        db.PlaceNames.Add(new() { Id = new(Guid.CreateVersion7(now)), Place = place.Code, Name = place.Name, OfficialName = place.OfficialName, From = since, To = on });
        (place.Name, place.OfficialName) = (name, null);
        (place.Pinyin, place.Initials) = pinyin.Say(name);
    }
}
