namespace Shanhai.Places;

public partial class PlacesPage
{
    public sealed record Shown(FindPlaces Filter, Page<FindPlaces.Row> Found);

    public static async Task<IResult> Show(View view, [AsParameters] FindPlaces filter, Db db, CancellationToken ct)
    {
        var found = await FindPlaces.Handle(filter, db, view.Actor, ct);
        return found.Problem is { } problem
            ? Html.Refused(view, problem)
            : Html.Show<PlacesPage, Shown>(view, view.Say("places.title"), new(filter, found.Value));
    }
}
