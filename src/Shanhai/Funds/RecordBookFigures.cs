using Microsoft.EntityFrameworkCore;
using Shanhai.Host.Jobs;
using Shanhai.Indicators;

namespace Shanhai.Funds;

/// <summary>
/// Hands a closed year of a village's books to the indicators, with the entries as the source: total and operating income are then computed from them as from any figures. Only a
/// whole year counts: every book of the place is closed and complete from its first day, and there was income or expense, or somebody said that there was none. What another source has
/// said otherwise is not replaced but kept beside it (<see cref="BookFigure"/>). Asked for by closing, as whoever closed.
/// </summary>
/// <param name="Idle">Said when closing: there was neither income nor expense.</param>
public sealed record RecordBookFigures(Id<Book> Book, int Year, bool Idle = false)
{
    public sealed record Recorded(int Batch, int Figures);

    /// <summary>A figure with where it stands against what the indicators have.</summary>
    private sealed record Weighed(RecordFigures.Cell Cell, Indicator Indicator, long Value, Fact? There, FigureStand Stand);

    internal const string Books = "/books/";

    public static async Task<Result<Recorded>> Handle(JobRun run, RecordBookFigures input, CancellationToken ct)
    {
        var (db, catalogue, charts) = (run.Db, run.Get<Catalogue>(), run.Get<Charts>());
        var book = await db.Books.AsNoTracking().FirstAsync(b => b.Id == input.Book, ct);
        if (book.Place.Level != Level.Village || await Whole(book.Place, input.Year, charts, db, ct) is not { Count: > 0 } books)
        {
            return new Recorded(0, 0);
        }
        var (cells, moved) = await Cells(books, input.Year, charts, catalogue, db, ct);
        if (!moved && !input.Idle)
        {
            return new Recorded(0, 0);
        }
        var weighed = await Weigh(cells, input.Year, run.Actor, catalogue, db, ct);
        var written = await Write(book, [.. weighed.Where(w => w.Stand == FigureStand.Recorded).Select(w => w.Cell)], input.Year, charts, run.Actor, db, catalogue, run.Get<FactColumns>(), run.Get<TimeProvider>(), ct);
        if (written.Problem is { } problem)
        {
            return problem;
        }
        var now = run.Get<TimeProvider>().GetUtcNow();
        return await run.Write(async _ =>
        {
            await db.Set<BookFigure>().Where(f => f.Place == book.Place && f.Year == input.Year).ExecuteDeleteAsync(ct);
            db.Set<BookFigure>().AddRange(weighed.Select(w => new BookFigure
            {
                Place = book.Place, Year = input.Year, Indicator = w.Indicator.Id, Value = w.Value, Stand = w.Stand, At = now,
                Reported = w.Stand == FigureStand.Recorded ? null : w.There?.Value, Batch = w.Stand == FigureStand.Recorded ? null : w.There?.Batch,
            }));
            db.Record(run.Actor, FundsModule.Figures, FundsModule.SubjectOf(book.Id), weighed.GroupBy(w => w.Stand).ToDictionary(g => g.Key.ToString(), g => g.Count()), book.Place);
            await db.SaveChangesAsync(ct);
            return new Recorded(written.Value.Batch, written.Value.Added + written.Value.Changed);
        }, ct);
    }

    /// <summary>The books of the place that had anything to do with the year; null where one of them is not closed, or began within it.</summary>
    private static async Task<IReadOnlyList<Book>?> Whole(PlaceCode place, int year, Charts charts, Db db, CancellationToken ct)
    {
        var (first, last) = (new DateOnly(year, 1, 1), new DateOnly(year, 12, 31));
        string[] ofVillages = [.. charts.All.Where(c => c.IsOfVillages).Select(c => c.Code)];
        var all = await db.Books.AsNoTracking().Where(b => b.Place == place && ofVillages.Contains(b.Chart) && (b.CompleteFrom <= last || db.Entries.Any(e => e.Book == b.Id && e.On >= first && e.On <= last))).OrderBy(b => b.Id).ToListAsync(ct);
        var concerned = all.Where(b => charts.Find(b.Chart)!.HoldsOn(last)).ToList();
        return concerned.TrueForAll(b => b.ClosedThrough >= last && b.CompleteFrom <= first) ? concerned : null;
    }

    internal static async Task<Result<RecordFigures.Recorded>> Write(
        Book book, IReadOnlyList<RecordFigures.Cell> cells, int year, Charts charts, Actor actor, Db db, Catalogue catalogue, FactColumns columns, TimeProvider clock, CancellationToken ct)
    {
        var books = await Whole(book.Place, year, charts, db, ct) ?? [book];
        var (first, last, ids) = (new DateOnly(year, 1, 1), new DateOnly(year, 12, 31), books.Select(b => b.Id).ToList());
        var numbers = await db.Entries.AsNoTracking().Where(e => ids.Contains(e.Book) && e.On >= first && e.On <= last).GroupBy(e => 1)
            .Select(g => new { First = g.Min(e => e.Number), Last = g.Max(e => e.Number), Count = g.Count() }).SingleOrDefaultAsync(ct);
        var source = new RecordFigures.Origin(book.Simulated ? SourceKind.Simulated : SourceKind.Computed, last, string.Join("、", books.Select(b => b.Name)),
            Words.Say(Language.Chinese, "funds.figures-number", numbers?.First ?? 0, numbers?.Last ?? 0, numbers?.Count ?? 0), Note: $"{Books}{book.Id}/statements?year={year}");
        return await RecordFigures.Handle(new(source, cells), db, actor, catalogue, columns, clock, ct);
    }

    private static async Task<List<Weighed>> Weigh(IReadOnlyList<RecordFigures.Cell> cells, int year, Actor actor, Catalogue catalogue, Db db, CancellationToken ct)
    {
        if (cells.Count == 0)
        {
            return [];
        }
        var (place, period, ids) = (cells[0].Place, Period.Year(year).Key, cells.Select(c => catalogue[c.Indicator].Id).ToList());
        var there = await db.Facts.AsNoTracking().Where(f => f.Period == period && f.Place == place.Value && f.SupersededAt == null && ids.Contains(f.Indicator))
            .Join(db.Batches, f => f.Batch, b => b.Number, (f, b) => new { Fact = f, b.Note }).ToDictionaryAsync(x => x.Fact.Indicator, ct);
        var (known, scope) = (new HashSet<PlaceCode> { place }, actor.Scope(IndicatorsModule.Record));
        return [.. cells.Select(cell =>
        {
            var (indicator, before) = (catalogue[cell.Indicator], there.GetValueOrDefault(catalogue[cell.Indicator].Id));
            var value = indicator.Stored(cell.Value)!.Value;
            var ours = before?.Note?.StartsWith(Books, StringComparison.Ordinal) == true;
            var stand = RecordFigures.Fault(cell, catalogue, scope, known)?.Key == "figures.absurd" ? FigureStand.Absurd
                : before is null || ours ? FigureStand.Recorded : before.Fact.Value == value ? FigureStand.Agrees : FigureStand.Differs;
            return new Weighed(cell, indicator, value, before?.Fact, stand);
        })];
    }

    /// <summary>The figures of the place, summed over its books; and whether anything was earned or spent.</summary>
    internal static async Task<(IReadOnlyList<RecordFigures.Cell> Cells, bool Moved)> Cells(IReadOnlyList<Book> books, int year, Charts charts, Catalogue catalogue, Db db, CancellationToken ct)
    {
        var (sums, moved) = (new SortedDictionary<string, long>(StringComparer.Ordinal), false);
        foreach (var book in books)
        {
            var accounts = await BookAccounts.Of(book, charts, db, ct);
            foreach (var (code, fen) in await Figures(book, accounts, year, catalogue, db, ct))
            {
                sums[code] = sums.GetValueOrDefault(code) + fen;
            }
            string[] ofTheYear = [.. accounts.All.Where(a => a.IsOfTheYear).Select(a => a.Code)];
            moved |= await db.MonthTotals.AnyAsync(t => t.Book == book.Id && t.Month > year * 100 && t.Month <= year * 100 + 12 && ofTheYear.Contains(t.Account) && (t.Debit != 0 || t.Credit != 0), ct);
        }
        return ([.. sums.Select(s => new RecordFigures.Cell(books[0].Place, s.Key, Period.Year(year), s.Value / 100m))], moved);
    }

    private static async Task<IReadOnlyList<(string Code, long Fen)>> Figures(Book book, BookAccounts accounts, int year, Catalogue catalogue, Db db, CancellationToken ct)
    {
        var moved = await Balances.Within(db, book.Id, year, 12, ct);
        var within = ByMain(moved);
        var atEnd = ByMain(await Balances.AsOf(db, book.Id, new(year, 12, 31), ct));
        var once = await NonRecurring(book, year, db, ct);
        var figures = new List<(string, long)>();
        void Add(string? code, long fen)
        {
            if (catalogue.Find(code ?? "") is { } indicator && (indicator.FirstYear ?? year) <= year && year <= (indicator.LastYear ?? year))
            {
                figures.Add((indicator.Code, fen));
            }
        }

        foreach (var account in accounts.Chart.Accounts.Where(a => a.Figure is not null))
        {
            if (account.IsOfTheYear)
            {
                Add(account.Figure, account.Natural(within.GetValueOrDefault(account.Code)));
                Add(General(account, accounts, moved) is null ? null : account.GeneralFigure, General(account, accounts, moved) ?? 0);
                Add(account.NonRecurringFigure, account.Natural(once.GetValueOrDefault(account.Code)));
            }
            else if (account.Code == accounts.Chart.Profit)
            {
                Add(account.Figure, -accounts.All.Where(a => a.IsOfTheYear && a.Code == a.Main).Sum(a => within.GetValueOrDefault(a.Code)));
            }
            else if (catalogue.Find(account.Figure!)?.Kind == IndicatorKind.Stock)
            {
                Add(account.Figure, account.Natural(atEnd.GetValueOrDefault(account.Code)));
            }
        }
        // A balance sheet without a single asset is one that was not kept: the chart of 2004 leaves those accounts to the book.
        if (accounts.All.Any(a => a.Class == AccountClass.Asset))
        {
            Add(accounts.Chart.AssetsFigure, BalanceSheet.Assets(accounts, atEnd));
            Add(accounts.Chart.LiabilitiesFigure, BalanceSheet.Liabilities(accounts, atEnd));
        }
        return figures;
    }

    // Known only where the whole account stands on details, one of which at least is marked.
    private static long? General(Account main, BookAccounts accounts, IReadOnlyList<Balance> moved) =>
        main.GeneralFigure is null || !accounts.All.Any(a => a.General && a.Main == main.Code) || moved.Any(b => b.Account == main.Code && b.Commodity == Commodity.Fen && (b.Debit != 0 || b.Credit != 0)) ? null
        : main.Natural(moved.Where(b => b.Commodity == Commodity.Fen && accounts.Find(b.Account) is { General: true } a && a.Main == main.Code).Sum(b => b.Net));

    internal static Dictionary<string, long> ByMain(IEnumerable<Balance> balances) =>
        balances.Where(b => b.Commodity == Commodity.Fen).GroupBy(b => b.Account.Split('.')[0]).ToDictionary(g => g.Key, g => g.Sum(b => b.Net));

    // What reversals took back goes with what they took back.
    private static async Task<Dictionary<string, long>> NonRecurring(Book book, int year, Db db, CancellationToken ct)
    {
        var (first, last) = (new DateOnly(year, 1, 1), new DateOnly(year, 12, 31));
        var rows = await db.Entries.AsNoTracking().Where(e => e.Book == book.Id && e.NonRecurring && e.Kind != EntryKind.YearEnd && e.On >= first && e.On <= last)
            .Join(db.Postings.AsNoTracking(), e => e.Id, p => p.Entry, (_, p) => p).Where(p => p.Commodity == Commodity.Fen).GroupBy(p => p.Account)
            .Select(g => new { g.Key, Net = g.Sum(p => p.Amount) }).ToListAsync(ct);
        return rows.GroupBy(r => r.Key.Split('.')[0]).ToDictionary(g => g.Key, g => g.Sum(r => r.Net));
    }
}
