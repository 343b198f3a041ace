using System.Net;
using System.Net.Http.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Shanhai.Host.Persistence;
using Shanhai.Host.Security;
using Shanhai.Kernel;
using Shanhai.Organisations;
using Shanhai.Places;
using Shanhai.Receptions;
using Shanhai.Tests.Voices;
using Shanhai.Voices;
using static Shanhai.Tests.Receptions.ReceptionCounty;
using static Shanhai.Tests.Voices.VoiceCounty;

namespace Shanhai.Tests.Receptions;

public sealed partial class ReceptionDayTests(ReceptionCounty app) : IClassFixture<ReceptionCounty>
{
    [Fact]
    public async Task A_whole_day_from_the_plan_to_the_result()
    {
        var (officer, leader, anyone) = (await app.Officer(), await app.Leader(), app.Anyone());
        var id = await app.Planned(app.Today.AddDays(7));
        (await anyone.GetAsync($"/receptions/{id}")).StatusCode.ShouldBe(HttpStatusCode.NotFound, "a plan is nobody's to read");
        (await Code(await Do(officer, id, "announce"))).ShouldBe("reception.not-approved");
        (await Do(officer, id, "approve")).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await Code(await Do(leader, id, "approve?version=99"))).ShouldBe("notice.changed-meanwhile");
        (await Good<ApproveReception.Approved>(await Do(leader, id, "approve"))).By.ShouldNotBeEmpty();
        var announced = await Good<AnnounceReception.Announced>(await Do(officer, id, "announce"));
        var on = await app.Ask(db => db.Receptions.Where(r => r.Id == id).Select(r => r.On).SingleAsync());
        announced.NoticeEnds.ShouldBeLessThan(on);
        var page = WebUtility.HtmlDecode(await anyone.GetStringAsync($"/receptions/{id}"));
        page.ShouldContain("县长 周明");
        page.ShouldNotContain("县公安局、县医院待命");
        WebUtility.HtmlDecode(await anyone.GetStringAsync($"/notices/{announced.Notice}")).ShouldContain("县信访接待大厅");

        var booked = await app.Book(anyone, id);
        booked.Number.ShouldBe(1);
        booked.RoomName.ShouldBe("土地征用接待室");
        var called = await app.Book(officer, id, "村里的水太小。", "water-power", CaseWay.Telephone);
        called.RoomName.ShouldBe("综合接待室");
        (await Code(await Do(officer, id, "open"))).ShouldBe("reception.not-today");

        app.GoTo(on);
        officer = await app.Officer();
        await Good<OpenReception.Opened>(await Do(officer, id, "open"));
        var late = await app.Book(officer, id, "工资没有发。", "labour", CaseWay.Door);
        late.Number.ShouldBe(3, "no cap, and whoever stands at the door is received");
        (await app.Case(late.Id)).State.ShouldBe(CaseState.Waiting);
        (await Code(await officer.PostAsJsonAsync($"/api/v1/receptions/{id}/rooms/{booked.Room}/next", new { }, Web))).ShouldBe("reception.nobody-waits");
        await Good<ReceptionDesk.Moved>(await officer.PostAsJsonAsync($"/api/v1/receptions/cases/{booked.Id}/arrive", new { }, Web));
        await Good<ReceptionDesk.Moved>(await officer.PostAsJsonAsync($"/api/v1/receptions/cases/{called.Id}/arrive", new { }, Web));
        (await Good<ReceptionDesk.Moved>(await officer.PostAsJsonAsync($"/api/v1/receptions/{id}/rooms/{booked.Room}/next", new { }, Web))).Number.ShouldBe(1);
        var wall = WebUtility.HtmlDecode(await anyone.GetStringAsync($"/receptions/{id}/board"));
        wall.ShouldContain("土地征用接待室");
        wall.ShouldNotContain("征地补偿没有到位");

        (await Code(await Do(officer, id, "close", new { result = "今天接待三批。" }))).ShouldBe("reception.cases-open");
        await Record(officer, booked.Id, new { outcome = "assigned", words = "由自然资源局核定补偿。", unit = VoiceCounty.Resources.ToString(), settleBy = on.AddDays(30).ToString("yyyy-MM-dd") });
        await Record(officer, called.Id, new { outcome = "decided", words = "水利站明天接通。" });
        await Record(officer, late.Id, new { outcome = "explained", words = "已过劳动仲裁时效，说明了法律援助的办法。" });
        (await Good<CloseReception.Closed>(await Do(officer, id, "close", new { result = "共性问题是征地补偿，由自然资源局一月内拿出办法。" }))).SameDay.ShouldBeTrue();

        var shown = (await anyone.GetFromJsonAsync<ShowReception>($"/api/v1/receptions/{id}", Web))!;
        shown.Totals.ShouldBe(new ShowReception.Sum(3, 6, 1, 1, 1));
        shown.Inner.ShouldBeNull();
        var voices = await app.Ask(db => db.ReceptionCases.Where(c => c.Reception == id).Join(db.Voices, c => c.Voice, v => v.Id, (c, v) => new { c.Number, v.Channel, v.State, v.Holder }).OrderBy(c => c.Number).ToListAsync());
        voices.ShouldAllBe(v => v.Channel == Channel.Reception);
        voices.Select(v => v.State).ShouldBe([VoiceState.Assigned, VoiceState.Replied, VoiceState.Replied]);
        voices[0].Holder.ShouldBe(VoiceCounty.Resources);
        (await app.Ask(db => db.Clocks.AnyAsync(c => c.Rule == Procedure.Notice && c.Body == VoiceCounty.Resources.Value))).ShouldBeTrue("the unit's clock runs");

        var sheet = WebUtility.HtmlDecode(await officer.GetStringAsync($"/receptions/{id}/results"));
        sheet.ShouldContain("共接待 3 批 6 人次");
        sheet.ShouldNotContain("征地补偿没有到位");
        var docx = await officer.GetByteArrayAsync($"/receptions/{id}/results.docx");
        using var file = DocumentFormat.OpenXml.Packaging.WordprocessingDocument.Open(new MemoryStream(docx), false);
        new DocumentFormat.OpenXml.Validation.OpenXmlValidator().Validate(file).Select(e => e.Description).ShouldBeEmpty();
        file.MainDocumentPart!.Document!.InnerText.ShouldContain("共接待 3 批 6 人次");
        (await anyone.GetAsync($"/receptions/{id}/results")).StatusCode.ShouldBe(HttpStatusCode.Redirect);
        var subject = $"reception:{id}";
        (await app.Ask(db => db.Journal.Where(e => e.Subject == subject).Select(e => e.Verb).Distinct().ToListAsync())).ShouldBe(["reception.plan", "reception.approve", "reception.announce", "reception.book", "reception.work"], ignoreOrder: true);
    }

    private static async Task<RecordCase.Recorded> Record(HttpClient client, Id<ReceptionCase> id, object record) => await Good<RecordCase.Recorded>(await client.PostAsJsonAsync($"/api/v1/receptions/cases/{id}/record", record, Web));

    [Fact]
    public async Task A_day_for_which_the_notice_would_come_too_late_is_refused_with_the_days()
    {
        var answer = await (await app.Officer()).PostAsJsonAsync("/api/v1/receptions", Plan(app.Today.AddDays(2)), Web);

        answer.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        (await answer.Content.ReadAsStringAsync()).ShouldContain("最早可以定在");

        // Planned in time, announced too late.
        var id = await app.Planned(app.Today.AddDays(7));
        await Good<ApproveReception.Approved>(await Do(await app.Leader(), id, "approve"));
        app.GoTo(app.Today.AddDays(5));
        var late = await Do(await app.Officer(), id, "announce");
        (await Code(late)).ShouldBe("reception.notice-late");
        (await app.Ask(db => db.Notices.CountAsync(n => n.Subject == id.Value))).ShouldBe(0);
    }

    [Fact]
    public async Task An_assignment_without_unit_or_day_changes_nothing()
    {
        var id = await app.Opened();
        var officer = await app.Officer();
        var one = await app.Book(officer, id, way: CaseWay.Door);

        var answer = await officer.PostAsJsonAsync($"/api/v1/receptions/cases/{one.Id}/record", new { outcome = "assigned", words = "交办" }, Web);

        answer.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        // A unit that the procedure refuses: nothing of the record stands either.
        var unknown = await officer.PostAsJsonAsync($"/api/v1/receptions/cases/{one.Id}/record", new { outcome = "assigned", words = "交办", unit = Guid.CreateVersion7().ToString("N"), settleBy = app.Today.AddDays(9).ToString("yyyy-MM-dd") }, Web);
        unknown.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        (await officer.PostAsJsonAsync($"/api/v1/receptions/cases/{one.Id}/record", new { outcome = "decided", words = "定", owner = new string('长', 201) }, Web)).StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        (await app.Case(one.Id)).State.ShouldBe(CaseState.Waiting);
        (await app.Ask(db => db.Voices.Where(v => v.Receipt == one.Receipt).Select(v => v.State).SingleAsync())).ShouldBe(VoiceState.Received);
    }

    [Fact]
    public async Task The_case_owner_stays_until_the_end_and_another_takes_over_only_with_a_reason()
    {
        var id = await app.Opened();
        var officer = await app.Officer();
        var one = await app.Book(officer, id, way: CaseWay.Door);
        var recorded = await Record(officer, one.Id, new { outcome = "assigned", words = "交自然资源局", unit = VoiceCounty.Resources.ToString(), settleBy = app.Today.AddDays(20).ToString("yyyy-MM-dd") });
        recorded.Owner.ShouldBe("县长 周明");

        (await officer.PostAsJsonAsync($"/api/v1/receptions/cases/{one.Id}/owner", new { owner = "副县长 吴清" }, Web)).StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        (await Good<HandOverCase.HandedOver>(await officer.PostAsJsonAsync($"/api/v1/receptions/cases/{one.Id}/owner", new { owner = "副县长 吴清", why = "分工调整" }, Web))).Before.ShouldBe("县长 周明");
        await Done(await app.Acting(Role.Officer, VoiceCounty.Resources), (await app.Case(one.Id)).Voice, new { act = "replyDirectly", words = "已补发。" });
        (await Code(await officer.PostAsJsonAsync($"/api/v1/receptions/cases/{one.Id}/owner", new { owner = "别人", why = "x" }, Web))).ShouldBe("reception.voice-ended");
    }

    [Fact]
    public async Task A_replaced_leader_begins_the_notice_anew_while_there_is_time_and_is_told_on_the_page_when_there_is_none()
    {
        var officer = await app.Officer();
        var id = await app.Planned(app.Today.AddDays(12));
        await Good<ApproveReception.Approved>(await Do(await app.Leader(), id, "approve"));
        var notice = (await Good<AnnounceReception.Announced>(await Do(officer, id, "announce"))).Notice;

        (await Good<ReplaceLeader.Replaced>(await Do(officer, id, "leader", new { post = "副县长", name = "吴清", why = "县长出差" }))).NoticeAgain.ShouldBeTrue();
        (await app.Ask(db => db.Notices.Where(n => n.Id == notice).Select(n => n.Round).SingleAsync())).ShouldBe((short)2);
        app.GoTo(await app.Ask(db => db.Receptions.Where(r => r.Id == id).Select(r => r.On.AddDays(-1)).SingleAsync()));
        officer = await app.Officer();
        (await Good<ReplaceLeader.Replaced>(await Do(officer, id, "leader", new { post = "常务副县长", name = "郑和", why = "吴清生病" }))).NoticeAgain.ShouldBeFalse();

        WebUtility.HtmlDecode(await app.Anyone().GetStringAsync($"/receptions/{id}")).ShouldContain("原定副县长 吴清，现由常务副县长 郑和接访");
    }

    [Fact]
    public async Task A_day_called_off_takes_its_notice_with_it_and_leaves_the_voices()
    {
        var id = await app.Announced();
        var booked = await app.Book(app.Anyone(), id);
        (await Do(await app.Officer(), id, "cancel", new { why = "请打13812345678" })).StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        await Good<CancelReception.Cancelled>(await Do(await app.Officer(), id, "cancel", new { why = "台风" }));

        WebUtility.HtmlDecode(await app.Anyone().GetStringAsync($"/receptions/{id}")).ShouldContain("台风");
        (await Code(await app.Anyone().PostAsJsonAsync($"/api/v1/receptions/{id}/bookings", new { voice = new { category = "land", place = VoiceCounty.Village.ToString(), text = "x" } }, Web))).ShouldBe("reception.cancelled");
        (await app.Ask(db => db.Voices.Where(v => v.Receipt == booked.Receipt).Select(v => v.State).SingleAsync())).ShouldBe(VoiceState.Received);
        (await app.Ask(db => db.Notices.Where(n => n.Subject == id.Value).Select(n => n.State).SingleAsync())).ShouldBe(Shanhai.Notices.NoticeState.Withdrawn);
    }

    [Fact]
    public async Task An_accusation_is_heard_in_the_discipline_room_and_is_neither_seen_nor_counted_by_the_accused()
    {
        var id = await app.Opened();
        var officer = await app.Officer();
        var accused = await app.Book(app.Anyone(), id, "农业农村局有人吃拿卡要。", "conduct", CaseWay.Web, VoiceKind.Accusation, new[] { VoiceCounty.Agriculture.ToString() });
        accused.RoomName.ShouldBe("纪检监察接待室");
        var inspector = await app.Acting(Role.Officer, VoiceCounty.Discipline);
        await app.Ask(async db => await db.ReceptionRooms.Where(r => r.Reception == id && r.Subject == "discipline").ExecuteUpdateAsync(u => u.SetProperty(r => r.Body, VoiceCounty.Discipline)));
        await app.Ask(async db => await db.ReceptionRooms.Where(r => r.Reception == id && r.Subject == "general").ExecuteUpdateAsync(u => u.SetProperty(r => r.Body, VoiceCounty.Agriculture)));
        var farm = await app.Acting(Role.Officer, VoiceCounty.Agriculture);

        foreach (var client in new[] { officer, farm })
        {
            (await client.GetStringAsync($"/api/v1/receptions/{id}")).ShouldNotContain(accused.Id.ToString());
            (await client.GetAsync($"/receptions/cases/{accused.Id}")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
            (await client.GetStringAsync($"/receptions/{id}/desk")).ShouldNotContain("吃拿卡要");
        }
        (await app.Book(app.Anyone(), id)).Number.ShouldBe(1, "no gap in the row counts it");
        (await officer.PostAsJsonAsync($"/api/v1/receptions/cases/{accused.Id}/arrive", new { }, Web)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await inspector.GetStringAsync($"/api/v1/receptions/{id}")).ShouldContain(accused.Id.ToString());
        await Good<ReceptionDesk.Moved>(await inspector.PostAsJsonAsync($"/api/v1/receptions/cases/{accused.Id}/arrive", new { }, Web));
        (await app.Anyone().GetStringAsync($"/receptions/{id}/board")).ShouldNotContain($"{accused.Number}");
        (await Code(await officer.PostAsJsonAsync($"/api/v1/receptions/{id}/rooms/{accused.Room}/next", new { }, Web))).ShouldBe("reception.nobody-waits");
        await Record(inspector, accused.Id, new { outcome = "explained", words = "已受理，按程序办理。" });
        await Good<CloseReception.Closed>(await Do(officer, id, "close", new { result = "无。" }));

        (await app.Anyone().GetFromJsonAsync<ShowReception>($"/api/v1/receptions/{id}", Web))!.Totals.ShouldBe(new ShowReception.Sum(0, 0, 0, 0, 0));
        (await officer.GetStringAsync($"/receptions/{id}/results")).ShouldNotContain(accused.Receipt);
    }

    [Fact]
    public async Task Coverage_shows_places_and_follows_one_that_was_merged()
    {
        PlaceCode old = VoiceCounty.Village, kept = VoiceCounty.Village.Value + 1;
        var id = await app.Opened(old);
        await Good<CloseReception.Closed>(await Do(await app.Officer(), id, "close", new { result = "无人来。" }));
        var term = $"from={app.Today.Year}-01-01&to={app.Today:yyyy-MM-dd}";
        async Task<FindCoverage.Shown> Asked(PlaceCode under) => (await app.Anyone().GetFromJsonAsync<FindCoverage.Shown>($"/api/v1/receptions/coverage?under={under}&{term}", Web))!;
        (await Asked(VoiceCounty.County)).Rows.Single(r => r.Place == VoiceCounty.Township).Days.ShouldBeGreaterThan(0);
        (await Asked(VoiceCounty.Township)).Rows.Single(r => r.Place == old).Days.ShouldBe(1);
        var page = WebUtility.HtmlDecode(await app.Anyone().GetStringAsync($"/receptions/coverage?under={VoiceCounty.County}"));
        page.ShouldNotContain("周明", customMessage: "no leader stands in it");
        page.ShouldContain("每月不少于 1 天");

        await app.Do(async (services, actor) => (await RecordPlaceChange.Handle(
            new PlaceChange { Kind = PlaceEventKind.Merged, Place = old, Into = kept, On = app.Today, Document = "撤并文件" }, preview: false, services.GetRequiredService<CurrentRegister>(),
            services.GetServices<Shanhai.Host.PlaceUse>(), services.GetRequiredService<Pinyin>(), services.GetRequiredService<Db>(), actor, app.Clock, default)).Problem.ShouldBeNull());

        (await Asked(VoiceCounty.Township)).Rows.Single(r => r.Place == kept).Days.ShouldBe(1);
        WebUtility.HtmlDecode(await app.Anyone().GetStringAsync($"/receptions/{id}")).ShouldContain("云上村（云下村）");
        var planned = await (await app.Officer()).PostAsJsonAsync("/api/v1/receptions", Plan(app.Today.AddDays(9), old), Web);
        planned.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        (await planned.Content.ReadAsStringAsync()).ShouldContain("云下村");
    }

    [Fact]
    public async Task The_four_days_of_the_past_are_loaded_once_and_their_parts_add_up()
    {
        await app.Do(async (services, actor) =>
        {
            var catalogue = services.GetRequiredService<ReceptionCatalogue>();
            (await LoadPastReceptions.Handle(catalogue, services.GetRequiredService<Db>(), actor, default)).Value.Added.ShouldBe(4);
            (await LoadPastReceptions.Handle(catalogue, services.GetRequiredService<Db>(), actor, default)).Value.ShouldBe(new LoadPastReceptions.Loaded(0, 4));
        });

        var past = await app.Ask(db => db.PastReceptions.OrderBy(p => p.On).ToListAsync());
        past.Select(p => (p.NameZh, p.Batches, p.People)).ShouldBe([("浦江", 436, 667), ("临安", 267, 492), ("德清", 185, 296), ("衢江", 167, 315)]);
        past.ShouldAllBe(p => p.Parts == p.Batches);
        var page = WebUtility.HtmlDecode(await app.Anyone().GetStringAsync("/receptions/history"));
        page.ShouldContain("436 = 436，相符");
        page.ShouldContain("167 = 167，相符");
    }

    [Fact]
    public void A_span_holds_its_day_and_spans_follow_one_another_without_gap()
    {
        foreach (var span in Enum.GetValues<ReceptionCatalogue.Span>())
        {
            for (var day = new DateOnly(2023, 12, 20); day < new DateOnly(2025, 1, 10); day = day.AddDays(1))
            {
                var (from, to) = ReceptionCatalogue.SpanOf(span, day);
                day.ShouldBeInRange(from, to);
                ReceptionCatalogue.SpanOf(span, to).ShouldBe((from, to));
                ReceptionCatalogue.SpanOf(span, to.AddDays(1)).From.ShouldBe(to.AddDays(1));
            }
        }
    }
}
