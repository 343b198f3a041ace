using System.CommandLine;
using System.Globalization;
using Shanhai.Host.Console;
using Shanhai.Host.Tables;
using Shanhai.Organisations;
using Shanhai.Places;
using Spectre.Console;

namespace Shanhai.Postings;

internal static class PostingsConsole
{
    /// <summary>postings list | postings coverage --kind K --on DAY --under CODE</summary>
    public static Command Postings(Terminal terminal) => new("postings", terminal.Say("console.verb.postings")) { List(terminal), Coverage(terminal) };

    private static Command List(Terminal terminal) => terminal.Verb("list", (parsed, ct) => terminal.Run(parsed, (services, actor) =>
        FindPostBatches.Handle(new() { Size = 200 }, services.GetRequiredService<CurrentRegister>(), services.GetRequiredService<Db>(), actor, services.GetRequiredService<TimeProvider>(), ct), found =>
        {
            var table = new Table().AddColumns("ID", terminal.Say("postings.batch"), terminal.Say("postings.kind"), terminal.Say("postings.place"), terminal.Say("postings.term"), terminal.Say("postings.posts"));
            foreach (var row in found.Rows)
            {
                table.AddRow(row.Id.ToString(), Markup.Escape(row.Name), row.KindName.In(terminal.Language), Markup.Escape(row.PlaceName), $"{row.From:yyyy-MM-dd} – {row.To:yyyy-MM-dd}", $"{row.Posts}");
            }
            AnsiConsole.Write(table);
        }));

    private static Command Coverage(Terminal terminal)
    {
        var kind = new Option<string>("--kind") { Description = terminal.Say("console.postings.kind"), HelpName = string.Join('|', PostKind.All.Select(k => k.Code)) };
        var on = new Option<string>("--on") { Description = terminal.Say("console.postings.on"), HelpName = "YYYY-MM-DD" };
        var under = new Option<string>("--under") { Description = terminal.Say("console.postings.under"), HelpName = "CODE" };
        return terminal.Verb("coverage", (parsed, ct) => terminal.Run<FindPostCoverage.Shown>(parsed, async (services, actor) =>
        {
            var errors = new Errors();
            var input = new FindPostCoverage
            {
                Kind = parsed.GetValue(kind), On = TypedDay.Read(parsed.GetValue(on), "on", errors), Under = PlaceCode.TryParse(parsed.GetValue(under), out var place) ? place : null, Size = 500,
            };
            return errors.Refusal is { } wrong ? wrong
                : await FindPostCoverage.Handle(input, services.GetRequiredService<CurrentTree>(), services.GetRequiredService<CurrentRegister>(), services.GetRequiredService<Db>(), actor, services.GetRequiredService<TimeProvider>(), ct);
        }, shown =>
        {
            AnsiConsole.WriteLine(terminal.Say("postings.covered", shown.Have, shown.Should, $"{shown.On:yyyy-MM-dd}"));
            foreach (var row in shown.Villages.Rows)
            {
                AnsiConsole.WriteLine($"{row.Village} {row.Name} {(row.Since is { } since ? since.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) : terminal.Say("postings.never"))}");
            }
        }), kind, on, under);
    }

    /// <summary>import posts FILE --batch ID</summary>
    public static Command Import(Terminal terminal)
    {
        var file = new Argument<string>("file") { Description = terminal.Say("console.postings.file") };
        var batch = new Option<string>("--batch") { Description = terminal.Say("console.postings.batch"), HelpName = "ID", Required = true };
        var verb = terminal.Verb("posts", (parsed, ct) => terminal.Run<ImportPosts.Imported>(parsed, async (services, actor) =>
        {
            var path = parsed.GetValue(file)!;
            if (!File.Exists(path))
            {
                return Problem.Missing("post.import-no-file", path);
            }
            if (!Id<PostBatch>.TryParse(parsed.GetValue(batch), null, out var id))
            {
                return Problem.Missing("post.no-batch");
            }
            await using var stream = File.OpenRead(path);
            var book = await Workbook.Read(stream, Path.GetFileName(path), ct: ct);
            var rows = book.Problem is { } unread ? unread : PostRows.Of(book.Value);
            if (rows.Problem is { } unfit)
            {
                return unfit;
            }
            Task<Result<ImportPosts.Imported>> Do(bool preview) => ImportPosts.Handle(id, new(rows.Value), preview, services.GetRequiredService<CurrentTree>(), services.GetRequiredService<CurrentRegister>(),
                services.GetRequiredService<Vault>(), services.GetRequiredService<Db>(), actor, services.GetRequiredService<TimeProvider>(), ct);
            var seen = await Do(preview: true);
            return seen.Problem is not null || seen.Value.Wrong > 0 ? seen : await Do(preview: false);
        }, done =>
        {
            foreach (var line in done.Lines.Where(l => l.Wrong.Count > 0))
            {
                AnsiConsole.WriteLine($"{line.Row.Line}: {string.Join("; ", line.Wrong.Select(w => $"{terminal.Say("postings." + w.Field)} {Problems.Message(terminal.Language, w)}"))}");
            }
            AnsiConsole.WriteLine(done.Added is { } added ? terminal.Say("postings.import-done", added) : terminal.Say("postings.import-seen", done.Lines.Count - done.Wrong, done.Wrong));
        }), file, batch);
        return new Command("import", terminal.Say("console.verb.import")) { verb };
    }
}
