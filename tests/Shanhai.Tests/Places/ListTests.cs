using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Shanhai.Host.Persistence;
using Shanhai.Host.Security;
using Shanhai.Host.Tables;
using Shanhai.Identification;
using Shanhai.Indicators;
using Shanhai.Kernel;
using Shanhai.Places;
using Shanhai.Places.Lists;
using Shanhai.Tests.Indicators;

namespace Shanhai.Tests.Places;

/// <summary>Dated lists of places, and rules that judge the places of a list.</summary>
public sealed class ListTests(ListTests.Register app) : IClassFixture<ListTests.Register>
{
    public sealed class Register : App
    {
        protected override Task Fill() => Do(async (services, actor) =>
        {
            var rows = new List<RegisterRow> { new(990000000000, "示范省", Level.Province), new(990100000000, "示范市", Level.City), new(990101000000, "山阳县", Level.County), new(990102000000, "水阴县", Level.County) };
            foreach (var (code, name) in new[] { (990101101000, "石门乡"), (990101102000, "竹溪乡"), (990102101000, "石门镇"), (990102102000, "青田镇") })
            {
                rows.Add(new(code, name, Level.Township));
                rows.Add(new(code + 201, name + "一村", Level.Village));
                rows.Add(new(code + 202, name + "二村", Level.Village));
            }
            rows.Add(new(330000000000, "浙江省", Level.Province));
            rows.Add(new(330100000000, "杭州市", Level.City));
            rows.Add(new(330127000000, "淳安县", Level.County));
            (await ImportPlaces.Handle(rows.OrderBy(r => r.Code.Value), "test", services.GetRequiredService<Pinyin>(), services.GetRequiredService<Db>(), actor, default)).Problem.ShouldBeNull();
        });
    }

    private static readonly PlaceCode Province = 990000000000;

    private async Task<string> Open(string code, Level level = Level.Township)
    {
        await app.Do(async (services, actor) => (await SaveList.Handle(
            new(Province, code, "薄弱乡镇", null, level), services.GetRequiredService<CurrentRegister>(), services.GetRequiredService<Db>(), actor, app.Clock, default)).Problem.ShouldBeNull());
        return code;
    }

    private async Task<Problem?> Put(string code, string lines, DateOnly? from)
    {
        Problem? problem = null;
        await app.Do(async (services, actor) => problem = (await ListPlaces.Handle(Province, code, new(lines, from, "示政发〔2025〕3号"),
            services.GetRequiredService<CurrentRegister>(), services.GetRequiredService<Pinyin>(), services.GetRequiredService<Db>(), actor, app.Clock, default)).Problem);
        return problem;
    }

    private async Task<string[]> On(string code, string query)
    {
        var list = await app.Anyone().GetFromJsonAsync<JsonElement>($"/api/v1/lists/{Province}/{code}?{query}");
        return [.. list.GetProperty("places").GetProperty("rows").EnumerateArray().Select(r => r.GetProperty("name").GetString()!)];
    }

    [Fact]
    public async Task Places_are_on_a_list_from_a_day_to_a_day_and_the_list_of_any_day_can_be_shown()
    {
        var code = await Open("dated");
        (await Put(code, "990101101000\n竹溪乡, 跨越发展类", new(2024, 1, 1))).ShouldBeNull();
        (await Put(code, "990102102000", new(2025, 1, 1))).ShouldBeNull();
        var entry = (await app.Anyone().GetFromJsonAsync<JsonElement>($"/api/v1/lists/{Province}/{code}?ever=true")).GetProperty("places").GetProperty("rows")[0].GetProperty("id").GetString()!;

        await app.Do(async (services, actor) => (await EndListing.Handle(Id<Listing>.Parse(entry, null), new(new(2025, 6, 1), "示政发〔2025〕8号"),
            services.GetRequiredService<CurrentRegister>(), services.GetRequiredService<Db>(), actor, default)).Problem.ShouldBeNull());

        (await On(code, "on=2023-12-31")).ShouldBeEmpty();
        (await On(code, "on=2024-01-01")).ShouldBe(["石门乡", "竹溪乡"]);
        (await On(code, "on=2025-05-31")).ShouldBe(["石门乡", "竹溪乡", "青田镇"]);
        (await On(code, "on=2025-06-01")).ShouldBe(["竹溪乡", "青田镇"]);
        (await On(code, "ever=true")).ShouldBe(["石门乡", "竹溪乡", "青田镇"]);
        (await Put(code, "990101101000", new(2025, 5, 31)))!.Fields.Single().Key.ShouldBe("list.already-on");
        (await Put(code, "990101101000", new(2025, 6, 1))).ShouldBeNull();
    }

    [Fact]
    public async Task A_line_that_fits_several_places_or_none_is_told_and_nothing_is_listed()
    {
        var code = await Open("lines");

        var problem = await Put(code, "竹溪乡\n石门\n无此乡\n990101101201\n330127000000", null);

        problem!.Fields.Select(f => (f.Key, f.Args[0])).ShouldBe([("list.name-unclear", 2), ("list.name-unknown", 3), ("list.code-unknown", 4), ("list.code-unknown", 5)]);
        (await On(code, "ever=true")).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_rule_judges_the_places_within_those_listed_at_the_end_of_its_year()
    {
        var code = await Open("judged");
        (await Put(code, "990101101000", new(2024, 1, 1))).ShouldBeNull();
        (await Put(code, "990102102000", new(2025, 7, 1))).ShouldBeNull();
        var rule = Rule.Parse(await File.ReadAllTextAsync(Shipped.Folder("data/rules/weak.zj.2025.township.json"))).Value;
        rule = rule with { Jurisdiction = Province, From = Period.Year(2023), To = null, Population = rule.Population with { Classes = [code] } };

        async Task<Result<Run>> Judge(int year) => Run.Of(rule, Period.Year(year),
            await app.Services.GetRequiredService<FactColumns>().Read(rule.Needs(Shipped.Catalogue.Value, Period.Year(year)), default),
            await app.Services.GetRequiredService<FactColumns.ISource>().Places(Period.Year(year), default));

        (await Judge(2023)).Problem!.Code.ShouldBe("rule.list-empty");
        (await Judge(2024)).Value.Places.ShouldBe([990101101201, 990101101202]);
        (await Judge(2025)).Value.Places.ShouldBe([990101101201, 990101101202, 990102102201, 990102102202]);
    }

    [Fact]
    public async Task A_listed_place_is_found_where_it_is_today_and_its_page_says_that_it_is_on_the_list()
    {
        var code = await Open("moved", Level.Village);
        (await Put(code, "990101102201", new(2024, 1, 1))).ShouldBeNull();
        await app.Do(async (services, actor) => (await RecordPlaceChange.Handle(
            new PlaceChange { Kind = PlaceEventKind.Merged, Place = 990101102201, Into = 990101102202, On = new(2025, 3, 1), Document = "示政发〔2025〕1号" }, false,
            services.GetRequiredService<CurrentRegister>(), services.GetServices<Shanhai.Host.PlaceUse>(), services.GetRequiredService<Pinyin>(), services.GetRequiredService<Db>(), actor, app.Clock, default)).Problem.ShouldBeNull());

        var places = await app.Services.GetRequiredService<FactColumns.ISource>().Places(Period.Year(2024), default);

        places.Classes[code].ShouldBe([990101102202]);
        (await app.Anyone().GetStringAsync("/places/990101102201")).ShouldContain($"/lists/{Province}/{code}");
    }

    [Fact]
    public async Task A_list_on_which_the_township_has_just_come_stands_on_the_page_of_its_village()
    {
        var code = await Open("above");
        (await app.Anyone().GetStringAsync("/places/990102101201")).ShouldNotContain($"/lists/{Province}/{code}");

        (await Put(code, "990102101000", new(2024, 1, 1))).ShouldBeNull();

        (await app.Anyone().GetStringAsync("/places/990102101201")).ShouldContain($"/lists/{Province}/{code}");
        (await app.Anyone().GetStringAsync("/places/990102102201")).ShouldNotContain($"/lists/{Province}/{code}");
    }

    [Fact]
    public async Task Only_officers_of_the_jurisdiction_keep_a_list_and_a_mistake_leaves_it_without_trace_but_in_the_journal()
    {
        var code = await Open("kept");
        var (county, province) = (await app.SignedIn(Role.Officer, 990101000000), await app.SignedIn(Role.Officer, Province));
        var fields = new Dictionary<string, string> { ["lines"] = "990101101000", ["document"] = "示政发〔2025〕3号" };

        (await county.PostForm($"/lists/{Province}/{code}/places", fields, "/lists")).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await province.PostForm($"/lists/{Province}/{code}/places", fields, $"/lists/{Province}/{code}")).StatusCode.ShouldBe(HttpStatusCode.Found);
        (await On(code, "")).ShouldBe(["石门乡"]);

        var page = await province.GetStringAsync($"/lists/{Province}/{code}");
        var entry = page[(page.IndexOf("?end=", StringComparison.Ordinal) + 5)..][..36].Split('"')[0];
        (await province.PostForm($"/lists/entries/{entry}/end", new() { ["mistake"] = "true", ["document"] = "录错" }, $"/lists/{Province}/{code}")).StatusCode.ShouldBe(HttpStatusCode.Found);
        (await On(code, "ever=true")).ShouldBeEmpty();
        (await app.Ask(db => Task.FromResult(db.Journal.Count(j => j.Verb == PlacesModule.List && j.Subject == $"list:{Province}/{code}")))).ShouldBe(3);
    }

    [Fact]
    public async Task The_mountain_and_island_counties_ship_with_their_dates_and_load_once()
    {
        await app.Do(async (services, actor) =>
        {
            async Task<LoadLists.Loaded> Load() => (await LoadLists.Handle(services.GetRequiredService<CurrentRegister>(), services.GetRequiredService<Db>(), actor, app.Clock, default)).Value;
            // Of the 28 counties ever on it, the register of this test knows one.
            (await Load()).ShouldBe(new(1, 1));
            (await Load()).ShouldBe(new(0, 0));
        });
        var csv = await app.Anyone().GetStringAsync("/lists/330000000000/mountain-island-county/export?ever=true");
        csv.ShouldContain("淳安县");
        csv.ShouldContain("生态发展类");

        var workbook = Workbook.Read(new ArraySegment<byte>(await app.Anyone().GetByteArrayAsync("/lists/330000000000/mountain-island-county/export?ever=true&format=xlsx")), "list.xlsx").Value;
        workbook.Sheets[0].At(2, 2).Text.ShouldBe("淳安县");
    }
}
