using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using Shanhai.Host.Clocks;
using Shanhai.Organisations;
using Shanhai.Voices.Files;
using Shanhai.Places;

namespace Shanhai.Voices;

/// <summary>
/// The petitioner's own file, for the half hour that receipt and PIN opened it: what happened in plain words, which clocks run, what she may do now, and
/// who looked up her name, when and why.
/// </summary>
public partial class OwnPage
{
    /// <param name="Done">What she has just done; null: she only looks.</param>
    /// <param name="Form">What she typed and could not be done.</param>
    public sealed record Shown(
        FollowVoice.Shown Voice, string PlaceName, Both? Subject, VoiceCatalogue.Cause? Reason, IReadOnlyList<ExplainedDeadline> Clocks, IReadOnlyList<Opening> Openings,
        bool Anonymous, Act? Done, Form Form, Problem? Problem, DateOnly Today, bool TakesDocuments);

    /// <summary>Once her name was looked up: never by whom, always for which body and why.</summary>
    public sealed record Opening(DateOnly On, string? Body, Role? Role, string? Reason);

    public sealed record Form
    {
        public string? Act { get; init; }
        public string? Added { get; init; }
        public string? Why { get; init; }
        public string? Rating { get; init; }
        public string? Settled { get; init; }
        public bool? Certain { get; init; }

        public Act? Said => Enum.TryParse<Act>(Act, out var act) && Enum.IsDefined(act) ? act : null;
    }

    /// <summary>What the doors of the petitioner need.</summary>
    public sealed record Reading(OwnPass Pass, Stepping Stepping, VoiceCatalogue Catalogue, CurrentTree Trees, CurrentRegister Places, CurrentDeadlines Deadlines, Attachments Attachments, Db Db, TimeProvider Clock);

    public static async Task<IResult> Post(View view, [FromForm] Form? form, [AsParameters] Reading with, HttpContext http, CancellationToken ct)
    {
        form ??= new();
        var voice = with.Pass.Holds(http) is { } id ? await Find(id, with, ct) : null;
        if (voice is null)
        {
            return FollowPage.Ask(view, new(null, new Problem("voices.own.again", 403), form.Added ?? form.Why));
        }
        if (form.Said is not { } act)
        {
            return await Page(view, voice, null, form, Problem.Invalid("voices.own.no-such-act"), with, ct);
        }
        if (act is Act.Withdraw or Act.Conclude && form.Certain != true)
        {
            return await Page(view, voice, null, form, new Errors().Add("certain", "voices.own.say-certain").Refusal, with, ct);
        }
        var step = new TakeStep(act)
        {
            Words = act == Act.AddWords ? form.Added : form.Why,
            Rating = short.TryParse(form.Rating, NumberStyles.None, CultureInfo.InvariantCulture, out var rating) ? rating : null,
            Settled = form.Settled switch { "yes" => true, "no" => false, _ => null },
        };
        var taken = await AddFiles.Take(voice, step, http.Request.Form.Files, with.Attachments, with.Stepping, await with.Trees.Read(with.Db, ct), with.Db, view.Actor, ct);
        return taken.Problem is { } problem
            ? await Page(view, (await Find(voice.Id, with, ct))!, null, form, AtField(problem, act), with, ct)
            : Html.Go("/voices/follow?done=" + act);
    }

    internal static Task<Voice?> Find(Id<Voice> id, Reading with, CancellationToken ct)
    {
        // What a refused step had begun to change must not be shown as if it were so.
        with.Db.ChangeTracker.Clear();
        return with.Db.Voices.FirstOrDefaultAsync(v => v.Id == id, ct);
    }

    internal static async Task<IResult> Page(View view, Voice voice, string? done, Form? form, Problem? problem, Reading with, CancellationToken ct)
    {
        var (tree, register, deadlines) = (await with.Trees.Read(with.Db, ct), await with.Places.Read(with.Db, ct), await with.Deadlines.Read(with.Db, ct));
        var told = await FollowVoice.Tell(voice, tree, with.Db, ct);
        var clocks = await with.Db.Clocks.AsNoTracking().Where(c => c.SubjectKind == VoicesModule.Subject && c.Subject == voice.Id.Value && c.StoppedAt == null && c.Rule != Procedure.Objection)
            .OrderBy(c => c.DueOn).ToListAsync(ct);
        var subject = VoicesModule.SubjectOf(voice);
        var looked = await with.Db.Journal.AsNoTracking().Where(e => e.Verb == VoicesModule.Identity && e.Subject == subject).OrderBy(e => e.Number)
            .Select(e => new { e.At, e.ActingAs, e.Summary }).ToListAsync(ct);
        var shown = new Shown(told, register.NameOf(voice.Place), with.Catalogue.Category(voice.Category)?.Name,
            with.Catalogue.Reason(voice.Reason), [.. clocks.Select(c => ExplainedDeadline.Of(deadlines, c)).OfType<ExplainedDeadline>()],
            [.. looked.Select(l => OpeningOf(l.At, l.ActingAs, l.Summary, tree))], voice.Anonymous,
            Enum.TryParse<Act>(done, out var act) && Enum.IsDefined(act) ? act : null, form ?? new(), problem, ChinaDay.Today(with.Clock), with.Attachments.TakesDocuments);
        return Html.Show<OwnPage, Shown>(view, view.Say("voices.own.title"), shown, problem?.Status ?? 200);
    }

    // "Officer@990101000000#<body> …" as the journal has it.
    private static Opening OpeningOf(DateTimeOffset at, string actingAs, string? summary, OrganisationTree tree)
    {
        var held = actingAs.Split(' ').FirstOrDefault(h => h.Contains('#', StringComparison.Ordinal)) ?? actingAs.Split(' ')[0];
        var body = held.Split('#') is [_, var id] && Guid.TryParse(id, out var guid) ? tree.Find(new(guid))?.Name : null;
        var reason = summary is null ? null : JsonDocument.Parse(summary).RootElement.TryGetProperty("reason", out var said) ? said.GetString() : null;
        return new(ChinaDay.Of(at), body, Enum.TryParse<Role>(held.Split('@')[0], out var role) ? role : null, reason);
    }

    // Each button's form has fields of its own names, so that a label finds its field.
    private static Problem AtField(Problem problem, Act act) =>
        problem with { Fields = [.. problem.Fields.Select(f => f.Field == "words" ? f with { Field = act == Act.AddWords ? "added" : "why" } : f)] };
}
