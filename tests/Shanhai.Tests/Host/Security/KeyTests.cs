using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Shanhai.Host.Persistence;
using Shanhai.Host.Security;
using Shanhai.Kernel;

namespace Shanhai.Tests.Host.Security;

public sealed class KeyTests(App app) : IClassFixture<App>
{
    private static readonly PlaceCode County = new(990101000000);

    [Fact]
    public async Task A_key_reaches_as_far_as_it_was_lent_and_writes_need_no_form_token()
    {
        var (_, token) = await Lend("lender", Role.Auditor, PlaceCode.Nation, "user.view", County);
        await app.AddUser("inside", Role.Clerk, County);
        await app.AddUser("outside", Role.Clerk, new(330000000000));
        var machine = With(token);

        var seen = await machine.GetStringAsync("/api/v1/users?size=500");

        seen.ShouldContain("\"inside\"");
        seen.ShouldNotContain("\"outside\"");
        (await machine.PostAsJsonAsync("/api/v1/keys", new { })).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task A_key_never_reaches_further_than_its_owner_does_now()
    {
        var (owner, token) = await Lend("demoted", Role.Auditor, PlaceCode.Nation, "user.view", PlaceCode.Nation);
        (await With(token).GetAsync("/api/v1/users")).StatusCode.ShouldBe(HttpStatusCode.OK);

        var grant = await app.Ask(db => db.Grants.SingleAsync(g => g.UserId == owner));
        await app.Do((services, actor) => EndGrant.Handle(grant.Id, new(null), services.GetRequiredService<Db>(), actor, services.GetRequiredService<Standings>(), app.Clock, default));

        (await With(token).GetAsync("/api/v1/users")).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task A_key_wider_than_its_owner_is_refused_and_rights_over_rights_are_never_lent()
    {
        var client = await app.SignedIn(Role.SystemAdministrator, County);

        (await client.WriteApi("/api/v1/keys", new { name = "wide", verbs = new[] { "user.view" }, place = "000000000000", days = 5 })).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await client.WriteApi("/api/v1/keys", new { name = "sharp", verbs = new[] { "user.manage" }, place = County.ToString(), days = 5 })).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await client.WriteApi("/api/v1/keys", new { name = "long", verbs = new[] { "user.view" }, place = County.ToString(), days = 5000 })).StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
    }

    [Fact]
    public async Task A_revoked_an_expired_and_a_made_up_key_are_refused_as_such()
    {
        await using var own = new App();
        await own.InitializeAsync();
        var (_, revoked) = await Lend("revoker", Role.Auditor, PlaceCode.Nation, "user.view", County, own);
        var (_, expired) = await Lend("expirer", Role.Auditor, PlaceCode.Nation, "user.view", County, own);
        (await With(revoked, own).GetAsync("/api/v1/users")).StatusCode.ShouldBe(HttpStatusCode.OK);
        var id = await own.Ask(db => db.ApiKeys.Where(k => k.Prefix == revoked.Substring(0, 12)).Select(k => k.Id).SingleAsync());
        await own.Do((services, actor) => RevokeKey.Handle(id, services.GetRequiredService<Db>(), actor, services.GetRequiredService<Standings>(), own.Clock, default));
        (await With(revoked, own).GetAsync("/api/v1/users")).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);

        own.Clock.Advance(TimeSpan.FromDays(31));

        foreach (var token in new[] { expired, "shk_" + new string('a', 40), expired[..^1] + (expired[^1] == 'a' ? 'b' : 'a'), "nonsense" })
        {
            var answer = await With(token, own).GetAsync("/api/v1/places");
            answer.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
            answer.Content.Headers.ContentType!.MediaType.ShouldBe("application/problem+json");
        }
    }

    [Fact]
    public async Task The_token_stands_nowhere_in_the_database_and_use_is_dated()
    {
        var (_, token) = await Lend("kept", Role.Auditor, PlaceCode.Nation, "user.view", County);
        await With(token).GetAsync("/api/v1/users");

        var key = await app.Ask(db => db.ApiKeys.SingleAsync(k => k.Prefix == token.Substring(0, 12)));
        key.Hash.ShouldBe(ApiKey.HashOf(token));
        key.UsedAt.ShouldBe(app.Clock.GetUtcNow());
        var journal = await app.Ask(db => db.Journal.Where(e => e.Subject == "key:" + key.Id).ToListAsync());
        journal.ShouldNotBeEmpty();
        journal.ShouldAllBe(e => !(e.Summary + e.Changes).Contains(token) && !(e.Summary + e.Changes).Contains(key.Hash));
    }

    [Fact]
    public async Task A_write_with_a_cookie_and_without_our_token_is_refused()
    {
        var client = await app.SignedIn(Role.SystemAdministrator, PlaceCode.Nation);

        client.DefaultRequestHeaders.Remove("RequestVerificationToken");
        var answer = await client.PostAsJsonAsync("/api/v1/users", new { name = "forged", displayName = "Forged", place = "990101000000" });

        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await answer.Content.ReadAsStringAsync()).ShouldContain("forged");
        (await app.Ask(db => db.Users.AnyAsync(u => u.UserName == "forged"))).ShouldBeFalse();
    }

    private async Task<(Guid Owner, string Token)> Lend(string name, Role role, PlaceCode place, string verb, PlaceCode lent, App? at = null)
    {
        at ??= app;
        await at.AddUser(name, role, place);
        var client = await at.SignIn(name);
        var answer = await client.WriteApi("/api/v1/keys", new { name = "machine", verbs = new[] { verb }, place = lent.ToString(), days = 30 });
        answer.StatusCode.ShouldBe(HttpStatusCode.OK, await answer.Content.ReadAsStringAsync());
        var token = (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("token").GetString()!;
        return (await at.Ask(db => db.Users.Where(u => u.UserName == name).Select(u => u.Id).SingleAsync()), token);
    }

    private HttpClient With(string token, App? at = null)
    {
        var client = (at ?? app).Anyone();
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return client;
    }
}
