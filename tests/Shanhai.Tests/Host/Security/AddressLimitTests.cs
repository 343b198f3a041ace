using System.Net;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Shanhai.Host;

namespace Shanhai.Tests.Host.Security;

public sealed class AddressLimitTests(AddressLimitTests.Strict app) : IClassFixture<AddressLimitTests.Strict>
{
    /// <summary>Behind a proxy whose word about the caller's address is believed.</summary>
    public sealed class Strict : App
    {
        protected override Settings Adjust(Settings settings) => settings with { SignInsPerAddress = 3, FormsPerAddress = 2, Proxies = $"{Caller}" };

        public HttpClient From(string address)
        {
            var client = Anyone();
            client.DefaultRequestHeaders.Add("X-Forwarded-For", address);
            return client;
        }
    }

    [Fact]
    public async Task The_public_form_is_closed_for_a_minute_to_the_address_that_sent_too_much_and_to_no_other()
    {
        Task<HttpResponseMessage> Send(HttpClient client, string text) => client.PostForm("/feedback", new() { ["kind"] = "Burden", ["text"] = text });
        var busy = app.From("198.51.100.7");
        await Send(busy, "一");
        await Send(busy, "二");

        var third = await Send(busy, "三");
        var other = await Send(app.From("198.51.100.8"), "别人");

        third.StatusCode.ShouldBe(HttpStatusCode.TooManyRequests);
        third.Headers.RetryAfter!.Delta.ShouldBe(TimeSpan.FromMinutes(1));
        third.Content.Headers.ContentType!.MediaType.ShouldBe("text/html");
        (await third.Content.ReadAsStringAsync()).ShouldContain("操作过于频繁，请一分钟后再试");
        other.StatusCode.ShouldBe(HttpStatusCode.Redirect);
        (await app.Ask(db => db.Feedback.CountAsync(f => f.Text == "三"))).ShouldBe(0);
        (await app.Ask(db => db.Feedback.CountAsync(f => f.Text == "别人"))).ShouldBe(1);
    }

    [Fact]
    public async Task An_address_that_tries_many_accounts_is_turned_away_in_words()
    {
        var busy = app.From("198.51.100.9");
        HttpResponseMessage answer = null!;
        for (var i = 0; i < 4; i++)
        {
            answer = await busy.PostForm("/sign-in", new() { ["name"] = "somebody-" + i, ["password"] = "wrong" });
        }

        answer.StatusCode.ShouldBe(HttpStatusCode.TooManyRequests);
        (await answer.Content.ReadAsStringAsync()).ShouldContain("操作过于频繁，请一分钟后再试");
        (await app.From("198.51.100.10").PostForm("/sign-in", new() { ["name"] = "somebody-5", ["password"] = "wrong" })).StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
    }

    [Fact]
    public async Task The_API_says_the_same_as_a_problem()
    {
        var busy = app.From("198.51.100.11");
        busy.DefaultRequestHeaders.Add("RequestVerificationToken", await busy.Token());
        HttpResponseMessage answer = null!;
        for (var i = 0; i < 3; i++)
        {
            using var content = new StringContent("{\"kind\":\"burden\",\"text\":\"x\"}", System.Text.Encoding.UTF8, "application/json");
            answer = await busy.PostAsync("/api/v1/feedback", content);
        }

        answer.StatusCode.ShouldBe(HttpStatusCode.TooManyRequests);
        JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement.GetProperty("code").GetString().ShouldBe("too-often");
    }
}
