namespace Shanhai.Programmes;

/// <summary>One venue with its checks, the form that records one, and the form that corrects the venue.</summary>
public partial class VenuePage
{
    /// <param name="Correcting">Which form the problem belongs to.</param>
    public sealed record Shown(ShowVenue Of, bool Correcting, Problem? Problem, IReadOnlyDictionary<string, string?> Typed);

    public static Task<IResult> Show(View view, Id<Venue> id, [AsParameters] Reading with, CancellationToken ct) => Page(view, id, false, null, new Dictionary<string, string?>(), with, ct);

    public static async Task<IResult> Check(View view, Id<Venue> id, IFormCollection sent, [AsParameters] Reading with, CancellationToken ct)
    {
        var form = new TypedForm(sent);
        if (form["do"] == "correct")
        {
            return await Correct(view, id, form, with, ct);
        }
        var input = new CheckVenue(form.Day("on"), form.Choice<VenueCondition>("condition"), form.Choice<VenueUse>("use"), form["words"], form["do"] == "close");
        var problem = form.Errors.Refusal ?? (await CheckVenue.Handle(id, input, with.Db, view.Actor, with.Clock, ct)).Problem;
        return problem is null ? Html.Go($"/venues/{id}") : await Page(view, id, false, problem, form.All, with, ct);
    }

    private static async Task<IResult> Correct(View view, Id<Venue> id, TypedForm form, Reading with, CancellationToken ct)
    {
        var input = new CorrectVenue(form["name"], form.Whole("squareMetres"), form.Whole("builtIn"), form.Number("funding"), form["why"], form["seen"]);
        var problem = form.Errors.Refusal ?? (await CorrectVenue.Handle(id, input, with.Db, view.Actor, with.Clock, ct)).Problem;
        return problem is null ? Html.Go($"/venues/{id}") : await Page(view, id, true, problem, form.All, with, ct);
    }

    private static async Task<IResult> Page(View view, Id<Venue> id, bool correcting, Problem? problem, IReadOnlyDictionary<string, string?> typed, Reading with, CancellationToken ct)
    {
        with.Db.ChangeTracker.Clear();
        var shown = await ShowVenue.Handle(id, with.Places, with.Db, view.Actor, ct);
        return (shown.Problem ?? (problem?.Status is 401 or 403 or 404 ? problem : null)) is { } no ? Html.Refused(view, no)
            : Html.Show<VenuePage, Shown>(view, shown.Value.Of.Name, new(shown.Value, correcting, problem, typed), problem?.Status ?? 200);
    }
}
