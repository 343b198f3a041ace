using Shanhai.Analytics.Numerics;

namespace Shanhai.Analytics.Panel;

/// <summary>Logistic regression of "is treated" (the first rows) by iterated weighted least squares; no intercept is added.</summary>
/// <param name="Fitted">Probabilities.</param>
/// <param name="Inverse">(X'WX)^-1 at the solution.</param>
internal sealed record Logit(double[] Fitted, Matrix Inverse)
{
    private const double Tolerance = 1e-12;
    private const int MostSteps = 50;

    /// <summary>Null when columns are collinear or the two groups are perfectly separated.</summary>
    public static Logit? Of(double[][] x, int treated)
    {
        var n = x[0].Length;
        var b = new double[x.Length];
        var fitted = new double[n];
        for (var step = 0; step < MostSteps; step++)
        {
            var (hessian, score) = (new Matrix(x.Length, x.Length), new double[x.Length]);
            for (var i = 0; i < n; i++)
            {
                var eta = 0.0;
                for (var k = 0; k < b.Length; k++)
                {
                    eta += b[k] * x[k][i];
                }

                fitted[i] = 1 / (1 + Math.Exp(-eta));
                var (w, e) = (fitted[i] * (1 - fitted[i]), (i < treated ? 1 : 0) - fitted[i]);
                for (var k = 0; k < b.Length; k++)
                {
                    score[k] += e * x[k][i];
                    for (var l = 0; l <= k; l++)
                    {
                        hessian[k, l] += w * x[k][i] * x[l][i];
                    }
                }
            }

            for (var k = 0; k < b.Length; k++)
            {
                for (var l = 0; l < k; l++)
                {
                    hessian[l, k] = hessian[k, l];
                }
            }

            if (PivotedSolve.Independent(hessian, 1e-12).Dropped.Length > 0)
            {
                return null;
            }

            var inverse = PivotedSolve.InverseDefinite(hessian);
            var move = inverse.Times(score);
            if (CrossProducts.Dot(move, score) < Tolerance)
            {
                return new Logit(fitted, inverse);
            }

            for (var k = 0; k < b.Length; k++)
            {
                b[k] += move[k];
            }
        }

        return null;
    }
}

/// <summary>Least squares of the change on the covariates among the compared (the last rows).</summary>
/// <param name="Slopes">Coefficients.</param>
/// <param name="Residual">Residuals of the compared.</param>
/// <param name="Inverse">(X'X)^-1 among the compared.</param>
/// <param name="Columns">All columns, treated first.</param>
internal sealed record Linear(double[] Slopes, double[] Residual, Matrix Inverse, double[][] Columns)
{
    /// <summary>Null when the columns are collinear among the compared.</summary>
    public static Linear? OnCompared(double[][] x, double[] change, int treated)
    {
        double[][] part = [.. x.Select(c => c[treated..])];
        var y = change[treated..];
        var cross = CrossProducts.Of([.. part, y]);
        int[] all = [.. Enumerable.Range(0, x.Length)];
        var own = PivotedSolve.Restrict(cross, all);
        if (PivotedSolve.Independent(own, 1e-11).Dropped.Length > 0)
        {
            return null;
        }

        var inverse = PivotedSolve.InverseDefinite(own);
        var slopes = inverse.Times([.. all.Select(k => cross[k, x.Length])]);
        PanelRegression.Subtract(y, part, slopes);
        return new Linear(slopes, y, inverse, x);
    }

    public void Subtract(double[] change) => PanelRegression.Subtract(change, Columns, Slopes);
}
