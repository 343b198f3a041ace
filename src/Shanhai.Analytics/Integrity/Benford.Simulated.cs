using Shanhai.Analytics.Numerics;

namespace Shanhai.Analytics.Integrity;

/// <summary>Probabilities under Benford's law of statistics at least as extreme as those found, by simulation.</summary>
/// <param name="ChiSquare">Of the chi-square.</param>
/// <param name="KolmogorovSmirnov">Of the Kolmogorov-Smirnov distance.</param>
/// <param name="MaximumDistance">Of the largest distance.</param>
/// <param name="EuclideanDistance">Of the Euclidean distance.</param>
/// <param name="USquared">Of Watson's and Freedman's statistic.</param>
/// <param name="MeanDigitDistance">Of the distance of the mean digit.</param>
/// <param name="JointDigits">Of the squared correlation: small where it is unusually low.</param>
/// <param name="Draws">Samples drawn.</param>
/// <param name="Seed">Seed.</param>
public sealed record BenfordProbabilities(
    double ChiSquare, double KolmogorovSmirnov, double MaximumDistance, double EuclideanDistance, double USquared, double MeanDigitDistance, double JointDigits, int Draws, ulong Seed)
{
    /// <summary>The probabilities in a sentence.</summary>
    public string Summary(Language language) => Term.Say(
        language,
        $"按本福特定律模拟 {Draws} 次（种子 {Seed}）的 P 值：卡方 {ChiSquare:G3}，KS {KolmogorovSmirnov:G3}，最大距离 {MaximumDistance:G3}，欧氏距离 {EuclideanDistance:G3}，U² {USquared:G3}，平均数字 {MeanDigitDistance:G3}，相关 {JointDigits:G3}。",
        $"Probabilities from {Draws} samples under Benford's law (seed {Seed}): chi-square {ChiSquare:G3}, Kolmogorov-Smirnov {KolmogorovSmirnov:G3}, largest distance {MaximumDistance:G3}, Euclidean {EuclideanDistance:G3}, U squared {USquared:G3}, mean digit {MeanDigitDistance:G3}, correlation {JointDigits:G3}.");
}

public sealed partial record Benford
{
    /// <summary>
    /// Draws samples of the same size from the law and counts how many have a statistic as extreme: the statistics beside the chi-square have no table that counts their digits.
    /// </summary>
    /// <param name="draws">Samples, default 2,000.</param>
    /// <param name="seed">Seed; the same answer on any number of threads.</param>
    /// <param name="progress">Told the share done.</param>
    /// <param name="cancellation">Checked for every sample.</param>
    /// <exception cref="RefusedException">Fewer than 99 draws.</exception>
    /// <remarks>Oracle c02 <c>BenfordTests_*</c> (BenfordTests 1.2.0), within simulation error.</remarks>
    public BenfordProbabilities Simulate(int draws = 2000, ulong seed = 1, IProgress<double>? progress = null, CancellationToken cancellation = default)
    {
        Refuse.Unless(draws >= 99, "重复次数至少为 99", "at least 99 draws");
        var first = (int)Math.Pow(10, Digits - 1);
        var ends = Expected.ToArray();
        for (var i = 1; i < ends.Length; i++)
        {
            ends[i] += ends[i - 1];
        }

        ends[^1] = double.PositiveInfinity;
        var found = new DigitStatistics([.. Counts], [.. Expected], first);
        var extreme = new bool[draws][];
        SharedWork.Run(draws, d =>
        {
            var random = new SeededRandom(seed, (ulong)d);
            var counts = new int[ends.Length];
            for (var i = 0; i < Count; i++)
            {
                var at = Array.BinarySearch(ends, random.NextDouble());
                counts[at < 0 ? ~at : at + 1]++;
            }

            var drawn = new DigitStatistics(counts, [.. Expected], first);
            extreme[d] =
            [
                drawn.ChiSquare >= found.ChiSquare, drawn.Kolmogorov >= found.Kolmogorov, drawn.Maximum >= found.Maximum, drawn.Euclidean >= found.Euclidean, drawn.Watson >= found.Watson,
                drawn.MeanDigit >= found.MeanDigit, drawn.Correlation <= found.Correlation,
            ];
        }, progress, cancellation);
        double Share(int k) => extreme.Count(e => e[k]) / (double)draws;
        return new BenfordProbabilities(Share(0), Share(1), Share(2), Share(3), Share(4), Share(5), Share(6), draws, seed);
    }
}

/// <summary>The statistics that look at counts of digits alone.</summary>
internal readonly struct DigitStatistics
{
    public DigitStatistics(int[] counts, double[] expected, int first)
    {
        double n = counts.Sum();
        var (cumulated, sum, sumOfSquares) = (0.0, 0.0, 0.0);
        double meanDigit = 0, expectedMean = 0;
        for (var i = 0; i < counts.Length; i++)
        {
            var gap = counts[i] / n - expected[i];
            ChiSquare += (counts[i] - n * expected[i]) * (counts[i] - n * expected[i]) / (n * expected[i]);
            cumulated += gap;
            (sum, sumOfSquares) = (sum + cumulated, sumOfSquares + cumulated * cumulated);
            Kolmogorov = Math.Max(Kolmogorov, Math.Abs(cumulated));
            Maximum = Math.Max(Maximum, Math.Abs(gap));
            Euclidean += gap * gap;
            meanDigit += counts[i] / n * (first + i);
            expectedMean += expected[i] * (first + i);
        }

        (Kolmogorov, Maximum, Euclidean) = (Math.Sqrt(n) * Kolmogorov, Math.Sqrt(n) * Maximum, Math.Sqrt(n * Euclidean));
        Watson = n / counts.Length * (sumOfSquares - sum * sum / counts.Length);
        MeanDigit = Math.Abs(meanDigit - expectedMean) / (10 * first - 1 - expectedMean);
        Correlation = SignedSquare([.. counts.Select(c => c / n)], expected);
    }

    public double ChiSquare { get; }

    public double Kolmogorov { get; }

    public double Maximum { get; }

    public double Euclidean { get; }

    public double Watson { get; }

    public double MeanDigit { get; }

    public double Correlation { get; }

    private static double SignedSquare(double[] x, double[] y)
    {
        var (mx, my) = (x.Average(), y.Average());
        double xy = 0, xx = 0, yy = 0;
        for (var i = 0; i < x.Length; i++)
        {
            xy += (x[i] - mx) * (y[i] - my);
            xx += (x[i] - mx) * (x[i] - mx);
            yy += (y[i] - my) * (y[i] - my);
        }

        return Math.Sign(xy) * xy * xy / (xx * yy);
    }
}
