using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Shanhai.Host.Clocks;

public enum LapseSettled : short { Late = 0, Excused = 1 }

/// <summary>
/// A duty was not done in time. Raised once for each clock, by the job; shown to the body first, and to its superior where it still stands
/// after the days of the row LAPSE.SUPERIOR. Settled by doing late what was due.
/// </summary>
public sealed class Lapse
{
    /// <summary>The clock that ran out; there is one lapse for each.</summary>
    public required Id<Clock> Clock { get; init; }
    public required string Rule { get; init; }
    public required string SubjectKind { get; init; }
    public required Guid Subject { get; init; }
    public required PlaceCode Place { get; init; }
    public required Guid? Body { get; init; }
    public string? Compartment { get; init; }

    /// <summary>The first day after the time was over.</summary>
    public required DateOnly Since { get; init; }
    public required DateTimeOffset ShownToBodyAt { get; init; }
    public DateTimeOffset? ShownToSuperiorAt { get; set; }
    public DateTimeOffset? SettledAt { get; set; }
    public LapseSettled? Settled { get; set; }

    internal sealed class Mapping : IEntityTypeConfiguration<Lapse>
    {
        public void Configure(EntityTypeBuilder<Lapse> lapse)
        {
            lapse.HasKey(l => l.Clock);
            lapse.HasOne<Clock>().WithOne().HasForeignKey<Lapse>(l => l.Clock);
            lapse.Property(l => l.Rule).HasMaxLength(30);
            lapse.Property(l => l.SubjectKind).HasMaxLength(30);
            lapse.Property(l => l.Compartment).HasMaxLength(30);
            lapse.HasIndex(l => new { l.Body, l.SettledAt });
            lapse.HasIndex(l => new { l.Place, l.SettledAt });
            lapse.HasIndex(l => new { l.SettledAt, l.ShownToSuperiorAt, l.Since });
            lapse.HasIndex(l => new { l.SubjectKind, l.Subject });
        }
    }
}
