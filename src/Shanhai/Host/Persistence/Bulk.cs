using System.Data.Common;
using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Shanhai.Host.Persistence;

/// <summary>
/// Inserts many rows the way each database is fastest at: a prepared statement on SQLite, binary COPY on PostgreSQL (both some
/// twenty times faster than tracked entities). Runs inside the caller's transaction, which also holds the journal entry.
/// </summary>
public static class Bulk
{
    /// <summary>
    /// Values stand in the order of <paramref name="columns"/> and are already in storage form (long, int, short, double, string, Guid,
    /// DateTime UTC, DateOnly, bool or null). The array may be reused between rows. Returns the number of rows.
    /// </summary>
    public static async Task<long> Insert(Db db, string table, IReadOnlyList<string> columns, IEnumerable<object?[]> rows, CancellationToken ct)
    {
        var connection = db.Database.GetDbConnection();
        return connection is NpgsqlConnection postgres
            ? await Copy(postgres, table, columns, rows, ct)
            : await Prepared(connection, db, table, columns, rows, ct);
    }

    private static async Task<long> Copy(NpgsqlConnection connection, string table, IReadOnlyList<string> columns, IEnumerable<object?[]> rows, CancellationToken ct)
    {
        await using var writer = await connection.BeginBinaryImportAsync($"COPY {table} ({string.Join(',', columns)}) FROM STDIN (FORMAT BINARY)", ct);
        long count = 0;
        foreach (var row in rows)
        {
            await writer.StartRowAsync(ct);
            foreach (var value in row)
            {
                await (value is null ? writer.WriteNullAsync(ct) : writer.WriteAsync(value, ct));
            }
            count++;
        }
        await writer.CompleteAsync(ct);
        return count;
    }

    private static async Task<long> Prepared(DbConnection connection, Db db, string table, IReadOnlyList<string> columns, IEnumerable<object?[]> rows, CancellationToken ct)
    {
        await using var command = connection.CreateCommand();
        command.Transaction = db.Database.CurrentTransaction?.GetInfrastructure();
        command.CommandText = string.Create(CultureInfo.InvariantCulture,
            $"INSERT INTO {table} ({string.Join(',', columns)}) VALUES ({string.Join(',', Enumerable.Range(0, columns.Count).Select(i => "$" + i))})");
        foreach (var i in Enumerable.Range(0, columns.Count))
        {
            var parameter = command.CreateParameter();
            parameter.ParameterName = "$" + i.ToString(CultureInfo.InvariantCulture);
            command.Parameters.Add(parameter);
        }
        await command.PrepareAsync(ct);
        long count = 0;
        foreach (var row in rows)
        {
            for (var i = 0; i < row.Length; i++)
            {
                command.Parameters[i].Value = row[i] switch { null => DBNull.Value, Guid id => id.ToString().ToUpperInvariant(), var value => value };
            }
            // SQLite answers at once: awaiting each row would only cost.
            command.ExecuteNonQuery();
            if ((++count & 0xFFF) == 0)
            {
                ct.ThrowIfCancellationRequested();
            }
        }
        return count;
    }

    private static DbTransaction GetInfrastructure(this Microsoft.EntityFrameworkCore.Storage.IDbContextTransaction transaction) =>
        Microsoft.EntityFrameworkCore.Storage.DbContextTransactionExtensions.GetDbTransaction(transaction);
}
