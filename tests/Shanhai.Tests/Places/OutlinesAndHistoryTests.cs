using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Shanhai.Host.Outside;
using Shanhai.Host.Persistence;
using Shanhai.Host.Security;
using Shanhai.Kernel;
using Shanhai.Places;

namespace Shanhai.Tests.Places;

public sealed class OutlinesAndHistoryTests(OutlinesAndHistoryTests.Zhejiang app) : IClassFixture<OutlinesAndHistoryTests.Zhejiang>
{
    public sealed class Zhejiang : App
    {
        protected override Task Fill() => Do(async (services, actor) => await ImportPlaces.Handle(
            RegisterFiles.Read(ShippedData.PathOf("places/zhejiang.csv")).Where(r => r.Level <= Level.Township).ToList(), "zhejiang.csv",
            services.GetRequiredService<Pinyin>(), services.GetRequiredService<Db>(), actor, default));
    }

    private static readonly string? Shared = Find();

    private static string? Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (Directory.Exists(Path.Combine(folder.FullName, "shared", "data")))
            {
                return Path.Combine(folder.FullName, "shared", "data");
            }
        }
        return null;
    }

    private async Task<T> Run<T>(Func<IServiceProvider, Actor, Task<T>> work)
    {
        T answer = default!;
        await app.Do(async (services, actor) => answer = await work(services, actor));
        return answer;
    }

    private Task<Result<ImportBoundaries.Imported>> Load(string file, bool skip = false) => Run((services, actor) => ImportBoundaries.Handle(
        new(file, CoordinateSystem.Wgs84, "试验", new(2020, 12, 31), skip), services.GetRequiredService<CurrentRegister>(), services.GetRequiredService<Db>(), actor, app.Clock, default));

    private async Task<string> Written(string json)
    {
        var path = Path.Combine(app.Settings.Folder, "outlines.geojson");
        await File.WriteAllTextAsync(path, json);
        return path;
    }

    private static string Feature(string code, string ring) =>
        $$$"""{"type":"Feature","properties":{"code":"{{{code}}}"},"geometry":{"type":"Polygon","coordinates":[{{{ring}}}]}}""";

    private const string Square = "[[119,29],[120,29],[120,30],[119,29]]";

    [Fact]
    public async Task Outlines_are_served_as_geojson_once_and_replaced_by_a_later_file()
    {
        (await Load(await Written($"{{\"type\":\"FeatureCollection\",\"features\":[{Feature("330127", Square)},{Feature("330122", Square)}]}}"))).Value.Outlines.ShouldBe(2);
        var client = app.Anyone();

        var first = await client.GetAsync("/api/v1/places/outlines?under=330100000000&level=County");
        var features = (await first.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("features");
        using var again = new HttpRequestMessage(HttpMethod.Get, "/api/v1/places/outlines?under=330100000000&level=County");
        again.Headers.IfNoneMatch.Add(first.Headers.ETag!);
        var second = await client.SendAsync(again);
        app.Clock.Advance(TimeSpan.FromMinutes(1));
        var replaced = await Load(await Written($"{{\"type\":\"FeatureCollection\",\"features\":[{Feature("330127", Square)}]}}"));

        features.EnumerateArray().Select(f => f.GetProperty("properties").GetProperty("name").GetString()).ShouldBe(["桐庐县", "淳安县"]);
        second.StatusCode.ShouldBe(HttpStatusCode.NotModified);
        replaced.Value.Replaced.ShouldBe(2);
        (await client.GetAsync("/api/v1/places/outlines?under=330100000000&level=County")).Headers.ETag.ShouldNotBe(first.Headers.ETag);
        var page = await client.GetStringAsync("/places/330100000000");
        page.ShouldContain("边界：试验，2020-12-31，WGS-84 坐标");
        page.ShouldContain(Shanhai.Host.Web.Words.Say(Language.Chinese, "part.map.not-reviewed"));
    }

    [Theory]
    [InlineData("{ not json", "boundaries.json")]
    [InlineData("{}", "boundaries.collection")]
    [InlineData("{\"features\":[{\"properties\":{\"name\":\"x\"}}]}", "boundaries.code")]
    [InlineData("{\"features\":[{\"properties\":{\"code\":\"330127\"},\"geometry\":{\"type\":\"Point\",\"coordinates\":[1,2]}}]}", "boundaries.geometry")]
    [InlineData("{\"features\":[{\"properties\":{\"code\":\"330127\"},\"geometry\":{\"type\":\"Polygon\",\"coordinates\":[[[1,2],[2,3],[3,4],[4,5]]]}}]}", "boundaries.geometry")]
    [InlineData("{\"features\":[{\"properties\":{\"code\":\"330127\"},\"geometry\":{\"type\":\"Polygon\",\"coordinates\":[[[13222222,2],[2,3],[3,4],[13222222,2]]]}}]}", "boundaries.geometry")]
    [InlineData("{\"features\":[{\"properties\":{\"adcode\":330999},\"geometry\":{\"type\":\"Polygon\",\"coordinates\":[[[1,2],[2,3],[3,4],[1,2]]]}}]}", "boundaries.unknown")]
    public async Task A_bad_file_of_outlines_is_refused_whole_with_its_reason(string json, string problem) =>
        (await Load(await Written(json))).Problem!.Code.ShouldBe(problem);

    [Fact]
    public async Task The_counties_of_2020_load_but_for_the_codes_that_the_register_does_not_have()
    {
        var file = Shared is null ? null : Path.Combine(Shared, "zj-boundaries", "zj_counties_ctamap2020_wgs84.geojson");
        Assert.SkipUnless(File.Exists(file), "../shared/data/zj-boundaries is not there.");

        (await Load(file!)).Problem!.Code.ShouldBe("boundaries.unknown");
        var loaded = await Load(file!, skip: true);

        (loaded.Value.Outlines >= 88).ShouldBeTrue();
    }

    [Theory]
    [InlineData(1985)]
    [InlineData(2000)]
    [InlineData(2020)]
    public async Task The_history_of_codes_gives_the_counties_of_a_year(int year)
    {
        var file = Shared is null ? null : Path.Combine(Shared, "admin-codes", "areacodes_zhejiang.csv");
        Assert.SkipUnless(File.Exists(file), "../shared/data/admin-codes is not there.");
        await Run((services, actor) => ImportHistory.Handle(file!, PlaceCode.Nation, "区划代码沿革", services.GetRequiredService<CurrentRegister>(),
            services.GetRequiredService<Pinyin>(), services.GetRequiredService<Db>(), actor, app.Clock, default));
        // Counted from the file itself, without the program: from ≤ year < to, by level.
        var lines = (await File.ReadAllLinesAsync(file!)).Skip(1).Select(l => l.Split(','))
            .Where(c => int.Parse(c[6], null) <= year && (c[7].Length == 0 || year < int.Parse(c[7], null))).ToList();

        foreach (var (level, word) in new[] { (Level.City, "地级"), (Level.County, "县级") })
        {
            var found = await app.Anyone().GetFromJsonAsync<JsonElement>($"/api/v1/places?asof={year}-12-31&level={level}&under=330000000000&size=500");
            var names = found.GetProperty("rows").EnumerateArray().Select(r => $"{r.GetProperty("code").GetString()![..6]} {r.GetProperty("name").GetString()}");
            names.ShouldBe(lines.Where(c => c[4] == word).Select(c => $"{c[0]} {c[3]}").Order(StringComparer.Ordinal));
        }
    }

    [Fact]
    public async Task The_history_says_what_a_county_of_the_past_is_today_and_loads_only_once()
    {
        var file = Shared is null ? null : Path.Combine(Shared, "admin-codes", "areacodes_zhejiang.csv");
        Assert.SkipUnless(File.Exists(file), "../shared/data/admin-codes is not there.");
        Task<Result<ImportHistory.Imported>> Import() => Run((services, actor) => ImportHistory.Handle(file!, PlaceCode.Nation, "区划代码沿革", services.GetRequiredService<CurrentRegister>(),
            services.GetRequiredService<Pinyin>(), services.GetRequiredService<Db>(), actor, app.Clock, default));
        await Import();

        var again = (await Import()).Value;
        var county = await app.Anyone().GetFromJsonAsync<JsonElement>("/api/v1/places/330125000000?asof=1985-12-31");
        var page = await app.Anyone().GetStringAsync("/places/330103000000");

        (again.Places, again.Names, again.Events, again.Left).ShouldBe((0, 0, 0, 0));
        county.GetProperty("name").GetString().ShouldBe("余杭县");
        county.GetProperty("today").EnumerateArray().Select(t => t.GetProperty("name").GetString()).ShouldBe(["余杭区", "临平区"]);
        page.ShouldContain("下城区");
        page.ShouldContain("拱墅区");
        page.ShouldContain("2021 年（资料只记到年）");
    }
}
