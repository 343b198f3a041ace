using Shanhai.Analytics.Numerics;

namespace Shanhai.Analytics.Integrity;

/// <summary>
/// Local polynomial fit of the distribution function on both sides of a cut-off (Cattaneo, Jansson and Ma 2020):
/// the slope at the cut-off is the density. Columns are kept as powers of x/h, moments are streamed.
/// </summary>
internal sealed class DensityFit
{
    public double Left { get; private init; }

    public double Right { get; private init; }

    /// <summary>Coefficient of order s on each side, used for the bias.</summary>
    public double LeftHigher { get; private init; }

    public double RightHigher { get; private init; }

    /// <summary>Variances of left, right, difference and sum.</summary>
    public double[] Variance { get; private init; } = [];

    public double Difference => Right - Left;

    /// <param name="x">Ascending, centred, inside the bandwidths.</param>
    /// <param name="y">Empirical distribution function at x.</param>
    /// <param name="n">Size of the whole sample.</param>
    /// <param name="hl">Bandwidth on the left.</param>
    /// <param name="hr">Bandwidth on the right.</param>
    /// <param name="p">Order of the polynomial.</param>
    /// <param name="s">Order of the further coefficient.</param>
    /// <param name="o">Kernel, model and variance.</param>
    public static DensityFit Of(ReadOnlySpan<double> x, ReadOnlySpan<double> y, int n, double hl, double hr, int p, int s, DensityOptions o)
    {
        var shape = new Shape(hl, hr, p, o);
        var k = shape.Columns;
        var (gram, right) = (new Matrix(k, k), new double[k]);
        Span<double> row = stackalloc double[k];
        for (var i = 0; i < x.Length; i++)
        {
            var w = shape.Fill(x[i], row);
            for (var a = 0; a < k; a++)
            {
                right[a] += w * row[a] * y[i];
                for (var b = 0; b <= a; b++)
                {
                    gram[a, b] += w * row[a] * row[b];
                }
            }
        }

        for (var a = 0; a < k; a++)
        {
            for (var b = a + 1; b < k; b++)
            {
                gram[a, b] = gram[b, a];
            }
        }

        var inverse = gram.Inverse();
        var beta = inverse.Times(right);
        var (l, r) = (beta[shape.LeftSlope] / hl, beta[shape.RightSlope] / hr);
        var variance = o.Variance == DensityVariance.Jackknife
            ? Jackknife(x, n, shape, inverse, o.MassPoints)
            : DensityConstants.PlugIn(l, r, n, hl, hr, p, o);
        return new DensityFit
        {
            Left = l,
            Right = r,
            LeftHigher = beta[shape.Power(s, false)] / Math.Pow(hl, s),
            RightHigher = beta[shape.Power(s, true)] / Math.Pow(o.Restricted ? hl : hr, s),
            Variance = variance,
        };
    }

    /// <summary>Sum over observations of squared leave-one-out influences: suffix sums of w x, ties sharing the first.</summary>
    private static double[] Jackknife(ReadOnlySpan<double> x, int n, Shape shape, Matrix inverse, bool massPoints)
    {
        var k = shape.Columns;
        var middle = new Matrix(k, k);
        var suffix = new double[k];
        var own = new double[k];
        Span<double> row = stackalloc double[k];
        for (var end = x.Length; end > 0;)
        {
            var start = end - 1;
            while (massPoints && start > 0 && x[start - 1] == x[end - 1])
            {
                start--;
            }

            // All members of a tie share the sum of rows after its first member.
            var w = shape.Fill(x[start], row);
            var members = end - start;
            for (var a = 0; a < k; a++)
            {
                own[a] = (suffix[a] + (members - 1) * w * row[a]) / (n - 1);
                suffix[a] += members * w * row[a];
            }

            for (var a = 0; a < k; a++)
            {
                for (var b = 0; b < k; b++)
                {
                    middle[a, b] += members * own[a] * own[b];
                }
            }

            end = start;
        }

        var v = inverse.Times(middle).Times(inverse);
        var (l, r) = (shape.LeftSlope, shape.RightSlope);
        var (vl, vr, vlr) = (v[l, l] / shape.Hl / shape.Hl, v[r, r] / shape.Hr / shape.Hr, v[l, r] / shape.Hl / shape.Hr);
        return [vl, vr, vl + vr - 2 * vlr, vl + vr + 2 * vlr];
    }

    /// <summary>Which column holds which power on which side.</summary>
    private sealed class Shape(double hl, double hr, int p, DensityOptions o)
    {
        public double Hl => hl;

        public double Hr => hr;

        public int Columns => o.Restricted ? p + 2 : 2 * p + 2;

        public int LeftSlope => o.Restricted ? 1 : 2;

        public int RightSlope => o.Restricted ? 2 : 3;

        public int Power(int s, bool right) => o.Restricted ? (s == 1 ? (right ? 2 : 1) : s + 1) : 2 * s + (right ? 1 : 0);

        /// <summary>Fills the row of the design and returns the kernel weight.</summary>
        public double Fill(double x, Span<double> row)
        {
            row.Clear();
            var isRight = x >= 0;
            var h = isRight ? hr : hl;
            var u = x / h;
            if (o.Restricted)
            {
                row[0] = 1;
                row[isRight ? 2 : 1] = u;
                for (var j = 2; j <= p; j++)
                {
                    row[j + 1] = Math.Pow(u, j);
                }
            }
            else
            {
                var power = 1.0;
                for (var j = 0; j <= p; j++, power *= u)
                {
                    row[2 * j + (isRight ? 1 : 0)] = power;
                }
            }

            return o.Kernel switch
            {
                DensityKernel.Uniform => 0.5 / h,
                DensityKernel.Triangular => (1 - Math.Abs(u)) / h,
                _ => 0.75 * (1 - u * u) / h,
            };
        }
    }
}
