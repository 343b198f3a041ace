using Shanhai.Identification;

namespace Shanhai.Programmes;

/// <summary>One adopted measure with its history, and the form that corrects or withdraws it.</summary>
public partial class AdoptionPage
{
    public sealed record Shown(ShowAdoption Of, MeasureCatalogue Measures, Problem? Problem, IReadOnlyDictionary<string, string?> Typed);

    public static Task<IResult> Show(View view, Id<AdoptedMeasure> id, [AsParameters] Reading with, CancellationToken ct) => Page(view, id, null, new Dictionary<string, string?>(), with, ct);

    public static async Task<IResult> Correct(View view, Id<AdoptedMeasure> id, IFormCollection sent, [AsParameters] Reading with, CancellationToken ct)
    {
        var form = new TypedForm(sent);
        var input = new CorrectAdoption((short?)form.Whole("revision"), form["measure"], form.Day("from"), form.Day("to"), form["source"], form["why"], form["do"] == "withdraw", form.Key<Project>("project"));
        var problem = form.Errors.Refusal ?? (await CorrectAdoption.Handle(id, input, with.Measures, with.Db, view.Actor, with.Clock, ct)).Problem;
        return problem is null ? Html.Go($"/measures/adopted/{id}") : await Page(view, id, problem, form.All, with, ct);
    }

    private static async Task<IResult> Page(View view, Id<AdoptedMeasure> id, Problem? problem, IReadOnlyDictionary<string, string?> typed, Reading with, CancellationToken ct)
    {
        with.Db.ChangeTracker.Clear();
        var shown = await ShowAdoption.Handle(id, with.Measures, with.Places, with.Db, view.Actor, ct);
        return (shown.Problem ?? (problem?.Status is 401 or 403 or 404 ? problem : null)) is { } no ? Html.Refused(view, no)
            : Html.Show<AdoptionPage, Shown>(view, view.Say("programmes.adopted"), new(shown.Value, with.Measures, problem, typed), problem?.Status ?? 200);
    }
}
