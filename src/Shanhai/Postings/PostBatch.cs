using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Shanhai.Postings;

/// <summary>
/// People of one kind sent to the villages of an area for a term, by a document. Begun by officers of the area, who enter posts until they close it: then every post of it is over, and nothing is added any more.
/// </summary>
public sealed class PostBatch
{
    public const int LongestName = 80, LongestDocument = 400;

    public required Id<PostBatch> Id { get; init; }
    public required string Kind { get; init; }
    public required string Name { get; set; }
    public required PlaceCode Place { get; init; }
    public required DateOnly FromDay { get; set; }

    /// <summary>The last day of the term.</summary>
    public required DateOnly ToDay { get; set; }
    public required string Document { get; set; }
    public required string MadeBy { get; init; }
    public required DateTimeOffset MadeAt { get; init; }
    public DateOnly? ClosedOn { get; internal set; }

    /// <summary>Raised by everything that is entered into it or placed.</summary>
    public int Version { get; internal set; }

    internal sealed class Mapping : IEntityTypeConfiguration<PostBatch>
    {
        public void Configure(EntityTypeBuilder<PostBatch> batch)
        {
            batch.ToTable("post_batches");
            batch.HasKey(b => b.Id);
            batch.Property(b => b.Kind).HasMaxLength(40);
            batch.Property(b => b.Name).HasMaxLength(LongestName);
            batch.Property(b => b.Document).HasMaxLength(LongestDocument);
            batch.Property(b => b.MadeBy).HasMaxLength(100);
            batch.Property(b => b.Version).IsConcurrencyToken();
            batch.HasIndex(b => b.Place);
        }
    }
}
