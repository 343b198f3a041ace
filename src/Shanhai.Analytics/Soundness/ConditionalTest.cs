using Shanhai.Analytics.Numerics;

namespace Shanhai.Analytics.Soundness;

/// <summary>
/// Conditional test of moment inequalities with a least favourable first stage (Andrews, Roth and Pakes 2023, "C-LF"): valid for normal estimates with known
/// covariance, whatever moments bind.
/// </summary>
internal sealed class ConditionalTest
{
    private readonly double[][] design;
    private readonly Matrix covariance;
    private readonly MomentProgram program;
    private readonly double leastFavourable;
    private readonly double level;

    /// <param name="nuisance">For each inequality of A b at most 0, what multiplies each nuisance parameter.</param>
    /// <param name="covariance">Covariance of A b.</param>
    /// <param name="factor">Factor F of that covariance, F F'.</param>
    /// <param name="significance">Size of the test; a tenth of it goes to the first stage.</param>
    /// <param name="draws">Draws of the least favourable distribution.</param>
    /// <param name="seed">Seed.</param>
    public ConditionalTest(double[][] nuisance, Matrix covariance, Matrix factor, double significance, int draws, ulong seed)
    {
        this.covariance = covariance;
        design = [.. nuisance.Select((row, i) => (double[])[Math.Sqrt(covariance[i, i]), .. row])];
        program = new MomentProgram(design);
        var first = significance / 10;
        level = (significance - first) / (1 - first);
        leastFavourable = LeastFavourable(factor, 1 - first, draws, new SeededRandom(seed));
    }

    /// <summary>Whether y is too large to come from moments that are not positive.</summary>
    public bool Rejects(double[] y)
    {
        var lp = program.Copy();
        var (value, weights) = lp.Solve(y);
        if (value <= 0)
        {
            return false;
        }

        if (value > leastFavourable)
        {
            return true;
        }

        var along = covariance.Times(weights);
        var variance = Sums.Product(weights, along);
        if (!(variance > 1e-14 * covariance[0, 0]))
        {
            // A moment without noise is violated.
            return true;
        }

        double[] slope = [.. along.Select(a => a / variance)];
        double[] rest = [.. y.Select((v, i) => v - slope[i] * value)];
        var deviation = Math.Sqrt(variance);
        var low = Bound(lp, rest, slope, value, -1e5 * Math.Max(value, deviation));
        var high = Math.Min(leastFavourable, Bound(lp, rest, slope, value, 1e5 * Math.Max(value, deviation)));
        return Tail(value, low, high, deviation) < level;
    }

    /// <summary>
    /// How far the optimum can move with everything independent of it held fixed before other weights take over. The optimum along the line is convex and not below
    /// the line itself, so walking back from far away along the supporting weights ends at the bound.
    /// </summary>
    private static double Bound(MomentProgram lp, double[] rest, double[] slope, double value, double far)
    {
        var (at, side) = (value + far, Math.Sign(far));
        var small = 1e-15 * Math.Abs(far);
        var y = new double[rest.Length];
        for (var step = 0; step < 200; step++)
        {
            for (var i = 0; i < y.Length; i++)
            {
                y[i] = rest[i] + slope[i] * at;
            }

            var (reached, weights) = lp.Solve(y);
            if (reached <= at + Math.Max(small, 1e-11 * Math.Abs(at)))
            {
                return step == 0 ? side * double.PositiveInfinity : at;
            }

            var next = Sums.Product(weights, rest) / (1 - Sums.Product(weights, slope));
            if (!double.IsFinite(next) || side * (next - value) <= 0)
            {
                return value;
            }

            if (Math.Abs(next - at) <= Math.Max(small, 1e-12 * Math.Abs(at)))
            {
                return at;
            }

            at = next;
        }

        return at;
    }

    /// <summary>P(Z above value) for a normal of mean zero cut to low..high.</summary>
    internal static double Tail(double value, double low, double high, double deviation)
    {
        var (v, l, h) = (value / deviation, low / deviation, high / deviation);
        var (whole, above) = (Upper(l) - Upper(h), Upper(v) - Upper(h));
        if (whole > 1e-280)
        {
            return Math.Clamp(above / whole, 0, 1);
        }

        // Both bounds far out: the density falls so fast that only the distance to the lower bound counts.
        return Math.Clamp(Math.Exp((l - v) * (l + v) / 2), 0, 1);
    }

    private static double Upper(double z) => double.IsNegativeInfinity(z) ? 1 : double.IsPositiveInfinity(z) ? 0 : Distributions.NormalUpper(z);

    private double LeastFavourable(Matrix factor, double quantile, int draws, SeededRandom random)
    {
        var lp = program.Copy();
        var values = new double[draws];
        var z = new double[factor.Columns];
        for (var d = 0; d < draws; d++)
        {
            for (var k = 0; k < z.Length; k++)
            {
                z[k] = random.NextNormal();
            }

            values[d] = lp.Solve(factor.Times(z)).Value;
        }

        Array.Sort(values);
        return Math.Max(0, values[Math.Min(draws - 1, (int)Math.Ceiling(quantile * draws) - 1)]);
    }
}
