using Microsoft.EntityFrameworkCore;
using Shanhai.Host.Clocks;
using Shanhai.Host.Jobs;
using Shanhai.Organisations;

namespace Shanhai.Voices;

/// <summary>Concludes the voices whose petitioner let the time for asking for a review or a re-check go by (art. 35–36). Every hour, by the program.</summary>
public static class ConcludeVoices
{
    /// <summary>The day it looked. No numbers: a job's answer is read by administrators.</summary>
    public sealed record Concluded(DateOnly Day);

    private const int Batch = 200;
    private static readonly string[] Rights = [Procedure.AskReview, Procedure.AskRecheck];

    public static async Task<Result<Concluded>> Handle(JobRun run, CancellationToken ct)
    {
        if (run.Actor.Refuses(ClocksModule.Watch) is { } no)
        {
            return no;
        }
        var (stepping, tree, today) = (run.Get<Stepping>(), await run.Get<CurrentTree>().Read(run.Db, ct), ChinaDay.Today(run.Get<TimeProvider>()));
        Id<Clock> after = default;
        while (true)
        {
            var last = after;
            // Rights belong to no body, so the index of what a body must do next finds them at once.
            var over = await run.Db.Clocks.AsNoTracking().Where(c => c.Body == null && c.StoppedOn == null && c.DueOn < today && c.Right && c.SubjectKind == VoicesModule.Subject && Rights.Contains(c.Rule) && c.Id > last)
                .OrderBy(c => c.Id).Take(Batch).Select(c => new { c.Id, c.Subject }).ToListAsync(ct);
            if (over.Count == 0)
            {
                return new Concluded(today);
            }
            foreach (var clock in over)
            {
                await run.Write(async db =>
                {
                    db.ChangeTracker.Clear();
                    var id = new Id<Voice>(clock.Subject);
                    var voice = await db.Voices.FirstOrDefaultAsync(v => v.Id == id, ct);
                    // Somebody was faster: then it comes again or not at all.
                    return voice is not null && Procedure.Find(Act.Conclude, voice.State, voice.Kind, Party.Program) is { } move
                        && (await stepping.Take(voice, move, new(Act.Conclude), tree, db, run.Actor, ct)).Problem is null;
                }, ct);
            }
            after = over[^1].Id;
        }
    }
}
