using Microsoft.EntityFrameworkCore;
using Shanhai.Funds;
using Shanhai.Places;

namespace Shanhai.Programmes;

/// <summary>
/// What the ledger says of a project, in fen: allocated and paid by books of public money, and what the village's own books have spent on it. Entries name a project by its code; only books that the reader
/// may see and whose place holds the village, or the one that it has become part of, count.
/// </summary>
/// <param name="Allocated">Set aside for the village.</param>
/// <param name="Paid">Disbursed by public money, less what came back.</param>
/// <param name="Spent">Money that left the village's own accounts.</param>
public sealed record ProjectMoney(long Allocated, long Paid, long Spent)
{
    public static readonly ProjectMoney None = new(0, 0, 0);

    /// <summary>What went out for it: the village spends what it was paid, so the two are the same yuan and the greater counts.</summary>
    public long Out => Math.Max(Paid, Spent);

    public static async Task<IReadOnlyDictionary<string, ProjectMoney>> Of(IReadOnlyCollection<Project> projects, Charts charts, Register register, Db db, Actor actor, CancellationToken ct)
    {
        if (projects.Count == 0)
        {
            return new Dictionary<string, ProjectMoney>();
        }
        // A book goes with its village where that is merged; what it had posted keeps the number of its day.
        var villages = projects.ToDictionary(p => p.Code, p => (Then: p.Village, Now: register.Standing(p.Village) ?? p.Village));
        var codes = villages.Keys.ToList();
        var inside = BookSight.Books(db, actor, FundsModule.View);
        // Of a collective's books anybody reads closed periods alone, and not what is spent on a project while they run.
        string[] ofMoney = [.. charts.All.Where(c => !c.IsOfVillages).Select(c => c.Code)];
        var sums = await db.Postings.AsNoTracking().Where(p => p.Commodity == Commodity.Fen)
            .Join(db.Entries.Where(e => e.Project != null && codes.Contains(e.Project)), p => p.Entry, e => e.Id, (p, e) => new { p.Book, p.Account, e.Project, In = p.Amount > 0 != p.Red ? p.Amount : 0L, Gone = p.Amount > 0 != p.Red ? 0L : -p.Amount })
            .Join(db.Books.Where(b => b.Public && ofMoney.Contains(b.Chart) || inside.Any(i => i.Id == b.Id)), p => p.Book, b => b.Id, (p, b) => new { p.Project, b.Chart, b.Place, p.Account, p.In, p.Gone })
            .GroupBy(x => new { x.Project, x.Chart, x.Place, x.Account })
            .Select(g => new { g.Key.Project, g.Key.Chart, g.Key.Place, g.Key.Account, In = g.Sum(x => x.In), Gone = g.Sum(x => x.Gone) }).ToListAsync(ct);
        return sums.Where(s => villages[s.Project!] is var at && (s.Place.Contains(at.Then) || s.Place.Contains(at.Now))).GroupBy(s => s.Project!).ToDictionary(g => g.Key, g =>
        {
            long allocated = 0, paid = 0, spent = 0;
            foreach (var sum in g)
            {
                // A detail is of its main account's kind.
                if (charts.Find(sum.Chart) is not { } chart || chart.Accounts.FirstOrDefault(a => a.Code == sum.Account.Split('.')[0]) is not { } account)
                {
                    continue;
                }
                allocated += account.Stage == Stage.Allocation ? sum.In : 0;
                paid += account.Stage == Stage.Disbursement ? sum.In : 0;
                spent += chart.IsOfVillages && account.Money ? sum.Gone : 0;
            }
            return new ProjectMoney(allocated, paid, spent);
        });
    }
}

/// <summary>How far a project has come by what it has reached: a milestone's weight is earned on the day it is reached and not before.</summary>
/// <param name="Weight">Of all milestones that were not dropped.</param>
/// <param name="Due">Of those that were to be reached by today.</param>
public sealed record EarnedProgress(int Weight, int Reached, int Due, int Late)
{
    public static EarnedProgress Of(IEnumerable<Milestone> all, DateOnly today)
    {
        var counted = all.Where(m => m.DroppedWhy is null).ToList();
        return new(counted.Sum(m => m.Weight), counted.Where(m => m.ReachedOn is not null).Sum(m => m.Weight), counted.Where(m => m.PlannedOn <= today).Sum(m => m.Weight), counted.Count(m => m.ReachedOn is null && m.PlannedOn < today));
    }

    /// <summary>Of a hundred; null where nothing is planned.</summary>
    public int? Percent => Share(Reached);

    public int? DuePercent => Share(Due);

    /// <summary>What the reached part of the budget is worth, in fen: held against what was paid, it says whether money runs ahead of work.</summary>
    public long? Earned(long budget) => Weight == 0 ? null : (long)((decimal)budget * Reached / Weight);

    /// <summary>Money runs ahead of work by more than a tenth of the budget.</summary>
    public bool IsAhead(long paid, long budget) => Earned(budget) is { } earned && paid - earned > budget / 10;

    private int? Share(int part) => Weight == 0 ? null : (int)(100L * part / Weight);
}
