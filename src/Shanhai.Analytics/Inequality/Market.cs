using Shanhai.Analytics.Numerics;

namespace Shanhai.Analytics.Inequality;

/// <summary>Concentration of a total in few hands, for example sales among cooperatives. Unweighted: every row is one holder.</summary>
/// <remarks>Oracle a03 <c>herfindahl</c>, <c>rosenbluth</c> (ineq 0.2-13).</remarks>
public static class Market
{
    /// <summary>Herfindahl index: sum of squared shares; between 1/n and 1.</summary>
    /// <param name="holdings">What each holds; no weights.</param>
    /// <exception cref="RefusedException">Weights, negative values, a total of zero.</exception>
    /// <example><code>Market.Herfindahl(Distribution.Of([50, 30, 20])) // 0.38</code></example>
    public static double Herfindahl(Distribution holdings)
    {
        var d = Checked(holdings);
        return d.Values.Sum(x => x / d.Total * (x / d.Total));
    }

    /// <summary>Rosenbluth index: 1/(2 sum i s_i - 1) with shares ranked from the largest; equal to 1/(n(1 - Gini)).</summary>
    /// <param name="holdings">What each holds; no weights.</param>
    /// <exception cref="RefusedException">Weights, negative values, a total of zero.</exception>
    /// <example><code>Market.Rosenbluth(Distribution.Of([1, 1, 1, 1])) // 0.25</code></example>
    public static double Rosenbluth(Distribution holdings)
    {
        var d = Checked(holdings);
        return 1 / (d.Count * (1 - Gini.Value(d)));
    }

    private static Distribution Checked(Distribution holdings)
    {
        ArgumentNullException.ThrowIfNull(holdings);
        Refuse.Unless(!holdings.IsWeighted, "该指数不使用权数", "the index takes no weights");
        var d = holdings.Within(0, inclusive: true, OutsideDomain.Refuse, []);
        d.NeedPositiveMean();
        return d;
    }
}
