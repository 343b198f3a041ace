using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Shanhai.Host.Persistence;
using Shanhai.Kernel;
using Shanhai.Places;

namespace Shanhai.Tests.Places;

public sealed class FindPlacesTests(FindPlacesTests.Register app) : IClassFixture<FindPlacesTests.Register>
{
    public sealed class Register : App
    {
        protected override Task Fill() => Do(async (services, actor) =>
        {
            RegisterRow[] rows =
            [
                new(990000000000, "示范省", Level.Province),
                new(990100000000, "示范市", Level.City),
                new(990101000000, "山阳县", Level.County),
                new(990101101000, "石门乡", Level.Township),
                new(990101101201, "石门坑村", Level.Village),
                new(990101101202, "下姜村", Level.Village),
            ];
            var imported = await ImportPlaces.Handle(rows, "test", services.GetRequiredService<Pinyin>(), services.GetRequiredService<Db>(), actor, default);
            imported.Value.Added.ShouldBe(6);
        });
    }

    [Theory]
    [InlineData("下姜", "下姜村")]
    [InlineData("xiajiang", "下姜村")]
    [InlineData("xjc", "下姜村")]
    [InlineData("990101101202", "下姜村")]
    public async Task A_place_is_found_by_name_pinyin_initials_or_code(string q, string name)
    {
        var found = await app.Anyone().GetFromJsonAsync<JsonElement>($"/api/v1/places?q={Uri.EscapeDataString(q)}");

        found.GetProperty("rows")[0].GetProperty("name").GetString().ShouldBe(name);
        found.GetProperty("rows")[0].GetProperty("path").GetString().ShouldBe("示范省 / 示范市 / 山阳县 / 石门乡");
    }

    [Theory]
    [InlineData("code")]
    [InlineData("-code")]
    [InlineData("name")]
    [InlineData("-name")]
    public async Task Pages_together_show_every_row_once(string sort)
    {
        var client = app.Anyone();
        var seen = new List<string>();
        string? after = null;
        do
        {
            var page = await client.GetFromJsonAsync<JsonElement>($"/api/v1/places?size=2&sort={sort}" + (after is null ? "" : "&after=" + Uri.EscapeDataString(after)));
            seen.AddRange(page.GetProperty("rows").EnumerateArray().Select(r => r.GetProperty("code").GetString()!));
            after = page.GetProperty("next").GetString();
        }
        while (after is not null);

        seen.Count.ShouldBe(6);
        seen.Distinct().Count().ShouldBe(6);
    }

    [Fact]
    public async Task The_page_is_html_in_the_language_asked_for()
    {
        var chinese = await app.Anyone().GetStringAsync("/places");
        var english = await app.Anyone().GetStringAsync("/places?lang=en");

        chinese.ShouldContain("石门坑村");
        chinese.ShouldContain("地方");
        english.ShouldContain("Places");
    }

    [Fact]
    public async Task An_unknown_place_is_refused_in_words()
    {
        var answer = await app.Anyone().GetAsync("/places/990101101999");

        answer.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await answer.Content.ReadAsStringAsync()).ShouldContain("没有代码为 990101101999 的地方");
    }

    [Fact]
    public async Task The_import_is_journalled()
    {
        var entry = await app.Ask(db => db.Journal.AsNoTracking().FirstAsync(e => e.Verb == "places.change"));

        entry.Subject.ShouldBe("register:test");
        entry.Summary!.ShouldContain("\"added\":6");
    }
}
