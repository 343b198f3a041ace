namespace Shanhai.Analytics.Numerics;

/// <summary>
/// Weighted least squares by Householder QR. Estimate and variance are apart: the fit keeps the inverse of X'WX
/// and the residuals, a variance is computed from them by whoever knows the errors.
/// </summary>
internal sealed class LeastSquares
{
    private LeastSquares(double[] coefficients, double[] residuals, Matrix inverse, double residualSquares)
    {
        Coefficients = coefficients;
        Residuals = residuals;
        Inverse = inverse;
        ResidualSquares = residualSquares;
    }

    public double[] Coefficients { get; }

    /// <summary>Unweighted residuals y - Xb.</summary>
    public double[] Residuals { get; }

    /// <summary>(X'WX)^-1.</summary>
    public Matrix Inverse { get; }

    /// <summary>Weighted sum of squared residuals.</summary>
    public double ResidualSquares { get; }

    public int DegreesOfFreedom => Residuals.Length - Coefficients.Length;

    /// <summary>Classical standard errors.</summary>
    public double[] StandardErrors() =>
        [.. Enumerable.Range(0, Coefficients.Length).Select(j => Math.Sqrt(Inverse[j, j] * ResidualSquares / DegreesOfFreedom))];

    public static LeastSquares Fit(Matrix x, ReadOnlySpan<double> y, ReadOnlySpan<double> weights = default)
    {
        var (n, k) = (x.Rows, x.Columns);
        var a = new Matrix(n, k);
        var b = new double[n];
        for (var i = 0; i < n; i++)
        {
            var root = weights.IsEmpty ? 1 : Math.Sqrt(weights[i]);
            for (var j = 0; j < k; j++)
            {
                a[i, j] = root * x[i, j];
            }

            b[i] = root * y[i];
        }

        Factor(a, b, out var diagonal);
        var r = new Matrix(k, k);
        for (var j = 0; j < k; j++)
        {
            r[j, j] = 1 / diagonal[j];
            for (var i = j - 1; i >= 0; i--)
            {
                var sum = 0.0;
                for (var m = i + 1; m <= j; m++)
                {
                    sum -= a[i, m] * r[m, j];
                }

                r[i, j] = sum / diagonal[i];
            }
        }

        var coefficients = r.Times(b.AsSpan(0, k));
        var residuals = new double[n];
        var squares = default(Sum);
        for (var i = 0; i < n; i++)
        {
            residuals[i] = y[i] - Sums.Product(x.Row(i), coefficients);
            squares.Add((weights.IsEmpty ? 1 : weights[i]) * residuals[i] * residuals[i]);
        }

        return new LeastSquares(coefficients, residuals, r.Times(r.Transposed()), squares.Value);
    }

    /// <summary>Reduces <paramref name="a"/> to the upper triangle of R (its diagonal apart) and b to Q'b.</summary>
    private static void Factor(Matrix a, double[] b, out double[] diagonal)
    {
        var (n, k) = (a.Rows, a.Columns);
        diagonal = new double[k];
        for (var j = 0; j < k; j++)
        {
            double norm = 0, whole = 0;
            for (var i = 0; i < n; i++)
            {
                whole += a[i, j] * a[i, j];
                norm += i >= j ? a[i, j] * a[i, j] : 0;
            }

            // R rejects columns below 1e-7 of their length (its qr tolerance); so do we.
            if (n < k || !(norm > whole * 1e-22))
            {
                throw Refuse.With(Refusal.Singular, "解释变量共线，或观测少于参数", "the explanatory columns are collinear, or there are fewer rows than parameters");
            }

            var alpha = a[j, j] > 0 ? -Math.Sqrt(norm) : Math.Sqrt(norm);
            var scale = norm - a[j, j] * alpha;
            a[j, j] -= alpha;
            diagonal[j] = alpha;
            for (var c = j + 1; c <= k; c++)
            {
                var dot = 0.0;
                for (var i = j; i < n; i++)
                {
                    dot += a[i, j] * (c < k ? a[i, c] : b[i]);
                }

                dot /= scale;
                for (var i = j; i < n; i++)
                {
                    if (c < k)
                    {
                        a[i, c] -= dot * a[i, j];
                    }
                    else
                    {
                        b[i] -= dot * a[i, j];
                    }
                }
            }
        }
    }
}
