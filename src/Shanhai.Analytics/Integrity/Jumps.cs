using Shanhai.Analytics.Numerics;

namespace Shanhai.Analytics.Integrity;

/// <summary>A value far from its own trend.</summary>
/// <param name="Row">Row of the value.</param>
/// <param name="Unit">The unit.</param>
/// <param name="Period">The period.</param>
/// <param name="Expected">What the trend of the other periods gives.</param>
/// <param name="Score">Distance in robust standard deviations.</param>
/// <param name="Evidence">The verdict.</param>
public sealed record Jump(int Row, string Unit, int Period, double Expected, double Score, Evidence Evidence)
{
    /// <summary>The result in a paragraph.</summary>
    public string Summary(Language language) => Term.Say(
        language,
        $"{Unit}（{Period}）：期望 {Expected:G5}，偏离 {Score:G4} 个稳健标准差。",
        $"{Unit} ({Period}): expected {Expected:G5}, off by {Score:G4} robust deviations.") + " " + Evidence.Summary(language);
}

/// <summary>
/// Values that jump off a robust trend. Each unit's trend is the Theil-Sen line through its logarithms; the scale is the
/// larger of its own residual spread and the median spread of all units (1.4826 times the median absolute
/// residual), so that a very smooth series does not raise alarms over small change.
/// </summary>
public static class Jumps
{
    /// <summary>Finds them, largest distance first.</summary>
    /// <param name="unit">Unit of each row.</param>
    /// <param name="period">Whole periods, in any order, gaps allowed.</param>
    /// <param name="values">Positive values.</param>
    /// <param name="limit">Robust standard deviations from which a value is reported, default 5.</param>
    /// <exception cref="RefusedException">A repeated unit and period; values that are not positive; no unit with five periods.</exception>
    /// <example><code>Jumps.Find(Grouping.Of(["a", "a", "a", "a", "a", "a", "a", "a"]), [1, 2, 3, 4, 5, 6, 7, 8], [10, 11, 12.1, 13, 14, 90, 16.1, 17]).Select(j => j.Period) // 6</code></example>
    public static IReadOnlyList<Jump> Find(Grouping unit, ReadOnlySpan<int> period, ReadOnlySpan<double> values, double limit = 5)
    {
        ArgumentNullException.ThrowIfNull(unit);
        Refuse.UnlessSameLength(values.Length, unit.Codes.Length, "unit");
        Refuse.UnlessSameLength(values.Length, period.Length, "period");
        Refuse.Unless(limit > 0, "阈值必须为正", "the limit must be positive");
        var logs = Inequality.BetaConvergence.Logs(values, "values");
        var times = period.ToArray();
        var rowsOf = unit.Codes.Select((u, i) => (u, i)).GroupBy(p => p.u, p => p.i).Select(g => g.OrderBy(i => times[i]).ToArray()).ToArray();
        foreach (var rows in rowsOf)
        {
            for (var r = 1; r < rows.Length; r++)
            {
                if (times[rows[r]] == times[rows[r - 1]])
                {
                    throw Refuse.With(Refusal.Duplicate, $"第 {rows[r] + 1} 行与前面的单位和时期重复", $"row {rows[r] + 1} repeats a unit and period", rows[r]);
                }
            }
        }

        var fits = rowsOf.Where(r => r.Length >= 5).Select(r => Fit(r, times, logs)).ToArray();
        Refuse.IfFewer(fits.Length, 1, "至少有五期数据的单位", "units with five periods");
        var common = Ranks.Median([.. fits.Select(f => f.Spread)]);
        var found = new List<Jump>();
        foreach (var fit in fits)
        {
            var scale = Math.Max(Math.Max(fit.Spread, common), 1e-9);
            for (var r = 0; r < fit.Rows.Length; r++)
            {
                var score = fit.Residuals[r] / scale;
                if (Math.Abs(score) >= limit)
                {
                    found.Add(Of(fit.Rows[r], unit.Names[unit.Codes[fit.Rows[r]]], times[fit.Rows[r]], Math.Exp(logs[fit.Rows[r]] - fit.Residuals[r]), score));
                }
            }
        }

        return [.. found.OrderByDescending(j => Math.Abs(j.Score)).ThenBy(j => j.Row)];
    }

    private static Jump Of(int row, string unit, int period, double expected, double score)
    {
        var distance = Math.Abs(score).ToString("F1", System.Globalization.CultureInfo.InvariantCulture);
        var text = new Term(
            $"{unit} 第 {period} 期偏离自身趋势 {distance} 个稳健标准差",
            $"{unit}, period {period}: {distance} robust standard deviations from its own trend");
        return new Jump(row, unit, period, expected, score, new Evidence(Math.Abs(score) >= 10 ? Strength.Strong : Strength.Weak, text, []));
    }

    private static (int[] Rows, double[] Residuals, double Spread) Fit(int[] rows, int[] times, double[] logs)
    {
        var slopes = new List<double>();
        for (var a = 0; a < rows.Length; a++)
        {
            for (var b = a + 1; b < rows.Length; b++)
            {
                slopes.Add((logs[rows[b]] - logs[rows[a]]) / (times[rows[b]] - times[rows[a]]));
            }
        }

        var slope = Ranks.Median([.. slopes]);
        var level = Ranks.Median([.. rows.Select(r => logs[r] - slope * times[r])]);
        double[] residuals = [.. rows.Select(r => logs[r] - level - slope * times[r])];
        return (rows, residuals, 1.4826 * Ranks.Median([.. residuals.Select(Math.Abs)]));
    }
}
