using Shanhai.Analytics.Numerics;

namespace Shanhai.Analytics.Panel;

/// <summary>What is done with rows that are alone in a level of a fixed effect: their residual is zero, they say nothing about slopes.</summary>
public enum Singletons
{
    /// <summary>Leave them out, again until none is left, and report how many (fixest from 0.13, reghdfe). The default.</summary>
    Drop,

    /// <summary>Keep them: they count as rows and levels, as in areg.</summary>
    Keep,
}

/// <summary>
/// Least squares with any number of fixed effects taken out (two-way fixed effects and more), balanced or not.
/// Estimate and variance are apart: the fit holds slopes and residuals, <see cref="With"/> gives the inference under
/// a chosen <see cref="Covariance"/>.
/// </summary>
/// <remarks>
/// y = X b + sum of effects + e. Slopes from the cross products of demeaned columns (Frisch, Waugh and Lovell). A column
/// the effects explain, or a combination of earlier columns, is left out and reported, never silently.
/// Oracles b01 and b02 <c>twfe_*</c>, b03 <c>feols_*</c>, <c>ols</c> (fixest 0.14.2, sandwich 3.0-2).
/// </remarks>
public sealed class PanelRegression
{
    private PanelRegression(Parts parts)
    {
        Names = parts.Names;
        Slopes = parts.Slopes;
        Columns = parts.Columns;
        Residual = parts.Residual;
        Bread = parts.Bread;
        Effects = parts.Effects;
        Kept = parts.Kept;
        RowsGiven = parts.RowsGiven;
        Absorbed = parts.Absorption;
        Omitted = parts.Omitted;
        WithinRSquared = parts.WithinRSquared;
        Notes = parts.Notes;
    }

    /// <summary>Names of the estimated slopes; "constant" comes first where no effect was given.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>The slopes, in the order of <see cref="Names"/>.</summary>
    public IReadOnlyList<double> Slopes { get; }

    /// <summary>Columns left out because they are collinear, in the order given.</summary>
    public IReadOnlyList<string> Omitted { get; }

    /// <summary>Rows used.</summary>
    public int Rows => Residual.Length;

    /// <summary>Rows given; more than <see cref="Rows"/> where singletons were left out.</summary>
    public int RowsGiven { get; }

    /// <summary>Levels of each fixed effect among the rows used.</summary>
    public IReadOnlyList<int> Levels => [.. Effects.Select(e => e.Count)];

    /// <summary>Iterations the slowest column needed; zero where the effects were solved directly.</summary>
    public int Iterations => Absorbed.Iterations;

    /// <summary>Residuals of the rows used.</summary>
    public ReadOnlyMemory<double> Residuals => Residual;

    /// <summary>Share of the variation left by the effects that the slopes explain.</summary>
    public double WithinRSquared { get; }

    /// <summary>What the reader has to know.</summary>
    public IReadOnlyList<Note> Notes { get; }

    /// <summary>Demeaned regressors, one array per slope.</summary>
    internal double[][] Columns { get; }

    internal double[] Residual { get; }

    /// <summary>(X'X)^-1 of the demeaned regressors.</summary>
    internal Matrix Bread { get; }

    internal Grouping[] Effects { get; }

    /// <summary>Rows used, by their place in the data; null when all are.</summary>
    internal int[]? Kept { get; }

    internal Absorption Absorbed { get; }

    /// <summary>Slopes plus levels of all effects, one level less for each effect after the first (fixest's count).</summary>
    internal int Parameters => Names.Count + Effects.Sum(e => e.Count) - Math.Max(0, Effects.Length - 1);

    /// <summary>Fits the slopes.</summary>
    /// <param name="outcome">One finite number a row.</param>
    /// <param name="regressors">Columns of the same length, finite.</param>
    /// <param name="effects">Fixed effects to take out, such as unit and period; none means a constant.</param>
    /// <param name="singletons">What is done with rows alone in a level.</param>
    /// <param name="cancel">Stops the work between columns.</param>
    /// <exception cref="RefusedException">Empty data, different lengths, NaN or infinity, fewer rows than parameters,
    /// all regressors collinear, no convergence.</exception>
    /// <example><code>
    /// // 20 villages, 2016 to 2023; five join in 2020, five in 2022, ten never; joining is worth 2.
    /// int[] village = [.. Enumerable.Range(0, 160).Select(i => i / 8)], year = [.. Enumerable.Range(0, 160).Select(i => 2016 + i % 8)];
    /// int[] joined = [.. village.Select(v => v &lt; 5 ? 2020 : v &lt; 10 ? 2022 : 0)];
    /// double[] income = [.. village.Select((v, i) => v + 0.5 * (i % 8) + 0.1 * (i * 7 % 5) + (joined[i] > 0 &amp;&amp; year[i] >= joined[i] ? 2 : 0))];
    /// double[] treated = [.. village.Select((_, i) => joined[i] > 0 &amp;&amp; year[i] >= joined[i] ? 1.0 : 0)];
    /// var fit = PanelRegression.Fit(income, [new("treated", treated)], [Grouping.Of(village), Grouping.Of(year)]);
    /// fit.Slopes[0] // 2
    /// </code></example>
    public static PanelRegression Fit(
        ReadOnlySpan<double> outcome,
        IReadOnlyList<Column> regressors,
        IReadOnlyList<Grouping> effects,
        Singletons singletons = Singletons.Drop,
        CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(regressors);
        ArgumentNullException.ThrowIfNull(effects);
        PanelChecks.Outcome(outcome);
        foreach (var column in regressors)
        {
            Refuse.UnlessSameLength(outcome.Length, column.Values.Length, column.Name);
            Refuse.UnlessFinite(column.Values.Span, column.Name);
        }

        foreach (var effect in effects)
        {
            Refuse.UnlessSameLength(outcome.Length, effect.Codes.Length, "effects");
        }

        double[][] columns = [.. regressors.Select(r => r.Values.ToArray())];
        return Fit(outcome.ToArray(), [.. regressors.Select(r => r.Name)], columns, [.. effects], singletons, cancel);
    }

    /// <summary>The same for columns the caller owns and gives away: they are overwritten.</summary>
    internal static PanelRegression Fit(
        double[] outcome,
        IReadOnlyList<string> names,
        double[][] columns,
        Grouping[] effects,
        Singletons singletons,
        CancellationToken cancel)
    {
        var notes = new List<Note>();
        var rowsGiven = outcome.Length;
        var kept = singletons == Singletons.Drop ? SingletonSearch.Kept(effects, outcome.Length) : null;
        if (kept is not null)
        {
            notes.Add(PanelNotes.Singletons(rowsGiven - kept.Length));
            Refuse.IfFewer(kept.Length, 2, "去除单例后的观测", "rows left without singletons");
            outcome = Rearranged.Of(outcome, kept);
            columns = [.. columns.Select(c => Rearranged.Of(c, kept))];
            effects = [.. effects.Select(e => Rearranged.Of(e, kept))];
        }

        if (effects.Length == 0)
        {
            names = ["constant", .. names];
            columns = [[.. Enumerable.Repeat(1.0, outcome.Length)], .. columns];
        }

        double[] before = [.. columns.Select(c => CrossProducts.Dot(c, c))];
        var absorption = new Absorption(effects, outcome.Length);
        absorption.Apply([outcome, .. columns], cancel);
        return Solve(outcome, names, columns, before, new Parts(effects, kept, rowsGiven, absorption, notes));
    }

    private static PanelRegression Solve(double[] y, IReadOnlyList<string> names, double[][] columns, double[] before, Parts parts)
    {
        var all = CrossProducts.Of([.. columns, y]);
        var absorbed = Enumerable.Range(0, columns.Length).Where(j => !(all[j, j] > 1e-18 * before[j])).ToArray();
        int[] left = [.. Enumerable.Range(0, columns.Length).Except(absorbed)];
        var (dropped, independent) = PivotedSolve.Independent(PivotedSolve.Restrict(all, left), 1e-11);
        int[] used = [.. independent.Select(j => left[j])];
        int[] omitted = [.. absorbed.Concat(dropped.Select(j => left[j])).Order()];
        if (used.Length == 0)
        {
            throw Refuse.With(Refusal.Singular, "固定效应已解释全部自变量，无法估计", "the fixed effects explain every regressor: nothing can be estimated");
        }

        if (omitted.Length > 0)
        {
            parts.Notes.Add(PanelNotes.Collinear([.. omitted.Select(j => names[j])]));
        }

        var bread = PivotedSolve.InverseDefinite(PivotedSolve.Restrict(all, used));
        double[] cross = [.. used.Select(j => all[j, columns.Length])];
        var slopes = bread.Times(cross);
        double[][] design = [.. used.Select(j => columns[j])];
        var total = all[columns.Length, columns.Length];
        Subtract(y, design, slopes);
        var fit = new PanelRegression(parts with
        {
            Names = [.. used.Select(j => names[j])],
            Omitted = [.. omitted.Select(j => names[j])],
            Slopes = slopes,
            Columns = design,
            Residual = y,
            Bread = bread,
            WithinRSquared = 1 - CrossProducts.Dot(y, y) / total,
        });
        if (fit.Rows <= fit.Parameters)
        {
            throw Refuse.With(Refusal.TooFew, $"观测 {fit.Rows} 个，参数 {fit.Parameters} 个，没有自由度", $"{fit.Rows} rows for {fit.Parameters} parameters: no degrees of freedom");
        }

        return fit;
    }

    /// <summary>Inference on the slopes under a covariance.</summary>
    public Inference With(Covariance covariance)
    {
        ArgumentNullException.ThrowIfNull(covariance);
        return covariance.Of(this);
    }

    internal int IndexOf(string name) => Estimated.IndexOf(name);

    internal Estimated Estimated => new(Names, Slopes, Rows, Levels, Notes);

    internal static void Subtract(double[] y, double[][] design, double[] slopes)
    {
        for (var j = 0; j < design.Length; j++)
        {
            var (x, b) = (design[j], slopes[j]);
            for (var i = 0; i < y.Length; i++)
            {
                y[i] -= b * x[i];
            }
        }
    }

    private sealed record Parts(Grouping[] Effects, int[]? Kept, int RowsGiven, Absorption Absorption, List<Note> Notes)
    {
        public IReadOnlyList<string> Names { get; init; } = [];

        public IReadOnlyList<string> Omitted { get; init; } = [];

        public double[] Slopes { get; init; } = [];

        public double[][] Columns { get; init; } = [];

        public double[] Residual { get; init; } = [];

        public Matrix Bread { get; init; } = new(0, 0);

        public double WithinRSquared { get; init; }
    }
}
