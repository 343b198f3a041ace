namespace Shanhai.Analytics.Numerics;

/// <summary>Which columns of a cross-product matrix are independent of those before them, and parts of such matrices.</summary>
internal static class PivotedSolve
{
    /// <summary>
    /// Walks the columns in order and drops each whose part not explained by the kept ones is below
    /// <paramref name="tolerance"/> of its own square (Cholesky by rows).
    /// </summary>
    public static (int[] Dropped, int[] Kept) Independent(Matrix s, double tolerance)
    {
        var kept = new List<int>();
        var dropped = new List<int>();
        var rows = new List<double[]>();
        for (var j = 0; j < s.Rows; j++)
        {
            var row = new double[kept.Count + 1];
            var left = s[j, j];
            for (var a = 0; a < kept.Count; a++)
            {
                var sum = s[j, kept[a]];
                for (var b = 0; b < a; b++)
                {
                    sum -= row[b] * rows[a][b];
                }

                row[a] = sum / rows[a][a];
                left -= row[a] * row[a];
            }

            if (left > tolerance * s[j, j] && left > 0)
            {
                row[^1] = Math.Sqrt(left);
                rows.Add(row);
                kept.Add(j);
            }
            else
            {
                dropped.Add(j);
            }
        }

        return ([.. dropped], [.. kept]);
    }

    /// <summary>Rows and columns of a square matrix.</summary>
    public static Matrix Restrict(Matrix s, int[] kept)
    {
        var part = new Matrix(kept.Length, kept.Length);
        for (var i = 0; i < kept.Length; i++)
        {
            for (var j = 0; j < kept.Length; j++)
            {
                part[i, j] = s[kept[i], kept[j]];
            }
        }

        return part;
    }

    /// <summary>Inverse of a positive definite matrix, scaled to a unit diagonal first so that units of measurement do not matter.</summary>
    public static Matrix InverseDefinite(Matrix s)
    {
        double[] scale = [.. Enumerable.Range(0, s.Rows).Select(i => 1 / Math.Sqrt(s[i, i]))];
        var scaled = new Matrix(s.Rows, s.Rows);
        for (var i = 0; i < s.Rows; i++)
        {
            for (var j = 0; j < s.Rows; j++)
            {
                scaled[i, j] = s[i, j] * scale[i] * scale[j];
            }
        }

        var inverse = scaled.Inverse();
        for (var i = 0; i < s.Rows; i++)
        {
            for (var j = 0; j < s.Rows; j++)
            {
                inverse[i, j] *= scale[i] * scale[j];
            }
        }

        return inverse;
    }
}
