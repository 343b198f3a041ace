using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Shanhai.Host.Outside;
using Shanhai.Organisations;

namespace Shanhai.Programmes;

/// <summary>
/// What a document of a place sets out to do for villages, over a term and with a budget: the money and the rules under which <see cref="Project"/>s are carried out. Kept by officers of its place; where
/// it is public anybody may read its public projects, and officers below may add projects to it.
/// </summary>
public sealed class Programme
{
    public const int LongestName = 80, LongestCode = 30, LongestBasis = 200, LongestAim = 600;

    public required Id<Programme> Id { get; init; }

    /// <summary>Short, unique, as people write it.</summary>
    public required string Code { get; init; }
    public required string Name { get; set; }

    /// <summary>The kind of programme it is, of those that ship (<see cref="ProgrammePreset"/>).</summary>
    public required string Kind { get; init; }
    public required PlaceCode Place { get; init; }
    public required DateOnly FromDay { get; set; }

    /// <summary>The last day of the term.</summary>
    public required DateOnly ToDay { get; set; }

    /// <summary>Who answers for it.</summary>
    public Id<Organisation>? Lead { get; set; }

    /// <summary>In fen; null: no sum is set.</summary>
    public long? Budget { get; set; }

    /// <summary>The document it rests on.</summary>
    public required string Basis { get; set; }
    public string? Aim { get; set; }
    public bool Public { get; set; }
    public required string MadeBy { get; init; }
    public required DateTimeOffset MadeAt { get; init; }
    public int Version { get; internal set; }

    internal sealed class Mapping : IEntityTypeConfiguration<Programme>
    {
        public void Configure(EntityTypeBuilder<Programme> programme)
        {
            programme.ToTable("programmes");
            programme.HasKey(p => p.Id);
            programme.Property(p => p.Code).HasMaxLength(LongestCode);
            programme.Property(p => p.Name).HasMaxLength(LongestName);
            programme.Property(p => p.Kind).HasMaxLength(40);
            programme.Property(p => p.Basis).HasMaxLength(LongestBasis);
            programme.Property(p => p.Aim).HasMaxLength(LongestAim);
            programme.Property(p => p.MadeBy).HasMaxLength(100);
            programme.Property(p => p.Version).IsConcurrencyToken();
            programme.HasOne<Organisation>().WithMany().HasForeignKey(p => p.Lead).OnDelete(DeleteBehavior.Restrict);
            programme.HasIndex(p => p.Lead);
            programme.HasIndex(p => p.Code).IsUnique();
            programme.HasIndex(p => new { p.Place, p.Id });
        }
    }
}

/// <summary>A kind of programme that ships as data, with where it was read and how sure that is.</summary>
/// <param name="Known">What was found about what it reached.</param>
public sealed record ProgrammePreset(string Code, Both Name, Both What, DateOnly From, DateOnly? To, IReadOnlyList<Both> Known, Mark Mark)
{
    public static readonly IReadOnlyList<ProgrammePreset> All = Shipped.Read<Dictionary<string, List<ProgrammePreset>>>("programmes")["programmes"];

    public static ProgrammePreset? Find(string? code) => All.FirstOrDefault(p => p.Code == code);
}

/// <summary>A class that villages are put into, as data.</summary>
/// <param name="From">From when to when villages may be accepted; null: no bound was found.</param>
/// <param name="Criteria">What was found that its villages must be, for a place to begin its own from; null: nothing was found, and nothing is made up.</param>
public sealed record ClassKind(string Code, Both Name, Both What, Mark Mark, DateOnly? From = null, DateOnly? To = null, IReadOnlyList<ClassKind.Criterion>? Criteria = null)
{
    public sealed record Criterion(Both Text, Mark Mark);

    public static readonly IReadOnlyList<ClassKind> All = Shipped.Read<Dictionary<string, List<ClassKind>>>("classes")["classes"];

    public static ClassKind? Find(string? code) => All.FirstOrDefault(c => c.Code == code);
}

/// <summary>How large a venue was to be, by which document.</summary>
public sealed record VenueStandard(string Code, Both Name, int SquareMetres, DateOnly From, Mark Mark)
{
    public static readonly IReadOnlyList<VenueStandard> All = Shipped.Read<Dictionary<string, List<VenueStandard>>>("venues")["standards"];

    /// <summary>The one in force last.</summary>
    public static VenueStandard Last => All.MaxBy(s => s.From)!;
}

file static class Shipped
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) }, UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow };

    public static T Read<T>(string name) => JsonSerializer.Deserialize<T>(File.ReadAllBytes(ShippedData.PathOf($"programmes/{name}.json")), Json)!;
}
