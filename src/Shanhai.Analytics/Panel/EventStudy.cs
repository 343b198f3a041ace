using Shanhai.Analytics.Numerics;

namespace Shanhai.Analytics.Panel;

/// <summary>The effect some periods after (or before) adoption.</summary>
/// <param name="Since">Periods since adoption; negative before it.</param>
/// <param name="Effect">Estimate, error, t and p. The reference period has value zero and error NaN.</param>
public sealed record EventEffect(int Since, Coefficient Effect);

/// <summary>
/// Effects by time since adoption, whatever the estimator: dynamic two-way fixed effects, Sun and Abraham, imputation,
/// Callaway and Sant'Anna. Carries the covariance of the effects, which a sensitivity analysis needs.
/// </summary>
public sealed class EventStudy
{
    private readonly Matrix covariance;

    internal EventStudy(Term method, PanelSample sample, IReadOnlyList<EventEffect> effects, Matrix covariance)
    {
        Method = method;
        Sample = sample;
        Effects = effects;
        this.covariance = covariance;
    }

    /// <summary>The estimator and its errors in words.</summary>
    public Term Method { get; }

    /// <summary>What it rests on.</summary>
    public PanelSample Sample { get; }

    /// <summary>Effects, ascending by time since adoption, without the reference.</summary>
    public IReadOnlyList<EventEffect> Effects { get; }

    /// <summary>Slopes of further regressors, where there are any and the estimator has one for all periods.</summary>
    public IReadOnlyList<Coefficient> Covariates { get; init; } = [];

    /// <summary>Average effect on the treated over all treated unit-periods; null where the estimator gives none.</summary>
    public Coefficient? Average { get; init; }

    /// <summary>Joint test that all effects before adoption are zero; null where there is none, or it cannot be computed (a note says why).</summary>
    public JointTest? PreTrend { get; init; }

    /// <summary>What the reader has to know.</summary>
    public IReadOnlyList<Note> Notes { get; init; } = [];

    /// <summary>The effect at one time since adoption.</summary>
    public Coefficient this[int since] => Effects[IndexOf(since)].Effect;

    /// <summary>Covariance of two effects.</summary>
    public double CovarianceOf(int first, int second) => covariance[IndexOf(first), IndexOf(second)];

    /// <summary>A readable paragraph: method, sample, effects, pre-trend, notes.</summary>
    public string Summary(Language language)
    {
        var zh = language == Language.Chinese;
        var head = zh ? $"事件研究（{Method.Chinese}）。" : $"Event study ({Method.English}). ";
        var average = Average is not { } a ? "" : FormattableString.Invariant(zh
            ? (FormattableString)$"平均处理效应 {a.Value:G5}（标准误 {a.StandardError:G4}，P 值 {a.PValue:G3}）。"
            : (FormattableString)$" Average effect on the treated {a.Value:G5} (standard error {a.StandardError:G4}, p-value {a.PValue:G3}).");
        var lines = string.Concat(Effects.Select(e => FormattableString.Invariant(zh
            ? (FormattableString)$"第 {e.Since} 期 {e.Effect.Value:G5}（{e.Effect.StandardError:G4}）；"
            : (FormattableString)$" {e.Since}: {e.Effect.Value:G5} ({e.Effect.StandardError:G4});")));
        var pre = PreTrend is null ? "" : (zh ? "处理前趋势：" : " Before adoption: ") + PreTrend.Summary(language);
        return head + Sample.Summary(language) + average + lines + pre + string.Concat(Notes.Select(n => zh ? n.Text.Chinese + "。" : " " + n.Text.English + "."));
    }

    private int IndexOf(int since)
    {
        for (var i = 0; i < Effects.Count; i++)
        {
            if (Effects[i].Since == since)
            {
                return i;
            }
        }

        throw Refuse.With(Refusal.InvalidOption, $"没有第 {since} 期的效应", $"there is no effect at {since} periods since adoption");
    }
}
