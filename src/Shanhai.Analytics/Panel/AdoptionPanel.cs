namespace Shanhai.Analytics.Panel;

/// <summary>What an estimate rests on.</summary>
/// <param name="Rows">Unit-periods.</param>
/// <param name="Units">Units.</param>
/// <param name="Periods">Periods.</param>
/// <param name="First">First period.</param>
/// <param name="Last">Last period.</param>
/// <param name="Cohorts">Periods in which treatment begins, with the number of units.</param>
/// <param name="NeverTreated">Units not treated up to the last period.</param>
/// <param name="IsBalanced">Every unit is seen in every period.</param>
public sealed record PanelSample(
    int Rows, int Units, int Periods, int First, int Last, IReadOnlyList<(int Period, int Units)> Cohorts, int NeverTreated, bool IsBalanced)
{
    /// <summary>One sentence.</summary>
    public string Summary(Language language)
    {
        var cohorts = string.Join(", ", Cohorts.Select(c => $"{c.Period}: {c.Units}"));
        return language == Language.Chinese
            ? $"样本：{Units} 个单位，{First} 至 {Last} 年（期）共 {Rows} 行{(IsBalanced ? "" : "，有缺期")}；各批次单位数 {cohorts}，从未处理 {NeverTreated}。"
            : $"Sample: {Units} units, periods {First} to {Last}, {Rows} rows{(IsBalanced ? "" : ", with gaps")}; units by cohort {cohorts}, never treated {NeverTreated}.";
    }
}

/// <summary>
/// Units over periods of which some come under treatment, at different times, and stay there: the table every
/// estimator of staggered adoption reads. Checked once; rows may come in any order and units may have gaps.
/// </summary>
/// <remarks>
/// Time since adoption is the difference of period numbers, as in did and fixest. A unit first treated after its
/// panel's last period counts as never treated.
/// </remarks>
public sealed class AdoptionPanel
{
    /// <summary>
    /// First treated period of units that are never treated. Any period after the last of the panel says the same, and so does
    /// 0, as did writes it, where all periods are above 0.
    /// </summary>
    public const int Never = int.MaxValue;

    private readonly int[]? order;

    private AdoptionPanel(Grouping units, Grouping periods, double[] outcome, int[] cohort, int[]? order)
    {
        this.order = order;
        Units = units;
        Periods = periods;
        Outcome = outcome;
        Cohort = cohort;
        PeriodLabels = periods.Labels!;
        CohortLabels = [.. cohort.Where(g => g != Never).Distinct().Order()];
        var cohorts = CohortLabels.Select(g => (g, cohort.Count(c => c == g))).ToArray();
        Sample = new PanelSample(
            outcome.Length, units.Count, periods.Count, PeriodLabels[0], PeriodLabels[^1], cohorts, cohort.Count(c => c == Never), (long)units.Count * periods.Count == outcome.Length);
    }

    /// <summary>What the panel holds.</summary>
    public PanelSample Sample { get; }

    /// <summary>Unit of each row, rows by unit and then by period.</summary>
    internal Grouping Units { get; }

    internal Grouping Periods { get; }

    internal double[] Outcome { get; }

    /// <summary>First treated period of each unit, <see cref="Never"/> where there is none in the sample.</summary>
    internal int[] Cohort { get; }

    internal int[] PeriodLabels { get; }

    /// <summary>Ascending.</summary>
    internal int[] CohortLabels { get; }

    internal int Rows => Outcome.Length;

    /// <summary>Reads a long table with the period in which each unit's treatment begins.</summary>
    /// <param name="unit">Unit of each row.</param>
    /// <param name="period">Period of each row, such as the year.</param>
    /// <param name="outcome">Outcome, finite.</param>
    /// <param name="firstTreated">First treated period of the row's unit, <see cref="Never"/> (or 0) if there is none; the same on all rows of a unit.</param>
    /// <exception cref="RefusedException">Empty, lengths differ, NaN or infinity, a unit and period twice, the first treated
    /// period differs inside a unit, nobody treated, fewer than two periods.</exception>
    /// <example><code>
    /// // 20 villages, 2016 to 2023; five join in 2020, five in 2022, ten never; joining is worth 2.
    /// int[] village = [.. Enumerable.Range(0, 160).Select(i => i / 8)], year = [.. Enumerable.Range(0, 160).Select(i => 2016 + i % 8)];
    /// int[] joined = [.. village.Select(v => v &lt; 5 ? 2020 : v &lt; 10 ? 2022 : 0)];
    /// double[] income = [.. village.Select((v, i) => v + 0.5 * (i % 8) + 0.1 * (i * 7 % 5) + (joined[i] > 0 &amp;&amp; year[i] >= joined[i] ? 2 : 0))];
    /// AdoptionPanel.Of(Grouping.Of(village), year, income, joined).Sample.Cohorts // (2020, 5), (2022, 5)
    /// </code></example>
    public static AdoptionPanel Of(Grouping unit, ReadOnlySpan<int> period, ReadOnlySpan<double> outcome, ReadOnlySpan<int> firstTreated)
    {
        ArgumentNullException.ThrowIfNull(unit);
        PanelChecks.Outcome(outcome);
        Refuse.UnlessSameLength(outcome.Length, unit.Codes.Length, "unit");
        Refuse.UnlessSameLength(outcome.Length, period.Length, "period");
        Refuse.UnlessSameLength(outcome.Length, firstTreated.Length, "first treated");
        var periods = Grouping.Of(period);
        Refuse.IfFewer(periods.Count, 2, "时期", "periods");
        var (first, last) = (periods.Labels![0], periods.Labels[^1]);
        var cohort = new int[unit.Count];
        cohort.AsSpan().Fill(int.MinValue);
        for (var i = 0; i < outcome.Length; i++)
        {
            var given = firstTreated[i] > last || (firstTreated[i] == 0 && first > 0) ? Never : firstTreated[i];
            ref var known = ref cohort[unit.Codes[i]];
            if (known != int.MinValue && known != given)
            {
                var name = unit.Names[unit.Codes[i]];
                throw Refuse.With(Refusal.InvalidOption, $"{name} 的处理起始期前后不一致（第 {i + 1} 行）", $"the first treated period of {name} is not the same on all its rows (row {i + 1})", i);
            }

            known = given;
        }

        if (cohort.All(g => g == Never))
        {
            throw Refuse.With(Refusal.NoTreated, "样本期内没有受处理的单位", "no unit is treated inside the sample");
        }

        var order = Sorted(unit, periods, period);
        return order is null
            ? new AdoptionPanel(unit, periods, outcome.ToArray(), cohort, null)
            : new AdoptionPanel(Picked(unit, order), Picked(periods, order), Rearranged.Of(outcome.ToArray(), order), cohort, order);
    }

    /// <summary>Reads a long table with the treatment status of each row.</summary>
    /// <param name="unit">Unit of each row.</param>
    /// <param name="period">Period of each row.</param>
    /// <param name="outcome">Outcome, finite.</param>
    /// <param name="treated">Whether the unit is under treatment in the period; once begun it must stay.</param>
    /// <exception cref="RefusedException">As <see cref="Of(Grouping, ReadOnlySpan{int}, ReadOnlySpan{double}, ReadOnlySpan{int})"/>, and a treatment that ends.</exception>
    /// <example><code>
    /// // 20 villages, 2016 to 2023; five join in 2020, five in 2022, ten never; joining is worth 2.
    /// int[] village = [.. Enumerable.Range(0, 160).Select(i => i / 8)], year = [.. Enumerable.Range(0, 160).Select(i => 2016 + i % 8)];
    /// int[] joined = [.. village.Select(v => v &lt; 5 ? 2020 : v &lt; 10 ? 2022 : 0)];
    /// double[] income = [.. village.Select((v, i) => v + 0.5 * (i % 8) + 0.1 * (i * 7 % 5) + (joined[i] > 0 &amp;&amp; year[i] >= joined[i] ? 2 : 0))];
    /// AdoptionPanel.Of(Grouping.Of(village), year, income, [.. joined.Select((g, i) => g > 0 &amp;&amp; year[i] >= g)]).Sample.NeverTreated // 10
    /// </code></example>
    public static AdoptionPanel Of(Grouping unit, ReadOnlySpan<int> period, ReadOnlySpan<double> outcome, ReadOnlySpan<bool> treated)
    {
        ArgumentNullException.ThrowIfNull(unit);
        Refuse.UnlessSameLength(unit.Codes.Length, period.Length, "period");
        Refuse.UnlessSameLength(unit.Codes.Length, treated.Length, "treated");
        var begins = new int[unit.Count];
        begins.AsSpan().Fill(Never);
        for (var i = 0; i < treated.Length; i++)
        {
            ref var begin = ref begins[unit.Codes[i]];
            begin = treated[i] ? Math.Min(begin, period[i]) : begin;
        }

        var first = new int[treated.Length];
        for (var i = 0; i < treated.Length; i++)
        {
            var begin = begins[unit.Codes[i]];
            if (!treated[i] && period[i] > begin)
            {
                var name = unit.Names[unit.Codes[i]];
                throw Refuse.With(
                    Refusal.TreatmentReverses,
                    $"{name} 的处理在 {period[i]} 期中止（第 {i + 1} 行）；本方法要求处理一经开始即持续",
                    $"the treatment of {name} ends in period {period[i]} (row {i + 1}): the method needs one that stays",
                    i);
            }

            first[i] = begin;
        }

        return Of(unit, period, outcome, first);
    }

    /// <summary>A column of the caller's rows in the order of this panel.</summary>
    internal double[] Arrange(Column column)
    {
        Refuse.UnlessSameLength(Rows, column.Values.Length, column.Name);
        Refuse.UnlessFinite(column.Values.Span, column.Name);
        return order is null ? column.Values.ToArray() : Rearranged.Of(column.Values.ToArray(), order);
    }

    /// <summary>A grouping of the caller's rows in the order of this panel; units where none is given.</summary>
    internal Grouping Clusters(Grouping? given)
    {
        if (given is null)
        {
            return Units;
        }

        Refuse.UnlessSameLength(Rows, given.Codes.Length, "cluster");
        return order is null ? given : Picked(given, order);
    }

    /// <summary>In <see cref="Since"/>: the unit is never treated.</summary>
    internal const int NoTime = int.MinValue;

    /// <summary>Periods since adoption of each row; <see cref="NoTime"/> for units never treated. A fresh array.</summary>
    internal int[] Since()
    {
        var since = new int[Rows];
        for (var i = 0; i < since.Length; i++)
        {
            var g = Cohort[Units.Codes[i]];
            since[i] = g == Never ? NoTime : PeriodLabels[Periods.Codes[i]] - g;
        }

        return since;
    }

    /// <summary>First row of each unit, and one past the last.</summary>
    internal int[] Starts()
    {
        var starts = new int[Units.Count + 1];
        foreach (var u in Units.Codes)
        {
            starts[u + 1]++;
        }

        for (var u = 0; u < Units.Count; u++)
        {
            starts[u + 1] += starts[u];
        }

        return starts;
    }

    private static Grouping Picked(Grouping groups, int[] order)
    {
        var codes = new int[order.Length];
        for (var i = 0; i < codes.Length; i++)
        {
            codes[i] = groups.Codes[order[i]];
        }

        return groups.WithCodes(codes);
    }

    /// <summary>Order by unit and period, null when the rows come that way; refuses a pair that appears twice.</summary>
    private static int[]? Sorted(Grouping unit, Grouping periods, ReadOnlySpan<int> period)
    {
        var keys = new long[period.Length];
        var sorted = true;
        for (var i = 0; i < keys.Length; i++)
        {
            keys[i] = (long)unit.Codes[i] * periods.Count + periods.Codes[i];
            sorted &= i == 0 || keys[i] > keys[i - 1];
        }

        if (sorted)
        {
            return null;
        }

        var order = new int[keys.Length];
        for (var i = 0; i < order.Length; i++)
        {
            order[i] = i;
        }

        Array.Sort(keys, order);
        for (var i = 1; i < keys.Length; i++)
        {
            if (keys[i] == keys[i - 1])
            {
                var row = Math.Max(order[i], order[i - 1]);
                var name = unit.Names[unit.Codes[row]];
                throw Refuse.With(Refusal.Duplicate, $"{name} 在 {period[row]} 期出现两次（第 {row + 1} 行）", $"{name} appears twice in period {period[row]} (row {row + 1})", row);
            }
        }

        return order;
    }
}
