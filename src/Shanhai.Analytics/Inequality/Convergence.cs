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
    /// <remarks>The model is the linear one in another parameter, so the fit is the same and lambda = -ln(1 + T beta)/T exactly.</remarks>
    public static BetaConvergence NonLinear(ReadOnlySpan<double> initial, ReadOnlySpan<double> final, double years)
    {
        var linear = Linear(initial, final, years);
        if (double.IsNaN(linear.Lambda))
        {
            throw Refuse.With(Refusal.NoVariation, "斜率超出非线性模型的范围", "the slope lies outside the range of the non-linear model");
        }

        // d beta / d lambda = -exp(-lambda T): Gauss-Newton ends where it starts, the error follows by that factor.
        var error = linear.Beta.StandardError / Math.Exp(-linear.Lambda * years);
        var t = linear.Lambda / error;
        var lambda = new Coefficient("lambda", linear.Lambda, error, t, Distributions.StudentTwoSided(t, linear.Count - 2));
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
        Coefficient Of(string name, int j)
        {
            var t = fit.Coefficients[j] / errors[j];
            return new Coefficient(name, fit.Coefficients[j], errors[j], t, Distributions.StudentTwoSided(t, fit.DegreesOfFreedom));
        }

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

/// <summary>Within estimation of yearly growth on the lagged level.</summary>
internal static class PanelConvergence
{
    public static BetaConvergence Fit(Grouping place, int[] period, double[] logs, bool periodEffects)
    {
        Refuse.UnlessSameLength(logs.Length, place.Codes.Length, "place");
        Refuse.UnlessSameLength(logs.Length, period.Length, "period");
        var at = new Dictionary<(int, int), double>();
        for (var i = 0; i < logs.Length; i++)
        {
            if (!at.TryAdd((place.Codes[i], period[i]), logs[i]))
            {
                throw Refuse.With(Refusal.Duplicate, $"第 {i + 1} 行与前面的地区和时期重复", $"row {i + 1} repeats a place and period", i);
            }
        }

        var cells = at.Keys.Where(k => at.ContainsKey((k.Item1, k.Item2 - 1))).Order().ToArray();
        Refuse.IfFewer(cells.Length, 3, "增长率", "growth rates");
        var growth = cells.Select(c => at[c] - at[(c.Item1, c.Item2 - 1)]).ToArray();
        var lag = cells.Select(c => at[(c.Item1, c.Item2 - 1)]).ToArray();
        var places = cells.Select(c => c.Item1).ToArray();
        var periods = cells.Select(c => c.Item2).Distinct().Order().ToArray();
        var times = cells.Select(c => periodEffects ? Array.BinarySearch(periods, c.Item2) : 0).ToArray();
        Sweep(growth, places, times);
        Sweep(lag, places, times);
        var variation = Sums.Product(lag, lag);
        if (!(variation > 1e-18 * lag.Length))
        {
            throw Refuse.With(Refusal.NoVariation, "扣除固定效应后起点水平没有差异", "no variation in the lagged level is left after the fixed effects");
        }

        var beta = Sums.Product(lag, growth) / variation;
        var scores = new Dictionary<int, double>();
        for (var i = 0; i < lag.Length; i++)
        {
            scores[places[i]] = scores.GetValueOrDefault(places[i]) + lag[i] * (growth[i] - beta * lag[i]);
        }

        Refuse.IfFewer(scores.Count, 2, "地区", "places");
        double g = scores.Count, n = lag.Length, k = 1 + (periodEffects ? periods.Length : 1);
        var error = Math.Sqrt(scores.Values.Sum(s => s * s) * (g / (g - 1)) * ((n - 1) / (n - k))) / variation;
        var lambda = BetaConvergence.Speed(beta, 1);
        var coefficient = new Coefficient("initial", beta, error, beta / error, Distributions.StudentTwoSided(beta / error, g - 1));
        var notes = new List<Note> { new("read-with-sigma", new Term("应与 σ 收敛一并解读", "read it together with sigma convergence")) };
        if (periods.Length < 10)
        {
            notes.Add(new Note("nickell", new Term("时期少于十个，固定效应估计偏向收敛", "fewer than ten periods: the within estimate is biased towards convergence (Nickell)")));
        }

        return new BetaConvergence
        {
            Coefficients = [coefficient],
            Beta = coefficient,
            Lambda = lambda,
            HalfLife = BetaConvergence.Half(lambda),
            Count = lag.Length,
            RSquared = double.NaN,
            Method = new Term("面板固定效应，按地区聚类", "panel with fixed effects, clustered by place"),
            Notes = notes,
        };
    }

    /// <summary>Takes out place and time means by turns until nothing moves; exact after one turn on balanced panels.</summary>
    private static void Sweep(double[] x, int[] places, int[] times)
    {
        for (var turn = 0; turn < 10_000; turn++)
        {
            var moved = Math.Max(Demean(x, places), Demean(x, times));
            if (moved < 1e-13)
            {
                break;
            }
        }
    }

    private static double Demean(double[] x, int[] group)
    {
        var (sum, n) = (new double[group.Max() + 1], new int[group.Max() + 1]);
        for (var i = 0; i < x.Length; i++)
        {
            sum[group[i]] += x[i];
            n[group[i]]++;
        }

        var moved = 0.0;
        for (var i = 0; i < x.Length; i++)
        {
            var mean = sum[group[i]] / n[group[i]];
            x[i] -= mean;
            moved = Math.Max(moved, Math.Abs(mean));
        }

        return moved;
    }
}
