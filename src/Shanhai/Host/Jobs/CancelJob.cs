using Microsoft.EntityFrameworkCore;

namespace Shanhai.Host.Jobs;

/// <summary>Stops a job: one that waits at once, one that runs at its next beat. The one who asked for it and administrators may.</summary>
public static class CancelJob
{
    public sealed record Cancelled(Id<Job> Id, JobState State);

    public static async Task<Result<Cancelled>> Handle(Id<Job> id, Db db, Actor actor, TimeProvider clock, CancellationToken ct)
    {
        var (job, no) = await Own(id, db, actor, ct);
        if (no is not null)
        {
            return no;
        }
        if (job!.State is not (JobState.Waiting or JobState.Running))
        {
            return Problem.Clash("job.ended");
        }

        // Both are conditional on what was seen: a worker may claim it between the look and the change.
        await using var writing = await db.BeginWriting(ct);
        var now = clock.GetUtcNow();
        var seen = db.Jobs.Where(j => j.Id == id && j.Attempt == job.Attempt && j.State == job.State);
        var changed = job.State == JobState.Waiting
            ? await seen.ExecuteUpdateAsync(u => u.SetProperty(j => j.State, JobState.Cancelled).SetProperty(j => j.FinishedAt, now), ct)
            : await seen.ExecuteUpdateAsync(u => u.SetProperty(j => j.CancelAsked, true), ct);
        if (changed == 0)
        {
            return Problem.Clash("job.changed-meanwhile");
        }
        db.Record(actor, "job.cancelled", $"job:{id}", new { job.Kind, was = job.State.ToString() });
        await db.SaveChangesAsync(ct);
        await writing.Commit(ct);
        return new Cancelled(id, job.State == JobState.Waiting ? JobState.Cancelled : JobState.Running);
    }

    internal static async Task<(Job? Job, Problem? No)> Own(Id<Job> id, Db db, Actor actor, CancellationToken ct)
    {
        if (!actor.Scope(JobsModule.Manage).IsEverywhere && actor.User is null)
        {
            return (null, Problem.SignedOut);
        }
        var job = await db.Jobs.AsNoTracking().FirstOrDefaultAsync(j => j.Id == id, ct);
        // Whoever may not see it does not learn that it is there.
        return job is null || !actor.Scope(JobsModule.Manage).IsEverywhere && job.AskedBy != actor.User?.Value ? (null, Problem.NotFound) : (job, null);
    }
}

/// <summary>Puts a failed or cancelled job back into the queue, with all its attempts before it. The one who asked for it and administrators may.</summary>
public static class RetryJob
{
    public sealed record Retried(Id<Job> Id);

    public static async Task<Result<Retried>> Handle(Id<Job> id, Db db, Actor actor, TimeProvider clock, CancellationToken ct)
    {
        var (job, no) = await CancelJob.Own(id, db, actor, ct);
        if (no is not null)
        {
            return no;
        }
        if (job!.State is not (JobState.Failed or JobState.Cancelled))
        {
            return Problem.Clash("job.not-failed");
        }

        await using var writing = await db.BeginWriting(ct);
        // A new row, not the old one wound back: its attempt numbers still fence off whoever may yet wake up.
        var again = db.Enqueue(actor, job.Kind);
        db.Entry(again).Property(j => j.Payload).CurrentValue = job.Payload;
        db.Entry(again).Property(j => j.AskedBy).CurrentValue = job.AskedBy;
        db.Entry(again).Property(j => j.AskedByName).CurrentValue = job.AskedByName;
        db.Record(actor, "job.retried", $"job:{id}", new { job.Kind, again = again.Id.ToString() });
        await db.SaveChangesAsync(ct);
        await writing.Commit(ct);
        return new Retried(again.Id);
    }
}
