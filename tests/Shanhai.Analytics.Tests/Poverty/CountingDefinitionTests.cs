using Shanhai.Analytics.Poverty;

namespace Shanhai.Analytics.Tests.Poverty;

/// <summary>Deprivations counted by the definitions on samples so small that they can be counted by hand, and errors as the derivatives by the weights that they stand for.</summary>
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
}
