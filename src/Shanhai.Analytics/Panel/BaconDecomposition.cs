using System.Globalization;

namespace Shanhai.Analytics.Panel;

/// <summary>Which comparison a two-by-two estimate makes.</summary>
public enum BaconKind
{
    /// <summary>A cohort against units never treated.</summary>
    TreatedAgainstNever,

    /// <summary>An earlier cohort against a later one that is not yet treated.</summary>
    EarlierAgainstLater,

    /// <summary>A later cohort against an earlier one that is already treated: wrong where effects grow.</summary>
    LaterAgainstEarlier,

    /// <summary>A cohort against units treated from the first period on.</summary>
    TreatedAgainstAlways,
}

/// <summary>One two-by-two comparison.</summary>
/// <param name="Kind">What is compared.</param>
/// <param name="Treated">First treated period of the cohort that changes.</param>
/// <param name="Comparison">First treated period of the comparison; null for never.</param>
/// <param name="Weight">Its weight in the two-way fixed-effects estimate; all weights are positive and sum to one.</param>
/// <param name="Estimate">Its difference in differences.</param>
public sealed record BaconComparison(BaconKind Kind, int Treated, int? Comparison, double Weight, double Estimate);

/// <summary>
/// Decomposition of the two-way fixed-effects estimate with one treatment dummy into all two-by-two comparisons
/// (Goodman-Bacon 2021). A large weight on later-against-earlier comparisons is a warning.
/// </summary>
/// <remarks>
/// With n the share of a cohort and D the share of its periods under treatment, the weight of k against never is
/// (n_k + n_U)² n(1-n) D(1-D)/V, n the share of k in the pair, V the variance of the demeaned dummy; pairs of treated
/// cohorts accordingly. Balanced panels only. Sum of weights times estimates equals the regression (a test).
/// </remarks>
public sealed class BaconDecomposition
{
    private BaconDecomposition(IReadOnlyList<BaconComparison> comparisons, PanelSample sample)
    {
        Comparisons = comparisons;
        Sample = sample;
    }

    /// <summary>All comparisons, by kind, cohort and comparison.</summary>
    public IReadOnlyList<BaconComparison> Comparisons { get; }

    /// <summary>What it rests on.</summary>
    public PanelSample Sample { get; }

    /// <summary>The two-way fixed-effects estimate.</summary>
    public double Estimate => Comparisons.Sum(c => c.Weight * c.Estimate);

    /// <summary>Weight and average estimate of one kind of comparison.</summary>
    public (double Weight, double Estimate) Of(BaconKind kind)
    {
        var chosen = Comparisons.Where(c => c.Kind == kind).ToArray();
        var weight = chosen.Sum(c => c.Weight);
        return (weight, weight > 0 ? chosen.Sum(c => c.Weight * c.Estimate) / weight : double.NaN);
    }

    /// <summary>Decomposes the regression of the outcome on treatment with unit and period effects.</summary>
    /// <param name="panel">A balanced panel.</param>
    /// <exception cref="RefusedException">Gaps; only one cohort and nobody to compare it with.</exception>
    /// <example><code>
    /// // 20 villages, 2016 to 2023; five join in 2020, five in 2022, ten never; joining is worth 2.
    /// int[] village = [.. Enumerable.Range(0, 160).Select(i => i / 8)], year = [.. Enumerable.Range(0, 160).Select(i => 2016 + i % 8)];
    /// int[] joined = [.. village.Select(v => v &lt; 5 ? 2020 : v &lt; 10 ? 2022 : 0)];
    /// double[] income = [.. village.Select((v, i) => v + 0.5 * (i % 8) + 0.1 * (i * 7 % 5) + (joined[i] > 0 &amp;&amp; year[i] >= joined[i] ? 2 : 0))];
    /// var panel = AdoptionPanel.Of(Grouping.Of(village), year, income, joined);
    /// BaconDecomposition.Of(panel).Comparisons.Sum(c => c.Weight) // 1
    /// </code></example>
    public static BaconDecomposition Of(AdoptionPanel panel)
    {
        ArgumentNullException.ThrowIfNull(panel);
        if (!panel.Sample.IsBalanced)
        {
            throw Refuse.With(Refusal.NotBalanced, "分解要求每个单位各期齐全", "the decomposition needs every unit in every period");
        }

        var groups = Groups(panel);
        var comparisons = new List<BaconComparison>();
        for (var a = 0; a < groups.Length; a++)
        {
            for (var b = a + 1; b < groups.Length; b++)
            {
                Compare(groups[a], groups[b], comparisons);
            }
        }

        var total = comparisons.Sum(c => c.Weight);
        if (!(total > 0))
        {
            throw Refuse.With(Refusal.NoComparison, "没有可比较的批次", "there is nothing to compare with");
        }

        return new BaconDecomposition([.. comparisons.Select(c => c with { Weight = c.Weight / total }).OrderBy(c => c.Kind).ThenBy(c => c.Treated).ThenBy(c => c.Comparison)], panel.Sample);
    }

    /// <summary>Estimate and weights by kind in a paragraph.</summary>
    public string Summary(Language language)
    {
        var zh = language == Language.Chinese;
        var inv = CultureInfo.InvariantCulture;
        var text = string.Create(inv, $"{(zh ? "Goodman-Bacon 分解：双向固定效应估计" : "Goodman-Bacon decomposition: two-way fixed effects")} {Estimate:G5}; ");
        foreach (var (kind, chinese, english) in Kinds)
        {
            if (Of(kind) is { Weight: > 0 } part)
            {
                text += string.Create(inv, $"{(zh ? chinese : english)}: {(zh ? "权重" : "weight")} {part.Weight:P1}, {part.Estimate:G5}; ");
            }
        }

        return text + Sample.Summary(language);
    }

    private static readonly (BaconKind, string, string)[] Kinds =
    [
        (BaconKind.TreatedAgainstNever, "处理组对从未处理", "treated against never treated"),
        (BaconKind.EarlierAgainstLater, "先处理对后处理", "earlier against later"),
        (BaconKind.LaterAgainstEarlier, "后处理对先处理（效应变化时有偏）", "later against already treated (biased where effects change)"),
        (BaconKind.TreatedAgainstAlways, "处理组对始终处理", "treated against always treated"),
    ];

    /// <summary>A cohort: first treated period, index of that period (0 always, T never), share of units, mean outcome by period.</summary>
    private sealed record Group(int Label, int Start, double Share, double[] Means)
    {
        /// <summary>Share of periods under treatment.</summary>
        public double Treated => 1 - (double)Start / Means.Length;

        public double Mean(int from, int to) => Means.AsSpan(from, to - from) is var part && part.Length > 0 ? Numerics.Sums.Of(part) / part.Length : 0;
    }

    private static Group[] Groups(AdoptionPanel panel)
    {
        var t = panel.Periods.Count;
        return [.. Enumerable.Range(0, panel.Units.Count).GroupBy(u => Start(panel, u)).OrderBy(g => g.Key).Select(g =>
        {
            var means = new double[t];
            foreach (var u in g)
            {
                for (var p = 0; p < t; p++)
                {
                    means[p] += panel.Outcome[u * t + p];
                }
            }

            var label = panel.Cohort[g.First()];
            return new Group(label, g.Key, (double)g.Count() / panel.Units.Count, [.. means.Select(m => m / g.Count())]);
        })];
    }

    private static int Start(AdoptionPanel panel, int unit)
    {
        var g = panel.Cohort[unit];
        if (g == AdoptionPanel.Never)
        {
            return panel.PeriodLabels.Length;
        }

        var at = Array.BinarySearch(panel.PeriodLabels, g);
        return at >= 0 ? at : ~at;
    }

    /// <summary>The comparisons of two cohorts, the first treated earlier; weights without the common factor 1/V.</summary>
    private static void Compare(Group early, Group late, List<BaconComparison> into)
    {
        var t = early.Means.Length;
        var pair = early.Share + late.Share;
        var share = early.Share / pair;
        var (dk, dl) = (early.Treated, late.Treated);
        var never = late.Start == t;
        var always = early.Start == 0;
        if (!always)
        {
            // The earlier changes while the later is not yet treated: periods before the later's start.
            var change = early.Mean(early.Start, late.Start) - early.Mean(0, early.Start);
            var other = late.Mean(early.Start, late.Start) - late.Mean(0, early.Start);
            var weight = pair * pair * share * (1 - share) * (dk - dl) * (1 - dk);
            into.Add(new BaconComparison(never ? BaconKind.TreatedAgainstNever : BaconKind.EarlierAgainstLater, early.Label, never ? null : late.Label, weight, change - other));
        }

        if (!never)
        {
            // The later changes while the earlier is already treated: periods from the earlier's start on.
            var change = late.Mean(late.Start, t) - late.Mean(early.Start, late.Start);
            var other = early.Mean(late.Start, t) - early.Mean(early.Start, late.Start);
            var weight = pair * pair * share * (1 - share) * dl * (dk - dl);
            into.Add(new BaconComparison(always ? BaconKind.TreatedAgainstAlways : BaconKind.LaterAgainstEarlier, late.Label, early.Label, weight, change - other));
        }
    }
}
