namespace Shanhai.Analytics.Soundness;

/// <summary>
/// Probabilities adjusted for asking several questions of the same data.
/// </summary>
/// <remarks>
/// Benjamini and Hochberg (1995): q_(i) = min over j at or above i of m p_(j)/j, controls the expected share of false findings under independence or
/// positive dependence. Holm (1979): max over j at or below i of (m - j + 1) p_(j), controls the chance of any false finding under any
/// dependence. Both equal R <c>p.adjust</c>.
/// </remarks>
/// <example><code>Multiplicity.BenjaminiHochberg([0.01, 0.04, 0.03]) // 0.03, 0.04, 0.04</code></example>
public static class Multiplicity
{
    /// <summary>Adjusted for the false discovery rate, in the order given.</summary>
    /// <param name="probabilities">Two-sided probabilities, each between 0 and 1.</param>
    /// <exception cref="RefusedException">None given; not a probability.</exception>
    /// <example><code>Multiplicity.BenjaminiHochberg([0.01, 0.04, 0.03]) // 0.03, 0.04, 0.04</code></example>
    public static IReadOnlyList<double> BenjaminiHochberg(ReadOnlySpan<double> probabilities)
    {
        var (p, order) = Ordered(probabilities);
        var (result, least) = (new double[p.Length], 1.0);
        for (var rank = p.Length; rank >= 1; rank--)
        {
            least = Math.Min(least, p.Length * p[order[rank - 1]] / rank);
            result[order[rank - 1]] = least;
        }

        return result;
    }

    /// <summary>Adjusted for the chance of any false finding, in the order given.</summary>
    /// <param name="probabilities">Two-sided probabilities, each between 0 and 1.</param>
    /// <exception cref="RefusedException">None given; not a probability.</exception>
    /// <example><code>Multiplicity.Holm([0.01, 0.04, 0.03]) // 0.03, 0.06, 0.06</code></example>
    public static IReadOnlyList<double> Holm(ReadOnlySpan<double> probabilities)
    {
        var (p, order) = Ordered(probabilities);
        var (result, most) = (new double[p.Length], 0.0);
        for (var rank = 1; rank <= p.Length; rank++)
        {
            most = Math.Max(most, Math.Min(1, (p.Length - rank + 1) * p[order[rank - 1]]));
            result[order[rank - 1]] = most;
        }

        return result;
    }

    private static (double[] P, int[] Order) Ordered(ReadOnlySpan<double> probabilities)
    {
        Refuse.IfFewer(probabilities.Length, 1, "假设", "hypotheses");
        var p = probabilities.ToArray();
        for (var i = 0; i < p.Length; i++)
        {
            if (!(p[i] is >= 0 and <= 1))
            {
                throw Refuse.With(Refusal.InvalidOption, $"第 {i + 1} 个概率不在 0 与 1 之间", $"probability {i + 1} does not lie between 0 and 1", i);
            }
        }

        return (p, Numerics.Sorting.Order(p));
    }
}
