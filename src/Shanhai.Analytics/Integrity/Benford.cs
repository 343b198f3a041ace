using System.Globalization;
using Shanhai.Analytics.Numerics;

namespace Shanhai.Analytics.Integrity;

/// <summary>Nigrini's reading of the mean absolute deviation.</summary>
public enum Conformity
{
    /// <summary>Close.</summary>
    Close,

    /// <summary>Acceptable.</summary>
    Acceptable,

    /// <summary>Marginally acceptable.</summary>
    Marginal,

    /// <summary>Not conforming.</summary>
    None,
}

/// <summary>
/// Leading digits against Benford's law P(d) = log10(1 + 1/d): a screen for numbers spanning several orders of
/// magnitude, never proof. With many rows the chi-square always rejects: read the mean absolute deviation.
/// </summary>
/// <remarks>
/// Reading of digits: <see cref="DigitReading"/>; the two differ on 0.16 % of amounts with cents.
/// Limits of the mean absolute deviation (Nigrini 2012): first digit .006/.012/.015, first two .0012/.0018/.0022,
/// first three .00036/.00044/.00050. Oracle c02 (benford.analysis 0.1.5, BenfordTests 1.2.0): counts exact, statistics 1e-9.
/// </remarks>
public sealed partial record Benford
{
    /// <summary>The result in a paragraph.</summary>
    public string Summary(Language language) => Term.Say(
        language,
        $"{Count} 个数值的首 {Digits} 位数字：平均绝对偏差 {MeanAbsoluteDeviation:G4}，卡方 {ChiSquare:G5}。",
        $"First {Digits} digits of {Count} numbers: mean absolute deviation {MeanAbsoluteDeviation:G4}, chi-square {ChiSquare:G5}.") + " " + Evidence.Summary(language);

    private static readonly double[][] Limits = [[0.006, 0.012, 0.015], [0.0012, 0.0018, 0.0022], [0.00036, 0.00044, 0.00050]];

    /// <summary>Leading digits looked at.</summary>
    public required int Digits { get; init; }

    /// <summary>Numbers used: positive ones.</summary>
    public required int Count { get; init; }

    /// <summary>Counts from the lowest digits (1, 10 or 100) upwards.</summary>
    public required IReadOnlyList<int> Counts { get; init; }

    /// <summary>Expected shares.</summary>
    public required IReadOnlyList<double> Expected { get; init; }

    /// <summary>z of each digit with continuity correction 1/(2n) where it is smaller than the difference.</summary>
    public required IReadOnlyList<double> Z { get; init; }

    /// <summary>Pearson's statistic.</summary>
    public required double ChiSquare { get; init; }

    /// <summary>Its probability.</summary>
    public required double PValue { get; init; }

    /// <summary>Mean absolute deviation of shares.</summary>
    public required double MeanAbsoluteDeviation { get; init; }

    /// <summary>Its reading.</summary>
    public required Conformity Conformity { get; init; }

    /// <summary>Nigrini's distortion factor in percent over numbers of at least 10: positive when numbers look inflated.</summary>
    public required double DistortionFactor { get; init; }

    /// <summary>Mean of the fractional parts of log10; one half under the law.</summary>
    public required double MantissaMean { get; init; }

    /// <summary>Their sample variance; one twelfth under the law.</summary>
    public required double MantissaVariance { get; init; }

    /// <summary>Squared length of the mean vector on the circle (mantissa arc test).</summary>
    public required double ArcLength { get; init; }

    /// <summary>exp(-n L2).</summary>
    public required double ArcPValue { get; init; }

    /// <summary>Kolmogorov-Smirnov: largest distance of the distribution functions times root n.</summary>
    public required double KolmogorovSmirnov { get; init; }

    /// <summary>Largest distance of shares times root n (Leemis).</summary>
    public required double MaximumDistance { get; init; }

    /// <summary>Euclidean distance of shares times root n (Cho and Gaines).</summary>
    public required double EuclideanDistance { get; init; }

    /// <summary>Watson's U squared in the form of Freedman.</summary>
    public required double USquared { get; init; }

    /// <summary>Distance of the mean digit from its expectation over the largest possible distance (Judge and Schechter).</summary>
    public required double MeanDigitDistance { get; init; }

    /// <summary>Signed squared correlation of observed and expected shares (Shapiro-Francia in form).</summary>
    public required double JointDigits { get; init; }

    /// <summary>The verdict, by the mean absolute deviation.</summary>
    public required Evidence Evidence { get; init; }

    /// <summary>Tests the positive numbers of a column; zeros and negatives are not used and counted in a note.</summary>
    /// <param name="values">Finite numbers.</param>
    /// <param name="digits">1, 2 or 3.</param>
    /// <param name="reading">How digits are read.</param>
    /// <exception cref="RefusedException">No positive number; digits out of range.</exception>
    /// <example><code>Benford.Of([.. Enumerable.Range(1, 500).Select(i => Math.Pow(1.05, i))]).Conformity // Close</code></example>
    public static Benford Of(ReadOnlySpan<double> values, int digits = 1, DigitReading reading = DigitReading.AsBenfordAnalysis)
    {
        Refuse.Unless(digits is >= 1 and <= 3, "首位数字取 1 至 3 位", "one to three leading digits");
        Refuse.UnlessFinite(values, "values");
        var first = (int)Math.Pow(10, digits - 1);
        var counts = new int[9 * first];
        var used = new List<double>();
        Span<char> text = stackalloc char[40];
        foreach (var x in values)
        {
            if (x > 0)
            {
                var lead = reading == DigitReading.AsWritten
                    ? Leading(x, digits, text)
                    : (int)(Math.Pow(10, -Math.Floor(Math.Log10(x)) + digits - 1) * x);
                counts[Math.Clamp(lead, first, 10 * first - 1) - first]++;
                used.Add(x);
            }
        }

        Refuse.IfFewer(used.Count, 1, "正数", "positive numbers");
        return Test(counts, first, digits, used, values.Length - used.Count, reading);
    }

    /// <summary>The first digits of the shortest decimal form, padded with zeros: 5 has first two digits 50.</summary>
    internal static int Leading(double x, int digits, Span<char> buffer)
    {
        x.TryFormat(buffer, out var written, "E16", CultureInfo.InvariantCulture);
        if (!double.IsInteger(x) || x > 1e15)
        {
            // Shortest round-trip form: what a person typed.
            x.TryFormat(buffer, out written, "R", CultureInfo.InvariantCulture);
        }

        var (result, taken) = (0, 0);
        foreach (var c in buffer[..written])
        {
            if (c == 'E' || taken == digits)
            {
                break;
            }

            if (char.IsAsciiDigit(c) && (taken > 0 || c != '0'))
            {
                result = 10 * result + (c - '0');
                taken++;
            }
        }

        for (; taken < digits; taken++)
        {
            result *= 10;
        }

        return result;
    }

    private static Benford Test(int[] counts, int first, int digits, List<double> used, int left, DigitReading reading)
    {
        double n = used.Count;
        double[] expected = [.. Enumerable.Range(first, counts.Length).Select(d => Math.Log10(1 + 1.0 / d))];
        double[] shares = [.. counts.Select(c => c / n)];
        double[] gaps = [.. shares.Select((s, i) => s - expected[i])];
        var of = new DigitStatistics(counts, expected, first);
        var mad = gaps.Average(Math.Abs);
        var limits = Limits[digits - 1];
        var conformity = mad < limits[0] ? Conformity.Close : mad < limits[1] ? Conformity.Acceptable : mad < limits[2] ? Conformity.Marginal : Conformity.None;
        var (mantissaMean, mantissaVariance, arc) = Mantissas(used);
        return new Benford
        {
            Digits = digits,
            Count = used.Count,
            Counts = counts,
            Expected = expected,
            Z = [.. gaps.Select((g, i) => (Math.Abs(g) - (Math.Abs(g) > 0.5 / n ? 0.5 / n : 0)) / Math.Sqrt(expected[i] * (1 - expected[i]) / n))],
            ChiSquare = of.ChiSquare,
            PValue = Distributions.ChiSquareUpper(of.ChiSquare, counts.Length - 1),
            MeanAbsoluteDeviation = mad,
            Conformity = conformity,
            DistortionFactor = Distortion(used, reading),
            MantissaMean = mantissaMean,
            MantissaVariance = mantissaVariance,
            ArcLength = arc,
            ArcPValue = Math.Exp(-arc * n),
            KolmogorovSmirnov = of.Kolmogorov,
            MaximumDistance = of.Maximum,
            EuclideanDistance = of.Euclidean,
            USquared = of.Watson,
            MeanDigitDistance = of.MeanDigit,
            JointDigits = of.Correlation,
            Evidence = Verdict(conformity, mad, used, left),
        };
    }

    private static Evidence Verdict(Conformity conformity, double mad, List<double> used, int left)
    {
        var notes = new List<Note>();
        if (left > 0)
        {
            notes.Add(new Note("not-positive", new Term($"{left} 个非正数未使用", $"{left} numbers that are not positive were not used")));
        }

        if (Math.Log10(used.Max() / used.Min()) < 2)
        {
            notes.Add(new Note("narrow-range", new Term("数据跨度不足两个数量级，本福特定律本就不适用", "the numbers span less than two orders of magnitude: the law is not expected to hold")));
        }

        if (used.Count < 300)
        {
            notes.Add(new Note("few-numbers", new Term("数据不足 300 个，平均绝对偏差主要反映偶然波动", "fewer than 300 numbers: the mean absolute deviation is mostly chance")));
        }

        var strength = notes.Any(n => n.Code != "not-positive") || conformity <= Conformity.Acceptable
            ? Strength.None
            : conformity == Conformity.Marginal ? Strength.Weak : Strength.Strong;
        var (zh, en) = conformity switch
        {
            Conformity.Close => ("与本福特定律非常接近", "close conformity with Benford's law"),
            Conformity.Acceptable => ("与本福特定律基本相符", "acceptable conformity with Benford's law"),
            Conformity.Marginal => ("与本福特定律勉强相符", "marginally acceptable conformity with Benford's law"),
            _ => ("不符合本福特定律", "no conformity with Benford's law"),
        };
        var number = mad.ToString("G3", CultureInfo.InvariantCulture);
        return new Evidence(strength, new Term($"{zh}（平均绝对偏差 {number}）", $"{en} (mean absolute deviation {number})"), notes);
    }

    private static (double Mean, double Variance, double Arc) Mantissas(List<double> used)
    {
        Sum total = default, sine = default, cosine = default, squares = default;
        foreach (var x in used)
        {
            var m = Mantissa(x);
            total.Add(m);
            sine.Add(Math.Sin(2 * Math.PI * m));
            cosine.Add(Math.Cos(2 * Math.PI * m));
        }

        double n = used.Count;
        var mean = total.Value / n;
        foreach (var x in used)
        {
            squares.Add(Math.Pow(Mantissa(x) - mean, 2));
        }

        return (mean, squares.Value / (n - 1), Math.Pow(sine.Value / n, 2) + Math.Pow(cosine.Value / n, 2));
    }

    private static double Mantissa(double x) => Math.Log10(x) - Math.Floor(Math.Log10(x));

    /// <summary>Numbers of ten and more moved into 10..100 against the mean 39.0865 the law expects; NaN without any.</summary>
    private static double Distortion(List<double> used, DigitReading reading)
    {
        const double Expected = 39.0865, MisprintedInReference = 39.0685;
        var sum = default(Sum);
        var n = 0;
        foreach (var x in used)
        {
            if (x >= 10)
            {
                n++;
                sum.Add(10 * x / Math.Pow(10, Math.Floor(Math.Log10(x))));
            }
        }

        return 100 * (sum.Value / n - Expected) / (reading == DigitReading.AsWritten ? Expected : MisprintedInReference);
    }
}
