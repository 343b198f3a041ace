using Microsoft.EntityFrameworkCore;

namespace Shanhai.Host.Jobs;

/// <summary>
/// Takes finished jobs away after a month, and with them the answers kept for who repeats a request; the newest job of each kind stays, because the schedule reads from it when
/// it last struck. What they did stays in the journal.
/// </summary>
public static class PruneJobs
{
    public sealed record Pruned(int Jobs, int Answers);

    private static readonly TimeSpan Kept = TimeSpan.FromDays(30);

    public static async Task<Result<Pruned>> Handle(JobRun run, CancellationToken ct)
    {
        if (run.Actor.Refuses(JobsModule.Prune) is { } no)
        {
            return no;
        }

        var before = run.Get<TimeProvider>().GetUtcNow() - Kept;
        return await run.Finish(async db =>
        {
            var gone = await db.Jobs
                .Where(j => j.FinishedAt < before && (j.State == JobState.Done || j.State == JobState.Cancelled))
                .Where(j => db.Jobs.Any(k => k.Kind == j.Kind && k.DueAt > j.DueAt))
                .ExecuteDeleteAsync(ct);
            var answers = await db.SentOnce.Where(s => s.At < before).ExecuteDeleteAsync(ct);
            db.Record(run.Actor, JobsModule.Prune, "jobs:finished", new { gone, answers });
            await db.SaveChangesAsync(ct);
            return new Pruned(gone, answers);
        }, ct);
    }
}
