using System.Text.Json;
using System.Text.Json.Serialization;
using Shanhai.Host.Outside;
using Shanhai.Organisations;

namespace Shanhai.Enclaves;

/// <summary>What the law of a place says of enclaves, as data with its basis: the largest single share, the least reserve, who may not guarantee; and in which accounts a village's receipt is entered.</summary>
public sealed record EnclaveLimits(IReadOnlyList<EnclaveLimits.Limit> SingleShare, IReadOnlyList<EnclaveLimits.Limit> Reserve, EnclaveLimits.Ban Guarantee, IReadOnlyList<EnclaveLimits.Receipt> Receipts, EnclaveLimits.Ahead Warning)
{
    /// <param name="Holding">The pools it is for.</param>
    public sealed record Limit(PlaceCode Jurisdiction, Holding Holding, decimal Percent, DateOnly From, DateOnly? To, Both Basis, Mark Mark);

    /// <summary>Bodies of these kinds never guarantee.</summary>
    public sealed record Ban(IReadOnlyList<OrganisationKind> Kinds, Both Basis, Mark Mark);

    /// <param name="Chart">A chart of accounts of the ledger.</param>
    /// <param name="Debit">Null: the chart leaves accounts of money to the book, and its own at a bank is meant.</param>
    public sealed record Receipt(string Chart, string? Debit, string Credit, Both Basis, Mark Mark);

    /// <param name="Months">So long before a guarantee ends the alarm is raised.</param>
    public sealed record Ahead(int Months, Mark Mark);

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) }, UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    };

    public static readonly EnclaveLimits Shipped = JsonSerializer.Deserialize<EnclaveLimits>(File.ReadAllBytes(ShippedData.PathOf("enclaves/limits.json")), Json)!;

    /// <summary>The share that one village may hold at most; null: no law was found for the place.</summary>
    public Limit? MostShare(PlaceCode place, Holding holding, DateOnly on) => In(SingleShare, place, holding, on).MinBy(l => l.Percent);

    public Limit? LeastReserve(PlaceCode place, Holding holding, DateOnly on) => In(Reserve, place, holding, on).MaxBy(l => l.Percent);

    private static IEnumerable<Limit> In(IReadOnlyList<Limit> all, PlaceCode place, Holding holding, DateOnly on) =>
        all.Where(l => l.Holding == holding && l.Jurisdiction.Contains(place) && l.From <= on && (l.To is null || on <= l.To));
}

/// <summary>A contract that was read about, with what was published of it, as data to begin from.</summary>
public sealed record EnclaveTemplate(string Code, Both Name, Both What, Both Source, Mark Mark, EnclaveKind Kind, IReadOnlyList<EnclaveTemplate.PhaseOf> Phases, EnclaveTemplate.Facts Known)
{
    /// <param name="Years">How long; the last phase runs as long as is typed.</param>
    public sealed record PhaseOf(ReturnKind Kind, int Years, decimal? Rate = null, decimal? Above = null);

    /// <summary>What was published. Yuan.</summary>
    /// <param name="Pool">What was pooled.</param>
    /// <param name="IncomeLeast">Income a year that is expected or was told, at least.</param>
    /// <param name="IncomeMost">Income a year that is expected or was told, at most.</param>
    /// <param name="Yield">What that is of the pool a year, percent, as it was published: least, most and decimals.</param>
    public sealed record Facts(int? Villages = null, long? Pool = null, decimal? Mu = null, long? IncomeLeast = null, long? IncomeMost = null, Rounded? Yield = null, long? EachVillage = null);

    public sealed record Rounded(decimal Least, decimal Most, int Digits);

    /// <summary>Whose what is earned is; null: not found, to be agreed.</summary>
    public Split? Split { get; init; }

    /// <summary>What does not fit together in what was published, or was not found.</summary>
    public Both? Doubt { get; init; }

    private static readonly string[] Files = ["yinzhou-qujiang", "cixi-changshan", "fuyang-jinyun", "jiashan-qingyuan", "lucheng-taishun", "yinqu-industry", "pinghu"];

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) }, UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    };

    public static readonly IReadOnlyList<EnclaveTemplate> All = [.. Files.Select(f => JsonSerializer.Deserialize<EnclaveTemplate>(File.ReadAllBytes(ShippedData.PathOf($"enclaves/{f}.json")), Json)!)];

    public static EnclaveTemplate? Find(string? code) => All.FirstOrDefault(t => t.Code == code);

    /// <summary>Its rules from a day on: phases one after the other, with what income was told spread over the years without a rate.</summary>
    public ContractTerms Terms(DateOnly from)
    {
        var (phases, begins) = (new List<Phase>(), from);
        foreach (var phase in Phases)
        {
            var ends = begins.AddYears(phase.Years).AddDays(-1);
            phases.Add(new(phase.Kind, begins, ends, phase.Rate, phase.Above, phase.Kind == ReturnKind.Fixed ? null : Known.IncomeLeast * 100));
            begins = ends.AddDays(1);
        }
        return new() { Phases = phases, Split = Split, Holding = Holding.Company };
    }
}
