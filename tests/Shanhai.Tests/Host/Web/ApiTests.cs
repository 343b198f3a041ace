using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Shanhai.Host.Persistence;
using Shanhai.Host.Security;
using Shanhai.Kernel;
using Shanhai.Places;
using Shanhai.Tests.Architecture;

namespace Shanhai.Tests.Host.Web;

public sealed class ThreePlaces : App
{
    protected override Task Fill() => Do(async (services, actor) =>
    {
        var db = services.GetRequiredService<Db>();
        db.Places.AddRange(new long[] { 96_00_00_000_000, 96_01_00_000_000, 96_01_01_000_000 }.Select(c => new Place { Code = new(c), Level = new PlaceCode(c).Level, Name = "丙" + c, Pinyin = "bing", Initials = "b" }));
        db.Record(actor, "test.places", "place:test");
        await db.SaveChangesAsync();
    });
}

public sealed class ApiTests(ThreePlaces app) : IClassFixture<ThreePlaces>
{
    [Theory]
    [InlineData("/api/v1/places?levle=county", "levle", "level")]
    [InlineData("/api/v1/places?level=hamlet", "level", "township")]
    [InlineData("/api/v1/places?level=7", "level", "township")]
    [InlineData("/api/v1/places?under=33x", "under", "330127000000")]
    [InlineData("/api/v1/places/12345", "code", "330127000000")]
    [InlineData("/api/v1/places?size=many", "size", "many")]
    public async Task A_question_that_cannot_be_understood_is_answered_in_words_that_name_the_parameter(string address, string parameter, string also)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, address);
        request.Headers.AcceptLanguage.ParseAdd("en");

        var answer = await app.Anyone().SendAsync(request);

        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        answer.Content.Headers.ContentType!.MediaType.ShouldBe("application/problem+json");
        var title = JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement.GetProperty("title").GetString()!;
        title.ShouldContain(parameter);
        title.ShouldContain(also);
    }

    [Fact]
    public async Task A_body_that_is_no_json_is_told_where()
    {
        using var content = new StringContent("{ \"source\": oops }", System.Text.Encoding.UTF8, "application/json");

        var answer = await app.Anyone().PostAsync("/api/v1/figures", content);

        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await answer.Content.ReadAsStringAsync()).ShouldContain("$.source");
    }

    [Fact]
    public async Task A_page_whose_address_cannot_be_read_says_which_part()
    {
        var answer = await app.Anyone().GetAsync("/places/33x");

        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await answer.Content.ReadAsStringAsync()).ShouldContain("不是地方代码");
    }

    [Fact]
    public async Task A_list_names_its_next_page_and_the_last_page_names_none()
    {
        var first = await app.Anyone().GetAsync("/api/v1/places?size=2&lang=en");
        var link = first.Headers.GetValues("Link").Single();
        link.ShouldEndWith(">; rel=\"next\"");

        var second = await app.Anyone().GetAsync(link[1..link.IndexOf('>')]);
        var page = JsonDocument.Parse(await second.Content.ReadAsStringAsync()).RootElement;

        page.GetProperty("rows").GetArrayLength().ShouldBe(1);
        page.GetProperty("total").GetInt64().ShouldBe(3);
        page.GetProperty("next").ValueKind.ShouldBe(JsonValueKind.Null);
        second.Headers.Contains("Link").ShouldBeFalse();
    }

    [Theory]
    [InlineData("/api/v1/places")]
    [InlineData("/places")]
    public async Task Asking_again_with_the_tag_sends_nothing_until_something_changes(string address)
    {
        var client = app.Anyone();
        var first = await client.GetAsync(address);
        first.Headers.ETag!.IsWeak.ShouldBeTrue();
        first.Headers.CacheControl!.Public.ShouldBeTrue();

        var again = new HttpRequestMessage(HttpMethod.Get, address);
        again.Headers.IfNoneMatch.Add(first.Headers.ETag!);
        var same = await client.SendAsync(again);

        same.StatusCode.ShouldBe(HttpStatusCode.NotModified);
        (await same.Content.ReadAsByteArrayAsync()).ShouldBeEmpty();
        var other = new HttpRequestMessage(HttpMethod.Get, address + "?q=nowhere");
        other.Headers.IfNoneMatch.Add(first.Headers.ETag!);
        (await client.SendAsync(other)).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/places")]
    [InlineData("/api/v1/places")]
    public async Task What_a_signed_in_person_sees_is_kept_by_nobody(string address)
    {
        var answer = await (await app.SignedIn(Role.Officer, new(960000000000))).GetAsync(address);

        answer.Headers.CacheControl!.NoStore.ShouldBeTrue();
        answer.Headers.CacheControl.Private.ShouldBeTrue();
    }

    [Fact]
    public async Task A_page_says_its_length_and_bears_a_tag_only_where_somebody_may_keep_it()
    {
        var (officer, anyone) = (await app.SignedIn(Role.Officer, new(960000000000)), app.Anyone());

        using var hers = await officer.GetAsync("/places");
        using var everybodys = await anyone.GetAsync("/places");

        hers.Headers.ETag.ShouldBeNull();
        everybodys.Headers.ETag.ShouldNotBeNull();
        foreach (var answer in new[] { hers, everybodys })
        {
            answer.Content.Headers.ContentLength.ShouldBe((await answer.Content.ReadAsByteArrayAsync()).Length);
        }
    }

    [Fact]
    public async Task The_document_says_of_every_operation_what_it_does_where_it_belongs_and_how_it_refuses()
    {
        var document = JsonDocument.Parse(await app.Anyone().GetStringAsync("/api/v1.json")).RootElement;
        var operations = document.GetProperty("paths").EnumerateObject().SelectMany(p => p.Value.EnumerateObject().Select(o => (Name: $"{o.Name} {p.Name}", Operation: o.Value))).ToList();

        operations.Where(o => !o.Operation.TryGetProperty("summary", out var said) || !said.GetString()!.Contains(' ')).Select(o => o.Name).ShouldBeEmpty("the use case's first sentence is missing");
        operations.Where(o => o.Operation.GetProperty("tags").GetArrayLength() != 1).Select(o => o.Name).ShouldBeEmpty();
        operations.Where(o => !o.Operation.GetProperty("responses").TryGetProperty("400", out _)).Select(o => o.Name).ShouldBeEmpty();
        operations.GroupBy(o => o.Operation.GetProperty("operationId").GetString()).Where(g => g.Count() > 1).Select(g => g.Key).ShouldBeEmpty("two operations bear one name");
        document.GetProperty("components").GetProperty("securitySchemes").EnumerateObject().Select(s => s.Name).ShouldBe(["key", "session"], ignoreOrder: true);
        var under = document.GetProperty("paths").GetProperty("/api/v1/places").GetProperty("get").GetProperty("parameters").EnumerateArray().First(p => p.GetProperty("name").GetString() == "under");
        under.GetProperty("schema").GetProperty("pattern").GetString().ShouldStartWith("^([0-9]{2}|");
    }

    /// <summary>SHANHAI_SNAPSHOTS=write writes the snapshot anew; its difference is then read as any other change.</summary>
    [Fact]
    public async Task The_document_is_the_one_that_was_agreed()
    {
        var file = Path.Combine(Sources.Root, "tests", "Shanhai.Tests", "Snapshots", "openapi.v1.json");
        var now = JsonNode.Parse(await app.Anyone().GetStringAsync("/api/v1.json"))!.ToJsonString(new JsonSerializerOptions { WriteIndented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping }) + "\n";
        if (Environment.GetEnvironmentVariable("SHANHAI_SNAPSHOTS") == "write")
        {
            await File.WriteAllTextAsync(file, now);
        }

        now.ShouldBe(await File.ReadAllTextAsync(file), "run this test with SHANHAI_SNAPSHOTS=write and look at what changed");
    }

    [Fact]
    public async Task The_reader_of_the_api_shows_every_operation_without_script()
    {
        var page = await app.Anyone().GetStringAsync("/api?lang=en");

        page.ShouldContain("GET /api/v1/places");
        page.ShouldContain("Lists places by subtree");
        page.ShouldNotContain("<script>");
    }

    [Theory]
    [InlineData("level=county&state=standing")]
    [InlineData("level=County&state=Standing")]
    [InlineData("level=COUNTY")]
    public async Task A_word_of_a_list_is_understood_as_the_answers_and_the_document_write_it(string question)
    {
        (await app.Anyone().GetAsync("/api/v1/places?" + question)).StatusCode.ShouldBe(HttpStatusCode.OK);
    }
}
