using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Shanhai.Organisations;

namespace Shanhai.Enclaves;

public enum StakeUnit : short { Money = 1, LandQuota = 2 }

/// <summary>Where what was put in comes from.</summary>
public enum StakeSource : short { Own = 1, CountyGrant = 2, ProvincialSubsidy = 3, LandReclamation = 4, PairedDonation = 5, Loan = 6 }

/// <summary>
/// What one village, or one body that is no village, put into the pool at one time from one source: money, or land quota at the value that was agreed. Written once; a mistake is taken
/// back with the reason as long as nothing was distributed by it, and whoever leaves, leaves on a day.
/// </summary>
public sealed class Stake
{
    public const int LongestDocument = 120, LongestWhy = 300;

    /// <summary>Ten billion yuan: days times the sum of a pool still are exact.</summary>
    public const long MostFen = 1_000_000_000_000;

    public required Id<Stake> Id { get; init; }
    public required Id<Enclave> Enclave { get; init; }

    /// <summary>The village; of a body, the place it serves.</summary>
    public required PlaceCode Place { get; init; }

    /// <summary>The body; null: the village's collective.</summary>
    public Id<Organisation>? Organisation { get; init; }
    public required StakeUnit Unit { get; init; }

    /// <summary>Fen, or square metres.</summary>
    public required long Amount { get; init; }

    /// <summary>What it counts: fen.</summary>
    public required long Fen { get; init; }
    public required StakeSource Source { get; init; }
    public required DateOnly On { get; init; }
    public required string Document { get; init; }
    public required string RecordedBy { get; init; }
    public required DateTimeOffset RecordedAt { get; init; }

    /// <summary>The first day on which it is no longer in the pool.</summary>
    public DateOnly? LeftOn { get; set; }
    public string? Why { get; internal set; }
    public bool TakenBack { get; internal set; }

    /// <summary>Its last day in the pool.</summary>
    public DateOnly Last => LeftOn?.AddDays(-1) ?? DateOnly.MaxValue;

    internal sealed class Mapping : IEntityTypeConfiguration<Stake>
    {
        public void Configure(EntityTypeBuilder<Stake> stake)
        {
            stake.ToTable("enclave_stakes");
            stake.HasKey(s => s.Id);
            stake.Ignore(s => s.Last);
            stake.Property(s => s.Document).HasMaxLength(LongestDocument);
            stake.Property(s => s.RecordedBy).HasMaxLength(100);
            stake.Property(s => s.Why).HasMaxLength(LongestWhy);
            stake.HasOne<Enclave>().WithMany().HasForeignKey(s => s.Enclave).OnDelete(DeleteBehavior.Restrict);
            stake.HasOne<Organisation>().WithMany().HasForeignKey(s => s.Organisation).OnDelete(DeleteBehavior.Restrict);
            stake.HasIndex(s => new { s.Enclave, s.Place });
            stake.HasIndex(s => s.Place);
            stake.HasIndex(s => s.Organisation);
        }
    }
}
