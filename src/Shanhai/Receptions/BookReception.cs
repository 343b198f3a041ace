using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;
using Shanhai.Organisations;
using Shanhai.Voices;

namespace Shanhai.Receptions;

/// <summary>
/// Books a place in the queue of a reception day: what is to be said is filed as a voice, or joins one that is under way (by its code and PIN). Anybody may on the
/// web until the day ends; those who sit in it write it down for a caller, and for whoever stands at the door, who waits at once. There is no cap.
/// </summary>
public sealed record BookReception
{
    public FileVoice? Voice { get; init; }

    /// <summary>Instead of a new voice: one that is under way.</summary>
    public string? Receipt { get; init; }
    public string? Pin { get; init; }
    public CaseWay? Way { get; init; }

    /// <summary>Null: the room whose subject it is, else the general one.</summary>
    public short? Room { get; init; }

    private const int FirstApart = 100_000, LastApart = 1_000_000;

    /// <param name="Pin">Told once, with a new voice.</param>
    public sealed record Booked(Id<ReceptionCase> Id, int Number, short Room, string RoomName, string Receipt, string? Pin, string? Office, DateOnly? AnswerBy, DateOnly On, TimeOnly From, string Venue);

    public static async Task<Result<Booked>> Handle(
        Id<Reception> id, BookReception input, ReceptionCatalogue catalogue, Intake intake, FollowVoice.Door door, CurrentTree trees, Db db, Actor actor, TimeProvider clock, CancellationToken ct)
    {
        var way = input.Way ?? CaseWay.Web;
        if (actor.Refuses(way == CaseWay.Web ? ReceptionsModule.Book : ReceptionsModule.Work) is { } no)
        {
            return no;
        }
        var tree = await trees.Read(db, ct);
        var days = way == CaseWay.Web ? db.Receptions : ReceptionSight.Of(actor, tree, ReceptionsModule.Work, db);
        if (await days.AsNoTracking().FirstOrDefaultAsync(r => r.Id == id && (way != CaseWay.Web || r.Notice != null), ct) is not { } day)
        {
            return Problem.Missing("reception.not-found");
        }
        if (Closed(day, way, ChinaDay.Today(clock)) is { } closed)
        {
            return closed;
        }

        var rooms = await db.ReceptionRooms.AsNoTracking().Where(r => r.Reception == id).OrderBy(r => r.Number).ToListAsync(ct);
        if (input.Room is { } asked && rooms.TrueForAll(r => r.Number != asked))
        {
            return new Errors().Add("room", "reception.no-room", asked).Refusal!;
        }
        var said = await Say(input, way, intake, door, tree, db, actor, ct);
        if (said.Problem is { } unsaid)
        {
            return unsaid;
        }
        var (voice, filed) = said.Value;
        var room = RoomFor(input.Room, voice, rooms, catalogue);
        if (room is null)
        {
            return new Errors().Add("room", "reception.no-room", input.Room).Refusal!;
        }
        var before = await db.ReceptionCases.FirstOrDefaultAsync(c => c.Reception == id && c.Voice == voice.Id, ct);
        if (before is not null && before.State != CaseState.Cancelled)
        {
            // The same form sent twice is one booking; the same voice booked again is told where it stands.
            return filed is { Again: true } ? Told(before, rooms.First(r => r.Number == before.Room), day, voice, filed) : Problem.Clash("reception.booked-twice", before.Number, $"{day.On:yyyy-MM-dd}");
        }

        await using var writing = await db.BeginWriting(ct);
        var number = await NextNumber(id, voice, db, ct);
        // Who gave her place back and comes again gets the next number, as everybody does.
        before?.BookAgain(number, room.Number, way, clock.GetUtcNow());
        var one = before ?? new ReceptionCase
        {
            Id = Id<ReceptionCase>.New(clock), Reception = id, Voice = voice.Id, Number = number,
            Room = room.Number, Way = way, Joined = filed is null, People = voice.People, MadeAt = clock.GetUtcNow(),
        };
        if (way == CaseWay.Door)
        {
            one.Arrive(clock.GetUtcNow());
        }
        if (before is null)
        {
            db.ReceptionCases.Add(one);
        }
        // Whoever books for herself is told from nobody: the address stays out of the journal.
        db.Record(way == CaseWay.Web ? actor with { Origin = null } : actor, way == CaseWay.Web ? ReceptionsModule.Book : ReceptionsModule.Work, ReceptionsModule.SubjectOf(day), new { number = one.Number, room = one.Room, way }, day.Place, VoicesModule.KeptBy(voice));
        try
        {
            await db.SaveChangesAsync(ct);
        }
        catch (DbUpdateException broken) when (db.Dialect.IsDuplicate(broken))
        {
            // Pressed twice at once: the first one counts, and its answer is given.
            await writing.DisposeAsync();
            db.ChangeTracker.Clear();
            var first = await db.ReceptionCases.AsNoTracking().FirstAsync(c => c.Reception == id && c.Voice == voice.Id, ct);
            return filed is { Again: true } ? Told(first, rooms.First(r => r.Number == first.Room), day, voice, filed) : Problem.Clash("reception.booked-twice", first.Number, $"{day.On:yyyy-MM-dd}");
        }
        await writing.Commit(ct);
        return Told(one, room, day, voice, filed);
    }

    internal static Problem? Closed(Reception day, CaseWay way, DateOnly today) =>
        day.State == ReceptionState.Cancelled ? Problem.Clash("reception.cancelled", day.CancelledWhy)
        : !day.TakesBookings || today > day.On ? Problem.Clash("reception.booking-over", $"{day.On:yyyy-MM-dd}")
        : way == CaseWay.Door && day.State != ReceptionState.Open ? Problem.Clash("reception.not-open")
        : null;

    // An accusation has no place in the row: a gap in it would tell how many there are.
    private static async Task<int> NextNumber(Id<Reception> id, Voice voice, Db db, CancellationToken ct)
    {
        if (voice.Kind == VoiceKind.Accusation)
        {
            while (true)
            {
                var number = RandomNumberGenerator.GetInt32(FirstApart, LastApart);
                if (!await db.ReceptionCases.AnyAsync(c => c.Reception == id && c.Number == number, ct))
                {
                    return number;
                }
            }
        }
        await db.Receptions.Where(r => r.Id == id).ExecuteUpdateAsync(u => u.SetProperty(r => r.LastNumber, r => r.LastNumber + 1), ct);
        return await db.Receptions.Where(r => r.Id == id).Select(r => r.LastNumber).SingleAsync(ct);
    }

    private static async Task<Result<(Voice Voice, FileVoice.Filed? Filed)>> Say(
        BookReception input, CaseWay way, Intake intake, FollowVoice.Door door, OrganisationTree tree, Db db, Actor actor, CancellationToken ct)
    {
        if (!string.IsNullOrWhiteSpace(input.Receipt))
        {
            // Somebody who sits in the day and sees the voice needs no PIN of the person before her.
            var seen = way != CaseWay.Web && string.IsNullOrWhiteSpace(input.Pin) && Voices.Receipt.TryRead(input.Receipt, out var code)
                ? await Sight.Of(actor, tree, VoicesModule.View).Voices(db).AsNoTracking().FirstOrDefaultAsync(v => v.Receipt == code, ct) : null;
            var opened = seen is null ? await door.Open(input.Receipt, input.Pin, db, actor, ct) : seen;
            return opened.Problem is { } wrong ? wrong : opened.Value.HasEnded ? Problem.Clash("reception.voice-ended") : (opened.Value, null);
        }
        if (input.Voice is null)
        {
            return new Errors().Add("text", "voice.say-what").Refusal!;
        }
        var filed = await FileVoice.Handle(input.Voice with { Through = Channel.Reception }, intake, db, actor, ct);
        return filed.Problem is { } refused ? refused : (await db.Voices.AsNoTracking().FirstAsync(v => v.Id == filed.Value.Id, ct), filed.Value);
    }

    // An accusation is heard by the discipline body, wherever somebody would send it.
    private static ReceptionRoom? RoomFor(short? asked, Voice voice, List<ReceptionRoom> rooms, ReceptionCatalogue catalogue)
    {
        if (voice.Kind == VoiceKind.Accusation && rooms.Find(r => catalogue.RoomOf(r.Subject)?.Duties.HasFlag(Duties.Discipline) == true) is { } apart)
        {
            return apart;
        }
        return asked is { } number ? rooms.Find(r => r.Number == number)
            : rooms.Find(r => catalogue.RoomOf(r.Subject)?.Categories.Contains(voice.Category) == true) ?? rooms.Find(r => r.Subject == "general") ?? rooms.LastOrDefault();
    }

    private static Booked Told(ReceptionCase one, ReceptionRoom room, Reception day, Voice voice, FileVoice.Filed? filed) =>
        new(one.Id, one.Number, room.Number, room.Name, voice.Receipt, filed?.Pin, filed?.Office, filed?.AnswerBy, day.On, day.From, day.Venue);
}

/// <summary>Gives a place in the queue back; the voice goes on. Whoever has its code and PIN may, before being called.</summary>
public sealed record CancelBooking(string? Receipt, string? Pin)
{
    public sealed record Cancelled(int Number);

    public static async Task<Result<Cancelled>> Handle(Id<Reception> id, CancelBooking input, FollowVoice.Door door, Db db, Actor actor, CancellationToken ct)
    {
        if (actor.Refuses(ReceptionsModule.Book) is { } no)
        {
            return no;
        }
        var opened = await door.Open(input.Receipt, input.Pin, db, actor, ct);
        if (opened.Problem is { } wrong)
        {
            return wrong;
        }
        var voice = opened.Value;
        if (await db.ReceptionCases.FirstOrDefaultAsync(c => c.Reception == id && c.Voice == voice.Id, ct) is not { } one)
        {
            return Problem.Missing("reception.no-case");
        }
        if (one.Cancel() is { } late)
        {
            return late;
        }

        db.Record(actor with { Origin = null }, ReceptionsModule.Book, $"{ReceptionsModule.Subject}:{id}", new { cancelled = one.Number }, voice.Place, VoicesModule.KeptBy(voice));
        await db.SaveChangesAsync(ct);
        return new Cancelled(one.Number);
    }
}
