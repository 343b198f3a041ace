using System.Globalization;
using Microsoft.EntityFrameworkCore;

namespace Shanhai.Funds.Disclosure;

/// <summary>What came into and left the cash and the bank of a book between two days, for its village to read: bodies one by one, persons together.</summary>
internal static class MoneyMoved
{
    public static async Task<(IReadOnlyList<ShowDisclosed.Movement> Rows, IReadOnlyList<ShowDisclosed.Together> Persons, long Total, string? Next)> Read(
        Book book, BookAccounts accounts, DateOnly from, DateOnly to, string? after, int most, Db db, CancellationToken ct)
    {
        List<string> money = [.. accounts.All.Where(a => a.Money).Select(a => a.Code)];
        var moved = db.Entries.AsNoTracking().Where(e => e.Book == book.Id && e.On >= from && e.On <= to && (e.Kind == EntryKind.Ordinary || e.Kind == EntryKind.PriorYear)
            && db.Postings.Any(p => p.Entry == e.Id && money.Contains(p.Account)));
        var others = moved.Where(e => e.PayeeIs != PayeeKind.Person);
        var total = await others.LongCountAsync(ct);
        if (int.TryParse(after, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && await others.FirstOrDefaultAsync(e => e.Number == number, ct) is { } last)
        {
            others = others.Where(e => e.On > last.On || e.On == last.On && e.Number > number);
        }
        var found = await others.OrderBy(e => e.On).ThenBy(e => e.Number).Take(most < int.MaxValue ? most + 1 : most).ToListAsync(ct);
        var shown = found.Take(most).ToList();
        var ids = shown.ConvertAll(e => e.Id);
        var lines = (await db.Postings.AsNoTracking().Where(p => ids.Contains(p.Entry) && p.Commodity == Commodity.Fen).OrderBy(p => p.Line).ToListAsync(ct)).ToLookup(p => p.Entry);
        var names = await Names(book, shown, db, ct);
        return ([.. shown.Select(e => Of(e, [.. lines[e.Id]], accounts, names))], await Together(moved, accounts, money, db, ct), total, found.Count > most ? shown[^1].Number.ToString(CultureInfo.InvariantCulture) : null);
    }

    private static ShowDisclosed.Movement Of(Entry entry, IReadOnlyList<Posting> lines, BookAccounts accounts, IReadOnlyList<string> names)
    {
        var money = lines.Where(l => accounts.Find(l.Account)!.Money).ToList();
        // Words were written for those who keep the book: a person whom it has paid is not named by them either.
        var text = names.Aggregate(entry.Text, (said, name) => said.Replace(name, FollowMoney.Masked(name, PayeeKind.Person), StringComparison.Ordinal));
        return new(entry.Number, entry.On, text, entry.PayeeIs == PayeeKind.Body ? entry.Payee : null, [.. lines.Where(l => !accounts.Find(l.Account)!.Money).Select(l => accounts.Find(l.Account)!.Name).Distinct()], money.Sum(l => l.Debit), money.Sum(l => l.Credit));
    }

    // The longest first, so that no part of a name is left.
    private static async Task<IReadOnlyList<string>> Names(Book book, List<Entry> shown, Db db, CancellationToken ct)
    {
        if (shown.Count == 0)
        {
            return [];
        }
        var all = await db.Entries.AsNoTracking().Where(e => e.Book == book.Id && e.PayeeIs == PayeeKind.Person && e.Payee != null).Select(e => e.Payee!).Distinct().ToListAsync(ct);
        return [.. all.Where(n => n.Length > 1).OrderByDescending(n => n.Length).ThenBy(n => n, StringComparer.Ordinal)];
    }

    private static async Task<IReadOnlyList<ShowDisclosed.Together>> Together(IQueryable<Entry> moved, BookAccounts accounts, List<string> money, Db db, CancellationToken ct)
    {
        var found = await db.Postings.AsNoTracking().Where(p => p.Commodity == Commodity.Fen && !money.Contains(p.Account) && moved.Any(e => e.Id == p.Entry && e.PayeeIs == PayeeKind.Person))
            .GroupBy(p => p.Account).Select(g => new { Account = g.Key, Lines = g.Count(), Fen = g.Sum(p => p.Amount) }).ToListAsync(ct);
        return [.. found.OrderBy(f => f.Account, StringComparer.Ordinal).Select(f => new ShowDisclosed.Together(f.Account, accounts.Find(f.Account)!.Name, f.Lines, f.Fen))];
    }
}
