namespace Shanhai.Analytics.Synthetic;

/// <summary>
/// Outcomes of units over periods where some units come under treatment at the same moment and stay there: the shape
/// synthetic control and synthetic difference-in-differences need.
/// </summary>
/// <remarks>Rows may come in any order. Units are ordered by name (ordinal), periods by number, so no result depends on row order.</remarks>
public sealed class TreatedBlock
{
    private readonly double[] outcomes;

    private TreatedBlock(double[] outcomes, string[] controls, string[] treated, int[] periods, int before)
    {
        this.outcomes = outcomes;
        Controls = controls;
        Treated = treated;
        Periods = periods;
        Before = before;
    }

    /// <summary>Units never treated.</summary>
    public IReadOnlyList<string> Controls { get; }

    /// <summary>Units under treatment.</summary>
    public IReadOnlyList<string> Treated { get; }

    /// <summary>Periods, ascending.</summary>
    public IReadOnlyList<int> Periods { get; }

    /// <summary>Number of periods before the treatment.</summary>
    public int Before { get; }

    /// <summary>Number of periods under treatment.</summary>
    public int After => Periods.Count - Before;

    internal int Units => Controls.Count + Treated.Count;

    /// <summary>Outcome of a unit (controls first, then treated) in a period.</summary>
    internal double this[int unit, int period] => outcomes[unit * Periods.Count + period];

    /// <summary>Reads a long table: one row for each unit and period.</summary>
    /// <param name="units">Name of the unit.</param>
    /// <param name="periods">Period, such as the year.</param>
    /// <param name="values">Outcome, finite.</param>
    /// <param name="treated">Whether the unit is under treatment in that period.</param>
    /// <exception cref="RefusedException">
    /// A unit and period twice or missing; a treatment that ends or begins at different times; nobody treated, nobody
    /// untreated; fewer than two periods before.
    /// </exception>
    /// <example><code>
    /// // Four villages over 2018 to 2022; a joins in 2022 and gains 3 over the mean of b and c.
    /// string[] units = [.. "abcd".SelectMany(u => Enumerable.Repeat($"{u}", 5))];
    /// int[] years = [.. Enumerable.Range(0, 20).Select(i => 2018 + i % 5)];
    /// double[] y = [3, 4, 5, 7, 11, 2, 3, 5, 6, 7, 4, 5, 5, 8, 9, 9, 1, 8, 2, 3];
    /// var block = TreatedBlock.Of(units, years, y, [.. Enumerable.Range(0, 20).Select(i => i == 4)]);
    /// (block.Treated[0], block.Before, block.After) // (a, 4, 1)
    /// </code></example>
    public static TreatedBlock Of(IReadOnlyList<string> units, ReadOnlySpan<int> periods, ReadOnlySpan<double> values, ReadOnlySpan<bool> treated)
    {
        ArgumentNullException.ThrowIfNull(units);
        Refuse.UnlessSameLength(values.Length, units.Count, "units");
        Refuse.UnlessSameLength(values.Length, periods.Length, "periods");
        Refuse.UnlessSameLength(values.Length, treated.Length, "treated");
        Refuse.IfFewer(values.Length, 1, "观测", "observations");
        Refuse.UnlessFinite(values, "values");
        var names = Grouping.Of(units);
        var times = periods.ToArray().Distinct().Order().ToArray();
        var index = times.Select((t, i) => (t, i)).ToDictionary(p => p.t, p => p.i);
        var (width, rows) = (times.Length, new int[names.Count * times.Length]);
        Array.Fill(rows, -1);
        for (var i = 0; i < values.Length; i++)
        {
            ref var row = ref rows[names.Codes[i] * width + index[periods[i]]];
            if (row >= 0)
            {
                throw Refuse.With(Refusal.Duplicate, $"{units[i]} 在 {periods[i]} 期出现两次（第 {i + 1} 行）", $"{units[i]} appears twice in period {periods[i]} (row {i + 1})", i);
            }

            row = i;
        }

        var missing = Array.IndexOf(rows, -1);
        if (missing >= 0)
        {
            var (name, time) = (names.Names[missing / width], times[missing % width]);
            throw Refuse.With(Refusal.NotBalanced, $"{name} 缺少 {time} 期的数据；请补齐，或只保留各期齐全的单位与时期", $"{name} has no row for period {time}: complete it, or keep only units and periods that are complete");
        }

        var starts = Starts(names, times, rows, treated);
        var begin = starts.Where(s => s < width).Distinct().Order().ToArray();
        Check(starts, begin, width, times);
        int[] order = [.. Enumerable.Range(0, names.Count).OrderBy(u => starts[u] < width)];
        var outcomes = new double[rows.Length];
        for (var k = 0; k < outcomes.Length; k++)
        {
            outcomes[k] = values[rows[order[k / width] * width + k % width]];
        }

        string[] Named(bool under) => [.. order.Where(u => starts[u] < width == under).Select(u => names.Names[u])];
        return new TreatedBlock(outcomes, Named(false), Named(true), times, begin[0]);
    }

    private static int[] Starts(Grouping names, int[] times, int[] rows, ReadOnlySpan<bool> treated)
    {
        var (width, starts) = (times.Length, new int[names.Count]);
        for (var u = 0; u < starts.Length; u++)
        {
            starts[u] = width;
            for (var t = 0; t < width; t++)
            {
                var under = treated[rows[u * width + t]];
                starts[u] = under ? Math.Min(starts[u], t) : starts[u];
                if (!under && starts[u] < t)
                {
                    throw Refuse.With(Refusal.TreatmentReverses, $"{names.Names[u]} 的处理在 {times[t]} 期中止；本方法要求处理一经开始即持续", $"the treatment of {names.Names[u]} ends in period {times[t]}: the method needs one that stays", rows[u * width + t]);
                }
            }
        }

        return starts;
    }

    private static void Check(int[] starts, int[] begin, int width, int[] times)
    {
        if (begin.Length == 0)
        {
            throw Refuse.With(Refusal.NoTreated, "没有受处理的单位", "no unit is treated");
        }

        if (starts.All(s => s < width))
        {
            throw Refuse.With(Refusal.NoComparison, "所有单位都受处理，没有对照", "every unit is treated: there is nothing to compare with");
        }

        if (begin.Length > 1)
        {
            var list = string.Join(", ", begin.Select(b => times[b]));
            throw Refuse.With(Refusal.Staggered, $"各单位的处理开始时间不同（{list}）；请按批次分别估计，或改用分批处理的方法", $"treatment begins at different times ({list}): estimate one cohort at a time, or use a method for staggered treatment");
        }

        if (begin[0] < 2)
        {
            throw Refuse.With(Refusal.NoPrePeriod, $"处理之前只有 {begin[0]} 期，至少需要 2 期", $"{begin[0]} periods before the treatment, at least 2 needed");
        }
    }
}
