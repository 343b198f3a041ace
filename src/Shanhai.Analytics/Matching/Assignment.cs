namespace Shanhai.Analytics.Matching;

/// <summary>An allowed pair and its cost.</summary>
/// <param name="Row">Row, such as a helper.</param>
/// <param name="Column">Column, such as a village.</param>
/// <param name="Cost">Finite cost.</param>
public readonly record struct Arc(int Row, int Column, double Cost);

/// <summary>
/// Each row to its own column at the least total cost (linear sum assignment), by an auction that comes near and shortest
/// augmenting paths with potentials that finish (Bertsekas 1988, Jonker and Volgenant 1987). Needs no more columns than memory: rows must not outnumber columns.
/// </summary>
/// <remarks>
/// Only the total is unique, not the pairs. The potentials prove it: cost - rowPrice - columnPrice is not negative
/// anywhere, zero on the pairs, and column prices are not positive and zero on unused columns. Costs are used as they
/// are; whole numbers up to 2^53 are exact. Oracle d01 (scipy 1.10.1, OR-Library).
/// </remarks>
/// <param name="ColumnOf">Column of each row.</param>
/// <param name="Total">Sum of the costs of the pairs.</param>
/// <param name="RowPrices">Potentials of rows: what one row costs at the margin.</param>
/// <param name="ColumnPrices">Potentials of columns.</param>
public sealed record Assignment(IReadOnlyList<int> ColumnOf, double Total, IReadOnlyList<double> RowPrices, IReadOnlyList<double> ColumnPrices)
{
    /// <summary>The result in a paragraph.</summary>
    public string Summary(Language language) => Term.Say(
        language,
        $"{ColumnOf.Count} 个一对一安排，总计 {Total:G8}，由价格证明最优。",
        $"{ColumnOf.Count} pairs, total {Total:G8}, proven best by prices.");

    /// <summary>Least total over a full matrix.</summary>
    /// <param name="costs">Row by row, rows times columns, finite.</param>
    /// <param name="rows">Rows.</param>
    /// <param name="columns">Columns, at least as many.</param>
    /// <param name="cancellation">Checked for every row.</param>
    /// <exception cref="RefusedException">A size that does not fit, more rows than columns, a cost not finite.</exception>
    /// <example><code>Assignment.Least(new double[] { 4, 1, 3, 2, 0, 5, 3, 2, 2 }, rows: 3, columns: 3).ColumnOf // 1, 0, 2</code></example>
    public static Assignment Least(ReadOnlyMemory<double> costs, int rows, int columns, CancellationToken cancellation = default)
    {
        Refuse.Unless(rows >= 1 && columns >= rows && costs.Length == rows * columns, "矩阵大小不符，行数不得多于列数", "the matrix has the wrong size, or more rows than columns");
        Refuse.UnlessFinite(costs.Span, "costs");
        return Solve(rows, columns, new Arcs(costs, rows, columns), cancellation);
    }

    /// <summary>Greatest total over a full matrix.</summary>
    /// <param name="values">Row by row: what each pair is worth.</param>
    /// <param name="rows">Rows, at most as many as columns.</param>
    /// <param name="columns">Columns.</param>
    /// <param name="cancellation">Stops the search.</param>
    /// <exception cref="RefusedException">As for <see cref="Least"/>.</exception>
    /// <example><code>Assignment.Greatest(new double[] { 4, 1, 3, 2, 0, 5, 3, 2, 2 }, rows: 3, columns: 3).Total // 11</code></example>
    public static Assignment Greatest(ReadOnlyMemory<double> values, int rows, int columns, CancellationToken cancellation = default)
    {
        var negative = new double[values.Length];
        for (var i = 0; i < negative.Length; i++)
        {
            negative[i] = -values.Span[i];
        }

        var least = Least(negative, rows, columns, cancellation);
        return least with { Total = -least.Total, RowPrices = [.. least.RowPrices.Select(p => -p)], ColumnPrices = [.. least.ColumnPrices.Select(p => -p)] };
    }

    /// <summary>Least total over allowed pairs only.</summary>
    /// <param name="arcs">Allowed pairs; a repeated pair counts at its lowest cost.</param>
    /// <param name="rows">Rows.</param>
    /// <param name="columns">Columns.</param>
    /// <param name="cancellation">Checked for every row.</param>
    /// <exception cref="RefusedException">Infeasible: some rows cannot all be served; the message says how many can.</exception>
    /// <example><code>Assignment.LeastOver([new(0, 0, 5), new(0, 1, 3), new(1, 0, 4)], rows: 2, columns: 2).Total // 7</code></example>
    public static Assignment LeastOver(IReadOnlyList<Arc> arcs, int rows, int columns, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(arcs);
        Refuse.Unless(rows >= 1 && columns >= 1, "行数与列数必须为正", "rows and columns are positive");
        return Solve(rows, columns, new Arcs(arcs, rows, columns), cancellation);
    }

    /// <summary>
    /// Smallest possible worst cost, then the least total among assignments that keep to it: fairness first.
    /// </summary>
    /// <param name="arcs">Allowed pairs.</param>
    /// <param name="rows">Rows.</param>
    /// <param name="columns">Columns.</param>
    /// <param name="cancellation">Checked for every row.</param>
    /// <exception cref="RefusedException">As for <see cref="LeastOver"/>.</exception>
    /// <example><code>Assignment.LeastWorst([new(0, 0, 1), new(0, 1, 4), new(1, 0, 4), new(1, 1, 9)], rows: 2, columns: 2).Worst // 4</code></example>
    public static (double Worst, Assignment Assignment) LeastWorst(IReadOnlyList<Arc> arcs, int rows, int columns, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(arcs);
        var levels = arcs.Select(a => a.Cost).Distinct().Order().ToArray();
        var (low, high) = (0, levels.Length - 1);
        if (high < 0 || MostServed(arcs, rows, columns) < rows)
        {
            throw Infeasible(arcs, rows, columns);
        }

        while (low < high)
        {
            var middle = (low + high) / 2;
            var enough = MostServed([.. arcs.Where(a => a.Cost <= levels[middle])], rows, columns) == rows;
            (low, high) = enough ? (low, middle) : (middle + 1, high);
        }

        return (levels[low], LeastOver([.. arcs.Where(a => a.Cost <= levels[low])], rows, columns, cancellation));
    }

    /// <summary>Most rows that can be served at once (maximum matching, Hopcroft and Karp 1973).</summary>
    /// <param name="arcs">Allowed pairs with their costs.</param>
    /// <param name="rows">Rows.</param>
    /// <param name="columns">Columns.</param>
    /// <exception cref="RefusedException">An arc outside the rows and columns.</exception>
    /// <example><code>Assignment.MostServed([new(0, 0, 1), new(1, 0, 1), new(2, 1, 1)], rows: 3, columns: 2) // 2</code></example>
    public static int MostServed(IReadOnlyList<Arc> arcs, int rows, int columns)
    {
        ArgumentNullException.ThrowIfNull(arcs);
        return new Bipartite(new Arcs(arcs, rows, columns), rows, columns).Size();
    }

    private static RefusedException Infeasible(IReadOnlyList<Arc> arcs, int rows, int columns)
    {
        var served = MostServed(arcs, rows, columns);
        return Refuse.With(Refusal.Infeasible, $"无法全部安排：{rows} 个中最多可安排 {served} 个", $"not everybody can be served: at most {served} of {rows}");
    }

    private static Assignment Solve(int rows, int columns, Arcs arcs, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        var (u, v) = (new double[rows], new double[columns]);
        var (columnOf, rowOf) = (new int[rows], new int[columns]);
        Array.Fill(columnOf, -1);
        Array.Fill(rowOf, -1);
        arcs.Start(u, columnOf, rowOf);
        new RowReduction(arcs, u, v, columnOf, rowOf).Run(cancellation);
        if (arcs.IsFull)
        {
            var search = new PathSearch(arcs, u, v, columnOf, rowOf);
            for (var row = 0; row < rows; row++)
            {
                cancellation.ThrowIfCancellationRequested();
                if (columnOf[row] < 0 && !search.Augment(row))
                {
                    throw Infeasible(arcs.List(), rows, columns);
                }
            }
        }
        else if (rows > columns || !new PathForest(arcs, u, v, columnOf, rowOf).ServeAll(cancellation))
        {
            throw Infeasible(arcs.List(), rows, columns);
        }

        var total = default(Numerics.Sum);
        for (var i = 0; i < rows; i++)
        {
            total.Add(arcs.CostOf(i, columnOf[i]));
        }

        return new Assignment(columnOf, total.Value, u, v);
    }
}
