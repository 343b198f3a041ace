using Microsoft.EntityFrameworkCore;

namespace Shanhai.Programmes;

/// <summary>Says on which day a project began, or was finished. Officers and clerks of the village's area may.</summary>
/// <param name="Finished">False: it began.</param>
public sealed record ReportProject(DateOnly? On, bool Finished)
{
    public sealed record Reported(Id<Project> Id, ProjectState State);

    public static async Task<Result<Reported>> Handle(Id<Project> id, ReportProject input, Db db, Actor actor, TimeProvider clock, CancellationToken ct)
    {
        var found = await ProgrammeSight.Project(id, ProgrammesModule.Report, db, actor, ct);
        if (found.Problem is { } no)
        {
            return no;
        }
        var (project, today) = (found.Value, ChinaDay.Today(clock));
        if (!project.IsOpen)
        {
            return Problem.Clash("programmes.is-over", project.DoneOn ?? project.StoppedOn);
        }
        var errors = new Errors();
        if (input.On is not { } on)
        {
            return errors.Add("on", "field.required").Refusal!;
        }
        if (on > today)
        {
            errors.Add("on", "programmes.in-future", today);
        }
        if (input.Finished)
        {
            var milestones = await db.Milestones.AsNoTracking().Where(m => m.Project == id && m.DroppedWhy == null).ToListAsync(ct);
            if (project.StartedOn is not { } started || on < started)
            {
                errors.Add("on", project.StartedOn is null ? "programmes.not-begun" : "programmes.before-start", project.StartedOn);
            }
            else if (milestones.Where(m => m.ReachedOn is not null).Max(m => m.ReachedOn) is { } last && on < last)
            {
                errors.Add("on", "programmes.before-milestone", last);
            }
            if (milestones.Where(m => m.ReachedOn is null).ToList() is { Count: > 0 } open)
            {
                errors.Add("on", "programmes.open-milestones", open.Count, open[0].Name);
            }
        }
        else if (project.StartedOn is { } before)
        {
            return Problem.Clash("programmes.begun-already", before);
        }
        if (errors.Refusal is { } refusal)
        {
            return refusal;
        }
        if (input.Finished)
        {
            project.DoneOn = on;
        }
        else
        {
            project.StartedOn = on;
        }
        project.Version++;
        db.Record(actor, ProgrammesModule.Report, ProgrammesModule.SubjectOf(id), place: project.Village);
        return await ProgrammeSight.Save(db, ct) is { } meanwhile ? meanwhile : new Reported(id, project.State);
    }
}

/// <summary>Adds a part of the work with its milestones, all within the project's term. Officers of the village's area may, until the project is over.</summary>
public sealed record PlanActivity(string? Name, DateOnly? From, DateOnly? To, IReadOnlyList<PlanActivity.Step>? Milestones)
{
    public const int MostMilestones = 20, MostOfProject = 100;

    public sealed record Step(string? Name, DateOnly? On, int Weight = 1);

    public sealed record Planned(Id<Activity> Id, int Milestones);

    public static async Task<Result<Planned>> Handle(Id<Project> id, PlanActivity input, Db db, Actor actor, TimeProvider clock, CancellationToken ct)
    {
        var found = await ProgrammeSight.Project(id, ProgrammesModule.Plan, db, actor, ct);
        if (found.Problem is { } no)
        {
            return no;
        }
        var project = found.Value;
        if (!project.IsOpen)
        {
            return Problem.Clash("programmes.is-over", project.DoneOn ?? project.StoppedOn);
        }
        var errors = input.Judge(project);
        if (await db.Milestones.CountAsync(m => m.Project == id, ct) is var there && there + (input.Milestones?.Count ?? 0) > MostOfProject)
        {
            errors.Add("milestones", "programmes.too-many-milestones", MostOfProject);
        }
        if (errors.Refusal is { } refusal)
        {
            return refusal;
        }
        var activity = new Activity { Id = Id<Activity>.New(clock), Project = id, Name = input.Name!.Trim(), FromDay = input.From!.Value, ToDay = input.To!.Value };
        db.Activities.Add(activity);
        db.Milestones.AddRange(input.Milestones!.Select(s => new Milestone { Id = Id<Milestone>.New(clock), Project = id, Activity = activity.Id, Name = s.Name!.Trim(), PlannedOn = s.On!.Value, Weight = s.Weight }));
        project.Version++;
        db.Record(actor, ProgrammesModule.Plan, ProgrammesModule.SubjectOf(id), place: project.Village);
        return await ProgrammeSight.Save(db, ct) is { } meanwhile ? meanwhile : new Planned(activity.Id, input.Milestones!.Count);
    }

    private Errors Judge(Project project)
    {
        var errors = new Errors().Require(Name, "name").Limit(Name, Activity.LongestName, "name").NoNumberOfAPerson(Name, "name");
        foreach (var (day, field) in new[] { (From, "from"), (To, "to") })
        {
            if (day is null)
            {
                errors.Add(field, "field.required");
            }
            else if (day < project.FromDay || day > project.ToDay)
            {
                errors.Add(field, "programmes.outside-project", project.FromDay, project.ToDay);
            }
        }
        if (To < From)
        {
            errors.Add("to", "programmes.ends-before", From);
        }
        if (Milestones is not { Count: > 0 and <= MostMilestones })
        {
            return errors.Add("milestones", "programmes.say-milestones", MostMilestones);
        }
        foreach (var (i, step) in Milestones.Index())
        {
            if (string.IsNullOrWhiteSpace(step?.Name) || step.Name.Length > Milestone.LongestName)
            {
                errors.Add("milestones", "programmes.milestone-name", i + 1, Milestone.LongestName);
            }
            else if (step.On is not { } on || on < project.FromDay || on > project.ToDay)
            {
                errors.Add("milestones", "programmes.milestone-outside", step.Name.Trim(), step.On, project.FromDay, project.ToDay);
            }
            errors.NoNumberOfAPerson(step?.Name, "milestones");
            if (step?.Weight is not (>= 1 and <= Milestone.MostWeight))
            {
                errors.Add("milestones", "programmes.milestone-weight", i + 1, Milestone.MostWeight);
            }
        }
        return errors;
    }
}
