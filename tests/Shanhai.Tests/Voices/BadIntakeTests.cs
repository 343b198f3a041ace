using System.Net;
using System.Net.Http.Json;
using Microsoft.EntityFrameworkCore;
using Shanhai.Host;
using Shanhai.Host.Security;
using Shanhai.Voices;

namespace Shanhai.Tests.Voices;

/// <summary>A county in the last days of a year whose next one has no table of holidays yet.</summary>
public sealed class YearsEnd : VoiceCounty
{
    protected override Task Fill()
    {
        Clock.SetUtcNow(new(2026, 12, 20, 2, 0, 0, TimeSpan.Zero));
        return base.Fill();
    }
}

public sealed class BadIntakeTests(YearsEnd app) : IClassFixture<YearsEnd>
{
    [Fact]
    public async Task Where_the_holidays_are_not_published_the_day_is_provisional_on_the_form_the_receipt_and_for_other_systems()
    {
        var villager = app.Anyone();
        (await villager.GetStringAsync("/voices/new")).ShouldContain("尚未公布");
        await villager.PostForm("/voices/new", ReceiptProofTests.Form("年底的诉求"));
        (await villager.GetStringAsync("/voices/receipt")).ShouldContain("尚未公布");
        var voice = await app.Ask(db => db.Voices.AsNoTracking().SingleAsync(v => v.Text == "年底的诉求"));
        (voice.NextDue, voice.Provisional).ShouldBe((new DateOnly(2027, 1, 4), true));

        var key = await Open311Tests.KeyOf(app);
        var posted = await app.Anyone().PostAsync("/open311/v2/requests.json", new FormUrlEncodedContent([new("api_key", key), new("service_code", "roads"), new("description", "年底的路"), new("address_id", VoiceCounty.Village.ToString())]));
        (await posted.Content.ReadAsStringAsync()).ShouldContain("日期暂定");
    }

    [Fact]
    public async Task A_letter_that_has_not_come_yet_is_refused_at_its_field_and_so_is_a_day_that_anybody_else_claims()
    {
        var clerk = await app.Acting(Role.Clerk, VoiceCounty.PetitionOffice);
        var form = ReceiptProofTests.Form("明天的来信");
        (form["channel"], form["receivedOn"], form["seen"]) = ("Letter", "2026-12-21", "true");
        var answer = await clerk.PostFiles("/voices/enter", form, "/voices/enter");

        answer.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        var page = await answer.Content.ReadAsStringAsync();
        page.ShouldContain("id=\"receivedOn-error\"", customMessage: "told at its field");
        page.ShouldContain("明天的来信");
        (await app.Anyone().PostAsJsonAsync("/api/v1/voices", new { category = "roads", place = VoiceCounty.Village.ToString(), text = "昨天就说过", receivedOn = "2026-12-01" })).StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        (await app.Ask(db => db.Voices.CountAsync(v => v.Text == "明天的来信" || v.Text == "昨天就说过"))).ShouldBe(0);
    }

    [Fact]
    public async Task How_it_came_is_not_what_a_stranger_says_about_it()
    {
        var filed = await app.File(app.Anyone(), new { category = "roads", place = VoiceCounty.Village.ToString(), text = "冒充电话", channel = "telephone" });
        var other = await app.File(app.Anyone(), new { category = "roads", place = VoiceCounty.Village.ToString(), text = "冒充平台", channel = "open311" });

        (await app.Ask(db => db.Voices.Where(v => v.Id == filed.Id || v.Id == other.Id).Select(v => v.Channel).Distinct().ToListAsync())).ShouldBe([Channel.Api]);
    }

    [Fact]
    public async Task Script_and_markup_are_words_wherever_they_come_back()
    {
        const string Bad = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>";
        var villager = app.Anyone();
        var form = ReceiptProofTests.Form(Bad);
        (form["wish"], form["where"], form["name"]) = (Bad, Bad, Bad);
        await villager.PostForm("/voices/new", form);
        var (receipt, pin) = NewVoicePageTests.Slip(await villager.GetStringAsync("/voices/receipt"));
        await villager.PostForm("/voices/follow", new() { ["receipt"] = receipt, ["pin"] = pin });
        await villager.PostForm("/voices/own", new() { ["act"] = "AddWords", ["added"] = Bad }, "/voices/follow");

        foreach (var page in new[] { await villager.GetStringAsync("/voices/follow"), await NewVoicePageTests.Read(await app.Anyone().PostForm("/voices/new", new(form) { ["do"] = "next" })) })
        {
            page.ShouldNotContain("<script>alert");
            page.ShouldNotContain("<img src=x");
            page.ShouldContain("&lt;script&gt;alert(1)");
        }
        var key = await Open311Tests.KeyOf(app);
        await app.Anyone().PostAsync("/open311/v2/requests.json", new FormUrlEncodedContent([new("api_key", key), new("service_code", "roads"), new("description", Bad), new("address_id", VoiceCounty.Village.ToString())]));
        var xml = await app.Anyone().GetStringAsync("/open311/v2/requests.xml?api_key=" + key);
        xml.ShouldContain("&lt;script&gt;");
        System.Xml.Linq.XDocument.Parse(xml).Descendants("script").ShouldBeEmpty();
    }

    [Fact]
    public async Task A_spot_is_noted_as_two_numbers_and_nonsense_is_told_at_its_field()
    {
        var form = ReceiptProofTests.Form("水渠的位置");
        (form["latitude"], form["longitude"]) = ("２８.４５１２３", "119.92");
        await app.Anyone().PostForm("/voices/new", form);
        var voice = await app.Ask(db => db.Voices.AsNoTracking().SingleAsync(v => v.Text == "水渠的位置"));
        (voice.Latitude, voice.Longitude).ShouldBe((28.45123, 119.92));

        foreach (var (latitude, longitude) in new[] { ("北纬28度", "119"), ("91", "119"), ("28", "") })
        {
            var wrong = ReceiptProofTests.Form("位置写错");
            (wrong["latitude"], wrong["longitude"]) = (latitude, longitude);
            var answer = await app.Anyone().PostForm("/voices/new", wrong);
            answer.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
            (await NewVoicePageTests.Read(answer)).ShouldContain("id=\"latitude-error\"");
        }
        (await app.Ask(db => db.Voices.CountAsync(v => v.Text == "位置写错"))).ShouldBe(0);
    }
}
