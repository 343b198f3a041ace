using System.Globalization;
using Shanhai.Indicators;

namespace Shanhai.Identification;

/// <summary>
/// A reason as an official would write it: "经营性收入 8.32 万元 &lt; 10 万元，差 1.68 万元". The words come from Words.json through
/// <paramref name="say"/>. Money is said to two decimals, unless that would put a figure on the line where it is not; the exact values stay in the reason itself.
/// </summary>
public sealed class ReasonText(Language language, ReasonText.Say say, Catalogue catalogue)
{
    public delegate string Say(Language language, string key, params object?[] args);

    /// <summary>The comparisons that decided, one sentence each.</summary>
    public IReadOnlyList<string> Sentences(Reason reason) => [.. reason.Deciding().Select(Line)];

    /// <summary>The whole tree, indented.</summary>
    public string Full(Reason reason)
    {
        var lines = new List<string>();
        Tree(reason, 0, lines);
        return string.Join('\n', lines);
    }

    public string Name(Expression expression) => expression switch
    {
        Expression.Figure figure => catalogue[figure.Code].Name.In(language),
        Expression.Constant constant => Amount(constant.Number * (Unit.Find(constant.Unit)?.Times ?? 1) / (Unit.Find(constant.Unit)?.Over ?? 1), DimensionOf(constant), Percent(constant)),
        Expression.Sum sum => string.Join(language == Language.Chinese ? "＋" : " + ", sum.Parts.Select(Name)),
        Expression.Times times => say(language, "expression.times", Name(times.Of), Shown(times.Factor * 100, 2)),
        Expression.Over { PerHead: true } over => say(language, "expression.per-head", Name(over.Above), Name(over.Below)),
        Expression.Over over => say(language, "expression.share", Name(over.Above), Name(over.Below)),
        Expression.Years years => say(language, "expression." + (years.How switch { Several.Mean => "mean", Several.Least => "least", _ => "slope" }), Name(years.Of), years.Count),
        Expression.Growth growth => say(language, "expression.growth", Name(growth.Of), growth.Count),
        Expression.Percentile { Percent: 50 } median => say(language, "expression.median", Name(median.Of)),
        Expression.Percentile percentile => say(language, "expression.percentile", Name(percentile.Of), Shown(percentile.Percent, 2)),
        Expression.ExcludingNonRecurring without => say(language, "expression.excluding-non-recurring", Name(without.Of)),
        _ => "",
    };

    private void Tree(Reason reason, int depth, List<string> lines)
    {
        var indent = new string(' ', depth * 2);
        var outcome = say(language, "outcome." + (reason.Outcome switch { Outcome.Holds => "holds", Outcome.DoesNotHold => "does-not-hold", _ => "cannot-tell" }));
        lines.Add(indent + (reason.Condition is Condition.Compare
            ? say(language, "reason.leaf", outcome, Line(reason))
            : say(language, reason.Condition is Condition.All ? "reason.all" : reason.Condition is Condition.Any ? "reason.any" : "reason.not", outcome)));
        foreach (var child in reason.Children)
        {
            Tree(child, depth + 1, lines);
        }
    }

    private string Line(Reason reason)
    {
        var (left, right) = (reason.Left!, reason.Right!);
        if (reason.Difference is not { } difference)
        {
            var lacking = left.Read.Concat(right.Read).Where(u => u.Lack != Lack.None).ToArray();
            var which = lacking.Length == 0
                ? say(language, LackKey(left.Lack == Lack.None ? right.Lack : left.Lack))
                : string.Join(language == Language.Chinese ? "；" : "; ", lacking.Select(u => say(language, "reason.lack", catalogue[u.Indicator].Name.In(language), u.Period.ToString(), say(language, LackKey(u.Lack)))));
            return say(language, "reason.cannot-tell", Name(left.Expression), which);
        }
        var dimension = DimensionOf(left.Expression);
        var percent = Percent(left.Expression) || Percent(right.Expression);
        var sign = difference < 0 ? "<" : difference > 0 ? ">" : "=";
        var decimals = difference != 0 && Amount(left.Value!.Value, dimension, percent) == Amount(right.Value!.Value, dimension, percent) ? 6 : 2;
        var (here, line) = (Amount(left.Value!.Value, dimension, percent, decimals), Amount(right.Value!.Value, dimension, percent, decimals));
        var there = right.Expression is Expression.Constant ? line : say(language, "reason.side", Name(right.Expression), line);
        return say(language, difference < 0 ? "reason.below" : difference > 0 ? "reason.above" : "reason.level",
            Name(left.Expression), here, sign, there, Amount(Math.Abs(difference), dimension, percent, decimals));
    }

    private static string LackKey(Lack lack) => "indicator.lack." + (lack switch
    {
        Lack.Partial => "partial", Lack.NoBase => "no-base", Lack.NotRecomputable => "not-recomputable", Lack.Disputed => "disputed", _ => "missing",
    });

    private string Amount(decimal value, string dimension, bool percent, int decimals = 2)
    {
        if (dimension == Unit.Pure)
        {
            return percent ? Shown(value * 100, 2) + " %" : Shown(value, 4);
        }
        if (dimension == "money" && language == Language.Chinese && Math.Abs(value) >= 10_000)
        {
            return (value / 10_000).ToString("0." + new string('#', decimals), CultureInfo.InvariantCulture) + " 万元";
        }
        var unit = Unit.Known.FirstOrDefault(u => u.Dimension == dimension && u.Times == 1 && u.Over == 1);
        return $"{Shown(value, 2)} {unit?.Name.In(language) ?? dimension}".TrimEnd();
    }

    private string Shown(decimal value, int decimals)
    {
        var rounded = Math.Round(value, decimals, MidpointRounding.AwayFromZero);
        var text = rounded.ToString(language == Language.Chinese ? "0.######" : "#,0.######", CultureInfo.InvariantCulture);
        return rounded == value ? text : "≈" + text;
    }

    private string DimensionOf(Expression expression) => Dimensions.Of(expression, catalogue) is { Problem: null } found ? found.Value : "";

    // A share or a growth reads as a percentage, an index such as 1.86 does not.
    private bool Percent(Expression expression) => expression switch
    {
        Expression.Constant constant => constant.Unit == "percent",
        Expression.Figure figure => catalogue[figure.Code].Unit == "percent",
        Expression.Growth or Expression.Over { PerHead: false } => DimensionOf(expression) == Unit.Pure,
        _ => expression.Children.Any(Percent),
    };
}
