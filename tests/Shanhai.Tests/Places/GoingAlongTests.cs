using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Shanhai.Host.Persistence;
using Shanhai.Host.Security;
using Shanhai.Kernel;
using Shanhai.Places;
using Shanhai.Tests.Host.Security;

namespace Shanhai.Tests.Places;

/// <summary>Ways in that were given for a place, its lists and its accounts go along when it takes another code.</summary>
public sealed class GoingAlongTests(GoingAlongTests.Register app) : IClassFixture<GoingAlongTests.Register>
{
    public sealed class Register : App
    {
        protected override Task Fill() => Do(async (services, actor) =>
        {
            var rows = new List<RegisterRow> { new(990000000000, "示范省", Level.Province), new(990100000000, "示范市", Level.City) };
            foreach (var county in new[] { 1, 2, 3 })
            {
                rows.AddRange([new(County(county), $"第{county}县", Level.County), new(Town(county), "石门乡", Level.Township)]);
                rows.AddRange(Enumerable.Range(201, 2).Select(n => new RegisterRow(Town(county).Value + n, $"第{n}村", Level.Village)));
            }
            (await ImportPlaces.Handle(rows, "test", services.GetRequiredService<Pinyin>(), services.GetRequiredService<Db>(), actor, default, services.GetRequiredService<CurrentRegister>())).Problem.ShouldBeNull();
        });
    }

    private static PlaceCode County(int number) => new(990100000000 + number * 1_000_000L);

    private static PlaceCode Town(int county) => new(County(county).Value + 101_000);

    /// <summary>A machine with a key that an officer of the place lent for it.</summary>
    private async Task<HttpClient> Machine(string owner, PlaceCode place)
    {
        await app.AddUser(owner, Role.Officer, place);
        var lender = await app.SignIn(owner);
        var lent = await lender.WriteApi("/api/v1/keys", new { name = "machine", verbs = new[] { "places.change" }, place = place.ToString(), days = 30 });
        lent.StatusCode.ShouldBe(HttpStatusCode.OK, await lent.Content.ReadAsStringAsync());
        var machine = app.Anyone();
        machine.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", (await lent.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("token").GetString());
        return machine;
    }

    /// <summary>What a machine is answered that asks to rename a village, without doing it.</summary>
    private static async Task<HttpStatusCode> MayRename(HttpClient machine, long village) =>
        (await machine.PostAsJsonAsync("/api/v1/places/events?preview=true", new { kind = "renamed", place = $"{village}", name = "新村", on = "2026-11-20", document = "文" })).StatusCode;

    private async Task<string> Change(HttpClient officer, object change)
    {
        // What was lent before the change is older than it, and standings are read anew.
        app.Clock.Advance(TimeSpan.FromMinutes(1));
        var answer = await officer.WriteApi("/api/v1/places/events", change);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK, await answer.Content.ReadAsStringAsync());
        app.Clock.Advance(TimeSpan.FromMinutes(1));
        return (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("event").GetString()!;
    }

    [Fact]
    public async Task A_key_reaches_the_new_code_of_its_place_and_the_old_one_again_when_the_change_is_undone()
    {
        var officer = await app.SignedIn(Role.Officer, new(990000000000));
        var machine = await Machine("lender-of-one", County(1));
        var (before, after) = (Town(1).Value + 201, County(51).Value + 101_201);
        (await MayRename(machine, before)).ShouldBe(HttpStatusCode.OK);

        var id = await Change(officer, new { kind = "transferred", place = County(1).ToString(), into = County(51).ToString(), on = "2026-11-10", document = "文" });

        (await MayRename(machine, after)).ShouldBe(HttpStatusCode.OK);
        (await MayRename(machine, before)).ShouldBe(HttpStatusCode.Forbidden);
        (await officer.WriteApi($"/api/v1/places/events/{id}/undo", new { why = "录错" })).StatusCode.ShouldBe(HttpStatusCode.OK);
        app.Clock.Advance(TimeSpan.FromMinutes(1));
        (await MayRename(machine, before)).ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Lists_what_is_on_them_and_accounts_go_along_and_come_back()
    {
        var officer = await app.SignedIn(Role.Officer, new(990000000000));
        await app.AddUser("officer-of-three", Role.Officer, County(3));
        var (before, after) = (new PlaceCode(Town(3).Value + 201), new PlaceCode(County(53).Value + 101_201));
        (await officer.WriteApi("/api/v1/lists", new { jurisdiction = County(3).ToString(), code = "weak", nameZh = "薄弱村", level = "village" })).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await officer.WriteApi($"/api/v1/lists/{County(3)}/weak/places", new { lines = before.ToString(), document = "文" })).StatusCode.ShouldBe(HttpStatusCode.OK);
        Task<(PlaceCode List, PlaceCode Listed, PlaceCode Home)> Stand() => app.Ask(async db => (
            await db.NamedLists.Select(l => l.Jurisdiction).SingleAsync(), await db.Listings.Select(l => l.Place).SingleAsync(), await db.Users.Where(u => u.UserName == "officer-of-three").Select(u => u.Home).SingleAsync()));

        var id = await Change(officer, new { kind = "transferred", place = County(3).ToString(), into = County(53).ToString(), on = "2026-11-10", document = "文" });

        (await Stand()).ShouldBe((County(53), after, County(53)));
        (await app.Anyone().GetStringAsync($"/places/{after}")).ShouldContain($"/lists/{County(53)}/weak");
        // Whoever keeps the county's lists keeps this one; the same village is not on it twice.
        var again = await (await app.SignIn("officer-of-three")).WriteApi($"/api/v1/lists/{County(53)}/weak/places", new { lines = after.ToString(), document = "文" });
        again.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity, await again.Content.ReadAsStringAsync());

        (await officer.WriteApi($"/api/v1/places/events/{id}/undo", new { why = "录错" })).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await Stand()).ShouldBe((County(3), before, County(3)));
    }

    [Fact]
    public async Task Of_a_divided_place_roles_are_held_in_every_part_and_a_key_stays_with_what_it_was_lent_for()
    {
        var officer = await app.SignedIn(Role.Officer, new(990000000000));
        await Machine("lender-of-two", Town(2));
        var (south, north) = (new PlaceCode(Town(2).Value + 4_000), new PlaceCode(Town(2).Value + 5_000));

        await Change(officer, new
        {
            kind = "split", place = Town(2).ToString(), on = "2026-11-10", document = "文",
            parts = new[]
            {
                new { code = south.ToString(), name = "南乡", children = new[] { $"{Town(2).Value + 201}" } },
                new { code = north.ToString(), name = "北乡", children = new[] { $"{Town(2).Value + 202}" } },
            },
        });

        (await app.Ask(db => db.Grants.AsNoTracking().Where(g => db.Users.Any(u => u.Id == g.UserId && u.UserName == "lender-of-two")).OrderBy(g => g.Place).Select(g => g.Place).ToListAsync()))
            .ShouldBe([Town(2), south, north]);
        (await app.Ask(db => db.ApiKeys.AsNoTracking().Where(k => db.Users.Any(u => u.Id == k.UserId && u.UserName == "lender-of-two")).Select(k => k.Place).SingleAsync())).ShouldBe(Town(2));
    }
}
