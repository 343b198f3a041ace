using Microsoft.EntityFrameworkCore;
using Shanhai.Funds.Carry;
using Shanhai.Host.Tables;

namespace Shanhai.Funds;

/// <summary>One book: its accounts with their balances as of a day, which is the trial balance.</summary>
public partial class BookPage
{
    private static readonly string[] Heads = ["account", "account-name", "commodity", "village", "opening", "year-debit", "year-credit", "closing-debit", "closing-credit"];

    /// <param name="Continues">Its owner has a book under the chart that this one's replaced.</param>
    public sealed record Shown(ShowBook Book, Both? Note, bool NeedsConfirmation, string? Typed, IReadOnlyList<Closing> Closings, int Waiting, bool MayPost, bool MaySet, bool IsOfVillages, bool Continues, string? Done, Problem? Problem)
    {
        private const int MostVillages = 200;

        /// <summary>The account whose villages are listed; null: all accounts, those that are kept by village in one line each.</summary>
        public string? Account { get; init; }
        public PlaceCode? After { get; init; }

        /// <param name="Villages">So many are in the line; zero: it is one account or one village.</param>
        public sealed record Line(ShowBook.Row Row, int Villages);

        // A programme of a county keeps an account for each of thousands of villages.
        private List<PlaceCode> Villages => [.. Book.Rows.Where(r => r.Account == Account).Select(r => r.Village).OfType<PlaceCode>().Where(v => After is null || v > After.Value).Distinct().Order().Take(MostVillages + 1)];

        public IReadOnlyList<Line> Lines
        {
            get
            {
                if (Account is not null)
                {
                    var listed = Villages.Take(MostVillages).ToHashSet();
                    return [.. Book.Rows.Where(r => r.Account == Account && r.Village is { } v && listed.Contains(v)).OrderBy(r => r.Village!.Value).ThenBy(r => r.Commodity).Select(r => new Line(r, 0))];
                }
                return [.. Book.Rows.GroupBy(r => (r.Account, r.Commodity, ByVillage: r.Village is not null)).Select(g => !g.Key.ByVillage ? new Line(g.First(), 0)
                    : new Line(g.First() with { Village = null, VillageName = null, Opening = g.Sum(r => r.Opening), Debit = g.Sum(r => r.Debit), Credit = g.Sum(r => r.Credit), Closing = g.Sum(r => r.Closing) }, g.Count()))];
            }
        }

        /// <summary>The village after which the next page begins.</summary>
        public string? Next => Account is not null && Villages is { Count: > MostVillages } all ? all[MostVillages - 1].ToString() : null;

        /// <summary>Both sides of each commodity, which are equal.</summary>
        public IEnumerable<(Commodity Commodity, long Debit, long Credit, long ClosingDebit, long ClosingCredit)> Sums =>
            Book.Rows.GroupBy(r => r.Commodity).OrderBy(g => g.Key).Select(g => (g.Key, g.Sum(r => r.Debit), g.Sum(r => r.Credit), g.Sum(r => Math.Max(r.Closing, 0)), g.Sum(r => Math.Max(-r.Closing, 0))));
    }

    private static readonly string[] Dones = ["opened", "opened-waits", "changed", "changed-waits", "account", "closed", "reopened", "reopen-waits", "posted", "waits", "opening", "carried"];

    public static async Task<IResult> Show(View view, Id<Book> id, string? on, string? account, string? after, string? done, [AsParameters] BooksPage.Reading with, CancellationToken ct)
    {
        var errors = new Errors();
        var day = TypedDay.Read(on, "on", errors);
        var shown = await ShowBook.Handle(id, day, with.Charts, with.Trees, with.Places, with.Db, view.Actor, with.Clock, ct);
        if (shown.Problem is { } problem)
        {
            return Html.Refused(view, problem);
        }
        var (book, tree, chart) = (await with.Db.Books.AsNoTracking().FirstAsync(b => b.Id == id, ct), await with.Trees.Read(with.Db, ct), with.Charts.Find(shown.Value.Chart)!);
        bool May(string verb) => BookSight.MayDo(view.Actor, verb, book, tree);
        return Html.Show<BookPage, Shown>(view, book.Name, new(shown.Value, chart.Note, chart.Mark.NeedsConfirmation, on,
            await with.Db.Closings.AsNoTracking().Where(c => c.Book == id).OrderByDescending(c => c.Id).Take(10).ToListAsync(ct),
            await with.Db.Proposals.CountAsync(p => p.Book == id && p.State == ProposalState.Waiting, ct),
            May(FundsModule.Post), May(FundsModule.Keep) || May(FundsModule.Close) || May(FundsModule.Reopen), chart.IsOfVillages,
            await Predecessor.Of(book, with.Charts, BookSight.Books(with.Db, view.Actor, FundsModule.View), ct) is not null, Dones.Contains(done) ? done : null, errors.Refusal)
            {
                Account = shown.Value.Rows.Any(r => r.Account == account && r.Village is not null) ? account : null, After = PlaceCode.TryParse(after, out var last) ? last : null,
            }, errors.Refusal?.Status ?? 200, book.Simulated);
    }

    public static async Task<IResult> Export(View view, Id<Book> id, string? on, string? format, [AsParameters] BooksPage.Reading with, CancellationToken ct)
    {
        var errors = new Errors();
        var day = TypedDay.Read(on, "on", errors);
        var shown = errors.Refusal is { } noDay ? noDay : await ShowBook.Handle(id, day, with.Charts, with.Trees, with.Places, with.Db, view.Actor, with.Clock, ct);
        if (shown.Problem is { } problem)
        {
            return Html.Refused(view, problem);
        }
        var book = shown.Value;
        TableColumn[] heads = [.. Heads.Select(k => new TableColumn(view.Say("funds." + k), 16))];
        var rows = book.Rows.Select(r => new object?[]
        {
            r.Account, view.Say(r.Name), view.Say("funds.commodity." + r.Commodity), r.VillageName, Amounts.Shown(r.Commodity, r.Opening), Amounts.Shown(r.Commodity, r.Debit), Amounts.Shown(r.Commodity, r.Credit),
            r.Closing > 0 ? Amounts.Shown(r.Commodity, r.Closing) : null, r.Closing < 0 ? Amounts.Shown(r.Commodity, -r.Closing) : null,
        });
        return TableFile.Of(view, format, view.Say("funds.trial-balance"), heads, rows.ToAsyncEnumerable(), $"{book.Name}-{view.Say("funds.trial-balance")}-{book.AsOf:yyyyMMdd}");
    }

    /// <summary>The book as plain text for hledger.</summary>
    public static async Task<IResult> Ledger(View view, Id<Book> id, [AsParameters] BooksPage.Reading with, CancellationToken ct)
    {
        var found = await BookSight.Find(id, FundsModule.View, with.Trees, with.Db, view.Actor, ct);
        return found.Problem is { } problem ? Html.Refused(view, problem) : await ExportLedger.Write(id, with.Charts, with.Db, view.Actor, ct);
    }
}
