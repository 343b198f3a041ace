using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Shanhai.Host.Persistence;
using Shanhai.Host.Security;
using Shanhai.Identification;
using Shanhai.Places;
using Shanhai.Indicators;
using Shanhai.Kernel;
using Shanhai.Tests.Host.Security;

namespace Shanhai.Tests.Identification;

public sealed class WeakPagesTests(WeakCounty app) : IClassFixture<WeakCounty>
{
    private const string Rule = WeakCounty.Code;

    [Fact]
    public async Task The_officer_runs_the_rule_on_the_page_and_reads_why()
    {
        var officer = await app.SignedIn(Role.Officer, WeakCounty.North);

        var ran = await officer.PostForm("/weak/run", new() { ["rule"] = Rule, ["period"] = "2022", ["place"] = WeakCounty.North.ToString() }, $"/weak?rule={Rule}&period=2022");
        var page = await officer.GetStringAsync(ran.Headers.Location!.OriginalString);
        var finding = await app.Ask(db => db.Findings.AsNoTracking().FirstAsync(f => f.Place == WeakCounty.Village(0) && f.Period == Period.Year(2022) && f.SupersededAt == null));
        var why = await officer.GetStringAsync($"/findings/{finding.Id}?lang=en");

        ran.StatusCode.ShouldBe(HttpStatusCode.Redirect);
        page.ShouldContain("总收入 8 万元 &lt; 10 万元，差 2 万元");
        page.ShouldContain("第0村");
        page.ShouldNotContain("[weak.");
        why.ShouldContain("Total income 80,000 yuan &lt; 100,000 yuan, 20,000 yuan short");
        why.ShouldContain("年度报表");
        why.ShouldContain("to be confirmed");
        why.ShouldContain("/CE.TOTAL/2022/r1");
    }

    [Fact]
    public async Task The_page_the_api_and_the_export_count_the_same()
    {
        await app.Run(2022);
        var officer = await app.SignedIn(Role.Officer, WeakCounty.South);

        var page = await officer.GetStringAsync($"/weak?rule={Rule}&period=2022&outcome=Holds&stand=&q=&lang=zh");
        var api = (await officer.GetFromJsonAsync<JsonElement>($"/api/v1/findings?rule={Rule}&period=2022&outcome=Holds")).GetProperty("total").GetInt64();
        var csv = (await officer.GetStringAsync($"/api/v1/findings/export?rule={Rule}&period=2022&outcome=Holds&format=csv")).Trim().Split("\r\n").Length - 1;

        api.ShouldBe(400);
        csv.ShouldBe(400);
        page.ShouldContain("<strong>400</strong>");
    }

    [Fact]
    public async Task However_many_villages_are_on_the_list_the_page_holds_those_it_shows_and_the_map_is_asked_for()
    {
        await app.Run(2022);
        await app.Do(async (services, actor) =>
        {
            var db = services.GetRequiredService<Db>();
            var county = await db.Places.FirstAsync(p => p.Code == WeakCounty.North);
            (county.Latitude, county.Longitude) = (30.1, 120.1);
            db.Record(actor, "test", "place:position");
            await RegisterStamp.Raise(db, null, default);
            await db.SaveChangesAsync();
            services.GetRequiredService<CurrentRegister>().Written();
        });
        var officer = await app.SignedIn(Role.Officer, WeakCounty.Province);

        var page = await officer.GetStringAsync($"/weak?rule={Rule}&period=2022&lang=zh");
        var map = await officer.GetFromJsonAsync<JsonElement>($"/weak/map?rule={Rule}&period=2022");
        var other = await (await app.SignedIn(Role.Officer, WeakCounty.South)).GetFromJsonAsync<JsonElement>($"/weak/map?rule={Rule}&period=2022");

        page.ShouldContain("weak-map");
        page.ShouldContain("没有脚本时");
        Encoding.UTF8.GetByteCount(page).ShouldBeLessThan(160_000);
        map.GetProperty("places").GetArrayLength().ShouldBe(400);
        map.GetProperty("places")[0].GetProperty("lon").GetDouble().ShouldBe(120.1, 0.001);
        other.GetProperty("places").GetArrayLength().ShouldBe(0);
    }

    [Fact]
    public async Task An_exit_is_confirmed_and_a_figure_disputed_on_the_finding_page()
    {
        await app.Run(2022);
        await app.Run(2023);
        var finding = await app.Ask(db => db.Findings.AsNoTracking().FirstAsync(f => f.Place == WeakCounty.Village(1) && f.Period == Period.Year(2023) && f.SupersededAt == null));
        var officer = await app.SignedIn(Role.Officer, WeakCounty.North);

        var bare = await officer.PostForm($"/findings/{finding.Id}/exit", new() { ["by"] = "李局长" }, $"/findings/{finding.Id}");
        var done = await officer.PostForm($"/findings/{finding.Id}/exit", new() { ["by"] = "李局长", ["document"] = "会议纪要 5 号", ["on"] = "2024-02-02" }, $"/findings/{finding.Id}");
        var clerk = await app.SignedIn(Role.Clerk, WeakCounty.Village(1));
        var disputed = await clerk.PostForm($"/findings/{finding.Id}/dispute", new() { ["figure"] = $"{WeakCounty.Village(1)}/CE.TOTAL/2023/r1", ["evidence"] = "见账页" }, $"/findings/{finding.Id}");

        bare.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        (await bare.Content.ReadAsStringAsync()).ShouldContain("李局长");
        done.Headers.Location!.OriginalString.ShouldEndWith("done=exit");
        disputed.Headers.Location!.OriginalString.ShouldEndWith("done=dispute");
        (await officer.GetStringAsync($"/findings/{finding.Id}")).ShouldContain("会议纪要 5 号");
    }

    [Fact]
    public async Task A_preview_tells_who_joins_and_leaves_and_changes_nothing()
    {
        var officer = await app.SignedIn(Role.Officer, WeakCounty.Province);
        var json = await app.Ask(async db => (await Rulebook.Read(db, default)).Of(Rule).First().Rule().Written());
        var before = await app.Ask(db => db.RuleVersions.CountAsync());

        var higher = await officer.PostForm($"/rules/{Rule}/edit", new() { ["json"] = json, ["do"] = "preview", ["period"] = "2022", ["left-"] = "CE.TOTAL", ["is-"] = "Less", ["line-"] = "200000 yuan", ["from"] = "2030" }, $"/rules/{Rule}?edit=1");
        var lower = await officer.PostForm($"/rules/{Rule}/edit", new() { ["json"] = json, ["do"] = "preview", ["period"] = "2022", ["line-"] = "85000 yuan", ["from"] = "2030" }, $"/rules/{Rule}?edit=1");

        (await higher.Content.ReadAsStringAsync()).ShouldContain("新列入 1200 个");
        (await lower.Content.ReadAsStringAsync()).ShouldContain("将移出 600 个");
        (await app.Ask(db => db.RuleVersions.CountAsync())).ShouldBe(before);
        var clerk = await app.SignedIn(Role.Clerk, WeakCounty.North);
        (await clerk.PostForm($"/rules/{Rule}/edit", new() { ["json"] = json, ["do"] = "publish" }, "/sign-in")).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task An_overview_counts_every_year_and_shows_who_stands_just_above()
    {
        await app.Run(2022);
        await app.Run(2023);
        var officer = await app.SignedIn(Role.Officer, WeakCounty.North);

        var shown = await officer.GetFromJsonAsync<JsonElement>($"/api/v1/overview?rule={Rule}&year=2022");
        var page = await officer.GetStringAsync($"/weak/overview?rule={Rule}&year=2022");

        var year = shown.GetProperty("years").EnumerateArray().First(y => y.GetProperty("period").GetString() == "2022");
        (year.GetProperty("judged").GetInt32(), year.GetProperty("holds").GetInt32(), year.GetProperty("share").GetDecimal()).ShouldBe((1000, 400, 0.4m));
        shown.GetProperty("distribution").GetProperty("places").GetInt32().ShouldBe(1000);
        shown.GetProperty("distribution").GetProperty("counts").EnumerateArray().Take(8).Sum(c => c.GetInt32()).ShouldBe(400);
        page.ShouldContain("100乡");
        page.ShouldNotContain("南海县");
        (await officer.GetStringAsync($"/api/v1/overview/export?rule={Rule}&format=csv")).ShouldContain("2022");
    }

    [Fact]
    public async Task The_villages_just_above_the_line_stand_in_the_order_of_their_names_and_further_ones_do_not()
    {
        await app.Do(async (services, actor) => (await WeakCounty.Record(services, actor,
        [
            new(WeakCounty.Village(97), "CE.TOTAL", Period.Year(2022), 119_999), new(WeakCounty.Village(27), "CE.TOTAL", Period.Year(2022), 105_000), new(WeakCounty.Village(37), "CE.TOTAL", Period.Year(2022), 121_000),
        ])).Problem.ShouldBeNull());
        app.Clock.Advance(TimeSpan.FromSeconds(1));
        await app.Run(2022);
        var officer = await app.SignedIn(Role.Officer, WeakCounty.North);

        var near = await officer.GetFromJsonAsync<JsonElement>($"/api/v1/findings?rule={Rule}&period=2022&near=0.2&sort=name");
        var page = await officer.GetStringAsync($"/weak/overview?rule={Rule}&year=2022");

        near.GetProperty("rows").EnumerateArray().Select(r => r.GetProperty("place").GetString()).ShouldBe([WeakCounty.Village(27).ToString(), WeakCounty.Village(97).ToString()]);
        var list = page[page.IndexOf("id=\"just-above\"", StringComparison.Ordinal)..];
        list.ShouldContain("第27村");
        list.ShouldContain("第97村");
        list.ShouldNotContain("第37村");
    }

    [Fact]
    public async Task A_plan_is_revised_never_overwritten_and_its_targets_are_measured()
    {
        var village = WeakCounty.Village(50);
        var clerk = await app.SignedIn(Role.Clerk, village);
        var fields = new Dictionary<string, string>
        {
            ["seen"] = "0", ["causes"] = "no-industry", ["lead"] = "县农业农村局", ["measure-0"] = "processing", ["body-0"] = "村委会", ["state-0"] = "UnderWay",
            ["indicator"] = "CE.TOTAL", ["target-2022"] = "70000", ["target-2024"] = "120000", ["target-2030"] = "150000",
        };

        var saved = await clerk.PostForm($"/places/{village}/plan", fields, $"/places/{village}/plan?edit=1");
        var late = await clerk.PostForm($"/places/{village}/plan", fields, $"/places/{village}/plan?edit=1");
        var bad = await clerk.WriteApi($"/api/v1/places/{village}/plan", new { seen = 1, content = new { causes = new[] { "none" }, measures = Array.Empty<object>(), targets = Array.Empty<object>() } });
        var elsewhere = await clerk.WriteApi($"/api/v1/places/{WeakCounty.Village(51)}/plan", new { seen = 0, content = new { causes = Array.Empty<string>(), measures = Array.Empty<object>(), targets = Array.Empty<object>() } });
        var plan = await clerk.GetFromJsonAsync<JsonElement>($"/api/v1/places/{village}/plan");

        (saved.StatusCode, late.StatusCode, bad.StatusCode, elsewhere.StatusCode)
            .ShouldBe((HttpStatusCode.Redirect, HttpStatusCode.Conflict, HttpStatusCode.UnprocessableEntity, HttpStatusCode.Forbidden));
        plan.GetProperty("targets").EnumerateArray().Select(t => t.GetProperty("reached").ValueKind).ShouldBe([JsonValueKind.True, JsonValueKind.False, JsonValueKind.Null]);
        (await clerk.GetStringAsync($"/places/{village}/plan")).ShouldContain("来料加工");
        (await app.Ask(db => db.Journal.CountAsync(j => j.Verb == IdentificationModule.EditPlan && j.Place == village))).ShouldBe(1);
    }

    [Fact]
    public async Task The_public_reads_the_rules_and_no_findings()
    {
        var anyone = app.Anyone();

        (await anyone.GetStringAsync($"/rules/{Rule}")).ShouldContain("总收入低于 10 万元");
        (await anyone.GetStringAsync("/rules?lang=en")).ShouldContain(Rule);
        (await anyone.GetAsync("/weak")).StatusCode.ShouldBe(HttpStatusCode.Redirect);
    }

    [Fact]
    public async Task A_villages_page_shows_its_stand_and_reason_to_those_who_work_there()
    {
        await app.Run(2022);
        var officer = await app.SignedIn(Role.Officer, WeakCounty.North);

        (await officer.GetStringAsync($"/places/{WeakCounty.Village(60)}")).ShouldContain("差 2 万元");
        (await officer.GetStringAsync($"/places/{WeakCounty.Village(60)}")).ShouldContain("/findings/");
    }

    [Fact]
    public async Task Everybody_else_reads_the_result_the_public_reason_and_the_rule_but_not_the_file()
    {
        await app.Run(2022);
        foreach (var reader in new[] { app.Anyone(), await app.SignedIn(Role.Officer, WeakCounty.South) })
        {
            var page = await reader.GetStringAsync($"/places/{WeakCounty.Village(60)}");

            page.ShouldContain("差 2 万元");
            page.ShouldContain($"/rules/{Rule}?version=");
            page.ShouldNotContain("/findings/");
            page.ShouldNotContain("/plan?edit");
        }
    }
}
