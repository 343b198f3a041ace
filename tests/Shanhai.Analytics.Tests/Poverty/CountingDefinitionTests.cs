using Shanhai.Analytics.Poverty;

namespace Shanhai.Analytics.Tests.Poverty;

/// <summary>Poverty counted by the definitions on samples so small that they can be counted by hand, and errors as the derivatives by the weights that they stand for.</summary>
public sealed class CountingDefinitionTests
{
    private const double Missing = double.NaN;
    private static readonly double[] Weights = [1, 2, 3, 1.5, 0.5, 2];
    private static readonly int[] Areas = [1, 1, 2, 2, 1, 2];

    // Scores: 1, 0.5, 0.75, 0.25, 0, 0.5.
    private static readonly Indicator[] Three =
    [
        new("school", "education", 0.5, new double[] { 1, 1, 1, 0, 0, 0 }),
        new("water", "living", 0.25, new double[] { 1, 0, 1, 1, 0, 1 }),
        new("floor", "living", 0.25, new double[] { 1, 0, 0, 0, 0, 1 }),
    ];

    private static readonly double[] Scores = [1, 0.5, 0.75, 0.25, 0, 0.5];

    [Theory]
    [InlineData(0.25)]
    [InlineData(0.5)]
    [InlineData(0.6)]
    [InlineData(0.75)]
    [InlineData(1.0)]
    public void Every_measure_is_what_its_definition_counts(double cutoff)
    {
        var table = AlkireFoster.Of(Three, Weights);
        var profile = table.At(cutoff);
        bool[] poor = [.. Scores.Select(s => s >= cutoff)];
        double Share(Func<int, double> of) => Weights.Select((w, i) => w * of(i)).Sum() / Weights.Sum();

        table.Scores.ShouldBe(Scores, 1e-15);
        profile.Cutoff.ShouldBe(cutoff);
        profile.Headcount.Value.ShouldBe(Share(i => poor[i] ? 1 : 0), 1e-14);
        profile.Adjusted.Value.ShouldBe(Share(i => poor[i] ? Scores[i] : 0), 1e-14);
        profile.Intensity!.Value.ShouldBe(profile.Adjusted.Value / profile.Headcount.Value, 1e-14);
        profile.Headcount.Count.ShouldBe(6);
        profile.Headcount.SumOfWeights.ShouldBe(10);
        profile.Headcount.StandardError.ShouldBeNull();
        profile.Headcount.DegreesOfFreedom.ShouldBeNull();
        profile.Headcount.Notes.ShouldBeEmpty();
        profile.Headcount.Convention.English.ShouldEndWith("weighted");
        AlkireFoster.Of(Three).At(cutoff).Headcount.Convention.English.ShouldEndWith("cut-off");
        foreach (var (indicator, result) in Three.Zip(profile.Indicators))
        {
            var deprived = indicator.Deprived.ToArray();
            (result.Name, result.Dimension, result.Weight).ShouldBe((indicator.Name, indicator.Dimension, indicator.Weight));
            result.Uncensored.Value.ShouldBe(Share(i => deprived[i]), 1e-14);
            result.Censored.Value.ShouldBe(Share(i => poor[i] ? deprived[i] : 0), 1e-14);
            result.Contribution.ShouldBe(indicator.Weight * result.Censored.Value, 1e-14);
            result.Share.ShouldBe(result.Contribution / profile.Adjusted.Value, 1e-14);
        }

        profile.Dimensions.Select(d => d.Dimension).ShouldBe(["education", "living"]);
        profile.Dimensions.Select(d => d.Contribution).ShouldBe([profile.Indicators[0].Contribution, profile.Indicators[1].Contribution + profile.Indicators[2].Contribution], 1e-14);
        profile.Dimensions.Select(d => d.Share).ShouldBe(profile.Dimensions.Select(d => d.Contribution / profile.Adjusted.Value), 1e-14);
        profile.Dimensions.Sum(d => d.Contribution).ShouldBe(profile.Adjusted.Value, 1e-14);
    }

    [Fact]
    public void Where_nobody_is_poor_there_is_no_intensity_and_nothing_to_share()
    {
        var none = AlkireFoster.Of([new("a", "x", 0.5, new double[] { 0, 0 }), new("b", "y", 0.5, new double[] { 0, 1 })]);
        var profile = none.At(1);

        profile.Headcount.Value.ShouldBe(0);
        profile.Intensity.ShouldBeNull();
        profile.Indicators.Select(i => i.Share).ShouldAllBe(s => double.IsNaN(s));
        profile.Dimensions.Select(d => d.Share).ShouldAllBe(s => double.IsNaN(s));
        none.ByGroup(1, Grouping.Of(new[] { 1, 2 })).Select(g => g.Share).ShouldAllBe(s => double.IsNaN(s));
        profile.Summary(Language.English).ShouldBe(profile.Headcount.Summary(Language.English) + " " + profile.Adjusted.Summary(Language.English));
        var some = none.At(0.5);
        some.Summary(Language.English).ShouldBe(some.Headcount.Summary(Language.English) + " " + some.Intensity!.Summary(Language.English) + " " + some.Adjusted.Summary(Language.English));
    }

    [Fact]
    public void Groups_are_measured_each_for_itself_and_their_shares_add_up()
    {
        var groups = AlkireFoster.Of(Three, Weights).ByGroup(0.5, Grouping.Of(Areas));
        var overall = AlkireFoster.Of(Three, Weights).At(0.5).Adjusted.Value;

        groups.Select(g => g.PopulationShare).ShouldBe([0.35, 0.65], 1e-14);
        foreach (var (group, area) in groups.Zip([1, 2]))
        {
            int[] own = [.. Enumerable.Range(0, 6).Where(i => Areas[i] == area)];
            var population = own.Sum(i => Weights[i]);
            group.Profile.Headcount.Value.ShouldBe(own.Where(i => Scores[i] >= 0.5).Sum(i => Weights[i]) / population, 1e-14);
            group.Profile.Adjusted.Value.ShouldBe(own.Where(i => Scores[i] >= 0.5).Sum(i => Weights[i] * Scores[i]) / population, 1e-14);
            group.Share.ShouldBe(group.PopulationShare * group.Profile.Adjusted.Value / overall, 1e-14);
        }

        groups.Sum(g => g.Share).ShouldBe(1, 1e-14);
        AlkireFoster.Of(Three, [1, 1, 0, 0, 1, 0]).ByGroup(0.5, Grouping.Of(Areas)).Count.ShouldBe(1);
        Should.Throw<RefusedException>(() => AlkireFoster.Of(Three).ByGroup(0.5, Grouping.Of(new[] { 1, 2 }))).Reason.ShouldBe(Refusal.LengthMismatch);
    }

    [Fact]
    public void At_each_score_that_occurs_all_cut_offs_say_what_the_single_one_says()
    {
        var table = AlkireFoster.Of(Three, [1, 2, 3, 1.5, 0.5, 0]);
        var all = table.AllCutoffs();

        all.Select(c => c.Cutoff).ShouldBe([0.25, 0.5, 0.75, 1], 1e-15);
        foreach (var (cutoff, headcount, adjusted, intensity) in all)
        {
            var one = table.At(cutoff);
            headcount.ShouldBe(one.Headcount.Value, 1e-14);
            adjusted.ShouldBe(one.Adjusted.Value, 1e-14);
            intensity.ShouldBe(one.Intensity!.Value, 1e-14);
        }
    }

    [Fact]
    public void Scores_that_differ_by_rounding_alone_are_one_cut_off()
    {
        Indicator[] tenths = [.. Enumerable.Range(0, 10).Select(j => new Indicator($"{j}", "x", 0.1, new double[] { j < 3 ? 1 : 0, j is 1 or 4 or 9 ? 1 : 0, j > 6 ? 1 : 0 }))];

        AlkireFoster.Of(tenths).AllCutoffs().Select(c => (Math.Round(c.Cutoff, 9), c.Headcount)).ShouldBe([(0.3, 1.0)]);
        AlkireFoster.Of(tenths).At(0.3).Headcount.Value.ShouldBe(1);
        AlkireFoster.Of(tenths).At(0.3 + 1e-6).Headcount.Value.ShouldBe(0);
    }

    [Fact]
    public void Rows_left_out_count_nowhere_and_a_note_tells_how_many()
    {
        Indicator[] gaps = [new("a", "x", 0.5, new[] { 1, Missing, 0, Missing, 1 }), new("b", "y", 0.5, new[] { 1, 1, 0, 1, Missing })];
        var table = AlkireFoster.Of(gaps, [1, 1, 1, 0, 2], missing: MissingIndicator.DropRow);

        table.At(1).Headcount.Value.ShouldBe(0.5);
        table.At(1).Headcount.Count.ShouldBe(2);
        table.At(1).Headcount.Notes.Single().Code.ShouldBe("dropped");
        table.At(1).Headcount.Notes.Single().Text.English.ShouldStartWith("2 rows");
        table.At(1).Indicators[1].Uncensored.Value.ShouldBe(0.5);
        table.Scores.Count(double.IsNaN).ShouldBe(3);
        // A row without weight may miss what it likes.
        AlkireFoster.Of([new("a", "x", 1, new[] { 1, Missing })], [1, 0]).At(1).Headcount.Notes.ShouldBeEmpty();
        Should.Throw<RefusedException>(() => AlkireFoster.Of(gaps, [0, 1, 0, 1, 1], missing: MissingIndicator.DropRow)).Reason.ShouldBe(Refusal.NoObservations);
    }

    [Fact]
    public void What_cannot_be_counted_is_refused_with_its_reason_and_row()
    {
        static Indicator One(string name, double weight, params double[] deprived) => new(name, "x", weight, deprived);
        void Refused(Refusal reason, int? row, Func<object> act)
        {
            var refused = Should.Throw<RefusedException>(act);
            (refused.Reason, refused.Row).ShouldBe((reason, row));
        }

        Refused(Refusal.TooFew, null, () => AlkireFoster.Of([]));
        Refused(Refusal.InvalidOption, null, () => AlkireFoster.Of([One("a", 0.5, 1), One("b", 0.4, 1)]));
        Refused(Refusal.InvalidOption, null, () => AlkireFoster.Of([One("a", 1.5, 1), One("b", -0.5, 1)]));
        Refused(Refusal.InvalidOption, null, () => AlkireFoster.Of([One("a", 1, 1), One("b", 0, 1)]));
        Refused(Refusal.InvalidOption, 1, () => AlkireFoster.Of([One("a", 1, 1, 0.5)]));
        Refused(Refusal.NotFinite, 1, () => AlkireFoster.Of([One("a", 1, 1, Missing)]));
        Refused(Refusal.LengthMismatch, null, () => AlkireFoster.Of([One("a", 0.5, 1, 0), One("b", 0.5, 1)]));
        Refused(Refusal.LengthMismatch, null, () => AlkireFoster.Of([One("a", 1, 1, 0)], [1]));
        Refused(Refusal.NegativeWeight, 1, () => AlkireFoster.Of([One("a", 1, 1, 0)], [1, -1]));
        Refused(Refusal.NotFinite, 0, () => AlkireFoster.Of([One("a", 1, 1, 0)], [Missing, 1]));
        Refused(Refusal.NoObservations, null, () => AlkireFoster.Of([One("a", 1, 1, 0)], [0, 0]));
        Refused(Refusal.LengthMismatch, null, () => AlkireFoster.Of([One("a", 1, 1, 0)], default, SurveyDesign.Independent(3)));
        Refused(Refusal.InvalidOption, null, () => AlkireFoster.Of(Three).At(0));
        Refused(Refusal.InvalidOption, null, () => AlkireFoster.Of(Three).At(1.001));
        bool[] all = [true, true, true, true, true, true];
        Refused(Refusal.InvalidOption, null, () => AlkireFoster.Of(Three).Change(0.5, all, all, 0));
        Refused(Refusal.LengthMismatch, null, () => AlkireFoster.Of(Three).Change(0.5, [true], all, 1));
        Refused(Refusal.LengthMismatch, null, () => AlkireFoster.Of(Three).Change(0.5, all, [true], 1));
        Refused(Refusal.NoObservations, null, () => AlkireFoster.Of(Three).Change(0.5, all, new bool[6], 1));
    }

    [Fact]
    public void A_change_is_last_less_first_relative_and_by_the_year()
    {
        bool[] first = [.. Areas.Select(a => a == 1)], last = [.. Areas.Select(a => a == 2)];
        var changes = AlkireFoster.Of(Three, Weights).Change(0.5, first, last, 4);
        double[] before = [3.0 / 3.5, (1 + 2 * 0.5) / 3.5, 2.0 / 3], after = [5.0 / 6.5, (3 * 0.75 + 2 * 0.5) / 6.5, 3.25 / 5];

        changes.Select(c => c.Measure).ShouldBe(["H", "M0", "A"]);
        for (var k = 0; k < 3; k++)
        {
            changes[k].Absolute.Value.ShouldBe(after[k] - before[k], 1e-13);
            changes[k].Relative.Value.ShouldBe(100 * (after[k] / before[k] - 1), 1e-11);
            changes[k].AbsolutePerYear.Value.ShouldBe((after[k] - before[k]) / 4, 1e-13);
            changes[k].RelativePerYear.Value.ShouldBe(100 * (Math.Pow(after[k] / before[k], 0.25) - 1), 1e-11);
            changes[k].Absolute.StandardError.ShouldBeNull();
            changes[k].Absolute.Interval().ShouldBeNull();
        }

        var (lower, upper) = new Change(3, 2).Interval(0.9)!.Value;
        lower.ShouldBe(3 - 2 * 1.6448536269514722, 1e-9);
        upper.ShouldBe(3 + 2 * 1.6448536269514722, 1e-9);
    }

    [Fact]
    public void Errors_are_the_derivatives_by_the_weights()
    {
        var design = SurveyDesign.Independent(6);
        var profile = AlkireFoster.Of(Three, Weights, design).At(0.5);
        void Agree(double actual, Func<PovertyProfile, double> of) => actual.ShouldBe(ErrorByWeights.Of(Weights, w => of(AlkireFoster.Of(Three, w).At(0.5))), 1e-7);

        Agree(profile.Headcount.StandardError!.Value, p => p.Headcount.Value);
        Agree(profile.Adjusted.StandardError!.Value, p => p.Adjusted.Value);
        Agree(profile.Intensity!.StandardError!.Value, p => p.Intensity!.Value);
        Agree(profile.Indicators[1].Uncensored.StandardError!.Value, p => p.Indicators[1].Uncensored.Value);
        Agree(profile.Indicators[1].Censored.StandardError!.Value, p => p.Indicators[1].Censored.Value);
        profile.Headcount.DegreesOfFreedom.ShouldBe(5);

        bool[] first = [.. Areas.Select(a => a == 1)], last = [.. Areas.Select(a => a == 2)];
        var changes = AlkireFoster.Of(Three, Weights, design).Change(0.5, first, last, 3);
        for (var k = 0; k < 3; k++)
        {
            foreach (var of in new Func<PovertyChange, Change>[] { c => c.Absolute, c => c.Relative, c => c.AbsolutePerYear, c => c.RelativePerYear })
            {
                of(changes[k]).StandardError!.Value.ShouldBe(ErrorByWeights.Of(Weights, w => of(AlkireFoster.Of(Three, w).Change(0.5, first, last, 3)[k]).Value), 1e-5);
            }
        }
    }

    [Theory]
    [InlineData(0.0)]
    [InlineData(1.0)]
    [InlineData(2.0)]
    [InlineData(1.5)]
    public void Poverty_against_a_line_is_what_its_definition_counts_and_its_error_the_derivative(double alpha)
    {
        double[] incomes = [1, 2.5, 0.5, 4, 2, 6];
        double Of(double[] w) => w.Select((v, i) => incomes[i] < 2.5 ? v * Math.Pow((2.5 - incomes[i]) / 2.5, alpha) : 0).Sum() / w.Sum();
        var measure = PovertyLine.Foster(Distribution.Of(incomes, Weights, SurveyDesign.Independent(6)), 2.5, alpha);

        measure.Value.ShouldBe(Of(Weights), 1e-14);
        measure.StandardError!.Value.ShouldBe(ErrorByWeights.Of(Weights, Of), 1e-7);
        measure.Measure.English.ShouldBe(alpha switch { 0 => "headcount ratio", 1 => "poverty gap", 2 => "poverty severity", _ => "FGT(1.5)" });
        measure.Notes.ShouldBeEmpty();
        PovertyLine.Foster(Distribution.Of([-1, 3]), 2, 1).Notes.Single().Code.ShouldBe("negative-kept");
        PovertyLine.Foster(Distribution.Of([0, 3]), 2, 1).Notes.ShouldBeEmpty();
    }

    [Fact]
    public void Watts_Sen_and_Shorrocks_have_the_derivatives_by_the_weights_as_errors()
    {
        double[] incomes = [1, 2.4, 0.5, 4, 2, 6];
        var design = SurveyDesign.Independent(6);
        foreach (var of in new Func<Distribution, Estimate>[] { d => PovertyLine.Watts(d, 2.5), d => PovertyLine.Sen(d, 2.5), d => PovertyLine.SenShorrocksThon(d, 2.5) })
        {
            of(Distribution.Of(incomes, Weights, design)).StandardError!.Value.ShouldBe(ErrorByWeights.Of(Weights, w => of(Distribution.Of(incomes, w)).Value), 1e-6);
            of(Distribution.Of(incomes, Weights)).StandardError.ShouldBeNull();
            of(Distribution.Of([3, 4, 5], [], SurveyDesign.Independent(3))).Value.ShouldBe(0);
        }

        PovertyLine.Watts(Distribution.Of(incomes, Weights), 2.5).Value
            .ShouldBe((Math.Log(2.5) + 2 * Math.Log(2.5 / 2.4) + 3 * Math.Log(5) + 0.5 * Math.Log(1.25)) / 10, 1e-13);
        // Four equal people, two below: H = 1/2, mean gap of the poor 2/5, their Gini 1/6; gaps 3/5 and 1/5 with mid-ranks 1/8 and 3/8.
        var four = Distribution.Of([1, 2, 3, 4]);
        PovertyLine.Sen(four, 2.5).Value.ShouldBe(0.5 * (0.4 + 0.6 / 6), 1e-14);
        PovertyLine.SenShorrocksThon(four, 2.5).Value.ShouldBe((0.6 * 2 * 0.875 + 0.2 * 2 * 0.625) / 4, 1e-14);
        PovertyLine.Sen(Distribution.Of([0, 0, 3]), 2.5).Value.ShouldBe(2.0 / 3, 1e-14);
    }

    [Fact]
    public void Lines_and_incomes_outside_a_measure_are_refused()
    {
        var d = Distribution.Of([0, 1, 2]);
        var below = Distribution.Of([-1, 1, 2]);
        void Refused(Refusal reason, Func<object> act) => Should.Throw<RefusedException>(act).Reason.ShouldBe(reason);
        foreach (var of in new Func<Distribution, double, Estimate>[] { (x, z) => PovertyLine.Foster(x, z, 1), (x, z) => PovertyLine.Watts(x, z), PovertyLine.Sen, PovertyLine.SenShorrocksThon })
        {
            foreach (var line in new[] { 0, -1, Missing, double.PositiveInfinity })
            {
                Refused(Refusal.InvalidOption, () => of(d, line));
            }
        }

        Refused(Refusal.InvalidOption, () => PovertyLine.Foster(d, 1, -0.1));
        Refused(Refusal.InvalidOption, () => PovertyLine.Foster(d, 1, double.PositiveInfinity));
        Refused(Refusal.NonPositiveValue, () => PovertyLine.Watts(d, 1));
        PovertyLine.Watts(d, 1.5, OutsideDomain.Drop).Value.ShouldBe(Math.Log(1.5) / 2, 1e-14);
        Refused(Refusal.NonPositiveValue, () => PovertyLine.Watts(d, 1, OutsideDomain.Keep));
        Refused(Refusal.NegativeValue, () => PovertyLine.Sen(below, 1));
        Refused(Refusal.NegativeValue, () => PovertyLine.SenShorrocksThon(below, 1));
        PovertyLine.Sen(d, 1.5).Value.ShouldBeGreaterThan(0);
        Refused(Refusal.InvalidOption, () => RelativePoverty.Line(d, 0));
        Refused(Refusal.InvalidOption, () => RelativePoverty.Line(d, double.PositiveInfinity));
        Refused(Refusal.NonPositiveValue, () => RelativePoverty.Line(Distribution.Of([0, 0, 1])));
        Refused(Refusal.TooFew, () => RelativePoverty.MedianGap(Distribution.Of([5, 5, 5])));
    }

    [Fact]
    public void A_relative_line_is_a_share_of_the_median_and_who_stands_on_it_is_not_poor()
    {
        double[] incomes = [1, 1.8, 3, 4, 5];
        RelativePoverty.Line(Distribution.Of(incomes)).ShouldBe(1.8, 1e-15);
        var rate = RelativePoverty.Rate(Distribution.Of(incomes));
        rate.Value.ShouldBe(0.2, 1e-15);
        rate.StandardError.ShouldBeNull();
        rate.Notes.Single().Text.English.ShouldBe("line 1.8");
        rate.Convention.English.ShouldBe("line at 60 % of P50, strictly below");
        RelativePoverty.MedianGap(Distribution.Of(incomes)).Value.ShouldBe(0.8 / 1.8, 1e-14);
        RelativePoverty.MedianGap(Distribution.Of(incomes)).StandardError.ShouldBeNull();
    }

    [Fact]
    public void Errors_of_relative_poverty_follow_the_line_and_the_density_around_it()
    {
        double[] incomes = [1, 1.5, 2, 2.7, 3.1, 4, 5, 6, 8, 9.5];
        var d = Distribution.Of(incomes, [], SurveyDesign.Independent(10));
        var mean = incomes.Average();
        var bandwidth = Math.Sqrt(incomes.Sum(x => (x - mean) * (x - mean)) / 10) * Math.Pow(10, -0.2);
        double Density(double at) => incomes.Average(x => Math.Exp(-0.5 * (x - at) * (x - at) / bandwidth / bandwidth)) / bandwidth / Math.Sqrt(2 * Math.PI);
        double Below(double x, double line) => x < line ? 1 : 0;
        double Upto(double x, double line) => x <= line ? 1 : 0;
        var line = RelativePoverty.Line(d);
        var median = line / 0.6;

        var rate = incomes.Count(x => x < line) / 10.0;
        RelativePoverty.Rate(d).StandardError!.Value
            .ShouldBe(ErrorByWeights.Spread([.. incomes.Select(x => (Below(x, line) - rate - 0.6 * Density(line) / Density(median) * (Upto(x, median) - 0.5)) / 10)]), 1e-10);
        var middle = 1.5;
        RelativePoverty.MedianGap(d).Value.ShouldBe((line - middle) / line, 1e-14);
        double Moved(double x) => 0.6 * -(Upto(x, median) - 0.5) / Density(median);
        double Middle(double x) => (0.5 * (Below(x, line) - rate + Density(line) * Moved(x)) - (Upto(x, middle) - rate / 2)) / Density(middle);
        RelativePoverty.MedianGap(d).StandardError!.Value.ShouldBe(ErrorByWeights.Spread([.. incomes.Select(x => (-Middle(x) / line + middle * Moved(x) / (line * line)) / 10)]), 1e-10);
    }

    [Fact]
    public void The_interval_of_a_share_stays_between_nought_and_one()
    {
        var share = PovertyLine.Foster(Distribution.Of([1, 2, 3, 4], design: SurveyDesign.Independent(4)), 1.5, 0);
        var (p, e) = (0.25, share.StandardError!.Value);
        e.ShouldBe(Math.Sqrt(4.0 / 3 * (0.75 * 0.75 + 3 * 0.0625) / 16), 1e-14);
        // Student's t with three degrees of freedom: 3.182446 for 95 %, 2.353363 for 90 %.
        foreach (var (level, t) in new[] { (0.95, 3.182446305284263), (0.9, 2.353363434801823) })
        {
            var (logit, half) = (Math.Log(p / (1 - p)), t * e / (p * (1 - p)));
            var (lower, upper) = Proportions.LogitInterval(share, level)!.Value;
            lower.ShouldBe(1 / (1 + Math.Exp(-(logit - half))), 1e-8);
            upper.ShouldBe(1 / (1 + Math.Exp(-(logit + half))), 1e-8);
        }

        Proportions.LogitInterval(PovertyLine.Foster(Distribution.Of([1, 2]), 1.5, 0)).ShouldBeNull();
        Proportions.LogitInterval(PovertyLine.Foster(Distribution.Of([1, 2], design: SurveyDesign.Independent(2)), 0.5, 0)).ShouldBeNull();
        Proportions.LogitInterval(PovertyLine.Foster(Distribution.Of([1, 2], design: SurveyDesign.Independent(2)), 9, 0)).ShouldBeNull();
        foreach (var level in new[] { 0.0, 1, -1, 2 })
        {
            Should.Throw<RefusedException>(() => Proportions.LogitInterval(share, level)).Reason.ShouldBe(Refusal.InvalidOption);
        }
    }
}
