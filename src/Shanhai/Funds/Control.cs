using Microsoft.EntityFrameworkCore;

namespace Shanhai.Funds;

/// <summary>
/// Which of the entries about to be posted wait for two people: what is above the book's limit, by itself or together with what went to the same payee, by the same
/// paper or to the same project within some days (so that cutting a payment into pieces helps nobody), and what adds money that was not there before.
/// </summary>
internal static class Control
{
    private readonly record struct Key(char Of, string Name);

    public static async Task<IReadOnlySet<int>> Waiting(IReadOnlyList<EntryContent> all, BookAccounts accounts, Book book, Db db, CancellationToken ct)
    {
        var rules = LedgerRules.Shipped;
        var waits = all.Index().Where(e => e.Item.Lines!.Any(l => accounts.Find(l.Account) is { TwoPeople: true } account && account.Natural(l.Amount) > 0)).Select(e => e.Index).ToHashSet();
        if (book.ApproveAbove is not { } limit)
        {
            return waits;
        }
        waits.UnionWith(all.Index().Where(e => e.Item.Fen > limit || rules.Limit.Any(r => r.Key != Commodity.Fen && e.Item.Debits(r.Key) > r.Value)).Select(e => e.Index));
        var paying = all.Index().Where(e => !waits.Contains(e.Index) && Paid(e.Item, accounts) > 0).ToList();
        if (paying.Count == 0)
        {
            return waits;
        }
        var before = await Before(paying.ConvertAll(e => e.Item), accounts, book, rules.WithinDays, db, ct);
        foreach (var (at, entry) in paying)
        {
            var (paid, keys) = (Paid(entry, accounts), Keys(entry.Payee, entry.Document, entry.Project).ToList());
            var greatest = keys.Max(k => before.GetValueOrDefault(k)?.Where(b => Math.Abs(b.On.DayNumber - entry.On!.Value.DayNumber) <= rules.WithinDays).Sum(b => b.Fen) ?? 0);
            if (paid + greatest > limit)
            {
                waits.Add(at);
                continue;
            }
            foreach (var key in keys)
            {
                Note(before, key, entry.On!.Value, paid);
            }
        }
        return waits;
    }

    /// <summary>What leaves the accounts of money, or what is paid out of an allocation.</summary>
    private static long Paid(EntryContent entry, BookAccounts accounts) =>
        entry.Kind == EntryKind.Opening ? 0 : entry.Lines!.Where(l => l.Of == Commodity.Fen).Sum(l => accounts.Find(l.Account) is not { } account ? 0 : account.Money ? -l.Amount : account.Stage == Stage.Disbursement ? l.Amount : 0);

    private static IEnumerable<Key> Keys(string? payee, string? document, string? project) =>
        new[] { ('p', payee), ('d', document), ('j', project) }.Where(k => !string.IsNullOrWhiteSpace(k.Item2)).Select(k => new Key(k.Item1, k.Item2!.Trim()));

    private static void Note(Dictionary<Key, List<(DateOnly On, long Fen)>> all, Key key, DateOnly on, long fen)
    {
        if (!all.TryGetValue(key, out var there))
        {
            all.Add(key, there = []);
        }
        there.Add((on, fen));
    }

    // What two people have approved is not counted again, nor what was taken back.
    private static async Task<Dictionary<Key, List<(DateOnly On, long Fen)>>> Before(List<EntryContent> paying, BookAccounts accounts, Book book, int days, Db db, CancellationToken ct)
    {
        List<string> Of(Func<EntryContent, string?> name) => [.. paying.Select(name).OfType<string>().Select(n => n.Trim()).Distinct()];
        var (from, to) = (paying.Min(e => e.On!.Value).AddDays(-days), paying.Max(e => e.On!.Value).AddDays(days));
        var (payees, documents, projects) = (Of(e => e.Payee), Of(e => e.Document), Of(e => e.Project));
        List<string> money = [.. accounts.All.Where(a => a.Money).Select(a => a.Code)], counted = [.. money, .. accounts.At(Stage.Disbursement)];
        var found = await db.Entries.AsNoTracking().Where(e => e.Book == book.Id && e.On >= from && e.On <= to && (e.Kind == EntryKind.Ordinary || e.Kind == EntryKind.PriorYear) && e.ApprovedBy == null && e.Reverses == null
                && (documents.Contains(e.Document) || payees.Contains(e.Payee!) || projects.Contains(e.Project!)) && !db.Entries.Any(r => r.Reverses == e.Id))
            .Select(e => new
            {
                e.On, e.Payee, e.Document, e.Project,
                Fen = db.Postings.Where(p => p.Entry == e.Id && p.Commodity == Commodity.Fen && counted.Contains(p.Account)).Sum(p => money.Contains(p.Account) ? -p.Amount : p.Amount),
            }).ToListAsync(ct);
        var all = new Dictionary<Key, List<(DateOnly On, long Fen)>>();
        foreach (var entry in found.Where(e => e.Fen > 0))
        {
            foreach (var key in Keys(entry.Payee, entry.Document, entry.Project))
            {
                Note(all, key, entry.On, entry.Fen);
            }
        }
        return all;
    }
}
