using Microsoft.EntityFrameworkCore;

namespace Shanhai.Programmes;

/// <summary>Says what a project is to bring about: in a unit, by a day within a year after its term. Officers of the village's area may.</summary>
public sealed record PlanResult(string? Name, string? Unit, decimal? Target, DateOnly? DueOn, decimal? Baseline = null)
{
    public sealed record Planned(Id<ProjectResult> Id);

    internal const decimal MostValue = 99_999_999_999_999m;

    public static async Task<Result<Planned>> Handle(Id<Project> id, PlanResult input, Db db, Actor actor, TimeProvider clock, CancellationToken ct)
    {
        var found = await ProgrammeSight.Project(id, ProgrammesModule.Plan, db, actor, ct);
        if (found.Problem is { } no)
        {
            return no;
        }
        var (project, errors) = (found.Value, new Errors().Require(input.Name, "name").Limit(input.Name, ProjectResult.LongestName, "name").NoNumberOfAPerson(input.Name, "name").Require(input.Unit, "unit", "programmes.say-unit").Limit(input.Unit, ProjectResult.LongestUnit, "unit"));
        if (input.Target is null)
        {
            errors.Add("target", "field.required");
        }
        foreach (var (value, field) in new[] { (input.Target, "target"), (input.Baseline, "baseline") })
        {
            Fits(value, field, errors);
        }
        // What a project brings about may show after it.
        if (input.DueOn is not { } due || due < project.FromDay || due > project.ToDay.AddYears(1))
        {
            errors.Add("dueOn", "programmes.due-outside", project.FromDay, project.ToDay.AddYears(1));
        }
        if (errors.Refusal is { } refusal)
        {
            return refusal;
        }
        var result = new ProjectResult { Id = Id<ProjectResult>.New(clock), Project = id, Name = input.Name!.Trim(), Unit = input.Unit!.Trim(), Baseline = input.Baseline, Target = input.Target!.Value, DueOn = input.DueOn!.Value };
        db.ProjectResults.Add(result);
        project.Version++;
        db.Record(actor, ProgrammesModule.Plan, ProgrammesModule.SubjectOf(id), place: project.Village);
        return await ProgrammeSight.Save(db, ct) is { } meanwhile ? meanwhile : new Planned(result.Id);
    }

    internal static void Fits(decimal? value, string field, Errors errors)
    {
        if (value is { } v && (Math.Abs(v) > MostValue || decimal.Round(v, 4) != v))
        {
            errors.Add(field, "programmes.no-value");
        }
    }
}

/// <summary>Records what was measured of a result on a day, with its source; the next value of the same day replaces it, and both stay. Officers and clerks of the village's area may.</summary>
public sealed record RecordResult(decimal? Value, DateOnly? On, string? Source)
{
    public sealed record Recorded(Id<ResultValue> Id, bool Replaced);

    public static async Task<Result<Recorded>> Handle(Id<ProjectResult> id, RecordResult input, Db db, Actor actor, TimeProvider clock, CancellationToken ct)
    {
        if (actor.Refuses(ProgrammesModule.Report) is { } no)
        {
            return no;
        }
        if (await db.ProjectResults.AsNoTracking().FirstOrDefaultAsync(r => r.Id == id, ct) is not { } result || await ProgrammeSight.Project(result.Project, ProgrammesModule.Report, db, actor, ct) is not { Problem: null } found)
        {
            return Problem.Missing("programmes.no-result");
        }
        var (project, today) = (found.Value, ChinaDay.Today(clock));
        var errors = new Errors().Require(input.Source, "source").Limit(input.Source, ResultValue.LongestSource, "source").NoNumberOfAPerson(input.Source, "source");
        if (input.Value is null)
        {
            errors.Add("value", "field.required");
        }
        PlanResult.Fits(input.Value, "value", errors);
        if (input.On is not { } on || on > today || project.StartedOn is not { } started || on < started)
        {
            errors.Add("on", project.StartedOn is null ? "programmes.not-begun" : "programmes.measured-when", project.StartedOn, today);
        }
        if (errors.Refusal is { } refusal)
        {
            return refusal;
        }
        var before = await db.ResultValues.FirstOrDefaultAsync(v => v.Result == id && v.On == input.On && v.SupersededAt == null, ct);
        var made = new ResultValue { Id = Id<ResultValue>.New(clock), Result = id, On = input.On!.Value, Value = input.Value!.Value, Source = input.Source!.Trim(), RecordedBy = actor.Name, RecordedAt = clock.GetUtcNow() };
        before?.SupersededAt = clock.GetUtcNow();
        db.ResultValues.Add(made);
        project.Version++;
        db.Record(actor, ProgrammesModule.Report, ProgrammesModule.SubjectOf(project.Id), place: project.Village);
        return await ProgrammeSight.Save(db, ct) is { } meanwhile ? meanwhile : new Recorded(made.Id, before is not null);
    }
}

/// <summary>Flags what may go wrong with a project, who sees to it and by when. Officers and clerks of the village's area may.</summary>
public sealed record RaiseRisk(string? What, string? Owner, DateOnly? DueOn)
{
    public sealed record Raised(Id<RiskFlag> Id);

    public static async Task<Result<Raised>> Handle(Id<Project> id, RaiseRisk input, Db db, Actor actor, TimeProvider clock, CancellationToken ct)
    {
        var found = await ProgrammeSight.Project(id, ProgrammesModule.Report, db, actor, ct);
        if (found.Problem is { } no)
        {
            return no;
        }
        var project = found.Value;
        if (!project.IsOpen)
        {
            return Problem.Clash("programmes.is-over", project.DoneOn ?? project.StoppedOn);
        }
        var errors = new Errors().Require(input.What, "what").Limit(input.What, RiskFlag.LongestWhat, "what").NoNumberOfAPerson(input.What, "what")
            .Require(input.Owner, "owner").Limit(input.Owner, RiskFlag.LongestOwner, "owner").NoNumberOfAPerson(input.Owner, "owner");
        if (input.DueOn is not { } due || due < ChinaDay.Today(clock))
        {
            errors.Add("dueOn", "programmes.due-passed");
        }
        if (errors.Refusal is { } refusal)
        {
            return refusal;
        }
        var risk = new RiskFlag { Id = Id<RiskFlag>.New(clock), Project = id, What = input.What!.Trim(), Owner = input.Owner!.Trim(), DueOn = input.DueOn!.Value, RaisedBy = actor.Name, RaisedAt = clock.GetUtcNow() };
        db.RiskFlags.Add(risk);
        project.Version++;
        db.Record(actor, ProgrammesModule.Report, ProgrammesModule.SubjectOf(id), place: project.Village);
        return await ProgrammeSight.Save(db, ct) is { } meanwhile ? meanwhile : new Raised(risk.Id);
    }
}

/// <summary>Closes a risk flag and says how it was settled. Officers and clerks of the village's area may.</summary>
public sealed record CloseRisk(string? How)
{
    public sealed record Closed(Id<RiskFlag> Id);

    public static async Task<Result<Closed>> Handle(Id<RiskFlag> id, CloseRisk input, Db db, Actor actor, TimeProvider clock, CancellationToken ct)
    {
        if (actor.Refuses(ProgrammesModule.Report) is { } no)
        {
            return no;
        }
        if (await db.RiskFlags.FirstOrDefaultAsync(r => r.Id == id, ct) is not { } risk || await ProgrammeSight.Project(risk.Project, ProgrammesModule.Report, db, actor, ct) is not { Problem: null } found)
        {
            return Problem.Missing("programmes.no-risk");
        }
        if (new Errors().Require(input.How, "how").Limit(input.How, RiskFlag.LongestWhat, "how").Refusal is { } refusal)
        {
            return refusal;
        }
        if (risk.ClosedOn is { } before)
        {
            return Problem.Clash("programmes.risk-closed", before);
        }
        (risk.ClosedOn, risk.ClosedHow) = (ChinaDay.Today(clock), input.How!.Trim());
        found.Value.Version++;
        db.Record(actor, ProgrammesModule.Report, ProgrammesModule.SubjectOf(risk.Project), place: found.Value.Village);
        return await ProgrammeSight.Save(db, ct) is { } meanwhile ? meanwhile : new Closed(id);
    }
}
