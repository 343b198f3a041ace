using Shanhai.Analytics.Comparison;
using Shanhai.Analytics.Inequality;
using Shanhai.Analytics.Numerics;
using Shanhai.Analytics.Poverty;
using Shanhai.Analytics.Soundness;
using Shanhai.Analytics.Synthetic;
using Shanhai.Analytics.Tests.Synthetic;

namespace Shanhai.Analytics.Tests;

/// <summary>
/// Nominal 95 % intervals over 300 seeded samples; five standard errors of a share are allowed and the seeds are fixed, so a pass is a pass for ever. The benchmark <c>coverage</c> draws 2,000 of
/// each and many more kinds.
/// </summary>
public sealed class SampleCoverageTests
{
    private const int Samples = 300;

    [Fact]
    public void Measures_of_a_clustered_sample_hold_those_of_the_population()
    {
        Func<Distribution, Estimate>[] measures =
        [
            d => Gini.Of(d), d => Entropy.Theil(d), d => Welfare.Atkinson(d, 1), d => Lorenz.ShareRatio(d), d => PovertyLine.Foster(d, 1, 1), d => RelativePoverty.Rate(d), d => Quantiles.Ratio(d),
        ];
        var whole = Drawn(new SeededRandom(99), 20_000);
        double[] truth = [.. measures.Select(m => m(whole).Value)];
        var held = new int[measures.Length];
        for (ulong seed = 1; seed <= Samples; seed++)
        {
            var sample = Drawn(new SeededRandom(seed), 60);
            for (var m = 0; m < measures.Length; m++)
            {
                var (lower, upper) = measures[m](sample).Interval()!.Value;
                held[m] += lower <= truth[m] && truth[m] <= upper ? 1 : 0;
            }
        }

        held.ShouldAllBe(h => h >= 0.887 * Samples && h <= 0.997 * Samples);
    }

    [Fact]
    public void Errors_of_synthetic_differences_hold_the_effect()
    {
        var (placebo, jackknife) = (0, 0);
        for (ulong seed = 1; seed <= Samples; seed++)
        {
            var result = SyntheticDifference.Of(SyntheticTests.Block(SyntheticTests.Rows(new SeededRandom(seed), 20, 8, 8, 3, 1)));
            placebo += Holds(result.Effect.Value, result.Placebo(60, seed).StandardError, 1) ? 1 : 0;
            jackknife += Holds(result.Effect.Value, result.Jackknife().StandardError, 1) ? 1 : 0;
        }

        placebo.ShouldBeInRange((int)(0.887 * Samples), (int)(0.997 * Samples));
        jackknife.ShouldBeInRange((int)(0.887 * Samples), (int)(0.997 * Samples));
    }

    [Fact]
    public void Matched_pairs_strata_and_cost_per_effect_hold_the_truth()
    {
        var (pairs, strata, cost) = (0, 0, 0);
        for (ulong seed = 1; seed <= Samples; seed++)
        {
            var random = new SeededRandom(seed);
            double[] x = [.. Enumerable.Range(0, 200).Select(_ => (double)random.Next(4))];
            bool[] treated = [.. x.Select(v => random.NextDouble() < 0.2 + 0.1 * v)];
            double[] y = [.. x.Select((v, i) => v + random.NextNormal() + (treated[i] ? 1 : 0))];
            var traits = Covariates.Of(new Column("x", x));
            var match = MatchedComparison.Of(treated, traits, new() { Distance = MatchDistance.Standardised, Ratio = 2, Replacement = true, Ties = MatchTies.Average }).Effect(y);
            var cells = StratifiedComparison.Coarsened(treated, traits).Effect(y);
            pairs += Holds(match.Value, match.StandardError!.Value, 1) ? 1 : 0;
            strata += Holds(cells.Value, cells.StandardError!.Value, 1) ? 1 : 0;
            cost += CostPerEffect.Of(100 + 5 * random.NextNormal(), 5, 2 + 0.6 * random.NextNormal(), 0.6).Contains(50) ? 1 : 0;
        }

        new[] { pairs, strata, cost }.ShouldAllBe(h => h >= 0.887 * Samples && h <= 0.997 * Samples);
    }

    private static bool Holds(double value, double error, double truth) => Math.Abs(value - truth) <= 1.959964 * error;

    /// <summary>Lognormal incomes with an effect of the village; a tenth of them below one.</summary>
    private static Distribution Drawn(SeededRandom random, int villages)
    {
        var (income, weight, village) = (new double[villages * 8], new double[villages * 8], new int[villages * 8]);
        for (var v = 0; v < villages; v++)
        {
            var level = 0.25 * random.NextNormal();
            for (var i = 8 * v; i < 8 * v + 8; i++)
            {
                (income[i], weight[i], village[i]) = (Math.Exp(0.7 + level + 0.5 * random.NextNormal()), 1 + random.NextDouble(), v);
            }
        }

        return Distribution.Of(income, weight, SurveyDesign.Of(village));
    }
}
