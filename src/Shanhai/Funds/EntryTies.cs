using Microsoft.EntityFrameworkCore;

namespace Shanhai.Funds;

/// <summary>What an entry names outside its own book: villages, and the payment of another book whose money it receives.</summary>
internal static class EntryTies
{
    public static async Task<Problem?> Refuse(IReadOnlyList<EntryContent> all, BookAccounts accounts, Charts charts, bool reversal, Db db, Actor actor, CancellationToken ct)
    {
        var errors = new Errors();
        if (!reversal)
        {
            await Villages(all, accounts, errors, db, ct);
        }
        await Sources(all, accounts, charts, errors, db, actor, ct);
        return errors.Refusal;
    }

    // A village of the register, below the book's place, that stands. One that was merged only gives what is left of its money to its successor.
    private static async Task Villages(IReadOnlyList<EntryContent> all, BookAccounts accounts, Errors errors, Db db, CancellationToken ct)
    {
        var named = all.SelectMany(e => e.Lines!).Select(l => l.Village).OfType<PlaceCode>().Where(v => v != PlaceCode.Nation).Distinct().ToList();
        if (named.Count == 0)
        {
            return;
        }
        var known = await db.Places.AsNoTracking().Where(p => named.Contains(p.Code)).Select(p => new { p.Code, p.Closed }).ToDictionaryAsync(p => p.Code, p => p.Closed, ct);
        var gone = known.Where(k => k.Value is not null).Select(k => (PlaceCode?)k.Key).ToList();
        var followed = gone.Count == 0 ? [] : (await db.PlaceMoves.AsNoTracking().Where(m => gone.Contains(m.From) && m.To != null).Select(m => new { m.From, m.To }).ToListAsync(ct)).Select(m => (m.From!.Value, m.To!.Value)).ToHashSet();
        foreach (var (i, entry) in all.Index())
        {
            foreach (var (at, line) in entry.Lines!.Index().Where(l => l.Item.Village is { } v && v != PlaceCode.Nation))
            {
                var (field, village) = ($"entries[{i}].lines[{at}]", line.Village!.Value);
                if (!known.TryGetValue(village, out var closed))
                {
                    errors.Add(field, "funds.village-unknown", at + 1, village);
                }
                else if (!accounts.Place.Contains(village))
                {
                    errors.Add(field, "funds.village-outside", at + 1, village);
                }
                else if (closed is not null && line.Debit > 0)
                {
                    errors.Add(field, "funds.village-closed", at + 1, village, closed);
                }
            }
            HandedOver(entry, $"entries[{i}].lines", known, followed, accounts, errors);
        }
    }

    private static void HandedOver(EntryContent entry, string field, Dictionary<PlaceCode, DateOnly?> known, HashSet<(PlaceCode, PlaceCode)> followed, BookAccounts accounts, Errors errors)
    {
        var (gives, takes) = (entry.Lines!.Where(l => l.Credit > 0).ToList(), entry.Lines!.Where(l => l.Debit > 0).ToList());
        var between = gives.SelectMany(g => takes.Where(t => g.Of == t.Of && accounts.Find(g.Account)?.Main == accounts.Find(t.Account)?.Main).Select(t => (From: g.Village, To: t.Village)));
        foreach (var (from, to) in between.Where(b => b.From is not null && b.To is not null && accounts.Chart.Moves.Count > 0 && entry.Kind != EntryKind.Opening))
        {
            if (known.GetValueOrDefault(from!.Value) is null || !followed.Contains((from.Value, to!.Value)))
            {
                errors.Add(field, "funds.no-successor", from, to);
            }
        }
    }

    // Money that is said to come from another book's payment does: a payment to this place, that she may see or anybody may, received once and no more than was paid.
    private static async Task Sources(IReadOnlyList<EntryContent> all, BookAccounts accounts, Charts charts, Errors errors, Db db, Actor actor, CancellationToken ct)
    {
        var named = all.Select(e => e.Source).OfType<Id<Entry>>().Distinct().ToList();
        if (named.Count == 0)
        {
            return;
        }
        var (seen, paying) = (BookSight.Books(db, actor, FundsModule.View), charts.All.SelectMany(c => c.Accounts).Where(a => a.Stage == Stage.Disbursement).Select(a => a.Code).ToList());
        var known = await db.Entries.AsNoTracking()
            .Where(e => named.Contains(e.Id) && e.Reverses == null && !db.Entries.Any(r => r.Reverses == e.Id) && (seen.Any(b => b.Id == e.Book) || db.Books.Any(b => b.Id == e.Book && b.Public)))
            .Select(e => new
            {
                e.Id,
                Paid = db.Postings.Where(p => p.Entry == e.Id && p.Commodity == Commodity.Fen && p.Village == accounts.Place && p.Amount > 0 && paying.Contains(p.Account)).Sum(p => p.Amount),
                Received = db.Entries.Any(r => r.Source == e.Id && r.Reverses == null && !db.Entries.Any(b => b.Reverses == r.Id)),
            }).ToDictionaryAsync(e => e.Id, ct);
        foreach (var group in all.Index().Where(e => e.Item.Source is not null).GroupBy(e => e.Item.Source!.Value))
        {
            var (at, entry) = group.First();
            if (!known.TryGetValue(group.Key, out var of) || of.Paid == 0)
            {
                errors.Add($"entries[{at}].source", "funds.no-source");
            }
            else if (of.Received || group.Count() > 1)
            {
                errors.Add($"entries[{at}].source", "funds.received-already");
            }
            else if (entry.Fen > of.Paid)
            {
                errors.Add($"entries[{at}].source", "funds.received-more", Amounts.Say(Commodity.Fen, entry.Fen), Amounts.Say(Commodity.Fen, of.Paid));
            }
        }
    }
}
