using Microsoft.EntityFrameworkCore;
using Shanhai.Host.Jobs;

namespace Shanhai.Host.Clocks;

/// <summary>
/// Finds the duties whose time is over, raises one lapse for each, settles those done since, and shows to the superior what still stands. In short
/// transactions: after a long outage a million may have run out, and nobody else should wait for them. What was done stays done if it stops half-way.
/// </summary>
public static class WatchClocks
{
    public sealed record Watched(int Lapses, int Settled, int ShownToSuperiors);

    private const int Batch = 2_000;

    /// <summary>Does its work in a transaction and commits it: a job's own way of writing.</summary>
    public delegate Task<Step> Write(Func<Db, Task<Step>> work);

    /// <param name="More">There may be more of the same.</param>
    public sealed record Step(int Lapses, int Settled, int ShownToSuperiors, bool More);

    public static async Task<Result<Watched>> Handle(JobRun run, CancellationToken ct)
    {
        if (run.Actor.Refuses(ClocksModule.Watch) is { } no)
        {
            return no;
        }
        var deadlines = await run.Get<CurrentDeadlines>().Read(run.Db, ct);
        return await Look(work => run.Write(work, ct), run.Actor, deadlines, run.Get<TimeProvider>().GetUtcNow(), ct);
    }

    public static async Task<Watched> Look(Write write, Actor actor, Deadlines deadlines, DateTimeOffset now, CancellationToken ct)
    {
        var (today, all) = (ChinaDay.Of(now), new Watched(0, 0, 0));
        var standing = Standing(deadlines, today);
        foreach (var work in new Func<Db, Task<Step>>[] { db => Raise(db, actor, today, now, ct), db => Show(db, actor, standing, now, ct) })
        {
            Step step;
            do
            {
                step = await write(work);
                all = new(all.Lapses + step.Lapses, all.Settled + step.Settled, all.ShownToSuperiors + step.ShownToSuperiors);
            }
            while (step.More);
        }
        return all;
    }

    private static async Task<Step> Raise(Db db, Actor actor, DateOnly today, DateTimeOffset now, CancellationToken ct)
    {
        var due = await db.Clocks.AsNoTracking().Where(c => c.WatchOn <= today).OrderBy(c => c.WatchOn).Take(Batch)
            .Select(c => new { c.Id, c.Rule, c.SubjectKind, c.Subject, c.Place, c.Body, c.Compartment, c.DueOn, c.StoppedAt }).ToListAsync(ct);
        if (due.Count == 0)
        {
            return new(0, 0, 0, false);
        }
        Id<Clock>[] open = [.. due.Where(c => c.StoppedAt is null).Select(c => c.Id)], stopped = [.. due.Where(c => c.StoppedAt is not null).Select(c => c.Id)], both = [.. open, .. stopped];
        var known = (await db.Lapses.Where(l => both.Contains(l.Clock)).Select(l => l.Clock).ToListAsync(ct)).ToHashSet();
        var raised = due.Where(c => !known.Contains(c.Id)).ToList();
        // What lies in a compartment is done like everything else and counted nowhere: a job's answer is read by administrators, some of whom may be among the accused.
        var (told, doneLate) = (raised.Count(c => c.Compartment is null), raised.Count(c => c.StoppedAt is not null && c.Compartment is null));
        await Bulk.Insert(db, "lapses", ["clock", "rule", "subject_kind", "subject", "place", "body", "compartment", "since", "shown_to_body_at", "settled_at", "settled"],
            raised.Select(c => new object?[]
            {
                c.Id.Value, c.Rule, c.SubjectKind, c.Subject, c.Place.Value, c.Body, c.Compartment, c.DueOn.AddDays(1), now.UtcDateTime, c.StoppedAt?.UtcDateTime,
                c.StoppedAt is null ? null : (short)LapseSettled.Late,
            }), ct);
        var settled = await db.Lapses.CountAsync(l => stopped.Contains(l.Clock) && l.SettledAt == null && l.Compartment == null, ct);
        await db.Lapses.Where(l => stopped.Contains(l.Clock) && l.SettledAt == null).ExecuteUpdateAsync(u => u
            .SetProperty(l => l.SettledAt, l => db.Clocks.Where(c => c.Id == l.Clock).Select(c => c.StoppedAt).First())
            .SetProperty(l => l.Settled, LapseSettled.Late), ct);
        // What was stopped since it was read keeps its day and comes again: its lapse is then known, and settled.
        await Mark(db.Clocks.Where(c => open.Contains(c.Id) && c.StoppedAt == null), today, ct);
        await Mark(db.Clocks.Where(c => stopped.Contains(c.Id)), today, ct);
        db.Record(actor, ClocksModule.Watch, "clocks:all", new { day = today, lapses = told, settled = settled + doneLate, hash = Print(raised.Select(c => c.Id)) });
        await db.SaveChangesAsync(ct);
        return new(told, settled + doneLate, 0, due.Count == Batch);
    }

    private static Task<int> Mark(IQueryable<Clock> clocks, DateOnly today, CancellationToken ct) =>
        clocks.Where(c => c.WatchOn <= today).ExecuteUpdateAsync(u => u
            .SetProperty(c => c.OverdueSince, c => c.OverdueSince ?? c.WatchOn)
            .SetProperty(c => c.WatchOn, (DateOnly?)null)
            .SetProperty(c => c.Version, c => c.Version + 1), ct);

    private static async Task<Step> Show(Db db, Actor actor, DateOnly standing, DateTimeOffset now, CancellationToken ct)
    {
        var lapses = await db.Lapses.Where(l => l.SettledAt == null && l.ShownToSuperiorAt == null && l.Since <= standing).OrderBy(l => l.Since).Take(Batch).Select(l => new { l.Clock, l.Compartment }).ToListAsync(ct);
        var (clocks, told) = (lapses.Select(l => l.Clock).ToArray(), lapses.Count(l => l.Compartment is null));
        if (clocks.Length > 0)
        {
            await db.Lapses.Where(l => clocks.Contains(l.Clock)).ExecuteUpdateAsync(u => u.SetProperty(l => l.ShownToSuperiorAt, now), ct);
            db.Record(actor, ClocksModule.Watch, "clocks:all", new { shownToSuperiors = told, hash = Print(clocks) });
            await db.SaveChangesAsync(ct);
        }
        return new(0, 0, told, clocks.Length == Batch);
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

    // The entry says which clocks it touched without naming them: some of them nobody may count.
    private static string Print(IEnumerable<Id<Clock>> clocks)
    {
        using var print = new Fingerprint();
        foreach (var clock in clocks.Order())
        {
            print.Add(clock.ToString());
        }
        return print.Hash;
    }
}
