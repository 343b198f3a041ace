using Microsoft.EntityFrameworkCore;
using Quartz;

namespace Shanhai.Host.Jobs;

/// <summary>
/// The clock of recurring work. Quartz strikes; each stroke becomes one row of the outbox and from there on is a job like any other.
/// On PostgreSQL the strokes are kept in the database and shared by all nodes; on SQLite they are kept in memory, and what was
/// missed while the program was off is caught up at the start (docs/decisions/0008-jobs.md).
/// </summary>
public static class Schedule
{
    public static void Register(IServiceCollection services, Settings settings, JobTable table)
    {
        var storage = Storage.Parse(settings.DatabaseOrDefault);
        services.AddQuartz(quartz =>
        {
            quartz.ConfigureScheduler(o =>
            {
                o.InstanceName = "shanhai";
                o.GenerateInstanceId = true;
            });
            if (!storage.IsSqlite)
            {
                quartz.UsePersistentStore(store =>
                {
                    store.UsePostgres(storage.Connection);
                    store.UseSystemTextJsonSerializer();
                    store.UseClustering(c =>
                    {
                        c.CheckinInterval = TimeSpan.FromSeconds(2);
                        c.CheckinMisfireThreshold = TimeSpan.FromSeconds(4);
                    });
                    store.ProvisionSchema();
                });
            }
            foreach (var kind in table.Recurring)
            {
                quartz.AddJob<Stroke>(j => j.WithIdentity(kind).RequestRecovery());
                quartz.AddTrigger(t => t.ForJob(kind).WithIdentity(kind)
                    .WithCronSchedule(table.Clock(kind).CronExpressionString, c => c.InTimeZone(table.Clock(kind).TimeZone).WithMisfireInstruction(CronTriggerMisfireInstruction.FireAndProceed)));
            }
        });
        services.AddQuartzHostedService(o => o.WaitForJobsToComplete = true);
    }

    /// <summary>One job for each recurring kind whose last stroke went by unheard. A kind that never ran waits for its first stroke.</summary>
    public static async Task CatchUp(Db db, JobTable table, DateTimeOffset now, CancellationToken ct)
    {
        foreach (var kind in table.Recurring)
        {
            var last = await db.Jobs.Where(j => j.Kind == kind && j.Occasion != null).MaxAsync(j => (DateTimeOffset?)j.DueAt, ct);
            if (last is { } heard && table.Clock(kind).GetPreviousValidTimeBefore(now) is { } missed && missed > heard)
            {
                await db.EnqueueOccasion(kind, missed, ct);
            }
        }
    }

    private sealed class Stroke(IServiceScopeFactory scopes) : IJob
    {
        public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken)
        {
            await using var scope = scopes.CreateAsyncScope();
            await scope.ServiceProvider.GetRequiredService<Db>()
                .EnqueueOccasion(context.JobDetail.Key.Name, context.ScheduledFireTimeUtc ?? context.FireTimeUtc, cancellationToken);
        }
    }
}
