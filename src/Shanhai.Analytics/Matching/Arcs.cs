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
