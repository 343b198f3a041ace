using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Shanhai.Host.Persistence;
using Shanhai.Indicators.Import;
using Shanhai.Kernel;

namespace Shanhai.Tests.Host.Persistence;

public sealed class BulkTests(App app) : IClassFixture<App>
{
    private static readonly string[] Columns =
        ["id", "file_name", "file_hash", "file_bytes", "uploaded_by", "uploaded_at", "under", "level", "as_of", "document_title", "state", "plan"];

    [Fact]
    public async Task What_is_inserted_in_bulk_is_found_by_the_framework_as_if_it_had_saved_it()
    {
        var (id, at, day) = (Id<FigureImport>.New(app.Clock), app.Clock.GetUtcNow().AddTicks(1_230_000), new DateOnly(2024, 2, 29));
        object?[] row = [id.Value, "表’一.xlsx", "ab", 5_000_000_000L, "li", at.UtcDateTime, 330127000000L, (short)5, day, null, (short)ImportState.Draft, "{}"];

        await app.Do((services, _) => Insert(services, [row]));

        var found = await app.Ask(db => db.FigureImports.AsNoTracking().SingleAsync(i => i.Id == id && i.UploadedAt == at && i.AsOf == day));
        (found.FileName, found.FileBytes, found.Under, found.UploadedAt, found.AsOf, found.DocumentTitle).ShouldBe(("表’一.xlsx", 5_000_000_000L, new PlaceCode(330127000000), at, day, null));
    }

    [Fact]
    public async Task A_row_that_is_there_already_is_told_as_a_duplicate()
    {
        var id = Guid.CreateVersion7(app.Clock.GetUtcNow());
        object?[] row = [id, "a", "ab", 1L, "li", app.Clock.GetUtcNow().UtcDateTime, 1L, (short)5, new DateOnly(2024, 1, 1), null, (short)1, "{}"];

        await app.Do(async (services, _) =>
        {
            var failure = await Should.ThrowAsync<Exception>(() => Insert(services, [row, row]));
            services.GetRequiredService<Db>().Dialect.IsDuplicate(failure).ShouldBeTrue(failure.ToString());
        });
    }

    private static async Task Insert(IServiceProvider services, IEnumerable<object?[]> rows)
    {
        var db = services.GetRequiredService<Db>();
        await using var writing = await db.BeginWriting(default);
        await Bulk.Insert(db, "imports", Columns, rows, default);
        await writing.Commit(default);
    }
}
