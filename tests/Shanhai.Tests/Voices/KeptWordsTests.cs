using System.Net;
using System.Net.Http.Json;
using Microsoft.EntityFrameworkCore;
using Shanhai.Host;
using Shanhai.Host.Security;
using Shanhai.Kernel;
using Shanhai.Voices;
using Shanhai.Voices.Figures;

namespace Shanhai.Tests.Voices;

/// <summary>A county that may file voices with the city's server.</summary>
public sealed class PeeredCounty : VoiceCounty
{
    protected override Settings Adjust(Settings settings) => settings with { Peers = [new() { Name = "city", Address = "http://localhost/open311/v2/", KeyFile = Path.Combine(settings.Folder, "city.key") }] };
}

/// <summary>
/// What somebody typed into one of the smaller forms comes back: into the form with what is wrong, or, where that form is no longer on the page because somebody was faster,
/// above it, to be copied.
/// </summary>
public sealed class KeptWordsTests(PeeredCounty county) : IClassFixture<PeeredCounty>
{
    private const string Kept = "您刚才写的内容没有提交，还在这里";

    private Task<HttpClient> Office() => county.Acting(Role.Officer, VoiceCounty.PetitionOffice);

    private Task<FileVoice.Filed> Filed(bool mayPublish = true) =>
        county.File(county.Anyone(), new { kind = VoiceKind.Appeal, category = "water-power", place = VoiceCounty.Village.ToString(), text = "水渠塌了", name = "张三", phone = "13800000000", mayPublish });

    private static async Task<string> Refused(Task<HttpResponseMessage> posted, HttpStatusCode status)
    {
        using var answer = await posted;
        var page = await NewVoicePageTests.Read(answer);
        answer.StatusCode.ShouldBe(status, page);
        return page;
    }

    [Fact]
    public async Task Words_for_everybody()
    {
        var office = await Office();
        var filed = await Filed();
        var at = $"/voices/{filed.Id}";
        await VoiceCounty.Done(office, filed.Id, new { act = "register" });

        // Written on the page as it stood before: nothing is published, and the words stand in the form.
        var stale = await Refused(office.PostForm(at + "/publish", new() { ["text"] = "水渠已派人修。", ["version"] = "0" }, at), HttpStatusCode.Conflict);
        stale.ShouldContain("刚刚被他人处理过");
        stale.ShouldContain("水渠已派人修。");
        stale.ShouldNotContain(Kept);
        (await county.Ask(db => db.Voices.Where(v => v.Id == filed.Id).Select(v => v.PublicText).SingleAsync())).ShouldBeNull();
        (await Refused(office.PostForm(at + "/publish", new() { ["text"] = new string('渠', 2001), ["version"] = "1" }, at), HttpStatusCode.UnprocessableEntity)).ShouldContain(new string('渠', 2001));
        (await office.PostForm(at + "/publish", new() { ["text"] = "水渠已派人修。", ["version"] = "1" }, at)).StatusCode.ShouldBe(HttpStatusCode.Redirect);

        // She has not agreed: there is no such form.
        var silent = await Filed(mayPublish: false);
        var above = await Refused(office.PostForm($"/voices/{silent.Id}/publish", new() { ["text"] = "不该公开的话" }, $"/voices/{silent.Id}"), HttpStatusCode.Conflict);
        above.ShouldContain(Kept);
        above.ShouldContain("不该公开的话");
    }

    [Fact]
    public async Task Where_a_voice_is_to_be_filed_too()
    {
        var office = await Office();
        var filed = await Filed();
        var at = $"/voices/{filed.Id}";

        var page = await Refused(office.PostForm(at + "/forward", new() { ["peer"] = "city", ["service"] = "" }, at), HttpStatusCode.UnprocessableEntity);
        page.ShouldContain("对方的服务代码：city 没有对应的服务");
        var longer = new string('s', 101);
        (await Refused(office.PostForm(at + "/forward", new() { ["peer"] = "city", ["service"] = longer }, at), HttpStatusCode.UnprocessableEntity)).ShouldContain($"value=\"{longer}\"");
        (await office.PostForm($"/voices/{(await Filed()).Id}/forward", new() { ["peer"] = "city", ["service"] = "water" }, at)).StatusCode.ShouldBe(HttpStatusCode.Redirect);
        await VoiceCounty.Done(office, filed.Id, new { act = "register" });
        await VoiceCounty.Done(office, filed.Id, new { act = "replyDirectly", words = "已修好" });
        var ended = await Refused(office.PostForm(at + "/forward", new() { ["peer"] = "city", ["service"] = "water" }, at), HttpStatusCode.Conflict);
        ended.ShouldContain("已办结的和不由您办理的诉求不能转报");
        ended.ShouldContain("value=\"water\"");
    }

    [Fact]
    public async Task The_number_of_a_letter_and_why_it_is_addressed()
    {
        var office = await Office();
        var filed = await Filed();
        await VoiceCounty.Done(office, filed.Id, new { act = "transfer", body = VoiceCounty.Agriculture });
        var (at, shown) = ($"/voices/{filed.Id}/letters/2", $"/voices/{filed.Id}?letter=2");

        var wrong = await Refused(office.PostForm(at + "/number", new() { ["letter-code"] = "北信函", ["letter-number"] = "七号" }, shown), HttpStatusCode.UnprocessableEntity);
        wrong.ShouldContain("value=\"北信函\"");
        wrong.ShouldContain("value=\"七号\"");
        var why = new string('核', 401);
        (await Refused(office.PostForm(at, new() { ["letter-why"] = why }, shown), HttpStatusCode.UnprocessableEntity)).ShouldContain($"value=\"{why}\"");

        // A colleague numbers it while she types.
        (await (await Office()).PostAsJsonAsync($"/api/v1/voices/{filed.Id}/letters/2/number", new { code = "北信函" })).IsSuccessStatusCode.ShouldBeTrue();
        var late = await Refused(office.PostForm(at + "/number", new() { ["letter-code"] = "北信转", ["letter-number"] = "12" }, shown), HttpStatusCode.Conflict);
        late.ShouldContain("已有文号 北信函〔2026〕1号");
        late.ShouldContain(Kept);
        late.ShouldContain("北信转");
    }

    [Fact]
    public async Task The_note_that_goes_with_files()
    {
        var office = await Office();
        var filed = await Filed();
        var at = $"/voices/{filed.Id}";

        (await Refused(office.PostFiles(at + "/files", new() { ["note"] = "现场测量记录" }, at), HttpStatusCode.UnprocessableEntity)).ShouldContain("value=\"现场测量记录\"");
        var bad = await Refused(office.PostFiles(at + "/files", new() { ["note"] = "现场照片三张" }, at, ("木马.exe", "MZ\0\0"u8.ToArray())), HttpStatusCode.UnprocessableEntity);
        bad.ShouldContain("value=\"现场照片三张\"");
        bad.ShouldContain("木马");
    }

    [Fact]
    public async Task The_answer_to_a_proposal_of_the_yearly_report()
    {
        var office = await Office();
        var year = $"{ChinaDay.Today(county.Clock).Year}";
        var made = await office.PostAsJsonAsync("/api/v1/voices/proposals", new { kind = "policy", place = VoiceCounty.County.ToString(), to = VoiceCounty.Agriculture, text = "完善水渠管护办法" }, VoiceCounty.Web);
        var id = (await made.Content.ReadFromJsonAsync<MakeProposal.Made>(VoiceCounty.Web))!.Id;
        var shown = $"/voices/annual?under={VoiceCounty.County}&year={year}";
        Dictionary<string, string> Form(string answer, string? adopted = null) =>
            new(new Dictionary<string, string> { ["place"] = VoiceCounty.County.ToString(), ["year"] = year, ["answer"] = answer }.Concat(adopted is null ? [] : [new("adopted", adopted)]));

        (await Refused(office.PostForm($"/voices/proposals/{id}", Form("列入明年计划"), shown), HttpStatusCode.UnprocessableEntity)).ShouldContain("value=\"列入明年计划\"");
        (await (await Office()).PostAsJsonAsync($"/api/v1/voices/proposals/{id}", new { adopted = true, answer = "已列入" })).IsSuccessStatusCode.ShouldBeTrue();
        var late = await Refused(office.PostForm($"/voices/proposals/{id}", Form("暂不采纳，资金不足", "false"), shown), HttpStatusCode.Conflict);
        late.ShouldContain(Kept);
        late.ShouldContain("暂不采纳，资金不足");
    }
}
