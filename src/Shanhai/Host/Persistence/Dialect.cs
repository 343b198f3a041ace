using System.Data;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Shanhai.Host.Persistence;

/// <summary>What the two databases do differently. Anything not here works the same way on both.</summary>
public abstract class Dialect
{
    public static readonly Dialect Sqlite = new SqliteDialect();
    public static readonly Dialect Postgres = new PostgresDialect();

    public abstract bool OneWriter { get; }

    /// <summary>A key or unique index refused the row: somebody else was first.</summary>
    public abstract bool IsDuplicate(Exception failure);

    /// <summary>The isolation under which a transaction sees one moment of the database and holds up nobody.</summary>
    public abstract IsolationLevel Snapshot { get; }

    /// <summary>Until the transaction ends nobody else seals, on any node.</summary>
    public abstract Task LockJournal(Db db, CancellationToken ct);

    private sealed class SqliteDialect : Dialect
    {
        public override bool OneWriter => true;

        // The driver's word for a transaction that begins by reading; with the write-ahead log it sees one moment.
        public override IsolationLevel Snapshot => IsolationLevel.ReadUncommitted;

        // A write transaction is alone anyway.
        public override Task LockJournal(Db db, CancellationToken ct) => Task.CompletedTask;

        public override bool IsDuplicate(Exception failure) =>
            ((failure as DbUpdateException)?.InnerException ?? failure) is SqliteException { SqliteExtendedErrorCode: 1555 or 2067 };
    }

    private sealed class PostgresDialect : Dialect
    {
        private const long JournalLock = 0x7368616e68616901;

        public override bool OneWriter => false;

        public override IsolationLevel Snapshot => IsolationLevel.RepeatableRead;

        public override Task LockJournal(Db db, CancellationToken ct) => db.Database.ExecuteSqlAsync($"SELECT pg_advisory_xact_lock({JournalLock})", ct);

        public override bool IsDuplicate(Exception failure) =>
            ((failure as DbUpdateException)?.InnerException ?? failure) is PostgresException { SqlState: PostgresErrorCodes.UniqueViolation };
    }
}
