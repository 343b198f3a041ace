using Microsoft.EntityFrameworkCore;
using Shanhai.Places;

namespace Shanhai.Funds;

/// <summary>
/// Finding "just below the limit, several times": payments of one book that stayed a little below what two people must approve, at least so often within so many days
/// (<see cref="LedgerRules.NearLimit"/>), whoever was paid. It says where to look, not that something is wrong. Officers and leaders of the area may.
/// </summary>
public sealed record FindNearLimit
{
    public PlaceCode? Under { get; init; }
    public DateOnly? From { get; init; }
    public DateOnly? To { get; init; }

    /// <summary>So many payments are looked at, the newest first.</summary>
    public const int Most = 20_000;

    public sealed record Payment(Id<Entry> Id, int Number, DateOnly On, string Text, string Document, string? Payee, long Fen, string PreparedBy);

    /// <param name="Payments">All that lie within the days of one another, by day.</param>
    public sealed record Found(Id<Book> Book, string BookName, string PlaceName, long Limit, long Fen, bool Simulated, IReadOnlyList<Payment> Payments);

    /// <param name="Cut">There were more payments than are looked at: a shorter time shows the older ones.</param>
    public sealed record Findings(int Share, int Times, int WithinDays, DateOnly From, DateOnly To, bool Cut, IReadOnlyList<Found> Found);

    public static async Task<Result<Findings>> Handle([AsParameters] FindNearLimit input, Charts charts, CurrentRegister places, Db db, Actor actor, TimeProvider clock, CancellationToken ct)
    {
        if (actor.Refuses(FundsModule.Audit) is { } no)
        {
            return no;
        }
        if ((Days.Refuse(input.From) ?? Days.Refuse(input.To)) is { } noDay)
        {
            return noDay;
        }
        var rule = LedgerRules.Shipped.NearLimit;
        var to = input.To ?? ChinaDay.Today(clock);
        var from = input.From ?? to.AddYears(-1);
        var books = BookSight.Books(db, actor, FundsModule.Audit).Where(b => b.ApproveAbove > 0);
        if (input.Under is { } under)
        {
            books = books.Within(new([under]), b => b.Place);
        }
        var near = await Near(books, from, to, rule.Share, charts, db, ct);
        var (ids, register) = (near.Select(n => n.Book).Distinct().ToList(), await places.Read(db, ct));
        var of = (await books.Where(b => ids.Contains(b.Id)).ToListAsync(ct)).ToDictionary(b => b.Id);
        var found = near.GroupBy(n => n.Book).SelectMany(g => Runs([.. g.OrderBy(n => n.Payment.On).ThenBy(n => n.Payment.Number).Select(n => n.Payment)], rule)
            .Select(run => new Found(g.Key, of[g.Key].Name, register.NameOf(of[g.Key].Place), of[g.Key].ApproveAbove!.Value, run.Sum(p => p.Fen), of[g.Key].Simulated, run)));
        return new Findings(rule.Share, rule.Times, rule.WithinDays, from, to, near.Count == Most, [.. found.OrderByDescending(f => f.Payments.Count).ThenByDescending(f => f.Fen).ThenBy(f => f.Book)]);
    }

    // What leaves the accounts of money or is paid out of an allocation, unless two people have seen it or it was taken back.
    private static async Task<List<(Id<Book> Book, Payment Payment)>> Near(IQueryable<Book> books, DateOnly from, DateOnly to, int share, Charts charts, Db db, CancellationToken ct)
    {
        var accounts = charts.All.SelectMany(c => c.Accounts).ToList();
        List<string> money = [.. accounts.Where(a => a.Money).Select(a => a.Code).Distinct()], paid = [.. accounts.Where(a => a.Stage == Stage.Disbursement).Select(a => a.Code).Distinct()];
        var below = paid[0] + ".";
        var rows = await db.Entries.AsNoTracking().Where(e => e.On >= from && e.On <= to && (e.Kind == EntryKind.Ordinary || e.Kind == EntryKind.PriorYear) && e.ApprovedBy == null && e.Reverses == null && !db.Entries.Any(r => r.Reverses == e.Id))
            .Join(books, e => e.Book, b => b.Id, (e, b) => new
            {
                Entry = e, Limit = b.ApproveAbove!.Value,
                Out = db.Postings.Where(p => p.Entry == e.Id && p.Commodity == Commodity.Fen && (money.Contains(p.Account) || db.BookAccounts.Any(a => a.Book == e.Book && a.Code == p.Account && a.Money))).Sum(p => p.Amount),
                Paid = db.Postings.Where(p => p.Entry == e.Id && p.Commodity == Commodity.Fen && (paid.Contains(p.Account) || p.Account.StartsWith(below))).Sum(p => p.Amount),
            })
            .Where(x => x.Paid - x.Out <= x.Limit && (x.Paid - x.Out) * 100 >= x.Limit * share)
            .OrderByDescending(x => x.Entry.On).ThenByDescending(x => x.Entry.Id).Take(Most).ToListAsync(ct);
        return rows.ConvertAll(x => (x.Entry.Book, new Payment(x.Entry.Id, x.Entry.Number, x.Entry.On, x.Entry.Text, x.Entry.Document, FollowMoney.Masked(x.Entry.Payee, x.Entry.PayeeIs), x.Paid - x.Out, x.Entry.PreparedBy)));
    }

    /// <summary>Longest stretches in which every window of the days holds the times: each payment stands in one at most.</summary>
    internal static IEnumerable<IReadOnlyList<Payment>> Runs(IReadOnlyList<Payment> payments, LedgerRules.Near rule)
    {
        var belongs = new bool[payments.Count];
        for (var i = 0; i + rule.Times <= payments.Count; i++)
        {
            if (payments[i + rule.Times - 1].On.DayNumber - payments[i].On.DayNumber <= rule.WithinDays)
            {
                Array.Fill(belongs, true, i, rule.Times);
            }
        }
        var run = new List<Payment>();
        for (var i = 0; i < payments.Count; i++)
        {
            if (belongs[i] && (run.Count == 0 || payments[i].On.DayNumber - run[^1].On.DayNumber <= rule.WithinDays))
            {
                run.Add(payments[i]);
                continue;
            }
            if (run.Count > 0)
            {
                yield return run;
            }
            run = belongs[i] ? [payments[i]] : [];
        }
        if (run.Count > 0)
        {
            yield return run;
        }
    }
}
