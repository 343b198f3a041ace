namespace Shanhai.Enclaves;

/// <summary>
/// How a part of a year is counted. ActualActual: the days of each calendar year over the days of that year, so that a whole year is one. Actual365: days over 365, a leap year is a
/// little more than one. Thirty360: months of thirty days.
/// </summary>
public enum DayCount { ActualActual, Actual365, Thirty360 }

public static class DayCounts
{
    /// <summary>From a day to a day, both included, as days over days of a year; a line for each calendar year. The end is exclusive inside: the day after the last.</summary>
    public static IEnumerable<(int Days, int OfYear)> Parts(this DayCount count, DateOnly from, DateOnly to)
    {
        if (to < from)
        {
            yield break;
        }
        var end = to.AddDays(1);
        if (count == DayCount.Thirty360)
        {
            yield return (360 * (end.Year - from.Year) + 30 * (end.Month - from.Month) + Math.Min(end.Day, 30) - Math.Min(from.Day, 30), 360);
            yield break;
        }
        for (var year = from.Year; year <= to.Year; year++)
        {
            var first = year == from.Year ? from : new DateOnly(year, 1, 1);
            var after = year == to.Year ? end : new DateOnly(year + 1, 1, 1);
            yield return (after.DayNumber - first.DayNumber, count == DayCount.ActualActual && DateTime.IsLeapYear(year) ? 366 : 365);
        }
    }

    public static int Days(DateOnly from, DateOnly to) => Math.Max(0, to.DayNumber - from.DayNumber + 1);
}
