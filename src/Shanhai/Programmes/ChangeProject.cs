using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Shanhai.Funds;

namespace Shanhai.Programmes;

/// <summary>Asks for a change of a project's budget, last day or name, or to stop it. Officers and clerks of the village's area may; nothing changes until <see cref="DecideChange"/>.</summary>
/// <param name="Budget">In yuan.</param>
/// <param name="Day">The new last day, or the day on which it stops.</param>
public sealed record AskChange(ChangeKind? What, string? Why, decimal? Budget = null, DateOnly? Day = null, string? Name = null)
{
    public sealed record Asked(Id<ChangeRequest> Id);

    public static async Task<Result<Asked>> Handle(Id<Project> id, AskChange input, Db db, Actor actor, TimeProvider clock, CancellationToken ct)
    {
        var found = await ProgrammeSight.Project(id, ProgrammesModule.Report, db, actor, ct);
        if (found.Problem is { } no)
        {
            return no;
        }
        var (project, errors) = (found.Value, new Errors().Require(input.Why, "why").Limit(input.Why, Project.LongestWhy, "why").NoNumberOfAPerson(input.Why, "why").InRange(input.Day, "day"));
        if (input.What is not { } what || !Enum.IsDefined(what))
        {
            return errors.Add("what", "field.required").Refusal!;
        }
        var budget = what == ChangeKind.Budget ? ProgrammeSight.Fen(input.Budget, "budget", errors) : null;
        if (what == ChangeKind.Budget && input.Budget is null or 0)
        {
            errors.Add("budget", "field.required");
        }
        if (what == ChangeKind.Name)
        {
            errors.Require(input.Name, "newName").Limit(input.Name, Project.LongestName, "newName").NoNumberOfAPerson(input.Name, "newName");
        }
        if (what is ChangeKind.Term or ChangeKind.Stop && input.Day is null)
        {
            errors.Add("day", "field.required");
        }
        if (errors.Refusal is { } refusal)
        {
            return refusal;
        }
        var change = new ChangeRequest
        {
            Id = Id<ChangeRequest>.New(clock), Project = id, What = what, Budget = budget, Day = what is ChangeKind.Term or ChangeKind.Stop ? input.Day : null, Name = what == ChangeKind.Name ? input.Name!.Trim() : null, Why = input.Why!.Trim(),
            Before = Said(project, what), Asker = Approval.PersonOf(actor), AskedBy = actor.Name, AskedAt = clock.GetUtcNow(), State = ChangeState.Waiting,
        };
        // What could not be approved is refused at once.
        if (await DecideChange.Refuses(change, project, ChinaDay.Today(clock), db, ct) is { } impossible)
        {
            return impossible;
        }
        db.ChangeRequests.Add(change);
        db.Record(actor, ProgrammesModule.Report, ProgrammesModule.SubjectOf(id), place: project.Village);
        return await ProgrammeSight.Save(db, ct) is { } meanwhile ? meanwhile : new Asked(change.Id);
    }

    private static string Said(Project project, ChangeKind what) => what switch
    {
        ChangeKind.Budget => Amounts.Say(Commodity.Fen, project.Budget),
        ChangeKind.Term => project.ToDay.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        ChangeKind.Name => project.Name,
        _ => project.State.ToString(),
    };
}

/// <summary>
/// Approves a change of a project, which does it, or refuses it with a reason. Officers and leaders of the village's area may, freshly signed in, but not whoever asked for it.
/// </summary>
public sealed record DecideChange(bool Approve, string? Why)
{
    public sealed record Decided(Id<ChangeRequest> Id, ChangeState State);

    public static async Task<Result<Decided>> Handle(Id<ChangeRequest> id, DecideChange input, Db db, Actor actor, TimeProvider clock, CancellationToken ct)
    {
        if (actor.Refuses(ProgrammesModule.Decide) is { } no)
        {
            return no;
        }
        if (await db.ChangeRequests.FirstOrDefaultAsync(c => c.Id == id, ct) is not { } change || await ProgrammeSight.Project(change.Project, ProgrammesModule.Decide, db, actor, ct) is not { Problem: null } found)
        {
            return Problem.Missing("programmes.no-change");
        }
        var (project, today) = (found.Value, ChinaDay.Today(clock));
        if ((actor.Stale(clock) ?? (change.State != ChangeState.Waiting ? Problem.Clash("programmes.decided-already", change.DecidedBy) : change.Asker == Approval.PersonOf(actor) ? Problem.Refused("programmes.own-change") : null)) is { } notHers)
        {
            return notHers;
        }
        if (!input.Approve && new Errors().Require(input.Why, "why").Limit(input.Why, Project.LongestWhy, "why").Refusal is { } unsaid)
        {
            return unsaid;
        }
        if (input.Approve)
        {
            if (await Refuses(change, project, today, db, ct) is { } impossible)
            {
                return impossible with { Fields = [.. impossible.Fields.Select(f => f with { Field = "" })] };
            }
            Apply(change, project);
        }
        (change.State, change.DecidedBy, change.DecidedAt, change.DecidedWhy) = (input.Approve ? ChangeState.Approved : ChangeState.Refused, actor.Name, clock.GetUtcNow(), input.Why.Kept());
        // The version also keeps two who decide at once apart.
        project.Version++;
        db.Record(actor, ProgrammesModule.Decide, ProgrammesModule.SubjectOf(project.Id), new { change = id, approved = input.Approve }, project.Village);
        return await ProgrammeSight.Save(db, ct) is { } meanwhile ? meanwhile : new Decided(id, change.State);
    }

    /// <summary>What stands in its way as things are now; asked when it is asked for, and again when it is decided.</summary>
    internal static async Task<Problem?> Refuses(ChangeRequest change, Project project, DateOnly today, Db db, CancellationToken ct)
    {
        if (!project.IsOpen)
        {
            return Problem.Clash("programmes.is-over", project.DoneOn ?? project.StoppedOn);
        }
        var errors = new Errors();
        switch (change.What)
        {
            case ChangeKind.Term:
                var programme = await db.Programmes.AsNoTracking().FirstAsync(p => p.Id == project.Programme, ct);
                var planned = await db.Milestones.Where(m => m.Project == project.Id && m.DroppedWhy == null).MaxAsync(m => (DateOnly?)m.PlannedOn, ct);
                if (change.Day < project.FromDay || change.Day > programme.ToDay)
                {
                    errors.Add("day", "programmes.outside-term", project.FromDay, programme.ToDay);
                }
                else if (planned > change.Day)
                {
                    errors.Add("day", "programmes.milestones-later", planned);
                }
                break;
            case ChangeKind.Stop:
                // One that has not begun may be stopped before its first day.
                var earliest = project.StartedOn ?? (project.FromDay < today ? project.FromDay : today);
                if (change.Day > today || change.Day < earliest)
                {
                    errors.Add("day", "programmes.stop-when", earliest, today);
                }
                break;
            default:
                break;
        }
        return errors.Refusal;
    }

    private static void Apply(ChangeRequest change, Project project)
    {
        switch (change.What)
        {
            case ChangeKind.Budget:
                project.Budget = change.Budget!.Value;
                break;
            case ChangeKind.Term:
                project.ToDay = change.Day!.Value;
                break;
            case ChangeKind.Name:
                project.Name = change.Name!;
                break;
            default:
                (project.StoppedOn, project.StoppedWhy) = (change.Day, change.Why);
                break;
        }
    }
}
