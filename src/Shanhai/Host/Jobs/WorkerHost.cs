namespace Shanhai.Host.Jobs;

/// <summary>
/// Runs workers inside serve or alone. When the program is told to stop it claims nothing more and lets running jobs finish; those
/// that do not within the grace time are interrupted and go back to the queue.
/// </summary>
public sealed partial class WorkerHost(Worker worker, IServiceScopeFactory scopes, JobTable table, Settings settings, TimeProvider clock, ILogger<WorkerHost> log) : BackgroundService
{
    /// <summary>How long a process that is told to stop waits for what it is doing.</summary>
    public static readonly TimeSpan Grace = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan Idle = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan AfterFault = TimeSpan.FromSeconds(5);

    private readonly CancellationTokenSource _graceOver = new();

    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await using (var scope = scopes.CreateAsyncScope())
        {
            await Schedule.CatchUp(scope.ServiceProvider.GetRequiredService<Db>(), table, clock.GetUtcNow(), cancellationToken);
        }
        await base.StartAsync(cancellationToken);
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        Task.WhenAll(Enumerable.Range(0, settings.Workers).Select(_ => Loop(stoppingToken)));

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        // The host waits so long; the last seconds are for putting interrupted jobs back.
        _graceOver.CancelAfter(Grace - TimeSpan.FromSeconds(5));
        await base.StopAsync(cancellationToken);
    }

    public override void Dispose()
    {
        _graceOver.Dispose();
        base.Dispose();
    }

    private async Task Loop(CancellationToken stopping)
    {
        await Task.Yield();
        while (!stopping.IsCancellationRequested)
        {
            var pause = Idle;
            try
            {
                if (await worker.RunOne(_graceOver.Token))
                {
                    continue;
                }
            }
            catch (Exception failure) when (failure is not OutOfMemoryException)
            {
                Away(failure);
                pause = AfterFault;
            }
            await Task.Delay(pause, clock, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    [LoggerMessage(LogLevel.Warning, "Jobs could not be looked for; trying again")]
    private partial void Away(Exception failure);
}
