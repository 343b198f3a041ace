using System.Net.Http.Json;
using Microsoft.EntityFrameworkCore;
using Shanhai.Kernel;
using Shanhai.Pairing;
using Shanhai.Tests.Host;
using Shanhai.Tests.Voices;

namespace Shanhai.Tests.Pairing;

/// <summary>The real server, killed while it keeps the pairs it solved, and while it makes partnerships of them: both save several times, in one transaction.</summary>
public sealed class KilledSolvingTests(KilledSolvingTests.RealTimePairs app, ITestOutputHelper output) : IClassFixture<KilledSolvingTests.RealTimePairs>
{
    private const int Villages = 6;

    public sealed class RealTimePairs : PairedCounty
    {
        protected override async Task Fill()
        {
            Clock.AdjustTime(TimeProvider.System.GetUtcNow());
            await base.Fill();
        }
    }

    [Fact]
    public async Task A_scenario_whose_solving_was_killed_is_there_with_all_its_pairs_or_not_at_all()
    {
        var campaigns = await Campaigns();
        var token = await KilledInside.Key(app, PairedCounty.County, PairingModule.View, PairingModule.Plan);

        await new KilledInside(app, output, token, "proposed_pairs", rows: Villages).Look(
            (client, number) => client.PostAsJsonAsync($"/api/v1/pairing/campaigns/{campaigns[number]}/scenarios", new { }, VoiceCounty.Web),
            async number =>
            {
                var campaign = campaigns[number];
                var scenarios = await app.Ask(db => db.Scenarios.AsNoTracking().Where(s => s.Campaign == campaign).OrderBy(s => s.Number).ToListAsync());
                scenarios.Select(s => s.Number).ShouldBe(Enumerable.Range(1, scenarios.Count));
                foreach (var scenario in scenarios)
                {
                    (scenario.State, scenario.Said()!.Kinds.Sum(k => k.Served)).ShouldBe((ScenarioState.Solved, Villages));
                    (await app.Ask(db => db.ProposedPairs.CountAsync(p => p.Scenario == scenario.Id))).ShouldBe(Villages);
                }
                (await Told(campaign, PairingModule.Plan)).ShouldBe(scenarios.Count);
                return scenarios.Count > 0;
            }, already: null);
    }

    [Fact]
    public async Task A_publication_that_was_killed_has_made_all_its_partnerships_or_is_none()
    {
        var (campaigns, scenarios) = (await Campaigns(), new List<Id<Scenario>>());
        foreach (var campaign in campaigns)
        {
            scenarios.Add((await app.Solve(campaign)).Id);
        }
        var token = await KilledInside.Key(app, PairedCounty.County, PairingModule.View, PairingModule.Publish);

        await new KilledInside(app, output, token, "partnerships", rows: Villages).Look(
            (client, number) => client.PostAsJsonAsync($"/api/v1/pairing/scenarios/{scenarios[number]}/publish", new PublishScenario(OutsideAgreed: true), VoiceCounty.Web),
            async number =>
            {
                var (campaign, id) = (campaigns[number], scenarios[number]);
                var scenario = await app.Ask(db => db.Scenarios.AsNoTracking().SingleAsync(s => s.Id == id));
                var pairs = await app.Ask(db => db.Partnerships.CountAsync(p => p.Scenario == id));
                var decided = await app.Ask(db => db.Campaigns.Where(c => c.Id == campaign).Select(c => c.Decided).SingleAsync());
                (scenario.PublishedAt is not null, pairs, decided - scenario.Decided, await Told(campaign, PairingModule.Publish)).ShouldBeOneOf((false, 0, 0, 0), (true, Villages, 1, 1));
                return pairs > 0;
            }, already: "pairing.published-before");
    }

    private async Task<List<Id<Campaign>>> Campaigns()
    {
        var made = new List<Id<Campaign>>();
        while (made.Count < KilledInside.Writes)
        {
            made.Add(await app.Campaign(Villages));
        }
        return made;
    }

    /// <summary>How often the journal tells the content of a list of pairs.</summary>
    private async Task<int> Told(Id<Campaign> campaign, string verb)
    {
        var subject = "campaign:" + campaign;
        return (await app.Ask(db => db.Journal.AsNoTracking().Where(e => e.Verb == verb && e.Subject == subject).Select(e => e.Summary).ToListAsync())).Count(s => s?.Contains("\"content\"", StringComparison.Ordinal) == true);
    }
}
