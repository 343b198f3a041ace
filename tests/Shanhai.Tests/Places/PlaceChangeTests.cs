using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Shanhai.Host;
using Shanhai.Host.Persistence;
using Shanhai.Host.Security;
using Shanhai.Kernel;
using Shanhai.Places;
using Shanhai.Tests.Host.Security;

namespace Shanhai.Tests.Places;

public sealed class PlaceChangeTests(PlaceChangeTests.Register app) : IClassFixture<PlaceChangeTests.Register>
{
    public sealed class Register : App
    {
        protected override Task Fill() => Do(async (services, actor) =>
        {
            var rows = new List<RegisterRow> { new(990000000000, "示范省", Level.Province), new(990100000000, "示范市", Level.City) };
            // One county for each test, so that they do not meet.
            for (var county = 1; county <= 12; county++)
            {
                var code = 990100000000 + county * 1_000_000L;
                rows.Add(new(code, $"第{county}县", Level.County));
                foreach (var town in new[] { 101L, 102L })
                {
                    rows.Add(new(code + town * 1000, $"{(town == 101 ? "东" : "西")}乡", Level.Township));
                    rows.Add(new(code + town * 1000 + 201, $"{(town == 101 ? "东" : "西")}一村村民委员会", Level.Village));
                    rows.Add(new(code + town * 1000 + 202, $"{(town == 101 ? "东" : "西")}二村村民委员会", Level.Village));
                }
            }
            var imported = await ImportPlaces.Handle(rows, "test", services.GetRequiredService<Pinyin>(), services.GetRequiredService<Db>(), actor, default);
            imported.Problem.ShouldBeNull();
        });
    }

    private static PlaceCode County(int number) => new(990100000000 + number * 1_000_000L);

    private static PlaceCode Village(int county, int town, int number) => new(County(county).Value + town * 1000L + number);

    private Task<Result<RecordPlaceChange.Recorded>> Change(PlaceChange change, bool preview = false) => Run((services, actor) =>
        RecordPlaceChange.Handle(change with { On = change.On ?? new(2024, 7, 1), Document = change.Document ?? "示政发〔2024〕1 号" }, preview,
            services.GetRequiredService<CurrentRegister>(), services.GetServices<PlaceUse>(), services.GetRequiredService<Pinyin>(), services.GetRequiredService<Db>(), actor, app.Clock, default));

    private Task<Result<UndoPlaceChange.Undone>> Undo(Id<PlaceEvent> id, string? why = "录错") => Run((services, actor) =>
        UndoPlaceChange.Handle(id, new(why), services.GetRequiredService<CurrentRegister>(), services.GetServices<PlaceUse>(), services.GetRequiredService<Pinyin>(),
            services.GetRequiredService<Db>(), actor, app.Clock, default));

    private async Task<T> Run<T>(Func<IServiceProvider, Actor, Task<T>> work)
    {
        T answer = default!;
        await app.Do(async (services, actor) => answer = await work(services, actor));
        return answer;
    }

    private async Task<string[]> Names(string query) =>
        [.. (await app.Anyone().GetFromJsonAsync<JsonElement>("/api/v1/places?size=500&" + query)).GetProperty("rows").EnumerateArray().Select(r => r.GetProperty("name").GetString()!)];

    [Fact]
    public async Task A_renamed_place_bears_each_name_in_its_time_and_is_found_by_both()
    {
        var place = Village(1, 101, 201);
        (await Change(new() { Kind = PlaceEventKind.Renamed, Place = place, Name = "新东村" })).Problem.ShouldBeNull();

        (await Names($"under={County(1)}&level=Village&asof=2024-06-30")).ShouldContain("东一村");
        (await Names($"under={County(1)}&level=Village&asof=2024-07-01")).ShouldContain("新东村");
        (await Names($"under={County(1)}&level=Village")).ShouldContain("新东村");
        var found = await app.Anyone().GetFromJsonAsync<JsonElement>("/api/v1/places/search?q=" + Uri.EscapeDataString("第1县 东一村"));
        found[0].GetProperty("name").GetString().ShouldBe("新东村");
        found[0].GetProperty("former").GetString().ShouldBe("东一村");
    }

    [Fact]
    public async Task Merged_townships_hand_their_villages_over_with_new_codes()
    {
        var (east, west) = (new PlaceCode(County(2).Value + 101_000), new PlaceCode(County(2).Value + 102_000));

        var done = await Change(new() { Kind = PlaceEventKind.Merged, Place = west, Into = east });

        done.Problem.ShouldBeNull();
        var town = await app.Anyone().GetFromJsonAsync<JsonElement>($"/api/v1/places/{east}");
        town.GetProperty("children").EnumerateArray().Select(c => c.GetProperty("name").GetString()).ShouldBe(["东一村", "东二村", "西一村", "西二村"]);
        // 201 and 202 are taken, so the newcomers get the next free numbers.
        town.GetProperty("children").EnumerateArray().Select(c => c.GetProperty("code").GetString()![^3..]).ShouldBe(["201", "202", "203", "204"]);
        var gone = await app.Anyone().GetFromJsonAsync<JsonElement>($"/api/v1/places/{Village(2, 102, 201)}");
        gone.GetProperty("closed").GetString().ShouldBe("2024-07-01");
        gone.GetProperty("today")[0].GetProperty("code").GetString().ShouldBe($"{east.Value + 203:D12}");
        gone.GetProperty("history")[0].GetProperty("document").GetString().ShouldBe("示政发〔2024〕1 号");
        (await Names($"under={County(2)}&level=Township&asof=2020-01-01")).ShouldBe(["东乡", "西乡"]);
        (await Names($"under={County(2)}&level=Township")).ShouldBe(["东乡"]);
    }

    [Fact]
    public async Task A_preview_says_what_will_change_and_changes_nothing()
    {
        var before = await app.Ask(db => db.Journal.CountAsync());

        var preview = await Change(new() { Kind = PlaceEventKind.Transferred, Place = County(3), Into = County(53) }, preview: true);

        preview.Value.Event.ShouldBeNull();
        preview.Value.Plan.Moves.Count.ShouldBe(7);
        (await app.Ask(db => db.Journal.CountAsync())).ShouldBe(before);
        (await Names($"under={County(3)}&level=County")).ShouldBe(["第3县"]);
    }

    [Fact]
    public async Task A_county_with_a_new_code_takes_everything_below_along()
    {
        (await Change(new() { Kind = PlaceEventKind.Transferred, Place = County(4), Into = County(54), Name = "第4市" })).Problem.ShouldBeNull();

        (await Names($"under={County(54)}")).Length.ShouldBe(7);
        (await Names($"under={County(4)}")).ShouldBeEmpty();
        (await Names($"under={County(4)}&asof=2023-12-31")).Length.ShouldBe(7);
        var moved = await app.Ask(db => db.Places.AsNoTracking().FirstAsync(p => p.Code == new PlaceCode(County(54).Value + 101_201)));
        moved.OfficialName.ShouldBe("东一村村民委员会");
    }

    [Fact]
    public async Task A_split_village_may_go_on_beside_its_new_neighbour()
    {
        var old = Village(5, 101, 201);

        var done = await Change(new() { Kind = PlaceEventKind.Split, Place = old, Parts = [new(old, "东一村"), new(Village(5, 101, 203), "东三村")] });

        done.Problem.ShouldBeNull();
        (await Names($"under={County(5)}&level=Village")).ShouldBe(["东一村", "东二村", "东三村", "西一村", "西二村"]);
        var then = await app.Anyone().GetFromJsonAsync<JsonElement>($"/api/v1/places/{old}?asof=2024-06-30");
        then.GetProperty("today").EnumerateArray().Select(t => t.GetProperty("name").GetString()).ShouldBe(["东一村", "东三村"]);
    }

    [Fact]
    public async Task A_split_must_say_where_every_village_goes()
    {
        var town = new PlaceCode(County(6).Value + 101_000);

        var done = await Change(new() { Kind = PlaceEventKind.Split, Place = town, Parts = [new(town.Value + 5_000, "南乡", [Village(6, 101, 201)]), new(town.Value + 6_000, "北乡")] });

        done.Problem!.Code.ShouldBe("place-change-split-children");
    }

    [Fact]
    public async Task A_wrong_change_is_undone_and_leaves_the_register_as_it_was()
    {
        var before = await Names($"under={County(7)}");
        var town = new PlaceCode(County(7).Value + 101_000);
        var done = await Change(new() { Kind = PlaceEventKind.Merged, Place = new(County(7).Value + 102_000), Into = town, Name = "东西乡" });

        (await Undo(done.Value.Event!.Value, "")).Problem!.Fields[0].Field.ShouldBe("why");
        (await Undo(done.Value.Event!.Value)).Problem.ShouldBeNull();

        (await Names($"under={County(7)}")).ShouldBe(before);
        var history = await app.Anyone().GetFromJsonAsync<JsonElement>($"/api/v1/places/{town}/events");
        history[0].GetProperty("undoneWhy").GetString().ShouldBe("录错");
        (await Undo(done.Value.Event!.Value)).Problem!.Code.ShouldBe("place-event-undone");
    }

    [Fact]
    public async Task A_new_village_stands_from_its_day_and_a_closed_one_until_its_own()
    {
        (await Change(new() { Kind = PlaceEventKind.Created, Place = Village(8, 102, 203), Name = "西三村" })).Problem.ShouldBeNull();
        (await Change(new() { Kind = PlaceEventKind.Closed, Place = Village(8, 102, 202), On = new(2025, 3, 1) })).Problem.ShouldBeNull();
        Task<string[]> On(string day) => Names($"under={County(8)}&level=Village&asof={day}");

        (await On("2024-06-30")).ShouldBe(["东一村", "东二村", "西一村", "西二村"]);
        (await On("2024-07-01")).ShouldBe(["东一村", "东二村", "西一村", "西二村", "西三村"]);
        (await On("2025-03-01")).ShouldBe(["东一村", "东二村", "西一村", "西三村"]);
        (await Names($"under={County(8)}&level=Village")).ShouldBe(["东一村", "东二村", "西一村", "西三村"]);
        var gone = await app.Anyone().GetFromJsonAsync<JsonElement>($"/api/v1/places/{Village(8, 102, 202)}");
        (gone.GetProperty("closed").GetString(), gone.GetProperty("stands").GetBoolean(), gone.GetProperty("today").GetArrayLength()).ShouldBe(("2025-03-01", false, 0));
    }

    [Fact]
    public async Task A_change_on_which_another_was_built_is_not_undone()
    {
        var first = await Change(new() { Kind = PlaceEventKind.Renamed, Place = County(8), Name = "第8区" });
        (await Change(new() { Kind = PlaceEventKind.Renamed, Place = County(8), Name = "新8区", On = new(2025, 1, 1) })).Problem.ShouldBeNull();

        (await Undo(first.Value.Event!.Value)).Problem!.Code.ShouldBe("place-event-later");
    }

    [Fact]
    public async Task A_place_with_a_role_held_in_it_is_counted_before_and_kept_after()
    {
        await app.AddUser("officer-of-nine", Role.Officer, County(9));
        var change = new PlaceChange { Kind = PlaceEventKind.Transferred, Place = County(9), Into = County(59) };
        (await Change(change, preview: true)).Value.Standing.ShouldBe([new("places.use.grants", 1), new("places.use.accounts", 1)]);

        var done = await Change(change);
        await app.AddUser("officer-of-fifty-nine", Role.Officer, County(59));

        (await Undo(done.Value.Event!.Value)).Problem!.Code.ShouldBe("place-event-built-upon");
    }

    [Fact]
    public async Task A_role_goes_along_to_the_new_code_but_not_into_a_merger_and_comes_back_when_the_change_is_undone()
    {
        var (east, west) = (new PlaceCode(County(12).Value + 101_000), new PlaceCode(County(12).Value + 102_000));
        await app.AddUser("clerk-of-west-one", Role.Clerk, Village(12, 102, 201));
        await app.AddUser("clerk-of-west", Role.Clerk, west);
        Task<List<PlaceCode>> Held(string name) => app.Ask(db => db.Grants.AsNoTracking().Where(g => db.Users.Any(u => u.Id == g.UserId && u.UserName == name)).OrderBy(g => g.Place).Select(g => g.Place).ToListAsync());

        var done = await Change(new() { Kind = PlaceEventKind.Merged, Place = west, Into = east });

        (await Held("clerk-of-west-one")).ShouldBe([new(east.Value + 203), Village(12, 102, 201)]);
        (await Held("clerk-of-west")).ShouldBe([west]);
        var clerk = await app.SignIn("clerk-of-west-one");
        (await clerk.GetAsync($"/figures/enter?place={east.Value + 203}")).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await Undo(done.Value.Event!.Value)).Problem.ShouldBeNull();
        (await Held("clerk-of-west-one")).ShouldBe([Village(12, 102, 201)]);
    }

    [Theory]
    [InlineData(PlaceEventKind.Created, 990110101201, null, "place-change-code-used")]
    [InlineData(PlaceEventKind.Created, 990110999201, null, "place-change-no-parent")]
    [InlineData(PlaceEventKind.Closed, 990110101000, null, "place-change-not-empty")]
    [InlineData(PlaceEventKind.Closed, 990110101999, null, "place-not-found")]
    [InlineData(PlaceEventKind.Merged, 990110101201, 990110101000, "place-change-merge")]
    [InlineData(PlaceEventKind.Merged, 990110101201, 990110101299, "place-change-merge-one")]
    [InlineData(PlaceEventKind.Transferred, 990110101201, 990110101202, "place-change-code-used")]
    [InlineData(PlaceEventKind.Transferred, 990110101201, 990110104000, "place-change-level")]
    public async Task What_cannot_be_is_refused_with_its_reason(PlaceEventKind kind, long place, long? into, string problem)
    {
        var done = await Change(new() { Kind = kind, Place = place, Into = into is { } i ? new PlaceCode(i) : null, Name = "某村" });

        done.Problem!.Code.ShouldBe(problem);
    }

    [Fact]
    public async Task Only_an_officer_of_the_containing_place_may_change_it()
    {
        var inside = await app.SignedIn(Role.Officer, County(11));
        var clerk = await app.SignedIn(Role.Clerk, County(11));
        var change = new { kind = "renamed", place = Village(11, 101, 201).ToString(), name = "别村", on = "2024-07-01", document = "文" };

        (await clerk.WriteApi("/api/v1/places/events", change)).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await inside.WriteApi("/api/v1/places/events", change with { place = Village(12, 101, 201).ToString() })).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await inside.WriteApi("/api/v1/places/events", change with { place = County(11).ToString() })).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await inside.WriteApi("/api/v1/places/events", change)).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await app.Ask(db => db.Journal.AsNoTracking().AnyAsync(e => e.Subject == "place:" + Village(11, 101, 201)))).ShouldBeTrue();
    }

    [Fact]
    public async Task A_change_without_date_or_document_is_refused_field_by_field()
    {
        var officer = await app.SignedIn(Role.Officer, PlaceCode.Nation);

        var answer = await officer.WriteApi("/api/v1/places/events", new { kind = "renamed", place = Village(12, 101, 201).ToString(), name = "别村" });

        answer.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        var errors = (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("errors").EnumerateArray().Select(e => e.GetProperty("field").GetString());
        errors.ShouldBe(["document", "on"]);
    }
}
