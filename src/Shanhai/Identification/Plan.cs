using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Shanhai.Host.Outside;
using Shanhai.Indicators;
using Shanhai.Organisations;

namespace Shanhai.Identification;

public enum MeasureState { Planned, UnderWay, Done, Dropped }

/// <summary>
/// How a weak village is to come above the line: causes, measures, who answers for it, dates, and a target for each year. A change is the next
/// revision; earlier ones stay readable, because targets must not be moved unseen.
/// </summary>
public sealed class Plan
{
    public required Id<Plan> Id { get; init; }
    public required PlaceCode Place { get; init; }
    public required short Revision { get; init; }
    public required string Json { get; init; }
    public required string MadeBy { get; init; }
    public required DateTimeOffset MadeAt { get; init; }
    public DateTimeOffset? SupersededAt { get; set; }

    public PlanContent Content() => JsonSerializer.Deserialize<PlanContent>(Json, Catalogue.Json)!;

    internal sealed class Mapping : IEntityTypeConfiguration<Plan>
    {
        public void Configure(EntityTypeBuilder<Plan> builder)
        {
            builder.ToTable("plans");
            builder.HasKey(p => p.Id);
            builder.Property(p => p.MadeBy).HasMaxLength(100);
            builder.HasIndex(p => new { p.Place, p.Revision }).IsUnique();
        }
    }
}

/// <summary>What a plan says. Causes and measures are codes of the <see cref="MeasureCatalogue"/>. A responsible body is one of the register by its key, with the name it had then; or words alone, where it is in none.</summary>
public sealed record PlanContent(
    IReadOnlyList<string> Causes, IReadOnlyList<PlanContent.Step> Measures, IReadOnlyList<PlanContent.Target> Targets, string? Lead = null, string? Note = null, Id<Organisation>? LeadOrganisation = null)
{
    public sealed record Step(string Measure, string? Body, DateOnly? From, DateOnly? To, MeasureState State = MeasureState.Planned, string? Note = null, Id<Organisation>? Organisation = null);

    /// <summary>In the indicator's own unit.</summary>
    public sealed record Target(Period Period, string Indicator, decimal Value);
}

/// <summary>The causes and measures a plan may name, and that projects carry out and villages adopt: data that ships, one catalogue for all, so that effects can be compared.</summary>
public sealed record MeasureCatalogue(IReadOnlyList<MeasureCatalogue.Entry> Causes, IReadOnlyList<MeasureCatalogue.Entry> Measures)
{
    /// <param name="What">What counts as this measure; causes need no more than their name.</param>
    /// <param name="Mark">Where the measure was read, or that no source was found.</param>
    /// <param name="From">From when to when it may be begun; null: no bound is known.</param>
    public sealed record Entry(string Code, Both Name, Both? What = null, Mark? Mark = null, DateOnly? From = null, DateOnly? To = null);

    public static MeasureCatalogue Read()
    {
        using var file = File.OpenRead(ShippedData.PathOf("programmes/measures.json"));
        return JsonSerializer.Deserialize<MeasureCatalogue>(file, Catalogue.Json)!;
    }

    public Both? Cause(string code) => Causes.FirstOrDefault(c => c.Code == code)?.Name;

    public Both? Measure(string code) => Measures.FirstOrDefault(m => m.Code == code)?.Name;
}
