using System.Globalization;
using Shanhai.Analytics;

namespace Shanhai.Evaluation;

/// <summary>A table of an answer. Headings are keys (<c>stats.head.…</c>) and the names of the fields in JSON; its own name (<c>stats.table.…</c>) likewise.</summary>
public sealed record StatsTable(string Name, IReadOnlyList<string> Heads, IReadOnlyList<object?[]> Rows);

/// <summary>What a method answers: a table, further tables behind it, a paragraph, and what a picture shows.</summary>
public sealed record StatsReport(IReadOnlyList<string> Heads, IReadOnlyList<object?[]> Rows, Func<Analytics.Language, string> Summary)
{
    private static readonly string[] EstimateHeads = ["name", "estimate", "error", "lower", "upper", "count"];
    private static readonly string[] EffectHeads = ["name", "estimate", "error", "lower", "upper", "t", "p", "df"];

    /// <summary>Null: drawn from the table.</summary>
    public StatsPicture? Picture { get; init; }

    /// <summary>What stands behind the first table: weights, parts, cells.</summary>
    public IReadOnlyList<StatsTable> More { get; init; } = [];

    /// <summary>Estimates of the library, one row each.</summary>
    public static StatsReport Of(StatsInput input, params IReadOnlyList<Estimate> estimates) => new(
        EstimateHeads, [.. estimates.Select(e => Row(e.Measure.In(input.Words), e))], language => string.Join(' ', estimates.Select(e => e.Summary(language))));

    /// <summary>The same estimates for the whole sample, or for each group of it where a column of groups is named.</summary>
    public static StatsReport ByGroup(StatsInput input, Func<Distribution, IReadOnlyList<Estimate>> of)
    {
        if (input.GroupsOrNone("group") is not { } groups)
        {
            return Of(input, of(input.Sample()));
        }
        var weights = input.NumbersOrEmpty("weight");
        var present = Enumerable.Range(0, groups.Count).Where(g => Enumerable.Range(0, input.Rows).Any(i => groups.Codes[i] == g && (weights.Length == 0 || weights[i] > 0)));
        var all = present.OrderBy(g => groups.Names[g], StringComparer.Ordinal).Select(g => (Group: groups.Names[g], Estimates: of(input.Sample(i => groups.Codes[i] == g)))).ToArray();
        return new(
            ["group", .. EstimateHeads], [.. all.SelectMany(g => g.Estimates.Select(e => (object?[])[g.Group, .. Row(e.Measure.In(input.Words), e)]))],
            language => string.Join(' ', all.SelectMany(g => g.Estimates.Select(e => $"{g.Group}: {e.Summary(language)}"))));
    }

    public static StatsReport OfEffects(IEnumerable<Coefficient> effects, Func<Analytics.Language, string> summary) => new(EffectHeads, Effects("", effects).Rows, summary);

    public static StatsTable Effects(string table, IEnumerable<Coefficient> effects) => new(table, EffectHeads, [.. effects.Select(c =>
    {
        var known = double.IsFinite(c.StandardError);
        return new object?[] { c.Name, c.Value, known ? c.StandardError : null, known ? c.Interval().Lower : null, known ? c.Interval().Upper : null, known ? c.Statistic : null, known ? c.PValue : null, known && double.IsFinite(c.DegreesOfFreedom) ? c.DegreesOfFreedom : null };
    })]);

    /// <summary>Numbers with a name each.</summary>
    public static StatsTable Values(string table, params (string Name, object? Value)[] values) => new(table, ["name", "value"], [.. values.Select(v => new[] { v.Name, v.Value })]);

    public static object?[] Row(string name, Estimate e)
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
