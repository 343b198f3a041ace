using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Shanhai.Organisations;

namespace Shanhai.Voices;

/// <summary>A body that handles a voice together with its holder, which leads (art. 24). It sees the voice and may write notes.</summary>
public sealed class VoiceUnit
{
    public required Id<Voice> Voice { get; init; }
    public required Id<Organisation> Body { get; init; }
    public required DateTimeOffset Since { get; init; }

    internal sealed class Mapping : IEntityTypeConfiguration<VoiceUnit>
    {
        public void Configure(EntityTypeBuilder<VoiceUnit> unit)
        {
            unit.ToTable("voice_units");
            unit.HasKey(u => new { u.Voice, u.Body });
            unit.HasOne<Voice>().WithMany().HasForeignKey(u => u.Voice).OnDelete(DeleteBehavior.Restrict);
            unit.HasOne<Organisation>().WithMany().HasForeignKey(u => u.Body).OnDelete(DeleteBehavior.Restrict);
            unit.HasIndex(u => u.Body);
        }
    }
}

/// <summary>A body that a voice accuses: its people, and those of the bodies below it, neither see nor count the voice.</summary>
public sealed class VoiceAccused
{
    public required Id<Voice> Voice { get; init; }
    public required Id<Organisation> Body { get; init; }

    internal sealed class Mapping : IEntityTypeConfiguration<VoiceAccused>
    {
        public void Configure(EntityTypeBuilder<VoiceAccused> accused)
        {
            accused.ToTable("voice_accused");
            accused.HasKey(a => new { a.Voice, a.Body });
            accused.HasOne<Voice>().WithMany().HasForeignKey(a => a.Voice).OnDelete(DeleteBehavior.Restrict);
            accused.HasOne<Organisation>().WithMany().HasForeignKey(a => a.Body).OnDelete(DeleteBehavior.Restrict);
            accused.HasIndex(a => a.Body);
        }
    }
}
