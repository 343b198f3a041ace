using System.CommandLine;
using Shanhai.Host.Console;
using Shanhai.Host.Outside;

namespace Shanhai.Host.Clocks;

internal static class ClocksConsole
{
    /// <summary>deadline CODE --from DAY [--place CODE]: on what day it ends, and each day counted.</summary>
    public static Command Deadline(Terminal terminal)
    {
        var code = new Argument<string>("code") { Description = terminal.Say("console.deadline.code") };
        var from = new Option<string?>("--from") { Description = terminal.Say("console.deadline.from"), HelpName = "2026-02-10" };
        var place = new Option<string?>("--place") { Description = terminal.Say("console.deadline.place") };
        return terminal.Verb("deadline", (parsed, ct) => terminal.Run<ShowDeadline.Answer>(parsed,
            async (services, actor) =>
            {
                var errors = new Errors();
                var day = TypedDay.Read(parsed.GetValue(from), "from", errors);
                if (parsed.GetValue(place) is { } text && !PlaceCode.TryParse(text, out _))
                {
                    errors.Add("place", "clock.no-place", text);
                }
                if (errors.Refusal is { } no)
                {
                    return no;
                }
                var input = new ShowDeadline(day, PlaceCode.TryParse(parsed.GetValue(place), out var at) ? at : null);
                await services.GetRequiredService<Storage>().Migrate(services.GetRequiredService<Db>(), ct);
                return await ShowDeadline.Handle(parsed.GetValue(code)!, input, services.GetRequiredService<CurrentDeadlines>(), services.GetRequiredService<Db>(), actor,
                    services.GetRequiredService<TimeProvider>(), ct);
            },
            answer => Print(terminal, answer)), code, from, place);
    }

    /// <summary>calendar FILE: enters the years of a file made like data/calendars/cn.json.</summary>
    public static Command Calendar(Terminal terminal)
    {
        var file = new Argument<FileInfo>("file") { Description = terminal.Say("console.calendar.file") };
        return terminal.Verb("calendar", (parsed, ct) => terminal.Run<IReadOnlyList<PublishYear.Published>>(parsed,
            async (services, actor) =>
            {
                ShippedCalendar read;
                try
                {
                    read = ShippedCalendar.Read(parsed.GetValue(file)!.FullName);
                }
                catch (Exception broken) when (broken is FormatException or FileNotFoundException or DirectoryNotFoundException)
                {
                    return Problem.Invalid("calendar.file", broken.Message);
                }
                var done = new List<PublishYear.Published>();
                await services.GetRequiredService<Storage>().Migrate(services.GetRequiredService<Db>(), ct);
                foreach (var (year, days) in read.Years.OrderBy(y => y.Key))
                {
                    var published = await PublishYear.Handle(new(year, read.Source.Zh, read.Source.En, days), services.GetRequiredService<CurrentDeadlines>(),
                        services.GetRequiredService<Db>(), actor, ct);
                    if (published.Problem is { } no)
                    {
                        return no;
                    }
                    done.Add(published.Value);
                }
                return done;
            },
            done =>
            {
                foreach (var year in done)
                {
                    System.Console.Out.WriteLine(terminal.Say("console.calendar.done", year.Year, year.Off, year.Worked));
                }
            }), file);
    }

    private static void Print(Terminal terminal, ShowDeadline.Answer answer)
    {
        var output = System.Console.Out;
        output.WriteLine($"{answer.Code}  {answer.Name.In(terminal.Language)}");
        output.WriteLine(answer.Basis.In(terminal.Language) + (answer.NeedsConfirmation ? "  " + terminal.Say("clocks.to-confirm") : ""));
        output.WriteLine(terminal.Say(answer.Bound == Bound.AtMost ? "clocks.due-line" : "clocks.full-line", $"{answer.Start:yyyy-MM-dd}", answer.TermInWords, $"{answer.Due:yyyy-MM-dd}"));
        foreach (var note in new[] { answer.Future ? "clocks.future" : null, answer.Provisional ? "clocks.provisional-note" : null }.OfType<string>())
        {
            output.WriteLine("! " + terminal.Say(note));
        }
        output.WriteLine();
        foreach (var line in answer.Days)
        {
            if (line.Skipped > 0)
            {
                output.WriteLine("  " + terminal.Say("clocks.skipped", line.Skipped));
            }
            output.WriteLine($"  {line.Day:yyyy-MM-dd} {Words.Culture(terminal.Language).DateTimeFormat.GetAbbreviatedDayName(line.Day.DayOfWeek)}  {line.Why.In(terminal.Language)}");
        }
    }
}
