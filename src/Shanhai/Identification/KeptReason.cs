using System.Text.Json;
using Shanhai.Indicators;

namespace Shanhai.Identification;

/// <summary>
/// A <see cref="Reason"/> as it is stored and answered: outcome, sentence in both languages, both sides, and the figures with the ids of their facts.
/// The sentences are kept as they were said, so that a later change of a name or a word does not rewrite an old finding.
/// </summary>
public sealed record KeptReason(
    string Node, KeptReason.Sort Kind, Outcome Outcome, Both? Line, decimal? Left, decimal? Right, decimal? Difference, string? Dimension,
    IReadOnlyList<KeptReason.Figure> Figures, IReadOnlyList<KeptReason> Parts)
{
    public enum Sort { Compare, All, Any, Not }

    public sealed record Figure(string Indicator, Period Period, decimal? Value, Lack Lack, IReadOnlyList<string> Facts, int? Covered, int? Expected);

    /// <summary>The comparisons that made the outcome what it is.</summary>
    public IEnumerable<KeptReason> Deciding() => Kind switch
    {
        Sort.Compare => [this],
        Sort.Not => Parts[0].Deciding(),
        _ => Parts.Where(p => p.Outcome == Outcome).SelectMany(p => p.Deciding()),
    };

    public IEnumerable<KeptReason> Leaves() => Kind == Sort.Compare ? [this] : Parts.SelectMany(p => p.Leaves());

    public static KeptReason Of(Reason reason, Telling telling) =>
        reason.Condition is Condition.Compare compare
            ? new(reason.Node, Sort.Compare, reason.Outcome, telling.Line(reason), reason.Left!.Value, reason.Right!.Value, reason.Difference,
                Dimensions.Of(compare.Left, telling.Catalogue) is { Problem: null } found ? found.Value : null,
                [.. reason.Left.Read.Concat(reason.Right.Read).DistinctBy(u => (u.Indicator, u.Period)).Select(Of)], [])
            : new(reason.Node, reason.Condition switch { Condition.All => Sort.All, Condition.Any => Sort.Any, _ => Sort.Not }, reason.Outcome,
                null, null, null, null, null, [], [.. reason.Children.Select(c => Of(c, telling))]);

    public static KeptReason Read(string json) => JsonSerializer.Deserialize<KeptReason>(json, Catalogue.Json)!;

    public string Written() => JsonSerializer.Serialize(this, Catalogue.Json);

    private static Figure Of(Used used) =>
        new(used.Indicator, used.Period, used.Value, used.Lack, [.. used.Facts.Select(f => f.ToString())], used.Coverage?.Covered, used.Coverage?.Expected);
}

/// <summary>Says reasons in both languages at once.</summary>
public sealed class Telling(Catalogue catalogue)
{
    private readonly ReasonText _chinese = new(Language.Chinese, Words.Say, catalogue), _english = new(Language.English, Words.Say, catalogue);

    public Catalogue Catalogue { get; } = catalogue;

    public ReasonText In(Language language) => language == Language.Chinese ? _chinese : _english;

    public Both Line(Reason comparison) => new(_chinese.Sentences(comparison)[0], _english.Sentences(comparison)[0]);

    public Both Said(Reason reason) => new(string.Join('；', _chinese.Sentences(reason)), string.Join("; ", _english.Sentences(reason)));
}
