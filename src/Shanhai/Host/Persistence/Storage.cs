using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Migrations;
using Npgsql;

namespace Shanhai.Host.Persistence;

/// <summary>
/// Where the data lie: <c>sqlite:var/shanhai.db</c> or <c>postgres:Host=…;Database=…</c>, from the setting <c>Database</c> (or the
/// variable SHANHAI_DATABASE). Everything else of the program knows only <see cref="Db"/>.
/// </summary>
public sealed record Storage(bool IsSqlite, string Connection)
{
    public static bool Names(string setting) => setting.StartsWith("sqlite:", StringComparison.Ordinal) || setting.StartsWith("postgres:", StringComparison.Ordinal);

    public static Storage Parse(string setting)
    {
        var colon = setting.IndexOf(':', StringComparison.Ordinal);
        return (colon < 0 ? "" : setting[..colon]) switch
        {
            "sqlite" => new(true, $"Data Source={Path.GetFullPath(setting[(colon + 1)..])}"),
            "postgres" => new(false, setting[(colon + 1)..]),
            _ => throw new ArgumentException("The setting names no database. Write sqlite:FILE or postgres:CONNECTION.", nameof(setting)),
        };
    }

    /// <summary>The SQLite file.</summary>
    public string File => Connection["Data Source=".Length..];

    /// <summary>For people and logs: without the password.</summary>
    public override string ToString()
    {
        var parts = new DbConnectionStringBuilder { ConnectionString = Connection };
        foreach (var secret in new[] { "Password", "PWD", "Passfile", "SSL Password" })
        {
            parts.Remove(secret);
        }
        return (IsSqlite ? "sqlite:" : "postgres:") + parts.ConnectionString;
    }

    public void Register(IServiceCollection services)
    {
        services.AddSingleton(this);
        services.AddSingleton(new WriteGate(IsSqlite));
        if (IsSqlite)
        {
            var settings = new SqliteSettings();
            services.AddDbContext<Db, SqliteDb>(o => o.UseSqlite(Connection).AddInterceptors(settings).ReplaceService<IMigrationsSqlGenerator, SqliteTables>(), optionsLifetime: ServiceLifetime.Singleton);
            services.AddSingleton<SqliteLog>().AddHostedService(s => s.GetRequiredService<SqliteLog>());
        }
        else
        {
            services.AddDbContext<Db, PostgresDb>(o => o.UseNpgsql(Pooled()), optionsLifetime: ServiceLifetime.Singleton);
        }
    }

    // Nobody sets anything in a session, makes temporary tables or holds locks outside a transaction: there is nothing to reset before the next one gets the connection.
    private string Pooled() => new NpgsqlConnectionStringBuilder(Connection) { NoResetOnClose = true }.ConnectionString;

    /// <summary>Brings the schema up to date; makes the folder of a SQLite file where it is missing. Refuses a database that another version of the program made.</summary>
    public async Task Migrate(Db db, CancellationToken ct)
    {
        if (IsSqlite)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(File)!);
        }
        var (known, applied) = (db.Database.GetMigrations().ToList(), (await db.Database.GetAppliedMigrationsAsync(ct)).ToList());
        if (applied.Except(known).FirstOrDefault() is { } foreign)
        {
            throw new OtherSchemaException(foreign);
        }
        // Asked here: the framework holds the model of every table against the last migration's before it looks whether anything is to be done, which costs every start
        // seconds. A test holds them against each other.
        if (applied.Count < known.Count)
        {
            await db.Database.MigrateAsync(ct);
        }
        await JournalGuards.Raise(db, ct);
    }
}

/// <summary>The database holds a step of its schema that this program does not know.</summary>
public sealed class OtherSchemaException(string migration) : Exception(migration);
