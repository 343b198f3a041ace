using System.Text.Json;
using System.Text.Json.Serialization;
using Shanhai.Host.Outside;
using Shanhai.Organisations;

namespace Shanhai.Funds;

/// <summary>
/// What the ledger asks beyond double entries: limits, days, who keeps villages' books, what is no income, whose debts are not paid. Data with marks
/// (<c>data/funds/rules/ledger.json</c>): what was read in a law names it, the rest is this program's own and says so.
/// </summary>
public sealed record LedgerRules(Mark Mark, IReadOnlyDictionary<Commodity, long> Limit, int WithinDays, int FutureDays, IReadOnlyList<Duties> Keepers, LedgerRules.Telling NotIncome, IReadOnlyList<LedgerRules.Ban> Guarantees, Both NoGuarantee)
{
    /// <summary>Words that tell what an entry is about.</summary>
    public sealed record Telling(IReadOnlyList<string> Words, Both Basis, Mark Mark);

    public sealed record Ban(string Jurisdiction, Both Basis, Mark Mark);

    private static readonly Lazy<LedgerRules> File = new(() => JsonSerializer.Deserialize<LedgerRules>(System.IO.File.ReadAllBytes(ShippedData.PathOf("funds/rules/ledger.json")), Json)!);

    public static LedgerRules Shipped => File.Value;

    /// <summary>Limit of approval in fen of a book that is opened without saying one.</summary>
    [JsonIgnore]
    public long Fen => Limit[Commodity.Fen];

    /// <summary>Why another's debt is not paid at a place.</summary>
    public Both BasisAt(PlaceCode place) => Guarantees.FirstOrDefault(g => PlaceCode.Parse(g.Jurisdiction).Contains(place))?.Basis ?? NoGuarantee;

    /// <summary>Whether a body keeps the books of villages below it: a township's government, or one that looks after what the rule names.</summary>
    public bool KeepsVillages(Body body) => body.Kind == OrganisationKind.TownshipGovernment || Keepers.Any(d => (body.Duties & d) != 0);

    private static JsonSerializerOptions Json => new(JsonSerializerDefaults.Web) { Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) }, UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow };
}
