using System.Diagnostics;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Shanhai.Host.Jobs;
using Shanhai.Host.Journal;
using Shanhai.Host.Persistence;

namespace Shanhai.Tests.Host.Jobs;

/// <summary>A worker in a process of its own, killed while it works: another one takes the job over and finishes it.</summary>
public sealed class KilledWorkerTests(App app) : IClassFixture<App>
{
    [Fact]
    public async Task A_job_whose_process_was_killed_is_taken_over()
    {
        // Long enough to be caught in the middle.
        await app.Do(async (services, actor) =>
        {
            var db = services.GetRequiredService<Db>();
            for (var i = 0; i < 20_000; i++)
            {
                db.Record(actor, "test.wrote", $"thing:{i}", new { filler = new string('x', 400) });
            }
            await db.SaveChangesAsync();
            db.ChangeTracker.Clear();
            db.Record(actor, JournalModule.Verify, "journal:all");
            db.Enqueue(actor, JournalModule.Verify);
            await db.SaveChangesAsync();
        });
        using var process = Process.Start(new ProcessStartInfo("dotnet", [typeof(Composition).Assembly.Location, "worker", "--folder", app.Settings.Folder, "--database", app.Settings.Database!])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { ["DOTNET_EnableDiagnostics"] = "0" },
        })!;
        try
        {
            using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
            while (await State() != JobState.Running)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, patience.Token);
            }
        }
        finally
        {
            process.Kill();
            await process.WaitForExitAsync();
        }
        (await State()).ShouldBe(JobState.Running, "the process was killed too late to be a test");
        var later = new FakeTimeProvider(TimeProvider.System.GetUtcNow() + Worker.Lease + TimeSpan.FromSeconds(1));
        var other = new Worker(app.Services.GetRequiredService<IServiceScopeFactory>(), Composition.Jobs, Composition.Access, later, NullLogger<Worker>.Instance);
        while (await other.RunOne(default))
        {
        }

        var job = await app.Ask(db => db.Jobs.AsNoTracking().SingleAsync(j => j.Kind == JournalModule.Verify));
        job.State.ShouldBe(JobState.Done);
        job.Attempt.ShouldBe(2);
        job.Result!.ShouldContain("\"whole\":true");
    }

    private Task<JobState> State() => app.Ask(db => db.Jobs.AsNoTracking().Where(j => j.Kind == JournalModule.Verify).Select(j => j.State).SingleAsync());
}
