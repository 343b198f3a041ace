using Microsoft.EntityFrameworkCore;
using Shanhai.Host.Clocks;
using Shanhai.Organisations;
using Shanhai.Voices.Files;
using Shanhai.Voices.Open311;

namespace Shanhai.Voices;

/// <summary>
/// Shows an official a voice with everything about it but who sent it: each step with its inner notes, the clocks, the bodies, what she may do now.
/// Whoever may see the voice; of an accusation the reading itself is journalled.
/// </summary>
public sealed record ShowVoice(
    Id<Voice> Id, string Receipt, int Version, VoiceKind Kind, VoiceState State, Channel Channel, string Category, PlaceCode Place, double? Latitude, double? Longitude, string? Where,
    string Text, string? Wish, int People, bool Anonymous, bool MayPublish, string? PublicText, DateTimeOffset ReceivedAt, ShowVoice.Named? Office, ShowVoice.Named? Holder, Guid? AssignedTo, string? AssignedName,
    DateOnly? NextDue, bool Provisional, Decision? Outcome, DateOnly? ExecuteBy, DateOnly? ExecutedOn, string? Reason, ShowVoice.Linked? SameAs, short? Rating, bool? Settled, DateTimeOffset? FollowedUpAt,
    IReadOnlyList<ShowVoice.Step> Steps, IReadOnlyList<ShowVoice.Limit> Clocks, IReadOnlyList<ShowVoice.Named> Units, IReadOnlyList<ShowVoice.Named> Accused, IReadOnlyList<ShowVoice.Linked> LinkedHere,
    IReadOnlyList<ShowVoice.Action> May)
{
    public IReadOnlyList<VoiceFile.Row> Files { get; init; } = [];

    public IReadOnlyList<ForwardVoice.Row> Forwards { get; init; } = [];

    /// <summary>Whether the reader may open who sent it, for a reason (<see cref="OpenIdentity"/>).</summary>
    public bool MayOpen { get; init; }

    public sealed record Named(Id<Organisation> Id, string Name);

    public sealed record Step(
        Id<VoiceStep> Id, short Number, Act Act, Party Party, string? By, DateTimeOffset At, VoiceState From, VoiceState To, string? Body, string? ToBody, string? Words, string? Note, string? Reason,
        Decision? Outcome, string? Facts, string? Law, string? Approver, DateOnly? Day, Letter Letter, bool Told);

    public sealed record Limit(Id<Clock> Id, string Rule, string? Body, DateOnly StartedOn, DateOnly DueOn, DateOnly? PromisedOn, bool Provisional, bool Right, DateOnly? PausedOn, DateOnly? StoppedOn, bool Extended);

    public sealed record Linked(Id<Voice> Id, string Receipt);

    /// <summary>One button: the act, on whose behalf, and what it asks for.</summary>
    public sealed record Action(Act Act, Party By, Needs Needs, VoiceState? To, Letter Letter, string? Article);

    public static async Task<Result<ShowVoice>> Handle(Id<Voice> id, CurrentTree trees, Db db, Actor actor, CancellationToken ct)
    {
        if (actor.Refuses(VoicesModule.View) is { } no)
        {
            return no;
        }
        var tree = await trees.Read(db, ct);
        if (await Sight.Of(actor, tree, VoicesModule.View).Voices(db).AsNoTracking().FirstOrDefaultAsync(v => v.Id == id, ct) is not { } voice)
        {
            return Problem.Missing("voice.not-found");
        }
        if (voice.Kind == VoiceKind.Accusation)
        {
            await db.RecordReading(actor, VoicesModule.View, VoicesModule.SubjectOf(voice), null, voice.Place, VoicesModule.KeptBy(voice), ct);
        }
        return await Of(voice, tree, db, actor, ct);
    }

    internal static async Task<ShowVoice> Of(Voice v, OrganisationTree tree, Db db, Actor actor, CancellationToken ct)
    {
        var steps = await db.VoiceSteps.AsNoTracking().Where(s => s.Voice == v.Id).OrderBy(s => s.Number).ToListAsync(ct);
        var clocks = await db.Clocks.AsNoTracking().Where(c => c.SubjectKind == VoicesModule.Subject && c.Subject == v.Id.Value).OrderBy(c => c.Id).ToListAsync(ct);
        var units = await db.VoiceUnits.AsNoTracking().Where(u => u.Voice == v.Id).Select(u => u.Body).ToListAsync(ct);
        var accused = await db.VoiceAccused.AsNoTracking().Where(a => a.Voice == v.Id).Select(a => a.Body).ToListAsync(ct);
        var sight = Sight.Of(actor, tree, VoicesModule.View);
        var linked = await sight.Voices(db).AsNoTracking().Where(o => o.SameAs == v.Id).OrderBy(o => o.Id).Select(o => new Linked(o.Id, o.Receipt)).Take(50).ToListAsync(ct);
        var same = v.SameAs is { } other ? await sight.Voices(db).AsNoTracking().Where(o => o.Id == other).Select(o => new Linked(o.Id, o.Receipt)).FirstOrDefaultAsync(ct) : null;
        var assigned = v.AssignedTo is { } person ? await db.Users.AsNoTracking().Where(u => u.Id == person).Select(u => u.DisplayName).FirstOrDefaultAsync(ct) : null;
        return new(v.Id, v.Receipt, v.Version, v.Kind, v.State, v.Channel, v.Category, v.Place, v.Latitude, v.Longitude, v.Where, v.Text, v.Wish, v.People, v.Anonymous, v.MayPublish, v.PublicText,
            v.ReceivedAt, TodayOf(tree, v.Office), TodayOf(tree, v.Holder), v.AssignedTo, assigned, v.NextDue, v.Provisional, v.Outcome, v.ExecuteBy, v.ExecutedOn, v.Reason, same,
            v.Rating, v.Settled, v.FollowedUpAt, [.. steps.Select(s => StepOf(s, v.Kind, tree))], [.. clocks.Select(c => LimitOf(c, tree))],
            [.. units.Select(u => NamedOf(tree, u)!)], [.. accused.Select(a => NamedOf(tree, a)!)], linked,
            actor.May(VoicesModule.Handle) ? await Actions(v, Sight.Of(actor, tree, VoicesModule.Handle), tree, db, actor, ct) : [])
        {
            Files = await VoiceFile.Of(v.Id, petitioners: false, db, ct),
            MayOpen = actor.May(VoicesModule.Identity) && Sight.Of(actor, tree, VoicesModule.Identity).PartiesOf(v).Any(),
            Forwards = await db.Forwards.AsNoTracking().Where(f => f.Voice == v.Id).OrderBy(f => f.Id).Select(f => new ForwardVoice.Row(f.Peer, f.State, f.Remote, f.Status, f.Failure)).ToListAsync(ct),
        };
    }

    private static async Task<IReadOnlyList<Action>> Actions(Voice voice, Sight sight, OrganisationTree tree, Db db, Actor actor, CancellationToken ct)
    {
        var parties = await sight.PartiesOf(voice, db, ct);
        return
        [
            .. Procedure.Possible(voice.State, voice.Kind, [.. parties]).OrderBy(m => m.Act).ThenBy(m => m.By).DistinctBy(m => m.Act)
                .Where(m => m.Act switch { Act.Extend => TakeStep.LeadsHolder(voice, tree, actor), Act.Return => voice.AssignedTo is not null, _ => true })
                .Select(m => new Action(m.Act, m.By, m.Needs, m.To, m.Letter, m.Article)),
        ];
    }

    private static Step StepOf(VoiceStep s, VoiceKind kind, OrganisationTree tree)
    {
        var move = Procedure.Moves.FirstOrDefault(m => m.Act == s.Act && m.By == s.Party && m.Fits(s.From, kind));
        return new(s.Id, s.Number, s.Act, s.Party, s.By, s.At, s.From, s.To, NamedOf(tree, s.Body)?.Name, NamedOf(tree, s.ToBody)?.Name, s.Words, s.Note, s.Reason, s.Outcome, s.Facts, s.Law, s.Approver, s.Day,
            move?.Letter ?? Letter.None, s.Party == Party.Petitioner || move?.Tells == true);
    }

    private static Limit LimitOf(Clock c, OrganisationTree tree) =>
        new(c.Id, c.Rule, c.Body is { } body ? NamedOf(tree, new Id<Organisation>(body))?.Name : null, c.StartedOn, c.DueOn, c.PromisedOn, c.Provisional, c.Right, c.PausedOn, c.StoppedOn, c.ExtendedFrom is not null);

    private static Named? NamedOf(OrganisationTree tree, Id<Organisation>? id) => id is { } body ? new(body, tree.Find(body)?.Name ?? body.ToString()) : null;

    // Who answers for it today: a body that was merged is its successor.
    private static Named? TodayOf(OrganisationTree tree, Id<Organisation>? id) => id is { } body && tree.Successor(body) is { } today ? new(today.Id, today.Name) : NamedOf(tree, id);
}
