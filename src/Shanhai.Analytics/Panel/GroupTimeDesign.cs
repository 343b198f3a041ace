using Shanhai.Analytics.Numerics;

namespace Shanhai.Analytics.Panel;

/// <summary>A comparison to be made: cohort, period, base period (positions among the periods).</summary>
internal readonly record struct GroupTimeCell(int Cohort, int Period, int Base);

/// <summary>Units and periods the group-time estimator can use, laid out as a table unit by period.</summary>
internal sealed class GroupTimeDesign
{
    private readonly double[] outcome;
    private readonly double[][] covariates;

    private GroupTimeDesign(GroupTimeOptions options, int[] periods, int[] cohort, double[] outcome, double[][] covariates, Grouping? clusters, List<Note> notes)
    {
        Options = options;
        Periods = periods;
        Cohort = cohort;
        Cohorts = [.. cohort.Where(g => g != AdoptionPanel.Never).Distinct().Order()];
        this.outcome = outcome;
        this.covariates = covariates;
        Clusters = clusters;
        Notes = notes;
        var seen = outcome.Count(double.IsFinite);
        var sizes = Cohorts.Select(g => (g, cohort.Count(c => c == g))).ToArray();
        Sample = new PanelSample(seen, cohort.Length, periods.Length, periods[0], periods[^1], sizes, cohort.Count(c => c == AdoptionPanel.Never), seen == outcome.Length);
    }

    public GroupTimeOptions Options { get; }

    public int[] Periods { get; }

    public int[] Cohort { get; }

    public int[] Cohorts { get; }

    /// <summary>Cluster of each unit; null clusters by unit.</summary>
    public Grouping? Clusters { get; }

    public List<Note> Notes { get; }

    public PanelSample Sample { get; }

    public int Units => Cohort.Length;

    public int Covariates => covariates.Length;

    public Term Wording => new(
        $"对照：{(Options.Comparison == ComparisonGroup.NeverTreated ? "从未处理" : "尚未处理")}，{Methods[(int)Options.Method].Chinese}，基期{(Options.Base == BasePeriod.Varying ? "逐期" : "统一")}，提前反应 {Options.Anticipation} 期",
        $"compared with {(Options.Comparison == ComparisonGroup.NeverTreated ? "never" : "not yet")} treated, {Methods[(int)Options.Method].English}, {(Options.Base == BasePeriod.Varying ? "varying" : "universal")} base, anticipation {Options.Anticipation}");

    private static readonly Term[] Methods = [new("双重稳健", "doubly robust"), new("结果回归", "outcome regression"), new("逆概率加权", "inverse probability weights")];

    /// <summary>Outcome of a unit in a period; NaN where it is not seen.</summary>
    public double Outcome(int unit, int period) => outcome[unit * Periods.Length + period];

    public double Covariate(int which, int unit, int period) => covariates[which][unit * Periods.Length + period];

    public static GroupTimeDesign Of(AdoptionPanel panel, GroupTimeOptions options)
    {
        Refuse.Unless(options.Anticipation >= 0, "提前反应期数不得为负", "anticipation cannot be negative");
        var notes = new List<Note>();
        var width = panel.Periods.Count;
        var units = UsableUnits(panel, options, notes);
        var cohort = units.Select(u => panel.Cohort[u]).ToArray();
        if (cohort.All(g => g == AdoptionPanel.Never))
        {
            throw Refuse.With(Refusal.NoPrePeriod, "受处理单位均无处理前时期，无法估计", "no treated unit has a period before its treatment: nothing can be estimated");
        }

        width = UsablePeriods(panel, options, cohort, width, notes);
        var outcome = Laid(panel, units, panel.Outcome, width);
        double[][] covariates = [.. options.Covariates.Select(c => Laid(panel, units, panel.Arrange(c), width))];
        var clusters = options.Cluster is null ? null : OfUnits(panel, units, panel.Clusters(options.Cluster));
        var design = new GroupTimeDesign(options, panel.PeriodLabels[..width], cohort, outcome, covariates, clusters, notes);
        if (clusters is { Count: < PanelNotes.FewClustersBelow })
        {
            notes.Add(PanelNotes.FewClusters(clusters.Count));
        }

        foreach (var (period, count) in design.Sample.Cohorts.Where(c => c.Units < 5 + covariates.Length))
        {
            notes.Add(new Note("small-cohort", new Term($"{period} 年（期）批次只有 {count} 个单位，其效应与标准误不可靠", $"the cohort of {period} has {count} units only: its effects and errors are unreliable")));
        }

        return design;
    }

    /// <summary>Cells in the order of did: cohorts, and periods in each.</summary>
    public List<GroupTimeCell> Cells()
    {
        var cells = new List<GroupTimeCell>();
        foreach (var g in Cohorts)
        {
            // The last period before adoption and anticipation; exists for every usable cohort.
            var last = Array.FindLastIndex(Periods, p => p + Options.Anticipation < g);
            for (var t = Options.Base == BasePeriod.Varying ? 1 : 0; t < Periods.Length; t++)
            {
                cells.Add(new GroupTimeCell(g, t, Periods[t] >= g || Options.Base == BasePeriod.Universal ? last : t - 1));
            }
        }

        return cells;
    }

    /// <summary>Whether a unit may be compared with in a cell.</summary>
    public bool Compares(int unit, GroupTimeCell cell)
    {
        var g = Cohort[unit];
        return g == AdoptionPanel.Never
            || (Options.Comparison == ComparisonGroup.NotYetTreated && g != cell.Cohort && g > Periods[Math.Max(cell.Period, cell.Base)] + Options.Anticipation);
    }

    /// <summary>Variance of estimates from their influence: sums by cluster, squared, over n².</summary>
    public Matrix Covariance(double[][] influence)
    {
        var v = CrossProducts.Of(Clusters is null ? influence : [.. influence.Select(Summed)]);
        for (var i = 0; i < v.Values.Length; i++)
        {
            v.Values[i] /= (double)Units * Units;
        }

        return v;
    }

    public double Error(double[] influence)
    {
        var sums = Clusters is null ? influence : Summed(influence);
        return Math.Sqrt(CrossProducts.Dot(sums, sums)) / Units;
    }

    public double[] Summed(double[] influence)
    {
        var sums = new double[Clusters!.Count];
        for (var u = 0; u < influence.Length; u++)
        {
            sums[Clusters.Codes[u]] += influence[u];
        }

        return sums;
    }

    /// <summary>Says which cells were not estimated, and why, and which lean on few compared units.</summary>
    public void NoteCells(IReadOnlyList<CellEstimate> cells)
    {
        string Named(IEnumerable<CellEstimate> some) => string.Join(", ", some.Select(s => $"{s.Cell.Cohort}/{Periods[s.Cell.Period]}"));
        foreach (var reason in cells.Where(c => c.Skipped is not null).GroupBy(c => c.Skipped!.Code))
        {
            var text = reason.First().Skipped!.Text;
            Notes.Add(new Note(reason.Key, new Term($"未估计 {Named(reason)}：{text.Chinese}", $"not estimated {Named(reason)}: {text.English}")));
        }

        if (cells.Any(c => c.HasWeakOverlap))
        {
            var weak = Named(cells.Where(c => c.HasWeakOverlap));
            Notes.Add(new Note("weak-overlap", new Term(
                $"{weak} 的倾向得分有的不低于 0.95，处理组与对照组重叠差，估计依赖少数单位", $"propensities of 0.95 or more in {weak}: poor overlap, the estimates lean on few units")));
        }
    }

    private static int[] UsableUnits(AdoptionPanel panel, GroupTimeOptions options, List<Note> notes)
    {
        var first = panel.PeriodLabels[0];
        var starts = panel.Starts();
        bool Always(int u) => panel.Cohort[u] != AdoptionPanel.Never && panel.Cohort[u] <= first + options.Anticipation;
        bool Gaps(int u) => options.Gaps == PanelGaps.CompleteUnits && starts[u + 1] - starts[u] < panel.Periods.Count;
        var (always, gaps) = (0, 0);
        var units = new List<int>(panel.Units.Count);
        for (var u = 0; u < panel.Units.Count; u++)
        {
            if (Always(u))
            {
                always++;
            }
            else if (Gaps(u))
            {
                gaps++;
            }
            else
            {
                units.Add(u);
            }
        }

        if (always > 0)
        {
            notes.Add(UsableRows.AlwaysTreated(always));
        }

        if (gaps > 0)
        {
            notes.Add(new Note("gaps", new Term($"有 {gaps} 个单位缺期，已剔除（可改用逐对比较）", $"{gaps} units with gaps are left out (comparing each pair of periods keeps them)")));
        }

        Refuse.IfFewer(units.Count, 2, "各期齐全的单位", "units seen in every period");
        return [.. units];
    }

    /// <summary>Without never-treated units the last cohort turns into the comparison and periods from its treatment on go.</summary>
    private static int UsablePeriods(AdoptionPanel panel, GroupTimeOptions options, int[] cohort, int width, List<Note> notes)
    {
        if (cohort.Contains(AdoptionPanel.Never))
        {
            return width;
        }

        var last = cohort.Max();
        if (options.Comparison == ComparisonGroup.NeverTreated || cohort.All(g => g == last))
        {
            throw Refuse.With(Refusal.NoComparison, "没有从未处理的单位可作对照，可改用尚未处理的单位", "no unit is never treated: compare with units not yet treated, if treatment began at different times");
        }

        for (var u = 0; u < cohort.Length; u++)
        {
            cohort[u] = cohort[u] == last ? AdoptionPanel.Never : cohort[u];
        }

        notes.Add(UsableRows.LastCohort(last));
        var usable = panel.PeriodLabels.Count(p => p < last - options.Anticipation);
        Refuse.IfFewer(usable, 2, "可用时期", "usable periods");
        return usable;
    }

    private static double[] Laid(AdoptionPanel panel, int[] units, double[] column, int width)
    {
        var periods = panel.Periods.Count;
        if (panel.Sample.IsBalanced && width == periods && units.Length == panel.Units.Count)
        {
            return column;
        }

        var laid = new double[units.Length * width];
        laid.AsSpan().Fill(double.NaN);
        var starts = panel.Starts();
        for (var k = 0; k < units.Length; k++)
        {
            for (var row = starts[units[k]]; row < starts[units[k] + 1]; row++)
            {
                if (panel.Periods.Codes[row] < width)
                {
                    laid[k * width + panel.Periods.Codes[row]] = column[row];
                }
            }
        }

        return laid;
    }

    private static Grouping OfUnits(AdoptionPanel panel, int[] units, Grouping rows)
    {
        var starts = panel.Starts();
        var codes = new int[units.Length];
        for (var k = 0; k < units.Length; k++)
        {
            codes[k] = rows.Codes[starts[units[k]]];
            for (var row = starts[units[k]]; row < starts[units[k] + 1]; row++)
            {
                if (rows.Codes[row] != codes[k])
                {
                    var name = panel.Units.Names[units[k]];
                    throw Refuse.With(Refusal.NotNested, $"{name} 属于不止一个聚类", $"{name} belongs to more than one cluster");
                }
            }
        }

        var clusters = Grouping.Of(codes);
        return clusters.Count >= 2 ? clusters : throw Refuse.With(Refusal.OneCluster, "只有一个聚类，无法估计聚类标准误", "one cluster only: a clustered error cannot be estimated");
    }
}
