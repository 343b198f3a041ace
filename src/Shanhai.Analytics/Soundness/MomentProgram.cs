namespace Shanhai.Analytics.Soundness;

/// <summary>
/// The linear program behind a test of moment inequalities: the smallest eta with y - X tau at most eta times the deviations, for some tau. Solved through its
/// dual, max g'y with W'g = (1, 0, ...), g not negative, W = [deviations, X], by the simplex method; the last basis is a good start for the next y.
/// </summary>
internal sealed class MomentProgram
{
    private const double Tolerance = 1e-10;
    private readonly double[][] columns;
    private readonly int size;
    private readonly int[] basis;
    private readonly double[][] inverse;

    /// <param name="rows">One row for each inequality: its deviation, then what multiplies each nuisance parameter.</param>
    public MomentProgram(double[][] rows)
    {
        size = rows[0].Length;

        // Artificial columns start the search and are driven out once.
        columns = [.. rows, .. Enumerable.Range(0, size).Select(i => Unit(i))];
        basis = [.. Enumerable.Range(rows.Length, size)];
        inverse = [.. Enumerable.Range(0, size).Select(Unit)];
        var cost = new double[columns.Length];
        Array.Fill(cost, -1, rows.Length, size);
        if (Climb(cost, columns.Length) < -1e-8)
        {
            throw Refuse.With(Refusal.Singular, "约束无法构成检验", "the restrictions admit no test");
        }

        // An artificial column left at zero would be free to grow later: any real column with weight in its row takes its place.
        for (var i = 0; i < size; i++)
        {
            var real = basis[i] < Rows ? -1 : Enumerable.Range(0, Rows).MaxBy(j => Math.Abs(Numerics.Sums.Product(inverse[i], columns[j])));
            if (real >= 0 && Math.Abs(Numerics.Sums.Product(inverse[i], columns[real])) > 1e-9)
            {
                Pivot(real, i, [.. inverse.Select(r => Numerics.Sums.Product(r, columns[real]))]);
            }
        }
    }

    private MomentProgram(MomentProgram other) =>
        (columns, size, basis, inverse) = (other.columns, other.size, [.. other.basis], [.. other.inverse.Select(r => (double[])r.Clone())]);

    public int Rows => columns.Length - size;

    public MomentProgram Copy() => new(this);

    /// <summary>The optimum for y and the weights g that reach it.</summary>
    public (double Value, double[] Weights) Solve(double[] y)
    {
        var cost = new double[columns.Length];
        y.CopyTo(cost, 0);

        var value = Climb(cost, Rows);
        var weights = new double[Rows];
        for (var i = 0; i < size; i++)
        {
            if (basis[i] < Rows)
            {
                weights[basis[i]] = Math.Max(0, inverse[i][0]);
            }
        }

        return (value, weights);
    }

    private double Climb(double[] cost, int allowed)
    {
        for (var step = 0; ; step++)
        {
            var prices = new double[size];
            for (var i = 0; i < size; i++)
            {
                for (var k = 0; k < size; k++)
                {
                    prices[k] += cost[basis[i]] * inverse[i][k];
                }
            }

            var enter = Entering(cost, prices, allowed, cautious: step > 200);
            if (enter < 0 || step > 5000)
            {
                return prices[0];
            }

            var direction = new double[size];
            for (var i = 0; i < size; i++)
            {
                for (var k = 0; k < size; k++)
                {
                    direction[i] += inverse[i][k] * columns[enter][k];
                }
            }

            var (leave, least) = (-1, double.PositiveInfinity);
            for (var i = 0; i < size; i++)
            {
                // The value of basic variable i is element 0 of its row of the inverse, as the right-hand side is (1, 0, ...).
                var ratio = direction[i] > 1e-9 ? Math.Max(0, inverse[i][0]) / direction[i] : double.PositiveInfinity;
                if (ratio < least - 1e-14 || (ratio < double.PositiveInfinity && leave >= 0 && ratio <= least && basis[i] < basis[leave]))
                {
                    (leave, least) = (i, ratio);
                }
            }

            if (leave < 0)
            {
                throw Refuse.With(Refusal.Singular, "约束无法构成检验", "the restrictions admit no test");
            }

            Pivot(enter, leave, direction);
        }
    }

    private int Entering(double[] cost, double[] prices, int allowed, bool cautious)
    {
        var (enter, most) = (-1, Tolerance);
        for (var j = 0; j < allowed; j++)
        {
            var gain = cost[j];
            var column = columns[j];
            for (var k = 0; k < size; k++)
            {
                gain -= prices[k] * column[k];
            }

            if (gain > most)
            {
                (enter, most) = (j, gain);
                if (cautious)
                {
                    break;
                }
            }
        }

        return enter;
    }

    private void Pivot(int enter, int leave, double[] direction)
    {
        basis[leave] = enter;
        var row = inverse[leave];
        for (var k = 0; k < size; k++)
        {
            row[k] /= direction[leave];
        }

        for (var i = 0; i < size; i++)
        {
            for (var k = 0; i != leave && k < size; k++)
            {
                inverse[i][k] -= direction[i] * row[k];
            }
        }
    }

    private double[] Unit(int i)
    {
        var unit = new double[size];
        unit[i] = 1;
        return unit;
    }
}
