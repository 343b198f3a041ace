namespace Shanhai.Analytics.Numerics;

/// <summary>Downhill simplex (Nelder and Mead 1965): for rough functions of a few variables, where no slope can be had. Deterministic.</summary>
internal static class NelderMead
{
    /// <summary>A low point near <paramref name="start"/>.</summary>
    /// <param name="f">The function.</param>
    /// <param name="start">Starting point.</param>
    /// <param name="step">Length of the first steps.</param>
    /// <param name="evaluations">Most evaluations of f.</param>
    /// <param name="tolerance">Relative spread of values at which the search stops.</param>
    public static (double[] X, double Value) Minimise(Func<double[], double> f, double[] start, double step, int evaluations, double tolerance = 1e-10)
    {
        var n = start.Length;
        var points = new (double[] X, double Value)[n + 1];
        for (var i = 0; i <= n; i++)
        {
            var x = (double[])start.Clone();
            if (i > 0)
            {
                x[i - 1] += step;
            }

            points[i] = (x, f(x));
        }

        for (var used = n + 1; used < evaluations;)
        {
            Array.Sort(points, static (a, b) => a.Value.CompareTo(b.Value));
            if (points[n].Value - points[0].Value <= tolerance * (Math.Abs(points[0].Value) + 1e-300))
            {
                break;
            }

            var centre = new double[n];
            for (var i = 0; i < n * n; i++)
            {
                centre[i % n] += points[i / n].X[i % n] / n;
            }

            (double[] X, double Value) At(double t)
            {
                var x = new double[n];
                for (var j = 0; j < n; j++)
                {
                    x[j] = centre[j] + t * (points[n].X[j] - centre[j]);
                }

                used++;
                return (x, f(x));
            }

            var reflected = At(-1);
            if (reflected.Value < points[0].Value)
            {
                var further = At(-2);
                points[n] = further.Value < reflected.Value ? further : reflected;
            }
            else if (reflected.Value < points[n - 1].Value)
            {
                points[n] = reflected;
            }
            else
            {
                var nearer = At(reflected.Value < points[n].Value ? -0.5 : 0.5);
                if (nearer.Value < Math.Min(reflected.Value, points[n].Value))
                {
                    points[n] = nearer;
                }
                else
                {
                    Shrink(f, points);
                    used += n;
                }
            }
        }

        return points.MinBy(p => p.Value);
    }

    private static void Shrink(Func<double[], double> f, (double[] X, double Value)[] points)
    {
        for (var i = 1; i < points.Length; i++)
        {
            var x = points[i].X;
            for (var j = 0; j < x.Length; j++)
            {
                x[j] = 0.5 * (x[j] + points[0].X[j]);
            }

            points[i] = (x, f(x));
        }
    }
}
