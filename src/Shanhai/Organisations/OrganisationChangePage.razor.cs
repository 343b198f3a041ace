using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using Shanhai.Places;

namespace Shanhai.Organisations;

/// <summary>One form for each kind of change of a body, and taking a change back.</summary>
public partial class OrganisationChangePage
{
    public static IReadOnlyList<OrganisationEventKind> Kinds { get; } = [OrganisationEventKind.Renamed, OrganisationEventKind.Moved, OrganisationEventKind.Merged, OrganisationEventKind.Closed];

    private static readonly IReadOnlyList<OrganisationEventKind> Known = [.. Kinds, .. CoverageFlags.OfParty, .. CoverageFlags.OfWork];

    /// <summary>What was typed, as it was typed.</summary>
    public sealed record Form
    {
        public OrganisationEventKind Kind { get; init; }
        public string? Name { get; init; }
        public string? Other { get; init; }
        public string? On { get; init; }
        public string? Document { get; init; }
        public string? Note { get; init; }
    }

    /// <param name="People">How many grants name the body now.</param>
    public sealed record Shown(ShowOrganisation Body, Form Form, int People, Problem? Problem);

    public static Task<IResult> Show(View view, Id<Organisation> id, string? kind, CurrentTree trees, CurrentRegister places, Db db, TimeProvider clock, CancellationToken ct) =>
        Page(view, id, new() { Kind = Enum.TryParse<OrganisationEventKind>(kind, out var asked) && Known.Contains(asked) ? asked : OrganisationEventKind.Renamed }, null, trees, places, db, clock, ct);

    public static async Task<IResult> Post(
        View view, Id<Organisation> id, [FromForm] Form? form, CurrentTree trees, CurrentRegister places, Pinyin pinyin, Db db, TimeProvider clock, CancellationToken ct)
    {
        form ??= new();
        var errors = new Errors();
        var on = TypedDay.Read(form.On, "on", errors);
        var problem = view.Actor.Refuses(OrganisationsModule.Change) ?? errors.Refusal ?? (form.Kind.IsCoverage
            ? Here((await RecordCoverage.Handle(new([new(id.ToString(), form.Kind, on, form.Document, form.Note)]), trees, db, view.Actor, clock, ct)).Problem)
            : (await RecordOrganisationChange.Handle(id, new(form.Kind, on, form.Document, form.Name, form.Other, form.Note), trees, pinyin, db, view.Actor, clock, ct)).Problem);
        return problem is null ? Html.Go($"/organisations/{id}?done=changed")
            : problem.Status is 401 or 403 or 404 ? Html.Refused(view, problem)
            : await Page(view, id, form, problem.AtField(form.Kind switch
            {
                OrganisationEventKind.Renamed => "name",
                _ when problem.Code is "organisation.later-change" or "organisation.before-opened" or "organisation.move-those-below" or "organisation.changed-meanwhile" => "on",
                OrganisationEventKind.Closed => "on",
                _ when form.Kind.IsCoverage => "on",
                _ => "other",
            }), trees, places, db, clock, ct);
    }

    public static async Task<IResult> Undo(
        View view, Id<OrganisationEvent> id, [FromForm] string? why, CurrentTree trees, Pinyin pinyin, Db db, TimeProvider clock, CancellationToken ct)
    {
        var undone = await UndoOrganisationChange.Handle(id, new(why), trees, pinyin, db, view.Actor, clock, ct);
        return undone.Problem is { } problem ? Html.Refused(view, problem) : Html.Go($"/organisations/{undone.Value.Organisation}?done=undone");
    }

    // What is wrong with the one flag is told at the fields of this form; there is none for the body itself.
    private static Problem? Here(Problem? problem) => problem is null ? null : problem.Fields.Any(f => f.Key == "organisation.coverage-body") ? Problem.Missing("organisation.no-such-body")
        : problem with { Fields = [.. problem.Fields.Select(f => f with { Field = f.Field is "flags[0].body" or "flags[0].kind" ? "on" : f.Field.Replace("flags[0].", "", StringComparison.Ordinal) })] };

    private static async Task<IResult> Page(
        View view, Id<Organisation> id, Form form, Problem? problem, CurrentTree trees, CurrentRegister places, Db db, TimeProvider clock, CancellationToken ct)
    {
        var body = await OrganisationFormPage.Found(view, id, trees, places, db, clock, ct);
        if (body.Problem is { } no)
        {
            return Html.Refused(view, no);
        }
        var today = ChinaDay.Today(clock);
        var people = await db.Grants.CountAsync(g => g.Organisation == id.Value && g.From <= today && (g.To == null || today < g.To), ct);
        return Html.Show<OrganisationChangePage, Shown>(view, view.Say("organisations.change." + form.Kind), new(body.Value, form, people, problem), problem?.Status ?? 200);
    }
}
