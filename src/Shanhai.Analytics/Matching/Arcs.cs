using System.Runtime.InteropServices;

namespace Shanhai.Analytics.Matching;

/// <summary>Allowed pairs by row: a full matrix as it stands, or a compressed list in which each row begins with its cheap arcs.</summary>
internal sealed class Arcs
{
    private readonly ReadOnlyMemory<double> full;
    private readonly int[] starts = [];
    private readonly int[] heads = [];
    private readonly double[] costs = [];
    private readonly int[] cheap = [];
    private readonly double[] rest = [];
    private readonly int rows;
    private readonly int columns;

    public Arcs(ReadOnlyMemory<double> full, int rows, int columns) => (this.full, this.rows, this.columns) = (full, rows, columns);

    public Arcs(IReadOnlyList<Arc> arcs, int rows, int columns)
    {
        (this.rows, this.columns) = (rows, columns);
        starts = new int[rows + 1];
        var list = arcs switch { Arc[] array => array, List<Arc> grown => CollectionsMarshal.AsSpan(grown), _ => (ReadOnlySpan<Arc>)arcs.ToArray() };
        foreach (ref readonly var arc in list)
        {
            if (!(arc.Row >= 0 && arc.Row < rows && arc.Column >= 0 && arc.Column < columns && double.IsFinite(arc.Cost)))
            {
                throw Refuse.With(Refusal.InvalidOption, "存在无效的配对", "a pair is outside the table or its cost is not finite");
            }

            starts[arc.Row + 1]++;
        }

        for (var i = 0; i < rows; i++)
        {
            starts[i + 1] += starts[i];
        }

        (heads, costs) = (new int[list.Length], new double[list.Length]);
        var next = starts.AsSpan(0, rows).ToArray();
        foreach (ref readonly var arc in list)
        {
            var k = next[arc.Row]++;
            (heads[k], costs[k]) = (arc.Column, arc.Cost);
        }

        (cheap, rest) = (new int[rows], new double[rows]);
        for (var i = 0; i < rows; i++)
        {
            (cheap[i], rest[i]) = CheapFirst(heads.AsSpan(starts[i]..starts[i + 1]), costs.AsSpan(starts[i]..starts[i + 1]));
        }
    }

    public bool IsFull => starts.Length == 0;

    public ReadOnlySpan<double> Costs(int row) => IsFull ? full.Span.Slice(row * columns, columns) : costs.AsSpan(starts[row], starts[row + 1] - starts[row]);

    /// <summary>Columns of a row's arcs; empty for a full matrix, where arc k leads to column k.</summary>
    public ReadOnlySpan<int> Heads(int row) => IsFull ? default : heads.AsSpan(starts[row], starts[row + 1] - starts[row]);

    /// <summary>How many of a row's arcs come first because they are cheap; all of a full matrix.</summary>
    public int Cheap(int row) => IsFull ? columns : cheap[row];

    /// <summary>What the cheapest of a row's other arcs costs. No price of a column is positive, so that who has found something as good need not look at them.</summary>
    public double Rest(int row) => IsFull ? double.PositiveInfinity : rest[row];

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
            var row = Costs(i)[..Cheap(i)];
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

    /// <summary>
    /// Moves some twenty arcs of a row to its front, however many it has: those no dearer than the fourth cheapest of every fifth. Few searches come as far as the others.
    /// </summary>
    private static (int Cheap, double Others) CheapFirst(Span<int> heads, Span<double> costs)
    {
        if (costs.Length < 32)
        {
            return (costs.Length, double.PositiveInfinity);
        }

        var (a, b, c, d) = (double.PositiveInfinity, double.PositiveInfinity, double.PositiveInfinity, double.PositiveInfinity);
        for (var k = 0; k < costs.Length; k += 5)
        {
            var x = costs[k];
            (a, x) = (Math.Min(a, x), Math.Max(a, x));
            (b, x) = (Math.Min(b, x), Math.Max(b, x));
            (c, x) = (Math.Min(c, x), Math.Max(c, x));
            d = Math.Min(d, x);
        }

        var (cheap, others) = (0, double.PositiveInfinity);
        for (var k = 0; k < costs.Length; k++)
        {
            var (cost, head) = (costs[k], heads[k]);
            (costs[k], heads[k]) = (costs[cheap], heads[cheap]);
            (costs[cheap], heads[cheap]) = (cost, head);
            cheap += cost <= d ? 1 : 0;
            others = Math.Min(others, cost <= d ? double.PositiveInfinity : cost);
        }

        return (cheap, others);
    }
}
