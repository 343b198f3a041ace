using Microsoft.Data.Sqlite;
using Npgsql;

namespace Shanhai.Host.Persistence;

/// <summary>
/// What is wrong with the database rather than with the program: away, busy, or out of room. It is told to people as such, with what
/// to do, instead of as a fault; whatever was acknowledged before is safe.
/// </summary>
public static class Trouble
{
    private static readonly Problem Away = new("database-away", 503);
    private static readonly Problem Full = new("disk-full", 507);

    /// <summary>Null for anything else.</summary>
    public static Problem? Of(Exception? failure)
    {
        for (; failure is not null; failure = failure.InnerException)
        {
            switch (failure)
            {
                case SqliteException { SqliteErrorCode: 13 }:
                case PostgresException { SqlState: PostgresErrorCodes.DiskFull }:
                    return Full;
                // Busy, locked, input or output failed, cannot open.
                case SqliteException { SqliteErrorCode: 5 or 6 or 10 or 14 }:
                case PostgresException { IsTransient: true }:
                case NpgsqlException and not PostgresException:
                    return Away;
            }
        }
        return null;
    }
}
