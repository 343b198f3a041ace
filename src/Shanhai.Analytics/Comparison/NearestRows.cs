namespace Shanhai.Analytics.Comparison;

/// <summary>
/// Nearest of a set of points, which can be taken away: a k-d tree whose nodes know how many points are left and which is the
/// first of them, so that ties go to the lowest row without looking at every tie.
/// </summary>
internal sealed class NearestRows
{
    private const int Leaf = 8;
    private readonly int dimensions;
    private readonly int[] rows;
    private readonly double[] points;
    private readonly List<Node> nodes = [];
    private readonly int[] leafOf;
    private readonly bool[] gone;

    /// <param name="coordinates">Point of each row, row by row.</param>
    /// <param name="dimensions">Numbers to a point.</param>
    /// <param name="rows">Rows that take part.</param>
    public NearestRows(double[] coordinates, int dimensions, int[] rows)
    {
        this.dimensions = dimensions;
        this.rows = (int[])rows.Clone();
        points = new double[rows.Length * dimensions];
        (leafOf, gone) = (new int[coordinates.Length / dimensions], new bool[coordinates.Length / dimensions]);
        if (rows.Length > 0)
        {
            Build(coordinates, 0, rows.Length, -1);
        }

        for (var i = 0; i < this.rows.Length; i++)
        {
            coordinates.AsSpan(this.rows[i] * dimensions, dimensions).CopyTo(points.AsSpan(i * dimensions));
        }
    }

    /// <summary>Nearest row allowed, lowest row among equals; -1 when there is none within the limit.</summary>
    public (int Row, double Squared) Nearest(ReadOnlySpan<double> at, double limit = double.PositiveInfinity, Func<int, bool>? allowed = null)
    {
        var best = (Row: -1, Squared: limit);
        if (nodes.Count > 0)
        {
            Search(0, Distance(nodes[0], at), at, allowed, ref best);
        }

        return best;
    }

    /// <summary>All rows allowed whose squared distance is not above the limit, ascending.</summary>
    public List<int> Within(ReadOnlySpan<double> at, double squared, Func<int, bool>? allowed = null)
    {
        var found = new List<int>();
        if (nodes.Count > 0)
        {
            Collect(0, at, squared, allowed, found);
        }

        found.Sort();
        return found;
    }

    public void Remove(int row)
    {
        gone[row] = true;
        for (var at = leafOf[row]; at >= 0; at = nodes[at].Parent)
        {
            var node = nodes[at];
            node.First = int.MaxValue;
            if (node.Left < 0)
            {
                for (var i = node.From; i < node.To; i++)
                {
                    node.First = gone[rows[i]] ? node.First : Math.Min(node.First, rows[i]);
                }
            }
            else
            {
                node.First = Math.Min(nodes[node.Left].First, nodes[node.Right].First);
            }
        }
    }

    private void Search(int index, double reach, ReadOnlySpan<double> at, Func<int, bool>? allowed, ref (int Row, double Squared) best)
    {
        var node = nodes[index];
        if (Worse(reach, node.First, best))
        {
            return;
        }

        if (node.Left >= 0)
        {
            var (left, right) = (Distance(nodes[node.Left], at), Distance(nodes[node.Right], at));
            Search(left <= right ? node.Left : node.Right, Math.Min(left, right), at, allowed, ref best);
            Search(left <= right ? node.Right : node.Left, Math.Max(left, right), at, allowed, ref best);
            return;
        }

        for (var i = node.From; i < node.To; i++)
        {
            var d = Squared(i, at);
            if (!Worse(d, rows[i], best) && !gone[rows[i]] && (allowed is null || allowed(rows[i])))
            {
                best = (rows[i], d);
            }
        }
    }

    private static bool Worse(double distance, int row, (int Row, double Squared) best) =>
        row == int.MaxValue || distance > best.Squared || (distance == best.Squared && best.Row >= 0 && row > best.Row);

    private void Collect(int index, ReadOnlySpan<double> at, double squared, Func<int, bool>? allowed, List<int> found)
    {
        var node = nodes[index];
        if (node.First == int.MaxValue || Distance(node, at) > squared)
        {
            return;
        }

        if (node.Left >= 0)
        {
            Collect(node.Left, at, squared, allowed, found);
            Collect(node.Right, at, squared, allowed, found);
            return;
        }

        for (var i = node.From; i < node.To; i++)
        {
            if (Squared(i, at) <= squared && !gone[rows[i]] && (allowed is null || allowed(rows[i])))
            {
                found.Add(rows[i]);
            }
        }
    }

    private double Squared(int position, ReadOnlySpan<double> at)
    {
        var sum = 0.0;
        var point = points.AsSpan(position * dimensions, dimensions);
        for (var j = 0; j < point.Length; j++)
        {
            var d = point[j] - at[j];
            sum += d * d;
        }

        return sum;
    }

    private static double Distance(Node node, ReadOnlySpan<double> at)
    {
        var sum = 0.0;
        for (var j = 0; j < at.Length; j++)
        {
            var d = at[j] < node.Low[j] ? node.Low[j] - at[j] : at[j] > node.High[j] ? at[j] - node.High[j] : 0;
            sum += d * d;
        }

        return sum;
    }

    private int Build(double[] coordinates, int from, int to, int parent)
    {
        var node = new Node(from, to, parent, [.. Enumerable.Repeat(double.PositiveInfinity, dimensions)], [.. Enumerable.Repeat(double.NegativeInfinity, dimensions)]);
        var index = nodes.Count;
        nodes.Add(node);
        for (var i = from; i < to; i++)
        {
            node.First = Math.Min(node.First, rows[i]);
            for (var j = 0; j < dimensions; j++)
            {
                var x = coordinates[rows[i] * dimensions + j];
                (node.Low[j], node.High[j]) = (Math.Min(node.Low[j], x), Math.Max(node.High[j], x));
            }
        }

        var widest = 0;
        for (var j = 1; j < dimensions; j++)
        {
            widest = node.High[j] - node.Low[j] > node.High[widest] - node.Low[widest] ? j : widest;
        }

        if (to - from <= Leaf)
        {
            for (var i = from; i < to; i++)
            {
                leafOf[rows[i]] = index;
            }

            return index;
        }

        var keys = new double[to - from];
        for (var i = from; i < to; i++)
        {
            keys[i - from] = coordinates[rows[i] * dimensions + widest];
        }

        keys.AsSpan().Sort(rows.AsSpan(from, to - from));
        var middle = (from + to) / 2;
        node.Left = Build(coordinates, from, middle, index);
        node.Right = Build(coordinates, middle, to, index);
        return index;
    }

    private sealed class Node(int from, int to, int parent, double[] low, double[] high)
    {
        public int From => from;

        public int To => to;

        public int Parent => parent;

        public double[] Low => low;

        public double[] High => high;

        public int Left { get; set; } = -1;

        public int Right { get; set; } = -1;

        /// <summary>Lowest row still there; int.MaxValue when none is.</summary>
        public int First { get; set; } = int.MaxValue;
    }
}
