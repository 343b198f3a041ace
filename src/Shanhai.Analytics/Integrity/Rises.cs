using Shanhai.Analytics.Numerics;

namespace Shanhai.Analytics.Integrity;

/// <summary>A count set against its own history.</summary>
/// <param name="Count">The count of the period judged.</param>
/// <param name="Expected">Mean of the earlier periods.</param>
/// <param name="Dispersion">Variance of the earlier periods over their mean; 1 is what pure chance gives, NaN where all were zero.</param>
/// <param name="Probability">One-sided probability of so many or more, had nothing changed.</param>
public sealed record Rise(int Count, double Expected, double Dispersion, double Probability)
{
    /// <summary>The result in a paragraph.</summary>
    public string Summary(Language language) => Term.Say(
        language,
        $"本期 {Count}，以往每期平均 {Expected:G4}；若一切照旧，出现这么多或更多的概率为 {Probability:G3}。",
        $"{Count} in this period, {Expected:G4} in an earlier one on average; had nothing changed, so many or more would have probability {Probability:G3}.");
}

/// <summary>
/// Whether a count rises faster than its own history lets expect.
/// </summary>
/// <remarks>
/// Two probabilities are taken and the larger is given. The exact conditional one for two Poisson rates (Przyborowski and Wilenski 1940): given all events of n earlier periods and this one, those of this one are binomial
/// with share 1/(n+1); it allows for how little a short or empty history tells. And the upper tail of a negative binomial with mean and variance of the history, where it varied more than chance
/// gives; it allows for seasons and bursts that came before. Equal to R <c>pbinom</c> and <c>pnbinom</c>.
/// </remarks>
public static class Rises
{
    /// <summary>Judges the count of one period by those of earlier periods of the same length.</summary>
    /// <param name="history">Counts of earlier periods, none of them negative.</param>
    /// <param name="count">The count to judge.</param>
    /// <exception cref="RefusedException">Fewer than three earlier periods; a negative count.</exception>
    /// <example><code>Rises.Judge([2, 3, 1, 2, 4, 2], 9).Probability // 0.00301412</code></example>
    public static Rise Judge(ReadOnlySpan<int> history, int count)
    {
        Refuse.IfFewer(history.Length, 3, "以往的时期", "earlier periods");
        double sum = 0, squares = 0;
        foreach (var past in history)
        {
            Refuse.Unless(past >= 0, "计数不能为负", "a count cannot be negative");
            sum += past;
        }

        Refuse.Unless(count >= 0, "计数不能为负", "a count cannot be negative");
        var mean = sum / history.Length;
        foreach (var past in history)
        {
            squares += (past - mean) * (past - mean);
        }

        var variance = squares / (history.Length - 1);
        var probability = Distributions.BinomialUpper(count, count + (int)sum, 1.0 / (history.Length + 1));
        if (count > 0 && variance > mean && mean > 0)
        {
            probability = Math.Max(probability, Distributions.Beta(count, mean * mean / (variance - mean), 1 - mean / variance));
        }

        return new Rise(count, mean, mean > 0 ? variance / mean : double.NaN, probability);
    }
}
