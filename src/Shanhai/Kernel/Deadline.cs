namespace Shanhai.Kernel;

/// <summary>
/// Days that a period does not count, because its rule says so: from <paramref name="From"/> on, until <paramref name="Until"/> counts again.
/// <paramref name="Why"/> is the code of the rule's pause.
/// </summary>
public sealed record Pause(DateOnly From, DateOnly Until, string Why)
{
    public bool Covers(DateOnly day) => From <= day && day < Until;
}

/// <summary>What a day is in a period.</summary>
public enum DayRole
{
    /// <summary>The day of the event: not counted.</summary>
    Start,

    Counted,

    /// <summary>Not counted: a day off in a period of working days.</summary>
    Off,

    /// <summary>Not counted: the rule stops the clock.</summary>
    Paused,

    /// <summary>After the last counted day, which was a day off or this one is: the end moves on.</summary>
    Moved,

    /// <summary>The working day on which a moved period ends.</summary>
    MovedTo,
}

/// <summary>One day of a period and why it counts or does not. <paramref name="Number"/> counts within the term and begins again with an extension in another unit.</summary>
public sealed record CountedDay(DateOnly Day, DayRole Role, int? Number, bool Works, bool Provisional, string? Why = null);

/// <summary>
/// When a period ends, by the arithmetic of the Civil Code, articles 200 to 203: the day of the event is not counted; a period of months or years ends on
/// the corresponding day; where the last day is a day off, the period ends on the next day that is worked; it ends at 24:00 Chinese time.
/// An extension continues from the last counted day, not from the day to which the end had moved, so that it never gives more than the law.
/// <see cref="Provisional"/> exactly where a day that had to be looked up lies in a year without a published table: in working days any
/// day of the period, otherwise the last counted day or a day to which the end moved.
/// </summary>
public sealed record Deadline
{
    private readonly WorkingDays _calendar;
    private readonly IReadOnlyList<Pause> _pauses;

    private Deadline(Term term, Term? extension, DateOnly start, WorkingDays calendar, IReadOnlyList<Pause> pauses)
    {
        (Term, Extension, Start, _calendar, _pauses) = (term, extension, start, calendar, pauses);
        foreach (var day in Days())
        {
            LastCounted = day.Role == DayRole.Counted ? day.Day : LastCounted;
            (Due, Provisional) = (day.Day, Provisional | day.Provisional);
        }
    }

    public Term Term { get; }

    public Term? Extension { get; }

    /// <summary>The day of the event.</summary>
    public DateOnly Start { get; }

    public DateOnly FirstDay => Start.AddDays(1);

    /// <summary>The last day as counted, worked or not.</summary>
    public DateOnly LastCounted { get; }

    /// <summary>The last day of the period; it ends at <see cref="EndsAt"/>.</summary>
    public DateOnly Due { get; }

    public DateTimeOffset EndsAt => ChinaDay.EndOf(Due);

    public bool Provisional { get; }

    public bool MovedOffHoliday => Due != LastCounted;

    /// <summary>
    /// Pauses stand in order and do not overlap; one that lies outside the period does nothing. Throws where they are out of order.
    /// </summary>
    public static Deadline Reckon(Term term, DateOnly start, WorkingDays calendar, IReadOnlyList<Pause>? pauses = null, Term? extension = null)
    {
        pauses ??= [];
        for (var i = 0; i < pauses.Count; i++)
        {
            if (pauses[i].Until < pauses[i].From || i > 0 && pauses[i].From < pauses[i - 1].Until)
            {
                throw new ArgumentException("Pauses stand in order and do not overlap.", nameof(pauses));
            }
        }
        return new(term, extension, start, calendar, pauses);
    }

    /// <summary>Every day from the event to the end.</summary>
    public IEnumerable<CountedDay> Days()
    {
        yield return new(Start, DayRole.Start, null, _calendar.IsWorkingDay(Start).Value, false);
        var (at, number) = (Start, 0);
        foreach (var term in Extension is null ? [Term] : new[] { Term, Extension })
        {
            number = term.GetType() == Term.GetType() ? number : 0;
            for (var left = Length(term, at); left > 0;)
            {
                at = at.AddDays(1);
                var (works, untabled) = _calendar.IsWorkingDay(at);
                var pause = PauseOn(at);
                var counts = pause is null && (works || term is not WorkDays);
                left -= counts ? 1 : 0;
                number += counts ? 1 : 0;
                yield return new(at, counts ? DayRole.Counted : pause is null ? DayRole.Off : DayRole.Paused, counts ? number : null, works,
                    untabled && (term is WorkDays || left == 0 && IsLast(term)), pause?.Why);
            }
        }
        while (!_calendar.IsWorkingDay(at).Value || PauseOn(at) is not null)
        {
            at = at.AddDays(1);
            var (works, untabled) = _calendar.IsWorkingDay(at);
            var pause = PauseOn(at);
            yield return new(at, works && pause is null ? DayRole.MovedTo : DayRole.Moved, null, works, untabled, pause?.Why);
        }
    }

    private bool IsLast(Term term) => ReferenceEquals(term, Extension ?? Term);

    // A month is as many natural days as it has, so that a pause adds its own days and no others.
    private static int Length(Term term, DateOnly from) => term switch
    {
        Months => from.AddMonths(term.Count).DayNumber - from.DayNumber,
        Years => from.AddYears(term.Count).DayNumber - from.DayNumber,
        _ => term.Count,
    };

    private Pause? PauseOn(DateOnly day)
    {
        foreach (var pause in _pauses)
        {
            if (pause.Covers(day))
            {
                return pause;
            }
        }
        return null;
    }
}
