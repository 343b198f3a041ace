namespace Shanhai.Analytics.Matching;

/// <summary>Shortest augmenting path under reduced costs; dense scan for full matrices, heap for sparse ones.</summary>
internal sealed class PathSearch(Arcs arcs, double[] u, double[] v, int[] columnOf, int[] rowOf)
{
    private readonly double[] distance = [.. Enumerable.Repeat(double.PositiveInfinity, v.Length)];
    private readonly int[] from = new int[v.Length];
    private readonly bool[] done = new bool[v.Length];
    private readonly List<int> settled = [];
    private readonly List<int> touched = [];
    private readonly List<int> seen = [];
    private readonly PriorityQueue<int, double> heap = new();

    public bool Augment(int start)
    {
        foreach (var j in touched)
        {
            done[j] = false;
        }

        touched.Clear();
        settled.Clear();
        heap.Clear();

        // Only what the last search came upon: a sparse search sees a few hundred columns of ten thousand.
        foreach (var j in seen)
        {
            distance[j] = double.PositiveInfinity;
        }

        seen.Clear();
        var (row, reached, end) = (start, 0.0, -1);
        while (end < 0)
        {
            Relax(row, reached);
            var column = arcs.IsFull ? NextDense() : NextSparse();
            if (column < 0)
            {
                return false;
            }

            reached = distance[column];
            done[column] = true;
            touched.Add(column);
            if (rowOf[column] < 0)
            {
                end = column;
            }
            else
            {
                settled.Add(column);
                row = rowOf[column];
            }
        }

        u[start] += reached;
        foreach (var j in settled)
        {
            var gain = reached - distance[j];
            v[j] -= gain;
            u[rowOf[j]] += gain;
        }

        for (var column = end; ;)
        {
            var owner = from[column];
            rowOf[column] = owner;
            (column, columnOf[owner]) = (columnOf[owner], column);
            if (owner == start)
            {
                return true;
            }
        }
    }

    private void Relax(int row, double reached)
    {
        var costs = arcs.Costs(row);
        var heads = arcs.Heads(row);
        var price = u[row];
        for (var k = 0; k < costs.Length; k++)
        {
            var j = arcs.IsFull ? k : heads[k];
            if (done[j])
            {
                continue;
            }

            var d = reached + (costs[k] - price - v[j]);
            if (d < distance[j])
            {
                if (double.IsPositiveInfinity(distance[j]))
                {
                    seen.Add(j);
                }

                distance[j] = d;
                from[j] = row;
                if (!arcs.IsFull)
                {
                    heap.Enqueue(j, d);
                }
            }
        }
    }

    private int NextDense()
    {
        var (best, least) = (-1, double.PositiveInfinity);
        for (var j = 0; j < distance.Length; j++)
        {
            // A free column at the same distance ends the search sooner.
            if (!done[j] && (distance[j] < least || (distance[j] == least && best >= 0 && rowOf[j] < 0 && rowOf[best] >= 0)))
            {
                (best, least) = (j, distance[j]);
            }
        }

        return best;
    }

    private int NextSparse()
    {
        while (heap.TryDequeue(out var j, out var d))
        {
            if (!done[j] && d == distance[j])
            {
                return j;
            }
        }

        return -1;
    }
}
