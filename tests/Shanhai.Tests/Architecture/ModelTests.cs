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

    [Fact]
    public Task A_table_whose_rows_are_looked_for_in_every_place_has_an_index_that_begins_with_the_place() => app.Do((services, _) =>
    {
        var model = services.GetRequiredService<Db>().Model;
        var asked = Composition.Modules.SelectMany(m => m.PlaceSections).SelectMany(s => s.Rows).Distinct().ToList();

        asked.Count.ShouldBeGreaterThan(10);
        asked.Where(r => model.FindEntityType(r.Entity) is not { } entity
                || !entity.GetIndexes().Select(i => i.Properties).Concat(entity.GetKeys().Select(k => k.Properties)).Any(p => p[0].Name == r.Property))
            .Select(r => $"{r.Entity.Name}.{r.Property}").ShouldBeEmpty();
        return Task.CompletedTask;
    });
}
