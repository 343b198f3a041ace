using System.Numerics;

namespace Shanhai.Analytics.Matching;

/// <summary>Shortest augmenting path under reduced costs; whole rows at once for full matrices, a heap for sparse ones.</summary>
internal sealed class PathSearch(Arcs arcs, double[] u, double[] v, int[] columnOf, int[] rowOf)
{
    private readonly double[] distance = [.. Enumerable.Repeat(double.PositiveInfinity, v.Length)];

    // As wide as a distance, so that both move in the same step.
    private readonly long[] from = new long[v.Length];
    private readonly bool[] done = new bool[arcs.IsFull ? 0 : v.Length];
    private readonly List<int> settled = [];
    private readonly List<int> seen = [];
    private readonly PriorityQueue<int, double> heap = new();

    // Of a full matrix: distance and price of the columns not reached yet, out of reach for the others.
    private readonly double[] open = new double[arcs.IsFull ? v.Length : 0];
    private readonly double[] price = new double[arcs.IsFull ? v.Length : 0];
    private readonly Queue<int> level = new();
    private double bound;
    private int boundColumn;

    public bool Augment(int start)
    {
        Clear();
        var (row, reached, end) = (start, 0.0, -1);
        while (end < 0)
        {
            var column = arcs.IsFull ? NearestOfAll(row, reached) : Nearest(row, reached);
            if (column < 0)
            {
                return false;
            }

            reached = distance[column];
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
            var owner = (int)from[column];
            rowOf[column] = owner;
            (column, columnOf[owner]) = (columnOf[owner], column);
            if (owner == start)
            {
                return true;
            }
        }
    }

    private void Clear()
    {
        if (arcs.IsFull)
        {
            Array.Fill(open, double.PositiveInfinity);
            v.CopyTo(price, 0);
            level.Clear();
        }
        else
        {
            // Only what the last search came upon: a sparse search sees a few hundred columns of ten thousand.
            foreach (var j in seen)
            {
                distance[j] = double.PositiveInfinity;
                done[j] = false;
            }

            seen.Clear();
            heap.Clear();
            (bound, boundColumn) = (double.PositiveInfinity, -1);
        }

        settled.Clear();
    }

    /// <summary>Sparse: relaxes the arcs of a row and takes the nearest column from the heap.</summary>
    private int Nearest(int row, double reached)
    {
        var costs = arcs.Costs(row);
        var heads = arcs.Heads(row);
        var offset = reached - u[row];
        for (var k = 0; k < costs.Length; k++)
        {
            var j = heads[k];
            var d = offset + (costs[k] - v[j]);

            // A column beyond the nearest free one cannot lie on the shortest path.
            if (d >= bound || d >= distance[j] || done[j])
            {
                continue;
            }

            if (double.IsPositiveInfinity(distance[j]))
            {
                seen.Add(j);
            }

            (distance[j], from[j]) = (d, row);
            if (rowOf[j] < 0)
            {
                (bound, boundColumn) = (d, j);
            }
            else
            {
                heap.Enqueue(j, d);
            }
        }

        while (heap.TryDequeue(out var j, out var d) && d < bound)
        {
            if (!done[j] && d == distance[j])
            {
                done[j] = true;
                return j;
            }
        }

        return boundColumn;
    }

    /// <summary>Full: relaxes a whole row and finds the nearest column not yet reached; a free one where several are as near.</summary>
    private int NearestOfAll(int row, double reached)
    {
        var costs = arcs.Costs(row);
        var offset = reached - u[row];
        var least = double.PositiveInfinity;
        var k = 0;
        if (Vector.IsHardwareAccelerated)
        {
            var (near, step) = (new Vector<double>(double.PositiveInfinity), Vector<double>.Count);
            var (offsets, rows) = (new Vector<double>(offset), new Vector<long>(row));
            for (; k <= costs.Length - step; k += step)
            {
                var d = offsets + (new Vector<double>(costs[k..]) - new Vector<double>(price, k));
                var old = new Vector<double>(open, k);
                var closer = Vector.LessThan(d, old);
                if (closer != Vector<long>.Zero)
                {
                    old = Vector.Min(d, old);
                    old.CopyTo(open, k);
                    Vector.ConditionalSelect(closer, rows, new Vector<long>(from, k)).CopyTo(from, k);
                }

                near = Vector.Min(near, old);
            }

            for (var i = 0; i < step; i++)
            {
                least = Math.Min(least, near[i]);
            }
        }

        for (; k < costs.Length; k++)
        {
            var d = offset + (costs[k] - price[k]);
            if (d < open[k])
            {
                (open[k], from[k]) = (d, row);
            }

            least = Math.Min(least, open[k]);
        }

        // The row of a column at this distance comes before anything farther; new ones at the same distance come with them.
        if (level.Count == 0 || least == reached)
        {
            Reach(least);
        }

        return level.TryDequeue(out var next) ? next : -1;
    }

    /// <summary>All open columns at this distance, a free one alone if there is any: the search ends with it.</summary>
    private void Reach(double least)
    {
        for (var k = double.IsPositiveInfinity(least) ? -1 : open.AsSpan().IndexOf(least); k >= 0;)
        {
            // No cost less an infinitely low price is near: the column is closed.
            (distance[k], open[k], price[k]) = (least, double.PositiveInfinity, double.NegativeInfinity);
            if (rowOf[k] < 0)
            {
                level.Clear();
                level.Enqueue(k);
                return;
            }

            level.Enqueue(k);
            var next = open.AsSpan(k + 1).IndexOf(least);
            k = next < 0 ? -1 : k + 1 + next;
        }
    }
}
