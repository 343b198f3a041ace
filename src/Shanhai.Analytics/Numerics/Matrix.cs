namespace Shanhai.Analytics.Numerics;

/// <summary>Small dense matrix, row by row. For designs with few columns; nothing here is blocked or parallel.</summary>
internal sealed class Matrix(int rows, int columns)
{
    public int Rows { get; } = rows;

    public int Columns { get; } = columns;

    public double[] Values { get; } = new double[rows * columns];

    public double this[int i, int j]
    {
        get => Values[i * Columns + j];
        set => Values[i * Columns + j] = value;
    }

    public Span<double> Row(int i) => Values.AsSpan(i * Columns, Columns);

    public Matrix Times(Matrix other)
    {
        var result = new Matrix(Rows, other.Columns);
        for (var i = 0; i < Rows; i++)
        {
            for (var k = 0; k < Columns; k++)
            {
                var a = this[i, k];
                for (var j = 0; j < other.Columns; j++)
                {
                    result[i, j] += a * other[k, j];
                }
            }
        }

        return result;
    }

    public double[] Times(ReadOnlySpan<double> x)
    {
        var result = new double[Rows];
        for (var i = 0; i < Rows; i++)
        {
            result[i] = Sums.Product(Row(i), x);
        }

        return result;
    }

    public Matrix Transposed()
    {
        var result = new Matrix(Columns, Rows);
        for (var i = 0; i < Rows; i++)
        {
            for (var j = 0; j < Columns; j++)
            {
                result[j, i] = this[i, j];
            }
        }

        return result;
    }

    /// <summary>Cholesky factor L with L L' = this; null when the matrix is not positive definite.</summary>
    public Matrix? Cholesky()
    {
        var l = new Matrix(Rows, Rows);
        for (var j = 0; j < Rows; j++)
        {
            for (var i = j; i < Rows; i++)
            {
                var sum = this[i, j];
                for (var k = 0; k < j; k++)
                {
                    sum -= l[i, k] * l[j, k];
                }

                if (i == j)
                {
                    if (!(sum > Math.Abs(this[i, i]) * 1e-14))
                    {
                        return null;
                    }

                    l[i, i] = Math.Sqrt(sum);
                }
                else
                {
                    l[i, j] = sum / l[j, j];
                }
            }
        }

        return l;
    }

    /// <summary>Inverse by LU with partial pivoting; refuses a singular matrix.</summary>
    public Matrix Inverse()
    {
        var n = Rows;
        var a = new Matrix(n, 2 * n);
        for (var i = 0; i < n; i++)
        {
            Row(i).CopyTo(a.Row(i));
            a[i, n + i] = 1;
        }

        var scale = Values.Max(Math.Abs);
        for (var c = 0; c < n; c++)
        {
            var pivot = c;
            for (var i = c + 1; i < n; i++)
            {
                pivot = Math.Abs(a[i, c]) > Math.Abs(a[pivot, c]) ? i : pivot;
            }

            if (!(Math.Abs(a[pivot, c]) > 1e-14 * scale * 1e-8))
            {
                throw Refuse.With(Refusal.Singular, "矩阵奇异，无法求解", "the matrix is singular");
            }

            for (var j = 0; j < 2 * n; j++)
            {
                (a[c, j], a[pivot, j]) = (a[pivot, j], a[c, j]);
            }

            var factor = 1 / a[c, c];
            for (var j = c; j < 2 * n; j++)
            {
                a[c, j] *= factor;
            }

            for (var i = 0; i < n; i++)
            {
                var f = a[i, c];
                if (i == c || f == 0)
                {
                    continue;
                }

                for (var j = c; j < 2 * n; j++)
                {
                    a[i, j] -= f * a[c, j];
                }
            }
        }

        var inverse = new Matrix(n, n);
        for (var i = 0; i < n; i++)
        {
            a.Row(i)[n..].CopyTo(inverse.Row(i));
        }

        return inverse;
    }

    /// <summary>Eigenvalues (descending) and eigenvectors (columns) of a symmetric matrix by Jacobi rotations.</summary>
    public (double[] Values, Matrix Vectors) SymmetricEigen()
    {
        var n = Rows;
        var a = new Matrix(n, n);
        Values.CopyTo(a.Values, 0);
        var v = new Matrix(n, n);
        for (var i = 0; i < n; i++)
        {
            v[i, i] = 1;
        }

        for (var sweep = 0; sweep < 100; sweep++)
        {
            var (off, size) = (0.0, 0.0);
            for (var p = 0; p < n; p++)
            {
                size += a[p, p] * a[p, p];
                for (var q = p + 1; q < n; q++)
                {
                    off += a[p, q] * a[p, q];
                }
            }

            // Convergence is quadratic: below this the next sweep would only move rounding errors.
            if (off <= 1e-30 * size || off < 1e-300)
            {
                break;
            }

            for (var p = 0; p < n; p++)
            {
                for (var q = p + 1; q < n; q++)
                {
                    Rotate(a, v, p, q);
                }
            }
        }

        var order = Enumerable.Range(0, n).OrderByDescending(i => a[i, i]).ToArray();
        var vectors = new Matrix(n, n);
        for (var j = 0; j < n; j++)
        {
            for (var i = 0; i < n; i++)
            {
                vectors[i, j] = v[i, order[j]];
            }
        }

        return ([.. order.Select(i => a[i, i])], vectors);
    }

    private static void Rotate(Matrix a, Matrix v, int p, int q)
    {
        if (Math.Abs(a[p, q]) < 1e-300)
        {
            return;
        }

        var theta = (a[q, q] - a[p, p]) / (2 * a[p, q]);
        var t = (theta >= 0 ? 1 : -1) / (Math.Abs(theta) + Math.Sqrt(theta * theta + 1));
        var c = 1 / Math.Sqrt(t * t + 1);
        var s = t * c;
        for (var k = 0; k < a.Rows; k++)
        {
            (a[k, p], a[k, q]) = (c * a[k, p] - s * a[k, q], s * a[k, p] + c * a[k, q]);
        }

        for (var k = 0; k < a.Rows; k++)
        {
            (a[p, k], a[q, k]) = (c * a[p, k] - s * a[q, k], s * a[p, k] + c * a[q, k]);
            (v[k, p], v[k, q]) = (c * v[k, p] - s * v[k, q], s * v[k, p] + c * v[k, q]);
        }
    }
}
