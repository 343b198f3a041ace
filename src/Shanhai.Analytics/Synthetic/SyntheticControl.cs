using System.Globalization;
using Shanhai.Analytics.Numerics;

namespace Shanhai.Analytics.Synthetic;

/// <summary>A trait of the units before the treatment that the synthetic unit should share.</summary>
/// <param name="Name">Shown with its weight.</param>
/// <param name="ByUnit">One finite value for each unit.</param>
public sealed record Predictor(string Name, IReadOnlyDictionary<string, double> ByUnit);

/// <summary>How the importance of the predictors (V) is found.</summary>
public enum PredictorImportance
{
    /// <summary>
    /// Nested search for the V whose unit weights meet the outcome before the treatment best, from equal importance and from the regression
    /// of the outcome on the predictors, as Synth starts. The default.
    /// </summary>
    Searched,

    /// <summary>
    /// The same from each predictor leading in turn as well: finds lower losses than Synth (Becker and Klössner 2018), with other weights.
    /// </summary>
    SearchedWidely,

    /// <summary>All predictors, at unit variance, count the same.</summary>
    Equal,
}

/// <summary>One unit in the placebo comparison.</summary>
/// <param name="Unit">The unit that was taken as treated.</param>
/// <param name="Before">Root mean squared gap before the treatment.</param>
/// <param name="After">Root mean squared gap after.</param>
public sealed record PlaceboFit(string Unit, double Before, double After)
{
    /// <summary>After over before; infinite where the fit before is exact.</summary>
    public double Ratio => Before > 0 ? After / Before : double.PositiveInfinity;
}

/// <summary>Placebos in space: every control in turn taken as treated.</summary>
/// <param name="Treated">The treated unit.</param>
/// <param name="Controls">The controls that were kept.</param>
/// <param name="LeftOut">Controls whose fit before was too poor to compare with.</param>
/// <param name="P">Share of units, the treated counted, whose ratio is at least that of the treated: 1/(J+1) at best.</param>
public sealed record PlaceboComparison(PlaceboFit Treated, IReadOnlyList<PlaceboFit> Controls, IReadOnlyList<string> LeftOut, double P)
{
    /// <summary>The verdict in a sentence.</summary>
    public string Summary(Language language) => language == Language.Chinese
        ? $"安慰剂检验：{Treated.Unit} 处理后与处理前误差之比为 {Treated.Ratio:G4}，在 {Controls.Count + 1} 个单位中 p = {P:G3}（最小可能值 {1.0 / (Controls.Count + 1):G3}）。"
        : $"Placebo test: the ratio of errors after and before of {Treated.Unit} is {Treated.Ratio:G4}; among {Controls.Count + 1} units p = {P:G3} (lowest possible {1.0 / (Controls.Count + 1):G3}).";
}

/// <summary>
/// Synthetic control of one treated unit: controls weighted so that they resemble it before the treatment.
/// </summary>
/// <remarks>
/// Unit weights W(V) minimise sum_k v_k (x_1k - sum_j w_j x_jk)² on the simplex, predictors divided by their standard
/// deviation over all units; V is searched so that the outcome before the treatment is met best (Abadie, Diamond and
/// Hainmueller 2010, 2011). The inner problem is solved exactly; the outer one is not convex, and the search (downhill simplex from
/// fixed starting points, the same every time) promises a good V, not the best. Without predictors the outcomes before the treatment are
/// met directly, which is what V converges to when they are all predictors (Kaul et al. 2022). Oracle b06 (Synth 1.1-8): loss
/// not above the reference by more than 1 %, weights within 0.02; inner problem 1e-5.
/// </remarks>
public sealed record SyntheticControl
{
    private readonly TreatedBlock block;
    private readonly IReadOnlyList<Predictor> predictors;
    private readonly PredictorImportance importance;
    private readonly double[]? given;
    private readonly (int From, int To) fit;
    private readonly ControlFit solved;

    private SyntheticControl(TreatedBlock block, IReadOnlyList<Predictor> predictors, PredictorImportance importance, double[]? given, (int From, int To) fit)
    {
        (this.block, this.predictors, this.importance, this.given, this.fit) = (block, predictors, importance, given, fit);
        solved = ControlFit.Of(block, predictors, importance, given, fit, block.Controls.Count, [.. Enumerable.Range(0, block.Controls.Count)]);
    }

    /// <summary>Weights of the controls, on the simplex.</summary>
    public IReadOnlyList<Weight> UnitWeights => [.. block.Controls.Select((c, j) => new Weight(c, solved.Weights[j]))];

    /// <summary>V, summing to one; empty without predictors.</summary>
    public IReadOnlyList<Weight> PredictorWeights => [.. predictors.Select((p, k) => new Weight(p.Name, solved.Importance[k]))];

    /// <summary>Mean squared gap over the periods the fit was judged by.</summary>
    public double Loss => solved.Loss;

    /// <summary>Treated and synthetic outcome by period.</summary>
    public IReadOnlyList<PathPoint> Path => [.. block.Periods.Select((p, t) => new PathPoint(p, block[block.Controls.Count, t], solved.Outcome(t)))];

    /// <summary>Average gap over the treated periods; inference is by <see cref="Placebos"/>, so there is no standard error.</summary>
    public Estimate Effect => new()
    {
        Measure = new("平均处理效应（受处理单位）", "average effect on the treated"),
        Convention = new("经典合成控制", "classical synthetic control"),
        Value = Path.Skip(block.Before).Average(p => p.Gap),
        Count = block.Units * block.Periods.Count,
        SumOfWeights = block.Units * block.Periods.Count,
        Notes = solved.Weights.Max() > 0.99 ? [new Note("one-control", new Term("几乎全部权重落在一个对照上", "nearly all weight falls on one control"))] : [],
    };

    /// <summary>Finds the synthetic unit.</summary>
    /// <param name="block">Outcomes; exactly one treated unit.</param>
    /// <param name="predictors">Traits to share; empty to meet the outcomes before the treatment directly.</param>
    /// <param name="importance">How V is found.</param>
    /// <param name="fitFrom">First period the fit is judged by; default the first.</param>
    /// <param name="fitTo">Last period the fit is judged by; default the last before the treatment.</param>
    /// <param name="given">V as given by the reader, in the order of the predictors; null to find it.</param>
    /// <exception cref="RefusedException">Several treated units; a unit without a predictor; a predictor that does not vary; periods of fit not before the treatment.</exception>
    /// <example><code>
    /// // Four villages over 2018 to 2022; a joins in 2022 and gains 3 over the mean of b and c.
    /// string[] units = [.. "abcd".SelectMany(u => Enumerable.Repeat($"{u}", 5))];
    /// int[] years = [.. Enumerable.Range(0, 20).Select(i => 2018 + i % 5)];
    /// double[] y = [3, 4, 5, 7, 11, 2, 3, 5, 6, 7, 4, 5, 5, 8, 9, 9, 1, 8, 2, 3];
    /// var block = TreatedBlock.Of(units, years, y, [.. Enumerable.Range(0, 20).Select(i => i == 4)]);
    /// SyntheticControl.Of(block).Effect.Value // 3
    /// </code></example>
    public static SyntheticControl Of(
        TreatedBlock block, IReadOnlyList<Predictor>? predictors = null, PredictorImportance importance = PredictorImportance.Searched, int? fitFrom = null, int? fitTo = null,
        IReadOnlyList<double>? given = null)
    {
        ArgumentNullException.ThrowIfNull(block);
        Refuse.Unless(block.Treated.Count == 1, "合成控制只能有一个受处理单位；多个单位请用合成双重差分，或逐个估计", "one treated unit: for several use synthetic difference-in-differences, or estimate one at a time");
        Refuse.IfFewer(block.Controls.Count, 2, "对照单位", "controls");
        var (from, to) = (block.Periods.ToList().IndexOf(fitFrom ?? block.Periods[0]), block.Periods.ToList().IndexOf(fitTo ?? block.Periods[block.Before - 1]));
        Refuse.Unless(from >= 0 && to >= from && to < block.Before, "拟合时期必须位于处理之前", "the periods of fit must lie before the treatment");
        foreach (var predictor in predictors ?? [])
        {
            foreach (var unit in block.Controls.Concat(block.Treated))
            {
                if (!predictor.ByUnit.TryGetValue(unit, out var value) || !double.IsFinite(value))
                {
                    throw Refuse.With(Refusal.NotFinite, $"{unit} 缺少 {predictor.Name} 的有效数值", $"{unit} has no finite value of {predictor.Name}");
                }
            }
        }

        if (given is not null)
        {
            Refuse.UnlessSameLength(predictors?.Count ?? 0, given.Count, "given");
            Refuse.Unless(given.All(v => v >= 0 && double.IsFinite(v)) && given.Any(v => v > 0), "预测变量权重不得为负，且不得全为零", "weights of predictors are not negative and not all zero");
        }

        return new SyntheticControl(block, predictors ?? [], importance, given?.Select(v => v / given.Sum()).ToArray(), (from, to));
    }

    /// <summary>
    /// Takes each control in turn as treated (the treated unit left out of its donors) and compares ratios of errors after and before.
    /// </summary>
    /// <param name="worstFit">Controls whose error before exceeds this multiple of the treated unit's are left out; default keeps all.</param>
    /// <param name="progress">Told the share done.</param>
    /// <param name="cancellation">Checked for every control.</param>
    public PlaceboComparison Placebos(double worstFit = double.PositiveInfinity, IProgress<double>? progress = null, CancellationToken cancellation = default)
    {
        Refuse.Unless(worstFit > 0, "拟合误差倍数必须为正", "the multiple of the error is positive");
        Refuse.IfFewer(block.Controls.Count, 3, "对照单位", "controls");
        var treated = Fit(solved, block.Treated[0]);
        var fits = new PlaceboFit[block.Controls.Count];
        SharedWork.Run(fits.Length, u =>
        {
            int[] donors = [.. Enumerable.Range(0, fits.Length).Where(j => j != u)];
            fits[u] = Fit(ControlFit.Of(block, predictors, importance, given, fit, u, donors), block.Controls[u]);
        }, progress, cancellation);
        var kept = fits.Where(f => f.Before <= worstFit * treated.Before).ToList();
        return new PlaceboComparison(
            treated, kept, [.. fits.Except(kept).Select(f => f.Unit)], (1.0 + kept.Count(f => f.Ratio >= treated.Ratio)) / (1.0 + kept.Count));
    }

    /// <summary>Effect, weights and fit in a paragraph.</summary>
    public string Summary(Language language)
    {
        var largest = UnitWeights.Where(u => u.Value > 0.001).OrderByDescending(u => u.Value).Take(5).Select(u => $"{u.Name} {u.Value.ToString("F3", CultureInfo.InvariantCulture)}");
        return Effect.Summary(language) + (language == Language.Chinese
            ? $"权重最大的对照：{string.Join("、", largest)}；拟合均方误差 {Loss:G4}。"
            : $" Largest weights: {string.Join(", ", largest)}; mean squared error of fit {Loss:G4}.");
    }

    private PlaceboFit Fit(ControlFit control, string unit)
    {
        double Error(int from, int to) => Math.Sqrt(Enumerable.Range(from, to - from).Average(t => control.Gap(t) * control.Gap(t)));
        return new PlaceboFit(unit, Error(0, block.Before), Error(block.Before, block.Periods.Count));
    }
}
