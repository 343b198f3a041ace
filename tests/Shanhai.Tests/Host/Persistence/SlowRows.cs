using System.Diagnostics;
using Microsoft.EntityFrameworkCore;
using Shanhai.Host.Persistence;

namespace Shanhai.Tests.Host.Persistence;

/// <summary>
/// A table whose new rows take their time: whoever writes some stands for so long in the middle of its transaction, with what it wrote before and without what would come after. What the program itself needs for a
/// write is over sooner than anybody could kill it or stop its database.
/// </summary>
internal static class SlowRows
{
    /// <param name="rows">So many of them together take <paramref name="takes"/>.</param>
    public static Task Begin(App app, string table, int rows, TimeSpan takes) => app.Ask(async db =>
    {
        var each = takes / rows;
        var sql = IsSqlite(db)
            ? $"CREATE TRIGGER takes_time BEFORE INSERT ON {table} BEGIN {Counting(await Steps(db, each))}; END"
            : $"CREATE FUNCTION takes_time() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN PERFORM pg_sleep({(int)Math.Ceiling(each.TotalMilliseconds)} / 1000.0); RETURN NEW; END'; CREATE TRIGGER takes_time BEFORE INSERT ON {table} FOR EACH ROW EXECUTE FUNCTION takes_time()";
        return await db.Database.ExecuteSqlRawAsync(sql);
    });

    public static Task End(App app, string table) => app.Ask(async db =>
    {
        var sql = IsSqlite(db) ? "DROP TRIGGER takes_time" : $"DROP TRIGGER takes_time ON {table}; DROP FUNCTION takes_time()";
        return await db.Database.ExecuteSqlRawAsync(sql);
    });

    private static bool IsSqlite(Db db) => db.Database.ProviderName!.EndsWith("Sqlite", StringComparison.Ordinal);

    // SQLite cannot sleep: it counts, as far as this machine counts in that time.
    private static async Task<long> Steps(Db db, TimeSpan each)
    {
        const int tried = 1_000_000;
        var (sql, clock) = (Counting(tried), Stopwatch.StartNew());
        await db.Database.SqlQueryRaw<long>(sql).SingleAsync();
        return Math.Max(1, (long)(tried * (each / clock.Elapsed)));
    }

    private static string Counting(long steps) => $"SELECT count(*) AS \"Value\" FROM (WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c WHERE x < {steps}) SELECT x FROM c)";
}
