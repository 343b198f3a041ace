using System.Globalization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using Shanhai.Host.Clocks;
using Shanhai.Organisations;
using Shanhai.Places;

namespace Shanhai.Notices;

/// <summary>Writing a notice: first what it is about, which says how long it stands at least; then its words, its table, where it is put up.</summary>
public partial class NoticeFormPage
{
    private const int MostBodies = 200;

    public sealed record Shown(
        Id<Notice>? Id, bool IsOut, Typed Form, Matter? Matter, DeadlineRule? Rule, IReadOnlyList<(Matter Matter, DeadlineRule? Rule)> Matters, IReadOnlyList<Body> Bodies, Problem? Problem)
    {
        public IEnumerable<Errors.At> Wrong(string field) => Problem?.Fields.Where(f => f.Field == field) ?? [];
    }

    /// <summary>As typed. The table is one row a line, its cells parted by tabs or by bars.</summary>
    public sealed record Typed
    {
        public string? Version { get; init; }
        public string? Matter { get; init; }
        public string? Body { get; init; }
        public string? Place { get; init; }
        public string? Title { get; init; }
        public string? Text { get; init; }
        public string? Rows { get; init; }
        public string[]? Channels { get; init; }
        public string? Where { get; init; }
        public string? Count { get; init; }
        public string? KeepDays { get; init; }
        public string? EventOn { get; init; }
        public string? Contact { get; init; }
        public string? NextStep { get; init; }
        public string? Why { get; init; }

        public NoticeContent Content(DeadlineRule? rule, Errors errors) => new(Title, Text)
        {
            Rows = RowsOf(Rows),
            Channels = [.. (Channels ?? []).Select(c => Enum.TryParse<NoticeChannel>(c, out var channel) ? channel : (NoticeChannel)(-1))],
            Where = Where, Contact = Contact, NextStep = NextStep, EventOn = TypedDay.Read(EventOn, "eventOn", errors),
            // Counted in the unit of the law.
            Term = TypedNumber.Count(Count, "count", errors) is { } count ? $"{count} {rule?.Term.Unit ?? "nd"}" : null,
            KeepDays = TypedNumber.Count(KeepDays, "keepDays", errors),
        };
    }

    internal static IReadOnlyList<IReadOnlyList<string>> RowsOf(string? typed) =>
        [.. (typed ?? "").ReplaceLineEndings("\n").Split('\n').Where(l => l.Trim().Length > 0).Select(l => (IReadOnlyList<string>)[.. l.Split('\t', '|', '｜').Select(c => c.Trim())])];

    public static async Task<IResult> New(View view, string? matter, string? place, [AsParameters] NoticesPage.Reading with, CancellationToken ct) =>
        view.Actor.Refuses(NoticesModule.Write) is { } no ? Html.Refused(view, no) : await Page(view, null, false, new() { Matter = matter, Place = place, Channels = ["Board", "Web"] }, null, with, ct);

    public static async Task<IResult> Create(View view, [FromForm] Typed? form, [AsParameters] NoticesPage.Reading with, CancellationToken ct)
    {
        form ??= new();
        if (view.Actor.Refuses(NoticesModule.Write) is { } no)
        {
            return Html.Refused(view, no);
        }
        var (errors, register) = (new Errors(), await with.Places.Read(with.Db, ct));
        var place = NamedPlace.Find(form.Place, register, view.Actor, errors, "place");
        var body = Id<Organisation>.TryParse(form.Body, null, out var named) ? named : (Id<Organisation>?)null;
        var rule = with.Matters.Find(form.Matter) is { } matter ? RuleOf(matter, place ?? await PlaceOf(body, with, ct), await with.Deadlines.Read(with.Db, ct), with.Clock) : null;
        var content = form.Content(rule, errors);
        if (errors.Refusal is { } untyped)
        {
            return await Page(view, null, false, form, untyped, with, ct);
        }
        var drafted = await DraftNotice.Handle(new(form.Matter, body, place, content), with.Matters, with.Trees, with.Places, with.Deadlines, with.Vault, with.Db, view.Actor, with.Clock, ct);
        return drafted.Problem is { } problem ? await Page(view, null, false, form, Fielded(problem), with, ct) : Html.Go($"/notices/{drafted.Value.Id}?done=drafted");
    }

    public static async Task<IResult> Edit(View view, Id<Notice> id, [AsParameters] NoticesPage.Reading with, CancellationToken ct)
    {
        var (notice, problem) = await Mine(view.Actor, id, with, ct);
        if (notice is null)
        {
            return Html.Refused(view, problem!);
        }
        var rows = NoticeContent.RowsOf(notice, with.Vault);
        if (rows.Count > 0)
        {
            await with.Db.RecordReading(view.Actor, NoticesModule.Write, NoticesModule.SubjectOf(notice), new { rows = rows.Count }, notice.Place, ct: ct);
        }
        return await Page(view, id, notice.State == NoticeState.Posted, new()
        {
            Version = notice.Version.ToString(CultureInfo.InvariantCulture), Matter = notice.Matter, Title = notice.Title, Text = notice.Text, Rows = string.Join('\n', rows.Select(r => string.Join(" | ", r))),
            Channels = [.. ShowNotice.ChannelsOf(notice).Select(c => c.ToString())], Where = notice.Where, Count = notice.Term?.Split(' ')[0], KeepDays = notice.KeepDays.ToString(CultureInfo.InvariantCulture),
            EventOn = notice.EventOn?.ToString("O", CultureInfo.InvariantCulture), Contact = notice.Contact, NextStep = notice.NextStep,
        }, null, with, ct);
    }

    public static async Task<IResult> Change(View view, Id<Notice> id, [FromForm] Typed? form, [AsParameters] NoticesPage.Reading with, CancellationToken ct)
    {
        form ??= new();
        var (notice, refused) = await Mine(view.Actor, id, with, ct);
        if (notice is null)
        {
            return await NoticePage.TooLate(view, id, refused!, string.Join('\n', new[] { form.Title, form.Text, form.Rows, form.Where, form.Contact, form.NextStep, form.Why }.Where(t => !string.IsNullOrWhiteSpace(t))), with, ct);
        }
        var (errors, matter) = (new Errors(), with.Matters.Find(notice.Matter)!);
        var content = form.Content(RuleOf(matter, notice.Place, await with.Deadlines.Read(with.Db, ct), with.Clock), errors);
        var problem = errors.Refusal ?? (await ChangeNotice.Handle(id, new(content, form.Why, int.TryParse(form.Version, out var version) ? version : null),
            with.Matters, with.Trees, with.Deadlines, with.Vault, with.Db, view.Actor, with.Clock, ct)).Problem;
        return problem is null ? Html.Go($"/notices/{id}?done=changed") : await Page(view, id, notice.State == NoticeState.Posted, form with { Matter = notice.Matter }, Fielded(problem), with, ct);
    }

    private static async Task<(Notice?, Problem?)> Mine(Actor actor, Id<Notice> id, NoticesPage.Reading with, CancellationToken ct)
    {
        if (actor.Refuses(NoticesModule.Write) is { } no)
        {
            return (null, no);
        }
        var notice = await NoticeSight.Of(actor, await with.Trees.Read(with.Db, ct), NoticesModule.Write).Notices(with.Db).AsNoTracking().FirstOrDefaultAsync(n => n.Id == id, ct);
        return notice is null ? (null, Problem.Missing("notice.not-found")) : notice.State == NoticeState.Withdrawn || notice.TakenDownAt is not null ? (null, Problem.Clash("notice.over")) : (notice, null);
    }

    // The form has the number without its unit.
    private static Problem Fielded(Problem problem) => problem with { Fields = [.. problem.Fields.Select(f => f.Field == "term" ? f with { Field = "count" } : f)] };

    private static DeadlineRule? RuleOf(Matter matter, PlaceCode place, Deadlines deadlines, TimeProvider clock) => deadlines.InForce(matter.Rule, place, ChinaDay.Today(clock));

    private static async Task<PlaceCode> PlaceOf(Id<Organisation>? body, NoticesPage.Reading with, CancellationToken ct) =>
        body is { } id && (await with.Trees.Read(with.Db, ct)).Successor(id) is { } found ? found.Place : PlaceCode.Nation;

    private static async Task<IResult> Page(View view, Id<Notice>? id, bool isOut, Typed form, Problem? problem, NoticesPage.Reading with, CancellationToken ct)
    {
        var (tree, deadlines) = (await with.Trees.Read(with.Db, ct), await with.Deadlines.Read(with.Db, ct));
        var sight = NoticeSight.Of(view.Actor, tree, NoticesModule.Write);
        List<Body> bodies = [.. tree.All.Where(b => b.StandsOn(null) && sight.Covers(b, b.Place)).OrderByDescending(b => sight.Bodies.Contains(b.Id)).ThenBy(b => b.Place).ThenBy(b => b.Kind).Take(MostBodies)];
        var place = NamedPlace.Find(form.Place, await with.Places.Read(with.Db, ct), view.Actor, new Errors(), "place") ?? bodies.FirstOrDefault()?.Place ?? PlaceCode.Nation;
        var matter = with.Matters.Find(form.Matter);
        // A law of one province is not offered in another.
        List<(Matter, DeadlineRule?)> matters = [.. with.Matters.All.Select(m => (m, RuleOf(m, place, deadlines, with.Clock))).Where(m => m.Item2 is not null)];
        return Html.Show<NoticeFormPage, Shown>(view, view.Say(id is null ? "notices.new" : "notices.edit"),
            new(id, isOut, form with { Body = form.Body ?? bodies.FirstOrDefault()?.Id.ToString() }, matter, matter is null ? null : RuleOf(matter, place, deadlines, with.Clock), matters, bodies, problem), problem?.Status ?? 200);
    }
}
