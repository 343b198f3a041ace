using Microsoft.EntityFrameworkCore;
using Shanhai.Host.Jobs;
using Shanhai.Indicators;

namespace Shanhai.Funds;

/// <summary>
/// Hands a closed year of a village's books to the indicators, with the entries as the source: total and operating income are then computed from them as from any
/// figures. A year that is not closed hands over nothing: half a year would make a village look weak. Asked for by closing, as whoever closed.
/// </summary>
public sealed record RecordBookFigures(Id<Book> Book, int Year)
{
    public sealed record Recorded(int Batch, int Figures);

    public static async Task<Result<Recorded>> Handle(JobRun run, RecordBookFigures input, CancellationToken ct)
    {
        var (db, catalogue) = (run.Db, run.Get<Catalogue>());
        var book = await db.Books.AsNoTracking().FirstAsync(b => b.Id == input.Book, ct);
        var (last, accounts) = (new DateOnly(input.Year, 12, 31), await BookAccounts.Of(book, run.Get<Charts>(), db, ct));
        if (book.ClosedThrough is not { } closed || closed < last || book.Place.Level != Level.Village)
        {
            return new Recorded(0, 0);
        }
        var cells = await Cells(book, accounts, input.Year, catalogue, db, ct);
        var numbers = await db.Entries.AsNoTracking().Where(e => e.Book == book.Id && e.On >= new DateOnly(input.Year, 1, 1) && e.On <= last).GroupBy(e => e.Book)
            .Select(g => new { First = g.Min(e => e.Number), Last = g.Max(e => e.Number), Count = g.Count() }).FirstOrDefaultAsync(ct);
        var source = new RecordFigures.Origin(book.Simulated ? SourceKind.Simulated : SourceKind.Computed, last, book.Name,
            Words.Say(Language.Chinese, "funds.figures-number", numbers?.First ?? 0, numbers?.Last ?? 0, numbers?.Count ?? 0), Note: $"/books/{book.Id}/statements?year={input.Year}");
        var recorded = await RecordFigures.Handle(new(source, cells), db, run.Actor, catalogue, run.Get<FactColumns>(), run.Get<TimeProvider>(), ct);
        return recorded.Problem is { } problem ? problem : new Recorded(recorded.Value.Batch, recorded.Value.Added + recorded.Value.Changed);
    }

    internal static async Task<IReadOnlyList<RecordFigures.Cell>> Cells(Book book, BookAccounts accounts, int year, Catalogue catalogue, Db db, CancellationToken ct)
    {
        var (last, period) = (new DateOnly(year, 12, 31), Period.Year(year));
        var within = ByMain(await Balances.Within(db, book.Id, year, 12, ct));
        var atEnd = ByMain(await Balances.AsOf(db, book.Id, last, ct));
        var once = await NonRecurring(book, year, db, ct);
        var cells = new List<RecordFigures.Cell>();
        void Add(string? code, long fen)
        {
            if (catalogue.Find(code ?? "") is { } indicator && (indicator.FirstYear ?? year) <= year && year <= (indicator.LastYear ?? year))
            {
                cells.Add(new(book.Place, indicator.Code, period, fen / 100m, Confirmed: true));
            }
        }

        foreach (var account in accounts.Chart.Accounts.Where(a => a.Figure is not null))
        {
            if (account.IsOfTheYear)
            {
                Add(account.Figure, account.Natural(within.GetValueOrDefault(account.Code)));
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
        long Sum(params AccountClass[] classes) => accounts.All.Where(a => a.Code == a.Main && classes.Contains(a.Class)).Sum(a => atEnd.GetValueOrDefault(a.Code));
        Add(accounts.Chart.AssetsFigure, Sum(AccountClass.Asset, AccountClass.Contra, AccountClass.Cost));
        Add(accounts.Chart.LiabilitiesFigure, -Sum(AccountClass.Liability));
        return cells;
    }

    private static Dictionary<string, long> ByMain(IEnumerable<Balance> balances) =>
        balances.Where(b => b.Commodity == Commodity.Fen).GroupBy(b => b.Account.Split('.')[0]).ToDictionary(g => g.Key, g => g.Sum(b => b.Net));

    private static async Task<Dictionary<string, long>> NonRecurring(Book book, int year, Db db, CancellationToken ct)
    {
        var (first, last) = (new DateOnly(year, 1, 1), new DateOnly(year, 12, 31));
        var rows = await db.Entries.AsNoTracking().Where(e => e.Book == book.Id && e.NonRecurring && e.Kind == EntryKind.Ordinary && e.On >= first && e.On <= last)
            .Join(db.Postings.AsNoTracking(), e => e.Id, p => p.Entry, (_, p) => p).Where(p => p.Commodity == Commodity.Fen).GroupBy(p => p.Account)
            .Select(g => new { g.Key, Net = g.Sum(p => p.Amount) }).ToListAsync(ct);
        return rows.GroupBy(r => r.Key.Split('.')[0]).ToDictionary(g => g.Key, g => g.Sum(r => r.Net));
    }
}
