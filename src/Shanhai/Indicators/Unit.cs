namespace Shanhai.Indicators;

/// <summary>
/// A unit with its exact factor to the base unit of its dimension: 万元 is 10,000 of money's base, percent is 1/100 of a pure number.
/// Rules compare in base units, so "30 percent" and 0.30 cannot be mixed up and yuan never meet mu.
/// </summary>
public sealed record Unit(string Code, Both Name, string Dimension, long Times, long Over = 1)
{
    public const string Pure = "pure";

    private static readonly Unit[] All =
    [
        new("yuan", new("元", "yuan"), "money", 1),
        new("wanyuan", new("万元", "ten thousand yuan"), "money", 10_000),
        new("yiyuan", new("亿元", "hundred million yuan"), "money", 100_000_000),
        new("person", new("人", "persons"), "person", 1),
        new("wanperson", new("万人", "ten thousand persons"), "person", 10_000),
        new("household", new("户", "households"), "household", 1),
        new("yuan/person", new("元/人", "yuan per person"), "money/person", 1),
        new("yuan/household", new("元/户", "yuan per household"), "money/household", 1),
        new("person/household", new("人/户", "persons per household"), "person/household", 1),
        new("yuan/month", new("元/月", "yuan a month"), "money/month", 1),
        new("yuan/year", new("元/年", "yuan a year"), "money/year", 1),
        new("mu", new("亩", "mu"), "area", 1),
        new("hectare", new("公顷", "hectares"), "area", 15),
        new("sqkm", new("平方公里", "km²"), "area", 1_500),
        new("mu/person", new("亩/人", "mu per person"), "area/person", 1),
        new("percent", new("%", "%"), Pure, 1, 100),
        new("permille", new("‰", "‰"), Pure, 1, 1_000),
        new("ratio", new("", ""), Pure, 1),
        new("piece", new("个", ""), "piece", 1),
        new("village", new("个村", "villages"), "village", 1),
        new("day", new("天", "days"), "day", 1),
        new("year", new("岁", "years"), "year", 1),
        new("tonne", new("吨", "tonnes"), "mass", 1),
        new("ug/m3", new("微克/立方米", "µg/m³"), "concentration", 1),
        new("kwh", new("千瓦时", "kWh"), "energy", 1),
        new("tce/wanyuan", new("吨标准煤/万元", "tce per ten thousand yuan"), "energy/money", 1),
        new("place/1000", new("个/千人", "places per thousand"), "place/person", 1),
        new("euro", new("欧元", "euro"), "euro", 1),
        new("euro/person", new("欧元/人", "euro per person"), "euro/person", 1),
        new("class", new("", ""), "class", 1),
    ];

    private static readonly Dictionary<string, Unit> ByCode = Written();

    public static IReadOnlyList<Unit> Known => All;

    /// <summary>By code or by the Chinese word that stands in a table's header.</summary>
    public static Unit? Find(string text) => ByCode.GetValueOrDefault(text.Trim());

    private static Dictionary<string, Unit> Written()
    {
        var known = new Dictionary<string, Unit>(StringComparer.OrdinalIgnoreCase);
        foreach (var unit in All)
        {
            known[unit.Code] = unit;
            if (unit.Name.Zh.Length > 0)
            {
                known.TryAdd(unit.Name.Zh, unit);
            }
        }
        return known;
    }
}
