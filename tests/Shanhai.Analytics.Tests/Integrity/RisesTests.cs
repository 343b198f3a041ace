using Shanhai.Analytics.Integrity;

namespace Shanhai.Analytics.Tests.Integrity;

public sealed class RisesTests
{
    [Fact]
    public void A_steady_history_is_judged_by_the_exact_conditional_probability()
    {
        // R: pbinom(8, 23, 1/7, lower.tail = FALSE)
        var rise = Rises.Judge([2, 3, 1, 2, 4, 2], 9);

        rise.Probability.ShouldBe(0.003014121379293385, 1e-12);
        rise.Expected.ShouldBe(14 / 6.0, 1e-12);
    }

    [Fact]
    public void A_history_of_bursts_is_judged_by_its_own_variance()
    {
        // R: pnbinom(19, size = m^2 / (v - m), mu = m, lower.tail = FALSE); the conditional one would be 5.2e-6
        var rise = Rises.Judge([0, 9, 1, 14, 2, 3], 20);

        rise.Probability.ShouldBe(0.025966869382659907, 1e-9);
        rise.Dispersion.ShouldBe(6.241379310344828, 1e-12);
    }

    [Fact]
    public void Where_nothing_ever_was_so_many_at_once_are_improbable_and_none_is_certain()
    {
        Rises.Judge([0, 0, 0, 0, 0, 0], 4).Probability.ShouldBe(Math.Pow(1 / 7.0, 4), 1e-15);
        Rises.Judge([0, 0, 0], 0).Probability.ShouldBe(1);
        Rises.Judge([5, 6, 5], 0).Probability.ShouldBe(1);
        Should.Throw<RefusedException>(() => Rises.Judge([1, 2], 3));
        Should.Throw<RefusedException>(() => Rises.Judge([1, 2, -1], 3));
    }

    [Fact]
    public void More_is_never_more_probable()
    {
        var before = 1.0;
        for (var count = 0; count < 60; count++)
        {
            var now = Rises.Judge([3, 8, 0, 5, 12, 4, 4], count).Probability;
            now.ShouldBeLessThanOrEqualTo(before + 1e-15);
            before = now;
        }
    }
}
