using System.CommandLine;
using Shanhai.Host.Console;
using Shanhai.Host.Tables;
using Shanhai.Places;
using Spectre.Console;

namespace Shanhai.Organisations;

internal static class OrganisationsConsole
{
    private static readonly string[] Columns = ["name", "kind", "place", "superior", "creditCode"];

    private static readonly string[] Rates = ["counted", "alone", "jointly", "rate", "work"];

    /// <summary>import organisations FILE</summary>
    public static Command Import(Terminal terminal)
    {
        var file = new Argument<string>("file") { Description = terminal.Say("console.organisations.file") };
        var document = new Option<string>("--document") { Description = terminal.Say("console.organisations.document") };
        var another = new Option<bool>("--another") { Description = terminal.Say("console.organisations.another") };
        var sound = new Option<bool>("--sound-only") { Description = terminal.Say("console.organisations.sound-only") };
        var dry = new Option<bool>("--dry-run") { Description = terminal.Say("console.organisations.dry-run") };
        var verb = terminal.Verb("organisations", (parsed, ct) => terminal.Run(parsed, async (services, actor) =>
        {
            var db = services.GetRequiredService<Db>();
            await services.GetRequiredService<Storage>().Migrate(db, ct);
            var path = parsed.GetValue(file)!;
            if (!File.Exists(path))
            {
                return Problem.Missing("organisation.import-no-file", path);
            }
            await using var stream = File.OpenRead(path);
            var book = await Workbook.Read(stream, Path.GetFileName(path), ct: ct);
            var rows = book.Problem is { } unread ? unread : OrganisationRows.Of(book.Value);
            if (rows.Problem is { } unfit)
            {
                return unfit;
            }
            var input = new ImportOrganisations(rows.Value, parsed.GetValue(document) ?? Path.GetFileName(path), parsed.GetValue(another) ? rows.Value.Select(r => r.Line).ToHashSet() : null, parsed.GetValue(sound));
            Task<Result<ImportOrganisations.Imported>> Do(bool preview) => ImportOrganisations.Handle(input, preview, services.GetRequiredService<CurrentTree>(),
                services.GetRequiredService<CurrentRegister>(), services.GetRequiredService<Pinyin>(), db, actor, services.GetRequiredService<TimeProvider>(), ct);
            var seen = await Do(preview: true);
            if (seen.Problem is null && !parsed.GetValue(terminal.Json))
            {
                Tell(terminal, seen.Value);
            }
            return parsed.GetValue(dry) || seen.Problem is not null ? seen : await Do(preview: false);
        }, done => System.Console.Out.WriteLine(done.Added is { } added ? terminal.Say("organisations.import-done", added)
            : terminal.Say("organisations.import-seen", done.Count(LineFate.New), done.Count(LineFate.Known), done.Count(LineFate.Doubtful), done.Count(LineFate.Wrong)))),
            file, document, another, sound, dry);
        return new Command("import", terminal.Say("console.verb.import")) { verb };
    }

    /// <summary>organisations list | organisations covered</summary>
    public static Command Organisations(Terminal terminal)
    {
        var under = new Option<string>("--under") { Description = terminal.Say("console.organisations.under"), HelpName = "CODE" };
        var q = new Option<string>("--q") { Description = terminal.Say("console.organisations.q") };
        var list = terminal.Verb("list", (parsed, ct) => terminal.Run(parsed, (services, actor) => FindOrganisations.Handle(
            new() { Q = parsed.GetValue(q), Under = PlaceCode.TryParse(parsed.GetValue(under), out var place) ? place : null, Size = 5000 },
            services.GetRequiredService<CurrentTree>(), services.GetRequiredService<CurrentRegister>(), services.GetRequiredService<Db>(), actor, ct),
            found =>
            {
                var table = new Table().AddColumns([.. Columns.Select(c => terminal.Say("organisations." + c))]);
                foreach (var row in found.Rows)
                {
                    table.AddRow(Markup.Escape(row.Name), terminal.Say("organisations.kind." + row.Kind), Markup.Escape($"{row.PlaceName} {row.Place}"), Markup.Escape(row.Superior ?? ""), row.CreditCode ?? "");
                }
                AnsiConsole.Write(table);
                System.Console.Out.WriteLine(terminal.Say("console.organisations.count", found.Total ?? 0));
            }), under, q);
        var coverage = terminal.Verb("covered", (parsed, ct) => terminal.Run(parsed, (services, actor) => FindBodyCoverage.Handle(new() { Under = PlaceCode.TryParse(parsed.GetValue(under), out var place) ? place : null },
            services.GetRequiredService<CurrentRegister>(), services.GetRequiredService<Db>(), actor, services.GetRequiredService<TimeProvider>(), ct), shown =>
        {
            var table = new Table().AddColumns([terminal.Say("organisations.place"), .. Rates.Select(c => terminal.Say("organisations.coverage-column." + c))]);
            foreach (var (name, counts) in shown.Places.Select(r => (r.Name, r.Counts)).Append((terminal.Say("organisations.coverage-sum"), shown.All)))
            {
                table.AddRow(Markup.Escape(name), $"{counts.Counted}", $"{counts.Alone}", $"{counts.Jointly}", $"{counts.Rate}", $"{counts.WorkRate}");
            }
            AnsiConsole.Write(table);
        }), under);
        return new Command("organisations", terminal.Say("console.verb.organisations")) { list, coverage };
    }

    // A file that is recorded at once is told line by line all the same: what was left out and why.
    private static void Tell(Terminal terminal, ImportOrganisations.Imported seen)
    {
        foreach (var line in seen.Lines.Where(l => l.Fate != LineFate.New))
        {
            var why = line.Wrong.Select(w => $"{terminal.Say("organisations." + w.Field)}: {terminal.Say(w.Key, w.Args)}").Concat(line.Twins.Select(t => $"{terminal.Say("organisation.duplicate." + t.Reason)}: {t.Body.Name}"));
            System.Console.Out.WriteLine($"{line.Row.Line}\t{line.Row.Name}\t{terminal.Say("organisations.fate." + line.Fate)}\t{string.Join("; ", why)}");
        }
    }
}
