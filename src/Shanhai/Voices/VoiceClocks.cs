using Shanhai.Host.Clocks;

namespace Shanhai.Voices;

/// <summary>What a step does to the clocks of a voice: ends, begins, stands still, runs on, gets more time, changes hands; and what is due next.</summary>
internal static class VoiceClocks
{
    /// <summary>The code of the only pause the law knows here: the time of a hearing.</summary>
    public const string Hearing = "hearing";

    public static Problem? Move(Voice voice, Move move, TakeStep said, List<Clock> running, Deadlines deadlines, Db db, Actor actor, TimeProvider time)
    {
        var (now, today) = (time.GetUtcNow(), ChinaDay.Today(time));
        foreach (var clock in running.Where(c => move.Stops.Contains(c.Rule)).ToList())
        {
            clock.Stop(now);
            running.Remove(clock);
        }
        foreach (var start in move.Starts)
        {
            // On its way to another body a voice keeps the clock it has.
            if (running.Exists(c => c.Rule == start.Rule))
            {
                continue;
            }
            var started = Clock.Start(deadlines, start.Rule, new(VoicesModule.Subject, voice.Id.Value, voice.Place, BodyOf(voice, start.Owner), VoicesModule.CompartmentOf(voice.Kind)), said.Day ?? today, time);
            if (started.Problem is { } problem)
            {
                return problem;
            }
            db.Clocks.Add(started.Value);
            running.Add(started.Value);
        }
        foreach (var clock in running)
        {
            var problem = move.Pauses.Contains(clock.Rule) ? clock.Pause(deadlines, Hearing, today, time)
                : move.Resumes.Contains(clock.Rule) ? clock.Resume(deadlines, today, time)
                : move.Act == Act.Extend && clock.Rule == Procedure.Handle ? Extend(clock, said, deadlines, actor, time)
                : !clock.Right && clock.Body != voice.Holder?.Value ? clock.Reroute(deadlines, voice.Holder?.Value)
                : null;
            if (problem is not null)
            {
                return problem;
            }
        }
        var next = running.Where(c => !c.Right && c.PausedOn is null).MinBy(c => c.DueOn);
        (voice.Due, voice.Provisional) = (voice.HasEnded ? Voice.AtRest : next?.DueOn ?? Voice.NoClock, next?.Provisional ?? false);
        return null;
    }

    private static Guid? BodyOf(Voice voice, Owner owner) => owner switch { Owner.Office => voice.Office?.Value, Owner.Holder => voice.Holder?.Value, _ => null };

    private static Problem? Extend(Clock clock, TakeStep said, Deadlines deadlines, Actor actor, TimeProvider time)
    {
        var extension = Extension.Of(actor, said.Days is > 0 and <= 3660 ? new NaturalDays(said.Days.Value) : null, said.Reason, said.Notice ?? said.Words, said.Day ?? ChinaDay.Today(time));
        return extension.Problem ?? clock.Extend(deadlines, extension.Value, time);
    }
}
