using Microsoft.EntityFrameworkCore;
using Shanhai.Host.Clocks;
using Shanhai.Host.Jobs;
using Shanhai.Organisations;

namespace Shanhai.Voices.Failures;

/// <summary>
/// Finds the sanctionable failures, every hour after the clocks were watched: in the lapses of voices, in refusals of bodies that had been found competent, and in supported
/// requests whose day is past. Notes what was mended, and shows to the superior what stands after its grace. In short transactions; found once, never twice.
/// </summary>
public static class DetectFailures
{
    /// <summary>The day it looked. No numbers: some of what it finds nobody may count, and a job's answer is read by administrators.</summary>
    public sealed record Detected(DateOnly Day);

    private const int Batch = 1_000;
    private const string NotCompetent = "not-competent";

    private sealed record Looking(JobRun Run, FailureCatalogue Catalogue, Deadlines Deadlines, DateTimeOffset Now, CancellationToken Ct)
    {
        public DateOnly Today => ChinaDay.Of(Now);
    }

    public static async Task<Result<Detected>> Handle(JobRun run, CancellationToken ct)
    {
        if (run.Actor.Refuses(ClocksModule.Watch) is { } no)
        {
            return no;
        }
        var looking = new Looking(run, run.Get<FailureCatalogue>(), await run.Get<CurrentDeadlines>().Read(run.Db, ct), run.Get<TimeProvider>().GetUtcNow(), ct);
        await OfLapses(looking);
        await Repeat(looking, db => OfRefusals(db, looking));
        await Repeat(looking, db => OfPromises(db, looking));
        await Mend(looking);
        await Repeat(looking, db => Show(db, looking));
        await KeepDays(looking);
        return new Detected(looking.Today);
    }

    private static async Task OfLapses(Looking at)
    {
        var (rules, ct) = (at.Catalogue.Kinds.SelectMany(k => k.Rules).ToList(), at.Ct);
        Id<Clock> after = default;
        while (true)
        {
            var last = after;
            var lapses = await at.Run.Db.Lapses.AsNoTracking().Where(l => l.SubjectKind == VoicesModule.Subject && rules.Contains(l.Rule) && l.Clock > last
                    && !at.Run.Db.VoiceFailures.Any(f => (Guid)(object)f.Voice == l.Subject && f.Since == l.Since)).OrderBy(l => l.Clock).Take(Batch)
                .Select(l => new { l.Clock, l.Subject, l.Rule, l.Place, l.Body, l.Since, l.SettledAt }).ToListAsync(ct);
            if (lapses.Count == 0)
            {
                return;
            }
            await at.Run.Write(async db =>
            {
                var voices = lapses.ConvertAll(l => new Id<Voice>(l.Subject));
                var known = (await db.VoiceFailures.Where(f => voices.Contains(f.Voice)).Select(f => new { f.Voice, f.Kind, f.Since }).ToListAsync(ct)).Select(f => (f.Voice, f.Kind, f.Since)).ToHashSet();
                foreach (var l in lapses)
                {
                    var (voice, kind) = (new Id<Voice>(l.Subject), at.Catalogue.Of(l.Rule)!.Value);
                    if (known.Add((voice, kind, l.Since)))
                    {
                        db.VoiceFailures.Add(Made(voice, kind, l.Place, l.Body is { } body ? new(body) : null, l.Since, l.SettledAt, at));
                    }
                }
                return await Save(db, at);
            }, ct);
            after = lapses[^1].Clock;
        }
    }

    private static async Task<bool> OfRefusals(Db db, Looking at)
    {
        // The office had refused the body's objection, or the common superior had named it: then "not competent" is not for it to say.
        var found = await db.Voices.AsNoTracking().Where(v => v.State == VoiceState.NotAccepted && v.Reason == NotCompetent && v.Kind != VoiceKind.Accusation && v.Holder != null
                && db.VoiceSteps.Any(s => s.Voice == v.Id && (s.Act == Act.RefuseObjection || s.Act == Act.Assign && s.From == VoiceState.Disputed))
                && !db.VoiceFailures.Any(f => f.Voice == v.Id && f.Kind == FailureKind.NotAccepted))
            .OrderBy(v => v.Id).Take(Batch).Select(v => new { v.Id, v.Place, v.Holder, v.EndedAt }).ToListAsync(at.Ct);
        db.VoiceFailures.AddRange(found.Select(v => Made(v.Id, FailureKind.NotAccepted, v.Place, v.Holder, ChinaDay.Of(v.EndedAt ?? at.Now), null, at)));
        return await Save(db, at) && found.Count == Batch;
    }

    private static async Task<bool> OfPromises(Db db, Looking at)
    {
        var today = at.Today;
        var found = await db.Voices.AsNoTracking().Where(v => v.ExecuteBy < today && (v.ExecutedOn == null || v.ExecutedOn > v.ExecuteBy) && v.Outcome == Decision.Supported && v.State != VoiceState.Withdrawn
                && !db.VoiceFailures.Any(f => f.Voice == v.Id && f.Kind == FailureKind.NotExecuted))
            .OrderBy(v => v.Id).Take(Batch).Select(v => new { v.Id, v.Place, v.OpinionBy, v.Holder, v.ExecuteBy }).ToListAsync(at.Ct);
        db.VoiceFailures.AddRange(found.Select(v => Made(v.Id, FailureKind.NotExecuted, v.Place, v.OpinionBy ?? v.Holder, v.ExecuteBy!.Value.AddDays(1), null, at)));
        return await Save(db, at) && found.Count == Batch;
    }

    // What was done late is noted as mended; it stays on record.
    private static async Task Mend(Looking at)
    {
        Id<Failure>? last = default(Id<Failure>);
        while (last is { } after)
        {
            last = await at.Run.Write(async db =>
            {
                var open = await db.VoiceFailures.Where(f => f.MendedAt == null && f.Kind != FailureKind.NotAccepted && f.Id > after).OrderBy(f => f.Id).Take(Batch).ToListAsync(at.Ct);
                var subjects = open.ConvertAll(f => f.Voice.Value);
                var voices = open.ConvertAll(f => f.Voice);
                var settled = (await db.Lapses.Where(l => l.SubjectKind == VoicesModule.Subject && subjects.Contains(l.Subject) && l.SettledAt != null).Select(l => new { l.Subject, l.Since }).ToListAsync(at.Ct))
                    .Select(l => (l.Subject, l.Since)).ToHashSet();
                var executed = (await db.Voices.Where(v => voices.Contains(v.Id) && v.ExecutedOn != null).Select(v => v.Id).ToListAsync(at.Ct)).ToHashSet();
                foreach (var failure in open.Where(f => f.Kind == FailureKind.NotExecuted ? executed.Contains(f.Voice) : settled.Contains((f.Voice.Value, f.Since))))
                {
                    failure.MendedAt = at.Now;
                }
                await Save(db, at);
                return open.Count == Batch ? open[^1].Id : (Id<Failure>?)null;
            }, at.Ct);
        }
    }

    private static async Task<bool> Show(Db db, Looking at)
    {
        var today = at.Today;
        var standing = await db.VoiceFailures.Where(f => f.MendedAt == null && f.ShownToSuperiorAt == null && f.GraceUntil < today && f.Judged == null).OrderBy(f => f.GraceUntil).Take(Batch).ToListAsync(at.Ct);
        foreach (var failure in standing)
        {
            failure.ShownToSuperiorAt = at.Now;
        }
        return await Save(db, at) && standing.Count == Batch;
    }

    // A table of holidays has arrived and clocks have moved: the queues follow.
    private static async Task KeepDays(Looking at)
    {
        Id<Voice>? last = default(Id<Voice>);
        while (last is { } after)
        {
            last = await at.Run.Write(async db =>
            {
                var provisional = await db.Voices.Where(v => v.Provisional && v.Due < Voice.NoClock && v.Id > after).OrderBy(v => v.Id).Take(Batch).ToListAsync(at.Ct);
                var subjects = provisional.ConvertAll(v => v.Id.Value);
                var clocks = (await db.Clocks.AsNoTracking().Where(c => c.SubjectKind == VoicesModule.Subject && subjects.Contains(c.Subject) && c.StoppedAt == null && !c.Right && c.PausedOn == null).ToListAsync(at.Ct)).ToLookup(c => c.Subject);
                foreach (var voice in provisional)
                {
                    var next = clocks[voice.Id.Value].MinBy(c => c.DueOn);
                    if (next is not null && (next.DueOn != voice.Due || !next.Provisional))
                    {
                        voice.MoveDay(next);
                    }
                }
                await Save(db, at);
                return provisional.Count == Batch ? provisional[^1].Id : (Id<Voice>?)null;
            }, at.Ct);
        }
    }

    private static Failure Made(Id<Voice> voice, FailureKind kind, PlaceCode place, Id<Organisation>? body, DateOnly since, DateTimeOffset? mended, Looking at) => new()
    {
        Id = new(Guid.CreateVersion7(at.Now)), Voice = voice, Kind = kind, Place = place, Body = body, Since = since, FoundAt = at.Now, MendedAt = mended,
        // The grace is a row of data: set by profile where a place decides otherwise. Without a row the superior sees it at once.
        GraceUntil = at.Deadlines.InForce("LAPSE.SUPERIOR", place, at.Today) is { } row ? at.Deadlines.Reckon(row, at.Today).Due : at.Today,
    };

    private static async Task Repeat(Looking at, Func<Db, Task<bool>> work)
    {
        while (await at.Run.Write(work, at.Ct))
        {
        }
    }

    // Without numbers by body or place: some of them nobody may count.
    private static async Task<bool> Save(Db db, Looking at)
    {
        var changed = db.ChangeTracker.HasChanges();
        if (changed)
        {
            db.Record(at.Run.Actor, VoicesModule.Detect, "failures:all");
            await db.SaveChangesAsync(at.Ct);
        }
        db.ChangeTracker.Clear();
        return changed;
    }
}
