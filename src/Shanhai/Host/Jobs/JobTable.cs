using System.Text.Json;
using Quartz;

namespace Shanhai.Host.Jobs;

/// <summary>Which handler does which kind of job, and what recurs when: filled once from the modules' front pages, then fixed.</summary>
public sealed class JobTable
{
    // A system without a table of zones is told: China has one offset the whole year.
    private static readonly TimeZoneInfo China =
        TimeZoneInfo.TryFindSystemTimeZoneById("Asia/Shanghai", out var zone) ? zone : TimeZoneInfo.CreateCustomTimeZone("Asia/Shanghai", ChinaDay.Offset, null, null);

    private readonly Dictionary<string, Handler> _handlers = [];
    private readonly Dictionary<string, CronExpression> _recurring = [];

    internal delegate Task<(Problem? Problem, object? Value)> Handler(JobRun run, CancellationToken ct);

    public IReadOnlyCollection<string> Kinds => _handlers.Keys;

    public IReadOnlyCollection<string> Recurring => _recurring.Keys;

    /// <summary>Work asked for by db.Enqueue. A problem as the answer is final; an exception is tried again.</summary>
    public JobTable On<TPayload, TAnswer>(string kind, Func<JobRun, TPayload, CancellationToken, Task<Result<TAnswer>>> handle)
    {
        _handlers.Add(kind, async (run, ct) =>
        {
            if (Payload<TPayload>(run.Job) is not { } payload)
            {
                return (Problem.Invalid("job.bad-payload"), null);
            }
            var answer = await handle(run, payload, ct);
            return answer.Problem is { } problem ? (problem, null) : (null, answer.Value);
        });
        return this;
    }

    /// <summary>Work that comes back by the clock. <paramref name="cron"/> has six fields, seconds first, and means Chinese time.</summary>
    public JobTable Every<TAnswer>(string kind, string cron, Func<JobRun, CancellationToken, Task<Result<TAnswer>>> handle)
    {
        _recurring.Add(kind, new CronExpression(cron, China));
        return On<Dictionary<string, JsonElement>, TAnswer>(kind, (run, _, ct) => handle(run, ct));
    }

    internal Handler Of(string kind) => _handlers[kind];

    internal CronExpression Clock(string kind) => _recurring[kind];

    private static TPayload? Payload<TPayload>(Job job)
    {
        try
        {
            return JsonSerializer.Deserialize<TPayload>(job.Payload, JournalEntry.Json);
        }
        catch (JsonException)
        {
            return default;
        }
    }
}
