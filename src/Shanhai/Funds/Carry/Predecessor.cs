using Microsoft.EntityFrameworkCore;
using Shanhai.Indicators;

namespace Shanhai.Funds.Carry;

/// <summary>The book of the same owner under the chart that its book's chart replaced (<see cref="Chart.ContinuedBy"/>).</summary>
internal static class Predecessor
{
    /// <summary>Decided village by village: which part of the former account 511 is operating revenue.</summary>
    public const string Share = "CE.SPLIT511";

    /// <param name="seen">The books that the reader may see.</param>
    public static async Task<Book?> Of(Book book, Charts charts, IQueryable<Book> seen, CancellationToken ct)
    {
        var before = charts.All.Where(c => c.ContinuedBy == book.Chart).Select(c => c.Code).ToList();
        return before.Count == 0 ? null : await seen.AsNoTracking().Where(b => b.Owner == book.Owner && before.Contains(b.Chart)).OrderBy(b => b.Id).FirstOrDefaultAsync(ct);
    }

    /// <summary>The newest share that was recorded for the place, in hundredths of a percent; null: nobody has decided.</summary>
    public static async Task<int?> ShareOf(PlaceCode place, Catalogue catalogue, Db db, CancellationToken ct)
    {
        if (catalogue.Find(Share) is not { } indicator)
        {
            return null;
        }
        var found = await db.Facts.AsNoTracking().Where(f => f.Indicator == indicator.Id && f.Place == place.Value && f.SupersededAt == null).OrderByDescending(f => f.Period).Select(f => (long?)f.Value).FirstOrDefaultAsync(ct);
        return found is { } stored ? (int)(indicator.Shown(stored) * 100) : null;
    }
}

/// <summary>
/// A year's income and expense out of the predecessor's books, told in the accounts of today: most accounts became one, 511 of the chart of 2004 goes to 501 and 502 by the share that the village decided. What
/// nobody has decided stays apart; it is never guessed.
/// </summary>
/// <param name="Net">Debits less credits by main account of today's chart.</param>
/// <param name="Unsplit">What stood on accounts that became several and is not divided, as income.</param>
/// <param name="Share">In hundredths of a percent.</param>
internal sealed record YearRestated(Book Book, BookAccounts Accounts, IReadOnlyDictionary<string, long> Net, long Unsplit, Both? UnsplitName, int? Share)
{
    public static async Task<YearRestated?> Of(Book book, Chart today, int year, int throughMonth, Charts charts, Catalogue catalogue, Db db, Actor actor, CancellationToken ct)
    {
        if (today.HoldsOn(new(year, 12, 31)) || await Predecessor.Of(book, charts, BookSight.Books(db, actor, FundsModule.View), ct) is not { } before)
        {
            return null;
        }
        var (accounts, share) = (await BookAccounts.Of(before, charts, db, ct), await Predecessor.ShareOf(book.Place, catalogue, db, ct));
        var (net, unsplit, name) = (new Dictionary<string, long>(), 0L, (Both?)null);
        foreach (var (code, amount) in RecordBookFigures.ByMain(await Balances.Within(db, before.Id, year, throughMonth, ct)).Where(m => m.Value != 0))
        {
            if (accounts.Find(code) is not { IsOfTheYear: true, Figure: { } figure } account)
            {
                continue;
            }
            var sign = account.IsDebit ? 1 : -1;
            if (Indicators.Chart.Restate(figure, sign * amount, share) is not { } parts)
            {
                (unsplit, name) = (unsplit - amount, account.Name);
                continue;
            }
            foreach (var (to, part) in parts)
            {
                var at = today.Accounts.First(a => a.Figure == to).Code;
                net[at] = net.GetValueOrDefault(at) + sign * part;
            }
        }
        return new(before, accounts, net, unsplit, name, share);
    }
}
