using Shanhai.Analytics.Numerics;

namespace Shanhai.Analytics.Inequality;

/// <summary>
/// The largest inequality there could be between groups of the same sizes in the same order: the poorest people are put into the group with the lowest mean, and so on. The share
/// of it that is there says how much a grouping explains of what it could explain (Elbers, Lanjouw, Mistiaen and Özler 2008).
/// </summary>
/// <remarks>Oracle a02 <c>decomp_*.betweenELMO</c> (IC2 1.0-1), 1e-9. A person at the border of two groups belongs to the upper one, as there.</remarks>
public static class LargestBetween
{
    /// <summary>For GE(alpha).</summary>
    /// <param name="values">Incomes, one per row.</param>
    /// <param name="weights">Population weights; empty means every row counts once.</param>
    /// <param name="alpha">0 Theil L, 1 Theil T.</param>
    /// <param name="groups">Group of each row.</param>
    /// <exception cref="RefusedException">As for <see cref="EntropyDecomposition"/>.</exception>
    /// <example><code>
    /// // Two groups that overlap explain less than they could.
    /// double[] x = [1, 2, 3, 4];
    /// var groups = Grouping.Of(["a", "b", "a", "b"]);
    /// EntropyDecomposition.Of(x, [], 1, [groups]).Between[0].Value &lt; LargestBetween.OfEntropy(x, [], 1, groups) // true
    /// </code></example>
    public static double OfEntropy(ReadOnlySpan<double> values, ReadOnlySpan<double> weights, double alpha, Grouping groups) => Entropy.Value(Means(values, weights, groups), alpha);

    /// <summary>For the Gini.</summary>
    /// <param name="values">Incomes, one per row.</param>
    /// <param name="weights">Population weights; empty means every row counts once.</param>
    /// <param name="groups">Group of each row.</param>
    /// <exception cref="RefusedException">As for <see cref="GiniDecomposition"/>.</exception>
    /// <example><code>LargestBetween.OfGini([1, 2, 3, 4], [], Grouping.Of(["a", "b", "a", "b"])) // 0.2</code></example>
    public static double OfGini(ReadOnlySpan<double> values, ReadOnlySpan<double> weights, Grouping groups) => Gini.Value(Means(values, weights, groups));

    /// <summary>For the Atkinson index between groups as the index of their means.</summary>
    /// <param name="values">Incomes, one per row.</param>
    /// <param name="weights">Population weights; empty means every row counts once.</param>
    /// <param name="epsilon">Aversion to inequality, positive.</param>
    /// <param name="groups">Group of each row.</param>
    /// <exception cref="RefusedException">As for <see cref="GiniDecomposition.OfAtkinson"/>.</exception>
    /// <example><code>LargestBetween.OfAtkinson([1, 1, 4, 4], [], 1, Grouping.Of(["a", "b", "a", "b"])) // 0.2</code></example>
    public static double OfAtkinson(ReadOnlySpan<double> values, ReadOnlySpan<double> weights, double epsilon, Grouping groups) => Welfare.AtkinsonValue(Means(values, weights, groups), epsilon);

    /// <summary>Everybody holds the mean of the group he would be in.</summary>
    private static Distribution Means(ReadOnlySpan<double> values, ReadOnlySpan<double> weights, Grouping groups)
    {
        var parts = new GroupParts(values, weights, groups);
        var ends = parts.Present.OrderBy(g => g.Sample.Mean).Select(g => parts.PopulationShare(g.Sample)).ToArray();
        for (var g = 1; g < ends.Length; g++)
        {
            ends[g] += ends[g - 1];
        }

        var (people, income) = (new Sum[ends.Length + 1], new Sum[ends.Length + 1]);
        var (passed, group) = (default(Sum), 0);
        foreach (var i in Sorting.Order(values))
        {
            var w = weights.IsEmpty ? 1 : weights[i];
            if (w == 0)
            {
                continue;
            }

            passed.Add(w / parts.All.SumOfWeights);

            // 1.5e-8 is the rounding the reference allows for.
            while (group < ends.Length && passed.Value - ends[group] > 1.4901161193847656e-8)
            {
                group++;
            }

            people[group].Add(w);
            income[group].Add(w * values[i]);
        }

        int[] filled = [.. Enumerable.Range(0, people.Length).Where(g => people[g].Value > 0)];
        return Distribution.Of([.. filled.Select(g => income[g].Value / people[g].Value)], [.. filled.Select(g => people[g].Value)]);
    }
}
