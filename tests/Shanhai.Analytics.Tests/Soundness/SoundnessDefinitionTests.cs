using Shanhai.Analytics.Numerics;
using Shanhai.Analytics.Soundness;

namespace Shanhai.Analytics.Tests.Soundness;

/// <summary>What the plans and adjustments say, held against their formulas at single points.</summary>
public sealed class SoundnessDefinitionTests
{
    /// <summary>The ends of a Fieller set are where cost less ratio times effect is just as far from zero as chance allows.</summary>
    [Theory]
    [InlineData(100, 10, 20, 2, 0, 0.95, null, 1.959963984540054)]
    [InlineData(100, 10, 20, 2, 12, 0.9, null, 1.6448536269514722)]
    [InlineData(100, 10, 20, 2, -12, 0.95, 3.0, 3.182446305284263)]
    [InlineData(100, 10, 20, 15, 40, 0.95, null, 1.959963984540054)]
    [InlineData(-100, 10, 20, 15, 40, 0.9, 3.0, 2.353363434801823)]
    public void The_ends_of_a_Fieller_set_lie_where_the_test_just_rejects(double cost, double costError, double effect, double effectError, double covariance, double level, double? df, double q)
    {
        var set = CostPerEffect.Of(cost, costError, effect, effectError, covariance, level, df);

        set.Ratio.ShouldBe(cost / effect, 1e-12);
        set.Level.ShouldBe(level);
        set.Contains(set.Lower).ShouldBeTrue();
        set.Contains(set.Upper).ShouldBeTrue();
        foreach (var end in new[] { set.Lower, set.Upper })
        {
            var error = Math.Sqrt(costError * costError + end * end * effectError * effectError - 2 * end * covariance);
            (Math.Abs(cost - end * effect) / error).ShouldBe(q, 1e-7);
        }
    }

    [Fact]
    public void Where_the_effect_is_just_as_far_from_zero_as_chance_allows_one_ray_is_left()
    {
        var q = Distributions.NormalQuantile(0.975);
        var above = CostPerEffect.Of(100, 10, q, 1);
        above.Shape.ShouldBe(FiellerShape.Outside);
        above.Lower.ShouldBe(double.NegativeInfinity);
        above.Upper.ShouldBe((100 * 100 - q * q * 100) / (2 * 100 * q), 1e-9);
        var below = CostPerEffect.Of(-100, 10, q, 1);
        below.Upper.ShouldBe(double.PositiveInfinity);
        below.Lower.ShouldBe((100 * 100 - q * q * 100) / (2 * -100 * q), 1e-9);
        (below.Ratio, above.Ratio).ShouldBe((-100 / q, 100 / q));
    }

    [Fact]
    public void A_ratio_is_told_with_its_set_in_both_languages()
    {
        CostPerEffect.Of(100, 0, 20, 2).Summary(Language.English).ShouldBe("Cost per unit of effect 5, 95% Fieller interval 4.18061 to 6.21888.");
        CostPerEffect.Of(100, 0, 20, 2).Summary(Language.Chinese).ShouldStartWith("单位效应成本 5，95% Fieller 区间");
        CostPerEffect.Of(100, 10, 20, 15).Summary(Language.English).ShouldContain("the 95% Fieller set is everything up to");
        var nothing = CostPerEffect.Of(10, 20, 2, 4);
        (nothing.Ratio, nothing.Lower, nothing.Upper).ShouldBe((5, double.NegativeInfinity, double.PositiveInfinity));
        nothing.Summary(Language.English).ShouldContain("rule out no value");
        nothing.Summary(Language.Chinese).ShouldContain("全部实数");
        CostPerEffect.Of(1, 1, 1, 0.1, covariance: 0.1).Shape.ShouldBe(FiellerShape.Bounded);
        Should.Throw<RefusedException>(() => CostPerEffect.Of(1, 1, 1, 0.1, covariance: 0.11)).Reason.ShouldBe(Refusal.InvalidOption);
        Should.Throw<RefusedException>(() => CostPerEffect.Of(1, 1, 1, 0.1, degreesOfFreedom: 0)).Reason.ShouldBe(Refusal.InvalidOption);
        Should.Throw<RefusedException>(() => CostPerEffect.Of(1, 1, 1, 0.1, level: 1)).Reason.ShouldBe(Refusal.InvalidOption);
    }

    /// <summary>Two periods on either side with correlation r that stays or fades: the variances by hand.</summary>
    [Theory]
    [InlineData(DesignEstimator.After, false, 0.75)]
    [InlineData(DesignEstimator.After, true, 0.75)]
    [InlineData(DesignEstimator.Difference, false, 0.75 + 0.75 - 2 * 0.5)]
    [InlineData(DesignEstimator.Difference, true, 0.75 + 0.75 - 2 * (0.5 + 2 * 0.25 + 0.125) / 4)]
    [InlineData(DesignEstimator.Covariance, false, 0.75 - 0.25 / 0.75)]
    public void The_error_of_a_study_follows_from_its_periods_clusters_and_units(DesignEstimator estimator, bool decays, double over)
    {
        // Two periods each whose neighbours correlate by one half; fading, those two apart by a quarter, three apart by an eighth.
        var before = (1 + 0.5) / 2;
        before.ShouldBe(0.75);
        var design = new StudyDesign
        {
            Clusters = 40, UnitsPerCluster = 5, TreatedShare = 0.25, StandardDeviation = 3, IntraClusterCorrelation = 0.1, Explained = 0.2,
            Before = 2, After = 2, Autocorrelation = 0.5, Decays = decays, Estimator = estimator, Significance = 0.1, Power = 0.9,
        };
        var result = DetectableEffect.Of(design);

        result.DesignEffect.ShouldBe(1.4, 1e-12);
        result.DegreesOfFreedom.ShouldBe(38);
        result.StandardError.ShouldBe(Math.Sqrt(9 * 0.8 * 1.4 * over / (40 * 5 * 0.25 * 0.75)), 1e-12);
        result.Effect.ShouldBe(result.StandardError * (Distributions.StudentQuantile(0.95, 38) + Distributions.StudentQuantile(0.9, 38)), 1e-12);
        result.Notes.ShouldBeEmpty();
        // Found by either side of the test; nothing there is found as often as the test allows.
        result.PowerFor(0).ShouldBe(0.1, 1e-9);
        result.PowerFor(-result.Effect).ShouldBe(result.PowerFor(result.Effect));
    }

    [Fact]
    public void A_plan_is_told_in_both_languages_and_few_clusters_with_it()
    {
        var plan = new StudyDesign { Clusters = 30, UnitsPerCluster = 4, StandardDeviation = 2 };
        var enough = DetectableEffect.Of(plan);
        var few = DetectableEffect.Of(plan with { Clusters = 29, TreatedShare = 0.4 });

        enough.Notes.ShouldBeEmpty();
        few.Notes.Single().Code.ShouldBe("few-clusters");
        var deviations = (few.Effect / 2).ToString("G5", System.Globalization.CultureInfo.InvariantCulture);
        few.Summary(Language.English).ShouldContain($"({deviations} standard deviations): 29 clusters of 4, design effect 1, power 0.8, significance 0.05. only 29 clusters");
        few.Summary(Language.Chinese).ShouldContain($"（{deviations} 个标准差）");
        few.Summary(Language.Chinese).ShouldEndWith("实际功效可能低于名义功效。");
        enough.Summary(Language.English).ShouldEndWith("significance 0.05.");
    }

    [Fact]
    public void Draws_that_tie_with_the_estimate_count_against_it_and_all_that_differs_is_refused()
    {
        var tied = RomanoWolf.Of(["a", "b"], [2, 1], [[2, 0], [0, -1], [-1, 0]]);
        tied.Hypotheses.Select(h => h.Single).ShouldBe([0.5, 0.5]);
        tied.Hypotheses.Select(h => h.Adjusted).ShouldBe([0.5, 0.5]);
        tied.Hypotheses.Select(h => (h.Name, h.Effect, h.Statistic)).ShouldBe([("a", 2.0, 2.0), ("b", 1.0, 1.0)]);
        (tied.Draws, tied.Seed).ShouldBe((3, (ulong?)null));
        tied.Summary(Language.English).ShouldBe("Multiple hypotheses (Romano-Wolf stepdown, 3 bootstrap draws): a 2 (t 2, p 0.5 → 0.5); b 1 (t 1, p 0.5 → 0.5).");
        tied.Summary(Language.Chinese).ShouldStartWith("多重检验（Romano–Wolf 逐步法，3 次自助）：a 2");
        void Refused(Refusal reason, Func<object> act) => Should.Throw<RefusedException>(act).Reason.ShouldBe(reason);
        Refused(Refusal.LengthMismatch, () => RomanoWolf.Of(["a"], [1, 2], [[1, 2]]));
        Refused(Refusal.LengthMismatch, () => RomanoWolf.Of(["a", "b"], [1, 2], [[1, 2], [1]]));
        Refused(Refusal.TooFew, () => RomanoWolf.Of([], [], [[]]));
        Refused(Refusal.TooFew, () => RomanoWolf.Of(["a"], [1], []));
        Refused(Refusal.NotFinite, () => RomanoWolf.Of(["a"], [double.NaN], [[1]]));
        Refused(Refusal.NotFinite, () => RomanoWolf.Of(["a"], [1], [[double.PositiveInfinity]]));
        Refused(Refusal.TooFew, () => RomanoWolf.OfDifferences([true, false], []));
        Refused(Refusal.InvalidOption, () => RomanoWolf.OfDifferences([true, false], [new Column("y", new double[] { 1, 2 })], draws: 98));
        Should.Throw<RefusedException>(() => Multiplicity.Holm([0.5, 1.5])).Text.English.ShouldStartWith("probability 2");
        Should.Throw<RefusedException>(() => Multiplicity.Holm([0.5, 1.5])).Text.Chinese.ShouldStartWith("第 2 个");
    }
}
