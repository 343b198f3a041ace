using Shanhai.Identification;
using Shanhai.Organisations;
using Shanhai.Places;

namespace Shanhai.Programmes;

/// <summary>The form that plans one project.</summary>
public partial class ProjectFormPage
{
    public sealed record Shown(IReadOnlyList<FindProgrammes.Row> Programmes, MeasureCatalogue Measures, IReadOnlyDictionary<string, string?> Typed, Problem? Problem);

    public static Task<IResult> New(View view, string? programme, string? village, [AsParameters] Reading with, CancellationToken ct) =>
        Page(view, new Dictionary<string, string?> { ["programme"] = programme, ["village"] = village }, null, with, ct);

    public static async Task<IResult> Plan(View view, IFormCollection sent, [AsParameters] Reading with, CancellationToken ct)
    {
        var form = new TypedForm(sent);
        var village = NamedPlace.Find(form["village"], await with.Places.Read(with.Db, ct), view.Actor, form.Errors, "village");
        var body = await Body(form, "body", with, view.Actor, ct);
        var input = new PlanProject(form.Key<Programme>("programme"), form["code"], form["name"], village, form["measure"], form.Day("from"), form.Day("to"), form.Number("budget"), body, form["document"], !form.Ticked("hidden"));
        var made = form.Errors.Refusal is { } wrong ? wrong : await PlanProject.Handle(input, with.Measures, with.Trees, with.Places, with.Db, view.Actor, with.Clock, ct);
        return made.Problem is { } problem ? await Page(view, form.All, problem, with, ct) : Html.Go($"/projects/{made.Value.Id}?done=planned");
    }

    /// <summary>A body as somebody typed it: its name, short name or credit code.</summary>
    internal static async Task<Id<Organisation>?> Body(TypedForm form, string field, Reading with, Actor actor, CancellationToken ct)
    {
        if (form[field] is not { } said)
        {
            return null;
        }
        var found = FindBody.Of(await with.Trees.Read(with.Db, ct), said, field, FindBody.Within(actor.Scope(OrganisationsModule.View)));
        foreach (var wrong in found.Problem?.Fields ?? [])
        {
            form.Errors.Add(wrong.Field, wrong.Key, wrong.Args);
        }
        return found.Problem is null ? found.Value.Id : null;
    }

    private static async Task<IResult> Page(View view, IReadOnlyDictionary<string, string?> typed, Problem? problem, Reading with, CancellationToken ct)
    {
        if ((view.Actor.Refuses(ProgrammesModule.Plan) ?? (problem?.Status is 401 or 403 or 404 ? problem : null)) is { } no)
        {
            return Html.Refused(view, no);
        }
        with.Db.ChangeTracker.Clear();
        var programmes = await FindProgrammes.Handle(new() { Size = 500 }, with.Places, with.Db, view.Actor, ct);
        return programmes.Problem is { } hidden ? Html.Refused(view, hidden)
            : Html.Show<ProjectFormPage, Shown>(view, view.Say("programmes.new-project"), new(programmes.Value.Rows, with.Measures, typed, problem), problem?.Status ?? 200);
    }
}
