using Shanhai.Analytics.Numerics;

namespace Shanhai.Analytics.Inequality;

/// <summary>One group in a decomposition of the Gini or Atkinson index.</summary>
/// <param name="Name">The group.</param>
/// <param name="PopulationShare">Its share of the sum of weights.</param>
/// <param name="IncomeShare">Its share of total income.</param>
/// <param name="Index">The index inside the group.</param>
/// <param name="Stratification">Yitzhaki-Lerman Q: 1 when no outsider has an income inside the group's range, negative when the group is spread over others; NaN where it is not defined.</param>
public sealed record IndexGroup(string Name, double PopulationShare, double IncomeShare, double Index, double Stratification);

/// <summary>What "between groups" means for the Atkinson index.</summary>
public enum AtkinsonBetween
{
    /// <summary>The index when everybody has the group's mean; "within" is the rest (IC2). The default.</summary>
    OfMeans,

    /// <summary>The index when everybody has the group's equally distributed equivalent; "within" is the income-share mean of the group indices (Blackorby, Donaldson and Auersperg 1981).</summary>
    OfEquivalents,
}

/// <summary>
/// Decomposition of the Gini by groups: within + between + a third term. The Gini is not additive: the third term
/// must be shown and must not be read as "between".
/// </summary>
/// <remarks>
/// Overlap form (Bhattacharya and Mahalanobis 1967): within = sum p_g s_g G_g, between = Gini of the group means,
/// overlap = the rest, zero when group ranges do not overlap. Stratification form (Yitzhaki and Lerman 1991):
/// within = sum s_g G_g, between = 2 cov(mu_g, mean rank_g)/mu, stratification = sum s_g G_g Q_g (p_g - 1).
/// Oracles a02 <c>decomp_gini_BM_by_structure</c>, <c>decomp_gini_YL_by_structure</c> (IC2 1.0-1).
/// </remarks>
public sealed record GiniDecomposition
{
    /// <summary>The result in a paragraph.</summary>
    public string Summary(Language language) => Term.Say(
        language,
        $"总计 {Total:G5} = 组内 {Within:G5} + 组间 {Between:G5} + 第三项 {Third:G5}（{Convention.Chinese}）。",
        $"Total {Total:G5} = within {Within:G5} + between {Between:G5} + third term {Third:G5} ({Convention.English}).");

    /// <summary>The overall index.</summary>
    public required double Total { get; init; }

    /// <summary>Inside the groups.</summary>
    public required double Within { get; init; }

    /// <summary>Between the groups.</summary>
    public required double Between { get; init; }

    /// <summary>Overlap or stratification, see <see cref="Convention"/>; total minus the other two.</summary>
    public required double Third { get; init; }

    /// <summary>Which form this is.</summary>
    public required Term Convention { get; init; }

    /// <summary>The groups.</summary>
    public required IReadOnlyList<IndexGroup> Groups { get; init; }

    /// <summary>Within + between + overlap.</summary>
    /// <param name="values">The variable, one per row.</param>
    /// <param name="weights">Population weights; empty means every row counts once.</param>
    /// <param name="groups">Group of each row.</param>
    /// <exception cref="RefusedException">Negative values, a mean of all or of a group not positive, lengths that differ.</exception>
    /// <example><code>
    /// // Groups that do not overlap: the third part is zero.
    /// GiniDecomposition.WithOverlap([1, 2, 10, 20], [], Grouping.Of(["a", "a", "b", "b"])).Third // 0
    /// </code></example>
    public static GiniDecomposition WithOverlap(ReadOnlySpan<double> values, ReadOnlySpan<double> weights, Grouping groups)
    {
        var parts = new GroupParts(values, weights, groups);
        var total = Gini.Value(parts.All);
        var within = parts.Sum(g => parts.PopulationShare(g) * parts.IncomeShare(g) * Gini.Value(g));
        var between = parts.GiniOfMeans();
        return parts.Gini(total, within, between, total - within - between, new Term("组内、组间与重叠项", "within, between and overlap"));
    }

    /// <summary>Within + between + stratification.</summary>
    /// <param name="values">The variable, one per row.</param>
    /// <param name="weights">Population weights; empty means every row counts once.</param>
    /// <param name="groups">Group of each row.</param>
    /// <exception cref="RefusedException">As for <see cref="WithOverlap"/>.</exception>
    /// <example><code>
    /// var parts = GiniDecomposition.WithStratification([1, 2, 10, 20], [], Grouping.Of(["a", "a", "b", "b"]));
    /// parts.Within + parts.Between + parts.Third - parts.Total // 0
    /// </code></example>
    public static GiniDecomposition WithStratification(ReadOnlySpan<double> values, ReadOnlySpan<double> weights, Grouping groups)
    {
        var parts = new GroupParts(values, weights, groups);
        var within = parts.Sum(g => parts.IncomeShare(g) * Gini.Value(g));
        var third = 0.0;
        for (var g = 0; g < parts.Present.Count; g++)
        {
            var d = parts.Present[g].Sample;
            var index = Gini.Value(d);
            third += index == 0 || parts.Present.Count == 1 ? 0 : parts.IncomeShare(d) * index * parts.Stratification(g) * (parts.PopulationShare(d) - 1);
        }

        return parts.Gini(Gini.Value(parts.All), within, parts.CovarianceOfMeans(), third, new Term("组内、组间与分层项", "within, between and stratification"));
    }

    /// <summary>
    /// Decomposition of the Atkinson index: (1 - A) = (1 - W)(1 - B), so A = W + B - W B; <see cref="Third"/> is -W B.
    /// </summary>
    /// <param name="values">The variable, one per row.</param>
    /// <param name="weights">Population weights; empty means every row counts once.</param>
    /// <param name="epsilon">Aversion to inequality, positive.</param>
    /// <param name="groups">Group of each row.</param>
    /// <param name="form">What the groups are compared by.</param>
    /// <remarks>
    /// Oracle a02 <c>decomp_atkinson_*</c> pins <see cref="AtkinsonBetween.OfMeans"/> (IC2 prints the product with a plus sign).
    /// </remarks>
    /// <exception cref="RefusedException">As for <see cref="WithOverlap"/>; an aversion not positive.</exception>
    /// <example><code>
    /// var parts = GiniDecomposition.OfAtkinson([1, 2, 10, 20], [], 0.5, Grouping.Of(["a", "a", "b", "b"]));
    /// 1 - (1 - parts.Within) * (1 - parts.Between) - parts.Total // 0
    /// </code></example>
    public static GiniDecomposition OfAtkinson(
        ReadOnlySpan<double> values, ReadOnlySpan<double> weights, double epsilon, Grouping groups, AtkinsonBetween form = AtkinsonBetween.OfMeans)
    {
        var parts = new GroupParts(values, weights, groups);
        var total = Welfare.Atkinson(parts.All, epsilon).Value;
        var equivalents = parts.Sum(g => parts.IncomeShare(g) * Welfare.AtkinsonValue(g, epsilon));
        var between = form == AtkinsonBetween.OfMeans
            ? Welfare.AtkinsonValue(parts.Means(), epsilon)
            : 1 - (1 - total) / (1 - equivalents);
        var within = form == AtkinsonBetween.OfMeans ? 1 - (1 - total) / (1 - between) : equivalents;
        return new GiniDecomposition
        {
            Total = total,
            Within = within,
            Between = between,
            Third = -within * between,
            Convention = new Term("阿特金森指数：组内、组间与交叉项", "Atkinson index: within, between and cross term"),
            Groups = [.. parts.Present.Select(g => new IndexGroup(g.Name, parts.PopulationShare(g.Sample), parts.IncomeShare(g.Sample), Welfare.AtkinsonValue(g.Sample, epsilon), double.NaN))],
        };
    }
}

/// <summary>The sample and its parts.</summary>
internal sealed class GroupParts
{
    private double[][]? ranksInAll;

    public GroupParts(ReadOnlySpan<double> values, ReadOnlySpan<double> weights, Grouping groups)
    {
        ArgumentNullException.ThrowIfNull(groups);
        Refuse.UnlessSameLength(values.Length, groups.Codes.Length, "groups");
        All = Distribution.Of(values, weights).Within(0, inclusive: true, OutsideDomain.Refuse, []);
        All.NeedPositiveMean();
        var (x, w) = (new List<double>[groups.Count], new List<double>[groups.Count]);
        for (var g = 0; g < groups.Count; g++)
        {
            (x[g], w[g]) = ([], []);
        }

        for (var i = 0; i < values.Length; i++)
        {
            if (weights.IsEmpty || weights[i] > 0)
            {
                x[groups.Codes[i]].Add(values[i]);
                w[groups.Codes[i]].Add(weights.IsEmpty ? 1 : weights[i]);
            }
        }

        Present =
        [
            .. Enumerable.Range(0, groups.Count).Where(g => x[g].Count > 0)
                .Select(g => (groups.Names[g], Distribution.Of(x[g].ToArray(), w[g].ToArray()))),
        ];
    }

    public Distribution All { get; }

    public IReadOnlyList<(string Name, Distribution Sample)> Present { get; }

    public double PopulationShare(Distribution g) => g.SumOfWeights / All.SumOfWeights;

    public double IncomeShare(Distribution g) => g.Total / All.Total;

    /// <summary>Sums over groups with income; a group without any has no inequality to add.</summary>
    public double Sum(Func<Distribution, double> term) => Present.Where(g => g.Sample.Total > 0).Sum(g => term(g.Sample));

    public double GiniOfMeans() => Inequality.Gini.Value(Means());

    /// <summary>Everybody holds the mean of the group.</summary>
    public Distribution Means() =>
        Distribution.Of(Present.Select(g => g.Sample.Mean).ToArray(), Present.Select(g => g.Sample.SumOfWeights).ToArray());

    /// <summary>Ranks of the group's members among everybody, ties averaged.</summary>
    public double[] RanksInAll(int group)
    {
        if (ranksInAll is null)
        {
            var shares = Ranks.MidShares(All.Values, All.Weights, All.SumOfWeights);
            ranksInAll = [.. Present.Select(g => g.Sample.Values.Select(x => shares[Array.BinarySearch(All.Values, x)]).ToArray())];
        }

        return ranksInAll[group];
    }

    public double CovarianceOfMeans()
    {
        var total = 0.0;
        for (var g = 0; g < Present.Count; g++)
        {
            var d = Present[g].Sample;
            var meanRank = Sums.Product(RanksInAll(g), d.Weights) / d.SumOfWeights;
            total += PopulationShare(d) * (d.Mean - All.Mean) * (meanRank - 0.5);
        }

        return 2 * total / All.Mean;
    }

    /// <summary>Q = cov(F in the group - F among the others, x) / cov(F in the group, x).</summary>
    public double Stratification(int group)
    {
        var d = Present[group].Sample;
        var share = PopulationShare(d);
        if (Present.Count == 1 || d.Minimum == d.Maximum)
        {
            return double.NaN;
        }

        var inside = Ranks.MidShares(d.Values, d.Weights, d.SumOfWeights);
        var everybody = RanksInAll(group);
        var others = inside.Select((f, i) => (everybody[i] - share * f) / (1 - share)).ToArray();
        return 1 - Welfare.Covariance(d.Values, others, d.Weights, 2) / Welfare.Covariance(d.Values, inside, d.Weights, 2);
    }

    public GiniDecomposition Gini(double total, double within, double between, double third, Term convention) => new()
    {
        Total = total,
        Within = within,
        Between = between,
        Third = third,
        Convention = convention,
        Groups = [.. Present.Select((g, i) => new IndexGroup(g.Name, PopulationShare(g.Sample), IncomeShare(g.Sample), g.Sample.Total > 0 ? Inequality.Gini.Value(g.Sample) : 0, Stratification(i)))],
    };
}
