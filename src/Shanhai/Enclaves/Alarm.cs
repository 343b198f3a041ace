using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Shanhai.Enclaves;

public enum AlarmKind : short { GuaranteeEnds = 1, Late = 2, Undistributed = 3 }

/// <summary>What somebody must see to: a guarantee that ends within twelve months, dividends that were not paid when due, a year that nobody has distributed though its dividends are due. Raised once by <see cref="WatchEnclaves"/>, closed by an officer who says what is done.</summary>
public sealed class Alarm
{
    public required Id<Alarm> Id { get; init; }
    public required Id<Enclave> Enclave { get; init; }
    public required AlarmKind Kind { get; init; }

    /// <summary>The guarantee's last day; the day on which the dividends were due.</summary>
    public required DateOnly About { get; init; }
    public required DateTimeOffset RaisedAt { get; init; }
    public string? Done { get; internal set; }
    public string? DoneBy { get; internal set; }

    internal sealed class Mapping : IEntityTypeConfiguration<Alarm>
    {
        public void Configure(EntityTypeBuilder<Alarm> alarm)
        {
            alarm.ToTable("enclave_alarms");
            alarm.HasKey(a => a.Id);
            alarm.Property(a => a.Done).HasMaxLength(Enclaves.Enclave.LongestWhy);
            alarm.Property(a => a.DoneBy).HasMaxLength(100);
            alarm.HasOne<Enclave>().WithMany().HasForeignKey(a => a.Enclave).OnDelete(DeleteBehavior.Restrict);
            alarm.HasIndex(a => new { a.Enclave, a.Kind, a.About }).IsUnique();
        }
    }
}
