using System.Globalization;
using Shanhai.Analytics.Numerics;

namespace Shanhai.Analytics.Comparison;

/// <summary>
/// Treated rows compared with the untreated ones of their stratum: strata of the propensity score, or cells of coarsened covariates. As with pairs, the strata are drawn without looking at
/// an outcome.
/// </summary>
/// <remarks>
/// Untreated rows of stratum s weigh n1s/n0s. Effect = sum of n1s/n1 (mean treated - mean untreated); its variance sum of (n1s/n1)² (s1²/n1s + s0²/n0s), strata taken as given (Neyman), where every
/// stratum has two of either side. Oracle b05 <c>subclass6</c>, <c>cem_default</c> (MatchIt 4.7.1), 1e-8.
/// </remarks>
public sealed class StratifiedComparison
{
    private readonly bool[] treated;
    private readonly Covariates covariates;
    private readonly int[] stratum;
    private readonly Term convention;

    private StratifiedComparison(bool[] treated, Covariates covariates, int[] stratum, PropensityScore? score, Term convention)
    {
        (this.treated, this.covariates, this.stratum, Score, this.convention) = (treated, covariates, stratum, score, convention);
        var sides = stratum.Select((s, i) => (s, treated[i])).Where(p => p.s >= 0).CountBy(p => p).ToDictionary(p => p.Key, p => p.Value);
        Weights = [.. stratum.Select((s, i) => s < 0 ? 0 : treated[i] ? 1.0 : (double)sides[(s, true)] / sides[(s, false)])];
    }

    /// <summary>The score, where strata are made of it.</summary>
    public PropensityScore? Score { get; }

    /// <summary>Stratum of each row, from 0; -1 for rows left out because their cell has one side only.</summary>
    public IReadOnlyList<int> Stratum => stratum;

    /// <summary>Number of strata.</summary>
    public int Strata => stratum.Max() + 1;

    /// <summary>1 for treated rows in use; untreated rows weigh as many as there are treated for each untreated one of their stratum.</summary>
    public IReadOnlyList<double> Weights { get; }

    /// <summary>Treated rows in use.</summary>
    public int MatchedTreated => Enumerable.Range(0, treated.Length).Count(i => treated[i] && stratum[i] >= 0);

    /// <summary>Untreated rows in use.</summary>
    public int MatchedControls => Enumerable.Range(0, treated.Length).Count(i => !treated[i] && stratum[i] >= 0);

    /// <summary>Effective number of controls: (sum of weights)² / sum of squared weights.</summary>
    public double EffectiveControls => new Balancing(treated, Weights).EffectiveControls;

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

    /// <summary>Strata of equally many treated rows by propensity score.</summary>
    /// <param name="treated">Whether each row is treated.</param>
    /// <param name="covariates">Traits.</param>
    /// <param name="strata">How many, default 6.</param>
    /// <exception cref="RefusedException">Fewer than two strata; what <see cref="PropensityScore"/> refuses; a stratum without treated or untreated rows.</exception>
    /// <example><code>
    /// bool[] treated = [.. Enumerable.Range(0, 40).Select(i => i % 3 == 0)];
    /// var traits = Covariates.Of(new Column("age", treated.Select((t, i) => (double)(i * 7 % 11)).ToArray()));
    /// StratifiedComparison.ByScore(treated, traits, strata: 2).Strata // 2
    /// </code></example>
    public static StratifiedComparison ByScore(ReadOnlySpan<bool> treated, Covariates covariates, int strata = 6)
    {
        Refuse.Unless(strata >= 2, "至少分两层", "at least two strata");
        var score = PropensityScore.Of(treated, covariates);
        var rows = treated.ToArray();
        double[] own = [.. score.Scores.Where((_, i) => rows[i]).Order()];
        var ends = Enumerable.Range(1, strata - 1).Select(k => Quantile(own, (double)k / strata)).ToArray();
        int[] stratum = [.. score.Scores.Select(p => ends.Count(e => p >= e))];
        foreach (var s in Enumerable.Range(0, strata))
        {
            foreach (var side in new[] { true, false })
            {
                if (!stratum.Where((own, i) => own == s && rows[i] == side).Any())
                {
                    throw Refuse.With(Refusal.TooFew, $"第 {s + 1} 层没有{(side ? "受处理者" : "对照")}，请减少层数", $"stratum {s + 1} has no {(side ? "treated" : "untreated")} rows: ask for fewer strata");
                }
            }
        }

        return new StratifiedComparison(rows, covariates, stratum, score, new Term($"倾向值分为 {strata} 层", $"{strata} strata of the propensity score"));
    }

    /// <summary>Coarsened exact matching (Iacus, King and Porro 2012): rows that fall into the same bin of every covariate; cells with one side only are left out.</summary>
    /// <param name="treated">Whether each row is treated.</param>
    /// <param name="covariates">Traits; categories must agree.</param>
    /// <param name="bins">Equally wide bins of a covariate by name, 1 to leave it out; others get Sturges' number, log2(n) + 1 rounded up.</param>
    /// <exception cref="RefusedException">A number of bins below one, or of an unknown covariate; no cell with both sides.</exception>
    /// <example><code>
    /// bool[] treated = [true, false, true, false, true];
    /// var traits = Covariates.Of(new Column("age", new double[] { 20, 21, 60, 61, 40 }));
    /// StratifiedComparison.Coarsened(treated, traits, new Dictionary&lt;string, int> { ["age"] = 4 }).MatchedTreated // 2
    /// </code></example>
    public static StratifiedComparison Coarsened(ReadOnlySpan<bool> treated, Covariates covariates, IReadOnlyDictionary<string, int>? bins = null)
    {
        ArgumentNullException.ThrowIfNull(covariates);
        PropensityScore.TwoSides(treated, covariates.Rows);
        foreach (var (name, number) in bins ?? new Dictionary<string, int>())
        {
            _ = covariates[name];
            Refuse.Unless(number >= 1, "分组数至少为 1", "at least one bin");
        }

        var rows = treated.ToArray();
        var sturges = (int)Math.Ceiling(Math.Log2(rows.Length) + 1);
        var keys = new string[rows.Length];
        foreach (var (name, values) in covariates.All)
        {
            var number = bins is not null && bins.TryGetValue(name, out var given) ? given : sturges;
            var (low, high) = (values.Min(), values.Max());
            double[] inner = [.. Enumerable.Range(1, number - 1).Select(k => low + k * ((high - low) / number))];
            for (var i = 0; i < keys.Length; i++)
            {
                keys[i] += string.Create(CultureInfo.InvariantCulture, $"{inner.Count(e => values[i] >= e)} ");
            }
        }

        var cells = keys.Select((k, i) => (k, i)).GroupBy(p => p.k).Where(g => g.Any(p => rows[p.i]) && g.Any(p => !rows[p.i])).Select((g, s) => (g.Key, s)).ToDictionary(p => p.Key, p => p.s);
        return cells.Count > 0
            ? new StratifiedComparison(rows, covariates, [.. keys.Select(k => cells.GetValueOrDefault(k, -1))], null, new Term($"粗化精确匹配（{cells.Count} 格）", $"coarsened exact matching, {cells.Count} cells"))
            : throw Refuse.With(Refusal.NoComparison, "没有同时含受处理者与对照的格子，请减少分组数或变量", "no cell holds both sides: use fewer bins or covariates");
    }

    /// <summary>Average effect on the treated rows in use.</summary>
    /// <param name="outcomes">One per row.</param>
    /// <exception cref="RefusedException">Lengths differ; an outcome not finite.</exception>
    public Estimate Effect(ReadOnlySpan<double> outcomes)
    {
        Refuse.UnlessSameLength(treated.Length, outcomes.Length, "outcomes");
        Refuse.UnlessFinite(outcomes, "outcomes");
        var y = outcomes.ToArray();
        double n1 = MatchedTreated;
        Sum value = default, variance = default;
        var known = true;
        foreach (var cell in Enumerable.Range(0, y.Length).Where(i => stratum[i] >= 0).GroupBy(i => stratum[i]))
        {
            double[] one = [.. cell.Where(i => treated[i]).Select(i => y[i])], other = [.. cell.Where(i => !treated[i]).Select(i => y[i])];
            var (m1, m0) = (Sums.Of(one) / one.Length, Sums.Of(other) / other.Length);
            value.Add(one.Length / n1 * (m1 - m0));
            known &= one.Length > 1 && other.Length > 1;
            double Spread(double[] x, double mean) => x.Sum(v => (v - mean) * (v - mean)) / (x.Length - 1) / x.Length;
            variance.Add(known ? Math.Pow(one.Length / n1, 2) * (Spread(one, m1) + Spread(other, m0)) : 0);
        }

        return new Estimate
        {
            Measure = new("平均处理效应（受处理者）", "average effect on the treated"),
            Convention = convention,
            Value = value.Value,
            Count = MatchedTreated + MatchedControls,
            SumOfWeights = 2 * n1,
            StandardError = known ? Math.Sqrt(variance.Value) : null,
            Notes = [.. Remarks(), .. known ? [] : new[] { new Note("no-error", new Term("有的层某一侧只有一行，标准误无法估计", "some stratum has a single row on one side: no standard error")) }],
        };
    }

    /// <summary>Who was compared and how well, in a paragraph.</summary>
    public string Summary(Language language)
    {
        var worst = Balance.MaxBy(b => Math.Abs(b.Difference.After))!;
        return Term.Say(
            language,
            $"{convention.Chinese}：受处理 {treated.Count(t => t)} 个中 {MatchedTreated} 个可比，对照 {MatchedControls} 个（有效 {EffectiveControls:G3}）；标准化差异最大的是 {worst.Name}（{worst.Difference.After:G3}，之前 {worst.Difference.Before:G3}）。",
            $"{convention.English}: {MatchedTreated} of {treated.Count(t => t)} treated compared with {MatchedControls} controls (effective {EffectiveControls:G3}); largest standardised difference left: {worst.Name} ({worst.Difference.After:G3}, before {worst.Difference.Before:G3}).")
            + string.Concat(Remarks().Select(n => language == Language.Chinese ? n.Text.Chinese + "。" : " " + n.Text.English + "."));
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
            yield return new Note("unbalanced", new Term("仍有变量的标准化差异超过 0.25，两组不可比", "standardised differences above 0.25 remain: the groups are not comparable"));
        }

        foreach (var note in Score?.Notes ?? [])
        {
            yield return note;
        }
    }

    /// <summary>R's default quantile (type 7) of sorted values.</summary>
    private static double Quantile(double[] sorted, double p)
    {
        var at = (sorted.Length - 1) * p;
        var low = (int)Math.Floor(at + 4 * double.Epsilon);
        return low + 1 < sorted.Length ? sorted[low] + (at - low) * (sorted[low + 1] - sorted[low]) : sorted[low];
    }
}
