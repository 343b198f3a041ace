using Microsoft.EntityFrameworkCore;
using Shanhai.Organisations;
using Shanhai.Places;

namespace Shanhai.Pairing;

/// <summary>Lists campaigns that concern the reader (of her area, of an area above, of a body she helps for), the newest first, with how far each has come against its target: a renewed pair counts once, one that was cancelled does not.</summary>
public sealed record FindCampaigns
{
    public string? After { get; init; }
    public int? Size { get; init; }

    public sealed record Row(Id<Campaign> Id, string Name, string Preset, PlaceCode Place, string PlaceName, DateOnly From, DateOnly To, int Scenarios, int Partnerships, IReadOnlyList<Reached> Kinds);

    /// <param name="Target">Null: no target is known.</param>
    public sealed record Reached(Both Kind, int Pairs, int? Target);

    public static async Task<Result<Page<Row>>> Handle([AsParameters] FindCampaigns input, CurrentTree trees, CurrentRegister places, Db db, Actor actor, CancellationToken ct)
    {
        if (actor.Refuses(PairingModule.View) is { } no)
        {
            return no;
        }
        var (register, size) = (await places.Read(db, ct), Math.Clamp(input.Size ?? 50, 1, 200));
        var query = PairingAccess.Campaigns(db, actor, await trees.Read(db, ct)).AsNoTracking();
        if (Id<Campaign>.TryParse(input.After, null, out var after))
        {
            query = query.Where(c => c.Id < after);
        }
        var found = await query.OrderByDescending(c => c.Id).Take(size + 1)
            .Select(c => new { Campaign = c, Scenarios = db.Scenarios.Count(s => s.Campaign == c.Id) }).ToListAsync(ct);
        var ids = found.Select(f => f.Campaign.Id).ToList();
        var counts = (await db.Partnerships.AsNoTracking().Where(p => ids.Contains(p.Campaign) && p.Renews == null && (p.EndedOn == null || p.EndedOn > p.FromDay)).GroupBy(p => new { p.Campaign, p.Kind }).Select(g => new { g.Key.Campaign, g.Key.Kind, Count = g.Count() }).ToListAsync(ct))
            .ToDictionary(c => (c.Campaign, c.Kind), c => c.Count);
        return new Page<Row>([.. found.Take(size).Select(f => new Row(f.Campaign.Id, f.Campaign.Name, f.Campaign.Preset, f.Campaign.Place, register.NameOf(f.Campaign.Place), f.Campaign.FromDay, f.Campaign.ToDay,
            f.Scenarios, counts.Where(c => c.Key.Campaign == f.Campaign.Id).Sum(c => c.Value),
            [.. CampaignSettings.KindsIn(f.Campaign.Json).Select(k => new Reached(k.Name, counts.GetValueOrDefault((f.Campaign.Id, k.Code)), k.Target))]))], found.Count > size ? found[size - 1].Campaign.Id.ToString() : null);
    }
}
