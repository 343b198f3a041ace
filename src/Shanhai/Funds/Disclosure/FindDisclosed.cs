using Microsoft.EntityFrameworkCore;
using Shanhai.Organisations;
using Shanhai.Places;

namespace Shanhai.Funds.Disclosure;

/// <summary>Lists the villages' books whose closed periods anybody may read, by place; whoever works in an area finds its others too.</summary>
public sealed record FindDisclosed
{
    public string? Q { get; init; }
    public PlaceCode? Under { get; init; }
    public string? After { get; init; }
    public int? Size { get; init; }

    public sealed record Row(Id<Book> Id, string Name, string Owner, PlaceCode Place, string PlaceName, string? Above, DateOnly? ClosedThrough, bool Disclosed, bool Simulated);

    public static async Task<Result<Page<Row>>> Handle([AsParameters] FindDisclosed input, Charts charts, CurrentTree trees, CurrentRegister places, Db db, Actor actor, CancellationToken ct)
    {
        if (actor.Refuses(FundsModule.Follow) is { } no)
        {
            return no;
        }
        var (query, size) = (Books(charts, db, actor).Where(b => b.ClosedThrough != null), Math.Clamp(input.Size ?? 50, 1, 1000));
        if (input.Under is { } under)
        {
            query = query.Within(new([under]), b => b.Place);
        }
        if (input.Q?.Trim() is { Length: > 0 } q)
        {
            query = query.Where(b => b.Name.Contains(q) || db.Organisations.Any(o => o.Id == b.Owner && o.Name.Contains(q)));
        }
        var total = await query.LongCountAsync(ct);
        if (Id<Book>.TryParse(input.After, null, out var after) && await query.FirstOrDefaultAsync(b => b.Id == after, ct) is { } last)
        {
            query = query.Where(b => b.Place > last.Place || b.Place == last.Place && b.Id > after);
        }
        var found = await query.OrderBy(b => b.Place).ThenBy(b => b.Id).Take(size + 1).ToListAsync(ct);
        var (tree, register) = (await trees.Read(db, ct), await places.Read(db, ct));
        return new Page<Row>([.. found.Take(size).Select(b => new Row(b.Id, b.Name, tree.Find(b.Owner)?.Name ?? "", b.Place, register.NameOf(b.Place), FollowMoney.AboveOf(register, b.Place), b.ClosedThrough, b.Public, b.Simulated))],
            found.Count > size ? found[size - 1].Id.ToString() : null, total);
    }

    /// <summary>Villages' books that are disclosed, or that the reader works with.</summary>
    internal static IQueryable<Book> Books(Charts charts, Db db, Actor actor)
    {
        string[] ofVillages = [.. charts.All.Where(c => c.IsOfVillages).Select(c => c.Code)];
        var inside = BookSight.Books(db, actor, FundsModule.View);
        return db.Books.AsNoTracking().Where(b => ofVillages.Contains(b.Chart) && (b.Public || inside.Any(i => i.Id == b.Id)));
    }
}
