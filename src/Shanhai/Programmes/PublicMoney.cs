using Microsoft.EntityFrameworkCore;
using Shanhai.Funds;
using Shanhai.Organisations;
using Shanhai.Places;

namespace Shanhai.Programmes;

/// <summary>
/// What a book of public money that anybody may follow says of a project on one day: allocated or paid, and to which body. Persons are told together and never by name, as where the money is followed. What was taken back stands with
/// a minus on the day on which it was.
/// </summary>
/// <param name="Paid">False: set aside for the village.</param>
/// <param name="Payee">Null: a person, or nobody was named.</param>
public sealed record PublicMoney(string Project, Id<Book> Book, string BookName, Id<Organisation> Owner, bool Simulated, bool Paid, DateOnly On, string? Payee, bool Persons, long Fen)
{
    /// <summary>By the code of the project, in the order of the days. Books count as in <see cref="ProjectMoney"/>; a village's own books do not, because they spend the same yuan.</summary>
    internal static async Task<ILookup<string, PublicMoney>> Of(IReadOnlyCollection<Project> projects, Charts charts, Register register, Db db, CancellationToken ct)
    {
        var villages = projects.ToDictionary(p => p.Code, p => (Then: p.Village, Now: register.Standing(p.Village) ?? p.Village));
        var (codes, money) = (villages.Keys.ToList(), charts.All.Where(c => !c.IsOfVillages).ToDictionary(c => c.Code));
        var kept = money.Keys.ToList();
        var sums = await db.Postings.AsNoTracking().Where(p => p.Commodity == Commodity.Fen && p.Amount > 0 != p.Red)
            .Join(db.Entries.Where(e => e.Project != null && codes.Contains(e.Project)), p => p.Entry, e => e.Id, (p, e) => new { p.Book, p.Account, p.Amount, e.Project, e.On, e.Payee, e.PayeeIs })
            .Where(x => db.Books.Any(b => b.Id == x.Book && b.Public && kept.Contains(b.Chart)))
            .GroupBy(x => new { x.Project, x.Book, x.Account, x.On, x.Payee, x.PayeeIs })
            .Select(g => new { g.Key.Project, g.Key.Book, g.Key.Account, g.Key.On, g.Key.Payee, g.Key.PayeeIs, Fen = g.Sum(x => x.Amount) }).ToListAsync(ct);
        var ids = sums.Select(s => s.Book).Distinct().ToList();
        var books = await db.Books.AsNoTracking().Where(b => ids.Contains(b.Id)).ToDictionaryAsync(b => b.Id, ct);
        var found = new List<PublicMoney>();
        foreach (var sum in sums)
        {
            var (book, at) = (books[sum.Book], villages[sum.Project!]);
            // A detail is of its main account's kind.
            var stage = money[book.Chart].Accounts.FirstOrDefault(a => a.Code == sum.Account.Split('.')[0])?.Stage;
            if (stage is Stage.Allocation or Stage.Disbursement && (book.Place.Contains(at.Then) || book.Place.Contains(at.Now)))
            {
                var person = sum.Payee is not null && sum.PayeeIs != PayeeKind.Body;
                found.Add(new(sum.Project!, book.Id, book.Name, book.Owner, book.Simulated, stage == Stage.Disbursement, sum.On, person ? null : sum.Payee, person, sum.Fen));
            }
        }
        // Several persons of one day are one line: their number is nobody's business either.
        return found.GroupBy(m => m with { Fen = 0 }).Select(g => g.Key with { Fen = g.Sum(m => m.Fen) })
            .OrderBy(m => m.On).ThenBy(m => m.Paid).ThenBy(m => m.Book).ThenBy(m => m.Payee, StringComparer.Ordinal).ToLookup(m => m.Project);
    }
}
