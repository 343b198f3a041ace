using Microsoft.EntityFrameworkCore;

namespace Shanhai.Funds;

/// <summary>What was posted to one account up to a day.</summary>
public sealed record Balance(string Account, Commodity Commodity, PlaceCode Village, long Debit, long Credit)
{
    public long Net => Debit - Credit;
}

/// <summary>
/// Balances of a book as of any day, the day included: the months before it from their totals, its own month from the postings, and at a month's end nothing but totals. How many
/// postings there are in all does not matter.
/// </summary>
public static class Balances
{
    private readonly record struct Key(string Account, Commodity Commodity, PlaceCode Village);

    public static async Task<IReadOnlyList<Balance>> AsOf(Db db, Id<Book> book, DateOnly day, CancellationToken ct)
    {
        var before = await Totals(Before(db, book, day), ct);
        if (IsMonthEnd(day))
        {
            return Merged(before);
        }
        var within = await InMonth(db, book, day).GroupBy(p => new { p.Account, p.Commodity, p.Village })
            .Select(g => new { g.Key.Account, g.Key.Commodity, g.Key.Village, Debit = g.Sum(p => p.Amount > 0 != p.Red ? p.Amount : 0L), Credit = g.Sum(p => p.Amount > 0 != p.Red ? 0L : -p.Amount) }).ToListAsync(ct);
        return Merged(before.Concat(within.Select(r => (new Key(r.Account, r.Commodity, r.Village), r.Debit, r.Credit))));
    }

    public static async Task<IReadOnlyList<Balance>> AsOf(Db db, Id<Book> book, DateOnly day, string account, CancellationToken ct)
    {
        var before = await Totals(Before(db, book, day).Where(t => t.Account == account), ct);
        if (IsMonthEnd(day))
        {
            return Merged(before);
        }
        // By day too, which is the order of the index: nothing is sorted.
        var within = await InMonth(db, book, day).Where(p => p.Account == account).GroupBy(p => new { p.Account, p.On, p.Commodity, p.Village })
            .Select(g => new { g.Key.Account, g.Key.Commodity, g.Key.Village, Debit = g.Sum(p => p.Amount > 0 != p.Red ? p.Amount : 0L), Credit = g.Sum(p => p.Amount > 0 != p.Red ? 0L : -p.Amount) }).ToListAsync(ct);
        return Merged(before.Concat(within.Select(r => (new Key(r.Account, r.Commodity, r.Village), r.Debit, r.Credit))));
    }

    /// <summary>What an account comes to for some villages: before the month of a day, and by each day's change from that month's first on.</summary>
    internal static async Task<(IReadOnlyDictionary<(Commodity, PlaceCode), long> Before, ILookup<(Commodity, PlaceCode), (DateOnly On, long Net)> Days)> ByDay(
        Db db, Id<Book> book, string account, DateOnly from, IReadOnlyList<PlaceCode> villages, CancellationToken ct)
    {
        var (month, first) = (MonthTotal.Of(from), from.AddDays(1 - from.Day));
        var totals = db.MonthTotals.AsNoTracking().Where(t => t.Book == book && t.Account == account && t.Month < month);
        var postings = db.Postings.AsNoTracking().Where(p => p.Book == book && p.Account == account && p.On >= first);
        if (villages is [var only])
        {
            (totals, postings) = (totals.Where(t => t.Village == only), postings.Where(p => p.Village == only));
        }
        else if (villages.Count <= MostVillages)
        {
            (totals, postings) = (totals.Where(t => villages.Contains(t.Village)), postings.Where(p => villages.Contains(p.Village)));
        }
        var before = await totals.GroupBy(t => new { t.Commodity, t.Village }).Select(g => new { g.Key.Commodity, g.Key.Village, Net = g.Sum(t => t.Debit - t.Credit) }).ToListAsync(ct);
        var days = await postings.GroupBy(p => new { p.On, p.Commodity, p.Village }).Select(g => new { g.Key.On, g.Key.Commodity, g.Key.Village, Net = g.Sum(p => p.Amount) }).ToListAsync(ct);
        return (before.ToDictionary(b => (b.Commodity, b.Village), b => b.Net), days.ToLookup(d => (d.Commodity, d.Village), d => (d.On, d.Net)));
    }

    // A statement with thousands of values is slower than one that reads them all.
    private const int MostVillages = 500;

    private static bool IsMonthEnd(DateOnly day) => day.Day == DateTime.DaysInMonth(day.Year, day.Month);

    // At a month's end its own total is among them, and what closed the year.
    private static IQueryable<MonthTotal> Before(Db db, Id<Book> book, DateOnly day)
    {
        var until = !IsMonthEnd(day) ? MonthTotal.Of(day) : day.Month == 12 ? MonthTotal.Of(day) + 2 : MonthTotal.Of(day) + 1;
        return db.MonthTotals.AsNoTracking().Where(t => t.Book == book && t.Month < until);
    }

    private static IQueryable<Posting> InMonth(Db db, Id<Book> book, DateOnly day)
    {
        var first = day.AddDays(1 - day.Day);
        return db.Postings.AsNoTracking().Where(p => p.Book == book && p.On >= first && p.On <= day);
    }

    private static async Task<IEnumerable<(Key Key, long Debit, long Credit)>> Totals(IQueryable<MonthTotal> totals, CancellationToken ct)
    {
        var found = await totals.GroupBy(t => new { t.Account, t.Commodity, t.Village })
            .Select(g => new { g.Key.Account, g.Key.Commodity, g.Key.Village, Debit = g.Sum(t => t.Debit), Credit = g.Sum(t => t.Credit) }).ToListAsync(ct);
        return found.Select(r => (new Key(r.Account, r.Commodity, r.Village), r.Debit, r.Credit));
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
        return Merged(await Totals(db.MonthTotals.AsNoTracking().Where(t => t.Book == book && t.Month >= first && t.Month <= last), ct));
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
