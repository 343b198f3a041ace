using Shanhai.Analytics.Numerics;

namespace Shanhai.Analytics.Integrity;

/// <summary>
/// McCrary (2008): local linear fit of a histogram on both sides of a line; theta = ln f+ - ln f-,
/// variance (1/(n h)) (24/5) (1/f+ + 1/f-). Older and more sensitive to its bins than <see cref="DensityTest"/>.
/// </summary>
/// <remarks>Default bin 2 sd n^(-1/2), pilot bandwidth from quartics on each side. Oracle c01 <c>mccrary_*</c> (rdd 0.57).</remarks>
/// <param name="Theta">Log difference of heights.</param>
/// <param name="StandardError">Its error.</param>
/// <param name="Z">Theta over its error.</param>
/// <param name="PValue">Two-sided normal probability.</param>
/// <param name="Bin">Width of the bins.</param>
/// <param name="Bandwidth">Bandwidth.</param>
/// <param name="Evidence">The verdict.</param>
public sealed record McCrary(double Theta, double StandardError, double Z, double PValue, double Bin, double Bandwidth, Evidence Evidence)
{
    /// <summary>The result in a paragraph.</summary>
    public string Summary(Language language) => Term.Say(
        language,
        $"密度跳跃 {Theta:G5}（标准误 {StandardError:G4}，z {Z:G4}），组距 {Bin:G4}，带宽 {Bandwidth:G4}。",
        $"Jump of the log density {Theta:G5} (standard error {StandardError:G4}, z {Z:G4}), bin {Bin:G4}, bandwidth {Bandwidth:G4}.") + " " + Evidence.Summary(language);

    /// <summary>Tests for a jump of the density.</summary>
    /// <param name="values">Finite values.</param>
    /// <param name="line">The cut-off, inside the range.</param>
    /// <param name="bin">Width of the bins, null for the default.</param>
    /// <param name="bandwidth">Bandwidth, null for the default.</param>
    /// <exception cref="RefusedException">Values not finite, a line outside them, bin or bandwidth not positive, too few observations near the line.</exception>
    /// <example><code>
    /// double[] values = [.. Enumerable.Range(0, 2000).Select(i => i * 0.05 + 0.025).Select(x => x > 45 &amp;&amp; x &lt; 50 &amp;&amp; (int)(x * 20) % 3 == 0 ? x + 5 : x)];
    /// McCrary.Of(values, 50).Theta > 0 // true
    /// </code></example>
    public static McCrary Of(ReadOnlySpan<double> values, double line, double? bin = null, double? bandwidth = null)
    {
        Refuse.UnlessFinite(values, "values");
        var n = values.Length;
        var x = values.ToArray();
        if (n == 0 || line <= x.Min() || line >= x.Max())
        {
            throw Refuse.With(Refusal.LineOutsideData, "标准线不在数据范围之内", "the line lies outside the data");
        }

        Refuse.Unless(bin is null or > 0 && bandwidth is null or > 0, "组距与带宽必须为正", "bin and bandwidth must be positive");
        var mean = Sums.Of(x) / n;
        var width = bin ?? 2 * Math.Sqrt(x.Sum(v => (v - mean) * (v - mean)) / (n - 1)) / Math.Sqrt(n);
        var first = (int)Math.Floor((x.Min() - line) / width);
        var last = (int)Math.Floor((x.Max() - line) / width);
        var cells = (int)Math.Floor((x.Max() - x.Min()) / width) + 2;
        var heights = new double[cells];
        foreach (var v in x)
        {
            heights[(int)Math.Floor((v - line) / width) - first] += 1 / (n * width);
        }

        double[] middles = [.. Enumerable.Range(0, cells).Select(j => (first + j + 0.5) * width)];
        var h = bandwidth ?? (Pilot(middles, heights, m => m < 0, -(first + 0.5) * width) + Pilot(middles, heights, m => m >= 0, (last + 0.5) * width)) / 2;
        var (left, right) = (AtLine(middles, heights, h, false, first, cells, width), AtLine(middles, heights, h, true, first, cells, width));
        if (!(left > 0 && right > 0))
        {
            throw Refuse.With(Refusal.TooFew, "标准线附近观测不足，密度无法估计", "too few observations near the line: no positive density");
        }

        var theta = Math.Log(right) - Math.Log(left);
        var error = Math.Sqrt(24.0 / 5 / (n * h) * (1 / right + 1 / left));
        var p = 2 * Distributions.NormalUpper(Math.Abs(theta / error));
        return new McCrary(theta, error, theta / error, p, width, h, Integrity.Evidence.FromP(p, new Term("标准线处密度是否断裂（McCrary）", "jump of the density at the line (McCrary)")));
    }

    private static double Pilot(double[] middles, double[] heights, Func<double, bool> side, double reach)
    {
        var rows = Enumerable.Range(0, middles.Length).Where(i => side(middles[i])).ToArray();
        Refuse.IfFewer(rows.Length, 6, "一侧的组", "bins on one side");

        // Scaled to keep the quartic well conditioned; the second derivative is scaled back.
        var scale = rows.Max(i => Math.Abs(middles[i]));
        var x = new Matrix(rows.Length, 5);
        for (var r = 0; r < rows.Length; r++)
        {
            for (var j = 0; j < 5; j++)
            {
                x[r, j] = Math.Pow(middles[rows[r]] / scale, j);
            }
        }

        var fit = LeastSquares.Fit(x, [.. rows.Select(i => heights[i])]);
        var c = fit.Coefficients;
        var curvature = rows.Sum(i =>
        {
            var u = middles[i] / scale;
            return Math.Pow((2 * c[2] + 6 * c[3] * u + 12 * c[4] * u * u) / (scale * scale), 2);
        });
        return 3.348 * Math.Pow(fit.ResidualSquares / fit.DegreesOfFreedom * reach / curvature, 0.2);
    }

    /// <summary>Triangular local line at the cut-off; bins beyond the data count as empty.</summary>
    private static double AtLine(double[] middles, double[] heights, double h, bool right, int first, int cells, double width)
    {
        double s0 = 0, s1 = 0, s2 = 0, t0 = 0, t1 = 0;
        var pad = (int)Math.Ceiling(h / width);
        for (var j = -pad; j < cells + pad; j++)
        {
            var d = j >= 0 && j < cells ? middles[j] : (first + j + 0.5) * width;
            var w = 1 - Math.Abs(d / h);
            if (w <= 0 || d >= 0 != right)
            {
                continue;
            }

            var y = j >= 0 && j < cells ? heights[j] : 0;
            s0 += w;
            s1 += w * d;
            s2 += w * d * d;
            t0 += w * y;
            t1 += w * d * y;
        }

        return (s2 * t0 - s1 * t1) / (s0 * s2 - s1 * s1);
    }
}
