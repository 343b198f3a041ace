using System.CommandLine;
using System.Globalization;
using Shanhai.Host.Console;

namespace Shanhai.Host.Journal;

internal static class JournalConsole
{
    /// <summary>verify [--anchor FILE | --receipt FILE]</summary>
    public static Command Verify(Terminal terminal)
    {
        var receipt = new Option<FileInfo?>("--receipt") { Description = terminal.Say("console.verify.receipt"), HelpName = "FILE" };
        var anchor = new Option<FileInfo?>("--anchor") { Description = terminal.Say("console.verify.anchor"), HelpName = "FILE" };
        return terminal.Verb("verify", async (parsed, ct) =>
        {
            if (parsed.GetValue(receipt) is { } file)
            {
                return await Receipt(terminal, parsed, file, ct);
            }
            var whole = false;
            var code = await terminal.Progress(parsed, "console.verify.reading", bar => terminal.Run(parsed, async (services, actor) =>
            {
                var verified = await Handle(services, actor, parsed.GetValue(anchor), bar, ct);
                whole = verified.Problem is null && verified.Value.Whole;
                return verified;
            }, verified => Print(terminal, verified)));
            return code == 0 && !whole ? 1 : code;
        }, anchor, receipt);
    }

    // Told by the exit code too: 0 only where nothing was altered.
    private static async Task<int> Receipt(Terminal terminal, ParseResult parsed, FileInfo file, CancellationToken ct)
    {
        var good = false;
        var code = await terminal.Run(parsed, async (services, _) =>
        {
            var verified = JournalReceipt.Read(file) is { } given
                ? await VerifyReceipt.Handle(given, services.GetServices<ReceiptKind>(), services.GetRequiredService<Db>(), services.GetRequiredService<JournalKey>(), ct)
                : Problem.Invalid("journal.not-a-receipt");
            good = verified.Problem is null && verified.Value.Good;
            return verified;
        }, verified => System.Console.Out.WriteLine(VerifyPage.Say(terminal.Language, verified)));
        return code == 0 && !good ? 1 : code;
    }

    private static async Task<Result<VerifyJournal.Verified>> Handle(IServiceProvider services, Actor actor, FileInfo? anchor, Action<double> bar, CancellationToken ct)
    {
        List<JournalHead> anchors = [];
        if (anchor is not null)
        {
            if (JournalHead.Read(anchor.FullName) is not { } given)
            {
                return Problem.Invalid("journal.not-an-anchor", anchor.Name);
            }
            anchors.Add(given);
        }
        anchors.AddRange(JournalHead.KeptIn(services.GetRequiredService<Settings>().Folder));
        return await VerifyJournal.Handle(services.GetRequiredService<Db>(), services.GetRequiredService<JournalKey>(), actor, anchors,
            (done, total) => bar(total == 0 ? 1 : (double)done / total), ct);
    }

    internal static void Print(Terminal terminal, VerifyJournal.Verified verified)
    {
        foreach (var finding in verified.Findings)
        {
            System.Console.Out.WriteLine(Say(terminal.Language, finding));
        }
        if (verified.Found > verified.Findings.Count)
        {
            System.Console.Out.WriteLine(terminal.Say("journal.found.more", verified.Found - verified.Findings.Count));
        }
        System.Console.Out.WriteLine(terminal.Say(verified.Whole ? "journal.whole" : "journal.broken", verified.Sealed, verified.Seals, verified.Waiting, verified.Found));
    }

    internal static string Say(Language language, VerifyJournal.Finding finding) => Words.Say(
        language, "journal.found." + (finding is { What: VerifyJournal.What.Removed, Seal: null } ? "Unsealed" : finding.What), finding.Number, finding.Verb, finding.Subject,
        finding.At?.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture), finding.Seal, finding.Missing);
}
