using System.Diagnostics;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Shanhai.Host.Jobs;
using Shanhai.Host.Journal;
using Shanhai.Host.Persistence;
using Shanhai.Host.Security;
using Shanhai.Kernel;

namespace Shanhai.Tests.Host.Jobs;

public sealed class JobTests(JobTests.Works app) : IClassFixture<JobTests.Works>
{
    public sealed record Order(string Name);

    public sealed record Made(string Name);

    /// <summary>The program with a few kinds of work that tests steer.</summary>
    public sealed class Works : App
    {
        public TaskCompletionSource Gate { get; set; } = new();
        public TaskCompletionSource Reached { get; set; } = new();
        public int Tries { get; set; }

        protected override void Adjust(WebApplicationBuilder builder)
        {
            base.Adjust(builder);
            var table = new JobTable()
                .On<Order, Made>("test.make", async (run, order, ct) => await run.Finish(async db =>
                {
                    db.Record(run.Actor, "test.make", "made:" + order.Name);
                    await db.SaveChangesAsync(ct);
                    return new Made(order.Name);
                }, ct))
                .On<Order, Made>("test.paused", async (run, order, ct) =>
                {
                    Reached.TrySetResult();
                    await Gate.Task;
                    return await run.Finish(async db =>
                    {
                        db.Record(run.Actor, "test.paused", "paused:" + order.Name);
                        await db.SaveChangesAsync(ct);
                        return new Made(order.Name);
                    }, ct);
                })
                .On<Order, Made>("test.breaks", (_, _, _) => { Tries++; throw new InvalidOperationException("the printer is out of paper"); })
                .On<Order, Made>("test.refuses", (_, _, _) => Task.FromResult<Result<Made>>(Problem.NotAllowed))
                .On<Order, Made>("test.waits", async (run, order, ct) =>
                {
                    run.Progress(3, 10);
                    Reached.TrySetResult();
                    await Task.Delay(Timeout.InfiniteTimeSpan, ct);
                    return new Made(order.Name);
                })
                .Every<Made>("test.daily", "0 0 6 * * ?", (_, _) => Task.FromResult<Result<Made>>(new Made("daily")));
            builder.Services.Replace(ServiceDescriptor.Singleton(table));
        }
    }

    [Fact]
    public async Task Work_asked_for_with_a_change_is_done_and_its_result_kept()
    {
        var id = await Ask("test.make", new Order("one"));
        await app.RunJobs();

        var job = await Find(id);
        job.State.ShouldBe(JobState.Done);
        job.Result.ShouldBe("{\"name\":\"one\"}");
        (await Recorded("made:one")).ShouldBe(1);
    }

    [Fact]
    public async Task Work_asked_for_by_a_change_that_is_rolled_back_is_never_done()
    {
        await app.Do(async (services, actor) =>
        {
            var db = services.GetRequiredService<Db>();
            await using var writing = await db.BeginWriting(default);
            db.Record(actor, "test.asked", "x:1");
            db.Enqueue(actor, "test.make", new Order("never"));
            await db.SaveChangesAsync();
        });
        await app.RunJobs();

        (await Recorded("made:never")).ShouldBe(0);
    }

    [Fact]
    public async Task A_worker_that_was_paused_and_overtaken_writes_nothing()
    {
        (app.Gate, app.Reached) = (new(), new());
        var id = await Ask("test.paused", new Order("once"));
        var paused = app.Services.GetRequiredService<Worker>();
        var other = Another();
        var slow = paused.RunOne(default);
        await app.Reached.Task;

        app.Clock.Advance(Worker.Lease + TimeSpan.FromSeconds(1));
        // The paused process does not beat: its claim is what it was when it fell asleep.
        await app.Ask(db => db.Jobs.Where(j => j.Id == id).ExecuteUpdateAsync(u => u.SetProperty(j => j.ClaimedUntil, App.Start)));
        app.Reached = new();
        var fast = other.RunOne(default);
        await app.Reached.Task;
        app.Gate.SetResult();
        await Task.WhenAll(slow, fast);

        var job = await Find(id);
        job.State.ShouldBe(JobState.Done);
        job.Attempt.ShouldBe(2);
        (await Recorded("paused:once")).ShouldBe(1);
    }

    [Fact]
    public async Task Two_workers_never_do_the_same_job()
    {
        for (var i = 0; i < 40; i++)
        {
            await Ask("test.make", new Order("race"));
        }
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(async () =>
        {
            var worker = Another();
            while (await worker.RunOne(default))
            {
            }
        })));

        (await Recorded("made:race")).ShouldBe(40);
        (await app.Ask(db => db.Jobs.CountAsync(j => j.Kind == "test.make" && j.Attempt > 1))).ShouldBe(0);
    }

    [Fact]
    public async Task What_fails_is_tried_five_times_with_growing_delay_and_then_shown()
    {
        app.Tries = 0;
        var id = await Ask("test.breaks", new Order("x"));
        var waits = new List<TimeSpan>();
        for (var i = 1; i <= 5; i++)
        {
            await app.RunJobs();
            var job = await Find(id);
            job.Attempt.ShouldBe(i);
            if (job.State == JobState.Waiting)
            {
                waits.Add(job.DueAt - app.Clock.GetUtcNow());
                app.Clock.Advance(job.DueAt - app.Clock.GetUtcNow());
            }
        }
        await app.RunJobs();

        waits.ShouldBe(Job.Delays);
        app.Tries.ShouldBe(5);
        var failed = await Find(id);
        failed.State.ShouldBe(JobState.Failed);
        Shanhai.Host.Web.Problems.Title(Language.English, failed.WhyFailed!).ShouldBe("It went wrong: the printer is out of paper");
    }

    [Theory]
    [InlineData("not json at all")]
    [InlineData("[1,2]")]
    [InlineData("null")]
    public async Task A_payload_that_cannot_be_read_fails_at_once(string payload)
    {
        var id = await Ask("test.make", new Order("poison"));
        await app.Ask(db => db.Jobs.Where(j => j.Id == id).ExecuteUpdateAsync(u => u.SetProperty(j => j.Payload, payload)));
        await app.RunJobs();

        var job = await Find(id);
        job.State.ShouldBe(JobState.Failed);
        job.WhyFailed!.Code.ShouldBe("job.bad-payload");
    }

    [Fact]
    public async Task A_refusal_is_final()
    {
        var id = await Ask("test.refuses", new Order("x"));
        await app.RunJobs();

        (await Find(id)).WhyFailed!.Code.ShouldBe("not-allowed");
        (await Find(id)).Attempt.ShouldBe(1);
    }

    [Fact]
    public async Task A_running_job_shows_its_progress_and_stops_when_cancelled()
    {
        app.Reached = new();
        var id = await Ask("test.waits", new Order("x"));
        var running = app.Services.GetRequiredService<Worker>().RunOne(default);
        await app.Reached.Task;
        await app.Do(async (services, actor) => (await CancelJob.Handle(id, services.GetRequiredService<Db>(), actor, app.Clock, default)).Problem.ShouldBeNull());
        while (!running.IsCompleted)
        {
            app.Clock.Advance(TimeSpan.FromSeconds(2));
            await Task.WhenAny(running, Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System));
        }

        var job = await Find(id);
        job.State.ShouldBe(JobState.Cancelled);
        (job.Done, job.Total).ShouldBe((3, 10));
    }

    [Fact]
    public async Task What_recurs_and_went_well_is_listed_only_when_asked_for()
    {
        await app.Ask(db => db.EnqueueOccasion("test.daily", app.Clock.GetUtcNow().AddSeconds(-1), default));
        await app.RunJobs();
        var system = await app.SignedIn(Role.SystemAdministrator, PlaceCode.Nation);

        async Task<int> Rows(string more) => System.Text.Json.JsonDocument.Parse(await system.GetStringAsync("/api/v1/jobs?kind=test.daily&state=Done" + more)).RootElement.GetProperty("rows").GetArrayLength();
        (await Rows("&routine=false")).ShouldBe(0);
        (await Rows("")).ShouldBeGreaterThan(0);
        (await system.GetStringAsync("/jobs?state=Done")).ShouldContain("test.daily");
    }

    [Fact]
    public async Task A_recurring_job_strikes_once_however_many_nodes_hear_it()
    {
        var stroke = new DateTimeOffset(2026, 11, 23, 22, 0, 0, TimeSpan.Zero);
        var heard = new List<bool>();
        for (var node = 0; node < 3; node++)
        {
            heard.Add(await app.Ask(db => db.EnqueueOccasion("test.daily", stroke, default)));
        }
        app.Clock.SetUtcNow(stroke);
        await app.RunJobs();
        var table = app.Services.GetRequiredService<JobTable>();
        // Off for two days and a half: one job catches up, for the last stroke that was missed.
        await app.Do((services, _) => Schedule.CatchUp(services.GetRequiredService<Db>(), table, stroke.AddDays(2.5), default));

        heard.ShouldBe([true, false, false]);
        var caughtUp = await app.Ask(db => db.Jobs.SingleAsync(j => j.Kind == "test.daily" && j.State == JobState.Waiting));
        caughtUp.DueAt.ShouldBe(stroke.AddDays(2));
    }

    [Fact]
    public async Task The_asker_sees_her_own_jobs_and_the_administrator_all()
    {
        var officer = await app.SignedIn(Role.Officer, new(990101000000));
        var administrator = await app.SignedIn(Role.SystemAdministrator, PlaceCode.Nation);
        var id = await Ask("test.refuses", new Order("x"));
        await app.RunJobs();

        (await officer.GetStringAsync("/api/v1/jobs")).ShouldNotContain(id.ToString());
        (await officer.GetAsync($"/api/v1/jobs/{id}")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await administrator.GetStringAsync("/jobs?state=Failed")).ShouldContain("失败");
        var retried = await administrator.PostForm($"/jobs/{id}/retry", [], shownAt: "/jobs?state=Failed");
        retried.StatusCode.ShouldBe(HttpStatusCode.Redirect);
        (await app.Anyone().GetAsync("/api/v1/jobs")).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    private async Task<Id<Job>> Ask(string kind, object payload)
    {
        Id<Job> id = default;
        await app.Do(async (services, actor) =>
        {
            var db = services.GetRequiredService<Db>();
            db.Record(actor, "test.asked", "job:" + kind);
            id = db.Enqueue(actor, kind, payload).Id;
            await db.SaveChangesAsync();
        });
        return id;
    }

    private Task<Job> Find(Id<Job> id) => app.Ask(db => db.Jobs.AsNoTracking().SingleAsync(j => j.Id == id));

    private Task<int> Recorded(string subject) => app.Ask(db => db.Journal.CountAsync(e => e.Subject == subject));

    private Worker Another() => new(
        app.Services.GetRequiredService<IServiceScopeFactory>(), app.Services.GetRequiredService<JobTable>(), Composition.Access, app.Clock, NullLogger<Worker>.Instance);
}
