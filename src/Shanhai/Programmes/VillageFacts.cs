using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Shanhai.Programmes;

/// <summary>
/// A measure that a village has carried out from a day on: a dated fact, which estimators read as the treatment (<see cref="ReadTreatment"/>). A correction is the next revision and a withdrawal says why;
/// all stay readable.
/// </summary>
public sealed class AdoptedMeasure
{
    public const int LongestSource = 200, LongestWhy = 300;

    public required Id<AdoptedMeasure> Id { get; init; }

    /// <summary>The id of the first revision.</summary>
    public required Id<AdoptedMeasure> Of { get; init; }
    public required short Revision { get; init; }
    public required PlaceCode Village { get; init; }
    public required string Measure { get; init; }
    public required DateOnly FromDay { get; init; }

    /// <summary>The last day on which it was carried out; null: it goes on.</summary>
    public DateOnly? ToDay { get; init; }
    public Id<Project>? Project { get; init; }
    public required string Source { get; init; }

    /// <summary>Why it was corrected; null in the first revision.</summary>
    public string? Why { get; init; }
    public required string RecordedBy { get; init; }
    public required DateTimeOffset RecordedAt { get; init; }

    /// <summary>When the next revision replaced it, or it was withdrawn; null: it is in force.</summary>
    public DateTimeOffset? SupersededAt { get; internal set; }
    public string? WithdrawnWhy { get; internal set; }

    internal static IQueryable<AdoptedMeasure> InForce(Db db) => db.AdoptedMeasures.AsNoTracking().Where(a => a.SupersededAt == null);

    internal sealed class Mapping : IEntityTypeConfiguration<AdoptedMeasure>
    {
        public void Configure(EntityTypeBuilder<AdoptedMeasure> adopted)
        {
            adopted.ToTable("adopted_measures");
            adopted.HasKey(a => a.Id);
            adopted.Property(a => a.Measure).HasMaxLength(30);
            adopted.Property(a => a.Source).HasMaxLength(LongestSource);
            adopted.Property(a => a.Why).HasMaxLength(LongestWhy);
            adopted.Property(a => a.RecordedBy).HasMaxLength(100);
            adopted.Property(a => a.WithdrawnWhy).HasMaxLength(LongestWhy);
            adopted.HasOne<Project>().WithMany().HasForeignKey(a => a.Project).OnDelete(DeleteBehavior.Restrict);
            adopted.HasIndex(a => a.Project);
            adopted.HasIndex(a => new { a.Of, a.Revision }).IsUnique();
            adopted.HasIndex(a => new { a.Village, a.Measure });
            adopted.HasIndex(a => a.Measure);
        }
    }
}

/// <summary>What a document of a place asks of villages of one class: acceptance answers each of them. The newest of the nearest place counts.</summary>
public sealed class ClassCriteria
{
    public const int Most = 40, LongestCriterion = 200, LongestDocument = 200;

    public required Id<ClassCriteria> Id { get; init; }
    public required string Class { get; init; }

    /// <summary>Where it holds: this place and all below it.</summary>
    public required PlaceCode Place { get; init; }
    public required DateOnly FromDay { get; init; }
    public required string Document { get; init; }

    /// <summary>The criteria, one text each, as JSON.</summary>
    public required string Json { get; init; }
    public required string MadeBy { get; init; }
    public required DateTimeOffset MadeAt { get; init; }

    public IReadOnlyList<string> Criteria() => JsonSerializer.Deserialize<List<string>>(Json)!;

    internal sealed class Mapping : IEntityTypeConfiguration<ClassCriteria>
    {
        public void Configure(EntityTypeBuilder<ClassCriteria> criteria)
        {
            criteria.ToTable("class_criteria");
            criteria.HasKey(c => c.Id);
            criteria.Property(c => c.Class).HasMaxLength(30);
            criteria.Property(c => c.Document).HasMaxLength(LongestDocument);
            criteria.Property(c => c.MadeBy).HasMaxLength(100);
            criteria.HasIndex(c => new { c.Class, c.Place, c.FromDay }).IsUnique();
        }
    }
}

/// <summary>A village is of a class from the day of its acceptance, by criteria and evidence, until it is withdrawn with a reason. A village may be of several at once.</summary>
public sealed class VillageClass
{
    public const int LongestDocument = 200, LongestEvidence = 300, LongestWhy = 300;

    /// <param name="Evidence">Words, a file number or an address.</param>
    /// <param name="Hash">SHA-256 of the evidence, where it is a file.</param>
    public sealed record Answer(string Criterion, string Evidence, string? Hash);

    public required Id<VillageClass> Id { get; init; }
    public required PlaceCode Village { get; init; }
    public required string Class { get; init; }
    public required Id<ClassCriteria> Criteria { get; init; }
    public required DateOnly FromDay { get; init; }

    /// <summary>The paper that accepts it.</summary>
    public required string Document { get; init; }

    /// <summary>How each criterion was met, as JSON.</summary>
    public required string Json { get; init; }
    public required string AcceptedBy { get; init; }
    public required DateTimeOffset AcceptedAt { get; init; }

    /// <summary>The first day on which it was no more.</summary>
    public DateOnly? WithdrawnOn { get; internal set; }
    public string? WithdrawnWhy { get; internal set; }
    public string? WithdrawnBy { get; internal set; }

    public IReadOnlyList<Answer> Answers() => JsonSerializer.Deserialize<List<Answer>>(Json)!;

    internal sealed class Mapping : IEntityTypeConfiguration<VillageClass>
    {
        public void Configure(EntityTypeBuilder<VillageClass> of)
        {
            of.ToTable("village_classes");
            of.HasKey(c => c.Id);
            of.Property(c => c.Class).HasMaxLength(30);
            of.Property(c => c.Document).HasMaxLength(LongestDocument);
            of.Property(c => c.AcceptedBy).HasMaxLength(100);
            of.Property(c => c.WithdrawnWhy).HasMaxLength(LongestWhy);
            // Two officers withdraw at once: the second is told.
            of.Property(c => c.WithdrawnBy).HasMaxLength(100).IsConcurrencyToken();
            of.HasOne<ClassCriteria>().WithMany().HasForeignKey(c => c.Criteria).OnDelete(DeleteBehavior.Restrict);
            of.HasIndex(c => c.Criteria);
            of.HasIndex(c => new { c.Village, c.Class, c.FromDay }).IsUnique();
            of.HasIndex(c => new { c.Class, c.Village });
        }
    }
}

public enum VenueCondition : short { Good = 1, Fair = 2, Poor = 3, Dangerous = 4 }

public enum VenueUse : short { Daily = 1, Weekly = 2, Seldom = 3, Unused = 4, LetOut = 5 }

/// <summary>Where a village's organisations meet: how large, since when, what was put into it. How it is and how it is used are dated checks.</summary>
public sealed class Venue
{
    public const int LongestName = 80;

    public required Id<Venue> Id { get; init; }
    public required PlaceCode Village { get; init; }
    public required string Name { get; set; }
    public required int SquareMetres { get; set; }
    public int? BuiltIn { get; set; }

    /// <summary>What was put into it, in fen; null: not known.</summary>
    public long? Funding { get; set; }
    public Id<Project>? Project { get; init; }
    public required string RecordedBy { get; init; }
    public required DateTimeOffset RecordedAt { get; init; }
    public DateOnly? ClosedOn { get; internal set; }
    public string? ClosedWhy { get; internal set; }

    internal sealed class Mapping : IEntityTypeConfiguration<Venue>
    {
        public void Configure(EntityTypeBuilder<Venue> venue)
        {
            venue.ToTable("venues");
            venue.HasKey(v => v.Id);
            venue.Property(v => v.Name).HasMaxLength(LongestName);
            venue.Property(v => v.RecordedBy).HasMaxLength(100);
            venue.Property(v => v.ClosedWhy).HasMaxLength(300);
            venue.HasOne<Project>().WithMany().HasForeignKey(v => v.Project).OnDelete(DeleteBehavior.Restrict);
            venue.HasIndex(v => v.Project);
            venue.HasIndex(v => new { v.Village, v.Id });
        }
    }
}

/// <summary>What somebody found when she looked at a venue: appended, never changed.</summary>
public sealed class VenueCheck
{
    public const int LongestWords = 300;

    public required Id<VenueCheck> Id { get; init; }
    public required Id<Venue> Venue { get; init; }
    public required DateOnly On { get; init; }
    public required VenueCondition Condition { get; init; }
    public required VenueUse Use { get; init; }
    public string? Words { get; init; }
    public required string CheckedBy { get; init; }

    internal sealed class Mapping : IEntityTypeConfiguration<VenueCheck>
    {
        public void Configure(EntityTypeBuilder<VenueCheck> check)
        {
            check.ToTable("venue_checks");
            check.HasKey(c => c.Id);
            check.Property(c => c.Words).HasMaxLength(LongestWords);
            check.Property(c => c.CheckedBy).HasMaxLength(100);
            check.HasOne<Venue>().WithMany().HasForeignKey(c => c.Venue).OnDelete(DeleteBehavior.Restrict);
            check.HasIndex(c => new { c.Venue, c.On });
        }
    }
}
