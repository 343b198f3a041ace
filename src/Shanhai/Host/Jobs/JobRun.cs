using System.Text.Json;
using Microsoft.EntityFrameworkCore;

namespace Shanhai.Host.Jobs;

/// <summary>
/// One attempt at a job, as its handler sees it. Whatever the handler writes goes through <see cref="Write{T}"/> or, for the last
/// transaction, <see cref="Finish{T}"/>: both first make sure, in that same transaction, that the attempt is still its own.
/// </summary>
public sealed class JobRun(IServiceProvider services, Job job, Actor actor, TimeProvider clock)
{
    private long _done, _total;

    public Job Job { get; } = job;
    public Actor Actor { get; } = actor;
    public IServiceProvider Services { get; } = services;
    public Db Db { get; } = services.GetRequiredService<Db>();

    internal bool Finished { get; private set; }

    internal (long Done, long Total) Reached => (Interlocked.Read(ref _done), Interlocked.Read(ref _total));

    public T Get<T>() where T : notnull => Services.GetRequiredService<T>();

    /// <summary>Says how far the work is. Costs nothing: the worker writes it down every other second.</summary>
    public void Progress(long done, long total)
    {
        Interlocked.Exchange(ref _done, done);
        Interlocked.Exchange(ref _total, total);
    }

    /// <summary>A transaction of the job's own writes; nothing of it stands where another worker has taken the job over.</summary>
    public async Task<T> Write<T>(Func<Db, Task<T>> work, CancellationToken ct)
    {
        await using var writing = await Db.BeginWriting(ct);
        await Fence(ct);
        var answer = await work(Db);
        await writing.Commit(ct);
        return answer;
    }

    /// <summary>The last transaction: the writes and "done" with its result stand or fall together, so the work is done once.</summary>
    public async Task<T> Finish<T>(Func<Db, Task<T>> work, CancellationToken ct)
    {
        await using var writing = await Db.BeginWriting(ct);
        await Fence(ct);
        var answer = await work(Db);
        await MarkDone(answer, ct);
        await writing.Commit(ct);
        Finished = true;
        return answer;
    }

    internal async Task Complete(object? answer, CancellationToken ct)
    {
        await using var writing = await Db.BeginWriting(ct);
        await MarkDone(answer, ct);
        await writing.Commit(ct);
        Finished = true;
    }

    // Changing the row first locks it: whoever would take the job over waits until this transaction has ended.
    private async Task Fence(CancellationToken ct)
    {
        var until = clock.GetUtcNow() + Worker.Lease;
        Mine(await MyRow().ExecuteUpdateAsync(u => u.SetProperty(j => j.ClaimedUntil, until), ct));
    }

    private async Task MarkDone(object? answer, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var result = answer is null ? null : JsonSerializer.Serialize(answer, answer.GetType(), JournalEntry.Json);
        var (done, total) = Reached;
        Mine(await MyRow().ExecuteUpdateAsync(u => u
            .SetProperty(j => j.State, JobState.Done)
            .SetProperty(j => j.Result, result)
            .SetProperty(j => j.Done, total > 0 ? total : done)
            .SetProperty(j => j.Total, total)
            .SetProperty(j => j.Failure, (string?)null)
            .SetProperty(j => j.FinishedAt, now)
            .SetProperty(j => j.ClaimedUntil, (DateTimeOffset?)null), ct));
    }

    private IQueryable<Job> MyRow() => Db.Jobs.Where(j => j.Id == Job.Id && j.Attempt == Job.Attempt && j.State == JobState.Running);

    private void Mine(int rows)
    {
        if (rows == 0)
        {
            throw new JobTakenOverException(Job);
        }
    }
}

/// <summary>This attempt is no longer the current one: another worker has the job, or somebody cancelled it. What it wrote is rolled back.</summary>
public sealed class JobTakenOverException(Job job) : Exception($"Attempt {job.Attempt} of job {job.Id} ({job.Kind}) is no longer the current one.");
