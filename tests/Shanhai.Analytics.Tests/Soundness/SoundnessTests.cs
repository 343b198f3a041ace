using CsCheck;
using Shanhai.Analytics.Numerics;
using Shanhai.Analytics.Soundness;

namespace Shanhai.Analytics.Tests.Soundness;

public sealed class SoundnessTests
{
    [Fact]
    public void Adjusted_probabilities_are_those_of_p_adjust()
    {
        double[] p = [0.01, 0.02, 0.03, 0.04, 0.05];

        // R 4.2.2: p.adjust(p, "BH") and p.adjust(p, "holm").
        Multiplicity.BenjaminiHochberg(p).ShouldBe([0.05, 0.05, 0.05, 0.05, 0.05], 1e-12);
        Multiplicity.Holm(p).ShouldBe([0.05, 0.08, 0.09, 0.09, 0.09], 1e-12);
        Multiplicity.BenjaminiHochberg([0.2, 0.001, 0.04]).ShouldBe([0.2, 0.003, 0.06], 1e-12);
    }

    [Fact]
    public void Adjusting_never_lowers_a_probability_nor_changes_their_order() =>
        Gen.Double[0, 1].Array[1, 20].Sample(p =>
        {
            foreach (var adjusted in new[] { Multiplicity.BenjaminiHochberg(p), Multiplicity.Holm(p) })
            {
                for (var i = 0; i < p.Length; i++)
                {
                    adjusted[i].ShouldBeInRange(p[i] - 1e-15, 1);
                    for (var j = 0; j < p.Length; j++)
                    {
                        (p[i] < p[j] && adjusted[i] > adjusted[j] + 1e-15).ShouldBeFalse();
                    }
                }
            }
        });

    [Fact]
    public void Romano_and_Wolf_reward_dependence()
    {
        // Four copies of one outcome are one hypothesis: adjusting costs nothing, where Holm multiplies by four.
        var random = new SeededRandom(5);
        bool[] treated = [.. Enumerable.Range(0, 200).Select(i => i % 2 == 0)];
        double[] y = [.. treated.Select(t => random.NextNormal() + (t ? 0.35 : 0))];
        Column[] copies = [.. Enumerable.Range(0, 4).Select(k => new Column($"copy {k}", y.Select(v => v * (k + 1)).ToArray()))];

        var result = RomanoWolf.OfDifferences(treated, copies, draws: 999);

        result.Hypotheses.ShouldAllBe(h => h.Adjusted == h.Single && h.Adjusted < 0.05);
        result.Summary(Language.English).ShouldContain("stepdown");
        RomanoWolf.OfDifferences(treated, copies, draws: 999).Hypotheses.ShouldBe(result.Hypotheses);
    }

    [Fact]
    public void The_stepdown_follows_its_definition()
    {
        var result = RomanoWolf.Of(["a", "b"], [3, -2], [[1, 2.5], [0.5, 0.1], [4, 1], [0, 0]]);

        result.Hypotheses[0].Adjusted.ShouldBe(2.0 / 5);
        result.Hypotheses[1].Adjusted.ShouldBe(2.0 / 5);
        result.Hypotheses[1].Single.ShouldBe(2.0 / 5);
    }

    [Fact]
    public void Fieller_sets_have_three_shapes()
    {
        var bounded = CostPerEffect.Of(100, 10, 20, 2);
        bounded.Shape.ShouldBe(FiellerShape.Bounded);
        (bounded.Lower < 5 && bounded.Upper > 5).ShouldBeTrue();
        var outside = CostPerEffect.Of(100, 10, 20, 15);
        outside.Shape.ShouldBe(FiellerShape.Outside);
        (outside.Contains(5) && !outside.Contains((outside.Lower + outside.Upper) / 2)).ShouldBeTrue();
        CostPerEffect.Of(10, 20, 1, 2).Shape.ShouldBe(FiellerShape.Everything);
        outside.Summary(Language.Chinese).ShouldContain("效应与零没有显著差别");
    }

    [Fact]
    public void Every_number_of_a_Fieller_set_passes_the_test_it_is_made_of() =>
        Gen.Select(Gen.Double[-50, 50], Gen.Double[0.1, 20], Gen.Double[-20, 20], Gen.Double[0.1, 10], Gen.Double[-0.9, 0.9], Gen.Double[-60, 60]).Sample((c, sc, e, se, r, ratio) =>
        {
            var covariance = r * sc * se;
            var statistic = Math.Abs(c - ratio * e) / Math.Sqrt(sc * sc + ratio * ratio * se * se - 2 * ratio * covariance);
            if (Math.Abs(e) > 1e-6 && Math.Abs(statistic - 1.959964) > 1e-4)
            {
                CostPerEffect.Of(c, sc, e, se, covariance).Contains(ratio).ShouldBe(statistic < 1.959964);
            }
        });

    [Fact]
    public void The_ratio_is_covered_as_promised()
    {
        var random = new SeededRandom(12);
        var covered = Enumerable.Range(0, 2000).Count(_ => CostPerEffect.Of(50 + 10 * random.NextNormal(), 10, 4 + 2 * random.NextNormal(), 2).Contains(12.5));

        covered.ShouldBeInRange(1860, 1940);
    }

    [Fact]
    public void A_study_of_the_detectable_size_finds_it_as_often_as_promised()
    {
        var design = new StudyDesign
        {
            Clusters = 40, UnitsPerCluster = 10, StandardDeviation = 2, IntraClusterCorrelation = 0.2, Before = 3, After = 2, Autocorrelation = 0.5, Estimator = DesignEstimator.Difference,
        };
        var detectable = DetectableEffect.Of(design);
        var random = new SeededRandom(31);
        var critical = Distributions.StudentQuantile(0.975, 38);
        var found = Enumerable.Range(0, 1000).Count(_ => Found(random, design, detectable.Effect, critical));

        (found / 1000.0).ShouldBe(0.8, 0.04);
        detectable.PowerFor(detectable.Effect).ShouldBe(0.8, 0.01);
        detectable.DesignEffect.ShouldBe(2.8, 1e-12);
    }

    [Fact]
    public void More_clusters_periods_and_information_lower_the_detectable_effect()
    {
        var plain = new StudyDesign { Clusters = 60, UnitsPerCluster = 5, StandardDeviation = 1, IntraClusterCorrelation = 0.1, Before = 4, After = 4, Autocorrelation = 0.6 };
        double Of(StudyDesign d) => DetectableEffect.Of(d).Effect;

        Of(plain with { Clusters = 120 }).ShouldBeLessThan(Of(plain));
        Of(plain with { Explained = 0.5 }).ShouldBe(Of(plain) * Math.Sqrt(0.5), 1e-12);
        Of(plain with { Estimator = DesignEstimator.Covariance }).ShouldBeLessThan(Math.Min(Of(plain), Of(plain with { Estimator = DesignEstimator.Difference })));
        Of(plain with { IntraClusterCorrelation = 0 }).ShouldBeLessThan(Of(plain));
        DetectableEffect.Of(plain with { Clusters = 8 }).Notes.ShouldContain(n => n.Code == "few-clusters");
    }

    [Fact]
    public void Impossible_questions_are_refused()
    {
        Reason(() => Multiplicity.Holm([0.5, 1.5])).ShouldBe(Refusal.InvalidOption);
        Reason(() => Multiplicity.BenjaminiHochberg([])).ShouldBe(Refusal.TooFew);
        Reason(() => CostPerEffect.Of(1, 1, 0, 1)).ShouldBe(Refusal.NoVariation);
        Reason(() => CostPerEffect.Of(1, -1, 1, 1)).ShouldBe(Refusal.InvalidOption);
        Reason(() => CostPerEffect.Of(double.NaN, 1, 1, 1)).ShouldBe(Refusal.NotFinite);
        Reason(() => DetectableEffect.Of(new() { Clusters = 3, StandardDeviation = 1 })).ShouldBe(Refusal.TooFew);
        Reason(() => DetectableEffect.Of(new() { Clusters = 30, StandardDeviation = 1, Estimator = DesignEstimator.Difference })).ShouldBe(Refusal.InvalidOption);
        Reason(() => RomanoWolf.OfDifferences([true, true, false, false], [new Column("y", new double[] { 1, 1, 2, 2 })])).ShouldBe(Refusal.NoVariation);
        Reason(() => RomanoWolf.OfDifferences([true, false, true, false], [new Column("y", new double[] { 1, 2, 3, 4 })], Grouping.Of([1, 1, 2, 2]))).ShouldBe(Refusal.NotNested);
        Reason(() => RomanoWolf.OfDifferences([true, false, false], [new Column("y", new double[] { 1, 2, 3 })])).ShouldBe(Refusal.TooFew);
    }

    private static Refusal Reason(Action act) => Should.Throw<RefusedException>(act).Reason;

    private static bool Found(SeededRandom random, StudyDesign d, double effect, double critical)
    {
        // Cluster and unit effects each have a part that stays (the autocorrelation) and a part of the period.
        var means = new double[2];
        var squares = new double[2];
        var half = d.Clusters / 2;
        for (var c = 0; c < d.Clusters; c++)
        {
            double Part(double variance, int periods) => Math.Sqrt(variance * (1 - d.Autocorrelation) / periods) * random.NextNormal();
            var unit = (1 - d.IntraClusterCorrelation) / d.UnitsPerCluster + d.IntraClusterCorrelation;
            var variance = d.StandardDeviation * d.StandardDeviation * unit;
            var change = Part(variance, d.After) - Part(variance, d.Before) + (c < half ? effect : 0);
            means[c < half ? 0 : 1] += change / half;
            squares[c < half ? 0 : 1] += change * change;
        }

        var pooled = (squares[0] + squares[1] - half * (means[0] * means[0] + means[1] * means[1])) / (d.Clusters - 2);
        return Math.Abs(means[0] - means[1]) / Math.Sqrt(pooled * 2 / half) > critical;
    }
}
