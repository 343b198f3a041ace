using System.Net;
using System.Net.Http.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Shanhai.Host.Persistence;
using Shanhai.Host.Security;
using Shanhai.Host.Web;
using Shanhai.Kernel;
using Shanhai.Places;

namespace Shanhai.Tests.Host.Web;

/// <summary>A write of the API repeated under its key is done once, whatever write it is.</summary>
public sealed class SentOnceTests(SentOnceTests.County app) : IClassFixture<SentOnceTests.County>
{
    private static readonly PlaceCode County1 = 990101000000;

    public sealed class County : App
    {
        protected override Task Fill() => Do(async (services, actor) => (await ImportPlaces.Handle(
            [
                new(990000000000, "示范省", Level.Province), new(990100000000, "示范市", Level.City), new(990101000000, "山阳县", Level.County), new(990101101000, "石门乡", Level.Township),
                .. Enumerable.Range(201, 6).Select(n => new RegisterRow(990101101000 + n, $"{n}村", Level.Village)),
            ], "test", services.GetRequiredService<Pinyin>(), services.GetRequiredService<Db>(), actor, default)).Problem.ShouldBeNull());
    }

    private static async Task<HttpResponseMessage> Rename(HttpClient client, int village, string name, string key)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/places/events")
        {
            Content = JsonContent.Create(new { kind = "renamed", place = $"{990101101000 + village}", name, on = "2024-07-01", document = "示政发〔2024〕1 号" }),
        };
        request.Headers.Add(SentOnce.Header, key);
        return await client.SendAsync(request);
    }

    private Task<int> Events(int village) => app.Ask(db => db.PlaceMoves.CountAsync(m => m.From == new PlaceCode(990101101000 + village)));

    [Fact]
    public async Task A_repeated_write_gives_the_first_answer_and_is_not_done_again()
    {
        var officer = await app.SignedIn(Role.Officer, County1);

        var first = await Rename(officer, 201, "东村", "a-1");
        var again = await Rename(officer, 201, "东村", "a-1");
        var other = await Rename(officer, 201, "西村", "a-1");

        first.StatusCode.ShouldBe(HttpStatusCode.OK);
        again.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await again.Content.ReadAsStringAsync()).ShouldBe(await first.Content.ReadAsStringAsync());
        again.Content.Headers.ContentType.ShouldBe(first.Content.Headers.ContentType);
        again.Headers.Contains("Idempotency-Replayed").ShouldBeTrue();
        other.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        (await Events(201)).ShouldBe(1);
    }

    [Fact]
    public async Task A_refusal_frees_the_key()
    {
        var officer = await app.SignedIn(Role.Officer, County1);

        (await Rename(officer, 202, "", "b-1")).StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        (await Rename(officer, 202, "南村", "b-1")).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await Events(202)).ShouldBe(1);
    }

    [Fact]
    public async Task Of_several_at_once_one_is_done()
    {
        var officer = await app.SignedIn(Role.Officer, County1);

        var answers = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => Rename(officer, 203, "北村", "c-1")));

        answers.ShouldAllBe(a => a.StatusCode == HttpStatusCode.OK || a.StatusCode == HttpStatusCode.Conflict);
        answers.ShouldContain(a => a.StatusCode == HttpStatusCode.OK);
        (await Events(203)).ShouldBe(1);
    }

    [Fact]
    public async Task Two_people_may_use_the_same_key_and_an_endless_one_is_refused()
    {
        var (one, two) = (await app.SignedIn(Role.Officer, County1), await app.SignedIn(Role.Officer, County1));

        (await Rename(one, 204, "上村", "d-1")).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await Rename(two, 205, "下村", "d-1")).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await Rename(one, 206, "中村", new string('x', 101))).StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        (await Events(206)).ShouldBe(0);
    }
}
