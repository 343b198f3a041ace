using System.Globalization;
using Shanhai.Analytics;

namespace Shanhai.Evaluation;

/// <summary>
/// What a method answers: a table, a paragraph, and what a picture shows. Headings are keys (<c>stats.head.…</c>) and the names of the fields in JSON.
/// </summary>
public sealed record StatsReport(IReadOnlyList<string> Heads, IReadOnlyList<object?[]> Rows, Func<Analytics.Language, string> Summary)
{
    private static readonly string[] EstimateHeads = ["name", "estimate", "error", "lower", "upper", "count"];
    private static readonly string[] EffectHeads = ["name", "estimate", "error", "lower", "upper", "p"];

    /// <summary>Null: drawn from the table.</summary>
    public StatsPicture? Picture { get; init; }

    /// <summary>Estimates of the library, one row each.</summary>
    public static StatsReport Of(StatsInput input, params IReadOnlyList<Estimate> estimates) => new(
        EstimateHeads, [.. estimates.Select(e => Row(e.Measure.In(input.Words), e))], language => string.Join(' ', estimates.Select(e => e.Summary(language))));

    /// <summary>The same estimate for several groups.</summary>
    public static StatsReport ByGroup(StatsInput input, IEnumerable<(string Group, Estimate Estimate)> groups)
    {
        var list = groups.ToArray();
        return new(EstimateHeads, [.. list.Select(g => Row(g.Group, g.Estimate))], language => string.Join(' ', list.Select(g => $"{g.Group}: {g.Estimate.Summary(language)}")));
    }

    public static StatsReport OfEffects(IEnumerable<Coefficient> effects, Func<Analytics.Language, string> summary) => new(
        EffectHeads, [.. effects.Select(c => new object?[] { c.Name, c.Value, c.StandardError, c.Interval().Lower, c.Interval().Upper, c.PValue })], summary);

    private static object?[] Row(string name, Estimate e)
    {
        var interval = e.Interval();
        return [name, e.Value, e.StandardError, interval?.Lower, interval?.Upper, e.Count];
    }

    public static string Text(object? cell) => cell switch
    {
        null => "",
        double number => number.ToString("G7", CultureInfo.InvariantCulture),
        IFormattable other => other.ToString(null, CultureInfo.InvariantCulture),
        _ => cell.ToString() ?? "",
    };
}
