namespace Shanhai.Analytics.Matching;

/// <summary>
/// Rounds in which every free row takes its cheapest column and pays for it what it would lose by its second best (Jonker and Volgenant 1987): most rows find
/// their column without any search. Prices of columns only fall, and only of columns that are taken and stay so.
/// </summary>
internal sealed class RowReduction(Arcs arcs, double[] u, double[] v, int[] columnOf, int[] rowOf)
{
    /// <summary>More rounds find few columns more.</summary>
    private const int Rounds = 8;

    public void Run()
    {
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
        var full = arcs.IsFull;
        var (best, second, bestColumn, secondColumn) = (double.PositiveInfinity, double.PositiveInfinity, -1, -1);
        for (var k = 0; k < costs.Length; k++)
        {
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
