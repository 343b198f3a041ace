using Microsoft.EntityFrameworkCore;
using Shanhai.Organisations;
using Shanhai.Voices.Files;

namespace Shanhai.Voices.Open311;

/// <summary>
/// Takes what the petitioner said in the other system about her voice: words are added, CANCELLED withdraws it. Only of voices that this key's owner filed;
/// an update that was taken before, by its number there, is not taken again.
/// </summary>
internal sealed class TakeUpdate(CurrentTree trees, Stepping stepping, Attachments attachments, Db db)
{
    private static readonly string[] Known =
    [
        "OPEN", "FIXED", "IN_PROGRESS", "ACTION_SCHEDULED", "INVESTIGATING", "DUPLICATE", "NOT_COUNCILS_RESPONSIBILITY", "NO_FURTHER_ACTION", "INTERNAL_REFERRAL", "FOR_TRIAGE", "CLOSED", "CANCELLED", "REOPEN",
    ];

    public async Task<Answer> Handle(Asked asked, CancellationToken ct)
    {
        if (asked[Asked.Key] is null || asked.Sender is not { } sender)
        {
            return asked.Refuse(403, asked[Asked.Key] is null ? "open311.no-key" : "open311.key-may-not");
        }
        var status = asked["status"]?.ToUpperInvariant();
        if (status is not null && !Known.Contains(status))
        {
            return asked.Refuse(400, "open311.bad-update-status", string.Join(' ', Known));
        }
        if (asked["update_id"] is { Length: > 100 })
        {
            return asked.Refuse(400, "open311.update-id");
        }
        var voice = Id<Voice>.TryParse(asked["service_request_id"], null, out var id)
            ? await db.Voices.FirstOrDefaultAsync(v => v.Id == id && v.Kind != VoiceKind.Accusation && db.ExchangedVoices.Any(e => e.Voice == v.Id && e.Sender == sender), ct) : null;
        if (voice is null)
        {
            return asked.Refuse(404, "open311.no-request");
        }
        if (asked["update_id"] is { } number)
        {
            if (await db.ExchangedUpdates.AsNoTracking().FirstOrDefaultAsync(u => u.Sender == sender && u.Number == number, ct) is { } before)
            {
                return await Taken(before.Voice, before.Step, ct);
            }
            db.ExchangedUpdates.Add(new() { Sender = sender, Number = number, Voice = voice.Id, Step = (short)(voice.Steps + 1) });
        }
        var step = status == "CANCELLED" ? new TakeStep(Act.Withdraw) : new TakeStep(Act.AddWords) { Words = WordsOf(asked, status) };
        var taken = await AddFiles.Take(voice, step, asked.Http.Request.HasFormContentType ? asked.Http.Request.Form.Files : null, attachments, stepping, await trees.Read(db, ct), db, asked.Actor, ct);
        return taken.Problem is { } problem ? asked.Refuse(problem) : await Taken(voice.Id, (short)taken.Value.Step, ct);
    }

    private async Task<Answer> Taken(Id<Voice> voice, short number, CancellationToken ct)
    {
        var step = await db.VoiceSteps.AsNoTracking().Where(s => s.Voice == voice && s.Number == number).Select(s => s.Id).FirstAsync(ct);
        return Answer.List("service_request_updates", "request_update", [new Fields { { "update_id", step.ToString() } }]);
    }

    // Where the petitioner set a status there, that is what she said.
    private static string? WordsOf(Asked asked, string? status) =>
        (asked["description"], status) is (var said, "FIXED" or "CLOSED" or "NO_FURTHER_ACTION") ? asked.T("open311.said-fixed", said ?? "").Trim()
        : status == "REOPEN" ? asked.T("open311.said-reopen", asked["description"] ?? "").Trim() : asked["description"];
}
