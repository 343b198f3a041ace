using System.Collections.Concurrent;
using System.Net.Http.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Shanhai.Tests.Host.Journal;
using Shanhai.Voices;

namespace Shanhai.Tests.Voices;

/// <summary>
/// The real server, killed without warning a dozen times while sixteen people send voices: what it acknowledged is there, once; what it did not answer is
/// sent again under its own key and is then there once too.
/// </summary>
public sealed class KilledIntakeTests(RealTimeCounty app, ITestOutputHelper output) : IClassFixture<RealTimeCounty>
{
    // As often on either database: on SQLite the killed process was writing the file itself, on PostgreSQL it takes voices in by another way (Db.WriteTogether).
    private const int Clients = 16, Kills = 12, Seed = 20261130;

    [Fact]
    public async Task No_acknowledged_voice_is_lost_and_none_is_there_twice()
    {
        var random = new Random(Seed);
        var (acknowledged, open) = (new ConcurrentDictionary<string, FileVoice.Filed>(), new ConcurrentQueue<string>());
        var (number, cut) = (0, 0);
        for (var kill = 1; kill <= Kills; kill++)
        {
            using var server = await Serving.Start(app);
            using var client = new HttpClient { BaseAddress = server.Address };
            // The first is answered, so that a cold program is not killed in its first request every time.
            await Send(client, $"first-{kill}", acknowledged);
            using var ended = new CancellationTokenSource();
            var senders = Enumerable.Range(0, Clients).Select(async _ =>
            {
                while (!ended.IsCancellationRequested)
                {
                    // First of all what got no answer last time.
                    var key = open.TryDequeue(out var again) ? again : $"voice-{Interlocked.Increment(ref number)}";
                    try
                    {
                        await Send(client, key, acknowledged);
                    }
                    catch (Exception gone) when (gone is HttpRequestException or OperationCanceledException)
                    {
                        open.Enqueue(key);
                        return;
                    }
                }
            }).ToList();
            await Task.Delay(TimeSpan.FromMilliseconds(150 + random.Next(500)), TimeProvider.System);
            server.Process.Kill();
            await server.Process.WaitForExitAsync();
            await ended.CancelAsync();
            await Task.WhenAll(senders);
            cut += open.Count;
        }

        // Whoever never got an answer sends once more.
        using (var server = await Serving.Start(app))
        using (var client = new HttpClient { BaseAddress = server.Address })
        {
            while (open.TryDequeue(out var key))
            {
                await Send(client, key, acknowledged);
            }
        }
        var kept = await app.Ask(db => db.Voices.AsNoTracking().Select(v => new { v.ClientKey, v.Receipt, v.Id }).ToListAsync());
        output.WriteLine($"{Kills} kills, {acknowledged.Count} voices acknowledged, {cut} requests cut off");
        kept.Count.ShouldBe(acknowledged.Count);
        kept.Select(k => k.ClientKey!).ShouldBeUnique();
        foreach (var voice in kept)
        {
            acknowledged[voice.ClientKey!].Receipt.ShouldBe(voice.Receipt);
        }
        var ids = kept.Select(k => VoicesModule.Subject + ":" + k.Id).ToHashSet();
        var entries = await app.Ask(db => db.Journal.Where(e => e.Verb == VoicesModule.File).Select(e => e.Subject).ToListAsync());
        entries.Count.ShouldBe(ids.Count);
        entries.ToHashSet().SetEquals(ids).ShouldBeTrue();
        (await app.Ask(db => db.Clocks.CountAsync(c => c.SubjectKind == VoicesModule.Subject))).ShouldBe(kept.Count);
        (await app.Ask(db => db.VoiceSteps.CountAsync())).ShouldBe(kept.Count);
        // What they are found by follows, also what the killed ones had not written any more.
        await app.Do(async (services, _) =>
        {
            await services.GetRequiredService<LateWords>().CatchUp();
            await services.GetRequiredService<LateWords>().Finish();
        });
        (await app.Ask(db => db.VoiceWords.CountAsync())).ShouldBe(kept.Count);
        await app.Seal();
        (await app.Verify()).Whole.ShouldBeTrue();
        cut.ShouldBeGreaterThan(Kills / 2, "most kills came while nobody was sending");
        acknowledged.Count.ShouldBeGreaterThan(Kills * 2, "every kill came before anything was going on");
    }

    private static async Task Send(HttpClient client, string key, ConcurrentDictionary<string, FileVoice.Filed> acknowledged)
    {
        using var answer = await client.PostAsJsonAsync("/api/v1/voices", VoiceCounty.Filing($"诉求 {key}", key: key), VoiceCounty.Web);
        answer.IsSuccessStatusCode.ShouldBeTrue(await answer.Content.ReadAsStringAsync());
        acknowledged[key] = (await answer.Content.ReadFromJsonAsync<FileVoice.Filed>(VoiceCounty.Web))!;
    }
}
