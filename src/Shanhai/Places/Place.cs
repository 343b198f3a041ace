using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Shanhai.Places;

/// <summary>
/// A province, city, county, township or village of the register. Its key is its 12-digit code; where it stands in the tree follows
/// from the code. Places are dated: one that is merged, split, transferred or closed keeps its row with the day it ended, and the
/// event that ended it names the successors.
/// </summary>
public sealed class Place
{
    public required PlaceCode Code { get; init; }
    public required Level Level { get; init; }

    /// <summary>The name people use (下姜村); former names are in <see cref="DatedName"/>.</summary>
    public required string Name { get; set; }

    /// <summary>The register's own form (下姜村村民委员会); null where it is the name itself.</summary>
    public string? OfficialName { get; set; }

    /// <summary>Full pinyin without tones and without spaces, and its initials: "xiajiangcun", "xjc".</summary>
    public required string Pinyin { get; set; }
    public required string Initials { get; set; }

    /// <summary>The code people of another country know it by; null where the 12-digit code is the official one.</summary>
    public string? OfficialCode { get; init; }

    /// <summary>Urban-rural class (111 … 220) where a source has it.</summary>
    public short? Class { get; set; }

    /// <summary>WGS-84; null where not known.</summary>
    public double? Latitude { get; set; }
    public double? Longitude { get; set; }

    /// <summary>
    /// First day; null: before the register began. A code that was given up and is used anew has the day of its later life here;
    /// its earlier life is a former name that ends before this day.
    /// </summary>
    public DateOnly? Opened { get; set; }

    /// <summary>First day on which it was no more; null: it stands.</summary>
    public DateOnly? Closed { get; set; }

    internal sealed class Mapping : IEntityTypeConfiguration<Place>
    {
        public void Configure(EntityTypeBuilder<Place> place)
        {
            place.HasKey(p => p.Code);
            place.Property(p => p.Code).ValueGeneratedNever();
            place.Property(p => p.Name).HasMaxLength(120);
            place.Property(p => p.OfficialName).HasMaxLength(160);
            place.Property(p => p.Pinyin).HasMaxLength(400);
            place.Property(p => p.Initials).HasMaxLength(120);
            place.Property(p => p.OfficialCode).HasMaxLength(40);
            place.HasIndex(p => new { p.Level, p.Code });
        }
    }
}

/// <summary>A name that a place bore, from a day (null: since the register began) to a day, excluded (null: it still does).</summary>
public sealed class DatedName
{
    public required Id<DatedName> Id { get; init; }
    public required PlaceCode Place { get; init; }
    public required string Name { get; init; }

    /// <summary>The register's own form of it, where that was another.</summary>
    public string? OfficialName { get; init; }
    public DateOnly? From { get; init; }
    public DateOnly? To { get; set; }

    internal sealed class Mapping : IEntityTypeConfiguration<DatedName>
    {
        public void Configure(EntityTypeBuilder<DatedName> name)
        {
            name.ToTable("place_names");
            name.HasKey(n => n.Id);
            name.Property(n => n.Name).HasMaxLength(120);
            name.Property(n => n.OfficialName).HasMaxLength(160);
            name.HasOne<Place>().WithMany().HasForeignKey(n => n.Place);
            name.HasIndex(n => n.Place);
        }
    }
}
