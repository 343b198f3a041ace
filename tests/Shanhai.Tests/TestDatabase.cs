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
    private static int _count;

    public required string Setting { get; init; }
    public required string Folder { get; init; }

    public static bool IsSqlite => Choice == "sqlite";

    public static async Task<TestDatabase> Fresh()
    {
        var template = await Template.Value;
        var name = $"t{Run}_{Interlocked.Increment(ref _count)}";
        var folder = Directory.CreateDirectory(Path.Combine(Traces.Folder, name)).FullName;
        if (IsSqlite)
        {
            var file = Path.Combine(folder, "shanhai.db");
            File.Copy(template, file);
            return new() { Setting = "sqlite:" + file, Folder = folder };
        }
        await Execute($"CREATE DATABASE {name} TEMPLATE {template}");
        return new() { Setting = $"{Choice};Database={name}", Folder = folder };
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
            await Execute($"DROP DATABASE IF EXISTS {Setting[(Setting.LastIndexOf('=') + 1)..]} WITH (FORCE)");
        }
        Directory.Delete(Folder, recursive: true);
    }

    private static async Task<string> MakeTemplate()
    {
        var name = $"template{Run}";
        var folder = Directory.CreateDirectory(Path.Combine(Traces.Folder, name)).FullName;
        var file = Path.Combine(folder, "shanhai.db");
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

    /// <summary>What the whole run leaves behind: the template, and what a test could not take away itself.</summary>
    public sealed class Traces : IAsyncLifetime
    {
        internal static readonly string Folder = Path.Combine(Path.GetTempPath(), "shanhai-tests-" + Run);

        public ValueTask InitializeAsync() => default;

        public async ValueTask DisposeAsync()
        {
            if (!IsSqlite && Template.IsValueCreated)
            {
                await Execute($"DROP DATABASE IF EXISTS {await Template.Value} WITH (FORCE)");
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
