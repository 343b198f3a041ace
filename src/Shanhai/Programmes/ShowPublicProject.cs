using Microsoft.EntityFrameworkCore;
using Shanhai.Funds;
using Shanhai.Identification;
using Shanhai.Organisations;
using Shanhai.Places;

namespace Shanhai.Programmes;

/// <summary>
/// One project as anybody may read it: what it is and by whom, what was planned and reached, what it is to bring about and what was measured, and what public books allocated and paid. Evidence, sources, risks, changes and who
/// reported are for those who work there (<see cref="ShowProject"/>).
/// </summary>
public sealed record ShowPublicProject(FindPublicProjects.Row Of, string ProgrammePlaceName, string Basis, string? Lead, string? Body)
{
    public required DateOnly? StartedOn { get; init; }
    public required DateOnly? DoneOn { get; init; }
    public required DateOnly? StoppedOn { get; init; }

    /// <summary>Of a hundred: how far the work should have come by its plan.</summary>
    public required int? DuePercent { get; init; }
    public required IReadOnlyList<Part> Activities { get; init; }
    public required IReadOnlyList<Outcome> Results { get; init; }
    public required IReadOnlyList<Given> Money { get; init; }
    public required IReadOnlyList<Payment> Payees { get; init; }

    /// <summary>Since when the village has carried out the measure that the project brought; null: not yet.</summary>
    public required DateOnly? AdoptedFrom { get; init; }

    /// <summary>A book that names it was made by the demonstration.</summary>
    public required bool Simulated { get; init; }

    public sealed record Part(string Name, DateOnly From, DateOnly To, IReadOnlyList<Step> Milestones);

    public sealed record Step(string Name, DateOnly PlannedOn, DateOnly? ReachedOn, bool Late);

    /// <param name="Reached">The share of the way from the baseline to the target, of a hundred.</param>
    public sealed record Outcome(string Name, string Unit, decimal? Baseline, decimal Target, DateOnly DueOn, decimal? Value, DateOnly? On, int? Reached);

    /// <summary>What one book of public money says.</summary>
    public sealed record Given(Id<Book> Book, string BookName, string Owner, long AllocatedFen, long PaidFen);

    /// <param name="Persons">The payees are persons, whose names are not told.</param>
    public sealed record Payment(string? Payee, bool Persons, long Fen);

    public static async Task<Result<ShowPublicProject>> Handle(Id<Project> id, MeasureCatalogue measures, Charts charts, CurrentTree trees, CurrentRegister places, Db db, Actor actor, TimeProvider clock, CancellationToken ct)
    {
        if (actor.Refuses(ProgrammesModule.Read) is { } no)
        {
            return no;
        }
        if (await FindPublicProjects.Projects(db).AsNoTracking().FirstOrDefaultAsync(p => p.Id == id, ct) is not { } project)
        {
            return Problem.Missing("programmes.no-public-project");
        }
        var (tree, register, today) = (await trees.Read(db, ct), await places.Read(db, ct), ChinaDay.Today(clock));
        var row = (await FindProjects.Read(new() { Size = 1 }, db.Projects.Where(p => p.Id == id), measures, charts, places, db, FindPublicProjects.Anybody(actor), today, ct)).Rows[0];
        var programme = await db.Programmes.AsNoTracking().FirstAsync(g => g.Id == project.Programme, ct);
        var milestones = (await db.Milestones.AsNoTracking().Where(m => m.Project == id && m.DroppedWhy == null).OrderBy(m => m.PlannedOn).ThenBy(m => m.Id).ToListAsync(ct)).ToLookup(m => m.Activity);
        var activities = await db.Activities.AsNoTracking().Where(a => a.Project == id).OrderBy(a => a.FromDay).ThenBy(a => a.Id).ToListAsync(ct);
        var money = (await PublicMoney.Of([project], charts, register, db, ct))[project.Code].ToList();
        var adopted = await AdoptedMeasure.InForce(db).Where(a => a.Project == id).OrderBy(a => a.FromDay).Select(a => (DateOnly?)a.FromDay).FirstOrDefaultAsync(ct);
        string? Called(Id<Organisation>? body) => body is { } known ? tree.Find(known)?.Name : null;
        return new ShowPublicProject(FindPublicProjects.Told(row), register.NameOf(programme.Place), programme.Basis, Called(programme.Lead), Called(project.Body))
        {
            StartedOn = project.StartedOn, DoneOn = project.DoneOn, StoppedOn = project.StoppedOn, DuePercent = row.DuePercent, AdoptedFrom = adopted, Simulated = money.Exists(m => m.Simulated),
            Activities = [.. activities.Where(a => milestones.Contains(a.Id)).Select(a => new Part(ProgrammeSight.Open(a.Name), a.FromDay, a.ToDay,
                [.. milestones[a.Id].Select(m => new Step(ProgrammeSight.Open(m.Name), m.PlannedOn, m.ReachedOn, project.IsOpen && m.ReachedOn is null && m.PlannedOn < today))]))],
            Results = [.. (await ShowProject.Outcomes(id, db, ct)).Select(r => new Outcome(ProgrammeSight.Open(r.Name), r.Unit, r.Baseline, r.Target, r.DueOn, r.Value, r.On, r.Reached))],
            Money = [.. money.GroupBy(m => m.Book).Select(g => new Given(g.Key, g.First().BookName, Called(g.First().Owner) ?? "", g.Where(m => !m.Paid).Sum(m => m.Fen), g.Where(m => m.Paid).Sum(m => m.Fen)))],
            Payees = [.. money.Where(m => m.Paid).GroupBy(m => (m.Payee, m.Persons)).Select(g => new Payment(g.Key.Payee, g.Key.Persons, g.Sum(m => m.Fen))).Where(p => p.Fen != 0).OrderByDescending(p => p.Fen)],
        };
    }
}
