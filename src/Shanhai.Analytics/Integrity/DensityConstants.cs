using Shanhai.Analytics.Numerics;

namespace Shanhai.Analytics.Integrity;

/// <summary>Integrals of powers against the kernel on [0, 1], exact by polynomial arithmetic, and what is built of them.</summary>
internal static class DensityConstants
{
    /// <summary>Moments S, bias vector C of order p+1 and covariance G of the one-sided fit.</summary>
    public static (Matrix S, double[] C, Matrix G) OneSided(int p, DensityKernel kernel)
    {
        var (s, c, g) = (new Matrix(p + 1, p + 1), new double[p + 1], new Matrix(p + 1, p + 1));
        var k = Kernel(kernel);
        for (var i = 0; i <= p; i++)
        {
            c[i] = Integral(Times(k, Power(i + p + 1)), 0, 1);
            for (var j = 0; j <= p; j++)
            {
                s[i, j] = Integral(Times(k, Power(i + j)), 0, 1);
                var below = Primitive(Times(k, Power(i + 1)));
                var above = Primitive(Times(k, Power(i)));
                var whole = above.Sum();
                double[] rest = [.. above.Select((a, m) => m == 0 ? whole - a : -a)];
                g[i, j] = Integral(Times(Times(k, Power(j)), below), 0, 1) + Integral(Times(Times(k, Power(j + 1)), rest), 0, 1);
            }
        }

        return (s, c, g);
    }

    /// <summary>The same for the restricted model: constant, left slope, right slope, common higher powers; right side only.</summary>
    public static (Matrix S, double[] C, Matrix G) RightOfRestricted(int p, DensityKernel kernel)
    {
        var (s, c, g) = OneSided(p, kernel);
        var (ws, wc, wg) = (new Matrix(p + 2, p + 2), new double[p + 2], new Matrix(p + 2, p + 2));
        int At(int i) => i == 0 ? 0 : i + 1;
        for (var i = 0; i <= p; i++)
        {
            wc[At(i)] = c[i];
            for (var j = 0; j <= p; j++)
            {
                (ws[At(i), At(j)], wg[At(i), At(j)]) = (s[i, j], g[i, j]);
            }
        }

        return (ws, wc, wg);
    }

    /// <summary>Mirror from the right side to the left: slopes change place and sign, power j gets (-1)^j.</summary>
    public static Matrix Mirror(int p)
    {
        var psi = new Matrix(p + 2, p + 2);
        psi[0, 0] = 1;
        psi[1, 2] = psi[2, 1] = -1;
        for (var j = 2; j <= p; j++)
        {
            psi[j + 1, j + 1] = j % 2 == 0 ? 1 : -1;
        }

        return psi;
    }

    /// <summary>Asymptotic variances of left, right, difference, sum.</summary>
    public static double[] PlugIn(double left, double right, int n, double hl, double hr, int p, DensityOptions o)
    {
        if (!o.Restricted)
        {
            var (s, _, g) = OneSided(p, o.Kernel);
            var inverse = s.Inverse();
            var v = inverse.Times(g).Times(inverse)[1, 1];
            var (vl, vr) = (left * v / (n * hl), right * v / (n * hr));
            return [vl, vr, vl + vr, vl + vr];
        }

        var (rs, _, rg) = RightOfRestricted(p, o.Kernel);
        var psi = Mirror(p);
        var (ls, lg) = (psi.Times(rs).Times(psi), psi.Times(rg).Times(psi));
        var bread = Mix(ls, left, rs, right).Inverse();
        var w = bread.Times(Mix(lg, left * left * left, rg, right * right * right)).Times(bread);
        var scale = n * hl;
        return [w[1, 1] / scale, w[2, 2] / scale, (w[1, 1] + w[2, 2] - 2 * w[1, 2]) / scale, (w[1, 1] + w[2, 2] + 2 * w[1, 2]) / scale];
    }

    public static Matrix Mix(Matrix a, double x, Matrix b, double y)
    {
        var result = new Matrix(a.Rows, a.Columns);
        for (var i = 0; i < result.Values.Length; i++)
        {
            result.Values[i] = x * a.Values[i] + y * b.Values[i];
        }

        return result;
    }

    /// <summary>Hermite polynomial He_p.</summary>
    public static double Hermite(double x, int p)
    {
        var (before, now) = (0.0, 1.0);
        for (var k = 0; k < p; k++)
        {
            (before, now) = (now, x * now - k * before);
        }

        return now;
    }

    private static double[] Kernel(DensityKernel kernel) => kernel switch
    {
        DensityKernel.Uniform => [0.5],
        DensityKernel.Triangular => [1, -1],
        _ => [0.75, 0, -0.75],
    };

    private static double[] Power(int n)
    {
        var result = new double[n + 1];
        result[n] = 1;
        return result;
    }

    private static double[] Times(double[] a, double[] b)
    {
        var result = new double[a.Length + b.Length - 1];
        for (var i = 0; i < a.Length; i++)
        {
            for (var j = 0; j < b.Length; j++)
            {
                result[i + j] += a[i] * b[j];
            }
        }

        return result;
    }

    private static double[] Primitive(double[] a) => [0, .. a.Select((c, i) => c / (i + 1))];

    private static double Integral(double[] a, double from, double to)
    {
        var primitive = Primitive(a);
        double At(double x) => primitive.Select((c, i) => c * Math.Pow(x, i)).Sum();
        return At(to) - At(from);
    }
}
