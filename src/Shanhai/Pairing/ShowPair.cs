using Microsoft.EntityFrameworkCore;
using Shanhai.Organisations;
using Shanhai.Places;

namespace Shanhai.Pairing;

/// <summary>Says of one proposed pair why it is there. Those who work in the campaign's area may.</summary>
public sealed record ShowPair(
    Id<ProposedPair> Id, Id<Scenario> Scenario, int Number, Id<Campaign> Campaign, string CampaignName, Both Kind, Id<Organisation> Organisation, string Helper, PlaceCode Village, string VillageName, int Points, bool IsFixed,
    CampaignSettings Settings, PairWhy Why, PairNames Names, bool MayPlan)
{
    public static async Task<Result<ShowPair>> Handle(Id<ProposedPair> id, CurrentTree trees, CurrentRegister places, Db db, Actor actor, CancellationToken ct)
    {
        if (actor.Refuses(PairingModule.View) is { } no)
        {
            return no;
        }
        var own = db.Campaigns.Within(actor.Area(PairingModule.View), c => c.Place).Select(c => c.Id);
        var found = await db.ProposedPairs.AsNoTracking().Where(p => p.Id == id).Join(db.Scenarios, p => p.Scenario, s => s.Id, (p, s) => new { Pair = p, Scenario = s })
            .Join(db.Campaigns.Where(c => own.Contains(c.Id)), x => x.Scenario.Campaign, c => c.Id, (x, c) => new { x.Pair, x.Scenario, Campaign = c }).FirstOrDefaultAsync(ct);
        if (found is null)
        {
            return Problem.Missing("pairing.no-pair");
        }
        var (tree, register, pair, campaign) = (await trees.Read(db, ct), await places.Read(db, ct), found.Pair, found.Campaign);
        var (settings, mayPlan) = (CampaignSettings.Read(found.Scenario.Settings), actor.Area(PairingModule.Plan).Contains(campaign.Place));
        var why = pair.Reasons().For(mayPlan);
        return new ShowPair(id, found.Scenario.Id, found.Scenario.Number, campaign.Id, campaign.Name, settings.Kinds.First(k => k.Code == pair.Kind).Name, pair.Organisation, tree.Find(pair.Organisation)?.Name ?? "", pair.Village,
            register.NameOf(pair.Village), pair.Points, pair.IsFixed, settings, why, PairNames.Of(why, tree, register), mayPlan);
    }
}
