using Shanhai.Funds;
using Shanhai.Identification;
using Shanhai.Places;

namespace Shanhai.Programmes;

/// <summary>Lists projects that anybody may read: public ones of public programmes, with what is planned, what public books have paid and how far the work has come.</summary>
public sealed record FindPublicProjects
{
    public string? Q { get; init; }
    public PlaceCode? Under { get; init; }
    public string? Measure { get; init; }
    public ProjectState? State { get; init; }

    /// <summary>"place" (default), "budget" or "from"; a leading minus turns the order round.</summary>
    public string? Sort { get; init; }
    public string? After { get; init; }
    public int? Size { get; init; }

    public sealed record Row(
        Id<Project> Id, string Code, string Name, string ProgrammeName, PlaceCode Village, string VillageName, string Path, Both MeasureName, DateOnly From, DateOnly To, ProjectState State, long BudgetFen, long PaidFen, int? Percent);

    public static async Task<Result<Page<Row>>> Handle([AsParameters] FindPublicProjects input, MeasureCatalogue measures, Charts charts, CurrentRegister places, Db db, Actor actor, TimeProvider clock, CancellationToken ct)
    {
        if (actor.Refuses(ProgrammesModule.Read) is { } no)
        {
            return no;
        }
        var filter = new FindProjects { Q = input.Q, Under = input.Under, Measure = input.Measure, State = input.State, Sort = input.Sort, After = input.After, Size = input.Size };
        var found = await FindProjects.Read(filter, Projects(db), measures, charts, places, db, Anybody(actor), ChinaDay.Today(clock), ct);
        return new Page<Row>([.. found.Rows.Select(Told)], found.Next, found.Total);
    }

    internal static IQueryable<Project> Projects(Db db) => db.Projects.Where(p => p.Public && db.Programmes.Any(g => g.Id == p.Programme && g.Public));

    /// <summary>Whoever reads, only what the public books say stands on a public page.</summary>
    internal static Actor Anybody(Actor actor) => Actor.Public(actor.Access, actor.Door, null);

    internal static Row Told(FindProjects.Row r) =>
        new(r.Id, r.Code, r.Name, r.ProgrammeName, r.Village, r.VillageName, r.Path, r.MeasureName, r.From, r.To, r.State, r.BudgetFen, r.PaidFen, r.Percent);
}
