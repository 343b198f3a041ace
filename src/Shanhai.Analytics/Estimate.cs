using System.Globalization;
using Shanhai.Analytics.Numerics;

namespace Shanhai.Analytics;

/// <summary>
/// One number with what is needed to judge it: measure, convention, sample, uncertainty and notes.
/// </summary>
public sealed record Estimate
{
    /// <summary>What was measured.</summary>
    public required Term Measure { get; init; }

    /// <summary>The formula's convention where implementations differ.</summary>
    public required Term Convention { get; init; }

    /// <summary>The point estimate, never rounded.</summary>
    public required double Value { get; init; }

    /// <summary>Observations with a positive weight.</summary>
    public required int Count { get; init; }

    /// <summary>Sum of their weights (their number when unweighted).</summary>
    public required double SumOfWeights { get; init; }

    /// <summary>Linearised standard error; null when no sampling design was given.</summary>
    public double? StandardError { get; init; }

    /// <summary>Clusters minus strata of the design; null without a design.</summary>
    public int? DegreesOfFreedom { get; init; }

    /// <summary>What the reader has to know.</summary>
    public IReadOnlyList<Note> Notes { get; init; } = [];

    /// <summary>
    /// Two-sided interval from the t distribution with the design's degrees of freedom; null without a standard error.
    /// </summary>
    /// <param name="level">Coverage, between 0 and 1, default 0.95.</param>
    public (double Lower, double Upper)? Interval(double level = 0.95)
    {
        Refuse.Unless(level is > 0 and < 1, "置信水平必须在 0 与 1 之间", "the level must lie between 0 and 1");
        if (StandardError is not { } error)
        {
            return null;
        }

        var quantile = DegreesOfFreedom is { } df and > 0
            ? Distributions.StudentQuantile(0.5 + level / 2, df)
            : Distributions.NormalQuantile(0.5 + level / 2);
        return (Value - quantile * error, Value + quantile * error);
    }

    /// <summary>One readable paragraph: value, uncertainty, sample, convention, notes.</summary>
    public string Summary(Language language)
    {
        var zh = language == Language.Chinese;
        var number = (double v) => v.ToString("G6", CultureInfo.InvariantCulture);
        var text = zh ? $"{Measure.Chinese}：{number(Value)}" : $"{Measure.English}: {number(Value)}";
        if (StandardError is { } error && Interval() is { } ci)
        {
            text += zh
                ? $"（标准误 {number(error)}，95% 置信区间 {number(ci.Lower)} 至 {number(ci.Upper)}）"
                : $" (standard error {number(error)}, 95% interval {number(ci.Lower)} to {number(ci.Upper)})";
        }

        text += zh
            ? $"；观测 {Count} 个，权数合计 {number(SumOfWeights)}；口径：{Convention.Chinese}。"
            : $"; {Count} observations, sum of weights {number(SumOfWeights)}; convention: {Convention.English}.";
        return text + string.Concat(Notes.Select(n => zh ? n.Text.Chinese + "。" : " " + n.Text.English + "."));
    }
}
