using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Shanhai.Places;

/// <summary>In which coordinates an outline is drawn. GCJ-02 lies about 0.6 km beside the other two, which agree within a metre.</summary>
public enum CoordinateSystem : short { Wgs84 = 1, Cgcs2000 = 2, Gcj02 = 3 }

/// <summary>A file of outlines as it was loaded: where it is from, of when, and in which coordinates. A later file of the same area replaces it.</summary>
public sealed class OutlineSource
{
    public required Id<OutlineSource> Id { get; init; }
    public required string Source { get; init; }
    public required CoordinateSystem System { get; init; }

    /// <summary>The day whose borders it shows.</summary>
    public required DateOnly AsOf { get; init; }
    public required DateTimeOffset LoadedAt { get; init; }
    public required string LoadedBy { get; init; }

    internal sealed class Mapping : IEntityTypeConfiguration<OutlineSource>
    {
        public void Configure(EntityTypeBuilder<OutlineSource> builder)
        {
            builder.ToTable("outline_sources");
            builder.HasKey(s => s.Id);
            builder.Property(s => s.Source).HasMaxLength(400);
            builder.Property(s => s.LoadedBy).HasMaxLength(100);
        }
    }
}

/// <summary>The outline of a place, as the GeoJSON geometry it came as. It carries no map-review number (审图号): wherever it is shown, that is said.</summary>
public sealed class Outline
{
    public required PlaceCode Place { get; init; }
    public required Id<OutlineSource> Source { get; init; }
    public required string Geometry { get; init; }

    internal sealed class Mapping : IEntityTypeConfiguration<Outline>
    {
        public void Configure(EntityTypeBuilder<Outline> builder)
        {
            builder.ToTable("outlines");
            builder.HasKey(o => o.Place);
            builder.Property(o => o.Place).ValueGeneratedNever();
            builder.HasOne<OutlineSource>().WithMany().HasForeignKey(o => o.Source);
            builder.HasIndex(o => o.Source);
        }
    }
}
