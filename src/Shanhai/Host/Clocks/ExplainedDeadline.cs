namespace Shanhai.Host.Clocks;

/// <summary>
/// A deadline with the words for every one of its days, in both languages: what the page, the console and the API show. Terms of months
/// and years are told by their first and last days; <see cref="Line.Skipped"/> says how many stand between.
/// </summary>
public sealed record ExplainedDeadline(
    DeadlineRule Rule, Both Term, DateOnly Start, DateOnly LastCounted, DateOnly Due, DateTimeOffset EndsAt, bool Provisional, bool Moved, IReadOnlyList<ExplainedDeadline.Line> Days)
{
    /// <summary>More time, where the clock was extended.</summary>
    public Both? Extension { get; init; }

    public sealed record Line(DateOnly Day, DayRole Role, int? Number, bool Works, bool Provisional, Both Why)
    {
        public int Skipped { get; init; }
    }

    private const int FirstDays = 3;
    private const int LastDays = 7;

    public static ExplainedDeadline Of(Deadlines deadlines, DeadlineRule rule, Deadline deadline)
    {
        var days = deadline.Days().ToList();
        var lines = new List<Line>();
        var folded = deadline.Term is Months or Years && days.Count > 60;
        for (var i = 0; i < days.Count; i++)
        {
            if (folded && i == FirstDays)
            {
                i = days.FindIndex(d => d.Day == deadline.LastCounted) - LastDays;
                lines.Add(Tell(days[i], deadlines, rule, deadline) with { Skipped = i - FirstDays });
                continue;
            }
            lines.Add(Tell(days[i], deadlines, rule, deadline));
        }
        return new(rule, TermWords.Of(deadline.Term), deadline.Start, deadline.LastCounted, deadline.Due, deadline.EndsAt, deadline.Provisional, deadline.MovedOffHoliday, lines)
        {
            Extension = deadline.Extension is { } more ? TermWords.Of(more) : null,
        };
    }

    /// <summary>How the end of a running clock is reckoned; null where its row is no longer known.</summary>
    public static ExplainedDeadline? Of(Deadlines deadlines, Clock clock) =>
        deadlines.Rules.Row(clock.Row, clock.Place, clock.StartedOn) is { } rule ? Of(deadlines, rule, clock.Explain(deadlines)) : null;

    private static Line Tell(CountedDay day, Deadlines deadlines, DeadlineRule rule, Deadline deadline)
    {
        var off = Off(day, deadlines.Calendar);
        var why = day.Role switch
        {
            DayRole.Start => Say("clock.day.start", rule.Begins),
            DayRole.Off => Say("clock.day.off", off),
            DayRole.Paused => Say("clock.day.paused", rule.Pauses.FirstOrDefault(p => p.Code == day.Why)?.Name ?? new(day.Why!, day.Why!)),
            DayRole.Moved => Say("clock.day.moved", day.Why is null ? off : rule.Pauses.First(p => p.Code == day.Why).Name),
            DayRole.MovedTo => Say("clock.day.moved-to"),
            _ when day.Day == deadline.LastCounted && deadline.MovedOffHoliday => Say("clock.day.last-off", day.Number!, off),
            _ when day.Day == deadline.Due => Say(deadline.Term is WorkDays ? "clock.day.last-worked" : "clock.day.last", day.Number!),
            _ when deadline.Term is WorkDays && deadlines.Calendar.Named(day.Day) is { } named => Say("clock.day.make-up", day.Number!, named.Name),
            _ => Say(deadline.Term is WorkDays ? "clock.day.worked" : "clock.day.counted", day.Number!),
        };
        return new(day.Day, day.Role, day.Number, day.Works, day.Provisional, day.Provisional ? Say("clock.day.provisional", why) : why);
    }

    private static Both Off(CountedDay day, Calendar calendar) =>
        calendar.Named(day.Day) is { } named ? Say("clock.day.holiday", named.Name) : Say("clock.day.weekend");

    private static Both Say(string key, params object[] args) => new(Words.Say(Language.Chinese, key, args), Words.Say(Language.English, key, args));
}
