using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Shanhai.Identification;

/// <summary>
/// What one run says about one place, kept for ever with the version that made it. The one in force for a rule, period and place is the row
/// without <see cref="SupersededAt"/>. The deciding sentences are kept in both languages for every place; the whole tree with its facts for every
/// place that is named or cannot be told.
/// </summary>
public sealed class Finding
{
    public required Id<Finding> Id { get; init; }
    public required Id<RuleRun> Run { get; init; }
    public required Id<RuleVersion> Version { get; init; }
    public required string Rule { get; init; }
    public required Period Period { get; init; }
    public required PlaceCode Place { get; init; }
    public required Outcome Outcome { get; init; }

    /// <summary>The code of the first severity that holds.</summary>
    public string? Severity { get; init; }

    /// <summary>The distance to the line as a part of the line, positive where the rule holds; null where it cannot be told.</summary>
    public double? Margin { get; init; }

    /// <summary>The greatest deciding distance in the base unit of <see cref="Dimension"/>, left minus right: negative is short of the line.</summary>
    public decimal? Distance { get; init; }
    public string? Dimension { get; init; }
    public required Stand Stand { get; set; }
    public required Period Since { get; set; }

    /// <summary>The stand is that of an earlier year, because this year cannot be told.</summary>
    public required bool Uncertain { get; init; }
    public required string SaidZh { get; init; }
    public required string SaidEn { get; init; }

    /// <summary>A <see cref="KeptReason"/>; null where the place is not named and the rule does not hold.</summary>
    public string? Reason { get; init; }
    public string? ExitBy { get; private set; }
    public DateOnly? ExitOn { get; private set; }
    public string? ExitDocument { get; private set; }
    public DateTimeOffset? SupersededAt { get; private set; }

    public Standing Standing => new(Stand, Since, Uncertain);

    public Problem? Confirm(Standing.Confirmation exit)
    {
        if (SupersededAt is not null)
        {
            return Problem.Clash("finding.superseded");
        }
        var confirmed = Standing.Confirm(Period, exit);
        if (confirmed.Problem is { } problem)
        {
            return problem;
        }
        (Stand, Since) = (confirmed.Value.Stand, confirmed.Value.Since);
        (ExitBy, ExitOn, ExitDocument) = (exit.By, exit.On, exit.Document);
        return null;
    }

    internal sealed class Mapping : IEntityTypeConfiguration<Finding>
    {
        public void Configure(EntityTypeBuilder<Finding> builder)
        {
            builder.ToTable("findings");
            builder.HasKey(f => f.Id);
            builder.Property(f => f.Rule).HasMaxLength(80);
            builder.Property(f => f.Outcome).HasConversion<short>();
            builder.Property(f => f.Stand).HasConversion<short>();
            builder.Property(f => f.Severity).HasMaxLength(40);
            builder.Property(f => f.Dimension).HasMaxLength(40);
            builder.Property(f => f.ExitBy).HasMaxLength(100);
            builder.Property(f => f.ExitDocument).HasMaxLength(400);
            builder.HasOne<RuleRun>().WithMany().HasForeignKey(f => f.Run).OnDelete(DeleteBehavior.Restrict);
            builder.HasOne<RuleVersion>().WithMany().HasForeignKey(f => f.Version).OnDelete(DeleteBehavior.Restrict);
            builder.HasIndex(f => f.Run);
            builder.HasIndex(f => f.Version);
            // Wide on purpose: lists and counts read this index and not the rows, which are long with their reasons.
            builder.HasIndex(f => new { f.Rule, f.Period, f.SupersededAt, f.Place, f.Outcome, f.Stand, f.Uncertain, f.Severity, f.Margin, f.Id }, "IX_findings_lists");
            builder.HasIndex(f => new { f.Place, f.Period });
        }
    }
}
