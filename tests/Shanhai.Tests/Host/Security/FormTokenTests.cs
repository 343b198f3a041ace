using System.Net;
using Shanhai.Host.Security;
using Shanhai.Kernel;

namespace Shanhai.Tests.Host.Security;

/// <summary>The token of a session's forms is made once and kept: it must hold for her, and for nobody else.</summary>
public sealed class FormTokenTests(App app) : IClassFixture<App>
{
    [Fact]
    public async Task Every_page_of_a_session_carries_the_same_token_and_it_holds()
    {
        var client = await app.SignedIn(Role.Officer, PlaceCode.Nation);

        var (first, second) = (await client.Token("/places"), await client.Token("/account"));

        second.ShouldBe(first);
        first.Length.ShouldBeGreaterThan(50);
        (await SignOut(client, second)).StatusCode.ShouldBe(HttpStatusCode.Redirect);
    }

    [Fact]
    public async Task The_token_of_one_person_is_worth_nothing_to_another()
    {
        var (ada, bo) = (await app.SignedIn(Role.Officer, PlaceCode.Nation), await app.SignedIn(Role.Officer, PlaceCode.Nation));
        var (hers, his) = (await ada.Token("/places"), await bo.Token("/places"));

        his.ShouldNotBe(hers);
        (await SignOut(bo, hers)).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await SignOut(bo, his)).StatusCode.ShouldBe(HttpStatusCode.Redirect);
    }

    [Fact]
    public async Task After_signing_in_anew_there_is_another_token()
    {
        var client = await app.SignedIn(Role.Officer, PlaceCode.Nation);
        await app.AddUser("token-cai", Role.Officer, PlaceCode.Nation);
        var before = await client.Token("/places");
        await SignOut(client, before);

        (await client.PostForm("/sign-in", new() { ["name"] = "token-cai", ["password"] = App.Password })).StatusCode.ShouldBe(HttpStatusCode.Redirect);
        var after = await client.Token("/places");

        after.ShouldNotBe(before);
        (await SignOut(client, before)).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
    }

    private static async Task<HttpResponseMessage> SignOut(HttpClient client, string token)
    {
        client.DefaultRequestHeaders.Remove("RequestVerificationToken");
        using var form = new FormUrlEncodedContent(new Dictionary<string, string> { ["__RequestVerificationToken"] = token });
        return await client.PostAsync("/sign-out", form);
    }
}
