using System.Net;
using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;
using Shanhai.Host.Security;
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

    [GeneratedRegex("[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}")]
    private static partial Regex Code();

    [GeneratedRegex(@"<dd class=""num"">(\d{6})</dd>")]
    private static partial Regex Pin();
}
