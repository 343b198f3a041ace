using Microsoft.EntityFrameworkCore;
using Shanhai.Notices;
using Shanhai.Organisations;
using Shanhai.Voices;

namespace Shanhai.Receptions;

/// <summary>Opens the day: from now on numbers are called. People of the bodies that sit in it may, on its day, once the notice has stood its days.</summary>
public static class OpenReception
{
    public sealed record Opened(Id<Reception> Id);

    public static async Task<Result<Opened>> Handle(Id<Reception> id, CurrentTree trees, Db db, Actor actor, TimeProvider clock, CancellationToken ct)
    {
        var found = await ReceptionDesk.Find(id, trees, db, actor, ct);
        if (found.Problem is { } no)
        {
            return no;
        }
        if (found.Value.Open(ChinaDay.Today(clock)) is { } unfit)
        {
            return unfit;
        }
        var notice = await MayProceed.Ask(ReceptionsModule.Subject, id.Value, db, clock, ct);
        // Somebody's objection must not keep the doors shut; a notice that has not stood its days must.
        if (notice is { Code: "notice.step-runs" or "notice.step-not-posted" or "notice.step-withdrawn" })
        {
            return notice;
        }

        db.Record(actor, ReceptionsModule.Work, ReceptionsModule.SubjectOf(found.Value), new { opened = true }, found.Value.Place);
        await db.SaveChangesAsync(ct);
        return new Opened(id);
    }
}

/// <summary>What is done with the queue: somebody arrives, the next is called into a room, one who was not there goes back. People of the bodies that sit in it may.</summary>
public static class ReceptionDesk
{
    public sealed record Moved(int Number, short Room, CaseState State);

    public static Task<Result<Moved>> Arrive(Id<ReceptionCase> id, CurrentTree trees, Db db, Actor actor, TimeProvider clock, CancellationToken ct) =>
        Move(id, c => c.Arrive(clock.GetUtcNow()), trees, db, actor, ct);

    public static Task<Result<Moved>> PutBack(Id<ReceptionCase> id, CurrentTree trees, Db db, Actor actor, TimeProvider clock, CancellationToken ct) =>
        Move(id, c => c.PutBack(clock.GetUtcNow()), trees, db, actor, ct);

    /// <summary>Whoever has waited longest in a room. Two desks that call at once call two people.</summary>
    public static async Task<Result<Moved>> CallNext(Id<Reception> id, short room, CurrentTree trees, Db db, Actor actor, TimeProvider clock, CancellationToken ct)
    {
        for (var tries = 0; ; tries++)
        {
            var found = await Find(id, trees, db, actor, ct);
            if (found.Problem is { } no)
            {
                return no;
            }
            if (found.Value.State != ReceptionState.Open)
            {
                return Problem.Clash("reception.not-open");
            }
            var seen = Sight.Of(actor, await trees.Read(db, ct), VoicesModule.View).Voices(db);
            var next = await db.ReceptionCases.Where(c => c.Reception == id && c.Room == room && c.State == CaseState.Waiting && seen.Any(v => v.Id == c.Voice && v.State != VoiceState.Withdrawn))
                .OrderBy(c => c.ArrivedAt).ThenBy(c => c.Number).FirstOrDefaultAsync(ct);
            if (next is null)
            {
                return Problem.Clash("reception.nobody-waits");
            }
            next.Call(clock.GetUtcNow());
            db.Record(actor, ReceptionsModule.Work, ReceptionsModule.SubjectOf(found.Value), new { called = next.Number, room }, found.Value.Place, await KeptBy(next, db, ct));
            try
            {
                await db.SaveChangesAsync(ct);
                return new Moved(next.Number, next.Room, next.State);
            }
            catch (DbUpdateConcurrencyException) when (tries < 5)
            {
                db.ChangeTracker.Clear();
            }
        }
    }

    internal static async Task<Result<Reception>> Find(Id<Reception> id, CurrentTree trees, Db db, Actor actor, CancellationToken ct)
    {
        if (actor.Refuses(ReceptionsModule.Work) is { } no)
        {
            return no;
        }
        return await ReceptionSight.Of(actor, await trees.Read(db, ct), ReceptionsModule.Work, db).FirstOrDefaultAsync(r => r.Id == id, ct) is { } day ? day : Problem.Missing("reception.not-found");
    }

    /// <summary>The body whose auditors alone read of this case; null: it is in no compartment.</summary>
    private static async Task<Guid?> KeptBy(ReceptionCase one, Db db, CancellationToken ct) => VoicesModule.KeptBy(await db.Voices.AsNoTracking().FirstAsync(v => v.Id == one.Voice, ct));

    private static async Task<Result<Moved>> Move(Id<ReceptionCase> id, Func<ReceptionCase, Problem?> move, CurrentTree trees, Db db, Actor actor, CancellationToken ct)
    {
        if (actor.Refuses(ReceptionsModule.Work) is { } no)
        {
            return no;
        }
        var tree = await trees.Read(db, ct);
        var (mine, seen) = (ReceptionSight.Of(actor, tree, ReceptionsModule.Work, db), Sight.Of(actor, tree, VoicesModule.View).Voices(db));
        if (await db.ReceptionCases.FirstOrDefaultAsync(c => c.Id == id && mine.Any(r => r.Id == c.Reception) && seen.Any(v => v.Id == c.Voice), ct) is not { } one)
        {
            return Problem.Missing("reception.no-case");
        }
        if (move(one) is { } unfit)
        {
            return unfit;
        }
        var day = await db.Receptions.AsNoTracking().FirstAsync(r => r.Id == one.Reception, ct);
        db.Record(actor, ReceptionsModule.Work, ReceptionsModule.SubjectOf(day), new { number = one.Number, state = one.State }, day.Place, await KeptBy(one, db, ct));
        if (await db.Save(changed: Problem.Clash("notice.changed-meanwhile"), there: null, ct) is { } meanwhile)
        {
            return meanwhile;
        }
        return new Moved(one.Number, one.Room, one.State);
    }
}

/// <summary>Ends the day with what the meeting said; every case that came is recorded first, but for those of the compartment, which go on there. Officers and leaders of the body may.</summary>
public sealed record CloseReception(string? Result)
{
    public sealed record Closed(Id<Reception> Id, bool SameDay);

    public static async Task<Result<Closed>> Handle(Id<Reception> id, CloseReception input, CurrentTree trees, Db db, Actor actor, TimeProvider clock, CancellationToken ct)
    {
        if ((actor.Refuses(ReceptionsModule.Announce) ?? new Errors().Require(input.Result, "result").Limit(input.Result, Reception.LongestText, "result").WithoutNumbers(input.Result, "result").Refusal) is { } no)
        {
            return no;
        }
        if (await ReceptionSight.Of(actor, await trees.Read(db, ct), ReceptionsModule.Announce, db).FirstOrDefaultAsync(r => r.Id == id, ct) is not { } day)
        {
            return Problem.Missing("reception.not-found");
        }
        var open = await db.ReceptionCases.Where(c => c.Reception == id && (c.State == CaseState.Waiting || c.State == CaseState.Called)
                && db.Voices.Any(v => v.Id == c.Voice && v.State != VoiceState.Withdrawn && v.Kind != VoiceKind.Accusation)).OrderBy(c => c.Number).Select(c => c.Number).Take(20).ToListAsync(ct);
        if (day.State == ReceptionState.Open && open.Count > 0)
        {
            return Problem.Clash("reception.cases-open", string.Join("、", open));
        }
        if (day.Close(input.Result!.Trim(), clock.GetUtcNow()) is { } unfit)
        {
            return unfit;
        }

        db.Record(actor, ReceptionsModule.Announce, ReceptionsModule.SubjectOf(day), new { closed = true }, day.Place);
        await db.SaveChangesAsync(ct);
        return new Closed(id, ChinaDay.Today(clock) == day.On);
    }
}
