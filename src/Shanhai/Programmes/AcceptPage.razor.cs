using Shanhai.Places;

namespace Shanhai.Programmes;

/// <summary>The form of an acceptance: every criterion in force there, to be answered by evidence.</summary>
public partial class AcceptPage
{
    public sealed record Shown(PlaceCode Village, string VillageName, ShowCriteria Criteria, Problem? Problem, IReadOnlyDictionary<string, string?> Typed);

    public static async Task<IResult> Show(View view, string? village, string? @class, [AsParameters] Reading with, CancellationToken ct)
    {
        var errors = new Errors();
        var place = NamedPlace.Find(village, await with.Places.Read(with.Db, ct), view.Actor, errors, "village");
        return await Page(view, place, @class, errors.Refusal, new Dictionary<string, string?>(), with, ct);
    }

    public static async Task<IResult> Accept(View view, IFormCollection sent, [AsParameters] Reading with, CancellationToken ct)
    {
        var form = new TypedForm(sent);
        PlaceCode? village = PlaceCode.TryParse(form["village"], out var code) ? code : null;
        var on = form.Day("on");
        var answers = Enumerable.Range(0, ClassCriteria.Most).TakeWhile(i => sent.ContainsKey($"evidence-{i}")).Select(i => new AcceptVillage.Answer(form.Ticked($"met-{i}"), form[$"evidence-{i}"], form[$"hash-{i}"])).ToList();
        var made = form.Errors.Refusal is { } wrong ? wrong : await AcceptVillage.Handle(new(village, form["class"], on, form["document"], answers), with.Places, with.Db, view.Actor, with.Clock, ct);
        return made.Problem is { } problem ? await Page(view, village, form["class"], problem, form.All, with, ct) : Html.Go($"/classes/{made.Value.Id}");
    }

    private static async Task<IResult> Page(View view, PlaceCode? village, string? kind, Problem? problem, IReadOnlyDictionary<string, string?> typed, Reading with, CancellationToken ct)
    {
        if (view.Actor.Refuses(ProgrammesModule.Facts) is { } no)
        {
            return Html.Refused(view, no);
        }
        with.Db.ChangeTracker.Clear();
        if (village is not { } at)
        {
            return Html.Refused(view, problem ?? Problem.Missing("programmes.say-village"));
        }
        var criteria = await ShowCriteria.Handle(at, kind ?? "", null, with.Db, view.Actor, with.Clock, ct);
        return (criteria.Problem ?? (problem?.Status is 401 or 403 or 404 ? problem : null)) is { } refused ? Html.Refused(view, refused)
            : Html.Show<AcceptPage, Shown>(view, view.Say("programmes.accept"), new(at, (await with.Places.Read(with.Db, ct)).NameOf(at), criteria.Value, problem, typed), problem?.Status ?? 200);
    }
}
