using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Shanhai.Voices.Files;

/// <summary>
/// A picture or document that came with a voice or was added to it later: sealed like a name, with a key that is not in the database, never changed. Whoever
/// may see the voice may open it; what officials added stays among them.
/// </summary>
public sealed class VoiceFile
{
    public const string Picture = "image/jpeg", Pdf = "application/pdf", Docx = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";
    public const int LongestName = 80;
    private const string Purpose = "voices.file";

    public required Id<VoiceFile> Id { get; init; }
    public required Id<Voice> Voice { get; init; }

    /// <summary>The number of the step it came with; 1: with the voice itself.</summary>
    public required short Step { get; init; }
    public required Party By { get; init; }

    /// <summary>As the sender called it, with the ending that fits what it is.</summary>
    [Secret]
    public required string Name { get; init; }
    public required string Type { get; init; }
    public required int Size { get; init; }

    /// <summary>SHA-256 of what is kept, which the receipt repeats.</summary>
    public required byte[] Hash { get; init; }
    public required DateTimeOffset At { get; init; }
    [Secret]
    public required byte[] Box { get; init; }

    /// <summary>Since when anybody may see it, by the office's word and the petitioner's leave; null: not public.</summary>
    public DateTimeOffset? PublicAt { get; internal set; }

    /// <summary>One file in a list; what is in it is asked for alone.</summary>
    public sealed record Row(Id<VoiceFile> Id, short Step, Party By, string Name, string Type, int Size, DateTimeOffset At, bool Public);

    public static VoiceFile Of(ReadFile file, Id<Voice> voice, short step, Party by, Vault vault, TimeProvider clock)
    {
        var id = Id<VoiceFile>.New(clock);
        var now = clock.GetUtcNow();
        return new()
        {
            Id = id, Voice = voice, Step = step, By = by, Name = file.Name, Type = file.Type, Size = file.Bytes.Length, Hash = file.Hash,
            At = new(now.UtcTicks - now.UtcTicks % 10, TimeSpan.Zero), Box = vault.Seal(Purpose, id.Value, file.Bytes),
        };
    }

    public byte[] Open(Vault vault) => vault.OpenBytes(Purpose, Id.Value, Box);

    /// <summary>The files of a voice, never with what is in them. The petitioner sees her own.</summary>
    public static Task<List<Row>> Of(Id<Voice> voice, bool petitioners, Db db, CancellationToken ct) =>
        db.VoiceFiles.AsNoTracking().Where(f => f.Voice == voice && (!petitioners || f.By == Party.Petitioner || f.Step == 1)).OrderBy(f => f.Id)
            .Select(f => new Row(f.Id, f.Step, f.By, f.Name, f.Type, f.Size, f.At, f.PublicAt != null)).ToListAsync(ct);

    internal sealed class Mapping : IEntityTypeConfiguration<VoiceFile>
    {
        public void Configure(EntityTypeBuilder<VoiceFile> file)
        {
            file.ToTable("voice_files");
            file.HasKey(f => f.Id);
            file.HasOne<Voice>().WithMany().HasForeignKey(f => f.Voice).OnDelete(DeleteBehavior.Restrict);
            file.HasIndex(f => f.Voice);
            file.Property(f => f.Name).HasMaxLength(LongestName);
            file.Property(f => f.Type).HasMaxLength(80);
        }
    }
}
