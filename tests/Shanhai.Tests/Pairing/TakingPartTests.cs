using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Shanhai.Host;
using Shanhai.Host.Persistence;
using Shanhai.Host.Security;
using Shanhai.Identification;
using Shanhai.Kernel;
using Shanhai.Organisations;
using Shanhai.Pairing;
using Shanhai.Places;

namespace Shanhai.Tests.Pairing;

/// <summary>Which villages a campaign is for and who may help, as lists: changed in the browser, kept on file, and what is solved keeps to them.</summary>
public sealed class TakingPartTests(PairedCounty app) : IClassFixture<PairedCounty>
{
    private const string Named = "WEAK-LISTS";

    /// <summary>A campaign by a rule that names the first villages.</summary>
    private async Task<Id<Campaign>> ByRule(int villages)
    {
        Id<Campaign> id = default;
        await app.Do(async (services, actor) =>
        {
            var db = services.GetRequiredService<Db>();
            if (!await db.RuleVersions.AnyAsync(v => v.Code == Named))
            {
                var rule = Rule.Parse($$"""
                    { "code": "{{Named}}", "name": { "zh": "规则", "en": "Rule" }, "jurisdiction": "990000000000", "from": "2000", "basis": "文件", "mark": { "origin": "found", "source": "-" },
                      "population": { "levels": ["village"] }, "when": { "compare": "CE04.301", "is": "<", "to": "100000 yuan" } }
                    """).Value;
                var version = RuleVersion.Draft(rule, 1, "test", app.Clock);
                version.Publish("test", app.Clock.GetUtcNow());
                db.RuleVersions.Add(version);
                var run = new RuleRun
                {
                    Id = Id<RuleRun>.New(app.Clock), Version = version.Id, Rule = Named, Number = 1, Period = Period.Year(2025), Place = PairedCounty.County, RunBy = "t", RunAt = app.Clock.GetUtcNow(), Holds = villages, DoesNotHold = 0,
                    CannotTell = 0, Exempt = 0, Inputs = "t",
                };
                db.RuleRuns.Add(run);
                db.Findings.AddRange(Enumerable.Range(1, villages).Select(i => new Finding
                {
                    Id = Id<Finding>.New(app.Clock), Run = run.Id, Version = version.Id, Rule = Named, Period = run.Period, Place = PairedCounty.Village(i), Outcome = Outcome.Holds, Margin = 0.1, Stand = Stand.New, Since = run.Period,
                    Uncertain = false, SaidZh = "t", SaidEn = "t",
                }));
                db.Record(actor, "test.finding", "finding:test");
                await db.SaveChangesAsync();
                await FindingStamp.Raise(db, Named, run.Period, default);
            }
            id = (await CreateCampaign.Handle(new("enterprises", "按认定结果", PairedCounty.County, null, null, Named, Period.Year(2025)), services.GetRequiredService<CurrentRegister>(), db, actor, app.Clock, default)).Value.Id;
        });
        return id;
    }

    private Task<CampaignSettings> Settings(Id<Campaign> id) => app.Ask(async db => (await db.Campaigns.AsNoTracking().SingleAsync(c => c.Id == id)).Settings());

    [Fact]
    public async Task Villages_follow_the_findings_until_one_is_added_and_every_change_of_the_list_stays_on_file()
    {
        var id = await ByRule(3);
        var officer = await app.SignedIn(Role.Officer, PairedCounty.County);
        var at = $"/pairing/{id}/villages";
        Task<HttpResponseMessage> Post(Dictionary<string, string> form) => officer.PostForm(at, form, at);

        var before = await officer.GetStringAsync(at + "?lang=zh");
        var solved = await app.Solve(id);
        var added = await Post(new() { ["do"] = "Add", ["villages"] = $"第5村\n{PairedCounty.Village(6)}\t写错的村名" });
        var list = (await Settings(id)).Villages;
        var stale = await app.Publish(solved.Id);
        var removed = await Post(new() { ["do"] = "Remove", ["pick"] = PairedCounty.Village(1).ToString() });
        var again = await app.Solve(id);
        var found = await officer.GetStringAsync(at + "?find=" + Uri.EscapeDataString("第4村") + "&lang=zh");
        var narrowed = await officer.GetFromJsonAsync<JsonElement>($"/api/v1/pairing/campaigns/{id}/villages?q={Uri.EscapeDataString("第5村")}");
        var csv = await officer.GetStringAsync(at + "/export?format=csv");
        var after = await officer.GetStringAsync(at + "?lang=zh");
        var opened = await Post(new() { ["do"] = "Open" });

        before.ShouldContain("按认定规则 " + Named);
        before.ShouldContain("第3村");
        before.ShouldNotContain("第5村");
        before.ShouldNotContain("[pairing.");
        added.StatusCode.ShouldBe(HttpStatusCode.Redirect);
        list.ShouldBe([PairedCounty.Village(1), PairedCounty.Village(2), PairedCounty.Village(3), PairedCounty.Village(5), PairedCounty.Village(6)]);
        stale.Problem!.Code.ShouldBe("pairing.solve-again");
        removed.StatusCode.ShouldBe(HttpStatusCode.Redirect);
        again.Result!.Villages.ShouldBe(4);
        (await app.Ask(db => db.ProposedPairs.AsNoTracking().Where(p => p.Scenario == again.Id).Select(p => p.Village).Distinct().CountAsync())).ShouldBe(4);
        found.ShouldContain($"name=\"pick\" value=\"{PairedCounty.Village(4)}\"");
        narrowed.GetProperty("villages").GetProperty("rows").EnumerateArray().Select(r => r.GetProperty("name").GetString()).ShouldBe(["第5村"]);
        csv.ShouldContain(PairedCounty.Village(6).ToString());
        csv.ShouldNotContain(PairedCounty.Village(1).ToString());
        after.ShouldContain("加入 5 个，去掉 0 个，名单共 5 个");
        after.ShouldContain("加入 0 个，去掉 1 个，名单共 4 个");
        after.ShouldNotContain("[pairing.");
        opened.StatusCode.ShouldBe(HttpStatusCode.Redirect);
        (await Settings(id)).Villages.ShouldBeEmpty();
        (await app.Ask(db => db.Journal.CountAsync(e => e.Subject == "campaign:" + id && e.Summary!.Contains("\"list\":\"villages\"")))).ShouldBe(3);
    }

    [Fact]
    public async Task Villages_are_taken_from_findings_of_a_rule_and_a_period()
    {
        await ByRule(3);
        var id = await app.Campaign(change: s => s with { Villages = [PairedCounty.Village(6)] });
        var officer = await app.SignedIn(Role.Officer, PairedCounty.County);
        var at = $"/pairing/{id}/villages";

        var none = await officer.PostForm(at, new() { ["do"] = "Take", ["rule"] = Named, ["period"] = "2024" }, at);
        var wrong = await officer.PostForm(at, new() { ["do"] = "Take", ["rule"] = "WEEK", ["period"] = "2025" }, at);
        var taken = await officer.PostForm(at, new() { ["do"] = "Take", ["rule"] = Named, ["period"] = "2025" }, at);

        none.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        (await none.Content.ReadAsStringAsync()).ShouldContain("没有认定这个范围内的村");
        (await wrong.Content.ReadAsStringAsync()).ShouldContain("没有“WEEK”这条认定规则");
        taken.StatusCode.ShouldBe(HttpStatusCode.Redirect);
        (await Settings(id)).Villages.Count.ShouldBe(4);
    }

    [Fact]
    public async Task Only_helpers_of_the_list_are_paired_anew_and_those_that_run_go_on()
    {
        var id = await app.Campaign(capacity: 3);
        (await app.Decide(id, app.Bamboo, PairedCounty.Village(6), PairWill.Mandatory)).ShouldBeNull();
        (await app.Publish((await app.Solve(id)).Id)).Problem.ShouldBeNull();
        await app.Ask(db => db.Partnerships.Where(p => p.Campaign == id && p.Organisation != app.Bamboo).ExecuteUpdateAsync(p => p.SetProperty(x => x.ToDay, new DateOnly(2026, 11, 1)).SetProperty(x => x.FromDay, new DateOnly(2026, 10, 1))));
        var officer = await app.SignedIn(Role.Officer, PairedCounty.County);
        var at = $"/pairing/{id}/bodies";

        var open = await officer.GetStringAsync(at + "?lang=zh");
        var listed = await officer.PostForm(at, new() { ["do"] = "Add", ["bodies"] = "云雾茶场有限公司\n向阳光伏有限公司" }, at);
        var page = await officer.GetStringAsync(at + "?lang=zh");
        var refused = await app.Decide(id, app.Trade, PairedCounty.Village(2), PairWill.Lock);
        var kept = await app.Decide(id, app.Trade, PairedCounty.Village(2), PairWill.Conflict);
        var next = await app.Solve(id);
        var pairs = await app.Ask(db => db.ProposedPairs.AsNoTracking().Where(p => p.Scenario == next.Id).ToListAsync());

        open.ShouldContain("没有名单");
        open.ShouldContain("青竹加工有限公司");
        open.ShouldNotContain("山海电商有限公司", customMessage: "of another county");
        listed.StatusCode.ShouldBe(HttpStatusCode.Redirect);
        page.ShouldContain("云雾茶场有限公司");
        page.ShouldNotContain("[pairing.");
        refused!.Fields.ShouldContain(f => f.Field == "organisation");
        kept.ShouldBeNull();
        pairs.Select(p => p.Organisation).ToHashSet().SetEquals([app.Tea, app.Sun, app.Bamboo]).ShouldBeTrue();
        pairs.Where(p => p.Organisation == app.Bamboo).Select(p => p.Village).ShouldBe([PairedCounty.Village(6)]);
    }

    [Fact]
    public async Task A_helper_of_the_list_that_was_merged_is_its_successor_and_one_that_closed_is_named()
    {
        var (old, taking, closing) = (await app.Body("名单被并企业"), await app.Body("名单承继企业"), await app.Body("名单注销企业"));
        var id = await app.Campaign(villages: 1);
        await app.Do(async (services, actor) =>
        {
            var (trees, _, db) = PairedCounty.Of(services);
            (await ChangeBodies.Handle(id, new(ListChange.Add, [old, closing]), trees, db, actor, default)).Value.Listed.ShouldBe(2);
        });

        await app.Change(old, OrganisationEventKind.Merged, taking);
        await app.Change(closing, OrganisationEventKind.Closed);
        var solved = await app.Solve(id);

        (await app.Ask(db => db.ProposedPairs.AsNoTracking().SingleAsync(p => p.Scenario == solved.Id))).Organisation.ShouldBe(taking);
        solved.Result!.LeftOut.ShouldContain(new ScenarioResult.Out("pairing.out.helper-gone", "名单注销企业"));
        await app.Do(async (services, actor) =>
        {
            var (trees, _, db) = PairedCounty.Of(services);
            (await ChangeBodies.Handle(id, new(ListChange.Remove, [taking]), trees, db, actor, default)).Value.Listed.ShouldBe(1);
        });
    }

    [Fact]
    public async Task A_village_of_the_list_that_was_merged_is_the_one_it_became()
    {
        var (gone, kept) = (new PlaceCode(990101101401), new PlaceCode(990101101402));
        await app.Do(async (services, actor) =>
        {
            (await ImportPlaces.Handle([new(gone, "名单下村", Level.Village), new(kept, "名单上村", Level.Village)], "test", services.GetRequiredService<Pinyin>(), services.GetRequiredService<Db>(), actor, default)).Problem.ShouldBeNull();
            services.GetRequiredService<CurrentRegister>().Written();
        });
        var id = await app.Campaign(change: s => s with { Villages = [gone] });
        await app.Do(async (services, actor) => (await RecordPlaceChange.Handle(new() { Kind = PlaceEventKind.Merged, Place = gone, Into = kept, On = new(2026, 11, 23), Document = "撤并文件" }, preview: false,
            services.GetRequiredService<CurrentRegister>(), services.GetServices<PlaceUse>(), services.GetRequiredService<Pinyin>(), services.GetRequiredService<Db>(), actor, app.Clock, default)).Problem.ShouldBeNull());

        var solved = await app.Solve(id);

        solved.Result!.LeftOut.ShouldBeEmpty();
        (await app.Ask(db => db.ProposedPairs.AsNoTracking().SingleAsync(p => p.Scenario == solved.Id))).Village.ShouldBe(kept);
    }

    [Fact]
    public async Task What_cannot_be_on_a_list_is_said_line_by_line_and_the_list_stays_as_it_was()
    {
        var id = await app.Campaign(villages: 2);
        var officer = await app.SignedIn(Role.Officer, PairedCounty.County);
        var (villages, bodies) = ($"/pairing/{id}/villages", $"/pairing/{id}/bodies");
        var before = await app.Ask(db => db.Campaigns.AsNoTracking().SingleAsync(c => c.Id == id));

        var unknown = await officer.PostForm(villages, new() { ["do"] = "Add", ["villages"] = "第3村\n没有的村" }, villages);
        var township = await officer.PostForm(villages, new() { ["do"] = "Add", ["villages"] = "990101101000" }, villages);
        var outside = await officer.PostForm(villages, new() { ["do"] = "Add", ["pick"] = PairedCounty.Other.ToString() }, villages);
        var nothing = await officer.PostForm(villages, new() { ["do"] = "Add", ["villages"] = " " }, villages);
        var last = await officer.PostForm(villages, new() { ["do"] = "Remove", ["villages"] = "第1村\n第2村" }, villages);
        var none = await officer.PostForm(villages, new() { ["do"] = "Open" }, villages);
        var body = await officer.PostForm(bodies, new() { ["do"] = "Add", ["bodies"] = "没有的公司\n云雾茶场有限公司" }, bodies);
        var strange = await officer.PostForm(bodies, new() { ["do"] = "Shuffle" }, bodies);

        foreach (var (answer, said) in new[] { (unknown, "没有的村"), (township, "不是行动范围内现有的村"), (outside, "不是行动范围内现有的村"), (nothing, "请填写这一项"), (last, "名单不能是空的"), (none, "请写明规则和年份"), (body, "没有“没有的公司”这家单位"), (strange, "请填写这一项") })
        {
            answer.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity, said);
            WebUtility.HtmlDecode(await answer.Content.ReadAsStringAsync()).ShouldContain(said);
        }
        WebUtility.HtmlDecode(await unknown.Content.ReadAsStringAsync()).ShouldContain("第3村\n没有的村");
        WebUtility.HtmlDecode(await body.Content.ReadAsStringAsync()).ShouldContain("没有的公司\n云雾茶场有限公司");
        var after = await app.Ask(db => db.Campaigns.AsNoTracking().SingleAsync(c => c.Id == id));
        (after.Json, after.Version, after.Decided).ShouldBe((before.Json, before.Version, before.Decided));
    }

    [Fact]
    public async Task Who_only_reads_sees_the_lists_and_changes_nothing_and_nobody_of_another_county_sees_them()
    {
        var id = await app.Campaign(villages: 2);
        var (clerk, other) = (await app.SignedIn(Role.Clerk, PairedCounty.County), await app.SignedIn(Role.Officer, PairedCounty.Other));

        (await clerk.GetStringAsync($"/pairing/{id}/villages?lang=zh")).ShouldContain("第2村");
        (await clerk.PostAsJsonAsync($"/api/v1/pairing/campaigns/{id}/villages", new { @do = "add", villages = new[] { PairedCounty.Village(3).ToString() } })).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await clerk.PostAsJsonAsync($"/api/v1/pairing/campaigns/{id}/bodies", new { @do = "take" })).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await other.GetAsync($"/pairing/{id}/villages")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await other.GetAsync($"/pairing/{id}/bodies/export?format=csv")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task A_campaign_is_begun_with_a_pasted_list_instead_of_a_rule()
    {
        var officer = await app.SignedIn(Role.Officer, PairedCounty.County);

        var made = await officer.PostForm("/pairing", new() { ["preset"] = "enterprises", ["name"] = "按名单开始", ["place"] = PairedCounty.County.ToString(), ["villages"] = $"第1村，第2村\n{PairedCounty.Village(3)}" }, "/pairing");

        made.StatusCode.ShouldBe(HttpStatusCode.Redirect);
        var id = Id<Campaign>.Parse(made.Headers.Location!.OriginalString.Split('/')[^1]);
        (await Settings(id)).Villages.ShouldBe([PairedCounty.Village(1), PairedCounty.Village(2), PairedCounty.Village(3)]);
        (await officer.GetStringAsync($"/pairing/{id}/villages?lang=zh")).ShouldContain("加入 3 个");
    }
}
