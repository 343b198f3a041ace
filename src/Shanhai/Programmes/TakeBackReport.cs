using Microsoft.EntityFrameworkCore;

namespace Shanhai.Programmes;

/// <summary>
/// Takes back that a project was finished, or, where nothing has been reported of it since, that it began: for a day that was typed wrongly. Officers and clerks of the village's area may; the reason and what stood there before
/// are in the journal.
/// </summary>
public sealed record TakeBackReport(string? Why)
{
    public sealed record TakenBack(Id<Project> Id, ProjectState State);

    public static async Task<Result<TakenBack>> Handle(Id<Project> id, TakeBackReport input, Db db, Actor actor, CancellationToken ct)
    {
        var found = await ProgrammeSight.Project(id, ProgrammesModule.Report, db, actor, ct);
        if ((found.Problem ?? new Errors().Require(input.Why, "why").Limit(input.Why, Project.LongestWhy, "why").NoNumberOfAPerson(input.Why, "why").Refusal) is { } no)
        {
            return no;
        }
        var project = found.Value;
        if (project.StoppedOn is { } stopped)
        {
            return Problem.Clash("programmes.is-over", stopped);
        }
        if (project.StartedOn is null)
        {
            return Problem.Clash("programmes.nothing-reported");
        }
        if (project.DoneOn is null && (await db.Milestones.AnyAsync(m => m.Project == id && m.ReachedOn != null, ct) || await db.ResultValues.AnyAsync(v => db.ProjectResults.Any(r => r.Id == v.Result && r.Project == id), ct)))
        {
            return Problem.Clash("programmes.reported-since");
        }
        var finished = project.DoneOn is not null;
        if (finished)
        {
            project.DoneOn = null;
        }
        else
        {
            project.StartedOn = null;
        }
        project.Version++;
        db.Record(actor, ProgrammesModule.Report, ProgrammesModule.SubjectOf(id), new { takenBack = finished ? "finished" : "began", why = input.Why!.Trim() }, project.Village);
        return await ProgrammeSight.Save(db, ct) is { } meanwhile ? meanwhile : new TakenBack(id, project.State);
    }
}
