namespace Shanhai.Analytics.Comparison;

/// <summary>What "near" means.</summary>
public enum MatchDistance
{
    /// <summary>Difference of propensity scores, on the scale of probabilities (MatchIt's default).</summary>
    Propensity,

    /// <summary>Mahalanobis with the covariance within the two groups, pooled (Rubin 1980, MatchIt).</summary>
    Mahalanobis,

    /// <summary>Mahalanobis with the covariance of all rows (Matching::Match, Weight = 2).</summary>
    MahalanobisAllRows,

    /// <summary>Each column over its standard deviation (Matching::Match, Weight = 1).</summary>
    Standardised,
}

/// <summary>What happens with controls at the same distance.</summary>
public enum MatchTies
{
    /// <summary>
    /// One of them, always the same: for propensity and Mahalanobis the one MatchIt keeps, otherwise the lowest row. The default.
    /// </summary>
    One,

    /// <summary>All of them, sharing the weight (Matching::Match); needs replacement.</summary>
    Average,
}

/// <summary>Options of <see cref="MatchedComparison"/>.</summary>
public sealed record MatchOptions
{
    /// <summary>Distance, default propensity.</summary>
    public MatchDistance Distance { get; init; }

    /// <summary>Controls for each treated row, default 1.</summary>
    public int Ratio { get; init; } = 1;

    /// <summary>Whether a control may be used again, default no.</summary>
    public bool Replacement { get; init; }

    /// <summary>Largest distance: in standard deviations of the score over all rows for propensity, as it stands otherwise; null for none.</summary>
    public double? Caliper { get; init; }

    /// <summary>Largest difference in a covariate, in its standard deviations over all rows, by name.</summary>
    public IReadOnlyDictionary<string, double> CovariateCalipers { get; init; } = new Dictionary<string, double>();

    /// <summary>Groups a pair must share exactly.</summary>
    public IReadOnlyList<Grouping> Exact { get; init; } = [];

    /// <summary>Ties.</summary>
    public MatchTies Ties { get; init; }

    /// <summary>With <see cref="MatchTies.Average"/>: squared standardised distances this close count as equal; 1e-5 as in Matching.</summary>
    public double TieTolerance { get; init; } = 1e-5;

    internal void Check(Covariates covariates, int rows)
    {
        Refuse.Unless(Ratio >= 1, "匹配比例至少为 1", "the ratio is at least 1");
        Refuse.Unless(Caliper is null or > 0 && CovariateCalipers.Values.All(c => c >= 0), "卡尺必须为正", "a caliper is positive");
        Refuse.Unless(Ties == MatchTies.One || Replacement, "并列时取平均必须允许重复使用对照", "averaging over ties needs replacement");
        foreach (var groups in Exact)
        {
            Refuse.UnlessSameLength(rows, groups.Codes.Length, "exact");
        }

        foreach (var name in CovariateCalipers.Keys)
        {
            _ = covariates[name];
        }
    }
}

/// <summary>A treated row with one of its controls.</summary>
/// <param name="Treated">Row, counted from zero.</param>
/// <param name="Control">Row, counted from zero.</param>
/// <param name="Weight">Share of this control in the comparison of the treated row.</param>
/// <param name="Distance">In the units of the distance.</param>
public readonly record struct MatchedPair(int Treated, int Control, double Weight, double Distance);

/// <summary>How alike the groups are in one covariate.</summary>
/// <param name="Name">Covariate.</param>
/// <param name="Treated">Mean of the treated, all and matched.</param>
/// <param name="Control">Mean of the controls, all and matched (weighted).</param>
/// <param name="Difference">Standardised difference before and after: difference of means over the standard deviation of all treated rows.</param>
/// <param name="VarianceRatio">Variance of treated over control, before and after; null for yes-or-no columns.</param>
public sealed record BalanceRow(
    string Name, (double Before, double After) Treated, (double Before, double After) Control, (double Before, double After) Difference, (double Before, double After)? VarianceRatio);
