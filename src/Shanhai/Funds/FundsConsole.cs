using System.CommandLine;
using System.Text;
using Shanhai.Host.Console;

namespace Shanhai.Funds;

internal static class FundsConsole
{
    /// <summary>export ledger [FILE]</summary>
    public static Command Export(Terminal terminal)
    {
        var file = new Argument<string?>("file") { Description = terminal.Say("console.ledger.file"), Arity = ArgumentArity.ZeroOrOne };
        var under = new Option<string>("--under") { Description = terminal.Say("console.ledger.under"), HelpName = "CODE" };
        var book = new Option<string>("--book") { Description = terminal.Say("console.ledger.book"), HelpName = "ID" };
        var verb = terminal.Verb("ledger", (parsed, ct) => terminal.Run<ExportLedger.Exported>(parsed, async (services, actor) =>
        {
            var input = new ExportLedger
            {
                Under = PlaceCode.TryParse(parsed.GetValue(under), out var place) ? place : null, Book = Id<Book>.TryParse(parsed.GetValue(book), null, out var id) ? id : null,
            };
            var exported = await ExportLedger.Handle(input, services.GetRequiredService<Charts>(), services.GetRequiredService<Db>(), actor, ct);
            if (exported.Problem is not null)
            {
                return exported;
            }
            var path = parsed.GetValue(file);
            await using var writer = path is null ? null : new StreamWriter(path, append: false, new UTF8Encoding(false));
            await foreach (var text in exported.Value.Text.WithCancellation(ct))
            {
                await (writer ?? System.Console.Out).WriteAsync(text.AsMemory(), ct);
            }
            return exported;
        }, done =>
        {
            if (parsed.GetValue(file) is { } written)
            {
                System.Console.Out.WriteLine(terminal.Say("console.ledger.done", done.Books, written));
            }
        }), file, under, book);
        return new Command("export", terminal.Say("console.verb.export")) { verb };
    }

    /// <summary>verify-ledger</summary>
    public static Command Verify(Terminal terminal) => terminal.Verb("verify-ledger", (parsed, ct) => terminal.Run<VerifyLedger.Verified>(parsed,
        async (services, actor) =>
        {
            var verified = await VerifyLedger.Handle(services.GetRequiredService<Vault>(), services.GetRequiredService<Db>(), actor, ct);
            return verified is { Problem: null, Value: { Whole: false, Findings: [var first, ..] } } ? Problem.Clash("funds.ledger-altered", verified.Value.Findings.Count, first.Book.ToString(), first.Number) : verified;
        }, done => System.Console.Out.WriteLine(terminal.Say("console.ledger.whole", done.Entries))));
}
