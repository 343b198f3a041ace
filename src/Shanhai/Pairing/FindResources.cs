using Microsoft.EntityFrameworkCore;
using Shanhai.Organisations;
using Shanhai.Places;

namespace Shanhai.Pairing;

/// <summary>Lists what villages need and helpers offer, the newest first: what stands, or what was ended too. Those who work in the area may, and whoever helps for the helper.</summary>
public sealed record FindResources
{
    public PlaceCode? Place { get; init; }
    public Id<Organisation>? Organisation { get; init; }

    /// <summary>Of villages or of helpers that lie here.</summary>
    public PlaceCode? Under { get; init; }

    /// <summary>Offers; false: needs.</summary>
    public bool? Offers { get; init; }
    public ResourceKind? What { get; init; }

    /// <summary>Those that were ended too.</summary>
    public bool? Over { get; init; }
    public string? After { get; init; }
    public int? Size { get; init; }

    /// <param name="Whose">The village or the helper.</param>
    public sealed record Row(
        Id<Resource> Id, PlaceCode Place, Id<Organisation>? Organisation, string Whose, ResourceKind What, string? Sector, long? Amount, DateOnly? From, DateOnly? To, string? Words, string By, DateTimeOffset At, DateTimeOffset? EndedAt);

    public static async Task<Result<Page<Row>>> Handle([AsParameters] FindResources input, CurrentTree trees, CurrentRegister places, Db db, Actor actor, CancellationToken ct)
    {
        if (actor.Refuses(PairingModule.View) is { } no)
        {
            return no;
        }
        var (tree, register, size) = (await trees.Read(db, ct), await places.Read(db, ct), Math.Clamp(input.Size ?? 50, 1, 500));
        var query = Seen(db, actor, PairingModule.View, tree).AsNoTracking().Where(r => input.Over == true || r.EndedAt == null);
        if (input.Organisation is { } body)
        {
            query = query.Where(r => r.Organisation == body);
        }
        else if (input.Place is { } place)
        {
            query = query.Where(r => r.Place == place && r.Organisation == null);
        }
        if (input.Under is { } under)
        {
            query = query.Within(new([under]), r => r.Place);
        }
        if (input.Offers is { } offers)
        {
            query = query.Where(r => r.Organisation != null == offers);
        }
        if (input.What is { } what)
        {
            query = query.Where(r => r.What == what);
        }
        var total = await query.LongCountAsync(ct);
        if (Id<Resource>.TryParse(input.After, null, out var after))
        {
            query = query.Where(r => r.Id < after);
        }
        var found = await query.OrderByDescending(r => r.Id).Take(size + 1).ToListAsync(ct);
        return new Page<Row>([.. found.Take(size).Select(r => new Row(r.Id, r.Place, r.Organisation, r.Organisation is { } o ? tree.Find(o)?.Name ?? "" : register.NameOf(r.Place), r.What, r.Sector, r.Amount, r.FromDay,
            r.ToDay, r.Words, r.RecordedBy, r.RecordedAt, r.EndedAt))], found.Count > size ? found[size - 1].Id.ToString() : null, total);
    }

    internal static IQueryable<Resource> Writable(Db db, Actor actor, OrganisationTree tree) => Seen(db, actor, PairingModule.Resources, tree);

    private static IQueryable<Resource> Seen(Db db, Actor actor, string verb, OrganisationTree tree)
    {
        var bodies = tree.WithMerged(actor.Helps(verb, tree)).Select(b => (Id<Organisation>?)b).ToList();
        var (area, own) = (db.Resources.Within(actor.Area(verb), r => r.Place), db.Resources.Where(r => bodies.Contains(r.Organisation)));
        own = actor.Lent is { } lent ? own.Within(new([lent.Place]), r => r.Place) : own;
        var (inArea, ofOwn) = (area.Select(r => r.Id), own.Select(r => r.Id));
        return bodies.Count == 0 ? area : db.Resources.Where(r => inArea.Contains(r.Id) || ofOwn.Contains(r.Id));
    }
}
