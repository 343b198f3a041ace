namespace Shanhai.Indicators;

/// <summary>
/// How the accounts of the 2004 chart (in force to 2023) become those of the 2023 chart. Most go to one account; 511 contracting and remitted
/// income was abolished and goes partly to 501 and partly to 502, in a share that is decided village by village (CE.SPLIT511).
/// </summary>
public static class Chart
{
    private static readonly Dictionary<string, string> Same = new()
    {
        ["CE04.501"] = "CE.501", ["CE04.561"] = "CE.502", ["CE04.521"] = "CE.504", ["CE04.522"] = "CE.503", ["CE04.531"] = "CE.504",
        ["CE04.502"] = "CE.511", ["CE04.541"] = "CE.513", ["CE04.551"] = "CE.515", ["CE04.301"] = "CE.301", ["CE04.311"] = "CE.311",
        ["CE04.321"] = "CE.321", ["CE04.322"] = "CE.322", ["CE04.401"] = "CE.401",
    };

    /// <summary>
    /// The amount under the 2023 accounts; the parts sum to the whole. <paramref name="operatingShare"/> in hundredths of a percent is only read for 511 and is
    /// null where the village has not decided: then the result is null too, never a guess.
    /// </summary>
    public static IReadOnlyList<(string Code, long Value)>? Restate(string code, long value, int? operatingShare)
    {
        if (code != "CE04.511")
        {
            return Same.TryGetValue(code, out var to) ? [(to, value)] : null;
        }
        if (operatingShare is not (>= 0 and <= 10_000))
        {
            return null;
        }
        var parts = new Money(value).Allocate([operatingShare.Value, 10_000 - operatingShare.Value]);
        return [("CE.501", parts[0].MinorUnits), ("CE.502", parts[1].MinorUnits)];
    }
}
