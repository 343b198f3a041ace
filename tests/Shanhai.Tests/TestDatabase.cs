using System.Collections.Concurrent;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Shanhai.Host;
using Shanhai.Host.Persistence;

[assembly: AssemblyFixture(typeof(Shanhai.Tests.TestDatabase.Traces))]

namespace Shanhai.Tests;

/// <summary>
/// A database for one test class, copied from a template that was migrated once: a file for SQLite, a template database for
/// PostgreSQL. TEST_DATABASE is "sqlite" (default) or "postgres:Host=…;Username=…" without a database.
/// </summary>
public sealed class TestDatabase : IAsyncDisposable
{
    private static readonly string Choice = Environment.GetEnvironmentVariable("TEST_DATABASE") is { Length: > 0 } set ? set : "sqlite";
    private static readonly string Run = Guid.CreateVersion7().ToString("N")[16..];
    private static readonly Lazy<Task<string>> Template = new(MakeTemplate);
    private const string SqliteFile = "shanhai.db";
    private static readonly ConcurrentBag<string> Copied = [];
    private static int _count;

    public required string Setting { get; init; }
    public required string Folder { get; init; }

    public static bool IsSqlite => Choice == "sqlite";

    public static async Task<TestDatabase> Fresh()
    {
        var template = await Template.Value;
        var fresh = Next();
        if (IsSqlite)
        {
            File.Copy(template, Path.Combine(fresh.Folder, SqliteFile));
        }
        else
        {
            await Execute($"CREATE DATABASE {fresh.Name} TEMPLATE {template}");
        }
        return fresh;
    }

    /// <summary>Another with all that lies in this one, which no program has open any more; this one stays until the run ends.</summary>
    public async Task<TestDatabase> Copy()
    {
        // Pooled connections keep it open.
        SqliteConnection.ClearAllPools();
        NpgsqlConnection.ClearAllPools();
        var copy = Next();
        foreach (var file in Directory.EnumerateFiles(Folder, "*", SearchOption.AllDirectories))
        {
            var other = Path.Combine(copy.Folder, Path.GetRelativePath(Folder, file));
            Directory.CreateDirectory(Path.GetDirectoryName(other)!);
            File.Copy(file, other);
        }
        if (!IsSqlite)
        {
            await Execute($"CREATE DATABASE {copy.Name} TEMPLATE {Name}");
            Copied.Add(Name);
        }
        return copy;
    }

    private string Name => Path.GetFileName(Folder);

    private static TestDatabase Next()
    {
        var name = $"t{Run}_{Interlocked.Increment(ref _count)}";
        var folder = Directory.CreateDirectory(Path.Combine(Traces.Folder, name)).FullName;
        return new() { Setting = IsSqlite ? "sqlite:" + Path.Combine(folder, SqliteFile) : $"{Choice};Database={name}", Folder = folder };
    }

    public async ValueTask DisposeAsync()
    {
        if (IsSqlite)
        {
            // Pooled connections keep a deleted file alive.
            SqliteConnection.ClearAllPools();
        }
        else
        {
            await Execute($"DROP DATABASE IF EXISTS {Name} WITH (FORCE)");
        }
        Directory.Delete(Folder, recursive: true);
    }

    private static async Task<string> MakeTemplate()
    {
        var name = $"template{Run}";
        var folder = Directory.CreateDirectory(Path.Combine(Traces.Folder, name)).FullName;
        var file = Path.Combine(folder, SqliteFile);
        if (!IsSqlite)
        {
            await Execute($"CREATE DATABASE {name} TEMPLATE template0 ENCODING 'UTF8' LC_COLLATE 'C.UTF-8' LC_CTYPE 'C.UTF-8'");
        }
        var settings = new Settings { Folder = folder, Database = IsSqlite ? "sqlite:" + file : $"{Choice};Database={name}" };
        await using (var provider = Composition.Services(settings).BuildServiceProvider())
        {
            await using var scope = provider.CreateAsyncScope();
            var db = scope.ServiceProvider.GetRequiredService<Db>();
            await scope.ServiceProvider.GetRequiredService<Storage>().Migrate(db, default);
            if (IsSqlite)
            {
                await db.Database.ExecuteSqlRawAsync("PRAGMA wal_checkpoint(TRUNCATE)");
            }
        }
        SqliteConnection.ClearAllPools();
        NpgsqlConnection.ClearAllPools();
        return IsSqlite ? file : name;
    }

    /// <summary>What the whole run leaves behind: the template, what others were copied from, and what a test could not take away itself.</summary>
    public sealed class Traces : IAsyncLifetime
    {
        internal static readonly string Folder = Path.Combine(Path.GetTempPath(), "shanhai-tests-" + Run);

        public ValueTask InitializeAsync() => default;

        public async ValueTask DisposeAsync()
        {
            if (!IsSqlite && Template.IsValueCreated)
            {
                foreach (var name in Copied.Append(await Template.Value).Distinct())
                {
                    await Execute($"DROP DATABASE IF EXISTS {name} WITH (FORCE)");
                }
            }
            if (Directory.Exists(Folder))
            {
                SqliteConnection.ClearAllPools();
                Directory.Delete(Folder, recursive: true);
            }
        }
    }

    private static async Task Execute(string sql)
    {
        await using var connection = new NpgsqlConnection(Choice["postgres:".Length..] + ";Database=postgres;Pooling=false");
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }
}
