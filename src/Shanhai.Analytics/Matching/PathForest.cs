namespace Shanhai.Analytics.Matching;

/// <summary>
/// Shortest augmenting paths under reduced costs over a list of arcs, from many free rows at once: a tree grows from each, and where it comes upon a free column, the pairs along the
/// way are exchanged. Trees share neither rows nor columns, so that half of the free rows are served by one search, which costs no more than that of the last row alone.
/// </summary>
internal sealed class PathForest(Arcs arcs, double[] u, double[] v, int[] columnOf, int[] rowOf)
{
    // A column's distance plus its price, so that an arc looks at one number; out of reach for a settled one.
    private readonly (double Reach, int From)[] label = [.. Enumerable.Repeat((double.PositiveInfinity, -1), v.Length)];
    private readonly int[] tree = new int[u.Length];
    private readonly double[] offset = new double[u.Length];
    private readonly List<int> seen = [];
    private readonly List<(int Column, double Distance)> settled = [];
    private readonly RadixQueue queue = new();

    /// <summary>A column for each free row; false when some cannot have one.</summary>
    public bool ServeAll(CancellationToken cancellation)
    {
        int[] free = [.. Enumerable.Range(0, u.Length).Where(i => columnOf[i] < 0)];
        if (u.Length < v.Length)
        {
            // A column left over has to keep its price of zero: one row at a time, which stops at the first.
            return free.All(row => Grow([row], cancellation));
        }

        while (free.Length > 0)
        {
            if (!Grow(free, cancellation))
            {
                return false;
            }

            free = [.. free.Where(i => columnOf[i] < 0)];
        }

        return true;
    }

    /// <summary>Columns for half of the rows or for as many as it gets; false when none of them can have one.</summary>
    private bool Grow(int[] free, CancellationToken cancellation)
    {
        Clear();
        for (var t = 0; t < free.Length; t++)
        {
            u[free[t]] = Least(free[t]);
            Enter(free[t], 0, t);
        }

        var end = new int[free.Length];
        Array.Fill(end, -1);
        var (served, ends, reached) = (0, 0, 0.0);
        while (served < (free.Length + 1) / 2 && ends < free.Length && queue.TryTake(out var item, out reached))
        {
            cancellation.ThrowIfCancellationRequested();
            if (item < 0)
            {
                Relax(~item, reached, arcs.Cheap(~item), arcs.Costs(~item).Length);
                continue;
            }

            ref var own = ref label[item];
            if (double.IsNegativeInfinity(own.Reach))
            {
                continue;
            }

            own.Reach = double.NegativeInfinity;
            settled.Add((item, reached));
            var root = tree[own.From];
            if (rowOf[item] >= 0)
            {
                Enter(rowOf[item], reached, root);
                continue;
            }

            ends++;
            if (end[root] < 0)
            {
                end[root] = item;
                served++;
            }
        }

        Reprice(free, reached);
        foreach (var column in end)
        {
            Exchange(column);
        }

        return served > 0;
    }

    private void Clear()
    {
        // Only what the last search came upon: one row's sees a few hundred columns of ten thousand.
        foreach (var j in seen)
        {
            label[j].Reach = double.PositiveInfinity;
        }

        seen.Clear();
        settled.Clear();
        queue.Clear();
    }

    private double Least(int row)
    {
        var costs = arcs.Costs(row);
        var heads = arcs.Heads(row);
        var least = double.PositiveInfinity;
        for (var k = 0; k < costs.Length && (k != arcs.Cheap(row) || least > arcs.Rest(row)); k++)
        {
            least = Math.Min(least, costs[k] - v[heads[k]]);
        }

        return least;
    }

    /// <summary>The cheap arcs of a row at once, the others when the search has come as far.</summary>
    private void Enter(int row, double reached, int root)
    {
        (tree[row], offset[row]) = (root, reached - u[row]);
        Relax(row, reached, 0, arcs.Cheap(row));
        var rest = offset[row] + arcs.Rest(row);
        if (double.IsFinite(rest))
        {
            queue.Add(~row, Math.Max(reached, rest));
        }
    }

    private void Relax(int row, double reached, int first, int end)
    {
        var costs = arcs.Costs(row)[first..end];
        var heads = arcs.Heads(row)[first..end];
        var start = offset[row];
        for (var k = 0; k < costs.Length; k++)
        {
            var j = heads[k];
            var reach = start + costs[k];
            ref var own = ref label[j];
            if (reach >= own.Reach)
            {
                continue;
            }

            if (double.IsPositiveInfinity(own.Reach))
            {
                seen.Add(j);
            }

            own = (reach, row);
            queue.Add(j, Math.Max(reached, reach - v[j]));
        }
    }

    /// <summary>Prices under which every arc of the trees costs nothing and none costs less.</summary>
    private void Reprice(int[] free, double reached)
    {
        foreach (var (j, distance) in settled)
        {
            var gain = reached - distance;
            v[j] -= gain;
            if (rowOf[j] >= 0)
            {
                u[rowOf[j]] += gain;
            }
        }

        foreach (var row in free)
        {
            u[row] += reached;
        }
    }

    private void Exchange(int column)
    {
        while (column >= 0)
        {
            var owner = label[column].From;
            rowOf[column] = owner;
            (column, columnOf[owner]) = (columnOf[owner], column);
        }
    }
}
