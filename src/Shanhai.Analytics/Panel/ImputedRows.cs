using Shanhai.Analytics.Numerics;

namespace Shanhai.Analytics.Panel;

/// <summary>
/// The fit on untreated rows and what it implies for treated ones; averages of treated rows with the influence of
/// every cluster. Two solves with the same factor serve all: one for the outcome, one for each average's weights.
/// </summary>
internal sealed class ImputedRows
{
    private const int MostPeriods = 400;

    private readonly AdoptionPanel panel;
    private readonly int[] untreated;
    private readonly Grouping units;
    private readonly Grouping periods;
    private readonly int[] unitOf;
    private readonly int[] periodOf;
    private readonly FewLevels effects;
    private readonly int[] horizon;
    private double[] residual = [];
    private double[] centred = [];
    private double[] effect = [];
    private double[][] within = [];
    private double[][] beyond = [];
    private Matrix bread = new(0, 0);

    private ImputedRows(AdoptionPanel panel, int[] untreated, int[] treated)
    {
        this.panel = panel;
        this.untreated = untreated;
        units = Rearranged.Of(panel.Units, untreated);
        periods = Rearranged.Of(panel.Periods, untreated);
        Refuse.Unless(periods.Count <= MostPeriods, $"时期超过 {MostPeriods} 个", $"more than {MostPeriods} periods");
        unitOf = Positions(units, panel.Units.Count);
        periodOf = Positions(periods, panel.Periods.Count);
        var sizes = new double[units.Count];
        foreach (var u in units.Codes)
        {
            sizes[u]++;
        }

        effects = new FewLevels(units, periods, sizes);
        var part = Components();
        var since = panel.Since();
        Treated = [.. treated.Where(r => Unit(r) is >= 0 and var u && Period(r) is >= 0 and var t && part[u] == part[units.Count + t])];
        horizon = Array.ConvertAll(Treated, r => since[r]);
    }

    /// <summary>Treated rows that can be imputed.</summary>
    public int[] Treated { get; }

    /// <summary>Periods since adoption among them, ascending.</summary>
    public IEnumerable<int> Horizons => horizon.Distinct().Order();

    public static ImputedRows Of(AdoptionPanel panel, double[][] x, string[] names, List<Note> notes)
    {
        var since = panel.Since();
        var (untreated, treated) = (new List<int>(), new List<int>());
        for (var r = 0; r < panel.Rows; r++)
        {
            (since[r] >= 0 ? treated : untreated).Add(r);
        }

        if (untreated.Count == 0)
        {
            throw Refuse.With(Refusal.NoPrePeriod, "没有未处理的观测，无法插补", "no row is untreated: nothing can be imputed");
        }

        var rows = new ImputedRows(panel, [.. untreated], [.. treated]);
        if (rows.Treated.Length == 0)
        {
            throw Refuse.With(Refusal.NoComparison, "没有一行受处理观测可以插补：受处理单位没有处理前观测，或同期没有未处理单位", "no treated row can be imputed: no observation before treatment, or no untreated unit in the same periods");
        }

        if (rows.Treated.Length < treated.Count)
        {
            var lost = treated.Count - rows.Treated.Length;
            notes.Add(new Note("not-imputed", new Term(
                $"有 {lost} 行受处理观测无法插补（单位没有处理前观测，或该期没有未处理单位），未计入平均",
                $"{lost} treated rows cannot be imputed (no observation of the unit before treatment, or nobody untreated in the period) and are left out of the averages")));
        }

        rows.Solve(x, names, notes);
        return rows;
    }

    /// <summary>Mean effect over the treated rows at one horizon (null: all), with the influence of each cluster.</summary>
    public (double Value, double[] Influence) Averaged(int? at, Grouping clusters)
    {
        var (byUnit, byPeriod, slopes) = (new double[units.Count], new double[periods.Count], new double[within.Length]);
        var (value, count) = (default(Sum), 0);
        for (var i = 0; i < Treated.Length; i++)
        {
            if (at is null || horizon[i] == at)
            {
                count++;
                value.Add(effect[i]);
                byUnit[Unit(Treated[i])] += 1;
                byPeriod[Period(Treated[i])] += 1;
                for (var k = 0; k < slopes.Length; k++)
                {
                    slopes[k] += beyond[k][i];
                }
            }
        }

        var (a, b) = effects.Solve(byUnit, byPeriod);
        slopes = bread.Times(slopes);
        var influence = new double[clusters.Count];
        for (var i = 0; i < untreated.Length; i++)
        {
            var v = a[units.Codes[i]] + b[periods.Codes[i]];
            for (var k = 0; k < slopes.Length; k++)
            {
                v += slopes[k] * within[k][i];
            }

            influence[clusters.Codes[untreated[i]]] -= v * residual[i] / count;
        }

        for (var i = 0; i < Treated.Length; i++)
        {
            if (at is null || horizon[i] == at)
            {
                influence[clusters.Codes[Treated[i]]] += centred[i] / count;
            }
        }

        return (value.Value / count, influence);
    }

    private int Unit(int row) => unitOf[panel.Units.Codes[row]];

    private int Period(int row) => periodOf[panel.Periods.Codes[row]];

    private void Solve(double[][] x, string[] names, List<Note> notes)
    {
        var (y0, y1) = Split(panel.Outcome);
        var pairs = x.Select(Split).ToArray();
        int[] used = [.. Enumerable.Range(0, x.Length)];
        if (x.Length > 0)
        {
            double[] before = [.. x.Select(c => CrossProducts.Dot(c, c))];
            var all = CrossProducts.Of([.. pairs.Select(p => p.Untreated)]);
            int[] moving = [.. used.Where(k => all[k, k] > 1e-18 * before[k])];
            used = [.. PivotedSolve.Independent(PivotedSolve.Restrict(all, moving), 1e-11).Kept.Select(k => moving[k])];
            if (used.Length < x.Length)
            {
                notes.Add(PanelNotes.Collinear([.. Enumerable.Range(0, x.Length).Except(used).Select(k => names[k])]));
            }
        }

        within = [.. used.Select(k => pairs[k].Untreated)];
        beyond = [.. used.Select(k => pairs[k].Treated)];
        bread = used.Length == 0 ? new Matrix(0, 0) : PivotedSolve.InverseDefinite(CrossProducts.Of(within));
        var slopes = bread.Times([.. within.Select(c => CrossProducts.Dot(c, y0))]);
        PanelRegression.Subtract(y0, within, slopes);
        PanelRegression.Subtract(y1, beyond, slopes);
        (residual, effect, centred) = (y0, y1, Centred(y1, notes));
    }

    /// <summary>A column less its unit and period effects as fitted on untreated rows.</summary>
    private (double[] Untreated, double[] Treated) Split(double[] column)
    {
        var own = Rearranged.Of(column, untreated);
        var (byUnit, byPeriod) = (new double[units.Count], new double[periods.Count]);
        for (var i = 0; i < own.Length; i++)
        {
            byUnit[units.Codes[i]] += own[i];
            byPeriod[periods.Codes[i]] += own[i];
        }

        var (a, b) = effects.Solve(byUnit, byPeriod);
        for (var i = 0; i < own.Length; i++)
        {
            own[i] -= a[units.Codes[i]] + b[periods.Codes[i]];
        }

        return (own, [.. Treated.Select(r => column[r] - a[Unit(r)] - b[Period(r)])]);
    }

    /// <summary>Effects less the mean of their cohort and period.</summary>
    private double[] Centred(double[] effects, List<Note> notes)
    {
        (int, int) Key(int i) => (panel.Cohort[panel.Units.Codes[Treated[i]]], panel.Periods.Codes[Treated[i]]);
        var cells = new Dictionary<(int, int), (double Sum, int Count)>();
        for (var i = 0; i < effects.Length; i++)
        {
            var cell = cells.GetValueOrDefault(Key(i));
            cells[Key(i)] = (cell.Sum + effects[i], cell.Count + 1);
        }

        if (cells.Values.Any(c => c.Count == 1))
        {
            notes.Add(new Note("single-unit-cells", new Term(
                "有的批次在某期只有一个单位，其效应的离散无从估计，标准误可能偏小",
                "some cohort has a single unit in a period: the spread of its effect cannot be estimated and errors may be too small")));
        }

        var centred = new double[effects.Length];
        for (var i = 0; i < centred.Length; i++)
        {
            var (sum, count) = cells[Key(i)];
            centred[i] = effects[i] - sum / count;
        }

        return centred;
    }

    private static int[] Positions(Grouping part, int count)
    {
        var positions = new int[count];
        positions.AsSpan().Fill(-1);
        for (var p = 0; p < part.Count; p++)
        {
            positions[part.Labels![p]] = p;
        }

        return positions;
    }

    /// <summary>Connected parts of the table of untreated rows: units first, then periods. Effects compare only inside a part.</summary>
    private int[] Components()
    {
        var parent = Enumerable.Range(0, units.Count + periods.Count).ToArray();
        int Root(int x)
        {
            while (parent[x] != x)
            {
                parent[x] = parent[parent[x]];
                x = parent[x];
            }

            return x;
        }

        for (var i = 0; i < units.Codes.Length; i++)
        {
            parent[Root(units.Codes[i])] = Root(units.Count + periods.Codes[i]);
        }

        return [.. parent.Select((_, x) => Root(x))];
    }
}
