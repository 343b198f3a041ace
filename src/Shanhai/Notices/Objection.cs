using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Shanhai.Host.Clocks;

namespace Shanhai.Notices;

/// <summary>
/// What somebody has against a notice, with her name or without. Its sender follows it by code and PIN; the body answers it once: it stands, then the notice is
/// changed or withdrawn, or it does not, with the reason. Who sent it is sealed and opened only by <see cref="OpenObjector"/>.
/// </summary>
public sealed class Objection
{
    public const int LongestText = 4000;

    private const string Purpose = "notices.objector";

    public required Id<Objection> Id { get; init; }
    public required Id<Notice> Notice { get; init; }
    public required short Round { get; init; }
    public required string Receipt { get; init; }
    [Secret]
    public required byte[] PinMark { get; init; }
    public short PinFailures { get; private set; }
    public DateTimeOffset? PinLockedUntil { get; private set; }

    /// <summary>Made by the sender's browser: the same objection sent twice is filed once.</summary>
    [Secret]
    public string? ClientKey { get; init; }
    [Secret]
    public required string Text { get; init; }

    /// <summary>Who sent it, sealed; null: anonymous.</summary>
    [Secret]
    public byte[]? Box { get; init; }
    public required DateTimeOffset ReceivedAt { get; init; }

    /// <summary>Where the law gives a time to answer.</summary>
    public Id<Clock>? Clock { get; init; }
    public DateTimeOffset? AnsweredAt { get; private set; }
    public string? AnsweredBy { get; private set; }
    [Secret]
    public string? Answer { get; private set; }
    public bool? Upheld { get; private set; }

    /// <summary>The round of the notice that stood when it was answered: a later one has been changed since.</summary>
    public short? AnsweredRound { get; private set; }
    public int Version { get; private set; }

    public sealed record Person(string? Name, string? Phone, string? Address);

    public static byte[] Seal(Id<Objection> id, Person person, Vault vault) => vault.Seal(Purpose, id.Value, JsonSerializer.Serialize(person));

    public Person? Open(Vault vault) => Box is null ? null : JsonSerializer.Deserialize<Person>(vault.Open(Purpose, Id.Value, Box));

    public Problem? Settle(string answer, bool upheld, short round, string by, DateTimeOffset at)
    {
        if (AnsweredAt is not null)
        {
            return Problem.Clash("notice.objection-answered", $"{ChinaDay.Of(AnsweredAt.Value):yyyy-MM-dd}", AnsweredBy);
        }
        (Answer, Upheld, AnsweredRound, AnsweredBy, AnsweredAt) = (answer, upheld, round, by, at);
        Version++;
        return null;
    }

    /// <summary>Whether the PIN was right. Five wrong, a quarter of an hour; each further one again.</summary>
    public void Tried(bool right, DateTimeOffset now)
    {
        PinFailures = right ? (short)0 : (short)(PinFailures + 1);
        PinLockedUntil = PinFailures >= 5 ? now.AddMinutes(15) : null;
    }

    internal sealed class Mapping : IEntityTypeConfiguration<Objection>
    {
        public void Configure(EntityTypeBuilder<Objection> objection)
        {
            objection.ToTable("notice_objections");
            objection.HasKey(o => o.Id);
            objection.HasOne<Notice>().WithMany().HasForeignKey(o => o.Notice).OnDelete(DeleteBehavior.Restrict);
            objection.HasOne<Clock>().WithMany().HasForeignKey(o => o.Clock).OnDelete(DeleteBehavior.Restrict);
            objection.HasIndex(o => new { o.Notice, o.AnsweredAt });
            objection.HasIndex(o => o.Clock);
            objection.HasIndex(o => o.Receipt).IsUnique();
            objection.HasIndex(o => o.ClientKey).IsUnique();
            objection.Property(o => o.Receipt).HasMaxLength(12);
            objection.Property(o => o.ClientKey).HasMaxLength(80);
            objection.Property(o => o.Text).HasMaxLength(LongestText);
            objection.Property(o => o.AnsweredBy).HasMaxLength(100);
            objection.Property(o => o.Answer).HasMaxLength(LongestText);
            objection.Property(o => o.Version).IsConcurrencyToken();
        }
    }
}
