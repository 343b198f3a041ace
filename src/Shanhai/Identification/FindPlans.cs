using Microsoft.EntityFrameworkCore;
using Shanhai.Organisations;

namespace Shanhai.Identification;

/// <summary>The plans of a subtree, or those that one body answers for, by code. Those who work in the places may.</summary>
public sealed record FindPlans
{
    public PlaceCode? Under { get; init; }

    /// <summary>Plans that name this body, or one that was merged into it, for the whole or for a measure.</summary>
    public Id<Organisation>? Body { get; init; }
    public string? After { get; init; }
    public int? Size { get; init; }

    public sealed record Row(PlaceCode Place, string Name, short Revision, string MadeBy, DateTimeOffset MadeAt, int Measures, int MeasuresDone, string? Lead, Id<Organisation>? LeadOrganisation,
        IReadOnlyList<PlanContent.Step> Steps, IReadOnlyList<PlanBody> Bodies);

    public static async Task<Result<Page<Row>>> Handle([AsParameters] FindPlans input, CurrentTree trees, Db db, Actor actor, CancellationToken ct)
    {
        if (actor.Refuses(IdentificationModule.View) is { } no)
        {
            return no;
        }
        var (size, tree) = (Math.Clamp(input.Size ?? 100, 1, 500), await trees.Read(db, ct));
        var query = db.Plans.AsNoTracking().Where(p => p.SupersededAt == null).Within(actor.Scope(IdentificationModule.View), p => p.Place);
        if (input.Under is { } under)
        {
            query = query.Within(new PlaceScope([under]), p => p.Place);
        }
        if (input.Body is { } body)
        {
            // A key stands in the plan's text as it is written there, and nothing else looks like it.
            var within = query;
            query = tree.WithMerged([body]).Select(b => b.ToString()).Select(key => within.Where(p => p.Json.Contains(key))).Aggregate((one, other) => one.Union(other));
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
                x.c.Measures.Count, x.c.Measures.Count(m => m.State == MeasureState.Done), x.c.Lead, x.c.LeadOrganisation, x.c.Measures, PlanBody.Of(x.c, tree)))],
            found.Count > size ? found[size - 1].Place.ToString() : null, total);
    }
}
