using System.Globalization;
using CsCheck;
using Shanhai.Analytics.Matching;
using Shanhai.Analytics.Numerics;

namespace Shanhai.Analytics.Tests.Matching;

/// <summary>Case d01 (OR-Library, scipy 1.10.1): exact.</summary>
public sealed class AssignmentTests
{
    [Fact]
    public void Prices_of_the_greatest_total_prove_it_from_above()
    {
        double[] values = [4, 1, 3, 2, 0, 5, 3, 2, 2];
        var most = Assignment.Greatest(values, 3, 3);

        most.Total.ShouldBe(11);
        most.Total.ShouldBe(most.RowPrices.Sum() + most.ColumnPrices.Sum(), 1e-12);
        values.Select((w, k) => w - most.RowPrices[k / 3] - most.ColumnPrices[k % 3] <= 1e-12).ShouldAllBe(ok => ok);
        Should.Throw<RefusedException>(() => Assignment.Least(new[] { 1, double.NaN }, 1, 2)).Reason.ShouldBe(Refusal.NotFinite);
        Should.Throw<RefusedException>(() => Assignment.LeastWorst([], 1, 1)).Reason.ShouldBe(Refusal.Infeasible);
        Should.Throw<RefusedException>(() => Assignment.LeastOver([new(0, 0, 1), new(1, 0, 2), new(1, 0, 3)], 2, 2)).Text.English.ShouldContain("at most 1 of 2");
    }

    [Theory]
    [InlineData(100)]
    [InlineData(200)]
    [InlineData(300)]
    [InlineData(400)]
    public void Assignment_totals_equal_OR_Library(int n)
    {
        var oracle = Oracle.Case("d01-lap-orlib");
        double[] numbers = [.. oracle.Text($"assign{n}.txt").Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Skip(1).Select(t => double.Parse(t, CultureInfo.InvariantCulture))];

        var least = Assignment.Least(numbers, n, n);

        least.Total.ShouldBe(oracle.Number($"assign{n}_min"));
        Optimal(least, numbers, n, n);
        Assignment.Greatest(numbers, n, n).Total.ShouldBe(oracle.Number($"assign{n}_max"));
        var rows = n * 6 / 10;
        var part = Assignment.Least(numbers.AsMemory(0, rows * n), rows, n);
        part.Total.ShouldBe(oracle.Number($"assign{n}_rect_first{rows}rows"));
        Optimal(part, numbers, rows, n);
        Arc[] arcs = [.. numbers.Select((c, k) => new Arc(k / n, k % n, c))];
        var (worst, fair) = Assignment.LeastWorst(arcs, n, n);
        worst.ShouldBe(oracle.Number($"assign{n}_bottleneck", "min_max_cost"));
        fair.Total.ShouldBe(oracle.Number($"assign{n}_bottleneck", "min_sum_given_bottleneck"));
        foreach (var most in new[] { 4, 8, 20 })
        {
            var expected = oracle[$"assign{n}_sparse_le{most}"];
            Arc[] allowed = [.. arcs.Where(a => a.Cost <= most)];
            allowed.Length.ShouldBe(expected.GetProperty("arcs").GetInt32());
            if (expected.GetProperty("feasible").GetBoolean())
            {
                Assignment.LeastOver(allowed, n, n).Total.ShouldBe(expected.GetProperty("cost").GetDouble());
            }
            else
            {
                Assignment.MostServed(allowed, n, n).ShouldBe(expected.GetProperty("max_cardinality").GetInt32());
                Should.Throw<RefusedException>(() => Assignment.LeastOver(allowed, n, n)).Reason.ShouldBe(Refusal.Infeasible);
            }
        }
    }

    [Fact]
    public void Small_assignments_equal_the_best_of_all_permutations() =>
        Gen.Double[0, 10].Array[16].Sample(costs =>
        {
            var best = Permutations([0, 1, 2, 3]).Min(p => p.Select((c, r) => costs[4 * r + c]).Sum());

            Assignment.Least(costs, 4, 4).Total.ShouldBe(best, 1e-12);
        });

    [Fact]
    public void Prices_prove_every_assignment_full_or_sparse_square_or_not() =>
        Gen.Select(Gen.Int[1, 12], Gen.Int[0, 5], Gen.Int[1, 6], Gen.ULong).Sample((rows, more, spread, seed) =>
        {
            // Few different costs make many ties; every third pair is missing from the sparse problem, whose diagonal stays.
            var (random, columns) = (new SeededRandom(seed), rows + more);
            double[] costs = [.. Enumerable.Range(0, rows * columns).Select(_ => random.Next(spread) - 2.0)];
            Arc[] arcs = [.. costs.Select((c, k) => new Arc(k / columns, k % columns, c)).Where(a => a.Row == a.Column || (a.Row + 2 * a.Column) % 3 > 0)];
            arcs = [.. arcs, .. arcs.Where(a => a.Column % 2 == 0).Select(a => a with { Cost = a.Cost + 1 })];
            double[] allowed = [.. Enumerable.Repeat(1e6, costs.Length)];
            foreach (var a in arcs)
            {
                allowed[a.Row * columns + a.Column] = Math.Min(allowed[a.Row * columns + a.Column], a.Cost);
            }

            var (full, sparse) = (Assignment.Least(costs, rows, columns), Assignment.LeastOver(arcs, rows, columns));

            Optimal(full, costs, rows, columns);
            Optimal(sparse, allowed, rows, columns);
            foreach (var one in new[] { full, sparse })
            {
                one.ColumnPrices.Select((p, j) => p <= 0 && (p == 0 || one.ColumnOf.Contains(j))).ShouldAllBe(ok => ok);
                one.Total.ShouldBe(one.RowPrices.Sum() + one.ColumnPrices.Sum(), 1e-9);
            }
        });

    private static IEnumerable<int[]> Permutations(int[] items) => items.Length == 1
        ? [items]
        : items.SelectMany(x => Permutations([.. items.Where(y => y != x)]).Select(rest => (int[])[x, .. rest]));

    private static void Optimal(Assignment a, double[] costs, int rows, int columns)
    {
        a.ColumnOf.Distinct().Count().ShouldBe(rows);
        for (var i = 0; i < rows; i++)
        {
            for (var j = 0; j < columns; j++)
            {
                if (costs[i * columns + j] - a.RowPrices[i] - a.ColumnPrices[j] < -1e-9)
                {
                    Assert.Fail($"the price of row {i} and column {j} exceeds the cost");
                }
            }

            (costs[i * columns + a.ColumnOf[i]] - a.RowPrices[i] - a.ColumnPrices[a.ColumnOf[i]]).ShouldBe(0, 1e-9);
        }
    }
}
