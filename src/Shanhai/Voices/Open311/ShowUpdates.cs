using Microsoft.EntityFrameworkCore;

namespace Shanhai.Voices.Open311;

/// <summary>What happened to public voices, step by step (mySociety's extension): the step in plain words for everybody, the words told to the petitioner for the system that filed it.</summary>
internal sealed class ShowUpdates(Db db, TimeProvider clock)
{
    private const int Most = 1000;

    public async Task<Answer> List(Asked asked, CancellationToken ct)
    {
        if (!asked.TryInstant("start_date", out var from) || !asked.TryInstant("end_date", out var to))
        {
            return asked.Refuse(400, "open311.bad-date");
        }
        var (first, last) = ShowRequests.Window(from, to, clock.GetUtcNow());
        var (mine, seen) = (asked.Sender, ShowRequests.Seen(db, asked.Sender));
        var steps = await db.VoiceSteps.AsNoTracking().Where(s => s.At >= first && s.At <= last && s.Act != Act.File)
            .Join(seen, s => s.Voice, v => v.Id, (s, v) => new { Step = s, v.Kind, Mine = mine != null && db.ExchangedVoices.Any(e => e.Voice == v.Id && e.Sender == mine) })
            .OrderBy(s => s.Step.At).ThenBy(s => s.Step.Voice).ThenBy(s => s.Step.Number).Take(Most).ToListAsync(ct);
        return Answer.List("service_requests_updates", "request_update", steps.Where(s => IsTold(s.Step, s.Kind) && (s.Mine || s.Step.Party != Party.Petitioner)).Select(s => new Fields
        {
            { "update_id", s.Step.Id.ToString() },
            { "service_request_id", s.Step.Voice.ToString() },
            { "status", StatusOf(s.Step.To) },
            { "updated_datetime", Answer.Instant(s.Step.At) },
            { "description", s.Mine && s.Step.Words is { } words ? $"{asked.T("voice.act." + s.Step.Act)}\n{words}" : asked.T("voice.act." + s.Step.Act) },
            { "media_url", null },
        }));
    }

    /// <summary>The extension's word for where a voice stands.</summary>
    public static string StatusOf(VoiceState state) => state switch
    {
        VoiceState.Received => "OPEN",
        VoiceState.Registered or VoiceState.Objected => "FOR_TRIAGE",
        VoiceState.Transferred or VoiceState.Assigned => "ACTION_SCHEDULED",
        VoiceState.Disputed => "INTERNAL_REFERRAL",
        VoiceState.InHandling or VoiceState.InHearing => "INVESTIGATING",
        VoiceState.Mediated or VoiceState.OpinionIssued or VoiceState.OpinionDelivered or VoiceState.ReviewIssued or VoiceState.ReviewDelivered or VoiceState.RecheckIssued => "IN_PROGRESS",
        VoiceState.ReviewRequested or VoiceState.RecheckRequested => "REOPEN",
        VoiceState.NotAccepted => "NOT_COUNCILS_RESPONSIBILITY",
        VoiceState.Linked => "DUPLICATE",
        VoiceState.Withdrawn => "CANCELLED",
        _ => "CLOSED",
    };

    private static bool IsTold(VoiceStep step, VoiceKind kind) =>
        step.Party == Party.Petitioner || step.Act is Act.Register or Act.Conclude || Procedure.Moves.Any(m => m.Act == step.Act && m.By == step.Party && m.Tells && m.Fits(step.From, kind));
}
