using Microsoft.AspNetCore.Components;
using Shanhai.Host.Web.Parts;

namespace Shanhai.Places;

/// <summary>One page per place at every level. What other capabilities know of it they add themselves (<see cref="PlaceSection"/>).</summary>
public partial class PlacePage
{
    public sealed record Shown(ShowPlace Place, DateOnly? AsOf, bool MayChange, string? Done, MapSpec? Map, IReadOnlyList<RenderFragment> Standing, IReadOnlyList<RenderFragment> Sections);

    /// <summary>Sections before this order say how the place stands, and come before what it is.</summary>
    private const int Facts = 100;

    public static async Task<IResult> Show(
        View view, PlaceCode code, string? asof, string? done, CurrentRegister current, PlaceSections sections, IServiceProvider services, Db db, CancellationToken ct)
    {
        DateOnly? day = TypedDay.TryRead(asof, out var parsed) ? parsed : null;
        var place = await ShowPlace.Handle(code, day, current, db, view.Actor, ct);
        if (place.Problem is { } problem)
        {
            return Html.Refused(view, problem);
        }
        var said = (await sections.Load(view, code, services, ct)).ToLookup(s => s.Order < Facts, s => s.Shown);
        return Html.Show<PlacePage, Shown>(view, place.Value.Name, new(place.Value, day, view.Actor.Refuses(PlacesModule.Change, code.Parent) is null,
            done is "changed" or "undone" ? done : null, await PlaceMap.Of(view, await current.Read(db, ct), code, day, db, ct), [.. said[true]], [.. said[false]]));
    }
}
