using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Shanhai.Funds.Papers;

/// <summary>
/// Opens a paper of a book: for those who work with its books and may read whom they paid, since a paper names persons. Each opening is journalled before anything is shown,
/// and what is no longer what was kept is not handed over.
/// </summary>
public static class OpenPaper
{
    public sealed record Opened(string Name, string Type, byte[] Bytes);

    public static async Task<Result<Opened>> Handle(Id<Book> id, Id<BookPaper> paper, Vault vault, Db db, Actor actor, CancellationToken ct)
    {
        if (actor.Refuses(FundsModule.Persons) is { } no)
        {
            return no;
        }
        if (await BookSight.Books(db, actor, FundsModule.Persons).FirstOrDefaultAsync(b => b.Id == id, ct) is not { } book || await db.BookPapers.AsNoTracking().FirstOrDefaultAsync(p => p.Id == paper && p.Book == id, ct) is not { } found)
        {
            return Problem.Missing("funds.no-paper");
        }
        await db.RecordReading(actor, FundsModule.Persons, FundsModule.SubjectOf(id), new { paper = paper.ToString() }, book.Place, ct: ct);
        return BookPaper.HashOf(found.Id, found.Box, vault) == found.Sha256 ? new Opened(found.Name, found.Type, BookPaper.Open(found.Id, found.Box, vault)) : Problem.Clash("funds.paper-altered");
    }

    public static async Task<IResult> Show(View view, Id<Book> id, Id<BookPaper> paper, Vault vault, Db db, HttpContext http, CancellationToken ct)
    {
        var opened = await Handle(id, paper, vault, db, view.Actor, ct);
        return opened.Problem is { } no ? Html.Refused(view, no) : Given(opened.Value, http);
    }

    public static async Task<IResult> Download(Id<Book> id, Id<BookPaper> paper, Vault vault, Db db, Actor actor, HttpContext http, CancellationToken ct)
    {
        var opened = await Handle(id, paper, vault, db, actor, ct);
        return opened.Problem is null ? Given(opened.Value, http) : opened;
    }

    private static FileContentHttpResult Given(Opened paper, HttpContext http)
    {
        http.Response.Headers.CacheControl = "private, no-store";
        return TypedResults.File(paper.Bytes, paper.Type, paper.Name);
    }
}
