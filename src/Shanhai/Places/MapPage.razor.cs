using Shanhai.Host.Web.Parts;

namespace Shanhai.Places;

/// <summary>The register on a map, from the whole down: /map, /map?under=330100000000. With one real province, it begins there.</summary>
public partial class MapPage
{
    public sealed record Shown(MapSpec? Map, IReadOnlyList<Crumb> Crumbs);

    public static async Task<IResult> Show(View view, string? under, CurrentRegister current, Db db, CancellationToken ct)
    {
        if (view.Actor.Refuses(PlacesModule.View) is { } no)
        {
            return Html.Refused(view, no);
        }

        var register = await current.Read(db, ct);
        var area = PlaceCode.TryParse(under, out var asked) ? asked : register.Below(PlaceCode.Nation).Where(p => PlaceMap.Origin(register.Code(p)).Length == 0).Take(2).ToList() is [var only] ? register.Code(only) : PlaceCode.Nation;
        var crumbs = register.Find(area) is >= 0 and var i
            ? register.Steps(i).Steps.Select(s => new Crumb(s.Name, "/map?under=" + s.Code)).Append(new(register.Name(i), "/places/" + area)).ToList()
            : [];
        return Html.Show<MapPage, Shown>(view, view.Say("places.map"), new(await PlaceMap.Of(view, register, area, null, db, ct), crumbs));
    }
}
