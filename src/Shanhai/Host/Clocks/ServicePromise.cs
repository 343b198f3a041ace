using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Shanhai.Host.Clocks;

/// <summary>A body promises to need less time than a rule gives it, from a day until before a day. Never more: that is refused when it is made.</summary>
public sealed class ServicePromise
{
    public required Id<ServicePromise> Id { get; init; }
    public required Guid Body { get; init; }
    public required string Rule { get; init; }

    /// <summary>As in data: "10 nd".</summary>
    public required string Term { get; init; }
    public required DateOnly From { get; init; }
    public DateOnly? To { get; set; }

    public bool Holds(DateOnly day) => From <= day && (To is null || day < To);

    internal sealed class Mapping : IEntityTypeConfiguration<ServicePromise>
    {
        public void Configure(EntityTypeBuilder<ServicePromise> promise)
        {
            promise.HasKey(p => p.Id);
            promise.Property(p => p.Rule).HasMaxLength(30);
            promise.Property(p => p.Term).HasMaxLength(10);
            promise.HasIndex(p => new { p.Body, p.Rule });
        }
    }
}
