using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Shanhai.Postings;

/// <summary>What one posted person leaves to the next, line by line, and on which days the two signed. It is whole when both have; then the former post ends, and nothing of it changes any more.</summary>
public sealed class PostHandOver
{
    public const int LongestItems = 4000;

    public required Id<PostHandOver> Id { get; init; }
    public required Id<Post> From { get; init; }
    public required Id<Post> To { get; set; }

    /// <summary>One thing a line.</summary>
    public required string Items { get; set; }
    public DateOnly? GaveOn { get; internal set; }
    public DateOnly? TookOn { get; internal set; }
    public required string RecordedBy { get; set; }
    public required DateTimeOffset RecordedAt { get; set; }
    public int Version { get; internal set; }

    public bool IsWhole => GaveOn is not null && TookOn is not null;

    internal sealed class Mapping : IEntityTypeConfiguration<PostHandOver>
    {
        public void Configure(EntityTypeBuilder<PostHandOver> over)
        {
            over.ToTable("post_hand_overs");
            over.HasKey(h => h.Id);
            over.Property(h => h.Items).HasMaxLength(LongestItems);
            over.Property(h => h.RecordedBy).HasMaxLength(100);
            over.Property(h => h.Version).IsConcurrencyToken();
            over.HasOne<Post>().WithMany().HasForeignKey(h => h.From);
            over.HasOne<Post>().WithMany().HasForeignKey(h => h.To);
            over.HasIndex(h => h.From).IsUnique();
            over.HasIndex(h => h.To);
        }
    }
}

/// <summary>What an officer decided about one person and one village before they are placed: there, or not there, with the reason.</summary>
public sealed class PostWill
{
    public required Id<Post> Post { get; init; }
    public required PlaceCode Village { get; init; }

    /// <summary>There; false: not there.</summary>
    public required bool There { get; set; }
    public required string Why { get; set; }
    public required string DecidedBy { get; set; }

    internal sealed class Mapping : IEntityTypeConfiguration<PostWill>
    {
        public void Configure(EntityTypeBuilder<PostWill> will)
        {
            will.ToTable("post_wills");
            will.HasKey(w => new { w.Post, w.Village });
            will.Property(w => w.Why).HasMaxLength(Postings.Post.LongestWhy);
            will.Property(w => w.DecidedBy).HasMaxLength(100);
            will.HasOne<Post>().WithMany().HasForeignKey(w => w.Post);
        }
    }
}
