using System.CommandLine;
using Microsoft.EntityFrameworkCore;
using Shanhai.Analytics.Allocation;
using Shanhai.Host.Console;
using Shanhai.Host.Jobs;
using Shanhai.Host.Outside;
using Shanhai.Organisations;
using Shanhai.Pairing.Investors;

namespace Shanhai.Pairing;

/// <summary>Helpers and villages brought together: campaigns as data, the best pairs with reasons, decisions by hand, scenarios beside each other, publication.</summary>
public sealed class PairingModule : Module
{
    /// <summary>What is published: for everybody.</summary>
    public const string Read = "pairing.read";
    public const string View = "pairing.view";
    public const string Plan = "pairing.plan";
    public const string Publish = "pairing.publish";
    public const string End = "pairing.end";
    public const string Resources = "pairing.resources";

    /// <summary>The public's form.</summary>
    public const string Invest = "pairing.invest";
    public const string Offers = "pairing.offers";
    public const string Follow = "pairing.follow";

    /// <summary>The job that solves what is too large to wait for.</summary>
    public const string Solving = "pairing.solve";

    public override void Access(AccessTable access) => access
        .AllowPublic(Read)
        .AllowPublic(Invest)
        .Allow(Offers, Role.Officer, Role.Leader)
        .Allow(Follow, Role.Officer)
        .Allow(View, Role.Officer, Role.Clerk, Role.Leader, Role.Helper, Role.PostedWorker, Role.Analyst)
        .Allow(Plan, Role.Officer)
        .Allow(Publish, Role.Officer, Role.Leader)
        .Allow(End, Role.Officer)
        .Allow(Resources, Role.Officer, Role.Clerk, Role.Helper);

    public override IEnumerable<MenuEntry> Menu =>
    [
        new("nav.mobilise", "pairing.title", "/pairing", "users-group", View),
        new("nav.mobilise", "pairing.resources", "/pairing/resources", "users-group", View),
        new("nav.open", "pairing.public", "/pairing/published", "world", Read),
        new("nav.mobilise", "investors.offers", "/pairing/offers", "users-group", Offers),
        new("nav.open", "investors.title", "/pairing/invest", "world", Invest),
    ];

    public override void Services(IServiceCollection services, Settings settings) => services.AddSingleton<IFlowSolver, OrToolsSolver>().AddSingleton<SolvedBefore>();

    public override void Jobs(JobTable jobs) => jobs.On<SolveCampaign.Asked, SolveCampaign.Solved>(Solving, SolveCampaign.Work);

    public override IEnumerable<Command> Console(Terminal terminal) => [PairingConsole.Pair(terminal)];

    public override IEnumerable<PlaceSection> PlaceSections =>
    [
        new(300, null, PairingSection.Load)
        {
            Rows = [PlaceRows.Of<Partnership>(nameof(Partnership.Village)), PlaceRows.Of<Resource>(nameof(Resource.Place)), PlaceRows.AndAbove<Campaign>(nameof(Pairing.Campaign.Place))], Always = true,
        },
    ];

    public override IEnumerable<PlaceUse> PlaceUses => [new("pairing.use", (db, places, ct) => db.Partnerships.LongCountAsync(p => places.Contains(p.Village), ct))];

    /// <summary>Saves; where somebody decided about the same campaign meanwhile, or wrote the same first, says so and nothing is written.</summary>
    internal static Task<Problem?> Save(Db db, CancellationToken ct) => db.Save(changed: Problem.Clash("pairing.changed-meanwhile"), there: Problem.Clash("pairing.changed-meanwhile"), ct);

    /// <summary>A whole campaign under a verb: what does not lie in somebody's own area is not there.</summary>
    internal static async Task<Result<Campaign>> Campaign(Id<Campaign> id, string verb, Db db, Actor actor, CancellationToken ct)
    {
        if (actor.Refuses(verb) is { } no)
        {
            return no;
        }
        return await db.Campaigns.Within(actor.Area(verb), c => c.Place).FirstOrDefaultAsync(c => c.Id == id, ct) is { } campaign ? campaign : Problem.Missing("pairing.no-campaign");
    }

    public override void Api(IEndpointRouteBuilder api)
    {
        api.MapGet("/pairing/presets", () => TypedResults.Ok(CampaignPreset.All)).WithName("FindPresets").WithSummary("Campaigns that ship as data, each with its source");
        api.MapGet("/pairing/campaigns", FindCampaigns.Handle);
        api.MapPost("/pairing/campaigns", CreateCampaign.Handle);
        api.MapGet("/pairing/campaigns/{id}", ShowCampaign.Handle);
        api.MapPost("/pairing/campaigns/{id}", ChangeCampaign.Handle);
        api.MapPost("/pairing/campaigns/{id}/preview", PreviewCampaign.Handle);
        api.MapGet("/pairing/campaigns/{id}/villages", FindVillages.Handle);
        api.MapPost("/pairing/campaigns/{id}/villages", ChangeVillages.Handle);
        api.MapGet("/pairing/campaigns/{id}/bodies", FindBodies.Handle);
        api.MapPost("/pairing/campaigns/{id}/bodies", ChangeBodies.Handle);
        api.MapPost("/pairing/campaigns/{id}/rules", DecidePair.Handle);
        api.MapPost("/pairing/rules/{id}/end", EndPairRule.Handle);
        api.MapPost("/pairing/campaigns/{id}/capacities", SetCapacity.Handle);
        api.MapPost("/pairing/campaigns/{id}/scenarios", SolveCampaign.Handle);
        api.MapGet("/pairing/scenarios/{id}", ShowScenario.Handle);
        api.MapGet("/pairing/scenarios/{id}/pairs", FindPairs.Handle);
        api.MapGet("/pairing/scenarios/{id}/stable", CompareStable.Handle);
        api.MapPost("/pairing/campaigns/{id}/wishes", StateWishes.Handle);
        api.MapGet("/pairing/campaigns/{id}/wishes", FindWishes.Handle);
        api.MapGet("/pairing/pairs/{id}", ShowPair.Handle);
        api.MapGet("/pairing/compare", CompareScenarios.Handle);
        api.MapPost("/pairing/scenarios/{id}/publish", PublishScenario.Handle);
        api.MapGet("/pairing/board", ShowPairBoard.Handle);
        api.MapGet("/pairing/partnerships", FindPartnerships.Handle);
        api.MapGet("/pairing/partnerships/{id}", ShowPartnership.Handle);
        api.MapPost("/pairing/partnerships/{id}/contributions", RecordContribution.Handle);
        api.MapPost("/pairing/contributions/{id}/take-back", TakeBackContribution.Handle);
        api.MapPost("/pairing/contributions/{id}/entry", ReconcileContribution.Handle);
        api.MapPost("/pairing/partnerships/{id}/end", EndPartnership.Handle);
        api.MapPost("/pairing/partnerships/{id}/carry-on", CarryOn.Handle);
        api.MapPost("/pairing/partnerships/{id}/sign", SignAgreement.Handle);
        api.MapPost("/pairing/partnerships/{id}/reviews", ReviewPartnership.Handle);
        api.MapPost("/pairing/partnerships/{id}/renew", RenewPartnership.Handle);
        api.MapGet("/pairing/scenarios/{id}/publication", PreviewPublication.Handle);
        api.MapGet("/pairing/resources", FindResources.Handle);
        api.MapPost("/pairing/resources", RecordResource.Handle);
        api.MapPost("/pairing/resources/{id}/end", EndResource.Handle);
        api.MapPost("/pairing/resources/import", ImportResources.Handle);
        api.MapPost("/pairing/offers", SendOffer.Handle).RequireRateLimiting(SignInLimits.PublicForms);
        api.MapPost("/pairing/offers/own", FollowOwnOffer.Handle).RequireRateLimiting(SignInLimits.PublicForms);
        api.MapGet("/pairing/offers", FindOffers.Handle);
        api.MapGet("/pairing/offers/{id}", ShowOffer.Handle);
        api.MapPost("/pairing/offers/{id}/steps", FollowOffer.Handle);
        api.MapPost("/pairing/offers/{id}/person", OpenInvestor.Handle).WithMetadata(new SentOnce.Itself());
    }

    public override void Pages(IEndpointRouteBuilder pages)
    {
        pages.MapGet("/pairing", CampaignsPage.Show);
        pages.MapPost("/pairing", CampaignsPage.Create);
        pages.MapGet("/pairing/board", BoardPage.Show);
        pages.MapGet("/pairing/published", PublishedPage.Show);
        pages.MapGet("/pairing/published/export", PublishedPage.Export);
        pages.MapGet("/pairing/invest", InvestPage.Show);
        pages.MapPost("/pairing/invest", InvestPage.Post).RequireRateLimiting(SignInLimits.PublicForms).WithMetadata(new WhenTooOften(InvestPage.TooOften));
        pages.MapGet("/pairing/invest/own", OwnOfferPage.Show);
        pages.MapPost("/pairing/invest/own", OwnOfferPage.Post).RequireRateLimiting(SignInLimits.PublicForms);
        pages.MapGet("/pairing/offers", OffersPage.Show);
        pages.MapGet("/pairing/offers/{id}", OfferPage.Show);
        pages.MapPost("/pairing/offers/{id}/steps", OfferPage.Step);
        pages.MapPost("/pairing/offers/{id}/person", OfferPage.Open);
        pages.MapGet("/pairing/resources", ResourcesPage.Show);
        pages.MapGet("/pairing/resources/import", ResourceImportPage.Show);
        pages.MapGet("/pairing/resources/import/template", ResourceImportPage.Template);
        pages.MapPost("/pairing/resources/import", ResourceImportPage.Post);
        pages.MapGet("/pairing/{id}", CampaignPage.Show);
        pages.MapGet("/pairing/{id}/wishes", WishesPage.Show);
        pages.MapPost("/pairing/{id}/wishes", WishesPage.State);
        pages.MapGet("/pairing/{id}/villages", VillagesPage.Show);
        pages.MapPost("/pairing/{id}/villages", VillagesPage.Change);
        pages.MapGet("/pairing/{id}/villages/export", VillagesPage.Export);
        pages.MapGet("/pairing/{id}/bodies", BodiesPage.Show);
        pages.MapPost("/pairing/{id}/bodies", BodiesPage.Change);
        pages.MapGet("/pairing/{id}/bodies/export", BodiesPage.Export);
        pages.MapPost("/pairing/{id}/settings", CampaignPage.Settings);
        pages.MapPost("/pairing/{id}/rules", CampaignPage.Decide);
        pages.MapPost("/pairing/{id}/rules/end", CampaignPage.EndRule);
        pages.MapPost("/pairing/{id}/capacity", CampaignPage.Capacity);
        pages.MapPost("/pairing/{id}/solve", CampaignPage.Solve);
        pages.MapPost("/pairing/partnerships/{id}", CampaignPage.Partner);
        pages.MapGet("/pairing/partnerships/{id}", PartnershipPage.Show);
        pages.MapPost("/pairing/partnerships/{id}/contributions", PartnershipPage.Record);
        pages.MapPost("/pairing/partnerships/{id}/take-back", PartnershipPage.TakeBack);
        pages.MapPost("/pairing/partnerships/{id}/entry", PartnershipPage.Reconcile);
        pages.MapPost("/pairing/partnerships/{id}/end", PartnershipPage.End);
        pages.MapPost("/pairing/partnerships/{id}/sign", PartnershipPage.Sign);
        pages.MapPost("/pairing/partnerships/{id}/reviews", PartnershipPage.Review);
        pages.MapPost("/pairing/partnerships/{id}/renew", PartnershipPage.Renew);
        pages.MapGet("/pairing/partnerships/{id}/agreement.docx", PartnershipPage.Agreement);
        pages.MapGet("/pairing/scenarios/{id}", ScenarioPage.Show);
        pages.MapGet("/pairing/scenarios/{id}/export", ScenarioPage.Export);
        pages.MapGet("/pairing/scenarios/{id}/sheet", PairsSheetPage.Show);
        pages.MapGet("/pairing/scenarios/{id}/publish", ScenarioPage.Confirm);
        pages.MapPost("/pairing/scenarios/{id}/publish", ScenarioPage.Publish);
        pages.MapGet("/pairing/compare", ComparePage.Show);
        pages.MapGet("/pairing/compare/export", ComparePage.Export);
        pages.MapGet("/pairing/pairs/{id}", PairPage.Show);
        pages.MapPost("/pairing/resources", ResourcePage.Record);
        pages.MapPost("/pairing/resources/{id}/end", ResourcePage.End);
        pages.MapGet("/pairing/helpers/{id}", HelperPage.Show);
    }
}
