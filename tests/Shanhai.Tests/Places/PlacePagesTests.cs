using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Shanhai.Host.Persistence;
using Shanhai.Host.Security;
using Shanhai.Kernel;
using Shanhai.Places;

namespace Shanhai.Tests.Places;

public sealed class PlacePagesTests(PlacePagesTests.Register app) : IClassFixture<PlacePagesTests.Register>
{
    public sealed class Register : App
    {
        protected override Task Fill() => Do(async (services, actor) =>
        {
            RegisterRow[] rows =
            [
                new(990000000000, "示范省", Level.Province), new(990100000000, "示范市", Level.City), new(990101000000, "山阳县", Level.County, Lat: 29.6, Lon: 119.0),
                new(990101101000, "石门乡", Level.Township), new(990101101201, "石门坑村村民委员会", Level.Village), new(990101101202, "下姜村村民委员会", Level.Village),
                new(990101102000, "旧乡", Level.Township), new(990101102201, "老村村民委员会", Level.Village),
            ];
            await ImportPlaces.Handle(rows, "test", services.GetRequiredService<Pinyin>(), services.GetRequiredService<Db>(), actor, default);
        });
    }

    [Theory]
    [InlineData("/places")]
    [InlineData("/places?q=&under=&level=&state=Standing&asof=")]
    [InlineData("/places?under=990101000000&level=village&sort=-name&columns=name&columns=code&columns=opened")]
    [InlineData("/places?asof=2019-01-01&state=All&sort=name")]
    [InlineData("/places?q=nothing-like-it")]
    [InlineData("/places/990101101202")]
    [InlineData("/places/990101000000?asof=2019-01-01")]
    [InlineData("/search")]
    [InlineData("/search?q=xjc")]
    [InlineData("/search?q=%E4%BD%95%E4%B9%A1")]
    [InlineData("/search/suggest?q=xjc")]
    [InlineData("/map")]
    [InlineData("/map?under=990101101000")]
    public async Task Every_page_shows_in_both_languages_without_a_missing_word(string path)
    {
        foreach (var language in new[] { "zh", "en" })
        {
            var answer = await app.Anyone().GetAsync(path + (path.Contains('?', StringComparison.Ordinal) ? "&" : "?") + "lang=" + language);

            var page = await answer.Content.ReadAsStringAsync();
            answer.StatusCode.ShouldBe(HttpStatusCode.OK, page);
            page.ShouldNotContain("[places.");
            page.ShouldNotContain("[search.");
            page.ShouldNotContain("[level.");
        }
    }

    [Fact]
    public async Task An_export_holds_exactly_what_is_shown()
    {
        var client = app.Anyone();

        var csv = await client.GetStringAsync("/places/export?format=csv&under=990101101000&level=village&sort=-name&columns=name&columns=code");
        var workbook = await client.GetAsync("/places/export?format=xlsx&under=990101101000");

        csv.TrimStart('\uFEFF').ReplaceLineEndings("\n").ShouldBe("名称,代码\n下姜村,990101101202\n石门坑村,990101101201\n");
        workbook.Content.Headers.ContentType!.MediaType.ShouldBe("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet");
    }

    [Fact]
    public async Task An_officer_sees_the_preview_first_then_confirms()
    {
        var officer = await app.SignedIn(Role.Officer, new(990101000000));
        Dictionary<string, string> Form(string step) => new()
        {
            ["kind"] = "Merged", ["place"] = "990101102000", ["into"] = "990101101000", ["on"] = "2024-07-01", ["document"] = "示政发〔2024〕2 号", ["step"] = step,
        };

        var preview = await (await officer.PostForm("/places/change", Form("preview"), "/places/change?kind=Merged&place=990101102000")).Content.ReadAsStringAsync();
        var done = await officer.PostForm("/places/change", Form("confirm"), "/places/change?kind=Merged&place=990101102000");
        var page = await officer.GetStringAsync(done.Headers.Location!.ToString());

        preview.ShouldContain("老村 (990101102201)");
        preview.ShouldContain("老村 (990101101203)");
        done.StatusCode.ShouldBe(HttpStatusCode.Redirect);
        page.ShouldContain("变更已登记");
        page.ShouldContain("示政发〔2024〕2 号");
        // The clock of the test stands at two in the morning, UTC.
        page.ShouldContain("登记于 2026-11-23 10:00");
        (await app.Anyone().GetStringAsync("/places/990101102000")).ShouldContain("按今天的区划，这里属于");
    }

    [Fact]
    public async Task A_form_with_errors_keeps_what_was_typed_and_says_what_to_do()
    {
        var officer = await app.SignedIn(Role.Officer, new(990100000000));

        var answer = await officer.PostForm("/places/change", new() { ["kind"] = "Transferred", ["place"] = "990101000000", ["into"] = "九九", ["document"] = "某文", ["step"] = "confirm" },
            "/places/change?kind=Transferred&place=990101000000");

        answer.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        var page = await answer.Content.ReadAsStringAsync();
        page.ShouldContain("“九九”不是 12 位区划代码");
        page.ShouldContain("某文");
    }

    [Fact]
    public async Task Who_may_not_change_the_register_is_not_offered_it()
    {
        (await app.Anyone().GetStringAsync("/places/990101101202")).ShouldNotContain("登记变更");
        (await app.Anyone().GetAsync("/places/change?kind=Renamed&place=990101101202")).StatusCode.ShouldBe(HttpStatusCode.Redirect);
    }
}
