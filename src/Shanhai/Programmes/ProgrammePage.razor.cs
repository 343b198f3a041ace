namespace Shanhai.Programmes;

/// <summary>One programme: what it says, its projects by measure, and the form that changes it.</summary>
public partial class ProgrammePage
{
    public sealed record Shown(ShowProgramme Of, bool Done, IReadOnlyDictionary<string, string?> Typed, Problem? Problem);

    public static Task<IResult> Show(View view, Id<Programme> id, bool? done, [AsParameters] Reading with, CancellationToken ct) => Page(view, id, done == true, new Dictionary<string, string?>(), null, with, ct);

    public static async Task<IResult> Change(View view, Id<Programme> id, IFormCollection sent, [AsParameters] Reading with, CancellationToken ct)
    {
        var form = new TypedForm(sent);
        var input = new ChangeProgramme(form["name"], form.Day("to"), form["basis"], form.Number("budget"), form["aim"], form.Ticked("public"), form.Whole("version"));
        var problem = form.Errors.Refusal ?? (await ChangeProgramme.Handle(id, input, with.Db, view.Actor, ct)).Problem;
        return problem is null ? Html.Go($"/programmes/{id}?done=true") : await Page(view, id, false, form.All, problem, with, ct);
    }

    private static async Task<IResult> Page(View view, Id<Programme> id, bool done, IReadOnlyDictionary<string, string?> typed, Problem? problem, Reading with, CancellationToken ct)
    {
        with.Db.ChangeTracker.Clear();
        var shown = await ShowProgramme.Handle(id, with.Measures, with.Trees, with.Places, with.Db, view.Actor, ct);
        return (shown.Problem ?? (problem?.Status is 401 or 403 or 404 ? problem : null)) is { } no ? Html.Refused(view, no)
            : Html.Show<ProgrammePage, Shown>(view, shown.Value.Name, new(shown.Value, done, typed, problem), problem?.Status ?? 200);
    }
}
