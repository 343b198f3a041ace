using Microsoft.EntityFrameworkCore;
using Shanhai.Host.Jobs;
using Shanhai.Host.Web;

namespace Shanhai.Tests.Host.Jobs;

public sealed class PruneJobsTests(App app) : IClassFixture<App>
{
    [Fact]
    public async Task Answers_for_repeated_requests_go_after_a_month_and_no_sooner()
    {
        var now = app.Clock.GetUtcNow();
        await app.Ask(async db =>
        {
            db.SentOnce.AddRange(new[] { 31, 29 }.Select(days => new SentOnce { Sender = "somebody", Key = $"{days} days", BodyHash = "x", Answer = "{}", At = now.AddDays(-days) }));
            return await db.SaveChangesAsync();
        });

        await app.Strike(JobsModule.Prune);

        (await app.Ask(db => db.SentOnce.Select(s => s.Key).ToListAsync())).ShouldBe(["29 days"]);
    }
}
