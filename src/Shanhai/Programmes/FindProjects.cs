using Microsoft.EntityFrameworkCore;
using Shanhai.Funds;
using Shanhai.Identification;
using Shanhai.Places;

namespace Shanhai.Programmes;

/// <summary>Lists projects of the villages in the reader's area, with what was paid and how far each has come. Whoever works there may.</summary>
public sealed record FindProjects
{
    public string? Q { get; init; }
    public Id<Programme>? Programme { get; init; }
    public string? Measure { get; init; }
    public ProjectState? State { get; init; }
    public PlaceCode? Under { get; init; }

    /// <summary>Those with a milestone that should have been reached.</summary>
    public bool? Late { get; init; }

    /// <summary>Those of which somebody asks a change that nobody has decided.</summary>
    public bool? Changes { get; init; }

    /// <summary>"place" (default), "budget" or "from"; a leading minus turns the order round.</summary>
    public string? Sort { get; init; }
    public string? After { get; init; }
    public int? Size { get; init; }

    /// <param name="Percent">Of the work, by the milestones that were reached; null: none are planned.</param>
    public sealed record Row(
        Id<Project> Id, string Code, string Name, Id<Programme> Programme, string ProgrammeName, PlaceCode Village, string VillageName, string Path, string Measure, Both MeasureName, DateOnly From, DateOnly To, ProjectState State,
        long BudgetFen, long PaidFen, int? Percent, int? DuePercent, int LateMilestones, int Risks);

    public static async Task<Result<Page<Row>>> Handle([AsParameters] FindProjects input, MeasureCatalogue measures, Charts charts, CurrentRegister places, Db db, Actor actor, TimeProvider clock, CancellationToken ct)
    {
        if (actor.Refuses(ProgrammesModule.View) is { } no)
        {
            return no;
        }
        return await Read(input, ProgrammeSight.Projects(db, actor, ProgrammesModule.View), measures, charts, places, db, actor, ChinaDay.Today(clock), ct);
    }

    internal static async Task<Page<Row>> Read(FindProjects input, IQueryable<Project> seen, MeasureCatalogue measures, Charts charts, CurrentRegister places, Db db, Actor actor, DateOnly today, CancellationToken ct)
    {
        var (register, size) = (await places.Read(db, ct), Math.Clamp(input.Size ?? 50, 1, 500));
        var query = Matching(input, seen.AsNoTracking(), today, db);
        var total = await query.LongCountAsync(ct);
        var found = await Ordered(await Following(query, seen, input, ct), input.Sort).Take(size + 1).ToListAsync(ct);
        List<Project> shown = [.. found.Take(size)];
        var of = shown.Select(p => p.Programme).Distinct().ToList();
        var names = await db.Programmes.AsNoTracking().Where(g => of.Contains(g.Id)).ToDictionaryAsync(g => g.Id, g => g.Name, ct);
        var ids = shown.ConvertAll(p => p.Id);
        var milestones = (await db.Milestones.AsNoTracking().Where(m => ids.Contains(m.Project)).ToListAsync(ct)).ToLookup(m => m.Project);
        var risks = await db.RiskFlags.AsNoTracking().Where(r => ids.Contains(r.Project) && r.ClosedOn == null).GroupBy(r => r.Project).Select(g => new { g.Key, Count = g.Count() }).ToDictionaryAsync(g => g.Key, g => g.Count, ct);
        var money = await ProjectMoney.Of(shown, charts, register, db, actor, ct);
        return new([.. shown.Select(p =>
        {
            var progress = EarnedProgress.Of(milestones[p.Id], today);
            return new Row(p.Id, p.Code, p.Name, p.Programme, names[p.Programme], p.Village, register.NameOf(p.Village), register.Find(p.Village) is >= 0 and var i ? register.Path(i) : "", p.Measure,
                measures.Measure(p.Measure) ?? new(p.Measure, p.Measure), p.FromDay, p.ToDay, p.State, p.Budget, (money.GetValueOrDefault(p.Code) ?? ProjectMoney.None).Out, progress.Percent, progress.DuePercent,
                p.IsOpen ? progress.Late : 0, risks.GetValueOrDefault(p.Id));
        })], found.Count > size ? found[size - 1].Id.ToString() : null, total);
    }

    internal static IQueryable<Project> Matching(FindProjects input, IQueryable<Project> query, DateOnly today, Db db)
    {
        if (input.Under is { } under)
        {
            query = query.Within(new([under]), p => p.Village);
        }
        if (input.Programme is { } programme)
        {
            query = query.Where(p => p.Programme == programme);
        }
        if (input.Measure is { Length: > 0 } measure)
        {
            query = query.Where(p => p.Measure == measure);
        }
        if (input.Q?.Trim() is { Length: > 0 } q)
        {
            query = query.Where(p => p.Name.Contains(q) || p.Code.Contains(q));
        }
        if (input.Late == true)
        {
            query = query.Where(p => p.DoneOn == null && p.StoppedOn == null && db.Milestones.Any(m => m.Project == p.Id && m.ReachedOn == null && m.DroppedWhy == null && m.PlannedOn < today));
        }
        if (input.Changes == true)
        {
            query = query.Where(p => db.ChangeRequests.Any(c => c.Project == p.Id && c.State == ChangeState.Waiting));
        }
        return input.State switch
        {
            ProjectState.Planned => query.Where(p => p.StartedOn == null && p.StoppedOn == null),
            ProjectState.UnderWay => query.Where(p => p.StartedOn != null && p.DoneOn == null && p.StoppedOn == null),
            ProjectState.Done => query.Where(p => p.DoneOn != null),
            ProjectState.Stopped => query.Where(p => p.StoppedOn != null),
            _ => query,
        };
    }

    // The mark is the last row's id, looked up again where the reader may see it.
    private static async Task<IQueryable<Project>> Following(IQueryable<Project> query, IQueryable<Project> seen, FindProjects input, CancellationToken ct)
    {
        if (!Id<Project>.TryParse(input.After, null, out var id) || await seen.AsNoTracking().FirstOrDefaultAsync(p => p.Id == id, ct) is not { } last)
        {
            return query;
        }
        return input.Sort switch
        {
            "budget" => query.Where(p => p.Budget > last.Budget || p.Budget == last.Budget && p.Id > id),
            "-budget" => query.Where(p => p.Budget < last.Budget || p.Budget == last.Budget && p.Id < id),
            "from" => query.Where(p => p.FromDay > last.FromDay || p.FromDay == last.FromDay && p.Id > id),
            "-from" => query.Where(p => p.FromDay < last.FromDay || p.FromDay == last.FromDay && p.Id < id),
            "-place" => query.Where(p => p.Village < last.Village || p.Village == last.Village && p.Id < id),
            _ => query.Where(p => p.Village > last.Village || p.Village == last.Village && p.Id > id),
        };
    }

    private static IQueryable<Project> Ordered(IQueryable<Project> query, string? sort) => sort switch
    {
        "budget" => query.OrderBy(p => p.Budget).ThenBy(p => p.Id),
        "-budget" => query.OrderByDescending(p => p.Budget).ThenByDescending(p => p.Id),
        "from" => query.OrderBy(p => p.FromDay).ThenBy(p => p.Id),
        "-from" => query.OrderByDescending(p => p.FromDay).ThenByDescending(p => p.Id),
        "-place" => query.OrderByDescending(p => p.Village).ThenByDescending(p => p.Id),
        _ => query.OrderBy(p => p.Village).ThenBy(p => p.Id),
    };
}
