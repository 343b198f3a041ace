using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;

namespace Shanhai.Host.Persistence;

public sealed class PostgresDb(DbContextOptions<PostgresDb> options, TimeProvider clock, WriteGate gate, JournalKey key, JournalTail tail)
    : Db(options, clock, gate, key, tail, Dialect.Postgres);

/// <summary>For the migration tool only: no server is asked.</summary>
internal sealed class PostgresDesign : IDesignTimeDbContextFactory<PostgresDb>
{
    public PostgresDb CreateDbContext(string[] args) =>
        new(new DbContextOptionsBuilder<PostgresDb>().UseNpgsql("Host=127.0.0.1").UseApplicationServiceProvider(SecurityModule.StoreOptions()).Options, TimeProvider.System, new(false), new(new Settings()), new(new Settings(), TimeProvider.System));
}
