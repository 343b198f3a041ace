namespace Shanhai.Analytics.Inequality;

/// <summary>One group of the finest level.</summary>
/// <param name="Name">The group.</param>
/// <param name="PopulationShare">Its share of the sum of weights.</param>
/// <param name="IncomeShare">Its share of total income.</param>
/// <param name="Mean">Its mean income.</param>
/// <param name="Index">GE(alpha) inside the group.</param>
/// <param name="Contribution">p (mean/overall mean)^alpha GE: what it adds to the within term.</param>
public sealed record EntropyGroup(string Name, double PopulationShare, double IncomeShare, double Mean, double Index, double Contribution);

/// <summary>
/// Exact decomposition of generalised entropy over nested groups: total = within + sum of between terms.
/// </summary>
/// <remarks>
/// within = sum_g p_g (mu_g/mu)^a GE_g; between = GE of the group means. With levels (province, county, village)
/// the k-th between term is the inequality between groups of level k inside groups of level k-1, so the terms add
/// up to the total exactly. Shorrocks (1984). Oracles a02 <c>decomp_ge_*</c> (IC2 1.0-1), a04 <c>theil_east_west_*</c>,
/// a01 <c>convey_geidec_theil_by_sex</c> with standard errors.
/// </remarks>
public sealed record EntropyDecomposition
{
    /// <summary>The result in a paragraph.</summary>
    public string Summary(Language language) => Term.Say(
        language,
        $"总计 {Total.Value:G5}，组间 {string.Join("、", Between.Select(b => b.Value.ToString("G5", System.Globalization.CultureInfo.InvariantCulture)))}，组内 {Within.Value:G5}（各项之和等于总计）。",
        $"Total {Total.Value:G5}, between {string.Join(", ", Between.Select(b => b.Value.ToString("G5", System.Globalization.CultureInfo.InvariantCulture)))}, within {Within.Value:G5} (the parts sum to the total).");

    /// <summary>The parameter.</summary>
    public required double Alpha { get; init; }

    /// <summary>Overall inequality.</summary>
    public required Estimate Total { get; init; }

    /// <summary>Inequality inside the groups of the finest level.</summary>
    public required Estimate Within { get; init; }

    /// <summary>One term per level, coarsest first.</summary>
    public required IReadOnlyList<Estimate> Between { get; init; }

    /// <summary>The groups of the finest level.</summary>
    public required IReadOnlyList<EntropyGroup> Groups { get; init; }

    /// <summary>Decomposes GE(<paramref name="alpha"/>).</summary>
    /// <param name="values">Incomes: positive for alpha at or below 0, not negative above.</param>
    /// <param name="weights">Population weights; empty means every row counts once.</param>
    /// <param name="alpha">0 Theil L, 1 Theil T.</param>
    /// <param name="levels">Nested groupings, coarsest first.</param>
    /// <param name="design">With it every term carries a linearised standard error.</param>
    /// <exception cref="RefusedException">Values outside the domain, a group with mean zero and alpha at or below 0, levels that are not nested.</exception>
    /// <example><code>
    /// var parts = EntropyDecomposition.Of([1, 3, 5, 7], [], alpha: 1, [Grouping.Of(["a", "a", "b", "b"])]);
    /// parts.Within.Value + parts.Between[0].Value - parts.Total.Value // 0
    /// </code></example>
    public static EntropyDecomposition Of(
        ReadOnlySpan<double> values, ReadOnlySpan<double> weights, double alpha, IReadOnlyList<Grouping> levels, SurveyDesign? design = null)
    {
        ArgumentNullException.ThrowIfNull(levels);
        Refuse.Unless(levels.Count > 0, "至少需要一个分组层级", "at least one level of groups is needed");
        Nested(levels, values.Length);
        var rows = new GroupedRows(values, weights, alpha, levels[^1], design);
        var total = rows.Total();
        var between = levels.Select(rows.Between).ToArray();
        var notes = new Note[] { new("additive", new Term("组内与组间之和等于总体", "within and between add up to the total")) };
        Estimate Term(string zh, string en, double value, Func<int, double> z) => rows.Estimate(new Term(zh, en), value, z, notes);
        var name = Entropy.NameOf(alpha);
        return new EntropyDecomposition
        {
            Alpha = alpha,
            Total = Term(name.Chinese, name.English, total.Value, total.Influence),
            Within = Term("组内", "within groups", total.Value - between[^1].Value, i => total.Influence(i) - between[^1].Influence(i)),
            Between = [.. between.Select((b, k) => Term(
                k == 0 ? "组间" : $"第 {k + 1} 级组间",
                k == 0 ? "between groups" : $"between groups of level {k + 1}",
                k == 0 ? b.Value : b.Value - between[k - 1].Value,
                i => b.Influence(i) - (k == 0 ? 0 : between[k - 1].Influence(i))))],
            Groups = rows.Groups(),
        };
    }

    private static void Nested(IReadOnlyList<Grouping> levels, int rows)
    {
        foreach (var level in levels)
        {
            Refuse.UnlessSameLength(rows, level.Codes.Length, "groups");
        }

        for (var k = 1; k < levels.Count; k++)
        {
            var parent = new int[levels[k].Count];
            Array.Fill(parent, -1);
            for (var i = 0; i < rows; i++)
            {
                ref var p = ref parent[levels[k].Codes[i]];
                if (p >= 0 && p != levels[k - 1].Codes[i])
                {
                    var group = levels[k].Names[levels[k].Codes[i]];
                    throw Refuse.With(Refusal.NotNested, $"第 {k + 1} 级分组“{group}”跨越了上一级的多个组", $"group '{group}' of level {k + 1} lies in several groups of the level above", i);
                }

                p = levels[k - 1].Codes[i];
            }
        }
    }
}
