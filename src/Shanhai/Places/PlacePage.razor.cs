namespace Shanhai.Places;

public partial class PlacePage
{
    public static async Task<IResult> Show(View view, PlaceCode code, Db db, CancellationToken ct)
    {
        var place = await ShowPlace.Handle(code, db, view.Actor, ct);
        return place.Problem is { } problem
            ? Html.Refused(view, problem)
            : Html.Show<PlacePage, ShowPlace>(view, place.Value.Name, place.Value);
    }
}
