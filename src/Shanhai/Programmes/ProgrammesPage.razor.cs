using Shanhai.Organisations;
using Shanhai.Places;

namespace Shanhai.Programmes;

/// <summary>Programmes as a list, and the form that begins one.</summary>
public partial class ProgrammesPage
{
    public sealed record Shown(FindProgrammes Filter, Page<FindProgrammes.Row> Found, IReadOnlyDictionary<string, string?> Typed, Problem? Problem, bool MayPlan);

    public static Task<IResult> Show(View view, [AsParameters] FindProgrammes filter, [AsParameters] Reading with, CancellationToken ct) => Page(view, filter, new Dictionary<string, string?>(), null, with, ct);

    public static async Task<IResult> Create(View view, IFormCollection sent, [AsParameters] Reading with, CancellationToken ct)
    {
        var form = new TypedForm(sent, "-new");
        var place = NamedPlace.Find(form["place"], await with.Places.Read(with.Db, ct), view.Actor, form.Errors, "place");
        var lead = await ProjectFormPage.Body(form, "lead", with, view.Actor, ct);
        var input = new CreateProgramme(form["kind"], form["code"], form["name"], place, form.Day("from"), form.Day("to"), form["basis"], lead, form.Number("budget"), form["aim"], form.Ticked("public"));
        var made = form.Errors.Refusal is { } wrong ? wrong : await CreateProgramme.Handle(input, with.Trees, with.Places, with.Db, view.Actor, with.Clock, ct);
        return made.Problem is { } problem ? await Page(view, new(), form.All, form.AtFields(problem), with, ct) : Html.Go($"/programmes/{made.Value.Id}");
    }

    private static async Task<IResult> Page(View view, FindProgrammes filter, IReadOnlyDictionary<string, string?> typed, Problem? problem, Reading with, CancellationToken ct)
    {
        with.Db.ChangeTracker.Clear();
        var found = await FindProgrammes.Handle(filter, with.Places, with.Db, view.Actor, ct);
        return (found.Problem ?? (problem?.Status is 401 or 403 ? problem : null)) is { } no ? Html.Refused(view, no)
            : Html.Show<ProgrammesPage, Shown>(view, view.Say("programmes.title"), new(filter, found.Value, typed, problem, view.Actor.May(ProgrammesModule.Plan)), problem?.Status ?? 200);
    }
}
