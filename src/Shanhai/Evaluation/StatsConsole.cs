using System.CommandLine;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Shanhai.Analytics;
using Shanhai.Host.Console;
using Shanhai.Host.Tables;

namespace Shanhai.Evaluation;

/// <summary>stats METHOD --in FILE [columns] [--picture FILE.svg] [--json]: a table in, a table out; no database is touched.</summary>
internal static class StatsConsole
{
    public static Command Stats(Terminal terminal)
    {
        var stats = new Command("stats", terminal.Say("console.verb.stats"));
        foreach (var method in StatsMethod.All)
        {
            stats.Subcommands.Add(Verb(terminal, method));
        }
        return stats;
    }

    private static Command Verb(Terminal terminal, StatsMethod method)
    {
        var file = new Option<string>("--in") { Description = terminal.Say("stats.in"), HelpName = "FILE", Required = true };
        var picture = new Option<string>("--picture") { Description = terminal.Say("stats.picture"), HelpName = "FILE.svg" };
        var seed = new Option<ulong>("--seed") { Description = terminal.Say("stats.seed"), DefaultValueFactory = _ => 1 };
        var empty = new Option<string>("--empty") { Description = terminal.Say("stats.empty"), DefaultValueFactory = _ => "refuse" };
        empty.AcceptOnlyFromAmong("refuse", "drop");
        var verb = new Command(method.Name, terminal.Say("stats.method." + method.Name)) { file, picture, seed, empty };
        var (texts, numbers, switches) = (new Dictionary<string, Option<string>>(), new Dictionary<string, Option<double?>>(), new Dictionary<string, Option<bool>>());
        foreach (var need in method.Options)
        {
            Option option = need.Kind switch
            {
                NeedKind.Number when need.Default is { } otherwise => numbers[need.Name] = new("--" + need.Name) { HelpName = "N", DefaultValueFactory = _ => otherwise },
                NeedKind.Number or NeedKind.OptionalNumber => numbers[need.Name] = new("--" + need.Name) { HelpName = "N" },
                NeedKind.Switch => switches[need.Name] = new("--" + need.Name),
                NeedKind.Choice => texts[need.Name] = Choice(need),
                _ => texts[need.Name] = new("--" + need.Name) { HelpName = need.Kind is NeedKind.Column or NeedKind.OptionalColumn ? "COLUMN" : "A,B,…" },
            };
            option.Required = need.IsRequired;
            option.Description = terminal.Say("stats.option." + need.Name);
            verb.Options.Add(option);
        }
        verb.SetAction(async (parsed, ct) =>
        {
            var path = parsed.GetValue(file)!;
            if (!File.Exists(path))
            {
                return terminal.Refuse(parsed, Problem.Missing("stats.no-file", path));
            }
            await using var stream = File.OpenRead(path);
            var book = await Workbook.Read(stream, Path.GetFileName(path), ct: ct);
            if (book.Problem is { } unreadable)
            {
                return terminal.Refuse(parsed, unreadable);
            }
            if (book.Value.Sheets.FirstOrDefault(s => s.Rows.Count > 1) is not { } sheet)
            {
                return terminal.Refuse(parsed, Problem.Invalid("stats.no-rows", path));
            }
            var words = terminal.Language == Kernel.Language.Chinese ? Analytics.Language.Chinese : Analytics.Language.English;
            StatsInput? input = null;
            try
            {
                input = new StatsInput(
                    sheet, method,
                    new(name => texts.TryGetValue(name, out var c) ? parsed.GetValue(c) : null, name => numbers.TryGetValue(name, out var n) ? parsed.GetValue(n) : null, name => switches.TryGetValue(name, out var s) && parsed.GetValue(s)),
                    parsed.GetValue(empty) == "drop", words, parsed.GetValue(seed), ct);
                var report = method.Run(input);
                if (input.Dropped > 0)
                {
                    var told = report.Summary;
                    report = report with { Summary = language => told(language) + terminal.Say("stats.dropped", input.Dropped) };
                }
                if (parsed.GetValue(picture) is { } drawing)
                {
                    await File.WriteAllTextAsync(drawing, (report.Picture ?? StatsPicture.OfTable(report)).Svg(terminal.Say("stats.method." + method.Name), terminal.Language), ct);
                }
                Print(terminal, parsed, method, report, words, parsed.GetValue(seed));
                return 0;
            }
            catch (RefusedException refused)
            {
                return terminal.Refuse(parsed, refused.Row is { } row && row < input?.Rows
                    ? Problem.Invalid("stats.refused-row", refused.Text.In(words), input.Line(row))
                    : Problem.Invalid("stats.refused", refused.Text.In(words)));
            }
            catch (StatsRefusedException refused)
            {
                return terminal.Refuse(parsed, refused.Problem);
            }
        });
        return verb;
    }

    private static Option<string> Choice(StatsNeed need)
    {
        var option = new Option<string>("--" + need.Name) { DefaultValueFactory = _ => need.Words[0] };
        option.AcceptOnlyFromAmong([.. need.Words]);
        return option;
    }

    private static void Print(Terminal terminal, ParseResult parsed, StatsMethod method, StatsReport report, Analytics.Language words, ulong seed)
    {
        if (parsed.GetValue(terminal.Json))
        {
            var tables = report.More.ToDictionary(t => t.Name, t => Fields(t.Heads, t.Rows));
            System.Console.Out.WriteLine(JsonSerializer.Serialize(new { method = method.Name, seed, summary = report.Summary(words), rows = Fields(report.Heads, report.Rows), tables }, Composition.Json));
            return;
        }
        Print(terminal, report.Heads, report.Rows);
        foreach (var table in report.More)
        {
            System.Console.Out.WriteLine(terminal.Say("stats.table." + table.Name));
            Print(terminal, table.Heads, table.Rows);
        }
        System.Console.Out.WriteLine(report.Summary(words));
    }

    private static IEnumerable<Dictionary<string, object?>> Fields(IReadOnlyList<string> heads, IReadOnlyList<object?[]> rows) =>
        rows.Select(row => heads.Select((h, j) => (h, Cell: Finite(row[j]))).ToDictionary(p => p.h, p => p.Cell));

    private static void Print(Terminal terminal, IReadOnlyList<string> heads, IReadOnlyList<object?[]> rows)
    {
        string[][] cells = [[.. heads.Select(h => terminal.Say("stats.head." + h))], .. rows.Select(r => r.Select(StatsReport.Text).ToArray())];
        var widths = Enumerable.Range(0, heads.Count).Select(j => cells.Max(r => Width(r[j]))).ToArray();
        foreach (var row in cells)
        {
            var line = new StringBuilder();
            for (var j = 0; j < row.Length; j++)
            {
                line.Append(row[j]).Append(' ', widths[j] - Width(row[j]) + 2);
            }
            System.Console.Out.WriteLine(line.ToString().TrimEnd());
        }
        System.Console.Out.WriteLine();
    }

    // JSON knows no infinity: it is written as a word.
    private static object? Finite(object? cell) => cell is double number && !double.IsFinite(number) ? number.ToString(CultureInfo.InvariantCulture) : cell;

    /// <summary>Chinese characters take two places on a terminal.</summary>
    private static int Width(string text) => text.Sum(c => c >= 0x2E80 ? 2 : 1);
}
