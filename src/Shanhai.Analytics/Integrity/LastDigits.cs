using Shanhai.Analytics.Numerics;

namespace Shanhai.Analytics.Integrity;

/// <summary>
/// Last digits of whole numbers: real counts have nearly even last digits, invented ones favour 0 and 5 or avoid
/// repeats. Only numbers of at least 10 (100 for two digits) are used, below that the last digit is the first.
/// </summary>
/// <remarks>Amounts of money are passed in their smallest unit. Oracle c03: counts exact, statistics 1e-9.</remarks>
/// <param name="Count">Numbers used.</param>
/// <param name="Counts">Counts of 0..9 or 00..99.</param>
/// <param name="ChiSquare">Pearson's statistic against even digits.</param>
/// <param name="PValue">Its probability.</param>
/// <param name="G">Likelihood ratio statistic.</param>
/// <param name="MeanDigit">Mean of the ending (4.5 or 49.5 expected).</param>
/// <param name="Residuals">Adjusted residual of each ending: normal under even digits.</param>
/// <param name="ShareOfInterest">Share of 0 and 5 for one digit; share of repeated digits (00, 11, ...) for two.</param>
/// <param name="InterestPValue">Exact two-sided binomial probability of that share against 0.2 or 0.1.</param>
/// <param name="Evidence">The verdict.</param>
public sealed record LastDigits(
    int Count, IReadOnlyList<int> Counts, double ChiSquare, double PValue, double G, double MeanDigit,
    IReadOnlyList<double> Residuals, double ShareOfInterest, double InterestPValue, Evidence Evidence)
{
    /// <summary>The result in a paragraph.</summary>
    public string Summary(Language language) => Term.Say(
        language,
        $"{Count} 个数值的末位数字：卡方 {ChiSquare:G5}（P 值 {PValue:G3}），0 与 5 占 {ShareOfInterest:P1}。",
        $"Last digits of {Count} numbers: chi-square {ChiSquare:G5} (p-value {PValue:G3}), 0 and 5 make {ShareOfInterest:P1}.") + " " + Evidence.Summary(language);

    /// <summary>Tests the last digit, or the last two.</summary>
    /// <param name="values">Whole numbers; signs are ignored.</param>
    /// <param name="digits">1 or 2.</param>
    /// <param name="least">Smallest number used; default 10 for one digit, 100 for two.</param>
    /// <exception cref="RefusedException">Digits other than one or two; fewer usable numbers than digits.</exception>
    /// <example><code>LastDigits.Of([.. Enumerable.Range(0, 1000).Select(i => (long)(i % 2 == 0 ? 1000 + i : 100 * (i % 50 + 11)))]).PValue &lt; 0.001 // true</code></example>
    public static LastDigits Of(ReadOnlySpan<long> values, int digits = 1, long? least = null)
    {
        Refuse.Unless(digits is 1 or 2, "末位数字取 1 或 2 位", "one or two last digits");
        var modulus = digits == 1 ? 10 : 100;
        var bound = least ?? modulus;
        var counts = new int[modulus];
        foreach (var value in values)
        {
            var size = Math.Abs(value);
            if (size >= bound)
            {
                counts[size % modulus]++;
            }
        }

        var n = counts.Sum();
        Refuse.IfFewer(n, modulus, "可用数值", "usable numbers");
        var even = (double)n / modulus;
        var chi = counts.Sum(c => (c - even) * (c - even) / even);
        var p = Distributions.ChiSquareUpper(chi, modulus - 1);
        var interest = digits == 1 ? counts[0] + counts[5] : Enumerable.Range(0, 10).Sum(d => counts[11 * d]);
        var interestP = Distributions.BinomialTwoSided(interest, n, digits == 1 ? 0.2 : 0.1);
        var error = Math.Sqrt(even * (1 - 1.0 / modulus));
        var what = digits == 1 ? new Term("末位数字是否均匀", "last digits even") : new Term("末两位数字是否均匀", "last two digits even");
        return new LastDigits(
            n,
            counts,
            chi,
            p,
            2 * counts.Where(c => c > 0).Sum(c => c * Math.Log(c / even)),
            counts.Select((c, d) => (double)c * d).Sum() / n,
            [.. counts.Select(c => (c - even) / error)],
            (double)interest / n,
            interestP,
            Integrity.Evidence.FromP(Math.Min(1, 2 * Math.Min(p, interestP)), what));
    }
}

/// <summary>
/// Heaping on round numbers: the share of values that are multiples of a base against the share a smooth
/// distribution would have.
/// </summary>
/// <param name="Count">Values used.</param>
/// <param name="Round">Multiples of the base.</param>
/// <param name="Share">Their share.</param>
/// <param name="Expected">unit/base.</param>
/// <param name="PValue">Exact binomial probability of so many or more.</param>
/// <param name="Evidence">The verdict: rounding is usual in estimates and suspicious in counts.</param>
public sealed record Rounding(int Count, int Round, double Share, double Expected, double PValue, Evidence Evidence)
{
    /// <summary>The result in a paragraph.</summary>
    public string Summary(Language language) => Term.Say(
        language,
        $"{Count} 个数值中 {Round} 个为整数（{Share:P1}，期望 {Expected:P1}，P 值 {PValue:G3}）。",
        $"{Round} of {Count} numbers are round ({Share:P1}, expected {Expected:P1}, p-value {PValue:G3}).") + " " + Evidence.Summary(language);

    /// <summary>Counts multiples of <paramref name="roundTo"/> among numbers of at least that size.</summary>
    /// <param name="values">Whole numbers.</param>
    /// <param name="roundTo">For example 10,000; above the unit.</param>
    /// <param name="unit">The unit in which true values are recorded, default 1; divides the base.</param>
    /// <exception cref="RefusedException">A base that is not a multiple of the unit above it; no usable number.</exception>
    /// <example><code>Rounding.Of([10000, 20000, 34567, 50000], roundTo: 10000).Share // 0.75</code></example>
    public static Rounding Of(ReadOnlySpan<long> values, long roundTo, long unit = 1)
    {
        Refuse.Unless(unit >= 1 && roundTo > unit && roundTo % unit == 0, "取整单位必须大于计量单位并能被其整除", "the base must be above the unit and a multiple of it");
        var (n, round) = (0, 0);
        foreach (var value in values)
        {
            if (Math.Abs(value) >= roundTo)
            {
                n++;
                round += value % roundTo == 0 ? 1 : 0;
            }
        }

        Refuse.IfFewer(n, 1, "可用数值", "usable numbers");
        var expected = (double)unit / roundTo;
        var p = Distributions.BinomialUpper(round, n, expected);
        return new Rounding(n, round, (double)round / n, expected, p, Integrity.Evidence.FromP(p, new Term($"整数（{roundTo} 的倍数）是否过多", $"too many multiples of {roundTo}")));
    }
}
