using Microsoft.EntityFrameworkCore;
using Shanhai.Funds;
using Shanhai.Identification;
using Shanhai.Organisations;
using Shanhai.Places;

namespace Shanhai.Programmes;

/// <summary>One project whole: activities with milestones planned and reached, results against plan, money against earned progress, changes, risks, and what seems to be the same thing. Whoever works in the area may.</summary>
public sealed record ShowProject(FindProjects.Row Of, string? Body, string? Document, bool Public, int Version)
{
    public required DateOnly? StartedOn { get; init; }
    public required DateOnly? DoneOn { get; init; }
    public required DateOnly? StoppedOn { get; init; }
    public required string? StoppedWhy { get; init; }
    public required ProjectMoney Money { get; init; }
    public required EarnedProgress Progress { get; init; }

    /// <summary>What the reached part of the budget is worth, in fen.</summary>
    public required long? EarnedFen { get; init; }

    /// <summary>Money runs ahead of work by more than a tenth of the budget.</summary>
    public required bool MoneyAhead { get; init; }
    public required IReadOnlyList<Part> Activities { get; init; }
    public required IReadOnlyList<Outcome> Results { get; init; }
    public required IReadOnlyList<Change> Changes { get; init; }
    public required IReadOnlyList<Risk> Risks { get; init; }
    public required IReadOnlyList<FindDuplicates.Pair> Duplicates { get; init; }
    public required IReadOnlyList<FindAdoptions.Row> Adopted { get; init; }
    public required bool MayPlan { get; init; }
    public required bool MayReport { get; init; }
    public required bool MayDecide { get; init; }
    public required bool MayAdopt { get; init; }

    /// <param name="StartedOn">The first of its milestones that was reached; <paramref name="DoneOn"/>: the last, where all were.</param>
    public sealed record Part(Id<Activity> Id, string Name, DateOnly From, DateOnly To, DateOnly? StartedOn, DateOnly? DoneOn, IReadOnlyList<Step> Milestones);

    public sealed record Step(Id<Milestone> Id, string Name, DateOnly PlannedOn, int Weight, DateOnly? ReachedOn, string? ReachedBy, string? Link, string? LinkHash, string? DroppedWhy, bool Late, IReadOnlyList<Id<ProjectPhoto>> Photos);

    /// <param name="Reached">The share of the way from the baseline to the target, of a hundred; null: nothing measured, or the target is the baseline.</param>
    public sealed record Outcome(Id<ProjectResult> Id, string Name, string Unit, decimal? Baseline, decimal Target, DateOnly DueOn, decimal? Value, DateOnly? On, int? Reached, IReadOnlyList<Measured> History);

    public sealed record Measured(DateOnly On, decimal Value, string Source, string By, bool Superseded);

    /// <param name="Own">The reader asked for it: another person decides.</param>
    public sealed record Change(Id<ChangeRequest> Id, ChangeKind What, string Before, long? BudgetFen, DateOnly? Day, string? Name, string Why, string AskedBy, DateTimeOffset AskedAt, ChangeState State, string? DecidedBy, string? DecidedWhy, bool Own);

    public sealed record Risk(Id<RiskFlag> Id, string What, string Owner, DateOnly DueOn, string RaisedBy, DateOnly? ClosedOn, string? ClosedHow, bool Late);

    public static async Task<Result<ShowProject>> Handle(Id<Project> id, MeasureCatalogue measures, Charts charts, CurrentTree trees, CurrentRegister places, Db db, Actor actor, TimeProvider clock, CancellationToken ct)
    {
        var found = await ProgrammeSight.Project(id, ProgrammesModule.View, db, actor, ct);
        if (found.Problem is { } no)
        {
            return no;
        }
        var (project, today, register) = (found.Value, ChinaDay.Today(clock), await places.Read(db, ct));
        var row = (await FindProjects.Read(new() { Size = 1 }, db.Projects.Where(p => p.Id == id), measures, charts, places, db, actor, today, ct)).Rows[0];
        var milestones = await db.Milestones.AsNoTracking().Where(m => m.Project == id).OrderBy(m => m.PlannedOn).ThenBy(m => m.Id).ToListAsync(ct);
        var photos = (await db.ProjectPhotos.AsNoTracking().Where(p => p.Project == id).OrderBy(p => p.Id).Select(p => new { p.Id, p.Milestone }).ToListAsync(ct)).ToLookup(p => p.Milestone, p => p.Id);
        var activities = await db.Activities.AsNoTracking().Where(a => a.Project == id).OrderBy(a => a.FromDay).ThenBy(a => a.Id).ToListAsync(ct);
        var changes = await db.ChangeRequests.AsNoTracking().Where(c => c.Project == id).OrderByDescending(c => c.Id).Take(100).ToListAsync(ct);
        var risks = await db.RiskFlags.AsNoTracking().Where(r => r.Project == id).OrderBy(r => r.ClosedOn != null).ThenBy(r => r.DueOn).ThenBy(r => r.Id).Take(100).ToListAsync(ct);
        var person = Approval.PersonOf(actor);
        var progress = EarnedProgress.Of(milestones, today);
        var money = (await ProjectMoney.Of([project], charts, register, db, actor, ct)).GetValueOrDefault(project.Code) ?? ProjectMoney.None;
        var adopted = await FindAdoptions.Handle(new() { Project = id, Size = 100 }, measures, places, db, actor, ct);
        bool May(string verb) => actor.Scope(verb).Contains(project.Village);
        return new ShowProject(row, project.Body is { } body ? (await trees.Read(db, ct)).Find(body)?.Name : null, project.Document, project.Public, project.Version)
        {
            StartedOn = project.StartedOn, DoneOn = project.DoneOn, StoppedOn = project.StoppedOn, StoppedWhy = project.StoppedWhy,
            Money = money, Progress = progress, EarnedFen = progress.Earned(project.Budget), MoneyAhead = progress.IsAhead(money.Out, project.Budget),
            Activities = [.. activities.Select(a => Told(a, [.. milestones.Where(m => m.Activity == a.Id)], photos, today, project.IsOpen))],
            Results = await Outcomes(id, db, ct),
            Changes = [.. changes.Select(c => new Change(c.Id, c.What, c.Before, c.Budget, c.Day, c.Name, c.Why, c.AskedBy, c.AskedAt, c.State, c.DecidedBy, c.DecidedWhy, c.Asker == person))],
            Risks = [.. risks.Select(r => new Risk(r.Id, r.What, r.Owner, r.DueOn, r.RaisedBy, r.ClosedOn, r.ClosedHow, r.ClosedOn is null && r.DueOn < today))],
            Duplicates = await FindDuplicates.Of(project, charts, register, db, actor, ct),
            Adopted = adopted.Value.Rows, MayPlan = May(ProgrammesModule.Plan), MayReport = May(ProgrammesModule.Report), MayDecide = May(ProgrammesModule.Decide), MayAdopt = May(ProgrammesModule.Facts),
        };
    }

    private static Part Told(Activity activity, IReadOnlyList<Milestone> milestones, ILookup<Id<Milestone>, Id<ProjectPhoto>> photos, DateOnly today, bool open)
    {
        var counted = milestones.Where(m => m.DroppedWhy is null).ToList();
        return new(activity.Id, activity.Name, activity.FromDay, activity.ToDay, counted.Min(m => m.ReachedOn), counted.Count > 0 && counted.TrueForAll(m => m.ReachedOn is not null) ? counted.Max(m => m.ReachedOn) : null,
            [.. milestones.Select(m => new Step(m.Id, m.Name, m.PlannedOn, m.Weight, m.ReachedOn, m.ReachedBy, m.Link, m.LinkHash, m.DroppedWhy, open && m.DroppedWhy is null && m.ReachedOn is null && m.PlannedOn < today, [.. photos[m.Id]]))]);
    }

    internal static async Task<IReadOnlyList<Outcome>> Outcomes(Id<Project> id, Db db, CancellationToken ct)
    {
        var results = await db.ProjectResults.AsNoTracking().Where(r => r.Project == id).OrderBy(r => r.DueOn).ThenBy(r => r.Id).ToListAsync(ct);
        var ids = results.ConvertAll(r => r.Id);
        var values = (await db.ResultValues.AsNoTracking().Where(v => ids.Contains(v.Result)).OrderByDescending(v => v.On).ThenBy(v => v.SupersededAt != null).ThenByDescending(v => v.RecordedAt).ToListAsync(ct)).ToLookup(v => v.Result);
        return results.ConvertAll(r =>
        {
            var last = values[r.Id].FirstOrDefault(v => v.SupersededAt is null);
            var way = r.Target - (r.Baseline ?? 0);
            return new Outcome(r.Id, r.Name, r.Unit, r.Baseline, r.Target, r.DueOn, last?.Value, last?.On, last is null || way == 0 ? null : (int)Math.Clamp((last.Value - (r.Baseline ?? 0)) / way * 100, -999, 999),
                [.. values[r.Id].Select(v => new Measured(v.On, v.Value, v.Source, v.RecordedBy, v.SupersededAt is not null))]);
        });
    }
}
