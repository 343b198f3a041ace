using Microsoft.EntityFrameworkCore;
using Shanhai.Organisations;
using Shanhai.Places;

namespace Shanhai.Pairing;

/// <summary>
/// Shows a campaign: how it pairs, what was decided, what was solved, what runs and stands in its way. Those who work in its area see all of it; those whom it concerns otherwise (a village of their area, a body they help
/// for) see how it pairs and what runs for their own. Why a pair is a conflict of interest is told to those who plan alone.
/// </summary>
/// <param name="IsWhole">All of it is shown.</param>
/// <param name="Running">Pairs that stand, as far as the reader may see them.</param>
public sealed record ShowCampaign(
    Id<Campaign> Id, string Name, CampaignPreset? Preset, PlaceCode Place, string PlaceName, DateOnly From, DateOnly To, CampaignSettings Settings, int Version, bool IsWhole,
    IReadOnlyList<ShowCampaign.Rule> Rules, IReadOnlyList<ShowCampaign.Room> Capacities, IReadOnlyList<ShowCampaign.Solve> Scenarios, IReadOnlyList<ShowCampaign.Stuck> Troubled, int Running,
    ShowCampaign.Known? Coverage, bool MayPlan, bool MayPublish)
{
    private const int MostRules = 500, MostSolves = 50, MostTroubled = 100;

    /// <param name="Why">Null: not for this reader.</param>
    public sealed record Rule(Id<PairRule> Id, PairWill Will, Id<Organisation> Organisation, string Helper, PlaceCode Village, string VillageName, string? Why, string By, DateTimeOffset At);

    public sealed record Room(Id<Organisation> Organisation, string Helper, int Capacity);

    public sealed record Solve(Id<Scenario> Id, int Number, ScenarioState State, string By, DateTimeOffset At, DateTimeOffset? PublishedAt, ScenarioResult? Result);

    /// <summary>A partnership that cannot go on as it is. <paramref name="Now"/>: who took over; null: nobody.</summary>
    public sealed record Stuck(Id<Partnership> Id, string Trouble, string Helper, string VillageName, string? Now);

    /// <summary>How much is known to pair by: villages with recorded needs, bodies with recorded offers.</summary>
    public sealed record Known(int VillagesWithNeeds, int HelpersWithOffers, int Needs, int Offers);

    public static async Task<Result<ShowCampaign>> Handle(Id<Campaign> id, CurrentTree trees, CurrentRegister places, Db db, Actor actor, TimeProvider clock, CancellationToken ct)
    {
        if (actor.Refuses(PairingModule.View) is { } no)
        {
            return no;
        }
        var (tree, register, today) = (await trees.Read(db, ct), await places.Read(db, ct), ChinaDay.Today(clock));
        if (await PairingAccess.Campaigns(db, actor, tree).AsNoTracking().FirstOrDefaultAsync(c => c.Id == id, ct) is not { } campaign)
        {
            return Problem.Missing("pairing.no-campaign");
        }
        string Body(Id<Organisation> o) => tree.Find(o)?.Name ?? "";
        var isWhole = actor.Area(PairingModule.View).Contains(campaign.Place);
        var mayPlan = actor.Area(PairingModule.Plan).Contains(campaign.Place);
        var standing = Partnership.Running(db, today).AsNoTracking().Where(p => p.Campaign == id);
        if (!isWhole)
        {
            var own = PairingAccess.Partnerships(db, actor, PairingModule.View, tree).Select(p => p.Id);
            standing = standing.Where(p => own.Contains(p.Id));
        }
        var pairs = await standing.OrderBy(p => p.Village).ThenBy(p => p.Id).Select(p => new { p.Id, p.Organisation, p.Village }).ToListAsync(ct);
        var stuck = pairs.Select(p => (p, Trouble: Trouble.Of(p.Organisation, p.Village, tree, register))).Where(x => x.Trouble is not null).Take(MostTroubled)
            .Select(x => new Stuck(x.p.Id, x.Trouble!.Key, Body(x.p.Organisation), register.NameOf(x.p.Village), x.Trouble.Said(tree, register))).ToList();
        var rules = isWhole ? await db.PairRules.AsNoTracking().Where(r => r.Campaign == id && r.EndedAt == null).OrderByDescending(r => r.Id).Take(MostRules).ToListAsync(ct) : [];
        var rooms = isWhole ? await db.HelperCapacities.AsNoTracking().Where(c => c.Campaign == id).ToListAsync(ct) : [];
        var solves = isWhole ? await db.Scenarios.AsNoTracking().Where(s => s.Campaign == id).OrderByDescending(s => s.Number).Take(MostSolves).Select(s => new { s.Id, s.Number, s.State, s.MadeBy, s.MadeAt, s.PublishedAt, s.Result }).ToListAsync(ct) : [];
        return new ShowCampaign(id, campaign.Name, CampaignPreset.Find(campaign.Preset), campaign.Place, register.NameOf(campaign.Place), campaign.FromDay, campaign.ToDay, campaign.Settings(), campaign.Version, isWhole,
            [.. rules.Select(r => new Rule(r.Id, r.Will, r.Organisation, Body(r.Organisation), r.Village, register.NameOf(r.Village), mayPlan || r.Will != PairWill.Conflict ? r.Why : null, r.DecidedBy, r.DecidedAt))],
            [.. rooms.Select(r => new Room(r.Organisation, Body(r.Organisation), r.Capacity)).OrderBy(r => r.Helper, StringComparer.Ordinal)],
            [.. solves.Select(s => new Solve(s.Id, s.Number, s.State, s.MadeBy, s.MadeAt, s.PublishedAt, ScenarioResult.Read(s.Result)))], stuck, pairs.Count,
            isWhole ? await HowMuch(campaign, actor, db, ct) : null, mayPlan, actor.Area(PairingModule.Publish).Contains(campaign.Place));
    }

    private static async Task<Known> HowMuch(Campaign campaign, Actor actor, Db db, CancellationToken ct)
    {
        var needs = db.Resources.AsNoTracking().Where(r => r.EndedAt == null && r.Organisation == null).Within(new([campaign.Place]), r => r.Place);
        var offers = db.Resources.AsNoTracking().Where(r => r.EndedAt == null && r.Organisation != null).Within(actor.Area(PairingModule.View), r => r.Place);
        return new(await needs.Select(r => r.Place).Distinct().CountAsync(ct), await offers.Select(r => r.Organisation).Distinct().CountAsync(ct), await needs.CountAsync(ct), await offers.CountAsync(ct));
    }
}
