using System.Globalization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using Shanhai.Organisations;

namespace Shanhai.Voices.Officials;

/// <summary>
/// One act on many voices: first what would happen to each, then it is done voice by voice through the same use case as one alone, and each line says whether it was
/// done or why not. What changed since it was ticked is refused, not overrun.
/// </summary>
public partial class BulkPage
{
    private const int Most = 200;
    private static readonly Act[] Acts = [Act.Hand, Act.Register, Act.Transfer, Act.Urge];

    /// <param name="To">The body to which it goes, in full: the same short name is another body in another county.</param>
    /// <param name="Receipt">Null: the reader may not see it (any more).</param>
    public sealed record Line(Id<Voice> Id, int Version, string? Receipt, string? Excerpt, VoiceState? State, string? Holder, Problem? Refusal, string? To = null);

    public sealed record Shown(Act Act, Form Form, string Back, IReadOnlyList<Line> Lines, IReadOnlyList<Colleagues.Person> People, IReadOnlyList<string> Bodies, Problem? Problem, bool Done);

    public sealed record Form
    {
        public string? Act { get; init; }
        public string? Do { get; init; }
        public string? Back { get; init; }
        public string[]? Pick { get; init; }
        public string? Person { get; init; }
        public string? Body { get; init; }
        public string? Note { get; init; }
    }

    public static async Task<IResult> Post(View view, [FromForm] Form? form, [AsParameters] VoicesPage.Reading with, Stepping stepping, CancellationToken ct)
    {
        form ??= new();
        if (view.Actor.Refuses(VoicesModule.Handle) is { } no)
        {
            return Html.Refused(view, no);
        }
        // Only back into the queue: an address from outside is no way back.
        var back = form.Back is { } given && given.StartsWith("/voices?", StringComparison.Ordinal) ? given : "/voices";
        if (!Enum.TryParse<Act>(form.Act, out var act) || !Acts.Contains(act))
        {
            return Html.Go(back);
        }
        var tree = await with.Trees.Read(with.Db, ct);
        var picked = (form.Pick ?? []).Select(Picked).OfType<(Id<Voice> Id, int Version)>().DistinctBy(p => p.Id).Take(Most).ToList();
        var sight = Sight.Of(view.Actor, tree, VoicesModule.Handle);
        var ids = picked.ConvertAll(p => p.Id);
        var voices = await sight.Voices(with.Db).AsNoTracking().Where(v => ids.Contains(v.Id)).ToListAsync(ct);
        var errors = new Errors();
        var step = StepOf(act, form, errors);
        var lines = new List<Line>();
        var confirmed = form.Do == "confirm" && !errors.Any;
        foreach (var (id, version) in picked)
        {
            var voice = voices.Find(v => v.Id == id);
            var unnamed = new Errors();
            var to = act == Act.Transfer && voice is not null ? NamedBody.Find(tree, form.Body, voice.Place, unnamed, "body") : null;
            var refusal = voice is null ? Problem.Missing("voice.not-found")
                : unnamed.Refusal is { } unknown ? unknown
                : confirmed ? (await TakeStep.Handle(id, step with { Version = version, Body = to?.Id }, stepping, with.Trees, with.Db, view.Actor, ct)).Problem
                : voice.Version != version ? Problem.Clash("voice.changed-meanwhile")
                : sight.PartiesOf(voice).Any(p => Procedure.Find(act, voice.State, voice.Kind, p) is not null) ? null
                : Problem.Clash("voice.not-now", Words.All["voice.act." + act], Words.All["voice.state." + voice.State]);
            // What a refused step had begun to change is not saved with the next one.
            with.Db.ChangeTracker.Clear();
            lines.Add(new(id, version, voice?.Receipt, voice is null ? null : voice.Text[..Math.Min(voice.Text.Length, 80)].ReplaceLineEndings(" "), voice?.State,
                voice?.Holder is { } holder ? tree.Successor(holder)?.Called : null, refusal, to?.Name));
        }
        var people = act == Act.Hand && !confirmed ? await PeopleOf(voices, tree, view.Actor, with, ct) : [];
        var shown = new Shown(act, form, back, lines, people, act == Act.Transfer ? NamedBody.Of(tree, [.. voices.Select(v => v.Place).Distinct()], above: true) : [], form.Do == "confirm" ? errors.Refusal : null, confirmed);
        return Html.Show<BulkPage, Shown>(view, view.Say("queue.bulk-" + act), shown, shown.Problem?.Status ?? 200);
    }

    private static TakeStep StepOf(Act act, Form form, Errors errors)
    {
        var step = new TakeStep(act) { Note = form.Note };
        switch (act)
        {
            case Act.Hand:
                step = step with { Person = Guid.TryParse(form.Person, out var person) ? person : null };
                errors.Require(form.Person, "person");
                break;
            case Act.Transfer:
                errors.Require(form.Body, "body");
                break;
            case Act.Urge:
                errors.Require(form.Note, "note").Limit(form.Note, VoiceStep.LongestNote, "note");
                break;
        }
        return step;
    }

    private static async Task<IReadOnlyList<Colleagues.Person>> PeopleOf(List<Voice> voices, OrganisationTree tree, Actor actor, VoicesPage.Reading with, CancellationToken ct)
    {
        var people = new List<Colleagues.Person>();
        // One question for each body that holds any of them; an accusation asks for itself.
        foreach (var voice in voices.DistinctBy(v => v.Kind == VoiceKind.Accusation ? v.Id.ToString() : v.Holder?.ToString()))
        {
            people.AddRange(await Colleagues.Of(voice, tree, with.Db, actor, ChinaDay.Today(with.Clock), ct));
        }
        return [.. people.DistinctBy(p => p.Id)];
    }

    private static (Id<Voice>, int)? Picked(string pick) =>
        pick.Split('.') is [var id, var version] && Id<Voice>.TryParse(id, null, out var voice) && int.TryParse(version, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? (voice, number) : null;
}
