using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Shanhai.Voices;

/// <summary>
/// Who sent a voice and how to reach her: in a table of its own, sealed with a key that is not in the database, and opened only by
/// <see cref="OpenIdentity"/>, which journals who looked and why. An anonymous voice has no row here.
/// </summary>
public sealed class Petitioner
{
    private const string Purpose = "voices.petitioner";

    public required Id<Voice> Voice { get; init; }
    [Secret]
    public required byte[] Box { get; init; }

    public sealed record Person(string? Name, string? Phone, string? Address, string? Email)
    {
        /// <summary>Where a name or an address is unclear the law asks for no notice (art. 23).</summary>
        public bool CanBeReached => Phone is not null || Address is not null || Email is not null;

        public bool IsEmpty => Name is null && !CanBeReached;
    }

    public static Petitioner Of(Id<Voice> voice, Person person, Vault vault) =>
        new() { Voice = voice, Box = vault.Seal(Purpose, voice.Value, JsonSerializer.Serialize(person)) };

    public Person Open(Vault vault) => JsonSerializer.Deserialize<Person>(vault.Open(Purpose, Voice.Value, Box))!;

    internal sealed class Mapping : IEntityTypeConfiguration<Petitioner>
    {
        public void Configure(EntityTypeBuilder<Petitioner> petitioner)
        {
            petitioner.ToTable("voice_petitioners");
            petitioner.HasKey(p => p.Voice);
            petitioner.HasOne<Voice>().WithOne().HasForeignKey<Petitioner>(p => p.Voice).OnDelete(DeleteBehavior.Restrict);
        }
    }
}
