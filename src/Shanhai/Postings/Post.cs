using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Shanhai.Organisations;
using Shanhai.Pairing;

namespace Shanhai.Postings;

/// <summary>How a post came to its end before its term.</summary>
public enum PostEnding { Recalled, HandedOver }

/// <summary>
/// One person sent to villages for a time. Entered by officers, without villages while she waits for a place (<see cref="MatchPosts"/>). It stands to the end of its term, or until she is recalled with a reason or a successor
/// has taken over (<see cref="HandOverPost"/>); a document may extend it.
/// </summary>
public sealed class Post
{
    public const int LongestWhy = 300;

    public required Id<Post> Id { get; init; }
    public required Id<PostBatch> Batch { get; init; }
    public required Id<PostedPerson> Person { get; init; }
    public required Id<Organisation> Sender { get; init; }
    public required string Kind { get; init; }

    /// <summary>The kind of post held together with it; null: none.</summary>
    public string? Also { get; set; }

    /// <summary>The area of the batch: who works in all of it sees the post also while it has no village.</summary>
    public required PlaceCode Place { get; init; }
    public required DateOnly FromDay { get; set; }

    /// <summary>The last day of the term.</summary>
    public required DateOnly ToDay { get; set; }

    /// <summary>By which document the term was extended.</summary>
    public string? ExtendedBy { get; internal set; }

    /// <summary>First day on which she was no more there; her first day where it never began.</summary>
    public DateOnly? EndedOn { get; internal set; }
    public PostEnding? Ending { get; internal set; }
    public string? EndedWhy { get; internal set; }
    public int Version { get; internal set; }

    public Stage StageOn(DateOnly day) => EndedOn == FromDay ? Stage.Cancelled : EndedOn <= day || ToDay < day ? Stage.Over : day < FromDay ? Stage.NotBegun : Stage.Runs;

    public DateOnly LastDay => EndedOn is { } ended && ended <= ToDay ? ended.AddDays(-1) : ToDay;

    public IEnumerable<string> Kinds => Also is null ? [Kind] : [Kind, Also];

    internal sealed class Mapping : IEntityTypeConfiguration<Post>
    {
        public void Configure(EntityTypeBuilder<Post> post)
        {
            post.ToTable("posts");
            post.HasKey(p => p.Id);
            post.Property(p => p.Kind).HasMaxLength(40);
            post.Property(p => p.Also).HasMaxLength(40);
            post.Property(p => p.ExtendedBy).HasMaxLength(PostBatch.LongestDocument);
            post.Property(p => p.EndedWhy).HasMaxLength(LongestWhy);
            post.Property(p => p.Version).IsConcurrencyToken();
            post.HasOne<PostBatch>().WithMany().HasForeignKey(p => p.Batch);
            post.HasOne<PostedPerson>().WithMany().HasForeignKey(p => p.Person);
            post.HasOne<Organisation>().WithMany().HasForeignKey(p => p.Sender);
            post.HasIndex(p => p.Batch);
            post.HasIndex(p => p.Person);
            post.HasIndex(p => p.Sender);
            post.HasIndex(p => p.Place);
        }
    }
}

/// <summary>A village of a post, with the days it had her: dated, so that what was so stays readable when a village is merged or a post ends.</summary>
public sealed class PostVillage
{
    public required Id<PostVillage> Id { get; init; }
    public required Id<Post> Post { get; init; }
    public required PlaceCode Village { get; init; }
    public required DateOnly FromDay { get; init; }

    /// <summary>The last day; before the first where it never began.</summary>
    public required DateOnly ToDay { get; set; }

    internal sealed class Mapping : IEntityTypeConfiguration<PostVillage>
    {
        public void Configure(EntityTypeBuilder<PostVillage> village)
        {
            village.ToTable("post_villages");
            village.HasKey(v => v.Id);
            village.HasOne<Post>().WithMany().HasForeignKey(v => v.Post);
            village.HasIndex(v => v.Post);
            village.HasIndex(v => v.Village);
        }
    }
}
