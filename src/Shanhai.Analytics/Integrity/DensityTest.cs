using Shanhai.Analytics.Numerics;

namespace Shanhai.Analytics.Integrity;

/// <summary>Kernel of the density test.</summary>
public enum DensityKernel
{
    /// <summary>1 - |u|, the default.</summary>
    Triangular,

    /// <summary>3/4 (1 - u^2).</summary>
    Epanechnikov,

    /// <summary>1/2.</summary>
    Uniform,
}

/// <summary>Variance of the density test.</summary>
public enum DensityVariance
{
    /// <summary>Jackknife, the default.</summary>
    Jackknife,

    /// <summary>Asymptotic plug-in.</summary>
    PlugIn,
}

/// <summary>Which bandwidth is taken.</summary>
public enum DensityBandwidthRule
{
    /// <summary>Median of own side, difference and sum (unrestricted); smaller of difference and sum (restricted). The default.</summary>
    Combined,

    /// <summary>Each side its own; not for the restricted model.</summary>
    Each,

    /// <summary>Best for the difference of densities.</summary>
    Difference,

    /// <summary>Best for the sum of densities.</summary>
    Sum,
}

/// <summary>Options of <see cref="DensityTest"/>; the defaults are those of rddensity.</summary>
public sealed record DensityOptions
{
    /// <summary>Order of the polynomial for which the bandwidth is best, 1 to 7, default 2.</summary>
    public int Order { get; init; } = 2;

    /// <summary>Order used for the test; default order + 1, which corrects the bias.</summary>
    public int? TestOrder { get; init; }

    /// <summary>Same distribution function and higher derivatives on both sides; default false.</summary>
    public bool Restricted { get; init; }

    /// <summary>Kernel.</summary>
    public DensityKernel Kernel { get; init; }

    /// <summary>Variance.</summary>
    public DensityVariance Variance { get; init; }

    /// <summary>Bandwidth rule, unless bandwidths are given.</summary>
    public DensityBandwidthRule Rule { get; init; }

    /// <summary>Bandwidths to the left and right; null means estimated.</summary>
    public (double Left, double Right)? Bandwidths { get; init; }

    /// <summary>Repeated values share the distribution function of the last; default true.</summary>
    public bool MassPoints { get; init; } = true;

    /// <summary>At least 20 + order + 1 observations and distinct values on each side; default true.</summary>
    public bool Regularise { get; init; } = true;
}

/// <summary>One bandwidth and what it was chosen by: it makes variance/(n h) plus bias² h^(2p) least.</summary>
/// <param name="Bandwidth">The bandwidth.</param>
/// <param name="Variance">Variance of the density times n h.</param>
/// <param name="SquaredBias">Squared leading bias.</param>
public sealed record DensityBandwidthPart(double Bandwidth, double Variance, double SquaredBias);

/// <summary>The four bandwidths of the selector: best for either side, their difference and their sum.</summary>
/// <param name="LeftPart">For the left density.</param>
/// <param name="RightPart">For the right density.</param>
/// <param name="DifferencePart">For the difference.</param>
/// <param name="SumPart">For the sum.</param>
public sealed record DensityBandwidths(DensityBandwidthPart LeftPart, DensityBandwidthPart RightPart, DensityBandwidthPart DifferencePart, DensityBandwidthPart SumPart)
{
    /// <summary>Best for the left density.</summary>
    public double Left => LeftPart.Bandwidth;

    /// <summary>Best for the right density.</summary>
    public double Right => RightPart.Bandwidth;

    /// <summary>Best for the difference.</summary>
    public double Difference => DifferencePart.Bandwidth;

    /// <summary>Best for the sum.</summary>
    public double Sum => SumPart.Bandwidth;
}

/// <summary>Binomial test in one window.</summary>
/// <param name="LeftWidth">Window to the left.</param>
/// <param name="RightWidth">Window to the right.</param>
/// <param name="LeftCount">Observations in it on the left.</param>
/// <param name="RightCount">Observations on the right.</param>
/// <param name="PValue">Two-sided exact probability for one half.</param>
public sealed record WindowCount(double LeftWidth, double RightWidth, int LeftCount, int RightCount, double PValue);

/// <summary>
/// Is there a jump in the density at a line: the trace of values moved across it.
/// </summary>
/// <remarks>
/// Cattaneo, Jansson and Ma (2018, 2020): T = (f+ - f-)/sqrt(V), local polynomial of order q = p + 1 at the bandwidth best
/// for order p. Left is below the line, right at or above it. Rounded data reject by rounding alone: with mass
/// points a note says so, use <see cref="Rounding"/> and <see cref="Bunching"/> beside it.
/// Oracle c01 (rddensity 3.0): 1e-6 at given bandwidths, 1e-4 with estimated ones.
/// </remarks>
public sealed record DensityTest
{
    /// <summary>The result in a paragraph.</summary>
    public string Summary(Language language) => Term.Say(
        language,
        $"线左密度 {Left:G5}，线右密度 {Right:G5}，T {T:G4}（P 值 {PValue:G3}），有效样本 {Effective.Left} 与 {Effective.Right}。",
        $"Density {Left:G5} left and {Right:G5} right of the line, T {T:G4} (p-value {PValue:G3}), effective sample {Effective.Left} and {Effective.Right}.") + " " + Evidence.Summary(language);

    /// <summary>Density just left of the line.</summary>
    public required double Left { get; init; }

    /// <summary>Density just right of it.</summary>
    public required double Right { get; init; }

    /// <summary>Right minus left.</summary>
    public required double Difference { get; init; }

    /// <summary>Standard error of the difference.</summary>
    public required double StandardError { get; init; }

    /// <summary>Difference over its error.</summary>
    public double T => Difference / StandardError;

    /// <summary>Two-sided normal probability.</summary>
    public double PValue => 2 * Distributions.NormalUpper(Math.Abs(T));

    /// <summary>Bandwidths used.</summary>
    public required (double Left, double Right) Bandwidths { get; init; }

    /// <summary>Observations on each side.</summary>
    public required (int Left, int Right) Counts { get; init; }

    /// <summary>Observations inside the bandwidths.</summary>
    public required (int Left, int Right) Effective { get; init; }

    /// <summary>Binomial tests in growing windows.</summary>
    public required IReadOnlyList<WindowCount> Windows { get; init; }

    /// <summary>The options.</summary>
    public required DensityOptions Options { get; init; }

    /// <summary>The verdict.</summary>
    public required Evidence Evidence { get; init; }

    /// <summary>Tests for a jump.</summary>
    /// <param name="values">Finite values.</param>
    /// <param name="line">The cut-off, inside the range of the values.</param>
    /// <param name="options">Default <see cref="DensityOptions"/>.</param>
    /// <exception cref="RefusedException">Line outside the data; too few values on a side for the order.</exception>
    /// <example><code>
    /// // 2,000 even values; a third of those just below 50 reported just above it.
    /// double[] values = [.. Enumerable.Range(0, 2000).Select(i => i * 0.05 + 0.025).Select(x => x > 45 &amp;&amp; x &lt; 50 &amp;&amp; (int)(x * 20) % 3 == 0 ? x + 5 : x)];
    /// DensityTest.Of(values, 50).PValue &lt; 0.01 // true
    /// </code></example>
    public static DensityTest Of(ReadOnlySpan<double> values, double line, DensityOptions? options = null)
    {
        var o = options ?? new DensityOptions();
        var q = o.TestOrder ?? o.Order + 1;
        Refuse.Unless(o.Order is >= 1 and <= 7 && q >= o.Order, "多项式阶数须为 1 至 7，检验阶数不得更低", "the order lies between 1 and 7 and the test order is not below it");
        var sample = new CentredSample(values, line, o.MassPoints);
        var h = o.Bandwidths ?? sample.Choose(o);
        Refuse.Unless(h.Left > 0 && h.Right > 0 && (!o.Restricted || h.Left == h.Right), "带宽必须为正，受限模型两侧须相等", "bandwidths must be positive, and equal in the restricted model");
        var (from, to) = sample.Window(-h.Left, h.Right);
        var effective = (sample.Zero - from, to - sample.Zero);
        Refuse.IfFewer(Math.Min(effective.Item1, effective.Item2), q + 2, "带宽内一侧的观测", "observations inside the bandwidth on one side");
        var fit = DensityFit.Of(sample.X.AsSpan(from, to - from), sample.Y.AsSpan(from, to - from), sample.Count, h.Left, h.Right, q, 1, o);
        var notes = new List<Note>();
        if (sample.HasMassPoints)
        {
            notes.Add(new Note("mass-points", new Term("数据有重复值；取整本身就可能产生断点，应与整数检验一并解读", "repeated values: rounding alone can cause a jump, read it with the test for round numbers")));
        }

        var result = new DensityTest
        {
            Left = fit.Left,
            Right = fit.Right,
            Difference = fit.Difference,
            StandardError = Math.Sqrt(fit.Variance[2]),
            Bandwidths = h,
            Counts = (sample.Zero, sample.Count - sample.Zero),
            Effective = effective,
            Windows = sample.Windows(h.Left, h.Right),
            Options = o,
            Evidence = Integrity.Evidence.FromP(1, new Term(string.Empty, string.Empty)),
        };
        return result with { Evidence = Integrity.Evidence.FromP(result.PValue, new Term("标准线处密度是否断裂", "jump of the density at the line"), notes) };
    }

    /// <summary>The four bandwidths of the selector.</summary>
    /// <param name="values">The variable, one per row.</param>
    /// <param name="line">The line inside the values.</param>
    /// <param name="options">Options, defaults where null.</param>
    /// <exception cref="RefusedException">As for <see cref="Of"/>.</exception>
    /// <example><code>
    /// double[] values = [.. Enumerable.Range(0, 2000).Select(i => Math.Sqrt(i))];
    /// DensityTest.SelectBandwidths(values, 20).Left > 0 // true
    /// </code></example>
    public static DensityBandwidths SelectBandwidths(ReadOnlySpan<double> values, double line, DensityOptions? options = null)
    {
        var o = options ?? new DensityOptions();
        return new CentredSample(values, line, o.MassPoints).Bandwidths(o);
    }
}
