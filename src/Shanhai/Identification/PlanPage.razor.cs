using System.Globalization;
using Shanhai.Host.Web.Parts;
using Shanhai.Indicators;

namespace Shanhai.Identification;

/// <summary>The plan of one village: what is in it, what became of it, and the form that writes its next revision.</summary>
public partial class PlanPage
{
    private const int SpareRows = 3, TargetYears = 3;

    public sealed record Shown(ShowPlan Of, IReadOnlyList<Crumb> Crumbs, MeasureCatalogue Known, Catalogue Catalogue, bool MayEdit, bool Editing, PlanContent Draft, Problem? Problem, IReadOnlyList<Period> Years);

    public static async Task<IResult> Show(View view, PlaceCode code, string? edit, Db db, Catalogue catalogue, MeasureCatalogue measures, FactColumns columns, CancellationToken ct)
    {
        var found = await ShowPlan.Handle(code, db, view.Actor, catalogue, columns, ct);
        return found.Problem is { } problem ? Html.Refused(view, problem)
            : await Page(view, found.Value, edit is not null, found.Value.Content ?? new([], [], []), null, db, catalogue, measures, ct);
    }

    public static async Task<IResult> Save(
        View view, PlaceCode code, IFormCollection form, Db db, Catalogue catalogue, MeasureCatalogue measures, FactColumns columns, TimeProvider clock, CancellationToken ct)
    {
        var errors = new Errors();
        var content = Read(form, errors);
        var problem = errors.Refusal ?? (await SavePlan.Handle(code, new(short.TryParse(form["seen"], CultureInfo.InvariantCulture, out var seen) ? seen : (short)0, content), db, view.Actor, catalogue, measures, clock, ct)).Problem;
        if (problem is null)
        {
            return Html.Go($"/places/{code}/plan");
        }
        var found = await ShowPlan.Handle(code, db, view.Actor, catalogue, columns, ct);
        return found.Problem is { } refused || problem.Status is 401 or 403
            ? Html.Refused(view, found.Problem ?? problem)
            : await Page(view, found.Value, true, content, problem, db, catalogue, measures, ct);
    }

    private static PlanContent Read(IFormCollection form, Errors errors)
    {
        DateOnly? Day(string name) => TypedDay.Read(form[name], name, errors);
        string? Text(string name) => form[name].ToString().Kept();
        var steps = Enumerable.Range(0, 40).Where(i => Text($"measure-{i}") is not null).Select(i => new PlanContent.Step(Text($"measure-{i}")!, Text($"body-{i}"), Day($"from-{i}"), Day($"to-{i}"),
            Enum.TryParse<MeasureState>(form[$"state-{i}"], out var state) ? state : MeasureState.Planned)).ToList();
        var indicator = Text("indicator") ?? "CE.OPERATING";
        var targets = form.Keys.Where(k => k.StartsWith("target-", StringComparison.Ordinal) && Text(k) is not null)
            .Where(k => Period.TryParse(k["target-".Length..], out _))
            // What is no number becomes -1, which the use case refuses with the field's name.
            .Select(k => new PlanContent.Target(Period.Parse(k["target-".Length..], null), indicator, TypedNumber.TryRead(Text(k), out var value) ? value : -1)).ToList();
        return new([.. form["causes"].OfType<string>()], steps, targets, Text("lead"), Text("note"));
    }

    private static async Task<IResult> Page(View view, ShowPlan of, bool editing, PlanContent draft, Problem? problem, Db db, Catalogue catalogue, MeasureCatalogue measures, CancellationToken ct)
    {
        var path = (await Paths.Of(db, [of.Place], ct))[of.Place];
        var may = view.Actor.Refuses(IdentificationModule.EditPlan, of.Place) is null;
        var years = draft.Targets.Select(t => t.Period).Concat(Enumerable.Range(0, TargetYears).Select(i => Period.Year(view.Now.Year + i))).Distinct().Order().ToList();
        return Html.Show<PlanPage, Shown>(view, view.Say("plan.title", of.Name), new(of,
            [.. path.Steps.Select(s => new Crumb(s.Name, "/places/" + s.Code)), new(of.Name, "/places/" + of.Place)], measures, catalogue, may, may && editing, draft, problem, years), problem?.Status ?? 200);
    }
}
