using System.Text.Json;
using System.Text.Json.Serialization;
using Shanhai.Host.Outside;

namespace Shanhai.Organisations;

/// <summary>
/// What coverage of firms and social organisations counts, as data with its source: which kinds of bodies, and each rate in words. How others have counted stands beside it and is not reckoned: it asks for staff
/// and revenue, which are not recorded here.
/// </summary>
public sealed record CoverageDefinition(IReadOnlyList<OrganisationKind> Kinds, Both Counted, IReadOnlyList<CoverageDefinition.Rate> Rates, IReadOnlyList<CoverageDefinition.Other> Others)
{
    public sealed record Rate(string Code, Both Name, Both What, Mark Mark);

    public sealed record Other(Both Text, Mark Mark);

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) }, UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    };

    public static readonly CoverageDefinition Shipped = JsonSerializer.Deserialize<CoverageDefinition>(File.ReadAllBytes(ShippedData.PathOf("organisations/coverage.json")), Json)!;
}

public static class CoverageFlags
{
    /// <summary>What may be said of the Party's organisation in a body, and of its work there.</summary>
    public static readonly IReadOnlyList<OrganisationEventKind>
        OfParty = [OrganisationEventKind.CoveredAlone, OrganisationEventKind.CoveredJointly, OrganisationEventKind.NotCovered, OrganisationEventKind.NotCounted],
        OfWork = [OrganisationEventKind.WorkReached, OrganisationEventKind.WorkNotReached];

    extension(OrganisationEventKind kind)
    {
        /// <summary>Says how a body is covered from a day on; it moves nothing in the tree.</summary>
        public bool IsCoverage => kind >= OrganisationEventKind.CoveredAlone;

        /// <summary>Of the Party's work, not of its organisation.</summary>
        public bool IsOfWork => kind >= OrganisationEventKind.WorkReached;
    }
}
