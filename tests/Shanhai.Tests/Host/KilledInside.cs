using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Shanhai.Host.Security;
using Shanhai.Kernel;
using Shanhai.Tests.Host.Journal;
using Shanhai.Tests.Host.Persistence;
using Shanhai.Tests.Voices;

namespace Shanhai.Tests.Host;

/// <summary>
/// The real server, killed without warning inside one write, early and late in it (<see cref="SlowRows"/>): what it had acknowledged is there, what it had not is there whole or not at all, and sending it again
/// is all that is to be done.
/// </summary>
/// <param name="token">Of a key that may write it.</param>
/// <param name="table">One of the last that a write fills, with so many rows.</param>
internal sealed class KilledInside(App app, ITestOutputHelper output, string token, string table, int rows)
{
    /// <summary>So many writes are sent, each of them another.</summary>
    public const int Writes = 2 * Kills;

    private const int Kills = 3, Seed = 20261201;
    private static readonly TimeSpan Takes = TimeSpan.FromMilliseconds(600), Arriving = TimeSpan.FromMilliseconds(100);

    /// <summary>A key of an officer of the place, for some verbs.</summary>
    public static async Task<string> Key(App app, PlaceCode place, params string[] verbs)
    {
        var officer = await app.SignedIn(Role.Officer, place);
        using var answer = await officer.PostAsJsonAsync("/api/v1/keys", new { name = "machine", verbs, place = place.ToString(), days = 3 });
        var said = await answer.Content.ReadAsStringAsync();
        answer.IsSuccessStatusCode.ShouldBeTrue(said);
        return JsonSerializer.Deserialize<JsonElement>(said).GetProperty("token").GetString()!;
    }

    /// <param name="write">Sends one of the writes.</param>
    /// <param name="isThere">Whether one of them is there; first of all it looks whether everything fits together.</param>
    /// <param name="already">The code by which one that was done already is refused; null: it is done once more.</param>
    public async Task Look(Func<HttpClient, int, Task<HttpResponseMessage>> write, Func<int, Task<bool>> isThere, string? already)
    {
        var (random, unanswered, inside) = (new Random(Seed), new List<int>(), 0);
        await SlowRows.Begin(app, table, rows, Takes);
        for (var kill = 0; kill < Kills; kill++)
        {
            using var server = await Serving.Start(app);
            using var client = At(server);
            // The first is answered, so that no cold program is killed before it has begun.
            await Send(write, client, 2 * kill, null);
            (await isThere(2 * kill)).ShouldBeTrue("what was acknowledged is lost");
            var sent = write(client, 2 * kill + 1);
            var moment = (kill + random.NextDouble()) / Kills;
            await Task.WhenAny(sent, Task.Delay(Arriving + (Takes - Arriving) * moment, TimeProvider.System));
            server.Process.Kill();
            await server.Process.WaitForExitAsync();
            if (await IsAcknowledged(sent))
            {
                (await isThere(2 * kill + 1)).ShouldBeTrue("what was acknowledged is lost");
            }
            else
            {
                await isThere(2 * kill + 1);
                unanswered.Add(2 * kill + 1);
            }
        }

        using (var server = await Serving.Start(app))
        using (var client = At(server))
        {
            foreach (var one in unanswered)
            {
                inside += await Send(write, client, one, already) ? 1 : 0;
            }
        }
        await SlowRows.End(app, table);
        for (var one = 0; one < Writes; one++)
        {
            (await isThere(one)).ShouldBeTrue();
        }
        output.WriteLine($"{Kills} kills, {unanswered.Count} before the answer, {inside} of them before the commit");
        inside.ShouldBeGreaterThan(0, "every kill came too late to be a test");
        await app.Seal();
        (await app.Verify()).Whole.ShouldBeTrue();
        if (TestDatabase.IsSqlite)
        {
            (await app.Ask(db => db.Database.SqlQueryRaw<string>("SELECT integrity_check AS \"Value\" FROM pragma_integrity_check").SingleAsync())).ShouldBe("ok");
        }
    }

    private HttpClient At(Serving server) => new() { BaseAddress = server.Address, DefaultRequestHeaders = { Authorization = new("Bearer", token) } };

    /// <summary>Whether it was done now; else it had been done before.</summary>
    private static async Task<bool> Send(Func<HttpClient, int, Task<HttpResponseMessage>> write, HttpClient client, int one, string? already)
    {
        using var answer = await write(client, one);
        var said = await answer.Content.ReadAsStringAsync();
        (answer.IsSuccessStatusCode || already is not null && said.Contains($"\"{already}\"", StringComparison.Ordinal)).ShouldBeTrue(said);
        return answer.IsSuccessStatusCode;
    }

    private static async Task<bool> IsAcknowledged(Task<HttpResponseMessage> sent)
    {
        try
        {
            using var answer = await sent;
            return answer.IsSuccessStatusCode;
        }
        catch (Exception gone) when (gone is HttpRequestException or OperationCanceledException)
        {
            return false;
        }
    }
}
