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
        var verb = new Command(method.Name, terminal.Say("stats.method." + method.Name)) { file, picture, seed };
        var (columns, numbers, switches) = (new Dictionary<string, Option<string>>(), new Dictionary<string, Option<double?>>(), new Dictionary<string, Option<bool>>());
        foreach (var need in method.Options)
        {
            Option option = need.Kind switch
            {
                NeedKind.Number => numbers[need.Name] = new("--" + need.Name) { HelpName = "N", Required = need.Default is null && !need.Name.StartsWith("max", StringComparison.Ordinal) },
                NeedKind.Switch => switches[need.Name] = new("--" + need.Name),
                _ => columns[need.Name] = new("--" + need.Name) { HelpName = need.Kind is NeedKind.SomeColumns or NeedKind.AnyColumns ? "A,B,…" : "COLUMN", Required = need.Kind is NeedKind.Column or NeedKind.SomeColumns },
            };
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
            var words = terminal.Language == Kernel.Language.Chinese ? Analytics.Language.Chinese : Analytics.Language.English;
            try
            {
                var input = new StatsInput(
                    book.Value.Sheets.First(s => s.Rows.Count > 0), name => columns.TryGetValue(name, out var c) ? parsed.GetValue(c) : null,
                    name => numbers.TryGetValue(name, out var n) ? parsed.GetValue(n) ?? method.Options.First(o => o.Name == name).Default : null,
                    name => switches.TryGetValue(name, out var s) && parsed.GetValue(s), words, parsed.GetValue(seed), ct);
                var report = method.Run(input);
                if (parsed.GetValue(picture) is { } drawing)
                {
                    await File.WriteAllTextAsync(drawing, (report.Picture ?? StatsPicture.OfTable(report)).Svg(terminal.Say("stats.method." + method.Name)), ct);
                }
                Print(terminal, parsed, method, report, words, parsed.GetValue(seed));
                return 0;
            }
            catch (RefusedException refused)
            {
                return terminal.Refuse(parsed, Problem.Invalid("stats.refused", refused.Text.In(words)));
            }
            catch (StatsRefusedException refused)
            {
                return terminal.Refuse(parsed, refused.Problem);
            }
        });
        return verb;
    }

    private static void Print(Terminal terminal, ParseResult parsed, StatsMethod method, StatsReport report, Analytics.Language words, ulong seed)
    {
        if (parsed.GetValue(terminal.Json))
        {
            var rows = report.Rows.Select(row => report.Heads.Select((h, j) => (h, Cell: Finite(row[j]))).ToDictionary(p => p.h, p => p.Cell));
            System.Console.Out.WriteLine(JsonSerializer.Serialize(new { method = method.Name, seed, summary = report.Summary(words), rows }, Composition.Json));
            return;
        }
        string[][] cells = [[.. report.Heads.Select(h => terminal.Say("stats.head." + h))], .. report.Rows.Select(r => r.Select(StatsReport.Text).ToArray())];
        var widths = Enumerable.Range(0, report.Heads.Count).Select(j => cells.Max(r => Width(r[j]))).ToArray();
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
        System.Console.Out.WriteLine(report.Summary(words));
    }

    // JSON knows no infinity: it is written as a word.
    private static object? Finite(object? cell) => cell is double number && !double.IsFinite(number) ? number.ToString(CultureInfo.InvariantCulture) : cell;

    /// <summary>Chinese characters take two places on a terminal.</summary>
    private static int Width(string text) => text.Sum(c => c >= 0x2E80 ? 2 : 1);
}
