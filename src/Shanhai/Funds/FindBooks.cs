using Microsoft.EntityFrameworkCore;
using Shanhai.Organisations;
using Shanhai.Places;

namespace Shanhai.Funds;

/// <summary>Lists books by place. Whoever works in the area may; what anybody may follow is listed by <see cref="FindFollowed"/>.</summary>
public sealed record FindBooks
{
    public string? Q { get; init; }
    public string? Chart { get; init; }
    public PlaceCode? Under { get; init; }

    /// <summary>"place" (default), "name" or "entries"; a leading minus turns the order round.</summary>
    public string? Sort { get; init; }
    public string? After { get; init; }
    public int? Size { get; init; }

    public sealed record Row(Id<Book> Id, string Name, string Owner, PlaceCode Place, string PlaceName, string Chart, int Entries, DateOnly? ClosedThrough, DateOnly? LastOn, int Waiting, bool Simulated);

    public static async Task<Result<Page<Row>>> Handle([AsParameters] FindBooks input, CurrentTree trees, CurrentRegister places, Db db, Actor actor, CancellationToken ct)
    {
        if (actor.Refuses(FundsModule.View) is { } no)
        {
            return no;
        }
        var (tree, register, size) = (await trees.Read(db, ct), await places.Read(db, ct), Math.Clamp(input.Size ?? 50, 1, 1000));
        var query = Matching(input, db, actor);
        var total = await query.LongCountAsync(ct);
        if (Id<Book>.TryParse(input.After, null, out var after) && await query.FirstOrDefaultAsync(b => b.Id == after, ct) is { } last)
        {
            query = input.Sort switch
            {
                "name" => query.Where(b => b.Name.CompareTo(last.Name) > 0 || b.Name == last.Name && b.Id > after),
                "-name" => query.Where(b => b.Name.CompareTo(last.Name) < 0 || b.Name == last.Name && b.Id < after),
                "entries" => query.Where(b => b.LastNumber > last.LastNumber || b.LastNumber == last.LastNumber && b.Id > after),
                "-entries" => query.Where(b => b.LastNumber < last.LastNumber || b.LastNumber == last.LastNumber && b.Id < after),
                "-place" => query.Where(b => b.Place < last.Place || b.Place == last.Place && b.Id < after),
                _ => query.Where(b => b.Place > last.Place || b.Place == last.Place && b.Id > after),
            };
        }
        query = input.Sort switch
        {
            "name" => query.OrderBy(b => b.Name).ThenBy(b => b.Id),
            "-name" => query.OrderByDescending(b => b.Name).ThenByDescending(b => b.Id),
            "entries" => query.OrderBy(b => b.LastNumber).ThenBy(b => b.Id),
            "-entries" => query.OrderByDescending(b => b.LastNumber).ThenByDescending(b => b.Id),
            "-place" => query.OrderByDescending(b => b.Place).ThenByDescending(b => b.Id),
            _ => query.OrderBy(b => b.Place).ThenBy(b => b.Id),
        };
        var found = await query.Take(size + 1).Select(b => new
        {
            Book = b,
            LastOn = db.Entries.Where(e => e.Book == b.Id).Max(e => (DateOnly?)e.On),
            Waiting = db.Proposals.Count(p => p.Book == b.Id && p.State == ProposalState.Waiting),
        }).ToListAsync(ct);
        return new Page<Row>([.. found.Take(size).Select(f => new Row(f.Book.Id, f.Book.Name, tree.Find(f.Book.Owner)?.Name ?? "", f.Book.Place, register.NameOf(f.Book.Place), f.Book.Chart,
            f.Book.LastNumber, f.Book.ClosedThrough, f.LastOn, f.Waiting, f.Book.Simulated))], found.Count > size ? found[size - 1].Book.Id.ToString() : null, total);
    }

    private static IQueryable<Book> Matching(FindBooks input, Db db, Actor actor)
    {
        var query = BookSight.Books(db, actor, FundsModule.View);
        if (input.Under is { } under)
        {
            query = query.Within(new([under]), b => b.Place);
        }
        if (input.Chart is { Length: > 0 } chart)
        {
            query = query.Where(b => b.Chart == chart);
        }
        if (input.Q?.Trim() is { Length: > 0 } q)
        {
            query = query.Where(b => b.Name.Contains(q) || db.Organisations.Any(o => o.Id == b.Owner && o.Name.Contains(q)));
        }
        return query;
    }
}

/// <summary>One book with its balances as of a day and what moved since the year began. Whoever works in its area may.</summary>
public sealed record ShowBook(Id<Book> Id, string Name, string Owner, PlaceCode Place, string PlaceName, string Chart, Both ChartName, DateOnly AsOf)
{
    public required IReadOnlyList<Row> Rows { get; init; }
    public required long? ApproveAbove { get; init; }
    public required bool Public { get; init; }
    public required bool Simulated { get; init; }
    public required DateOnly? ClosedThrough { get; init; }
    public required int Entries { get; init; }

    /// <summary>Of its settings: whoever changes them names the one she saw.</summary>
    public required int Version { get; init; }
    public required DateOnly? CompleteFrom { get; init; }
    public required DateOnly? OpeningOn { get; init; }

    /// <summary>Sides as the account has them: a balance on the other side is less than zero in neither column but stands in the other.</summary>
    public sealed record Row(string Account, Both Name, AccountClass Class, Commodity Commodity, PlaceCode? Village, string? VillageName, long Opening, long Debit, long Credit, long Closing, bool Restricted);

    public static async Task<Result<ShowBook>> Handle(Id<Book> id, DateOnly? on, Charts charts, CurrentTree trees, CurrentRegister places, Db db, Actor actor, TimeProvider clock, CancellationToken ct)
    {
        var found = await BookSight.Find(id, FundsModule.View, trees, db, actor, ct);
        if (found.Problem is { } no)
        {
            return no;
        }
        if (Days.Refuse(on) is { } noDay)
        {
            return noDay;
        }
        var (book, tree, register) = (found.Value, await trees.Read(db, ct), await places.Read(db, ct));
        var accounts = await BookAccounts.Of(book, charts, db, ct);
        var day = on ?? ChinaDay.Today(clock);
        // The last day before the year: its opening balances.
        var first = new DateOnly(day.Year, 1, 1);
        var opening = (await Balances.AsOf(db, id, first.AddDays(-1), ct)).Concat(await Balances.Openings(db, id, first, day, ct)).ToLookup(b => (b.Account, b.Commodity, b.Village));
        var closing = await Balances.AsOf(db, id, day, ct);
        return new ShowBook(id, book.Name, tree.Find(book.Owner)?.Name ?? "", book.Place, register.NameOf(book.Place), book.Chart, accounts.Chart.Name, day)
        {
            Rows = [.. closing.Select(b =>
            {
                var (account, before) = (accounts.Find(b.Account)!, opening[(b.Account, b.Commodity, b.Village)].ToList());
                return new Row(b.Account, account.Name, account.Class, b.Commodity, b.Village == PlaceCode.Nation ? null : b.Village, b.Village == PlaceCode.Nation ? null : register.NameOf(b.Village),
                    before.Sum(o => o.Net), b.Debit - before.Sum(o => o.Debit), b.Credit - before.Sum(o => o.Credit), b.Net, account.Restricted);
            })],
            ApproveAbove = book.ApproveAbove, Public = book.Public, Simulated = book.Simulated, ClosedThrough = book.ClosedThrough, Entries = book.LastNumber, Version = book.SettingsVersion, CompleteFrom = book.CompleteFrom, OpeningOn = book.OpeningOn,
        };
    }
}

/// <summary>The balance of one account as of a day. Whoever works in the book's area may.</summary>
public sealed record ShowBalance(string Account, Both Name, DateOnly AsOf, IReadOnlyList<ShowBalance.Of> Balances)
{
    public sealed record Of(Commodity Commodity, PlaceCode? Village, long Debit, long Credit, long Net);

    public static async Task<Result<ShowBalance>> Handle(Id<Book> id, string account, DateOnly? on, Charts charts, CurrentTree trees, Db db, Actor actor, TimeProvider clock, CancellationToken ct)
    {
        var found = await BookSight.Find(id, FundsModule.View, trees, db, actor, ct);
        if (found.Problem is { } no)
        {
            return no;
        }
        if (Days.Refuse(on) is { } noDay)
        {
            return noDay;
        }
        if ((await BookAccounts.Of(found.Value, charts, db, ct)).Find(account) is not { } known)
        {
            return Problem.Missing("funds.account-unknown", account);
        }
        var day = on ?? ChinaDay.Today(clock);
        var balances = await Funds.Balances.AsOf(db, id, day, account, ct);
        return new ShowBalance(account, known.Name, day, [.. balances.Select(b => new Of(b.Commodity, b.Village == PlaceCode.Nation ? null : b.Village, b.Debit, b.Credit, b.Net))]);
    }
}

/// <summary>Days for which books may be asked: a slip such as 0206 is told, not answered with nothing.</summary>
internal static class Days
{
    public static Problem? Refuse(DateOnly? on) => new Errors().InRange(on, "on").Refusal;
}
