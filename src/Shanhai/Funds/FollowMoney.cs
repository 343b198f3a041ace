using Microsoft.EntityFrameworkCore;
using Shanhai.Organisations;
using Shanhai.Places;

namespace Shanhai.Funds;

/// <summary>
/// Where the money of a book of public money went: how much reached each stage, and from allocation to village, project and payee, with what the village's own
/// books say it received. Anybody may follow a book that is public, with persons masked; whoever works in its area, any, in full.
/// </summary>
public sealed record FollowMoney(Id<Book> Book, string BookName, string Owner, bool Simulated)
{
    /// <summary>In the order of the stages: what ever reached it less what was taken back, and what stands there now.</summary>
    public required IReadOnlyList<OfStage> Stages { get; init; }
    public required IReadOnlyList<Path> Paths { get; init; }
    public required int PathsInAll { get; init; }

    public sealed record OfStage(Stage Stage, Both Name, long Reached, long Stands);

    /// <param name="Posted">What the books of bodies there have posted as received from it.</param>
    public sealed record Path(PlaceCode Village, string VillageName, string? Project, string? Payee, long Allocated, long Paid, long Received, long Returned, long Posted);

    public const int Most = 2000;

    public static async Task<Result<FollowMoney>> Handle(Id<Book> id, int? year, Charts charts, CurrentTree trees, CurrentRegister places, Db db, Actor actor, CancellationToken ct)
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
        var (tree, register) = (await trees.Read(db, ct), await places.Read(db, ct));
        var full = actor.May(FundsModule.View) && actor.Scope(FundsModule.View).Contains(book.Place);
        var (from, to) = year is { } y and >= 1900 and < 2200 ? (new DateOnly(y, 1, 1), new DateOnly(y, 12, 31)) : (DateOnly.MinValue, DateOnly.MaxValue);
        var entries = db.Entries.AsNoTracking().Where(e => e.Book == id && e.On >= from && e.On <= to);
        var rows = await db.Postings.AsNoTracking().Where(p => p.Book == id && p.Commodity == Commodity.Fen && p.On >= from && p.On <= to)
            .Join(entries, p => p.Entry, e => e.Id, (p, e) => new { p.Account, p.Village, e.Project, e.Payee, e.PayeeIs, p.Amount, Back = e.Reverses != null })
            .GroupBy(x => new { x.Account, x.Village, x.Project, x.Payee, x.PayeeIs })
            // A debit that is reversed is a credit of an entry that takes back.
            .Select(g => new { g.Key, In = g.Sum(x => x.Amount > 0 != x.Back ? x.Amount : 0L), Net = g.Sum(x => x.Amount) }).ToListAsync(ct);
        // A village's books name the entry whose money they received.
        var posted = await Received(entries, db, ct);
        var stage = chart.Accounts.Where(a => a.Stage is not null).ToDictionary(a => a.Code, a => a.Stage!.Value);
        var paths = rows.Where(r => r.Key.Village != PlaceCode.Nation && stage.ContainsKey(r.Key.Account))
            .GroupBy(r => (r.Key.Village, r.Key.Project, Payee: full ? r.Key.Payee : Masked(r.Key.Payee, r.Key.PayeeIs)))
            .Select(g => new Path(g.Key.Village, FindBooks.NameOf(register, g.Key.Village), g.Key.Project, g.Key.Payee,
                g.Where(r => stage[r.Key.Account] == Stage.Allocation).Sum(r => r.In), g.Where(r => stage[r.Key.Account] == Stage.Disbursement).Sum(r => r.In),
                g.Where(r => stage[r.Key.Account] == Stage.Receipt).Sum(r => r.In), g.Where(r => stage[r.Key.Account] == Stage.Return).Sum(r => r.In), 0))
            .OrderBy(p => p.Village).ThenBy(p => p.Project, StringComparer.Ordinal).ThenBy(p => p.Payee, StringComparer.Ordinal).ToList();
        return new FollowMoney(id, book.Name, tree.Find(book.Owner)?.Name ?? "", book.Simulated)
        {
            Stages = [.. chart.Accounts.Where(a => a.Stage is not null).Select(a => new OfStage(a.Stage!.Value, a.Name,
                a.IsDebit ? rows.Where(r => r.Key.Account == a.Code).Sum(r => r.In) : -rows.Where(r => r.Key.Account == a.Code).Sum(r => r.Net), a.Natural(rows.Where(r => r.Key.Account == a.Code).Sum(r => r.Net))))],
            Paths = [.. WithPosted(paths, posted).Take(Most)], PathsInAll = paths.Count,
        };
    }

    private static async Task<Dictionary<PlaceCode, long>> Received(IQueryable<Entry> entries, Db db, CancellationToken ct) =>
        (await db.Entries.AsNoTracking().Where(r => r.Source != null && r.Reverses == null && !db.Entries.Any(back => back.Reverses == r.Id) && entries.Any(e => e.Id == r.Source))
            .Join(db.Books, r => r.Book, b => b.Id, (r, b) => new { r.Id, b.Place })
            .Join(db.Postings.Where(p => p.Commodity == Commodity.Fen && p.Amount > 0), r => r.Id, p => p.Entry, (r, p) => new { r.Place, p.Amount })
            .GroupBy(r => r.Place).Select(g => new { g.Key, Fen = g.Sum(r => r.Amount) }).ToListAsync(ct)).ToDictionary(r => r.Key, r => r.Fen);

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

/// <summary>Lists the books of public money that anybody may follow.</summary>
public sealed record FindFollowed
{
    public sealed record Row(Id<Book> Id, string Name, string Owner, PlaceCode Place, string PlaceName, long Fen, bool Simulated);

    public static async Task<Result<IReadOnlyList<Row>>> Handle(PlaceCode? under, Charts charts, CurrentTree trees, CurrentRegister places, Db db, Actor actor, CancellationToken ct)
    {
        if (actor.Refuses(FundsModule.Follow) is { } no)
        {
            return no;
        }
        string[] money = [.. charts.All.Where(c => !c.IsOfVillages).Select(c => c.Code)];
        var inside = BookSight.Books(db, actor, FundsModule.View);
        var query = db.Books.AsNoTracking().Where(b => money.Contains(b.Chart) && (b.Public || inside.Any(i => i.Id == b.Id)));
        if (under is { } at)
        {
            query = query.Within(new([at]), b => b.Place);
        }
        var source = charts.All.First(c => !c.IsOfVillages).At(Stage.Source)!.Code;
        var found = await query.OrderBy(b => b.Place).ThenBy(b => b.Id).Take(500)
            .Select(b => new { Book = b, Fen = db.MonthTotals.Where(t => t.Book == b.Id && t.Account == source && t.Commodity == Commodity.Fen).Sum(t => t.Credit - t.Debit) }).ToListAsync(ct);
        var (tree, register) = (await trees.Read(db, ct), await places.Read(db, ct));
        return found.ConvertAll(f => new Row(f.Book.Id, f.Book.Name, tree.Find(f.Book.Owner)?.Name ?? "", f.Book.Place, FindBooks.NameOf(register, f.Book.Place), f.Fen, f.Book.Simulated));
    }
}
