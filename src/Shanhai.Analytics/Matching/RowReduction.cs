namespace Shanhai.Analytics.Matching;

/// <summary>
/// Rounds in which every free row takes its cheapest column and pays for it what it would lose by its second best (Jonker and Volgenant 1987): most rows find
/// their column without any search. Prices of columns only fall, and only of columns that are taken.
/// </summary>
/// <remarks>
/// Rows that pay no more than that put each other out for a long time over small gains. Where every column is taken in the end, an auction comes first (Bertsekas 1988), in
/// which each pays a step more: it ends soon, near the best prices. Who then pays too much is free again, and the rounds without the step settle nearly all of them.
/// </remarks>
internal sealed class RowReduction(Arcs arcs, double[] u, double[] v, int[] columnOf, int[] rowOf)
{
    /// <summary>More rounds find few columns more.</summary>
    private const int Rounds = 8;

    /// <summary>The step as a share of what a free row loses by its second best, in the mean: less makes the auction longer, more ends it farther from the best prices.</summary>
    private const double Step = 0.15;

    /// <summary>A row bids some fifteen times. Rows that go on have too few columns between them, or steps too small for a double.</summary>
    private const int Bids = 60;

    public void Run(CancellationToken cancellation)
    {
        // A column left over has to keep its price of zero; of those of an auction nobody knows which it will be.
        if (u.Length == v.Length)
        {
            Auction(cancellation);
        }

        var free = Enumerable.Range(0, u.Length).Where(i => columnOf[i] < 0).ToArray();
        for (var round = 0; round < Rounds && free.Length > 0; round++)
        {
            var later = new List<int>();

            // A row put out takes its turn at once; the budget ends exchanges that would go on for ever over gains too small for a double.
            var budget = 4L * u.Length + free.Length;
            foreach (var first in free)
            {
                for (var row = first; row >= 0;)
                {
                    if (--budget < 0)
                    {
                        later.Add(row);
                        break;
                    }

                    row = Take(row, later);
                }
            }

            free = [.. later];
        }
    }

    /// <summary>Bids until nobody waits; then whoever would now rather have another column gives up his own.</summary>
    private void Auction(CancellationToken cancellation)
    {
        var waiting = new Queue<int>(Enumerable.Range(0, u.Length).Where(i => columnOf[i] < 0));
        var first = waiting.Select(Cheapest).Where(c => double.IsFinite(c.Second)).ToArray();
        var loss = first.Select(c => c.Second - c.Best).DefaultIfEmpty().Average();

        // A power of two, and not below one where costs are whole: so are prices then, and exact.
        var step = loss > 0 && double.IsFinite(loss) ? Math.ScaleB(1, Math.ILogB(Step * loss)) : 0;
        if (step == 0 || (step < 1 && first.All(c => c.Best == Math.Floor(c.Best) && c.Second == Math.Floor(c.Second))))
        {
            return;
        }

        for (var bids = (long)Bids * u.Length; bids > 0 && waiting.TryDequeue(out var row); bids--)
        {
            cancellation.ThrowIfCancellationRequested();
            var (best, second, column, _) = Cheapest(row);
            if (double.IsPositiveInfinity(second))
            {
                continue;
            }

            v[column] -= second - best + step;
            var out1 = rowOf[column];
            (columnOf[row], rowOf[column]) = (column, row);
            if (out1 >= 0)
            {
                columnOf[out1] = -1;
                waiting.Enqueue(out1);
            }
        }

        for (var row = 0; row < u.Length; row++)
        {
            var (best, _, bestColumn, _) = Cheapest(row);
            var column = columnOf[row];
            u[row] = best;
            if (column >= 0 && column != bestColumn && arcs.CostOf(row, column) - v[column] > best)
            {
                (columnOf[row], rowOf[column]) = (-1, -1);
            }
        }
    }

    /// <summary>The row put out that looks for another column at once, -1 for none.</summary>
    private int Take(int row, List<int> later)
    {
        var (best, second, bestColumn, secondColumn) = Cheapest(row);
        if (double.IsPositiveInfinity(second))
        {
            later.Add(row);
            return -1;
        }

        var (column, lowered) = (bestColumn, v[bestColumn] - (second - best));
        var falls = lowered < v[bestColumn];
        if (falls)
        {
            v[bestColumn] = lowered;
        }
        else if (rowOf[bestColumn] >= 0)
        {
            column = secondColumn;
        }

        var out1 = rowOf[column];
        (columnOf[row], rowOf[column], u[row]) = (column, row, falls ? second : best);
        if (out1 < 0)
        {
            return -1;
        }

        columnOf[out1] = -1;
        if (falls)
        {
            return out1;
        }

        later.Add(out1);
        return -1;
    }

    private (double Best, double Second, int BestColumn, int SecondColumn) Cheapest(int row)
    {
        var costs = arcs.Costs(row);
        var heads = arcs.Heads(row);
        var (full, cheap, rest) = (arcs.IsFull, arcs.Cheap(row), arcs.Rest(row));
        var (best, second, bestColumn, secondColumn) = (double.PositiveInfinity, double.PositiveInfinity, -1, -1);
        for (var k = 0; k < costs.Length; k++)
        {
            if (k == cheap && second <= rest)
            {
                break;
            }

            var j = full ? k : heads[k];
            var d = costs[k] - v[j];
            if (d >= second || (j == bestColumn && d >= best))
            {
                continue;
            }

            if (d >= best)
            {
                (second, secondColumn) = (d, j);
            }
            else
            {
                if (j != bestColumn)
                {
                    (second, secondColumn) = (best, bestColumn);
                }

                (best, bestColumn) = (d, j);
            }
        }

        return (best, second, bestColumn, secondColumn);
    }
}
