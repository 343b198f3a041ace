using Microsoft.EntityFrameworkCore;
using Shanhai.Host.Jobs;
using Shanhai.Host.Web;
using Shanhai.Kernel;

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

    [Fact]
    public async Task Finished_work_goes_after_a_month_but_the_newest_of_its_kind_and_what_failed()
    {
        var now = app.Clock.GetUtcNow();
        Job Ended(string kind, JobState state, int days) => new()
        {
            Id = Id<Job>.New(app.Clock), Kind = kind, Payload = "{}", AskedBy = null, AskedByName = "test", AskedAt = now.AddDays(-days), DueAt = now.AddDays(-days), FinishedAt = now.AddDays(-days), State = state,
        };
        await app.Ask(async db =>
        {
            db.Jobs.AddRange(Ended("test.one", JobState.Done, 60), Ended("test.one", JobState.Cancelled, 40), Ended("test.one", JobState.Done, 35), Ended("test.two", JobState.Failed, 60), Ended("test.two", JobState.Done, 20), Ended("test.two", JobState.Done, 10));
            return await db.SaveChangesAsync();
        });

        await app.Strike(JobsModule.Prune);

        var left = await app.Ask(db => db.Jobs.Where(j => j.Kind.StartsWith("test.")).Select(j => new { j.Kind, j.State, j.DueAt }).ToListAsync());
        left.Select(j => $"{j.Kind} {j.State} {(now - j.DueAt).Days}").Order(StringComparer.Ordinal).ShouldBe(["test.one Done 35", "test.two Done 10", "test.two Done 20", "test.two Failed 60"]);
    }
}
