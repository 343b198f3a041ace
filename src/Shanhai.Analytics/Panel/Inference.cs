using Shanhai.Analytics.Numerics;

namespace Shanhai.Analytics.Panel;

/// <summary>A test of several restrictions at once.</summary>
/// <param name="Statistic">Wald statistic divided by the number of restrictions, or the chi-square itself where the second degrees of freedom are infinite.</param>
/// <param name="Restrictions">How many restrictions.</param>
/// <param name="DegreesOfFreedom">Of the denominator; infinite for chi-square.</param>
/// <param name="PValue">Upper tail.</param>
public sealed record JointTest(double Statistic, int Restrictions, double DegreesOfFreedom, double PValue)
{
    /// <summary>One sentence.</summary>
    public string Summary(Language language) => FormattableString.Invariant(language == Language.Chinese
        ? (FormattableString)$"联合检验 {Restrictions} 个约束：统计量 {Statistic:G5}，P 值 {PValue:G3}。"
        : (FormattableString)$"Joint test of {Restrictions} restrictions: statistic {Statistic:G5}, p-value {PValue:G3}.");
}

/// <summary>Slopes with their errors under one covariance.</summary>
public sealed class Inference
{
    private readonly Estimated fit;

    internal Inference(PanelRegression fit, Matrix covariance, double degreesOfFreedom, Term method, double[]? each = null)
        : this(fit.Estimated, covariance, degreesOfFreedom, method, each)
    {
    }

    internal Inference(Estimated fit, Matrix covariance, double degreesOfFreedom, Term method, double[]? each = null)
    {
        this.fit = fit;
        V = covariance;
        DegreesOfFreedom = degreesOfFreedom;
        Method = method;
        Coefficients = [.. fit.Names.Select((name, j) => Coefficient.Of(name, fit.Slopes[j], Math.Sqrt(covariance[j, j]), each?[j] ?? degreesOfFreedom))];
    }

    /// <summary>Slopes with errors, t and p.</summary>
    public IReadOnlyList<Coefficient> Coefficients { get; }

    /// <summary>Degrees of freedom of the t distribution (Satterthwaite's differ by coefficient and stand there).</summary>
    public double DegreesOfFreedom { get; }

    /// <summary>The covariance in words.</summary>
    public Term Method { get; }

    /// <summary>What the reader has to know about the variance; notes on the estimate are at the fit.</summary>
    public IReadOnlyList<Note> Notes { get; init; } = [];

    /// <summary>Rows the estimate used.</summary>
    public int Rows => fit.Rows;

    /// <summary>Levels of each fixed effect taken out.</summary>
    public IReadOnlyList<int> Levels => fit.Levels;

    /// <summary>Notes on the estimate.</summary>
    internal IReadOnlyList<Note> FitNotes => fit.Notes;

    internal bool Has(string name) => fit.Names.Contains(name);

    internal int IndexOf(string name) => fit.IndexOf(name);

    /// <summary>Covariance matrix of the slopes.</summary>
    internal Matrix V { get; }

    /// <summary>The coefficient of that name.</summary>
    public Coefficient this[string name] => Coefficients[fit.IndexOf(name)];

    /// <summary>Covariance of two slopes.</summary>
    public double CovarianceOf(string first, string second) => V[fit.IndexOf(first), fit.IndexOf(second)];

    /// <summary>A weighted sum of slopes with its error, sqrt(w'Vw).</summary>
    /// <param name="name">Name of the sum.</param>
    /// <param name="weights">Weight of each slope, in their order.</param>
    public Coefficient Combination(string name, ReadOnlySpan<double> weights)
    {
        Refuse.UnlessSameLength(Coefficients.Count, weights.Length, "weights");
        var value = 0.0;
        for (var j = 0; j < weights.Length; j++)
        {
            value += weights[j] * Coefficients[j].Value;
        }

        var variance = CrossProducts.Dot(weights, V.Times(weights));
        return Coefficient.Of(name, value, Math.Sqrt(variance), DegreesOfFreedom);
    }

    /// <summary>Wald F test that all named slopes are zero: b'V^-1 b/q on (q, degrees of freedom).</summary>
    /// <exception cref="RefusedException">Unknown name, or a singular covariance (as many restrictions as clusters).</exception>
    public JointTest AllZero(params IReadOnlyList<string> names)
    {
        ArgumentNullException.ThrowIfNull(names);
        Refuse.IfFewer(names.Count, 1, "约束", "restrictions");
        int[] which = [.. names.Select(fit.IndexOf)];
        var v = PivotedSolve.Restrict(V, which);
        if (PivotedSolve.Independent(v, 1e-12).Dropped.Length > 0)
        {
            throw Refuse.With(Refusal.Singular, "协方差奇异：约束多于聚类所能支持的数目", "the covariance is singular: more restrictions than the clusters can carry");
        }

        double[] b = [.. which.Select(j => Coefficients[j].Value)];
        var wald = CrossProducts.Dot(b, PivotedSolve.InverseDefinite(v).Times(b)) / b.Length;
        return new JointTest(wald, b.Length, DegreesOfFreedom, Distributions.FUpper(wald, b.Length, DegreesOfFreedom));
    }

    /// <summary>A readable paragraph: sample, effects, covariance, one clause a slope, notes.</summary>
    public string Summary(Language language)
    {
        var zh = language == Language.Chinese;
        var levels = string.Join(" + ", fit.Levels);
        var head = zh
            ? $"固定效应回归：观测 {fit.Rows} 个，吸收固定效应 {(levels.Length == 0 ? "无" : levels)}，{Method.Chinese}。"
            : $"Fixed-effects regression: {fit.Rows} rows, effects absorbed {(levels.Length == 0 ? "none" : levels)}, {Method.English}.";
        var lines = Coefficients.Select(c => FormattableString.Invariant(zh
            ? (FormattableString)$"{c.Name} {c.Value:G6}（标准误 {c.StandardError:G4}，P 值 {c.PValue:G3}，95% 区间 {c.Interval().Lower:G5} 至 {c.Interval().Upper:G5}）；"
            : (FormattableString)$" {c.Name} {c.Value:G6} (standard error {c.StandardError:G4}, p-value {c.PValue:G3}, 95% interval {c.Interval().Lower:G5} to {c.Interval().Upper:G5});"));
        return head + string.Concat(lines) + string.Concat(fit.Notes.Concat(Notes).Select(n => zh ? n.Text.Chinese + "。" : " " + n.Text.English + "."));
    }
}

/// <summary>What an inference needs to know of an estimate.</summary>
internal sealed record Estimated(IReadOnlyList<string> Names, IReadOnlyList<double> Slopes, int Rows, IReadOnlyList<int> Levels, IReadOnlyList<Note> Notes)
{
    /// <summary>Position of a slope; refuses a name that was not estimated.</summary>
    public int IndexOf(string name)
    {
        for (var j = 0; j < Names.Count; j++)
        {
            if (Names[j] == name)
            {
                return j;
            }
        }

        throw Refuse.With(Refusal.InvalidOption, $"没有名为 {name} 的系数", $"there is no coefficient named {name}");
    }
}
