using Microsoft.EntityFrameworkCore;

namespace Shanhai.Funds;

/// <summary>
/// The second half of the statement of income and its distribution, out of the accounts: what stood undistributed at the year's begin, the year's profit, what earlier years were corrected by,
/// what came in from elsewhere, what went to the reserve and welfare funds, to the members and elsewhere, and what stands at the end. The parts always come to the end.
/// </summary>
public sealed record ProfitDistribution(long Opening, long Profit, long Corrections, long Transferred, long Reserve, long Members, long Other)
{
    public long Distributable => Opening + Profit + Corrections + Transferred;

    public long Closing => Distributable - Reserve - Members - Other;

    /// <summary>In the order of the statement, with the words of each.</summary>
    public IReadOnlyList<(string Key, long Fen, bool Sum)> Rows =>
    [
        ("profit", Profit, true), ("opening", Opening, false), ("corrections", Corrections, false), ("transferred", Transferred, false), ("distributable", Distributable, true),
        ("reserve", Reserve, false), ("members", Members, false), ("other", Other, false), ("closing", Closing, true),
    ];

    internal static async Task<ProfitDistribution> Of(Book book, BookAccounts accounts, int year, int throughMonth, Db db, CancellationToken ct)
    {
        var (first, end) = (new DateOnly(year, 1, 1), new DateOnly(year, throughMonth, 1).AddMonths(1).AddDays(-1));
        // Where the profit stands until it is distributed: on either account, or on those of a year that is not closed.
        bool Undistributed(Account account) => account.IsOfTheYear || account.Main == accounts.Chart.Profit || account.Main == accounts.Chart.Distribution;
        var begun = (await Balances.AsOf(db, book.Id, first.AddDays(-1), ct)).Concat(await Balances.Openings(db, book.Id, first, end, ct));
        var opening = -begun.Where(b => b.Commodity == Commodity.Fen && accounts.Find(b.Account) is { } a && Undistributed(a)).Sum(b => b.Net);
        var profit = -(await Balances.Within(db, book.Id, year, throughMonth, ct)).Where(b => b.Commodity == Commodity.Fen && accounts.Find(b.Account) is { IsOfTheYear: true }).Sum(b => b.Net)
            + await OpenedWithin(book, accounts, first, end, db, ct);
        var (corrections, transferred, reserve, members, other) = await Moves(book, accounts, first, end, db, ct);
        return new(opening, profit, corrections, transferred, reserve, members, other);
    }

    /// <summary>Money owed or paid out of the distribution is the members', on the account of mutual claims too, which is where a collective keeps its members.</summary>
    internal static bool IsForMembers(Account account) => account.Money || account.BothSides || account.Class == AccountClass.Liability;

    internal static async Task<(long Corrections, long Transferred, long Reserve, long Members, long Other)> Moves(Book book, BookAccounts accounts, DateOnly first, DateOnly end, Db db, CancellationToken ct)
    {
        var (corrections, transferred, reserve, members, other) = (0L, 0L, 0L, 0L, 0L);
        foreach (var (kind, line) in await Moved(book, accounts, first, end, db, ct))
        {
            var (account, taken) = (accounts.Find(line.Account)!, -line.Amount);
            if (account.Main == accounts.Chart.Profit || account.Main == accounts.Chart.Distribution)
            {
                continue;
            }
            if (kind == EntryKind.PriorYear)
            {
                corrections -= taken;
            }
            else if (taken < 0 != line.Red)
            {
                transferred -= taken;
            }
            else if (account.Main == accounts.Chart.Reserve)
            {
                reserve += taken;
            }
            else if (IsForMembers(account))
            {
                members += taken;
            }
            else
            {
                other += taken;
            }
        }
        return (corrections, transferred, reserve, members, other);
    }

    // Opening balances may bring in a year that is under way: that is what stood there, not what was earned since.
    private static async Task<long> OpenedWithin(Book book, BookAccounts accounts, DateOnly first, DateOnly end, Db db, CancellationToken ct) =>
        (await Balances.Openings(db, book.Id, first, end, ct)).Where(b => b.Commodity == Commodity.Fen && accounts.Find(b.Account) is { IsOfTheYear: true }).Sum(b => b.Net);

    /// <summary>The lines of entries that touch the two accounts; what closes a year and what opens the book moves nothing.</summary>
    private static async Task<IReadOnlyList<(EntryKind Kind, Posting Line)>> Moved(Book book, BookAccounts accounts, DateOnly first, DateOnly end, Db db, CancellationToken ct)
    {
        List<string> codes = [.. accounts.All.Where(a => a.Main == accounts.Chart.Profit || a.Main == accounts.Chart.Distribution).Select(a => a.Code)];
        // Few lines touch them: they lead to their entries, not every entry of the year to its lines.
        var touched = db.Postings.Where(p => p.Book == book.Id && codes.Contains(p.Account) && p.On >= first && p.On <= end).Select(p => p.Entry);
        var found = await db.Entries.AsNoTracking().Where(e => touched.Contains(e.Id) && e.Kind != EntryKind.YearEnd && e.Kind != EntryKind.Opening)
            .Join(db.Postings.Where(p => p.Commodity == Commodity.Fen), e => e.Id, p => p.Entry, (e, p) => new { e.Kind, Line = p }).ToListAsync(ct);
        return found.ConvertAll(f => (f.Kind, f.Line));
    }
}
