using System.Net;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Shanhai.Host;
using Shanhai.Host.Persistence;
using Shanhai.Host.Security;
using Shanhai.Kernel;

namespace Shanhai.Tests.Host.Security;

public sealed partial class SignInRulesTests(App app) : IClassFixture<App>
{
    private static readonly PlaceCode County = new(990101000000);

    [Theory]
    [InlineData("Short-1", "PasswordTooShort")]
    [InlineData("onlysmallletters", "PasswordTooPlain")]
    [InlineData("P@ssw0rd2026!!", "PasswordCommon")]
    [InlineData("Admin-20261123!", "PasswordCommon")]
    [InlineData("Aa1!Aa1!Aa1!", "PasswordCommon")]
    [InlineData("My-name-is-ada-7", "PasswordHasName")]
    [InlineData("Mountain-and-sea-1", null)]
    public void A_password_is_long_mixed_and_not_what_everybody_tries(string password, string? wrong) =>
        PasswordRules.Shape(password, "ada").FirstOrDefault().ShouldBe(wrong);

    [Fact]
    public async Task None_of_the_last_five_passwords_is_taken_again()
    {
        await app.AddUser("recycler", Role.Clerk, County);
        var client = await app.SignIn("recycler");
        var old = App.Password;
        for (var i = 2; i <= 5; i++)
        {
            (await Change(client, old, $"Mountain-and-sea-{i}")).StatusCode.ShouldBe(HttpStatusCode.Redirect);
            old = $"Mountain-and-sea-{i}";
            app.Clock.Advance(TimeSpan.FromSeconds(1));
        }

        var answer = await Change(client, old, App.Password);

        answer.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        (await answer.Content.ReadAsStringAsync()).ShouldContain("最近五次");
        (await Change(client, old, "Mountain-and-sea-6")).StatusCode.ShouldBe(HttpStatusCode.Redirect);
        (await Change(client, "Mountain-and-sea-6", App.Password)).StatusCode.ShouldBe(HttpStatusCode.Redirect);
    }

    [Fact]
    public async Task A_password_another_chose_is_changed_before_anything_else()
    {
        await app.Do(async (services, actor) =>
        {
            var added = await AddUser.Handle(new("newcomer", "Newcomer", null, Role.Officer, County), services.GetRequiredService<Db>(), actor,
                services.GetRequiredService<UserManager<User>>(), app.Clock, default);
            var client = app.Anyone();
            await client.PostForm("/sign-in", new() { ["name"] = "newcomer", ["password"] = added.Value.FirstPassword! });

            (await client.GetAsync("/places")).Headers.Location!.OriginalString.ShouldBe("/account/password");
            (await client.GetAsync("/api/v1/keys")).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
            (await Change(client, added.Value.FirstPassword!, App.Password)).StatusCode.ShouldBe(HttpStatusCode.Redirect);
            (await client.GetAsync("/places")).StatusCode.ShouldBe(HttpStatusCode.OK);
        });
    }

    [Fact]
    public async Task Codes_are_set_up_with_a_picture_then_asked_for_and_each_serves_once()
    {
        await using var own = await Fresh();
        await own.AddUser("ada", Role.Officer, County);
        var client = await own.SignIn("ada");
        var page = await client.GetStringAsync("/account/codes");
        page.ShouldContain("data:image/png;base64,");
        var secret = OneTimeCodes.FromBase32(Secret().Match(page).Groups[1].Value.Replace(" ", ""));
        string Now() => OneTimeCodes.Code(secret, own.Clock.GetUtcNow().ToUnixTimeSeconds() / OneTimeCodes.Seconds);

        var set = await client.PostForm("/account/codes", new() { ["code"] = Now() });
        var recovery = Recovery().Matches(await set.Content.ReadAsStringAsync()).Select(m => m.Groups[1].Value).ToList();
        recovery.Count.ShouldBe(SetUpCodes.RecoveryCodes);
        var kept = await own.Ask(db => db.UserTokens.Select(t => t.Value).ToListAsync());
        kept.ShouldNotBeEmpty();
        kept.ShouldAllBe(v => !recovery.Any(r => v!.Contains(r)));

        // The code that set it up has been used.
        var replay = own.Anyone();
        (await replay.PostForm("/sign-in", new() { ["name"] = "ada", ["password"] = App.Password })).Headers.Location!.OriginalString.ShouldStartWith("/sign-in/code");
        (await replay.GetAsync("/account")).StatusCode.ShouldBe(HttpStatusCode.Redirect);
        (await replay.PostForm("/sign-in/code", new() { ["code"] = Now() })).StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        own.Clock.Advance(TimeSpan.FromSeconds(30));
        (await replay.PostForm("/sign-in/code", new() { ["code"] = Now() })).StatusCode.ShouldBe(HttpStatusCode.Redirect);
        (await replay.GetAsync("/account")).StatusCode.ShouldBe(HttpStatusCode.OK);

        foreach (var expected in new[] { HttpStatusCode.Redirect, HttpStatusCode.UnprocessableEntity })
        {
            var without = own.Anyone();
            await without.PostForm("/sign-in", new() { ["name"] = "ada", ["password"] = App.Password });
            (await without.PostForm("/sign-in/code", new() { ["code"] = recovery[3] })).StatusCode.ShouldBe(expected);
        }
    }

    [Fact]
    public async Task A_session_ends_after_a_quarter_of_an_hour_without_a_click_and_after_twelve_hours_anyway()
    {
        await using var own = await Fresh();
        var idle = await own.SignedIn(Role.Officer, County);
        var busy = await own.SignedIn(Role.Officer, County);
        for (var minutes = 0; minutes < 12 * 60; minutes += 10)
        {
            (await busy.GetAsync("/account")).StatusCode.ShouldBe(HttpStatusCode.OK, $"after {minutes} minutes");
            own.Clock.Advance(TimeSpan.FromMinutes(10));
        }
        own.Clock.Advance(TimeSpan.FromMinutes(1));

        (await idle.GetAsync("/account")).Headers.Location!.OriginalString.ShouldStartWith("/sign-in");
        (await busy.GetAsync("/account")).Headers.Location!.OriginalString.ShouldStartWith("/sign-in");
    }

    [Fact]
    public async Task A_password_is_due_after_ninety_days()
    {
        await using var own = await Fresh();
        await own.AddUser("old", Role.Officer, County);
        own.Clock.Advance(TimeSpan.FromDays(91));
        var client = await own.SignIn("old");

        (await client.GetAsync("/account")).Headers.Location!.OriginalString.ShouldBe("/account/password");
    }

    [Fact]
    public async Task One_click_signs_out_everywhere_and_the_old_cookie_is_worth_nothing()
    {
        await app.AddUser("everywhere", Role.Officer, County);
        var (desk, phone) = (await app.SignIn("everywhere"), await app.SignIn("everywhere"));
        (await phone.GetAsync("/account")).StatusCode.ShouldBe(HttpStatusCode.OK);

        await desk.PostForm("/account/sessions/end", [], shownAt: "/account");

        (await phone.GetAsync("/account")).StatusCode.ShouldBe(HttpStatusCode.Redirect);
        (await desk.GetAsync("/account")).StatusCode.ShouldBe(HttpStatusCode.Redirect);
    }

    [Fact]
    public async Task After_signing_out_a_kept_copy_of_the_cookie_opens_nothing()
    {
        await app.AddUser("copied", Role.Officer, County);
        var signing = app.Anyone();
        var answer = await signing.PostForm("/sign-in", new() { ["name"] = "copied", ["password"] = App.Password });
        var cookie = answer.Headers.GetValues("Set-Cookie").Single(c => c.StartsWith("shanhai=", StringComparison.Ordinal)).Split(';')[0];
        await signing.PostForm("/sign-out", [], shownAt: "/account");

        using var request = new HttpRequestMessage(HttpMethod.Get, "/account");
        request.Headers.Add("Cookie", cookie);

        (await app.Anyone().SendAsync(request)).StatusCode.ShouldBe(HttpStatusCode.Redirect);
    }

    [Fact]
    public async Task A_sign_in_ten_minutes_old_is_asked_again_and_returns_to_where_it_was()
    {
        await using var own = await Fresh();
        var client = await own.SignedIn(Role.SecurityAdministrator, PlaceCode.Nation);
        await own.AddUser("cai", Role.Clerk, County);
        var id = await own.Ask(db => db.Users.Where(u => u.UserName == "cai").Select(u => u.Id).SingleAsync());
        own.Clock.Advance(TimeSpan.FromMinutes(11));
        Dictionary<string, string> Wish() => new() { ["role"] = "Officer", ["place"] = "990101" };

        var asked = await client.PostForm($"/users/{id}/grants", Wish(), shownAt: $"/users/{id}");
        asked.Headers.Location!.OriginalString.ShouldBe("/sign-in/again?return=" + Uri.EscapeDataString($"/users/{id}"));
        (await client.PostForm("/sign-in/again", new() { ["password"] = App.Password, ["return"] = $"/users/{id}" })).Headers.Location!.OriginalString.ShouldBe($"/users/{id}");
        (await client.PostForm($"/users/{id}/grants", Wish(), shownAt: $"/users/{id}")).StatusCode.ShouldBe(HttpStatusCode.Redirect);

        (await own.Ask(db => db.Grants.CountAsync(g => g.UserId == id && g.Role == Role.Officer))).ShouldBe(1);
    }

    [Fact]
    public async Task Too_many_tries_at_one_account_are_turned_away_before_the_password_is_looked_at()
    {
        await using var own = await Fresh();
        var client = own.Anyone();
        HttpResponseMessage answer = null!;
        for (var i = 0; i <= new Settings().TriesPerAccount; i++)
        {
            answer = await client.PostForm("/sign-in", new() { ["name"] = "nobody", ["password"] = "wrong" });
        }

        answer.StatusCode.ShouldBe(HttpStatusCode.TooManyRequests);
    }

    private static Task<HttpResponseMessage> Change(HttpClient client, string old, string password) =>
        client.PostForm("/account/password", new() { ["old"] = old, ["password"] = password, ["again"] = password });

    private static async Task<App> Fresh()
    {
        var own = new App();
        await own.InitializeAsync();
        return own;
    }

    [GeneratedRegex("<code>([A-Z2-7 ]{32,})</code>")]
    private static partial Regex Secret();

    [GeneratedRegex("<li><code>([^<]+)</code></li>")]
    private static partial Regex Recovery();
}
