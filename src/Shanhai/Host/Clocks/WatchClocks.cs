using Microsoft.EntityFrameworkCore;
using Shanhai.Host.Jobs;

namespace Shanhai.Host.Clocks;

/// <summary>
/// Finds the duties whose time is over, raises one lapse for each, settles those done since, and shows to the superior what still stands. Four statements
/// over whole tables, the same on both databases; a clock that stops or is raised meanwhile is neither lost nor raised twice.
/// </summary>
public static class WatchClocks
{
    public sealed record Watched(int Lapses, int Settled, int ShownToSuperiors);

    public static async Task<Result<Watched>> Handle(JobRun run, CancellationToken ct)
    {
        if (run.Actor.Refuses(ClocksModule.Watch) is { } no)
        {
            return no;
        }
        var (deadlines, now) = (await run.Get<CurrentDeadlines>().Read(run.Db, ct), run.Get<TimeProvider>().GetUtcNow());
        return await run.Finish(db => Look(db, run.Actor, deadlines, now, ct), ct);
    }

    /// <summary>Inside the caller's transaction.</summary>
    public static async Task<Watched> Look(Db db, Actor actor, Deadlines deadlines, DateTimeOffset now, CancellationToken ct)
    {
        var (today, at) = (ChinaDay.Of(now), now.UtcDateTime);
        var raised = await db.Database.ExecuteSqlAsync(
            $"""
            INSERT INTO lapses (clock, rule, subject_kind, subject, place, body, compartment, since, shown_to_body_at)
            SELECT id, rule, subject_kind, subject, place, body, compartment, watch_on, {at} FROM clocks WHERE watch_on <= {today}
            ON CONFLICT (clock) DO NOTHING
            """, ct);
        // Only what has its lapse: a clock that was started backwards between the two statements waits for the next run.
        var marked = await db.Database.ExecuteSqlAsync(
            $"""
            UPDATE clocks SET overdue_since = watch_on, watch_on = NULL, version = version + 1
            WHERE watch_on <= {today} AND EXISTS (SELECT 1 FROM lapses WHERE lapses.clock = clocks.id)
            """, ct);
        var settled = await db.Database.ExecuteSqlAsync(
            $"""
            UPDATE lapses SET settled_at = clocks.stopped_at, settled = {(short)LapseSettled.Late} FROM clocks
            WHERE clocks.id = lapses.clock AND lapses.settled_at IS NULL AND clocks.stopped_at IS NOT NULL
            """, ct);
        var standing = Standing(deadlines, today);
        var shown = await db.Lapses.Where(l => l.SettledAt == null && l.ShownToSuperiorAt == null && l.Since <= standing)
            .ExecuteUpdateAsync(u => u.SetProperty(l => l.ShownToSuperiorAt, now), ct);
        if (raised + marked + settled + shown > 0)
        {
            db.Record(actor, ClocksModule.Watch, "clocks:all", new { day = today, lapses = raised, settled, shownToSuperiors = shown, hash = await Print(db, now, ct) });
            await db.SaveChangesAsync(ct);
        }
        return new(raised, settled, shown);
    }

    /// <summary>The latest first day of a lapse whose time before the superior sees it is over.</summary>
    private static DateOnly Standing(Deadlines deadlines, DateOnly today)
    {
        if (deadlines.InForce("LAPSE.SUPERIOR", PlaceCode.Nation, today) is not { } row)
        {
            return DateOnly.MinValue;
        }
        var day = today;
        while (deadlines.Reckon(row, day).Due >= today)
        {
            day = day.AddDays(-1);
        }
        return day;
    }

    // The entry says which clocks it raised without naming them: some of them nobody may count.
    private static async Task<string> Print(Db db, DateTimeOffset now, CancellationToken ct)
    {
        using var print = new Fingerprint();
        await foreach (var clock in db.Lapses.Where(l => l.ShownToBodyAt == now).OrderBy(l => l.Clock).Select(l => l.Clock).AsAsyncEnumerable().WithCancellation(ct))
        {
            print.Add(clock.ToString());
        }
        return print.Hash;
    }
}
