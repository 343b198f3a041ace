using Shanhai.Analytics.Numerics;

namespace Shanhai.Analytics.Poverty;

/// <summary>One indicator of multidimensional poverty.</summary>
/// <param name="Name">The indicator.</param>
/// <param name="Dimension">The dimension it belongs to.</param>
/// <param name="Weight">Its weight; the weights of all indicators sum to one.</param>
/// <param name="Deprived">1 deprived, 0 not, NaN missing, one per row.</param>
public sealed record Indicator(string Name, string Dimension, double Weight, ReadOnlyMemory<double> Deprived);

/// <summary>What to do with a row that misses an indicator.</summary>
public enum MissingIndicator
{
    /// <summary>Refuse. The default.</summary>
    Refuse,

    /// <summary>Leave the row out (reduced sample, the practice of OPHI); a note says how many.</summary>
    DropRow,
}

/// <summary>An indicator in a result.</summary>
/// <param name="Name">The indicator.</param>
/// <param name="Dimension">Its dimension.</param>
/// <param name="Weight">Its weight.</param>
/// <param name="Uncensored">Share of people deprived in it, poor or not.</param>
/// <param name="Censored">Share of people who are poor and deprived in it.</param>
/// <param name="Contribution">Weight times censored headcount; sums to M0.</param>
/// <param name="Share">Contribution over M0; NaN when M0 is zero.</param>
public sealed record IndicatorResult(string Name, string Dimension, double Weight, Estimate Uncensored, Estimate Censored, double Contribution, double Share);

/// <summary>Multidimensional poverty at one cut-off.</summary>
/// <param name="Cutoff">k: poor means a weighted deprivation score of at least k.</param>
/// <param name="Headcount">H, share of people who are poor.</param>
/// <param name="Intensity">A, mean score of the poor; null when nobody is poor.</param>
/// <param name="Adjusted">M0 = H A, mean score with the not-poor counting zero.</param>
/// <param name="Indicators">Headcounts and contributions.</param>
/// <param name="Dimensions">Contribution of each dimension to M0 and its share.</param>
public sealed record PovertyProfile(
    double Cutoff, Estimate Headcount, Estimate? Intensity, Estimate Adjusted,
    IReadOnlyList<IndicatorResult> Indicators, IReadOnlyList<(string Dimension, double Contribution, double Share)> Dimensions)
{
    /// <summary>The result in a paragraph.</summary>
    public string Summary(Language language) => Headcount.Summary(language) + " " + (Intensity is null ? "" : Intensity.Summary(language) + " ") + Adjusted.Summary(language);
}

/// <summary>One group's part in M0.</summary>
/// <param name="Name">The group.</param>
/// <param name="PopulationShare">Its share of the population.</param>
/// <param name="Profile">Its own measures.</param>
/// <param name="Share">Population share times its M0 over the overall M0.</param>
public sealed record GroupProfile(string Name, double PopulationShare, PovertyProfile Profile, double Share);

/// <summary>
/// Alkire-Foster counting measure of multidimensional poverty (Alkire and Foster 2011).
/// </summary>
/// <remarks>
/// Score c_i = sum_j w_j g_ij; poor when c_i + 1e-9 is at least k (six times 1/18 falls short of 1/3 in floating
/// point); H, A = M0/H as a ratio, M0, censored headcounts, contributions. Standard errors by linearisation over the
/// sampling design; intervals of shares by <see cref="Proportions.LogitInterval"/>. Oracle a05 (mpitbR 1.0.1, where k=33 means 0.33):
/// 1e-8, shares of single indicators 1e-7.
/// </remarks>
public sealed class AlkireFoster
{
    private const double Slack = 1e-9;
    private readonly IReadOnlyList<Indicator> indicators;
    private readonly double[] weights;
    private readonly double[] scores;
    private readonly SurveyDesign? design;
    private readonly Note[] notes;
    private readonly bool weighted;

    private AlkireFoster(IReadOnlyList<Indicator> indicators, double[] weights, double[] scores, SurveyDesign? design, Note[] notes, bool weighted)
    {
        (this.indicators, this.weights, this.scores, this.design, this.notes, this.weighted) = (indicators, weights, scores, design, notes, weighted);
    }

    /// <summary>Weighted deprivation score of each row; NaN for rows left out.</summary>
    public IReadOnlyList<double> Scores => scores;

    /// <summary>Checks the table and computes the scores.</summary>
    /// <param name="indicators">At least one; weights positive and summing to one within 1e-9.</param>
    /// <param name="weights">Population weights; empty means every row counts once.</param>
    /// <param name="design">With it every share carries a standard error.</param>
    /// <param name="missing">What to do with missing indicators.</param>
    /// <exception cref="RefusedException">No indicator, weights that do not sum to one, a value other than 0 and 1, lengths that differ, missing values without a convention.</exception>
    /// <example><code>
    /// // Three households, two indicators of equal weight; poor from half of the weight on.
    /// var poverty = AlkireFoster.Of([new("school", "education", 0.5, new double[] { 1, 0, 1 }), new("water", "living", 0.5, new double[] { 1, 0, 0 })]);
    /// poverty.At(0.5).Adjusted.Value // 0.5
    /// </code></example>
    public static AlkireFoster Of(
        IReadOnlyList<Indicator> indicators, ReadOnlySpan<double> weights = default, SurveyDesign? design = null, MissingIndicator missing = MissingIndicator.Refuse)
    {
        ArgumentNullException.ThrowIfNull(indicators);
        Refuse.IfFewer(indicators.Count, 1, "指标", "indicators");
        Refuse.Unless(
            indicators.All(i => i.Weight > 0) && Math.Abs(indicators.Sum(i => i.Weight) - 1) < Slack,
            "指标权重必须为正且合计为 1",
            "indicator weights must be positive and sum to one");
        var rows = indicators[0].Deprived.Length;
        var w = Weights(rows, weights);
        var scores = new double[rows];
        foreach (var indicator in indicators)
        {
            Refuse.UnlessSameLength(rows, indicator.Deprived.Length, indicator.Name);
            AddScores(indicator, w, scores, missing);
        }

        var dropped = 0;
        for (var i = 0; i < rows; i++)
        {
            if (double.IsNaN(scores[i]) && w[i] > 0)
            {
                w[i] = 0;
                dropped++;
            }
        }

        if (!w.Any(v => v > 0))
        {
            throw Refuse.With(Refusal.NoObservations, "没有可用的观测", "no usable observation");
        }

        if (design is not null)
        {
            Refuse.UnlessSameLength(design.Rows, rows, "indicators");
        }

        Note[] notes = dropped == 0 ? [] : [new Note("dropped", new Term($"{dropped} 行指标缺失，已剔除", $"{dropped} rows with missing indicators left out"))];
        return new AlkireFoster(indicators, w, scores, design, notes, !weights.IsEmpty);
    }

    /// <summary>All measures at one cut-off.</summary>
    /// <param name="cutoff">k, above 0 and at most 1.</param>
    public PovertyProfile At(double cutoff) => Profile(cutoff, weights);

    /// <summary>The measures of each group and its share in the overall M0. The groups' design is that of the whole sample.</summary>
    public IReadOnlyList<GroupProfile> ByGroup(double cutoff, Grouping groups)
    {
        ArgumentNullException.ThrowIfNull(groups);
        Refuse.UnlessSameLength(scores.Length, groups.Codes.Length, "groups");
        var overall = At(cutoff);
        var population = Sums.Of(weights);
        var result = new List<GroupProfile>();
        for (var g = 0; g < groups.Count; g++)
        {
            double[] own = [.. weights.Select((w, i) => groups.Codes[i] == g ? w : 0)];
            var size = Sums.Of(own);
            if (size > 0)
            {
                var profile = Profile(cutoff, own);
                var share = overall.Adjusted.Value == 0 ? double.NaN : size / population * profile.Adjusted.Value / overall.Adjusted.Value;
                result.Add(new GroupProfile(groups.Names[g], size / population, profile, share));
            }
        }

        return result;
    }

    /// <summary>H, M0 and A for every cut-off at which they change, in one pass: the robustness of a ranking over k.</summary>
    /// <returns>Distinct scores ascending; at each the measures with k equal to it.</returns>
    public IReadOnlyList<(double Cutoff, double Headcount, double Adjusted, double Intensity)> AllCutoffs()
    {
        // Scores are sums of few weights: a grid of 1e-9 joins those that differ by rounding alone.
        var cells = new Dictionary<long, (double Weight, double Score)>();
        for (var i = 0; i < scores.Length; i++)
        {
            if (weights[i] > 0 && scores[i] > Slack)
            {
                ref var cell = ref System.Runtime.InteropServices.CollectionsMarshal.GetValueRefOrAddDefault(cells, (long)Math.Round(scores[i] * 1e9), out _);
                cell = (cell.Weight + weights[i], scores[i]);
            }
        }

        var population = Sums.Of(weights);
        Sum poor = default, adjusted = default;
        var result = new List<(double, double, double, double)>();
        foreach (var (_, (weight, score)) in cells.OrderByDescending(c => c.Key))
        {
            poor.Add(weight);
            adjusted.Add(weight * score);
            result.Add((score, poor.Value / population, adjusted.Value / population, adjusted.Value / poor.Value));
        }

        result.Reverse();
        return result;
    }

    /// <summary>
    /// Change of H, A and M0 between two parts of the sample, such as two rounds. The design may hold both: clusters
    /// drawn in both rounds make the estimates dependent, and the error counts it. Intervals are normal.
    /// </summary>
    /// <param name="cutoff">k.</param>
    /// <param name="inFirst">Rows of the first round.</param>
    /// <param name="inLast">Rows of the last round.</param>
    /// <param name="years">Years between them, for the annual figures.</param>
    public IReadOnlyList<PovertyChange> Change(double cutoff, ReadOnlySpan<bool> inFirst, ReadOnlySpan<bool> inLast, double years)
    {
        Refuse.Unless(years > 0, "年数必须为正", "the number of years must be positive");
        Refuse.UnlessSameLength(scores.Length, inFirst.Length, "first");
        Refuse.UnlessSameLength(scores.Length, inLast.Length, "last");
        var (first, last) = (new double[scores.Length], new double[scores.Length]);
        for (var i = 0; i < scores.Length; i++)
        {
            (first[i], last[i]) = (inFirst[i] ? weights[i] : 0, inLast[i] ? weights[i] : 0);
        }

        double Poor(int i) => scores[i] + Slack >= cutoff ? 1 : 0;
        var (h0, h1) = (Proportions.Mean(first, Poor), Proportions.Mean(last, Poor));
        var (m0, m1) = (Proportions.Mean(first, i => Poor(i) * Score(i)), Proportions.Mean(last, i => Poor(i) * Score(i)));
        return
        [
            PovertyChange.Of("H", h0, h1, design, years),
            PovertyChange.Of("M0", m0, m1, design, years),
            PovertyChange.Of("A", Proportions.Ratio(m0, h0), Proportions.Ratio(m1, h1), design, years),
        ];
    }

    private double Score(int i) => double.IsNaN(scores[i]) ? 0 : scores[i];

    private PovertyProfile Profile(double cutoff, double[] w)
    {
        Refuse.Unless(cutoff is > 0 and <= 1, "贫困临界值必须大于 0 且不超过 1", "the cut-off must lie above 0 and at most 1");
        double Poor(int i) => scores[i] + Slack >= cutoff ? 1 : 0;
        var headcount = Proportions.Mean(w, Poor);
        var adjusted = Proportions.Mean(w, i => Poor(i) * Score(i));
        Estimate Of(string zh, string en, Proportions.Linear x) => x.ToEstimate(new Term(zh, en), design, notes, weighted);
        var items = indicators.Select(indicator =>
        {
            var raw = Proportions.Mean(w, i => double.IsNaN(indicator.Deprived.Span[i]) ? 0 : indicator.Deprived.Span[i]);
            var censored = Proportions.Mean(w, i => Poor(i) * (double.IsNaN(indicator.Deprived.Span[i]) ? 0 : indicator.Deprived.Span[i]));
            var part = indicator.Weight * censored.Value;
            return new IndicatorResult(
                indicator.Name,
                indicator.Dimension,
                indicator.Weight,
                Of($"{indicator.Name} 未删减发生率", $"{indicator.Name}: uncensored headcount", raw),
                Of($"{indicator.Name} 删减后发生率", $"{indicator.Name}: censored headcount", censored),
                part,
                adjusted.Value == 0 ? double.NaN : part / adjusted.Value);
        }).ToArray();
        return new PovertyProfile(
            cutoff,
            Of("多维贫困发生率 H", "multidimensional headcount H", headcount),
            headcount.Value == 0 ? null : Of("平均剥夺强度 A", "intensity A", Proportions.Ratio(adjusted, headcount)),
            Of("调整后多维贫困指数 M0", "adjusted headcount M0", adjusted),
            items,
            [.. items.GroupBy(i => i.Dimension).Select(g => (g.Key, g.Sum(i => i.Contribution), adjusted.Value == 0 ? double.NaN : g.Sum(i => i.Contribution) / adjusted.Value))]);
    }

    private static double[] Weights(int rows, ReadOnlySpan<double> weights)
    {
        if (weights.IsEmpty)
        {
            var ones = new double[rows];
            Array.Fill(ones, 1);
            return ones;
        }

        Refuse.UnlessSameLength(rows, weights.Length, "weights");
        Refuse.UnlessFinite(weights, "weights");
        for (var i = 0; i < rows; i++)
        {
            if (weights[i] < 0)
            {
                throw Refuse.With(Refusal.NegativeWeight, $"第 {i + 1} 行权数为负", $"row {i + 1} has a negative weight", i);
            }
        }

        return weights.ToArray();
    }

    private static void AddScores(Indicator indicator, double[] weights, double[] scores, MissingIndicator missing)
    {
        var column = indicator.Deprived.Span;
        for (var i = 0; i < column.Length; i++)
        {
            if (double.IsNaN(column[i]) && weights[i] > 0 && missing == MissingIndicator.Refuse)
            {
                throw Refuse.With(Refusal.NotFinite, $"指标“{indicator.Name}”第 {i + 1} 行缺失", $"indicator '{indicator.Name}': row {i + 1} is missing", i);
            }

            if (!double.IsNaN(column[i]) && column[i] is not (0 or 1))
            {
                throw Refuse.With(Refusal.InvalidOption, $"指标“{indicator.Name}”第 {i + 1} 行不是 0 或 1", $"indicator '{indicator.Name}': row {i + 1} is neither 0 nor 1", i);
            }

            scores[i] += indicator.Weight * column[i];
        }
    }
}
