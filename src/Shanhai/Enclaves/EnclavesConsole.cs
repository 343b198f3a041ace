using System.CommandLine;
using Shanhai.Funds;
using Shanhai.Host.Console;
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

    private static string Said(long? fen) => fen is { } f ? Amounts.Say(Commodity.Fen, f) : "—";
}
