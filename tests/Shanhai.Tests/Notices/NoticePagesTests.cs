using System.Net;
using System.Net.Http.Json;
using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;
using Shanhai.Host.Security;
using Shanhai.Kernel;
using Shanhai.Notices;
using Shanhai.Tests.Voices;

namespace Shanhai.Tests.Notices;

public sealed partial class NoticePagesTests(VoiceCounty app) : IClassFixture<VoiceCounty>
{
    private static async Task<string> Read(HttpResponseMessage answer) => WebUtility.HtmlDecode(await answer.Content.ReadAsStringAsync());

    [Fact]
    public async Task A_notice_is_written_posted_objected_to_and_answered_with_forms_alone()
    {
        var officer = await app.Acting(Role.Officer, VoiceCounty.Agriculture);
        var choose = WebUtility.HtmlDecode(await officer.GetStringAsync("/notices/new"));
        choose.ShouldContain("干部任前公示");
        choose.ShouldContain("待核");
        choose.ShouldNotContain("低保", customMessage: "a law of another province is not offered");
        Dictionary<string, string> Form(string title) => new()
        {
            ["matter"] = "honour", ["body"] = VoiceCounty.Agriculture.ToString(), ["title"] = title, ["text"] = "现将拟表彰对象公示。", ["rows"] = "张三 | 云上村 | 种粮能手 | 1980-01-01\n小明\t云上村\t好少年\t2015-01-01",
            ["channels"] = "Web", ["count"] = "",
        };

        var wrong = Form("");
        wrong["count"] = "3";
        var refused = await officer.PostForm("/notices/new?matter=honour", wrong);
        refused.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        var told = await Read(refused);
        told.ShouldContain("张三 | 云上村");
        told.ShouldContain("class=\"errors\"");

        var good = Form("拟表彰对象公示");
        var drafted = await officer.PostForm("/notices/new?matter=honour", good);
        drafted.StatusCode.ShouldBe(HttpStatusCode.Redirect, await Read(drafted));
        var page = drafted.Headers.Location!.ToString().Split('?')[0];
        (await officer.PostForm(page + "/post", new() { ["version"] = "1" }, page)).Headers.Location!.ToString().ShouldBe(page + "?done=posted");

        var seen = WebUtility.HtmlDecode(await app.Anyone().GetStringAsync(page));
        seen.ShouldContain("张三");
        seen.ShouldContain("未成年人");
        seen.ShouldNotContain("小明");
        seen.ShouldContain("提出异议");
        var sheet = WebUtility.HtmlDecode(await app.Anyone().GetStringAsync(page + "/sheet"));
        sheet.ShouldContain("<svg class=\"qr\"");
        sheet.ShouldContain("24时止");

        (await app.Anyone().PostForm(page + "/object", new() { ["key"] = "a", ["text"] = "" })).StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        var receipt = await Read(await app.Anyone().PostForm(page + "/object", new() { ["key"] = "key-1-0123456789abcdef", ["text"] = "名单不对" }));
        var (code, pin) = (Code().Match(receipt).Value, Pin().Match(receipt).Groups[1].Value);
        var own = await Read(await app.Anyone().PostForm("/notices/objections/follow", new() { ["receipt"] = code, ["pin"] = pin }));
        own.ShouldContain("名单不对");
        own.ShouldContain("还没有答复");

        var office = WebUtility.HtmlDecode(await officer.GetStringAsync(page));
        office.ShouldContain("现在不能");
        var objection = await app.Ask(db => db.Objections.Where(o => o.Text == "名单不对").Select(o => o.Id).SingleAsync());
        (await officer.PostForm($"/notices/objections/{objection}/answer", new() { ["answer"] = "" }, page)).StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        (await officer.PostForm($"/notices/objections/{objection}/answer", new() { ["answer"] = "经核实，符合条件。", ["upheld"] = "false" }, page)).StatusCode.ShouldBe(HttpStatusCode.Redirect);
        (await Read(await app.Anyone().PostForm("/notices/objections/follow", new() { ["receipt"] = code, ["pin"] = pin }))).ShouldContain("经核实，符合条件。");
    }

    [Fact]
    public async Task The_list_is_searched_filtered_exported_and_says_when_nothing_fits()
    {
        (await app.Anyone().GetStringAsync("/notices?q=没有这样的公示&under=" + VoiceCounty.Other)).ShouldContain("没有符合条件的公示");
        (await app.Anyone().GetAsync("/notices/export?format=csv")).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await app.Anyone().GetStringAsync("/notices?list=Mine&lang=en")).ShouldNotContain("Drafts");
        (await app.Anyone().GetAsync("/notices/new")).StatusCode.ShouldBe(HttpStatusCode.Redirect);
    }

    private async Task<string> Posted(HttpClient officer, string matter, params string[] row)
    {
        var content = new { title = $"{matter} 公示", text = "现予公示。", rows = new[] { row }, channels = new[] { "web" } };
        var drafted = await officer.PostAsJsonAsync("/api/v1/notices", new { matter, body = VoiceCounty.Agriculture.ToString(), content }, VoiceCounty.Web);
        drafted.IsSuccessStatusCode.ShouldBeTrue(await drafted.Content.ReadAsStringAsync());
        var id = (await drafted.Content.ReadFromJsonAsync<DraftNotice.Drafted>(VoiceCounty.Web))!.Id;
        (await officer.PostAsJsonAsync($"/api/v1/notices/{id}/post", new { }, VoiceCounty.Web)).IsSuccessStatusCode.ShouldBeTrue();
        return id.ToString();
    }

    private static string After(string page, string words, string end)
    {
        var at = page.IndexOf(words, StringComparison.Ordinal);
        at.ShouldBeGreaterThan(0, words);
        return page[at..page.IndexOf(end, at, StringComparison.Ordinal)];
    }

    [Fact]
    public async Task Where_the_ground_for_naming_people_is_to_be_confirmed_notice_and_form_say_so()
    {
        var officer = await app.Acting(Role.Officer, VoiceCounty.Agriculture);
        var (honour, appointment) = (await Posted(officer, "honour", "张三", "云上村", "种粮能手", "1980-01-01"), await Posted(officer, "appointment", "李四", "副局长", "局长"));
        async Task<bool> Flagged(string id) => (await app.Anyone().GetFromJsonAsync<ShowNotice>($"/api/v1/notices/{id}", VoiceCounty.Web))!.NamingNeedsConfirmation;
        async Task<string> Page(string path) => WebUtility.HtmlDecode(await officer.GetStringAsync(path));

        (await Flagged(honour)).ShouldBeTrue();
        (await Flagged(appointment)).ShouldBeFalse();
        After(await Page("/notices/" + honour), "公示须写明拟表彰对象", "</p>").ShouldContain("待核");
        After(await Page("/notices/" + appointment), "任前公示必须写明拟任人选", "</p>").ShouldNotContain("待核");
        After(await Page("/notices/new?matter=honour"), "公示须写明拟表彰对象", "</li>").ShouldContain("待核");
        After(await Page("/notices/new?matter=appointment"), "任前公示必须写明拟任人选", "</li>").ShouldNotContain("待核");
    }

    [Fact]
    public async Task What_was_typed_for_a_notice_that_is_no_longer_out_comes_back()
    {
        var officer = await app.Acting(Role.Officer, VoiceCounty.Agriculture);
        var withdrawn = "/notices/" + await Posted(officer, "appointment", "王五", "科员", "科长");
        (await officer.PostAsJsonAsync($"/api/v1{withdrawn}/withdraw", new { why = "名单有误" }, VoiceCounty.Web)).IsSuccessStatusCode.ShouldBeTrue();

        foreach (var (act, fields, typed) in new (string, Dictionary<string, string>, string)[]
        {
            ("edit", new() { ["title"] = "更正后的标题", ["text"] = "更正后的正文。", ["channels"] = "Web" }, "更正后的正文。"),
            ("withdraw", new() { ["why"] = "我也要撤回，因为重名" }, "我也要撤回，因为重名"),
        })
        {
            var late = await officer.PostForm($"{withdrawn}/{act}", fields, "/sign-in");
            late.StatusCode.ShouldBe(HttpStatusCode.Conflict, act);
            var page = await Read(late);
            page.ShouldContain("还在这里", customMessage: act);
            page.ShouldContain(typed);
        }

        // An objection to a notice that was taken off the web while it was being written.
        var taken = await Posted(officer, "appointment", "赵六", "科员", "副科长");
        var notice = Id<Notice>.Parse(taken);
        var villager = app.Anyone();
        (await villager.GetStringAsync($"/notices/{taken}/object")).ShouldContain("name=\"text\"");
        await app.Ask(db => db.Notices.Where(n => n.Id == notice).ExecuteUpdateAsync(u => u.SetProperty(n => n.TakenDownAt, app.Clock.GetUtcNow())));
        var gone = await villager.PostForm($"/notices/{taken}/object", new() { ["key"] = "key-2-0123456789abcdef", ["text"] = "他不到任职年限", ["phone"] = "13800000000" }, "/sign-in");
        gone.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await Read(gone)).ShouldContain("他不到任职年限");
        (await Read(gone)).ShouldContain("13800000000");
        (await app.Ask(db => db.Objections.CountAsync(o => o.Notice == notice))).ShouldBe(0);
    }

    [GeneratedRegex("[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}")]
    private static partial Regex Code();

    [GeneratedRegex(@"<dd class=""num"">(\d{6})</dd>")]
    private static partial Regex Pin();
}
