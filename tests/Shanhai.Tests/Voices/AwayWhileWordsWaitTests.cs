using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net.Http.Json;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Shanhai.Host;
using Shanhai.Host.Persistence;
using Shanhai.Tests.Host.Persistence;
using Shanhai.Voices;

namespace Shanhai.Tests.Voices;

/// <summary>
/// A real database that goes away while what voices are found by still waits, longer than a few tries last; whatever TEST_DATABASE says, both. No voice that was acknowledged is lost, and each is
/// found once the database is back, without a new start.
/// </summary>
public sealed class AwayWhileWordsWaitTests
{
    // Longer than the first five tries, which end after ten seconds.
    private static readonly TimeSpan Absence = TimeSpan.FromSeconds(13);

    private sealed class On(string database) : VoiceCounty
    {
        protected override Settings Adjust(Settings settings) => settings with { Database = database };

        protected override async Task Fill()
        {
            await Do(async (services, _) => await services.GetRequiredService<Storage>().Migrate(services.GetRequiredService<Db>(), default));
            await base.Fill();
        }
    }

    [Fact]
    public async Task A_PostgreSQL_that_stops_while_words_wait_gets_them_when_it_is_back()
    {
        await using var cluster = await Cluster.Start();
        await using var app = new On(cluster.Database);
        await app.InitializeAsync();
        var acknowledged = new ConcurrentQueue<string>();
        var number = 0;
        // They send until the database has gone, so that words wait at that moment.
        var senders = Enumerable.Range(0, 16).Select(async _ =>
        {
            while (await Sent(app, $"v-{Interlocked.Increment(ref number)}") is { } receipt)
            {
                acknowledged.Enqueue(receipt);
            }
        }).ToList();
        await Until(async () => await Waiting(app) > 16);

        await cluster.Stop();
        await Task.WhenAll(senders);
        await Task.Delay(Absence, TimeProvider.System);
        await cluster.Restart();

        await Until(async () => await Waiting(app) == 0);
        var kept = await app.Ask(db => db.Voices.Select(v => v.Receipt).ToListAsync());
        acknowledged.Except(kept).ShouldBeEmpty();
    }

    [Fact]
    public async Task An_SQLite_file_that_is_held_while_words_wait_gets_them_when_it_is_free()
    {
        var folder = Directory.CreateTempSubdirectory("shanhai-held").FullName;
        try
        {
            await using var app = new On($"sqlite:{Path.Combine(folder, "shanhai.db")};Default Timeout=1");
            await app.InitializeAsync();
            await using var other = new SqliteConnection($"Data Source={Path.Combine(folder, "shanhai.db")};Pooling=false");
            await other.OpenAsync();
            var (number, held) = (0, false);
            var senders = Enumerable.Range(0, 16).Select(async _ =>
            {
                while (!Volatile.Read(ref held))
                {
                    await Sent(app, $"v-{Interlocked.Increment(ref number)}");
                }
            }).ToList();
            await Until(async () => await Waiting(app) > 16);

            await Execute(other, "BEGIN IMMEDIATE");
            Volatile.Write(ref held, true);
            (await Waiting(app)).ShouldBeGreaterThan(0, "nothing waited when the file was taken");
            await Task.Delay(Absence, TimeProvider.System);
            (await Waiting(app)).ShouldBeGreaterThan(0);
            await Execute(other, "ROLLBACK");

            await Task.WhenAll(senders);
            await Until(async () => await Waiting(app) == 0);
        }
        finally
        {
            SqliteConnection.ClearAllPools();
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>The receipt; null where it was not taken.</summary>
    private static async Task<string?> Sent(App app, string key)
    {
        using var answer = await app.Anyone().PostAsJsonAsync("/api/v1/voices", VoiceCounty.Filing($"诉求 {key}", key: key), VoiceCounty.Web);
        return answer.IsSuccessStatusCode ? (await answer.Content.ReadFromJsonAsync<FileVoice.Filed>(VoiceCounty.Web))!.Receipt : null;
    }

    private static Task<int> Waiting(App app) => app.Ask(async db => await db.Voices.CountAsync() - await db.VoiceWords.CountAsync());

    // By the real clock: the program waits between two tries.
    private static async Task Until(Func<Task<bool>> so)
    {
        for (var watch = Stopwatch.StartNew(); watch.Elapsed < TimeSpan.FromMinutes(1); await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System))
        {
            try
            {
                if (await so())
                {
                    return;
                }
            }
            // The first question after a restart may meet a connection of before.
            catch (Exception away) when (Trouble.Of(away) is not null)
            {
            }
        }
        Assert.Fail("It did not come about within a minute.");
    }

    private static async Task Execute(SqliteConnection connection, string sql)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync();
    }
}
