using Microsoft.EntityFrameworkCore;

namespace Shanhai.Host.Jobs;

/// <summary>Lists jobs, newest first: administrators of the nation see all, everybody else those she asked for.</summary>
public sealed record FindJobs
{
    public JobState? State { get; init; }
    public string? Kind { get; init; }
    public bool? Mine { get; init; }

    /// <summary>False leaves out what recurs of itself and went well.</summary>
    public bool? Routine { get; init; }
    public string? After { get; init; }
    public int? Size { get; init; }

    public sealed record Row(
        Id<Job> Id, string Kind, JobState State, string AskedBy, DateTimeOffset AskedAt, DateTimeOffset DueAt, DateTimeOffset? FinishedAt,
        int Attempt, long Done, long Total, string? Result, string? Failure, bool CancelAsked);

    public static async Task<Result<Page<Row>>> Handle([AsParameters] FindJobs input, Db db, Actor actor, CancellationToken ct)
    {
        if (Seen(db, actor) is not { } query)
        {
            return Problem.SignedOut;
        }

        var size = Math.Clamp(input.Size ?? 50, 1, 500);
        if (input.Mine == true && actor.User is { } me)
        {
            query = query.Where(j => j.AskedBy == me.Value);
        }
        if (input.Routine == false)
        {
            query = query.Where(j => j.AskedByName != Actor.ProgramName || j.State != JobState.Done);
        }
        if (input.State is { } state)
        {
            query = query.Where(j => j.State == state);
        }
        if (!string.IsNullOrWhiteSpace(input.Kind))
        {
            query = query.Where(j => j.Kind == input.Kind);
        }
        if (Id<Job>.TryParse(input.After, null, out var after) && await db.Jobs.Where(j => j.Id == after).Select(j => (DateTimeOffset?)j.AskedAt).FirstOrDefaultAsync(ct) is { } at)
        {
            query = query.Where(j => j.AskedAt < at || j.AskedAt == at && j.Id.CompareTo(after) < 0);
        }
        var rows = await Rows(query.OrderByDescending(j => j.AskedAt).ThenByDescending(j => j.Id).Take(size + 1)).ToListAsync(ct);

        return new Page<Row>([.. rows.Take(size)], rows.Count > size ? rows[size - 1].Id.ToString() : null);
    }

    public static async Task<Result<Row>> One(Id<Job> id, Db db, Actor actor, CancellationToken ct) =>
        Seen(db, actor) is not { } query ? Problem.SignedOut
        : await Rows(query.Where(j => j.Id == id)).FirstOrDefaultAsync(ct) is { } row ? row
        : Problem.NotFound;

    /// <summary>The jobs this actor may see; null: she must sign in first.</summary>
    internal static IQueryable<Job>? Seen(Db db, Actor actor) =>
        actor.Scope(JobsModule.View).IsEverywhere ? db.Jobs.AsNoTracking()
        : actor.User is { } me ? db.Jobs.AsNoTracking().Where(j => j.AskedBy == me.Value)
        : null;

    private static IQueryable<Row> Rows(IQueryable<Job> jobs) => jobs.Select(j => new Row(
        j.Id, j.Kind, j.State, j.AskedByName, j.AskedAt, j.DueAt, j.FinishedAt, j.Attempt, j.Done, j.Total, j.Result, j.Failure, j.CancelAsked));
}
