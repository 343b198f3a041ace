namespace Shanhai.Analytics.Numerics;

/// <summary>
/// Logistic regression by Newton's method on centred and scaled columns, with an optional ridge on the scaled slopes (never on the constant).
/// </summary>
internal sealed class Logit
{
    private Logit(double[] coefficients, Matrix covariance, double[] probabilities, double deviance)
    {
        (Coefficients, Covariance, Probabilities, Deviance) = (coefficients, covariance, probabilities, deviance);
    }

    /// <summary>Constant first, then one for each column, on the columns' own scales.</summary>
    public double[] Coefficients { get; }

    /// <summary>Inverse of the expected information; meaningful without ridge.</summary>
    public Matrix Covariance { get; }

    /// <summary>Fitted probability of each row.</summary>
    public double[] Probabilities { get; }

    /// <summary>Minus twice the log likelihood.</summary>
    public double Deviance { get; }

    public static double Probability(double index) => index >= 0 ? 1 / (1 + Math.Exp(-index)) : Math.Exp(index) / (1 + Math.Exp(index));

    /// <summary>Fits P(y = 1) = 1/(1 + exp(-(b0 + x'b))).</summary>
    /// <param name="x">Columns without the constant.</param>
    /// <param name="y">Zero or one.</param>
    /// <param name="ridge">Penalty: half of ridge times the squared slopes of the columns at unit variance.</param>
    public static Logit Fit(Matrix x, ReadOnlySpan<double> y, double ridge = 0)
    {
        var (n, k) = (x.Rows, x.Columns);
        var ones = Sums.Of(y);
        if (!(ones > 0 && ones < n))
        {
            throw Refuse.With(Refusal.NoVariation, "结果变量只有一种取值", "the outcome takes one value only");
        }

        var (z, centre, scale) = Scaled(x);
        var b = new double[k + 1];
        b[0] = Math.Log(ones / (n - ones));
        var p = new double[n];
        var deviance = Evaluate(z, y, b, p) + Penalty(b, ridge);
        Matrix? factor = null;
        for (var step = 0; step < 100; step++)
        {
            var (information, score) = Newton(z, y, b, p, ridge);
            factor = information.Cholesky() ?? throw Refuse.With(Refusal.Singular, "解释变量共线", "the explanatory columns are collinear");
            var move = Solve(factor, score);
            var (kept, length, before) = ((double[])b.Clone(), 1.0, deviance);
            while (true)
            {
                for (var j = 0; j <= k; j++)
                {
                    b[j] = kept[j] + length * move[j];
                }

                deviance = Evaluate(z, y, b, p) + Penalty(b, ridge);
                if (!(deviance > before * (1 + 1e-12)) || length < 1e-6)
                {
                    break;
                }

                length /= 2;
            }

            if (Math.Abs(before - deviance) <= 1e-13 * (Math.Abs(deviance) + 0.1))
            {
                break;
            }
        }

        var inverse = Inverse(factor!);
        Unseparated(b, inverse, ridge);
        return Unscaled(b, inverse, centre, scale, p, deviance - Penalty(b, ridge));
    }

    private static (Matrix Z, double[] Centre, double[] Scale) Scaled(Matrix x)
    {
        var (centre, scale) = (new double[x.Columns], new double[x.Columns]);
        var z = new Matrix(x.Rows, x.Columns + 1);
        for (var j = 0; j < x.Columns; j++)
        {
            Sum sum = default, squares = default;
            for (var i = 0; i < x.Rows; i++)
            {
                sum.Add(x[i, j]);
            }

            centre[j] = sum.Value / x.Rows;
            for (var i = 0; i < x.Rows; i++)
            {
                squares.Add((x[i, j] - centre[j]) * (x[i, j] - centre[j]));
            }

            scale[j] = Math.Sqrt(squares.Value / x.Rows);
            if (!(scale[j] > 1e-12 * Math.Abs(centre[j])))
            {
                throw Refuse.With(Refusal.NoVariation, $"第 {j + 1} 个解释变量没有变化", $"explanatory column {j + 1} does not vary");
            }

            for (var i = 0; i < x.Rows; i++)
            {
                z[i, j + 1] = (x[i, j] - centre[j]) / scale[j];
            }
        }

        for (var i = 0; i < x.Rows; i++)
        {
            z[i, 0] = 1;
        }

        return (z, centre, scale);
    }

    private static double Evaluate(Matrix z, ReadOnlySpan<double> y, double[] b, double[] p)
    {
        var deviance = default(Sum);
        for (var i = 0; i < p.Length; i++)
        {
            var row = z.Row(i);
            var index = 0.0;
            for (var j = 0; j < b.Length; j++)
            {
                index += row[j] * b[j];
            }

            p[i] = Probability(index);

            // log(1 + exp(u)) with u the index against the outcome, without overflow.
            var u = y[i] > 0.5 ? -index : index;
            deviance.Add(2 * (u > 0 ? u + double.LogP1(Math.Exp(-u)) : double.LogP1(Math.Exp(u))));
        }

        return deviance.Value;
    }

    private static double Penalty(double[] b, double ridge)
    {
        var sum = 0.0;
        for (var j = 1; j < b.Length; j++)
        {
            sum += ridge * b[j] * b[j];
        }

        return sum;
    }

    private static (Matrix Information, double[] Score) Newton(Matrix z, ReadOnlySpan<double> y, double[] b, double[] p, double ridge)
    {
        var m = b.Length;
        var (information, score) = (new Matrix(m, m), new double[m]);
        for (var i = 0; i < p.Length; i++)
        {
            var row = z.Row(i);
            var (w, e) = (p[i] * (1 - p[i]), y[i] - p[i]);
            for (var j = 0; j < m; j++)
            {
                score[j] += row[j] * e;
                var wz = w * row[j];
                var target = information.Row(j);
                for (var c = 0; c <= j; c++)
                {
                    target[c] += wz * row[c];
                }
            }
        }

        for (var j = 1; j < m; j++)
        {
            information[j, j] += ridge;
            score[j] -= ridge * b[j];
        }

        for (var j = 0; j < m; j++)
        {
            for (var c = j + 1; c < m; c++)
            {
                information[j, c] = information[c, j];
            }
        }

        return (information, score);
    }

    private static double[] Solve(Matrix l, double[] right)
    {
        var x = (double[])right.Clone();
        for (var i = 0; i < x.Length; i++)
        {
            for (var k = 0; k < i; k++)
            {
                x[i] -= l[i, k] * x[k];
            }

            x[i] /= l[i, i];
        }

        for (var i = x.Length - 1; i >= 0; i--)
        {
            for (var k = i + 1; k < x.Length; k++)
            {
                x[i] -= l[k, i] * x[k];
            }

            x[i] /= l[i, i];
        }

        return x;
    }

    private static Matrix Inverse(Matrix factor)
    {
        var inverse = new Matrix(factor.Rows, factor.Rows);
        for (var j = 0; j < factor.Rows; j++)
        {
            var unit = new double[factor.Rows];
            unit[j] = 1;
            var column = Solve(factor, unit);
            for (var i = 0; i < column.Length; i++)
            {
                inverse[i, j] = column[i];
            }
        }

        return inverse;
    }

    /// <summary>Columns that predict the outcome without error push their slopes to infinity: there is no maximum to report.</summary>
    private static void Unseparated(double[] b, Matrix inverse, double ridge)
    {
        for (var j = 1; ridge == 0 && j < b.Length; j++)
        {
            if (Math.Abs(b[j]) > 5 && Math.Sqrt(inverse[j, j]) > 50)
            {
                throw Refuse.With(Refusal.Separated, $"第 {j} 个解释变量完全区分了结果，似然没有最大值；请合并类别或使用正则化", $"explanatory column {j} separates the outcome completely: the likelihood has no maximum; merge categories or use a ridge");
            }
        }
    }

    private static Logit Unscaled(double[] b, Matrix inverse, double[] centre, double[] scale, double[] p, double deviance)
    {
        var m = b.Length;
        var back = new Matrix(m, m);
        back[0, 0] = 1;
        for (var j = 1; j < m; j++)
        {
            back[j, j] = 1 / scale[j - 1];
            back[0, j] = -centre[j - 1] / scale[j - 1];
        }

        return new Logit(back.Times(b), back.Times(inverse).Times(back.Transposed()), p, deviance);
    }
}
