using Microsoft.EntityFrameworkCore;
using Shanhai.Funds;
using Shanhai.Organisations;

namespace Shanhai.Pairing;

/// <summary>
/// Contributions in money held against the entries of books that received them. A contribution agrees with its entry where the entry brought the village the same sum on the same day, was not reversed and stands for no other
/// contribution. What an entry brought a village are its debits in money for the village, in a book of the village those for nobody in particular too.
/// </summary>
public static class Reconciliation
{
    private const int Days = 31, MostOffered = 200;

    /// <summary>In fen: all that is told, and of it what agrees with an entry, what differs from the one it names, and what names none.</summary>
    public sealed record Sums(long Told, long Agrees, long Differs, long Open);

    /// <param name="Brought">What the entry brought the village, in fen.</param>
    /// <param name="Shared">Another contribution names the entry too.</param>
    public sealed record Compared(Id<Contribution> Contribution, Id<Entry> Entry, Id<Book> Book, int Number, DateOnly On, long Brought, bool Reversed, bool Shared, bool Agrees);

    /// <summary>An entry that may be the one.</summary>
    public sealed record Offered(Id<Entry> Entry, string Book, int Number, DateOnly On, long Brought, string Text);

    private sealed class Row
    {
        public required Id<Contribution> Contribution { get; init; }
        public required long Told { get; init; }
        public required DateOnly ToldOn { get; init; }
        public required Id<Entry> Entry { get; init; }
        public required Id<Book> Book { get; init; }
        public required int Number { get; init; }
        public required DateOnly On { get; init; }
        public required long Brought { get; init; }
        public required bool Reversed { get; init; }
        public required bool Shared { get; init; }
    }

    public static async Task<Sums> Of(IQueryable<Contribution> contributions, Db db, CancellationToken ct)
    {
        var money = contributions.Where(c => c.TakenBackWhy == null && c.What == ContributionKind.Money);
        var (told, named) = (await money.SumAsync(c => c.Amount, ct), await money.Where(c => c.Entry != null).SumAsync(c => c.Amount, ct));
        var agrees = named == 0 ? 0 : await Rows(money, db).Where(r => r.Told == r.Brought && r.ToldOn == r.On && !r.Reversed && !r.Shared).SumAsync(r => r.Told, ct);
        return new(told, agrees, named - agrees, told - named);
    }

    /// <summary>Each contribution that names an entry, beside it.</summary>
    public static async Task<IReadOnlyDictionary<Id<Contribution>, Compared>> Each(IQueryable<Contribution> contributions, Db db, CancellationToken ct) =>
        (await Rows(contributions.Where(c => c.TakenBackWhy == null && c.What == ContributionKind.Money), db).ToListAsync(ct)).ToDictionary(r => r.Contribution,
            r => new Compared(r.Contribution, r.Entry, r.Book, r.Number, r.On, r.Brought, r.Reversed, r.Shared, r.Told == r.Brought && r.ToldOn == r.On && !r.Reversed && !r.Shared));

    private static IQueryable<Row> Rows(IQueryable<Contribution> money, Db db)
    {
        var nation = PlaceCode.Nation;
        return from c in money
               join e in db.Entries on c.Entry equals (Id<Entry>?)e.Id
               join b in db.Books on e.Book equals b.Id
               select new Row
               {
                   Contribution = c.Id, Told = c.Amount, ToldOn = c.On, Entry = e.Id, Book = e.Book, Number = e.Number, On = e.On,
                   Brought = db.Postings.Where(p => p.Entry == e.Id && p.Commodity == Commodity.Fen && p.Amount > 0 && !p.Red && (p.Village == c.Village || p.Village == nation && b.Place == c.Village)).Sum(p => p.Amount),
                   Reversed = db.Entries.Any(r => r.Reverses == e.Id), Shared = db.Contributions.Any(o => o.Entry == c.Entry && o.Id != c.Id && o.TakenBackWhy == null),
               };
    }

    /// <summary>Entries of books somebody sees that brought a village a sum in some days, were not reversed and stand for no contribution.</summary>
    internal static IQueryable<Entry> Brought(PlaceCode village, DateOnly from, DateOnly to, Db db, Actor actor)
    {
        var (nation, books) = (PlaceCode.Nation, BookSight.Books(db, actor, FundsModule.View));
        return db.Entries.AsNoTracking().Where(e => e.On >= from && e.On <= to && e.Reverses == null && !db.Entries.Any(r => r.Reverses == e.Id) && !db.Contributions.Any(o => o.Entry == e.Id && o.TakenBackWhy == null)
            && books.Any(b => b.Id == e.Book && db.Postings.Any(p => p.Entry == e.Id && p.Commodity == Commodity.Fen && p.Amount > 0 && !p.Red && (p.Village == village || p.Village == nation && b.Place == village))));
    }

    /// <summary>For each sum that names no entry, those of the village's books around its day that brought as much or are of the day itself.</summary>
    internal static async Task<ILookup<Id<Contribution>, Offered>> Offers(IReadOnlyList<(Id<Contribution> Id, long Amount, DateOnly On)> open, PlaceCode village, Db db, Actor actor, CancellationToken ct)
    {
        if (open.Count == 0 || !actor.May(FundsModule.View))
        {
            return Array.Empty<(Id<Contribution> Id, Offered Entry)>().ToLookup(x => x.Id, x => x.Entry);
        }
        var nation = PlaceCode.Nation;
        var found = (await Brought(village, open.Min(o => o.On).AddDays(-Days), open.Max(o => o.On).AddDays(Days), db, actor).OrderBy(e => e.On).ThenBy(e => e.Id).Take(MostOffered)
            .Join(db.Books, e => e.Book, b => b.Id, (e, b) => new
            {
                e.Id, b.Name, e.Number, e.On, e.Text,
                Brought = db.Postings.Where(p => p.Entry == e.Id && p.Commodity == Commodity.Fen && p.Amount > 0 && !p.Red && (p.Village == village || p.Village == nation && b.Place == village)).Sum(p => p.Amount),
            }).ToListAsync(ct)).Select(e => new Offered(e.Id, e.Name, e.Number, e.On, e.Brought, e.Text)).ToList();
        return open.SelectMany(o => found.Where(e => e.Brought == o.Amount && Math.Abs(e.On.DayNumber - o.On.DayNumber) <= Days || e.On == o.On).Select(e => (o.Id, Entry: e))).ToLookup(x => x.Id, x => x.Entry);
    }
}

/// <summary>Names the entry of a book that received a contribution in money, or takes that back (null). Whoever may record the contribution and sees the book may.</summary>
public sealed record ReconcileContribution(Id<Entry>? Entry)
{
    public sealed record Reconciled(Id<Contribution> Id, bool? Agrees);

    public static async Task<Result<Reconciled>> Handle(Id<Contribution> id, ReconcileContribution input, CurrentTree trees, Db db, Actor actor, CancellationToken ct)
    {
        if (actor.Refuses(PairingModule.Resources) is { } no)
        {
            return no;
        }
        if (await db.Contributions.FirstOrDefaultAsync(c => c.Id == id, ct) is not { } made || await RecordContribution.Of(made.Partnership, trees, db, actor, ct) is null)
        {
            return Problem.Missing("pairing.no-contribution");
        }
        if (made.TakenBackWhy is not null || made.What != ContributionKind.Money)
        {
            return Problem.Clash("pairing.no-money");
        }
        if (input.Entry is { } entry && (!actor.May(FundsModule.View) || !await Brought(entry, made.Village, db, actor, ct)))
        {
            return new Errors().Add("entry", "pairing.no-entry").Refusal!;
        }
        made.Entry = input.Entry;
        db.Record(actor, PairingModule.Resources, "partnership:" + made.Partnership, new { contribution = id, entry = input.Entry }, made.Village);
        await db.SaveChangesAsync(ct);
        var compared = await Reconciliation.Each(db.Contributions.AsNoTracking().Where(c => c.Id == id), db, ct);
        return new Reconciled(id, compared.TryGetValue(id, out var beside) ? beside.Agrees : null);
    }

    private static Task<bool> Brought(Id<Entry> entry, PlaceCode village, Db db, Actor actor, CancellationToken ct) =>
        Reconciliation.Brought(village, DateOnly.MinValue, DateOnly.MaxValue, db, actor).AnyAsync(e => e.Id == entry, ct);
}
