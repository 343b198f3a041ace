using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Shanhai.Identification;

/// <summary>
/// How often the findings of one rule and period were written. Every transaction that writes one adds one, so that <see cref="CurrentFindings"/> sees with
/// one small question whether what it holds is stale. Unjournalled: the write that causes it is recorded.
/// </summary>
public sealed class FindingStamp : IUnjournalled
{
    public required string Rule { get; init; }
    public required Period Period { get; init; }
    public long Version { get; init; }

    /// <summary>Adds one within the caller's transaction. One statement, so that two who write a rule for the first time do not collide.</summary>
    public static Task Raise(Db db, string rule, Period period, CancellationToken ct) => db.Database.ExecuteSqlAsync(
        $"INSERT INTO finding_stamps (rule, period, version) VALUES ({rule}, {period.Key}, 1) ON CONFLICT (rule, period) DO UPDATE SET version = finding_stamps.version + 1", ct);

    internal sealed class Mapping : IEntityTypeConfiguration<FindingStamp>
    {
        public void Configure(EntityTypeBuilder<FindingStamp> builder)
        {
            builder.ToTable("finding_stamps");
            builder.HasKey(s => new { s.Rule, s.Period });
            builder.Property(s => s.Rule).HasMaxLength(80);
        }
    }
}
