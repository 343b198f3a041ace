namespace Shanhai.Programmes;

/// <summary>How one village came into a class, and the form that takes it out.</summary>
public partial class ClassPage
{
    public sealed record Shown(ShowClass Of, Problem? Problem, IReadOnlyDictionary<string, string?> Typed);

    public static Task<IResult> Show(View view, Id<VillageClass> id, [AsParameters] Reading with, CancellationToken ct) => Page(view, id, null, new Dictionary<string, string?>(), with, ct);

    public static async Task<IResult> Withdraw(View view, Id<VillageClass> id, IFormCollection sent, [AsParameters] Reading with, CancellationToken ct)
    {
        var form = new TypedForm(sent);
        var on = form.Day("on");
        var problem = form.Errors.Refusal ?? (await WithdrawClass.Handle(id, new(on, form["why"]), with.Db, view.Actor, with.Clock, ct)).Problem;
        return problem is null ? Html.Go($"/classes/{id}") : await Page(view, id, problem, form.All, with, ct);
    }

    private static async Task<IResult> Page(View view, Id<VillageClass> id, Problem? problem, IReadOnlyDictionary<string, string?> typed, Reading with, CancellationToken ct)
    {
        with.Db.ChangeTracker.Clear();
        var shown = await ShowClass.Handle(id, with.Places, with.Db, view.Actor, ct);
        return (shown.Problem ?? (problem?.Status is 401 or 403 or 404 ? problem : null)) is { } no ? Html.Refused(view, no)
            : Html.Show<ClassPage, Shown>(view, view.Say("programmes.classes"), new(shown.Value, problem, typed), problem?.Status ?? 200);
    }
}
