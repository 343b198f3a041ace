using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;
using Shanhai.Host.Persistence;
using Shanhai.Host.Security;
using Shanhai.Kernel;
using Shanhai.Places;
using Shanhai.Tests.Host.Security;
using Shanhai.Tests.Pairing;

namespace Shanhai.Tests.Host.Web;

/// <summary>
/// What no person types and a machine may send, to every route by which helpers, money, people, projects and land are moved: bodies that are no JSON or lack what they name, and values beyond every range. The routes and
/// their fields are those of the API's own document; whatever is sent is answered, or refused as a problem, and never with a fault.
/// </summary>
public sealed partial class BadCallsTests(BadCallsTests.Filled app) : IClassFixture<BadCallsTests.Filled>
{
    private static readonly string[] Mobilise = ["pairing", "books", "money", "enclaves", "postings", "programmes", "projects", "measures", "classes", "venues"];

    private static readonly string[] NoBodies = ["", "{", "[]", "null", "\"x\"", "7", "{\"\":", "\0", "{\"name\":\"\\ud800\"}", new string('[', 200)];

    private const string Largest = "79228162514264337593543950335";

    /// <summary>One place with one thing of every kind.</summary>
    public sealed class Filled : App
    {
        private static readonly PlaceCode County = 990104000000;

        public World World { get; private set; } = null!;

        protected override async Task Fill()
        {
            await Do(async (services, actor) =>
            {
                var db = services.GetRequiredService<Db>();
                db.Places.Add(new Place { Code = County, Level = County.Level, Name = "甲县", Pinyin = "jia", Initials = "j" });
                db.Record(actor, "test.places", "place:test");
                await RegisterStamp.Raise(db, null, default);
                await db.SaveChangesAsync();
                services.GetRequiredService<CurrentRegister>().Written();
                foreach (var (number, what) in Planted.All.Index())
                {
                    await what.Plant(services, actor, County, $"mark{number + 1:D5}x");
                }
            });
            World = await Ask(db => World.Of(db, [County]));
        }
    }

    [Fact]
    public async Task No_question_is_answered_with_a_fault_whatever_its_values()
    {
        var (officer, document) = (await app.SignedIn(Role.Officer, PlaceCode.Nation), await Document());
        var (faults, asked) = (new List<string>(), 0);
        foreach (var (route, operation) in Routes("GET", document))
        {
            var address = route.Calls(app.World).First().Split('?')[0];
            foreach (var parameter in operation.TryGetProperty("parameters", out var all) ? all.EnumerateArray().Where(p => p.GetProperty("in").GetString() == "query").ToArray() : [])
            {
                foreach (var value in Asked(TypeOf(parameter.GetProperty("schema"))))
                {
                    var question = $"{address}?{parameter.GetProperty("name").GetString()}={Uri.EscapeDataString(value)}";
                    await Judge(await officer.GetAsync(question), question, faults);
                    asked++;
                }
            }
        }

        faults.ShouldBeEmpty();
        asked.ShouldBeGreaterThan(400);
    }

    [Fact]
    public async Task No_body_is_answered_with_a_fault_whatever_stands_in_it()
    {
        var (officer, document) = (await app.SignedIn(Role.Officer, PlaceCode.Nation), await Document());
        var (faults, sent) = (new List<string>(), 0);
        foreach (var (route, operation) in Routes("POST", document))
        {
            var address = route.Calls(app.World).First();
            foreach (var body in NoBodies.Concat(Bodies(route, operation, document)))
            {
                using var content = new StringContent(body, Encoding.UTF8, "application/json");
                await Judge(await officer.PostAsync(address, content), $"POST {address} {body[..Math.Min(body.Length, 300)]}", faults);
                sent++;
            }
        }

        faults.ShouldBeEmpty();
        sent.ShouldBeGreaterThan(1000);
    }

    private async Task<JsonElement> Document() => JsonDocument.Parse(await app.Anyone().GetStringAsync("/api/v1.json")).RootElement;

    private static IEnumerable<(Route Route, JsonElement Operation)> Routes(string method, JsonElement document)
    {
        foreach (var route in Route.All.Where(r => r.Method == method && !r.Form && Mobilise.Any(m => r.Pattern.StartsWith("/api/v1/" + m, StringComparison.Ordinal))))
        {
            if (document.GetProperty("paths").TryGetProperty(Constraint().Replace(route.Pattern, ""), out var path) && path.TryGetProperty(method.ToLowerInvariant(), out var operation))
            {
                yield return (route, operation);
            }
        }
    }

    /// <summary>The route's own body, each time with another value for one of the fields that the document names.</summary>
    private static IEnumerable<string> Bodies(Route route, JsonElement operation, JsonElement document)
    {
        if (!operation.TryGetProperty("requestBody", out var asked) || !asked.GetProperty("content").TryGetProperty("application/json", out var json) || Named().Match(json.GetRawText()) is not { Success: true } name)
        {
            yield break;
        }
        var own = JsonSerializer.Serialize(route.Body ?? new { });
        var schema = document.GetProperty("components").GetProperty("schemas").GetProperty(name.Groups[1].Value);
        foreach (var field in schema.TryGetProperty("properties", out var fields) ? fields.EnumerateObject().ToArray() : [])
        {
            foreach (var value in Sent(TypeOf(field.Value)))
            {
                var body = JsonNode.Parse(own)!.AsObject();
                body[field.Name] = JsonNode.Parse(value);
                yield return body.ToJsonString();
            }
        }
    }

    private static string TypeOf(JsonElement schema)
    {
        var said = schema.TryGetProperty("type", out var type) ? type.GetRawText() : "";
        return schema.TryGetProperty("format", out var format) && format.GetString() == "date" ? "date" : new[] { "integer", "number", "array", "string" }.FirstOrDefault(said.Contains) ?? "";
    }

    private static string[] Asked(string type) => type switch
    {
        "integer" => ["-1", "0", "2147483647", "2147483648", "x"],
        "number" => ["-1", Largest, "1e400", "NaN"],
        "date" => ["0001-01-01", "9999-12-31", "2026-02-30"],
        "string" => ["\0", "'", "%_", "999999999999", "2147483648", new string('x', 4000)],
        _ => ["x", "-1"],
    };

    private static string[] Sent(string type) => type switch
    {
        "integer" => ["null", "-1", "2147483647", "9223372036854775807", "1e400"],
        "number" => ["null", "-1", Largest, "0.0000000000000000000000000001", "1e400"],
        "date" => ["null", "\"0001-01-01\"", "\"9999-12-31\"", "7"],
        "array" => ["null", "[null]", "[{}]", "[[]]", "\"x\""],
        "string" => ["null", "\"\"", "\"\\u0000\"", "7", $"\"{new string('x', 5000)}\""],
        _ => ["null", "{}", "[]", "\"x\"", "7"],
    };

    private static async Task Judge(HttpResponseMessage answered, string what, List<string> faults)
    {
        using var answer = answered;
        if ((int)answer.StatusCode >= 400 && ((int)answer.StatusCode >= 500 || answer.Content.Headers.ContentType?.MediaType != "application/problem+json"))
        {
            faults.Add($"{what[..Math.Min(what.Length, 400)]}: {(int)answer.StatusCode} {await answer.Content.ReadAsStringAsync()}");
        }
    }

    [GeneratedRegex(@":\w+(?=\})")]
    private static partial Regex Constraint();

    [GeneratedRegex("#/components/schemas/([A-Za-z0-9_.]+)")]
    private static partial Regex Named();
}

public sealed class BeyondReckoningTests(PairedCounty app) : IClassFixture<PairedCounty>
{
    [Fact]
    public async Task A_day_or_a_sum_beyond_all_reckoning_is_refused_at_its_field()
    {
        var campaign = await app.Campaign();
        (await app.Publish((await app.Solve(campaign)).Id)).Problem.ShouldBeNull();
        var pair = "/api/v1/pairing/partnerships/" + (await app.Published(campaign))[0].Id;
        var officer = await app.SignedIn(Role.Officer, PairedCounty.County);

        foreach (var (address, body, field) in new[]
        {
            ("/api/v1/pairing/campaigns", """{"preset":"enterprises","name":"x","place":"990101000000","from":"9999-12-31","villages":["990101101201"]}""", "from"),
            (pair + "/sign", """{"on":"2026-11-23","pledged":79228162514264337593543950335}""", "pledged"),
            (pair + "/contributions", """{"what":"money","amount":79228162514264337593543950335,"on":"2026-11-23"}""", "amount"),
            (pair + "/renew", """{"to":"9999-12-31"}""", "renewTo"),
            ("/api/v1/postings/batches", """{"kind":"instructor","name":"x","place":"990101000000","from":"9999-12-31","document":"x"}""", "from"),
            ("/api/v1/programmes", """{"kind":"weak-villages","code":"X","name":"x","place":"990101000000","from":"2026-01-01","to":"9999-12-31","basis":"x","budget":1}""", "to"),
            ("/api/v1/programmes", """{"kind":"weak-villages","code":"X","name":"x","place":"990101000000","from":"2026-01-01","to":"2026-12-31","basis":"x","budget":79228162514264337593543950335}""", "budget"),
        })
        {
            using var content = new StringContent(body, Encoding.UTF8, "application/json");
            using var answer = await officer.PostAsync(address, content);
            var said = await answer.Content.ReadAsStringAsync();

            answer.StatusCode.ShouldBe(System.Net.HttpStatusCode.UnprocessableEntity, $"{address} {said}");
            said.ShouldContain($"\"{field}\"");
        }
    }

    [Fact]
    public async Task Addresses_from_the_first_day_there_is_to_the_last_are_answered()
    {
        using var officer = await app.SignedIn(Role.Officer, PairedCounty.County);
        using var auditor = await app.SignedIn(Role.Auditor, PairedCounty.County);

        foreach (var (who, address) in new[]
        {
            (officer, "/voices?from=0001-01-01&to=9999-12-31"), (auditor, "/journal?from=0001-01-01&to=9999-12-31"), (officer, "/api/v1/overview?year=99999"), (officer, "/api/v1/places/990101101201/figures?from=-5&to=99999"),
        })
        {
            using var answer = await who.GetAsync(address);
            ((int)answer.StatusCode).ShouldBeOneOf([200, 404, 422], address);
        }
    }

    [Fact]
    public async Task A_row_of_a_table_that_is_no_row_is_refused()
    {
        using var content = new StringContent("""{"rows":[null]}""", Encoding.UTF8, "application/json");

        using var answer = await (await app.SignedIn(Role.Officer, PairedCounty.County)).PostAsync("/api/v1/pairing/resources/import", content);

        answer.StatusCode.ShouldBe(System.Net.HttpStatusCode.UnprocessableEntity);
    }
}
