using Shanhai.Analytics.Numerics;

namespace Shanhai.Analytics.Tests.Numerics;

/// <summary>Sorted copies of columns whatever their size and shape: small ones, buckets, buckets of buckets.</summary>
public sealed class SortingTests
{
    public static TheoryData<int, string> Shapes
    {
        get
        {
            var data = new TheoryData<int, string>();
            foreach (var n in new[] { 0, 1, 2, 25, 255, 256, 257, 3_000, 16_384, 16_385, 70_000 })
            {
                foreach (var shape in new[] { "spread", "few values", "all equal", "one far away", "both signs", "sorted", "reversed", "zeros" })
                {
                    data.Add(n, shape);
                }
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Keys_ascend_and_each_keeps_its_weight(int n, string shape)
    {
        var random = new SeededRandom((ulong)n + 1);
        double[] keys = [.. Enumerable.Range(0, n).Select(i => shape switch
        {
            "few values" => random.Next(5),
            "all equal" => 7,
            "one far away" => i == n / 2 ? 1e300 : random.NextDouble(),
            "both signs" => (random.NextDouble() - 0.5) * Math.Pow(10, random.Next(20) - 10),
            "sorted" => i,
            "reversed" => -i,
            "zeros" => (i % 3) switch { 0 => 0.0, 1 => -0.0, _ => random.NextDouble() - 0.5 },
            _ => Math.Exp(5 * random.NextDouble()),
        })];
        double[] weights = [.. Enumerable.Range(0, n).Select(i => i + 0.5)];

        var (sorted, carried) = Sorting.Ascending(keys, weights);
        var (alone, none) = Sorting.Ascending(keys, []);

        sorted.ShouldBe(keys.Order());
        alone.ShouldBe(keys.Order());
        none.ShouldBeEmpty();
        carried.Order().ShouldBe(weights);
        for (var i = 0; i < n; i++)
        {
            if (keys[(int)carried[i]] != sorted[i])
            {
                Assert.Fail($"row {(int)carried[i]} lost its weight");
            }
        }

        var order = Sorting.Order(keys);
        order.ShouldBe(Enumerable.Range(0, n).OrderBy(i => keys[i]));
    }
}
