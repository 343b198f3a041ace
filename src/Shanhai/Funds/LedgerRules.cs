using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using Shanhai.Host.Outside;
using Shanhai.Organisations;

namespace Shanhai.Funds;

/// <summary>
/// What the ledger asks beyond double entries: limits, days, who keeps villages' books, what is no income, whose debts are not paid. Data with marks
/// (<c>data/funds/rules/ledger.json</c>): what was read in a law names it, the rest is this program's own and says so.
/// </summary>
public sealed record LedgerRules(Mark Mark, IReadOnlyDictionary<Commodity, long> Limit, int WithinDays, int FutureDays, IReadOnlyList<Duties> Keepers, LedgerRules.Near NearLimit, IReadOnlyList<LedgerRules.Share> ReserveFirst, LedgerRules.Telling NotIncome, IReadOnlyList<LedgerRules.Ban> Guarantees, Both NoGuarantee)
{
    /// <summary>Words that tell what an entry is about.</summary>
    public sealed record Telling(IReadOnlyList<string> Words, Both Basis, Mark Mark);

    /// <summary>Payments of at least a share (percent) of the limit and no more than it, so often within so many days, are a finding.</summary>
    public sealed record Near(int Share, int Times, int WithinDays);

    /// <summary>How much of the year's profit (percent) goes to the reserve and welfare funds before anything goes to the members.</summary>
    public sealed record Share(string Jurisdiction, int Percent, Both Basis, Mark Mark);

    public sealed record Ban(string Jurisdiction, Both Basis, Mark Mark);

    private static readonly Lazy<LedgerRules> File = new(() => JsonSerializer.Deserialize<LedgerRules>(System.IO.File.ReadAllBytes(ShippedData.PathOf("funds/rules/ledger.json")), Json)!);

    public static LedgerRules Shipped => File.Value;

    /// <summary>Limit of approval in fen of a book that is opened without saying one.</summary>
    [JsonIgnore]
    public long Fen => Limit[Commodity.Fen];

    /// <summary>Why another's debt is not paid at a place.</summary>
    public Both BasisAt(PlaceCode place) => Guarantees.FirstOrDefault(g => PlaceCode.Parse(g.Jurisdiction, CultureInfo.InvariantCulture).Contains(place))?.Basis ?? NoGuarantee;

    /// <summary>The share that goes to the reserves first at a place; null: none was found there.</summary>
    public Share? ReserveAt(PlaceCode place) => ReserveFirst.FirstOrDefault(s => PlaceCode.Parse(s.Jurisdiction, CultureInfo.InvariantCulture).Contains(place));

    /// <summary>Whether a body keeps the books of villages below it: a township's government, or one that looks after what the rule names.</summary>
    public bool KeepsVillages(Body body) => body.Kind == OrganisationKind.TownshipGovernment || Keepers.Any(d => (body.Duties & d) != 0);

    private static JsonSerializerOptions Json => new(JsonSerializerDefaults.Web) { Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) }, UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow };
}
