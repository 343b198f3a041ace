using Microsoft.EntityFrameworkCore;
using Shanhai.Places;

namespace Shanhai.Programmes;

/// <summary>Lists villages by class, as of a day. Anybody may; evidence and who accepted are for those who work there (<see cref="ShowClass"/>).</summary>
public sealed record FindClasses
{
    public PlaceCode? Under { get; init; }
    public string? Class { get; init; }

    /// <summary>As of this day; null: today.</summary>
    public DateOnly? On { get; init; }
    public string? After { get; init; }
    public int? Size { get; init; }

    public sealed record Row(Id<VillageClass> Id, PlaceCode Village, string VillageName, string Path, string Class, Both ClassName, DateOnly From, DateOnly? WithdrawnOn);

    public static async Task<Result<Page<Row>>> Handle([AsParameters] FindClasses input, CurrentRegister places, Db db, Actor actor, TimeProvider clock, CancellationToken ct)
    {
        if (actor.Refuses(ProgrammesModule.Read) is { } no)
        {
            return no;
        }
        var (register, size, on) = (await places.Read(db, ct), Math.Clamp(input.Size ?? 50, 1, 1000), input.On ?? ChinaDay.Today(clock));
        var query = db.VillageClasses.AsNoTracking().Where(c => c.FromDay <= on && (c.WithdrawnOn == null || c.WithdrawnOn > on));
        if (input.Under is { } under)
        {
            query = query.Within(new([under]), c => c.Village);
        }
        if (input.Class is { Length: > 0 } kind)
        {
            query = query.Where(c => c.Class == kind);
        }
        var total = await query.LongCountAsync(ct);
        if (input.After?.Split('.') is [var place, var id] && PlaceCode.TryParse(place, out var at) && Id<VillageClass>.TryParse(id, null, out var last))
        {
            query = query.Where(c => c.Village > at || c.Village == at && c.Id > last);
        }
        var found = await query.OrderBy(c => c.Village).ThenBy(c => c.Id).Take(size + 1).ToListAsync(ct);
        return new Page<Row>([.. found.Take(size).Select(c => Told(c, register))], found.Count > size ? $"{found[size - 1].Village}.{found[size - 1].Id}" : null, total);
    }

    internal static Row Told(VillageClass c, Register register) =>
        new(c.Id, c.Village, register.NameOf(c.Village), register.Find(c.Village) is >= 0 and var i ? register.Path(i) : "", c.Class, ClassKind.Find(c.Class)?.Name ?? new(c.Class, c.Class), c.FromDay, c.WithdrawnOn);
}

/// <summary>How a village came into a class: by which document, each criterion with its evidence, and why it was withdrawn. Whoever works in the village's area may.</summary>
public sealed record ShowClass(FindClasses.Row Of, string Document, string CriteriaDocument, IReadOnlyList<VillageClass.Answer> Answers, string AcceptedBy, string? WithdrawnWhy, string? WithdrawnBy, bool MayWithdraw)
{
    public static async Task<Result<ShowClass>> Handle(Id<VillageClass> id, CurrentRegister places, Db db, Actor actor, CancellationToken ct)
    {
        if (actor.Refuses(ProgrammesModule.View) is { } no)
        {
            return no;
        }
        if (await db.VillageClasses.AsNoTracking().Within(actor.Scope(ProgrammesModule.View), c => c.Village).FirstOrDefaultAsync(c => c.Id == id, ct) is not { } of)
        {
            return Problem.Missing("programmes.no-village-class");
        }
        var by = await db.ClassCriteria.AsNoTracking().Where(c => c.Id == of.Criteria).Select(c => c.Document).FirstAsync(ct);
        return new ShowClass(FindClasses.Told(of, await places.Read(db, ct)), of.Document, by, of.Answers(), of.AcceptedBy, of.WithdrawnWhy, of.WithdrawnBy, of.WithdrawnOn is null && actor.Scope(ProgrammesModule.Facts).Contains(of.Village));
    }
}

/// <summary>The criteria that hold for a village and a class on a day, as an acceptance must answer them. Whoever works in the area may.</summary>
public sealed record ShowCriteria(string Class, Both ClassName, string Document, PlaceCode Place, DateOnly From, IReadOnlyList<string> Criteria)
{
    public static async Task<Result<ShowCriteria>> Handle(PlaceCode village, string kind, DateOnly? on, Db db, Actor actor, TimeProvider clock, CancellationToken ct)
    {
        if (actor.Refuses(ProgrammesModule.View, village) is { } no)
        {
            return no;
        }
        return await SetCriteria.For(kind, village, on ?? ChinaDay.Today(clock), db, ct) is { } found && ClassKind.Find(kind) is { } known
            ? new ShowCriteria(kind, known.Name, found.Document, found.Place, found.FromDay, found.Criteria()) : Problem.Missing("programmes.no-criteria-here");
    }
}
