using System.Globalization;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Shanhai.Host.Security;
using Shanhai.Kernel;
using Shanhai.Receptions;
using Shanhai.Tests.Host.Security;
using Shanhai.Tests.Receptions;
using Shanhai.Voices;

namespace Shanhai.Tests.Voices;

/// <summary>
/// An accusation leaks nowhere to the accused body's people, its leaders or any administrator of it. The routes are those of the running program, so that one added
/// later is tried too: each is read by every role before and after accusations are filed, booked for a reception day, worked on, lapse and fail, and says the same. What
/// their own ids are answered with is tried in <see cref="HiddenIdsTests"/>.
/// </summary>
public sealed class CompartmentTests(ReceptionCounty county) : IClassFixture<ReceptionCounty>
{
    private const string Marker = Compartment.Marker;

    // What tells that the journal as such grew, for everybody alike: numbers of entries and the hash over all. Its rows are looked at for the accusation itself.
    private static readonly string[] ToldToAll = ["/journal", "/jobs", "/api/v1/journal", "/api/v1/jobs", "/health", "/metrics"];

    [Fact]
    public async Task No_route_of_the_program_tells_the_accused_bodys_people_of_an_accusation()
    {
        var routes = county.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>().ToList();
        // The accused body's people sit in a room of a reception day.
        var day = await county.Opened();
        await county.Ask(db => db.ReceptionRooms.Where(r => r.Reception == day && r.Subject == "general").ExecuteUpdateAsync(u => u.SetProperty(r => r.Body, VoiceCounty.Agriculture)));
        var one = await county.Book(await county.Officer(), day, "别的一件事", way: CaseWay.Door);
        var readers = await Compartment.Readers(county);
        var discipline = await county.Acting(Role.Officer, VoiceCounty.Discipline);
        var place = VoiceCounty.Village;
        var other = await county.File(county.Anyone(), VoiceCounty.Filing("别的一件", place: place));
        await Compartment.Jobs(county);
        var addresses = Addresses(routes, other.Id, day, one.Id, place).ToList();
        addresses.Count.ShouldBeGreaterThan(60);

        var before = await ReadAll(readers, addresses);
        var filed = new List<FileVoice.Filed>();
        foreach (var kind in new[] { VoiceCounty.Agriculture, VoiceCounty.Agriculture, VoiceCounty.CountyGovernment })
        {
            filed.Add(await county.File(county.Anyone(), new { kind = VoiceKind.Accusation, category = "conduct", place = place.ToString(), text = Marker, name = "举报人暗号", accused = new[] { kind } }));
        }
        var heard = await county.Book(county.Anyone(), day, Marker, "conduct", CaseWay.Web, VoiceKind.Accusation, new[] { VoiceCounty.Agriculture.ToString() });
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
        await Compartment.Jobs(county);
        (await county.Ask(db => db.VoiceFailures.CountAsync(f => f.Body == VoiceCounty.Discipline))).ShouldBeGreaterThan(0);
        (await discipline.GetStringAsync("/voices?tray=All")).ShouldContain(Marker, Case.Sensitive, "who holds it sees it, or nothing is proved");

        var after = await ReadAll(readers, addresses);
        var leaks = new List<string>();
        foreach (var (key, said) in after)
        {
            var secret = filed.SelectMany(f => new[] { f.Id.ToString(), f.Receipt, Receipt.Written(f.Receipt) }).Concat([heard.Id.ToString(), heard.Receipt, Receipt.Written(heard.Receipt), Marker, "举报人暗号"]).Where(s => said.Contains(s, StringComparison.Ordinal) && !before[key].Contains(s, StringComparison.Ordinal)).ToList();
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

    private static IEnumerable<string> Addresses(IReadOnlyList<RouteEndpoint> routes, Id<Voice> voice, Id<Reception> day, Id<ReceptionCase> one, PlaceCode place)
    {
        foreach (var route in routes.Where(r => r.Metadata.GetMetadata<Microsoft.AspNetCore.Routing.IHttpMethodMetadata>()?.HttpMethods.Contains("GET") == true).Select(r => "/" + r.RoutePattern.RawText!.TrimStart('/')).Distinct())
        {
            if (route.Contains("**", StringComparison.Ordinal) || route.Contains("/lib/", StringComparison.Ordinal) || route is "/sign-out")
            {
                continue;
            }
            var address = Compartment.Value().Replace(route, m => m.Groups[1].Value switch
            {
                "code" or "place" => place.ToString(),
                "year" => "2026",
                "step" or "number" => "1",
                "format" => "csv",
                "name" => "places",
                "id" when route.Contains("organisations", StringComparison.Ordinal) => VoiceCounty.Agriculture.ToString(),
                "id" when route.Contains("receptions/cases", StringComparison.Ordinal) => one.ToString(),
                "id" when route.Contains("receptions", StringComparison.Ordinal) => day.ToString(),
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
                said[$"{who} {address}"] = $"{(int)answer.StatusCode} {Compartment.Clean(Packed.Is(answer.Content) ? await Packed.Text(answer.Content) : await answer.Content.ReadAsStringAsync())}";
            }
        }
        return said;
    }

    private static string Difference(string one, string other)
    {
        var at = one.Zip(other).TakeWhile(p => p.First == p.Second).Count();
        string Near(string s) => s.Substring(Math.Max(0, at - 60), Math.Min(140, s.Length - Math.Max(0, at - 60))).ReplaceLineEndings(" ");
        return string.Create(CultureInfo.InvariantCulture, $"“{Near(one)}” → “{Near(other)}”");
    }
}
