using Microsoft.EntityFrameworkCore;
using Shanhai.Host.Clocks;
using Shanhai.Organisations;
using Shanhai.Voices.Files;

namespace Shanhai.Voices;

/// <summary>
/// Shows the petitioner her own voice: what she said, where it is, by which day what must happen, everything that was told to her, and what she may do now.
/// Anybody with the receipt code and the PIN; nothing tells whether a code exists.
/// </summary>
public sealed record FollowVoice(string? Receipt, string? Pin)
{
    public sealed record Shown(
        Id<Voice> Id, string Receipt, VoiceKind Kind, VoiceState State, string Category, PlaceCode Place, string? Where, string Text, string? Wish, DateTimeOffset ReceivedAt,
        string? Office, string? Holder, Decision? Outcome, string? Reason, short? Rating, bool? Settled, IReadOnlyList<Told> Steps, IReadOnlyList<Running> Clocks, IReadOnlyList<Act> May)
    {
        public IReadOnlyList<VoiceFile.Row> Files { get; init; } = [];
    }

    /// <summary>One thing that happened, in the words meant for the petitioner.</summary>
    public sealed record Told(
        Id<VoiceStep> Id, short Number, Act Act, Party Party, DateTimeOffset At, VoiceState To, string? Body, string? ToBody, string? Words, string? Reason, Decision? Outcome, string? Facts, string? Law, DateOnly? Day);

    /// <summary>A time limit that runs, and whose it is. Right: the petitioner's own.</summary>
    public sealed record Running(string Rule, DateOnly StartedOn, DateOnly DueOn, DateOnly? PromisedOn, bool Provisional, bool Right, DateOnly? PausedOn);

    public static async Task<Result<Shown>> Handle(FollowVoice input, Door door, CurrentTree trees, Db db, Actor actor, CancellationToken ct)
    {
        var opened = await door.Open(input.Receipt, input.Pin, db, actor, ct);
        if (opened.Problem is { } no)
        {
            return no;
        }
        return await Tell(opened.Value, await trees.Read(db, ct), db, ct);
    }

    /// <summary>What the petitioner of <paramref name="voice"/> reads; her right to has been looked at.</summary>
    internal static async Task<Shown> Tell(Voice voice, OrganisationTree tree, Db db, CancellationToken ct)
    {
        var steps = await db.VoiceSteps.AsNoTracking().Where(s => s.Voice == voice.Id).OrderBy(s => s.Number).ToListAsync(ct);
        var clocks = await db.Clocks.AsNoTracking().Where(c => c.SubjectKind == VoicesModule.Subject && c.Subject == voice.Id.Value && c.StoppedAt == null).OrderBy(c => c.DueOn).ToListAsync(ct);
        return new Shown(voice.Id, voice.Receipt, voice.Kind, voice.State, voice.Category, voice.Place, voice.Where, voice.Text, voice.Wish, voice.ReceivedAt,
            Name(tree, voice.Office), Name(tree, voice.Holder), voice.Outcome is { } said && voice.State is not (VoiceState.OpinionIssued or VoiceState.ReviewIssued or VoiceState.RecheckIssued) ? said : null, voice.Reason, voice.Rating, voice.Settled,
            [.. steps.Where(s => Tells(s, voice.Kind) || IsDelivered(s, steps)).Select(s => ToldOf(s, tree))],
            [.. clocks.Where(c => c.Rule != Procedure.Objection).Select(c => new Running(c.Rule, c.StartedOn, c.DueOn, c.PromisedOn, c.Provisional, c.Right, c.PausedOn))],
            [.. Procedure.Possible(voice.State, voice.Kind, Party.Petitioner).Select(m => m.Act).Distinct()]) { Files = await VoiceFile.Of(voice.Id, petitioners: true, db, ct) };
    }

    // Written words count for the petitioner once they are delivered; her own steps she always sees.
    private static bool Tells(VoiceStep step, VoiceKind kind) =>
        step.Party == Party.Petitioner || Procedure.Moves.Any(m => m.Act == step.Act && m.By == step.Party && m.Tells && m.Fits(step.From, kind)) || step.Act is Act.File or Act.Conclude;

    private static bool IsDelivered(VoiceStep step, List<VoiceStep> all) =>
        step.Act is Act.IssueOpinion or Act.IssueReview or Act.IssueRecheck && all.Exists(s => s.Act == Act.Deliver && s.Number > step.Number);

    private static Told ToldOf(VoiceStep s, OrganisationTree tree) =>
        new(s.Id, s.Number, s.Act, s.Party, s.At, s.To, Name(tree, s.Body), Name(tree, s.ToBody), s.Words, s.Reason, s.Outcome, s.Facts, s.Law, s.Day);

    private static string? Name(OrganisationTree tree, Id<Organisation>? id) => id is { } body ? tree.Find(body)?.Name : null;

    /// <summary>The petitioner's door: receipt and PIN. Five wrong PINs lock the receipt for a quarter of an hour; the answer is the same whether the code exists or not.</summary>
    public sealed class Door(Intake intake, TimeProvider clock)
    {
        public async Task<Result<Voice>> Open(string? receipt, string? pin, Db db, Actor actor, CancellationToken ct)
        {
            var errors = new Errors().Require(receipt, "receipt").Require(pin, "pin");
            if (errors.Any)
            {
                return errors.Refusal!;
            }
            if (!Voices.Receipt.TryRead(receipt, out var code))
            {
                return new Errors().Add("receipt", "voice.bad-receipt").Refusal!;
            }
            var (voice, now) = (await db.Voices.FirstOrDefaultAsync(v => v.Receipt == code, ct), clock.GetUtcNow());
            if (voice?.PinLockedUntil > now)
            {
                return new Problem("voice.pin-locked", 429);
            }
            if (voice is null || !intake.PinFits(voice, pin))
            {
                if (voice is not null)
                {
                    voice.PinWasWrong(now);
                    db.Record(actor, VoicesModule.Follow, VoicesModule.SubjectOf(voice), new { pin = "wrong", times = voice.PinFailures }, voice.Place, VoicesModule.KeptBy(voice));
                    await db.SaveChangesAsync(ct);
                }
                return Problem.Missing("voice.receipt-or-pin");
            }
            if (voice.PinFailures > 0)
            {
                (voice.PinFailures, voice.PinLockedUntil) = (0, null);
                db.Record(actor, VoicesModule.Follow, VoicesModule.SubjectOf(voice), new { pin = "right again" }, voice.Place, VoicesModule.KeptBy(voice));
                await db.SaveChangesAsync(ct);
            }
            return voice;
        }
    }
}
