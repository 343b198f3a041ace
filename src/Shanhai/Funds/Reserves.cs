using Microsoft.EntityFrameworkCore;

namespace Shanhai.Funds;

/// <summary>
/// The reserve comes first: what goes from the distribution of profit to the members waits until the share of the law (<see cref="LedgerRules.ReserveAt"/>) of the net income has gone to the reserve
/// and welfare funds. The net income is that of the last closed year; while none is closed, the year's so far.
/// </summary>
internal static class Reserves
{
    public static async Task<Problem?> Refuse(IReadOnlyList<EntryContent> all, BookAccounts accounts, Book book, Db db, CancellationToken ct)
    {
        var chart = accounts.Chart;
        if (chart.Distribution is null || chart.Reserve is null || LedgerRules.Shipped.ReserveAt(book.Place) is not { } rule)
        {
            return null;
        }
        var errors = new Errors();
        foreach (var (at, entry) in all.Index().Where(e => ToMembers(e.Item, accounts) > 0))
        {
            var on = entry.On!.Value;
            var (income, since) = await Income(book, accounts, on, db, ct);
            var coming = all.Where(e => e.On >= since && e.On <= on).Sum(e => ToReserve(e, accounts));
            var reserved = coming + (await ProfitDistribution.Moves(book, accounts, since, on, db, ct)).Reserve;
            var least = (long)Math.Ceiling(income * rule.Percent / 100m);
            if (income > 0 && reserved < least)
            {
                errors.Add($"entries[{at}].lines", "funds.reserve-first", rule.Percent, Amounts.Say(Commodity.Fen, least), Amounts.Say(Commodity.Fen, reserved), rule.Basis);
            }
        }
        return errors.Refusal;
    }

    private static bool Distributes(EntryContent entry, BookAccounts accounts) =>
        entry.Kind is not (EntryKind.Opening or EntryKind.PriorYear) && entry.Lines!.Any(l => l.Debit > 0 && accounts.Find(l.Account)?.Main is { } main && (main == accounts.Chart.Distribution || main == accounts.Chart.Profit));

    private static long ToMembers(EntryContent entry, BookAccounts accounts) =>
        Distributes(entry, accounts) ? entry.Lines!.Where(l => l.Of == Commodity.Fen && ProfitDistribution.IsForMembers(accounts.Find(l.Account)!)).Sum(l => l.Credit) : 0;

    private static long ToReserve(EntryContent entry, BookAccounts accounts) =>
        Distributes(entry, accounts) ? entry.Lines!.Where(l => l.Of == Commodity.Fen && accounts.Find(l.Account)!.Main == accounts.Chart.Reserve).Sum(l => l.Credit) : 0;

    /// <summary>The net income that is distributed, and from which day on what went to the reserves counts towards it.</summary>
    private static async Task<(long Income, DateOnly Since)> Income(Book book, BookAccounts accounts, DateOnly on, Db db, CancellationToken ct)
    {
        var closed = await db.Entries.AsNoTracking().Where(e => e.Book == book.Id && e.Kind == EntryKind.YearEnd && e.On <= on && e.Reverses == null && !db.Entries.Any(r => r.Reverses == e.Id))
            .OrderByDescending(e => e.On).Select(e => new { e.Id, e.On }).FirstOrDefaultAsync(ct);
        if (closed is not null)
        {
            var distribution = accounts.Chart.Distribution;
            return (-await db.Postings.Where(p => p.Entry == closed.Id && p.Account == distribution && p.Commodity == Commodity.Fen).SumAsync(p => p.Amount, ct), closed.On);
        }
        var first = new DateOnly(on.Year, 1, 1);
        return ((await ProfitDistribution.Of(book, accounts, on.Year, on.Month, db, ct)).Profit, first);
    }
}
