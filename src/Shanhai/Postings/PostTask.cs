using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Shanhai.Postings;

/// <summary>
/// One thing a posted person is to do, under one of the duties of her kind, and what came of it: the day, the result in words, and where the paper lies. There are no days on site, no reports by calendar, and no count of one person
/// beside another. Planned by those who work for the village; left out with a reason.
/// </summary>
public sealed class PostTask
{
    public const int LongestWhat = 200, LongestResult = 500, LongestEvidence = 300;

    public required Id<PostTask> Id { get; init; }
    public required Id<Post> Post { get; init; }
    public required string Duty { get; init; }

    /// <summary>Null: of all her villages.</summary>
    public PlaceCode? Village { get; init; }
    public required string What { get; init; }
    public required DateOnly DueOn { get; init; }
    public required string PlannedBy { get; init; }
    public required DateTimeOffset PlannedAt { get; init; }

    /// <summary>What came of it, for everybody to read.</summary>
    public string? Result { get; internal set; }
    public DateOnly? ResultOn { get; internal set; }

    /// <summary>An address, of this site or another.</summary>
    public string? Evidence { get; internal set; }
    public string? ResultBy { get; internal set; }
    public string? DroppedWhy { get; internal set; }
    public int Version { get; internal set; }

    internal sealed class Mapping : IEntityTypeConfiguration<PostTask>
    {
        public void Configure(EntityTypeBuilder<PostTask> task)
        {
            task.ToTable("post_tasks");
            task.HasKey(t => t.Id);
            task.Property(t => t.Duty).HasMaxLength(40);
            task.Property(t => t.What).HasMaxLength(LongestWhat);
            task.Property(t => t.PlannedBy).HasMaxLength(100);
            task.Property(t => t.Result).HasMaxLength(LongestResult);
            task.Property(t => t.Evidence).HasMaxLength(LongestEvidence);
            task.Property(t => t.ResultBy).HasMaxLength(100);
            task.Property(t => t.DroppedWhy).HasMaxLength(Postings.Post.LongestWhy);
            task.Property(t => t.Version).IsConcurrencyToken();
            task.HasOne<Post>().WithMany().HasForeignKey(t => t.Post);
            task.HasIndex(t => t.Post);
        }
    }
}
