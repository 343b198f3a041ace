using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Shanhai.Organisations;
using Shanhai.Pairing.Solving;

namespace Shanhai.Pairing;

public enum ScenarioState { Waiting, Solved, Clashes }

/// <summary>One solve of a campaign, with the settings it was solved by and everything it says. It is never changed; another solve is the next number.</summary>
public sealed class Scenario
{
    public required Id<Scenario> Id { get; init; }
    public required Id<Campaign> Campaign { get; init; }
    public required int Number { get; init; }
    public required string Settings { get; init; }
    public ScenarioState State { get; set; }
    public string? Result { get; set; }
    public required string MadeBy { get; init; }
    public required DateTimeOffset MadeAt { get; init; }
    public DateTimeOffset? PublishedAt { get; set; }
    public string? PublishedBy { get; set; }

    public ScenarioResult? Said() => Result is null ? null : JsonSerializer.Deserialize<ScenarioResult>(Result, CampaignSettings.Json);

    internal sealed class Mapping : IEntityTypeConfiguration<Scenario>
    {
        public void Configure(EntityTypeBuilder<Scenario> scenario)
        {
            scenario.ToTable("scenarios");
            scenario.HasKey(s => s.Id);
            scenario.Property(s => s.MadeBy).HasMaxLength(100);
            scenario.Property(s => s.PublishedBy).HasMaxLength(100);
            scenario.HasOne<Campaign>().WithMany().HasForeignKey(s => s.Campaign);
            scenario.HasIndex(s => new { s.Campaign, s.Number }).IsUnique();
        }
    }
}

/// <summary>What a solve came to, in names: readable without what it was made from.</summary>
public sealed record ScenarioResult(IReadOnlyList<ScenarioResult.Kind> Kinds, IReadOnlyList<ScenarioResult.Told> Clashes, int Helpers, int Villages, int Candidates, IReadOnlyList<string> LeftOut)
{
    public const int MostNames = 12;

    public sealed record Kind(string Code, Both Name, int Asked, int Served, int Below, int? Worst, long Total, IReadOnlyList<Empty> Unserved);

    public sealed record Empty(PlaceCode Village, string Name, int Places);

    /// <summary>A clash; of the villages and helpers it is about, the first are named.</summary>
    public sealed record Told(ClashKind What, Both Kind, int Asked, int Available, IReadOnlyList<string> Helpers, IReadOnlyList<string> Villages, IReadOnlyList<IReadOnlyList<Step>> Ways);

    public sealed record Step(ChangeKind What, string? Helper, string? Village, int By);

    public long Total => Kinds.Sum(k => k.Total);
    public int Asked => Kinds.Sum(k => k.Asked);
    public int Served => Kinds.Sum(k => k.Served);
    public int Below => Kinds.Sum(k => k.Below);
    public int? Worst => Kinds.Min(k => k.Worst);

    public string Written() => JsonSerializer.Serialize(this, CampaignSettings.Json);
}

/// <summary>A pair a solve proposes, with why: the parts of its fit, who else there is on both sides, and what it would cost to do without it.</summary>
public sealed class ProposedPair
{
    public required Id<ProposedPair> Id { get; init; }
    public required Id<Scenario> Scenario { get; init; }
    public required string Kind { get; init; }
    public required Id<Organisation> Organisation { get; init; }
    public required PlaceCode Village { get; init; }

    /// <summary>Hundredths of a point.</summary>
    public required int Points { get; init; }
    public required bool IsFixed { get; init; }
    public required string Why { get; init; }

    public PairWhy Reasons() => JsonSerializer.Deserialize<PairWhy>(Why, CampaignSettings.Json)!;

    internal static readonly string[] Columns = ["id", "scenario", "kind", "organisation", "village", "points", "is_fixed", "why"];

    internal sealed class Mapping : IEntityTypeConfiguration<ProposedPair>
    {
        public void Configure(EntityTypeBuilder<ProposedPair> pair)
        {
            pair.ToTable("proposed_pairs");
            pair.HasKey(p => p.Id);
            pair.Property(p => p.Kind).HasMaxLength(20);
            pair.HasOne<Scenario>().WithMany().HasForeignKey(p => p.Scenario);
            pair.HasOne<Organisation>().WithMany().HasForeignKey(p => p.Organisation);
            pair.HasIndex(p => p.Organisation);
            pair.HasIndex(p => new { p.Scenario, p.Village, p.Kind, p.Organisation }).IsUnique();
        }
    }
}

/// <param name="Second">What the total loses without the pair; null: fixed, or fewer could be helped or somebody would fall below the worst fit.</param>
/// <param name="Instead">Who would help the village then.</param>
/// <param name="Wished">Who would fit the village better but is full; <paramref name="Price"/>: what one more place there would add to the total.</param>
/// <param name="Helpers">The best others for the village.</param>
/// <param name="Villages">The best others for the helper.</param>
public sealed record PairWhy(
    FitParts Parts, int? Levels, long? Second, Guid? Instead, Binding Binding, Guid? Wished, long Price, IReadOnlyList<PairWhy.OtherBody> Helpers, IReadOnlyList<PairWhy.OtherVillage> Villages)
{
    public sealed record OtherBody(Guid Organisation, int Points);

    public sealed record OtherVillage(PlaceCode Village, int Points);
}
