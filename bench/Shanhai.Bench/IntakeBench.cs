using System.Data.Common;
using System.Diagnostics;
using System.Globalization;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Shanhai.Host;
using Shanhai.Host.Persistence;
using Shanhai.Host.Security;
using Shanhai.Kernel;
using Shanhai.Organisations;
using Shanhai.Places;
using Shanhai.Voices;

namespace Shanhai.Bench;

/// <summary>
/// How many voices a second reach the disk from sixteen people at once, each answered after its commit; beside it, in the same run, one bare row from each of
/// sixteen connections with the same durability.
/// </summary>
internal static class IntakeBench
{
    private const int Clients = 16, Villages = 2_000;

    private static readonly string[] Bare =
    [
        "CREATE TABLE bare (id TEXT PRIMARY KEY, place BIGINT NOT NULL, body TEXT NOT NULL, at TEXT NOT NULL)",
        "INSERT INTO bare (id, place, body, at) VALUES (@id, @place, @body, @at)",
    ];

    public static async Task Run(int seconds)
    {
        var report = new Report("intake", "Durable intake of voices",
            $"""
            The use case `FileVoice` in the program's own process, {Clients} clients that each wait for their answer before they send the next voice: validated, office found, statutory clock reckoned, identity sealed, receipt and PIN
            made, five rows and the journal entry written, answered after the commit. What a voice is found by follows while many come at once; how long it took to catch up after the end is shown. SQLite with synchronous=FULL; PostgreSQL on the same machine in a cluster of its own with fsync on and synchronous_commit=on, its own
            processor time not counted. The bare row: one INSERT of the same text into a table of four columns and a commit, from {Clients} connections with the same settings; on SQLite its writers stand in line as the program's do,
            so that none meets a busy file. {seconds} s each after {seconds / 2} s of warming up, taken in turn three times, the best of each shown. On SQLite the log is brought home beside the writers, as in `serve`.
            Run with `dotnet run -c Release --project bench/Shanhai.Bench -- intake`.
            """);
        report.Row("database", "voices a second", "median", "p99", "longest", "bare rows a second", "ratio", "processor for each voice", "found by search, after the last", "aim", "reached");
        foreach (var kind in Store.Kinds)
        {
            await using var store = await Store.Fresh(kind);
            await using var provider = Composition.Services(new Settings { Folder = store.Folder, Database = store.Database }).BuildServiceProvider();
            await Fill(provider);
            await Execute(kind, store, Bare[0]);
            // What serves voices has it too; there is none on PostgreSQL.
            var log = provider.GetService<SqliteLog>();
            await (log?.StartAsync(default) ?? Task.CompletedTask);
            var (best, bare, behind, late) = ((Figures?)null, 0.0, TimeSpan.Zero, provider.GetRequiredService<LateWords>());
            for (var turn = 0; turn < 3; turn++)
            {
                var voices = await Voices(provider, turn, seconds);
                best = best is null || voices.PerSecond > best.PerSecond ? voices : best;
                var watch = Stopwatch.StartNew();
                await late.Finish();
                behind = watch.Elapsed > behind ? watch.Elapsed : behind;
                bare = Math.Max(bare, (await Rows(kind, store, turn, seconds)).PerSecond);
            }
            report.Row(kind, $"{best!.PerSecond:N0}", Milliseconds(best.At(0.5)), Milliseconds(best.At(0.99)), Milliseconds(best.At(1)), $"{bare:N0}",
                string.Create(CultureInfo.InvariantCulture, $"{best.PerSecond / bare:0.00}"), string.Create(CultureInfo.InvariantCulture, $"{best.Processor.TotalMilliseconds * 1000 / best.Count:0} µs"), Report.Seconds(behind), "2,500 a second; p99 30 ms; ratio 0.5",
                string.Join("; ", new[] { best.PerSecond >= 2500, best.At(0.99) <= TimeSpan.FromMilliseconds(30), best.PerSecond / bare >= 0.5 }.Select(r => r ? "yes" : "no")));
            await (log?.StopAsync(default) ?? Task.CompletedTask);
            await Check(provider);
        }
        await report.Write();
    }

    private sealed record Figures(long[] Sorted, TimeSpan Wall, TimeSpan Processor)
    {
        public int Count => Sorted.Length;
        public double PerSecond => Count / Wall.TotalSeconds;
        public TimeSpan At(double share) => TimeSpan.FromSeconds(Sorted[Math.Min(Count - 1, (int)(share * Count))] / (double)Stopwatch.Frequency);
    }

    private static string Milliseconds(TimeSpan time) => string.Create(CultureInfo.InvariantCulture, $"{time.TotalMilliseconds:0.0} ms");

    private static async Task Fill(IServiceProvider provider)
    {
        await using var scope = provider.CreateAsyncScope();
        var (services, actor) = (scope.ServiceProvider, Actor.Operator(Composition.Access, "bench"));
        var db = services.GetRequiredService<Db>();
        await services.GetRequiredService<Storage>().Migrate(db, default);
        const long County = 990101000000;
        RegisterRow[] rows =
        [
            new(990000000000, "示范省", Level.Province), new(990100000000, "示范市", Level.City), new(County, "北山县", Level.County),
            .. Enumerable.Range(101, Villages / 100).Select(t => new RegisterRow(County + t * 1000L, $"第{t}乡", Level.Township)),
            .. Enumerable.Range(0, Villages).Select(v => new RegisterRow(Village(v).Value, $"村{v}", Level.Village)),
        ];
        var read = await ImportPlaces.Handle(rows.OrderBy(r => r.Code.Value), "bench", services.GetRequiredService<Pinyin>(), db, actor, default);
        _ = read.Problem is null ? true : throw new InvalidOperationException(read.Problem.Code);
        db.Organisations.Add(new() { Id = Id<Organisation>.New(TimeProvider.System), Name = "北山县信访局", Kind = OrganisationKind.PetitionOffice, Place = County, Pinyin = "", Initials = "" });
        db.Record(actor, "bench", "organisations");
        await db.SaveChangesAsync();
    }

    private static PlaceCode Village(int v) => new(990101000000 + (101 + v % (Villages / 100)) * 1000L + 201 + v / (Villages / 100));

    private static async Task<Figures> Voices(ServiceProvider provider, int turn, int seconds)
    {
        var actor = Actor.Public(Composition.Access, Door.Api, "198.51.100.1");
        return await Load(seconds, async (client, number) =>
        {
            await using var scope = provider.CreateAsyncScope();
            var filed = await FileVoice.Handle(Said(turn, client, number), scope.ServiceProvider.GetRequiredService<Intake>(), scope.ServiceProvider.GetRequiredService<Db>(), actor, default);
            _ = filed.Problem is null ? true : throw new InvalidOperationException(filed.Problem.Code);
        });
    }

    private static FileVoice Said(int turn, int client, int number) => new(VoiceKind.Appeal, "roads", Village((client * 131 + number) % Villages), Text)
    {
        Wish = "请尽快派人来修", Name = "示例", Phone = "13800000000", ClientKey = $"{turn}-{client}-{number}", Where = "村口",
    };

    private const string Text = "村口到中心小学的路被雨水冲坏了大约二十米，孩子们上学只能绕行，电动车也过不去。上个月反映过一次，有人来看过，到现在还没有修。希望能在入冬以前修好，或者先铺上碎石。";

    private static async Task<Figures> Rows(string kind, Store store, int turn, int seconds)
    {
        using var line = new SemaphoreSlim(1);
        var connections = new List<DbConnection>();
        for (var i = 0; i < Clients; i++)
        {
            connections.Add(await Open(kind, store));
        }
        var figures = await Load(seconds, async (client, number) =>
        {
            if (kind == "SQLite")
            {
                await line.WaitAsync();
            }
            try
            {
                await using var insert = connections[client].CreateCommand();
                insert.CommandText = Bare[1];
                foreach (var (name, value) in new (string, object)[] { ("@id", $"{turn}-{client}-{number}"), ("@place", Village(number % Villages).Value), ("@body", Text), ("@at", "2026-11-30T00:00:00Z") })
                {
                    var parameter = insert.CreateParameter();
                    (parameter.ParameterName, parameter.Value) = (name, value);
                    insert.Parameters.Add(parameter);
                }
                await insert.ExecuteNonQueryAsync();
            }
            finally
            {
                if (kind == "SQLite")
                {
                    line.Release();
                }
            }
        });
        foreach (var connection in connections)
        {
            await connection.DisposeAsync();
        }
        return figures;
    }

    private static async Task<Figures> Load(int seconds, Func<int, int, Task> once)
    {
        async Task<Figures> For(TimeSpan time, int from)
        {
            var (watch, before) = (Stopwatch.StartNew(), Environment.CpuUsage.TotalTime);
            var took = await Task.WhenAll(Enumerable.Range(0, Clients).Select(client => Task.Run(async () =>
            {
                var mine = new List<long>(1 << 16);
                for (var number = from; watch.Elapsed < time; number++)
                {
                    var begun = Stopwatch.GetTimestamp();
                    await once(client, number);
                    mine.Add(Stopwatch.GetTimestamp() - begun);
                }
                return mine;
            })));
            return new([.. took.SelectMany(t => t).Order()], watch.Elapsed, Environment.CpuUsage.TotalTime - before);
        }
        await For(TimeSpan.FromSeconds(seconds / 2.0), 0);
        return await For(TimeSpan.FromSeconds(seconds), 10_000_000);
    }

    private static async Task<DbConnection> Open(string kind, Store store)
    {
        var connection = Storage.Parse(store.Database).Connection;
        DbConnection opened = kind == "SQLite" ? new SqliteConnection(connection) : new NpgsqlConnection(connection);
        await opened.OpenAsync();
        await using var settings = opened.CreateCommand();
        settings.CommandText = kind == "SQLite" ? string.Create(CultureInfo.InvariantCulture, $"PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA wal_autocheckpoint={SqliteLog.WriterLimit}; PRAGMA busy_timeout=10000;") : "SET synchronous_commit = on";
        await settings.ExecuteNonQueryAsync();
        return opened;
    }

    private static async Task Execute(string kind, Store store, string sql)
    {
        await using var connection = await Open(kind, store);
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync();
    }

    // What was answered is there, with its journal entry and its clock.
    private static async Task Check(IServiceProvider provider)
    {
        await using var scope = provider.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<Db>();
        var (voices, entries, clocks) = (await db.Voices.CountAsync(), await db.Journal.CountAsync(e => e.Verb == VoicesModule.File), await db.Clocks.CountAsync());
        _ = voices == entries && voices == clocks ? true : throw new InvalidOperationException($"{voices} voices, {entries} entries, {clocks} clocks");
    }
}
