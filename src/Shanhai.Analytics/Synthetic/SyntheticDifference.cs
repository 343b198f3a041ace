using System.Globalization;

namespace Shanhai.Analytics.Synthetic;

/// <summary>Which of the three estimators of the same family.</summary>
public enum SyntheticKind
{
    /// <summary>Unit and period weights with free levels (Arkhangelsky et al. 2021). The default.</summary>
    SyntheticDifference,

    /// <summary>Unit weights only, no level of its own, negligible ridge (synthdid's <c>sc_estimate</c>).</summary>
    SyntheticControl,

    /// <summary>Equal weights: plain difference-in-differences.</summary>
    DifferenceInDifferences,
}

/// <summary>How the weights are found.</summary>
public enum WeightSearch
{
    /// <summary>The exact minimum. The default.</summary>
    Exact,

    /// <summary>Stopped early and cut, as synthdid 0.0.9 does; to repeat its figures.</summary>
    AsSynthdid,
}

/// <summary>A name and its weight.</summary>
/// <param name="Name">Unit or period.</param>
/// <param name="Value">Not negative; the weights of a list sum to one (or are all zero where a kind uses none).</param>
public sealed record Weight(string Name, double Value);

/// <summary>The two paths in one period.</summary>
/// <param name="Period">The period.</param>
/// <param name="Treated">Mean of the treated units.</param>
/// <param name="Synthetic">The comparison, at the level of the treated before the treatment.</param>
public sealed record PathPoint(int Period, double Treated, double Synthetic)
{
    /// <summary>Treated minus comparison.</summary>
    public double Gap => Treated - Synthetic;
}

/// <summary>
/// Synthetic difference-in-differences, with synthetic control and difference-in-differences as its special cases: the
/// average effect on the treated units over the treated periods.
/// </summary>
/// <remarks>
/// Unit weights w minimise |a0 + Y_pre'w - mean treated|²/T0 + zeta²|w|², zeta = (N1 T1)^(1/4) noise; period weights l minimise
/// |b0 + Y_pre l - mean after|²/N0 + (1e-6 noise)²|l|² over the controls; both on the simplex. noise = standard deviation (n-1) of first
/// differences of the controls before the treatment. Effect = (mean treated - w'controls)(mean after - l'before).
/// Arkhangelsky, Athey, Hirshberg, Imbens and Wager (2021), AER 111(12). The weights are exact minima; synthdid 0.0.9
/// stops earlier and differs in the third or fourth digit (<see cref="WeightSearch.AsSynthdid"/> repeats it). Oracles b04 and b06: <c>*_exactQP</c> 1e-5, the others 1e-6. Units: those of the outcome.
/// </remarks>
/// <example><code>
/// var block = TreatedBlock.Of(["a", "a", "a", "b", "b", "b"], [1, 2, 3, 1, 2, 3], [1, 2, 3, 2, 3, 9], [false, false, false, false, false, true]);
/// SyntheticDifference.Of(block, SyntheticKind.DifferenceInDifferences).Effect.Value // 5
/// </code></example>
public sealed partial record SyntheticDifference
{
    private static readonly Dictionary<SyntheticKind, Term> Names = new()
    {
        [SyntheticKind.SyntheticDifference] = new("合成双重差分", "synthetic difference-in-differences"),
        [SyntheticKind.SyntheticControl] = new("合成控制（无截距）", "synthetic control without intercept"),
        [SyntheticKind.DifferenceInDifferences] = new("双重差分（等权）", "difference-in-differences with equal weights"),
    };

    private readonly TreatedBlock block;
    private readonly double[] units;
    private readonly double[] times;

    private SyntheticDifference(TreatedBlock block, SyntheticKind kind, WeightSearch search, double noise)
    {
        this.block = block;
        (Kind, Search, NoiseLevel) = (kind, search, noise);
        PeriodPenalty = 1e-6 * noise;
        UnitPenalty = kind == SyntheticKind.SyntheticDifference ? Math.Sqrt(Math.Sqrt((double)block.Treated.Count * block.After)) * noise : PeriodPenalty;
        var sample = Sample.Whole(block);
        (units, times) = Weigh(sample);
        Effect = new Estimate
        {
            Measure = new("平均处理效应（受处理单位）", "average effect on the treated"),
            Convention = Names[kind],
            Value = sample.Effect(units, times),
            Count = block.Units * block.Periods.Count,
            SumOfWeights = block.Units * block.Periods.Count,
            Notes = [.. Remarks()],
        };
    }

    /// <summary>The estimator.</summary>
    public SyntheticKind Kind { get; }

    /// <summary>How the weights were found.</summary>
    public WeightSearch Search { get; }

    /// <summary>The effect, without a standard error: take one from <see cref="Placebo"/>, <see cref="Jackknife"/> or <see cref="Bootstrap"/>.</summary>
    public Estimate Effect { get; }

    /// <summary>Weights of the controls.</summary>
    public IReadOnlyList<Weight> UnitWeights => [.. block.Controls.Select((c, j) => new Weight(c, units[j]))];

    /// <summary>Weights of the periods before; all zero for the synthetic control.</summary>
    public IReadOnlyList<Weight> PeriodWeights => [.. times.Select((l, t) => new Weight(block.Periods[t].ToString(CultureInfo.InvariantCulture), l))];

    /// <summary>Standard deviation of the yearly changes of the controls before the treatment.</summary>
    public double NoiseLevel { get; }

    /// <summary>zeta of the unit weights.</summary>
    public double UnitPenalty { get; }

    /// <summary>zeta of the period weights.</summary>
    public double PeriodPenalty { get; }

    /// <summary>Both paths, the comparison shifted so that its period-weighted level before the treatment is that of the treated.</summary>
    public IReadOnlyList<PathPoint> Path
    {
        get
        {
            var sample = Sample.Whole(block);
            var level = Enumerable.Range(0, block.Before).Sum(t => times[t] * (sample.TreatedMean(t) - sample.Comparison(units, t)));
            return [.. block.Periods.Select((p, t) => new PathPoint(p, sample.TreatedMean(t), sample.Comparison(units, t) + level))];
        }
    }

    /// <summary>Root mean squared gap before the treatment.</summary>
    public double FitBefore => Math.Sqrt(Path.Take(block.Before).Average(p => p.Gap * p.Gap));

    /// <summary>Estimates the effect.</summary>
    /// <param name="block">Outcomes and treatment.</param>
    /// <param name="kind">Which estimator.</param>
    /// <param name="search">How the weights are found.</param>
    /// <exception cref="RefusedException">Outcomes of the controls do not move before the treatment (no noise level).</exception>
    /// <example><code>
    /// // Four villages over 2018 to 2022; a joins in 2022 and gains 3 over the mean of b and c.
    /// string[] units = [.. "abcd".SelectMany(u => Enumerable.Repeat($"{u}", 5))];
    /// int[] years = [.. Enumerable.Range(0, 20).Select(i => 2018 + i % 5)];
    /// double[] y = [3, 4, 5, 7, 11, 2, 3, 5, 6, 7, 4, 5, 5, 8, 9, 9, 1, 8, 2, 3];
    /// var block = TreatedBlock.Of(units, years, y, [.. Enumerable.Range(0, 20).Select(i => i == 4)]);
    /// SyntheticDifference.Of(block).Effect.Value // 3
    /// </code></example>
    public static SyntheticDifference Of(TreatedBlock block, SyntheticKind kind = SyntheticKind.SyntheticDifference, WeightSearch search = WeightSearch.Exact)
    {
        ArgumentNullException.ThrowIfNull(block);
        var noise = Noise(block);
        if (kind != SyntheticKind.DifferenceInDifferences && !(noise > 0))
        {
            throw Refuse.With(Refusal.NoVariation, "对照单位在处理之前没有任何变动，无法确定权重", "the controls do not vary before the treatment: weights are not determined");
        }

        return new SyntheticDifference(block, kind, search, noise);
    }

    /// <summary>Effect, weights that matter and the fit, in a paragraph.</summary>
    /// <param name="language">Language.</param>
    /// <param name="error">A standard error taken from this estimate, if there is one.</param>
    public string Summary(Language language, ResampledError? error = null)
    {
        var effect = error is null ? Effect : Effect with { StandardError = error.StandardError };
        var largest = UnitWeights.Where(u => u.Value > 0.001).OrderByDescending(u => u.Value).Take(5).Select(u => $"{u.Name} {u.Value.ToString("F3", CultureInfo.InvariantCulture)}");
        var text = language == Language.Chinese
            ? $"受处理 {block.Treated.Count} 个、对照 {block.Controls.Count} 个，处理前 {block.Before} 期、处理后 {block.After} 期；权重最大的对照：{string.Join("、", largest)}；处理前拟合误差 {FitBefore:G4}。"
            : $" {block.Treated.Count} treated and {block.Controls.Count} control units, {block.Before} periods before and {block.After} after; largest weights: {string.Join(", ", largest)}; error of fit before {FitBefore:G4}.";
        return effect.Summary(language) + text + (error is null ? "" : (language == Language.Chinese ? "" : " ") + error.Summary(language));
    }

    private static double Noise(TreatedBlock block)
    {
        var changes = new List<double>();
        for (var u = 0; u < block.Controls.Count; u++)
        {
            for (var t = 1; t < block.Before; t++)
            {
                changes.Add(block[u, t] - block[u, t - 1]);
            }
        }

        if (changes.Count < 2)
        {
            return 0;
        }

        var mean = Numerics.Sums.Of([.. changes]) / changes.Count;
        return Math.Sqrt(Numerics.Sums.Of([.. changes.Select(c => (c - mean) * (c - mean))]) / (changes.Count - 1));
    }

    private (double[] Units, double[] Times) Weigh(Sample sample)
    {
        var (n, before) = (sample.Controls.Length, block.Before);
        if (Kind == SyntheticKind.DifferenceInDifferences)
        {
            return ([.. Enumerable.Repeat(1.0 / n, n)], [.. Enumerable.Repeat(1.0 / before, before)]);
        }

        var target = new double[before];
        for (var t = 0; t < before; t++)
        {
            target[t] = sample.TreatedMean(t);
        }

        var free = Kind == SyntheticKind.SyntheticDifference;
        var w = Fit((t, j) => block[sample.Controls[j], t], before, n, target, UnitPenalty, free);
        if (!free)
        {
            return (w, new double[before]);
        }

        var after = new double[n];
        for (var j = 0; j < n; j++)
        {
            after[j] = sample.MeanAfter(sample.Controls[j]);
        }

        return (w, Fit((j, t) => block[sample.Controls[j], t], n, before, after, PeriodPenalty, true));
    }

    private double[] Fit(Func<int, int, double> a, int rows, int columns, double[] target, double penalty, bool free) => Search == WeightSearch.Exact
        ? SimplexFit.Weights(a, rows, columns, target, penalty * penalty, free)
        : FrankWolfe.Weights(a, rows, columns, target, penalty * penalty, free, NoiseLevel);

    private IEnumerable<Note> Remarks()
    {
        if (block.Treated.Count == 1)
        {
            yield return new Note("one-treated", new Term("受处理单位只有一个，标准误只能用安慰剂法", "one treated unit: only the placebo standard error is defined"));
        }

        if (block.Controls.Count < 10)
        {
            yield return new Note("few-controls", new Term($"对照单位只有 {block.Controls.Count} 个，推断的分辨力有限", $"only {block.Controls.Count} controls: inference is coarse"));
        }
    }
}
