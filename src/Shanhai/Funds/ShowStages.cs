using Shanhai.Organisations;

namespace Shanhai.Funds;

/// <summary>
/// The statement of a book of public money: of each stage, in each unit, what stood there when the year began, what came in and what went on through a month, and what stands there at its end; all stages together are
/// what the source gave. Whoever works in the book's area may. Books of collectives have statements of income and a balance sheet instead (<see cref="ShowStatements"/>).
/// </summary>
public sealed record ShowStages(Id<Book> Book, string BookName, string Owner, Both Chart, int Year, int ThroughMonth, DateOnly AsOf, bool Closed, bool Simulated, IReadOnlyList<ShowStages.Part> Parts)
{
    internal const string NoStages = "funds.no-stages";

    /// <param name="Source">What came from the source, less what was given back to it.</param>
    /// <param name="Rows">In the order of the stages.</param>
    public sealed record Part(Commodity Commodity, Row Source, IReadOnlyList<Row> Rows)
    {
        public Row Sum => new(null, Source.Name, Rows.Sum(r => r.Opening), Rows.Sum(r => r.In), Rows.Sum(r => r.Out), Rows.Sum(r => r.Closing));

        /// <summary>How much of the budget has gone on to a stage, in percent; null: there is no budget.</summary>
        public decimal? Share(Stage stage)
        {
            var whole = Source.Closing;
            // What stands further on has passed the stage too; what was returned has not gone on.
            var passed = Rows.Where(r => r.Stage >= stage && r.Stage != Stage.Return).Sum(r => r.Closing);
            return whole <= 0 ? null : Math.Round(100m * passed / whole, 1, MidpointRounding.AwayFromZero);
        }
    }

    /// <param name="Stage">Null: the sum of them.</param>
    public sealed record Row(Stage? Stage, Both Name, long Opening, long In, long Out, long Closing);

    public static async Task<Result<ShowStages>> Handle(Id<Book> id, int? year, int? month, Charts charts, CurrentTree trees, Db db, Actor actor, TimeProvider clock, CancellationToken ct)
    {
        var found = await BookSight.Find(id, FundsModule.View, trees, db, actor, ct);
        if (found.Problem is { } no)
        {
            return no;
        }
        var book = found.Value;
        if (charts.Find(book.Chart) is not { IsOfVillages: false } chart)
        {
            return Problem.Invalid("funds.no-stages", book.Name);
        }
        var (accounts, of, through) = (await BookAccounts.Of(book, charts, db, ct), Math.Clamp(year ?? ChinaDay.Today(clock).Year, 1901, 2199), Math.Clamp(month ?? 12, 1, 12));
        var (first, end) = (new DateOnly(of, 1, 1), new DateOnly(of, through, 1).AddMonths(1).AddDays(-1));
        // Opening balances stood there when the year began, on whatever day of it they were brought in.
        var opened = await Balances.Openings(db, id, first, end, ct);
        var (began, moved, at) = ((await Balances.AsOf(db, id, first.AddDays(-1), ct)).Concat(opened).ToList(), await Balances.Within(db, id, of, through, ct), await Balances.AsOf(db, id, end, ct));
        Row Told(Account main, Commodity commodity)
        {
            bool Here(Balance balance) => balance.Commodity == commodity && accounts.Find(balance.Account)!.Main == main.Code;
            var (debit, credit) = (moved.Where(Here).Sum(b => b.Debit) - opened.Where(Here).Sum(b => b.Debit), moved.Where(Here).Sum(b => b.Credit) - opened.Where(Here).Sum(b => b.Credit));
            return new(main.Stage, main.Name, main.Natural(began.Where(Here).Sum(b => b.Net)), main.IsDebit ? debit : credit, main.IsDebit ? credit : debit, main.Natural(at.Where(Here).Sum(b => b.Net)));
        }

        var stages = chart.Accounts.Where(a => a.Stage is not null).OrderBy(a => a.Stage).ToList();
        return new ShowStages(id, book.Name, (await trees.Read(db, ct)).Find(book.Owner)?.Name ?? "", chart.Name, of, through, end, book.ClosedThrough >= end, book.Simulated,
            [.. at.Select(b => b.Commodity).Distinct().Order().Select(c => new Part(c, Told(stages[0], c), [.. stages.Skip(1).Select(s => Told(s, c))]))]);
    }
}
