using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Shanhai.Funds;
using Shanhai.Organisations;

namespace Shanhai.Enclaves;

public enum DistributionState : short { Proposed = 1, Approved = 2, Refused = 3, Reversed = 4 }

/// <summary>
/// What one period's dividends are: reckoned and proposed by one person, approved by another, then paid. Never changed: a wrong one is reversed with the reason, its payments taken back
/// before, and the period is distributed anew.
/// </summary>
public sealed class Distribution
{
    public const int LongestEvidence = 120;

    public required Id<Distribution> Id { get; init; }
    public required Id<Enclave> Enclave { get; init; }
    public required Id<Contract> Contract { get; init; }
    public required short Number { get; init; }
    public required DateOnly FromDay { get; init; }

    /// <summary>The period's last day.</summary>
    public required DateOnly ToDay { get; init; }
    public required DateOnly DueOn { get; init; }

    /// <summary>Net income of the period, fen; and the paper that says so.</summary>
    public required long Income { get; init; }
    public required string Evidence { get; init; }
    public required long Reserve { get; init; }
    public required long Due { get; init; }

    /// <summary>What of it the income does not cover: the guarantor's.</summary>
    public required long FromGuarantor { get; init; }
    public required long Host { get; init; }
    public required long Guest { get; init; }
    public required long Operator { get; init; }

    /// <summary>How it was reckoned: <see cref="Reckoning.Segment"/>s.</summary>
    public required string Segments { get; init; }

    /// <summary>A hash of everything that is paid: what the second person approves is what the first proposed.</summary>
    public required string Print { get; init; }
    public DistributionState State { get; internal set; } = DistributionState.Proposed;

    /// <summary>Who prepared it, as an account; not the name, which two may share.</summary>
    public required string Preparer { get; init; }
    public required string PreparedBy { get; init; }
    public required DateTimeOffset PreparedAt { get; init; }
    public string? DecidedBy { get; internal set; }

    /// <summary>Why it was refused or reversed.</summary>
    public string? Why { get; internal set; }
    public string? ReversedBy { get; internal set; }

    /// <summary>Raised by every payment, so that two people do not pay the same dividend.</summary>
    public int Version { get; internal set; }

    public bool Stands => State is DistributionState.Proposed or DistributionState.Approved;

    internal sealed class Mapping : IEntityTypeConfiguration<Distribution>
    {
        public void Configure(EntityTypeBuilder<Distribution> distribution)
        {
            distribution.ToTable("enclave_distributions");
            distribution.HasKey(d => d.Id);
            distribution.Ignore(d => d.Stands);
            distribution.Property(d => d.Evidence).HasMaxLength(LongestEvidence);
            distribution.Property(d => d.Print).HasMaxLength(64);
            distribution.Property(d => d.Preparer).HasMaxLength(110);
            distribution.Property(d => d.PreparedBy).HasMaxLength(100);
            distribution.Property(d => d.DecidedBy).HasMaxLength(100);
            distribution.Property(d => d.ReversedBy).HasMaxLength(100);
            distribution.Property(d => d.Why).HasMaxLength(Enclaves.Enclave.LongestWhy);
            distribution.Property(d => d.Version).IsConcurrencyToken();
            distribution.HasOne<Enclave>().WithMany().HasForeignKey(d => d.Enclave).OnDelete(DeleteBehavior.Restrict);
            distribution.HasOne<Contract>().WithMany().HasForeignKey(d => d.Contract).OnDelete(DeleteBehavior.Restrict);
            distribution.HasIndex(d => new { d.Enclave, d.Number }).IsUnique();
            distribution.HasIndex(d => d.Contract);
            distribution.HasIndex(d => new { d.State, d.DueOn });
        }
    }
}

/// <summary>What one holder is due of one distribution.</summary>
public sealed class Dividend
{
    public required Id<Dividend> Id { get; init; }
    public required Id<Distribution> Distribution { get; init; }
    public required short Line { get; init; }
    public required PlaceCode Place { get; init; }

    /// <summary>Who is paid: the village, or the one that took it over.</summary>
    public required PlaceCode Payee { get; init; }
    public Id<Organisation>? Organisation { get; init; }

    /// <summary>What its part is counted by: fen times days, or fen.</summary>
    public required long Weight { get; init; }
    public required long Due { get; init; }

    /// <summary>Its place in the order of remainders, and whether it got one of the fen that were left.</summary>
    public required short Rank { get; init; }
    public required bool Extra { get; init; }

    internal sealed class Mapping : IEntityTypeConfiguration<Dividend>
    {
        public void Configure(EntityTypeBuilder<Dividend> dividend)
        {
            dividend.ToTable("enclave_dividends");
            dividend.HasKey(d => d.Id);
            dividend.HasOne<Distribution>().WithMany().HasForeignKey(d => d.Distribution).OnDelete(DeleteBehavior.Restrict);
            dividend.HasOne<Organisation>().WithMany().HasForeignKey(d => d.Organisation).OnDelete(DeleteBehavior.Restrict);
            dividend.HasIndex(d => new { d.Distribution, d.Line }).IsUnique();
            dividend.HasIndex(d => d.Place);
            dividend.HasIndex(d => d.Organisation);
        }
    }
}

/// <summary>Money that arrived for a dividend. It is posted to the village's own book where it has one; what was recorded by mistake is taken back, and its entry is reversed.</summary>
public sealed class Payment
{
    public required Id<Payment> Id { get; init; }
    public required Id<Dividend> Dividend { get; init; }
    public required long Fen { get; init; }
    public required DateOnly On { get; init; }
    public required string Evidence { get; init; }
    public required string RecordedBy { get; init; }
    public required DateTimeOffset RecordedAt { get; init; }

    /// <summary>The entry in the village's book.</summary>
    public Id<Entry>? Entry { get; internal set; }

    /// <summary>What waits in the village's book for two people.</summary>
    public Id<Proposal>? Waits { get; internal set; }

    /// <summary>Why it stands in no book: a key of Words.json.</summary>
    public string? Unposted { get; internal set; }
    public string? TakenBackWhy { get; internal set; }

    internal sealed class Mapping : IEntityTypeConfiguration<Payment>
    {
        public void Configure(EntityTypeBuilder<Payment> payment)
        {
            payment.ToTable("enclave_payments");
            payment.HasKey(p => p.Id);
            payment.Property(p => p.Evidence).HasMaxLength(Distribution.LongestEvidence);
            payment.Property(p => p.RecordedBy).HasMaxLength(100);
            payment.Property(p => p.Unposted).HasMaxLength(80);
            payment.Property(p => p.TakenBackWhy).HasMaxLength(Enclave.LongestWhy);
            payment.HasOne<Dividend>().WithMany().HasForeignKey(p => p.Dividend).OnDelete(DeleteBehavior.Restrict);
            payment.HasOne<Entry>().WithMany().HasForeignKey(p => p.Entry).OnDelete(DeleteBehavior.Restrict);
            payment.HasOne<Proposal>().WithMany().HasForeignKey(p => p.Waits).OnDelete(DeleteBehavior.Restrict);
            payment.HasIndex(p => p.Dividend);
            payment.HasIndex(p => p.Entry);
            payment.HasIndex(p => p.Waits);
        }
    }
}
