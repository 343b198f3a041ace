using Microsoft.EntityFrameworkCore;
using Shanhai.Host.Jobs;

namespace Shanhai.Voices.Open311;

/// <summary>
/// Asks the other servers every ten minutes what became of the voices that were filed with them. Each update becomes an inner note of the voice, once;
/// a server that does not answer is asked again next time and holds up no other.
/// </summary>
public static class TakeUpdates
{
    public const string Kind = "voice.forward.updates";

    public sealed record Taken(int Updates, IReadOnlyList<string> Silent);

    public static async Task<Result<Taken>> Handle(JobRun run, CancellationToken ct)
    {
        var (updates, silent) = (0, new List<string>());
        foreach (var peer in run.Get<Settings>().Peers)
        {
            var forwards = await run.Db.Forwards.AsNoTracking().Where(f => f.Peer == peer.Name && f.State == ForwardState.Sent).OrderBy(f => f.Id).ToListAsync(ct);
            if (forwards.Count == 0)
            {
                continue;
            }
            try
            {
                updates += await Of(peer, forwards, run, ct);
            }
            catch (HttpRequestException)
            {
                silent.Add(peer.Name);
            }
        }
        return new Taken(updates, silent);
    }

    private static async Task<int> Of(Settings.Peer peer, List<Forward> forwards, JobRun run, CancellationToken ct)
    {
        var client = run.Get<Open311Client>();
        foreach (var forward in forwards.Where(f => f.Remote is null && f.Token is not null))
        {
            if (await client.Number(peer, forward.Token!, ct) is { } number)
            {
                await Change(forward, run, (row, _) => row.Remote = number, new { number }, ct);
                forward.Remote = number;
            }
        }
        // A quarter of an hour of overlap: the other clock may be behind ours.
        var since = forwards.Min(f => f.SeenTo ?? f.AskedAt).AddMinutes(-15);
        var found = await client.Updates(peer, since, ct);
        var count = 0;
        foreach (var forward in forwards.Where(f => f.Remote is not null))
        {
            var seen = forward.SeenNumbers?.Split(' ') ?? [];
            var fresh = found.Where(u => u.Request == forward.Remote && !seen.Contains(u.Number) && (forward.SeenTo is not { } to || u.At >= to.AddMinutes(-15))).OrderBy(u => u.At).ToList();
            if (fresh.Count > 0)
            {
                await Change(forward, run, (row, voice) => Note(row, voice, fresh, run), new { updates = fresh.Select(u => u.Status) }, ct);
                count += fresh.Count;
            }
        }
        return count;
    }

    private static void Note(Forward forward, Voice voice, List<Open311Client.Update> fresh, JobRun run)
    {
        foreach (var update in fresh)
        {
            voice.Steps++;
            voice.Version++;
            var note = Host.Web.Words.Say(Language.Chinese, "voice.forward-update", forward.Peer, update.Status, update.Description);
            run.Db.VoiceSteps.Add(new()
            {
                Id = Id<VoiceStep>.New(run.Get<TimeProvider>()), Voice = voice.Id, Number = voice.Steps, Act = Act.Note, From = voice.State, To = voice.State, At = run.Get<TimeProvider>().GetUtcNow(), Party = Party.Program,
                Note = note.Length <= VoiceStep.LongestNote ? note : note[..VoiceStep.LongestNote],
            });
        }
        var last = fresh[^1];
        var seen = (forward.SeenNumbers?.Split(' ') ?? []).Concat(fresh.Select(u => u.Number)).TakeLast(30);
        (forward.Status, forward.SeenTo, forward.SeenNumbers) = (last.Status.Length <= 60 ? last.Status : last.Status[..60], last.At, string.Join(' ', seen));
    }

    private static Task<int> Change(Forward forward, JobRun run, Action<Forward, Voice> change, object said, CancellationToken ct) => run.Write(async db =>
    {
        db.ChangeTracker.Clear();
        var row = await db.Forwards.FirstAsync(f => f.Id == forward.Id, ct);
        var voice = await db.Voices.FirstAsync(v => v.Id == forward.Voice, ct);
        change(row, voice);
        db.Record(run.Actor, Kind, VoicesModule.SubjectOf(voice), new { peer = forward.Peer, said }, voice.Place, VoicesModule.KeptBy(voice));
        return await db.SaveChangesAsync(ct);
    }, ct);
}
