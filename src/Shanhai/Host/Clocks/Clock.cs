using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Shanhai.Host.Clocks;

/// <summary>What a clock runs for: a voice, a request … Body is the organisation that must act; null where the time is a person's right or nobody's yet.</summary>
public sealed record ClockSubject(string Kind, Guid Id, PlaceCode Place, Guid? Body = null, string? Compartment = null);

/// <summary>
/// One running time limit. It keeps its own term, so that a later change of the rules leaves it alone; only its own acts and a new table of
/// holidays move its end. Each method decides and changes, or says why not; the caller records and saves.
/// </summary>
public sealed class Clock
{
    public required Id<Clock> Id { get; init; }

    /// <summary>The code that was asked for: XF.HANDLE.</summary>
    public required string Rule { get; init; }

    /// <summary>The code of the row that decided: ZJXF2016.HANDLE where that profile is on, else the same.</summary>
    public required string Row { get; init; }
    public required string Term { get; init; }
    public required string SubjectKind { get; init; }
    public required Guid Subject { get; init; }
    public required PlaceCode Place { get; init; }
    public Guid? Body { get; private set; }
    public string? Compartment { get; init; }

    /// <summary>A person's right: when its time is over nobody has failed.</summary>
    public required bool Right { get; init; }

    /// <summary>A term to be waited out, such as a public notice: when it is over the next step may be taken.</summary>
    public required bool Waits { get; init; }
    public required DateOnly StartedOn { get; init; }
    public DateOnly DueOn { get; private set; }

    /// <summary>The day that the body itself has promised, never after <see cref="DueOn"/>; null: it promised nothing.</summary>
    public DateOnly? PromisedOn { get; private set; }

    /// <summary>A year without a published table was used: the day may still move.</summary>
    public bool Provisional { get; private set; }

    /// <summary>Ended pauses, JSON; null: none.</summary>
    public string? Pauses { get; private set; }

    /// <summary>The day from which the clock stands still now, and why.</summary>
    public DateOnly? PausedOn { get; private set; }
    public string? PausedFor { get; private set; }

    public string? ExtensionTerm { get; private set; }
    public DateOnly? ExtendedFrom { get; private set; }
    public Id<User>? ExtendedBy { get; private set; }
    public string? ExtendedByName { get; private set; }
    public string? ExtensionReason { get; private set; }
    public string? ExtensionNotice { get; private set; }
    public DateOnly? ExtensionNoticeOn { get; private set; }

    public DateTimeOffset? StoppedAt { get; private set; }
    public DateOnly? StoppedOn { get; private set; }

    /// <summary>The first day after the time was over, once the job has found it.</summary>
    public DateOnly? OverdueSince { get; private set; }

    /// <summary>
    /// The day on which the job must look at this clock: the day after the end of a duty that is open or was done late; the day it was done, where its
    /// lapse is to be settled. Null: never. The job reads nothing else.
    /// </summary>
    public DateOnly? WatchOn { get; private set; }
    public int Version { get; private set; }

    /// <summary>
    /// Begins to run at the event of <paramref name="startedOn"/>; counting begins the day after. <paramref name="longer"/>: a term to be waited out is at
    /// least the rule's and in its unit, so that no holiday makes it the shorter one.
    /// </summary>
    public static Result<Clock> Start(Deadlines deadlines, string rule, ClockSubject subject, DateOnly startedOn, TimeProvider time, Term? longer = null)
    {
        if (startedOn > ChinaDay.Today(time))
        {
            return Problem.Invalid("clock.starts-in-future", Day(startedOn), Day(ChinaDay.Today(time)));
        }
        if (deadlines.InForce(rule, subject.Place, startedOn) is not { IsExtension: false } row)
        {
            return Problem.Invalid("clock.no-rule", rule, subject.Place.ToString(), Day(startedOn));
        }
        if (longer is not null && (row.Bound != Bound.AtLeast || row.Term.IsLongerThan(longer) is not false))
        {
            return Problem.Invalid("clock.shorter-than-law", TermWords.Of(longer), TermWords.Of(row.Term), row.Basis);
        }
        var clock = new Clock
        {
            Id = Id<Clock>.New(time),
            Rule = rule,
            Row = row.Code,
            Term = (longer ?? row.Term).ToString(),
            SubjectKind = subject.Kind,
            Subject = subject.Id,
            Place = subject.Place,
            Body = subject.Body,
            Compartment = subject.Compartment,
            Right = row.Kind == DeadlineKind.Right,
            Waits = row.Bound == Bound.AtLeast,
            StartedOn = startedOn,
        };
        clock.Reckon(deadlines);
        return clock;
    }

    /// <summary>What was due is done. Done late it stays late: the job raises the lapse even where it had not run before.</summary>
    public Problem? Stop(DateTimeOffset at)
    {
        if (StoppedAt is not null)
        {
            return Problem.Clash("clock.stopped", Day(StoppedOn));
        }
        (StoppedAt, StoppedOn) = (at, ChinaDay.Of(at));
        // Standing still it cannot have run out.
        Watch();
        Version++;
        return null;
    }

    /// <summary>Stands still from <paramref name="from"/> on, that day not counted; only where the row says so.</summary>
    public Problem? Pause(Deadlines deadlines, string why, DateOnly from, TimeProvider time)
    {
        var row = deadlines.Rules.Row(Row, Place, StartedOn);
        if (row is null || row.Pauses.All(p => p.Code != why))
        {
            return Problem.Invalid("clock.no-pause", Row);
        }
        if (Closed() is { } closed)
        {
            return closed;
        }
        if (PausedOn is not null)
        {
            return Problem.Clash("clock.paused", Day(PausedOn));
        }
        if (from < StartedOn || from > DueOn || from > ChinaDay.Today(time) || Ended().Any(p => from < p.Until))
        {
            return Problem.Invalid("clock.pause-outside", Day(from), Day(StartedOn), Day(DueOn));
        }
        (PausedOn, PausedFor) = (from, why);
        Watch();
        Version++;
        return null;
    }

    /// <summary>Runs again: <paramref name="on"/> is the first day that counts.</summary>
    public Problem? Resume(Deadlines deadlines, DateOnly on, TimeProvider time)
    {
        if (Closed() is { } closed)
        {
            return closed;
        }
        if (PausedOn is not { } since)
        {
            return Problem.Clash("clock.not-paused");
        }
        if (on < since || on > ChinaDay.Today(time))
        {
            return Problem.Invalid("clock.resumes-outside", Day(on), Day(since));
        }
        Pauses = JsonSerializer.Serialize(Ended().Append(new(since, on, PausedFor!)), JournalEntry.Json);
        (PausedOn, PausedFor) = (null, null);
        Reckon(deadlines);
        Version++;
        return null;
    }

    /// <summary>More time, once, no more than the row that extends this one allows, and only while the time still runs.</summary>
    public Problem? Extend(Deadlines deadlines, Extension extension, TimeProvider time)
    {
        if (Closed() is { } closed)
        {
            return closed;
        }
        var row = deadlines.Rules.Row(Row, Place, StartedOn);
        if (row is null || deadlines.Rules.ExtensionOf(row, Place, StartedOn) is not { } allowed)
        {
            return Problem.Invalid("clock.no-extension", Row);
        }
        var today = ChinaDay.Today(time);
        if (ExtendedFrom is { } before)
        {
            return Problem.Clash("clock.extended", Day(before));
        }
        if (extension.Term.IsLongerThan(allowed.Term) is not false)
        {
            return Problem.Invalid("clock.extension-too-long", TermWords.Of(extension.Term), TermWords.Of(allowed.Term));
        }
        if (today > DueOn || OverdueSince is not null)
        {
            return Problem.Clash("clock.extension-late", Day(DueOn));
        }
        if (extension.NoticeOn > today || extension.NoticeOn < StartedOn)
        {
            return Problem.Invalid("clock.notice-outside", Day(extension.NoticeOn));
        }
        (ExtensionTerm, ExtendedFrom, ExtendedBy, ExtendedByName) = (extension.Term.ToString(), DueOn, extension.Approver, extension.ApproverName);
        (ExtensionReason, ExtensionNotice, ExtensionNoticeOn) = (extension.Reason, extension.Notice, extension.NoticeOn);
        Reckon(deadlines);
        Version++;
        return null;
    }

    /// <summary>Another body must act; the dates stay as they are, only the new body's own promise takes the place of the old one's.</summary>
    public Problem? Reroute(Deadlines deadlines, Guid? body)
    {
        if (Closed() is { } closed)
        {
            return closed;
        }
        Body = body;
        Promise(deadlines);
        Version++;
        return null;
    }

    /// <summary>After a table of holidays has arrived. Whether the end moved.</summary>
    public bool ReckonAnew(Deadlines deadlines)
    {
        if (StoppedAt is not null || OverdueSince is not null)
        {
            return false;
        }
        var (due, provisional, promised) = (DueOn, Provisional, PromisedOn);
        Reckon(deadlines);
        var moved = (due, provisional, promised) != (DueOn, Provisional, PromisedOn);
        Version += moved ? 1 : 0;
        return moved;
    }

    /// <summary>How the day is reckoned, to be shown day by day.</summary>
    public Deadline Explain(Deadlines deadlines) =>
        Deadline.Reckon(Kernel.Term.Parse(Term), StartedOn, deadlines.Calendar.WorkingDays, Ended(), ExtensionTerm is null ? null : Kernel.Term.Parse(ExtensionTerm));

    private Problem? Closed() => StoppedOn is { } day ? Problem.Clash("clock.stopped", Day(day)) : null;

    private static string Day(DateOnly? day) => $"{day:yyyy-MM-dd}";

    private List<Pause> Ended() => Pauses is null ? [] : JsonSerializer.Deserialize<List<Pause>>(Pauses, JournalEntry.Json)!;

    private void Reckon(Deadlines deadlines)
    {
        var deadline = Explain(deadlines);
        (DueOn, Provisional) = (deadline.Due, deadline.Provisional);
        Promise(deadlines);
        Watch();
    }

    private void Promise(Deadlines deadlines)
    {
        var promise = Body is { } body ? deadlines.PromiseOf(body, Rule, StartedOn) : null;
        PromisedOn = promise is null ? null : Deadline.Reckon(Kernel.Term.Parse(promise.Term), StartedOn, deadlines.Calendar.WorkingDays, Ended()).Due;
        PromisedOn = PromisedOn > DueOn ? DueOn : PromisedOn;
    }

    private void Watch() => WatchOn =
        Right || Waits || PausedOn is not null ? null
        : OverdueSince is not null ? StoppedOn
        : StoppedOn <= DueOn ? null
        : DueOn.AddDays(1);

    internal sealed class Mapping : IEntityTypeConfiguration<Clock>
    {
        public void Configure(EntityTypeBuilder<Clock> clock)
        {
            clock.HasKey(c => c.Id);
            clock.Property(c => c.Rule).HasMaxLength(30);
            clock.Property(c => c.Row).HasMaxLength(30);
            clock.Property(c => c.Term).HasMaxLength(10);
            clock.Property(c => c.SubjectKind).HasMaxLength(30);
            clock.Property(c => c.Compartment).HasMaxLength(30);
            clock.Property(c => c.PausedFor).HasMaxLength(30);
            clock.Property(c => c.ExtensionTerm).HasMaxLength(10);
            clock.Property(c => c.ExtendedByName).HasMaxLength(100);
            clock.Property(c => c.ExtensionReason).HasMaxLength(Extension.LongestReason);
            clock.Property(c => c.ExtensionNotice).HasMaxLength(300);
            clock.Property(c => c.Version).IsConcurrencyToken();
            clock.HasIndex(c => new { c.SubjectKind, c.Subject });
            clock.HasIndex(c => c.WatchOn);
            clock.HasIndex(c => new { c.Body, c.StoppedOn, c.DueOn });
        }
    }
}
