using Microsoft.EntityFrameworkCore;
using Shanhai.Places;

namespace Shanhai.Organisations;

/// <summary>Lists the bodies of the places somebody answers for, by name (also former, by pinyin or initials), credit code, kind, duty and place. Whoever holds a role may.</summary>
public sealed record FindOrganisations
{
    public string? Q { get; init; }
    public OrganisationKind? Kind { get; init; }
    public Duties? Duty { get; init; }
    public PlaceCode? Under { get; init; }

    /// <summary>Those that ended instead of those that stand.</summary>
    public bool? Closed { get; init; }

    /// <summary>"place" (default; of one place as they are read aloud) or "name" (as it is read aloud); a leading minus turns the order round.</summary>
    public string? Sort { get; init; }

    /// <summary>The mark of the page before, as it was answered.</summary>
    public string? After { get; init; }
    public int? Size { get; init; }

    public sealed record Row(
        Id<Organisation> Id, string Name, string? ShortName, OrganisationKind Kind, Duties Duties, PlaceCode Place, string PlaceName, string? Superior, string? CreditCode, string? Phone,
        DateOnly? Opened, DateOnly? Closed, string? Successor);

    public static async Task<Result<Page<Row>>> Handle(
        [AsParameters] FindOrganisations input, CurrentTree trees, CurrentRegister places, Db db, Actor actor, CancellationToken ct)
    {
        if (actor.Refuses(OrganisationsModule.View) is { } no)
        {
            return no;
        }

        var size = Math.Clamp(input.Size ?? 50, 1, 5000);
        var query = Matching(input, db, actor);
        var total = await query.LongCountAsync(ct);
        var found = await Ordered(await Following(query, input, db, actor, ct), input).Take(size + 1).ToListAsync(ct);
        var (tree, register) = (await trees.Read(db, ct), await places.Read(db, ct));
        return new Page<Row>([.. found.Take(size).Select(o => new Row(o.Id, o.Name, o.ShortName, o.Kind, o.Duties, o.Place, PlaceName(register, o.Place),
            o.Superior is { } superior ? tree.Find(superior)?.Name : null, o.CreditCode, o.Phone, o.Opened, o.Closed, o.Successor is { } next ? tree.Find(next)?.Name : null))],
            found.Count > size ? found[size - 1].Id.ToString() : null, total);
    }

    internal static string PlaceName(Register register, PlaceCode place) => register.Find(place) is >= 0 and var i ? register.Name(i) : place == PlaceCode.Nation ? "" : place.ToString();

    private static IQueryable<Organisation> Matching(FindOrganisations input, Db db, Actor actor)
    {
        var query = db.Organisations.AsNoTracking().Where(o => o.Closed != null == (input.Closed ?? false)).Within(actor.Scope(OrganisationsModule.View), o => o.Place);
        if (input.Under is { } under)
        {
            query = query.Within(new PlaceScope([under]), o => o.Place);
        }
        if (input.Kind is { } kind)
        {
            query = query.Where(o => o.Kind == kind);
        }
        if (input.Duty is { } duty && duty != Duties.None)
        {
            query = query.Where(o => (o.Duties & duty) != Duties.None);
        }
        if (input.Q?.Trim() is { Length: > 0 } q)
        {
            var (lower, upper) = (q.ToLowerInvariant(), q.ToUpperInvariant());
            query = query.Where(o => o.Name.Contains(q) || o.ShortName!.Contains(q) || o.Pinyin.Contains(lower) || o.Initials.Contains(lower) || o.CreditCode == upper
                || db.OrganisationEvents.Any(e => e.Organisation == o.Id && e.UndoneAt == null && e.FromName!.Contains(q)));
        }
        return query;
    }

    // The mark is the last row's id, looked up again, so that no name need stand in an address.
    private static async Task<IQueryable<Organisation>> Following(IQueryable<Organisation> query, FindOrganisations input, Db db, Actor actor, CancellationToken ct)
    {
        if (!Id<Organisation>.TryParse(input.After, null, out var id)
            || await db.Organisations.AsNoTracking().Within(actor.Scope(OrganisationsModule.View), o => o.Place).FirstOrDefaultAsync(o => o.Id == id, ct) is not { } last)
        {
            return query;
        }
        return input.Sort switch
        {
            "name" => query.Where(o => o.Pinyin.CompareTo(last.Pinyin) > 0 || o.Pinyin == last.Pinyin && o.Id > id),
            "-name" => query.Where(o => o.Pinyin.CompareTo(last.Pinyin) < 0 || o.Pinyin == last.Pinyin && o.Id < id),
            "-place" => query.Where(o => o.Place < last.Place || o.Place == last.Place && (o.Pinyin.CompareTo(last.Pinyin) < 0 || o.Pinyin == last.Pinyin && o.Id < id)),
            _ => query.Where(o => o.Place > last.Place || o.Place == last.Place && (o.Pinyin.CompareTo(last.Pinyin) > 0 || o.Pinyin == last.Pinyin && o.Id > id)),
        };
    }

    private static IQueryable<Organisation> Ordered(IQueryable<Organisation> query, FindOrganisations input) => input.Sort switch
    {
        "name" => query.OrderBy(o => o.Pinyin).ThenBy(o => o.Id),
        "-name" => query.OrderByDescending(o => o.Pinyin).ThenByDescending(o => o.Id),
        "-place" => query.OrderByDescending(o => o.Place).ThenByDescending(o => o.Pinyin).ThenByDescending(o => o.Id),
        _ => query.OrderBy(o => o.Place).ThenBy(o => o.Pinyin).ThenBy(o => o.Id),
    };
}
