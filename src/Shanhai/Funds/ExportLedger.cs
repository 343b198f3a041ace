using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using Microsoft.EntityFrameworkCore;

namespace Shanhai.Funds;

/// <summary>
/// Books as plain text in the format that hledger and ledger read, so that a program of other people checks every balance: one account tree for each book, yuan
/// with two decimals, square metres and hours as whole numbers. Whoever works in the area of the books may.
/// </summary>
public sealed record ExportLedger
{
    public PlaceCode? Under { get; init; }
    public Id<Book>? Book { get; init; }
    public DateOnly? To { get; init; }

    private const int AtOnce = 500;

    public sealed record Exported(int Books, [property: System.Text.Json.Serialization.JsonIgnore] IAsyncEnumerable<string> Text);

    public static async Task<Result<Exported>> Handle(ExportLedger input, Charts charts, Db db, Actor actor, CancellationToken ct)
    {
        if (actor.Refuses(FundsModule.View) is { } no)
        {
            return no;
        }
        var query = BookSight.Books(db, actor, FundsModule.View);
        if (input.Book is { } one)
        {
            query = query.Where(b => b.Id == one);
        }
        if (input.Under is { } under)
        {
            query = query.Within(new([under]), b => b.Place);
        }
        var books = await query.OrderBy(b => b.Place).ThenBy(b => b.Id).ToListAsync(ct);
        return books.Count == 0 && input.Book is not null ? Problem.Missing("funds.no-book") : new Exported(books.Count, Lines(books, input.To ?? DateOnly.MaxValue, charts, db, ct));
    }

    /// <summary>One book as the answer of a door.</summary>
    public static async Task<IResult> Write(Id<Book> id, Charts charts, Db db, Actor actor, CancellationToken ct)
    {
        var exported = await Handle(new() { Book = id }, charts, db, actor, ct);
        return exported.Problem is not null ? exported : TypedResults.Stream(async stream =>
        {
            await using var writer = new StreamWriter(stream, new UTF8Encoding(false));
            await foreach (var text in exported.Value.Text.WithCancellation(ct))
            {
                await writer.WriteAsync(text.AsMemory(), ct);
            }
        }, "text/plain; charset=utf-8", $"book-{id}.journal");
    }

    /// <summary>The name of an account of a book: the end of the book's id tells two of one name apart.</summary>
    public static string NameOf(Book book, Account account, PlaceCode village) =>
        $"{Plain(book.Name)}-{book.Id.ToString()[^8..]}:{account.Code} {Plain(account.Name.Zh)}{(village == PlaceCode.Nation ? "" : ":" + village)}";

    public static string Said(Commodity commodity) => commodity switch { Commodity.Fen => "CNY", Commodity.SquareMetre => "SQM", _ => "HOURS" };

    private static async IAsyncEnumerable<string> Lines(IReadOnlyList<Book> books, DateOnly to, Charts charts, Db db, [EnumeratorCancellation] CancellationToken ct)
    {
        // One moment for all of them.
        await using var reading = await db.BeginReading(ct);
        yield return "; Shanhai (山海)\ncommodity CNY 1000.00\ncommodity SQM 1000.\ncommodity HOURS 1000.\n";
        foreach (var book in books)
        {
            var accounts = await BookAccounts.Of(book, charts, db, ct);
            for (var last = 0; ;)
            {
                var entries = await db.Entries.AsNoTracking().Where(e => e.Book == book.Id && e.Number > last).OrderBy(e => e.Number).Take(AtOnce).ToListAsync(ct);
                var ids = entries.ConvertAll(e => e.Id);
                var lines = (await db.Postings.AsNoTracking().Where(p => ids.Contains(p.Entry)).OrderBy(p => p.Line).ToListAsync(ct)).ToLookup(p => p.Entry);
                foreach (var entry in entries.Where(e => e.On <= to))
                {
                    yield return string.Create(CultureInfo.InvariantCulture, $"\n{entry.On:yyyy-MM-dd} * ({entry.Number}) {Plain(entry.Text)}  ; {Plain(entry.Document)}\n")
                        + string.Concat(lines[entry.Id].Select(p => $"    {NameOf(book, accounts.Find(p.Account)!, p.Village)}  {Said(p.Commodity)} {Amount(p)}\n"));
                }
                if (entries.Count < AtOnce)
                {
                    break;
                }
                last = entries[^1].Number;
            }
        }
    }

    private static string Amount(Posting posting) =>
        posting.Commodity == Commodity.Fen ? (posting.Amount / 100m).ToString("0.00", CultureInfo.InvariantCulture) : posting.Amount.ToString(CultureInfo.InvariantCulture);

    // What would end a name or begin a comment, a code or a level there.
    private static string Plain(string text)
    {
        var plain = string.Concat(text.Select(c => char.IsControl(c) || c is ';' or ':' or '|' or '(' or ')' or '[' or ']' or '"' or '{' or '}' or '@' or '=' or '*' or '!' ? ' ' : c));
        return string.Join(' ', plain.Split(' ', StringSplitOptions.RemoveEmptyEntries));
    }
}
