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

public sealed partial class PairingLifeTests(PairedCounty app) : IClassFixture<PairedCounty>
{
    [Fact]
    public async Task A_campaign_is_solved_with_reasons_published_and_read_by_everybody()
    {
        var id = await app.Campaign();
        var officer = await app.SignedIn(Role.Officer, PairedCounty.County);

        var solved = await officer.PostForm($"/pairing/{id}/solve", [], $"/pairing/{id}");
        var scenario = solved.Headers.Location!.OriginalString;
        var page = await officer.GetStringAsync(scenario + "?lang=zh");
        var pair = await app.Ask(db => db.ProposedPairs.AsNoTracking().OrderByDescending(p => p.Id).FirstAsync(p => p.Organisation == app.Tea && p.Village == PairedCounty.Village(1)));
        var why = await officer.GetStringAsync($"/pairing/pairs/{pair.Id}?lang=en");
        var preview = await officer.GetStringAsync(scenario + "/publish?lang=zh");
        var published = await officer.PostForm(scenario + "/publish", new() { ["outsideAgreed"] = "true" }, scenario + "/publish");
        var open = await app.Anyone().GetStringAsync($"/pairing/published?under={PairedCounty.Village(1)}&lang=zh");
        var village = await app.Anyone().GetStringAsync($"/places/{PairedCounty.Village(1)}?lang=zh");
        var csv = await app.Anyone().GetStringAsync($"/pairing/published/export?format=csv&under={PairedCounty.Village(1)}");
        var helper = await officer.GetStringAsync($"/pairing/helpers/{app.Tea}?lang=zh");

        preview.ShouldContain("云雾茶场有限公司");
        preview.ShouldNotContain("[pairing.");
        page.ShouldContain("6 / 6");
        page.ShouldContain("云雾茶场有限公司");
        page.ShouldNotContain("[pairing.");
        why.ShouldContain("everything else arranged as well as can be");
        why.ShouldContain("great circle");
        why.ShouldNotContain("[pairing.");
        published.StatusCode.ShouldBe(HttpStatusCode.Redirect);
        open.ShouldContain("云雾茶场有限公司");
        village.ShouldContain("云雾茶场有限公司");
        csv.ShouldContain("云雾茶场有限公司");
        helper.ShouldContain("第1村");
        (await app.Ask(db => db.Partnerships.CountAsync(p => p.Campaign == id))).ShouldBe(6);
        (await app.Ask(db => db.Journal.CountAsync(e => e.Verb == PairingModule.Publish && e.Subject == "campaign:" + id))).ShouldBe(2);
    }

    [Fact]
    public async Task A_changed_weight_shows_what_it_would_change_before_it_is_saved()
    {
        var id = await app.Campaign(villages: 1, capacity: 1, s => s with { Considered = 10 });
        var officer = await app.SignedIn(Role.Officer, PairedCounty.County);
        await officer.PostForm($"/pairing/{id}/rules", new() { ["organisation"] = "云雾茶场有限公司", ["village"] = PairedCounty.Village(1).ToString(), ["will"] = "Forbidden", ["why"] = "利益回避核查" }, $"/pairing/{id}");

        var version = (await app.Ask(db => db.Campaigns.AsNoTracking().FirstAsync(c => c.Id == id))).Version;
        var form = new Dictionary<string, string> { ["do"] = "preview", ["version"] = $"{version}", ["level"] = "0", ["serveAll"] = "true", ["perVillage-enterprise"] = "2" };
        var preview = await (await officer.PostForm($"/pairing/{id}/settings", form, $"/pairing/{id}")).Content.ReadAsStringAsync();
        var before = await app.Ask(db => db.Campaigns.AsNoTracking().FirstAsync(c => c.Id == id));
        form["do"] = "save";
        var saved = await officer.PostForm($"/pairing/{id}/settings", form, $"/pairing/{id}");
        var again = await officer.PostForm($"/pairing/{id}/settings", form, $"/pairing/{id}");

        preview.ShouldContain("1 处结对会变");
        preview.ShouldContain("已配 1 → 2");
        before.Settings().Kinds[0].PerVillage.ShouldBe(1);
        saved.StatusCode.ShouldBe(HttpStatusCode.Redirect);
        (await app.Ask(db => db.Campaigns.AsNoTracking().FirstAsync(c => c.Id == id))).Settings().Kinds[0].PerVillage.ShouldBe(2);
        again.StatusCode.ShouldBe(HttpStatusCode.Conflict);
    }

    [Fact]
    public async Task Capacity_below_need_names_villages_helpers_and_the_least_change_and_that_change_suffices()
    {
        var id = await app.Campaign(capacity: 1);

        var clash = await app.Solve(id);
        var told = clash.Result!.Clashes.ShouldHaveSingleItem();
        var page = await (await app.SignedIn(Role.Officer, PairedCounty.County)).GetStringAsync($"/pairing/scenarios/{clash.Id}?lang=zh");

        clash.State.ShouldBe(ScenarioState.Clashes);
        (told.What, told.Asked, told.Available).ShouldBe((ClashKind.Shortage, 6, 4));
        told.Ways.ShouldNotBeEmpty();
        told.Ways.ShouldAllBe(w => w.Sum(s => s.By) == 2);
        page.ShouldContain("差 2 个");
        (await app.Ask(db => db.ProposedPairs.CountAsync(p => p.Scenario == clash.Id))).ShouldBe(0);

        foreach (var step in told.Ways[0])
        {
            await app.Do(async (services, actor) =>
            {
                var body = (await services.GetRequiredService<CurrentTree>().Read(services.GetRequiredService<Db>(), default)).All.Single(b => b.Name == step.Helper).Id;
                (await SetCapacity.Handle(id, new(body, 1 + step.By), services.GetRequiredService<CurrentTree>(), services.GetRequiredService<Db>(), actor, default)).Problem.ShouldBeNull();
            });
        }
        (await app.Solve(id)).State.ShouldBe(ScenarioState.Solved);
    }

    [Fact]
    public async Task Helpers_beyond_those_considered_are_found_before_anything_is_called_short()
    {
        // Every village considers one helper alone, and nearly all the same one; together the four have room for all.
        var id = await app.Campaign(capacity: 2, change: s => s with { Considered = 1 });
        var all = await app.Campaign(capacity: 2, change: s => s with { Considered = 1000 });

        var (few, every) = (await app.Solve(id), await app.Solve(all));

        few.State.ShouldBe(ScenarioState.Solved);
        (few.Result!.Served, few.Result.Total, few.Result.Worst).ShouldBe((every.Result!.Served, every.Result.Total, every.Result.Worst));
        few.Result.Candidates.ShouldBe(6);
        // The page says whom it looked at, in both languages.
        var officer = await app.SignedIn(Role.Officer, PairedCounty.County);
        WebUtility.HtmlDecode(await officer.GetStringAsync($"/pairing/scenarios/{few.Id}")).ShouldContain("每村每类先只看契合度最高的 1 家（共 6 对），不是全部");
        WebUtility.HtmlDecode(await officer.GetStringAsync($"/pairing/scenarios/{few.Id}?lang=en")).ShouldContain("only the 1 best-fitting helper is looked at first (6 pairs), not all");
    }

    [Fact]
    public async Task A_rule_a_period_or_a_village_that_does_not_exist_is_said_and_not_passed_over()
    {
        var officer = await app.SignedIn(Role.Officer, PairedCounty.County);
        var id = await app.Campaign();

        var rule = await officer.PostForm("/pairing", new() { ["preset"] = "enterprises", ["name"] = "按规则", ["place"] = PairedCounty.County.ToString(), ["rule"] = "WEEK", ["period"] = "2024" }, "/pairing");
        var period = await officer.PostForm($"/pairing/{id}/settings", new() { ["do"] = "save", ["version"] = "2", ["period"] = "明年", ["serveAll"] = "true" }, $"/pairing/{id}");
        var township = await app.Decide(id, app.Tea, 990101101000, PairWill.Lock);
        var gone = await app.Solve(await app.Campaign(change: s => s with { Villages = [.. s.Villages, 990101101299] }));

        rule.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        (await rule.Content.ReadAsStringAsync()).ShouldContain("没有“WEEK”这条认定规则");
        period.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        (await period.Content.ReadAsStringAsync()).ShouldContain("“明年”不是年份");
        township!.Fields.ShouldContain(f => f.Field == "village");
        gone.Result!.LeftOut.ShouldContain(o => o.Why == "pairing.out.no-village");
    }

    [Fact]
    public async Task County_priorities_and_who_may_help_are_entered_on_the_page_and_count()
    {
        var id = await app.Campaign(villages: 1);
        var officer = await app.SignedIn(Role.Officer, PairedCounty.County);

        var bad = await officer.PostForm($"/pairing/{id}/settings", new() { ["do"] = "save", ["version"] = "2", ["serveAll"] = "true", ["priorities"] = "岚溪县 炼金" }, $"/pairing/{id}");
        var saved = await officer.PostForm($"/pairing/{id}/settings", new() { ["do"] = "save", ["version"] = "2", ["serveAll"] = "true", ["priorities"] = "岚溪县 种植", ["who"] = "true", ["bodies-enterprise-Enterprise"] = "true" }, $"/pairing/{id}");
        var settings = (await app.Ask(db => db.Campaigns.AsNoTracking().FirstAsync(c => c.Id == id))).Settings();
        var solved = await app.Solve(id);

        bad.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        (await bad.Content.ReadAsStringAsync()).ShouldContain("炼金");
        saved.StatusCode.ShouldBe(HttpStatusCode.Redirect);
        settings.Priorities.ShouldBe([new(PairedCounty.County, "planting")]);
        settings.Kinds[0].Bodies.ShouldBe([OrganisationKind.Enterprise]);
        (await app.Ask(db => db.ProposedPairs.AsNoTracking().FirstAsync(p => p.Scenario == solved.Id))).Reasons().Parts.Priority.ShouldBe(1);
    }

    [Fact]
    public async Task Pairs_go_out_with_their_reasons_as_a_file_and_as_a_sheet_of_paper()
    {
        var id = await app.Campaign();
        (await app.Decide(id, app.Tea, PairedCounty.Village(1), PairWill.Conflict)).ShouldBeNull();
        var first = await app.Solve(id);
        (await app.Decide(id, app.Trade, PairedCounty.Village(2), PairWill.Lock)).ShouldBeNull();
        var solved = await app.Solve(id);
        var (officer, clerk) = (await app.SignedIn(Role.Officer, PairedCounty.County), await app.SignedIn(Role.Clerk, PairedCounty.County));
        var at = $"/pairing/scenarios/{solved.Id}";

        var csv = await officer.GetStringAsync(at + "/export?format=csv&lang=zh");
        var workbook = await officer.GetByteArrayAsync(at + "/export?format=xlsx");
        var sheet = await officer.GetStringAsync($"{at}/sheet?under={PairedCounty.Village(2)}&lang=zh");
        var english = await officer.GetStringAsync(at + "/sheet?lang=en");
        var read = await clerk.GetStringAsync(at + "/export?format=csv&lang=zh");
        var moved = await officer.GetStringAsync($"/pairing/compare/export?a={first.Id}&b={solved.Id}&format=csv&lang=zh");

        csv.Split("\r\n", StringSplitOptions.RemoveEmptyEntries).Length.ShouldBe(7);
        csv.ShouldContain("其余重新最优安排");
        csv.ShouldContain("这一对由人工锁定。");
        csv.ShouldContain("云雾茶场有限公司更合适，但已决定不得结对");
        csv.ShouldNotContain("[pairing.");
        workbook.Length.ShouldBeGreaterThan(1000);
        sheet.ShouldContain("尚未公布，供讨论");
        sheet.ShouldContain("山海电商有限公司");
        sheet.ShouldNotContain("第1村");
        sheet.ShouldNotContain("[pairing.");
        english.ShouldNotContain("[pairing.");
        // Whom a conflict keeps away is told to those who plan alone, on paper too.
        read.ShouldNotContain("云雾茶场有限公司更合适");
        read.ShouldContain("另有更合适的单位，但已决定不得结对");
        moved.ShouldContain("第2村");
        moved.ShouldContain("山海电商有限公司");
    }

    [Fact]
    public async Task Locks_and_forbidden_pairs_hold_and_two_scenarios_are_compared()
    {
        var id = await app.Campaign();
        var first = await app.Solve(id);
        (await app.Decide(id, app.Trade, PairedCounty.Village(1), PairWill.Lock)).ShouldBeNull();
        (await app.Decide(id, app.Tea, PairedCounty.Village(1), PairWill.Forbidden)).ShouldBeNull();
        var second = await app.Solve(id);
        var officer = await app.SignedIn(Role.Officer, PairedCounty.County);

        var compared = await officer.GetFromJsonAsync<JsonElement>($"/api/v1/pairing/compare?a={first.Id}&b={second.Id}");
        var page = await officer.GetStringAsync($"/pairing/compare?a={first.Id}&b={second.Id}&lang=zh");

        (await app.Ask(db => db.ProposedPairs.AsNoTracking().Where(p => p.Scenario == second.Id && p.Village == PairedCounty.Village(1)).Select(p => new { p.Organisation, p.IsFixed }).SingleAsync())).ShouldBe(new { Organisation = app.Trade, IsFixed = true });
        second.Result!.Total.ShouldBeLessThan(first.Result!.Total);
        compared.GetProperty("changed").GetInt32().ShouldBeGreaterThan(0);
        page.ShouldContain("山海电商有限公司");
        page.ShouldNotContain("[pairing.");
    }

    [Fact]
    public async Task Nobody_outside_the_area_and_nobody_who_only_reads_plans_or_publishes()
    {
        var id = await app.Campaign();
        var solved = await app.Solve(id);
        var (other, clerk) = (await app.SignedIn(Role.Officer, PairedCounty.Other), await app.SignedIn(Role.Clerk, PairedCounty.County));

        (await other.GetAsync($"/api/v1/pairing/campaigns/{id}")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await other.GetAsync($"/api/v1/pairing/scenarios/{solved.Id}")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await other.PostAsJsonAsync($"/api/v1/pairing/scenarios/{solved.Id}/publish", new { })).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await clerk.GetAsync($"/api/v1/pairing/campaigns/{id}")).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await clerk.PostAsJsonAsync($"/api/v1/pairing/campaigns/{id}/scenarios", new { })).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await clerk.PostAsJsonAsync($"/api/v1/pairing/scenarios/{solved.Id}/publish", new { })).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task The_pages_work_empty_and_a_bad_form_keeps_what_was_typed()
    {
        var officer = await app.SignedIn(Role.Officer, PairedCounty.County);

        var list = await officer.GetStringAsync("/pairing?lang=zh");
        var bad = await officer.PostForm("/pairing", new() { ["preset"] = "three-thousand", ["name"] = "三千行动", ["place"] = "岚溪县" }, "/pairing");
        var text = await bad.Content.ReadAsStringAsync();
        var need = await officer.PostForm("/pairing/resources", new() { ["place"] = PairedCounty.Village(5).ToString(), ["what"] = "Money", ["amount"] = "很多" }, $"/places/{PairedCounty.Village(5)}");

        list.ShouldNotContain("[pairing.");
        bad.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        text.ShouldContain("请写明规则和年份");
        text.ShouldContain("value=\"三千行动\"");
        need.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        (await need.Content.ReadAsStringAsync()).ShouldContain("不是整数");
    }

    [Fact]
    public async Task A_large_campaign_becomes_a_job_and_ends_in_the_same_pairs()
    {
        var id = await app.Campaign();
        var at = await app.Solve(id);
        Id<Scenario> large = default;
        await app.Do(async (services, actor) =>
        {
            var db = services.GetRequiredService<Db>();
            var campaign = await db.Campaigns.FindAsync(id);
            var scenario = new Scenario { Id = large = Id<Scenario>.New(app.Clock), Campaign = id, Number = 99, Settings = campaign!.Json, MadeBy = actor.Name, MadeAt = app.Clock.GetUtcNow() };
            db.Scenarios.Add(scenario);
            db.Enqueue(Actor.Operator(Composition.Access, "test"), PairingModule.Solving, new SolveCampaign.Asked(scenario.Id));
            db.Record(actor, "test", "scenario:large");
            await db.SaveChangesAsync();
        });
        var waiting = await (await app.SignedIn(Role.Officer, PairedCounty.County)).GetStringAsync($"/pairing/scenarios/{large}?lang=zh");

        await app.RunJobs();

        waiting.ShouldContain("正在生成");
        string[] Pairs(Id<Scenario> s) => [.. app.Ask(db => db.ProposedPairs.AsNoTracking().Where(p => p.Scenario == s).ToListAsync()).GetAwaiter().GetResult().Select(p => $"{p.Village} {p.Organisation} {p.Points}").Order(StringComparer.Ordinal)];
        Pairs(large).ShouldBe(Pairs(at.Id));
    }
}
