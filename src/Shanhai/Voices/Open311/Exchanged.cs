using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Shanhai.Voices.Open311;

/// <summary>That a voice came from another system by a key: that key's owner, and nobody else, asks for it again and sends updates of it.</summary>
public sealed class ExchangedVoice
{
    public required Id<Voice> Voice { get; init; }
    public required Guid Sender { get; init; }

    /// <summary>Addresses of pictures that the other system named. They are kept as words: this server fetches nothing that a stranger names.</summary>
    [Secret]
    public string? Media { get; init; }

    internal sealed class Mapping : IEntityTypeConfiguration<ExchangedVoice>
    {
        public void Configure(EntityTypeBuilder<ExchangedVoice> exchanged)
        {
            exchanged.ToTable("exchanged_voices");
            exchanged.HasKey(e => e.Voice);
            exchanged.HasOne<Voice>().WithOne().HasForeignKey<ExchangedVoice>(e => e.Voice).OnDelete(DeleteBehavior.Restrict);
            exchanged.HasIndex(e => e.Sender);
            exchanged.Property(e => e.Media).HasMaxLength(2000);
        }
    }
}

/// <summary>That an update of another system was taken, by the number it has there: sent again it is not written again.</summary>
public sealed class ExchangedUpdate
{
    public required Guid Sender { get; init; }
    public required string Number { get; init; }
    public required Id<Voice> Voice { get; init; }
    public required short Step { get; init; }

    internal sealed class Mapping : IEntityTypeConfiguration<ExchangedUpdate>
    {
        public void Configure(EntityTypeBuilder<ExchangedUpdate> update)
        {
            update.ToTable("exchanged_updates");
            update.HasKey(u => new { u.Sender, u.Number });
            update.HasOne<Voice>().WithMany().HasForeignKey(u => u.Voice).OnDelete(DeleteBehavior.Restrict);
            update.HasIndex(u => u.Voice);
            update.Property(u => u.Number).HasMaxLength(100);
        }
    }
}

public enum ForwardState : short { Waiting, Sent, Refused }

/// <summary>
/// That a voice was filed with another Open311 server, without a word about who said it: waiting until a job has sent it, then followed there. What that
/// server tells comes back as inner notes.
/// </summary>
public sealed class Forward
{
    public required Id<Forward> Id { get; init; }
    public required Id<Voice> Voice { get; init; }
    public required string Peer { get; init; }
    public required string Service { get; init; }
    public required DateTimeOffset AskedAt { get; init; }
    public ForwardState State { get; internal set; }

    /// <summary>The number it has there; until that is known, the token it may be asked for by.</summary>
    public string? Remote { get; internal set; }
    public string? Token { get; internal set; }
    public string? Failure { get; internal set; }
    public string? Status { get; internal set; }

    /// <summary>The moment of the latest update that was taken, and the numbers of those of that very moment.</summary>
    public DateTimeOffset? SeenTo { get; internal set; }
    public string? SeenNumbers { get; internal set; }

    internal sealed class Mapping : IEntityTypeConfiguration<Forward>
    {
        public void Configure(EntityTypeBuilder<Forward> forward)
        {
            forward.ToTable("voice_forwards");
            forward.HasKey(f => f.Id);
            forward.HasOne<Voice>().WithMany().HasForeignKey(f => f.Voice).OnDelete(DeleteBehavior.Restrict);
            forward.HasIndex(f => new { f.Voice, f.Peer }).IsUnique();
            forward.HasIndex(f => new { f.Peer, f.State });
            forward.Property(f => f.Peer).HasMaxLength(40);
            forward.Property(f => f.Service).HasMaxLength(100);
            forward.Property(f => f.Remote).HasMaxLength(100);
            forward.Property(f => f.Token).HasMaxLength(200);
            forward.Property(f => f.Failure).HasMaxLength(500);
            forward.Property(f => f.Status).HasMaxLength(60);
            forward.Property(f => f.SeenNumbers).HasMaxLength(4000);
        }
    }
}
