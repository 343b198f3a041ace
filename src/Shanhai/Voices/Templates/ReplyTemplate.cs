using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Shanhai.Organisations;

namespace Shanhai.Voices.Templates;

/// <summary>
/// Words that a body uses again and again for one act, with placeholders (<see cref="Placeholders"/>). A body's own; a change is the next version, and old ones stay
/// readable. What ships (<see cref="TemplateCatalogue"/>) is there for every body that has none of its own.
/// </summary>
public sealed class ReplyTemplate
{
    public const int LongestTitle = 60, LongestText = 3000;

    public required Id<ReplyTemplate> Id { get; init; }
    public required Id<Organisation> Body { get; init; }

    /// <summary>The same for all versions of one template.</summary>
    public required Guid Line { get; init; }
    public required short Version { get; init; }
    public required Act Act { get; init; }
    public required string Title { get; init; }
    public required string Text { get; init; }
    public required string By { get; init; }
    public required DateTimeOffset At { get; init; }

    /// <summary>From when it is no longer offered: replaced by the next version, or withdrawn.</summary>
    public DateTimeOffset? EndedAt { get; set; }

    internal sealed class Mapping : IEntityTypeConfiguration<ReplyTemplate>
    {
        public void Configure(EntityTypeBuilder<ReplyTemplate> template)
        {
            template.ToTable("reply_templates");
            template.HasKey(t => t.Id);
            template.Property(t => t.Title).HasMaxLength(LongestTitle);
            template.Property(t => t.Text).HasMaxLength(LongestText);
            template.Property(t => t.By).HasMaxLength(100);
            template.HasOne<Organisation>().WithMany().HasForeignKey(t => t.Body).OnDelete(DeleteBehavior.Restrict);
            template.HasIndex(t => new { t.Body, t.Act });
            template.HasIndex(t => new { t.Line, t.Version }).IsUnique();
        }
    }
}
