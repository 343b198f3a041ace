using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Shanhai.Host.Outside;

namespace Shanhai.Host.Clocks;

/// <summary>Enters the State Council's table of days off and make-up days for one year. System administrators may; clocks that touch the year are then reckoned anew.</summary>
public sealed record PublishYear(int Year, string? SourceZh, string? SourceEn, IReadOnlyList<ShippedCalendar.Day>? Days)
{
    public sealed record Published(int Year, int Off, int Worked);

    public Errors Validate()
    {
        var errors = new Errors().Require(SourceZh, "sourceZh").Limit(SourceZh, 300, "sourceZh").Require(SourceEn, "sourceEn").Limit(SourceEn, 300, "sourceEn");
        var days = Days ?? [];
        if (days.FirstOrDefault(d => d.Date.Year != Year) is { } stray)
        {
            errors.Add("days", "calendar.stray", $"{stray.Date:yyyy-MM-dd}", Year);
        }
        if (days.GroupBy(d => d.Date).FirstOrDefault(g => g.Count() > 1) is { } twice)
        {
            errors.Add("days", "calendar.twice", $"{twice.Key:yyyy-MM-dd}");
        }
        if (days.FirstOrDefault(d => d.Kind == ShippedCalendar.Kind.Workday && d.Date.DayOfWeek is not (DayOfWeek.Saturday or DayOfWeek.Sunday)) is { } worked)
        {
            errors.Add("days", "calendar.no-make-up", $"{worked.Date:yyyy-MM-dd}");
        }
        // Thirteen statutory days since 2025, ten before: a table with fewer is cut off.
        if (days.Count(d => d.Kind == ShippedCalendar.Kind.Holiday) < 10)
        {
            errors.Add("days", "calendar.too-few", days.Count(d => d.Kind == ShippedCalendar.Kind.Holiday));
        }
        return errors;
    }

    public static async Task<Result<Published>> Handle(PublishYear input, CurrentDeadlines current, Db db, Actor actor, CancellationToken ct)
    {
        if ((actor.Refuses(ClocksModule.PublishCalendar) ?? input.Validate().Refusal) is { } no)
        {
            return no;
        }

        var days = input.Days!.OrderBy(d => d.Date).ToList();
        var year = await db.CalendarYears.FirstOrDefaultAsync(y => y.Year == input.Year, ct)
            ?? db.CalendarYears.Add(new() { Year = input.Year, SourceZh = "", SourceEn = "", Days = "" }).Entity;
        (year.SourceZh, year.SourceEn, year.Days) = (input.SourceZh!.Trim(), input.SourceEn!.Trim(), JsonSerializer.Serialize(days, JournalEntry.Json));
        await DeadlineStamp.Raise(db, ct);
        db.Enqueue(actor, ClocksModule.Reckon, new ReckonAnew(input.Year));
        db.Record(actor, ClocksModule.PublishCalendar, $"calendar:{input.Year}");
        await db.SaveChangesAsync(ct);
        current.Written();
        return new Published(input.Year, days.Count(d => d.Kind == ShippedCalendar.Kind.Holiday), days.Count(d => d.Kind == ShippedCalendar.Kind.Workday));
    }
}
