using Shanhai.Analytics.Inequality;
using Shanhai.Analytics.Poverty;

namespace Shanhai.Analytics.Tests.Inequality;

public sealed class BadInputTests
{
    [Theory]
    [InlineData(new double[0], null, Refusal.NoObservations)]
    [InlineData(new[] { 1.0, double.NaN }, null, Refusal.NotFinite)]
    [InlineData(new[] { 1.0, double.PositiveInfinity }, null, Refusal.NotFinite)]
    [InlineData(new[] { 1.0, 2 }, new[] { 1.0, -1 }, Refusal.NegativeWeight)]
    [InlineData(new[] { 1.0, 2 }, new[] { 0.0, 0 }, Refusal.NoObservations)]
    [InlineData(new[] { 1.0, 2 }, new[] { 1.0 }, Refusal.LengthMismatch)]
    [InlineData(new[] { 1.0, 2 }, new[] { 1.0, double.NaN }, Refusal.NotFinite)]
    public void A_sample_that_cannot_be_used_is_refused_with_its_reason(double[] values, double[]? weights, Refusal reason) =>
        Should.Throw<RefusedException>(() => Distribution.Of(values, weights)).Reason.ShouldBe(reason);

    [Fact]
    public void The_first_bad_row_is_named() =>
        Should.Throw<RefusedException>(() => Distribution.Of([1, 2, double.NaN, double.NaN])).Row.ShouldBe(2);

    [Fact]
    public void Negative_incomes_are_refused_unless_a_convention_is_chosen()
    {
        var d = Distribution.Of([-50, 10, 60, 100]);

        Should.Throw<RefusedException>(() => Gini.Of(d)).Reason.ShouldBe(Refusal.NegativeValue);
        Gini.Of(d, negatives: OutsideDomain.Keep).Notes.ShouldContain(n => n.Code == "negative-kept");
        var dropped = Gini.Of(d, negatives: OutsideDomain.Drop);
        dropped.Count.ShouldBe(3);
        dropped.Notes.ShouldContain(n => n.Code == "dropped");
    }

    [Fact]
    public void Zeros_count_in_Theil_T_and_are_refused_in_Theil_L()
    {
        var d = Distribution.Of([0, 10, 20]);

        Entropy.Theil(d).Count.ShouldBe(3);
        Should.Throw<RefusedException>(() => Entropy.MeanLogDeviation(d)).Reason.ShouldBe(Refusal.NonPositiveValue);
        Entropy.MeanLogDeviation(d, OutsideDomain.Drop).Count.ShouldBe(2);
        Should.Throw<RefusedException>(() => Welfare.Atkinson(d, 1)).Reason.ShouldBe(Refusal.NonPositiveValue);
    }

    [Fact]
    public void Nothing_to_share_has_no_inequality() =>
        Should.Throw<RefusedException>(() => Gini.Of(Distribution.Of([0, 0, 0]))).Reason.ShouldBe(Refusal.NonPositiveMean);

    [Fact]
    public void One_person_and_equal_incomes_have_none()
    {
        Gini.Of(Distribution.Of([5])).Value.ShouldBe(0, 1e-15);
        Gini.Of(Distribution.Of([5, 5, 5])).Value.ShouldBe(0, 1e-15);
        Entropy.Theil(Distribution.Of([5, 5, 5])).Value.ShouldBe(0, 1e-15);
        Should.Throw<RefusedException>(() => Gini.Of(Distribution.Of([5]), GiniCorrection.UnweightedNOverNMinus1)).Reason.ShouldBe(Refusal.TooFew);
    }

    [Fact]
    public void Groups_that_are_not_nested_are_refused() =>
        Should.Throw<RefusedException>(() => EntropyDecomposition.Of([1, 2, 3], [], 1, [Grouping.Of([1, 1, 2]), Grouping.Of([7, 8, 8])]))
            .Reason.ShouldBe(Refusal.NotNested);

    [Fact]
    public void A_stratum_with_one_cluster_is_refused_unless_a_way_is_chosen()
    {
        int[] clusters = [1, 1, 2, 3], strata = [1, 1, 1, 2];

        Should.Throw<RefusedException>(() => Gini.Of(Distribution.Of([1, 2, 3, 4], [], SurveyDesign.Of(clusters, strata)))).Reason.ShouldBe(Refusal.LonelyCluster);
        Gini.Of(Distribution.Of([1, 2, 3, 4], [], SurveyDesign.Of(clusters, strata, LonelyCluster.Certain))).StandardError.ShouldNotBeNull();
    }

    [Fact]
    public void A_poverty_line_that_is_not_positive_is_refused() =>
        Should.Throw<RefusedException>(() => PovertyLine.Foster(Distribution.Of([1, 2]), 0, 1)).Reason.ShouldBe(Refusal.InvalidOption);

    [Fact]
    public void Missing_indicators_are_refused_unless_rows_may_be_left_out()
    {
        Indicator[] indicators = [new("a", "x", 0.5, new[] { 1.0, 0, double.NaN }), new("b", "y", 0.5, new[] { 1.0, 0, 1 })];

        Should.Throw<RefusedException>(() => AlkireFoster.Of(indicators)).Row.ShouldBe(2);
        AlkireFoster.Of(indicators, missing: MissingIndicator.DropRow).At(0.5).Headcount.Count.ShouldBe(2);
    }

    [Fact]
    public void Six_eighteenths_reach_the_cut_off_of_one_third()
    {
        Indicator[] indicators =
        [
            .. Enumerable.Range(0, 6).Select(j => new Indicator($"living {j}", "living", 1.0 / 18, new[] { 1.0, 0 })),
            new("school", "education", 1.0 / 3, new[] { 0.0, 0 }), new("health", "health", 1.0 / 3, new[] { 0.0, 0 }),
        ];

        AlkireFoster.Of(indicators).At(1.0 / 3).Headcount.Value.ShouldBe(0.5);
    }

    [Fact]
    public void A_summary_names_value_error_sample_and_convention_in_both_languages()
    {
        var gini = Gini.Of(Distribution.Of([1, 2, 3, 4], [], SurveyDesign.Independent(4)));

        gini.Summary(Language.English).ShouldStartWith("Gini coefficient: 0.25 (standard error");
        gini.Summary(Language.Chinese).ShouldContain("基尼系数：0.25（标准误");
        gini.Summary(Language.Chinese).ShouldContain("观测 4 个");
    }
}
