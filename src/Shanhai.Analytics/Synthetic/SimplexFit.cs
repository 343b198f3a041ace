namespace Shanhai.Analytics.Synthetic;

/// <summary>
/// Weights that are not negative and sum to one, closest to a target: the exact minimum of a convex problem, not the
/// place where an iteration was told to stop.
/// </summary>
/// <remarks>
/// Minimises w'Gw with G = Q'Q/rows + ridge I and q_j = a_j - b, which equals |Aw - b|²/rows + ridge |w|² because the
/// weights sum to one: the point of least norm in a polytope (Wolfe 1976), an active set method that ends after finitely
/// many steps. The factor of the active block is updated, never rebuilt, so a step costs the square of the active set.
/// </remarks>
internal sealed class SimplexFit
{
    private readonly double[] gram;
    private readonly int n;
    private readonly double shift;
    private readonly List<int> active = [];
    private readonly List<double[]> factor = [];

    private SimplexFit(double[] gram, int n)
    {
        (this.gram, this.n) = (gram, n);
        var diagonal = 0.0;
        for (var j = 0; j < n; j++)
        {
            diagonal = Math.Max(diagonal, gram[j * n + j]);
        }

        // Adding the same positive number to every element of G moves no minimiser on the simplex and keeps the block
        // invertible where the target can be met exactly.
        shift = diagonal > 0 ? diagonal : 1;
    }

    /// <summary>Weights on the columns of <paramref name="a"/> closest to <paramref name="target"/>.</summary>
    /// <param name="a">Element (row, column).</param>
    /// <param name="rows">Rows of the fit.</param>
    /// <param name="columns">Candidates.</param>
    /// <param name="target">One per row.</param>
    /// <param name="ridge">Penalty on the squared weights, beside the mean squared error.</param>
    /// <param name="intercept">A level of its own is free.</param>
    public static double[] Weights(Func<int, int, double> a, int rows, int columns, ReadOnlySpan<double> target, double ridge, bool intercept)
    {
        var q = new double[columns * rows];
        for (var j = 0; j < columns; j++)
        {
            var mean = 0.0;
            for (var i = 0; i < rows; i++)
            {
                q[j * rows + i] = a(i, j) - target[i];
                mean += q[j * rows + i] / rows;
            }

            for (var i = 0; intercept && i < rows; i++)
            {
                q[j * rows + i] -= mean;
            }
        }

        var gram = new double[columns * columns];
        for (var j = 0; j < columns; j++)
        {
            for (var k = 0; k <= j; k++)
            {
                var dot = 0.0;
                for (var i = 0; i < rows; i++)
                {
                    dot += q[j * rows + i] * q[k * rows + i];
                }

                gram[j * columns + k] = gram[k * columns + j] = dot / rows + (j == k ? ridge : 0);
            }
        }

        return Minimum(gram, columns);
    }

    /// <summary>The minimiser of w'Gw on the simplex; G symmetric, positive semidefinite, row by row.</summary>
    public static double[] Minimum(double[] gram, int n) => new SimplexFit(gram, n).Solve();

    private double[] Solve()
    {
        var w = new double[n];
        var first = 0;
        for (var j = 1; j < n; j++)
        {
            first = gram[j * n + j] < gram[first * n + first] ? j : first;
        }

        Append(first);
        w[first] = 1;
        var slope = new double[n];

        // Wolfe's method is finite; the bound only guards against cycling in the last digits.
        for (var step = 0; step < 20 * n + 100; step++)
        {
            var (best, norm) = Slopes(w, slope);
            if (slope[best] >= norm - 1e-13 * (norm + 1e-3 * shift) || active.Contains(best) || !Append(best))
            {
                break;
            }

            while (true)
            {
                var y = AffineMinimum();
                var part = 1.0;
                for (var s = 0; s < y.Length; s++)
                {
                    var from = w[active[s]];
                    part = y[s] <= 0 ? Math.Min(part, from / (from - y[s])) : part;
                }

                for (var s = y.Length - 1; s >= 0; s--)
                {
                    var j = active[s];
                    w[j] += part * (y[s] - w[j]);
                    if (y[s] <= 0 && w[j] <= 1e-16)
                    {
                        w[j] = 0;
                        Remove(s);
                    }
                }

                if (part >= 1)
                {
                    break;
                }
            }
        }

        return w;
    }

    private (int Best, double Norm) Slopes(double[] w, double[] slope)
    {
        Array.Clear(slope);
        foreach (var j in active)
        {
            var row = gram.AsSpan(j * n, n);
            for (var k = 0; k < n; k++)
            {
                slope[k] += w[j] * row[k];
            }
        }

        var (best, norm) = (0, 0.0);
        for (var k = 0; k < n; k++)
        {
            norm += w[k] * slope[k];
            best = slope[k] < slope[best] ? k : best;
        }

        return (best, norm);
    }

    /// <summary>Minimiser with the active weights summing to one and no other bound.</summary>
    private double[] AffineMinimum()
    {
        var m = active.Count;
        var y = new double[m];
        for (var i = 0; i < m; i++)
        {
            var sum = 1.0;
            for (var k = 0; k < i; k++)
            {
                sum -= factor[i][k] * y[k];
            }

            y[i] = sum / factor[i][i];
        }

        var total = 0.0;
        for (var i = m - 1; i >= 0; i--)
        {
            y[i] /= factor[i][i];
            total += y[i];
            for (var k = 0; k < i; k++)
            {
                y[k] -= factor[i][k] * y[i];
            }
        }

        for (var i = 0; i < m; i++)
        {
            y[i] /= total;
        }

        return y;
    }

    /// <summary>Takes a column into the active set; false when it adds no direction of its own.</summary>
    private bool Append(int column)
    {
        var row = new double[active.Count + 1];
        var rest = gram[column * n + column] + shift;
        for (var i = 0; i < active.Count; i++)
        {
            var sum = gram[column * n + active[i]] + shift;
            for (var k = 0; k < i; k++)
            {
                sum -= factor[i][k] * row[k];
            }

            row[i] = sum / factor[i][i];
            rest -= row[i] * row[i];
        }

        if (!(rest > 1e-14 * shift))
        {
            return false;
        }

        row[^1] = Math.Sqrt(rest);
        active.Add(column);
        factor.Add(row);
        return true;
    }

    /// <summary>Takes the s-th active column out and turns the factor back into a triangle.</summary>
    private void Remove(int s)
    {
        active.RemoveAt(s);
        factor.RemoveAt(s);
        for (var k = s; k < active.Count; k++)
        {
            var (x, y) = (factor[k][k], factor[k][k + 1]);
            var length = Math.Sqrt(x * x + y * y);
            var (c, d) = (x / length, y / length);
            for (var r = k; r < active.Count; r++)
            {
                var row = factor[r];
                (row[k], row[k + 1]) = (c * row[k] + d * row[k + 1], c * row[k + 1] - d * row[k]);
            }
        }
    }
}
