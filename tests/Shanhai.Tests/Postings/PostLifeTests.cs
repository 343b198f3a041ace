using System.Net;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Shanhai.Host;
using Shanhai.Host.Persistence;
using Shanhai.Host.Security;
using Shanhai.Kernel;
using Shanhai.Places;
using Shanhai.Postings;
using Shanhai.Tests.Pairing;

namespace Shanhai.Tests.Postings;

/// <summary>A post from its entry to its end, on the pages: who reads what, plan and results, recall, hand-over, extension, a merged village.</summary>
public sealed class PostLifeTests(PairedCounty app) : IClassFixture<PairedCounty>
{
    private static readonly DateOnly From = new(2026, 1, 1);

    [Fact]
    public async Task A_batch_is_begun_filled_and_read_by_everybody_with_surnames_alone()
    {
        await app.Organ("岚溪县统计局", PairedCounty.County);
        var officer = await app.SignedIn(Role.Officer, PairedCounty.County);
        var made = await officer.PostForm("/postings", new() { ["of"] = "instructor", ["name"] = "第十三批指导员", ["place"] = PairedCounty.County.ToString(), ["from"] = "2026-01-01", ["document"] = "选派通知" }, "/postings");
        var batch = made.Headers.Location!.OriginalString;
        var entered = await officer.PostForm(batch + "/posts", new() { ["name"] = "欧阳晓风", ["sender"] = "岚溪县统计局", ["villages"] = "第1村、" + PairedCounty.Village(2), ["skills"] = "种植", ["also"] = "first-secretary" }, batch);
        var bad = await officer.PostForm(batch + "/posts", new() { ["name"] = "某人", ["sender"] = "没有这个局", ["villages"] = "没有这个村" }, batch);
        var page = await officer.GetStringAsync(batch + "?lang=zh");
        var english = await officer.GetStringAsync(batch + "?lang=en");
        var id = await app.Ask(db => db.Posts.AsNoTracking().OrderByDescending(p => p.Id).Select(p => p.Id).FirstAsync());
        var post = await officer.GetStringAsync($"/postings/{id}?lang=zh");
        var open = await app.Anyone().GetStringAsync($"/postings/published?under={PairedCounty.Village(1)}&lang=zh");
        var village = await app.Anyone().GetStringAsync($"/places/{PairedCounty.Village(2)}?lang=zh");
        var county = await app.Anyone().GetStringAsync($"/places/{PairedCounty.County}?lang=zh");
        var csv = await app.Anyone().GetStringAsync("/postings/published/export?format=csv");
        var whole = await officer.GetStringAsync(batch + "/export?format=csv");
        var api = await app.Anyone().GetStringAsync("/api/v1/postings");

        made.StatusCode.ShouldBe(HttpStatusCode.Redirect);
        entered.StatusCode.ShouldBe(HttpStatusCode.Redirect);
        bad.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        (await bad.Content.ReadAsStringAsync()).ShouldContain("没有这个村");
        foreach (var shown in new[] { page, english, post, open, village, csv, whole, api })
        {
            shown.ShouldNotContain("晓风");
            shown.ShouldNotContain("[postings.");
            shown.ShouldContain("欧阳**");
        }
        open.ShouldContain("岚溪县统计局");
        village.ShouldContain("现任");
        county.ShouldContain("派驻到村");
        var written = await app.Ask(db => db.Journal.Where(e => e.Verb == PostingsModule.Plan).Select(e => e.Subject + e.Summary + e.Changes).ToListAsync());
        written.Count.ShouldBeGreaterThan(1);
        written.ShouldAllBe(w => !w.Contains("晓风") && !w.Contains("欧阳"));
    }

    [Fact]
    public async Task A_name_is_opened_with_a_reason_that_is_journalled_by_those_who_answer_for_the_area()
    {
        var organ = await app.Organ("县档案局", PairedCounty.County);
        var id = await app.Sent(await app.PostBatch(from: From), "冯小八", organ, PairedCounty.Village(3));
        var (officer, clerk, other) = (await app.SignedIn(Role.Officer, PairedCounty.County), await app.SignedIn(Role.Clerk, PairedCounty.Village(3)), await app.SignedIn(Role.Officer, PairedCounty.Other));

        var without = await officer.PostForm($"/postings/{id}/name", new() { ["reason-name"] = "" }, $"/postings/{id}");
        var opened = await officer.PostForm($"/postings/{id}/name", new() { ["reason-name"] = "核对考察名单" }, $"/postings/{id}");
        var byClerk = await clerk.PostForm($"/postings/{id}/name", new() { ["reason-name"] = "想看" }, $"/postings/{id}");

        without.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        (await opened.Content.ReadAsStringAsync()).ShouldContain("冯小八");
        (await clerk.GetStringAsync($"/postings/{id}")).ShouldNotContain("小八");
        byClerk.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await other.GetAsync($"/postings/{id}")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        var entry = await app.Ask(db => db.Journal.AsNoTracking().SingleAsync(e => e.Verb == PostingsModule.Names && e.Subject == "post:" + id));
        entry.Summary!.ShouldContain("核对考察名单");
    }

    [Fact]
    public async Task Tasks_have_results_that_everybody_reads_and_no_count_of_days()
    {
        var organ = await app.Organ("县林业局", PairedCounty.County);
        var id = await app.Sent(await app.PostBatch(from: From), "褚九", organ, PairedCounty.Village(4));
        var worker = await app.SignedIn(Role.PostedWorker, PairedCounty.Village(4));
        var elsewhere = await app.SignedIn(Role.PostedWorker, PairedCounty.Village(5));
        var at = $"/postings/{id}";
        var planned = await worker.PostForm(at + "/tasks", new() { ["duty-plan"] = "prosperity", ["what-plan"] = "办一期茶园培训", ["dueOn-plan"] = "2026-10-31" }, at);
        var wrong = await worker.PostForm(at + "/tasks", new() { ["duty-plan"] = "attendance", ["what-plan"] = "驻村二十天", ["dueOn-plan"] = "2030-01-01" }, at);
        var task = await app.Ask(db => db.PostTasks.AsNoTracking().SingleAsync(t => t.Post == id));
        Dictionary<string, string> Said(string result, string evidence, string version) => new() { ["task"] = task.Id.ToString(), [$"result-{task.Id}"] = result, [$"on-{task.Id}"] = "2026-10-20", [$"evidence-{task.Id}"] = evidence, ["version"] = version, ["do"] = "result" };
        var telephone = await worker.PostForm(at + "/tasks/result", Said("找老张 13800138000", "", "1"), at);
        var script = await worker.PostForm(at + "/tasks/result", Said("三十人结业", "javascript:alert(1)", "1"), at);
        var done = await worker.PostForm(at + "/tasks/result", Said("三十人结业", "/places/" + PairedCounty.Village(4), "1"), at);
        var late = await worker.PostForm(at + "/tasks/result", Said("三十一人结业", "", "1"), at);
        var village = await app.Anyone().GetStringAsync($"/places/{PairedCounty.Village(4)}?lang=zh");

        planned.StatusCode.ShouldBe(HttpStatusCode.Redirect);
        wrong.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        telephone.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        script.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        done.StatusCode.ShouldBe(HttpStatusCode.Redirect);
        late.StatusCode.ShouldBe(HttpStatusCode.Conflict);
        village.ShouldContain("三十人结业");
        (await elsewhere.GetAsync(at)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await app.Ask(db => db.PostTasks.AsNoTracking().SingleAsync(t => t.Post == id))).Result.ShouldBe("三十人结业");
    }

    [Fact]
    public async Task Somebody_is_recalled_with_a_reason_that_is_not_public_and_stays_in_the_history()
    {
        var organ = await app.Organ("县气象局", PairedCounty.County);
        var village = (await app.Villages(401, 1))[0];
        var id = await app.Sent(await app.PostBatch(from: From), "卫十", organ, village);
        var officer = await app.SignedIn(Role.Officer, PairedCounty.County);
        var unsaid = await officer.PostForm($"/postings/{id}/recall", new() { ["version"] = "1" }, $"/postings/{id}");
        var future = await officer.PostForm($"/postings/{id}/recall", new() { ["version"] = "1", ["why-recall"] = "不胜任", ["on-recall"] = "2026-12-24" }, $"/postings/{id}");
        var done = await officer.PostForm($"/postings/{id}/recall", new() { ["version"] = "1", ["why-recall"] = "长期不到岗", ["on-recall"] = "2026-11-01" }, $"/postings/{id}");
        var again = await officer.PostForm($"/postings/{id}/recall", new() { ["version"] = "2", ["why-recall"] = "再召回" }, $"/postings/{id}");
        var open = await app.Anyone().GetStringAsync($"/places/{village}?lang=zh") + await app.Anyone().GetStringAsync($"/api/v1/postings?over=true&under={village}");

        unsaid.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        future.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        done.StatusCode.ShouldBe(HttpStatusCode.Redirect);
        again.StatusCode.ShouldBe(HttpStatusCode.Conflict);
        open.ShouldContain("历任");
        open.ShouldContain("县气象局");
        open.ShouldNotContain("不到岗");
        (await officer.GetStringAsync($"/postings/{id}?lang=zh")).ShouldContain("长期不到岗");
        var clerk = await (await app.SignedIn(Role.Clerk, village)).GetStringAsync($"/postings/{id}?lang=zh");
        clerk.ShouldContain("2026-11-01 召回");
        clerk.ShouldNotContain("不到岗");
        (await app.Covered("instructor", new(2026, 10, 31), village)).Have.ShouldBe(1);
        (await app.Covered("instructor", new(2026, 11, 1), village)).Villages.Rows.ShouldHaveSingleItem().Since.ShouldBe(new DateOnly(2026, 11, 1));
    }

    [Fact]
    public async Task A_hand_over_needs_a_successor_and_two_signatures()
    {
        var organ = await app.Organ("县审计局", PairedCounty.County);
        var batch = await app.PostBatch(from: From);
        var villages = await app.Villages(402, 2);
        var id = await app.Sent(batch, "蒋十一", organ, villages[0]);
        var elsewhere = await app.Sent(batch, "沈十二", organ, villages[1]);
        Task<Result<HandOverPost.HandedOver>> Over(Id<Post>? to, DateOnly? gave, DateOnly? took, int version, string? items = "在办：灌溉项目\n资料：台账一册") =>
            app.Use((db, actor) => HandOverPost.Handle(id, new(to, items, gave, took, version), db, actor, app.Clock, default));

        var nobody = await Over(null, null, null, 1);
        var wrong = await Over(elsewhere, null, null, 1);
        var next = (await app.Enter(batch, new("韩十三", null, organ, null, [villages[0]], null, new(2026, 11, 20), null))).Value.Id;
        var empty = await Over(next, null, null, 1, "");
        var half = await Over(next, new(2026, 11, 20), null, 1);
        var stale = await Over(next, new(2026, 11, 20), new(2026, 11, 22), 1);
        var whole = await Over(next, new(2026, 11, 20), new(2026, 11, 22), 2);
        var ended = await app.The(id);
        var after = await Over(next, new(2026, 11, 20), new(2026, 11, 21), ended.Version);
        var officer = await app.SignedIn(Role.Officer, PairedCounty.County);

        nobody.Problem!.Fields.ShouldHaveSingleItem().Key.ShouldBe("postings.no-successor");
        wrong.Problem!.Fields.ShouldHaveSingleItem().Key.ShouldBe("postings.successor-elsewhere");
        empty.Problem!.Fields.ShouldHaveSingleItem().Field.ShouldBe("items");
        half.Value.IsWhole.ShouldBeFalse();
        stale.Problem!.Code.ShouldBe("post.changed-meanwhile");
        whole.Value.IsWhole.ShouldBeTrue();
        (ended.EndedOn, ended.Ending).ShouldBe((new DateOnly(2026, 11, 23), PostEnding.HandedOver));
        after.Problem!.Code.ShouldBe("post.handed-over");
        (await officer.GetStringAsync($"/postings/{id}?lang=zh")).ShouldContain("台账一册");
        (await officer.GetStringAsync($"/postings/{next}?lang=zh")).ShouldContain("接任的是这一任");
    }

    [Fact]
    public async Task A_term_is_extended_by_a_document_alone_and_not_into_another_post()
    {
        var organ = await app.Organ("县教育局", PairedCounty.County);
        var (batch, next) = (await app.PostBatch(from: new(2025, 1, 1)), await app.PostBatch(from: new(2027, 1, 1)));
        var villages = await app.Villages(403, 1);
        var id = await app.Sent(batch, "杨十四", organ, villages);
        Task<Result<ExtendPost.Extended>> Extend(DateOnly to, string? document) => app.Use((db, actor) => ExtendPost.Handle(id, new(to, document, 1), db, actor, app.Clock, default));
        await app.Sent(next, "杨十四", organ, villages);

        (await Extend(new(2026, 12, 31), "延期通知")).Problem!.Fields.ShouldHaveSingleItem().Key.ShouldBe("postings.extend-day");
        (await Extend(new(2027, 6, 30), null)).Problem!.Fields.ShouldContain(f => f.Field == "document");
        (await Extend(new(2027, 6, 30), "延期通知")).Problem!.Fields.ShouldHaveSingleItem().Key.ShouldBe("postings.overlaps");

        var free = await app.Sent(batch, "朱十五", organ, villages);
        (await app.Use((db, actor) => ExtendPost.Handle(free, new(new(2027, 6, 30), "延期通知", 1), db, actor, app.Clock, default))).Problem.ShouldBeNull();
        (await app.Covered("instructor", new(2027, 3, 1), villages[0])).Villages.Rows.ShouldHaveSingleItem().Posts.Select(p => p.Id).ShouldContain(free);
    }

    [Fact]
    public async Task A_village_merged_in_mid_term_is_carried_on_in_the_one_that_took_it_over()
    {
        var organ = await app.Organ("县财政局", PairedCounty.County);
        var villages = await app.Villages(404, 2);
        var id = await app.Sent(await app.PostBatch(from: From), "秦十六", organ, villages[0]);
        await app.Do(async (services, actor) => (await RecordPlaceChange.Handle(new() { Kind = PlaceEventKind.Merged, Place = villages[0], Into = villages[1], On = new(2026, 11, 1), Document = "撤并文件" }, preview: false,
            services.GetRequiredService<CurrentRegister>(), services.GetServices<PlaceUse>(), services.GetRequiredService<Pinyin>(), services.GetRequiredService<Db>(), actor, app.Clock, default)).Problem.ShouldBeNull());
        var officer = await app.SignedIn(Role.Officer, PairedCounty.County);

        var before = await app.Covered("instructor", SendingCounty.Today, villages[1]);
        var page = await officer.GetStringAsync($"/postings/{id}?lang=zh");
        var into = await app.Enter((await app.The(id)).Batch, new("许十七", null, organ, null, [villages[0]], null, null, null));
        var carried = await officer.PostForm($"/postings/{id}/carry-on", new() { ["village"] = villages[0].ToString(), ["version"] = "1" }, $"/postings/{id}");
        var again = await officer.PostForm($"/postings/{id}/carry-on", new() { ["village"] = villages[0].ToString(), ["version"] = "2" }, $"/postings/{id}");
        var rows = await app.Ask(db => db.PostVillages.AsNoTracking().Where(v => v.Post == id).OrderBy(v => v.FromDay).Select(v => new { v.Village, v.FromDay, v.ToDay }).ToListAsync());

        page.ShouldContain("404镇1村已撤并");
        page.ShouldContain("由404镇2村承继");
        into.Problem!.Fields.ShouldHaveSingleItem().Key.ShouldBe("postings.no-village");
        carried.StatusCode.ShouldBe(HttpStatusCode.Redirect);
        again.StatusCode.ShouldBe(HttpStatusCode.Conflict);
        rows.Select(r => (r.Village, r.FromDay, r.ToDay)).ShouldBe([(villages[0], From, new DateOnly(2026, 10, 31)), (villages[1], new DateOnly(2026, 11, 1), new DateOnly(2027, 12, 31))]);
        (await app.Covered("instructor", SendingCounty.Today, villages[1])).Have.ShouldBe(1);
        (await app.Covered("instructor", new(2026, 5, 1), villages[0])).Have.ShouldBe(1);
        before.Should.ShouldBe(1);
    }

    [Fact]
    public async Task A_batch_is_closed_when_every_post_is_over()
    {
        var organ = await app.Organ("县科技局", PairedCounty.County);
        var batch = await app.PostBatch(from: From);
        var id = await app.Sent(batch, "何十八", organ, PairedCounty.Village(1));
        var officer = await app.SignedIn(Role.Officer, PairedCounty.County);
        var runs = await officer.PostForm($"/postings/batches/{batch}/close", [], $"/postings/batches/{batch}");
        (await app.Use((db, actor) => RecallPost.Handle(id, new("调任", null, 1), db, actor, app.Clock, default))).Problem.ShouldBeNull();
        var closed = await officer.PostForm($"/postings/batches/{batch}/close", [], $"/postings/batches/{batch}");
        var late = await app.Enter(batch, new("吕十九", null, organ, null, null, null, null, null));

        runs.StatusCode.ShouldBe(HttpStatusCode.Conflict);
        (await runs.Content.ReadAsStringAsync()).ShouldContain("还有 1 人在派驻期内");
        closed.StatusCode.ShouldBe(HttpStatusCode.Redirect);
        late.Problem!.Code.ShouldBe("post.batch-closed");
    }
}
