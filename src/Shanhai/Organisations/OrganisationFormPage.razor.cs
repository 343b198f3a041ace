using Microsoft.AspNetCore.Mvc;
using Shanhai.Places;

namespace Shanhai.Organisations;

/// <summary>Adding a body, and correcting what is known of one.</summary>
public partial class OrganisationFormPage
{
    /// <summary>What was typed, as it was typed.</summary>
    public sealed record Form
    {
        public string? Name { get; init; }
        public string? ShortName { get; init; }
        public string? Kind { get; init; }
        public string[]? Duties { get; init; }
        public string? Task { get; init; }
        public string? Place { get; init; }
        public string? Seat { get; init; }
        public string? Superior { get; init; }
        public string? CreditCode { get; init; }
        public string? Office { get; init; }
        public string? Phone { get; init; }
        public string? Mail { get; init; }
        public string? Opened { get; init; }
        public string? Document { get; init; }
        public bool? Another { get; init; }

        public static Form Of(OrganisationDetails details) => new()
        {
            ShortName = details.ShortName, Kind = details.Kind.ToString(), Task = details.Task, Place = details.Place.ToString(), Seat = details.Seat, CreditCode = details.CreditCode,
            Office = details.Office, Phone = details.Phone, Mail = details.Mail, Duties = [.. OrganisationWords.EachDuty.Where(d => (details.Duties & d) != 0).Select(d => d.ToString())],
        };

        public OrganisationDetails Details() => new()
        {
            ShortName = ShortName, Kind = Enum.TryParse<OrganisationKind>(Kind, out var kind) ? kind : null, Task = Task, Place = PlaceCode.TryParse(Place, out var place) ? place : null, Seat = Seat,
            CreditCode = CreditCode, Office = Office, Phone = Phone, Mail = Mail,
            Duties = (Duties ?? []).Select(d => Enum.TryParse<Duties>(d, out var duty) ? duty : Organisations.Duties.None).Aggregate(Organisations.Duties.None, (all, d) => all | d),
        };
    }

    /// <param name="Id">Null: a new one.</param>
    public sealed record Shown(Id<Organisation>? Id, string? Name, Form Form, Problem? Problem);

    public static IResult New(View view, string? place) =>
        view.Actor.Refuses(OrganisationsModule.Change) is { } no ? Html.Refused(view, no) : Page(view, null, null, new() { Place = place }, null);

    public static async Task<IResult> Create(
        View view, [FromForm] Form? form, CurrentTree trees, CurrentRegister places, Pinyin pinyin, Db db, TimeProvider clock, CancellationToken ct)
    {
        form ??= new();
        var errors = new Errors();
        var input = new CreateOrganisation(form.Name, form.Superior, TypedDay.Read(form.Opened, "opened", errors), form.Document, form.Details(), form.Another);
        var done = errors.Refusal is { } unread && view.Actor.May(OrganisationsModule.Change) ? unread : await CreateOrganisation.Handle(input, trees, places, pinyin, db, view.Actor, clock, ct);
        return done.Problem is { } problem ? Refused(view, null, null, form, problem) : Html.Go($"/organisations/{done.Value.Id}?done=created");
    }

    public static async Task<IResult> Edit(View view, Id<Organisation> id, CurrentTree trees, CurrentRegister places, Db db, TimeProvider clock, CancellationToken ct)
    {
        var body = await Found(view, id, trees, places, db, clock, ct);
        return body.Problem is { } problem ? Html.Refused(view, problem) : Page(view, id, body.Value.Name, Form.Of(body.Value.Details), null);
    }

    public static async Task<IResult> Correct(
        View view, Id<Organisation> id, [FromForm] Form? form, CurrentTree trees, CurrentRegister places, Db db, TimeProvider clock, CancellationToken ct)
    {
        form ??= new();
        var body = await Found(view, id, trees, places, db, clock, ct);
        if (body.Problem is { } problem)
        {
            return Html.Refused(view, problem);
        }
        var done = await CorrectOrganisation.Handle(id, form.Details(), trees, places, db, view.Actor, ct);
        return done.Problem is { } wrong ? Refused(view, id, body.Value.Name, form, wrong) : Html.Go($"/organisations/{id}?done=corrected");
    }

    /// <summary>The body, for somebody who may change it.</summary>
    internal static async Task<Result<ShowOrganisation>> Found(View view, Id<Organisation> id, CurrentTree trees, CurrentRegister places, Db db, TimeProvider clock, CancellationToken ct)
    {
        if (view.Actor.Refuses(OrganisationsModule.Change) is { } no)
        {
            return no;
        }
        var body = await ShowOrganisation.Handle(id, null, trees, places, db, view.Actor, clock, ct);
        return body.Problem is null && !view.Actor.Scope(OrganisationsModule.Change).Contains(body.Value.Details.Place!.Value) ? Problem.NotAllowed : body;
    }

    private static IResult Refused(View view, Id<Organisation>? id, string? name, Form form, Problem problem) =>
        problem.Status is 401 or 404 || problem.Code == "not-allowed" ? Html.Refused(view, problem)
        : Page(view, id, name, form, problem.AtField(problem.Code.EndsWith("here", StringComparison.Ordinal) ? "place" : problem.Code == "organisation.twin-SameCode" ? "creditCode" : id is null ? "name" : "place"));

    private static IResult Page(View view, Id<Organisation>? id, string? name, Form form, Problem? problem) =>
        Html.Show<OrganisationFormPage, Shown>(view, view.Say(id is null ? "organisations.new" : "organisations.edit"), new(id, name, form, problem), problem?.Status ?? 200);
}
