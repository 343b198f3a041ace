using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Shanhai.Indicators;

/// <summary>
/// Somebody says, with reasons, that a figure is wrong. While it is open the figure counts as "in dispute": a rule that needs it cannot
/// tell. An officer settles it: a correction follows, or the figure stands, each with a reason.
/// </summary>
public sealed class Dispute
{
    public required Id<Dispute> Id { get; init; }
    public required PlaceCode Place { get; init; }
    public required int Indicator { get; init; }
    public required int Period { get; init; }

    /// <summary>The revision that was in force when the dispute was raised.</summary>
    public required short Revision { get; init; }
    public required string Reason { get; init; }
    public required string RaisedBy { get; init; }
    public required DateTimeOffset RaisedAt { get; init; }
    public string? Outcome { get; private set; }
    public string? SettledBy { get; private set; }
    public DateTimeOffset? SettledAt { get; private set; }

    public Problem? Settle(string outcome, string by, DateTimeOffset now)
    {
        if (SettledAt is not null)
        {
            return Problem.Clash("dispute.already-settled");
        }
        (Outcome, SettledBy, SettledAt) = (outcome, by, now);
        return null;
    }

    internal sealed class Mapping : IEntityTypeConfiguration<Dispute>
    {
        public void Configure(EntityTypeBuilder<Dispute> builder)
        {
            builder.ToTable("disputes");
            builder.HasKey(d => d.Id);
            builder.Property(d => d.Reason).HasMaxLength(4000);
            builder.Property(d => d.Outcome).HasMaxLength(4000);
            builder.Property(d => d.RaisedBy).HasMaxLength(100);
            builder.Property(d => d.SettledBy).HasMaxLength(100);
            builder.HasIndex(d => new { d.Indicator, d.Period, d.Place });
        }
    }
}
