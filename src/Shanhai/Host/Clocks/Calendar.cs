using Shanhai.Host.Outside;

namespace Shanhai.Host.Clocks;

/// <summary>The published days off and make-up days, year by year with their source: those that ship, and those that an administrator has entered since, which win.</summary>
public sealed class Calendar
{
    public sealed record Year(int Number, Both Source, IReadOnlyList<ShippedCalendar.Day> Days)
    {
        /// <summary>Where the notices can be read, where that is known.</summary>
        public IReadOnlyList<string> Notices { get; init; } = [];
    }

    private readonly Dictionary<DateOnly, ShippedCalendar.Day> _named;

    public Calendar(ShippedCalendar shipped, IEnumerable<Year> entered)
    {
        var years = shipped.Years.ToDictionary(y => y.Key, y => new Year(y.Key, shipped.Source, y.Value) { Notices = shipped.Notices.GetValueOrDefault(y.Key) ?? [] });
        foreach (var year in entered)
        {
            years[year.Number] = year;
        }
        Years = [.. years.Values.OrderBy(y => y.Number)];
        WorkingDays = new([.. Years.Select(y => y.Table())]);
        _named = Years.SelectMany(y => y.Days).ToDictionary(d => d.Date);
    }

    public IReadOnlyList<Year> Years { get; }

    public WorkingDays WorkingDays { get; }

    /// <summary>What the notice calls a day; null: it does not name it.</summary>
    public ShippedCalendar.Day? Named(DateOnly day) => _named.GetValueOrDefault(day);
}

internal static class YearTables
{
    public static WorkingDays.Table Table(this Calendar.Year year) => new(year.Number,
        [.. year.Days.Where(d => d.Kind == ShippedCalendar.Kind.Holiday).Select(d => d.Date)],
        [.. year.Days.Where(d => d.Kind == ShippedCalendar.Kind.Workday).Select(d => d.Date)]);
}
