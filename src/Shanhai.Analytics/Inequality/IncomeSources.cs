using Shanhai.Analytics.Allocation;
using Shanhai.Analytics.Numerics;

namespace Shanhai.Analytics.Inequality;

/// <summary>What one source of income adds to the Gini (Lerman and Yitzhaki 1985).</summary>
/// <param name="Name">The source.</param>
/// <param name="Share">S: its share of total income.</param>
/// <param name="Gini">G: the Gini of the source itself, zeros included.</param>
/// <param name="Concentration">C = R G: its concentration index by rank of total income.</param>
/// <param name="Correlation">R: its Gini correlation with total income.</param>
/// <param name="Contribution">S G R; contributions sum to the total Gini.</param>
/// <param name="RelativeContribution">Contribution over the total Gini.</param>
/// <param name="MarginalEffect">Relative change of the Gini for a 1 % rise of the source everywhere: S R G / Gini - S.</param>
public sealed record SourceShare(
    string Name, double Share, double Gini, double Concentration, double Correlation, double Contribution, double RelativeContribution, double MarginalEffect)
{
    /// <summary>The result in a paragraph.</summary>
    public string Summary(Language language) => Term.Say(
        language,
        $"{Name}：占总收入 {Share:P1}，贡献基尼系数的 {RelativeContribution:P1}，全体增加 1% 使基尼系数变动 {MarginalEffect:G3}%。",
        $"{Name}: {Share:P1} of income, {RelativeContribution:P1} of the Gini; 1% more of it everywhere changes the Gini by {MarginalEffect:G3}%.");
}

/// <summary>What an absent source is replaced by in the Shapley decomposition.</summary>
public enum AbsentSource
{
    /// <summary>Its mean: everybody gets the same amount from it (Sastre and Trannoy 2002). The default.</summary>
    Mean,

    /// <summary>Nothing. Signs are hard to read, because a single source has a Gini near 1.</summary>
    Zero,
}

/// <summary>The index explained by sources in the Shapley decomposition.</summary>
public enum SourceIndex
{
    /// <summary>Gini coefficient.</summary>
    Gini,

    /// <summary>Squared coefficient of variation.</summary>
    SquaredVariation,
}

/// <summary>Which source of income (production, wages, transfers) drives inequality.</summary>
/// <remarks>
/// Sources add up to total income row by row. A source may be negative in a row; its total must be positive.
/// People tied in total income share their average rank (IC2 keeps row order: agreement to 1e-6 on tied data).
/// Oracle a06 (IC2 1.0-1).
/// </remarks>
public static class IncomeSources
{
    /// <summary>Lerman-Yitzhaki: Gini = sum of S G R.</summary>
    /// <param name="sources">At least one source.</param>
    /// <param name="weights">Population weights; empty means every row counts once.</param>
    /// <exception cref="RefusedException">No source, lengths that differ, a source or the whole without a positive total.</exception>
    /// <example><code>
    /// // Shares of the Gini by source: they sum to one.
    /// IncomeSources.LermanYitzhaki([new("wages", new double[] { 1, 2, 6 }), new("rent", new double[] { 1, 2, 0 })]).Sum(s => s.RelativeContribution) // 1
    /// </code></example>
    public static IReadOnlyList<SourceShare> LermanYitzhaki(IReadOnlyList<Column> sources, ReadOnlySpan<double> weights = default)
    {
        var total = TotalOf(sources);
        var d = Distribution.Of(total, weights);
        d.NeedPositiveMean();
        var ranks = Concentration.RanksOf(total, weights);
        var gini = Gini.Value(d);
        var result = new List<SourceShare>();
        foreach (var source in sources)
        {
            var own = Distribution.Of(source.Values.Span, weights);
            if (!(own.Total > 0))
            {
                throw Refuse.With(Refusal.NonPositiveMean, $"来源“{source.Name}”合计不为正", $"the total of source '{source.Name}' is not positive");
            }

            var share = own.Total / d.Total;
            var g = Gini.Value(own);
            var c = Concentration.Value(source.Values.Span, ranks, weights) / own.Mean;
            result.Add(new SourceShare(source.Name, share, g, c, g == 0 ? double.NaN : c / g, share * c, share * c / gini, share * c / gini - share));
        }

        return result;
    }

    /// <summary>Shorrocks (1982): cov(source, total)/var(total), shares that sum to one whatever the index.</summary>
    /// <param name="sources">One column a source; their sum is the income.</param>
    /// <param name="weights">Population weights; empty means every row counts once.</param>
    /// <exception cref="RefusedException">As for <see cref="LermanYitzhaki"/>; a total that does not vary.</exception>
    /// <example><code>IncomeSources.Shorrocks([new("wages", new double[] { 1, 2, 6 }), new("rent", new double[] { 1, 1, 1 })]) // 1, 0</code></example>
    public static IReadOnlyList<double> Shorrocks(IReadOnlyList<Column> sources, ReadOnlySpan<double> weights = default)
    {
        var total = TotalOf(sources);
        var d = Distribution.Of(total, weights);
        if (d.Minimum == d.Maximum)
        {
            throw Refuse.With(Refusal.NoVariation, "总收入没有差异", "total income does not vary");
        }

        var variance = Covariance(total, total, d.Mean, weights);
        var shares = new double[sources.Count];
        for (var k = 0; k < shares.Length; k++)
        {
            shares[k] = Covariance(sources[k].Values.Span, total, d.Mean, weights) / variance;
        }

        return shares;
    }

    /// <summary>Exact Shapley decomposition over all sets of sources (at most 20, practical to about 12).</summary>
    /// <param name="sources">One column a source; their sum is the income.</param>
    /// <param name="weights">Population weights; empty means every row counts once.</param>
    /// <param name="absent">What an absent source is replaced by.</param>
    /// <param name="index">The index shared out.</param>
    /// <exception cref="RefusedException">As for <see cref="LermanYitzhaki"/>; more than 20 sources.</exception>
    /// <example><code>IncomeSources.ShapleyOf([new("wages", new double[] { 1, 2, 6 }), new("rent", new double[] { 1, 1, 1 })]).Values.Sum() - Gini.Of(Distribution.Of([2, 3, 7])).Value // 0</code></example>
    public static ShapleyValues ShapleyOf(
        IReadOnlyList<Column> sources, ReadOnlySpan<double> weights = default, AbsentSource absent = AbsentSource.Mean, SourceIndex index = SourceIndex.Gini)
    {
        var rows = TotalOf(sources).Length;
        var w = weights.ToArray();
        var means = sources.Select(s => absent == AbsentSource.Mean ? Distribution.Of(s.Values.Span, w).Mean : 0).ToArray();
        var income = new double[rows];
        return Shapley.Exact(sources.Count, set =>
        {
            Array.Clear(income);
            for (var k = 0; k < sources.Count; k++)
            {
                var column = (set & (1u << k)) != 0 ? sources[k].Values.Span : default;
                for (var i = 0; i < rows; i++)
                {
                    income[i] += column.IsEmpty ? means[k] : column[i];
                }
            }

            var d = Distribution.Of(income, w);
            return d.Total == 0 ? 0 : index == SourceIndex.Gini ? Gini.Value(d) : 2 * Entropy.Value(d, 2);
        });
    }

    private static double Covariance(ReadOnlySpan<double> x, ReadOnlySpan<double> total, double mean, ReadOnlySpan<double> weights)
    {
        var sum = default(Sum);
        for (var i = 0; i < x.Length; i++)
        {
            sum.Add((weights.IsEmpty ? 1 : weights[i]) * x[i] * (total[i] - mean));
        }

        return sum.Value;
    }

    private static double[] TotalOf(IReadOnlyList<Column> sources)
    {
        ArgumentNullException.ThrowIfNull(sources);
        Refuse.IfFewer(sources.Count, 1, "收入来源", "sources");
        var total = new double[sources[0].Values.Length];
        foreach (var source in sources)
        {
            Refuse.UnlessSameLength(total.Length, source.Values.Length, source.Name);
            Refuse.UnlessFinite(source.Values.Span, source.Name);
            for (var i = 0; i < total.Length; i++)
            {
                total[i] += source.Values.Span[i];
            }
        }

        return total;
    }
}
