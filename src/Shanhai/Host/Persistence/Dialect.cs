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

    /// <summary>The rows of a table with a column "grams" that hold at least one of each group: its SQL and arguments.</summary>
    public abstract (string Sql, object[] Arguments) Holding(string table, IReadOnlyList<IReadOnlyList<int>> groups);

    /// <summary>Until the transaction ends nobody else seals, on any node.</summary>
    public abstract Task LockJournal(Db db, CancellationToken ct);

    private sealed class SqliteDialect : Dialect
    {
        public override bool OneWriter => true;

        // The driver's word for a transaction that begins by reading; with the write-ahead log it sees one moment.
        public override IsolationLevel Snapshot => IsolationLevel.ReadUncommitted;

        // The full-text table is told which first: without a count of its rows the planner would start elsewhere.
        public override (string Sql, object[] Arguments) Holding(string table, IReadOnlyList<IReadOnlyList<int>> groups) =>
            ($"SELECT w.* FROM {table}_grams AS g CROSS JOIN {table} AS w ON w.number = g.rowid WHERE g.{table}_grams MATCH {{0}}",
                [string.Join(" AND ", groups.OrderBy(g => g.Count).Select(g => g.Count == 1 ? $"{g[0]}" : $"({string.Join(" OR ", g)})"))]);

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

        public override (string Sql, object[] Arguments) Holding(string table, IReadOnlyList<IReadOnlyList<int>> groups)
        {
            int[] all = [.. groups.Where(g => g.Count == 1).Select(g => g[0])];
            var any = groups.Where(g => g.Count != 1).Select(g => g.ToArray()).ToList();
            return ($"SELECT * FROM {table} WHERE grams @> {{0}}" + string.Concat(any.Select((_, i) => $" AND grams && {{{i + 1}}}")), [all, .. any]);
        }

        public override Task LockJournal(Db db, CancellationToken ct) => db.Database.ExecuteSqlAsync($"SELECT pg_advisory_xact_lock({JournalLock})", ct);

        public override bool IsDuplicate(Exception failure) =>
            ((failure as DbUpdateException)?.InnerException ?? failure) is PostgresException { SqlState: PostgresErrorCodes.UniqueViolation };
    }
}
