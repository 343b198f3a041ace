using Shanhai.Analytics.Numerics;

namespace Shanhai.Analytics.Tests.Numerics;

/// <summary>The generator's own numbers, reckoned apart from the published text of xoshiro256** and SplitMix64: a figure with a seed must come out the same in every year.</summary>
public sealed class SeededRandomTests
{
    [Fact]
    public void A_seed_gives_the_bits_of_the_published_algorithm()
    {
        var first = new SeededRandom(20261);
        Enumerable.Range(0, 4).Select(_ => first.NextBits()).ShouldBe([0xff314b9198633c8e, 0x6cdfa8d38711e819, 0x1ee7d1b7ca60fa6f, 0xe51f5a1694236c1b]);
        var third = new SeededRandom(20261, stream: 3);
        Enumerable.Range(0, 2).Select(_ => third.NextBits()).ShouldBe([0x0cff8bdffe54543bUL, 0xc7625ecf9156e11cUL]);
        var zero = 0UL;
        SeededRandom.Mix(ref zero).ShouldBe(0xe220a8397b1dcdafUL);
    }

    [Fact]
    public void A_bound_takes_the_upper_part_of_the_product()
    {
        var random = new SeededRandom(20261);
        new[] { 1, 2, 10, 1000, int.MaxValue }.Select(random.Next).ShouldBe([0, 0, 1, 895, 542955262]);
    }

    [Fact]
    public void Every_number_below_a_bound_comes_about_equally_often()
    {
        var random = new SeededRandom(5);
        var counts = new int[6];
        for (var i = 0; i < 60_000; i++)
        {
            counts[random.Next(6)]++;
        }

        // Chi-square with five degrees of freedom; the seed is fixed, so this is one number and not a chance.
        counts.Sum(c => Math.Pow(c - 10_000, 2) / 10_000).ShouldBeLessThan(20.5);
    }

    [Fact]
    public void Numbers_between_zero_and_one_and_normal_ones_have_their_moments()
    {
        var random = new SeededRandom(11);
        var uniform = Enumerable.Range(0, 100_000).Select(_ => random.NextDouble()).ToArray();
        uniform.ShouldAllBe(u => u >= 0 && u < 1);
        uniform.Average().ShouldBe(0.5, 0.004);
        uniform.Average(u => (u - 0.5) * (u - 0.5)).ShouldBe(1 / 12.0, 0.002);
        var normal = Enumerable.Range(0, 100_000).Select(_ => random.NextNormal()).ToArray();
        normal.Average().ShouldBe(0, 0.012);
        normal.Average(z => z * z).ShouldBe(1, 0.02);
        normal.Average(z => z * z * z * z).ShouldBe(3, 0.15);
        Enumerable.Range(0, 50_000).Sum(i => normal[2 * i] * normal[2 * i + 1]).ShouldBe(0, 900);
    }

    [Fact]
    public void A_shuffle_puts_every_item_somewhere_in_the_order_of_the_seed()
    {
        var items = Enumerable.Range(0, 8).ToArray();
        new SeededRandom(20261).Shuffle<int>(items);
        items.ShouldBe([3, 6, 5, 1, 4, 0, 2, 7]);
    }
}
