using Microsoft.Extensions.DependencyInjection;
using Shanhai.Host.Persistence;
using Shanhai.Kernel;
using Shanhai.Places;

namespace Shanhai.Tests.Host;

public sealed class RecordingTests(App app) : IClassFixture<App>
{
    [Fact]
    public Task A_save_that_records_nothing_is_refused() => app.Do(async (services, _) =>
    {
        var db = services.GetRequiredService<Db>();
        db.Places.Add(new Place { Code = new PlaceCode(990000000000), Level = Level.Province, Name = "示范省", Pinyin = "shifansheng", Initials = "sfs" });

        await Should.ThrowAsync<InvalidOperationException>(() => db.SaveChangesAsync());
    });

    [Fact]
    public async Task An_entry_says_what_was_before_and_after()
    {
        await app.Do(async (services, actor) =>
        {
            var db = services.GetRequiredService<Db>();
            var place = new Place { Code = new PlaceCode(980000000000), Level = Level.Province, Name = "甲", Pinyin = "jia", Initials = "j" };
            db.Places.Add(place);
            db.Record(actor, "test.added", "place:980000000000");
            await db.SaveChangesAsync();
            place.Name = "乙";
            var entry = db.Record(actor, "test.renamed", "place:980000000000");
            await db.SaveChangesAsync();

            entry.Changes!.ShouldContain("\"before\":{\"Name\":\"甲\"}");
            entry.Changes!.ShouldContain("\"after\":{\"Name\":\"乙\"}");
        });
    }
}
