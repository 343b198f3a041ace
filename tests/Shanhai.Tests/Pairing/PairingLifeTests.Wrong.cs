using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Shanhai.Analytics.Allocation;
using Shanhai.Host;
using Shanhai.Host.Persistence;
using Shanhai.Host.Security;
using Shanhai.Kernel;
using Shanhai.Organisations;
using Shanhai.Pairing;
using Shanhai.Pairing.Solving;
using Shanhai.Places;

namespace Shanhai.Tests.Pairing;

public sealed partial class PairingLifeTests
{
    [Fact]
    public async Task A_pair_that_is_forbidden_cannot_be_made_mandatory_and_too_many_locks_are_explained()
    {
        var id = await app.Campaign(capacity: 1, change: s => s with { ServeAll = false });
        (await app.Decide(id, app.Bamboo, PairedCounty.Village(2), PairWill.Conflict)).ShouldBeNull();

        var against = await app.Decide(id, app.Bamboo, PairedCounty.Village(2), PairWill.Mandatory);
        (await app.Decide(id, app.Sun, PairedCounty.Village(3), PairWill.Lock)).ShouldBeNull();
        (await app.Decide(id, app.Sun, PairedCounty.Village(4), PairWill.Lock)).ShouldBeNull();
        var clash = await app.Solve(id);

        against!.Code.ShouldBe("pairing.decided-against");
        (await app.Ask(db => db.PairRules.CountAsync(r => r.Campaign == id))).ShouldBe(3);
        var told = clash.Result!.Clashes.ShouldHaveSingleItem();
        (told.What, told.Asked, told.Available).ShouldBe((ClashKind.FixedOverCapacity, 2, 1));
        told.Helpers.ShouldBe(["向阳光伏有限公司"]);
    }

    [Fact]
    public async Task An_offer_that_is_over_before_the_pairs_begin_covers_nothing_and_a_need_that_is_over_asks_for_nothing()
    {
        async Task<double> Coverage(DateOnly? offeredTo, DateOnly? neededTo)
        {
            var village = PairedCounty.Village(5);
            var resources = new List<Id<Resource>>();
            await app.Do(async (services, actor) =>
            {
                var (trees, _, db) = PairedCounty.Of(services);
                resources.Add((await RecordResource.Handle(new(village, null, ResourceKind.Land, "care", 100, null, neededTo, null), trees, db, actor, app.Clock, default)).Value.Id);
                resources.Add((await RecordResource.Handle(new(null, app.Sun, ResourceKind.Land, "care", 100, null, offeredTo, null), trees, db, actor, app.Clock, default)).Value.Id);
            });
            var id = await app.Campaign(change: s => s with { Villages = [village] });
            (await app.Decide(id, app.Sun, village, PairWill.Mandatory)).ShouldBeNull();
            var solved = await app.Solve(id);
            await app.Do(async (services, actor) =>
            {
                var (trees, _, db) = PairedCounty.Of(services);
                foreach (var resource in resources)
                {
                    (await EndResource.Handle(resource, new(), trees, db, actor, app.Clock, default)).Problem.ShouldBeNull();
                }
            });
            return (await app.Ask(db => db.ProposedPairs.AsNoTracking().SingleAsync(p => p.Scenario == solved.Id))).Reasons().Parts.Coverage;
        }

        (await Coverage(null, null)).ShouldBe(1);
        (await Coverage(new(2026, 11, 22), null)).ShouldBe(0);
        (await Coverage(new(2026, 11, 23), null)).ShouldBe(1);
        (await Coverage(null, new(2026, 11, 22))).ShouldBe(0);
    }

    [Fact]
    public async Task Weights_that_cannot_be_are_said_at_their_field_and_nothing_is_saved()
    {
        var id = await app.Campaign(villages: 1);
        var officer = await app.SignedIn(Role.Officer, PairedCounty.County);
        Dictionary<string, string> All(string value) => new() { ["do"] = "save", ["version"] = "2", ["serveAll"] = "true", ["coverage"] = value, ["distance"] = value, ["sector"] = value, ["past"] = value, ["priority"] = value };

        foreach (var (value, said) in new[] { ("0", "五项权重不能都是 0"), ("101", "应在 0 到 100 之间"), ("-1", "应在 0 到 100 之间"), ("很多", "“很多”不是整数") })
        {
            var refused = await officer.PostForm($"/pairing/{id}/settings", All(value), $"/pairing/{id}");
            refused.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity, value);
            var page = WebUtility.HtmlDecode(await refused.Content.ReadAsStringAsync());
            page.ShouldContain(said);
            page.ShouldContain($"value=\"{value}\"");
        }
        // They need not sum to a hundred: each counts as its part of their sum.
        var saved = await officer.PostForm($"/pairing/{id}/settings", All("30"), $"/pairing/{id}");

        saved.StatusCode.ShouldBe(HttpStatusCode.Redirect);
        (await app.Ask(db => db.Campaigns.AsNoTracking().SingleAsync(c => c.Id == id))).Version.ShouldBe(3);
    }

    [Fact]
    public async Task A_capacity_of_a_body_of_no_kind_that_helps_is_refused()
    {
        var id = await app.Campaign(villages: 1);
        Id<Organisation> office = default;
        await app.Do(async (services, actor) =>
        {
            office = (await CreateOrganisation.Handle(new("岚溪县档案馆", null, null, "名册", new() { Kind = OrganisationKind.Department, Place = PairedCounty.County }), services.GetRequiredService<CurrentTree>(),
                services.GetRequiredService<CurrentRegister>(), services.GetRequiredService<Pinyin>(), services.GetRequiredService<Db>(), actor, app.Clock, default)).Value.Id;
            services.GetRequiredService<CurrentTree>().Written();
        });
        var officer = await app.SignedIn(Role.Officer, PairedCounty.County);

        var refused = await officer.PostForm($"/pairing/{id}/capacity", new() { ["helper"] = "岚溪县档案馆", ["capacity"] = "3" }, $"/pairing/{id}");

        refused.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        (await refused.Content.ReadAsStringAsync()).ShouldContain("岚溪县档案馆不属于本行动的任何一类帮扶力量");
        (await app.Ask(db => db.HelperCapacities.CountAsync(c => c.Organisation == office))).ShouldBe(0);
    }
}
