using Microsoft.EntityFrameworkCore;
using Shanhai.Organisations;
using Shanhai.Places;

namespace Shanhai.Pairing;

/// <summary>
/// Lists published pairs, by village. Anybody may: who helps whom, from when to when, is public; what somebody wrote about a pair is not, and how it worked is not (<see cref="ShowPartnership"/>).
/// </summary>
public sealed record FindPartnerships
{
    public PlaceCode? Under { get; init; }
    public Id<Organisation>? Organisation { get; init; }
    public Id<Campaign>? Campaign { get; init; }

    /// <summary>Those that are over too.</summary>
    public bool? Over { get; init; }
    public string? After { get; init; }
    public int? Size { get; init; }

    /// <param name="To">The last day: of the term, or of its end where that came first.</param>
    public sealed record Row(
        Id<Partnership> Id, Id<Campaign> Campaign, string CampaignName, string Kind, Both KindName, Id<Organisation> Organisation, string Helper, PlaceCode Village, string VillageName, string Path,
        DateOnly From, DateOnly To, Stage Stage);

    public static async Task<Result<Page<Row>>> Handle([AsParameters] FindPartnerships input, CurrentTree trees, CurrentRegister places, Db db, Actor actor, TimeProvider clock, CancellationToken ct)
    {
        if (actor.Refuses(PairingModule.Read) is { } no)
        {
            return no;
        }
        var (tree, register, today, size) = (await trees.Read(db, ct), await places.Read(db, ct), ChinaDay.Today(clock), Math.Clamp(input.Size ?? 50, 1, 500));
        var query = input.Over == true ? db.Partnerships.AsNoTracking() : Partnership.Running(db, today).AsNoTracking();
        if (input.Under is { } under)
        {
            query = query.Within(new([under]), p => p.Village);
        }
        if (input.Organisation is { } organisation)
        {
            var bodies = tree.WithMerged([organisation]).ToList();
            query = query.Where(p => bodies.Contains(p.Organisation));
        }
        if (input.Campaign is { } campaign)
        {
            query = query.Where(p => p.Campaign == campaign);
        }
        if (Mark(input.After) is var (place, id))
        {
            query = query.Where(p => p.Village > place || p.Village == place && p.Id > id);
        }
        var found = await query.OrderBy(p => p.Village).ThenBy(p => p.Id).Take(size + 1).ToListAsync(ct);
        var ids = found.Select(p => p.Campaign).Distinct().ToList();
        var campaigns = (await db.Campaigns.Where(c => ids.Contains(c.Id)).Select(c => new { c.Id, c.Name, c.Json }).ToListAsync(ct)).ToDictionary(c => c.Id, c => (c.Name, Kinds: CampaignSettings.KindsIn(c.Json)));
        return new Page<Row>([.. found.Take(size).Select(p => Told(p, campaigns[p.Campaign].Name, campaigns[p.Campaign].Kinds, tree, register, today))],
            found.Count > size ? $"{found[size - 1].Village}.{found[size - 1].Id}" : null);
    }

    internal static Row Told(Partnership p, string campaign, IReadOnlyList<HelperKind> kinds, OrganisationTree tree, Register register, DateOnly today) =>
        new(p.Id, p.Campaign, campaign, p.Kind, kinds.FirstOrDefault(k => k.Code == p.Kind)?.Name ?? new(p.Kind, p.Kind), p.Organisation, tree.Find(p.Organisation)?.Name ?? "", p.Village,
            register.NameOf(p.Village), register.Find(p.Village) is >= 0 and var i ? register.Path(i) : "", p.FromDay, p.LastDay, p.StageOn(today));

    private static (PlaceCode, Id<Partnership>)? Mark(string? after) =>
        after?.Split('.') is [var place, var id] && PlaceCode.TryParse(place, out var code) && Id<Partnership>.TryParse(id, null, out var at) ? (code, at) : null;
}
