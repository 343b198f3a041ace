using System.Net;
using System.Net.Http.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Shanhai.Host.Persistence;
using Shanhai.Host.Security;
using Shanhai.Kernel;
using Shanhai.Voices;
using Shanhai.Voices.Figures;

namespace Shanhai.Tests.Voices;

/// <summary>Rates have numerators, denominators and definitions, are counted within what the reader may see, and hide small numbers from the public.</summary>
public sealed class FiguresTests(VoiceCounty county) : IClassFixture<VoiceCounty>
{
    private static readonly PlaceCode Below = new(VoiceCounty.Village.Value + 1);

    private static async Task<Statistics> Counted(HttpClient client, string asked) => (await client.GetFromJsonAsync<Statistics>($"/api/v1/voices/statistics?{asked}", VoiceCounty.Web))!;

    private async Task<FileVoice.Filed> Replied(HttpClient office, PlaceCode place, int? rating = null, bool? settled = null)
    {
        var filed = await county.File(county.Anyone(), VoiceCounty.Filing("水管漏了", place: place));
        await VoiceCounty.Done(office, filed.Id, new { act = "register" });
        await VoiceCounty.Done(office, filed.Id, new { act = "replyDirectly", words = "已修好" });
        if (rating is not null)
        {
            (await VoiceCounty.Own(county.Anyone(), filed, new { act = "rate", rating, settled })).EnsureSuccessStatusCode();
        }
        return filed;
    }

    [Fact]
    public async Task Every_rate_is_what_its_definition_says_by_place_unit_kind_and_month()
    {
        var office = await county.Acting(Role.Officer, VoiceCounty.PetitionOffice);
        var from = ChinaDay.Today(county.Clock);
        await Replied(office, VoiceCounty.Village, 5, true);
        await Replied(office, VoiceCounty.Village, 2, false);
        var visited = await Replied(office, Below, 4);
        await VoiceCounty.Done(office, visited.Id, new { act = "followUp", note = "电话回访" });
        await county.File(county.Anyone(), VoiceCounty.Filing("没人管的", place: Below));
        county.Clock.Advance(TimeSpan.FromDays(40));
        office = await county.Acting(Role.Officer, VoiceCounty.PetitionOffice);
        var to = ChinaDay.Today(county.Clock);
        var asked = $"under={VoiceCounty.Township}&from={from:yyyy-MM-dd}&to={to:yyyy-MM-dd}";

        var places = await Counted(office, asked + "&by=place");
        var units = await Counted(office, asked + "&by=unit");
        var kinds = await Counted(office, asked + "&by=kind");
        var months = await Counted(office, asked + "&by=month");

        places.Rows.Select(r => (r.Key, r.Received)).ShouldBe([(VoiceCounty.Village.ToString(), 2), (Below.ToString(), 2)]);
        (places.Total[Statistics.Concluded].Numerator, places.Total[Statistics.Concluded].Denominator).ShouldBe((3, 4));
        (places.Total[Statistics.OnTime].Numerator, places.Total[Statistics.OnTime].Denominator).ShouldBe((3, 4));
        (places.Total[Statistics.Satisfied].Numerator, places.Total[Statistics.Satisfied].Denominator).ShouldBe((2, 3));
        (places.Total[Statistics.Resolved].Numerator, places.Total[Statistics.Resolved].Denominator).ShouldBe((1, 2));
        (places.Total[Statistics.Visited].Numerator, places.Total[Statistics.Visited].Denominator).ShouldBe((1, 3));
        units.Rows.ShouldHaveSingleItem().Name.Zh.ShouldBe("北山县信访局");
        kinds.Rows.ShouldHaveSingleItem().Key.ShouldBe(nameof(VoiceKind.Appeal));
        months.Rows.ShouldContain(r => r.Key == $"{from:yyyy-MM}" && r.Received == 4);
        foreach (var other in new[] { units, kinds, months })
        {
            other.Total.Rates.ShouldBe(places.Total.Rates);
        }
        var sheet = await office.GetStringAsync($"/api/v1/voices/statistics/export?{asked}&format=csv");
        sheet.ShouldContain("按时办结率");
        sheet.ShouldContain("云下村");
        (await office.GetAsync($"/api/v1/voices/statistics?from=2026-05-01&to=2026-04-01")).StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        (await office.GetStringAsync($"/voices/statistics?{asked}&by=Category")).ShouldContain("水电与通信");
        (await office.GetAsync("/voices/statistics?from=2026-05-01&to=2026-04-01")).StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
    }

    [Fact]
    public async Task Counts_are_of_what_the_reader_sees_and_accusations_stay_in_their_compartment()
    {
        var year = ChinaDay.Today(county.Clock).Year;
        var (office, discipline) = (await county.Acting(Role.Officer, VoiceCounty.PetitionOffice), await county.Acting(Role.Officer, VoiceCounty.Discipline));
        var before = (await Counted(office, "by=kind")).Total.Received;
        await county.File(county.Anyone(), new { kind = "accusation", category = "conduct", place = VoiceCounty.Village.ToString(), text = "乱收费", accused = new[] { VoiceCounty.TownshipGovernment } });

        (await Counted(office, "by=kind")).Total.Received.ShouldBe(before);
        (await Counted(discipline, "by=kind")).Rows.ShouldHaveSingleItem().Key.ShouldBe(nameof(VoiceKind.Accusation));
        (await Counted(await county.Acting(Role.Leader, VoiceCounty.TownshipGovernment), "by=category")).Rows.ShouldNotContain(r => r.Key == "conduct");
        (await Counted(await county.SignedIn(Role.Officer, VoiceCounty.Other), "by=kind")).Total.Received.ShouldBe(0);
        (await county.Anyone().GetAsync("/api/v1/voices/statistics")).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        (await county.Anyone().GetAsync("/api/v1/voices/rates?kind=accusation")).StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        // Nearly the same days, or one kind alone, would tell by subtraction what is hidden.
        (await county.Anyone().GetAsync($"/api/v1/voices/rates?from={year}-01-01&to={year}-03-31")).StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        (await county.Anyone().GetAsync("/api/v1/voices/rates?kind=suggestion")).StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        (await county.Anyone().GetStringAsync($"/api/v1/voices/rates?by=category&from={year}-01-01")).ShouldNotContain("conduct");
    }

    [Fact]
    public void Small_numbers_are_hidden_and_cannot_be_had_by_subtraction()
    {
        Statistics.Row Row(string key, int received, int rated, int satisfied) => new(key, new(key, key), received,
            [new(Statistics.Concluded, received, received), new(Statistics.OnTime, 0, 0), new(Statistics.Resolved, 0, 0), new(Statistics.Satisfied, satisfied, rated), new(Statistics.Visited, 0, received)]);
        var rows = new[] { Row("a", 40, 20, 19), Row("b", 3, 3, 1), Row("c", 12, 8, 8), Row("d", 0, 0, 0) };
        var whole = new Statistics(VoiceCounty.County, "北山县", new(2026, 1, 1), new(2026, 12, 31), StatisticsBy.Category, rows, Row("total", 55, 31, 28));

        var shown = new SmallCounts(5, new("", ""), false).Public(whole);

        shown.Rows.Select(r => r.Received).ShouldBe([40, null, null, 0]);
        shown.Rows.Select(r => r[Statistics.Satisfied].Hidden).ShouldBe([false, true, true, false]);
        shown.Rows[0][Statistics.Satisfied].ShouldBe(new Rate(Statistics.Satisfied, 95, 100));
        shown.Rows[3][Statistics.Satisfied].Share.ShouldBeNull();
        SmallCounts.Read().Least.ShouldBeGreaterThanOrEqualTo(5);
    }

    [Fact]
    public async Task Everybody_reads_rates_without_small_counts_and_with_their_definitions()
    {
        for (var i = 0; i < 3; i++)
        {
            await county.File(county.Anyone(), new { kind = "suggestion", category = "culture", place = "990102101201", text = "建议修缮祠堂" });
        }

        var page = await county.Anyone().GetStringAsync("/voices/rates?by=Category&under=990102000000");

        page.ShouldContain("文化与旅游");
        page.ShouldNotContain(">3<");
        page.ShouldContain("少于 5 件");
        page.ShouldContain("信访人评 4 分或者 5 分");
    }

    [Fact]
    public async Task A_petitioners_rating_stays_with_her_voice()
    {
        var office = await county.Acting(Role.Officer, VoiceCounty.PetitionOffice);
        var filed = await Replied(office, VoiceCounty.Village);
        async Task<string> Others() => await county.Ask(async db => string.Join('|',
            string.Join(',', (await db.Users.OrderBy(u => u.Id).ToListAsync()).Select(u => $"{u.Id} {u.DisplayName} {u.ConcurrencyStamp}")), await db.Grants.CountAsync(), await db.Lapses.CountAsync(),
            string.Join(',', (await db.Organisations.OrderBy(o => o.Id).ToListAsync()).Select(o => $"{o.Id} {o.Name}"))));
        var before = await Others();
        var last = await county.Ask(db => db.Journal.MaxAsync(e => e.Number));

        (await VoiceCounty.Own(county.Anyone(), filed, new { act = "rate", rating = 1, settled = false })).EnsureSuccessStatusCode();

        (await Others()).ShouldBe(before);
        var changes = await county.Ask(db => db.Journal.Where(e => e.Number > last).Select(e => e.Changes).ToListAsync());
        System.Text.RegularExpressions.Regex.Matches(string.Join(' ', changes), "\"what\":\\s*\"([a-z_]+)\"").Select(m => m.Groups[1].Value).Distinct().Order(StringComparer.Ordinal).ShouldBe(["voice_steps", "voices"]);
    }

    [Fact]
    public async Task The_yearly_report_counts_what_article_41_asks_for_and_is_a_document_too()
    {
        var (office, year) = (await county.Acting(Role.Officer, VoiceCounty.PetitionOffice), ChinaDay.Today(county.Clock).Year);
        var filed = await county.File(county.Anyone(), VoiceCounty.Filing("机耕路断了", place: Below));
        await VoiceCounty.Done(office, filed.Id, new { act = "transfer", body = VoiceCounty.Agriculture });
        await VoiceCounty.Done(office, filed.Id, new { act = "urge", note = "请尽快" });
        var made = await office.PostAsJsonAsync("/api/v1/voices/proposals", new { kind = "policy", place = VoiceCounty.County.ToString(), to = VoiceCounty.Agriculture, text = "完善机耕路管护办法" }, VoiceCounty.Web);
        var id = (await made.Content.ReadFromJsonAsync<MakeProposal.Made>(VoiceCounty.Web))!.Id;
        (await office.PostAsJsonAsync($"/api/v1/voices/proposals/{id}", new { adopted = true, answer = "已列入计划" })).EnsureSuccessStatusCode();
        (await office.PostAsJsonAsync($"/api/v1/voices/proposals/{id}", new { adopted = false })).StatusCode.ShouldBe(HttpStatusCode.Conflict);

        var report = (await office.GetFromJsonAsync<AnnualReport>($"/api/v1/voices/annual?under={VoiceCounty.County}&year={year}", VoiceCounty.Web))!;
        var page = await office.GetStringAsync($"/voices/annual?under={VoiceCounty.County}&year={year}");
        var file = await office.GetByteArrayAsync($"/voices/annual.docx?under={VoiceCounty.County}&year={year}");

        report.Acts.Transfers.ShouldBeGreaterThanOrEqualTo(1);
        report.Acts.Urges.ShouldBeGreaterThanOrEqualTo(1);
        report.Units.Rows.ShouldContain(r => r.Name.Zh == "北山县农业农村局");
        report.Proposals.ShouldHaveSingleItem().Adopted.ShouldBe(true);
        page.ShouldContain("完善机耕路管护办法");
        using var paper = DocumentFormat.OpenXml.Packaging.WordprocessingDocument.Open(new MemoryStream(file), isEditable: false);
        new DocumentFormat.OpenXml.Validation.OpenXmlValidator().Validate(paper).Select(e => e.Description).ShouldBeEmpty();
        paper.MainDocumentPart!.Document!.InnerText.ShouldContain("完善机耕路管护办法");
        (await (await county.Acting(Role.Officer, VoiceCounty.Agriculture)).PostAsJsonAsync("/api/v1/voices/proposals", new { kind = "work", place = VoiceCounty.County.ToString(), to = VoiceCounty.Agriculture, text = "x" })).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await office.PostAsJsonAsync("/api/v1/voices/proposals", new { place = VoiceCounty.County.ToString() })).StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        (await office.GetAsync("/api/v1/voices/annual?year=1999")).StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
    }
}
