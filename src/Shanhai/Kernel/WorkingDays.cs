using System.Collections.Frozen;

namespace Shanhai.Kernel;

/// <summary>An answer about working days. It is provisional where a year without a published table had to be used: weekends only.</summary>
public readonly record struct Reckoned<T>(T Value, bool Provisional);

/// <summary>
/// Which days are worked, given the published tables of days off and make-up days by year. An immutable value: it reads nothing and
/// knows no clock. A year without a table counts Monday to Friday, and every answer that touched such a year says so. Natural days
/// are plain <see cref="DateOnly"/> arithmetic and have no place here.
/// </summary>
public sealed class WorkingDays
{
    /// <summary>The published table of one year: days off (weekend days among them do no harm) and weekend days that are worked.</summary>
    public sealed record Table(int Year, IReadOnlyCollection<DateOnly> Off, IReadOnlyCollection<DateOnly> Worked);

    /// <summary>No tables: weekends only, everything provisional.</summary>
    public static readonly WorkingDays WeekendsOnly = new([]);

    private readonly FrozenSet<int> _years;
    private readonly FrozenSet<DateOnly> _off;
    private readonly FrozenSet<DateOnly> _worked;

    /// <summary>Throws where a year comes twice, a day lies in another year than its table, or a day is both off and worked.</summary>
    public WorkingDays(IReadOnlyCollection<Table> tables)
    {
        foreach (var table in tables)
        {
            if (table.Off.Concat(table.Worked).FirstOrDefault(d => d.Year != table.Year) is { Year: > 1 } stray)
            {
                throw new ArgumentException($"{stray:yyyy-MM-dd} is in the table of {table.Year}.", nameof(tables));
            }
            if (table.Off.Intersect(table.Worked).Any())
            {
                throw new ArgumentException($"A day of {table.Year} is both off and worked.", nameof(tables));
            }
        }
        _years = tables.Select(t => t.Year).ToFrozenSet();
        if (_years.Count != tables.Count)
        {
            throw new ArgumentException("A year has two tables.", nameof(tables));
        }
        _off = tables.SelectMany(t => t.Off).ToFrozenSet();
        _worked = tables.SelectMany(t => t.Worked).ToFrozenSet();
    }

    /// <summary>The years with a published table, in no order.</summary>
    public IReadOnlyCollection<int> Years => _years;

    public Reckoned<bool> IsWorkingDay(DateOnly day) => new(Works(day), !_years.Contains(day.Year));

    /// <summary>
    /// The day that is <paramref name="count"/> working days after <paramref name="day"/>; the day itself is not counted, as the law
    /// counts. A negative count goes back. Zero gives the day itself, worked or not. Provisional where any day stepped over lies in a
    /// year without a table.
    /// </summary>
    public Reckoned<DateOnly> PlusWorkingDays(DateOnly day, int count)
    {
        var (at, provisional, step) = (day, false, Math.Sign(count));
        for (var left = Math.Abs(count); left > 0;)
        {
            at = at.AddDays(step);
            provisional |= !_years.Contains(at.Year);
            left -= Works(at) ? 1 : 0;
        }
        return new(at, provisional);
    }

    /// <summary>
    /// How many working days lie after <paramref name="from"/> up to and including <paramref name="to"/>: the count that
    /// <see cref="PlusWorkingDays"/> needs. Negative where <paramref name="to"/> is earlier: then the days from <paramref name="to"/>
    /// included to <paramref name="from"/> excluded.
    /// </summary>
    public Reckoned<int> WorkingDaysBetween(DateOnly from, DateOnly to)
    {
        var (at, count, provisional, step) = (from, 0, false, Math.Sign(to.DayNumber - from.DayNumber));
        while (at != to)
        {
            at = at.AddDays(step);
            provisional |= !_years.Contains(at.Year);
            count += Works(at) ? step : 0;
        }
        return new(count, provisional);
    }

    private bool Works(DateOnly day) =>
        day.DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday ? _worked.Contains(day) : !_off.Contains(day);
}
