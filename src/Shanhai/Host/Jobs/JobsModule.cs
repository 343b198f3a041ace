using System.CommandLine;
using Shanhai.Host.Console;

namespace Shanhai.Host.Jobs;

/// <summary>Work that is done after the answer: who asked for what, how far it is, why it failed.</summary>
public sealed class JobsModule : Module
{
    public const string View = "jobs.view";
    public const string Manage = "jobs.manage";
    public const string Prune = "jobs.prune";

    public override void Access(AccessTable access) => access
        .Allow(View, Role.SystemAdministrator)
        .Allow(Manage, Role.SystemAdministrator)
        .Allow(Prune, Role.SystemAdministrator);

    public override IEnumerable<MenuEntry> Menu => [new("nav.govern", "jobs.title", "/jobs", "clock", View)];

    public override void Services(IServiceCollection services, Settings settings) => services.AddSingleton<Worker>();

    public override void Jobs(JobTable jobs) => jobs.Every(Prune, "0 30 3 * * ?", PruneJobs.Handle);

    public override void Api(IEndpointRouteBuilder api)
    {
        api.MapGet("/jobs", FindJobs.Handle);
        api.MapGet("/jobs/{id}", FindJobs.One);
        api.MapPost("/jobs/{id}/cancel", CancelJob.Handle);
        api.MapPost("/jobs/{id}/retry", RetryJob.Handle);
    }

    public override void Pages(IEndpointRouteBuilder pages)
    {
        pages.MapGet("/jobs", JobsPage.Show);
        pages.MapPost("/jobs/{id}/cancel", JobsPage.Cancel);
        pages.MapPost("/jobs/{id}/retry", JobsPage.Retry);
    }

    public override IEnumerable<Command> Console(Terminal terminal) =>
    [
        terminal.Verb("worker", (parsed, ct) => terminal.WithDatabase(parsed, async settings =>
        {
            using var host = Composition.Worker(settings);
            await using (var scope = host.Services.CreateAsyncScope())
            {
                await scope.ServiceProvider.GetRequiredService<Storage>().Migrate(scope.ServiceProvider.GetRequiredService<Db>(), ct);
            }
            System.Console.Out.WriteLine(terminal.Say("console.worker.working", Environment.ProcessId));
            await host.RunAsync(ct);
            return 0;
        })),
    ];

    /// <summary>The parts of a process that does jobs.</summary>
    public static void Work(IServiceCollection services, Settings settings, JobTable table)
    {
        services.Configure<HostOptions>(o => o.ShutdownTimeout = WorkerHost.Grace);
        if (settings.Workers > 0)
        {
            Schedule.Register(services, settings, table);
            services.AddHostedService<WorkerHost>();
        }
    }
}
