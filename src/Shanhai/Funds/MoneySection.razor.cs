using Microsoft.AspNetCore.Components;
using Microsoft.EntityFrameworkCore;

namespace Shanhai.Funds;

public partial class MoneySection
{
    /// <summary>What public books say the place and those below it were given and paid, the villages' books that anybody may read, and, for those who work there, the books kept there.</summary>
    public sealed record Shown(PlaceCode Place, IReadOnlyList<Given> Given, IReadOnlyList<Kept> Disclosed, IReadOnlyList<Kept> Books);

    public sealed record Given(Id<Book> Book, string Name, long Allocated, long Paid, bool Simulated);

    public sealed record Kept(Id<Book> Id, string Name, DateOnly? ClosedThrough, bool Simulated);

    private const int Most = 8;

    public static async Task<RenderFragment?> Load(View view, PlaceCode place, RowsHere here, IServiceProvider services, CancellationToken ct)
    {
        // The books of a whole province are a list of their own.
        if (place.Level < Level.Township)
        {
            return null;
        }
        var (db, charts, scope) = (services.GetRequiredService<Db>(), services.GetRequiredService<Charts>(), new PlaceScope([place]));
        var chart = charts.All.First(c => !c.IsOfVillages);
        var (allocation, disbursement) = (chart.At(Stage.Allocation)!.Code, chart.At(Stage.Disbursement)!.Code);
        // Details of them are of the stage too. A reversal stands in red on the debit side, so that the totals are what was not taken back.
        var (ofAllocation, ofDisbursement) = (allocation + ".%", disbursement + ".%");
        var inside = BookSight.Books(db, view.Actor, FundsModule.View);
        var given = !here.Has<MonthTotal>() ? [] : await db.MonthTotals.AsNoTracking().Where(t => t.Commodity == Commodity.Fen && (t.Account == allocation || t.Account == disbursement || EF.Functions.Like(t.Account, ofAllocation) || EF.Functions.Like(t.Account, ofDisbursement))).Within(scope, t => t.Village)
            .Join(db.Books.Where(b => b.Chart == chart.Code && (b.Public || inside.Any(i => i.Id == b.Id))), t => t.Book, b => b.Id, (t, b) => new { b.Id, b.Name, b.Simulated, t.Account, t.Debit })
            .GroupBy(x => new { x.Id, x.Name, x.Simulated }).OrderBy(g => g.Key.Id).Take(Most)
            .Select(g => new Given(g.Key.Id, g.Key.Name, g.Sum(x => x.Account == allocation || EF.Functions.Like(x.Account, ofAllocation) ? x.Debit : 0L), g.Sum(x => x.Account == disbursement || EF.Functions.Like(x.Account, ofDisbursement) ? x.Debit : 0L), g.Key.Simulated)).ToListAsync(ct);
        given = await LessHandedOver(given, allocation, disbursement, scope, db, ct);
        var books = here.Has<Book>() && view.Actor.May(FundsModule.View)
            ? await inside.Within(scope, b => b.Place).OrderBy(b => b.Place).ThenBy(b => b.Id).Take(Most).Select(b => new Kept(b.Id, b.Name, b.ClosedThrough, b.Simulated)).ToListAsync(ct) : [];
        string[] ofVillages = [.. charts.All.Where(c => c.IsOfVillages).Select(c => c.Code)];
        var disclosed = !here.Has<Book>() ? [] : await db.Books.AsNoTracking().Where(b => b.Public && b.ClosedThrough != null && ofVillages.Contains(b.Chart)).Within(scope, b => b.Place).OrderBy(b => b.Place).ThenBy(b => b.Id).Take(Most)
            .Select(b => new Kept(b.Id, b.Name, b.ClosedThrough, b.Simulated)).ToListAsync(ct);
        return given.Count == 0 && books.Count == 0 && disclosed.Count == 0 ? null : PlaceSection.Show<MoneySection>(new Shown(place, given, disclosed, books));
    }

    // What a merged village gave to its successor is counted there and not twice.
    private static async Task<List<Given>> LessHandedOver(List<Given> given, string allocation, string disbursement, PlaceScope scope, Db db, CancellationToken ct)
    {
        var gone = given.Count == 0 ? [] : await FollowMoney.Gone(scope, db, ct);
        if (gone.Count == 0)
        {
            return given;
        }
        var books = given.ConvertAll(g => g.Book);
        var handed = (await FollowMoney.HandedOver(db.Postings.Where(p => books.Contains(p.Book)), gone, db).GroupBy(p => new { p.Book, p.Account }).Select(g => new { g.Key.Book, g.Key.Account, Fen = g.Sum(p => p.Amount) }).ToListAsync(ct)).ToLookup(h => h.Book);
        return given.ConvertAll(g => g with
        {
            Allocated = g.Allocated + handed[g.Book].Where(h => h.Account.Split('.')[0] == allocation).Sum(h => h.Fen), Paid = g.Paid + handed[g.Book].Where(h => h.Account.Split('.')[0] == disbursement).Sum(h => h.Fen),
        });
    }
}
