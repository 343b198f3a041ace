using Microsoft.EntityFrameworkCore;
using Shanhai.Organisations;
using Shanhai.Voices.Files;

namespace Shanhai.Funds.Papers;

/// <summary>
/// Puts papers (files under the name "files") into a book, where they wait for the entry that names them. Officers and clerks who keep the book may.
/// </summary>
public sealed record AddPapers(IReadOnlyList<BookPaper.Row> Papers)
{
    /// <summary>So many may wait in a book at once.</summary>
    public const int MostWaiting = 50;

    public static async Task<Result<AddPapers>> Handle(Id<Book> id, HttpRequest request, Attachments attachments, Vault vault, CurrentTree trees, Db db, Actor actor, TimeProvider clock, CancellationToken ct)
    {
        var found = await BookSight.Find(id, FundsModule.Post, trees, db, actor, ct);
        if (found.Problem is { } no)
        {
            return no;
        }
        var read = await attachments.Read(request.HasFormContentType ? (await request.ReadFormAsync(ct)).Files : null, ct);
        return read.Problem is { } unread ? unread
            : read.Value.Count == 0 ? new Errors().Add(Attachments.Field, "funds.say-papers").Refusal!
            : await Add(found.Value, read.Value, vault, db, actor, clock, ct);
    }

    internal static async Task<Result<AddPapers>> Add(Book book, IReadOnlyList<ReadFile> files, Vault vault, Db db, Actor actor, TimeProvider clock, CancellationToken ct)
    {
        var waiting = await Waiting(book.Id, db).CountAsync(ct);
        if (waiting + files.Count > MostWaiting)
        {
            return new Errors().Add(Attachments.Field, "funds.papers-full", waiting, MostWaiting).Refusal!;
        }
        var papers = files.Select(f => BookPaper.Of(f, book.Id, actor, vault, clock)).ToList();
        db.BookPapers.AddRange(papers);
        db.Record(actor, FundsModule.Post, FundsModule.SubjectOf(book.Id), new { papers = papers.Select(p => new { id = p.Id.ToString(), sha256 = p.Sha256 }) }, book.Place);
        await db.SaveChangesAsync(ct);
        return new AddPapers([.. papers.Select(p => new BookPaper.Row(p.Id, p.Name, p.Type, p.Size, p.At, p.Sha256))]);
    }

    /// <summary>The papers of a book that no entry names.</summary>
    internal static IQueryable<BookPaper> Waiting(Id<Book> book, Db db) => db.BookPapers.AsNoTracking().Where(p => p.Book == book && !db.EntryPapers.Any(e => e.Paper == p.Id));

    internal static Task<List<BookPaper.Row>> Rows(IQueryable<BookPaper> papers, CancellationToken ct) =>
        papers.OrderBy(p => p.Id).Select(p => new BookPaper.Row(p.Id, p.Name, p.Type, p.Size, p.At, p.Sha256)).ToListAsync(ct);
}

/// <summary>Lists the papers of a book that wait for an entry. Officers and clerks who keep the book may.</summary>
public static class FindPapers
{
    public static async Task<Result<AddPapers>> Handle(Id<Book> id, CurrentTree trees, Db db, Actor actor, CancellationToken ct)
    {
        var found = await BookSight.Find(id, FundsModule.Post, trees, db, actor, ct);
        return found.Problem is { } no ? no : new AddPapers(await AddPapers.Rows(AddPapers.Waiting(id, db), ct));
    }
}

/// <summary>Throws a paper away that no entry and no proposal names. Officers and clerks who keep the book may.</summary>
public sealed record DiscardPaper(Id<BookPaper> Paper)
{
    public static async Task<Result<DiscardPaper>> Handle(Id<Book> id, Id<BookPaper> paper, CurrentTree trees, Db db, Actor actor, CancellationToken ct)
    {
        var found = await BookSight.Find(id, FundsModule.Post, trees, db, actor, ct);
        if (found.Problem is { } no)
        {
            return no;
        }
        await using var writing = await db.BeginWriting(ct);
        await BookWriter.Lock(db, id, ct);
        if (await db.BookPapers.AsNoTracking().Where(p => p.Id == paper && p.Book == id).Select(p => p.Sha256).FirstOrDefaultAsync(ct) is not { } hash)
        {
            return Problem.Missing("funds.no-paper");
        }
        var named = paper.ToString();
        if (await db.EntryPapers.AnyAsync(e => e.Paper == paper, ct) || await db.Proposals.AnyAsync(p => p.Book == id && p.State == ProposalState.Waiting && p.Said.Contains(named), ct))
        {
            return Problem.Clash("funds.paper-used");
        }
        await db.BookPapers.Where(p => p.Id == paper).ExecuteDeleteAsync(ct);
        db.Record(actor, FundsModule.Post, FundsModule.SubjectOf(id), new { discarded = named, sha256 = hash }, found.Value.Place);
        await db.SaveChangesAsync(ct);
        await writing.Commit(ct);
        return new DiscardPaper(paper);
    }
}
