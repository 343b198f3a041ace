using Shanhai.Funds.Carry;
using Shanhai.Indicators;
using Shanhai.Organisations;

namespace Shanhai.Funds;

/// <summary>
/// Income and expense of a year, through a month, beside the same months of the year before; and the balance sheet at the end of that month beside the year's beginning; and how
/// the profit is distributed. Whoever works in the book's area may. Only books under a chart of collectives have them.
/// </summary>
public sealed record ShowStatements(Id<Book> Book, string BookName, string Owner, Both Chart, int Year, int ThroughMonth, DateOnly AsOf, bool Closed, bool Simulated)
{
    public required IReadOnlyList<Line> Income { get; init; }
    public required IReadOnlyList<Line> Expenses { get; init; }
    public required IReadOnlyList<Line> Assets { get; init; }
    public required IReadOnlyList<Line> Liabilities { get; init; }

    public required ProfitDistribution Distribution { get; init; }
    public required ProfitDistribution DistributionBefore { get; init; }

    /// <summary>With the year's profit so far, where the year is not closed.</summary>
    public required IReadOnlyList<Line> Equity { get; init; }

    /// <summary>The year before stands in the book of the chart that this one replaced, and is told in today's accounts; null: it does not.</summary>
    public required Restating? Restated { get; init; }

    /// <param name="Share">How many percent of the former account 511 the village counts as operating revenue; null: it has not decided, and <paramref name="Unsplit"/> stays apart.</param>
    public sealed record Restating(Id<Book> Book, string BookName, decimal? Share, long Unsplit);

    public long Profit => Income.Sum(l => l.Fen) - Expenses.Sum(l => l.Fen);

    public long TotalAssets => Assets.Sum(l => l.Fen);

    /// <summary>Liabilities and equity, which assets equal.</summary>
    public long TotalClaims => Liabilities.Sum(l => l.Fen) + Equity.Sum(l => l.Fen);

    /// <param name="Account">Empty for the profit of a year that is not closed, and for what the chart before had and this one has not.</param>
    public sealed record Line(string Account, Both Name, long Fen, long Before);

    public static async Task<Result<ShowStatements>> Handle(Id<Book> id, int? year, int? month, Charts charts, Catalogue catalogue, CurrentTree trees, Db db, Actor actor, TimeProvider clock, CancellationToken ct)
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
        return await Read(book, accounts, of, through, await YearRestated.Of(book, accounts.Chart, of - 1, through, charts, catalogue, db, actor, ct), trees, db, ct);
    }

    /// <summary>Of a book whose reader was asked for before.</summary>
    internal static async Task<ShowStatements> Read(Book book, BookAccounts accounts, int of, int through, YearRestated? restated, CurrentTree trees, Db db, CancellationToken ct)
    {
        var (id, end, began) = (book.Id, new DateOnly(of, through, 1).AddMonths(1).AddDays(-1), new DateOnly(of - 1, 12, 31));
        var (now, before) = (RecordBookFigures.ByMain(await Balances.Within(db, id, of, through, ct)), RecordBookFigures.ByMain(await Balances.Within(db, id, of - 1, through, ct)));
        foreach (var (code, net) in restated?.Net ?? new Dictionary<string, long>())
        {
            before[code] = before.GetValueOrDefault(code) + net;
        }
        var at = RecordBookFigures.ByMain(await Balances.AsOf(db, id, end, ct));
        var atBefore = RecordBookFigures.ByMain((await Balances.AsOf(db, id, began, ct)).Concat(await Balances.Openings(db, id, new(of, 1, 1), end, ct)));

        IReadOnlyList<Line> Lines(Dictionary<string, long> of, Dictionary<string, long> before, Func<Account, long, bool> fits, int sign) =>
            [.. accounts.All.Where(a => a.Code == a.Main).Select(a => new Line(a.Code, a.Name,
                    fits(a, of.GetValueOrDefault(a.Code)) ? sign * of.GetValueOrDefault(a.Code) : 0, fits(a, before.GetValueOrDefault(a.Code)) ? sign * before.GetValueOrDefault(a.Code) : 0))
                .Where(l => l.Fen != 0 || l.Before != 0)];
        long Unclosed(Dictionary<string, long> of) => -accounts.All.Where(a => a.IsOfTheYear && a.Code == a.Main).Sum(a => of.GetValueOrDefault(a.Code));

        var (profit, profitBefore) = (Unclosed(at), Unclosed(atBefore));
        return new ShowStatements(id, book.Name, (await trees.Read(db, ct)).Find(book.Owner)?.Name ?? "", accounts.Chart.Name, of, through, end, book.ClosedThrough >= end, book.Simulated)
        {
            Distribution = await ProfitDistribution.Of(book, accounts, of, through, db, ct), DistributionBefore = await ProfitDistribution.Of(restated?.Book ?? book, restated?.Accounts ?? accounts, of - 1, through, db, ct),
            Restated = restated is null ? null : new(restated.Book.Id, restated.Book.Name, restated.Share / 100m, restated.Unsplit),
            Income = [.. Lines(now, before, (a, _) => a.Class == AccountClass.Income, -1), .. restated is { Unsplit: not 0, UnsplitName: { } name } ? new[] { new Line("", name, 0, restated.Unsplit) } : []],
            Expenses = Lines(now, before, (a, _) => a.Class == AccountClass.Expense, 1),
            Assets = Lines(at, atBefore, BalanceSheet.IsAsset, 1),
            Liabilities = Lines(at, atBefore, BalanceSheet.IsDebt, -1),
            Equity = [.. Lines(at, atBefore, (a, _) => a.Class == AccountClass.Equity, -1), .. profit != 0 || profitBefore != 0
                ? new[] { new Line("", new(Words.Say(Language.Chinese, "funds.profit-so-far"), Words.Say(Language.English, "funds.profit-so-far")), profit, profitBefore) } : []],
        };
    }
}
