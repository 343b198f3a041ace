using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Shanhai.Indicators;
using Shanhai.Organisations;

namespace Shanhai.Funds;

/// <summary>
/// Opens closed months again from one on, with a reason. Officers and leaders of the area may, by name and freshly signed in; a year that was closed is reopened by two others. Entries that
/// closed a year are taken back, and its figures are withdrawn from the indicators until it is closed again: what stood there before stands again.
/// </summary>
public sealed record ReopenBook(Period? From, string? Why)
{
    /// <param name="Waits">The proposal, where a closed year waits for two people; nothing is open before.</param>
    public sealed record Reopened(DateOnly? ClosedThrough, Id<Proposal>? Waits = null);

    public static async Task<Result<Reopened>> Handle(Id<Book> id, ReopenBook input, Charts charts, CurrentTree trees, Db db, Actor actor, TimeProvider clock, CancellationToken ct)
    {
        var found = await BookSight.Find(id, FundsModule.Reopen, trees, db, actor, ct);
        if ((found.Problem ?? actor.Stale(clock)) is { } no)
        {
            return no;
        }
        var errors = new Errors().Require(input.Why, "why").Limit(input.Why, Entry.LongestText, "why");
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
        if (input.Refuse(book) is { } open)
        {
            return open;
        }
        Reopened done;
        if (await YearEnd.Any(book, input.Last, db, ct))
        {
            var asked = await db.Proposals.Where(p => p.Book == id && p.Kind == ProposalKind.Reopening && p.State == ProposalState.Waiting).Select(p => (Id<Proposal>?)p.Id).FirstOrDefaultAsync(ct);
            done = new(book.ClosedThrough, asked ?? Propose(input, book, db, actor, clock).Id);
            await db.SaveChangesAsync(ct);
        }
        else
        {
            var opened = await Apply(input, book, charts, db, actor, clock, ct);
            if (opened.Problem is { } impossible)
            {
                return impossible;
            }
            done = opened.Value;
        }
        await writing.Commit(ct);
        return done;
    }

    private DateOnly Last => From!.Value.From.AddDays(-1);

    private Problem? Refuse(Book book) =>
        book.ClosedThrough is { } closed && closed > Last ? null : new Errors().Add("from", "funds.not-closed", From!.Value.From).Refusal;

    private static Proposal Propose(ReopenBook input, Book book, Db db, Actor actor, TimeProvider clock) => Proposal.Add(
        new()
        {
            Id = Id<Proposal>.New(clock), Book = book.Id, Kind = ProposalKind.Reopening, On = input.From!.Value.From, Text = input.Why!.Trim(), Fen = 0, Said = JsonSerializer.Serialize(input, JournalEntry.Json),
            Salt = EntryPrint.Salt(), Preparer = Approval.PersonOf(actor), PreparedBy = actor.Name, PreparedAt = clock.GetUtcNow(),
        }, FundsModule.Reopen, book, db, actor);

    /// <summary>Opens the months, under the lock of the book: at once, or when two people have approved.</summary>
    internal static async Task<Result<Reopened>> Apply(ReopenBook input, Book book, Charts charts, Db db, Actor actor, TimeProvider clock, CancellationToken ct)
    {
        if (input.Refuse(book) is { } open)
        {
            return open;
        }
        var (accounts, last, why) = (await BookAccounts.Of(book, charts, db, ct), input.Last, input.Why!.Trim());
        if (await YearEnd.TakeBack(book, accounts, last, why, db, actor, clock, ct) is { } impossible)
        {
            return impossible;
        }
        var reopened = input.From!.Value.From.Year;
        await Withdraw(book, reopened, db, actor, clock, ct);
        await db.Set<BookFigure>().Where(f => f.Place == book.Place && f.Year >= reopened).ExecuteUpdateAsync(u => u.SetProperty(f => f.Stand, FigureStand.Reopened), ct);
        // Before its first entry there is nothing to be closed.
        DateOnly? through = await db.Entries.AnyAsync(e => e.Book == book.Id && e.On <= last, ct) ? last : null;
        await CloseBook.Set(book, through, why, db, actor, clock, ct);
        return new Reopened(through);
    }

    // A batch of books holds one village and one year, and says so in its note.
    private static async Task Withdraw(Book book, int from, Db db, Actor actor, TimeProvider clock, CancellationToken ct)
    {
        var handed = await db.Set<BookFigure>().AsNoTracking().Where(f => f.Place == book.Place && f.Year >= from && f.Stand == FigureStand.Recorded).Select(f => new { f.Indicator, f.Year }).ToListAsync(ct);
        var batches = new HashSet<int>();
        foreach (var year in handed.GroupBy(h => h.Year))
        {
            var (period, indicators) = (Period.Year(year.Key).Key, year.Select(h => h.Indicator).ToList());
            batches.UnionWith(await db.Facts.AsNoTracking().Where(f => f.Period == period && f.Place == book.Place.Value && f.SupersededAt == null && indicators.Contains(f.Indicator))
                .Join(db.Batches.Where(b => b.Note!.StartsWith(RecordBookFigures.Books)), f => f.Batch, b => b.Number, (f, _) => f.Batch).Distinct().ToListAsync(ct));
        }
        await UndoBatch.Withdraw([.. batches], db, actor, clock, ct);
    }
}
