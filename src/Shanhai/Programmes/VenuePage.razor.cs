namespace Shanhai.Programmes;

/// <summary>One venue with its checks, and the form that records one.</summary>
public partial class VenuePage
{
    public sealed record Shown(ShowVenue Of, Problem? Problem, IReadOnlyDictionary<string, string?> Typed);

    public static Task<IResult> Show(View view, Id<Venue> id, [AsParameters] Reading with, CancellationToken ct) => Page(view, id, null, new Dictionary<string, string?>(), with, ct);

    public static async Task<IResult> Check(View view, Id<Venue> id, IFormCollection sent, [AsParameters] Reading with, CancellationToken ct)
    {
        var form = new TypedForm(sent);
        var input = new CheckVenue(form.Day("on"), form.Choice<VenueCondition>("condition"), form.Choice<VenueUse>("use"), form["words"], form["do"] == "close");
        var problem = form.Errors.Refusal ?? (await CheckVenue.Handle(id, input, with.Db, view.Actor, with.Clock, ct)).Problem;
        return problem is null ? Html.Go($"/venues/{id}") : await Page(view, id, problem, form.All, with, ct);
    }

    private static async Task<IResult> Page(View view, Id<Venue> id, Problem? problem, IReadOnlyDictionary<string, string?> typed, Reading with, CancellationToken ct)
    {
        with.Db.ChangeTracker.Clear();
        var shown = await ShowVenue.Handle(id, with.Places, with.Db, view.Actor, ct);
        return (shown.Problem ?? (problem?.Status is 401 or 403 or 404 ? problem : null)) is { } no ? Html.Refused(view, no)
            : Html.Show<VenuePage, Shown>(view, shown.Value.Of.Name, new(shown.Value, problem, typed), problem?.Status ?? 200);
    }
}
