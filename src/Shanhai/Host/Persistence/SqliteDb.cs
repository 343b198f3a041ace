using System.Data.Common;
using System.Globalization;
using System.Runtime.CompilerServices;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;
using Microsoft.EntityFrameworkCore.Diagnostics;
using SQLitePCL;

namespace Shanhai.Host.Persistence;

public sealed class SqliteDb(DbContextOptions<SqliteDb> options, TimeProvider clock, WriteGate gate, JournalKey key, JournalTail tail)
    : Db(options, clock, gate, key, tail, Dialect.Sqlite);

/// <summary>These settings belong to a connection, not to the file: a commit is on the disk before it is acknowledged.</summary>
internal sealed class SqliteSettings : DbConnectionInterceptor
{
    // The log is brought home beside the writers (SqliteLog); the limit is for where nobody is.
    private static readonly string Pragmas = string.Create(CultureInfo.InvariantCulture,
        $"PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA wal_autocheckpoint={SqliteLog.WriterLimit}; PRAGMA busy_timeout=10000; PRAGMA foreign_keys=ON; PRAGMA cache_size=-65536; PRAGMA temp_store=MEMORY;");

    private static readonly object Done = new();
    private static readonly ConditionalWeakTable<sqlite3, object> Settled = [];

    public override void ConnectionOpened(DbConnection connection, ConnectionEndEventData eventData) => Apply(connection);

    public override Task ConnectionOpenedAsync(DbConnection connection, ConnectionEndEventData eventData, CancellationToken cancellationToken = default)
    {
        Apply(connection);
        return Task.CompletedTask;
    }

    // The pool hands out the same handle again for every query, and it keeps its settings: asked for once, they cost nothing.
    private static void Apply(DbConnection connection)
    {
        var handle = (connection as SqliteConnection)?.Handle;
        if (handle is not null && Settled.TryGetValue(handle, out _))
        {
            return;
        }
        using var command = connection.CreateCommand();
        command.CommandText = Pragmas;
        command.ExecuteNonQuery();
        if (handle is not null)
        {
            Settled.TryAdd(handle, Done);
        }
    }
}

/// <summary>For the migration tool only: no server, no file.</summary>
internal sealed class SqliteDesign : IDesignTimeDbContextFactory<SqliteDb>
{
    public SqliteDb CreateDbContext(string[] args) =>
        new(new DbContextOptionsBuilder<SqliteDb>().UseSqlite("Data Source=:memory:").UseApplicationServiceProvider(SecurityModule.StoreOptions()).Options, TimeProvider.System, new(true), new(new Settings()), new(new Settings(), TimeProvider.System));
}
