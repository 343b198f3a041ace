using Microsoft.AspNetCore.Mvc;
using Shanhai.Host.Tables;

namespace Shanhai.Funds;

/// <summary>Opening balances out of a workbook: looked at line by line, then posted as one entry. What was read travels in the form, so that nothing is kept between the two steps.</summary>
public partial class OpeningPage
{
    public sealed record Shown(Book Book, BookAccounts Accounts, IReadOnlyList<EntryContent.Line>? Lines, string? Rows, Typed Form, Problem? Problem);

    public sealed record Typed
    {
        public string? Step { get; init; }
        public string? Rows { get; init; }
        public string? On { get; init; }
        public string? Document { get; init; }
    }

    public static async Task<IResult> Show(View view, Id<Book> id, [AsParameters] BooksPage.Reading with, CancellationToken ct) =>
        await Page(view, id, null, new() { On = $"{ChinaDay.Today(with.Clock).Year}-01-01" }, null, with, ct);

    /// <summary>Every account of the book, to be filled in.</summary>
    public static async Task<IResult> Template(View view, Id<Book> id, [AsParameters] BooksPage.Reading with, CancellationToken ct)
    {
        var found = await BookSight.Find(id, FundsModule.Post, with.Trees, with.Db, view.Actor, ct);
        if (found.Problem is { } no)
        {
            return Html.Refused(view, no);
        }
        var accounts = await BookAccounts.Of(found.Value, with.Charts, with.Db, ct);
        // The headings that OpeningRows knows, whatever the language of the reader.
        TableColumn[] heads = [new("科目代码", 20), new("科目名称", 30), new("借方余额", 18), new("贷方余额", 18)];
        return TableFile.Template(view, view.Say("funds.opening-import"), heads, [.. accounts.All.Select(a => new object?[] { a.Code, view.Say(a.Name), null, null })]);
    }

    public static async Task<IResult> Post(View view, Id<Book> id, [FromForm] Typed? form, IFormFile? file, [AsParameters] BooksPage.Reading with, CancellationToken ct)
    {
        form ??= new();
        var found = await BookSight.Find(id, FundsModule.Post, with.Trees, with.Db, view.Actor, ct);
        if (found.Problem is { } no)
        {
            return Html.Refused(view, no);
        }
        var accounts = await BookAccounts.Of(found.Value, with.Charts, with.Db, ct);
        var read = await Upload.Read(form.Step, form.Rows, file, book => OpeningRows.Of(book, accounts), ct);
        if (read.Problem is { } unread)
        {
            return await Page(view, id, null, form, unread, with, ct);
        }
        var errors = new Errors();
        var content = new EntryContent(TypedDay.Read(form.On, "on", errors), Words.Say(Language.Chinese, "funds.opening-text"), form.Document, read.Value.All) { Kind = EntryKind.Opening };
        content.Validate(accounts, ChinaDay.Today(with.Clock), errors);
        if (form.Step != Upload.Record || errors.Any)
        {
            // Before anything is posted only the lines are judged: day and paper are asked for below them.
            return await Page(view, id, read.Value, form, form.Step == Upload.Record ? errors.Refusal : Only(errors), with, ct);
        }
        var entered = await PostEntries.Handle(id, new([content]), with.Charts, with.Trees, with.Db, view.Actor, with.Clock, ct);
        return entered.Problem is { } problem
            ? await Page(view, id, read.Value, form, problem with { Fields = [.. problem.Fields.Select(f => f with { Field = f.Field.Replace("entries[0].", "", StringComparison.Ordinal) })] }, with, ct)
            : Html.Go(entered.Value.Entries[0].Entry is null ? $"/books/{id}?done=waits" : $"/books/{id}?done=opening&on={content.On:yyyy-MM-dd}");
    }

    private static Problem? Only(Errors errors) =>
        errors.All.Where(e => e.Field.StartsWith("lines", StringComparison.Ordinal)).ToList() is { Count: > 0 } lines ? new Problem("invalid", 422) { Fields = lines } : null;

    private static async Task<IResult> Page(View view, Id<Book> id, Upload.Rows<EntryContent.Line>? read, Typed form, Problem? problem, BooksPage.Reading with, CancellationToken ct)
    {
        if (problem is { Status: 401 or 403 or 404 })
        {
            return Html.Refused(view, problem);
        }
        var found = await BookSight.Find(id, FundsModule.Post, with.Trees, with.Db, view.Actor, ct);
        return found.Problem is { } no ? Html.Refused(view, no)
            : Html.Show<OpeningPage, Shown>(view, view.Say("funds.opening-import"), new(found.Value, await BookAccounts.Of(found.Value, with.Charts, with.Db, ct), read?.All, read?.Carried, form, problem), problem?.Status ?? 200, found.Value.Simulated);
    }
}
