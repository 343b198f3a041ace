using System.Text;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Shanhai.Notices;
using Shanhai.Organisations;
using Shanhai.Pairing;

namespace Shanhai.Postings;

/// <summary>
/// Somebody whom a body sends. Her name lies sealed; lists show the surname alone, and opening the name is journalled. She is known again by a keyed mark of her name and the number her unit gave her: neither an identity
/// number nor a telephone is asked for, and whether she is a member of the Party is not kept.
/// </summary>
public sealed class PostedPerson
{
    public const int LongestName = 50, LongestNumber = 30;

    private const string Purpose = "postings.person";

    public required Id<PostedPerson> Id { get; init; }
    public required Id<Organisation> Sender { get; init; }

    /// <summary>As everybody may read it: 张**.</summary>
    [Secret]
    public required string Shown { get; init; }

    [Secret]
    public required byte[] Box { get; init; }

    [Secret]
    public required byte[] Mark { get; init; }

    /// <summary>Sectors she knows, of <see cref="Resource.Sectors"/>, divided by commas.</summary>
    public required string Skills { get; set; }
    public required DateTimeOffset MadeAt { get; init; }

    /// <summary>Raised with every post of hers, so that two people do not post her twice at once.</summary>
    public int Version { get; internal set; }

    public IReadOnlyList<string> Sectors => Skills.Split(',', StringSplitOptions.RemoveEmptyEntries);

    public sealed record Known(string Name, string? Number);

    public static byte[] MarkOf(string name, string? number, Vault vault) => vault.Mark(Purpose, Guid.Empty, Plain(name) + "|" + Plain(number ?? ""));

    public static PostedPerson Of(string name, string? number, Id<Organisation> sender, Vault vault, TimeProvider clock)
    {
        var id = Id<PostedPerson>.New(clock);
        var known = new Known(Plain(name), string.IsNullOrWhiteSpace(number) ? null : Plain(number));
        return new()
        {
            Id = id, Sender = sender, Shown = Masking.Shorten(known.Name), Box = vault.Seal(Purpose, id.Value, JsonSerializer.Serialize(known)), Mark = MarkOf(name, number, vault), Skills = "", MadeAt = clock.GetUtcNow(),
        };
    }

    public Known Open(Vault vault) => JsonSerializer.Deserialize<Known>(vault.Open(Purpose, Id.Value, Box))!;

    private static string Plain(string text) => text.Normalize(NormalizationForm.FormKC).Trim();

    internal sealed class Mapping : IEntityTypeConfiguration<PostedPerson>
    {
        public void Configure(EntityTypeBuilder<PostedPerson> person)
        {
            person.ToTable("posted_people");
            person.HasKey(p => p.Id);
            person.Property(p => p.Shown).HasMaxLength(20);
            person.Property(p => p.Skills).HasMaxLength(300);
            person.Property(p => p.Version).IsConcurrencyToken();
            person.HasOne<Organisation>().WithMany().HasForeignKey(p => p.Sender);
            person.HasIndex(p => new { p.Sender, p.Mark }).IsUnique();
        }
    }
}
