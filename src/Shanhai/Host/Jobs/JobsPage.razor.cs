namespace Shanhai.Host.Jobs;

public partial class JobsPage
{
    public sealed record Shown(FindJobs Filter, bool All, Page<FindJobs.Row> Found);

    public static async Task<IResult> Show(View view, [AsParameters] FindJobs filter, Db db, CancellationToken ct)
    {
        // Sealing strikes every minute: a page of it would hide the rest.
        filter = filter with { Routine = filter.Routine ?? filter.State == JobState.Done };
        var found = await FindJobs.Handle(filter, db, view.Actor, ct);
        return found.Problem is { } problem
            ? Html.Refused(view, problem)
            : Html.Show<JobsPage, Shown>(view, view.Say("jobs.title"), new(filter, view.Actor.Scope(JobsModule.View).IsEverywhere, found.Value));
    }

    public static async Task<IResult> Cancel(View view, Id<Job> id, [Microsoft.AspNetCore.Mvc.FromForm] Nothing _, Db db, TimeProvider clock, CancellationToken ct) =>
        (await CancelJob.Handle(id, db, view.Actor, clock, ct)).Problem is { } problem ? Html.Refused(view, problem) : Html.Go("/jobs");

    public static async Task<IResult> Retry(View view, Id<Job> id, [Microsoft.AspNetCore.Mvc.FromForm] Nothing _, Db db, TimeProvider clock, CancellationToken ct) =>
        (await RetryJob.Handle(id, db, view.Actor, clock, ct)).Problem is { } problem ? Html.Refused(view, problem) : Html.Go("/jobs");

    /// <summary>A form that carries only the proof of its origin; naming a form makes the framework check that proof.</summary>
    public sealed record Nothing
    {
        public string? Return { get; init; }
    }
}
