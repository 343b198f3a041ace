using System.Globalization;
using Shanhai.Analytics.Numerics;

namespace Shanhai.Analytics.Comparison;

/// <summary>
/// Probability of being treated given the covariates, by logistic regression.
/// </summary>
/// <remarks>
/// P(treated) = 1/(1 + exp(-(b0 + x'b))), maximum likelihood by Newton's method; standard errors from the expected information.
/// Rosenbaum and Rubin (1983). Oracle b05 <c>logit_coef</c>, <c>ps_first10</c> (R glm), 1e-7.
/// </remarks>
/// <param name="Names">"(constant)" and the columns of the model.</param>
/// <param name="Coefficients">Log odds for one unit of each column.</param>
/// <param name="StandardErrors">Of the coefficients.</param>
/// <param name="Scores">Fitted probability of each row, between 0 and 1.</param>
/// <param name="Notes">Poor overlap and the like.</param>
public sealed record PropensityScore(
    IReadOnlyList<string> Names, IReadOnlyList<double> Coefficients, IReadOnlyList<double> StandardErrors, IReadOnlyList<double> Scores, IReadOnlyList<Note> Notes)
{
    private bool[] Treated { get; init; } = [];

    /// <summary>Fits the score.</summary>
    /// <param name="treated">Whether each row is treated.</param>
    /// <param name="covariates">Traits.</param>
    /// <exception cref="RefusedException">Everybody or nobody treated; collinear columns; a column that separates treated from untreated completely.</exception>
    /// <example><code>
    /// var covariates = Covariates.Of(new Column("poor", new double[] { 0, 0, 0, 0, 1, 1, 1, 1 }));
    /// PropensityScore.Of([true, false, false, false, true, true, true, false], covariates).Scores.Select(p => Math.Round(p, 4)).Distinct() // 0.25, 0.75
    /// </code></example>
    public static PropensityScore Of(ReadOnlySpan<bool> treated, Covariates covariates)
    {
        ArgumentNullException.ThrowIfNull(covariates);
        TwoSides(treated, covariates.Rows);
        var y = new double[treated.Length];
        for (var i = 0; i < y.Length; i++)
        {
            y[i] = treated[i] ? 1 : 0;
        }

        var fit = Logit.Fit(covariates.Model(), y);
        double[] errors = [.. Enumerable.Range(0, fit.Coefficients.Length).Select(j => Math.Sqrt(fit.Covariance[j, j]))];
        return new PropensityScore(["(constant)", .. covariates.ModelNames], fit.Coefficients, errors, fit.Probabilities, Overlap(treated, fit.Probabilities)) { Treated = treated.ToArray() };
    }

    /// <summary>
    /// Effect on the treated by weighting: untreated rows count p/(1-p), weights summing to one (Hajek). No standard error: take one by resampling.
    /// </summary>
    /// <param name="outcomes">One per row.</param>
    /// <remarks>Oracle b05 <c>ipw_att</c>.</remarks>
    public Estimate WeightedEffect(ReadOnlySpan<double> outcomes)
    {
        Refuse.UnlessSameLength(Scores.Count, outcomes.Length, "outcomes");
        Refuse.UnlessFinite(outcomes, "outcomes");
        Sum treated = default, other = default, weight = default;
        for (var i = 0; i < outcomes.Length; i++)
        {
            if (Treated[i])
            {
                treated.Add(outcomes[i]);
            }
            else
            {
                var odds = Scores[i] / (1 - Scores[i]);
                other.Add(odds * outcomes[i]);
                weight.Add(odds);
            }
        }

        return new Estimate
        {
            Measure = new("平均处理效应（受处理者）", "average effect on the treated"),
            Convention = new("倾向值逆概率加权，权数归一", "inverse probability weighting, weights summing to one"),
            Value = treated.Value / Treated.Count(t => t) - other.Value / weight.Value,
            Count = Scores.Count,
            SumOfWeights = Scores.Count,
            Notes = Notes,
        };
    }

    /// <summary>Coefficients and overlap in a paragraph.</summary>
    public string Summary(Language language)
    {
        var list = string.Join(language == Language.Chinese ? "；" : "; ", Names.Select((n, j) => string.Create(CultureInfo.InvariantCulture, $"{n} {Coefficients[j]:G5} ({StandardErrors[j]:G3})")));
        return (language == Language.Chinese ? $"倾向值（Logit）：{list}。" : $"Propensity score (logit): {list}.") + string.Concat(Notes.Select(n => " " + n.Text.In(language)));
    }

    internal static void TwoSides(ReadOnlySpan<bool> treated, int rows)
    {
        Refuse.UnlessSameLength(rows, treated.Length, "treated");
        var count = treated.Count(true);
        if (count == 0)
        {
            throw Refuse.With(Refusal.NoTreated, "没有受处理者", "nobody is treated");
        }

        if (count == treated.Length)
        {
            throw Refuse.With(Refusal.NoComparison, "全部受处理，没有对照", "everybody is treated: there is nothing to compare with");
        }
    }

    private static List<Note> Overlap(ReadOnlySpan<bool> treated, double[] scores)
    {
        var (low, high) = (1.0, 0.0);
        for (var i = 0; i < scores.Length; i++)
        {
            if (!treated[i])
            {
                (low, high) = (Math.Min(low, scores[i]), Math.Max(high, scores[i]));
            }
        }

        var (outside, count) = (0, 0);
        for (var i = 0; i < scores.Length; i++)
        {
            count += treated[i] ? 1 : 0;
            outside += treated[i] && (scores[i] < low || scores[i] > high) ? 1 : 0;
        }

        return outside * 20 <= count
            ? []
            : [new Note("poor-overlap", new Term($"{count} 个受处理者中有 {outside} 个的倾向值超出对照的范围，可比性差", $"{outside} of {count} treated have scores beyond those of any control: poor overlap"))];
    }
}
