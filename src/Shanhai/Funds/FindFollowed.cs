using Microsoft.EntityFrameworkCore;
using Shanhai.Organisations;
using Shanhai.Places;

namespace Shanhai.Funds;

/// <summary>Lists the books of public money that anybody may follow.</summary>
public sealed record FindFollowed
{
    public sealed record Row(Id<Book> Id, string Name, string Owner, PlaceCode Place, string PlaceName, long Fen, bool Simulated);

    public static async Task<Result<IReadOnlyList<Row>>> Handle(PlaceCode? under, Charts charts, CurrentTree trees, CurrentRegister places, Db db, Actor actor, CancellationToken ct)
    {
        if (actor.Refuses(FundsModule.Follow) is { } no)
        {
            return no;
        }
        string[] money = [.. charts.All.Where(c => !c.IsOfVillages).Select(c => c.Code)];
        var inside = BookSight.Books(db, actor, FundsModule.View);
        var query = db.Books.AsNoTracking().Where(b => money.Contains(b.Chart) && (b.Public || inside.Any(i => i.Id == b.Id)));
        if (under is { } at)
        {
            query = query.Within(new([at]), b => b.Place);
        }
        var source = charts.All.First(c => !c.IsOfVillages).At(Stage.Source)!.Code;
        var below = source + ".";
        var found = await query.OrderBy(b => b.Place).ThenBy(b => b.Id).Take(500)
            .Select(b => new { Book = b, Fen = db.MonthTotals.Where(t => t.Book == b.Id && (t.Account == source || t.Account.StartsWith(below)) && t.Commodity == Commodity.Fen).Sum(t => t.Credit - t.Debit) }).ToListAsync(ct);
        var (tree, register) = (await trees.Read(db, ct), await places.Read(db, ct));
        return found.ConvertAll(f => new Row(f.Book.Id, f.Book.Name, tree.Find(f.Book.Owner)?.Name ?? "", f.Book.Place, register.NameOf(f.Book.Place), f.Fen, f.Book.Simulated));
    }
}
