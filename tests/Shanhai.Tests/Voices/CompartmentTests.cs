using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Shanhai.Host.Clocks;
using Shanhai.Host.Security;
using Shanhai.Kernel;
using Shanhai.Tests.Host.Security;
using Shanhai.Voices;

namespace Shanhai.Tests.Voices;

/// <summary>
/// An accusation leaks nowhere to the accused body's people, its leaders or any administrator of it. The routes are those of the running program, so that one added
/// later is tried too: each is read by every role before and after accusations are filed, worked on, lapse and fail, and says the same; and each that takes the
/// accusation's id answers as it does for one that is not there.
/// </summary>
public sealed partial class CompartmentTests(VoiceCounty county) : IClassFixture<VoiceCounty>
{
    private const string Marker = "截留粮食补贴暗号";

    // What tells that the journal as such grew, for everybody alike: numbers of entries and the hash over all. Its rows are looked at for the accusation itself.
    private static readonly string[] ToldToAll = ["/journal", "/jobs", "/api/v1/journal", "/api/v1/jobs", "/health", "/metrics"];

    [Fact]
    public async Task No_route_of_the_program_tells_the_accused_bodys_people_of_an_accusation()
    {
        var routes = county.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>().ToList();
        var readers = await Readers();
        var discipline = await county.Acting(Role.Officer, VoiceCounty.Discipline);
        var place = VoiceCounty.Village;
        var other = await county.File(county.Anyone(), VoiceCounty.Filing("别的一件", place: place));
        await Jobs();
        var addresses = Addresses(routes, other.Id, place).ToList();
        addresses.Count.ShouldBeGreaterThan(60);

        var before = await ReadAll(readers, addresses);
        var filed = new List<FileVoice.Filed>();
        foreach (var kind in new[] { VoiceCounty.Agriculture, VoiceCounty.Agriculture, VoiceCounty.CountyGovernment })
        {
            filed.Add(await county.File(county.Anyone(), new { kind = VoiceKind.Accusation, category = "conduct", place = place.ToString(), text = Marker, name = "举报人暗号", accused = new[] { kind } }));
        }
        await VoiceCounty.Done(discipline, filed[0].Id, new { act = "register" });
        await VoiceCounty.Done(discipline, filed[0].Id, new { act = "accept" });
        // As if their time had run out long ago.
        await county.Do(async (services, actor) =>
        {
            var (db, ids) = (services.GetRequiredService<Shanhai.Host.Persistence.Db>(), filed.Select(f => f.Id.Value).ToList());
            await db.Clocks.Where(c => ids.Contains(c.Subject) && c.StoppedAt == null).ExecuteUpdateAsync(u => u.SetProperty(c => c.DueOn, new DateOnly(2026, 11, 1)).SetProperty(c => c.WatchOn, (DateOnly?)new DateOnly(2026, 11, 2)));
            var voices = filed.Select(f => f.Id).ToList();
            await db.Voices.Where(v => voices.Contains(v.Id) && v.Due < Voice.NoClock).ExecuteUpdateAsync(u => u.SetProperty(v => v.Due, new DateOnly(2026, 11, 1)));
        });
        await Jobs();
        (await county.Ask(db => db.VoiceFailures.CountAsync(f => f.Body == VoiceCounty.Discipline))).ShouldBeGreaterThan(0);
        (await discipline.GetStringAsync("/voices?tray=All")).ShouldContain(Marker, Case.Sensitive, "who holds it sees it, or nothing is proved");

        var after = await ReadAll(readers, addresses);
        var leaks = new List<string>();
        foreach (var (key, said) in after)
        {
            var secret = filed.SelectMany(f => new[] { f.Id.ToString(), f.Receipt, Receipt.Written(f.Receipt) }).Append(Marker).Append("举报人暗号").Where(s => said.Contains(s, StringComparison.Ordinal) && !before[key].Contains(s, StringComparison.Ordinal)).ToList();
            // A search repeats what it was asked for, before anything was filed too.
            // Auditors of the whole see that something is kept by a body, never of which kind or about whom.
            leaks.AddRange(secret.Select(s => $"{key} says {s}"));
            if (said != before[key] && !ToldToAll.Any(t => key.Split(' ')[1].StartsWith(t, StringComparison.Ordinal)))
            {
                // What differs from one reading to the next by itself tells nothing.
                var (who, address) = (key.Split(' ')[0], key.Split(' ', 2)[1]);
                var again = await ReadAll([.. readers.Where(r => r.Who == who)], [address]);
                leaks.AddRange(again[key] == said ? [$"{key} differs: {Difference(before[key], said)}"] : []);
            }
        }
        leaks.ShouldBeEmpty();
    }

    [Fact]
    public async Task Every_route_that_takes_its_id_answers_the_accused_as_for_one_that_is_not_there()
    {
        var routes = county.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>().Where(r => r.RoutePattern.RawText!.Contains("voices/{", StringComparison.Ordinal)).ToList();
        routes.Count.ShouldBeGreaterThan(8);
        var filed = await county.File(county.Anyone(), new { kind = VoiceKind.Accusation, category = "conduct", place = VoiceCounty.Village.ToString(), text = Marker, name = "举报人暗号", accused = new[] { VoiceCounty.Agriculture } });
        var missing = Id<Voice>.New(county.Clock);
        var leaks = new List<string>();
        foreach (var (who, client) in await Readers())
        {
            foreach (var route in routes)
            {
                foreach (var method in route.Metadata.GetMetadata<Microsoft.AspNetCore.Routing.IHttpMethodMetadata>()?.HttpMethods ?? [])
                {
                    var (real, none) = (await Answer(client, method, route, filed.Id), await Answer(client, method, route, missing));
                    if (real.Status != none.Status || real.Text.Replace(filed.Id.ToString(), "ID") != none.Text.Replace(missing.ToString(), "ID"))
                    {
                        leaks.Add($"{who} {method} {route.RoutePattern.RawText}: {real.Status} / {none.Status}");
                    }
                }
            }
        }

        leaks.ShouldBeEmpty();
        (await county.Ask(db => db.VoiceSteps.CountAsync(s => s.Voice == filed.Id))).ShouldBe(1);
    }

    /// <summary>Every role of the accused body, of one below it and one beside it, of the government and the petition office, administrators of the area, and the public.</summary>
    private async Task<IReadOnlyList<(string Who, HttpClient Client)>> Readers()
    {
        var readers = new List<(string, HttpClient)> { ("public", county.Anyone()) };
        foreach (var role in Enum.GetValues<Role>())
        {
            readers.Add(($"{role}@accused", await county.Acting(role, VoiceCounty.Agriculture)));
        }
        foreach (var (role, body) in new[] { (Role.Officer, VoiceCounty.AgricultureStation), (Role.Leader, VoiceCounty.CountyGovernment), (Role.SystemAdministrator, VoiceCounty.CountyGovernment), (Role.Officer, VoiceCounty.PetitionOffice), (Role.Leader, VoiceCounty.PetitionOffice) })
        {
            readers.Add(($"{role}@{body.ToString()[..8]}", await county.Acting(role, body)));
        }
        readers.Add(("Officer@area", await county.SignedIn(Role.Officer, VoiceCounty.County)));
        return readers;
    }

    private async Task Jobs()
    {
        await county.Strike(ClocksModule.Watch);
        await county.Strike(VoicesModule.Detect);
        await county.Strike(VoicesModule.Conclude);
    }

    private static IEnumerable<string> Addresses(IReadOnlyList<RouteEndpoint> routes, Id<Voice> voice, PlaceCode place)
    {
        foreach (var route in routes.Where(r => r.Metadata.GetMetadata<Microsoft.AspNetCore.Routing.IHttpMethodMetadata>()?.HttpMethods.Contains("GET") == true).Select(r => "/" + r.RoutePattern.RawText!.TrimStart('/')).Distinct())
        {
            if (route.Contains("**", StringComparison.Ordinal) || route.Contains("/lib/", StringComparison.Ordinal) || route is "/sign-out")
            {
                continue;
            }
            var address = Value().Replace(route, m => m.Groups[1].Value switch
            {
                "code" or "place" => place.ToString(),
                "year" => "2026",
                "step" or "number" => "1",
                "format" => "csv",
                "name" => "places",
                "id" when route.Contains("organisations", StringComparison.Ordinal) => VoiceCounty.Agriculture.ToString(),
                _ => voice.ToString(),
            });
            yield return address;
            // Lists are asked in the ways that would find or count it.
            if (!route.Contains('{', StringComparison.Ordinal) && route.Contains("voices", StringComparison.Ordinal))
            {
                yield return address + "?kind=Accusation";
                yield return address + $"?tray=All&under={place}&text={Uri.EscapeDataString(Marker)}";
                yield return address + $"?tray=Overdue&place={place}&category=conduct";
            }
            else if (route.Contains("search", StringComparison.Ordinal))
            {
                yield return address + "?q=" + Uri.EscapeDataString(Marker);
            }
        }
    }

    private static async Task<Dictionary<string, string>> ReadAll(IReadOnlyList<(string Who, HttpClient Client)> readers, IReadOnlyList<string> addresses)
    {
        var said = new Dictionary<string, string>();
        foreach (var (who, client) in readers)
        {
            foreach (var address in addresses)
            {
                using var answer = await client.GetAsync(address);
                said[$"{who} {address}"] = $"{(int)answer.StatusCode} {Clean(Packed.Is(answer.Content) ? await Packed.Text(answer.Content) : await answer.Content.ReadAsStringAsync())}";
            }
        }
        return said;
    }

    private static async Task<(HttpStatusCode Status, string Text)> Answer(HttpClient client, string method, RouteEndpoint route, Id<Voice> id)
    {
        var raw = "/" + route.RoutePattern.RawText!.TrimStart('/');
        var address = Value().Replace(raw, m => m.Groups[1].Value == "id" ? id.ToString() : "1");
        using var request = new HttpRequestMessage(new(method), address);
        if (method != "GET")
        {
            request.Content = raw.StartsWith("/api/", StringComparison.Ordinal)
                ? JsonContent.Create(new { act = "note", note = "x", reason = "x", words = "x", code = "x" })
                : new FormUrlEncodedContent(new Dictionary<string, string> { ["act"] = "Note", ["note"] = "x", ["why"] = "x", ["letter-why"] = "x", ["letter-code"] = "x", ["__RequestVerificationToken"] = await client.Token("/help") });
        }
        using var answer = await client.SendAsync(request);
        return (answer.StatusCode, Clean(await answer.Content.ReadAsStringAsync()));
    }

    // Tokens, nonces and reference numbers are new in every answer.
    private static string Clean(string text) => Fresh().Replace(text, "").Replace("\r", "");

    private static string Difference(string one, string other)
    {
        var at = one.Zip(other).TakeWhile(p => p.First == p.Second).Count();
        string Near(string s) => s.Substring(Math.Max(0, at - 60), Math.Min(140, s.Length - Math.Max(0, at - 60))).ReplaceLineEndings(" ");
        return string.Create(CultureInfo.InvariantCulture, $"“{Near(one)}” → “{Near(other)}”");
    }

    [GeneratedRegex(@"\{(\w+)[^}]*\}")]
    private static partial Regex Value();

    [GeneratedRegex("name=\"(?:__RequestVerificationToken|key)\" value=\"[^\"]*\"|\"traceId\":\\s*\"[^\"]*\"|nonce-[A-Za-z0-9+/=]+|content=\"CfDJ8[^\"]*\"")]
    private static partial Regex Fresh();
}
