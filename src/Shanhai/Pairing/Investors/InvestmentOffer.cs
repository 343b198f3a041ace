using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Shanhai.Pairing.Investors;

/// <summary>Who offers, as the sender puts it.</summary>
public enum InvestorKind { Entrepreneur, Returning, Enterprise, Other }

/// <summary>How far an offer has come.</summary>
public enum OfferState { Offered, InTalks, Agreed, Invested, Dropped }

/// <summary>
/// What an investor or somebody who returns to build something offers a place: sent without an account, followed by officers of the place until it is invested or comes to nothing. Who sent it and how to reach her lies sealed beside
/// it, and opening that is journalled. Nothing of an offer is public.
/// </summary>
public sealed class InvestmentOffer
{
    public const int LongestWords = 1000;

    private const string Purpose = "pairing.investor";

    public required Id<InvestmentOffer> Id { get; init; }

    /// <summary>What the sender names when she asks about it.</summary>
    public required string Code { get; init; }
    public string? ClientKey { get; init; }
    public required InvestorKind Who { get; init; }

    /// <summary>Where she would have it: a village, a township or a county.</summary>
    public required PlaceCode Place { get; init; }
    public required ResourceKind What { get; init; }
    public string? Sector { get; init; }
    public long? Amount { get; init; }
    public required string Words { get; init; }

    [Secret]
    public required byte[] Box { get; init; }
    public required DateTimeOffset ReceivedAt { get; init; }
    public OfferState State { get; internal set; }

    /// <summary>The village it goes to, once that is agreed.</summary>
    public PlaceCode? Village { get; internal set; }

    /// <summary>Invested so far, in fen.</summary>
    public long Invested { get; internal set; }
    public int Version { get; internal set; }
    public int PinFailures { get; internal set; }
    public DateTimeOffset? PinLockedUntil { get; internal set; }

    /// <param name="Pin">What the sender proves herself by when she follows the offer.</param>
    public sealed record Person(string Name, string Phone, string? Pin = null);

    public static byte[] Seal(Id<InvestmentOffer> id, Person person, Vault vault) => vault.Seal(Purpose, id.Value, JsonSerializer.Serialize(person));

    public Person Open(Vault vault) => JsonSerializer.Deserialize<Person>(vault.Open(Purpose, Id.Value, Box))!;

    internal Fit.Thing Thing => new(What, Sector, Amount, null, null);

    internal sealed class Mapping : IEntityTypeConfiguration<InvestmentOffer>
    {
        public void Configure(EntityTypeBuilder<InvestmentOffer> offer)
        {
            offer.ToTable("investment_offers");
            offer.HasKey(o => o.Id);
            offer.Property(o => o.Code).HasMaxLength(12);
            offer.Property(o => o.ClientKey).HasMaxLength(80);
            offer.Property(o => o.Sector).HasMaxLength(20);
            offer.Property(o => o.Words).HasMaxLength(LongestWords);
            offer.Property(o => o.Version).IsConcurrencyToken();
            offer.HasIndex(o => o.Code).IsUnique();
            offer.HasIndex(o => o.ClientKey).IsUnique();
            offer.HasIndex(o => o.Place);
        }
    }
}

/// <summary>One thing that happened to an offer: never changed, so that what became of it can be followed back.</summary>
public sealed class OfferStep
{
    public const int LongestWords = 500;

    public required Id<OfferStep> Id { get; init; }
    public required Id<InvestmentOffer> Offer { get; init; }
    public required OfferState To { get; init; }
    public PlaceCode? Village { get; init; }

    /// <summary>What came with this step, in fen.</summary>
    public long? Invested { get; init; }
    public required DateOnly On { get; init; }
    public required string Words { get; init; }
    public required string By { get; init; }
    public required DateTimeOffset At { get; init; }

    internal sealed class Mapping : IEntityTypeConfiguration<OfferStep>
    {
        public void Configure(EntityTypeBuilder<OfferStep> step)
        {
            step.ToTable("offer_steps");
            step.HasKey(s => s.Id);
            step.Property(s => s.Words).HasMaxLength(LongestWords);
            step.Property(s => s.By).HasMaxLength(100);
            step.HasOne<InvestmentOffer>().WithMany().HasForeignKey(s => s.Offer);
            step.HasIndex(s => s.Offer);
        }
    }
}
