using System.Globalization;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Shanhai.Host.Jobs;

namespace Shanhai.Host.Persistence;

public abstract partial class Db
{
    /// <summary>Asks for work in the same save as the change that needs it. The worker that does it acts as this actor, by name and grants.</summary>
    public Job Enqueue(Actor actor, string kind, object? payload = null, DateTimeOffset? due = null)
    {
        var now = clock.GetUtcNow();
        var job = new Job
        {
            Id = Id<Job>.New(clock),
            Kind = kind,
            Payload = payload is null ? "{}" : JsonSerializer.Serialize(payload, JournalEntry.Json),
            AskedBy = actor.User?.Value,
            AskedByName = actor.Name,
            AskedAt = now,
            DueAt = due ?? now,
        };
        Jobs.Add(job);
        return job;
    }

    /// <summary>The job of one stroke of the clock. False where another node was first, or the one before still waits.</summary>
    public async Task<bool> EnqueueOccasion(string kind, DateTimeOffset stroke, CancellationToken ct)
    {
        var occasion = $"{kind}@{stroke.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture)}";
        if (await Jobs.AnyAsync(j => j.Occasion == occasion || j.Kind == kind && j.Occasion != null && j.State == JobState.Waiting, ct))
        {
            return false;
        }
        Jobs.Add(new Job
        {
            Id = Id<Job>.New(clock),
            Kind = kind,
            Payload = "{}",
            AskedBy = null,
            AskedByName = Actor.ProgramName,
            AskedAt = clock.GetUtcNow(),
            DueAt = stroke,
            Occasion = occasion,
        });
        try
        {
            await SaveChangesAsync(ct);
            return true;
        }
        catch (DbUpdateException failure) when (Dialect.IsDuplicate(failure))
        {
            ChangeTracker.Clear();
            return false;
        }
    }
}
