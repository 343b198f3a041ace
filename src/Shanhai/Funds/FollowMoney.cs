using Microsoft.EntityFrameworkCore;
using Shanhai.Organisations;
using Shanhai.Places;

namespace Shanhai.Funds;

/// <summary>
/// Where the money of a book of public money went: how much reached each stage, and from allocation to village, project and payee, with what the village's own
/// books say it received. Anybody may follow a book that is public, whoever works in its area any. Persons are told together, by village and project, and never by name.
/// </summary>
public sealed record FollowMoney(Id<Book> Book, string BookName, string Owner, bool Simulated)
{
    /// <summary>In the order of the stages: what reached it (in the year) less what was taken back, and what stands there at the end.</summary>
    public required IReadOnlyList<OfStage> Stages { get; init; }
    public required IReadOnlyList<Path> Paths { get; init; }
    public required int PathsInAll { get; init; }

    /// <summary>Over all paths, also those that are not listed.</summary>
    public required long Allocated { get; init; }
    public required long Paid { get; init; }
    public required int Villages { get; init; }

    public sealed record OfStage(Stage Stage, Both Name, long Reached, long Stands);

    /// <param name="Above">The place above the village, by which two of one name are told apart.</param>
    /// <param name="Persons">The payees are persons, whose names are not told.</param>
    /// <param name="Posted">What the books of bodies there have posted as received from it.</param>
    public sealed record Path(PlaceCode Village, string VillageName, string? Above, string? Project, string? Payee, bool Persons, long Allocated, long Paid, long Received, long Returned, long Posted);

    public const int Most = 2000;

    /// <summary>One account's debits and balance towards a village, project and payee.</summary>
    private sealed record Row(string Account, PlaceCode Village, string? Project, string? Payee, PayeeKind? PayeeIs, long In, long Net);

    public static Task<Result<FollowMoney>> Handle(Id<Book> id, int? year, Charts charts, CurrentTree trees, CurrentRegister places, Db db, Actor actor, CancellationToken ct) =>
        Read(id, year, Most, charts, trees, places, db, actor, ct);

    /// <param name="most">How many paths are listed: an export has them all.</param>
    internal static async Task<Result<FollowMoney>> Read(Id<Book> id, int? year, int most, Charts charts, CurrentTree trees, CurrentRegister places, Db db, Actor actor, CancellationToken ct)
    {
        if (actor.Refuses(FundsModule.Follow) is { } no)
        {
            return no;
        }
        var inside = BookSight.Books(db, actor, FundsModule.View);
        if (await db.Books.AsNoTracking().FirstOrDefaultAsync(b => b.Id == id && (b.Public || inside.Any(i => i.Id == b.Id)), ct) is not { } book || charts.Find(book.Chart) is not { IsOfVillages: false } chart)
        {
            return Problem.Missing("funds.no-book");
        }
        var (tree, register, accounts) = (await trees.Read(db, ct), await places.Read(db, ct), await BookAccounts.Of(book, charts, db, ct));
        var (from, to) = year is { } y and >= 1900 and < 2200 ? (new DateOnly(y, 1, 1), new DateOnly(y, 12, 31)) : (new DateOnly(1, 1, 1), new DateOnly(2199, 12, 31));
        IReadOnlyList<Row> rows = [.. await Rows(id, from, to, db, ct), .. await HandedOver(book, from, to, db, ct)];
        var again = await BudgetedAgain(id, accounts, from, to, db, ct);
        var stands = (await Balances.AsOf(db, id, to, ct)).Where(b => b.Commodity == Commodity.Fen).ToLookup(b => accounts.Find(b.Account)!.Stage, b => accounts.Find(b.Account)!.Natural(b.Net));
        var stage = accounts.All.Where(a => a.Stage is not null).ToDictionary(a => a.Code, a => a.Stage!.Value);
        long Reached(IEnumerable<Row> of, Stage at) => of.Where(r => stage.GetValueOrDefault(r.Account, (Stage)(-1)) == at).Sum(r => r.In);
        var paths = rows.Where(r => r.Village != PlaceCode.Nation && stage.ContainsKey(r.Account))
            .GroupBy(r => (r.Village, r.Project, Payee: IsPerson(r) ? null : r.Payee, Persons: IsPerson(r)))
            .Select(g => new Path(g.Key.Village, register.NameOf(g.Key.Village), AboveOf(register, g.Key.Village), g.Key.Project, g.Key.Payee, g.Key.Persons,
                Reached(g, Stage.Allocation), Reached(g, Stage.Disbursement), Reached(g, Stage.Receipt), Reached(g, Stage.Return), 0))
            .OrderBy(p => p.Village).ThenBy(p => p.Project, StringComparer.Ordinal).ThenBy(p => p.Payee, StringComparer.Ordinal).ToList();
        var listed = WithPosted(paths, await Received(id, accounts, from, to, db, ct)).Take(most).ToList();
        return new FollowMoney(id, book.Name, tree.Find(book.Owner)?.Name ?? "", book.Simulated)
        {
            // What adds to the source stands on its credit side.
            Stages = [.. chart.Accounts.Where(a => a.Stage is not null).Select(a => new OfStage(a.Stage!.Value, a.Name,
                a.IsDebit ? Reached(rows, a.Stage!.Value) - (a.Stage == Stage.Budget ? again : 0) : -rows.Where(r => stage.GetValueOrDefault(r.Account, (Stage)(-1)) == a.Stage).Sum(r => r.Net), stands[a.Stage].Sum()))],
            Paths = listed, PathsInAll = paths.Count, Allocated = paths.Sum(p => p.Allocated), Paid = paths.Sum(p => p.Paid), Villages = paths.GroupBy(p => p.Village).Count(g => g.Sum(p => p.Allocated) > 0),
        };
    }

    internal static string? AboveOf(Register register, PlaceCode village) => register.Find(village) is >= 0 and var i && register.Parent(i) is >= 0 and var above ? register.Name(above) : null;

    private static bool IsPerson(Row row) => row.Payee is not null && row.PayeeIs != PayeeKind.Body;

    // What was taken back belongs to the days of what it takes back, in red on the same side.
    private static IQueryable<Entry> Within(Id<Book> book, DateOnly from, DateOnly to, Db db) =>
        db.Entries.AsNoTracking().Where(e => e.Book == book && (e.Reverses == null ? e.On >= from && e.On <= to : db.Entries.Any(o => o.Id == e.Reverses && o.On >= from && o.On <= to)));

    private static async Task<IReadOnlyList<Row>> Rows(Id<Book> book, DateOnly from, DateOnly to, Db db, CancellationToken ct) =>
        await db.Postings.AsNoTracking().Where(p => p.Book == book && p.Commodity == Commodity.Fen)
            .Join(Within(book, from, to, db), p => p.Entry, e => e.Id, (p, e) => new { p.Account, p.Village, e.Project, e.Payee, e.PayeeIs, In = p.Amount > 0 != p.Red ? p.Amount : 0L, p.Amount })
            .GroupBy(x => new { x.Account, x.Village, x.Project, x.Payee, x.PayeeIs })
            .Select(g => new Row(g.Key.Account, g.Key.Village, g.Key.Project, g.Key.Payee, g.Key.PayeeIs, g.Sum(x => x.In), g.Sum(x => x.Amount))).ToListAsync(ct);

    // What a merged village was given reached the stage once, and is its successor's after it was handed over.
    private static async Task<IReadOnlyList<Row>> HandedOver(Book book, DateOnly from, DateOnly to, Db db, CancellationToken ct)
    {
        var gone = await Gone(new([book.Place]), db, ct);
        return gone.Count == 0 ? [] : await HandedOver(db.Postings.Where(p => p.Book == book.Id), gone, db)
            .Join(Within(book.Id, from, to, db), p => p.Entry, e => e.Id, (p, e) => new { p.Account, p.Village, e.Project, e.Payee, e.PayeeIs, p.Amount })
            .GroupBy(x => new { x.Account, x.Village, x.Project, x.Payee, x.PayeeIs })
            .Select(g => new Row(g.Key.Account, g.Key.Village, g.Key.Project, g.Key.Payee, g.Key.PayeeIs, g.Sum(x => x.Amount), 0L)).ToListAsync(ct);
    }

    /// <summary>Villages that stand no more.</summary>
    internal static Task<List<PlaceCode>> Gone(PlaceScope scope, Db db, CancellationToken ct) =>
        db.Places.AsNoTracking().Where(p => p.Closed != null).Within(scope, p => p.Code).Select(p => p.Code).ToListAsync(ct);

    /// <summary>The credit lines by which villages that stand no more gave what was left to their successors: an entry is for one village but for that.</summary>
    internal static IQueryable<Posting> HandedOver(IQueryable<Posting> of, IReadOnlyList<PlaceCode> gone, Db db) =>
        of.AsNoTracking().Where(p => p.Commodity == Commodity.Fen && gone.Contains(p.Village) && p.Amount > 0 == p.Red
            && db.Postings.Any(o => o.Entry == p.Entry && o.Village != p.Village && o.Village != PlaceCode.Nation && o.Commodity == p.Commodity && o.Amount > 0 != o.Red));

    // Money that came back and is budgeted again reached the budget once.
    private static async Task<long> BudgetedAgain(Id<Book> book, BookAccounts accounts, DateOnly from, DateOnly to, Db db, CancellationToken ct)
    {
        var (budget, returned, entries) = (accounts.At(Stage.Budget), accounts.At(Stage.Return), Within(book, from, to, db));
        return await db.Postings.AsNoTracking().Where(p => p.Book == book && p.Commodity == Commodity.Fen && budget.Contains(p.Account) && p.Amount > 0 != p.Red && entries.Any(e => e.Id == p.Entry)
            && db.Postings.Any(o => o.Entry == p.Entry && returned.Contains(o.Account))).SumAsync(p => p.Amount, ct);
    }

    // A village's books name the payment whose money they received: no more than was paid to that village counts.
    private static async Task<Dictionary<PlaceCode, long>> Received(Id<Book> book, BookAccounts accounts, DateOnly from, DateOnly to, Db db, CancellationToken ct)
    {
        var (payments, paying) = (Within(book, from, to, db).Where(e => e.Reverses == null), accounts.At(Stage.Disbursement));
        var rows = await db.Entries.AsNoTracking().Where(r => r.Source != null && r.Reverses == null && !db.Entries.Any(back => back.Reverses == r.Id) && payments.Any(e => e.Id == r.Source))
            .Join(db.Books, r => r.Book, b => b.Id, (r, b) => new
            {
                b.Place, Fen = db.Postings.Where(p => p.Entry == r.Id && p.Commodity == Commodity.Fen && p.Amount > 0).Sum(p => p.Amount),
                Paid = db.Postings.Where(p => p.Entry == r.Source && p.Village == b.Place && p.Commodity == Commodity.Fen && p.Amount > 0 && paying.Contains(p.Account)).Sum(p => p.Amount),
            }).ToListAsync(ct);
        return rows.GroupBy(r => r.Place).ToDictionary(g => g.Key, g => g.Sum(r => Math.Min(r.Fen, r.Paid)));
    }

    // Of a village's several lines the first carries what its books have.
    private static IEnumerable<Path> WithPosted(IEnumerable<Path> paths, Dictionary<PlaceCode, long> posted)
    {
        var told = new HashSet<PlaceCode>();
        return paths.Select(p => told.Add(p.Village) ? p with { Posted = posted.GetValueOrDefault(p.Village) } : p);
    }

    /// <summary>A person is her family name; a body is named.</summary>
    public static string? Masked(string? payee, PayeeKind? kind) =>
        payee is null || kind == PayeeKind.Body ? payee : payee.Length == 0 ? payee : System.Globalization.StringInfo.GetNextTextElement(payee) + "**";
}
