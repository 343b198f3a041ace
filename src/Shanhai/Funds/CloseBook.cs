using Microsoft.EntityFrameworkCore;
using Shanhai.Organisations;

namespace Shanhai.Funds;

/// <summary>
/// Closes a book through the end of a month. Officers of its area may. Closing December moves the year's income and expenses to the profit, in an entry of its
/// own, and hands the year's figures to the indicators.
/// </summary>
public sealed record CloseBook(Period? Through)
{
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
            db.Enqueue(actor, FundsModule.Figures, new RecordBookFigures(id, through.Year));
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

/// <summary>Opens closed months again from one on, with a reason. Officers and leaders of the area may, by name. Entries that closed a year are taken back.</summary>
public sealed record ReopenBook(Period? From, string? Why)
{
    public sealed record Reopened(DateOnly? ClosedThrough);

    public static async Task<Result<Reopened>> Handle(Id<Book> id, ReopenBook input, Charts charts, CurrentTree trees, Db db, Actor actor, TimeProvider clock, CancellationToken ct)
    {
        var found = await BookSight.Find(id, FundsModule.Reopen, trees, db, actor, ct);
        if (found.Problem is { } no)
        {
            return no;
        }
        var errors = new Errors().Require(input.Why, "why").Limit(input.Why, 300, "why");
        if (input.From is not { Type: PeriodType.Month })
        {
            errors.Add("from", "funds.say-month");
        }
        if (errors.Refusal is { } refusal)
        {
            return refusal;
        }
        await using var writing = await db.BeginWriting(ct);
        var book = (await BookWriter.Lock(db, id, ct))!;
        var last = input.From!.Value.From.AddDays(-1);
        if (book.ClosedThrough is not { } closed || closed <= last)
        {
            return new Errors().Add("from", "funds.not-closed", input.From.Value.From).Refusal!;
        }
        var accounts = await BookAccounts.Of(book, charts, db, ct);
        if (await YearEnd.TakeBack(book, accounts, last, input.Why!.Trim(), db, actor, clock, ct) is { } impossible)
        {
            return impossible;
        }
        // Before its first entry there is nothing to be closed.
        DateOnly? through = await db.Entries.AnyAsync(e => e.Book == id && e.On <= last, ct) ? last : null;
        await CloseBook.Set(book, through, input.Why!.Trim(), db, actor, clock, ct);
        await writing.Commit(ct);
        return new Reopened(through);
    }
}

/// <summary>What closes a year: income and expenses to the profit, the profit to what is distributed. Reopening takes it back.</summary>
internal static class YearEnd
{
    public sealed record Ended(int? Number);

    public static async Task<Result<Ended>> Close(Book book, BookAccounts accounts, int year, Db db, Actor actor, TimeProvider clock, CancellationToken ct)
    {
        var (chart, day) = (accounts.Chart, new DateOnly(year, 12, 31));
        var open = (await Balances.AsOf(db, book.Id, day, ct)).Where(b => b.Net != 0 && b.Commodity == Commodity.Fen).ToList();
        var ofTheYear = open.Where(b => accounts.Find(b.Account)!.IsOfTheYear).ToList();
        // What stood on the profit account before belongs to it too: it ends the year at zero.
        var profit = ofTheYear.Sum(b => b.Net);
        var standing = open.Where(b => b.Account == chart.Profit).Sum(b => b.Net);
        if (ofTheYear.Count == 0 && standing == 0)
        {
            return new Ended(null);
        }
        List<EntryContent.Line> lines = [.. ofTheYear.Select(b => Line(b.Account, -b.Net))];
        if (profit != 0)
        {
            lines.Add(Line(chart.Profit!, profit));
        }
        if (profit + standing != 0)
        {
            lines.AddRange([Line(chart.Profit!, -(profit + standing)), Line(chart.Distribution!, profit + standing)]);
        }
        return await Write(book, accounts, new(day, Words.Say(Language.Chinese, "funds.year-end-text", year), Words.Say(Language.Chinese, "funds.year-end-document", year), lines), null, db, actor, clock, ct);
    }

    /// <summary>Takes back the closing entries after a day.</summary>
    public static async Task<Problem?> TakeBack(Book book, BookAccounts accounts, DateOnly last, string why, Db db, Actor actor, TimeProvider clock, CancellationToken ct)
    {
        var ended = await db.Entries.AsNoTracking().Where(e => e.Book == book.Id && e.Kind == EntryKind.YearEnd && e.On > last && e.Reverses == null && !db.Entries.Any(r => r.Reverses == e.Id)).OrderByDescending(e => e.On).ToListAsync(ct);
        foreach (var entry in ended)
        {
            var lines = await db.Postings.AsNoTracking().Where(p => p.Entry == entry.Id).OrderBy(p => p.Line).ToListAsync(ct);
            var back = new EntryContent(entry.On, why[..Math.Min(why.Length, Entry.LongestText)], entry.Document, [.. lines.Select(l => Line(l.Account, -l.Amount))]);
            if ((await Write(book, accounts, back, entry.Id, db, actor, clock, ct)).Problem is { } problem)
            {
                return problem;
            }
        }
        return null;
    }

    private static async Task<Result<Ended>> Write(Book book, BookAccounts accounts, EntryContent content, Id<Entry>? reverses, Db db, Actor actor, TimeProvider clock, CancellationToken ct)
    {
        var written = await new BookWriter(db, book, accounts, actor, clock).Write([new(content) { Kind = EntryKind.YearEnd, Reverses = reverses, IgnoresClosing = true }], ct);
        return written.Problem is { } problem ? problem : new Ended(written.Value[0].Number);
    }

    private static EntryContent.Line Line(string account, long net) => new(account, net > 0 ? net : 0, net < 0 ? -net : 0);
}
