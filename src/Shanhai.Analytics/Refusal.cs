namespace Shanhai.Analytics;

/// <summary>Why a method declines to compute.</summary>
public enum Refusal
{
    /// <summary>No observation, or none with a positive weight.</summary>
    NoObservations,

    /// <summary>Fewer observations, bins or groups than the method needs.</summary>
    TooFew,

    /// <summary>Two columns have different lengths.</summary>
    LengthMismatch,

    /// <summary>NaN or infinity in the data.</summary>
    NotFinite,

    /// <summary>A weight below zero.</summary>
    NegativeWeight,

    /// <summary>A negative value where the measure has no meaning for it.</summary>
    NegativeValue,

    /// <summary>A zero or negative value where the measure needs a logarithm or a negative power.</summary>
    NonPositiveValue,

    /// <summary>The mean is zero or negative and the measure divides by it.</summary>
    NonPositiveMean,

    /// <summary>An option outside its range.</summary>
    InvalidOption,

    /// <summary>All values are equal where variation is needed.</summary>
    NoVariation,

    /// <summary>A matrix that has to be inverted is singular.</summary>
    Singular,

    /// <summary>A stratum with a single primary sampling unit: its variance is not identified.</summary>
    LonelyCluster,

    /// <summary>Groups that should be nested are not.</summary>
    NotNested,

    /// <summary>The line, threshold or cut-off lies outside the data.</summary>
    LineOutsideData,

    /// <summary>The demands contradict each other: there is no solution.</summary>
    Infeasible,

    /// <summary>A unit, period or preference appears twice.</summary>
    Duplicate,

    /// <summary>Nobody is untreated: there is nothing to compare with.</summary>
    NoComparison,

    /// <summary>Nobody is treated: there is no effect to measure.</summary>
    NoTreated,

    /// <summary>No period before the treatment, or too few.</summary>
    NoPrePeriod,

    /// <summary>A unit lacks a period the method needs.</summary>
    NotBalanced,

    /// <summary>A treatment that ends again, where the method needs one that stays.</summary>
    TreatmentReverses,

    /// <summary>A column predicts a yes-or-no outcome without error: its coefficient would be infinite.</summary>
    Separated,

    /// <summary>Units begin treatment in different periods, where the method needs one beginning.</summary>
    Staggered,

    /// <summary>Fewer clusters than a clustered variance needs (two).</summary>
    OneCluster,

    /// <summary>An iteration did not reach its tolerance.</summary>
    NotConverged,
}

/// <summary>
/// Thrown when a method refuses its input. It says which rule failed and, where one row is to blame, which row
/// (counted from zero). Nothing is repaired: correct the data or choose a named option.
/// </summary>
public sealed class RefusedException : Exception
{
    internal RefusedException(Refusal reason, Term text, int? row = null)
        : base(text.English)
    {
        Reason = reason;
        Text = text;
        Row = row;
    }

    /// <summary>The rule that failed.</summary>
    public Refusal Reason { get; }

    /// <summary>The reason as a sentence.</summary>
    public Term Text { get; }

    /// <summary>The first offending row, counted from zero; null where no single row is to blame.</summary>
    public int? Row { get; }
}

/// <summary>The checks every method makes on its columns.</summary>
internal static class Refuse
{
    public static RefusedException With(Refusal reason, string chinese, string english, int? row = null) =>
        new(reason, new Term(chinese, english), row);

    public static void UnlessFinite(ReadOnlySpan<double> column, string name)
    {
        for (var i = 0; i < column.Length; i++)
        {
            if (!double.IsFinite(column[i]))
            {
                throw With(Refusal.NotFinite, $"{name} 第 {i + 1} 行不是有限数值", $"{name}: row {i + 1} is not a finite number", i);
            }
        }
    }

    public static void UnlessSameLength(int expected, int actual, string name)
    {
        if (expected != actual)
        {
            throw With(Refusal.LengthMismatch, $"{name} 有 {actual} 行，应为 {expected} 行", $"{name} has {actual} rows, expected {expected}");
        }
    }

    public static void Unless(bool valid, string chinese, string english)
    {
        if (!valid)
        {
            throw With(Refusal.InvalidOption, chinese, english);
        }
    }

    public static void IfFewer(int count, int least, string chinese, string english)
    {
        if (count < least)
        {
            throw With(Refusal.TooFew, $"{chinese}只有 {count} 个，至少需要 {least} 个", $"{count} {english}, at least {least} needed");
        }
    }
}
