using Shanhai.Host.Web.Parts;
using Shanhai.Places;

namespace Shanhai.Receptions;

/// <summary>Which places were gone to in a term and which were not: a map and a table of places. No leader stands in it.</summary>
public partial class CoveragePage
{
    public sealed record Shown(FindCoverage.Shown Found, ReceptionCatalogue.Frequency Frequencies, MapSpec? Map, string? Under, Problem? Problem);

    public static async Task<IResult> Show(View view, string? under, string? from, string? to, ReceptionCatalogue catalogue, CurrentRegister places, Db db, TimeProvider clock, CancellationToken ct)
    {
        var (errors, register) = (new Errors(), await places.Read(db, ct));
        var input = new FindCoverage(NamedPlace.Find(under, register, view.Actor, errors, "under"), TypedDay.Read(from, "from", errors), TypedDay.Read(to, "to", errors));
        var found = errors.Refusal is { } wrong ? wrong : await FindCoverage.Handle(input, catalogue, places, db, view.Actor, clock, ct);
        if (found.Problem is { Status: not 422 } refused)
        {
            return Html.Refused(view, refused);
        }
        // What was wrongly asked is told above what is shown without it.
        var shown = found.Problem is null ? found.Value : (await FindCoverage.Handle(new(), catalogue, places, db, view.Actor, clock, ct)).Value;
        return Html.Show<CoveragePage, Shown>(view, view.Say("receptions.coverage"), new(shown, catalogue.Frequencies, await MapOf(view, shown, register, db, ct), under, found.Problem), found.Problem?.Status ?? 200);
    }

    private static async Task<MapSpec?> MapOf(View view, FindCoverage.Shown found, Register register, Db db, CancellationToken ct)
    {
        if (found.Rows.Count == 0 || await PlaceMap.Of(view, register, found.Under, null, db, ct) is not { } map)
        {
            return null;
        }
        var rows = found.Rows.ToDictionary(r => r.Place.ToString());
        return map with
        {
            Title = view.Say("receptions.map", found.Covered, found.Rows.Count), Classes = [view.Say("receptions.uncovered"), view.Say("receptions.covered")],
            Places = [.. map.Places.Where(p => rows.ContainsKey(p.Code)).Select(p => p with { Class = rows[p.Code].Days > 0 ? 1 : 0, Value = view.Say("receptions.days-n", rows[p.Code].Days) })],
        };
    }
}
