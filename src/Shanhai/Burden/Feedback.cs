using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Shanhai.Burden;

/// <summary>
/// What somebody says about this program: a fault, a wish, or that it is a burden. New until an administrator answers; the answer is
/// kept beside it. Government software must have such a door on every page; it asks for no name.
/// </summary>
public sealed class Feedback
{
    public required Id<Feedback> Id { get; init; }
    public required string Page { get; init; }

    /// <summary>The place whose page it was; null: about the program as such.</summary>
    public PlaceCode? Place { get; init; }
    public required FeedbackKind Kind { get; init; }
    public required string Text { get; init; }

    /// <summary>Only if the sender wants an answer.</summary>
    [Secret]
    public string? Contact { get; init; }
    public required DateTimeOffset SentAt { get; init; }
    public string? Answer { get; private set; }
    public string? AnsweredBy { get; private set; }
    public DateTimeOffset? AnsweredAt { get; private set; }

    public Problem? Reply(string answer, string by, DateTimeOffset now)
    {
        if (AnsweredAt is not null)
        {
            return Problem.Clash("feedback.answered");
        }
        (Answer, AnsweredBy, AnsweredAt) = (answer, by, now);
        return null;
    }

    internal sealed class Mapping : IEntityTypeConfiguration<Feedback>
    {
        public void Configure(EntityTypeBuilder<Feedback> feedback)
        {
            feedback.HasKey(f => f.Id);
            feedback.Property(f => f.Page).HasMaxLength(300);
            feedback.Property(f => f.Text).HasMaxLength(SendFeedback.Longest);
            feedback.Property(f => f.Contact).HasMaxLength(200);
            feedback.Property(f => f.Answer).HasMaxLength(SendFeedback.Longest);
            feedback.Property(f => f.AnsweredBy).HasMaxLength(100);
            feedback.HasIndex(f => new { f.AnsweredAt, f.SentAt });
        }
    }
}

public enum FeedbackKind : short { Fault, Wish, Burden }
