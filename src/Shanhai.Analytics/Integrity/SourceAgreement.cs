using Shanhai.Analytics.Numerics;

namespace Shanhai.Analytics.Integrity;

/// <summary>
/// Do two sources report the same: Bland-Altman differences, Lin's concordance, rows beyond a tolerance.
/// </summary>
/// <remarks>
/// Bias = mean of first minus second with its standard error; limits of agreement = bias plus and minus 1.96 sd;
/// concordance = 2 cov / (var1 + var2 + (mean1 - mean2)^2) with divisor n (Lin 1989); interval of the concordance by
/// Fisher's z with Lin's variance.
/// </remarks>
/// <param name="Count">Pairs.</param>
/// <param name="Bias">Mean difference.</param>
/// <param name="BiasError">Its standard error.</param>
/// <param name="BiasPValue">Two-sided, t.</param>
/// <param name="Limits">Limits of agreement.</param>
/// <param name="Concordance">Lin's coefficient; NaN when both columns are constant.</param>
/// <param name="Correlation">Pearson's; NaN when a column is constant.</param>
/// <param name="Disagreeing">Rows whose difference exceeds the tolerance.</param>
/// <param name="Evidence">The verdict.</param>
public sealed record SourceAgreement(
    int Count, double Bias, double BiasError, double BiasPValue, (double Lower, double Upper) Limits,
    double Concordance, double Correlation, IReadOnlyList<int> Disagreeing, Evidence Evidence)
{
    /// <summary>The result in a paragraph.</summary>
    public string Summary(Language language) => Term.Say(
        language,
        $"{Count} 对数据：一致性 {Concordance:G4}，平均偏差 {Bias:G4}，超出允许差异的有 {Disagreeing.Count} 对。",
        $"{Count} pairs: concordance {Concordance:G4}, mean difference {Bias:G4}, {Disagreeing.Count} beyond the tolerance.") + " " + Evidence.Summary(language);

    /// <summary>Compares two columns row by row.</summary>
    /// <param name="first">One source.</param>
    /// <param name="second">The other.</param>
    /// <param name="absolute">Difference always allowed.</param>
    /// <param name="relative">Share of the larger value allowed as difference; the wider of the two counts.</param>
    /// <exception cref="RefusedException">Lengths differ, fewer than three pairs, a value not finite, a negative tolerance.</exception>
    /// <example><code>SourceAgreement.Of([100, 200, 300, 400], [101, 199, 350, 400]).Disagreeing // 2</code></example>
    public static SourceAgreement Of(ReadOnlySpan<double> first, ReadOnlySpan<double> second, double absolute = 0, double relative = 0.05)
    {
        Refuse.UnlessSameLength(first.Length, second.Length, "second");
        Refuse.UnlessFinite(first, "first");
        Refuse.UnlessFinite(second, "second");
        Refuse.IfFewer(first.Length, 3, "成对数据", "pairs");
        Refuse.Unless(absolute >= 0 && relative >= 0, "允许差异不能为负", "tolerances are not negative");
        double n = first.Length;
        var (m1, m2) = (Sums.Of(first) / n, Sums.Of(second) / n);
        double v1 = 0, v2 = 0, c = 0;
        var beyond = new List<int>();
        for (var i = 0; i < first.Length; i++)
        {
            v1 += (first[i] - m1) * (first[i] - m1) / n;
            v2 += (second[i] - m2) * (second[i] - m2) / n;
            c += (first[i] - m1) * (second[i] - m2) / n;
            if (Math.Abs(first[i] - second[i]) > Math.Max(absolute, relative * Math.Max(Math.Abs(first[i]), Math.Abs(second[i]))))
            {
                beyond.Add(i);
            }
        }

        var bias = m1 - m2;
        var deviation = Math.Sqrt(Math.Max(0, v1 + v2 - 2 * c) * n / (n - 1));
        var error = deviation / Math.Sqrt(n);
        var p = error > 0 ? Distributions.StudentTwoSided(bias / error, n - 1) : bias == 0 ? 1 : 0;
        var share = beyond.Count / n;
        var strength = share > 0.2 || (p < 0.001 && share > 0.05) ? Strength.Strong : share > 0.05 ? Strength.Weak : Strength.None;
        var percent = (100 * share).ToString("F1", System.Globalization.CultureInfo.InvariantCulture);
        return new SourceAgreement(
            first.Length, bias, error, p, (bias - 1.96 * deviation, bias + 1.96 * deviation),
            2 * c / (v1 + v2 + bias * bias), c / Math.Sqrt(v1 * v2), beyond,
            new Evidence(strength, new Term($"两个来源有 {percent}% 的记录超出允许差异", $"{percent} % of the rows differ by more than the tolerance"), []));
    }
}
