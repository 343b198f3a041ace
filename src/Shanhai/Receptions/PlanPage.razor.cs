using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using Shanhai.Notices;
using Shanhai.Organisations;
using Shanhai.Places;

namespace Shanhai.Receptions;

/// <summary>Planning a day: the form begins with the template, its rooms filled with the bodies of the place; the steps of the practice stand beside it.</summary>
public partial class PlanPage
{
    private const int MostBodies = 200;

    public sealed record Shown(Id<Reception>? Id, Typed Form, ReceptionCatalogue Catalogue, IReadOnlyList<Body> Bodies, DateOnly? Earliest, Problem? Problem);

    /// <summary>As typed. A room is a line: subject, name, body, lawyer, parted by bars.</summary>
    public sealed record Typed
    {
        public string? Body { get; init; }
        public string? Place { get; init; }
        public string? Level { get; init; }
        public string? On { get; init; }
        public string? From { get; init; }
        public string? To { get; init; }
        public string? Venue { get; init; }
        public string? LeaderPost { get; init; }
        public string? LeaderName { get; init; }
        public string? Rooms { get; init; }
        public string? Problems { get; init; }
        public string? Staff { get; init; }
        public string? Flow { get; init; }
        public string? Emergency { get; init; }
        public string? Phone { get; init; }
        public int? Version { get; init; }
    }

    public static async Task<IResult> New(View view, [AsParameters] ReceptionPage.Reading with, CancellationToken ct) =>
        view.Actor.Refuses(ReceptionsModule.Plan) is { } no ? Html.Refused(view, no)
            : await Page(view, null, new() { From = "08:30", To = "17:00", Rooms = string.Join('\n', with.Catalogue.Template.Rooms.Select(r => $"{r.Subject} | {view.Say(r.Name)} | | ")) }, null, with, ct);

    public static async Task<IResult> Create(View view, [FromForm] Typed? form, [AsParameters] ReceptionPage.Reading with, CancellationToken ct)
    {
        form ??= new();
        if (view.Actor.Refuses(ReceptionsModule.Plan) is { } no)
        {
            return Html.Refused(view, no);
        }
        var errors = new Errors();
        var place = NamedPlace.Find(form.Place, await with.Places.Read(with.Db, ct), view.Actor, errors, "place");
        var input = await Read(form, place, Id<Organisation>.TryParse(form.Body, null, out var body) ? body : null, errors, view.Actor, with, ct);
        var planned = errors.Refusal is { } untyped ? untyped : await PlanReception.Handle(input, null, with.Catalogue, with.Matters, with.Trees, with.Places, with.Deadlines, with.Db, view.Actor, with.Clock, ct);
        return planned.Problem is { } problem ? await Page(view, null, form, problem, with, ct) : Html.Go($"/receptions/{planned.Value.Id}?done=planned");
    }

    public static async Task<IResult> Edit(View view, Id<Reception> id, [AsParameters] ReceptionPage.Reading with, CancellationToken ct)
    {
        var (day, problem) = await Mine(view.Actor, id, with, ct);
        if (day is null)
        {
            return Html.Refused(view, problem!);
        }
        var tree = await with.Trees.Read(with.Db, ct);
        var rooms = await with.Db.ReceptionRooms.AsNoTracking().Where(r => r.Reception == id).OrderBy(r => r.Number).ToListAsync(ct);
        return await Page(view, id, new()
        {
            On = day.On.ToString("O", CultureInfo.InvariantCulture), From = day.From.ToString("HH:mm", CultureInfo.InvariantCulture), To = day.To.ToString("HH:mm", CultureInfo.InvariantCulture), Venue = day.Venue,
            LeaderPost = day.LeaderPost, LeaderName = day.LeaderName, Problems = day.Problems, Staff = day.Staff, Flow = day.Flow, Emergency = day.Emergency, Phone = day.Phone,
            Rooms = string.Join('\n', rooms.Select(r => $"{r.Subject} | {r.Name} | {(r.Body is { } sits ? tree.Find(sits)?.Name : "")} | {r.Lawyer}")),
            Version = day.Version,
        }, null, with, ct);
    }

    public static async Task<IResult> Change(View view, Id<Reception> id, [FromForm] Typed? form, [AsParameters] ReceptionPage.Reading with, CancellationToken ct)
    {
        form ??= new();
        var (day, refused) = await Mine(view.Actor, id, with, ct);
        if (day is null)
        {
            return await ReceptionPage.TooLate(view, id, refused!,
                string.Join('\n', new[] { form.On, form.From, form.To, form.Venue, form.LeaderPost, form.LeaderName, form.Rooms, form.Problems, form.Staff, form.Flow, form.Emergency, form.Phone }.Where(t => !string.IsNullOrWhiteSpace(t))), with, ct);
        }
        var errors = new Errors();
        var input = await Read(form, null, null, errors, view.Actor, with, ct);
        var planned = errors.Refusal is { } untyped ? untyped : await PlanReception.Handle(input, id, with.Catalogue, with.Matters, with.Trees, with.Places, with.Deadlines, with.Db, view.Actor, with.Clock, ct);
        return planned.Problem is { } problem ? await Page(view, id, form, problem, with, ct) : Html.Go($"/receptions/{id}?done=planned");
    }

    private static async Task<(Reception?, Problem?)> Mine(Actor actor, Id<Reception> id, ReceptionPage.Reading with, CancellationToken ct)
    {
        if (actor.Refuses(ReceptionsModule.Plan) is { } no)
        {
            return (null, no);
        }
        var day = await ReceptionSight.Of(actor, await with.Trees.Read(with.Db, ct), ReceptionsModule.Plan, with.Db).AsNoTracking().FirstOrDefaultAsync(r => r.Id == id, ct);
        return day is null ? (null, Problem.Missing("reception.not-found")) : day.State != ReceptionState.Planned ? (null, Problem.Clash("reception.not-planned")) : (day, null);
    }

    private static async Task<PlanReception> Read(Typed form, PlaceCode? place, Id<Organisation>? body, Errors errors, Actor actor, ReceptionPage.Reading with, CancellationToken ct)
    {
        var tree = await with.Trees.Read(with.Db, ct);
        var visible = FindBody.Within(actor.Scope(ReceptionsModule.Plan));
        var rooms = new List<PlanReception.Room>();
        foreach (var line in (form.Rooms ?? "").ReplaceLineEndings("\n").Split('\n').Where(l => l.Trim().Length > 0))
        {
            string?[] cells = [.. line.Split('|', '｜', '\t').Select(c => c.Trim()), null, null, null];
            Id<Organisation>? sits = null;
            if (cells[2] is { Length: > 0 } named)
            {
                var found = FindBody.Of(tree, named, "rooms", visible);
                sits = found.Problem is null ? found.Value.Id : null;
                foreach (var wrong in found.Problem?.Fields ?? [])
                {
                    errors.Add(wrong.Field, wrong.Key, wrong.Args);
                }
            }
            rooms.Add(new(cells[0], cells[1], sits, cells[3]));
        }
        return new(body, place, Enum.TryParse<Level>(form.Level, out var level) ? level : null, TypedDay.Read(form.On, "on", errors), Hour(form.From, "from", errors), Hour(form.To, "to", errors))
        {
            Venue = form.Venue, LeaderPost = form.LeaderPost, LeaderName = form.LeaderName, Problems = form.Problems, Staff = form.Staff, Flow = form.Flow, Emergency = form.Emergency, Phone = form.Phone, Rooms = rooms, Version = form.Version,
        };
    }

    private static TimeOnly? Hour(string? text, string field, Errors errors)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            return null;
        }
        if (TimeOnly.TryParseExact(text.Trim().Normalize(NormalizationForm.FormKC), ["H:mm", "HH:mm", "H"], CultureInfo.InvariantCulture, DateTimeStyles.None, out var hour))
        {
            return hour;
        }
        errors.Add(field, "reception.not-an-hour", text.Trim());
        return null;
    }

    private static async Task<IResult> Page(View view, Id<Reception>? id, Typed form, Problem? problem, ReceptionPage.Reading with, CancellationToken ct)
    {
        var (tree, deadlines, today) = (await with.Trees.Read(with.Db, ct), await with.Deadlines.Read(with.Db, ct), ChinaDay.Today(with.Clock));
        var sight = NoticeSight.Of(view.Actor, tree, ReceptionsModule.Plan);
        List<Body> bodies = [.. tree.All.Where(b => b.StandsOn(null) && b.Kind.IsOrgan && sight.Covers(b, b.Place)).OrderByDescending(b => sight.Bodies.Contains(b.Id)).ThenBy(b => b.Kind != OrganisationKind.PetitionOffice).ThenBy(b => b.Place).ThenBy(b => b.Kind).Take(MostBodies)];
        var earliest = deadlines.InForce(with.Matters.Find(PlanReception.NoticeMatter)!.Rule, bodies.FirstOrDefault()?.Place ?? PlaceCode.Nation, today) is { } rule ? deadlines.Reckon(rule, today).Due.AddDays(1) : (DateOnly?)null;
        return Html.Show<PlanPage, Shown>(view, view.Say("receptions.new"), new(id, form with { Body = form.Body ?? bodies.FirstOrDefault()?.Id.ToString() }, with.Catalogue, bodies, earliest, problem), problem?.Status ?? 200);
    }
}
