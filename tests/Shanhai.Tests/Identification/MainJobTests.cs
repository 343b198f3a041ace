using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Shanhai.Host.Persistence;
using Shanhai.Identification;
using Shanhai.Indicators;
using Shanhai.Kernel;
using Shanhai.Tests.Host.Journal;
using Shanhai.Tests.Indicators.Import;

namespace Shanhai.Tests.Identification;

/// <summary>From a county's table to weak villages with reasons, in one go: officer, villager and auditor one after the other.</summary>
public sealed class MainJobTests(ImportCounty app) : IClassFixture<ImportCounty>
{
    private const string Rule = "MAIN";

    [Fact]
    public async Task A_table_becomes_weak_villages_with_reasons_that_the_villager_reads_and_the_auditor_proves()
    {
        await app.Do(async (services, actor) =>
        {
            var rule = GivenRule.When("""{ "compare": "CE04.501", "is": "<", "to": "100000 yuan" }""") with { Code = Rule, From = Period.Year(2018), To = Period.Year(2023) };
            (await PublishRule.Handle(new(rule), services.GetRequiredService<Db>(), actor, services.GetRequiredService<Catalogue>(), app.Clock, default)).Problem.ShouldBeNull();
        });
        var officer = await app.Officer();

        // The officer loads two years, applies the rule to each and compares.
        var address = await Wizard.Checked(officer, "两年经营收入.csv",
            "区划代码,2018年经营收入（元）[CE04.501],2019年经营收入（元）[CE04.501]\n990101101201,50000,150000\n990101101202,60000,70000\n990101101203,200000,90000\n");
        var loaded = await Wizard.PostShown(officer, address, address + "/confirm", new() { ["odd"] = "true" });
        loaded.Headers.Location!.OriginalString.ShouldStartWith("/figures/batches/");
        app.Clock.Advance(TimeSpan.FromSeconds(1));
        foreach (var year in new[] { "2018", "2019" })
        {
            var ran = await officer.PostForm("/weak/run", new() { ["rule"] = Rule, ["period"] = year, ["place"] = "990101000000" }, $"/weak?rule={Rule}&period={year}");
            ran.StatusCode.ShouldBe(HttpStatusCode.Redirect, await ran.Content.ReadAsStringAsync());
        }
        var list = await officer.GetFromJsonAsync<JsonElement>($"/api/v1/findings?rule={Rule}&period=2019");
        var stands = list.GetProperty("rows").EnumerateArray().ToDictionary(r => r.GetProperty("place").GetString()!, r => r.GetProperty("stand").GetString());
        (stands["990101101201"], stands["990101101202"], stands["990101101203"]).ShouldBe(("exitProposed", "continuing", "new"));
        (await officer.GetStringAsync($"/weak?rule={Rule}&period=2019")).ShouldContain("经营收入 7 万元 &lt; 10 万元，差 3 万元");
        var export = await officer.GetStringAsync($"/api/v1/findings/export?rule={Rule}&period=2019&outcome=Holds&format=csv");
        (export.Contains("下姜村"), export.Contains("长岭村"), export.Contains("石门坑村")).ShouldBe((true, true, false));

        // The villager sees the same figure with its source, and why; nobody's name.
        var villager = app.Anyone();
        (await villager.GetStringAsync("/places/990101101202")).ShouldContain("差 3 万元");
        (await villager.GetStringAsync("/places/990101101202?lang=en")).ShouldContain("30,000 yuan short");
        var figure = (await villager.GetFromJsonAsync<JsonElement>("/api/v1/places/990101101202/figures?indicators=CE04.501&from=2019&to=2019")).GetProperty("indicators")[0].GetProperty("figures")[0];
        (figure.GetProperty("value").GetDecimal(), figure.GetProperty("source").GetProperty("kind").GetString(), figure.GetProperty("source").GetProperty("recordedBy").ValueKind).ShouldBe((70_000m, "workbook", JsonValueKind.Null));

        // The auditor proves that nothing was changed afterwards.
        await app.Seal();
        (await app.Verify()).Whole.ShouldBeTrue();
    }
}
