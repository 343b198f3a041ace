namespace Shanhai.Analytics.Panel;

/// <summary>
/// Rows Sun and Abraham's regression uses: without units treated from their first period on, and, where nobody is
/// never treated, without the periods from the last cohort's treatment on (that cohort then is the comparison).
/// </summary>
internal sealed class UsableRows
{
    private readonly AdoptionPanel panel;
    private readonly int[]? rows;
    private readonly int comparison;

    private UsableRows(AdoptionPanel panel, int[]? rows, int comparison)
    {
        this.panel = panel;
        this.rows = rows;
        this.comparison = comparison;
    }

    public int Count => rows?.Length ?? panel.Rows;

    public static UsableRows Of(AdoptionPanel panel, List<Note> notes)
    {
        var starts = panel.Starts();
        var always = new bool[panel.Units.Count];
        for (var u = 0; u < always.Length; u++)
        {
            always[u] = panel.Cohort[u] != AdoptionPanel.Never && panel.PeriodLabels[panel.Periods.Codes[starts[u]]] >= panel.Cohort[u];
        }

        var left = Enumerable.Range(0, always.Length).Where(u => !always[u]).ToArray();
        if (!left.Any(u => panel.Cohort[u] != AdoptionPanel.Never))
        {
            throw Refuse.With(Refusal.NoPrePeriod, "受处理单位均无处理前观测，无法估计", "no treated unit is seen before its treatment: nothing can be estimated");
        }

        var dropped = always.Count(a => a);
        if (dropped > 0)
        {
            notes.Add(AlwaysTreated(dropped));
        }

        var last = int.MaxValue;
        if (!left.Any(u => panel.Cohort[u] == AdoptionPanel.Never))
        {
            last = left.Max(u => panel.Cohort[u]);
            notes.Add(LastCohort(last));
            if (!left.Any(u => panel.Cohort[u] < last))
            {
                throw Refuse.With(Refusal.NoComparison, "所有单位在同一时期受处理，没有对照", "all units are treated at the same time: there is nothing to compare with");
            }
        }

        int[]? rows = dropped == 0 && last == int.MaxValue
            ? null
            : [.. Enumerable.Range(0, panel.Rows).Where(i => !always[panel.Units.Codes[i]] && panel.PeriodLabels[panel.Periods.Codes[i]] < last)];
        return new UsableRows(panel, rows, last);
    }

    public static Note AlwaysTreated(int units) => new("always-treated", new Term(
        $"有 {units} 个单位在首期即已受处理，没有处理前观测，已剔除", $"{units} units are under treatment from their first period on, have no observation before it and are left out"));

    public static Note LastCohort(int cohort) => new("last-cohort-compares", new Term(
        $"没有从未处理的单位：以最后一批（{cohort}）处理前的时期作对照，其后各期不用", $"nobody is never treated: the last cohort ({cohort}) before its treatment is the comparison, later periods are not used"));

    /// <summary>All rows of the panel are used.</summary>
    public bool IsWhole => rows is null;

    /// <summary>Rows of each cohort at each time since adoption, the comparison left out; of some of the rows only where they are given.</summary>
    public Dictionary<(int Cohort, int Since), int> Sizes(int[]? some = null)
    {
        var table = new int[panel.CohortLabels.Length + 1, panel.Periods.Count];
        var place = panel.CohortLabels.Select((g, c) => (g, c)).ToDictionary(p => p.g, p => p.c);
        var of = panel.Cohort.Select(g => g == AdoptionPanel.Never || g == comparison ? panel.CohortLabels.Length : place[g]).ToArray();
        for (var i = 0; i < (some?.Length ?? Count); i++)
        {
            var row = Row(some is null ? i : some[i]);
            table[of[panel.Units.Codes[row]], panel.Periods.Codes[row]]++;
        }

        var sizes = new Dictionary<(int Cohort, int Since), int>();
        for (var c = 0; c < panel.CohortLabels.Length; c++)
        {
            for (var t = 0; t < panel.Periods.Count; t++)
            {
                if (table[c, t] > 0)
                {
                    sizes[(panel.CohortLabels[c], panel.PeriodLabels[t] - panel.CohortLabels[c])] = table[c, t];
                }
            }
        }

        return sizes;
    }

    /// <summary>A dummy for each cell.</summary>
    public double[][] Dummies((int Cohort, int Since)[] cells)
    {
        var place = cells.Select((key, k) => (key, k)).ToDictionary(p => p.key, p => p.k);
        double[][] dummies = [.. cells.Select(_ => new double[Count])];
        for (var r = 0; r < Count; r++)
        {
            var g = panel.Cohort[panel.Units.Codes[Row(r)]];
            if (g != comparison && g != AdoptionPanel.Never && place.TryGetValue((g, panel.PeriodLabels[panel.Periods.Codes[Row(r)]] - g), out var k))
            {
                dummies[k][r] = 1;
            }
        }

        return dummies;
    }

    /// <summary>A column of the panel; a copy where the caller will overwrite it.</summary>
    public double[] Of(double[] column, bool copy = false) => rows is not null ? Rearranged.Of(column, rows) : copy ? (double[])column.Clone() : column;

    public Grouping Of(Grouping groups) => Rearranged.Of(groups, rows);

    private int Row(int r) => rows is null ? r : rows[r];
}
