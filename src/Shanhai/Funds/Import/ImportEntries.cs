using Microsoft.AspNetCore.Mvc;
using Shanhai.Host.Tables;

namespace Shanhai.Funds.Import;

/// <summary>Enters what a workbook or CSV holds (<see cref="EntryRows"/>): all of it or nothing, with what is wrong by row. Officers and clerks who keep the book may.</summary>
public static class ImportEntries
{
    /// <summary>From the API: a form with the file under the name "file".</summary>
    public static async Task<Result<PostEntries.Entered>> Handle(Id<Book> id, IFormFile? file, [AsParameters] BooksPage.Reading with, Actor actor, CancellationToken ct)
    {
        var found = await BookSight.Find(id, FundsModule.Post, with.Trees, with.Db, actor, ct);
        if (found.Problem is { } no)
        {
            return no;
        }
        var read = await Read(file, ct);
        return read.Problem is { } unread ? unread : await Enter(id, read.Value, with, actor, ct);
    }

    internal static async Task<Result<PostEntries.Entered>> Enter(Id<Book> id, Workbook book, BooksPage.Reading with, Actor actor, CancellationToken ct)
    {
        var rows = EntryRows.Of(book);
        if (rows.Problem is { } unread)
        {
            return unread;
        }
        var entered = await PostEntries.Handle(id, new(rows.Value.Entries), with.Charts, with.Trees, with.Db, actor, with.Clock, ct);
        return entered.Problem is { } problem ? rows.Value.AtRows(problem) : entered;
    }

    internal static async Task<Result<Workbook>> Read(IFormFile? file, CancellationToken ct)
    {
        if (file is null || file.Length == 0)
        {
            return new Errors().Add("file", "field.required").Refusal!;
        }
        await using var stream = file.OpenReadStream();
        return await Workbook.Read(stream, Path.GetFileName(file.FileName), ct: ct);
    }
}

/// <summary>Brings opening balances in out of a workbook or CSV (<see cref="OpeningRows"/>) as one entry. Officers and clerks who keep the book may.</summary>
public sealed record ImportOpening
{
    public DateOnly? On { get; init; }

    /// <summary>The paper they rest on.</summary>
    public string? Document { get; init; }

    /// <summary>From the API: a form with the file under the name "file".</summary>
    public static async Task<Result<PostEntries.Done>> Handle(Id<Book> id, [FromForm] ImportOpening? input, IFormFile? file, [AsParameters] BooksPage.Reading with, Actor actor, CancellationToken ct)
    {
        var found = await BookSight.Find(id, FundsModule.Post, with.Trees, with.Db, actor, ct);
        if (found.Problem is { } no)
        {
            return no;
        }
        var read = await ImportEntries.Read(file, ct);
        return read.Problem is { } unread ? unread : await Enter(found.Value, input ?? new(), read.Value, with, actor, ct);
    }

    internal static async Task<Result<PostEntries.Done>> Enter(Book book, ImportOpening input, Workbook table, BooksPage.Reading with, Actor actor, CancellationToken ct)
    {
        var lines = OpeningRows.Of(table, await BookAccounts.Of(book, with.Charts, with.Db, ct));
        if (lines.Problem is { } unread)
        {
            return unread;
        }
        var content = new EntryContent(input.On, Words.Say(Language.Chinese, "funds.opening-text"), input.Document, lines.Value) { Kind = EntryKind.Opening };
        var entered = await PostEntries.Handle(book.Id, new([content]), with.Charts, with.Trees, with.Db, actor, with.Clock, ct);
        return entered.Problem is { } problem ? problem with { Fields = [.. problem.Fields.Select(f => f with { Field = f.Field.Replace("entries[0].", "", StringComparison.Ordinal) })] } : entered.Value.Entries[0];
    }
}
