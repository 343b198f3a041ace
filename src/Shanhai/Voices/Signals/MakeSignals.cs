using Microsoft.EntityFrameworkCore;
using Shanhai.Host.Jobs;
using Shanhai.Places;
using Shanhai.Voices.Figures;

namespace Shanhai.Voices.Signals;

/// <summary>Finds once a day what people bring up more often than they used to, over everything up to yesterday; the same day again takes the place of its first run. The daily job does.</summary>
public static class MakeSignals
{
    private const int KeptDays = 400;

    public sealed record Made(DateOnly Day, int Found);

    public static async Task<Result<Made>> Handle(JobRun run, CancellationToken ct)
    {
        if (run.Actor.Refuses(FiguresModule.MakeSignals) is { } no)
        {
            return no;
        }
        var clock = run.Get<TimeProvider>();
        var signals = await Find(run.Get<SignalRule>(), await run.Get<CurrentRegister>().Read(run.Db, ct), run.Db, ChinaDay.Today(clock), clock, ct);
        return await run.Finish(db => Keep(signals, db, run.Actor, ChinaDay.Today(clock), ct), ct);
    }

    public static async Task<IReadOnlyList<Signal>> Find(SignalRule rule, Register register, Db db, DateOnly today, TimeProvider clock, CancellationToken ct)
    {
        var (to, counts) = (today.AddDays(-1), new SignalCounts(rule, today.AddDays(-1)));
        await foreach (var said in Said(db, counts.From, to).WithCancellation(ct))
        {
            counts.AddNow(said);
        }
        counts.Follow();
        await foreach (var said in Said(db, counts.First, counts.From.AddDays(-1)).WithCancellation(ct))
        {
            counts.AddBefore(said);
        }
        return [.. counts.Rising(register).Select(f => new Signal
        {
            Id = Id<Signal>.New(clock), MadeOn = today, Family = f.Family, Place = f.Place, From = counts.From, To = to,
            Category = f.Family == SignalFamily.Subject ? f.Key : null, Kind = f.Family == SignalFamily.Kind ? Enum.Parse<VoiceKind>(f.Key) : null, Phrase = f.Family == SignalFamily.Phrase ? f.Key : null,
            Count = f.Rise.Count, Expected = f.Rise.Expected, Probability = f.Rise.Probability, Adjusted = f.Adjusted, History = f.History,
        })];
    }

    public static async Task<Made> Keep(IReadOnlyList<Signal> signals, Db db, Actor actor, DateOnly today, CancellationToken ct)
    {
        var old = today.AddDays(-KeptDays);
        await db.VoiceSignals.Where(s => s.MadeOn == today || s.MadeOn < old).ExecuteDeleteAsync(ct);
        db.VoiceSignals.AddRange(signals);
        db.Record(actor, FiguresModule.MakeSignals, "voice-signals:" + today.ToString("O", System.Globalization.CultureInfo.InvariantCulture), new { found = signals.Count });
        await db.SaveChangesAsync(ct);
        return new(today, signals.Count);
    }

    private static IAsyncEnumerable<SignalCounts.Said> Said(Db db, DateOnly from, DateOnly to)
    {
        var (first, last) = (ChinaDay.StartOf(from).ToUniversalTime(), ChinaDay.EndOf(to).ToUniversalTime());
        return Sight.Countable(db).Where(v => v.State != VoiceState.Linked && v.ReceivedAt >= first && v.ReceivedAt < last)
            .Select(v => new { v.Place, v.Category, v.Kind, v.ReceivedAt, v.Text }).AsAsyncEnumerable()
            .Select(v => new SignalCounts.Said(v.Place, v.Category, v.Kind, ChinaDay.Of(v.ReceivedAt), v.Text));
    }
}
