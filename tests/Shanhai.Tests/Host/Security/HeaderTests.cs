using System.Net;
using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;
using Shanhai.Host;
using Shanhai.Host.Security;
using Shanhai.Kernel;

namespace Shanhai.Tests.Host.Security;

public sealed partial class HeaderTests(App app) : IClassFixture<App>
{
    [Fact]
    public async Task Every_page_forbids_foreign_and_inline_script_and_has_none()
    {
        var client = await app.SignedIn(Role.SystemAdministrator, PlaceCode.Nation);
        var world = new World([new(990101000000)], await app.Ask(db => db.Users.Select(u => u.Id).ToListAsync()), [Guid.Empty.ToString("N")]);
        foreach (var address in Route.All.Where(r => r.Reads).SelectMany(r => r.Calls(world)).Distinct())
        {
            var answer = await client.GetAsync(address);
            var policy = answer.Headers.GetValues("Content-Security-Policy").Single();
            policy.ShouldContain("default-src 'none'");
            policy.ShouldNotContain("unsafe");
            policy.ShouldContain("frame-ancestors 'none'");
            answer.Headers.GetValues("X-Content-Type-Options").Single().ShouldBe("nosniff");
            answer.Headers.GetValues("Referrer-Policy").Single().ShouldBe("same-origin");
            answer.Headers.Contains("Server").ShouldBeFalse();

            var page = await answer.Content.ReadAsStringAsync();
            if (answer.Content.Headers.ContentType?.MediaType == "text/html")
            {
                Inline().Match(page).Value.ShouldBe("", $"{address} has script or style of its own");
            }
        }
    }

    [Fact]
    public async Task Cookies_are_closed_to_script_and_to_other_sites_and_travel_encrypted_behind_https()
    {
        await using var behind = new Behind();
        await behind.InitializeAsync();
        await behind.AddUser("eva", Role.Officer, PlaceCode.Nation);
        var client = behind.Anyone();
        client.DefaultRequestHeaders.Add("X-Forwarded-Proto", "https");
        client.BaseAddress = new("https://localhost");
        var answer = await client.PostForm("/sign-in", new() { ["name"] = "eva", ["password"] = App.Password });

        answer.StatusCode.ShouldBe(HttpStatusCode.Redirect);
        foreach (var cookie in answer.Headers.GetValues("Set-Cookie"))
        {
            var small = cookie.ToLowerInvariant();
            small.ShouldContain("httponly");
            small.ShouldContain("secure");
            small.ShouldMatch("samesite=(lax|strict)");
        }
        answer.Headers.GetValues("Strict-Transport-Security").Single().ShouldContain("max-age=31536000");
    }

    [Fact]
    public async Task Signing_in_leaves_no_name_in_any_address()
    {
        await app.AddUser("fang", Role.Officer, PlaceCode.Nation);
        var answer = await app.Anyone().PostForm("/sign-in", new() { ["name"] = "fang", ["password"] = App.Password, ["return"] = "/places" });

        answer.Headers.Location!.OriginalString.ShouldBe("/places");
    }

    [Theory]
    [InlineData("//evil.example", "gao0")]
    [InlineData("/\\evil.example", "gao1")]
    [InlineData("https://evil.example", "gao2")]
    [InlineData("/\t/evil.example", "gao3")]
    [InlineData("/\n/evil.example", "gao4")]
    public async Task Signing_in_sends_nobody_to_another_site(string address, string name)
    {
        await app.AddUser(name, Role.Officer, PlaceCode.Nation);
        var answer = await app.Anyone().PostForm("/sign-in", new() { ["name"] = name, ["password"] = App.Password, ["return"] = address });

        answer.Headers.Location!.OriginalString.ShouldBe("/");
    }

    [GeneratedRegex("<script(?![^>]*\\bsrc=)[^>]*>|<style|\\sstyle=\"|\\son[a-z]+=\"|javascript:", RegexOptions.IgnoreCase)]
    private static partial Regex Inline();

    private sealed class Behind : App
    {
        protected override Settings Adjust(Settings settings) => settings with { Address = "https://localhost" };
    }
}
