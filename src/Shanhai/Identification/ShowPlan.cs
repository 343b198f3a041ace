using Microsoft.EntityFrameworkCore;
using Shanhai.Indicators;
using Shanhai.Organisations;

namespace Shanhai.Identification;

/// <summary>The plan of one village with what has become of it: each target beside the figure, each measure with its state, each body with who answers for it today. Those who work in the place may.</summary>
public sealed record ShowPlan(
    PlaceCode Place, string Name, short Revision, PlanContent? Content, IReadOnlyList<ShowPlan.Progress> Targets, string? MadeBy, DateTimeOffset? MadeAt, IReadOnlyList<ShowPlan.Earlier> Revisions, IReadOnlyList<PlanBody> Bodies)
{
    /// <summary><paramref name="Reached"/> is null where the figure is not known yet; <paramref name="Target"/> and <paramref name="Value"/> in the indicator's unit.</summary>
    public sealed record Progress(Period Period, string Indicator, decimal Target, decimal? Value, Lack Lack, bool? Reached);

    public sealed record Earlier(short Revision, string MadeBy, DateTimeOffset MadeAt);

    public static async Task<Result<ShowPlan>> Handle(PlaceCode code, CurrentTree trees, Db db, Actor actor, Catalogue catalogue, FactColumns columns, CancellationToken ct)
    {
        if (actor.Refuses(IdentificationModule.View, code) is { } no)
        {
            return no;
        }
        if (await db.Places.AsNoTracking().Where(p => p.Code == code).Select(p => p.Name).FirstOrDefaultAsync(ct) is not { } name)
        {
            return Problem.Missing("place-not-found", code.ToString());
        }
        var revisions = await db.Plans.AsNoTracking().Where(p => p.Place == code).OrderByDescending(p => p.Revision).ToListAsync(ct);
        if (revisions.Count == 0)
        {
            return new ShowPlan(code, name, 0, null, [], null, null, [], []);
        }
        var content = revisions[0].Content();
        var targets = content.Targets.OrderBy(t => t.Period).ToList();
        var facts = await columns.Read(targets.Select(t => (catalogue[t.Indicator], t.Period)), ct);
        return new ShowPlan(code, name, revisions[0].Revision, content, [.. targets.Select(t => Of(t, facts.Column(catalogue[t.Indicator], t.Period), code))],
            revisions[0].MadeBy, revisions[0].MadeAt, [.. revisions.Select(r => new Earlier(r.Revision, r.MadeBy, r.MadeAt))], PlanBody.Of(content, await trees.Read(db, ct)));
    }

    private static Progress Of(PlanContent.Target target, FactColumn column, PlaceCode place)
    {
        var lack = column.LackOf(place);
        decimal? value = column[place] is { } stored ? column.Indicator.Shown(stored) : null;
        return new(target.Period, target.Indicator, target.Value, value, lack, lack != Lack.None || value is null ? null
            : column.Indicator.Direction == Direction.LowerBetter ? value <= target.Value : value >= target.Value);
    }
}
