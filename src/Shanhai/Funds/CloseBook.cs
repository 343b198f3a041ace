using Microsoft.EntityFrameworkCore;
using Shanhai.Organisations;

namespace Shanhai.Funds;

/// <summary>
/// Closes a book through the end of a month. Officers of its area may. Closing December moves the year's income and expenses to the profit, in an entry of its
/// own, and hands the year's figures to the indicators, where the book is complete for it.
/// </summary>
public sealed record CloseBook(Period? Through)
{
    /// <summary>Said of a year without income and expense: that there was none, not that nothing was entered.</summary>
    public bool Idle { get; init; }

    public sealed record Closed(DateOnly Through, int? YearEndEntry);

    public static async Task<Result<Closed>> Handle(Id<Book> id, CloseBook input, Charts charts, CurrentTree trees, Db db, Actor actor, TimeProvider clock, CancellationToken ct)
    {
        var found = await BookSight.Find(id, FundsModule.Close, trees, db, actor, ct);
        if (found.Problem is { } no)
        {
            return no;
        }
        if (input.Through is not { Type: PeriodType.Month } month)
        {
            return new Errors().Add("through", "funds.say-month").Refusal!;
        }
        var through = month.To.AddDays(-1);
        await using var writing = await db.BeginWriting(ct);
        var book = (await BookWriter.Lock(db, id, ct))!;
        if (await Refusal(book, through, ChinaDay.Today(clock), db, ct) is { } refusal)
        {
            return refusal;
        }
        var accounts = await BookAccounts.Of(book, charts, db, ct);
        int? number = null;
        if (through.Month == 12 && accounts.Chart.IsOfVillages)
        {
            var ended = await YearEnd.Close(book, accounts, through.Year, db, actor, clock, ct);
            if (ended.Problem is { } impossible)
            {
                return impossible;
            }
            number = ended.Value.Number;
            db.Enqueue(actor, FundsModule.Figures, new RecordBookFigures(id, through.Year, input.Idle));
        }
        await Set(book, through, null, db, actor, clock, ct);
        await writing.Commit(ct);
        return new Closed(through, number);
    }

    private static async Task<Problem?> Refusal(Book book, DateOnly through, DateOnly today, Db db, CancellationToken ct)
    {
        if (through >= today)
        {
            return new Errors().Add("through", "funds.month-not-over", through).Refusal;
        }
        if (book.ClosedThrough >= through)
        {
            return new Errors().Add("through", "funds.closed-already", book.ClosedThrough).Refusal;
        }
        // A year is closed by its December: what comes after would have no profit to begin with.
        var first = book.ClosedThrough?.AddDays(1) ?? await db.Entries.Where(e => e.Book == book.Id).MinAsync(e => (DateOnly?)e.On, ct);
        if (first is { } from && from.Year < through.Year)
        {
            return new Errors().Add("through", "funds.close-year-first", from.Year).Refusal;
        }
        var waiting = await db.Proposals.CountAsync(p => p.Book == book.Id && p.State == ProposalState.Waiting && p.On <= through, ct);
        return waiting > 0 ? Problem.Clash("funds.entries-wait", waiting, through) : null;
    }

    internal static async Task Set(Book book, DateOnly? through, string? why, Db db, Actor actor, TimeProvider clock, CancellationToken ct)
    {
        await db.Books.Where(b => b.Id == book.Id).ExecuteUpdateAsync(u => u.SetProperty(b => b.ClosedThrough, through), ct);
        db.Closings.Add(new() { Id = Id<Closing>.New(clock), Book = book.Id, Through = through, Why = why, By = actor.Name, At = clock.GetUtcNow() });
        db.Record(actor, FundsModule.Close, FundsModule.SubjectOf(book.Id), new { through, why }, book.Place);
        await db.SaveChangesAsync(ct);
    }
}
