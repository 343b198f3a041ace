using Microsoft.EntityFrameworkCore;
using Shanhai.Host.Jobs;

namespace Shanhai.Host.Clocks;

/// <summary>After the table of a year has arrived, reckons anew the open clocks that may touch it: provisional days become firm, moved days move.</summary>
public sealed record ReckonAnew(int Year)
{
    public sealed record Reckoned(int Year, long Looked, long Moved);

    private const int Batch = 1_000;

    public static async Task<Result<Reckoned>> Handle(JobRun run, ReckonAnew input, CancellationToken ct)
    {
        if (run.Actor.Refuses(ClocksModule.PublishCalendar) is { } no)
        {
            return no;
        }
        var current = run.Get<CurrentDeadlines>();
        current.Written();
        var deadlines = await current.Read(run.Db, ct);
        var (from, until) = (new DateOnly(input.Year, 1, 1), new DateOnly(input.Year, 12, 31));
        var (looked, moved, after) = (0L, 0L, default(Id<Clock>));
        while (true)
        {
            var last = after;
            var batch = await run.Write(async db =>
            {
                var clocks = await db.Clocks.Where(c => c.StoppedAt == null && c.OverdueSince == null && c.DueOn >= from && c.StartedOn <= until && c.Id > last)
                    .OrderBy(c => c.Id).Take(Batch).ToListAsync(ct);
                var changed = clocks.Count(c => c.ReckonAnew(deadlines));
                if (changed > 0)
                {
                    db.Record(run.Actor, ClocksModule.Reckon, "clocks:year", new { input.Year, changed });
                    await db.SaveChangesAsync(ct);
                }
                db.ChangeTracker.Clear();
                return (clocks.Count, Changed: changed, Last: clocks.Count == 0 ? last : clocks[^1].Id);
            }, ct);
            (looked, moved, after) = (looked + batch.Count, moved + batch.Changed, batch.Last);
            run.Progress(looked, 0);
            if (batch.Count < Batch)
            {
                return new Reckoned(input.Year, looked, moved);
            }
        }
    }
}
