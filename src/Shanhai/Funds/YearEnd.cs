using Microsoft.EntityFrameworkCore;

namespace Shanhai.Funds;

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

    /// <summary>Whether a year was closed after a day.</summary>
    public static Task<bool> Any(Book book, DateOnly last, Db db, CancellationToken ct) => Standing(book, last, db).AnyAsync(ct);

    private static IQueryable<Entry> Standing(Book book, DateOnly last, Db db) =>
        db.Entries.AsNoTracking().Where(e => e.Book == book.Id && e.Kind == EntryKind.YearEnd && e.On > last && e.Reverses == null && !db.Entries.Any(r => r.Reverses == e.Id));

    /// <summary>Takes back the closing entries after a day.</summary>
    public static async Task<Problem?> TakeBack(Book book, BookAccounts accounts, DateOnly last, string why, Db db, Actor actor, TimeProvider clock, CancellationToken ct)
    {
        var ended = await Standing(book, last, db).OrderByDescending(e => e.On).ToListAsync(ct);
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
