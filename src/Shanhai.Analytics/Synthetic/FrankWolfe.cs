namespace Shanhai.Analytics.Synthetic;

/// <summary>
/// The weights synthdid 0.0.9 reports: Frank and Wolfe's steps with exact line search, stopped when a step gains less than
/// (1e-5 noise)²; after 100 steps small weights are cut (at a quarter of the largest) and the search goes on from there.
/// Kept so that published figures can be repeated; the exact minimum is the default elsewhere.
/// </summary>
internal sealed class FrankWolfe
{
    private readonly double[] a;
    private readonly double[] b;
    private readonly int rows;
    private readonly int columns;
    private readonly double ridge;

    private FrankWolfe(Func<int, int, double> a, int rows, int columns, ReadOnlySpan<double> target, double ridge, bool intercept)
    {
        (this.rows, this.columns, this.ridge) = (rows, columns, ridge);
        (this.a, b) = (new double[columns * rows], target.ToArray());
        for (var k = 0; k < this.a.Length; k++)
        {
            this.a[k] = a(k % rows, k / rows);
        }

        for (var j = 0; intercept && j <= columns; j++)
        {
            var column = j < columns ? this.a.AsSpan(j * rows, rows) : b;
            var mean = Numerics.Sums.Of(column) / rows;
            for (var i = 0; i < rows; i++)
            {
                column[i] -= mean;
            }
        }
    }

    public static double[] Weights(Func<int, int, double> a, int rows, int columns, ReadOnlySpan<double> target, double ridge, bool intercept, double noise)
    {
        var search = new FrankWolfe(a, rows, columns, target, ridge, intercept);
        var gain = 1e-10 * noise * noise;
        var w = search.Run([.. Enumerable.Repeat(1.0 / columns, columns)], gain, 100);
        var cut = w.Max() / 4;
        var kept = w.Where(x => x > cut).Sum();
        return search.Run([.. w.Select(x => x > cut ? x / kept : 0)], gain, 10_000);
    }

    private double[] Run(double[] w, double gain, int steps)
    {
        var error = new double[rows];
        for (var i = 0; i < rows; i++)
        {
            error[i] = -b[i];
            for (var j = 0; j < columns; j++)
            {
                error[i] += a[j * rows + i] * w[j];
            }
        }

        var before = double.PositiveInfinity;
        for (var step = 0; step < steps; step++)
        {
            Step(w, error);
            var value = 0.0;
            for (var i = 0; i < rows; i++)
            {
                value += error[i] * error[i] / rows;
            }

            foreach (var x in w)
            {
                value += ridge * x * x;
            }

            if (step > 0 && before - value <= gain)
            {
                break;
            }

            before = value;
        }

        return w;
    }

    private void Step(double[] w, double[] error)
    {
        var (best, steepest, along) = (0, double.PositiveInfinity, 0.0);
        for (var j = 0; j < columns; j++)
        {
            var slope = ridge * rows * w[j];
            for (var i = 0; i < rows; i++)
            {
                slope += a[j * rows + i] * error[i];
            }

            along += slope * w[j];
            (best, steepest) = slope < steepest ? (j, slope) : (best, steepest);
        }

        var curve = 0.0;
        for (var i = 0; i < rows; i++)
        {
            var change = a[best * rows + i] - (error[i] + b[i]);
            curve += change * change;
        }

        for (var j = 0; j < columns; j++)
        {
            var change = (j == best ? 1 : 0) - w[j];
            curve += ridge * rows * change * change;
        }

        var length = curve > 0 ? Math.Clamp((along - steepest) / curve, 0, 1) : 0;
        for (var i = 0; i < rows; i++)
        {
            error[i] += length * (a[best * rows + i] - (error[i] + b[i]));
        }

        for (var j = 0; j < columns; j++)
        {
            w[j] += length * ((j == best ? 1 : 0) - w[j]);
        }
    }
}
