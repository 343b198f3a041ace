using Microsoft.EntityFrameworkCore;
using Shanhai.Host.Clocks;
using Shanhai.Notices;
using Shanhai.Organisations;
using Shanhai.Places;

namespace Shanhai.Receptions;

/// <summary>
/// Plans a reception day by the template: who comes, when and where, rooms with their bodies and lawyers, staff, flow, emergency plan. Officers and clerks of the
/// body may; until it is approved the plan is changed by writing it again. A day for which the public notice would come too late is refused with the days.
/// </summary>
public sealed record PlanReception(Id<Organisation>? Body, PlaceCode? Place, Level? Level, DateOnly? On, TimeOnly? From, TimeOnly? To)
{
    public string? Venue { get; init; }
    public string? LeaderPost { get; init; }
    public string? LeaderName { get; init; }
    public string? Problems { get; init; }
    public string? Staff { get; init; }
    public string? Flow { get; init; }
    public string? Emergency { get; init; }
    public string? Phone { get; init; }

    /// <summary>The version that was read before it was changed; null: whatever stands.</summary>
    public int? Version { get; init; }

    /// <summary>Null: the rooms of the template, each with the body of the place that has its duty.</summary>
    public IReadOnlyList<Room>? Rooms { get; init; }

    public sealed record Room(string? Subject, string? Name = null, Id<Organisation>? Body = null, string? Lawyer = null);

    public sealed record Planned(Id<Reception> Id);

    /// <summary>The rule whose days stand between the notice and the day.</summary>
    public const string NoticeMatter = "reception";

    public Errors Validate(ReceptionCatalogue catalogue)
    {
        var errors = new Errors()
            .Require(Venue, "venue").Limit(Venue, 200, "venue").Require(LeaderPost, "leaderPost").Limit(LeaderPost, 100, "leaderPost").Require(LeaderName, "leaderName").Limit(LeaderName, 60, "leaderName")
            .Limit(Problems, Reception.LongestText, "problems").Require(Staff, "staff").Limit(Staff, Reception.LongestText, "staff").Require(Flow, "flow").Limit(Flow, Reception.LongestText, "flow")
            .Require(Emergency, "emergency").Limit(Emergency, Reception.LongestText, "emergency").Limit(Phone, 60, "phone")
            .Require($"{On}", "on").Require($"{From}", "from").Require($"{To}", "to");
        if (To <= From)
        {
            errors.Add("to", "reception.ends-before");
        }
        foreach (var (field, text) in new[] { ("venue", Venue), ("leaderPost", LeaderPost), ("leaderName", LeaderName), ("phone", Phone) })
        {
            errors.WithoutNumbers(text, field);
        }
        if (Rooms is { Count: 0 or > 60 })
        {
            errors.Add("rooms", "reception.rooms");
        }
        foreach (var room in Rooms ?? [])
        {
            if (catalogue.RoomOf(room.Subject) is null)
            {
                errors.Add("rooms", "reception.no-subject", room.Subject);
            }
            errors.Limit(room.Name, 60, "rooms").Limit(room.Lawyer, 100, "rooms").WithoutNumbers(room.Name, "rooms").WithoutNumbers(room.Lawyer, "rooms");
        }
        return errors;
    }

    public static async Task<Result<Planned>> Handle(
        PlanReception input, Id<Reception>? id, ReceptionCatalogue catalogue, MatterCatalogue matters, CurrentTree trees, CurrentRegister places, CurrentDeadlines current, Db db, Actor actor, TimeProvider clock, CancellationToken ct)
    {
        if ((actor.Refuses(ReceptionsModule.Plan) ?? input.Validate(catalogue).Refusal) is { } no)
        {
            return no;
        }
        var (tree, register, today) = (await trees.Read(db, ct), await places.Read(db, ct), ChinaDay.Today(clock));
        Reception? known = null;
        if (id is { } old && (known = await ReceptionSight.Of(actor, tree, ReceptionsModule.Plan, db).FirstOrDefaultAsync(r => r.Id == old, ct)) is null)
        {
            return Problem.Missing("reception.not-found");
        }
        if (known is { State: not ReceptionState.Planned })
        {
            return Problem.Clash("reception.not-planned");
        }
        if (known is not null && input.Version is { } seen && seen != known.Version)
        {
            return Problem.Clash("notice.changed-meanwhile");
        }
        var body = known is not null ? tree.Find(known.Body) : input.Body is { } named ? tree.Successor(named) : null;
        if (body is null)
        {
            return new Errors().Add("body", "notice.say-body").Refusal!;
        }
        var place = known?.Place ?? input.Place ?? body.Place;
        if (register.Find(place) is var at && (at < 0 || !register.Stands(at)))
        {
            return new Errors().Add("place", "reception.place-ended", Merged(register, place)).Refusal!;
        }
        if (known is null && !NoticeSight.Of(actor, tree, ReceptionsModule.Plan).Covers(body, place))
        {
            return Problem.Refused("reception.not-your-body", body.Name);
        }
        if (TooLate(await current.Read(db, ct), matters, place, input.On!.Value, today) is { } late)
        {
            return new Errors().Add("on", late.Code, late.Args).Refusal!;
        }

        var day = known ?? new Reception
        {
            Id = Id<Reception>.New(clock), Body = body.Id, Place = place, Level = input.Level ?? place.Level, On = default, From = default, To = default,
            Venue = "", LeaderPost = "", LeaderName = "", Staff = "", Flow = "", Emergency = "",
        };
        input.Write(day);
        if (known is null)
        {
            db.Receptions.Add(day);
        }
        else
        {
            db.ReceptionRooms.RemoveRange(await db.ReceptionRooms.Where(r => r.Reception == day.Id).ToListAsync(ct));
        }
        db.ReceptionRooms.AddRange((input.Rooms ?? [.. catalogue.Template.Rooms.Select(r => new Room(r.Subject))]).Select((room, i) => new ReceptionRoom
        {
            Reception = day.Id, Number = (short)(i + 1), Subject = room.Subject!, Name = string.IsNullOrWhiteSpace(room.Name) ? catalogue.RoomOf(room.Subject)!.Name.Zh : room.Name.Trim(), Lawyer = room.Lawyer.Kept(),
            Body = room.Body is { } sits ? tree.Successor(sits)?.Id : Sitting(tree, place, catalogue.RoomOf(room.Subject)!.Duties),
        }));
        db.Record(actor, ReceptionsModule.Plan, ReceptionsModule.SubjectOf(day), place: day.Place);
        await db.SaveChangesAsync(ct);
        return new Planned(day.Id);
    }

    /// <summary>Null: posted today, the notice stands its days before the day comes.</summary>
    internal static Problem? TooLate(Deadlines deadlines, MatterCatalogue matters, PlaceCode place, DateOnly on, DateOnly today)
    {
        if (deadlines.InForce(matters.Find(NoticeMatter)!.Rule, place, today) is not { } rule)
        {
            return Problem.Invalid("clock.no-rule", matters.Find(NoticeMatter)!.Rule, place.ToString(), $"{today:yyyy-MM-dd}");
        }
        var ends = deadlines.Reckon(rule, today).Due;
        return on <= ends ? Problem.Clash("reception.notice-late", $"{on:yyyy-MM-dd}", TermWords.Of(rule.Term), $"{today:yyyy-MM-dd}", $"{ends:yyyy-MM-dd}", $"{ends.AddDays(1):yyyy-MM-dd}") : null;
    }

    // What became of a place that is no more, so that the day can be planned there.
    private static string Merged(Register register, PlaceCode place) =>
        register.Find(place) is < 0 ? place.ToString()
        : string.Join("、", register.Today(place).Select(p => register.Find(p) is >= 0 and var i ? $"{register.Name(i)} {p}" : p.ToString()).DefaultIfEmpty(place.ToString()));

    private static Id<Organisation>? Sitting(OrganisationTree tree, PlaceCode place, Duties duty) =>
        place.Ancestors().Append(place).Reverse().Select(p => tree.All.Where(b => b.Closed is null && b.Place == p && b.Duties.HasFlag(duty)).OrderBy(b => b.Id).FirstOrDefault()).FirstOrDefault(b => b is not null)?.Id;

    private void Write(Reception day)
    {
        (day.On, day.From, day.To, day.Venue, day.LeaderPost, day.LeaderName) = (On!.Value, From!.Value, To!.Value, Venue!.Trim(), LeaderPost!.Trim(), LeaderName!.Trim());
        (day.Problems, day.Staff, day.Flow, day.Emergency, day.Phone) = (Problems.Kept(), Staff!.Trim(), Flow!.Trim(), Emergency!.Trim(), Phone.Kept());
        day.Version++;
    }
}
