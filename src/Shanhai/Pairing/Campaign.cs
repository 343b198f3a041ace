using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Shanhai.Host.Outside;
using Shanhai.Organisations;

namespace Shanhai.Pairing;

/// <summary>
/// One action that brings helpers and villages together: for an area and a term, with who may help, who needs help and what counts as a good fit, all of it data that
/// anybody who works in the area can read. Planned by officers; every solve of it is a <see cref="Scenario"/>; a leader or officer publishes one, from when on its pairs are
/// <see cref="Partnership"/>s that stand until they are ended.
/// </summary>
public sealed class Campaign
{
    public const int LongestName = 80;

    public required Id<Campaign> Id { get; init; }

    /// <summary>The preset it was made from.</summary>
    public required string Preset { get; init; }
    public required string Name { get; set; }
    public required PlaceCode Place { get; init; }
    public required DateOnly FromDay { get; set; }

    /// <summary>The last day of the term.</summary>
    public required DateOnly ToDay { get; set; }
    public required string Json { get; set; }
    public required string MadeBy { get; init; }
    public required DateTimeOffset MadeAt { get; init; }
    public int Version { get; internal set; }

    /// <summary>Raised by everything that is decided about its pairs: a rule, a capacity, a publication, an end, a succession. A scenario solved before it is not published.</summary>
    public int Decided { get; internal set; }

    public CampaignSettings Settings() => CampaignSettings.Read(Json);

    internal sealed class Mapping : IEntityTypeConfiguration<Campaign>
    {
        public void Configure(EntityTypeBuilder<Campaign> campaign)
        {
            campaign.ToTable("campaigns");
            campaign.HasKey(c => c.Id);
            campaign.Property(c => c.Preset).HasMaxLength(40);
            campaign.Property(c => c.Name).HasMaxLength(LongestName);
            campaign.Property(c => c.MadeBy).HasMaxLength(100);
            campaign.Property(c => c.Version).IsConcurrencyToken();
            campaign.Property(c => c.Decided).IsConcurrencyToken();
            campaign.HasIndex(c => c.Place);
        }
    }
}

/// <summary>A kind of helper.</summary>
/// <param name="Bodies">Which bodies count as this kind; a body counts as the first kind it fits.</param>
/// <param name="PerVillage">How many of it each village is to have.</param>
/// <param name="Capacity">How many villages one helps at most, where nothing else is said of it.</param>
/// <param name="Target">How many pairs the action aims at; null: no aim is known.</param>
/// <param name="Note">Of these numbers, which were found and which are suggestions.</param>
public sealed record HelperKind(string Code, Both Name, IReadOnlyList<OrganisationKind> Bodies, int PerVillage, int Capacity, int? Target = null, Both? Note = null);

/// <summary>What a county wants to develop: counts for helpers of the sector.</summary>
public sealed record CountyPriority(PlaceCode County, string Sector);

/// <summary>So many pairs of a kind are to begin in a place in a year.</summary>
public sealed record PairTarget(string Kind, PlaceCode Place, int Year, int Pairs);

/// <summary>How a campaign pairs. Weights say how much each part of a fit counts beside the others; points are of 100.</summary>
public sealed record CampaignSettings
{
    public required IReadOnlyList<HelperKind> Kinds { get; init; }

    /// <summary>Where helpers come from; they need not sit in the area.</summary>
    public PlaceCode HelpersFrom { get; init; } = PlaceCode.Nation;

    /// <summary>Who may help, by name; empty: whoever is of a kind and comes from there.</summary>
    public IReadOnlyList<Id<Organisation>> Helpers { get; init; } = [];

    /// <summary>Villages named by this rule for this period…</summary>
    public string? Rule { get; init; }
    public Period? Period { get; init; }

    /// <summary>…or these.</summary>
    public IReadOnlyList<PlaceCode> Villages { get; init; } = [];

    public int Coverage { get; init; } = 40;
    public int Distance { get; init; } = 20;
    public int Sector { get; init; } = 20;
    public int Past { get; init; } = 10;
    public int Priority { get; init; } = 10;

    /// <summary>Points added to a pair that worked before.</summary>
    public int Continuity { get; init; } = 10;

    /// <summary>No village is to get less than so many points as long as it can be helped.</summary>
    public int Level { get; init; } = 20;
    public bool ServeAll { get; init; } = true;

    /// <summary>Farther away, distance counts nothing.</summary>
    public int MaxKm { get; init; } = 300;

    /// <summary>So many helpers of each kind are considered for a village: those that fit it best.</summary>
    public int Considered { get; init; } = 12;

    public IReadOnlyList<CountyPriority> Priorities { get; init; } = [];

    /// <summary>What the board holds the pairs against.</summary>
    public IReadOnlyList<PairTarget> Targets { get; init; } = [];

    public const int MostVillages = 30_000, MostHelpers = 30_000;
    private const int MostKinds = 10, LongestKind = 20, MostTargets = 5_000;

    internal static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { Converters = { new JsonStringEnumConverter() } };

    public static CampaignSettings Read(string json) => JsonSerializer.Deserialize<CampaignSettings>(json, Json)!;

    /// <summary>What lists show of them: the thousands of bodies and villages that may stand beside are passed over.</summary>
    public static IReadOnlyList<HelperKind> KindsIn(string json) => JsonSerializer.Deserialize<OnlyKinds>(json, Json)!.Kinds;

    private sealed record OnlyKinds(IReadOnlyList<HelperKind> Kinds);

    public string Written() => JsonSerializer.Serialize(this, Json);

    /// <summary>Whether the same may take part: what was solved for others is published no more.</summary>
    public bool TakesTheSame(CampaignSettings other) =>
        Rule == other.Rule && Period == other.Period && HelpersFrom == other.HelpersFrom && Villages.ToHashSet().SetEquals(other.Villages) && Helpers.ToHashSet().SetEquals(other.Helpers)
        && Kinds.Select(k => k.Code).ToHashSet().SetEquals(other.Kinds.Select(k => k.Code)) && Kinds.All(k => other.Kinds.First(o => o.Code == k.Code).Bodies.ToHashSet().SetEquals(k.Bodies));

    public Errors Validate()
    {
        var errors = new Errors();
        void Range(int value, int least, int most, string field)
        {
            if (value < least || value > most)
            {
                errors.Add(field, "pairing.range", least, most);
            }
        }
        foreach (var (value, field) in new[] { (Coverage, "coverage"), (Distance, "distance"), (Sector, "sector"), (Past, "past"), (Priority, "priority"), (Continuity, "continuity"), (Level, "level") })
        {
            Range(value, 0, 100, field);
        }
        Range(MaxKm, 1, 20_000, "maxKm");
        Range(Considered, 1, 1000, "considered");
        if (Coverage + Distance + Sector + Past + Priority == 0)
        {
            errors.Add("coverage", "pairing.no-weight");
        }
        // What a machine sends may hold nulls where no form would.
        if (Kinds is null || Kinds.Count is 0 or > MostKinds || Kinds.Any(k => k?.Code is not { Length: > 0 and <= LongestKind } || k.Name?.Zh is null || k.Name.En is null || k.Bodies is null) || Kinds.DistinctBy(k => k.Code).Count() != Kinds.Count)
        {
            return errors.Add("kinds", "pairing.say-kinds", MostKinds, LongestKind);
        }
        if (Villages is null || Villages.Count > MostVillages)
        {
            return errors.Add("villages", "pairing.too-many-villages", MostVillages);
        }
        if (Helpers is null || Helpers.Count > MostHelpers)
        {
            return errors.Add("helpers", "pairing.too-many-helpers", MostHelpers);
        }
        if (Priorities is null || Priorities.Any(p => p?.Sector is null || p.County.Level != Kernel.Level.County || !Resource.Sectors.Contains(p.Sector)))
        {
            errors.Add("priorities", "pairing.bad-priority");
        }
        if (Targets is null || Targets.Count > MostTargets || Targets.Any(t => t is null || Kinds.All(k => k.Code != t.Kind) || t.Year is < 2000 or > 2100 || t.Pairs is < 0 or > 1_000_000)
            || Targets.DistinctBy(t => (t.Kind, t.Place, t.Year)).Count() != Targets.Count)
        {
            errors.Add("targets", "pairing.bad-target", MostTargets);
        }
        foreach (var kind in Kinds)
        {
            if (kind.Bodies.Count == 0)
            {
                errors.Add("bodies-" + kind.Code, "pairing.say-bodies");
            }
            if (kind.Target is { } target)
            {
                Range(target, 0, 1_000_000, "target-" + kind.Code);
            }
            Range(kind.PerVillage, 0, 20, "perVillage-" + kind.Code);
            Range(kind.Capacity, 0, 1000, "capacity-" + kind.Code);
        }
        if (Villages.Count == 0 && (string.IsNullOrWhiteSpace(Rule) || Period is null))
        {
            errors.Add("rule", "pairing.say-villages");
        }
        return errors;
    }
}

/// <summary>Campaigns that ship as data, each with where it was read and how sure that is.</summary>
public sealed record CampaignPreset(string Code, Both Name, Both What, Both Source, Mark Mark, int Years, IReadOnlyList<HelperKind> Kinds)
{
    private static readonly string[] Files = ["three-thousand", "shanhai", "secretaries", "counties", "enterprises"];

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) }, UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow };

    public static readonly IReadOnlyList<CampaignPreset> All = [.. Files.Select(f => JsonSerializer.Deserialize<CampaignPreset>(File.ReadAllBytes(ShippedData.PathOf($"pairing/{f}.json")), Json)!)];

    public static CampaignPreset? Find(string? code) => All.FirstOrDefault(p => p.Code == code);
}
