using System.Text.Json;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
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
        var read = await Upload.Book(file, ct);
        return read.Problem is { } unread ? unread : await Enter(id, read.Value, with, actor, ct);
    }

    internal static async Task<Result<PostEntries.Entered>> Enter(Id<Book> id, Workbook book, BooksPage.Reading with, Actor actor, CancellationToken ct)
    {
        var rows = EntryRows.Of(book);
        if (rows.Problem is { } unread)
        {
            return unread;
        }
        if ((await BookSight.Find(id, FundsModule.Post, with.Trees, with.Db, actor, ct)).Problem is { } no)
        {
            return no;
        }
        if (await There(id, rows.Value.Entries, with.Db, ct) is { } sentBefore)
        {
            return rows.Value.AtRows(sentBefore);
        }
        var entered = await PostEntries.Handle(id, new(rows.Value.Entries), with.Charts, with.Trees, with.Db, actor, with.Clock, ct);
        return entered.Problem is { } problem ? rows.Value.AtRows(problem) : entered;
    }

    /// <summary>A table that is sent a second time is not entered a second time: what stands or waits already with the same day, paper, words, payee and lines. What was taken back may come again.</summary>
    private static async Task<Problem?> There(Id<Book> id, IReadOnlyList<EntryContent> all, Db db, CancellationToken ct)
    {
        var errors = new Errors();
        var documents = all.Select(e => e.Document).OfType<string>().Distinct().ToList();
        var standing = await db.Entries.AsNoTracking().Where(e => e.Book == id && e.Reverses == null && documents.Contains(e.Document) && !db.Entries.Any(r => r.Reverses == e.Id))
            .Select(e => new { e.Id, e.Number, e.On, e.Document, e.Text, e.Payee, e.Project }).ToListAsync(ct);
        var alike = standing.ToLookup(e => (e.On, e.Document, e.Text, e.Payee, e.Project));
        var ids = standing.ConvertAll(e => e.Id);
        var lines = (await db.Postings.AsNoTracking().Where(p => ids.Contains(p.Entry)).OrderBy(p => p.Line).ToListAsync(ct)).ToLookup(p => p.Entry, p => (p.Account, p.Amount, p.Commodity, p.Village));
        var waiting = (await db.Proposals.AsNoTracking().Where(p => p.Book == id && p.State == ProposalState.Waiting).Select(p => p.Said).ToListAsync(ct)).ToHashSet();
        foreach (var (i, entry) in all.Index().Where(e => e.Item.On is not null && e.Item.Document is not null))
        {
            var same = alike[(entry.On!.Value, entry.Document!, entry.Text ?? "", entry.Payee, entry.Project)].FirstOrDefault(e => lines[e.Id].SequenceEqual(entry.Lines!.Select(l => (l.Account ?? "", l.Amount, l.Of, l.Village ?? PlaceCode.Nation))));
            if (same is not null)
            {
                errors.Add($"entries[{i}]", "funds.row-there", same.Number);
            }
            else if (waiting.Contains(JsonSerializer.Serialize(entry, JournalEntry.Json)))
            {
                errors.Add($"entries[{i}]", "funds.row-waits");
            }
            if (errors.All.Count > MostErrors)
            {
                break;
            }
        }
        return errors.Refusal;
    }

    private const int MostErrors = 50;
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
        var read = await Upload.Book(file, ct);
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
