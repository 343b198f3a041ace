using Shanhai.Analytics.Inequality;

namespace Shanhai.Analytics.Tests.Inequality;

/// <summary>Inequality by the definitions on a handful of people, and errors as the derivatives by the weights that they stand for.</summary>
public sealed class InequalityDefinitionTests
{
    private static readonly double[] Incomes = [1, 2.4, 0.5, 4, 2, 6.5];
    private static readonly double[] Weights = [1, 2, 3, 1.5, 0.5, 2];
    private static readonly Distribution Sample = Distribution.Of(Incomes, Weights, SurveyDesign.Independent(6));

    private static double Mean => Incomes.Zip(Weights, (x, w) => x * w).Sum() / Weights.Sum();

    private static Distribution With(double[] weights) => Distribution.Of(Incomes, weights);

    private static void Agrees(Func<Distribution, Estimate> of, double tolerance = 1e-6) =>
        of(Sample).StandardError!.Value.ShouldBe(ErrorByWeights.Of(Weights, w => of(With(w)).Value), tolerance);

    private static void Refused(Refusal reason, Func<object> act) => Should.Throw<RefusedException>(act).Reason.ShouldBe(reason);

    [Fact]
    public void Gini_is_half_the_mean_distance_over_the_mean()
    {
        double distances = 0;
        for (var i = 0; i < 6; i++)
        {
            for (var j = 0; j < 6; j++)
            {
                distances += Weights[i] * Weights[j] * Math.Abs(Incomes[i] - Incomes[j]);
            }
        }

        var gini = distances / (2 * 100 * Mean);
        Gini.Of(Sample).Value.ShouldBe(gini, 1e-13);
        Agrees(d => Gini.Of(d));
        var corrected = Gini.Of(Sample, GiniCorrection.UnweightedNOverNMinus1);
        corrected.Value.ShouldBe(gini * 6 / 5, 1e-13);
        corrected.StandardError!.Value.ShouldBe(Gini.Of(Sample).StandardError!.Value * 6 / 5, 1e-13);
        corrected.Notes.Single().Code.ShouldBe("correction-with-weights");
        Gini.Of(Distribution.Of(Incomes), GiniCorrection.UnweightedNOverNMinus1).Notes.ShouldBeEmpty();
        Refused(Refusal.NonPositiveMean, () => Gini.Of(Distribution.Of([0, 0])));
    }

    [Theory]
    [InlineData(0.0, "Theil L (mean log deviation)")]
    [InlineData(1.0, "Theil T")]
    [InlineData(2.0, "generalised entropy GE(2)")]
    [InlineData(-1.0, "generalised entropy GE(-1)")]
    [InlineData(0.5, "generalised entropy GE(0.5)")]
    [InlineData(3.0, "generalised entropy GE(3)")]
    public void Entropy_is_the_mean_of_its_terms(double alpha, string name)
    {
        double Term(double r) => alpha switch { 0 => -Math.Log(r), 1 => r * Math.Log(r), _ => (Math.Pow(r, alpha) - 1) / (alpha * (alpha - 1)) };
        var entropy = Entropy.Of(Sample, alpha);

        entropy.Value.ShouldBe(Incomes.Zip(Weights, (x, w) => w * Term(x / Mean)).Sum() / 10, 1e-13);
        entropy.Measure.English.ShouldBe(name);
        Agrees(d => Entropy.Of(d, alpha), 1e-5);
        entropy.Notes.ShouldBeEmpty();
    }

    [Fact]
    public void Incomes_of_zero_and_below_follow_the_parameter()
    {
        double[] some = [0, 1, 3], below = [-1, 2, 5];
        var (zero, negative) = (Distribution.Of(some, [], SurveyDesign.Independent(3)), Distribution.Of(below));
        double[] r = [0, 0.75, 2.25];
        Entropy.Theil(zero).Value.ShouldBe((0.75 * Math.Log(0.75) + 2.25 * Math.Log(2.25)) / 3, 1e-14);
        var theil = Entropy.Theil(zero).Value;
        Entropy.Theil(zero).StandardError!.Value.ShouldBe(ErrorByWeights.Spread([.. r.Select(x => ((x == 0 ? 0 : x * Math.Log(x)) - theil * x - (x - 1)) / 3)]), 1e-12);
        Entropy.Of(negative, 2, OutsideDomain.Keep).Value.ShouldBe((9 + 0 + 9) / 4.0 / 3 / 2, 1e-14);
        Entropy.Of(negative, 2, OutsideDomain.Keep).Notes.ShouldContain(n => n.Code == "negative-kept");
        Entropy.Of(negative, 4, OutsideDomain.Keep).Value.ShouldBeGreaterThan(0);
        Refused(Refusal.NegativeValue, () => Entropy.Of(negative, 1, OutsideDomain.Keep));
        Refused(Refusal.NegativeValue, () => Entropy.Of(negative, 2.5, OutsideDomain.Keep));
        Refused(Refusal.NegativeValue, () => Entropy.Of(negative, 1.5, OutsideDomain.Keep));
        Refused(Refusal.NegativeValue, () => Entropy.Of(negative, 2));
        Entropy.Of(negative, 2.5, OutsideDomain.Drop).Count.ShouldBe(2);
        Entropy.Of(negative, 1, OutsideDomain.Drop).Count.ShouldBe(2);
        Refused(Refusal.NonPositiveValue, () => Entropy.Of(zero, 0));
        Refused(Refusal.NonPositiveValue, () => Entropy.Of(zero, -1));
        Refused(Refusal.NonPositiveMean, () => Entropy.Of(Distribution.Of([0, 0]), 1));
        Refused(Refusal.InvalidOption, () => Entropy.Of(zero, double.NaN));
    }

    [Fact]
    public void Variation_is_the_deviation_over_the_mean_from_either_centre()
    {
        var plain = Incomes.Average();
        var weighted = Entropy.CoefficientOfVariation(Sample);
        var williamson = Entropy.CoefficientOfVariation(Sample, VariationCentre.PlainMean);

        weighted.Value.ShouldBe(Math.Sqrt(Incomes.Zip(Weights, (x, w) => w * (x - Mean) * (x - Mean)).Sum() / 10) / Mean, 1e-13);
        williamson.Value.ShouldBe(Math.Sqrt(Incomes.Zip(Weights, (x, w) => w * (x - plain) * (x - plain)).Sum() / 10) / Mean, 1e-13);
        weighted.Convention.English.ShouldStartWith("population standard deviation");
        williamson.Convention.English.ShouldContain("plain mean");
        Refused(Refusal.NonPositiveMean, () => Entropy.CoefficientOfVariation(Distribution.Of([0, 0])));
    }

    [Fact]
    public void The_Lorenz_curve_is_what_the_poorest_have_together()
    {
        // In order: 0.5 (3), 1 (1), 2 (0.5), 2.4 (2), 4 (1.5), 6.5 (2): people 3, 4, 4.5, 6.5, 8, 10; income 1.5, 2.5, 3.5, 8.3, 14.3, 27.3.
        var curve = Lorenz.Curve(Sample);
        curve.Select(p => p.PopulationShare).ShouldBe([0, 0.3, 0.4, 0.45, 0.65, 0.8, 1], 1e-14);
        curve.Select(p => p.IncomeShare).ShouldBe([0, 1.5 / 27.3, 2.5 / 27.3, 3.5 / 27.3, 8.3 / 27.3, 14.3 / 27.3, 1], 1e-14);
        Lorenz.Curve(Distribution.Of([1, 1, 3])).ShouldBe([(0, 0), (2.0 / 3, 0.4), (1, 1)]);
        Lorenz.At(Sample, [0, 0.15, 0.3, 0.7, 1]).ShouldBe([0, 0.75 / 27.3, 1.5 / 27.3, (8.3 + 0.5 * 4) / 27.3, 1], 1e-14);
        Lorenz.At(Sample, [0, 0.35, 0.4, 0.7, 1], ShareRule.QuantileCut).ShouldBe([0, 2.5 / 27.3, 2.5 / 27.3, 14.3 / 27.3, 1], 1e-14);
        Lorenz.Generalised(Sample, [0.3, 1]).ShouldBe([0.15, 2.73], 1e-14);
        Refused(Refusal.InvalidOption, () => Lorenz.At(Sample, [-0.1]));
        Refused(Refusal.InvalidOption, () => Lorenz.At(Sample, [1.1]));
        var nothing = Distribution.Of([0, 0]);
        Refused(Refusal.NonPositiveMean, () => Lorenz.At(nothing, [0.5]));
        Refused(Refusal.NonPositiveMean, () => Lorenz.Curve(nothing));
        Refused(Refusal.NonPositiveMean, () => Lorenz.ShareRatio(nothing));
        Refused(Refusal.NonPositiveMean, () => Lorenz.Palma(nothing));
        Refused(Refusal.NonPositiveMean, () => Lorenz.Hoover(nothing));
    }

    [Fact]
    public void Ratios_of_shares_along_the_line_have_the_derivatives_as_errors()
    {
        var fifths = Lorenz.ShareRatio(Sample, 0.2, ShareRule.LorenzInterpolated);
        fifths.Value.ShouldBe(2 * 6.5 / (2 * 0.5), 1e-12);
        fifths.Measure.English.ShouldBe("income share ratio S80/S20");
        fifths.Measure.Chinese.ShouldBe("收入份额比 S80/S20");
        fifths.Convention.English.ShouldBe("Lorenz curve interpolated linearly");
        var quarters = Lorenz.ShareRatio(Sample, 0.25, ShareRule.LorenzInterpolated);
        quarters.Value.ShouldBe((2 * 6.5 + 0.5 * 4) / (2.5 * 0.5), 1e-12);
        quarters.StandardError!.Value.ShouldBe(ErrorByWeights.Of(Weights, w => Lorenz.ShareRatio(With(w), 0.25, ShareRule.LorenzInterpolated).Value), 1e-5);
        var palma = Lorenz.Palma(Distribution.Of(Incomes, [1, 2, 3, 1.5, 0.6, 2], SurveyDesign.Independent(6)));
        palma.StandardError!.Value.ShouldBe(ErrorByWeights.Of([1, 2, 3, 1.5, 0.6, 2], w => Lorenz.Palma(With(w)).Value), 1e-5);
        Lorenz.Palma(Sample).Value.ShouldBe(1 * 6.5 / 2.5, 1e-12);
        Lorenz.Palma(Sample).Convention.English.ShouldBe("Lorenz curve interpolated linearly");
        Refused(Refusal.InvalidOption, () => Lorenz.ShareRatio(Sample, 0));
        Refused(Refusal.InvalidOption, () => Lorenz.ShareRatio(Sample, 0.51));
        Lorenz.ShareRatio(Sample, 0.5, ShareRule.LorenzInterpolated).Value.ShouldBeGreaterThan(1);
        Refused(Refusal.NonPositiveValue, () => Lorenz.ShareRatio(Distribution.Of([0, 0, 0, 0, 1]), 0.2, ShareRule.LorenzInterpolated));
        Refused(Refusal.NonPositiveValue, () => Lorenz.ShareRatio(Distribution.Of([0, 0, 0, 0, 1])));
    }

    [Fact]
    public void Ratios_of_whole_people_weigh_the_cut_by_the_income_around_it()
    {
        var (low, high) = (0.5, 4.0);
        var deviation = Math.Sqrt(Incomes.Zip(Weights, (x, w) => w * (x - Mean) * (x - Mean)).Sum() / 10);
        var bandwidth = deviation * Math.Pow(10, -0.2);
        double Kernel(double x, double at) => Math.Exp(-0.5 * (x - at) * (x - at) / (bandwidth * bandwidth));
        double Around(double at) => Incomes.Zip(Weights, (x, w) => w * x * Kernel(x, at)).Sum() / Incomes.Zip(Weights, (x, w) => w * Kernel(x, at)).Sum();
        var cut = Lorenz.ShareRatio(Sample, 0.25);
        (Quantiles.At(Sample, 0.25), Quantiles.At(Sample, 0.75)).ShouldBe((low, high));
        var (bottom, top) = (1.5, 13.0);

        cut.Value.ShouldBe(top / bottom, 1e-12);
        cut.Convention.English.ShouldStartWith("whole observations");
        double Moves(double x)
        {
            var below = (x <= low ? x : 0) - Around(low) * ((x <= low ? 1 : 0) - 0.25);
            var above = (x > high ? x : 0) + Around(high) * ((x <= high ? 1 : 0) - 0.75);
            return (above - top / bottom * below) / bottom;
        }

        cut.StandardError!.Value.ShouldBe(ErrorByWeights.Spread([.. Incomes.Zip(Weights, (x, w) => w * Moves(x))]), 1e-10);
        Lorenz.ShareRatio(Distribution.Of(Incomes, Weights), 0.25).StandardError.ShouldBeNull();
        var palma = Lorenz.Palma(Sample, ShareRule.QuantileCut);
        // The poorest four tenths end exactly at 1: the cut is the mean of 1 and 2; above nine tenths there is nobody beyond 6.5.
        palma.Value.ShouldBe(0 / 2.5, 1e-12);
        palma.Convention.English.ShouldStartWith("whole observations");
    }

    [Fact]
    public void Hoover_is_half_the_mean_distance_to_the_mean()
    {
        Lorenz.Hoover(Sample).Value.ShouldBe(Incomes.Zip(Weights, (x, w) => w * Math.Abs(x - Mean)).Sum() / (2 * 27.3), 1e-13);
        Agrees(d => Lorenz.Hoover(d));
        Lorenz.Hoover(Distribution.Of([0, 1, 2])).Value.ShouldBe(1.0 / 3, 1e-14);
        // Whoever has the mean is neither above nor below.
        var three = Distribution.Of([1, 2, 3], [], SurveyDesign.Independent(3));
        Lorenz.Hoover(three).StandardError!.Value.ShouldBe(ErrorByWeights.Spread([(1 + 0.0) / 12 - 1.0 / 6 * 1 / 6, 0 - 1.0 / 6 * 2 / 6, 1.0 / 12 - 1.0 / 6 * 3 / 6]), 1e-13);
        Refused(Refusal.NegativeValue, () => Lorenz.Hoover(Distribution.Of([-1, 2, 5])));
    }

    [Fact]
    public void Quantiles_step_or_run_straight_between_the_middles_of_people()
    {
        Quantiles.At(Sample, 0).ShouldBe(0.5);
        Quantiles.At(Sample, 0.29).ShouldBe(0.5);
        Quantiles.At(Sample, 0.3).ShouldBe(0.75);
        Quantiles.At(Sample, 0.31).ShouldBe(1);
        Quantiles.At(Sample, 0.65).ShouldBe(3.2, 1e-14);
        Quantiles.At(Sample, 1).ShouldBe(6.5);
        Quantiles.At(Distribution.Of([1, 2, 3]), 1.0 / 3).ShouldBe(1.5);
        // Middles of people: 0.15, 0.35, 0.425, 0.55, 0.725, 0.9.
        double Line(double p) => Quantiles.At(Sample, p, QuantileRule.Interpolated);
        Line(0).ShouldBe(0.5);
        Line(0.15).ShouldBe(0.5);
        Line(0.25).ShouldBe(0.75, 1e-14);
        Line(0.55).ShouldBe(2.4, 1e-14);
        Line(0.6).ShouldBe(2.4 + 1.6 * 0.05 / 0.175, 1e-13);
        Line(0.9).ShouldBe(6.5, 1e-14);
        Line(0.95).ShouldBe(6.5);
        Refused(Refusal.InvalidOption, () => Quantiles.At(Sample, -0.1));
        Refused(Refusal.InvalidOption, () => Quantiles.At(Sample, 1.1));
    }

    [Theory]
    [InlineData(QuantileRule.Step, 4, 0.5)]
    [InlineData(QuantileRule.Interpolated, 4 + 2.5 * 0.025 / 0.175, 0.75)]
    public void A_ratio_of_quantiles_is_as_uncertain_as_the_density_there_is_thin(QuantileRule rule, double above, double below)
    {
        var bandwidth = Math.Sqrt(Incomes.Zip(Weights, (x, w) => w * (x - Mean) * (x - Mean)).Sum() / 10) * Math.Pow(10, -0.2);
        double Density(double at) => Incomes.Zip(Weights, (x, w) => w * Math.Exp(-0.5 * (x - at) * (x - at) / (bandwidth * bandwidth))).Sum() / (10 * bandwidth * Math.Sqrt(2 * Math.PI));
        var ratio = Quantiles.Ratio(Sample, 0.75, 0.25, rule);
        double Moves(double x) => ((0.75 - (x <= above ? 1 : 0)) / Density(above) - above / below * (0.25 - (x <= below ? 1 : 0)) / Density(below)) / below / 10;

        ratio.Value.ShouldBe(above / below, 1e-12);
        ratio.StandardError!.Value.ShouldBe(ErrorByWeights.Spread([.. Incomes.Zip(Weights, (x, w) => w * Moves(x))]), 1e-9);
        ratio.Measure.English.ShouldBe("quantile ratio P75/P25");
        ratio.Measure.Chinese.ShouldBe("分位数比 P75/P25");
        ratio.Convention.English.ShouldContain(rule == QuantileRule.Step ? "steps" : "linearly");
        Quantiles.Ratio(With(Weights), 0.75, 0.25, rule).StandardError.ShouldBeNull();
        Refused(Refusal.NonPositiveValue, () => Quantiles.Ratio(Distribution.Of([0, 1, 2])));
    }

    [Theory]
    [InlineData(0.0)]
    [InlineData(1.0)]
    [InlineData(2.0)]
    public void Levels_of_groups_share_the_total_and_each_has_its_error(double alpha)
    {
        var (upper, lower) = (Grouping.Of(["a", "a", "a", "b", "b", "b"]), Grouping.Of(["a1", "a1", "a2", "b1", "b2", "b2"]));
        EntropyDecomposition Of(double[] w, SurveyDesign? design = null) => EntropyDecomposition.Of(Incomes, w, alpha, [upper, lower], design);
        var parts = Of(Weights, SurveyDesign.Independent(6));
        double Between(string[] names)
        {
            // Everybody has the mean of the group.
            double[] means = [.. names.Select(n => names.Select((m, i) => m == n ? Weights[i] * Incomes[i] : 0).Sum() / names.Select((m, i) => m == n ? Weights[i] : 0).Sum())];
            return Entropy.Of(Distribution.Of(means, Weights), alpha).Value;
        }

        var (first, both) = (Between(["a", "a", "a", "b", "b", "b"]), Between(["a1", "a1", "a2", "b1", "b2", "b2"]));
        parts.Alpha.ShouldBe(alpha);
        parts.Total.Value.ShouldBe(Entropy.Of(Sample, alpha).Value, 1e-13);
        parts.Between[0].Value.ShouldBe(first, 1e-13);
        parts.Between[1].Value.ShouldBe(both - first, 1e-13);
        parts.Within.Value.ShouldBe(parts.Total.Value - both, 1e-13);
        parts.Between.Select(b => b.Measure.English).ShouldBe(["between groups", "between groups of level 2"]);
        parts.Between.Select(b => b.Measure.Chinese).ShouldBe(["组间", "第 2 级组间"]);
        parts.Total.Notes.Single().Code.ShouldBe("additive");
        parts.Total.StandardError!.Value.ShouldBe(ErrorByWeights.Of(Weights, w => Of(w).Total.Value), 1e-6);
        parts.Within.StandardError!.Value.ShouldBe(ErrorByWeights.Of(Weights, w => Of(w).Within.Value), 1e-6);
        parts.Between[0].StandardError!.Value.ShouldBe(ErrorByWeights.Of(Weights, w => Of(w).Between[0].Value), 1e-6);
        parts.Between[1].StandardError!.Value.ShouldBe(ErrorByWeights.Of(Weights, w => Of(w).Between[1].Value), 1e-6);
        parts.Groups.Sum(g => g.Contribution).ShouldBe(parts.Within.Value, 1e-13);
        parts.Groups.Sum(g => g.PopulationShare).ShouldBe(1, 1e-13);
        parts.Groups.Sum(g => g.IncomeShare).ShouldBe(1, 1e-13);
        Refused(Refusal.LengthMismatch, () => EntropyDecomposition.Of(Incomes, Weights, alpha, [Grouping.Of(["a", "b"])]));
        Refused(Refusal.InvalidOption, () => EntropyDecomposition.Of(Incomes, Weights, alpha, []));
        var crossed = Should.Throw<RefusedException>(() => EntropyDecomposition.Of(Incomes, Weights, alpha, [upper, Grouping.Of(["x", "x", "y", "y", "z", "z"])]));
        (crossed.Reason, crossed.Row).ShouldBe((Refusal.NotNested, 3));
        crossed.Text.English.ShouldBe("group 'y' of level 2 lies in several groups of the level above");
        crossed.Text.Chinese.ShouldStartWith("第 2 级分组“y”");
    }
}
