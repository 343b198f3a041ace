using Microsoft.EntityFrameworkCore;
using Shanhai.Funds;
using Shanhai.Organisations;
using Shanhai.Places;
using Proposal = Shanhai.Funds.Proposal;

namespace Shanhai.Enclaves;

/// <summary>
/// Enters what villages received into their own books, by the books' own use case with all its checks. Whoever may enter there may. An entry bears the payment's key, so that one that was
/// entered when the program was stopped is recognised and not entered twice.
/// </summary>
public sealed record PostDividends
{
    /// <param name="Unposted">Stand in no book; the page says why.</param>
    public sealed record Done(int Posted, int Waiting, int Unposted);

    public static async Task<Result<Done>> Handle(Id<Distribution> id, PostDividends input, Charts charts, CurrentTree trees, CurrentRegister places, Db db, Actor actor, TimeProvider clock, CancellationToken ct)
    {
        var found = await EnclaveSight.Distribution(id, EnclavesModule.Pay, db, actor, ct);
        return found.Problem is { } no ? no : await Post(id, charts, trees, await places.Read(db, ct), db, actor, clock, ct);
    }

    private sealed record Waiting(Payment Payment, PlaceCode Payee);

    internal static async Task<Done> Post(Id<Distribution> id, Charts charts, CurrentTree trees, Register register, Db db, Actor actor, TimeProvider clock, CancellationToken ct)
    {
        db.ChangeTracker.Clear();
        var of = await db.Distributions.AsNoTracking().FirstAsync(d => d.Id == id, ct);
        var enclave = await db.Enclaves.AsNoTracking().FirstAsync(e => e.Id == of.Enclave, ct);
        // What a body that is no village received is its own affair.
        var open = await db.DividendPayments.AsNoTracking().Where(p => p.TakenBackWhy == null && p.Entry == null && p.Waits == null)
            .Join(db.Dividends.Where(d => d.Distribution == id && d.Organisation == null), p => p.Dividend, d => d.Id, (p, d) => new Waiting(p, d.Payee)).ToListAsync(ct);
        // A village merged since it was approved has no book of its own any more: what stood in its book stands in its successor's.
        open = open.ConvertAll(o => o with { Payee = register.Standing(o.Payee) ?? o.Payee });
        var villages = open.Select(o => o.Payee).Distinct().ToList();
        var known = EnclaveLimits.Shipped.Receipts.Select(r => r.Chart).ToList();
        var books = (await db.Books.AsNoTracking().Where(b => villages.Contains(b.Place) && known.Contains(b.Chart)).OrderBy(b => b.Id).ToListAsync(ct)).ToLookup(b => b.Place);
        var sent = open.ConvertAll(o => new Id<Entry>(o.Payment.Id.Value));
        var waiting = sent.ConvertAll(s => new Id<Proposal>(s.Value));
        var entered = (await db.Entries.AsNoTracking().Where(e => sent.Contains(e.Id)).Select(e => e.Id).ToListAsync(ct)).ToHashSet();
        var proposed = await db.Proposals.AsNoTracking().Where(p => waiting.Contains(p.Id)).Select(p => new { p.Id, p.State }).ToDictionaryAsync(p => p.Id, p => p.State, ct);
        var outcomes = new Dictionary<Id<Payment>, (Id<Entry>? Entry, Id<Proposal>? Waits, string? Unposted)>();
        foreach (var one in open)
        {
            // What was entered when the program was stopped is recognised by the payment's key.
            var (entry, proposal) = (new Id<Entry>(one.Payment.Id.Value), new Id<Proposal>(one.Payment.Id.Value));
            outcomes[one.Payment.Id] = entered.Contains(entry) ? (entry, null, null) : proposed.ContainsKey(proposal) ? (null, proposal, null)
                : await One(one.Payment, entry, enclave, of, books[one.Payee], charts, trees, db, actor, clock, ct);
        }
        await Note(id, outcomes, enclave, db, actor, ct);
        // What those who approve the book have refused meanwhile waits no more.
        var refused = outcomes.Values.Count(o => o.Waits is { } w && proposed.GetValueOrDefault(w) == ProposalState.Refused);
        return new(outcomes.Values.Count(o => o.Entry is not null), outcomes.Values.Count(o => o.Waits is not null) - refused, outcomes.Values.Count(o => o.Unposted is not null) + refused);
    }

    private static async Task<(Id<Entry>?, Id<Proposal>?, string?)> One(
        Payment payment, Id<Entry> sent, Enclave enclave, Distribution of, IEnumerable<Book> books, Charts charts, CurrentTree trees, Db db, Actor actor, TimeProvider clock, CancellationToken ct)
    {
        if (books.FirstOrDefault(b => charts.Find(b.Chart)!.HoldsOn(payment.On)) is not { } book)
        {
            return (null, null, "enclaves.unposted.no-book");
        }
        var accounts = EnclaveLimits.Shipped.Receipts.First(r => r.Chart == book.Chart);
        if ((accounts.Debit ?? await OwnBank(book, charts, db, ct)) is not { } bank)
        {
            return (null, null, "enclaves.unposted.no-bank");
        }
        var text = Words.Say(Language.Chinese, "enclaves.entry-text", enclave.Name[..Math.Min(40, enclave.Name.Length)], of.FromDay, of.ToDay);
        var entry = new EntryContent(payment.On, text, payment.Evidence[..Math.Min(payment.Evidence.Length, Entry.LongestDocument)], [new(bank, Debit: payment.Fen), new(accounts.Credit, Credit: payment.Fen)]) { Sent = sent, IsIncome = true };
        var done = await PostEntries.Handle(book.Id, new([entry]), charts, trees, db, actor, clock, ct);
        // Somebody else has entered it in this moment.
        return done.Problem is { Code: "funds.sent-already" } ? (sent, null, null) : done.Problem is { Code: "funds.sent-waits" or "funds.sent-refused" } ? (null, new Id<Proposal>(sent.Value), null) : done.Problem is { } problem
            ? (null, null, problem.Fields.Any(f => f.Key == "funds.closed-period") ? "enclaves.unposted.closed" : problem.Fields.Any(f => f.Key == "funds.before-opening") ? "enclaves.unposted.before-opening"
                : problem.Status is 403 or 404 ? "enclaves.unposted.not-yours" : "enclaves.unposted.refused")
            : (done.Value.Entries[0].Entry, done.Value.Entries[0].Waits, null);
    }

    /// <summary>The account at a bank that the book has added, or its only one of money; null: nobody can tell which is meant.</summary>
    private static async Task<string?> OwnBank(Book book, Charts charts, Db db, CancellationToken ct)
    {
        var money = (await BookAccounts.Of(book, charts, db, ct)).All.Where(a => a.Money && a.Code == a.Main).ToList();
        return money.FindAll(a => a.Name.Zh.Contains("银行", StringComparison.Ordinal)) is [var bank] ? bank.Code : money is [var only] ? only.Code : null;
    }

    private static async Task Note(Id<Distribution> id, Dictionary<Id<Payment>, (Id<Entry>? Entry, Id<Proposal>? Waits, string? Unposted)> outcomes, Enclave enclave, Db db, Actor actor, CancellationToken ct)
    {
        db.ChangeTracker.Clear();
        var ids = outcomes.Keys.ToList();
        var changed = 0;
        foreach (var payment in await db.DividendPayments.Where(p => ids.Contains(p.Id) && p.Entry == null && p.Waits == null).ToListAsync(ct))
        {
            var now = outcomes[payment.Id];
            changed += (payment.Entry, payment.Waits, payment.Unposted) == now ? 0 : 1;
            (payment.Entry, payment.Waits, payment.Unposted) = now;
        }
        if (changed > 0)
        {
            db.Record(actor, EnclavesModule.Pay, EnclaveSight.SubjectOf(id), new { posted = changed }, enclave.Place);
            await db.SaveChangesAsync(ct);
        }
        db.ChangeTracker.Clear();
    }
}
