namespace Shanhai.Analytics.Matching;

/// <summary>Allowed pairs by row: a full matrix as it stands, or a compressed list.</summary>
internal sealed class Arcs
{
    private readonly ReadOnlyMemory<double> full;
    private readonly int[] starts = [];
    private readonly int[] heads = [];
    private readonly double[] costs = [];
    private readonly int rows;
    private readonly int columns;

    public Arcs(ReadOnlyMemory<double> full, int rows, int columns) => (this.full, this.rows, this.columns) = (full, rows, columns);

    public Arcs(IReadOnlyList<Arc> arcs, int rows, int columns)
    {
        (this.rows, this.columns) = (rows, columns);
        starts = new int[rows + 1];
        foreach (var arc in arcs)
        {
            Refuse.Unless(arc.Row >= 0 && arc.Row < rows && arc.Column >= 0 && arc.Column < columns && double.IsFinite(arc.Cost), "存在无效的配对", "a pair is outside the table or its cost is not finite");
            starts[arc.Row + 1]++;
        }

        for (var i = 0; i < rows; i++)
        {
            starts[i + 1] += starts[i];
        }

        (heads, costs) = (new int[arcs.Count], new double[arcs.Count]);
        var next = starts.AsSpan(0, rows).ToArray();
        foreach (var arc in arcs)
        {
            heads[next[arc.Row]] = arc.Column;
            costs[next[arc.Row]++] = arc.Cost;
        }
    }

    public bool IsFull => starts.Length == 0;

    public int Columns => columns;

    public ReadOnlySpan<double> Costs(int row) => IsFull ? full.Span.Slice(row * columns, columns) : costs.AsSpan(starts[row], starts[row + 1] - starts[row]);

    /// <summary>Columns of a row's arcs; empty for a full matrix, where arc k leads to column k.</summary>
    public ReadOnlySpan<int> Heads(int row) => IsFull ? default : heads.AsSpan(starts[row], starts[row + 1] - starts[row]);

    public double CostOf(int row, int column)
    {
        if (IsFull)
        {
            return full.Span[row * columns + column];
        }

        var best = double.PositiveInfinity;
        for (var k = starts[row]; k < starts[row + 1]; k++)
        {
            best = heads[k] == column ? Math.Min(best, costs[k]) : best;
        }

        return best;
    }

    /// <summary>Row prices at the row minimum and free pairs taken greedily: most rows are done before any search.</summary>
    public void Start(double[] u, int[] columnOf, int[] rowOf)
    {
        for (var i = 0; i < rows; i++)
        {
            var row = Costs(i);
            var list = Heads(i);
            if (row.IsEmpty)
            {
                continue;
            }

            u[i] = double.PositiveInfinity;
            foreach (var c in row)
            {
                u[i] = Math.Min(u[i], c);
            }

            for (var k = 0; k < row.Length; k++)
            {
                var column = IsFull ? k : list[k];
                if (row[k] == u[i] && rowOf[column] < 0)
                {
                    (columnOf[i], rowOf[column]) = (column, i);
                    break;
                }
            }
        }
    }

    public IReadOnlyList<Arc> List()
    {
        var result = new List<Arc>();
        for (var i = 0; i < rows; i++)
        {
            var row = Costs(i);
            var list = Heads(i);
            for (var k = 0; k < row.Length; k++)
            {
                result.Add(new Arc(i, IsFull ? k : list[k], row[k]));
            }
        }

        return result;
    }
}

/// <summary>Shortest augmenting path under reduced costs; dense scan for full matrices, heap for sparse ones.</summary>
internal sealed class PathSearch(Arcs arcs, double[] u, double[] v, int[] columnOf, int[] rowOf)
{
    private readonly double[] distance = new double[v.Length];
    private readonly int[] from = new int[v.Length];
    private readonly bool[] done = new bool[v.Length];
    private readonly List<int> settled = [];
    private readonly List<int> touched = [];
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
        Array.Fill(distance, double.PositiveInfinity);
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

/// <summary>Maximum matching by phases of shortest alternating paths.</summary>
internal sealed class Bipartite
{
    private readonly Arcs arcs;
    private readonly int[] columnOf;
    private readonly int[] rowOf;
    private readonly int[] level;

    public Bipartite(Arcs arcs, int rows, int columns)
    {
        (this.arcs, columnOf, rowOf, level) = (arcs, new int[rows], new int[columns], new int[rows]);
        Array.Fill(columnOf, -1);
        Array.Fill(rowOf, -1);
    }

    public int Size()
    {
        while (Layers())
        {
            for (var i = 0; i < columnOf.Length; i++)
            {
                if (columnOf[i] < 0)
                {
                    Extend(i);
                }
            }
        }

        return columnOf.Count(c => c >= 0);
    }

    private bool Layers()
    {
        var queue = new Queue<int>();
        var found = false;
        for (var i = 0; i < level.Length; i++)
        {
            level[i] = columnOf[i] < 0 ? 0 : -1;
            if (level[i] == 0)
            {
                queue.Enqueue(i);
            }
        }

        while (queue.TryDequeue(out var i))
        {
            foreach (var j in arcs.Heads(i))
            {
                var next = rowOf[j];
                found |= next < 0;
                if (next >= 0 && level[next] < 0)
                {
                    level[next] = level[i] + 1;
                    queue.Enqueue(next);
                }
            }
        }

        return found;
    }

    private bool Extend(int i)
    {
        var own = level[i];
        level[i] = -1;
        foreach (var j in arcs.Heads(i))
        {
            var next = rowOf[j];
            if (next < 0 || (level[next] == own + 1 && Extend(next)))
            {
                (columnOf[i], rowOf[j]) = (j, i);
                return true;
            }
        }

        return false;
    }
}
