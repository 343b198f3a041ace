using System.Net;
using Microsoft.EntityFrameworkCore;
using Shanhai.Host.Security;
using Shanhai.Kernel;

namespace Shanhai.Tests.Host;

public sealed class SignInTests(App app) : IClassFixture<App>
{
    [Fact]
    public async Task A_person_signs_in_with_name_and_password()
    {
        var client = await app.SignedIn(Role.Officer, new PlaceCode(990101000000));

        (await client.GetAsync("/places")).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await app.Ask(db => db.Journal.AnyAsync(e => e.Verb == "user.signed-in"))).ShouldBeTrue();
    }

    [Fact]
    public async Task Five_wrong_passwords_lock_the_account()
    {
        await app.AddUser("ada", Role.Officer, PlaceCode.Nation);
        var client = app.Anyone();
        HttpResponseMessage answer = null!;
        for (var i = 0; i < 6; i++)
        {
            answer = await client.PostForm("/sign-in", new() { ["name"] = "ada", ["password"] = "wrong" });
        }

        answer.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        (await answer.Content.ReadAsStringAsync()).ShouldContain("20 分钟后再试");
    }

    [Fact]
    public async Task A_form_without_our_token_is_refused()
    {
        using var forged = new FormUrlEncodedContent(new Dictionary<string, string> { ["name"] = "ada", ["password"] = App.Password });

        var answer = await app.Anyone().PostAsync("/sign-in", forged);

        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
    }
}
