using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Shanhai.Host.Persistence;

namespace Shanhai.Tests.Architecture;

public sealed class ModelTests(App app) : IClassFixture<App>
{
    [Fact]
    public Task No_migration_is_missing() => app.Do((services, _) =>
    {
        services.GetRequiredService<Db>().Database.HasPendingModelChanges().ShouldBeFalse();
        return Task.CompletedTask;
    });

    [Fact]
    public Task Every_foreign_key_has_an_index() => app.Do((services, _) =>
    {
        var bare = services.GetRequiredService<Db>().Model.GetEntityTypes()
            .SelectMany(e => e.GetForeignKeys().Where(f => !f.IsOwnership)
                .Where(f => !e.GetIndexes().Select(i => i.Properties).Append(e.FindPrimaryKey()!.Properties)
                    .Any(p => p.Take(f.Properties.Count).SequenceEqual(f.Properties)))
                .Select(f => $"{e.GetTableName()}: {string.Join(", ", f.Properties.Select(p => p.Name))}"));

        bare.ShouldBeEmpty();
        return Task.CompletedTask;
    });
}
