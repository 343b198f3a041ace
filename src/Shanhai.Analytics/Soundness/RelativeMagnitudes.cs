using Shanhai.Analytics.Numerics;

namespace Shanhai.Analytics.Soundness;

/// <summary>Builds the inequalities of relative magnitudes and inverts their test.</summary>
internal sealed class RelativeMagnitudes
{
    private readonly double[] estimates;
    private readonly Matrix factor;
    private readonly int before;
    private readonly double[] weights;
    private readonly ParallelTrendsOptions options;
    private readonly double centre;
    private readonly double error;

    public RelativeMagnitudes(double[] estimates, Matrix sigma, Matrix factor, int before, double[] weights, ParallelTrendsOptions options)
    {
        (this.estimates, this.factor, this.before, this.weights, this.options) = (estimates, factor, before, weights, options);
        var variance = 0.0;
        for (var i = 0; i < After; i++)
        {
            centre += weights[i] * estimates[before + i];
            for (var j = 0; j < After; j++)
            {
                variance += weights[i] * weights[j] * sigma[before + i, before + j];
            }
        }

        error = Math.Sqrt(variance);
    }

    public (double Lower, double Upper) Original
    {
        get
        {
            var reach = Distributions.NormalQuantile(0.5 + options.Level / 2) * error;
            return (centre - reach, centre + reach);
        }
    }

    private int After => estimates.Length - before;

    public RobustInterval Interval(double multiple, IProgress<double>? progress, CancellationToken cancellation)
    {
        // The identified set cannot be wider than the largest move can carry; 20 errors are left for noise, as in HonestDiD.
        var moves = Enumerable.Range(0, before).Max(s => Math.Abs((s == before - 1 ? 0 : estimates[s + 1]) - estimates[s]));
        var reach = 20 * error + weights.Select((w, i) => Math.Abs(w) * (i + 1)).Sum() * multiple * (moves + 5 * error);
        var parts = new (double Lower, double Upper)?[2 * before];
        SharedWork.Run(parts.Length, p => parts[p] = Part(multiple, p / 2, p % 2 == 0 ? 1 : -1, reach, (ulong)p), progress, cancellation);
        var found = parts.Where(p => p is not null).Select(p => p!.Value).ToArray();

        // Every value rejected in every part: the estimates contradict the restriction itself; the interval is the empty point at the estimate.
        return found.Length == 0 ? new RobustInterval(multiple, centre, centre) : new RobustInterval(multiple, found.Min(f => f.Lower), found.Max(f => f.Upper));
    }

    /// <summary>The interval if the largest move before the treatment was the one starting at period s, with this sign.</summary>
    private (double Lower, double Upper)? Part(double multiple, int s, int sign, double reach, ulong stream)
    {
        var rows = Inequalities(multiple, s, sign);
        var (lead, change) = Reparametrised();
        double[][] nuisance = [.. rows.Select(r => change.Select(c => Enumerable.Range(0, After).Sum(i => r[before + i] * c[i])).ToArray())];
        double[] effect = [.. rows.Select(r => Enumerable.Range(0, After).Sum(i => r[before + i] * lead[i]))];
        double[] level = [.. rows.Select(r => Sums.Product(r, estimates))];
        var half = new Matrix(rows.Count, estimates.Length);
        for (var i = 0; i < rows.Count; i++)
        {
            for (var k = 0; k < estimates.Length; k++)
            {
                for (var m = k; m < estimates.Length; m++)
                {
                    half[i, k] += rows[i][m] * factor[m, k];
                }
            }
        }

        var test = new ConditionalTest(nuisance, half.Times(half.Transposed()), half, 1 - options.Level, options.Draws, unchecked(options.Seed * 1_000_003 + stream));
        bool Accepts(double theta) => !test.Rejects([.. level.Select((y, i) => y - effect[i] * theta)]);
        var step = 2 * reach / (options.GridPoints - 1);
        double At(int g) => centre - reach + step * g;
        var (first, last) = (-1, -1);
        for (var g = 0; g < options.GridPoints && first < 0; g++)
        {
            first = Accepts(At(g)) ? g : -1;
        }

        for (var g = options.GridPoints - 1; first >= 0 && last < 0; g--)
        {
            last = Accepts(At(g)) ? g : -1;
        }

        return first < 0
            ? null
            : (first == 0 ? double.NegativeInfinity : Edge(Accepts, At(first - 1), At(first)),
               last == options.GridPoints - 1 ? double.PositiveInfinity : Edge(Accepts, At(last + 1), At(last)));
    }

    private static double Edge(Func<double, bool> accepts, double outside, double inside)
    {
        for (var i = 0; i < 12; i++)
        {
            var middle = 0.5 * (outside + inside);
            (outside, inside) = accepts(middle) ? (outside, middle) : (middle, inside);
        }

        return inside;
    }

    /// <summary>
    /// Moves |d(t+1) - d(t)| after the treatment at most Mbar times the signed move at s; rows over the coefficients, the reference period left out.
    /// With a single period after, the moves before are held to the one at s as well, as HonestDiD does.
    /// </summary>
    private List<double[]> Inequalities(double multiple, int s, int sign)
    {
        var rows = new List<double[]>();
        for (var t = After == 1 ? 0 : before; t < estimates.Length; t++)
        {
            foreach (var side in new[] { 1, -1 })
            {
                // Before the treatment move t runs from t to t + 1, after it from t - 1 to t: the reference period lies between.
                var row = new double[estimates.Length];
                var (from, to) = t < before ? (t, t + 1 < before ? t + 1 : -1) : (t > before ? t - 1 : -1, t);
                Add(row, from, -side);
                Add(row, to, side);
                Add(row, s, (t < before ? 1 : multiple) * sign);
                Add(row, s + 1 < before ? s + 1 : -1, -(t < before ? 1 : multiple) * sign);
                if (row.Any(x => x != 0))
                {
                    rows.Add(row);
                }
            }
        }

        return rows;
    }

    private static void Add(double[] row, int at, double value)
    {
        if (at >= 0)
        {
            row[at] += value;
        }
    }

    /// <summary>Effects after the treatment as the effect of interest times <c>Lead</c> plus free directions that leave it alone.</summary>
    private (double[] Lead, List<double[]> Free) Reparametrised()
    {
        var pivot = Enumerable.Range(0, After).MaxBy(i => Math.Abs(weights[i]));
        var lead = new double[After];
        lead[pivot] = 1 / weights[pivot];
        var free = new List<double[]>();
        for (var i = 0; i < After; i++)
        {
            if (i != pivot)
            {
                var direction = new double[After];
                (direction[i], direction[pivot]) = (1, -weights[i] / weights[pivot]);
                free.Add(direction);
            }
        }

        return (lead, free);
    }
}
