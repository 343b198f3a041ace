using Shanhai.Analytics;
using Shanhai.Analytics.Comparison;
using Shanhai.Analytics.Forecast;
using Shanhai.Analytics.Inequality;
using Shanhai.Analytics.Integrity;
using Shanhai.Analytics.Poverty;
using Shanhai.Analytics.Soundness;
using Shanhai.Analytics.Synthetic;

namespace Shanhai.Bench;

/// <summary>
/// How often nominal 95 % intervals hold the truth, for everything that is not a panel of staggered adoption. Samples of households: four strata of 15 villages with 10 households each, incomes
/// lognormal with an effect of the village, unequal weights. The truth is the measure of three million households of the same population.
/// </summary>
internal static class CoverageOfSamples
{
    private static readonly (string Name, Func<Distribution, Estimate> Of)[] Measures =
    [
        ("Gini", d => Gini.Of(d)), ("Theil T", d => Entropy.Theil(d)), ("mean log deviation", d => Entropy.MeanLogDeviation(d)), ("Atkinson (1)", d => Welfare.Atkinson(d, 1)),
        ("S-Gini (3)", d => Welfare.SGini(d, 3)), ("Hoover", d => Lorenz.Hoover(d)), ("Palma", d => Lorenz.Palma(d)), ("S80/S20", d => Lorenz.ShareRatio(d)), ("P90/P10", d => Quantiles.Ratio(d)),
        ("Wolfson", Polarisation.Wolfson), ("poverty gap under a fixed line", d => PovertyLine.Foster(d, 6_000, 1)), ("Sen", d => PovertyLine.Sen(d, 6_000)), ("Watts", d => PovertyLine.Watts(d, 6_000)),
        ("rate under 60 % of the median", d => RelativePoverty.Rate(d)), ("median gap under that line", d => RelativePoverty.MedianGap(d)),
    ];

    public static IReadOnlyList<string> Names { get; } =
    [
        .. Measures.Select(m => m.Name), "Theil between strata", "urban–rural ratio of means", "concentration index", "Alkire–Foster M0, logit interval",
        "beta convergence", "synthetic differences, placebo error (homoskedastic)", "synthetic differences, jackknife error (20 treated)", "synthetic differences, bootstrap error (20 treated)",
        "matched comparison, Abadie–Imbens, bias adjusted", "cost per effect, Fieller", "logit coefficient", "AUC, DeLong", "Kaplan–Meier, Greenwood", "sampled Shapley value",
        "density test keeps to its size", "bunching, residual bootstrap", "Romano–Wolf, no false finding among six", "relative magnitudes, one period before and after (at least 95 %)",
    ];

    private static readonly Lazy<double[]> Truths = new(() =>
    {
        var whole = new Households(new Random(1), villages: 75_000);
        return [.. Measures.Select(m => m.Of(whole.Sample()).Value), whole.Between().Value, whole.Ratio().Value, whole.Concentration().Value, whole.Poor().Value];
    });

    public static bool[] One(int seed)
    {
        var random = new Random(seed + 5_000_000);
        var sample = new Households(random, villages: 15);
        var incomes = sample.Sample(designed: true);
        Estimate[] found = [.. Measures.Select(m => m.Of(incomes)), sample.Between(), sample.Ratio(), sample.Concentration()];
        var poor = Proportions.LogitInterval(sample.Poor())!.Value;
        return
        [
            .. found.Select((e, i) => e.Interval() is var (lower, upper) && lower <= Truths.Value[i] && Truths.Value[i] <= upper), poor.Lower <= Truths.Value[^1] && Truths.Value[^1] <= poor.Upper,
            Beta(random), .. Differences(random, seed), Matched(random), Cost(random), .. Risks(random), Shares(seed), Smooth(random), Bunched(random, seed), Hypotheses(random, seed), Magnitudes(random, seed),
        ];
    }

    private static bool Within(double value, double error, double truth) => Math.Abs(value - truth) <= 1.959964 * error;

    private static bool Beta(Random random)
    {
        var (first, last) = (new double[120], new double[120]);
        for (var i = 0; i < first.Length; i++)
        {
            var log = 9 + 0.5 * Normal(random);
            (first[i], last[i]) = (Math.Exp(log), Math.Exp(log + 10 * (0.25 - 0.02 * log) + 0.2 * Normal(random)));
        }
        var interval = BetaConvergence.Linear(first, last, 10).Beta.Interval();
        return interval.Lower <= -0.02 && -0.02 <= interval.Upper;
    }

    private static bool[] Differences(Random random, int seed)
    {
        var (one, many) = (SyntheticDifference.Of(Block(random, 40, 2, 12, 4)), SyntheticDifference.Of(Block(random, 40, 20, 12, 4)));
        return
        [
            Within(one.Effect.Value, one.Placebo(100, (ulong)seed).StandardError, 1), Within(many.Effect.Value, many.Jackknife().StandardError, 1), Within(many.Effect.Value, many.Bootstrap(60, (ulong)seed).StandardError, 1),
        ];
    }

    private static TreatedBlock Block(Random random, int controls, int treated, int before, int after)
    {
        var rows = Enumerable.Range(0, controls + treated).SelectMany(u =>
        {
            var (level, slope, error) = (3 * Normal(random), 0.3 * Normal(random), 0.0);
            return Enumerable.Range(0, before + after).Select(t =>
            {
                error = 0.3 * error + Normal(random);
                var on = u >= controls && t >= before;
                return (Unit: $"u{u:000}", Period: t, Value: level + slope * t / 4 + 0.2 * t + error + (on ? 1 : 0), On: on);
            }).ToArray();
        }).ToArray();
        return TreatedBlock.Of([.. rows.Select(r => r.Unit)], [.. rows.Select(r => r.Period)], [.. rows.Select(r => r.Value)], [.. rows.Select(r => r.On)]);
    }

    private static bool Matched(Random random)
    {
        const int n = 400;
        double[] x = [.. Enumerable.Range(0, n).Select(_ => Normal(random))], z = [.. Enumerable.Range(0, n).Select(_ => Normal(random))];
        bool[] treated = [.. Enumerable.Range(0, n).Select(i => random.NextDouble() < 1 / (1 + Math.Exp(1 - 0.6 * x[i] - 0.3 * z[i])))];
        double[] y = [.. Enumerable.Range(0, n).Select(i => x[i] + 0.5 * z[i] + Normal(random) + (treated[i] ? 1 : 0))];
        var effect = MatchedComparison.Of(treated, Covariates.Of([new("x", x), new("z", z)]), new() { Distance = MatchDistance.Standardised, Ratio = 2, Replacement = true, Ties = MatchTies.Average }).Effect(y, true);
        return Within(effect.Value, effect.StandardError!.Value, 1);
    }

    private static bool Cost(Random random) => CostPerEffect.Of(100 + 5 * Normal(random), 5, 2 + 0.6 * Normal(random), 0.6).Contains(50);

    private static bool[] Risks(Random random)
    {
        const int n = 600;
        double[] x = [.. Enumerable.Range(0, n).Select(_ => Normal(random))];
        bool[] events = [.. x.Select(v => random.NextDouble() < 1 / (1 + Math.Exp(1 - 0.7 * v)))];
        var fit = LogisticRegression.Of(events, [new("x", x)]);
        // Two normal scores one apart: the area is the chance that their difference is positive.
        bool[] ill = [.. Enumerable.Range(0, n).Select(i => i % 4 == 0)];
        var auc = RiskScores.Of(ill, [.. ill.Select(e => 1 / (1 + Math.Exp(-Normal(random) - (e ? 1 : 0))))]).Auc.Interval()!.Value;
        double[] ends = [.. Enumerable.Range(0, n).Select(_ => -Math.Log(1 - random.NextDouble()) * 10)], stops = [.. Enumerable.Range(0, n).Select(_ => 20 * random.NextDouble())];
        var curve = Survival.KaplanMeier([.. ends.Zip(stops, Math.Min)], [.. ends.Zip(stops, (e, s) => e <= s)]);
        var at = curve.Last(s => s.Time <= 8);
        return [Within(fit.Coefficients[1], fit.StandardErrors![1], 0.7), auc.Lower <= 0.76024994 && 0.76024994 <= auc.Upper, Within(at.Share, at.StandardError, Math.Exp(-0.8))];
    }

    /// <summary>Everybody brings its number, and neighbours add to each other: half of what a pair adds belongs to either.</summary>
    private static bool Shares(int seed)
    {
        static double Worth(ReadOnlyMemory<bool> members)
        {
            var sum = 0.0;
            var m = members.Span;
            for (var i = 0; i < m.Length; i++)
            {
                sum += m[i] ? i + (i + 1 < m.Length && m[i + 1] ? 3 * i : 0) : 0;
            }
            return sum;
        }
        var values = Analytics.Allocation.Shapley.Sampled(24, Worth, 200, (ulong)seed);
        return Within(values.Values[10], values.StandardErrors![10], 10 + 15 + 13.5);
    }

    private static bool Smooth(Random random) => DensityTest.Of([.. Enumerable.Range(0, 1_500).Select(_ => Normal(random))], 0.3).PValue > 0.05;

    /// <summary>2,000 even incomes and 100 more in the bin at the line.</summary>
    private static bool Bunched(Random random, int seed)
    {
        double[] values = [.. Enumerable.Range(0, 4_000).Select(_ => 200 * random.NextDouble()), .. Enumerable.Range(0, 100).Select(_ => 99.5 + random.NextDouble())];
        var b = Bunching.Of(values, 100, new() { BinWidth = 2, BinsLeft = 25, BinsRight = 25, Order = 2, Corrected = false, Draws = 60, Seed = (ulong)seed });
        // What the bootstrap of residuals knows is the error of the counterfactual and of the bins.
        return Within(b.Excess, b.ExcessError!.Value, 100);
    }

    private static bool Hypotheses(Random random, int seed)
    {
        const int n = 120;
        bool[] treated = [.. Enumerable.Range(0, n).Select(i => i % 2 == 0)];
        double[] shared = [.. treated.Select(_ => Normal(random))];
        Column[] outcomes = [.. Enumerable.Range(0, 6).Select(k => new Column($"y{k}", shared.Select(s => 0.5 * s + Normal(random)).ToArray()))];
        return RomanoWolf.OfDifferences(treated, outcomes, null, 200, (ulong)seed).Hypotheses.All(h => h.Adjusted > 0.05);
    }

    /// <summary>The trend moves after the treatment as much as before: at the multiple one the interval must hold the effect.</summary>
    private static bool Magnitudes(Random random, int seed)
    {
        var (drift, error) = (0.3, 0.2);
        double[] estimates = [-drift + error * Normal(random), drift + 1 + error * Normal(random)];
        var robust = ParallelTrends.Of(estimates, [error * error, 0, 0, error * error], 1, new() { Multiples = [1], Draws = 200, GridPoints = 200, Seed = (ulong)seed }).Robust[0];
        return robust.Lower <= 1 && 1 <= robust.Upper;
    }

    private static double Normal(Random random) => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());

    private sealed class Households
    {
        private const int Each = 10;
        private readonly double[] income, weight, rank;
        private readonly int[] village, stratum;
        private readonly Indicator[] indicators;

        public Households(Random random, int villages)
        {
            var n = 4 * villages * Each;
            (income, weight, rank, village, stratum) = (new double[n], new double[n], new double[n], new int[n], new int[n]);
            double[][] deprived = [new double[n], new double[n], new double[n]];
            for (var v = 0; v < 4 * villages; v++)
            {
                var level = 0.25 * Normal(random);
                for (var h = 0; h < Each; h++)
                {
                    var i = v * Each + h;
                    (village[i], stratum[i]) = (v, v / villages);
                    income[i] = Math.Exp(9 + 0.15 * (stratum[i] - 1.5) + level + 0.6 * Normal(random));
                    // Heavier households come from everywhere alike: weights that say nothing about incomes.
                    weight[i] = villages > 1_000 ? 1 : 1 + random.NextDouble();
                    rank[i] = Math.Log(income[i]) + Normal(random);
                    for (var k = 0; k < 3; k++)
                    {
                        deprived[k][i] = Math.Log(income[i]) + 0.6 * Normal(random) < 8.6 ? 1 : 0;
                    }
                }
            }
            indicators = [.. deprived.Select((d, k) => new Indicator($"i{k}", $"d{k}", 1 / 3.0, d))];
        }

        private SurveyDesign Design => SurveyDesign.Of(village, stratum);

        public Distribution Sample(bool designed = false) => designed ? Distribution.Of(income, weight, Design) : Distribution.Of(income, weight);

        public Estimate Between() => EntropyDecomposition.Of(income, weight, 1, [Grouping.Of(stratum)], Design).Between[0];

        public Estimate Ratio() => GroupGaps.MeanRatio(income, weight, [.. stratum.Select(s => s >= 2)], Design);

        public Estimate Concentration() => Analytics.Inequality.Concentration.Of(income, rank, weight, Design);

        public Estimate Poor() => AlkireFoster.Of(indicators, weight, Design).At(0.5).Adjusted;
    }
}
