using Microsoft.EntityFrameworkCore;

namespace Shanhai.Funds;

/// <summary>What was posted to one account up to a day.</summary>
public sealed record Balance(string Account, Commodity Commodity, PlaceCode Village, long Debit, long Credit)
{
    public long Net => Debit - Credit;
}

/// <summary>
/// Balances of a book as of any day, the day included: the months before it from their totals, its own month from the postings. How many postings there are in
/// all does not matter.
/// </summary>
public static class Balances
{
    private readonly record struct Key(string Account, Commodity Commodity, PlaceCode Village);

    public static Task<IReadOnlyList<Balance>> AsOf(Db db, Id<Book> book, DateOnly day, CancellationToken ct) => Read(db, book, day, null, null, ct);

    public static Task<IReadOnlyList<Balance>> AsOf(Db db, Id<Book> book, DateOnly day, string account, CancellationToken ct) => Read(db, book, day, account, null, ct);

    public static Task<IReadOnlyList<Balance>> AsOf(Db db, Id<Book> book, DateOnly day, string account, IReadOnlyList<PlaceCode> villages, CancellationToken ct) => Read(db, book, day, account, villages, ct);

    // A statement with thousands of values is slower than one that reads them all.
    private const int MostVillages = 500;

    internal static IQueryable<Posting> Of(IQueryable<Posting> postings, IReadOnlyList<PlaceCode> villages) =>
        villages is [var only] ? postings.Where(p => p.Village == only) : villages.Count <= MostVillages ? postings.Where(p => villages.Contains(p.Village)) : postings;

    private static async Task<IReadOnlyList<Balance>> Read(Db db, Id<Book> book, DateOnly day, string? account, IReadOnlyList<PlaceCode>? villages, CancellationToken ct)
    {
        var (month, first) = (MonthTotal.Of(day), new DateOnly(day.Year, day.Month, 1));
        var totals = db.MonthTotals.AsNoTracking().Where(t => t.Book == book && t.Month < month);
        var postings = db.Postings.AsNoTracking().Where(p => p.Book == book && p.On >= first && p.On <= day);
        if (account is not null)
        {
            totals = totals.Where(t => t.Account == account);
            postings = postings.Where(p => p.Account == account);
        }
        if (villages is { Count: <= MostVillages })
        {
            totals = totals.Where(t => villages.Contains(t.Village));
            postings = Of(postings, villages);
        }
        var before = await totals.GroupBy(t => new { t.Account, t.Commodity, t.Village })
            .Select(g => new { g.Key.Account, g.Key.Commodity, g.Key.Village, Debit = g.Sum(t => t.Debit), Credit = g.Sum(t => t.Credit) }).ToListAsync(ct);
        var within = await postings.GroupBy(p => new { p.Account, p.Commodity, p.Village })
            .Select(g => new { g.Key.Account, g.Key.Commodity, g.Key.Village, Debit = g.Sum(p => p.Amount > 0 != p.Red ? p.Amount : 0L), Credit = g.Sum(p => p.Amount > 0 != p.Red ? 0L : -p.Amount) }).ToListAsync(ct);
        return Merged(before.Concat(within).Select(r => (new Key(r.Account, r.Commodity, r.Village), r.Debit, r.Credit)));
    }

    /// <summary>What stands on some accounts of several books after everything that is posted, for some villages: one question for a whole list.</summary>
    public static async Task<IReadOnlyDictionary<(Id<Book> Book, string Account, Commodity Commodity, PlaceCode Village), long>> Standing(
        Db db, IReadOnlyList<Id<Book>> books, IReadOnlyList<string> accounts, IReadOnlyList<PlaceCode> villages, CancellationToken ct)
    {
        if (accounts.Count == 0)
        {
            return new Dictionary<(Id<Book>, string, Commodity, PlaceCode), long>();
        }
        var found = await db.MonthTotals.AsNoTracking().Where(t => books.Contains(t.Book) && accounts.Contains(t.Account) && villages.Contains(t.Village)).GroupBy(t => new { t.Book, t.Account, t.Commodity, t.Village })
            .Select(g => new { g.Key.Book, g.Key.Account, g.Key.Commodity, g.Key.Village, Net = g.Sum(t => t.Debit - t.Credit) }).ToListAsync(ct);
        return found.ToDictionary(r => (r.Book, r.Account, r.Commodity, r.Village), r => r.Net);
    }

    /// <summary>What was posted in whole months of one year, without what closed it.</summary>
    public static Task<IReadOnlyList<Balance>> Within(Db db, Id<Book> book, int year, int throughMonth, CancellationToken ct) => Within(db, book, year, 1, throughMonth, ct);

    public static async Task<IReadOnlyList<Balance>> Within(Db db, Id<Book> book, int year, int fromMonth, int throughMonth, CancellationToken ct)
    {
        var (first, last) = (year * 100 + fromMonth, year * 100 + throughMonth);
        var found = await db.MonthTotals.AsNoTracking().Where(t => t.Book == book && t.Month >= first && t.Month <= last).GroupBy(t => new { t.Account, t.Commodity, t.Village })
            .Select(g => new { g.Key.Account, g.Key.Commodity, g.Key.Village, Debit = g.Sum(t => t.Debit), Credit = g.Sum(t => t.Credit) }).ToListAsync(ct);
        return Merged(found.Select(r => (new Key(r.Account, r.Commodity, r.Village), r.Debit, r.Credit)));
    }

    /// <summary>Opening balances dated between two days: they stood at the beginning, and are no movement of the year.</summary>
    public static async Task<IReadOnlyList<Balance>> Openings(Db db, Id<Book> book, DateOnly from, DateOnly to, CancellationToken ct)
    {
        // There are one or two of them.
        var opened = await db.Books.AsNoTracking().Where(b => b.Id == book).Select(b => b.OpeningOn).FirstOrDefaultAsync(ct);
        if (opened is not { } on || on < from || on > to)
        {
            return [];
        }
        var rows = await db.Entries.AsNoTracking().Where(e => e.Book == book && e.On == on && e.Kind == EntryKind.Opening && e.Reverses == null && !db.Entries.Any(r => r.Reverses == e.Id))
            .Join(db.Postings, e => e.Id, p => p.Entry, (_, p) => p).GroupBy(p => new { p.Account, p.Commodity, p.Village })
            .Select(g => new { g.Key.Account, g.Key.Commodity, g.Key.Village, Debit = g.Sum(p => p.Amount > 0 ? p.Amount : 0L), Credit = g.Sum(p => p.Amount > 0 ? 0L : -p.Amount) }).ToListAsync(ct);
        return Merged(rows.Select(r => (new Key(r.Account, r.Commodity, r.Village), r.Debit, r.Credit)));
    }

    private static IReadOnlyList<Balance> Merged(IEnumerable<(Key Key, long Debit, long Credit)> rows) =>
        [.. rows.GroupBy(r => r.Key).Select(g => new Balance(g.Key.Account, g.Key.Commodity, g.Key.Village, g.Sum(r => r.Debit), g.Sum(r => r.Credit)))
            .OrderBy(b => b.Account, StringComparer.Ordinal).ThenBy(b => b.Commodity).ThenBy(b => b.Village)];
}
