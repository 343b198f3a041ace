using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using Shanhai.Host.Clocks;
using Shanhai.Organisations;
using Shanhai.Places;
using Shanhai.Voices.Templates;

namespace Shanhai.Voices.Officials;

/// <summary>
/// One voice for an official: where it stands and why, which clocks run and how their days are counted, everything that happened, and what she may do now, each as
/// a form made from the procedure. Who sent it stays sealed until she says why she opens it.
/// </summary>
public partial class VoicePage
{
    public sealed record Running(ShowVoice.Limit Of, ExplainedDeadline Explained);

    /// <summary>What the fields of an act offer.</summary>
    public sealed record Asking(
        IReadOnlyList<string> Bodies, IReadOnlyList<Colleagues.Person> People, VoiceCatalogue Catalogue, VoiceKind Kind, string Category, string Place, Guid? Assigned, string? Accused, IReadOnlyList<FindTemplates.Row> Templates, DateOnly Today);

    /// <param name="Acting">The act whose form stands open.</param>
    /// <param name="Stale">Somebody was faster, or it can no longer be done: said above, with what is so now.</param>
    /// <param name="Opened">Who sent it, in this one answer.</param>
    public sealed record Shown(
        ShowVoice Voice, string PlaceName, Both? Subject, VoiceCatalogue.Cause? Cause, VoiceCatalogue Catalogue, IReadOnlyList<Running> Clocks, IReadOnlyDictionary<string, Both> RuleNames, ShowVoice.Action? Acting,
        Asking? Asking, StepForm Form, Act? Done, Problem? Problem, Problem? Stale, OpenIdentity.Opened? Opened, string? Why, Problem? IdentityProblem, IReadOnlyList<LetterLine> Letters, int? OpenLetter, Unsent? NotSent, DateOnly Today, SimilarHints? Hints,
        bool MaySpeakOf, IReadOnlyList<string> Peers)
    {
        public bool MayPublish => MaySpeakOf && Voice.MayPublish;

        public Unsent? From(string form) => NotSent?.Form == form ? NotSent : null;

        /// <summary>What was refused of a form that no longer stands on the page: said above, with what was typed.</summary>
        public Unsent? Elsewhere => NotSent is { } unsent && !Stands(unsent) ? unsent : null;

        private bool Stands(Unsent unsent) => unsent.Form switch
        {
            Unsent.Publishing => MayPublish && Voice.Kind != VoiceKind.Accusation,
            Unsent.Forwarding => Voice.Kind != VoiceKind.Accusation && Peers.Except(Voice.Forwards.Select(f => f.Peer)).Any(),
            Unsent.Attaching => Voice.May.Count > 0,
            Unsent.Numbering => Letters.Any(l => l.Step == OpenLetter && l.Written is null && l.MayNumber),
            _ => Letters.Any(l => l.Step == OpenLetter) && Voice.MayOpen && !Voice.Anonymous,
        };
    }

    /// <summary>One of the smaller forms of the page that was refused: which, why, and what was typed, so that it comes back into it.</summary>
    public sealed record Unsent(string Form, Problem Why, string? Text = null, IReadOnlyList<string>? Pictures = null, string? Code = null, string? Number = null)
    {
        public const string Publishing = "publish", Forwarding = "forward", Attaching = "files", Numbering = "letter-number", Addressing = "letter-why";
    }

    public sealed record Reading(Stepping Stepping, Routing Routing, VoiceCatalogue Catalogue, TemplateCatalogue Templates, CurrentTree Trees, CurrentRegister Places, CurrentDeadlines Deadlines, Vault Vault, Settings Settings, Db Db, TimeProvider Clock);

    /// <param name="Last">The code word that the issuing body used last.</param>
    /// <param name="MayNumber">The reader acts for the issuing body.</param>
    public sealed record LetterLine(short Step, Letter Letter, string? Written, string? Last, bool MayNumber);

    /// <summary>What one answer has to say besides the voice itself.</summary>
    private sealed record Saying
    {
        public StepForm Form { get; init; } = new();
        public Act? Act { get; init; }
        public Act? Done { get; init; }
        public Problem? Problem { get; init; }
        public Problem? Stale { get; init; }
        public OpenIdentity.Opened? Opened { get; init; }
        public string? Why { get; init; }
        public Problem? IdentityProblem { get; init; }
        public int? Letter { get; init; }
        public Unsent? NotSent { get; init; }
    }

    public static Task<IResult> Show(View view, string id, string? act, string? done, int? letter, [AsParameters] Reading with, CancellationToken ct) =>
        Answer(view, id, new() { Act = Read(act), Done = Read(done), Letter = letter }, with, ct);

    public static async Task<IResult> Take(View view, Id<Voice> id, [FromForm] StepForm? form, [AsParameters] Reading with, CancellationToken ct)
    {
        form ??= new();
        if (view.Actor.Refuses(VoicesModule.Handle) is { } no)
        {
            return Html.Refused(view, no);
        }
        var (tree, register) = (await with.Trees.Read(with.Db, ct), await with.Places.Read(with.Db, ct));
        if (form.Said is not { } act || await Sight.Of(view.Actor, tree, VoicesModule.Handle).Voices(with.Db).AsNoTracking().FirstOrDefaultAsync(v => v.Id == id, ct) is not { } voice)
        {
            return Html.Refused(view, Problem.Missing("voice.not-found"));
        }
        if (form.Do == "fill")
        {
            return await Answer(view, id.ToString(), new() { Form = await Filled(form, act, voice, tree, register, view, with, ct), Act = act }, with, ct);
        }
        var errors = new Errors();
        var step = form.Read(act, voice, tree, register, view.Actor, errors);
        var taken = errors.Refusal is { } unread && (step.Version ?? voice.Version) == voice.Version ? Unread(unread, step, act, voice, with)
            : await TakeStep.Handle(id, step, with.Stepping, with.Trees, with.Db, view.Actor, ct);
        // What a refused step had begun to change must not be shown as if it were so.
        with.Db.ChangeTracker.Clear();
        return taken.Problem is not { } problem ? Html.Go($"/voices/{id}?done={act}")
            : await Answer(view, id.ToString(), problem.Status == 409 ? new() { Form = form, Act = act, Stale = problem } : new() { Form = form, Act = act, Problem = problem }, with, ct);
    }

    public static async Task<IResult> Open(View view, Id<Voice> id, [FromForm] string? why, [AsParameters] Reading with, CancellationToken ct)
    {
        var opened = await OpenIdentity.Handle(id, new(why), with.Trees, with.Vault, with.Db, view.Actor, ct);
        var refused = opened.Problem is { } problem ? problem with { Fields = [.. problem.Fields.Select(f => f.Field == "reason" ? f with { Field = "why" } : f)] } : null;
        return await Answer(view, id.ToString(), new() { Opened = refused is null ? opened.Value : null, Why = why, IdentityProblem = refused }, with, ct);
    }

    /// <summary>The words of the chosen template, filled for this voice, before what was already written.</summary>
    private static async Task<StepForm> Filled(StepForm form, Act act, Voice voice, OrganisationTree tree, Register register, View view, Reading with, CancellationToken ct)
    {
        var templates = await FindTemplates.Of(new() { Act = act }, view.Language, tree, with.Templates, with.Db, view.Actor, ct);
        if (templates.FirstOrDefault(t => t.Key == form.Template) is not { } template)
        {
            return form;
        }
        var today = ChinaDay.Today(with.Clock);
        var holder = voice.Holder is { } body ? tree.Successor(body) : null;
        var phone = holder is null ? null : await with.Db.Organisations.Where(o => o.Id == holder.Id).Select(o => o.Phone).FirstOrDefaultAsync(ct);
        var subject = new TemplateSubject(voice.Receipt, ChinaDay.Of(voice.ReceivedAt), register.NameOf(voice.Place),
            with.Catalogue.Category(voice.Category)?.Name ?? new(voice.Category, voice.Category), voice.Office is { } office ? tree.Successor(office)?.Name : null, holder?.Name,
            holder is not null && tree.Above(holder.Id) is [var above, ..] ? above.Name : null, today, voice.NextDue, TypedDay.Read(form.ExecuteBy, "executeBy", new()), phone);
        var words = Placeholders.Fill(template.Text, subject, view.Language);
        return form with { Words = string.IsNullOrWhiteSpace(form.Words) ? words : words + "\n" + form.Words };
    }

    /// <summary>The page again, with what one of its smaller forms could not do and what was typed there.</summary>
    internal static Task<IResult> Again(View view, Id<Voice> id, Unsent unsent, Reading with, CancellationToken ct, int? letter = null)
    {
        with.Db.ChangeTracker.Clear();
        return Answer(view, id.ToString(), new() { Letter = letter, NotSent = unsent }, with, ct);
    }

    private static async Task<IReadOnlyList<LetterLine>> LettersOf(ShowVoice voice, Sight sight, Db db, CancellationToken ct)
    {
        var steps = voice.Steps.Where(s => s.Letter != Letter.None).ToList();
        if (steps.Count == 0)
        {
            return [];
        }
        var numbers = await db.VoiceLetters.AsNoTracking().Where(l => l.Voice == voice.Id).ToDictionaryAsync(l => l.Step, ct);
        var ids = steps.ConvertAll(s => s.Id);
        var issuers = await db.VoiceSteps.AsNoTracking().Where(s => ids.Contains(s.Id)).ToDictionaryAsync(s => s.Id, s => s.Body ?? voice.Office?.Id, ct);
        var bodies = issuers.Values.OfType<Id<Organisation>>().Distinct().ToList();
        var last = (await db.VoiceLetters.AsNoTracking().Where(l => bodies.Contains(l.Body)).GroupBy(l => l.Body).Select(g => new { g.Key, g.OrderByDescending(l => l.At).First().Code }).ToListAsync(ct)).ToDictionary(l => l.Key, l => l.Code);
        return [.. steps.Select(s => new LetterLine(s.Number, s.Letter, numbers.GetValueOrDefault(s.Id)?.Written, issuers[s.Id] is { } of ? last.GetValueOrDefault(of) : null, issuers[s.Id] is { } issuer && sight.Bodies.Contains(issuer)))];
    }

    // All that is wrong is told at once: what cannot be read, and what else the step needs.
    private static Problem Unread(Problem unread, TakeStep step, Act act, Voice voice, Reading with)
    {
        var move = Procedure.Moves.FirstOrDefault(m => m.Act == act && m.Fits(voice.State, voice.Kind));
        var shape = move is null ? null : StepShape.Of(move, step, voice, with.Catalogue, ChinaDay.Today(with.Clock)).Refusal;
        return unread with { Fields = [.. unread.Fields, .. (shape?.Fields ?? []).Where(f => unread.Fields.All(u => u.Field != f.Field))] };
    }

    private static async Task<IResult> Answer(View view, string id, Saying saying, Reading with, CancellationToken ct)
    {
        if (view.Actor.Refuses(VoicesModule.View) is { } no)
        {
            return Html.Refused(view, no);
        }
        var tree = await with.Trees.Read(with.Db, ct);
        if (!Id<Voice>.TryParse(id, null, out var key))
        {
            // Officials paste the receipt code that somebody reads to them.
            var found = Receipt.TryRead(id, out var code) ? await Sight.Of(view.Actor, tree, VoicesModule.View).Voices(with.Db).Where(v => v.Receipt == code).Select(v => v.Id).FirstOrDefaultAsync(ct) : default;
            return found.IsNone ? Html.Refused(view, Problem.Missing("voice.not-found")) : Html.Go("/voices/" + found);
        }
        var shown = await ShowVoice.Handle(key, with.Trees, with.Db, view.Actor, ct);
        if (shown.Problem is { } problem)
        {
            return Html.Refused(view, problem);
        }
        var voice = shown.Value;
        var (register, deadlines, today) = (await with.Places.Read(with.Db, ct), await with.Deadlines.Read(with.Db, ct), ChinaDay.Today(with.Clock));
        var place = register.NameOf(voice.Place);
        var acting = saying.Act is { } act ? voice.May.FirstOrDefault(a => a.Act == act) : null;
        var ids = voice.Clocks.Where(c => c.StoppedOn is null).Select(c => c.Id).ToList();
        var clocks = await with.Db.Clocks.AsNoTracking().Where(c => ids.Contains(c.Id)).OrderBy(c => c.DueOn).ToListAsync(ct);
        var running = clocks.Select(c => (c.Id, Explained: ExplainedDeadline.Of(deadlines, c))).Where(c => c.Explained is not null).Select(c => new Running(voice.Clocks.First(l => l.Id == c.Id), c.Explained!)).ToList();
        var names = voice.Clocks.Select(c => c.Rule).Distinct().Select(r => (r, Row: deadlines.InForce(r, voice.Place, today))).Where(r => r.Row is not null).ToDictionary(r => r.r, r => r.Row!.Name);
        var asking = acting is null ? null : await Ask(voice, place, acting, tree, view, with, today, ct);
        var model = new Shown(voice, place, with.Catalogue.Category(voice.Category)?.Name, with.Catalogue.Reason(voice.Reason), with.Catalogue, running, names, acting, asking, saying.Form, saying.Done,
            saying.Problem, saying.Stale, saying.Opened, saying.Why, saying.IdentityProblem, await LettersOf(voice, Sight.Of(view.Actor, tree, VoicesModule.Send), with.Db, ct), saying.Letter, saying.NotSent, today,
            await SimilarHints.Of(key, Sight.Of(view.Actor, tree, VoicesModule.View), register, with.Routing, with.Db, ct),
            voice.May.Any(a => a.By == Party.Office), voice.May.Any(a => a.By == Party.Holder) ? [.. with.Settings.Peers.Select(p => p.Name)] : []);
        var status = (saying.Problem ?? saying.Stale ?? saying.IdentityProblem ?? saying.NotSent?.Why)?.Status ?? 200;
        return Html.Show<VoicePage, Shown>(view, view.Say("queue.voice", Receipt.Written(voice.Receipt)), model, status, voice.Text.StartsWith(Voice.SimulatedMark, StringComparison.Ordinal));
    }

    private static async Task<Asking> Ask(ShowVoice voice, string place, ShowVoice.Action acting, OrganisationTree tree, View view, Reading with, DateOnly today, CancellationToken ct)
    {
        var templates = WriteTemplate.Acts.Contains(acting.Act) ? await FindTemplates.Of(new() { Act = acting.Act }, view.Language, tree, with.Templates, with.Db, view.Actor, ct) : [];
        var people = acting.Act != Act.Hand ? []
            : await Colleagues.Of(await with.Db.Voices.AsNoTracking().FirstAsync(v => v.Id == voice.Id, ct), tree, with.Db, view.Actor, today, ct);
        var bodies = acting.Needs.HasFlag(Needs.Body) ? NamedBody.Of(tree, [voice.Place.Level > Level.County ? voice.Place.At(Level.County) : voice.Place], above: true, voice.Kind == VoiceKind.Accusation) : [];
        return new(bodies, people, with.Catalogue, voice.Kind, voice.Category, place, voice.AssignedTo, voice.Accused.Count == 0 ? null : string.Join('\n', voice.Accused.Select(a => a.Name)), templates, today);
    }

    private static Act? Read(string? act) => Enum.TryParse<Act>(act, out var read) && Enum.IsDefined(read) ? read : null;
}
