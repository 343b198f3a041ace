using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Shanhai.Host.Jobs;
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

    /// <summary>What had been decided when it was solved (<see cref="Campaign.Decided"/>).</summary>
    public int Decided { get; set; }
    public ScenarioState State { get; set; }
    public string? Result { get; set; }

    /// <summary>The job that solves it; null: it was solved while the reader waited.</summary>
    public Id<Job>? Job { get; set; }
    public required string MadeBy { get; init; }
    public required DateTimeOffset MadeAt { get; init; }
    public DateTimeOffset? PublishedAt { get; set; }
    public string? PublishedBy { get; set; }

    public ScenarioResult? Said() => ScenarioResult.Read(Result);

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
public sealed record ScenarioResult(IReadOnlyList<ScenarioResult.Kind> Kinds, IReadOnlyList<ScenarioResult.Told> Clashes, int Helpers, int Villages, int Candidates, IReadOnlyList<ScenarioResult.Out> LeftOut)
{
    /// <summary>So many names stand in a sentence; the others below it.</summary>
    public const int MostNames = 12;

    /// <param name="Fairness">By how much the total would be greater without the floor and the worst fit.</param>
    public sealed record Kind(string Code, Both Name, int Asked, int Served, int Below, int? Worst, long Total, IReadOnlyList<Empty> Unserved, long Fairness = 0);

    /// <summary>What could not be taken into account: a key of Words.json that says why, and what it was.</summary>
    public sealed record Out(string Why, string What);

    public sealed record Empty(PlaceCode Village, string Name, int Places);

    /// <summary>A clash, with the villages and helpers it is about.</summary>
    public sealed record Told(ClashKind What, Both Kind, int Asked, int Available, IReadOnlyList<string> Helpers, IReadOnlyList<string> Villages, IReadOnlyList<IReadOnlyList<Step>> Ways);

    public sealed record Step(ChangeKind What, string? Helper, string? Village, int By);

    public long Total => Kinds.Sum(k => k.Total);
    public int Asked => Kinds.Sum(k => k.Asked);
    public int Served => Kinds.Sum(k => k.Served);
    public int Below => Kinds.Sum(k => k.Below);
    public int? Worst => Kinds.Min(k => k.Worst);

    public string Written() => JsonSerializer.Serialize(this, CampaignSettings.Json);

    public static ScenarioResult? Read(string? json) => json is null ? null : JsonSerializer.Deserialize<ScenarioResult>(json, CampaignSettings.Json);
}

/// <summary>Why a pair stood before anything was optimised: it runs, or somebody decided it.</summary>
public enum Origin { Runs, Mandatory, Lock }

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

/// <param name="Second">What the total loses without the pair; null: fixed, or it cannot be done without, and <paramref name="Needed"/> says why.</param>
/// <param name="Instead">Who would help the village then.</param>
/// <param name="Wished">Who would fit the village better, and <paramref name="Binding"/> why it does not; <paramref name="Price"/>: what one more place there would add to the total.</param>
/// <param name="VillageAt">Whose position stands for the village's in the distance, where its own is not known; likewise <paramref name="HelperAt"/>, the helper's.</param>
/// <param name="Helpers">The best others for the village.</param>
/// <param name="Villages">The best others for the helper.</param>
public sealed record PairWhy(
    FitParts Parts, int? Levels, long? Second, Guid? Instead, Binding Binding, Guid? Wished, long Price, IReadOnlyList<PairWhy.OtherBody> Helpers, IReadOnlyList<PairWhy.OtherVillage> Villages,
    Needed? Needed = null, PlaceCode? VillageAt = null, PlaceCode? HelperAt = null, Origin? Origin = null)
{
    /// <summary>As somebody may read it: whom a decision keeps away from the village is told to those who plan alone.</summary>
    public PairWhy For(bool plans) => plans || Binding != Binding.Forbidden ? this : this with { Wished = null };

    public sealed record OtherBody(Guid Organisation, int Points);

    public sealed record OtherVillage(PlaceCode Village, int Points);
}
