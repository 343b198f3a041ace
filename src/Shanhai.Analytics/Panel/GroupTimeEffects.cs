using System.Globalization;
using Shanhai.Analytics.Numerics;

namespace Shanhai.Analytics.Panel;

/// <summary>Whom a cohort is compared with.</summary>
public enum ComparisonGroup
{
    /// <summary>Units never treated inside the sample. The default.</summary>
    NeverTreated,

    /// <summary>Units not treated by the later of the two periods compared (anticipation included), whether treated afterwards or never.</summary>
    NotYetTreated,
}

/// <summary>How covariates enter; without covariates all three give the same number.</summary>
public enum GroupTimeMethod
{
    /// <summary>Outcome regression on the comparison group and propensity weights: right if either model is (Sant'Anna and Zhao 2020). The default.</summary>
    DoublyRobust,

    /// <summary>Outcome regression only.</summary>
    OutcomeRegression,

    /// <summary>Standardised inverse probability weights only.</summary>
    InverseProbability,
}

/// <summary>The period effects before adoption are measured against.</summary>
public enum BasePeriod
{
    /// <summary>The period before, for each period before adoption: short differences, a placebo for each period. The default.</summary>
    Varying,

    /// <summary>The last period before adoption (and anticipation) for all.</summary>
    Universal,
}

/// <summary>What is done with units that are not seen in every period.</summary>
public enum PanelGaps
{
    /// <summary>Leave the unit out and report how many (did's default). The default.</summary>
    CompleteUnits,

    /// <summary>Use it in every comparison of two periods in which it is seen.</summary>
    EachPair,
}

/// <summary>Options of <see cref="GroupTimeEffects.Of"/>.</summary>
public sealed record GroupTimeOptions
{
    /// <summary>Whom a cohort is compared with.</summary>
    public ComparisonGroup Comparison { get; init; }

    /// <summary>How covariates enter.</summary>
    public GroupTimeMethod Method { get; init; }

    /// <summary>What effects before adoption are measured against.</summary>
    public BasePeriod Base { get; init; }

    /// <summary>Periods before adoption in which units may already react; at least 0.</summary>
    public int Anticipation { get; init; }

    /// <summary>What is done with gaps.</summary>
    public PanelGaps Gaps { get; init; }

    /// <summary>Columns of the table the panel was read from; the value in the base period enters, with a constant.</summary>
    public IReadOnlyList<Column> Covariates { get; init; } = [];

    /// <summary>Cluster of each of those rows, the same on all rows of a unit; null clusters by unit.</summary>
    public Grouping? Cluster { get; init; }
}

/// <summary>The effect on one cohort in one period.</summary>
/// <param name="Cohort">First treated period.</param>
/// <param name="Period">Period of the effect.</param>
/// <param name="Base">Period it is measured against.</param>
/// <param name="Treated">Units of the cohort used.</param>
/// <param name="Compared">Units compared with.</param>
/// <param name="Effect">Estimate and analytic error; in the universal base period zero and NaN.</param>
public sealed record GroupTimeEffect(int Cohort, int Period, int Base, int Treated, int Compared, Coefficient Effect)
{
    /// <summary>Whether the period is not before adoption.</summary>
    public bool IsAfter => Period >= Cohort;
}

/// <summary>
/// Group-time average effects ATT(g,t) for staggered adoption (Callaway and Sant'Anna 2021): each cohort's change since
/// its base period against the change of a comparison group. Errors by influence functions; the aggregations count the
/// error of their estimated weights.
/// </summary>
/// <remarks>
/// ATT(g,t) = E[Y_t - Y_b | g] - E[Y_t - Y_b | C]; error sqrt(sum of squared influence)/n, no degrees-of-freedom correction,
/// normal distribution. Oracles b01 <c>att_gt_*</c>, <c>aggte_*</c>, b02 <c>cs_*</c> (did 2.5.1, DRDID 1.2.3).
/// </remarks>
public sealed class GroupTimeEffects
{
    private GroupTimeEffects(GroupTimeDesign design, IReadOnlyList<GroupTimeEffect> effects, double[][] influence, JointTest? preTest)
    {
        Design = design;
        Effects = effects;
        Influence = influence;
        PreTrend = preTest;
    }

    /// <summary>All estimated cells, by cohort and period.</summary>
    public IReadOnlyList<GroupTimeEffect> Effects { get; }

    /// <summary>What it rests on, after units and periods that cannot be used.</summary>
    public PanelSample Sample => Design.Sample;

    /// <summary>The options used.</summary>
    public GroupTimeOptions Options => Design.Options;

    /// <summary>Wald test that all effects before adoption (and anticipation) are zero, chi-square; null where there is none or it is singular.</summary>
    public JointTest? PreTrend { get; }

    /// <summary>What the reader has to know.</summary>
    public IReadOnlyList<Note> Notes => Design.Notes;

    internal GroupTimeDesign Design { get; }

    /// <summary>Influence of each unit on each effect.</summary>
    internal double[][] Influence { get; }

    /// <summary>Estimates all cells.</summary>
    /// <param name="panel">The panel.</param>
    /// <param name="options">Options; null for the defaults.</param>
    /// <param name="cancel">Stops between cells.</param>
    /// <exception cref="RefusedException">No comparison group, no cohort with a period before its treatment, negative
    /// anticipation, no complete unit, one cluster, no cell that can be estimated.</exception>
    /// <example><code>
    /// // 20 villages, 2016 to 2023; five join in 2020, five in 2022, ten never; joining is worth 2.
    /// int[] village = [.. Enumerable.Range(0, 160).Select(i => i / 8)], year = [.. Enumerable.Range(0, 160).Select(i => 2016 + i % 8)];
    /// int[] joined = [.. village.Select(v => v &lt; 5 ? 2020 : v &lt; 10 ? 2022 : 0)];
    /// double[] income = [.. village.Select((v, i) => v + 0.5 * (i % 8) + 0.1 * (i * 7 % 5) + (joined[i] > 0 &amp;&amp; year[i] >= joined[i] ? 2 : 0))];
    /// var panel = AdoptionPanel.Of(Grouping.Of(village), year, income, joined);
    /// GroupTimeEffects.Of(panel).Average(AverageKind.Simple).Overall.Value // 2
    /// </code></example>
    public static GroupTimeEffects Of(AdoptionPanel panel, GroupTimeOptions? options = null, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(panel);
        var design = GroupTimeDesign.Of(panel, options ?? new GroupTimeOptions());
        var wanted = design.Cells();
        var found = new CellEstimate?[wanted.Count];
        SharedWork.Run(wanted.Count, c => found[c] = CellEstimate.Of(design, wanted[c]), null, cancel);
        int[] kept = [.. Enumerable.Range(0, wanted.Count).Where(c => found[c]!.Skipped is null)];
        design.NoteCells([.. found.Select(f => f!)]);
        if (kept.Length == 0)
        {
            throw Refuse.With(Refusal.NoComparison, "没有可估计的批次与时期", "no cohort and period can be estimated");
        }

        double[][] influence = [.. kept.Select(c => found[c]!.Influence)];
        GroupTimeEffect[] effects = [.. kept.Select(c => found[c]!.Effect(design, wanted[c]))];
        return new GroupTimeEffects(design, effects, influence, PreTest(design, effects, influence));
    }

    /// <summary>Averages the cells.</summary>
    /// <param name="kind">Over what.</param>
    /// <param name="balance">For event time: only cohorts seen at least this many periods after adoption, and times up to it; null for all.</param>
    public GroupTimeAverage Average(AverageKind kind, int? balance = null) => GroupTimeAverage.Of(this, kind, balance);

    /// <summary>Averages by event time as an event study, with covariance and pre-trend, for comparison with other estimators.</summary>
    public EventStudy Events() => GroupTimeAverage.Events(this);

    /// <summary>Simultaneous confidence bands for all cells by the multiplier bootstrap.</summary>
    /// <param name="draws">Draws, at least 99.</param>
    /// <param name="seed">Seed; the same seed gives the same answer on any number of threads.</param>
    /// <param name="level">Coverage of the whole band.</param>
    /// <param name="progress">Told the share done.</param>
    /// <param name="cancel">Stops the work.</param>
    public SimultaneousBand Bootstrap(int draws = 1_000, ulong seed = 1, double level = 0.95, IProgress<double>? progress = null, CancellationToken cancel = default) =>
        MultiplierBootstrap.Band([.. Effects.Select(e => e.Effect)], Influence, Design, draws, seed, level, progress, cancel);

    /// <summary>A readable paragraph: sample, options, effect of each cohort in each period, pre-trend, notes.</summary>
    public string Summary(Language language)
    {
        var zh = language == Language.Chinese;
        var head = zh ? "批次—时期平均处理效应（Callaway–Sant'Anna，" : "Group-time average effects (Callaway and Sant'Anna, ";
        head += Design.Wording.In(language) + (zh ? "）。" : "). ");
        var cells = string.Concat(Effects.Where(e => e.IsAfter).Select(e => string.Create(CultureInfo.InvariantCulture, $" {e.Cohort}/{e.Period}: {e.Effect.Value:G5} ({e.Effect.StandardError:G4});")));
        var pre = PreTrend is null ? "" : (zh ? "处理前趋势：" : " Before adoption: ") + PreTrend.Summary(language);
        return head + Sample.Summary(language) + cells + pre + string.Concat(Notes.Select(n => zh ? n.Text.Chinese + "。" : " " + n.Text.English + "."));
    }

    private static JointTest? PreTest(GroupTimeDesign design, GroupTimeEffect[] effects, double[][] influence)
    {
        int[] before = [.. Enumerable.Range(0, effects.Length).Where(c => effects[c].Period < effects[c].Cohort - design.Options.Anticipation && effects[c].Effect.StandardError > 0)];
        if (before.Length == 0)
        {
            design.Notes.Add(PreTrends.Missing);
            return null;
        }

        var v = design.Covariance([.. before.Select(c => influence[c])]);
        if (PivotedSolve.Independent(v, 1e-12).Dropped.Length > 0)
        {
            design.Notes.Add(new Note("pretrend-singular", new Term("处理前各效应的协方差奇异，无法联合检验", "the covariance of the effects before adoption is singular: no joint test")));
            return null;
        }

        double[] b = [.. before.Select(c => effects[c].Effect.Value)];
        var wald = CrossProducts.Dot(b, PivotedSolve.InverseDefinite(v).Times(b));
        return PreTrends.Judged(new JointTest(wald, b.Length, double.PositiveInfinity, Distributions.ChiSquareUpper(wald, b.Length)), design.Notes);
    }
}
