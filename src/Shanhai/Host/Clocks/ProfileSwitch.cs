using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Shanhai.Host.Clocks;

/// <summary>A place uses the rows of a profile (such as ZJXF2016) from a day until before a day. Clocks that run already keep their dates.</summary>
public sealed class ProfileSwitch
{
    public required Id<ProfileSwitch> Id { get; init; }
    public required string Profile { get; init; }
    public required PlaceCode Place { get; init; }
    public required DateOnly From { get; init; }
    public DateOnly? To { get; set; }

    /// <summary>Why the place uses it: the document that says so.</summary>
    public required string Basis { get; init; }

    public bool Holds(DateOnly day) => From <= day && (To is null || day < To);

    internal sealed class Mapping : IEntityTypeConfiguration<ProfileSwitch>
    {
        public void Configure(EntityTypeBuilder<ProfileSwitch> profile)
        {
            profile.HasKey(p => p.Id);
            profile.Property(p => p.Profile).HasMaxLength(30);
            profile.Property(p => p.Basis).HasMaxLength(300);
        }
    }
}
