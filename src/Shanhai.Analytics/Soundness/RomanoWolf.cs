using System.Globalization;
using Shanhai.Analytics.Numerics;

namespace Shanhai.Analytics.Soundness;

/// <summary>One hypothesis after the adjustment.</summary>
/// <param name="Name">Outcome.</param>
/// <param name="Effect">Estimate; the statistic itself where only statistics were given.</param>
/// <param name="Statistic">Estimate over its error.</param>
/// <param name="Single">Bootstrap probability of this hypothesis alone.</param>
/// <param name="Adjusted">Probability adjusted for all hypotheses.</param>
public sealed record AdjustedHypothesis(string Name, double Effect, double Statistic, double Single, double Adjusted);

/// <summary>
/// Stepdown adjustment that learns the dependence between hypotheses from a bootstrap, so that it is less severe than Holm's.
/// </summary>
/// <remarks>
/// Hypotheses by descending |t|; the k-th is adjusted to (1 + #draws with max over the k-th and all smaller of |t*| at or above |t_k|)/(1 + draws),
/// then made monotone. t* are centred at the estimates. Romano and Wolf (2005, 2016). Controls the chance of any false finding asymptotically.
/// </remarks>
/// <param name="Hypotheses">In the order given.</param>
/// <param name="Draws">Bootstrap draws.</param>
/// <param name="Seed">Seed; null where the draws were given.</param>
public sealed record RomanoWolf(IReadOnlyList<AdjustedHypothesis> Hypotheses, int Draws, ulong? Seed)
{
    /// <summary>Adjusts statistics by given bootstrap draws of them, centred at the estimates.</summary>
    /// <param name="names">One for each hypothesis.</param>
    /// <param name="statistics">Studentised estimates.</param>
    /// <param name="draws">Draws by row, hypotheses by column: (estimate* - estimate)/error*.</param>
    /// <exception cref="RefusedException">Sizes differ; no draws; values not finite.</exception>
    /// <example><code>RomanoWolf.Of(["income", "health"], [3, 0.5], [[0.2, 0.1], [1.1, 0.3], [0.4, 0.9]]).Hypotheses.Select(h => h.Adjusted) // 0.25, 0.5</code></example>
    public static RomanoWolf Of(IReadOnlyList<string> names, ReadOnlySpan<double> statistics, IReadOnlyList<double[]> draws)
    {
        ArgumentNullException.ThrowIfNull(names);
        ArgumentNullException.ThrowIfNull(draws);
        Refuse.UnlessSameLength(names.Count, statistics.Length, "statistics");
        Refuse.IfFewer(statistics.Length, 1, "假设", "hypotheses");
        Refuse.IfFewer(draws.Count, 1, "重复", "draws");
        Refuse.UnlessFinite(statistics, "statistics");
        foreach (var draw in draws)
        {
            Refuse.UnlessSameLength(names.Count, draw.Length, "draws");
            Refuse.UnlessFinite(draw, "draws");
        }

        return Adjust(names, statistics.ToArray(), statistics.ToArray(), draws, null);
    }

    /// <summary>
    /// Differences between treated and untreated means of several outcomes, adjusted together: bootstrap of rows (or whole clusters) within each arm.
    /// </summary>
    /// <param name="treated">Whether each row is treated.</param>
    /// <param name="outcomes">Outcomes, one value per row each.</param>
    /// <param name="clusters">Cluster of each row (every cluster wholly in one arm); null for single rows.</param>
    /// <param name="draws">Draws, default 2,000.</param>
    /// <param name="seed">Seed; the result is the same on any number of threads.</param>
    /// <param name="progress">Told the share done.</param>
    /// <param name="cancellation">Checked at every draw.</param>
    /// <exception cref="RefusedException">One arm is empty or has one cluster; a cluster in both arms; an outcome that does not vary.</exception>
    /// <example><code>
    /// bool[] treated = [.. Enumerable.Range(0, 40).Select(i => i % 2 == 0)];
    /// RomanoWolf.OfDifferences(treated, [new("income", treated.Select((t, i) => (t ? 5 : 0) + i % 7 * 0.3).ToArray()), new("health", treated.Select((_, i) => i % 5 * 1.0).ToArray())], draws: 200).Hypotheses[0].Adjusted &lt; 0.05 // true
    /// </code></example>
    public static RomanoWolf OfDifferences(
        ReadOnlySpan<bool> treated, IReadOnlyList<Column> outcomes, Grouping? clusters = null, int draws = 2000, ulong seed = 1,
        IProgress<double>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(outcomes);
        Refuse.IfFewer(outcomes.Count, 1, "结果变量", "outcomes");
        Refuse.Unless(draws >= 99, "重复次数至少为 99", "at least 99 draws");
        var totals = new ArmTotals(treated.ToArray(), outcomes, clusters);
        var (effects, errors) = totals.Estimate(null);
        for (var k = 0; k < effects.Length; k++)
        {
            if (!(errors[k] > 0))
            {
                throw Refuse.With(Refusal.NoVariation, $"{outcomes[k].Name} 在各组之内没有变化", $"{outcomes[k].Name} does not vary within the arms");
            }
        }

        var drawn = new double[draws][];
        SharedWork.Run(draws, d =>
        {
            // A draw in which some outcome does not vary has no statistic: the stream goes on until all have one.
            var random = new SeededRandom(seed, (ulong)d);
            do
            {
                var (e, s) = totals.Estimate(random);
                drawn[d] = [.. e.Select((x, k) => s[k] > 0 ? (x - effects[k]) / s[k] : double.NaN)];
            }
            while (drawn[d].Any(double.IsNaN));
        }, progress, cancellation);
        return Adjust([.. outcomes.Select(o => o.Name)], effects, [.. effects.Select((e, k) => e / errors[k])], drawn, seed);
    }

    /// <summary>Every hypothesis with both probabilities.</summary>
    public string Summary(Language language)
    {
        var lines = Hypotheses.Select(h => string.Create(CultureInfo.InvariantCulture, $"{h.Name} {h.Effect:G5} (t {h.Statistic:G4}, p {h.Single:G3} → {h.Adjusted:G3})"));
        return language == Language.Chinese
            ? $"多重检验（Romano–Wolf 逐步法，{Draws} 次自助）：{string.Join("；", lines)}。"
            : $"Multiple hypotheses (Romano-Wolf stepdown, {Draws} bootstrap draws): {string.Join("; ", lines)}.";
    }

    private static RomanoWolf Adjust(IReadOnlyList<string> names, double[] effects, double[] statistics, IReadOnlyList<double[]> draws, ulong? seed)
    {
        int[] order = [.. Enumerable.Range(0, names.Count).OrderByDescending(k => Math.Abs(statistics[k]))];
        var hits = new int[names.Count];
        var single = new int[names.Count];
        foreach (var draw in draws)
        {
            var most = 0.0;
            for (var rank = order.Length - 1; rank >= 0; rank--)
            {
                var k = order[rank];
                most = Math.Max(most, Math.Abs(draw[k]));
                hits[k] += most >= Math.Abs(statistics[k]) ? 1 : 0;
                single[k] += Math.Abs(draw[k]) >= Math.Abs(statistics[k]) ? 1 : 0;
            }
        }

        var (adjusted, floor) = (new double[names.Count], 0.0);
        foreach (var k in order)
        {
            floor = Math.Max(floor, (1.0 + hits[k]) / (1.0 + draws.Count));
            adjusted[k] = floor;
        }

        return new RomanoWolf(
            [.. names.Select((n, k) => new AdjustedHypothesis(n, effects[k], statistics[k], (1.0 + single[k]) / (1.0 + draws.Count), adjusted[k]))], draws.Count, seed);
    }
}
