using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Shanhai.Organisations;

namespace Shanhai.Voices;

/// <summary>
/// One thing that happened to a voice: appended, never changed. <see cref="Words"/> are what the petitioner reads; <see cref="Note"/> stays inside.
/// </summary>
public sealed class VoiceStep
{
    public const int LongestWords = 4000, LongestNote = 2000, LongestLaw = 1000;

    public required Id<VoiceStep> Id { get; init; }
    public required Id<Voice> Voice { get; init; }

    /// <summary>1, 2, 3 … within the voice.</summary>
    public required short Number { get; init; }
    public required Act Act { get; init; }
    public required VoiceState From { get; init; }
    public required VoiceState To { get; init; }
    public required DateTimeOffset At { get; init; }

    /// <summary>Who did it: an official's name; null: the petitioner, or the program when <see cref="Party"/> says so.</summary>
    public string? By { get; init; }
    public required Party Party { get; init; }

    /// <summary>The body in whose name.</summary>
    public Id<Organisation>? Body { get; init; }

    /// <summary>The body it went to.</summary>
    public Id<Organisation>? ToBody { get; init; }
    [Secret]
    public string? Words { get; init; }
    [Secret]
    public string? Note { get; init; }
    public string? Reason { get; init; }
    public Decision? Outcome { get; init; }
    [Secret]
    public string? Facts { get; init; }
    public string? Law { get; init; }
    public string? Approver { get; init; }

    /// <summary>The day the law counts from, where it is not the day of the entry: when a written opinion reached the petitioner.</summary>
    public DateOnly? Day { get; init; }

    /// <summary>By when what this step supports is to be carried out.</summary>
    public DateOnly? ExecuteBy { get; init; }

    internal sealed class Mapping : IEntityTypeConfiguration<VoiceStep>
    {
        public void Configure(EntityTypeBuilder<VoiceStep> step)
        {
            step.ToTable("voice_steps");
            step.HasKey(s => s.Id);
            step.HasOne<Voice>().WithMany().HasForeignKey(s => s.Voice).OnDelete(DeleteBehavior.Restrict);
            step.HasIndex(s => new { s.Voice, s.Number }).IsUnique();
            step.Property(s => s.By).HasMaxLength(100);
            step.Property(s => s.Words).HasMaxLength(LongestWords);
            step.Property(s => s.Note).HasMaxLength(LongestNote);
            step.Property(s => s.Reason).HasMaxLength(40);
            step.Property(s => s.Facts).HasMaxLength(LongestWords);
            step.Property(s => s.Law).HasMaxLength(LongestLaw);
            step.Property(s => s.Approver).HasMaxLength(100);
            step.HasOne<Organisation>().WithMany().HasForeignKey(s => s.Body).OnDelete(DeleteBehavior.Restrict);
            step.HasOne<Organisation>().WithMany().HasForeignKey(s => s.ToBody).OnDelete(DeleteBehavior.Restrict);
            step.HasIndex(s => s.Body).HasFilter("body IS NOT NULL");
            step.HasIndex(s => s.ToBody);
        }
    }
}
