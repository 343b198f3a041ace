using System.CommandLine;
using Shanhai.Host.Console;
using Shanhai.Host.Tables;
using Shanhai.Organisations;
using Shanhai.Places;

namespace Shanhai.Funds.Import;

/// <summary>Books from the console: opened, filled out of tables and closed.</summary>
internal static class BooksConsole
{
    /// <summary>import entries|opening FILE --book ID</summary>
    public static Command Import(Terminal terminal)
    {
        var (file, entriesOf) = (new Argument<string>("file") { Description = terminal.Say("console.book.file") }, new Option<string>("--book") { Description = terminal.Say("console.book.id"), HelpName = "ID", Required = true });
        var entries = terminal.Verb("entries", (parsed, ct) => terminal.Run<PostEntries.Entered>(parsed, async (services, actor) =>
        {
            var (with, book) = (Of(services), await Open(parsed.GetValue(file)!, ct));
            return book.Problem is { } unread ? unread : await ImportEntries.Enter(IdOf(parsed.GetValue(entriesOf)), book.Value, with, actor, ct);
        }, done => System.Console.Out.WriteLine(terminal.Say("console.book.entered", done.Entries.Count(e => e.Entry is not null), done.Entries.Count(e => e.Waits is not null)))), file, entriesOf);

        var (table, openingOf) = (new Argument<string>("file") { Description = terminal.Say("console.book.file") }, new Option<string>("--book") { Description = terminal.Say("console.book.id"), HelpName = "ID", Required = true });
        var (on, document) = (new Option<string>("--on") { Description = terminal.Say("console.book.on"), HelpName = "DAY", Required = true }, new Option<string>("--document") { Description = terminal.Say("console.book.document"), Required = true });
        var opening = terminal.Verb("opening", (parsed, ct) => terminal.Run<PostEntries.Done>(parsed, async (services, actor) =>
        {
            var (with, read, errors) = (Of(services), await Open(parsed.GetValue(table)!, ct), new Errors());
            var day = TypedDay.Read(parsed.GetValue(on), "on", errors);
            var found = await BookSight.Find(IdOf(parsed.GetValue(openingOf)), FundsModule.Post, with.Trees, with.Db, actor, ct);
            return (read.Problem ?? errors.Refusal ?? found.Problem) is { } no ? no
                : await ImportOpening.Enter(found.Value, new() { On = day, Document = parsed.GetValue(document) }, read.Value, with, actor, ct);
        }, done => System.Console.Out.WriteLine(terminal.Say("console.book.entered", done.Entry is null ? 0 : 1, done.Waits is null ? 0 : 1))), table, openingOf, on, document);
        return new Command("import", terminal.Say("console.verb.import")) { entries, opening };
    }

    /// <summary>open-book</summary>
    public static Command OpenOne(Terminal terminal)
    {
        var owner = new Option<string>("--owner") { Description = terminal.Say("console.book.owner"), HelpName = "ID", Required = true };
        var chart = new Option<string>("--chart") { Description = terminal.Say("console.book.chart"), HelpName = "CODE", Required = true };
        var name = new Option<string>("--name") { Description = terminal.Say("console.book.name") };
        var complete = new Option<string>("--complete-from") { Description = terminal.Say("console.book.complete-from"), HelpName = "DAY" };
        return terminal.Verb("open-book", (parsed, ct) => terminal.Run<OpenBook.Opened>(parsed, async (services, actor) =>
        {
            var (with, errors) = (Of(services), new Errors());
            var from = TypedDay.Read(parsed.GetValue(complete), "completeFrom", errors);
            return errors.Refusal is { } no ? no : await OpenBook.Handle(new(Id<Organisation>.TryParse(parsed.GetValue(owner), null, out var body) ? body : null, parsed.GetValue(name), parsed.GetValue(chart)) { CompleteFrom = from },
                with.Charts, with.Trees, with.Db, actor, with.Clock, ct);
        }, done => System.Console.Out.WriteLine(terminal.Say("console.book.opened", done.Id))), owner, chart, name, complete);
    }

    /// <summary>close-book BOOK MONTH</summary>
    public static Command CloseOne(Terminal terminal)
    {
        var (book, month) = (new Argument<string>("book") { Description = terminal.Say("console.book.id") }, new Argument<string>("month") { Description = terminal.Say("console.book.month") });
        var idle = new Option<bool>("--idle") { Description = terminal.Say("console.book.idle") };
        return terminal.Verb("close-book", (parsed, ct) => terminal.Run<CloseBook.Closed>(parsed, (services, actor) =>
        {
            var with = Of(services);
            return CloseBook.Handle(IdOf(parsed.GetValue(book)), new(Period.TryParse(parsed.GetValue(month), null, out var through) ? through : null) { Idle = parsed.GetValue(idle) }, with.Charts, with.Trees, with.Db, actor, with.Clock, ct);
        }, done => System.Console.Out.WriteLine(terminal.Say("console.book.closed", done.Through))), book, month, idle);
    }

    private static BooksPage.Reading Of(IServiceProvider services) => new(services.GetRequiredService<Charts>(), services.GetRequiredService<CurrentTree>(), services.GetRequiredService<CurrentRegister>(),
        services.GetRequiredService<Db>(), services.GetRequiredService<TimeProvider>());

    // What is no id is that of no book.
    private static Id<Book> IdOf(string? text) => Id<Book>.TryParse(text, null, out var id) ? id : default;

    private static async Task<Result<Workbook>> Open(string path, CancellationToken ct)
    {
        if (!File.Exists(path))
        {
            return Problem.Missing("funds.no-file", path);
        }
        await using var stream = File.OpenRead(path);
        return await Workbook.Read(stream, Path.GetFileName(path), ct: ct);
    }
}
