using System.Net;
using System.Net.Http.Json;
using CsCheck;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Shanhai.Host.Persistence;
using Shanhai.Host.Security;
using Shanhai.Kernel;

namespace Shanhai.Tests.Host.Security;

public sealed class GrantTests(App app) : IClassFixture<App>
{
    private static readonly DateOnly Today = new(2026, 11, 23);
    private static readonly PlaceCode County = new(990101000000);

    [Fact]
    public void No_sequence_of_grants_makes_one_person_two_administrators_on_any_day()
    {
        var gen = Gen.Select(Gen.Enum<Role>(), Gen.Int[0, 30], Gen.Int[1, 20], Gen.Bool).Array[1, 40];
        gen.Sample(wishes =>
        {
            var held = new List<Grant>();
            foreach (var (role, start, days, open) in wishes)
            {
                var from = Today.AddDays(start);
                DateOnly? to = open ? null : from.AddDays(days);
                if (Grant.Objection(held, role, County, from, to) is null)
                {
                    held.Add(new Grant { Id = default, UserId = Guid.Empty, Role = role, Place = County, From = from, To = to });
                }
            }
            return Enumerable.Range(0, 60).All(day =>
                held.Where(g => g.IsInForce(Today.AddDays(day)) && g.Role.IsAdministrator).Select(g => g.Role).Distinct().Count() <= 1);
        });
    }

    [Fact]
    public async Task A_system_administrator_cannot_become_auditor_not_even_elsewhere_and_hears_why()
    {
        var id = await User("split", Role.SystemAdministrator, PlaceCode.Nation);

        var answer = await Give(id, new(Role.Auditor, new PlaceCode(330000000000), Today.AddDays(5), null));

        answer.Problem!.Code.ShouldBe("administrators-apart");
        (await Give(id, new(Role.Officer, County, null, null))).Problem.ShouldBeNull();
    }

    [Fact]
    public async Task Two_administrators_roles_one_after_the_other_are_allowed_but_not_on_one_day()
    {
        var id = await User("successor", null, PlaceCode.Nation);
        (await Give(id, new(Role.SecurityAdministrator, PlaceCode.Nation, Today, Today.AddDays(30)))).Problem.ShouldBeNull();

        (await Give(id, new(Role.Auditor, PlaceCode.Nation, Today.AddDays(29), null))).Problem!.Code.ShouldBe("administrators-apart");
        (await Give(id, new(Role.Auditor, PlaceCode.Nation, Today.AddDays(30), null))).Problem.ShouldBeNull();
    }

    [Fact]
    public async Task Two_grants_at_the_same_moment_do_not_slip_past_each_other()
    {
        var id = await User("raced", null, PlaceCode.Nation);

        var answers = await Task.WhenAll(
            Task.Run(() => Give(id, new(Role.Auditor, PlaceCode.Nation, null, null))),
            Task.Run(() => Give(id, new(Role.SystemAdministrator, PlaceCode.Nation, null, null))));

        answers.Count(a => a.Problem is null).ShouldBe(1);
    }

    [Fact]
    public async Task Nobody_grants_to_herself()
    {
        var id = await User("self", Role.SecurityAdministrator, PlaceCode.Nation);
        var client = await app.SignIn("self");

        var answer = await client.WriteApi($"/api/v1/users/{id}/grants", new { role = "officer", place = "990101000000" });

        answer.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await answer.Content.ReadAsStringAsync()).ShouldContain("not-oneself");
    }

    [Fact]
    public async Task A_county_s_security_administrator_grants_in_her_county_only()
    {
        await User("county-security", Role.SecurityAdministrator, County);
        var id = await User("officer-to-be", null, County);
        var client = await app.SignIn("county-security");

        (await client.WriteApi($"/api/v1/users/{id}/grants", new { role = "officer", place = "990102000000" })).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await client.WriteApi($"/api/v1/users/{id}/grants", new { role = "officer", place = "990101101000" })).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_grant_taken_away_is_gone_with_the_next_click()
    {
        var id = await User("leaver", Role.Auditor, PlaceCode.Nation);
        var client = await app.SignIn("leaver");
        (await client.GetAsync("/api/v1/users")).StatusCode.ShouldBe(HttpStatusCode.OK);

        var grant = await app.Ask(db => db.Grants.SingleAsync(g => g.UserId == id));
        await app.Do(async (services, actor) =>
            (await EndGrant.Handle(grant.Id, new(null), services.GetRequiredService<Db>(), actor, services.GetRequiredService<Standings>(), app.Clock, default)).Problem.ShouldBeNull());

        (await client.GetAsync("/api/v1/users")).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task A_closed_account_is_out_at_once_and_cannot_sign_in()
    {
        var id = await User("closed", Role.Auditor, PlaceCode.Nation);
        var client = await app.SignIn("closed");

        await app.Change(id, new(ChangeUser.Deed.Close));

        (await client.GetAsync("/api/v1/users")).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        (await app.Anyone().PostForm("/sign-in", new() { ["name"] = "closed", ["password"] = App.Password })).StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
    }

    [Fact]
    public async Task Granting_wants_a_sign_in_of_the_last_ten_minutes()
    {
        var own = new App();
        await own.InitializeAsync();
        await using var _ = own;
        var client = await own.SignedIn(Role.SecurityAdministrator, PlaceCode.Nation);
        await own.AddUser("new", Role.Clerk, County);
        var id = await own.Ask(db => db.Users.Where(u => u.UserName == "new").Select(u => u.Id).SingleAsync());
        own.Clock.Advance(TimeSpan.FromMinutes(11));

        var answer = await client.WriteApi($"/api/v1/users/{id}/grants", new { role = "officer", place = "990101000000" });

        answer.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await answer.Content.ReadAsStringAsync()).ShouldContain("sign-in-again");
    }

    [Fact]
    public void An_administrator_s_role_gives_no_verb_over_content()
    {
        string[] ofTheHouse = ["home.", "user.", "grant.", "key.", "journal.", "job.", "jobs.", "backup.", "setting.", "feedback.", "clocks.watch", "enclaves.watch", "voice.signals", "notice.take-down", "calendar.", "organisations.view"];
        foreach (var verb in Composition.Access.Verbs.Where(v => !Composition.Access.IsPublic(v) && !ofTheHouse.Any(v.StartsWith)))
        {
            Composition.Access.RolesOf(verb).Where(r => r.IsAdministrator).ShouldBeEmpty($"{verb} is content");
        }
    }

    [Fact]
    public async Task What_is_done_to_an_account_is_in_the_journal_without_the_password()
    {
        var id = await User("written", Role.Clerk, County);
        await app.Change(id, new(ChangeUser.Deed.ResetPassword, Password: "Another-mountain-22"));

        var entries = await app.Ask(db => db.Journal.Where(e => e.Subject == "user:" + new Id<User>(id)).ToListAsync());

        entries.ShouldContain(e => e.Verb == SecurityModule.ManageUsers && e.Summary!.Contains("ResetPassword"));
        entries.ShouldAllBe(e => !(e.Summary + e.Changes).Contains("Another-mountain"));
    }

    private async Task<Guid> User(string name, Role? role, PlaceCode home)
    {
        var id = Guid.Empty;
        await app.Do(async (services, actor) => id = (await AddUser.Handle(new(name, name, App.Password, role, home), services.GetRequiredService<Db>(), actor,
            services.GetRequiredService<Microsoft.AspNetCore.Identity.UserManager<User>>(), app.Clock, default)).Value.Id);
        return id;
    }

    private async Task<Result<GiveGrant.Given>> Give(Guid id, GiveGrant input)
    {
        Result<GiveGrant.Given> answer = null!;
        await app.Do(async (services, actor) => answer = await GiveGrant.Handle(id, input, services.GetRequiredService<Db>(), actor, services.GetRequiredService<Standings>(), services.GetRequiredService<KnownBodies>(), app.Clock, default));
        return answer;
    }
}
