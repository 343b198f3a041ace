using Shanhai.Analytics.Numerics;

namespace Shanhai.Analytics.Inequality;

/// <summary>
/// Beta convergence: do poorer places grow faster. Always read it with <see cref="SigmaConvergence"/>: beta alone is
/// Galton's fallacy.
/// </summary>
/// <remarks>
/// ln(y_T/y_0)/T = alpha + beta ln y_0 + controls; lambda = -ln(1 + T beta)/T, half-life ln 2/lambda (Barro and
/// Sala-i-Martin). REAT's <c>betaconv.speed</c> uses ln(1 + beta)/T with the annual slope, which counts T twice
/// (half-life 911 instead of 88 years on the German counties): not followed. Oracle a04 <c>beta_*</c>.
/// </remarks>
public sealed record BetaConvergence
{
    /// <summary>Constant, initial level (named "initial"), controls.</summary>
    public required IReadOnlyList<Coefficient> Coefficients { get; init; }

    /// <summary>The slope on the initial level, per year.</summary>
    public required Coefficient Beta { get; init; }

    /// <summary>Speed of convergence per year; NaN when 1 + T beta is not positive.</summary>
    public required double Lambda { get; init; }

    /// <summary>Years until half the gap is closed; NaN unless lambda is positive.</summary>
    public required double HalfLife { get; init; }

    /// <summary>Rows used.</summary>
    public required int Count { get; init; }

    /// <summary>Share of the variance explained; NaN for the panel and the non-linear form.</summary>
    public required double RSquared { get; init; }

    /// <summary>Which form this is.</summary>
    public required Term Method { get; init; }

    /// <summary>What the reader has to know.</summary>
    public required IReadOnlyList<Note> Notes { get; init; }

    /// <summary>
    /// Ordinary least squares, without or with controls (conditional convergence).
    /// </summary>
    /// <param name="initial">Levels at the start, positive.</param>
    /// <param name="final">Levels at the end, positive.</param>
    /// <param name="years">Length of the period.</param>
    /// <param name="controls">Further columns, such as dummies.</param>
    /// <exception cref="RefusedException">A level not positive, lengths that differ, fewer than three places, years not positive, controls that explain all.</exception>
    /// <example><code>
    /// // The poorer grow faster: beta is negative.
    /// BetaConvergence.Linear([100, 200, 400, 800], [200, 320, 560, 880], years: 10).Beta.Value &lt; 0 // true
    /// </code></example>
    public static BetaConvergence Linear(ReadOnlySpan<double> initial, ReadOnlySpan<double> final, double years, params IReadOnlyList<Column> controls)
    {
        ArgumentNullException.ThrowIfNull(controls);
        var (start, end) = (Logs(initial, "initial"), Logs(final, "final"));
        Refuse.UnlessSameLength(start.Length, end.Length, "final");
        NeedYears(years);
        var growth = new double[start.Length];
        for (var i = 0; i < growth.Length; i++)
        {
            growth[i] = (end[i] - start[i]) / years;
        }

        return OfGrowth(start, growth, years, controls);
    }

    /// <summary>
    /// Mean of the yearly log growth rates over a run of years, as REAT does when it is given every year: the slope is
    /// that of the mean of ln(y_t/y_(t-1)), which is the end-point slope when no year is missing.
    /// </summary>
    /// <param name="initial">Levels at the start.</param>
    /// <param name="growth">Growth per year of each place.</param>
    /// <param name="years">Length of the period used for the speed.</param>
    /// <param name="controls">Further columns.</param>
    /// <exception cref="RefusedException">As for <see cref="Linear"/>; a rate of growth not finite.</exception>
    /// <example><code>BetaConvergence.OfAnnualGrowth([100, 200, 400, 800], [0.08, 0.06, 0.04, 0.02], years: 10).Beta.Value * Math.Log(2) // -0.02</code></example>
    public static BetaConvergence OfAnnualGrowth(ReadOnlySpan<double> initial, ReadOnlySpan<double> growth, double years, params IReadOnlyList<Column> controls)
    {
        NeedYears(years);
        Refuse.UnlessFinite(growth, "growth");
        return OfGrowth(Logs(initial, "initial"), growth.ToArray(), years, controls);
    }

    /// <summary>
    /// Non-linear least squares on growth = alpha - (1 - exp(-lambda T))/T ln y_0, started from the linear slope:
    /// the speed and its own standard error at once (reported as the coefficient "lambda").
    /// </summary>
    /// <param name="initial">Levels at the start, positive.</param>
    /// <param name="final">Levels at the end, positive.</param>
    /// <param name="years">Length of the period.</param>
    /// <remarks>The model is the linear one in another parameter, so the fit is the same and lambda = -ln(1 + T beta)/T exactly.</remarks>
    /// <exception cref="RefusedException">As for <see cref="Linear"/>; a slope outside the range of the model.</exception>
    /// <example><code>BetaConvergence.NonLinear([100, 200, 400, 800], [200, 320, 560, 890], years: 10).Lambda > 0 // true</code></example>
    public static BetaConvergence NonLinear(ReadOnlySpan<double> initial, ReadOnlySpan<double> final, double years)
    {
        var linear = Linear(initial, final, years);
        if (double.IsNaN(linear.Lambda))
        {
            throw Refuse.With(Refusal.NoVariation, "斜率超出非线性模型的范围", "the slope lies outside the range of the non-linear model");
        }

        // d beta / d lambda = -exp(-lambda T): Gauss-Newton ends where it starts, the error follows by that factor.
        var error = linear.Beta.StandardError / Math.Exp(-linear.Lambda * years);
        var lambda = Coefficient.Of("lambda", linear.Lambda, error, linear.Count - 2);
        return linear with
        {
            Coefficients = [linear.Coefficients[0], lambda],
            Method = new Term("非线性最小二乘", "non-linear least squares"),
        };
    }

    /// <summary>
    /// Panel form: yearly log growth on the lagged log level with a fixed effect per place (and per period when
    /// asked), errors clustered by place with the factor G/(G-1) (N-1)/(N-K), K counting slopes and period effects.
    /// </summary>
    /// <param name="place">Place of each row.</param>
    /// <param name="period">Whole periods; a place needs the period before to give a growth rate, gaps give none.</param>
    /// <param name="levels">Positive levels.</param>
    /// <param name="periodEffects">Whether to take out period means as well (recommended).</param>
    /// <remarks>Within estimates of beta are biased downwards in short panels (Nickell 1981); a note says so below 10 periods.</remarks>
    /// <exception cref="RefusedException">A level not positive, a place and period twice, fewer than three growth rates, no variation left.</exception>
    /// <example><code>
    /// // Three places over five years, each closing half of its gap to its own path every year.
    /// var place = Grouping.Of(["a", "a", "a", "a", "a", "b", "b", "b", "b", "b", "c", "c", "c", "c", "c"]);
    /// int[] year = [0, 1, 2, 3, 4, 0, 1, 2, 3, 4, 0, 1, 2, 3, 4];
    /// BetaConvergence.Panel(place, year, [.. year.Select((t, i) => Math.Exp(i / 5 + (1 + i / 5) * Math.Pow(0.5, t)))], periodEffects: false).Beta.Value // -0.5
    /// </code></example>
    public static BetaConvergence Panel(Grouping place, ReadOnlySpan<int> period, ReadOnlySpan<double> levels, bool periodEffects = true)
    {
        ArgumentNullException.ThrowIfNull(place);
        return PanelConvergence.Fit(place, period.ToArray(), Logs(levels, "levels"), periodEffects);
    }

    /// <summary>One readable paragraph.</summary>
    public string Summary(Language language)
    {
        var inv = System.Globalization.CultureInfo.InvariantCulture;
        var text = language == Language.Chinese
            ? string.Create(inv, $"β 收敛（{Method.Chinese}）：斜率 {Beta.Value:G5}（标准误 {Beta.StandardError:G4}，P 值 {Beta.PValue:G3}）；收敛速度每年 {Lambda:G4}，半程 {HalfLife:G4} 年；样本 {Count}。")
            : string.Create(inv, $"Beta convergence ({Method.English}): slope {Beta.Value:G5} (standard error {Beta.StandardError:G4}, p-value {Beta.PValue:G3}); speed {Lambda:G4} a year, half-life {HalfLife:G4} years; {Count} rows.");
        return text + string.Concat(Notes.Select(n => language == Language.Chinese ? n.Text.Chinese + "。" : " " + n.Text.English + "."));
    }

    internal static double Speed(double beta, double years) => 1 + years * beta > 0 ? -double.LogP1(years * beta) / years : double.NaN;

    internal static double Half(double lambda) => lambda > 0 ? Math.Log(2) / lambda : double.NaN;

    private static BetaConvergence OfGrowth(double[] start, double[] growth, double years, IReadOnlyList<Column> controls)
    {
        Refuse.UnlessSameLength(start.Length, growth.Length, "growth");
        Refuse.IfFewer(start.Length, 3 + controls.Count, "地区", "places");
        var x = new Matrix(start.Length, 2 + controls.Count);
        for (var j = 0; j < controls.Count; j++)
        {
            Refuse.UnlessSameLength(start.Length, controls[j].Values.Length, controls[j].Name);
            Refuse.UnlessFinite(controls[j].Values.Span, controls[j].Name);
        }

        for (var i = 0; i < start.Length; i++)
        {
            (x[i, 0], x[i, 1]) = (1, start[i]);
            for (var j = 0; j < controls.Count; j++)
            {
                x[i, 2 + j] = controls[j].Values.Span[i];
            }
        }

        var fit = LeastSquares.Fit(x, growth);
        var errors = fit.StandardErrors();
        Coefficient Of(string name, int j) => Coefficient.Of(name, fit.Coefficients[j], errors[j], fit.DegreesOfFreedom);

        var mean = growth.Average();
        var lambda = Speed(fit.Coefficients[1], years);
        return new BetaConvergence
        {
            Coefficients = [Of("constant", 0), Of("initial", 1), .. controls.Select((c, j) => Of(c.Name, 2 + j))],
            Beta = Of("initial", 1),
            Lambda = lambda,
            HalfLife = Half(lambda),
            Count = start.Length,
            RSquared = 1 - fit.ResidualSquares / growth.Sum(g => (g - mean) * (g - mean)),
            Method = controls.Count == 0
                ? new Term("最小二乘，无条件", "least squares, unconditional")
                : new Term("最小二乘，条件收敛", "least squares, conditional"),
            Notes = [new Note("read-with-sigma", new Term("应与 σ 收敛一并解读", "read it together with sigma convergence"))],
        };
    }

    private static void NeedYears(double years) =>
        Refuse.Unless(years > 0 && double.IsFinite(years), "年数必须为正", "the number of years must be positive");

    internal static double[] Logs(ReadOnlySpan<double> levels, string name)
    {
        Refuse.UnlessFinite(levels, name);
        var logs = new double[levels.Length];
        for (var i = 0; i < logs.Length; i++)
        {
            logs[i] = levels[i] > 0
                ? Math.Log(levels[i])
                : throw Refuse.With(Refusal.NonPositiveValue, $"{name} 第 {i + 1} 行不为正，无法取对数", $"{name}: row {i + 1} is not positive, no logarithm", i);
        }

        return logs;
    }
}
