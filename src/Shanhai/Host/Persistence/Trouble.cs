using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Shanhai.Host.Persistence;

/// <summary>
/// What is wrong with the database or the disk rather than with the program: away, busy, or out of room. It is told to people as such, with what
/// to do, instead of as a fault; whatever was acknowledged before is safe. And a character that a machine sent and no text of the database can hold.
/// </summary>
public static class Trouble
{
    private static readonly Problem Away = new("database-away", 503);
    private static readonly Problem Full = new("disk-full", 507);
    private static readonly Problem Changed = Problem.Clash("changed-meanwhile");
    private static readonly Problem Unwritable = Problem.Invalid("bad-character");

    // How a file system says it: ENOSPC and EDQUOT, ERROR_HANDLE_DISK_FULL and ERROR_DISK_FULL.
    private static readonly int[] NoRoom = [28, 122, unchecked((int)0x80070027), unchecked((int)0x80070070)];

    /// <summary>Null for anything else.</summary>
    public static Problem? Of(Exception? failure)
    {
        for (; failure is not null; failure = failure.InnerException)
        {
            switch (failure)
            {
                case SqliteException { SqliteErrorCode: 13 }:
                case PostgresException { SqlState: PostgresErrorCodes.DiskFull }:
                case IOException file when NoRoom.Contains(file.HResult):
                    return Full;
                // Somebody else was faster, and the use case has no words of its own for it.
                case DbUpdateConcurrencyException:
                    return Changed;
                // The zero character: PostgreSQL refuses it in any text, also in one that is only looked for.
                case PostgresException { SqlState: PostgresErrorCodes.CharacterNotInRepertoire or PostgresErrorCodes.UntranslatableCharacter }:
                    return Unwritable;
                // Busy, locked, input or output failed, cannot open.
                case SqliteException { SqliteErrorCode: 5 or 6 or 10 or 14 }:
                case PostgresException { IsTransient: true }:
                // Shut down by its operator, crashed, not up yet.
                case PostgresException { SqlState: PostgresErrorCodes.AdminShutdown or PostgresErrorCodes.CrashShutdown or PostgresErrorCodes.CannotConnectNow }:
                case NpgsqlException and not PostgresException:
                    return Away;
            }
        }
        return null;
    }
}
