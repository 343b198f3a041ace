using System.Globalization;
using Shanhai.Analytics.Numerics;

namespace Shanhai.Analytics.Soundness;

/// <summary>How the effect will be estimated.</summary>
public enum DesignEstimator
{
    /// <summary>Mean after the treatment only.</summary>
    After,

    /// <summary>Mean after minus mean before (difference-in-differences).</summary>
    Difference,

    /// <summary>Mean after given the mean before (analysis of covariance), the best of the three.</summary>
    Covariance,
}

/// <summary>A study that is being planned.</summary>
public sealed record StudyDesign
{
    /// <summary>Clusters (units where treatment is by unit), both arms together.</summary>
    public required int Clusters { get; init; }

    /// <summary>Units in a cluster, default 1.</summary>
    public double UnitsPerCluster { get; init; } = 1;

    /// <summary>Share of clusters treated, default one half.</summary>
    public double TreatedShare { get; init; } = 0.5;

    /// <summary>Standard deviation of the outcome of a unit in one period.</summary>
    public required double StandardDeviation { get; init; }

    /// <summary>Correlation of two units of a cluster in the same period, default 0.</summary>
    public double IntraClusterCorrelation { get; init; }

    /// <summary>Share of the variance that covariates explain, default 0.</summary>
    public double Explained { get; init; }

    /// <summary>Periods before the treatment, default 0.</summary>
    public int Before { get; init; }

    /// <summary>Periods after, default 1.</summary>
    public int After { get; init; } = 1;

    /// <summary>Correlation of the outcome in two periods: of neighbouring ones when it decays, of any two otherwise. Default 0.</summary>
    public double Autocorrelation { get; init; }

    /// <summary>Whether the correlation decays with distance (power of it) or is the same for all periods (default).</summary>
    public bool Decays { get; init; }

    /// <summary>Estimator, default the mean after.</summary>
    public DesignEstimator Estimator { get; init; }

    /// <summary>Chance of finding an effect where there is none, two-sided, default 0.05.</summary>
    public double Significance { get; init; } = 0.05;

    /// <summary>Chance of finding the effect, default 0.8.</summary>
    public double Power { get; init; } = 0.8;
}

/// <summary>
/// Smallest effect a planned study will find with the wanted power.
/// </summary>
/// <remarks>
/// MDE = (t(1-a/2) + t(power)) s, degrees of freedom clusters - 2 (Bloom 1995); s² = sd² (1 - explained) (1 + (m-1) ICC) / (J m P (1-P)) times the variance of the
/// estimator over periods: after, 1'R1/r²; difference, w'Rw with w = 1/r after and -1/b before; covariance, variance after less (covariance)²/variance before, R the correlation
/// of periods (Frison and Pocock 1992, McKenzie 2012, Burlig, Preonas and Woerman 2020). The same correlation over time is assumed for units and clusters.
/// Units: those of the outcome. Pinned by simulation.
/// </remarks>
/// <param name="Effect">The minimum detectable effect.</param>
/// <param name="StandardError">Of the estimate, under the design.</param>
/// <param name="DegreesOfFreedom">Clusters minus two.</param>
/// <param name="DesignEffect">1 + (m-1) ICC: how much larger the variance is than with independent units.</param>
/// <param name="Design">The design.</param>
/// <param name="Notes">Few clusters and the like.</param>
public sealed record DetectableEffect(double Effect, double StandardError, int DegreesOfFreedom, double DesignEffect, StudyDesign Design, IReadOnlyList<Note> Notes)
{
    /// <summary>Computes it.</summary>
    /// <param name="design">The design.</param>
    /// <exception cref="RefusedException">Fewer than four clusters or one arm empty; shares and correlations outside their range; no period before where one is needed.</exception>
    /// <example><code>Math.Round(DetectableEffect.Of(new() { Clusters = 40, UnitsPerCluster = 25, StandardDeviation = 10, IntraClusterCorrelation = 0.05 }).Effect, 3) // 2.698</code></example>
    public static DetectableEffect Of(StudyDesign design)
    {
        ArgumentNullException.ThrowIfNull(design);
        var d = design;
        Refuse.IfFewer(d.Clusters, 4, "聚类", "clusters");
        Refuse.Unless(d.TreatedShare is > 0 and < 1 && d.Clusters * d.TreatedShare >= 1 && d.Clusters * (1 - d.TreatedShare) >= 1, "两组都要有聚类", "both arms need clusters");
        Refuse.Unless(d.StandardDeviation > 0 && double.IsFinite(d.StandardDeviation) && d.UnitsPerCluster >= 1, "标准差必须为正，每个聚类至少一个单位", "the standard deviation is positive, and a cluster has at least one unit");
        Refuse.Unless(d.IntraClusterCorrelation is >= 0 and <= 1 && d.Explained is >= 0 and < 1 && d.Autocorrelation is > -1 and < 1, "相关系数或解释比例超出范围", "a correlation or share is outside its range");
        Refuse.Unless(d.Significance is > 0 and < 1 && d.Power is > 0 and < 1 && d.Power > d.Significance / 2, "显著性水平与功效必须在 0 与 1 之间", "significance and power lie between 0 and 1");
        Refuse.Unless(d.After >= 1 && d.Before >= (d.Estimator == DesignEstimator.After ? 0 : 1), "所选估计方法需要处理前的时期", "the estimator needs a period before the treatment");
        var over = OverPeriods(d);
        Refuse.Unless(over > 0, "给定的时间相关下方差不为正", "the correlation over time leaves no positive variance");
        var effect = 1 + (d.UnitsPerCluster - 1) * d.IntraClusterCorrelation;
        var variance = d.StandardDeviation * d.StandardDeviation * (1 - d.Explained) * effect * over / (d.Clusters * d.UnitsPerCluster * d.TreatedShare * (1 - d.TreatedShare));
        var (error, df) = (Math.Sqrt(variance), d.Clusters - 2);
        var multiple = Distributions.StudentQuantile(1 - d.Significance / 2, df) + Distributions.StudentQuantile(d.Power, df);
        IReadOnlyList<Note> notes = d.Clusters < 30
            ? [new Note("few-clusters", new Term($"聚类只有 {d.Clusters} 个，实际功效可能低于名义功效", $"only {d.Clusters} clusters: the true power may be lower"))]
            : [];
        return new DetectableEffect(multiple * error, error, df, effect, d, notes);
    }

    /// <summary>Chance that the study finds an effect of this size.</summary>
    public double PowerFor(double effect)
    {
        var critical = Distributions.StudentQuantile(1 - Design.Significance / 2, DegreesOfFreedom);
        var shift = Math.Abs(effect) / StandardError;
        return Distributions.StudentCdf(shift - critical, DegreesOfFreedom) + Distributions.StudentCdf(-shift - critical, DegreesOfFreedom);
    }

    /// <summary>The effect and what it rests on.</summary>
    public string Summary(Language language)
    {
        var number = (double x) => x.ToString("G5", CultureInfo.InvariantCulture);
        var text = language == Language.Chinese
            ? $"最小可检测效应 {number(Effect)}（{number(Effect / Design.StandardDeviation)} 个标准差）：{Design.Clusters} 个聚类、每类 {number(Design.UnitsPerCluster)} 个单位，设计效应 {number(DesignEffect)}，功效 {number(Design.Power)}，显著性 {number(Design.Significance)}。"
            : $"Minimum detectable effect {number(Effect)} ({number(Effect / Design.StandardDeviation)} standard deviations): {Design.Clusters} clusters of {number(Design.UnitsPerCluster)}, design effect {number(DesignEffect)}, power {number(Design.Power)}, significance {number(Design.Significance)}.";
        return text + string.Concat(Notes.Select(n => language == Language.Chinese ? n.Text.Chinese + "。" : " " + n.Text.English + "."));
    }

    private static double OverPeriods(StudyDesign d)
    {
        double Mean(int from1, int count1, int from2, int count2)
        {
            var sum = 0.0;
            for (var s = from1; s < from1 + count1; s++)
            {
                for (var t = from2; t < from2 + count2; t++)
                {
                    sum += s == t ? 1 : d.Decays ? Math.Pow(d.Autocorrelation, Math.Abs(s - t)) : d.Autocorrelation;
                }
            }

            return sum / (count1 * count2);
        }

        var after = Mean(d.Before, d.After, d.Before, d.After);
        if (d.Estimator == DesignEstimator.After)
        {
            return after;
        }

        var (before, across) = (Mean(0, d.Before, 0, d.Before), Mean(0, d.Before, d.Before, d.After));
        return d.Estimator == DesignEstimator.Difference ? after + before - 2 * across : after - across * across / before;
    }
}
