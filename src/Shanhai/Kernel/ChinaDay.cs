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

    /// <summary>The instant at which <paramref name="day"/> is over: its 24:00, which is 0:00 of the next.</summary>
    public static DateTimeOffset EndOf(DateOnly day) => new(day.AddDays(1).ToDateTime(TimeOnly.MinValue), Offset);
}
