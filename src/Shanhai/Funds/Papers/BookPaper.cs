using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Shanhai.Voices.Files;

namespace Shanhai.Funds.Papers;

/// <summary>
/// A picture or document that entries of a book rest on: made harmless as a voice's files are, sealed with a key that is not in the database, never changed. It waits in the
/// book until an entry names it; until then it can be thrown away.
/// </summary>
public sealed class BookPaper
{
    private const string Purpose = "funds.paper";

    public required Id<BookPaper> Id { get; init; }
    public required Id<Book> Book { get; init; }

    /// <summary>As the sender called it; it may name a person.</summary>
    [Secret]
    public required string Name { get; init; }
    public required string Type { get; init; }
    public required int Size { get; init; }

    /// <summary>SHA-256 of what is kept, in hexadecimal: a part of each entry's own hash.</summary>
    public required string Sha256 { get; init; }
    public required string AddedBy { get; init; }
    public required DateTimeOffset At { get; init; }
    [Secret]
    public required byte[] Box { get; init; }

    /// <summary>A paper in a list, never with what is in it.</summary>
    public sealed record Row(Id<BookPaper> Id, string Name, string Type, int Size, DateTimeOffset At, string Sha256)
    {
        /// <summary>Of an entry's paper that was added after the entry was posted; null: it was signed with it.</summary>
        public Later? Added { get; init; }
    }

    public sealed record Later(DateTimeOffset At, string By);

    public static BookPaper Of(ReadFile file, Id<Book> book, Actor actor, Vault vault, TimeProvider clock)
    {
        var (id, now) = (Id<BookPaper>.New(clock), clock.GetUtcNow());
        return new()
        {
            Id = id, Book = book, Name = file.Name, Type = file.Type, Size = file.Bytes.Length, Sha256 = Canonical.Hex(file.Hash), AddedBy = actor.Name,
            At = new(now.UtcTicks - now.UtcTicks % 10, TimeSpan.Zero), Box = vault.Seal(Purpose, id.Value, file.Bytes),
        };
    }

    public static byte[] Open(Id<BookPaper> id, byte[] box, Vault vault) => vault.OpenBytes(Purpose, id.Value, box);

    /// <summary>The hash of what is really kept; null where the box does not open any more.</summary>
    public static string? HashOf(Id<BookPaper> id, byte[] box, Vault vault)
    {
        try
        {
            return Canonical.Hex(SHA256.HashData(Open(id, box, vault)));
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    internal sealed class Mapping : IEntityTypeConfiguration<BookPaper>
    {
        public void Configure(EntityTypeBuilder<BookPaper> paper)
        {
            paper.ToTable("book_papers");
            paper.HasKey(p => p.Id);
            paper.Property(p => p.Name).HasMaxLength(VoiceFile.LongestName);
            paper.Property(p => p.Type).HasMaxLength(80);
            paper.Property(p => p.Sha256).HasMaxLength(64);
            paper.Property(p => p.AddedBy).HasMaxLength(100);
            paper.HasOne<Book>().WithMany().HasForeignKey(p => p.Book).OnDelete(DeleteBehavior.Restrict);
            paper.HasIndex(p => new { p.Book, p.Id });
        }
    }
}

/// <summary>That an entry rests on a paper; written with the entry, or added later (<see cref="AttachPapers"/>), and never changed.</summary>
public sealed class EntryPaper
{
    public required Id<Entry> Entry { get; init; }
    public required Id<BookPaper> Paper { get; init; }

    internal sealed class Mapping : IEntityTypeConfiguration<EntryPaper>
    {
        public void Configure(EntityTypeBuilder<EntryPaper> paper)
        {
            paper.ToTable("entry_papers");
            paper.HasKey(p => new { p.Entry, p.Paper });
            paper.HasOne<Entry>().WithMany().HasForeignKey(p => p.Entry).OnDelete(DeleteBehavior.Restrict);
            paper.HasOne<BookPaper>().WithMany().HasForeignKey(p => p.Paper).OnDelete(DeleteBehavior.Restrict);
            paper.HasIndex(p => p.Paper);
        }
    }
}
