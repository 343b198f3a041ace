using System.Globalization;
using Shanhai.Host.Web.Parts;
using Shanhai.Indicators;
using Shanhai.Organisations;

namespace Shanhai.Identification;

/// <summary>The plan of one village: what is in it, what became of it, and the form that writes its next revision.</summary>
public partial class PlanPage
{
    private const int SpareRows = 3, TargetYears = 3;

    /// <param name="Bodies">Names to choose from.</param>
    public sealed record Shown(
        ShowPlan Of, IReadOnlyList<Crumb> Crumbs, MeasureCatalogue Known, Catalogue Catalogue, bool MayEdit, bool Editing, PlanContent Draft, Problem? Problem, IReadOnlyList<Period> Years, IReadOnlyList<string> Bodies);

    /// <summary>What the doors of a plan read with.</summary>
    public sealed record Reading(CurrentTree Trees, Db Db, Catalogue Catalogue, MeasureCatalogue Measures, FactColumns Columns, TimeProvider Clock);

    public static async Task<IResult> Show(View view, PlaceCode code, string? edit, [AsParameters] Reading with, CancellationToken ct)
    {
        var found = await ShowPlan.Handle(code, with.Trees, with.Db, view.Actor, with.Catalogue, with.Columns, ct);
        return found.Problem is { } problem ? Html.Refused(view, problem) : await Page(view, found.Value, edit is not null, Today(found.Value), null, with, ct);
    }

    public static async Task<IResult> Save(View view, PlaceCode code, IFormCollection form, [AsParameters] Reading with, CancellationToken ct)
    {
        var errors = new Errors();
        var content = Read(form, code, await with.Trees.Read(with.Db, ct), view.Actor, errors);
        var problem = errors.Refusal ?? (await SavePlan.Handle(code, new(short.TryParse(form["seen"], CultureInfo.InvariantCulture, out var seen) ? seen : (short)0, content), with.Trees, with.Db, view.Actor, with.Catalogue, with.Measures, with.Clock, ct)).Problem;
        if (problem is null)
        {
            return Html.Go($"/places/{code}/plan");
        }
        var found = await ShowPlan.Handle(code, with.Trees, with.Db, view.Actor, with.Catalogue, with.Columns, ct);
        return found.Problem is { } refused || problem.Status is 401 or 403
            ? Html.Refused(view, found.Problem ?? problem)
            : await Page(view, found.Value, true, content, problem, with, ct);
    }

    /// <summary>What the form begins with: bodies that were merged or renamed under the name they have now, so that the next revision follows them.</summary>
    private static PlanContent Today(ShowPlan of)
    {
        if (of.Content is not { } plan)
        {
            return new([], [], []);
        }
        string? Name(string? then, Id<Organisation>? body) => of.Bodies.FirstOrDefault(b => b.Id == body)?.NowName ?? then;
        return plan with { Lead = Name(plan.Lead, plan.LeadOrganisation), Measures = [.. plan.Measures.Select(m => m with { Body = Name(m.Body, m.Organisation) })] };
    }

    private static PlanContent Read(IFormCollection form, PlaceCode place, OrganisationTree tree, Actor actor, Errors errors)
    {
        var scope = actor.Scope(IdentificationModule.EditPlan);
        Id<Organisation>? Meant(string name) => PlanBody.Meant(tree, form[name], place, scope, errors, name)?.Id;
        DateOnly? Day(string name) => TypedDay.Read(form[name], name, errors);
        string? Text(string name) => form[name].ToString().Kept();
        var steps = Enumerable.Range(0, 40).Where(i => Text($"measure-{i}") is not null).Select(i => new PlanContent.Step(Text($"measure-{i}")!, Text($"body-{i}"), Day($"from-{i}"), Day($"to-{i}"),
            Enum.TryParse<MeasureState>(form[$"state-{i}"], out var state) ? state : MeasureState.Planned, Organisation: Meant($"body-{i}"))).ToList();
        var indicator = Text("indicator") ?? "CE.OPERATING";
        var targets = form.Keys.Where(k => k.StartsWith("target-", StringComparison.Ordinal) && Text(k) is not null)
            .Where(k => Period.TryParse(k["target-".Length..], out _))
            // What is no number becomes -1, which the use case refuses with the field's name.
            .Select(k => new PlanContent.Target(Period.Parse(k["target-".Length..], null), indicator, TypedNumber.TryRead(Text(k), out var value) ? value : -1)).ToList();
        return new([.. form["causes"].OfType<string>()], steps, targets, Text("lead"), Text("note"), Meant("lead"));
    }

    private static async Task<IResult> Page(View view, ShowPlan of, bool editing, PlanContent draft, Problem? problem, Reading with, CancellationToken ct)
    {
        var path = (await Paths.Of(with.Db, [of.Place], ct))[of.Place];
        var may = view.Actor.Refuses(IdentificationModule.EditPlan, of.Place) is null;
        var years = draft.Targets.Select(t => t.Period).Concat(Enumerable.Range(0, TargetYears).Select(i => Period.Year(view.Now.Year + i))).Distinct().Order().ToList();
        return Html.Show<PlanPage, Shown>(view, view.Say("plan.title", of.Name), new(of,
            [.. path.Steps.Select(s => new Crumb(s.Name, "/places/" + s.Code)), new(of.Name, "/places/" + of.Place)], with.Measures, with.Catalogue, may, may && editing, draft, problem, years,
            may && editing ? PlanBody.Near(await with.Trees.Read(with.Db, ct), of.Place) : []), problem?.Status ?? 200);
    }
}
