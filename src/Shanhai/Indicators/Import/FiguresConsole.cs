using System.CommandLine;
using System.CommandLine.Parsing;
using System.Text.Json;
using Shanhai.Host.Console;
using Shanhai.Host.Tables;

namespace Shanhai.Indicators.Import;

internal static class FiguresConsole
{
    public sealed record Answer(Guid Import, string File, ImportOutcome Outcome, ConfirmImport.Done? Recorded);

    private sealed record Options(
        Argument<string> File, Option<string?> Under, Option<int?> Year, Option<string?> Plan, Option<string?> AsOf, Option<string?> Document, Option<bool> DryRun, Option<bool> SoundOnly, Option<bool> ConfirmAbsurd);

    /// <summary>import figures FILE</summary>
    public static Command Import(Terminal terminal)
    {
        string About(string name) => terminal.Say("console.figures." + name);
        var options = new Options(
            new("file") { Description = About("file") }, new("--under") { Description = About("under"), HelpName = "CODE" }, new("--year") { Description = About("year"), HelpName = "YYYY" },
            new("--plan") { Description = About("plan"), HelpName = "FILE" }, new("--as-of") { Description = About("as-of"), HelpName = "YYYY-MM-DD" }, new("--document") { Description = About("document") },
            new("--dry-run") { Description = About("dry-run") }, new("--sound-only") { Description = About("sound-only") }, new("--confirm-absurd") { Description = About("confirm-absurd") });
        var figures = terminal.Verb("figures", (parsed, ct) => terminal.Run(parsed, (services, actor) => terminal.Progress(parsed, "console.figures.working", done => Work(services, actor, options, parsed, done, ct)),
            answer => Print(terminal, answer)),
            options.File, options.Under, options.Year, options.Plan, options.AsOf, options.Document, options.DryRun, options.SoundOnly, options.ConfirmAbsurd);
        return new Command("import", terminal.Say("console.verb.import")) { figures };
    }

    private static async Task<Result<Answer>> Work(IServiceProvider services, Actor actor, Options options, ParseResult parsed, Action<double> done, CancellationToken ct)
    {
        var (desk, settings) = (ImportDesk.Of(services, actor), services.GetRequiredService<Settings>());
        await services.GetRequiredService<Storage>().Migrate(desk.Db, ct);
        var path = parsed.GetValue(options.File)!;
        if (!File.Exists(path))
        {
            return Problem.Missing("import.no-such-file", path);
        }
        PlaceCode? under = PlaceCode.TryParse(parsed.GetValue(options.Under), out var code) ? code : null;
        var uploaded = await UploadFigures.Take(new(await File.ReadAllBytesAsync(path, ct), Path.GetFileName(path), under), desk.Db, actor, desk.Catalogue, desk.Uploads, settings, desk.Clock, ct);
        if (uploaded.Problem is { } refused)
        {
            return refused;
        }
        done(0.2);
        var (import, book) = uploaded.Value;
        var plan = parsed.GetValue(options.Plan) is { } file ? JsonSerializer.Deserialize<ImportPlan>(await File.ReadAllTextAsync(file, ct), FigureImport.Json)! : import.ReadPlan();
        if (parsed.GetValue(options.Year) is { } year)
        {
            plan = new([.. plan.Sheets.Select(s => s with { Period = Period.Year(year), Columns = [.. s.Columns.Select(c => c.Period == s.Period ? c with { Period = Period.Year(year) } : c)] })]);
        }
        DateOnly? asOf = TypedDay.TryRead(parsed.GetValue(options.AsOf), out var day) ? day : null;
        var check = await CheckImport.Run(import, new(AsOf: asOf, DocumentTitle: parsed.GetValue(options.Document), Plan: plan), desk, ct, book);
        if (check.Problem is { } fault)
        {
            return fault;
        }
        done(0.5);
        if (parsed.GetValue(options.DryRun))
        {
            return new Answer(import.Id.Value, import.FileName, check.Value.Outcome, null);
        }
        var recorded = await ConfirmImport.Record(import, new(parsed.GetValue(options.SoundOnly), parsed.GetValue(options.ConfirmAbsurd)), check.Value, desk, ct);
        return recorded.Problem is { } no ? no : new Answer(import.Id.Value, import.FileName, check.Value.Outcome, recorded.Value);
    }

    /// <summary>export figures --under CODE --years 2022-2024 --indicators CE.501,CE.502 -o FILE</summary>
    public static Command Export(Terminal terminal)
    {
        string About(string name) => terminal.Say("console.figures." + name);
        var (under, years, indicators) = (new Option<string?>("--under") { Description = About("under"), HelpName = "CODE" }, new Option<string?>("--years") { Description = About("years") }, new Option<string?>("--indicators") { Description = About("indicators") });
        var (level, format, output) = (new Option<Level?>("--level") { Description = About("level") }, new Option<string?>("--format") { Description = About("format"), HelpName = "csv|xlsx" }, new Option<string>("--output", "-o") { Description = About("output"), Required = true });
        var figures = terminal.Verb("figures", (parsed, ct) => terminal.Run<object>(parsed, async (services, actor) =>
        {
            var file = parsed.GetValue(output)!;
            var asked = new ExportFigures
            {
                Under = PlaceCode.TryParse(parsed.GetValue(under), out var code) ? code : null, Indicators = parsed.GetValue(indicators), Years = parsed.GetValue(years), Level = parsed.GetValue(level),
            };
            var table = await ExportFigures.Handle(asked, services.GetRequiredService<Db>(), actor, services.GetRequiredService<Catalogue>(), services.GetRequiredService<FactColumns>(), ct);
            if (table.Problem is { } no)
            {
                return no;
            }
            var csv = (parsed.GetValue(format) ?? Path.GetExtension(file).TrimStart('.')) == "csv";
            await using var stream = File.Create(file);
            var rows = csv ? await CsvExport.Write(stream, table.Value.Columns, table.Value.Rows, ct: ct)
                : await XlsxExport.Write(stream, terminal.Say("export.sheet"), table.Value.Columns, table.Value.Rows, ct: ct);
            return new { file, rows };
        }, _ => System.Console.Out.WriteLine(terminal.Say("console.figures.exported", parsed.GetValue(output)))), under, years, indicators, level, format, output);
        return new Command("export", terminal.Say("console.verb.export")) { figures };
    }

    private static void Print(Terminal terminal, Answer answer)
    {
        var (found, o) = (answer.Outcome.Findings, answer.Outcome);
        System.Console.Out.WriteLine(terminal.Say("console.figures.checked", answer.File, o.Rows, o.ErrorRows, o.Warnings, o.New, o.Changed, o.Same));
        foreach (var finding in found.Take(50))
        {
            System.Console.Out.WriteLine($"  {finding.Sheet}!{finding.Cell}: {terminal.Say(finding.Finding.Key, [.. finding.Finding.Args])}");
        }
        if (found.Count > 50)
        {
            System.Console.Out.WriteLine(terminal.Say("console.figures.more", found.Count - 50));
        }
        System.Console.Out.WriteLine(answer.Recorded is not { } done ? terminal.Say("console.figures.dry")
            : done.Batch == 0 ? terminal.Say("console.figures.nothing", done.Same)
            : terminal.Say("console.figures.recorded", done.Batch, done.Added, done.Changed, done.LeftOut));
    }
}
