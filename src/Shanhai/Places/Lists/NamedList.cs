using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Shanhai.Places.Lists;

/// <summary>
/// Places that a document names, under one name: the mountain counties, the relatively weak townships. Who is on it is dated, because lists
/// change and figures of an earlier year belong to the list of that year. Rules refer to it by its code within their own jurisdiction.
/// </summary>
public sealed class NamedList
{
    public required Id<NamedList> Id { get; init; }

    /// <summary>The place whose list it is; another province may keep one with the same code.</summary>
    public required PlaceCode Jurisdiction { get; init; }
    public required string Code { get; init; }
    public required string NameZh { get; set; }
    public required string NameEn { get; set; }

    /// <summary>The level of the places it names.</summary>
    public required Level Level { get; init; }
    public string? Note { get; set; }
    public required string MadeBy { get; init; }
    public required DateTimeOffset MadeAt { get; init; }

    public Both Name => new(NameZh, NameEn);

    internal sealed class Mapping : IEntityTypeConfiguration<NamedList>
    {
        public void Configure(EntityTypeBuilder<NamedList> builder)
        {
            builder.ToTable("named_lists");
            builder.HasKey(l => l.Id);
            builder.Ignore(l => l.Name);
            builder.Property(l => l.Code).HasMaxLength(SaveList.LongestCode);
            builder.Property(l => l.NameZh).HasMaxLength(SaveList.LongestName);
            builder.Property(l => l.NameEn).HasMaxLength(SaveList.LongestName);
            builder.Property(l => l.Note).HasMaxLength(2000);
            builder.Property(l => l.MadeBy).HasMaxLength(100);
            builder.HasIndex(l => new { l.Jurisdiction, l.Code }).IsUnique();
        }
    }
}

/// <summary>One place on a list from a day (null: since before the list was kept) to a day, excluded (null: it still is).</summary>
public sealed class Listing
{
    public required Id<Listing> Id { get; init; }
    public required Id<NamedList> List { get; init; }
    public required PlaceCode Place { get; init; }

    /// <summary>What it is on the list as, in the list's own words: 跨越发展类.</summary>
    public string? Kind { get; init; }
    public DateOnly? From { get; init; }
    public DateOnly? To { get; private set; }

    /// <summary>The document that put it there.</summary>
    public required string Document { get; init; }
    public string? EndDocument { get; private set; }

    /// <summary>Taken from knowledge or a secondary text: somebody should check it against the document.</summary>
    public bool NeedsConfirmation { get; init; }
    public required string RecordedBy { get; init; }
    public required DateTimeOffset RecordedAt { get; init; }
    public string? EndedBy { get; private set; }

    public bool Holds(DateOnly day) => (From is null || From <= day) && (To is null || day < To);

    public Problem? End(DateOnly on, string document, string by)
    {
        if (To is { } ended)
        {
            return Problem.Clash("list.ended-already", ended);
        }
        if (From is { } from && on <= from)
        {
            return Problem.Invalid("list.ends-before-start", from);
        }
        (To, EndDocument, EndedBy) = (on, document, by);
        return null;
    }

    /// <summary>Takes along those of places that only took another code. They refer to the place, which is written with the caller's save: so are they.</summary>
    internal static async Task<int> Follow(PlaceHeirs heirs, Db db, TimeProvider clock, CancellationToken ct)
    {
        var moved = 0;
        foreach (var some in heirs.Renumbered.Keys.Chunk(500))
        {
            foreach (var listing in await db.Listings.Where(l => some.Contains(l.Place)).ToListAsync(ct))
            {
                db.Entry(listing).Property(l => l.Place).CurrentValue = heirs.Renumbered[listing.Place];
                moved++;
            }
        }
        return moved;
    }

    internal sealed class Mapping : IEntityTypeConfiguration<Listing>
    {
        public void Configure(EntityTypeBuilder<Listing> builder)
        {
            builder.ToTable("listings");
            builder.HasKey(l => l.Id);
            builder.Property(l => l.Kind).HasMaxLength(60);
            builder.Property(l => l.Document).HasMaxLength(400);
            builder.Property(l => l.EndDocument).HasMaxLength(400);
            builder.Property(l => l.RecordedBy).HasMaxLength(100);
            builder.Property(l => l.EndedBy).HasMaxLength(100);
            builder.HasOne<NamedList>().WithMany().HasForeignKey(l => l.List);
            builder.HasOne<Place>().WithMany().HasForeignKey(l => l.Place);
            builder.HasIndex(l => new { l.List, l.Place });
            builder.HasIndex(l => l.Place);
        }
    }
}
