using Microsoft.EntityFrameworkCore;
using Shanhai.Organisations;
using Shanhai.Places;

namespace Shanhai.Pairing;

/// <summary>Lists campaigns of the reader's area, the newest first, with how far each has come against its target.</summary>
public sealed record FindCampaigns
{
    public string? After { get; init; }
    public int? Size { get; init; }

    public sealed record Row(Id<Campaign> Id, string Name, string Preset, PlaceCode Place, string PlaceName, DateOnly From, DateOnly To, int Scenarios, int Partnerships, IReadOnlyList<Reached> Kinds);

    /// <param name="Target">Null: no target is known.</param>
    public sealed record Reached(Both Kind, int Pairs, int? Target);

    public static async Task<Result<Page<Row>>> Handle([AsParameters] FindCampaigns input, CurrentRegister places, Db db, Actor actor, CancellationToken ct)
    {
        if (actor.Refuses(PairingModule.View) is { } no)
        {
            return no;
        }
        var (register, size) = (await places.Read(db, ct), Math.Clamp(input.Size ?? 50, 1, 200));
        var query = db.Campaigns.AsNoTracking().Within(actor.Scope(PairingModule.View), c => c.Place);
        if (Id<Campaign>.TryParse(input.After, null, out var after))
        {
            query = query.Where(c => c.Id < after);
        }
        var found = await query.OrderByDescending(c => c.Id).Take(size + 1)
            .Select(c => new { Campaign = c, Scenarios = db.Scenarios.Count(s => s.Campaign == c.Id) }).ToListAsync(ct);
        var ids = found.Select(f => f.Campaign.Id).ToList();
        var counts = (await db.Partnerships.AsNoTracking().Where(p => ids.Contains(p.Campaign)).GroupBy(p => new { p.Campaign, p.Kind }).Select(g => new { g.Key.Campaign, g.Key.Kind, Count = g.Count() }).ToListAsync(ct))
            .ToDictionary(c => (c.Campaign, c.Kind), c => c.Count);
        return new Page<Row>([.. found.Take(size).Select(f => new Row(f.Campaign.Id, f.Campaign.Name, f.Campaign.Preset, f.Campaign.Place, Gathering.Name(register, f.Campaign.Place), f.Campaign.FromDay, f.Campaign.ToDay,
            f.Scenarios, counts.Where(c => c.Key.Campaign == f.Campaign.Id).Sum(c => c.Value),
            [.. f.Campaign.Settings().Kinds.Select(k => new Reached(k.Name, counts.GetValueOrDefault((f.Campaign.Id, k.Code)), k.Target))]))], found.Count > size ? found[size - 1].Campaign.Id.ToString() : null);
    }
}

/// <summary>Shows a campaign: how it pairs, what was decided, what was solved, what runs and what stands in its way.</summary>
public sealed record ShowCampaign(
    Id<Campaign> Id, string Name, CampaignPreset? Preset, PlaceCode Place, string PlaceName, DateOnly From, DateOnly To, CampaignSettings Settings, int Version,
    IReadOnlyList<ShowCampaign.Rule> Rules, IReadOnlyList<ShowCampaign.Room> Capacities, IReadOnlyList<ShowCampaign.Solve> Scenarios, IReadOnlyList<FindPartnerships.Row> Troubled, int Running,
    ShowCampaign.Known Coverage, bool MayPlan, bool MayPublish)
{
    public sealed record Rule(Id<PairRule> Id, PairWill Will, Id<Organisation> Organisation, string Helper, PlaceCode Village, string VillageName, string Why, string By, DateTimeOffset At);

    public sealed record Room(Id<Organisation> Organisation, string Helper, int Capacity);

    public sealed record Solve(Id<Scenario> Id, int Number, ScenarioState State, string By, DateTimeOffset At, DateTimeOffset? PublishedAt, ScenarioResult? Result);

    /// <summary>How much is known to pair by: villages with recorded needs, bodies with recorded offers.</summary>
    public sealed record Known(int VillagesWithNeeds, int HelpersWithOffers, int Needs, int Offers);

    public static async Task<Result<ShowCampaign>> Handle(Id<Campaign> id, CurrentTree trees, CurrentRegister places, Db db, Actor actor, TimeProvider clock, CancellationToken ct)
    {
        var found = await PairingModule.Campaign(id, PairingModule.View, db, actor, ct);
        if (found.Problem is { } no)
        {
            return no;
        }
        var (campaign, tree, register, today) = (found.Value, await trees.Read(db, ct), await places.Read(db, ct), ChinaDay.Today(clock));
        string Body(Id<Organisation> o) => tree.Find(o)?.Name ?? "";
        var rules = await db.PairRules.AsNoTracking().Where(r => r.Campaign == id && r.EndedAt == null).OrderByDescending(r => r.Id).Take(500).ToListAsync(ct);
        var rooms = await db.HelperCapacities.AsNoTracking().Where(c => c.Campaign == id).ToListAsync(ct);
        var solves = await db.Scenarios.AsNoTracking().Where(s => s.Campaign == id).OrderByDescending(s => s.Number).Take(50).ToListAsync(ct);
        var running = await Partnership.Running(db, today).AsNoTracking().Where(p => p.Campaign == id).ToListAsync(ct);
        var inArea = db.Resources.AsNoTracking().Where(r => r.EndedAt == null && r.Organisation == null).Within(new([campaign.Place]), r => r.Place);
        var offers = db.Resources.AsNoTracking().Where(r => r.EndedAt == null && r.Organisation != null).Within(actor.Scope(PairingModule.View), r => r.Place);
        return new ShowCampaign(id, campaign.Name, CampaignPreset.Find(campaign.Preset), campaign.Place, Gathering.Name(register, campaign.Place), campaign.FromDay, campaign.ToDay, campaign.Settings(), campaign.Version,
            [.. rules.Select(r => new Rule(r.Id, r.Will, r.Organisation, Body(r.Organisation), r.Village, Gathering.Name(register, r.Village), r.Why, r.DecidedBy, r.DecidedAt))],
            [.. rooms.Select(r => new Room(r.Organisation, Body(r.Organisation), r.Capacity)).OrderBy(r => r.Helper, StringComparer.Ordinal)],
            [.. solves.Select(s => new Solve(s.Id, s.Number, s.State, s.MadeBy, s.MadeAt, s.PublishedAt, s.Said()))],
            [.. running.Select(p => FindPartnerships.Told(p, campaign.Name, campaign.Settings(), tree, register, today)).Where(r => r.Trouble is not null)], running.Count,
            new(await inArea.Select(r => r.Place).Distinct().CountAsync(ct), await offers.Select(r => r.Organisation).Distinct().CountAsync(ct), await inArea.CountAsync(ct), await offers.CountAsync(ct)),
            actor.Refuses(PairingModule.Plan, campaign.Place) is null, actor.Refuses(PairingModule.Publish, campaign.Place) is null);
    }
}
