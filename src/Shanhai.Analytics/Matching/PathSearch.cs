using System.Numerics;

namespace Shanhai.Analytics.Matching;

/// <summary>Shortest augmenting path under reduced costs over a full matrix, whole rows at once.</summary>
internal sealed class PathSearch(Arcs arcs, double[] u, double[] v, int[] columnOf, int[] rowOf)
{
    private readonly double[] distance = new double[v.Length];

    // As wide as a distance, so that both move in the same step.
    private readonly long[] from = new long[v.Length];
    private readonly List<int> settled = [];

    // Distance and price of the columns not reached yet, out of reach for the others.
    private readonly double[] open = new double[v.Length];
    private readonly double[] price = new double[v.Length];
    private readonly Queue<int> level = new();

    public bool Augment(int start)
    {
        Array.Fill(open, double.PositiveInfinity);
        v.CopyTo(price, 0);
        level.Clear();
        settled.Clear();
        var (row, reached, end) = (start, 0.0, -1);
        while (end < 0)
        {
            var column = Nearest(row, reached);
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

    /// <summary>Relaxes a whole row and finds the nearest column not yet reached; a free one where several are as near.</summary>
    private int Nearest(int row, double reached)
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
