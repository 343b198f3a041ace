using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Shanhai.Host;
using Shanhai.Host.Security;
using Shanhai.Kernel;
using Shanhai.Organisations;
using Shanhai.Pairing;
using Shanhai.Places;

namespace Shanhai.Tests.Pairing;

/// <summary>What the public reads, what a helper reads and writes, and how a village finds out why it is helped.</summary>
public sealed class WhoMaySeeTests(PairedCounty app) : IClassFixture<PairedCounty>
{
    [Fact]
    public async Task What_an_officer_wrote_about_a_pair_is_in_no_public_answer()
    {
        const string word = "法人被立案";
        var id = await app.Campaign(villages: 1);
        (await app.Publish((await app.Solve(id)).Id)).Problem.ShouldBeNull();
        var pair = (await app.Published(id)).ShouldHaveSingleItem();
        await app.Ask(db => db.Partnerships.Where(p => p.Id == pair.Id).ExecuteUpdateAsync(p => p.SetProperty(x => x.FromDay, new DateOnly(2026, 1, 1))));
        (await app.End(pair.Id, word, worked: false)).ShouldBeNull();
        var anyone = app.Anyone();
        var village = PairedCounty.Village(1);
        string[] addresses =
        [
            $"/api/v1/pairing/partnerships?over=true&under={village}", $"/api/v1/pairing/board?preset=enterprises&under={village}", $"/pairing/published?over=true&under={village}", $"/pairing/published/export?format=csv&over=true&under={village}",
            $"/pairing/board?preset=enterprises&under={village}", $"/places/{village}",
        ];

        foreach (var address in addresses)
        {
            var answer = await anyone.GetStringAsync(address);
            answer.ShouldNotContain(word, customMessage: address);
            answer.ShouldNotContain("成效不明显", customMessage: address);
            answer.ShouldNotContain("\"worked\"", customMessage: address);
        }

        (await anyone.GetStringAsync(addresses[0])).ShouldContain(pair.Id.ToString());
        var officer = await app.SignedIn(Role.Officer, PairedCounty.County);
        (await officer.GetStringAsync($"/pairing/partnerships/{pair.Id}?lang=zh")).ShouldContain(word);
    }

    [Fact]
    public async Task Who_helps_for_one_body_writes_for_it_alone_whatever_area_the_grant_names()
    {
        var id = await app.Campaign(capacity: 2);
        (await app.Decide(id, app.Bamboo, PairedCounty.Village(5), PairWill.Conflict)).ShouldBeNull();
        var solved = await app.Solve(id);
        (await app.Publish(solved.Id)).Problem.ShouldBeNull();
        var pairs = await app.Published(id);
        var (own, other) = (pairs.First(p => p.Organisation == app.Tea), pairs.First(p => p.Organisation == app.Sun));
        var helper = PairedCounty.HelperOf(app.Tea, PairedCounty.County);
        Task<T> As<T>(Func<IServiceProvider, Actor, Task<T>> work) => app.As(helper, work);

        var seen = await As(async (s, a) => await ShowCampaign.Handle(id, PairedCounty.Of(s).Trees, PairedCounty.Of(s).Places, PairedCounty.Of(s).Db, a, app.Clock, default));
        var scenario = await As((s, a) => ShowScenario.Handle(solved.Id, PairedCounty.Of(s).Db, a, default));
        var need = await As((s, a) => RecordResource.Handle(new(PairedCounty.Village(4), null, ResourceKind.Money, null, 1, null, null, null), PairedCounty.Of(s).Trees, PairedCounty.Of(s).Db, a, app.Clock, default));
        var theirs = await As((s, a) => RecordContribution.Handle(other.Id, new(ContributionKind.Hours, 1, new DateOnly(2026, 11, 23)), PairedCounty.Of(s).Trees, PairedCounty.Of(s).Db, a, app.Clock, default));
        var mine = await As((s, a) => RecordContribution.Handle(own.Id, new(ContributionKind.Hours, 1, new DateOnly(2026, 11, 23)), PairedCounty.Of(s).Trees, PairedCounty.Of(s).Db, a, app.Clock, default));
        var offer = await As((s, a) => RecordResource.Handle(new(null, app.Tea, ResourceKind.Skill, null, 1, null, null, null), PairedCounty.Of(s).Trees, PairedCounty.Of(s).Db, a, app.Clock, default));
        var theirOffer = await As((s, a) => RecordResource.Handle(new(null, app.Sun, ResourceKind.Skill, null, 1, null, null, null), PairedCounty.Of(s).Trees, PairedCounty.Of(s).Db, a, app.Clock, default));
        var asOther = await As((s, a) => StateWishes.Handle(id, new(null, app.Sun, null, [PairedCounty.Village(1)]), PairedCounty.Of(s).Trees, PairedCounty.Of(s).Places, PairedCounty.Of(s).Db, a, app.Clock, default));
        var shown = await As(async (s, a) => await ShowPartnership.Handle(own.Id, PairedCounty.Of(s).Trees, PairedCounty.Of(s).Places, PairedCounty.Of(s).Db, a, app.Clock, default));
        var hidden = await As(async (s, a) => await ShowPartnership.Handle(other.Id, PairedCounty.Of(s).Trees, PairedCounty.Of(s).Places, PairedCounty.Of(s).Db, a, app.Clock, default));

        seen.Value.IsWhole.ShouldBeFalse();
        seen.Value.Rules.ShouldBeEmpty();
        seen.Value.Running.ShouldBe(pairs.Count(p => p.Organisation == app.Tea));
        scenario.Problem!.Status.ShouldBe(404);
        need.Problem!.Status.ShouldBe(403);
        theirs.Problem!.Status.ShouldBe(404);
        mine.Problem.ShouldBeNull();
        offer.Problem.ShouldBeNull();
        theirOffer.Problem!.Status.ShouldBe(403);
        asOther.Problem!.Status.ShouldBe(404);
        shown.Value.Reasons.ShouldNotBeNull();
        shown.Value.Entries.ShouldHaveSingleItem();
        hidden.Problem!.Status.ShouldBe(404);
    }

    [Fact]
    public async Task A_key_lent_for_one_village_writes_for_the_body_nowhere_else()
    {
        var id = await app.Campaign(capacity: 2);
        (await app.Decide(id, app.Tea, PairedCounty.Village(1), PairWill.Mandatory)).ShouldBeNull();
        (await app.Decide(id, app.Tea, PairedCounty.Village(2), PairWill.Mandatory)).ShouldBeNull();
        (await app.Publish((await app.Solve(id)).Id)).Problem.ShouldBeNull();
        var pairs = await app.Published(id);
        var lent = PairedCounty.HelperOf(app.Tea, PairedCounty.County) with { Lent = new("key", new HashSet<string> { PairingModule.Resources, PairingModule.View }, PairedCounty.Village(1)) };
        Task<Result<RecordContribution.Recorded>> Record(int village) => app.As(lent, (s, a) =>
            RecordContribution.Handle(pairs.Single(p => p.Organisation == app.Tea && p.Village == PairedCounty.Village(village)).Id, new(ContributionKind.Hours, 1, new DateOnly(2026, 11, 23)), PairedCounty.Of(s).Trees, PairedCounty.Of(s).Db, a, app.Clock, default));

        (await Record(1)).Problem.ShouldBeNull();
        (await Record(2)).Problem!.Status.ShouldBe(404);
        (await app.As(lent, (s, a) => RecordResource.Handle(new(null, app.Tea, ResourceKind.Skill, null, 1, null, null, null), PairedCounty.Of(s).Trees, PairedCounty.Of(s).Db, a, app.Clock, default))).Problem!.Status.ShouldBe(403);
    }

    [Fact]
    public async Task Why_a_pair_is_a_conflict_of_interest_is_told_to_those_who_plan_alone()
    {
        var id = await app.Campaign(villages: 1);
        (await app.Decide(id, app.Tea, PairedCounty.Village(1), PairWill.Conflict)).ShouldBeNull();
        var solved = await app.Solve(id);
        var (clerk, officer) = (await app.SignedIn(Role.Clerk, PairedCounty.County), await app.SignedIn(Role.Officer, PairedCounty.County));
        var pair = await app.Ask(db => db.ProposedPairs.AsNoTracking().FirstAsync(p => p.Scenario == solved.Id));

        var (read, planned) = (await clerk.GetStringAsync($"/pairing/{id}?lang=zh"), await officer.GetStringAsync($"/pairing/{id}?lang=zh"));
        var (why, known) = (await clerk.GetStringAsync($"/pairing/pairs/{pair.Id}?lang=zh"), await officer.GetStringAsync($"/pairing/pairs/{pair.Id}?lang=zh"));

        planned.ShouldContain("班子会议定");
        read.ShouldNotContain("班子会议定");
        known.ShouldContain("云雾茶场有限公司更合适，但已决定不得结对");
        why.ShouldContain("另有更合适的单位，但已决定不得结对");
        why.ShouldNotContain("云雾茶场有限公司");
    }

    [Fact]
    public async Task A_village_finds_why_it_is_helped_and_the_action_above_that_did_it()
    {
        Id<Campaign> id = default;
        await app.Do(async (services, actor) =>
        {
            var (_, places, db) = PairedCounty.Of(services);
            id = (await CreateCampaign.Handle(new("enterprises", "全市行动", 990100000000, null, null, null, null, [PairedCounty.Village(6)]), places, db, actor, app.Clock, default)).Value.Id;
        });
        var clerk = await app.SignedIn(Role.Clerk, PairedCounty.Village(6));
        var before = await clerk.GetAsync($"/pairing/{id}");
        (await app.Publish((await app.Solve(id)).Id)).Problem.ShouldBeNull();
        var pair = (await app.Published(id)).ShouldHaveSingleItem();

        var campaign = await clerk.GetStringAsync($"/pairing/{id}?lang=zh");
        var list = await clerk.GetStringAsync("/pairing?lang=zh");
        var page = await clerk.GetStringAsync($"/pairing/partnerships/{pair.Id}?lang=zh");
        var answer = await clerk.GetFromJsonAsync<JsonElement>($"/api/v1/pairing/partnerships/{pair.Id}");
        var other = await app.SignedIn(Role.Clerk, PairedCounty.Village(5));

        before.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        campaign.ShouldContain("与您有关的部分");
        campaign.ShouldNotContain("[pairing.");
        list.ShouldContain("全市行动");
        page.ShouldContain("为什么是这一对");
        page.ShouldContain("需求覆盖");
        page.ShouldNotContain("[pairing.");
        answer.GetProperty("reasons").GetProperty("points").GetInt32().ShouldBe(pair.Points);
        (await other.GetAsync($"/pairing/{id}")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task An_empty_list_of_wishes_of_somebody_the_scenario_chose_does_not_break_its_page()
    {
        var id = await app.Campaign(villages: 2, capacity: 1);
        (await app.Decide(id, app.Tea, PairedCounty.Village(2), PairWill.Mandatory)).ShouldBeNull();
        var solved = await app.Solve(id);
        await app.Do(async (services, actor) =>
        {
            var (trees, places, db) = PairedCounty.Of(services);
            // The tea grower would have the first village alone, and the first would have it; the scenario gave it the second, which wished for somebody else.
            (await StateWishes.Handle(id, new(null, app.Tea, null, [PairedCounty.Village(1)]), trees, places, db, actor, app.Clock, default)).Problem.ShouldBeNull();
            (await StateWishes.Handle(id, new(PairedCounty.Village(1), null, [app.Tea]), trees, places, db, actor, app.Clock, default)).Problem.ShouldBeNull();
            (await StateWishes.Handle(id, new(PairedCounty.Village(2), null, [app.Sun]), trees, places, db, actor, app.Clock, default)).Problem.ShouldBeNull();

            var kind = (await CompareStable.Handle(solved.Id, trees, places, db, actor, default)).Value.Kinds.ShouldHaveSingleItem();

            kind.Would.ShouldContain(new CompareStable.Pair("第1村", "云雾茶场有限公司"));
        });
        var officer = await app.SignedIn(Role.Officer, PairedCounty.County);

        (await officer.GetAsync($"/pairing/scenarios/{solved.Id}")).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await officer.GetAsync($"/api/v1/pairing/scenarios/{solved.Id}/stable")).StatusCode.ShouldBe(HttpStatusCode.OK);
    }
}
