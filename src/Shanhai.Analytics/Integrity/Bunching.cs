using Shanhai.Analytics.Numerics;

namespace Shanhai.Analytics.Integrity;

/// <summary>Options of <see cref="Bunching"/>.</summary>
public sealed record BunchingOptions
{
    /// <summary>Width of a bin; bins are centred on the line, each closed on the left and open on the right.</summary>
    public required double BinWidth { get; init; }

    /// <summary>The window reaches this many bin widths to the left of the line; bins wholly inside it are used, so one less.</summary>
    public required int BinsLeft { get; init; }

    /// <summary>The same to the right.</summary>
    public required int BinsRight { get; init; }

    /// <summary>Index of the bin at the line.</summary>
    internal int Middle => BinsLeft - 1;

    /// <summary>Order of the counterfactual polynomial, default 9.</summary>
    public int Order { get; init; } = 9;

    /// <summary>Bins left of the line that belong to the excess, default 0.</summary>
    public int ExcludedLeft { get; init; }

    /// <summary>Bins right of the line that belong to the excess, default 0.</summary>
    public int ExcludedRight { get; init; }

    /// <summary>
    /// Integration constraint: the excess is taken from the right of the window, so the counterfactual there is raised
    /// in proportion until its area equals the observed one (Chetty et al. 2011). Default true.
    /// </summary>
    public bool Corrected { get; init; } = true;

    /// <summary>
    /// The correction stops when the excess moves by less than this many units; default 1, the rule of the reference
    /// package (its estimate is therefore not quite the fixed point; 1e-9 gives that).
    /// </summary>
    public double CorrectionTolerance { get; init; } = 1;

    /// <summary>Bases of round numbers (for example 5,000 and 10,000), each with a dummy for bins at its multiples.</summary>
    public IReadOnlyList<double> RoundNumbers { get; init; } = [];

    /// <summary>Bins with their own dummy, given by a value inside them.</summary>
    public IReadOnlyList<double> OwnEffects { get; init; } = [];

    /// <summary>Bootstrap draws of residuals, 0 for none.</summary>
    public int Draws { get; init; }

    /// <summary>Seed of the bootstrap.</summary>
    public ulong Seed { get; init; } = 1;
}

/// <summary>
/// Excess mass at a line over a polynomial counterfactual: how many units sit just at a target.
/// </summary>
/// <remarks>
/// counts_j = polynomial(j) + excess dummies + round-number dummies; B = sum of (count - counterfactual) over the excess
/// window; b = B over the mean counterfactual of that window. Oracle c04 (bunching 0.8.6), 1e-6.
/// </remarks>
/// <param name="Excess">B, in units.</param>
/// <param name="Normalised">b, in bins of the counterfactual.</param>
/// <param name="ExcessError">Bootstrap standard error of B; null without draws.</param>
/// <param name="NormalisedError">Bootstrap standard error of b.</param>
/// <param name="Bins">Middle of each bin.</param>
/// <param name="Counts">Observed counts.</param>
/// <param name="Counterfactual">Counts without the excess.</param>
/// <param name="Evidence">The verdict; without draws it rests on the residual variance.</param>
public sealed record Bunching(
    double Excess, double Normalised, double? ExcessError, double? NormalisedError,
    IReadOnlyList<double> Bins, IReadOnlyList<double> Counts, IReadOnlyList<double> Counterfactual, Evidence Evidence)
{
    /// <summary>The result in a paragraph.</summary>
    public string Summary(Language language) => Term.Say(
        language,
        $"超额数量 {Excess:G5}，为反事实的 {Normalised:G4} 倍组高。",
        $"Excess mass {Excess:G5}, {Normalised:G4} bins of the counterfactual.") + " " + Evidence.Summary(language);

    /// <summary>
    /// Elasticity of what is earned with respect to what is kept of it, at a kink where the marginal rate changes: b times the width of a bin over the line, over the relative change of the net rate (Saez 2010).
    /// </summary>
    /// <param name="before">Marginal rate below the line, for example 0.</param>
    /// <param name="after">Marginal rate above it.</param>
    /// <exception cref="RefusedException">Rates outside 0 and 1, or equal.</exception>
    /// <remarks>Oracle c04 <c>e</c>.</remarks>
    public double Elasticity(double before, double after)
    {
        Refuse.Unless(before is >= 0 and < 1 && after is >= 0 and < 1 && before != after, "边际比率须在 0 与 1 之间且两侧不同", "marginal rates lie between 0 and 1 and differ");
        return Normalised * (Bins[1] - Bins[0]) / Line / ((after - before) / (1 - before));
    }

    /// <summary>The line.</summary>
    public double Line { get; init; }

    /// <summary>Estimates the excess at a line.</summary>
    /// <param name="values">Finite values.</param>
    /// <param name="line">The line, for example 100,000 yuan.</param>
    /// <param name="options">Bins, polynomial, window.</param>
    /// <param name="progress">Told the share done.</param>
    /// <param name="cancellation">Checked between draws.</param>
    /// <exception cref="RefusedException">Line outside the data; all values equal; fewer bins than coefficients.</exception>
    /// <example><code>
    /// // 40 values in every bin of width 1, 100 more in the bin at 50.
    /// double[] values = [.. Enumerable.Range(30, 41).SelectMany(b => Enumerable.Repeat((double)b, b == 50 ? 140 : 40))];
    /// Math.Round(Bunching.Of(values, 50, new() { BinWidth = 1, BinsLeft = 15, BinsRight = 15, Order = 2, Corrected = false, Draws = 0 }).Excess, 6) // 100
    /// </code></example>
    public static Bunching Of(ReadOnlySpan<double> values, double line, BunchingOptions options, IProgress<double>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        var o = options;
        Refuse.UnlessFinite(values, "values");
        Refuse.Unless(o.BinWidth > 0 && o.BinsLeft > 1 && o.BinsRight > 1 && o.Order >= 0 && o.ExcludedLeft >= 0 && o.ExcludedRight >= 0, "分组设置无效", "the bins are not valid");
        var counts = new double[o.BinsLeft + o.BinsRight - 1];
        var (low, high) = (double.PositiveInfinity, double.NegativeInfinity);
        foreach (var v in values)
        {
            (low, high) = (Math.Min(low, v), Math.Max(high, v));

            // Closed on the left: [z - w/2, z + w/2).
            var j = (int)Math.Floor((v - line) / o.BinWidth + 0.5) + o.Middle;
            if (j >= 0 && j < counts.Length)
            {
                counts[j]++;
            }
        }

        if (!(low <= line && line <= high))
        {
            throw Refuse.With(Refusal.LineOutsideData, "标准线不在数据范围之内", "the line lies outside the data");
        }

        if (low == high)
        {
            throw Refuse.With(Refusal.TooFew, "数据全部相同，无从判断", "all values are equal: there is nothing to judge");
        }

        var model = new BunchingModel(line, o, counts.Length);
        var (excess, normalised, counterfactual, fitted) = model.Fit(counts);
        double? excessError = null, normalisedError = null;
        if (o.Draws > 1)
        {
            (excessError, normalisedError) = model.Bootstrap(counts, fitted, progress, cancellation);
        }

        var freedom = counts.Length - model.Columns;
        var residual = Math.Sqrt(counts.Select((c, j) => (c - fitted[j]) * (c - fitted[j])).Sum() / Math.Max(1, freedom));
        var error = excessError ?? residual * Math.Sqrt(o.ExcludedLeft + o.ExcludedRight + 1);
        var p = error > 0 ? Distributions.NormalUpper(excess / error) : excess > 0 ? 0 : 1;
        return new Bunching(
            excess, normalised, excessError, normalisedError, model.Bins, counts, counterfactual,
            Integrity.Evidence.FromP(p, new Term("标准线处是否异常聚集", "bunching at the line"))) { Line = line };
    }
}

/// <summary>The regression behind the estimate.</summary>
internal sealed class BunchingModel
{
    private readonly BunchingOptions o;
    private readonly Matrix design;
    private readonly bool[] excluded;
    private readonly int polynomial;

    public BunchingModel(double line, BunchingOptions options, int bins)
    {
        o = options;
        Bins = [.. Enumerable.Range(0, bins).Select(j => line + (j - o.Middle) * o.BinWidth)];
        excluded = [.. Enumerable.Range(0, bins).Select(j => j - o.Middle >= -o.ExcludedLeft && j - o.Middle <= o.ExcludedRight)];
        var columns = new List<double[]>();
        var scale = (double)Math.Max(o.BinsLeft, o.BinsRight);
        for (var k = 0; k <= o.Order; k++)
        {
            columns.Add([.. Enumerable.Range(0, bins).Select(j => Math.Pow((j - o.Middle) / scale, k))]);
        }

        foreach (var round in o.RoundNumbers)
        {
            columns.Add([.. Bins.Select((b, j) => !excluded[j] && Math.Abs(Math.IEEERemainder(b, round)) < 1e-9 * Math.Abs(round) ? 1.0 : 0)]);
        }

        foreach (var own in o.OwnEffects)
        {
            columns.Add([.. Bins.Select(b => Math.Abs(b - own) <= o.BinWidth / 2 ? 1.0 : 0)]);
        }

        polynomial = columns.Count;
        for (var j = 0; j < bins; j++)
        {
            if (excluded[j])
            {
                columns.Add([.. Enumerable.Range(0, bins).Select(i => i == j ? 1.0 : 0)]);
            }
        }

        columns = [.. columns.Where((c, k) => k <= o.Order || c.Any(v => v != 0))];
        polynomial = columns.Count - excluded.Count(e => e);
        Refuse.IfFewer(bins, columns.Count + 1, "组", "bins");
        design = new Matrix(bins, columns.Count);
        for (var j = 0; j < bins; j++)
        {
            for (var k = 0; k < columns.Count; k++)
            {
                design[j, k] = columns[k][j];
            }
        }
    }

    public IReadOnlyList<double> Bins { get; }

    public int Columns => design.Columns;

    public (double Excess, double Normalised, double[] Counterfactual, double[] Fitted) Fit(double[] counts)
    {
        var result = Once(counts, counts);
        if (!o.Corrected)
        {
            return result;
        }

        var above = Enumerable.Range(0, counts.Length).Where(j => j - o.Middle > o.ExcludedRight).ToArray();
        var mass = above.Sum(j => counts[j]);
        for (var turn = 0; turn < 1000; turn++)
        {
            var raised = (double[])counts.Clone();
            foreach (var j in above)
            {
                raised[j] *= 1 + result.Excess / mass;
            }

            var next = Once(raised, counts);
            var moved = Math.Abs(next.Excess - result.Excess);
            result = next;
            if (moved < o.CorrectionTolerance)
            {
                break;
            }
        }

        return result;
    }

    public (double Excess, double Normalised) Bootstrap(double[] counts, double[] fitted, IProgress<double>? progress, CancellationToken cancellation)
    {
        var residuals = counts.Select((c, j) => c - fitted[j]).ToArray();
        var (first, second) = (new double[o.Draws], new double[o.Draws]);
        SharedWork.Run(o.Draws, d =>
        {
            var random = new SeededRandom(o.Seed, (ulong)d);
            var drawn = fitted.Select(f => f + residuals[random.Next(residuals.Length)]).ToArray();
            (first[d], second[d], _, _) = Fit(drawn);
        }, progress, cancellation);

        return (Deviation(first), Deviation(second));
    }

    private (double Excess, double Normalised, double[] Counterfactual, double[] Fitted) Once(double[] response, double[] counts)
    {
        var fit = LeastSquares.Fit(design, response);
        var counterfactual = new double[response.Length];
        for (var j = 0; j < counterfactual.Length; j++)
        {
            counterfactual[j] = Sums.Product(design.Row(j)[..polynomial], fit.Coefficients.AsSpan(0, polynomial));
        }

        double excess = 0, height = 0;
        for (var j = 0; j < counts.Length; j++)
        {
            if (excluded[j])
            {
                excess += counts[j] - counterfactual[j];
                height += counterfactual[j];
            }
        }

        return (excess, excess / (height / excluded.Count(e => e)), counterfactual, [.. response.Select((r, j) => r - fit.Residuals[j])]);
    }

    private static double Deviation(double[] x)
    {
        var mean = x.Average();
        return Math.Sqrt(x.Sum(v => (v - mean) * (v - mean)) / (x.Length - 1));
    }
}
