using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Shanhai.Host.Journal;

/// <summary>
/// A batch of entries closed for good: the root of the hash tree over them, chained to the seal before. Says who sealed and when;
/// that is its own record, so sealing needs no entry.
/// </summary>
public sealed class JournalSeal : IUnjournalled
{
    public required long Number { get; init; }
    public required DateTimeOffset At { get; init; }
    public required string By { get; init; }
    public required string Algorithm { get; init; }
    public required string KeyId { get; init; }

    /// <summary>Entries under this seal.</summary>
    public required int Count { get; init; }

    /// <summary>Entries under this seal and all before it.</summary>
    public required long Total { get; init; }

    public required byte[] Root { get; init; }

    /// <summary>The hash of the seal before; empty for the first.</summary>
    public required byte[] Previous { get; init; }
    public byte[] Hash { get; set; } = [];
    public byte[] Mark { get; set; } = [];

    public byte[] Content() => Canonical.Of(
        "seal", Canonical.Number(Number), Canonical.Instant(At), By, Algorithm, KeyId,
        Canonical.Number(Count), Canonical.Number(Total), Canonical.Hex(Root), Canonical.Hex(Previous));

    internal sealed class Mapping : IEntityTypeConfiguration<JournalSeal>
    {
        public void Configure(EntityTypeBuilder<JournalSeal> seal)
        {
            seal.ToTable("journal_seals");
            seal.HasKey(s => s.Number);
            seal.Property(s => s.Number).ValueGeneratedNever();
            seal.Property(s => s.By).HasMaxLength(200);
            seal.Property(s => s.Algorithm).HasMaxLength(20);
            seal.Property(s => s.KeyId).HasMaxLength(16);
        }
    }
}

/// <summary>One leaf of a seal: enough of its entry to name it when the entry itself is gone, and the hash of its whole content.</summary>
public sealed class JournalLeaf : IUnjournalled
{
    public required long Seal { get; init; }
    public required int Position { get; init; }
    public required long Entry { get; init; }
    public required DateTimeOffset At { get; init; }
    public required string Verb { get; init; }
    public required string Subject { get; init; }
    public required byte[] Content { get; init; }

    /// <summary>Keyed, and bound to the place in the tree: a leaf altered together with its entry is still told from the others.</summary>
    public byte[] Mark { get; set; } = [];

    public byte[] Hashed() => Canonical.Of("leaf", Canonical.Number(Entry), Canonical.Instant(At), Verb, Subject, Canonical.Hex(Content));

    public byte[] Marked() => [.. Canonical.Of(Canonical.Number(Seal), Canonical.Number(Position)), .. Hashed()];

    internal sealed class Mapping : IEntityTypeConfiguration<JournalLeaf>
    {
        public void Configure(EntityTypeBuilder<JournalLeaf> leaf)
        {
            leaf.ToTable("journal_leaves");
            leaf.HasKey(l => new { l.Seal, l.Position });
            leaf.HasIndex(l => l.Entry).IsUnique();
        }
    }
}
