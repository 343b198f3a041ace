using Shanhai.Analytics.Numerics;

namespace Shanhai.Analytics.Inequality;

/// <summary>Polarisation: is the middle emptying, do groups stand apart.</summary>
public static class Polarisation
{
    /// <summary>
    /// Wolfson (1994): P = 2 (2 (0.5 - L(0.5)) - G) mean / median; 0 when all are equal, 1 when half has nothing and
    /// half the same. L interpolated, median by the step rule.
    /// </summary>
    /// <param name="incomes">The sample.</param>
    /// <exception cref="RefusedException">Negative values, a mean or median not positive.</exception>
    /// <example><code>Polarisation.Wolfson(Distribution.Of([1, 1, 3, 3])).Value // 0.5</code></example>
    public static Estimate Wolfson(Distribution incomes)
    {
        ArgumentNullException.ThrowIfNull(incomes);
        incomes = incomes.Within(0, inclusive: true, OutsideDomain.Refuse, []);
        incomes.NeedPositiveMean();
        var median = Quantiles.At(incomes, 0.5);
        if (!(median > 0))
        {
            throw Refuse.With(Refusal.NonPositiveValue, "中位数不为正，指数没有意义", "the median is not positive: the index has no meaning");
        }

        var (half, gini) = (Lorenz.Interpolated(incomes, 0.5), Gini.Value(incomes));
        var value = 2 * (2 * (0.5 - half) - gini) * incomes.Mean / median;
        var density = incomes.Design is null ? 1 : KernelDensity.At(incomes, median);
        var giniInfluence = Gini.Influence(incomes, gini);
        return incomes.Estimate(
            new Term("沃尔夫森极化指数", "Wolfson polarisation index"),
            new Term("标准化到 0 至 1", "scaled to lie between 0 and 1"),
            value,
            i => 2 * incomes.Mean / median * (-2 * Lorenz.OrdinateInfluence(incomes, i, 0.5, median, half) - giniInfluence(i))
                + value * ((incomes.Values[i] / incomes.Mean - 1) / incomes.SumOfWeights - Quantiles.Influence(incomes, i, 0.5, median, density) / median));
    }

    /// <summary>
    /// Esteban and Ray (1994): ER = sum_g sum_h p_g^(1+a) p_h |m_g - m_h| / mean, over groups with population shares p
    /// and means m; a = 0 gives twice the Gini of the means.
    /// </summary>
    /// <param name="values">Incomes.</param>
    /// <param name="weights">Population weights; empty means every row counts once.</param>
    /// <param name="groups">The groups people identify with.</param>
    /// <param name="identification">a, between 0 and 1.6.</param>
    /// <param name="design">How the rows were sampled; with it there is a standard error (group shares and means both vary).</param>
    /// <exception cref="RefusedException">An identification outside 0 and 1.6; lengths that differ; a mean not positive.</exception>
    /// <example><code>Polarisation.EstebanRay([1, 1, 3, 3], [], Grouping.Of(["poor", "poor", "rich", "rich"])).Value // 0.203063</code></example>
    public static Estimate EstebanRay(ReadOnlySpan<double> values, ReadOnlySpan<double> weights, Grouping groups, double identification = 1.3, SurveyDesign? design = null)
    {
        Refuse.Unless(identification is >= 0 and <= 1.6, "认同参数必须在 0 与 1.6 之间", "the identification must lie between 0 and 1.6");
        var parts = new GroupParts(values, weights, groups);
        var sum = default(Sum);
        foreach (var (_, g) in parts.Present)
        {
            foreach (var (_, h) in parts.Present)
            {
                sum.Add(Math.Pow(parts.PopulationShare(g), 1 + identification) * parts.PopulationShare(h) * Math.Abs(g.Mean - h.Mean));
            }
        }

        var sample = design is null ? parts.All : Distribution.Of(values, weights, design);
        return sample.Estimate(
            new Term($"埃斯特万－雷极化指数（a={identification}）", $"Esteban-Ray polarisation index (a={identification})"),
            new Term("除以均值", "divided by the mean"),
            sum.Value / parts.All.Mean,
            design is null ? null : GroupInfluence(sample, parts, groups, identification, sum.Value));
    }

    private static Func<int, double> GroupInfluence(Distribution sample, GroupParts parts, Grouping groups, double a, double sum)
    {
        var k = parts.Present.Count;
        double[] p = [.. parts.Present.Select(g => parts.PopulationShare(g.Sample))], m = [.. parts.Present.Select(g => g.Sample.Mean)];
        var (byShare, byMean) = (new double[k], new double[k]);
        for (var g = 0; g < k; g++)
        {
            for (var h = 0; h < k; h++)
            {
                var distance = Math.Abs(m[g] - m[h]);
                byShare[g] += ((1 + a) * Math.Pow(p[g], a) * p[h] + Math.Pow(p[h], 1 + a)) * distance;
                byMean[g] += (Math.Pow(p[g], 1 + a) * p[h] + Math.Pow(p[h], 1 + a) * p[g]) * Math.Sign(m[g] - m[h]);
            }
        }

        var names = groups.Names.Select((n, g) => (n, g)).ToDictionary(x => x.n, x => x.g);
        var place = new int[groups.Count];
        for (var g = 0; g < k; g++)
        {
            place[names[parts.Present[g].Name]] = g;
        }

        var average = Enumerable.Range(0, k).Sum(g => byShare[g] * p[g]);
        var mean = parts.All.Mean;
        return i =>
        {
            var g = place[groups.Codes[sample.Rows![i]]];
            var x = sample.Values[i];
            return ((byShare[g] - average + byMean[g] * (x - m[g]) / p[g]) / mean - sum / mean * (x - mean) / mean) / sample.SumOfWeights;
        };
    }

    /// <summary>
    /// Esteban, Gradin and Ray (2007): ER minus b times the inequality hidden inside the groups,
    /// b (Gini - Gini of the group means). No standard error: the part inside the groups has no simple influence.
    /// </summary>
    /// <param name="values">The variable, one per row.</param>
    /// <param name="weights">Population weights; empty means every row counts once.</param>
    /// <param name="groups">Group of each row.</param>
    /// <param name="identification">Identification with the own group, between 0 and 1.6.</param>
    /// <param name="penalty">Weight of what is lost inside groups.</param>
    /// <exception cref="RefusedException">As for <see cref="EstebanRay"/>.</exception>
    /// <example><code>
    /// // Nobody differs inside a group: nothing to subtract.
    /// double[] x = [1, 1, 3, 3];
    /// var groups = Grouping.Of(["poor", "poor", "rich", "rich"]);
    /// Polarisation.EstebanGradinRay(x, [], groups).Value - Polarisation.EstebanRay(x, [], groups).Value // 0
    /// </code></example>
    public static Estimate EstebanGradinRay(
        ReadOnlySpan<double> values, ReadOnlySpan<double> weights, Grouping groups, double identification = 1.3, double penalty = 1)
    {
        var parts = new GroupParts(values, weights, groups);
        var plain = EstebanRay(values, weights, groups, identification);
        return plain with
        {
            Measure = new Term("埃斯特万－格拉丁－雷极化指数", "Esteban-Gradin-Ray polarisation index"),
            Value = plain.Value - penalty * (Gini.Value(parts.All) - parts.GiniOfMeans()),
        };
    }
}
