using System.CommandLine;
using Shanhai.Funds;
using Shanhai.Host.Console;
using Shanhai.Host.Tables;
using Shanhai.Identification;
using Shanhai.Indicators;
using Shanhai.Organisations;
using Shanhai.Places;
using Spectre.Console;
using Amounts = Shanhai.Funds.Amounts;

namespace Shanhai.Programmes;

internal static class ProgrammesConsole
{
    private static readonly string[] ProgrammeColumns = ["code", "programme", "place", "term", "projects"];
    private static readonly string[] ProjectColumns = ["code", "name", "village", "state", "budget", "paid", "earned"];

    /// <summary>import projects FILE --programme CODE</summary>
    public static Command Import(Terminal terminal)
    {
        var file = new Argument<string>("file") { Description = terminal.Say("console.projects.file") };
        var programme = new Option<string>("--programme") { Description = terminal.Say("console.projects.programme"), HelpName = "CODE", Required = true };
        var sound = new Option<bool>("--sound-only") { Description = terminal.Say("console.projects.sound-only") };
        var dry = new Option<bool>("--dry-run") { Description = terminal.Say("console.projects.dry-run") };
        var verb = terminal.Verb("projects", (parsed, ct) => terminal.Run(parsed, async (services, actor) =>
        {
            var (db, path) = (services.GetRequiredService<Db>(), parsed.GetValue(file)!);
            if (!File.Exists(path))
            {
                return Problem.Missing("programmes.import-no-file", path);
            }
            await using var stream = File.OpenRead(path);
            var book = await Workbook.Read(stream, Path.GetFileName(path), ct: ct);
            var rows = book.Problem is { } unread ? unread : ProjectRows.Of(book.Value);
            if (rows.Problem is { } unfit)
            {
                return unfit;
            }
            var (code, places) = (parsed.GetValue(programme)!, services.GetRequiredService<CurrentRegister>());
            var known = await FindProgrammes.Handle(new() { Q = code, Size = 500 }, places, db, actor, ct);
            if ((known.Problem ?? (known.Value.Rows.Any(p => p.Code == code) ? null : Problem.Missing("programmes.no-programme"))) is { } no)
            {
                return no;
            }
            var input = new ImportProjects(known.Value.Rows.First(p => p.Code == code).Id, rows.Value, parsed.GetValue(sound));
            Task<Result<ImportProjects.Imported>> Do(bool preview) =>
                ImportProjects.Handle(input, preview, services.GetRequiredService<MeasureCatalogue>(), services.GetRequiredService<CurrentTree>(), places, db, actor, services.GetRequiredService<TimeProvider>(), ct);
            var seen = await Do(preview: true);
            if (seen.Problem is null && !parsed.GetValue(terminal.Json))
            {
                Tell(terminal, seen.Value);
            }
            return parsed.GetValue(dry) || seen.Problem is not null ? seen : await Do(preview: false);
        }, done => System.Console.Out.WriteLine(done.Added is { } added ? terminal.Say("programmes.import-done", added)
            : terminal.Say("programmes.import-seen", done.Count(ImportProjects.Fate.New), done.Count(ImportProjects.Fate.Known), done.Count(ImportProjects.Fate.Wrong)))), file, programme, sound, dry);
        return new Command("import", terminal.Say("console.verb.import")) { verb };
    }

    /// <summary>export treatment FILE --measure CODE --indicator CODE --from YEAR --to YEAR</summary>
    public static Command Export(Terminal terminal)
    {
        var file = new Argument<string>("file") { Description = terminal.Say("console.treatment.file") };
        var measure = new Option<string>("--measure") { Description = terminal.Say("console.treatment.measure"), HelpName = "CODE", Required = true };
        var indicator = new Option<string>("--indicator") { Description = terminal.Say("console.treatment.indicator"), HelpName = "CODE", Required = true };
        var from = new Option<int?>("--from") { Description = terminal.Say("console.treatment.from"), HelpName = "YEAR", Required = true };
        var to = new Option<int?>("--to") { Description = terminal.Say("console.treatment.to"), HelpName = "YEAR", Required = true };
        var under = new Option<string>("--under") { Description = terminal.Say("console.treatment.under"), HelpName = "CODE" };
        var log = new Option<bool>("--log") { Description = terminal.Say("console.treatment.log") };
        var verb = terminal.Verb("treatment", (parsed, ct) => terminal.Run(parsed, async (services, actor) =>
        {
            var input = new ReadTreatment
            {
                Measure = parsed.GetValue(measure), Indicator = parsed.GetValue(indicator), From = parsed.GetValue(from), To = parsed.GetValue(to), Log = parsed.GetValue(log), Under = PlaceCode.TryParse(parsed.GetValue(under), out var place) ? place : null,
            };
            var read = await ReadTreatment.Handle(input, services.GetRequiredService<MeasureCatalogue>(), services.GetRequiredService<Catalogue>(), services.GetRequiredService<FactColumns>(), services.GetRequiredService<CurrentRegister>(),
                services.GetRequiredService<Db>(), actor, ct);
            if (read.Problem is null)
            {
                await using var stream = File.Create(parsed.GetValue(file)!);
                await CsvExport.Write(stream, ReadTreatment.Heads, ReadTreatment.Lines(read.Value), ct: ct);
            }
            return read;
        }, done => System.Console.Out.WriteLine(terminal.Say("console.treatment.done", done.Rows.Count, done.Villages, done.Treated, done.LeftOut))), file, measure, indicator, from, to, under, log);
        return new Command("export", terminal.Say("console.verb.export")) { verb };
    }

    /// <summary>programmes list | programmes projects [--under CODE] [--late]</summary>
    public static Command Programmes(Terminal terminal)
    {
        var list = terminal.Verb("list", (parsed, ct) => terminal.Run(parsed, (services, actor) => FindProgrammes.Handle(new() { Size = 500 }, services.GetRequiredService<CurrentRegister>(), services.GetRequiredService<Db>(), actor, ct), found =>
        {
            var table = new Table().AddColumns([.. ProgrammeColumns.Select(c => terminal.Say("programmes." + c))]);
            foreach (var row in found.Rows)
            {
                table.AddRow(Markup.Escape(row.Code), Markup.Escape(row.Name), Markup.Escape(row.PlaceName), $"{row.From:yyyy-MM-dd} – {row.To:yyyy-MM-dd}", $"{row.Projects}");
            }
            AnsiConsole.Write(table);
        }));
        var under = new Option<string>("--under") { Description = terminal.Say("console.treatment.under"), HelpName = "CODE" };
        var late = new Option<bool>("--late") { Description = terminal.Say("programmes.late-only") };
        var projects = terminal.Verb("projects", (parsed, ct) => terminal.Run(parsed, (services, actor) => FindProjects.Handle(
            new() { Under = PlaceCode.TryParse(parsed.GetValue(under), out var place) ? place : null, Late = parsed.GetValue(late), Size = 500 }, services.GetRequiredService<MeasureCatalogue>(), services.GetRequiredService<Charts>(),
            services.GetRequiredService<CurrentRegister>(), services.GetRequiredService<Db>(), actor, services.GetRequiredService<TimeProvider>(), ct), found =>
        {
            var table = new Table().AddColumns([.. ProjectColumns.Select(c => terminal.Say("programmes." + c))]);
            foreach (var row in found.Rows)
            {
                table.AddRow(Markup.Escape(row.Code), Markup.Escape(row.Name), Markup.Escape(row.VillageName), terminal.Say("programmes.state." + row.State), Amounts.Say(Commodity.Fen, row.BudgetFen), Amounts.Say(Commodity.Fen, row.PaidFen), row.Percent is { } p ? $"{p}%" : "—");
            }
            AnsiConsole.Write(table);
        }), under, late);
        return new Command("programmes", terminal.Say("console.verb.programmes")) { list, projects };
    }

    // A file that is recorded at once is told line by line all the same: what was left out and why.
    private static void Tell(Terminal terminal, ImportProjects.Imported seen)
    {
        foreach (var line in seen.Lines.Where(l => l.Fate != ImportProjects.Fate.New))
        {
            System.Console.Out.WriteLine($"{line.Row.Line}\t{line.Row.Name}\t{terminal.Say("programmes.fate." + line.Fate)}\t{string.Join("; ", line.Wrong.Select(w => $"{terminal.Say("programmes." + w.Field)}: {terminal.Say(w.Key, w.Args)}"))}");
        }
    }
}
