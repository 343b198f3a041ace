using Shanhai.Organisations;

namespace Shanhai.Funds;

/// <summary>
/// Income statement of a year, through a month, beside the same months of the year before; and the balance sheet at the end of that month. Whoever works in the
/// book's area may. Only books under a chart of collectives have them.
/// </summary>
public sealed record ShowStatements(Id<Book> Book, string BookName, string Owner, Both Chart, int Year, int ThroughMonth, DateOnly AsOf, bool Closed, bool Simulated)
{
    public required IReadOnlyList<Line> Income { get; init; }
    public required IReadOnlyList<Line> Expenses { get; init; }
    public required IReadOnlyList<Line> Assets { get; init; }
    public required IReadOnlyList<Line> Liabilities { get; init; }

    /// <summary>With the year's profit so far, where the year is not closed.</summary>
    public required IReadOnlyList<Line> Equity { get; init; }

    public long Profit => Income.Sum(l => l.Fen) - Expenses.Sum(l => l.Fen);

    public long TotalAssets => Assets.Sum(l => l.Fen);

    /// <summary>Liabilities and equity, which assets equal.</summary>
    public long TotalClaims => Liabilities.Sum(l => l.Fen) + Equity.Sum(l => l.Fen);

    /// <param name="Account">Empty for the profit of a year that is not closed.</param>
    public sealed record Line(string Account, Both Name, long Fen, long Before);

    public static async Task<Result<ShowStatements>> Handle(Id<Book> id, int? year, int? month, Charts charts, CurrentTree trees, Db db, Actor actor, TimeProvider clock, CancellationToken ct)
    {
        var found = await BookSight.Find(id, FundsModule.View, trees, db, actor, ct);
        if (found.Problem is { } no)
        {
            return no;
        }
        var (book, accounts, today) = (found.Value, await BookAccounts.Of(found.Value, charts, db, ct), ChinaDay.Today(clock));
        if (!accounts.Chart.IsOfVillages)
        {
            return Problem.Invalid("funds.no-statements", book.Name);
        }
        var of = Math.Clamp(year ?? Math.Min(today.Year, accounts.Chart.To?.Year ?? today.Year), 1901, 2199);
        var through = Math.Clamp(month ?? 12, 1, 12);
        var (end, endBefore) = (new DateOnly(of, through, 1).AddMonths(1).AddDays(-1), new DateOnly(of - 1, through, 1).AddMonths(1).AddDays(-1));
        var (now, before) = (ByMain(await Balances.Within(db, id, of, through, ct)), ByMain(await Balances.Within(db, id, of - 1, through, ct)));
        var (at, atBefore) = (ByMain(await Balances.AsOf(db, id, end, ct)), ByMain(await Balances.AsOf(db, id, endBefore, ct)));

        IReadOnlyList<Line> Lines(Dictionary<string, long> of, Dictionary<string, long> before, params AccountClass[] classes) =>
            [.. accounts.All.Where(a => a.Code == a.Main && classes.Contains(a.Class) && (of.GetValueOrDefault(a.Code) != 0 || before.GetValueOrDefault(a.Code) != 0))
                .Select(a => new Line(a.Code, a.Name, Signed(a, of.GetValueOrDefault(a.Code)), Signed(a, before.GetValueOrDefault(a.Code))))];
        long Unclosed(Dictionary<string, long> of) => -accounts.All.Where(a => a.IsOfTheYear && a.Code == a.Main).Sum(a => of.GetValueOrDefault(a.Code));

        var (profit, profitBefore) = (Unclosed(at), Unclosed(atBefore));
        return new ShowStatements(id, book.Name, (await trees.Read(db, ct)).Find(book.Owner)?.Name ?? "", accounts.Chart.Name, of, through, end, book.ClosedThrough >= end, book.Simulated)
        {
            Income = Lines(now, before, AccountClass.Income),
            Expenses = Lines(now, before, AccountClass.Expense),
            Assets = Lines(at, atBefore, AccountClass.Asset, AccountClass.Contra, AccountClass.Cost),
            Liabilities = Lines(at, atBefore, AccountClass.Liability),
            Equity = [.. Lines(at, atBefore, AccountClass.Equity), .. profit != 0 || profitBefore != 0
                ? new[] { new Line("", new(Words.Say(Language.Chinese, "funds.profit-so-far"), Words.Say(Language.English, "funds.profit-so-far")), profit, profitBefore) } : []],
        };
    }

    // On the sheet of assets what wears out stands with a minus.
    private static long Signed(Account account, long net) => account.Class == AccountClass.Contra ? net : account.Natural(net);

    private static Dictionary<string, long> ByMain(IEnumerable<Balance> balances) =>
        balances.Where(b => b.Commodity == Commodity.Fen).GroupBy(b => b.Account.Split('.')[0]).ToDictionary(g => g.Key, g => g.Sum(b => b.Net));
}
