using Microsoft.EntityFrameworkCore;

namespace Shanhai.Identification;

/// <summary>The plans of a subtree, by code. Those who work in the places may.</summary>
public sealed record FindPlans
{
    public PlaceCode? Under { get; init; }
    public string? After { get; init; }
    public int? Size { get; init; }

    public sealed record Row(PlaceCode Place, string Name, short Revision, string MadeBy, DateTimeOffset MadeAt, int Measures, int MeasuresDone, string? Lead);

    public static async Task<Result<Page<Row>>> Handle([AsParameters] FindPlans input, Db db, Actor actor, CancellationToken ct)
    {
        if (actor.Refuses(IdentificationModule.View) is { } no)
        {
            return no;
        }
        var size = Math.Clamp(input.Size ?? 100, 1, 500);
        var query = db.Plans.AsNoTracking().Where(p => p.SupersededAt == null).Within(actor.Scope(IdentificationModule.View), p => p.Place);
        if (input.Under is { } under)
        {
            query = query.Within(new PlaceScope([under]), p => p.Place);
        }
        var total = await query.LongCountAsync(ct);
        if (PlaceCode.TryParse(input.After, out var after))
        {
            query = query.Where(p => p.Place > after);
        }
        var found = await query.OrderBy(p => p.Place).Take(size + 1).ToListAsync(ct);
        var codes = found.ConvertAll(p => p.Place);
        var names = await db.Places.AsNoTracking().Where(p => codes.Contains(p.Code)).ToDictionaryAsync(p => p.Code, p => p.Name, ct);
        return new Page<Row>(
            [.. found.Take(size).Select(p => (p, c: p.Content())).Select(x => new Row(x.p.Place, names.GetValueOrDefault(x.p.Place, ""), x.p.Revision, x.p.MadeBy, x.p.MadeAt,
                x.c.Measures.Count, x.c.Measures.Count(m => m.State == MeasureState.Done), x.c.Lead))],
            found.Count > size ? found[size - 1].Place.ToString() : null, total);
    }
}
