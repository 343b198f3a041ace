using Shanhai.Analytics.Numerics;

namespace Shanhai.Analytics.Tests.Numerics;

/// <summary>Ranks and the median of small columns, reckoned by hand.</summary>
public sealed class RanksTests
{
    [Fact]
    public void Equal_values_share_the_average_of_their_ranks()
    {
        Ranks.Average([]).ShouldBeEmpty();
        Ranks.Average([7]).ShouldBe([1.0]);
        Ranks.Average([3, 1, 2]).ShouldBe([3.0, 1.0, 2.0]);
        Ranks.Average([5, 1, 5, 9, 5, 1]).ShouldBe([4.0, 1.5, 4.0, 6.0, 4.0, 1.5]);
        Ranks.Average([2, 2, 2, 2]).ShouldBe([2.5, 2.5, 2.5, 2.5]);
    }

    [Fact]
    public void The_median_of_an_even_number_lies_between_the_middle_two()
    {
        Ranks.Median([4]).ShouldBe(4);
        Ranks.Median([9, 2, 5]).ShouldBe(5);
        Ranks.Median([9, 2, 6, 5]).ShouldBe(5.5);
        Ranks.Median([100, -3, 8, 1, 7, 2]).ShouldBe(4.5);
    }

    [Fact]
    public void A_weight_s_share_is_counted_to_its_middle_and_ties_have_one()
    {
        Ranks.MidShares([1, 2, 2, 5], [1, 2, 3, 4], 10).ShouldBe([0.05, 0.35, 0.35, 0.8]);
    }
}
