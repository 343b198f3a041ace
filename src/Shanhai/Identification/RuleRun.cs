using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Shanhai.Identification;

/// <summary>
/// One application of a rule version to a subtree in a period: who, when, what came out, and a hash of every figure that went in, so that anybody
/// can see later whether the same input gave it. A later run of the same rule, period and subtree supersedes it.
/// </summary>
public sealed class RuleRun
{
    public required Id<RuleRun> Id { get; init; }
    public required Id<RuleVersion> Version { get; init; }
    public required string Rule { get; init; }
    public required int Number { get; init; }
    public required Period Period { get; init; }
    public required PlaceCode Place { get; init; }
    public required string RunBy { get; init; }
    public required DateTimeOffset RunAt { get; init; }
    public required int Holds { get; init; }
    public required int DoesNotHold { get; init; }
    public required int CannotTell { get; init; }
    public required int Exempt { get; init; }

    /// <summary>SHA-256 over the figures read: place, value and lack, column by column.</summary>
    public required string Inputs { get; init; }
    public DateTimeOffset? SupersededAt { get; private set; }

    internal sealed class Mapping : IEntityTypeConfiguration<RuleRun>
    {
        public void Configure(EntityTypeBuilder<RuleRun> builder)
        {
            builder.ToTable("rule_runs");
            builder.HasKey(r => r.Id);
            builder.Property(r => r.Rule).HasMaxLength(80);
            builder.Property(r => r.RunBy).HasMaxLength(100);
            builder.Property(r => r.Inputs).HasMaxLength(64);
            builder.HasOne<RuleVersion>().WithMany().HasForeignKey(r => r.Version).OnDelete(DeleteBehavior.Restrict);
            builder.HasIndex(r => r.Version);
            builder.HasIndex(r => new { r.Rule, r.Period });
        }
    }
}
