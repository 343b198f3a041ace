using System.Net;
using System.Net.Http.Json;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Shanhai.Host.Persistence;
using Shanhai.Host.Security;
using Shanhai.Kernel;
using Shanhai.Organisations;
using Shanhai.Receptions;
using Shanhai.Tests.Host.Security;
using Shanhai.Tests.Receptions;
using Shanhai.Voices;

namespace Shanhai.Tests.Voices;

/// <summary>
/// The real ids of an accusation and of everything that belongs to it (a picture, a letter, a failure, its case on a reception day, its entry of the journal), put where the routes of the running
/// program take one: whoever is kept out of it is answered as for ids of nothing. Whoever holds it is not, which shows that these are the right ids in the right places.
/// </summary>
public sealed class HiddenIdsTests(ReceptionCounty county) : IClassFixture<ReceptionCounty>
{
    private static readonly string[] Folders = ["voices/", "receptions/", "open311/", "journal/"];
    private static readonly string[] Taken = ["id", "file", "step", "number"];

    private sealed record Ids(string Voice, string Receipt, string File, string Step, string Failure, string Case, string Entry)
    {
        public string Named(string text) => new[] { (Voice, "VOICE"), (Receipt, "RECEIPT"), (Shanhai.Voices.Receipt.Written(Receipt), "RECEIPT"), (File, "FILE"), (Failure, "FAILURE"), (Case, "CASE") }
            .Aggregate(text.Replace($"/journal/{Entry}", "/journal/ENTRY", StringComparison.Ordinal).Replace($"%2Fjournal%2F{Entry}", "%2Fjournal%2FENTRY", StringComparison.Ordinal), (said, id) => said.Replace(id.Item1, id.Item2, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Whoever_is_kept_out_is_answered_for_its_real_ids_as_for_ids_of_nothing()
    {
        var (day, real) = await Hide();
        var none = Nothing(real);
        var visible = await county.File(county.Anyone(), VoiceCounty.Filing("看得见的一件"));
        var readers = await Compartment.Readers(county);
        var holders = new[] { await county.Acting(Role.Officer, VoiceCounty.Discipline), await county.Acting(Role.Auditor, VoiceCounty.Discipline) };
        var routes = county.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .SelectMany(e => e.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods ?? [], (e, method) => (Method: method, Route: "/" + e.RoutePattern.RawText!.TrimStart('/')))
            .Where(r => Folders.Any(f => r.Route.Contains(f, StringComparison.Ordinal)) && Compartment.Value().Matches(r.Route).Any(m => Taken.Contains(m.Groups[1].Value))).Distinct().ToList();
        routes.Count.ShouldBeGreaterThan(50);
        var steps = await county.Ask(db => db.VoiceSteps.CountAsync());
        var leaks = new List<string>();
        foreach (var (who, client) in readers)
        {
            var token = await client.Token("/help");
            foreach (var (method, route) in routes)
            {
                await Compare($"{method} {route}", ids => Answer(client, method, route, ids, token));
            }
            // Found by its code, counted and completed while somebody types: as for a code that was never given.
            foreach (var asked in new[] { "/voices/", "/search?q=", "/search/suggest?q=", "/api/v1/places/search?q=", "/notices?q=", "/voices?tray=All&text=", "/api/v1/voices?text=", "/voices/export?format=csv&tray=All&text=" })
            {
                await Compare(asked + "RECEIPT", ids => Get(client, asked + ids.Receipt));
                await Compare(asked + "VOICE", ids => Get(client, asked + ids.Voice));
            }
            await Compare("bulk", ids => Send(client, "/voices/bulk", new FormUrlEncodedContent(new Dictionary<string, string> { ["act"] = "Urge", ["note"] = "x", ["pick"] = ids.Voice + ".0", ["__RequestVerificationToken"] = token })));
            await Compare("linked", ids => Send(client, $"/api/v1/voices/{visible.Id}/steps", JsonContent.Create(new { act = "link", other = ids.Receipt })));
            await Compare("booked at the door", ids => Send(client, $"/api/v1/receptions/{day}/bookings", JsonContent.Create(new { way = "Door", receipt = ids.Receipt })));
            (await Send(client, "/api/v1/voices/similar", JsonContent.Create(new { text = Compartment.Marker, place = VoiceCounty.Village.ToString(), category = "conduct" }))).Text.ShouldNotContain(real.Voice);

            async Task Compare(string what, Func<Ids, Task<(HttpStatusCode Status, string Text)>> ask)
            {
                var (hidden, nothing) = (await ask(real), await ask(none));
                if (hidden.Status != nothing.Status || real.Named(hidden.Text) != none.Named(nothing.Text))
                {
                    leaks.Add($"{who} {what}: {hidden.Status} / {nothing.Status}");
                }
            }
        }

        leaks.ShouldBeEmpty();
        (await county.Ask(db => db.VoiceSteps.CountAsync())).ShouldBe(steps, "and nothing was done to it");
        var opened = new List<string>();
        foreach (var route in routes.Where(r => r.Method == "GET").Select(r => r.Route))
        {
            foreach (var holder in holders)
            {
                opened.AddRange((await Answer(holder, "GET", route, real, "")).Status == HttpStatusCode.OK ? [route] : []);
            }
        }
        opened.Distinct().Count().ShouldBeGreaterThanOrEqualTo(9, "those who hold it open: " + string.Join(", ", opened));
    }

    /// <summary>An accusation that was booked for a reception day, lapsed, failed, was registered and accepted with its letter; with a picture.</summary>
    private async Task<(Id<Reception> Day, Ids Ids)> Hide()
    {
        var day = await county.Opened();
        await Sits(day, "discipline", VoiceCounty.Discipline);
        await Sits(day, "general", VoiceCounty.Agriculture);
        var heard = await county.Book(county.Anyone(), day, Compartment.Marker, "conduct", CaseWay.Web, VoiceKind.Accusation, new[] { VoiceCounty.Agriculture.ToString() });
        var id = (await county.Case(heard.Id)).Voice;
        await county.Do(async (services, _) =>
        {
            var db = services.GetRequiredService<Db>();
            await db.Clocks.Where(c => c.Subject == id.Value && c.StoppedAt == null).ExecuteUpdateAsync(u => u.SetProperty(c => c.DueOn, new DateOnly(2026, 11, 1)).SetProperty(c => c.WatchOn, (DateOnly?)new DateOnly(2026, 11, 2)));
        });
        await Compartment.Jobs(county);
        using var form = Pictures.Form(new() { ["receipt"] = heard.Receipt, ["pin"] = heard.Pin!, ["words"] = "照片" }, ("a.png", Pictures.Png()));
        (await county.Anyone().PostAsync("/api/v1/voices/own-files", form)).IsSuccessStatusCode.ShouldBeTrue();
        var discipline = await county.Acting(Role.Officer, VoiceCounty.Discipline);
        await VoiceCounty.Done(discipline, id, new { act = "register" });
        var accepted = await VoiceCounty.Done(discipline, id, new { act = "accept" });
        var subject = VoicesModule.Subject + ":" + id;
        return (day, new(id.ToString(), heard.Receipt, (await county.Ask(db => db.VoiceFiles.Where(f => f.Voice == id).Select(f => f.Id).SingleAsync())).ToString(), $"{accepted.Step}",
            (await county.Ask(db => db.VoiceFailures.Where(f => f.Voice == id).Select(f => f.Id).SingleAsync())).ToString(), heard.Id.ToString(),
            $"{await county.Ask(db => db.Journal.Where(e => e.Subject == subject).Select(e => e.Number).MinAsync())}"));
    }

    private Task<int> Sits(Id<Reception> day, string subject, Id<Organisation> body) =>
        county.Ask(db => db.ReceptionRooms.Where(r => r.Reception == day && r.Subject == subject).ExecuteUpdateAsync(u => u.SetProperty(r => r.Body, (Id<Organisation>?)body)));

    private Ids Nothing(Ids like) =>
        new(Id<Voice>.New(county.Clock).ToString(), Receipt.New(), Id<Voice>.New(county.Clock).ToString(), like.Step, Id<Voice>.New(county.Clock).ToString(), Id<Voice>.New(county.Clock).ToString(), "900000001");

    private static string Address(string route, Ids ids) => Compartment.Value().Replace(route, m => m.Groups[1].Value switch
    {
        "id" when route.Contains("/failures/", StringComparison.Ordinal) => ids.Failure,
        "id" when route.Contains("/cases/", StringComparison.Ordinal) => ids.Case,
        "id" => ids.Voice,
        "file" => ids.File,
        "step" => ids.Step,
        "number" => ids.Entry,
        "format" => "json",
        _ => "1",
    });

    private static Task<(HttpStatusCode Status, string Text)> Answer(HttpClient client, string method, string route, Ids ids, string token)
    {
        var address = Address(route, ids);
        if (method == "GET")
        {
            return Get(client, address);
        }
        return Send(client, address, route.StartsWith("/api/", StringComparison.Ordinal) && !route.EndsWith("/files", StringComparison.Ordinal)
            ? JsonContent.Create(new { act = "note", note = "x", reason = "x", words = "x", code = "x", text = "x", peer = "x", outcome = "explained", judgement = "excused", owner = "x", why = "x", adopted = true, answer = "x", result = "x" })
            : new FormUrlEncodedContent(new Dictionary<string, string>
            {
                ["act"] = "Note", ["note"] = "x", ["why"] = "x", ["letter-why"] = "x", ["letter-code"] = "x", ["text"] = "x", ["peer"] = "x", ["words"] = "x", ["outcome"] = "Explained", ["judgement"] = "Excused",
                ["owner"] = "x", ["do"] = "record", ["answer"] = "x", ["adopted"] = "true", ["__RequestVerificationToken"] = token,
            }));
    }

    private static async Task<(HttpStatusCode Status, string Text)> Get(HttpClient client, string address)
    {
        using var answer = await client.GetAsync(address);
        return (answer.StatusCode, Compartment.Clean(Packed.Is(answer.Content) ? await Packed.Text(answer.Content) : await answer.Content.ReadAsStringAsync()));
    }

    private static async Task<(HttpStatusCode Status, string Text)> Send(HttpClient client, string address, HttpContent content)
    {
        using (content)
        {
            using var answer = await client.PostAsync(address, content);
            return (answer.StatusCode, Compartment.Clean(await answer.Content.ReadAsStringAsync()));
        }
    }
}
