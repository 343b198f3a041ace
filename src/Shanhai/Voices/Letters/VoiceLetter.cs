using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Shanhai.Organisations;

namespace Shanhai.Voices.Letters;

/// <summary>The document number that a body gave to the letter of a step: its code word, the year and a running number, never twice.</summary>
public sealed class VoiceLetter
{
    public const int LongestCode = 20;

    public required Id<VoiceStep> Step { get; init; }
    public required Id<Voice> Voice { get; init; }
    public required Id<Organisation> Body { get; init; }

    /// <summary>The body's code word (发文机关代字): "岚信函".</summary>
    public required string Code { get; init; }
    public required short Year { get; init; }
    public required int Number { get; init; }
    public required string By { get; init; }
    public required DateTimeOffset At { get; init; }

    /// <summary>As it stands on the letter: the year in hexagonal brackets, no leading zero.</summary>
    public string Written => $"{Code}〔{Year}〕{Number}号";

    internal sealed class Mapping : IEntityTypeConfiguration<VoiceLetter>
    {
        public void Configure(EntityTypeBuilder<VoiceLetter> letter)
        {
            letter.ToTable("voice_letters");
            letter.HasKey(l => l.Step);
            letter.Property(l => l.Code).HasMaxLength(LongestCode);
            letter.Property(l => l.By).HasMaxLength(100);
            letter.HasOne<VoiceStep>().WithOne().HasForeignKey<VoiceLetter>(l => l.Step).OnDelete(DeleteBehavior.Restrict);
            letter.HasOne<Voice>().WithMany().HasForeignKey(l => l.Voice).OnDelete(DeleteBehavior.Restrict);
            letter.HasOne<Organisation>().WithMany().HasForeignKey(l => l.Body).OnDelete(DeleteBehavior.Restrict);
            letter.HasIndex(l => l.Voice);
            letter.HasIndex(l => new { l.Body, l.Code, l.Year, l.Number }).IsUnique();
        }
    }
}
