using Shanhai.Analytics.Numerics;

namespace Shanhai.Analytics.Panel;

/// <summary>
/// One ATT(g,t) with the influence of every unit: outcome regression, inverse probability weights or both
/// (Sant'Anna and Zhao 2020, panel estimators with logit and least squares; propensities from 0.995 on are trimmed
/// among the compared, a cell with one at 0.999 is not estimated).
/// </summary>
internal sealed class CellEstimate
{
    private const double Trimmed = 0.995;
    private const double NoOverlap = 0.999;
    private const double WeakOverlap = 0.95;

    private CellEstimate(GroupTimeCell cell, double value, double[] influence, int treated, int compared, Note? skipped = null)
    {
        Cell = cell;
        Value = value;
        Influence = influence;
        Treated = treated;
        Compared = compared;
        Skipped = skipped;
    }

    public GroupTimeCell Cell { get; }

    public double Value { get; }

    public double[] Influence { get; }

    public int Treated { get; }

    public int Compared { get; }

    /// <summary>Some propensity is 0.95 or more: the comparison leans on few units.</summary>
    public bool HasWeakOverlap { get; private init; }

    /// <summary>Why the cell was not estimated; null when it was.</summary>
    public Note? Skipped { get; }

    public GroupTimeEffect Effect(GroupTimeDesign design, GroupTimeCell cell)
    {
        var error = cell.Period == cell.Base ? double.NaN : design.Error(Influence);
        return new GroupTimeEffect(
            cell.Cohort, design.Periods[cell.Period], design.Periods[cell.Base], Treated, Compared, Coefficient.Of($"{cell.Cohort}/{design.Periods[cell.Period]}", Value, error));
    }

    public static CellEstimate Of(GroupTimeDesign design, GroupTimeCell cell)
    {
        if (cell.Period == cell.Base)
        {
            return new CellEstimate(cell, 0, new double[design.Units], design.Cohort.Count(g => g == cell.Cohort), 0);
        }

        var (units, change, treated) = Pair(design, cell);
        var compared = units.Length - treated;
        if (treated == 0 || compared == 0)
        {
            return Skip(cell, "no-pair", "没有两期都被观测到的处理或对照单位", "no treated or no compared unit is seen in both periods");
        }

        var influence = new double[design.Units];
        if (design.Covariates == 0)
        {
            return new CellEstimate(cell, Means(units, change, treated, influence), influence, treated, compared);
        }

        if (compared <= design.Covariates + 1 || treated <= design.Covariates + 1)
        {
            return Skip(cell, "few-units", "单位数不多于协变量数", "no more units than covariates");
        }

        var x = Regressors(design, cell, units);
        var (value, largest, note) = Adjusted(design.Options.Method, x, change, treated, units, influence);
        return note is null
            ? new CellEstimate(cell, value, influence, treated, compared) { HasWeakOverlap = largest >= WeakOverlap }
            : new CellEstimate(cell, double.NaN, [], treated, compared, note);
    }

    private static CellEstimate Skip(GroupTimeCell cell, string code, string chinese, string english) => new(cell, double.NaN, [], 0, 0, new Note(code, new Term(chinese, english)));

    /// <summary>Treated units first, then the compared, with the change between the two periods.</summary>
    private static (int[] Units, double[] Change, int Treated) Pair(GroupTimeDesign design, GroupTimeCell cell)
    {
        var units = new List<int>();
        var change = new List<double>();
        void Take(int u)
        {
            var d = design.Outcome(u, cell.Period) - design.Outcome(u, cell.Base);
            if (!double.IsNaN(d))
            {
                units.Add(u);
                change.Add(d);
            }
        }

        for (var u = 0; u < design.Units; u++)
        {
            if (design.Cohort[u] == cell.Cohort)
            {
                Take(u);
            }
        }

        var treated = units.Count;
        for (var u = 0; u < design.Units; u++)
        {
            if (design.Compares(u, cell))
            {
                Take(u);
            }
        }

        return ([.. units], [.. change], treated);
    }

    /// <summary>Difference of mean changes; influence n/n_g (change - mean), less n/n_C (change - mean) for the compared.</summary>
    private static double Means(int[] units, double[] change, int treated, double[] influence)
    {
        double n = influence.Length, compared = units.Length - treated;
        var (up, down) = (Sums.Of(change.AsSpan(0, treated)) / treated, Sums.Of(change.AsSpan(treated)) / compared);
        for (var i = 0; i < units.Length; i++)
        {
            influence[units[i]] = i < treated ? n / treated * (change[i] - up) : -n / compared * (change[i] - down);
        }

        return up - down;
    }

    /// <summary>A constant and the covariates in the base period: one column each.</summary>
    private static double[][] Regressors(GroupTimeDesign design, GroupTimeCell cell, int[] units) =>
        [[.. Enumerable.Repeat(1.0, units.Length)], .. Enumerable.Range(0, design.Covariates).Select(k => units.Select(u => design.Covariate(k, u, cell.Base)).ToArray())];

    private static (double Value, double Largest, Note? Skipped) Adjusted(GroupTimeMethod method, double[][] x, double[] change, int treated, int[] units, double[] influence)
    {
        var n = change.Length;
        var (residual, outcome) = ((double[])change.Clone(), (Linear?)null);
        if (method != GroupTimeMethod.InverseProbability)
        {
            outcome = Linear.OnCompared(x, change, treated);
            if (outcome is null)
            {
                return (double.NaN, 1, new Note("singular-outcome", new Term("对照组协变量共线", "the covariates are collinear among the compared")));
            }

            outcome.Subtract(residual);
        }

        Logit? propensity = null;
        if (method != GroupTimeMethod.OutcomeRegression)
        {
            propensity = Logit.Of(x, treated);
            if (propensity is null)
            {
                return (double.NaN, 1, new Note("no-propensity", new Term("倾向得分无法估计（共线或完全分离）", "the propensity score cannot be estimated (collinear, or perfectly separated)")));
            }

            if (propensity.Fitted.Max() >= NoOverlap)
            {
                return (double.NaN, 1, new Note("poor-overlap", new Term("倾向得分接近 1，处理组与对照组缺乏重叠", "a propensity close to one: treated and compared do not overlap")));
            }
        }

        // Outcome regression averages its prediction over the treated; weights move the compared to the treated.
        var weight = new double[n];
        for (var i = treated; i < n; i++)
        {
            var p = propensity?.Fitted[i] ?? 0;
            weight[i] = propensity is not null && p < Trimmed ? p / (1 - p) : 0;
        }

        return (Combine(x, residual, weight, treated, outcome, propensity, units, influence), propensity?.Fitted.Max() ?? 0, null);
    }

    private static double Combine(double[][] x, double[] residual, double[] weight, int treated, Linear? outcome, Logit? propensity, int[] units, double[] influence)
    {
        var n = residual.Length;
        var up = Sums.Of(residual.AsSpan(0, treated)) / treated;
        var mass = Sums.Of(weight);
        var down = propensity is null ? 0 : Sums.Product(weight, residual) / mass;
        var (m1, m2, m3) = (new double[x.Length], new double[x.Length], new double[x.Length]);
        for (var k = 0; k < x.Length; k++)
        {
            m1[k] = Sums.Of(x[k].AsSpan(0, treated)) / treated;
            for (var i = treated; propensity is not null && i < n; i++)
            {
                m2[k] += weight[i] * (residual[i] - down) * x[k][i] / mass;
                m3[k] += weight[i] * x[k][i] / mass;
            }
        }

        // Terms of the estimated models: least squares through the mean of x among treated (and weighted compared), logit through m2.
        var slope = outcome?.Inverse.Times([.. m1.Select((m, k) => m - (propensity is null ? 0 : m3[k]))]);
        var score = propensity?.Inverse.Times(m2);
        for (var i = 0; i < n; i++)
        {
            var psi = i < treated
                ? (double)n / treated * (residual[i] - up)
                : propensity is null ? 0 : -n * weight[i] / mass * (residual[i] - down);
            for (var k = 0; k < x.Length; k++)
            {
                psi -= i >= treated && slope is not null ? n * slope[k] * x[k][i] * outcome!.Residual[i - treated] : 0;
                psi -= score is not null ? n * score[k] * x[k][i] * ((i < treated ? 1 : 0) - propensity!.Fitted[i]) : 0;
            }

            influence[units[i]] = psi * influence.Length / n;
        }

        return up - down;
    }
}
