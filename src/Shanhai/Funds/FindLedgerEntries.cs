using Microsoft.EntityFrameworkCore;
using Shanhai.Funds.Papers;
using Shanhai.Organisations;
using Shanhai.Places;

namespace Shanhai.Funds;

/// <summary>Lists the entries of a book, the newest first, by words, account and days, persons masked. Whoever works in its area may.</summary>
public sealed record FindLedgerEntries
{
    public string? Q { get; init; }
    public string? Account { get; init; }
    public DateOnly? From { get; init; }
    public DateOnly? To { get; init; }
    public string? After { get; init; }
    public int? Size { get; init; }

    public sealed record Line(string Account, Both Name, Commodity Commodity, PlaceCode? Village, string? VillageName, long Debit, long Credit);

    public sealed record Row(
        Id<Entry> Id, int Number, DateOnly On, EntryKind Kind, string Text, string Document, bool NonRecurring, string? Payee, PayeeKind? PayeeIs, string? Project, DebtPaid? Debt, string? Creditor, string PreparedBy, string? ApprovedBy, DateTimeOffset PostedAt,
        Id<Entry>? Reverses, Id<Entry>? Source, int? ReversedBy, IReadOnlyList<Line> Lines, IReadOnlyList<BookPaper.Row> Papers);

    public static async Task<Result<Page<Row>>> Handle(
        Id<Book> id, [AsParameters] FindLedgerEntries input, Charts charts, CurrentTree trees, CurrentRegister places, Db db, Actor actor, CancellationToken ct)
    {
        var found = await BookSight.Find(id, FundsModule.View, trees, db, actor, ct);
        if (found.Problem is { } no)
        {
            return no;
        }
        var (accounts, size) = (await BookAccounts.Of(found.Value, charts, db, ct), Math.Clamp(input.Size ?? 50, 1, 1000));
        var (query, total) = await Matching(found.Value, input, accounts, db, ct);
        if (int.TryParse(input.After, System.Globalization.CultureInfo.InvariantCulture, out var number) && await query.FirstOrDefaultAsync(e => e.Number == number, ct) is { } last)
        {
            query = query.Where(e => e.On < last.On || e.On == last.On && e.Number < number);
        }
        var entries = await query.OrderByDescending(e => e.On).ThenByDescending(e => e.Number).Take(size + 1).ToListAsync(ct);
        var rows = await Rows([.. entries.Take(size)], accounts, await places.Read(db, ct), false, db, ct);
        return new Page<Row>(rows, entries.Count > size ? entries[size - 1].Number.ToString(System.Globalization.CultureInfo.InvariantCulture) : null, total);
    }

    internal static async Task<IReadOnlyList<Row>> Rows(IReadOnlyList<Entry> entries, BookAccounts accounts, Register register, bool full, Db db, CancellationToken ct)
    {
        var ids = entries.Select(e => e.Id).ToList();
        var lines = (await db.Postings.AsNoTracking().Where(p => ids.Contains(p.Entry)).OrderBy(p => p.Line).ToListAsync(ct)).ToLookup(p => p.Entry);
        var papers = await EntryPapers.Of(ids, db, ct);
        var reversed = await db.Entries.AsNoTracking().Where(e => e.Reverses != null && ids.Contains(e.Reverses.Value)).ToDictionaryAsync(e => e.Reverses!.Value, e => e.Number, ct);
        return [.. entries.Select(e => new Row(e.Id, e.Number, e.On, e.Kind, e.Text, e.Document, e.NonRecurring, full ? e.Payee : FollowMoney.Masked(e.Payee, e.PayeeIs), e.PayeeIs, e.Project, e.Debt, full ? e.Creditor : FollowMoney.Masked(e.Creditor, null), e.PreparedBy, e.ApprovedBy, e.PostedAt, e.Reverses, e.Source,
            reversed.TryGetValue(e.Id, out var by) ? by : null,
            [.. lines[e.Id].Select(p => new Line(p.Account, accounts.Find(p.Account)!.Name, p.Commodity, p.Village == PlaceCode.Nation ? null : p.Village,
                p.Village == PlaceCode.Nation ? null : register.NameOf(p.Village), p.Debit, p.Credit))],
            // A paper may be called after a person.
            [.. papers[e.Id].Select(p => full ? p : p with { Name = "" })]))];
    }

    // Whoever walks back through the book soon meets an account on which more was posted; one with less is found by its lines.
    private const int Few = 2000;

    /// <summary>The entries that are asked for, and how many there are.</summary>
    private static async Task<(IQueryable<Entry> Entries, long Count)> Matching(Book book, FindLedgerEntries input, BookAccounts accounts, Db db, CancellationToken ct)
    {
        var (from, to) = (input.From ?? DateOnly.MinValue, input.To ?? DateOnly.MaxValue);
        var query = db.Entries.AsNoTracking().Where(e => e.Book == book.Id && e.On >= from && e.On <= to);
        // Numbers have no gaps.
        var count = input.From is null && input.To is null ? book.LastNumber : (long?)null;
        if (input.Account is { Length: > 0 } account)
        {
            // 102 finds its details too. Counted by their lines, which lie together: not every entry of the book is looked into.
            List<string> codes = [.. accounts.All.Where(a => a.Code == account || a.Code.StartsWith(account + ".", StringComparison.Ordinal)).Select(a => a.Code)];
            var touched = db.Postings.Where(p => p.Book == book.Id && codes.Contains(p.Account) && p.On >= from && p.On <= to).Select(p => p.Entry).Distinct();
            count = await touched.LongCountAsync(ct);
            query = count <= Few ? query.Where(e => touched.Contains(e.Id)) : query.Where(e => db.Postings.Any(p => p.Entry == e.Id && codes.Contains(p.Account)));
        }
        if (input.Q?.Trim() is { Length: > 0 } q)
        {
            // A person is not looked for by her name: what is looked for stands in the address.
            query = query.Where(e => e.Text.Contains(q) || e.Document.Contains(q) || e.PayeeIs == PayeeKind.Body && e.Payee!.Contains(q) || e.Project!.Contains(q));
            count = null;
        }
        return (query, count ?? await query.LongCountAsync(ct));
    }
}

/// <summary>
/// One entry with its lines, what it is tied to, and which others rest on the same paper. Whoever works in its book's area may; a person is named in full to those who work with the
/// books, and that she was read is journalled.
/// </summary>
public sealed record ShowLedgerEntry(Id<Book> Book, string BookName, FindLedgerEntries.Row Entry, ShowLedgerEntry.Tie? Reverses, ShowLedgerEntry.Tie? ReversedBy, IReadOnlyList<ShowLedgerEntry.Tie> Received, IReadOnlyList<ShowLedgerEntry.Tie> SamePaper, bool MayReverse, bool Simulated)
{
    private const int MostTies = 5;

    /// <summary>Whether the reader keeps the book and may add a paper that came late.</summary>
    public bool MayAttach { get; init; }

    /// <summary>Another entry, of this book or of one that received its money.</summary>
    public sealed record Tie(Id<Entry> Id, int Number, DateOnly On, string BookName);

    public static async Task<Result<ShowLedgerEntry>> Handle(Id<Entry> id, Charts charts, CurrentTree trees, CurrentRegister places, Db db, Actor actor, CancellationToken ct)
    {
        if (actor.Refuses(FundsModule.View) is { } no)
        {
            return no;
        }
        var seen = BookSight.Books(db, actor, FundsModule.View);
        if (await db.Entries.AsNoTracking().FirstOrDefaultAsync(e => e.Id == id && seen.Any(b => b.Id == e.Book), ct) is not { } entry)
        {
            return Problem.Missing("funds.no-entry");
        }
        var book = await seen.FirstAsync(b => b.Id == entry.Book, ct);
        var full = actor.Scope(FundsModule.Persons).Contains(book.Place);
        // Nobody has said whether a creditor is a person.
        if (full && (entry.PayeeIs == PayeeKind.Person || entry.Creditor is not null))
        {
            await db.RecordReading(actor, FundsModule.Persons, FundsModule.SubjectOf(id), null, book.Place, ct: ct);
        }
        var row = (await FindLedgerEntries.Rows([entry], await BookAccounts.Of(book, charts, db, ct), await places.Read(db, ct), full, db, ct))[0];
        if (row.Papers.Count > 0)
        {
            var later = (await AttachPapers.After([FundsModule.SubjectOf(id)], db, ct))[FundsModule.SubjectOf(id)].ToLookup(a => a.Paper.Id, a => new BookPaper.Later(a.At, a.By));
            row = row with { Papers = [.. row.Papers.Select(p => p with { Added = later[p.Id.ToString()].FirstOrDefault() })] };
        }
        var mayPost = BookSight.MayDo(actor, FundsModule.Post, book, await trees.Read(db, ct));
        var same = await db.Entries.AsNoTracking().Where(e => e.Book == book.Id && e.Id != id && e.Document == entry.Document && e.Kind == EntryKind.Ordinary && e.Reverses == null && !db.Entries.Any(r => r.Reverses == e.Id))
            .OrderBy(e => e.Number).Take(MostTies).Select(e => new Tie(e.Id, e.Number, e.On, book.Name)).ToListAsync(ct);
        var ties = await db.Entries.AsNoTracking().Where(e => e.Id == entry.Reverses || e.Reverses == id || e.Source == id || e.Id == entry.Source)
            .Join(seen, e => e.Book, b => b.Id, (e, b) => new { e.Reverses, e.Source, Tie = new Tie(e.Id, e.Number, e.On, b.Name) }).ToListAsync(ct);
        return new ShowLedgerEntry(book.Id, book.Name, row, ties.FirstOrDefault(t => t.Tie.Id == entry.Reverses)?.Tie, ties.FirstOrDefault(t => t.Reverses == id)?.Tie,
            [.. ties.Where(t => t.Source == id || t.Tie.Id == entry.Source).Select(t => t.Tie)], entry.Kind == EntryKind.Ordinary && entry.Reverses is null ? same : [],
            entry.Kind != EntryKind.YearEnd && entry.Reverses is null && row.ReversedBy is null && mayPost, book.Simulated) { MayAttach = mayPost };
    }
}
