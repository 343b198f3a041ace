using Microsoft.Extensions.DependencyInjection;
using Shanhai.Burden;
using Shanhai.Host.Journal;
using Shanhai.Host.Persistence;
using Shanhai.Kernel;

namespace Shanhai.Tests.Host.Journal;

/// <summary>Rows that are written in bulk beside a save are told in the journal as if each had been saved by itself.</summary>
public sealed class RecordingTests(App app) : IClassFixture<App>
{
    [Theory]
    [InlineData(3)]
    [InlineData(JournalEntry.MostChanges + 50)]
    public async Task Rows_in_bulk_are_told_as_rows_saved_one_by_one_are(int rows)
    {
        List<Feedback> said = [.. Enumerable.Range(1, rows).Select(i => new Feedback
        {
            Id = new(new Guid(i, 0, 0, new byte[8])), Page = $"/page/{i}", Place = i % 2 == 0 ? new PlaceCode(990102000000) : null, Kind = FeedbackKind.Wish, Text = "字很小", Contact = "somebody",
            SentAt = new(2026, 5, 4, 3, 2, 1, TimeSpan.Zero),
        })];
        var (tracked, bulk) = (await Told(said, false), await Told(said, true));

        bulk.ShouldBe(tracked);
        tracked!.ShouldContain(rows > JournalEntry.MostChanges ? $"\"rows\":{rows}" : "\"how\":\"Added\"");
        tracked!.ShouldNotContain("somebody");
    }

    [Fact]
    public Task Rows_in_bulk_that_nothing_records_are_refused() => app.Do(async (services, _) =>
    {
        var db = services.GetRequiredService<Db>();
        var said = new Feedback { Id = Id<Feedback>.New(TimeProvider.System), Page = "/", Kind = FeedbackKind.Wish, Text = "字很小", SentAt = DateTimeOffset.UnixEpoch };

        (await Should.ThrowAsync<InvalidOperationException>(() => db.SaveWith([said], default))).Message.ShouldContain(nameof(Feedback));
    });

    // Rolled back: the same rows are told twice.
    private async Task<string?> Told(List<Feedback> said, bool inBulk)
    {
        string? changes = null;
        await app.Do(async (services, actor) =>
        {
            var db = services.GetRequiredService<Db>();
            await using var writing = await db.BeginWriting(default);
            var entry = db.Record(actor, "test.wrote", "feedback:many");
            if (inBulk)
            {
                await db.SaveWith(said, default);
            }
            else
            {
                db.AddRange(said);
                await db.SaveChangesAsync();
            }
            changes = entry.Changes;
        });
        return changes;
    }
}
