using Shanhai.Analytics.Indices;

namespace Shanhai.Analytics.Tests.Indices;

public sealed class CompositeIndexTests
{
    private static readonly IndexIndicator[] Two =
    [
        new("income", new[] { 10.0, 20, 40 }, true, 3, 40),
        new("distance", new[] { 5.0, 1, 3 }, false, 1, 1),
    ];

    [Fact]
    public void Min_max_with_given_weights_is_the_weighted_mean_by_hand()
    {
        var index = CompositeIndex.Of(Two, Normalisation.MinMax, Weighting.Given);

        index.Weights.ShouldBe([0.75, 0.25]);
        index.Scores[0].ShouldBe(0, 1e-15);
        index.Scores[1].ShouldBe(0.75 / 3 + 0.25, 1e-15);
        index.Scores[2].ShouldBe(0.75 + 0.125, 1e-15);
        index.Ranks.ShouldBe([3, 2, 1]);
    }

    [Fact]
    public void Distance_to_target_turns_round_where_less_is_better() =>
        CompositeIndex.Of(Two, Normalisation.DistanceToTarget).Normalised[1].ShouldBe([0.2, 1, 1.0 / 3]);

    [Fact]
    public void A_geometric_mean_punishes_a_weakness()
    {
        IndexIndicator[] indicators = [new("a", new[] { 0.0, 0.5, 1, 0.2 }), new("b", new[] { 1.0, 0.5, 0, 0.3 })];

        var index = CompositeIndex.Of(indicators, aggregation: Aggregation.Geometric);

        index.Ranks[1].ShouldBe(1);
        index.Notes.ShouldContain(n => n.Code == "floor");
        Should.Throw<RefusedException>(() => CompositeIndex.Of(indicators, Normalisation.Standard, aggregation: Aggregation.Geometric));
    }

    [Fact]
    public void Two_indicators_weigh_the_same_on_their_first_component() =>
        CompositeIndex.Of(Two, weighting: Weighting.PrincipalComponent).Weights[0].ShouldBe(0.5, 1e-12);

    [Fact]
    public void Entropy_gives_more_to_the_indicator_that_tells_rows_apart()
    {
        IndexIndicator[] indicators = [new("even", new[] { 0.0, 9, 10, 11 }), new("steep", new[] { 0.0, 0.1, 0.2, 10 })];

        CompositeIndex.Of(indicators, weighting: Weighting.Entropy).Weights[1].ShouldBeGreaterThan(0.6);
    }

    [Fact]
    public void An_indicator_that_does_not_vary_is_refused() =>
        Should.Throw<RefusedException>(() => CompositeIndex.Of([new("flat", new[] { 1.0, 1, 1 })])).Reason.ShouldBe(Refusal.NoVariation);

    [Fact]
    public void Ranks_under_uncertain_choices_repeat_for_a_seed_and_keep_a_clear_winner()
    {
        IndexIndicator[] indicators = [new("a", new[] { 9.0, 1, 3, 2 }), new("b", new[] { 9.0, 3, 1, 2 })];

        var ranges = CompositeIndex.Sensitivity(indicators, 500, 7);

        (ranges[0].Best, ranges[0].Worst).ShouldBe((1, 1));
        ranges[1].Worst.ShouldBeGreaterThan(ranges[1].Best);
        CompositeIndex.Sensitivity(indicators, 500, 7).ShouldBe(ranges);
    }
}
