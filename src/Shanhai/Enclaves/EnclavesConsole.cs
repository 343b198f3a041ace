using System.CommandLine;
using Shanhai.Funds;
using Shanhai.Host.Console;
using Shanhai.Host.Tables;
using Shanhai.Organisations;
using Shanhai.Places;
using Spectre.Console;

namespace Shanhai.Enclaves;

internal static class EnclavesConsole
{
    private static readonly string[] YearColumns = ["year", "due", "paid", "promised"];

    private static readonly string[] Columns = ["name", "guest", "hostCounty", "holders", "pool", "guarantee-ends", "alarms"];

    /// <summary>enclave list | enclave years ID | enclave alarms</summary>
    public static Command Enclave(Terminal terminal)
    {
        var list = terminal.Verb("list", (parsed, ct) => terminal.Run(parsed, (services, actor) => FindEnclaves.Handle(new() { Size = 1000 }, services.GetRequiredService<CurrentRegister>(), services.GetRequiredService<Db>(), actor,
            services.GetRequiredService<TimeProvider>(), ct), found =>
        {
            var table = new Table().AddColumns(["ID", .. Columns.Select(c => terminal.Say("enclaves." + c))]);
            foreach (var row in found.Rows)
            {
                table.AddRow(row.Id.ToString(), Markup.Escape(row.Name), Markup.Escape(row.PlaceName), Markup.Escape(row.HostName), $"{row.Villages}", Amounts.Say(Commodity.Fen, row.Pool), $"{row.GuaranteeEnds:yyyy-MM-dd}", $"{row.Alarms}");
            }
            AnsiConsole.Write(table);
        }));
        var id = new Argument<string>("id") { Description = terminal.Say("console.enclave.id") };
        var show = terminal.Verb("years", (parsed, ct) => terminal.Run<ShowEnclave>(parsed, async (services, actor) => Id<Enclave>.TryParse(parsed.GetValue(id), null, out var of)
            ? await ShowEnclave.Handle(of, services.GetRequiredService<CurrentTree>(), services.GetRequiredService<CurrentRegister>(), services.GetRequiredService<Db>(), actor, services.GetRequiredService<TimeProvider>(), ct)
            : Problem.Missing("enclaves.no-enclave"), shown =>
        {
            var table = new Table().AddColumns([.. YearColumns.Select(c => terminal.Say("enclaves." + c))]);
            foreach (var year in shown.Years)
            {
                table.AddRow($"{year.From:yyyy-MM-dd} – {year.To:yyyy-MM-dd}", Said(year.Due), Said(year.Paid), Said(year.Promised));
            }
            AnsiConsole.WriteLine(shown.Name);
            AnsiConsole.Write(table);
        }), id);
        var watch = terminal.Verb("alarms", (parsed, ct) => terminal.Run(parsed, (services, actor) => WatchEnclaves.Handle(services.GetRequiredService<Db>(), actor, services.GetRequiredService<TimeProvider>(), ct),
            done => System.Console.Out.WriteLine(terminal.Say("console.enclave.watched", done.Raised))));
        return new Command("enclave", terminal.Say("console.verb.enclave")) { list, show, watch };
    }

    /// <summary>import payments FILE --distribution ID [--dry-run]</summary>
    public static Command Import(Terminal terminal)
    {
        var file = new Argument<string>("file") { Description = terminal.Say("console.payments.file") };
        var distribution = new Option<string>("--distribution") { Description = terminal.Say("console.payments.distribution"), HelpName = "ID", Required = true };
        var dry = new Option<bool>("--dry-run") { Description = terminal.Say("console.payments.dry-run") };
        var verb = terminal.Verb("payments", (parsed, ct) => terminal.Run<RecordPayments.Recorded>(parsed, async (services, actor) =>
        {
            var path = parsed.GetValue(file)!;
            if (!File.Exists(path))
            {
                return Problem.Missing("enclaves.import-no-file", path);
            }
            if (!Id<Distribution>.TryParse(parsed.GetValue(distribution), null, out var id))
            {
                return Problem.Missing("enclaves.no-distribution");
            }
            var (charts, trees, places, db, clock) = (services.GetRequiredService<Charts>(), services.GetRequiredService<CurrentTree>(), services.GetRequiredService<CurrentRegister>(), services.GetRequiredService<Db>(), services.GetRequiredService<TimeProvider>());
            await using var stream = File.OpenRead(path);
            var book = await Workbook.Read(stream, Path.GetFileName(path), ct: ct);
            var rows = book.Problem is { } unread ? unread : await PaymentRows.Read(id, book.Value, trees, places, db, actor, clock, ct);
            if (rows.Problem is { } wrong)
            {
                return wrong;
            }
            db.ChangeTracker.Clear();
            return parsed.GetValue(dry) ? new RecordPayments.Recorded(rows.Value.Count, rows.Value.Sum(r => Sums.Fen(r.Paid.Yuan) ?? 0), 0, 0, 0)
                : await RecordPayments.Handle(id, PaymentRows.Input(rows.Value), charts, trees, places, db, actor, clock, ct);
        }, done =>
        {
            System.Console.Out.WriteLine(terminal.Say("enclaves.payments-sum", done.Payments, Amounts.Say(Commodity.Fen, done.Fen)));
            System.Console.Out.WriteLine(parsed.GetValue(dry) ? terminal.Say("console.payments.looked") : terminal.Say("enclaves.paid-said", done.Posted, done.Waiting, done.Unposted));
        }), file, distribution, dry);
        return new Command("import", terminal.Say("console.verb.import")) { verb };
    }

    private static string Said(long? fen) => fen is { } f ? Amounts.Say(Commodity.Fen, f) : "—";
}
