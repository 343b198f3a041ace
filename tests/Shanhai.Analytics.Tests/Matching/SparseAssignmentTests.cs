using CsCheck;
using Shanhai.Analytics.Matching;
using Shanhai.Analytics.Numerics;

namespace Shanhai.Analytics.Tests.Matching;

/// <summary>Lists of pairs long enough that a search leaves most of a row aside, where the auction bids and where trees grow side by side.</summary>
public sealed class SparseAssignmentTests
{
    [Fact]
    public void Prices_prove_assignments_over_long_lists() =>
        Gen.Select(Gen.Int[34, 90], Gen.Int[0, 3], Gen.ULong).Sample((rows, more, seed) =>
        {
            var random = new SeededRandom(seed);
            more = Math.Max(0, more - 1);
            var (spread, unit) = (new[] { 1, 6, 400, 100_000 }[random.Next(4)], new[] { 1, 0.25, 0.1 }[random.Next(3)]);
            var arcs = Pairs(random, rows, rows + more, 33 + random.Next(12), () => unit * (random.Next(spread) - spread / 2));

            var least = Assignment.LeastOver(arcs, rows, rows + more);

            Proven(least, arcs, rows + more, unit == 0.1 ? 1e-9 * spread : 0);
        }, iter: 300);

    /// <summary>Rows that want the same few columns put each other out through the whole table.</summary>
    [Fact]
    public void Prices_prove_assignments_in_which_everybody_wants_the_same() =>
        Gen.Select(Gen.Int[40, 80], Gen.Bool, Gen.ULong).Sample((rows, whole, seed) =>
        {
            var random = new SeededRandom(seed);
            Arc[] arcs = [.. Enumerable.Range(0, rows * rows).Select(k => new Arc(k / rows, k % rows, whole ? k % rows * (1 + k / rows) : k % rows * (1 + k / rows) * 0.1 + random.NextDouble()))];

            Proven(Assignment.LeastOver(arcs, rows, rows), arcs, rows, whole ? 0 : 1e-9);
        }, iter: 60);

    [Fact]
    public void Whole_costs_have_whole_prices_that_are_exact_however_large()
    {
        var random = new SeededRandom(5);
        var large = Math.ScaleB(1, 51);
        var arcs = Pairs(random, 200, 200, 40, () => large + random.Next(60));

        var least = Assignment.LeastOver(arcs, 200, 200);

        Proven(least, arcs, 200, 0);
        least.RowPrices.Concat(least.ColumnPrices).ShouldAllBe(p => p == Math.Floor(p));
        (Assignment.LeastOver([.. arcs.Select(a => a with { Cost = a.Cost - large })], 200, 200).Total + 200 * large).ShouldBe(least.Total);
    }

    [Fact]
    public void A_table_and_the_list_of_its_pairs_have_one_total() =>
        Gen.Select(Gen.Int[33, 70], Gen.Int[0, 4], Gen.ULong).Sample((rows, more, seed) =>
        {
            var (random, columns) = (new SeededRandom(seed), rows + more);
            double[] costs = [.. Enumerable.Range(0, rows * columns).Select(_ => (double)random.Next(500))];

            Assignment.LeastOver([.. costs.Select((c, k) => new Arc(k / columns, k % columns, c))], rows, columns).Total.ShouldBe(Assignment.Least(costs, rows, columns).Total);
        }, iter: 60);

    [Theory]
    [InlineData(60, 60, 1_000)]
    [InlineData(60, 60, 1)]
    [InlineData(60, 70, 1_000)]
    [InlineData(61, 60, 1_000)]
    public void Who_has_too_few_columns_between_them_is_refused_with_how_many_can_be_served(int rows, int columns, int spread)
    {
        // The first forty rows have thirty-nine columns between them.
        var random = new SeededRandom(9);
        Arc[] arcs = [.. Enumerable.Range(0, rows).SelectMany(i => Enumerable.Range(0, columns).Where(j => i >= 40 || j < 39).Select(j => new Arc(i, j, random.Next(spread))))];

        var refused = Should.Throw<RefusedException>(() => Assignment.LeastOver(arcs, rows, columns));

        refused.Reason.ShouldBe(Refusal.Infeasible);
        refused.Text.English.ShouldContain($"at most {rows - 1} of {rows}");
    }

    [Fact]
    public void Pairs_may_come_as_any_list_and_in_any_order()
    {
        var random = new SeededRandom(3);
        var arcs = Pairs(random, 50, 50, 40, () => random.Next(300));
        var mixed = arcs.ToArray();
        random.Shuffle<Arc>(mixed);

        var total = Assignment.LeastOver(arcs, 50, 50).Total;

        Assignment.LeastOver(arcs.ToList(), 50, 50).Total.ShouldBe(total);
        Assignment.LeastOver(arcs.ToList().AsReadOnly(), 50, 50).Total.ShouldBe(total);
        Assignment.LeastOver(mixed, 50, 50).Total.ShouldBe(total);
        Should.Throw<RefusedException>(() => Assignment.LeastOver([new(0, 0, 1), new(0, 1, 1)], 1, 1)).Reason.ShouldBe(Refusal.InvalidOption);
        Should.Throw<RefusedException>(() => Assignment.LeastOver([new(-1, 0, 1)], 1, 1)).Reason.ShouldBe(Refusal.InvalidOption);
        Should.Throw<RefusedException>(() => Assignment.LeastOver([new(0, 0, double.NaN)], 1, 1)).Reason.ShouldBe(Refusal.InvalidOption);
    }

    [Fact]
    public void A_search_that_is_no_longer_wanted_ends()
    {
        using var stop = new CancellationTokenSource();
        stop.Cancel();

        Should.Throw<OperationCanceledException>(() => Assignment.LeastOver([new(0, 0, 1)], 1, 1, stop.Token));
        Should.Throw<OperationCanceledException>(() => Assignment.Least(new double[] { 1 }, 1, 1, stop.Token));
    }

    [Fact]
    public void The_queue_gives_the_nearest_first_and_those_as_near_in_their_order() =>
        Gen.ULong.Sample(seed =>
        {
            var (random, queue, waiting) = (new SeededRandom(seed), new RadixQueue(), new List<(double Distance, int Item)>());
            for (var round = 0; round < 2; round++)
            {
                var now = 0.0;
                for (var item = 0; item < 300; item++)
                {
                    // Distances from nothing to very far, some of them equal, none before the last one given.
                    var distance = now + (random.Next(3) == 0 ? 0 : random.Next(5) * Math.ScaleB(1, random.Next(40) - 20));
                    queue.Add(item, distance);
                    waiting.Add((distance, item));
                    if (random.Next(2) == 0)
                    {
                        queue.TryTake(out var first, out now).ShouldBeTrue();
                        var nearest = waiting.MinBy(w => w.Distance);
                        (now, first).ShouldBe(nearest);
                        waiting.Remove(nearest);
                    }
                }

                queue.Clear();
                waiting.Clear();
                queue.TryTake(out _, out _).ShouldBeFalse();
            }
        }, iter: 100);

    /// <summary>Some pairs of every row, among them one of its own, some of them twice at another cost.</summary>
    private static Arc[] Pairs(SeededRandom random, int rows, int columns, int each, Func<double> cost)
    {
        var own = Enumerable.Range(0, columns).ToArray();
        random.Shuffle<int>(own);
        return [.. Enumerable.Range(0, rows).SelectMany(i => Enumerable.Range(0, each).Select(k => new Arc(i, k == 0 ? own[i] : random.Next(columns), cost())))];
    }

    private static void Proven(Assignment least, Arc[] arcs, int columns, double tolerance)
    {
        var cheapest = arcs.GroupBy(a => (a.Row, a.Column)).ToDictionary(g => g.Key, g => g.Min(a => a.Cost));

        least.ColumnOf.Distinct().Count().ShouldBe(least.RowPrices.Count);
        cheapest.Select(p => p.Value - least.RowPrices[p.Key.Row] - least.ColumnPrices[p.Key.Column]).Min().ShouldBeGreaterThanOrEqualTo(-tolerance);
        least.ColumnOf.Select((j, i) => Math.Abs(cheapest[(i, j)] - least.RowPrices[i] - least.ColumnPrices[j])).Max().ShouldBeLessThanOrEqualTo(tolerance);
        least.ColumnPrices.ShouldAllBe(p => p <= 0);
        Enumerable.Range(0, columns).Except(least.ColumnOf).ShouldAllBe(j => least.ColumnPrices[j] == 0);
        least.Total.ShouldBe(least.ColumnOf.Select((j, i) => cheapest[(i, j)]).Sum(), Math.Abs(least.Total) * 1e-12);
    }
}
