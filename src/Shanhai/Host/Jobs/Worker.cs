using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Query;

namespace Shanhai.Host.Jobs;

/// <summary>
/// Claims one due job and does it. Any number of workers on any number of machines may run on one database; a claim is one
/// conditional update that works on both. While the handler works, a beat prolongs the claim, writes the progress down and looks
/// whether somebody cancelled.
/// </summary>
public sealed partial class Worker(IServiceScopeFactory scopes, JobTable table, AccessTable access, TimeProvider clock, ILogger<Worker> log)
{
    public static readonly TimeSpan Lease = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Beat = TimeSpan.FromSeconds(2);

    private readonly string _name = $"{Environment.MachineName}:{Environment.ProcessId}:{Guid.CreateVersion7(clock.GetUtcNow()).ToString("N")[24..]}";

    /// <summary>False where nothing is due. <paramref name="stop"/> interrupts the job itself; it is then done again later.</summary>
    public async Task<bool> RunOne(CancellationToken stop)
    {
        if (await Claim(stop) is not { } job)
        {
            return false;
        }
        await Run(job, stop);
        return true;
    }

    internal async Task<Job?> Claim(CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<Db>();
        var now = clock.GetUtcNow();
        var due = await db.Jobs.AsNoTracking()
            .Where(j => table.Kinds.Contains(j.Kind))
            .Where(j => j.State == JobState.Waiting && j.DueAt <= now || j.State == JobState.Running && j.ClaimedUntil < now)
            .OrderBy(j => j.DueAt).ThenBy(j => j.Id).Take(8).ToListAsync(ct);
        foreach (var job in due)
        {
            var overdue = job.State == JobState.Running;
            var seen = db.Jobs.Where(j => j.Id == job.Id && j.Attempt == job.Attempt && j.State == job.State && (!overdue || j.ClaimedUntil < now));
            if (overdue && job.Attempt >= Job.MostAttempts)
            {
                var gone = Job.Fault.Write(Problem.Clash("job.stopped-answering", job.ClaimedBy));
                await Change(db, seen, u => u.SetProperty(j => j.State, JobState.Failed).SetProperty(j => j.Failure, gone).SetProperty(j => j.FinishedAt, now), ct);
                continue;
            }
            var mine = job.Attempt + 1;
            if (await Change(db, seen, u => u
                .SetProperty(j => j.State, JobState.Running)
                .SetProperty(j => j.Attempt, mine)
                .SetProperty(j => j.ClaimedBy, _name)
                .SetProperty(j => j.ClaimedUntil, now + Lease), ct) == 1)
            {
                job.State = JobState.Running;
                job.Attempt = mine;
                return job;
            }
        }
        return null;
    }

    internal async Task Run(Job job, CancellationToken stop)
    {
        await using var scope = scopes.CreateAsyncScope();
        var run = new JobRun(scope.ServiceProvider, job, await ActorOf(scope.ServiceProvider.GetRequiredService<Db>(), job, stop), clock);
        using var cancel = new CancellationTokenSource();
        using var both = CancellationTokenSource.CreateLinkedTokenSource(stop, cancel.Token);
        using var ended = new CancellationTokenSource();
        var beating = KeepClaim(run, cancel, ended.Token);
        try
        {
            var answer = await table.Of(job.Kind)(run, both.Token);
            if (answer.Problem is { } problem)
            {
                await Fail(job, problem, final: true);
            }
            else if (!run.Finished)
            {
                await run.Complete(answer.Value, CancellationToken.None);
            }
        }
        catch (JobTakenOverException)
        {
            Overtaken(job.Id, job.Kind, job.Attempt);
        }
        catch (OperationCanceledException) when (both.IsCancellationRequested)
        {
            await (cancel.IsCancellationRequested ? End(job, JobState.Cancelled) : Release(job));
        }
        catch (Exception failure)
        {
            Failed(failure, job.Id, job.Kind, job.Attempt);
            await Fail(job, Problem.Clash("job.fault", failure.Message), final: job.Attempt >= Job.MostAttempts);
        }
        finally
        {
            await ended.CancelAsync();
            await beating;
        }
    }

    private async Task KeepClaim(JobRun run, CancellationTokenSource cancel, CancellationToken ended)
    {
        while (!ended.IsCancellationRequested)
        {
            try
            {
                await Task.Delay(Beat, clock, ended);
                await using var scope = scopes.CreateAsyncScope();
                var db = scope.ServiceProvider.GetRequiredService<Db>();
                var (done, total) = run.Reached;
                var until = clock.GetUtcNow() + Lease;
                var mine = Mine(db, run.Job);
                var still = await Change(db, mine, u => u.SetProperty(j => j.ClaimedUntil, until).SetProperty(j => j.Done, done).SetProperty(j => j.Total, total), ended);
                if (still == 0 || await mine.AnyAsync(j => j.CancelAsked, ended))
                {
                    await cancel.CancelAsync();
                    return;
                }
            }
            catch (OperationCanceledException) when (ended.IsCancellationRequested)
            {
                return;
            }
            catch (Exception failure) when (failure is not OutOfMemoryException)
            {
                // The database may be away for a moment; the claim outlives some beats, and the fence holds if it does not.
                BeatMissed(failure, run.Job.Id);
            }
        }
    }

    private async Task Fail(Job job, Problem problem, bool final)
    {
        var words = Job.Fault.Write(problem);
        if (final)
        {
            await End(job, JobState.Failed, words);
            return;
        }
        var due = clock.GetUtcNow() + Job.Delays[job.Attempt - 1];
        await Mine(job, u => u.SetProperty(j => j.State, JobState.Waiting).SetProperty(j => j.DueAt, due).SetProperty(j => j.Failure, words));
    }

    private Task End(Job job, JobState state, string? words = null)
    {
        var now = clock.GetUtcNow();
        return Mine(job, u => u.SetProperty(j => j.State, state).SetProperty(j => j.Failure, words).SetProperty(j => j.FinishedAt, now));
    }

    private Task Release(Job job)
    {
        var now = clock.GetUtcNow();
        return Mine(job, u => u.SetProperty(j => j.State, JobState.Waiting).SetProperty(j => j.DueAt, now));
    }

    private async Task Mine(Job job, Action<UpdateSettersBuilder<Job>> change)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<Db>();
        await Change(db, Mine(db, job), change, CancellationToken.None);
    }

    private static IQueryable<Job> Mine(Db db, Job job) => db.Jobs.Where(j => j.Id == job.Id && j.Attempt == job.Attempt && j.State == JobState.Running);

    private static async Task<int> Change(Db db, IQueryable<Job> rows, Action<UpdateSettersBuilder<Job>> change, CancellationToken ct)
    {
        await using var writing = await db.BeginWriting(ct);
        var changed = await rows.ExecuteUpdateAsync(change, ct);
        await writing.Commit(ct);
        return changed;
    }

    /// <summary>Who asked, with the grants of today; where nobody of the accounts did, the program itself.</summary>
    private async Task<Actor> ActorOf(Db db, Job job, CancellationToken ct)
    {
        if (job.AskedBy is not { } user)
        {
            return Actor.Program(access) with { Name = job.AskedByName };
        }
        var today = ChinaDay.Today(clock);
        var grants = await db.Grants.AsNoTracking()
            .Where(g => g.UserId == user && g.From <= today && (g.To == null || today < g.To))
            .Select(g => new Actor.Holding(g.Role, g.Place, g.Organisation)).ToListAsync(ct);
        return new Actor(new Id<User>(user), job.AskedByName, Door.Job, grants, access) { Origin = $"job:{job.Id}" };
    }

    [LoggerMessage(LogLevel.Warning, "Attempt {Attempt} of job {Id} ({Kind}) was overtaken; nothing of it was kept")]
    private partial void Overtaken(Id<Job> id, string kind, int attempt);

    [LoggerMessage(LogLevel.Error, "Attempt {Attempt} of job {Id} ({Kind}) failed")]
    private partial void Failed(Exception failure, Id<Job> id, string kind, int attempt);

    [LoggerMessage(LogLevel.Warning, "The claim on job {Id} could not be prolonged")]
    private partial void BeatMissed(Exception failure, Id<Job> id);
}
