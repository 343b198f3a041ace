using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Shanhai.Host.Jobs;

public enum JobState { Waiting, Running, Done, Failed, Cancelled }

/// <summary>
/// Work that a use case asked for in the same save as its own change, so that it is neither lost nor done for a change that never
/// happened. A worker claims it for a while (<see cref="ClaimedUntil"/>) and counts <see cref="Attempt"/> up; every later write names
/// that number, so a worker that was paused and overtaken can no longer write anything. The use case's entry is the journal's record.
/// </summary>
public sealed class Job : IUnjournalled
{
    public const int MostAttempts = 5;

    /// <summary>How long after the first, second … failed attempt the next one begins.</summary>
    public static readonly IReadOnlyList<TimeSpan> Delays =
        [TimeSpan.FromSeconds(10), TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(30)];

    public required Id<Job> Id { get; init; }

    /// <summary>The dotted word of what is done: also the journal's verb and, as job.KIND, its title in words.</summary>
    public required string Kind { get; init; }
    public required string Payload { get; init; }
    public required Guid? AskedBy { get; init; }
    public required string AskedByName { get; init; }
    public required DateTimeOffset AskedAt { get; init; }

    /// <summary>For recurring work "kind@instant": two nodes that both hear the clock strike make one job.</summary>
    public string? Occasion { get; init; }

    public JobState State { get; set; }
    public required DateTimeOffset DueAt { get; set; }
    public int Attempt { get; set; }
    public DateTimeOffset? ClaimedUntil { get; set; }
    public string? ClaimedBy { get; set; }
    public bool CancelAsked { get; set; }
    public long Done { get; set; }
    public long Total { get; set; }
    public string? Result { get; set; }

    /// <summary>Why it failed, as the code of a problem and its arguments, so that it can be said in both languages.</summary>
    public string? Failure { get; set; }
    public DateTimeOffset? FinishedAt { get; set; }

    public Problem? WhyFailed => Failure is null ? null : Fault.Read(Failure);

    internal sealed record Fault(string Code, int Status, string?[] Args)
    {
        public static string Write(Problem problem) => JsonSerializer.Serialize(new Fault(
            problem.Code, problem.Status, [.. problem.Args.Select(a => Convert.ToString(a, System.Globalization.CultureInfo.InvariantCulture))]), JournalEntry.Json);

        public static Problem Read(string json)
        {
            var fault = JsonSerializer.Deserialize<Fault>(json, JournalEntry.Json)!;
            return new Problem(fault.Code, fault.Status, [.. fault.Args]);
        }
    }

    internal sealed class Mapping : IEntityTypeConfiguration<Job>
    {
        public void Configure(EntityTypeBuilder<Job> job)
        {
            job.ToTable("jobs");
            job.Property(j => j.State).HasConversion<short>();
            job.Property(j => j.Kind).HasMaxLength(100);
            job.Property(j => j.AskedByName).HasMaxLength(200);
            job.Property(j => j.Occasion).HasMaxLength(140);
            job.HasIndex(j => new { j.State, j.DueAt });
            job.HasIndex(j => new { j.AskedBy, j.AskedAt });
            job.HasIndex(j => new { j.Kind, j.DueAt });
            job.HasIndex(j => j.Occasion).IsUnique();
        }
    }
}
