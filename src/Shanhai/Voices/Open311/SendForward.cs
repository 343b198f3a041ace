using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Shanhai.Host.Jobs;
using Shanhai.Places;

namespace Shanhai.Voices.Open311;

/// <summary>
/// The job that files a voice with another server. It carries the forward's own id as its Idempotency-Key, so that a job whose process died after the other
/// side had taken it is recognised there; what came back is written in the transaction that ends the job.
/// </summary>
public sealed record SendForward(Id<Forward> Forward)
{
    public const string Kind = "voice.forward";

    public sealed record Sent(ForwardState State, string? Remote);

    public static async Task<Result<Sent>> Handle(JobRun run, SendForward input, CancellationToken ct)
    {
        var (db, settings) = (run.Db, run.Get<Settings>());
        var forward = await db.Forwards.AsNoTracking().FirstOrDefaultAsync(f => f.Id == input.Forward, ct);
        if (forward is null || forward.State != ForwardState.Waiting)
        {
            return new Sent(forward?.State ?? ForwardState.Refused, forward?.Remote);
        }
        var voice = await db.Voices.AsNoTracking().FirstAsync(v => v.Id == forward.Voice, ct);
        // It may have become an accusation while it waited.
        var answer = voice.Kind == VoiceKind.Accusation || settings.Peers.FirstOrDefault(p => p.Name == forward.Peer) is not { } peer
            ? new Open311Client.Filed(null, null, "not sent")
            : await run.Get<Open311Client>().File(peer, forward.Id, await FieldsOf(voice, forward.Service, run, ct), ct);
        return await run.Finish(async fenced =>
        {
            var row = await fenced.Forwards.FirstAsync(f => f.Id == forward.Id, ct);
            (row.State, row.Remote, row.Token, row.Failure) = (answer.Failure is null ? ForwardState.Sent : ForwardState.Refused, answer.Number, answer.Token, answer.Failure);
            fenced.Record(run.Actor, Kind, VoicesModule.SubjectOf(voice), new { peer = forward.Peer, number = answer.Number, refused = answer.Failure }, voice.Place, VoicesModule.KeptBy(voice));
            await fenced.SaveChangesAsync(ct);
            return new Sent(row.State, row.Remote);
        }, ct);
    }

    private static async Task<Dictionary<string, string>> FieldsOf(Voice voice, string service, JobRun run, CancellationToken ct)
    {
        var register = await run.Get<CurrentRegister>().Read(run.Db, ct);
        var at = register.Find(voice.Place);
        var fields = new Dictionary<string, string>
        {
            ["service_code"] = service,
            ["description"] = voice.Text.Length <= 4000 ? voice.Text : voice.Text[..4000],
            ["address_string"] = string.Join(' ', new[] { at < 0 ? voice.Place.ToString() : register.Name(at), voice.Where }.OfType<string>()),
            ["address_id"] = voice.Place.ToString(),
        };
        if (voice is { Latitude: { } latitude, Longitude: { } longitude })
        {
            (fields["lat"], fields["long"]) = (latitude.ToString("R", CultureInfo.InvariantCulture), longitude.ToString("R", CultureInfo.InvariantCulture));
        }
        return fields;
    }
}
