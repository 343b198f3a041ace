using System.Net;
using System.Net.Http.Json;
using Microsoft.EntityFrameworkCore;
using Shanhai.Host.Security;
using Shanhai.Kernel;
using Shanhai.Notices;
using Shanhai.Receptions;
using Shanhai.Tests.Voices;
using Shanhai.Voices;
using static Shanhai.Tests.Receptions.ReceptionCounty;
using static Shanhai.Tests.Voices.VoiceCounty;

namespace Shanhai.Tests.Receptions;

/// <summary>What a reception day makes public and puts on paper: on which day its result was drawn up, where its notice really stands, who may write down what was said.</summary>
public sealed class ReceptionSheetTests(ReceptionCounty app) : IClassFixture<ReceptionCounty>
{
    private const string Late = "不在接访当天", Open = "接访还没有汇总";

    private async Task<Id<Reception>> Received()
    {
        var id = await app.Opened();
        var officer = await app.Officer();
        var one = await app.Book(officer, id, way: CaseWay.Door);
        await Good<RecordCase.Recorded>(await officer.PostAsJsonAsync($"/api/v1/receptions/cases/{one.Id}/record", new { outcome = "explained", words = "说明了政策" }, Web));
        return id;
    }

    private async Task<Id<Reception>> Approved(int daysAhead = 7)
    {
        var id = await app.Planned(app.Today.AddDays(daysAhead));
        await Good<ApproveReception.Approved>(await Do(await app.Leader(), id, "approve"));
        return id;
    }

    /// <summary>The sheet on screen and as a document.</summary>
    private async Task<(string Page, string Paper)> Sheet(Id<Reception> id, string language = "zh")
    {
        var officer = await app.Officer();
        var page = WebUtility.HtmlDecode(await officer.GetStringAsync($"/receptions/{id}/results?lang={language}"));
        using var paper = DocumentFormat.OpenXml.Packaging.WordprocessingDocument.Open(new MemoryStream(await officer.GetByteArrayAsync($"/receptions/{id}/results.docx?lang={language}")), false);
        return (page, paper.MainDocumentPart!.Document!.InnerText);
    }

    [Fact]
    public async Task A_sheet_drawn_up_on_the_day_itself_says_nothing_more()
    {
        var id = await Received();
        (await Good<CloseReception.Closed>(await Do(await app.Officer(), id, "close", new { result = "一批。" }))).SameDay.ShouldBeTrue();

        var (page, paper) = await Sheet(id);

        foreach (var text in new[] { page, paper, WebUtility.HtmlDecode(await app.Anyone().GetStringAsync($"/receptions/{id}")) })
        {
            text.ShouldNotContain(Late);
            text.ShouldNotContain(Open);
        }
        // Read on a later day it is still the sheet of that day.
        app.GoTo(app.Today.AddDays(3));
        (await Sheet(id)).Page.ShouldNotContain(Late);
    }

    [Fact]
    public async Task A_sheet_drawn_up_on_another_day_says_on_which()
    {
        var id = await Received();
        var on = app.Today;
        app.GoTo(on.AddDays(2));

        var before = await Sheet(id);
        before.Page.ShouldContain($"{Open}，本表于 {on.AddDays(2):yyyy-MM-dd} 生成");
        before.Paper.ShouldContain(Open);
        (await Good<CloseReception.Closed>(await Do(await app.Officer(), id, "close", new { result = "一批。" }))).SameDay.ShouldBeFalse();
        app.GoTo(on.AddDays(5));

        var said = $"汇总于 {on.AddDays(2):yyyy-MM-dd} 记录，{Late}";
        var (page, paper) = await Sheet(id);
        page.ShouldContain(said);
        page.ShouldContain($"{on:yyyy-MM-dd}");
        paper.ShouldContain(said);
        WebUtility.HtmlDecode(await app.Anyone().GetStringAsync($"/receptions/{id}")).ShouldContain(said);
        (await Sheet(id, "en")).Page.ShouldContain("not on the day itself");
    }

    [Fact]
    public async Task A_notice_names_boards_and_media_only_where_somebody_says_which()
    {
        var officer = await app.Officer();
        async Task<ShowNotice> Announced(object? with)
        {
            var announced = await Good<AnnounceReception.Announced>(await Do(officer, await Approved(), "announce", with));
            return (await app.Anyone().GetFromJsonAsync<ShowNotice>($"/api/v1/notices/{announced.Notice}", Web))!;
        }

        var here = await Announced(null);
        here.Channels.ShouldBe([NoticeChannel.Web]);
        here.Where.ShouldBeNull();
        var everywhere = await Announced(new { boards = "县政府门口公示栏", media = "北山日报、北山广播" });
        everywhere.Channels.ShouldBe([NoticeChannel.Board, NoticeChannel.Web, NoticeChannel.Media], ignoreOrder: true);
        everywhere.Where.ShouldBe("县政府门口公示栏；北山日报、北山广播");

        var id = await Approved();
        var refused = await Do(officer, id, "announce", new { boards = "请打13812345678", media = new string('报', 141) });
        refused.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        var text = await refused.Content.ReadAsStringAsync();
        text.ShouldContain("\"boards\"");
        text.ShouldContain("\"media\"");
        (await app.Ask(db => db.Notices.CountAsync(n => n.Subject == id.Value))).ShouldBe(0);
        // The form brings back what was typed.
        var page = await officer.PostForm($"/receptions/{id}/do", new() { ["do"] = "announce", ["boards"] = "请打13812345678", ["media"] = "北山日报" }, $"/receptions/{id}");
        page.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        WebUtility.HtmlDecode(await page.Content.ReadAsStringAsync()).ShouldContain("value=\"北山日报\"");
    }

    [Fact]
    public async Task Another_leader_leaves_the_notice_where_it_stands()
    {
        var officer = await app.Officer();
        var id = await Approved(daysAhead: 12);
        var notice = (await Good<AnnounceReception.Announced>(await Do(officer, id, "announce", new { media = "北山日报" }))).Notice;

        (await Good<ReplaceLeader.Replaced>(await Do(officer, id, "leader", new { post = "副县长", name = "吴清", why = "县长出差" }))).NoticeAgain.ShouldBeTrue();

        var shown = (await app.Anyone().GetFromJsonAsync<ShowNotice>($"/api/v1/notices/{notice}", Web))!;
        shown.Round.ShouldBe((short)2);
        shown.Channels.ShouldBe([NoticeChannel.Web, NoticeChannel.Media], ignoreOrder: true);
        shown.Where.ShouldBe("北山日报");
    }

    [Fact]
    public async Task A_body_that_helps_and_sits_in_a_room_writes_down_what_was_said_and_the_matter_stays_where_it_is()
    {
        var anyone = app.Anyone();
        var filed = await app.File(anyone, Filing("补偿还没有发"));
        await Done(await app.Officer(), filed.Id, new { act = "transfer", body = VoiceCounty.Agriculture });
        var bureau = await app.Acting(Role.Officer, VoiceCounty.Agriculture);
        await Done(bureau, filed.Id, new { act = "accept" });
        await Done(bureau, filed.Id, new { act = "coHandle", body = VoiceCounty.Resources });
        var id = await app.Opened();
        var joined = await Good<BookReception.Booked>(await (await app.Officer()).PostAsJsonAsync($"/api/v1/receptions/{id}/bookings", new { way = CaseWay.Door, receipt = filed.Receipt, pin = filed.Pin }, Web));
        var before = await app.Ask(db => db.Voices.AsNoTracking().SingleAsync(v => v.Id == filed.Id));
        var helper = await app.Acting(Role.Officer, VoiceCounty.Resources);
        Task<HttpResponseMessage> Record() => helper.PostAsJsonAsync($"/api/v1/receptions/cases/{joined.Id}/record", new { outcome = "explained", words = "自然资源局下周来测量。" }, Web);

        (await Record()).StatusCode.ShouldBe(HttpStatusCode.NotFound, "it helps with the matter, but has no seat in this day");
        await app.Ask(db => db.ReceptionRooms.Where(r => r.Reception == id && r.Number == joined.Room).ExecuteUpdateAsync(u => u.SetProperty(r => r.Body, VoiceCounty.Resources)));
        await Good<RecordCase.Recorded>(await Record());

        var step = await app.Ask(db => db.VoiceSteps.AsNoTracking().Where(s => s.Voice == filed.Id).OrderByDescending(s => s.Number).FirstAsync());
        (step.Act, step.Party, step.Body).ShouldBe((Act.Hear, Party.Unit, VoiceCounty.Resources));
        var after = await app.Ask(db => db.Voices.AsNoTracking().SingleAsync(v => v.Id == filed.Id));
        (after.State, after.Holder, after.Due).ShouldBe((before.State, before.Holder, before.Due));
        (await Follow(anyone, filed)).Steps.ShouldContain(s => s.Act == Act.Hear && s.Words == "自然资源局下周来测量。" && s.Body == "北山县自然资源和规划局");
    }

    [Fact]
    public async Task What_was_written_about_a_case_that_somebody_has_recorded_meanwhile_comes_back()
    {
        var id = await app.Opened();
        var officer = await app.Officer();
        var one = await app.Book(officer, id, way: CaseWay.Door);
        var at = $"/receptions/cases/{one.Id}";
        (await officer.GetStringAsync(at)).ShouldContain("name=\"words\"");
        await Good<RecordCase.Recorded>(await officer.PostAsJsonAsync($"/api/v1/receptions/cases/{one.Id}/record", new { outcome = "explained", words = "说明了政策" }, Web));

        var late = await officer.PostForm(at, new() { ["outcome"] = "Explained", ["words"] = "我写的另一番说明" }, "/sign-in");

        late.StatusCode.ShouldBe(HttpStatusCode.Conflict);
        var told = WebUtility.HtmlDecode(await late.Content.ReadAsStringAsync());
        told.ShouldContain("还在这里");
        told.ShouldContain("我写的另一番说明");
    }
}
