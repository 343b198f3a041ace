using Microsoft.EntityFrameworkCore;
using Shanhai.Organisations;
using Shanhai.Places;

namespace Shanhai.Programmes;

/// <summary>Lists programmes of the reader's area, and the public ones of the areas above it, with how many of their projects lie in her area. Whoever works there may.</summary>
public sealed record FindProgrammes
{
    public string? Q { get; init; }
    public string? Kind { get; init; }
    public PlaceCode? Under { get; init; }
    public string? After { get; init; }
    public int? Size { get; init; }

    public sealed record Row(Id<Programme> Id, string Code, string Name, string Kind, Both KindName, PlaceCode Place, string PlaceName, DateOnly From, DateOnly To, long? BudgetFen, int Projects, long PlannedFen, bool Public);

    public static async Task<Result<Page<Row>>> Handle([AsParameters] FindProgrammes input, CurrentRegister places, Db db, Actor actor, CancellationToken ct)
    {
        if (actor.Refuses(ProgrammesModule.View) is { } no)
        {
            return no;
        }
        var (register, size) = (await places.Read(db, ct), Math.Clamp(input.Size ?? 50, 1, 500));
        var (query, own) = (ProgrammeSight.Programmes(db, actor, ProgrammesModule.View).AsNoTracking(), ProgrammeSight.Projects(db, actor, ProgrammesModule.View));
        if (input.Kind is { Length: > 0 } kind)
        {
            query = query.Where(p => p.Kind == kind);
        }
        if (input.Under is { } under)
        {
            query = query.Within(new([under]), p => p.Place);
        }
        if (input.Q?.Trim() is { Length: > 0 } q)
        {
            query = query.Where(p => p.Name.Contains(q) || p.Code.Contains(q));
        }
        var total = await query.LongCountAsync(ct);
        if (Id<Programme>.TryParse(input.After, null, out var after))
        {
            query = query.Where(p => p.Id < after);
        }
        var found = await query.OrderByDescending(p => p.Id).Take(size + 1)
            .Select(p => new { Of = p, Count = own.Count(o => o.Programme == p.Id), Planned = own.Where(o => o.Programme == p.Id).Sum(o => (long?)o.Budget) ?? 0 }).ToListAsync(ct);
        return new Page<Row>([.. found.Take(size).Select(f => new Row(f.Of.Id, f.Of.Code, f.Of.Name, f.Of.Kind, ProgrammePreset.Find(f.Of.Kind)!.Name, f.Of.Place, register.NameOf(f.Of.Place), f.Of.FromDay, f.Of.ToDay,
            f.Of.Budget, f.Count, f.Planned, f.Of.Public))], found.Count > size ? found[size - 1].Of.Id.ToString() : null, total);
    }
}

/// <summary>One programme with its projects by measure and by state. Whoever sees it may.</summary>
public sealed record ShowProgramme(
    Id<Programme> Id, string Code, string Name, ProgrammePreset Kind, PlaceCode Place, string PlaceName, DateOnly From, DateOnly To, string? Lead, long? BudgetFen, string Basis, string? Aim, bool Public, int Version,
    IReadOnlyList<ShowProgramme.OfMeasure> Measures, long PlannedFen, bool MayPlan, bool MayChange)
{
    public sealed record OfMeasure(string Measure, Both Name, int Projects, int Done, int Stopped, long BudgetFen);

    public static async Task<Result<ShowProgramme>> Handle(Id<Programme> id, Identification.MeasureCatalogue measures, CurrentTree trees, CurrentRegister places, Db db, Actor actor, CancellationToken ct)
    {
        if (actor.Refuses(ProgrammesModule.View) is { } no)
        {
            return no;
        }
        if (await ProgrammeSight.Programmes(db, actor, ProgrammesModule.View).AsNoTracking().FirstOrDefaultAsync(p => p.Id == id, ct) is not { } of)
        {
            return Problem.Missing("programmes.no-programme");
        }
        var (tree, register) = (await trees.Read(db, ct), await places.Read(db, ct));
        var byMeasure = await ProgrammeSight.Projects(db, actor, ProgrammesModule.View).AsNoTracking().Where(p => p.Programme == id).GroupBy(p => p.Measure)
            .Select(g => new { g.Key, Count = g.Count(), Done = g.Count(p => p.DoneOn != null), Stopped = g.Count(p => p.StoppedOn != null), Budget = g.Sum(p => p.Budget) }).ToListAsync(ct);
        return new ShowProgramme(id, of.Code, of.Name, ProgrammePreset.Find(of.Kind)!, of.Place, register.NameOf(of.Place), of.FromDay, of.ToDay, of.Lead is { } lead ? tree.Find(lead)?.Name : null, of.Budget, of.Basis, of.Aim,
            of.Public, of.Version, [.. byMeasure.OrderByDescending(m => m.Budget).Select(m => new OfMeasure(m.Key, measures.Measure(m.Key) ?? new(m.Key, m.Key), m.Count, m.Done, m.Stopped, m.Budget))], byMeasure.Sum(m => m.Budget),
            actor.May(ProgrammesModule.Plan), actor.Scope(ProgrammesModule.Plan).Contains(of.Place));
    }
}
