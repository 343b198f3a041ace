using Shanhai.Analytics.Numerics;

namespace Shanhai.Analytics.Integrity;

/// <summary>Values minus the line, sorted, with their empirical distribution function; chooses bandwidths.</summary>
internal sealed class CentredSample
{
    // Constants of the pilot bandwidths for a normal reference density, uniform kernel (Cattaneo, Jansson and Ma 2018).
    private static readonly double[] Higher =
        [25884.444444494150957, 3430865.4551236177795, 845007948.04262602329, 330631733667.03808594, 187774809656037.3125, 145729502641999264, 146013502974449876992.0];

    private static readonly double[] Density =
        [4.8000000000000246914, 548.57142857155463389, 100800.00000020420703, 29558225.458100609481, 12896196859.612621307, 7890871468221.609375, 6467911284037581];

    private readonly double[] distinct;

    public CentredSample(ReadOnlySpan<double> values, double line, bool massPoints)
    {
        Refuse.UnlessFinite(values, "values");
        (X, _) = Sorting.Ascending(values, []);
        if (X.Length == 0 || line <= X[0] || line >= X[^1])
        {
            throw Refuse.With(Refusal.LineOutsideData, "标准线不在数据范围之内", "the line lies outside the data");
        }

        Y = new double[X.Length];
        var kept = new List<double>();
        for (int start = 0, end; start < X.Length; start = end)
        {
            for (end = start; end < X.Length && X[end] == X[start]; end++)
            {
            }

            for (var i = start; i < end; i++)
            {
                Y[i] = (massPoints ? end - 1 : i) / (X.Length - 1.0);
            }

            kept.Add(X[start] - line);
        }

        for (var i = 0; i < X.Length; i++)
        {
            Zero += X[i] < line ? 1 : 0;
            X[i] -= line;
        }

        distinct = [.. kept];
    }

    public double[] X { get; }

    public double[] Y { get; }

    public int Count => X.Length;

    /// <summary>Index of the first value on the right.</summary>
    public int Zero { get; }

    public bool HasMassPoints => distinct.Length < X.Length;

    /// <summary>Rows from..to inside the closed interval.</summary>
    public (int From, int To) Window(double low, double high)
    {
        var from = 0;
        while (from < Count && X[from] < low)
        {
            from++;
        }

        var to = Count;
        while (to > from && X[to - 1] > high)
        {
            to--;
        }

        return (from, to);
    }

    public (double Left, double Right) Choose(DensityOptions o)
    {
        Refuse.Unless(!(o.Restricted && o.Rule == DensityBandwidthRule.Each), "受限模型不能两侧各取带宽", "the restricted model needs one bandwidth");
        var h = Bandwidths(o);
        static double Middle(double a, double b, double c) => Math.Max(Math.Min(a, b), Math.Min(Math.Max(a, b), c));
        return o.Rule switch
        {
            DensityBandwidthRule.Each => (h.Left, h.Right),
            DensityBandwidthRule.Difference => (h.Difference, h.Difference),
            DensityBandwidthRule.Sum => (h.Sum, h.Sum),
            _ when o.Restricted => (Math.Min(h.Difference, h.Sum), Math.Min(h.Difference, h.Sum)),
            _ => (Middle(h.Left, h.Difference, h.Sum), Middle(h.Right, h.Difference, h.Sum)),
        };
    }

    public DensityBandwidths Bandwidths(DensityOptions o)
    {
        var p = o.Order;
        var (b, c) = Pilots(p, o.Regularise);
        var (bf, bt) = Window(-b, b);
        var (cf, ct) = Window(-c, c);
        Refuse.IfFewer(Math.Min(Math.Min(Zero - bf, bt - Zero), Math.Min(Zero - cf, ct - Zero)), p + 3, "一侧的观测", "observations on one side");
        var high = DensityFit.Of(X.AsSpan(bf, bt - bf), Y.AsSpan(bf, bt - bf), Count, b, b, p + 2, p + 1, o);
        var level = DensityFit.Of(X.AsSpan(cf, ct - cf), Y.AsSpan(cf, ct - cf), Count, c, c, p, 1, o);
        var (left, right) = Bias(p, high, level, o);
        double Best(double variance, double bias, double most, params ReadOnlySpan<double> least)
        {
            var h = Math.Pow(variance * Count * c / (2.0 * p * bias * bias * Count), 1.0 / (2 * p + 1));
            h = double.IsNaN(h) ? 0 : h;
            if (!o.Regularise)
            {
                return h;
            }

            h = Math.Min(h, most);
            foreach (var l in least)
            {
                h = Math.Max(h, l);
            }

            return h;
        }

        var (leftReach, rightReach) = (Math.Abs(distinct[0]), distinct[^1]);
        var (leftLeast, rightLeast) = Least(20 + p + 1);
        DensityBandwidthPart Part(int which, double bias, double most, params ReadOnlySpan<double> least) =>
            new(Best(level.Variance[which], bias, most, least), level.Variance[which] * Count * c, bias * bias);
        return new DensityBandwidths(
            Part(0, left, leftReach, leftLeast),
            Part(1, right, rightReach, rightLeast),
            Part(2, right - left, Math.Max(leftReach, rightReach), leftLeast, rightLeast),
            Part(3, right + left, Math.Max(leftReach, rightReach), leftLeast, rightLeast));
    }

    /// <summary>Ten windows growing from the one that holds 20 observations on each side.</summary>
    public IReadOnlyList<WindowCount> Windows(double hl, double hr)
    {
        const int Least = 20, Number = 10;
        var right = Count - Zero;
        var first = Math.Max(-X[Zero - Math.Min(Least, Zero)], X[Zero + Math.Min(Least, right) - 1]);
        var number = first >= hl || first >= hr ? 1 : Number;
        double Width(double h, int j) => first * Number > h ? first + j * (h - first) / (Number - 1) : first * (j + 1);
        var result = new List<WindowCount>();
        for (var j = 0; j < number; j++)
        {
            var (l, r) = number == 1 ? (first, first) : (Width(hl, j), Width(hr, j));
            var (from, to) = Window(-l, r);
            result.Add(new WindowCount(l, r, Zero - from, to - Zero, Distributions.BinomialTwoSided(Zero - from, to - from, 0.5)));
        }

        return result;
    }

    private static (double Left, double Right) Bias(int p, DensityFit high, DensityFit level, DensityOptions o)
    {
        if (!o.Restricted)
        {
            var (s, c, _) = DensityConstants.OneSided(p, o.Kernel);
            var constant = s.Inverse().Times(c)[1];
            return (high.LeftHigher * constant * (p % 2 == 0 ? 1 : -1), high.RightHigher * constant);
        }

        var (rs, rc, _) = DensityConstants.RightOfRestricted(p, o.Kernel);
        var psi = DensityConstants.Mirror(p);
        var bread = DensityConstants.Mix(rs, level.Right, psi.Times(rs).Times(psi), level.Left).Inverse();
        var mirrored = psi.Times(rc);
        double[] vector = [.. rc.Select((v, i) => high.LeftHigher * (level.Right * v + (p % 2 == 0 ? -1 : 1) * level.Left * mirrored[i]))];
        var bias = bread.Times(vector);
        return (bias[1], bias[2]);
    }

    private (double Higher, double Density) Pilots(int p, bool regularise)
    {
        var mean = Sums.Of(X) / Count;
        var deviation = Math.Sqrt(X.Sum(x => (x - mean) * (x - mean)) / (Count - 1));
        var z = mean / deviation;
        double Reference(int order) => 1 / (Math.Pow(DensityConstants.Hermite(z, order), 2) * Distributions.NormalDensity(z));
        var b = deviation * Math.Pow((2 * p + 1) / 4.0 * Reference(p + 2) * Higher[p - 1] / Count, 1.0 / (2 * p + 5));
        var c = deviation * Math.Pow(Reference(p) * Density[p - 1] / (2.0 * p * Count), 1.0 / (2 * p + 1));
        if (regularise)
        {
            var reach = Math.Max(Math.Abs(distinct[0]), Math.Abs(distinct[^1]));
            var (bl, br) = Least(20 + p + 2 + 1);
            var (cl, cr) = Least(20 + p + 1);
            b = Math.Max(Math.Min(b, reach), Math.Max(bl, br));
            c = Math.Max(Math.Min(c, reach), Math.Max(cl, cr));
        }

        return (b, c);
    }

    /// <summary>Distances that hold at least so many observations and distinct values.</summary>
    private (double Left, double Right) Least(int number)
    {
        var split = Array.FindIndex(distinct, d => d >= 0);
        var left = Math.Max(-X[Zero - Math.Min(Zero, number)], -distinct[split - Math.Min(split, number)]);
        var right = Math.Max(X[Zero + Math.Min(Count - Zero, number) - 1], distinct[split + Math.Min(distinct.Length - split, number) - 1]);
        return (left, right);
    }
}
