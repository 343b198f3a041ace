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

    private sealed class SqliteDialect : Dialect
    {
        public override bool OneWriter => true;

        public override bool IsDuplicate(Exception failure) =>
            ((failure as DbUpdateException)?.InnerException ?? failure) is SqliteException { SqliteExtendedErrorCode: 1555 or 2067 };
    }

    private sealed class PostgresDialect : Dialect
    {
        public override bool OneWriter => false;

        public override bool IsDuplicate(Exception failure) =>
            ((failure as DbUpdateException)?.InnerException ?? failure) is PostgresException { SqlState: PostgresErrorCodes.UniqueViolation };
    }
}
