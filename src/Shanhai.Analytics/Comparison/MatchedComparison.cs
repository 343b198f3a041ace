using System.Globalization;
using Shanhai.Analytics.Numerics;

namespace Shanhai.Analytics.Comparison;

/// <summary>
/// Treated rows with their nearest untreated ones: the design first, without looking at any outcome; effects afterwards.
/// </summary>
/// <remarks>
/// Greedy nearest neighbours; propensity in descending order of the score, other distances in row order, ties to the lowest row: MatchIt 4.7.1
/// <c>method = "nearest"</c>. With <see cref="MatchTies.Average"/> and replacement: Matching::Match 4.10-8. Oracle b05 (pairs exact, effects 1e-8,
/// Abadie-Imbens errors 1e-6).
/// </remarks>
public sealed class MatchedComparison
{
    private readonly bool[] treated;
    private readonly Covariates covariates;
    private readonly MatchOptions options;

    private MatchedComparison(bool[] treated, Covariates covariates, MatchOptions options, PropensityScore? score, List<MatchedPair> pairs)
    {
        (this.treated, this.covariates, this.options, Score, Pairs) = (treated, covariates, options, score, pairs);
        Weights = new double[treated.Length];
        var weights = (double[])Weights;
        foreach (var pair in pairs)
        {
            weights[pair.Treated] = 1;
            weights[pair.Control] += pair.Weight;
        }

        MatchedTreated = pairs.Select(p => p.Treated).Distinct().Count();
        MatchedControls = Enumerable.Range(0, treated.Length).Count(i => !treated[i] && weights[i] > 0);
    }

    /// <summary>The score, where the distance is propensity.</summary>
    public PropensityScore? Score { get; }

    /// <summary>Pairs by treated row.</summary>
    public IReadOnlyList<MatchedPair> Pairs { get; }

    /// <summary>Weight of each row: 1 for matched treated rows, the sum of shares for controls (together as many as matched treated rows).</summary>
    public IReadOnlyList<double> Weights { get; }

    /// <summary>Treated rows with a control.</summary>
    public int MatchedTreated { get; }

    /// <summary>Different controls in use.</summary>
    public int MatchedControls { get; }

    /// <summary>Effective number of controls: (sum of weights)² / sum of squared weights.</summary>
    public double EffectiveControls => new Balancing(treated, Weights).EffectiveControls;

    /// <summary>Finds the pairs.</summary>
    /// <param name="treated">Whether each row is treated.</param>
    /// <param name="covariates">Traits.</param>
    /// <param name="options">Distance, ratio, replacement, calipers, exact variables.</param>
    /// <param name="cancellation">Checked for every treated row.</param>
    /// <exception cref="RefusedException">Nobody on one side; collinear covariates; nobody within the caliper.</exception>
    /// <example><code>
    /// // The treated gain 10; controls are alike in area and age.
    /// bool[] treated = [true, false, true, false, true, false, false, false];
    /// var covariates = Covariates.Of(new Column("area", new double[] { 1, 1.1, 2, 2.1, 3, 3.1, 9, 2.2 }), new Column("age", new double[] { 5, 5, 3, 3, 4, 4, 9, 6 }));
    /// MatchedComparison.Of(treated, covariates, new() { Distance = MatchDistance.Mahalanobis }).Effect([20, 10, 22, 12, 24, 14, 40, 22]).Value // 10
    /// </code></example>
    public static MatchedComparison Of(ReadOnlySpan<bool> treated, Covariates covariates, MatchOptions? options = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(covariates);
        options ??= new MatchOptions();
        PropensityScore.TwoSides(treated, covariates.Rows);
        options.Check(covariates, treated.Length);
        var rows = treated.ToArray();
        var score = options.Distance == MatchDistance.Propensity ? PropensityScore.Of(treated, covariates) : null;
        int[] order = [.. Enumerable.Range(0, rows.Length).Where(i => rows[i])];
        if (score is not null)
        {
            order = [.. order.OrderByDescending(i => score.Scores[i])];
        }

        var pairs = new MatchSearch(rows, covariates, options, score?.Scores).Run(order, cancellation);
        if (pairs.Count == 0)
        {
            throw Refuse.With(Refusal.NoComparison, "没有任何受处理者找到可比的对照；请放宽卡尺或精确匹配条件", "no treated row has a control within reach: widen the caliper or ask for fewer exact variables");
        }

        return new MatchedComparison(rows, covariates, options, score, pairs);
    }

    /// <summary>Average effect on the matched treated rows, with the Abadie-Imbens standard error.</summary>
    /// <param name="outcomes">One per row.</param>
    /// <param name="biasAdjusted">Takes out what the covariates still differ within pairs, by a regression among the controls (Abadie and Imbens 2011).</param>
    /// <remarks>
    /// V = sum over treated of (effect_i - effect)²/N1² + s² sum over controls of (K² - KK)/N1², K and KK the sums of a control's weights and
    /// squared weights, s² half the mean squared deviation within pairs (Abadie and Imbens 2006, homoskedastic). Without replacement the second
    /// term is zero. The score is taken as known, which is conservative for the effect on the treated in most designs.
    /// </remarks>
    public Estimate Effect(ReadOnlySpan<double> outcomes, bool biasAdjusted = false)
    {
        Refuse.UnlessSameLength(treated.Length, outcomes.Length, "outcomes");
        Refuse.UnlessFinite(outcomes, "outcomes");
        Refuse.IfFewer(MatchedTreated, 2, "匹配成功的受处理者", "matched treated rows");
        var y = outcomes.ToArray();
        var adjust = biasAdjusted ? Adjustment(y) : _ => 0;
        var (own, squaredShares) = (new double[treated.Length], new double[treated.Length]);
        foreach (var p in Pairs)
        {
            own[p.Treated] += p.Weight * (y[p.Treated] - y[p.Control] - adjust(p));
            squaredShares[p.Control] += p.Weight * p.Weight;
        }

        var value = Sums.Of(own) / MatchedTreated;
        Sum spread = default, within = default, reuse = default;
        for (var i = 0; i < own.Length; i++)
        {
            if (treated[i] && Weights[i] > 0)
            {
                spread.Add((own[i] - value) * (own[i] - value));
            }
            else if (!treated[i])
            {
                reuse.Add(Weights[i] * Weights[i] - squaredShares[i]);
            }
        }

        foreach (var p in Pairs)
        {
            var e = y[p.Treated] - y[p.Control] - adjust(p) - value;
            within.Add(p.Weight * e * e);
        }

        var variance = (spread.Value + 0.5 * within.Value / MatchedTreated * reuse.Value) / ((double)MatchedTreated * MatchedTreated);
        return new Estimate
        {
            Measure = new("平均处理效应（受处理者）", "average effect on the treated"),
            Convention = Convention(biasAdjusted),
            Value = value,
            Count = MatchedTreated + MatchedControls,
            SumOfWeights = 2.0 * MatchedTreated,
            StandardError = Math.Sqrt(variance),
            Notes = [.. Remarks()],
        };
    }

    /// <summary>Balance of every covariate (and of the score) before and after.</summary>
    public IReadOnlyList<BalanceRow> Balance => new Balancing(treated, Weights).Rows(covariates, Score);

    /// <summary>Balance of other traits, such as those that had to agree exactly.</summary>
    /// <param name="others">Traits of the same rows.</param>
    /// <exception cref="RefusedException">Another number of rows.</exception>
    public IReadOnlyList<BalanceRow> BalanceOf(Covariates others)
    {
        ArgumentNullException.ThrowIfNull(others);
        Refuse.UnlessSameLength(treated.Length, others.Rows, "others");
        return new Balancing(treated, Weights).Rows(others, null);
    }

    /// <summary>Who was matched and how well, in a paragraph.</summary>
    public string Summary(Language language)
    {
        var worst = Balance.MaxBy(b => Math.Abs(b.Difference.After))!;
        var number = (double v) => v.ToString("G3", CultureInfo.InvariantCulture);
        var text = language == Language.Chinese
            ? $"{Convention(false).Chinese}：受处理 {treated.Count(t => t)} 个中 {MatchedTreated} 个匹配成功，使用对照 {MatchedControls} 个（有效 {number(EffectiveControls)}）；匹配后标准化差异最大的是 {worst.Name}（{number(worst.Difference.After)}，匹配前 {number(worst.Difference.Before)}）。"
            : $"{Convention(false).English}: {MatchedTreated} of {treated.Count(t => t)} treated matched with {MatchedControls} controls (effective {number(EffectiveControls)}); largest standardised difference left: {worst.Name} ({number(worst.Difference.After)}, before {number(worst.Difference.Before)}).";
        return text + string.Concat(Remarks().Select(n => language == Language.Chinese ? n.Text.Chinese + "。" : " " + n.Text.English + "."));
    }

    private Term Convention(bool biasAdjusted)
    {
        var (zh, en) = options.Distance switch
        {
            MatchDistance.Propensity => ("倾向值最近邻匹配", "nearest propensity score"),
            MatchDistance.Mahalanobis => ("马氏距离匹配（组内协方差）", "Mahalanobis distance, covariance within groups"),
            MatchDistance.MahalanobisAllRows => ("马氏距离匹配（总体协方差）", "Mahalanobis distance, covariance of all rows"),
            _ => ("标准化距离匹配", "standardised distance"),
        };
        return new Term(
            $"{zh}，1:{options.Ratio}，{(options.Replacement ? "可重复" : "不重复")}{(biasAdjusted ? "，偏差修正" : "")}",
            $"{en}, 1:{options.Ratio}, {(options.Replacement ? "with" : "without")} replacement{(biasAdjusted ? ", bias adjusted" : "")}");
    }

    private IEnumerable<Note> Remarks()
    {
        var lost = treated.Count(t => t) - MatchedTreated;
        if (lost > 0)
        {
            yield return new Note("unmatched", new Term($"{lost} 个受处理者没有对照，结果只代表其余部分", $"{lost} treated rows have no control: the result speaks for the others only"));
        }

        if (Balance.Any(b => Math.Abs(b.Difference.After) > 0.25))
        {
            yield return new Note("unbalanced", new Term("匹配后仍有变量的标准化差异超过 0.25，两组不可比", "standardised differences above 0.25 remain: the groups are not comparable"));
        }

        foreach (var note in Score?.Notes ?? [])
        {
            yield return note;
        }
    }

    /// <summary>What the covariates of a pair differ, times slopes among the controls in use (weighted by their use).</summary>
    private Func<MatchedPair, double> Adjustment(double[] y)
    {
        var x = covariates.Model();
        int[] used = [.. Enumerable.Range(0, treated.Length).Where(i => !treated[i] && Weights[i] > 0)];
        var design = new Matrix(used.Length, x.Columns + 1);
        for (var i = 0; i < used.Length; i++)
        {
            design[i, 0] = 1;
            x.Row(used[i]).CopyTo(design.Row(i)[1..]);
        }

        var slopes = LeastSquares.Fit(design, [.. used.Select(i => y[i])], [.. used.Select(i => Weights[i])]).Coefficients;
        return p =>
        {
            var sum = 0.0;
            for (var j = 0; j < x.Columns; j++)
            {
                sum += slopes[j + 1] * (x[p.Treated, j] - x[p.Control, j]);
            }

            return sum;
        };
    }
}
