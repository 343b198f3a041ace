namespace Shanhai.Kernel;

/// <summary>
/// The day on which something happened, as a day in China, whatever zone the server runs in: 23:59:59 is still the day, 00:00 is the
/// next. China has one offset the whole year.
/// </summary>
public static class ChinaDay
{
    public static readonly TimeSpan Offset = TimeSpan.FromHours(8);

    public static DateOnly Of(DateTimeOffset instant) => DateOnly.FromDateTime(instant.ToOffset(Offset).DateTime);

    public static DateOnly Today(TimeProvider clock) => Of(clock.GetUtcNow());

    /// <summary>The instant at which <paramref name="day"/> begins, its 0:00; no earlier than the first instant there is.</summary>
    public static DateTimeOffset StartOf(DateOnly day) => day == DateOnly.MinValue ? DateTimeOffset.MinValue : new(day.ToDateTime(TimeOnly.MinValue), Offset);

    /// <summary>The instant at which <paramref name="day"/> is over: its 24:00, which is 0:00 of the next; no later than the last instant there is.</summary>
    public static DateTimeOffset EndOf(DateOnly day) => day == DateOnly.MaxValue ? DateTimeOffset.MaxValue : StartOf(day.AddDays(1));
}
