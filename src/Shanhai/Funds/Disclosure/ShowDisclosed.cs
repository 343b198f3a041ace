using Microsoft.EntityFrameworkCore;
using Shanhai.Organisations;
using Shanhai.Places;

namespace Shanhai.Funds.Disclosure;

/// <summary>
/// A closed month, quarter or year of a village's books as its people may read it: income and expense, the balance sheet at its end, how the profit is distributed, and what came into and left the cash and the bank.
/// Persons who were paid are told together, by account, without name, day and words; nothing that is not closed is shown, so that a period that is opened again is gone until it is closed. Anybody may of a book
/// that is disclosed, whoever works in its area of any.
/// </summary>
public sealed record ShowDisclosed(Id<Book> Book, string BookName, string Owner, PlaceCode Place, string PlaceName, Both Chart, Period Period, bool Disclosed, bool Simulated)
{
    /// <summary>The periods that can be read, the newest first: quarters and years, and months of a quarter that is not over.</summary>
    public required IReadOnlyList<Period> Periods { get; init; }

    /// <summary>When the period was closed, which is when it was disclosed.</summary>
    public required DateTimeOffset? ClosedAt { get; init; }
    public required IReadOnlyList<Line> Income { get; init; }
    public required IReadOnlyList<Line> Expenses { get; init; }

    /// <summary>At the end of the period, beside the year's beginning.</summary>
    public required IReadOnlyList<ShowStatements.Line> Assets { get; init; }
    public required IReadOnlyList<ShowStatements.Line> Liabilities { get; init; }
    public required IReadOnlyList<ShowStatements.Line> Equity { get; init; }

    /// <summary>From the year's beginning to the period's end.</summary>
    public required ProfitDistribution Distribution { get; init; }
    public required IReadOnlyList<Movement> Movements { get; init; }
    public required IReadOnlyList<Together> Persons { get; init; }

    /// <summary>The mark after which the movements go on; null: these are all.</summary>
    public required string? Next { get; init; }
    public required long MovementsInAll { get; init; }

    /// <param name="Fen">Of the period; <paramref name="YearFen"/> from the year's beginning to its end.</param>
    public sealed record Line(string Account, Both Name, long Fen, long YearFen);

    /// <param name="Text">With the names of persons whom the book has paid shortened.</param>
    /// <param name="Payee">A body; persons stand in <see cref="Persons"/>.</param>
    public sealed record Movement(int Number, DateOnly On, string Text, string? Payee, IReadOnlyList<Both> Accounts, long In, long Out);

    /// <summary>What was paid to persons on one account, less what came from them, and in how many lines.</summary>
    public sealed record Together(string Account, Both Name, int Lines, long Fen);

    public const int MovementsAPage = 100;

    public static Task<Result<ShowDisclosed>> Handle(Id<Book> id, string? period, string? after, Charts charts, CurrentTree trees, CurrentRegister places, Db db, Actor actor, CancellationToken ct) =>
        Read(id, period, after, MovementsAPage, charts, trees, places, db, actor, ct);

    /// <param name="most">How many movements are listed: an export has them all.</param>
    internal static async Task<Result<ShowDisclosed>> Read(Id<Book> id, string? period, string? after, int most, Charts charts, CurrentTree trees, CurrentRegister places, Db db, Actor actor, CancellationToken ct)
    {
        if (actor.Refuses(FundsModule.Follow) is { } no)
        {
            return no;
        }
        if (await FindDisclosed.Books(charts, db, actor).FirstOrDefaultAsync(b => b.Id == id, ct) is not { } book)
        {
            return Problem.Missing("funds.no-book");
        }
        var periods = await Closed(book, db, ct);
        if (periods.Count == 0)
        {
            return Problem.Missing("funds.none-disclosed", book.Name);
        }
        var asked = periods[0];
        if (!string.IsNullOrWhiteSpace(period) && !Period.TryParse(period, out asked))
        {
            return new Errors().Add("period", "funds.say-period", period).Refusal!;
        }
        var (from, to) = (asked.From, asked.To.AddDays(-1));
        if (to > book.ClosedThrough)
        {
            return new Errors().Add("period", "funds.period-not-closed", asked, book.ClosedThrough).Refusal!;
        }
        var accounts = await BookAccounts.Of(book, charts, db, ct);
        var statements = await ShowStatements.Read(book, accounts, to.Year, to.Month, null, trees, db, ct);
        var (within, year) = (RecordBookFigures.ByMain(await Balances.Within(db, id, to.Year, from.Month, to.Month, ct)), RecordBookFigures.ByMain(await Balances.Within(db, id, to.Year, to.Month, ct)));
        IReadOnlyList<Line> Lines(AccountClass of) => [.. accounts.All.Where(a => a.Class == of && a.Code == a.Main).Select(a => new Line(a.Code, a.Name, a.Natural(within.GetValueOrDefault(a.Code)), a.Natural(year.GetValueOrDefault(a.Code)))).Where(l => l.Fen != 0 || l.YearFen != 0)];
        var movements = await MoneyMoved.Read(book, accounts, from, to, after, most, db, ct);
        return new ShowDisclosed(id, book.Name, statements.Owner, book.Place, (await places.Read(db, ct)).NameOf(book.Place), accounts.Chart.Name, asked, book.Public, book.Simulated)
        {
            Periods = periods, ClosedAt = await HeldSince(book, to, db, ct), Income = Lines(AccountClass.Income), Expenses = Lines(AccountClass.Expense), Assets = statements.Assets, Liabilities = statements.Liabilities, Equity = statements.Equity,
            Distribution = statements.Distribution, Movements = movements.Rows, Persons = movements.Persons, Next = movements.Next, MovementsInAll = movements.Total,
        };
    }

    // From the first entry on: the quarters that are closed, the months after them, and the years.
    private static async Task<IReadOnlyList<Period>> Closed(Book book, Db db, CancellationToken ct)
    {
        if (book.ClosedThrough is not { } through || await db.Entries.Where(e => e.Book == book.Id).MinAsync(e => (DateOnly?)e.On, ct) is not { } first)
        {
            return [];
        }
        var quarters = new List<Period>();
        for (var quarter = Period.Quarter(first.Year, (first.Month + 2) / 3); quarter.To.AddDays(-1) <= through; quarter = quarter.Plus(1))
        {
            quarters.Add(quarter);
        }
        var years = Enumerable.Range(first.Year, through.Year - first.Year + 1).Select(Period.Year).Where(y => y.To.AddDays(-1) <= through);
        var (months, month) = (new List<Period>(), quarters.Count > 0 ? Period.Month(quarters[^1].To.Year, quarters[^1].To.Month) : Period.Month(first.Year, first.Month));
        for (; month.To.AddDays(-1) <= through; month = month.Plus(1))
        {
            months.Add(month);
        }
        return [.. quarters.Concat(months).Concat(years).OrderByDescending(p => p.To).ThenBy(p => p.Type)];
    }

    // The closing that has held since: one that was opened again does not count.
    private static async Task<DateTimeOffset?> HeldSince(Book book, DateOnly to, Db db, CancellationToken ct)
    {
        DateTimeOffset? since = null;
        foreach (var closing in await db.Closings.AsNoTracking().Where(c => c.Book == book.Id).OrderBy(c => c.At).Select(c => new { c.Through, c.At }).ToListAsync(ct))
        {
            since = closing.Through >= to ? since ?? closing.At : null;
        }
        return since;
    }
}
