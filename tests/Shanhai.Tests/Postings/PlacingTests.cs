using System.Net;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Shanhai.Host;
using Shanhai.Host.Persistence;
using Shanhai.Host.Security;
using Shanhai.Host.Tables;
using Shanhai.Kernel;
using Shanhai.Pairing;
using Shanhai.Places;
using Shanhai.Postings;
using Shanhai.Tests.Pairing;

namespace Shanhai.Tests.Postings;

/// <summary>Which villages have nobody, who is proposed for them, and posts that come in a table.</summary>
public sealed class PlacingTests(PairedCounty app) : IClassFixture<PairedCounty>
{
    private static readonly DateOnly From = new(2026, 1, 1);

    [Fact]
    public async Task Coverage_tells_for_a_day_which_villages_have_one_which_have_not_and_since_when()
    {
        var organ = await app.Organ("县粮食局", PairedCounty.County);
        var villages = await app.Villages(501, 4);
        PlaceCode township = 990101501000;
        var batch = await app.PostBatch(from: new(2024, 1, 1));
        await app.Sent(batch, "施一", organ, villages[0], villages[1]);
        await app.Sent(await app.PostBatch(from: From), "张二", organ, villages[1]);
        await app.Sent(await app.PostBatch("first-secretary", From), "孔三", organ, villages[2]);
        (await app.Enter(await app.PostBatch("first-secretary", From), new("曹四", null, organ, "instructor", [villages[3]], null, null, null))).Problem.ShouldBeNull();

        var then = await app.Covered("instructor", new(2025, 6, 30), township);
        var now = await app.Covered("instructor", SendingCounty.Today, township);
        var missing = await app.Covered("instructor", SendingCounty.Today, township, all: false);
        var officer = await app.SignedIn(Role.Officer, PairedCounty.County);
        var page = await officer.GetStringAsync($"/postings/coverage?kind=instructor&under={township}&lang=zh");
        var csv = await officer.GetStringAsync($"/postings/coverage/export?format=csv&kind=instructor&under={township}&lang=zh");
        var none = await officer.GetStringAsync("/postings/coverage?kind=commissioner&lang=zh");
        var other = await (await app.SignedIn(Role.Officer, PairedCounty.Other)).GetStringAsync($"/postings/coverage?kind=instructor&under={township}&lang=zh");

        (then.Should, then.Have).ShouldBe((4, 2));
        (now.Should, now.Have).ShouldBe((4, 2));
        missing.Villages.Rows.Select(r => (r.Village, r.Since)).ShouldBe([(villages[0], new DateOnly(2026, 1, 1)), (villages[2], null)]);
        page.ShouldContain("501镇1村");
        page.ShouldNotContain("501镇2村");
        page.ShouldNotContain("[postings.");
        csv.ShouldContain("2026-01-01");
        csv.ShouldContain("没有登记过");
        none.ShouldContain("没有找到哪些村应当有的规定");
        other.ShouldNotContain("501镇1村");
    }

    [Fact]
    public async Task Weak_villages_should_have_a_first_secretary_by_the_findings_of_the_year_before()
    {
        var villages = await app.Villages(502, 2);
        await app.Do(async (services, actor) =>
        {
            var db = services.GetRequiredService<Db>();
            var rule = Shanhai.Identification.Rule.Parse("""
                { "code": "WEAK", "name": { "zh": "规则", "en": "Rule" }, "jurisdiction": "990000000000", "from": "2000", "basis": "文件", "mark": { "origin": "found", "source": "-" },
                  "population": { "levels": ["village"] }, "when": { "compare": "CE04.301", "is": "<", "to": "100000 yuan" } }
                """).Value;
            var version = Shanhai.Identification.RuleVersion.Draft(rule, 1, "test", app.Clock);
            version.Publish("test", app.Clock.GetUtcNow());
            db.RuleVersions.Add(version);
            var run = new Shanhai.Identification.RuleRun
            {
                Id = Id<Shanhai.Identification.RuleRun>.New(app.Clock), Version = version.Id, Rule = "WEAK", Number = 1, Period = Period.Year(2025), Place = PairedCounty.County, RunBy = "t", RunAt = app.Clock.GetUtcNow(), Holds = 1, DoesNotHold = 0, CannotTell = 0, Exempt = 0, Inputs = "t",
            };
            db.RuleRuns.Add(run);
            db.Findings.Add(new()
            {
                Id = Id<Shanhai.Identification.Finding>.New(app.Clock), Run = run.Id, Version = version.Id, Rule = "WEAK", Period = run.Period, Place = villages[0], Outcome = Shanhai.Identification.Outcome.Holds, Margin = 0.1,
                Stand = Shanhai.Identification.Stand.New, Since = run.Period, Uncertain = false, SaidZh = "t", SaidEn = "t",
            });
            db.Record(actor, "test.finding", "finding:test");
            await db.SaveChangesAsync();
            await Shanhai.Identification.FindingStamp.Raise(db, "WEAK", run.Period, default);
        });

        var before = await app.Covered("first-secretary", new(2025, 12, 31), 990101502000);
        var after = await app.Covered("first-secretary", new(2026, 1, 1), 990101502000);

        before.Should.ShouldBe(0);
        after.Villages.Rows.ShouldHaveSingleItem().Village.ShouldBe(villages[0]);
        (after.Rule, after.Period).ShouldBe(("WEAK", Period.Year(2025)));
    }

    [Fact]
    public async Task Places_are_proposed_by_skill_and_need_locked_and_accepted()
    {
        var villages = await app.Villages(503, 3);
        PlaceCode township = 990101503000;
        var organ = await app.Organ("县供销社", PairedCounty.County);
        var batch = await app.PostBatch(from: From, place: township);
        foreach (var (village, sector) in new[] { (villages[0], "planting"), (villages[1], "tourism") })
        {
            (await app.Use((services, actor) => RecordResource.Handle(new(village, null, ResourceKind.Skill, sector, 10, null, null, null), PairedCounty.Of(services).Trees, PairedCounty.Of(services).Db, actor, app.Clock, default))).Problem.ShouldBeNull();
        }
        async Task<Id<Post>> Waiting(string name, string skill) => (await app.Enter(batch, new(name, null, organ, null, null, [skill], null, null))).Value.Id;
        var (guide, planter, third) = (await Waiting("严一", "tourism"), await Waiting("华二", "planting"), await Waiting("金三", "care"));

        var proposed = await app.Proposal(batch);
        var again = await app.Proposal(batch);
        var decided = await app.Use((services, actor) => DecideMatch.Handle(batch, new(planter, villages[2], true, "村里点名要"), PairedCounty.Of(services).Trees, PairedCounty.Of(services).Places, PairedCounty.Of(services).Db, actor, app.Clock, default));
        var after = await app.Proposal(batch);
        var officer = await app.SignedIn(Role.Officer, PairedCounty.County);
        var at = $"/postings/batches/{batch}/match";
        var page = await officer.GetStringAsync(at + "?lang=zh");
        var stale = await officer.PostForm(at, new() { ["pair"] = $"{guide}:{villages[1]}", ["version"] = $"{proposed.Version}" }, at);
        var outside = await officer.PostForm(at, new() { ["pair"] = $"{guide}:{PairedCounty.Village(1)}", ["version"] = $"{after.Version}" }, at);
        var nothing = await officer.PostForm(at, new() { ["version"] = $"{after.Version}" }, at);
        var accepted = await app.Use((services, actor) => AcceptMatch.Handle(batch, new([.. after.Pairs.Select(p => new AcceptMatch.Pair(p.Post, p.Village))], after.Version), PairedCounty.Of(services).Trees, PairedCounty.Of(services).Places, PairedCounty.Of(services).Db, actor, app.Clock, default));

        proposed.Pairs.Select(p => (p.Post, p.Village)).ShouldBe([(planter, villages[0]), (guide, villages[1]), (third, villages[2])], ignoreOrder: true);
        proposed.Pairs.Single(p => p.Post == guide).Sectors.ShouldBe(["tourism"]);
        again.Pairs.Select(p => (p.Post, p.Village)).ShouldBe(proposed.Pairs.Select(p => (p.Post, p.Village)));
        decided.Problem.ShouldBeNull();
        after.Pairs.Single(p => p.Village == villages[2]).ShouldSatisfyAllConditions(p => p.Post.ShouldBe(planter), p => p.IsFixed.ShouldBeTrue());
        page.ShouldContain("村里点名要");
        page.ShouldNotContain("[postings.");
        stale.StatusCode.ShouldBe(HttpStatusCode.Conflict);
        outside.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        nothing.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        accepted.Value.Villages.ShouldBe(3);
        (await app.Covered("instructor", SendingCounty.Today, township)).Have.ShouldBe(3);
        (await app.Ask(db => db.PostWills.CountAsync(w => w.Post == planter))).ShouldBe(0);
        (await app.Proposal(batch)).Waiting.ShouldBe(0);
    }

    [Fact]
    public async Task A_table_with_wrong_lines_says_which_and_writes_nothing_and_a_right_one_is_entered_whole()
    {
        var organ = await app.Organ("岚溪县司法局", PairedCounty.County);
        var batch = await app.PostBatch(from: From);
        var officer = await app.SignedIn(Role.Officer, PairedCounty.County);
        var at = $"/postings/batches/{batch}/import";
        async Task<(HttpStatusCode Status, string Text)> Send(string csv)
        {
            using var form = new MultipartFormDataContent { { new StringContent(await officer.Token(at)), "__RequestVerificationToken" }, { new StringContent("check"), "step" }, { new ByteArrayContent(Encoding.UTF8.GetBytes(csv)), "file", "posts.csv" } };
            var answer = await officer.PostAsync(at + "?lang=zh", form);
            return (answer.StatusCode, await answer.Content.ReadAsStringAsync());
        }
        const string heads = "姓名,派出单位,派驻村,兼任,专长,起,止\n";

        var headless = await Send("甲,乙\n1,2\n");
        var wrong = await Send(heads + "魏一,岚溪县司法局,第1村,,种植,,\n魏一,岚溪县司法局,第2村,,,,\n陶二,没有这个局,第9村,村长,魔法,昨天,\n");
        var right = await Send(heads + "魏一,岚溪县司法局,第1村、第2村,第一书记,种植,,\n陶二,岚溪县司法局,,,,2026-03-01,2026-12-31\n");
        PostRow[] rows = [new(2) { Name = "魏一", Sender = "岚溪县司法局", Villages = "第1村、第2村", Also = "驻村第一书记", Skills = "种植" }, new(3) { Name = "陶二", Sender = "岚溪县司法局", From = "2026-03-01", To = "2026-12-31" }];
        var imported = await app.Use((services, actor) => ImportPosts.Handle(batch, new(rows), false, PairedCounty.Of(services).Trees, PairedCounty.Of(services).Places, services.GetRequiredService<Vault>(), PairedCounty.Of(services).Db, actor, app.Clock, default));
        var twice = await app.Use((services, actor) => ImportPosts.Handle(batch, new(rows), false, PairedCounty.Of(services).Trees, PairedCounty.Of(services).Places, services.GetRequiredService<Vault>(), PairedCounty.Of(services).Db, actor, app.Clock, default));

        headless.Text.ShouldContain("没有找到表头");
        wrong.Text.ShouldContain("可导入 1 行，有问题 2 行");
        wrong.Text.ShouldContain("同一类不能同时任两次");
        wrong.Text.ShouldContain("没有“第9村”这个村");
        wrong.Text.ShouldContain("没有“村长”这个派驻类别");
        wrong.Text.ShouldContain("没有“魔法”这个产业");
        right.Text.ShouldContain("可导入 2 行，有问题 0 行");
        imported.Value.Added.ShouldBe(2);
        twice.Problem!.Code.ShouldBe("post.import-wrong");
        (await app.Ask(db => db.Posts.CountAsync(p => p.Batch == batch))).ShouldBe(2);
        (await app.Ask(db => db.PostVillages.CountAsync(v => db.Posts.Any(p => p.Id == v.Post && p.Batch == batch)))).ShouldBe(2);
        (await officer.GetStringAsync(at + "/template")).ShouldContain("派出单位");
    }

    [Fact]
    public async Task The_pages_work_empty_and_ask_the_public_to_sign_in()
    {
        var officer = await app.SignedIn(Role.Officer, PairedCounty.Other);
        foreach (var address in new[] { "/postings", "/postings/published", "/postings/coverage", "/postings/coverage?kind=instructor&on=2020-01-01", $"/postings/published?under={PairedCounty.Other}" })
        {
            foreach (var language in new[] { "zh", "en" })
            {
                var page = await officer.GetStringAsync(address + (address.Contains('?') ? "&" : "?") + "lang=" + language);
                page.ShouldNotContain("[postings.");
            }
        }
        (await officer.GetAsync("/postings/coverage?on=never")).StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        (await app.Anyone().GetAsync("/postings")).Headers.Location!.OriginalString.ShouldStartWith("/sign-in");
    }
}
