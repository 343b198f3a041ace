using Microsoft.EntityFrameworkCore;
using Shanhai.Host.Jobs;

namespace Shanhai.Notices;

/// <summary>Takes down what has stood for its days, and throws its sealed rows away: their purpose is over. The day follows a clock that a new table of holidays has moved.</summary>
public static class TakeDownNotices
{
    public sealed record TakenDown(int Notices);

    private const int Batch = 500;

    public static async Task<Result<TakenDown>> Handle(JobRun run, CancellationToken ct)
    {
        if (run.Actor.Refuses(NoticesModule.TakeDown) is { } no)
        {
            return no;
        }
        var (now, all) = (run.Get<TimeProvider>().GetUtcNow(), 0);
        var today = ChinaDay.Of(now);
        while (true)
        {
            var done = await run.Write(async db =>
            {
                var due = await db.Notices.Where(n => n.TakenDownAt == null && n.KeptUntil < today && !db.Clocks.Any(c => c.Id == n.Clock && c.DueOn >= today && c.StoppedAt == null))
                    .OrderBy(n => n.KeptUntil).Take(Batch).ToListAsync(ct);
                foreach (var notice in due)
                {
                    (notice.TakenDownAt, notice.Box) = (now, null);
                    notice.Version++;
                }
                if (due.Count > 0)
                {
                    db.Record(run.Actor, NoticesModule.TakeDown, "notices:due", new { day = today, notices = due.Count });
                    await db.SaveChangesAsync(ct);
                    db.ChangeTracker.Clear();
                }
                return due.Count;
            }, ct);
            all += done;
            if (done < Batch)
            {
                return new TakenDown(all);
            }
        }
    }
}
