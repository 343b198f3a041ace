using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Shanhai.Enclaves;

/// <summary>What an enclave is for: industry and tax, a stable income for weak villages, research in a big city, compensation for protecting nature.</summary>
public enum EnclaveKind : short { Industry = 1, WeakVillage = 2, Innovation = 3, Ecological = 4 }

/// <summary>
/// Money and land quota of one county's villages put to work in another: pooled by <see cref="Stake"/>s, paid back by the rules of a dated <see cref="Contract"/>, in
/// <see cref="Distribution"/>s that a second person approves. Officers of the county whose villages pool (the guest) keep it; the county where it lies (the host) and whoever works
/// for a village that holds a part read it. Everybody reads it once it is published. The row is changed by everything that changes what is paid, so that two people never distribute
/// by what only one of them has seen.
/// </summary>
public sealed class Enclave
{
    public const int LongestName = 80, LongestWhy = 300;

    /// <summary>A million mu.</summary>
    public const long MostSquareMetres = 666_666_667;

    public required Id<Enclave> Id { get; init; }
    public required string Name { get; set; }
    public required EnclaveKind Kind { get; init; }

    /// <summary>The template it was made from; null: from nothing.</summary>
    public string? Template { get; init; }

    /// <summary>The guest: whose villages pool.</summary>
    public required PlaceCode Place { get; init; }

    /// <summary>The host: where it lies.</summary>
    public required PlaceCode HostPlace { get; init; }

    /// <summary>Its land; null: not said.</summary>
    public long? SquareMetres { get; set; }

    public bool Published { get; internal set; }

    /// <summary>The day after which nothing is distributed any more, and why.</summary>
    public DateOnly? EndedOn { get; internal set; }
    public string? EndedWhy { get; internal set; }

    /// <summary>Made by the demonstration.</summary>
    public bool Simulated { get; init; }
    public required string MadeBy { get; init; }
    public required DateTimeOffset MadeAt { get; init; }

    /// <summary>Raised by every stake, contract and distribution.</summary>
    public int Version { get; internal set; }

    internal sealed class Mapping : IEntityTypeConfiguration<Enclave>
    {
        public void Configure(EntityTypeBuilder<Enclave> enclave)
        {
            enclave.ToTable("enclaves");
            enclave.HasKey(e => e.Id);
            enclave.Property(e => e.Name).HasMaxLength(LongestName);
            enclave.Property(e => e.Template).HasMaxLength(40);
            enclave.Property(e => e.EndedWhy).HasMaxLength(LongestWhy);
            enclave.Property(e => e.MadeBy).HasMaxLength(100);
            enclave.Property(e => e.Version).IsConcurrencyToken();
            enclave.HasIndex(e => e.Place);
            enclave.HasIndex(e => e.HostPlace);
        }
    }
}
