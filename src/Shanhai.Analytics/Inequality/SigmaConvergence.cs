using Shanhai.Analytics.Numerics;

namespace Shanhai.Analytics.Inequality;

/// <summary>The measure of spread whose change is followed.</summary>
public enum SigmaMeasure
{
    /// <summary>Population standard deviation (divisor n) of the logarithms. The default.</summary>
    LogDeviation,

    /// <summary>Coefficient of variation of the levels (divisor n).</summary>
    Variation,
}

/// <summary>Spread in two periods.</summary>
/// <param name="First">Spread in the first period.</param>
/// <param name="Last">Spread in the last period.</param>
/// <param name="Quotient">First over last: above 1 the gap narrows.</param>
/// <param name="F">Ratio of the sample variances (of logs, or of levels for the coefficient of variation).</param>
/// <param name="DegreesOfFreedom">n - 1 on both sides.</param>
/// <param name="PValue">Two-sided, description only: the same places are in both samples, so they are not independent.</param>
public sealed record SigmaChange(double First, double Last, double Quotient, double F, int DegreesOfFreedom, double PValue)
{
    /// <summary>The result in a paragraph.</summary>
    public string Summary(Language language) => Term.Say(
        language,
        $"离差由 {First:G5} 变为 {Last:G5}（F {F:G4}，P 值 {PValue:G3}；两期为同一批地方，F 检验只作描述）。",
        $"The spread went from {First:G5} to {Last:G5} (F {F:G4}, p-value {PValue:G3}; the same places twice, so the test is a description).");
}

/// <summary>Trend of the spread over years.</summary>
/// <param name="Spreads">Spread in each year.</param>
/// <param name="Constant">Constant of the regression on the year.</param>
/// <param name="Slope">Change of the spread per year: negative is convergence.</param>
/// <param name="RSquared">Share explained.</param>
public sealed record SigmaTrend(IReadOnlyList<double> Spreads, Coefficient Constant, Coefficient Slope, double RSquared)
{
    /// <summary>The result in a paragraph.</summary>
    public string Summary(Language language) => Term.Say(
        language,
        $"离差趋势：每年 {Slope.Value:G4}（标准误 {Slope.StandardError:G3}），R² {RSquared:G3}。",
        $"Trend of the spread: {Slope.Value:G4} a year (standard error {Slope.StandardError:G3}), R² {RSquared:G3}.");
}

/// <summary>Sigma convergence: does the spread between places shrink. Oracle a04 <c>sigma_*</c> (REAT 3.0.3).</summary>
public static class SigmaConvergence
{
    /// <summary>Spread of one period.</summary>
    /// <param name="levels">Levels of the places.</param>
    /// <param name="measure">Measure of spread.</param>
    /// <exception cref="RefusedException">Fewer than two places; levels not positive (for the coefficient of variation: a mean not positive).</exception>
    /// <example><code>SigmaConvergence.Spread([1, Math.E, Math.E * Math.E]) // 0.816497</code></example>
    public static double Spread(ReadOnlySpan<double> levels, SigmaMeasure measure = SigmaMeasure.LogDeviation)
    {
        var x = measure == SigmaMeasure.LogDeviation ? BetaConvergence.Logs(levels, "levels") : levels.ToArray();
        Refuse.UnlessFinite(x, "levels");
        Refuse.IfFewer(x.Length, 2, "地区", "places");
        var mean = Sums.Of(x) / x.Length;
        var deviation = Math.Sqrt(SampleVariance(x) * (x.Length - 1) / x.Length);
        if (measure == SigmaMeasure.LogDeviation)
        {
            return deviation;
        }

        return mean > 0
            ? deviation / mean
            : throw Refuse.With(Refusal.NonPositiveMean, "均值不为正，该指标没有意义", "the mean is not positive: the measure has no meaning");
    }

    /// <summary>Two periods compared.</summary>
    /// <param name="first">Levels at the start.</param>
    /// <param name="last">Levels at the end.</param>
    /// <param name="measure">Measure of spread.</param>
    /// <exception cref="RefusedException">As for <see cref="Spread"/>; lengths that differ.</exception>
    /// <example><code>SigmaConvergence.Between([1, 4, 16], [1, 2, 4]).Quotient // 2</code></example>
    public static SigmaChange Between(ReadOnlySpan<double> first, ReadOnlySpan<double> last, SigmaMeasure measure = SigmaMeasure.LogDeviation)
    {
        Refuse.UnlessSameLength(first.Length, last.Length, "last");
        var (a, b) = (Spread(first, measure), Spread(last, measure));
        var f = measure == SigmaMeasure.LogDeviation
            ? SampleVariance(BetaConvergence.Logs(first, "first")) / SampleVariance(BetaConvergence.Logs(last, "last"))
            : SampleVariance(first) / SampleVariance(last);
        var df = first.Length - 1;
        var upper = Distributions.FUpper(f, df, df);
        return new SigmaChange(a, b, a / b, f, df, 2 * Math.Min(upper, 1 - upper));
    }

    /// <summary>Regression of the spread on the year.</summary>
    /// <param name="years">At least three different years, in the order of the columns.</param>
    /// <param name="levels">One column of levels per year.</param>
    /// <param name="measure">Measure of spread.</param>
    /// <exception cref="RefusedException">As for <see cref="Spread"/>; fewer than three years.</exception>
    /// <example><code>SigmaConvergence.Trend([2019, 2020, 2021], [new("2019", new double[] { 1, 8 }), new("2020", new double[] { 1, 4 }), new("2021", new double[] { 1, 2 })]).Slope.Value &lt; 0 // true</code></example>
    public static SigmaTrend Trend(IReadOnlyList<double> years, IReadOnlyList<Column> levels, SigmaMeasure measure = SigmaMeasure.LogDeviation)
    {
        ArgumentNullException.ThrowIfNull(years);
        ArgumentNullException.ThrowIfNull(levels);
        Refuse.UnlessSameLength(years.Count, levels.Count, "levels");
        Refuse.IfFewer(years.Count, 3, "年份", "years");
        double[] spreads = [.. levels.Select(l => Spread(l.Values.Span, measure))];
        var x = new Matrix(years.Count, 2);
        for (var i = 0; i < years.Count; i++)
        {
            (x[i, 0], x[i, 1]) = (1, years[i]);
        }

        var fit = LeastSquares.Fit(x, spreads);
        var errors = fit.StandardErrors();
        Coefficient Of(string name, int j) => Coefficient.Of(name, fit.Coefficients[j], errors[j], fit.DegreesOfFreedom);

        return new SigmaTrend(spreads, Of("constant", 0), Of("year", 1), 1 - fit.ResidualSquares / (SampleVariance(spreads) * (spreads.Length - 1)));
    }

    private static double SampleVariance(ReadOnlySpan<double> x)
    {
        var mean = Sums.Of(x) / x.Length;
        var sum = default(Sum);
        foreach (var v in x)
        {
            sum.Add((v - mean) * (v - mean));
        }

        return sum.Value / (x.Length - 1);
    }
}
