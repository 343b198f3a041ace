using System.Net;
using System.Net.Http.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Shanhai.Host.Clocks;
using Shanhai.Host.Persistence;
using Shanhai.Host.Security;
using Shanhai.Kernel;
using Shanhai.Notices;
using Shanhai.Organisations;
using Shanhai.Tests.Voices;

namespace Shanhai.Tests.Notices;

public sealed class NoticeLifeTests(VoiceCounty app) : IClassFixture<VoiceCounty>
{
    private static object Honour(string title = "拟表彰名单公示", string rows = "张三", object? term = null) => new
    {
        matter = "honour", body = VoiceCounty.Agriculture.ToString(),
        content = new { title, text = "根据评选办法，现将拟表彰对象公示。", rows = new[] { new[] { rows, "云上村", "种粮能手", "1980-01-01" } }, channels = new[] { "board", "web" }, where = "县政府公示栏", nextStep = "报县政府批准", term },
    };

    private async Task<Id<Notice>> Draft(HttpClient officer, object? draft = null)
    {
        var answer = await officer.PostAsJsonAsync("/api/v1/notices", draft ?? Honour(), VoiceCounty.Web);
        answer.IsSuccessStatusCode.ShouldBeTrue(await answer.Content.ReadAsStringAsync());
        return (await answer.Content.ReadFromJsonAsync<DraftNotice.Drafted>(VoiceCounty.Web))!.Id;
    }

    private async Task<(Id<Notice> Id, PostNotice.Posted Posted)> Posted(HttpClient officer, object? draft = null)
    {
        var id = await Draft(officer, draft);
        var answer = await officer.PostAsJsonAsync($"/api/v1/notices/{id}/post", new { }, VoiceCounty.Web);
        answer.IsSuccessStatusCode.ShouldBeTrue(await answer.Content.ReadAsStringAsync());
        return (id, (await answer.Content.ReadFromJsonAsync<PostNotice.Posted>(VoiceCounty.Web))!);
    }

    private static async Task<string> Code(HttpResponseMessage answer) =>
        (await answer.Content.ReadFromJsonAsync<Dictionary<string, object>>(VoiceCounty.Web))!["code"].ToString()!;

    private async Task<ShowNotice> Read(HttpClient client, Id<Notice> id) => (await client.GetFromJsonAsync<ShowNotice>($"/api/v1/notices/{id}", VoiceCounty.Web))!;

    private async Task<FileObjection.Filed> Object(Id<Notice> id, string? name = null, string? key = null)
    {
        var answer = await app.Anyone().PostAsJsonAsync($"/api/v1/notices/{id}/objections", new { text = "他名下没有耕地。", name, clientKey = key }, VoiceCounty.Web);
        answer.IsSuccessStatusCode.ShouldBeTrue(await answer.Content.ReadAsStringAsync());
        return (await answer.Content.ReadFromJsonAsync<FileObjection.Filed>(VoiceCounty.Web))!;
    }

    private void GoTo(DateOnly day)
    {
        var noon = ChinaDay.EndOf(day).AddHours(-12);
        if (noon > app.Clock.GetUtcNow())
        {
            app.Clock.SetUtcNow(noon);
        }
    }

    [Fact]
    public async Task A_draft_is_nobodys_to_read_until_it_is_posted_and_then_everybodys()
    {
        var officer = await app.Acting(Role.Officer, VoiceCounty.Agriculture);
        var id = await Draft(officer);

        (await app.Anyone().GetAsync($"/api/v1/notices/{id}")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await (await app.Acting(Role.Officer, VoiceCounty.Resources)).GetAsync($"/api/v1/notices/{id}")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        var clerk = await app.Acting(Role.Clerk, VoiceCounty.Agriculture);
        (await Read(clerk, id)).Inner!.MayPost.ShouldBeFalse();
        (await clerk.PostAsJsonAsync($"/api/v1/notices/{id}/post", new { }, VoiceCounty.Web)).StatusCode.ShouldBe(HttpStatusCode.Forbidden);

        (await officer.PostAsJsonAsync($"/api/v1/notices/{id}/post", new { }, VoiceCounty.Web)).IsSuccessStatusCode.ShouldBeTrue();

        var seen = await Read(app.Anyone(), id);
        seen.Table.Rows.ShouldHaveSingleItem().ShouldBe(["张三", "云上村", "种粮能手"]);
        seen.Inner.ShouldBeNull();
        var today = ChinaDay.Today(app.Clock);
        seen.FirstDay.ShouldBe(today.AddDays(1));
        (await app.Anyone().GetStringAsync("/notices")).ShouldContain("拟表彰名单公示");
        (await app.Anyone().GetStringAsync("/places/" + VoiceCounty.County)).ShouldContain("拟表彰名单公示");
        var subject = $"notice:{id}";
        (await app.Ask(db => db.Journal.Where(e => e.Subject == subject).OrderBy(e => e.Number).Select(e => e.Verb).ToListAsync())).ShouldBe(["notice.write", "notice.post"]);
    }

    [Fact]
    public async Task A_shorter_period_another_unit_a_forbidden_channel_and_a_number_in_the_text_are_refused_and_nothing_is_written()
    {
        var officer = await app.Acting(Role.Officer, VoiceCounty.Agriculture);
        var before = await app.Ask(db => db.Notices.CountAsync());

        async Task<string> Refused(object draft)
        {
            var answer = await officer.PostAsJsonAsync("/api/v1/notices", draft, VoiceCounty.Web);
            answer.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
            return await answer.Content.ReadAsStringAsync();
        }

        (await Refused(Honour(term: "4 wd"))).ShouldContain("达不到规定的最短期限5个工作日");
        (await Refused(Honour(term: "30 nd"))).ShouldContain("要用同一种单位");
        (await Refused(Honour(title: "公示 13812345678"))).ShouldContain("手机号");
        (await Refused(Honour(rows: ""))).ShouldContain("第 1 行");
        (await Refused(new { matter = "monitored-household", body = VoiceCounty.TownshipGovernment.ToString(), content = new { title = "t", text = "t", channels = new[] { "board", "web" }, where = "村口" } })).ShouldContain("只能在村公示栏");
        (await Refused(new { matter = "social-assistance", body = VoiceCounty.Agriculture.ToString(), content = new { title = "t", text = "t", channels = new[] { "web" } } }))
            .ShouldContain("JZ.PUBLIC", customMessage: "a law of Zhejiang holds in no other province");

        (await app.Ask(db => db.Notices.CountAsync())).ShouldBe(before);
    }

    [Fact]
    public async Task Nobody_puts_up_a_notice_in_the_name_of_another_body()
    {
        var other = await app.Acting(Role.Officer, VoiceCounty.Resources);

        (await other.PostAsJsonAsync("/api/v1/notices", Honour(), VoiceCounty.Web)).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task An_objection_freezes_the_next_step_until_it_is_answered_and_an_upheld_one_until_the_notice_is_changed()
    {
        var officer = await app.Acting(Role.Officer, VoiceCounty.Agriculture);
        var (id, posted) = await Posted(officer);
        var filed = await Object(id, "李四");
        (await officer.GetStringAsync("/")).ShouldContain("公示异议待答复");
        GoTo(posted.EndsOn.AddDays(1));
        officer = await app.Acting(Role.Officer, VoiceCounty.Agriculture);

        (await Read(officer, id)).Inner!.Waits!.Zh.ShouldContain("1 件异议没有答复");
        var made = (await Read(officer, id)).Inner!.All.ShouldHaveSingleItem();
        made.Anonymous.ShouldBeFalse();
        var answer = await officer.PostAsJsonAsync($"/api/v1/notices/objections/{made.Id}/answer", new { answer = "经查属实。", upheld = true }, VoiceCounty.Web);
        answer.IsSuccessStatusCode.ShouldBeTrue(await answer.Content.ReadAsStringAsync());
        (await Read(officer, id)).Inner!.Waits!.Zh.ShouldContain("成立");

        var change = await officer.PostAsJsonAsync($"/api/v1/notices/{id}/change",
            new { content = new { title = "拟表彰名单公示", text = "更正后的名单。", channels = new[] { "board", "web" }, where = "县政府公示栏" }, why = "一名对象不符合条件" }, VoiceCounty.Web);
        change.IsSuccessStatusCode.ShouldBeTrue(await change.Content.ReadAsStringAsync());
        var again = await Read(app.Anyone(), id);
        again.Round.ShouldBe((short)2);
        again.FirstDay.ShouldBe(ChinaDay.Today(app.Clock).AddDays(1));
        (await Read(officer, id)).Inner!.Waits!.Zh.ShouldContain(again.EndsOn!.Value.ToString("yyyy-MM-dd"));

        GoTo(again.EndsOn!.Value.AddDays(1));
        officer = await app.Acting(Role.Officer, VoiceCounty.Agriculture);
        (await Read(officer, id)).Inner!.Waits.ShouldBeNull();
        (await officer.GetStringAsync("/")).ShouldContain("可以进入下一步");

        var seen = await (await app.Anyone().PostAsJsonAsync("/api/v1/notices/objections/follow", new { receipt = filed.Receipt, pin = filed.Pin }, VoiceCounty.Web)).Content.ReadFromJsonAsync<FollowObjection.Shown>(VoiceCounty.Web);
        seen!.Answer.ShouldBe("经查属实。");
        seen.Upheld.ShouldBe(true);
    }

    [Fact]
    public async Task Who_objected_is_sealed_and_opened_only_with_a_reason_that_is_journalled_first()
    {
        var officer = await app.Acting(Role.Officer, VoiceCounty.Agriculture);
        var (id, _) = await Posted(officer);
        var filed = await Object(id, "王五");
        var nameless = await Object(id);

        (await app.Ask(db => db.Objections.Where(o => o.Id == filed.Id).Select(o => o.Box).SingleAsync()))!.AsSpan().IndexOf("王五"u8).ShouldBe(-1);
        (await (await officer.GetAsync($"/api/v1/notices/{id}")).Content.ReadAsStringAsync()).ShouldNotContain("王五");
        (await officer.PostAsJsonAsync($"/api/v1/notices/objections/{filed.Id}/identity", new { }, VoiceCounty.Web)).StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        var other = await app.Acting(Role.Officer, VoiceCounty.Resources);
        (await other.PostAsJsonAsync($"/api/v1/notices/objections/{filed.Id}/identity", new { reason = "想看" }, VoiceCounty.Web)).StatusCode.ShouldBe(HttpStatusCode.NotFound);

        var opened = await officer.PostAsJsonAsync($"/api/v1/notices/objections/{filed.Id}/identity", new { reason = "需要当面核实" }, VoiceCounty.Web);

        (await opened.Content.ReadFromJsonAsync<OpenObjector.Opened>(VoiceCounty.Web))!.Name.ShouldBe("王五");
        var subject = $"objection:{filed.Id}";
        var opening = await app.Ask(db => db.Journal.SingleAsync(e => e.Subject == subject && e.Verb == "notice.identity"));
        opening.Summary!.ShouldContain("需要当面核实");
        opening.Origin.ShouldBe(App.Caller.ToString());
        (await Code(await officer.PostAsJsonAsync($"/api/v1/notices/objections/{nameless.Id}/identity", new { reason = "核实" }, VoiceCounty.Web))).ShouldBe("voice.anonymous");
        (await app.Ask(db => db.Journal.Where(e => e.Subject == subject && e.Verb == NoticesModule.Object).Select(e => e.Origin).ToListAsync())).ShouldHaveSingleItem().ShouldBeNull("whoever objects leaves no address");

        // A key for a repeated request keeps no copy of the answer: it says who somebody is.
        var again = new HttpRequestMessage(HttpMethod.Post, $"/api/v1/notices/objections/{filed.Id}/identity") { Content = JsonContent.Create(new { reason = "再核实" }) };
        again.Headers.Add("Idempotency-Key", "who-" + filed.Id);
        (await officer.SendAsync(again)).IsSuccessStatusCode.ShouldBeTrue();
        (await app.Ask(db => db.Set<Shanhai.Host.Web.SentOnce>().AnyAsync(s => s.Key == "who-" + filed.Id || s.Answer.Contains("王五")))).ShouldBeFalse();
    }

    [Fact]
    public async Task An_objection_upheld_after_a_change_waits_for_another_change()
    {
        var officer = await app.Acting(Role.Officer, VoiceCounty.Agriculture);
        var (id, _) = await Posted(officer);
        await Object(id);
        async Task Change(string text) => (await officer.PostAsJsonAsync($"/api/v1/notices/{id}/change",
            new { content = new { title = "拟表彰名单公示", text, channels = new[] { "board", "web" }, where = "县政府公示栏" }, why = "更正" }, VoiceCounty.Web)).IsSuccessStatusCode.ShouldBeTrue();

        await Change("先改了别的。");
        var made = (await Read(officer, id)).Inner!.All.ShouldHaveSingleItem();
        (await officer.PostAsJsonAsync($"/api/v1/notices/objections/{made.Id}/answer", new { answer = "属实。", upheld = true }, VoiceCounty.Web)).IsSuccessStatusCode.ShouldBeTrue();
        var ends = (await Read(officer, id)).EndsOn!.Value;
        GoTo(ends.AddDays(1));
        officer = await app.Acting(Role.Officer, VoiceCounty.Agriculture);
        (await Read(officer, id)).Inner!.Waits!.Zh.ShouldContain("成立");

        await Change("按异议改了。");
        GoTo((await Read(officer, id)).EndsOn!.Value.AddDays(1));
        officer = await app.Acting(Role.Officer, VoiceCounty.Agriculture);
        (await Read(officer, id)).Inner!.Waits.ShouldBeNull();
    }

    [Fact]
    public async Task The_same_objection_sent_twice_is_filed_once_and_a_late_one_is_told_the_days()
    {
        var officer = await app.Acting(Role.Officer, VoiceCounty.Agriculture);
        var (id, posted) = await Posted(officer);
        var (first, second) = (await Object(id, key: "k-" + id), await Object(id, key: "k-" + id));
        second.ShouldBe(first);
        (await app.Ask(db => db.Objections.CountAsync(o => o.Notice == id))).ShouldBe(1);

        GoTo(posted.EndsOn.AddDays(1));

        var late = await app.Anyone().PostAsJsonAsync($"/api/v1/notices/{id}/objections", new { text = "迟了" }, VoiceCounty.Web);
        (await Code(late)).ShouldBe("notice.objection-late");
        (await app.Anyone().GetAsync($"/notices/{id}/object")).StatusCode.ShouldBe(HttpStatusCode.Conflict);
    }

    [Fact]
    public async Task Five_wrong_pins_lock_the_receipt_and_nothing_tells_whether_it_exists()
    {
        var (id, _) = await Posted(await app.Acting(Role.Officer, VoiceCounty.Agriculture));
        var filed = await Object(id);
        Task<HttpResponseMessage> Try(string receipt, string pin) => app.Anyone().PostAsJsonAsync("/api/v1/notices/objections/follow", new { receipt, pin }, VoiceCounty.Web);
        var unknown = Shanhai.Voices.Receipt.New();
        var wrong = filed.Pin == "000000" ? "111111" : "000000";

        (await Code(await Try(filed.Receipt, wrong))).ShouldBe(await Code(await Try(unknown, wrong)));
        for (var i = 0; i < 4; i++)
        {
            await Try(filed.Receipt, wrong);
        }

        (await Try(filed.Receipt, filed.Pin)).StatusCode.ShouldBe(HttpStatusCode.TooManyRequests);
        app.Clock.Advance(TimeSpan.FromMinutes(16));
        (await Try(filed.Receipt, filed.Pin)).IsSuccessStatusCode.ShouldBeTrue();
    }

    [Fact]
    public async Task It_is_taken_down_by_itself_and_its_sealed_rows_are_thrown_away()
    {
        var officer = await app.Acting(Role.Officer, VoiceCounty.Agriculture);
        var (id, posted) = await Posted(officer);
        (await app.Ask(db => db.Notices.Where(n => n.Id == id).Select(n => n.Box).SingleAsync())).ShouldNotBeNull();

        GoTo(posted.EndsOn);
        await app.Strike(NoticesModule.TakeDown);
        (await app.Anyone().GetAsync($"/notices/{id}")).StatusCode.ShouldBe(HttpStatusCode.OK);

        GoTo(posted.EndsOn.AddDays(1));
        await app.Strike(NoticesModule.TakeDown);

        (await app.Anyone().GetAsync($"/notices/{id}")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await app.Ask(db => db.Notices.Where(n => n.Id == id).Select(n => n.Box).SingleAsync())).ShouldBeNull();
        (await (await app.Acting(Role.Officer, VoiceCounty.Agriculture)).GetAsync($"/notices/{id}")).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await app.Ask(db => db.Journal.AnyAsync(e => e.Verb == NoticesModule.TakeDown))).ShouldBeTrue();
    }

    [Fact]
    public async Task A_change_of_nothing_is_refused_and_a_withdrawn_notice_keeps_only_its_reason()
    {
        var officer = await app.Acting(Role.Officer, VoiceCounty.Agriculture);
        var (id, _) = await Posted(officer);
        var same = new { title = "拟表彰名单公示", text = "根据评选办法，现将拟表彰对象公示。", rows = new[] { new[] { "张三", "云上村", "种粮能手", "1980-01-01" } }, channels = new[] { "board", "web" }, where = "县政府公示栏", nextStep = "报县政府批准" };

        (await Code(await officer.PostAsJsonAsync($"/api/v1/notices/{id}/change", new { content = same, why = "无" }, VoiceCounty.Web))).ShouldBe("notice.unchanged");
        (await officer.PostAsJsonAsync($"/api/v1/notices/{id}/withdraw", new { why = "评选取消" }, VoiceCounty.Web)).IsSuccessStatusCode.ShouldBeTrue();

        var page = WebUtility.HtmlDecode(await app.Anyone().GetStringAsync($"/notices/{id}"));
        page.ShouldContain("评选取消");
        page.ShouldNotContain("张三");
        (await Code(await app.Anyone().PostAsJsonAsync($"/api/v1/notices/{id}/objections", new { text = "x" }, VoiceCounty.Web))).ShouldBe("notice.over");
    }

    [Fact]
    public async Task An_objection_to_a_voter_list_has_a_clock_and_a_shorter_time_of_its_own()
    {
        var officer = await app.Acting(Role.Officer, VoiceCounty.TownshipGovernment);
        var (id, posted) = await Posted(officer, new
        {
            matter = "voter-list", body = VoiceCounty.TownshipGovernment.ToString(),
            content = new { title = "选民名单", text = "参加选举的村民名单。", rows = new[] { new[] { "张三", "一组", "11010519491231002X" } }, channels = new[] { "board" }, where = "云上村公示栏" },
        });
        var filed = await Object(id);
        filed.AnswerBy.ShouldNotBeNull();

        (await app.Ask(db => db.Clocks.SingleAsync(c => c.SubjectKind == NoticesModule.ObjectionSubject && c.Subject == filed.Id.Value))).Rule.ShouldBe("GS.VOTERS.ANSWER");
        (await Read(officer, id)).ObjectUntil!.Value.ShouldBeLessThan(posted.EndsOn);
        GoTo(filed.AnswerBy.Value.AddDays(1));
        await app.Strike(ClocksModule.Watch);
        (await app.Ask(db => db.Lapses.AnyAsync(l => l.Subject == filed.Id.Value))).ShouldBeTrue("nobody answered in time");
    }
}
