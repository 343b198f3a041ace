using Shanhai.Analytics.Numerics;

namespace Shanhai.Analytics.Forecast;

/// <summary>One step of a survival curve.</summary>
/// <param name="Time">Time since the start.</param>
/// <param name="AtRisk">Cases still under observation just before.</param>
/// <param name="Events">Events at that time.</param>
/// <param name="Share">Share without the event up to and including it.</param>
/// <param name="StandardError">Greenwood's.</param>
public sealed record SurvivalStep(double Time, int AtRisk, int Events, double Share, double StandardError);

/// <summary>
/// How long places stay above the line: Kaplan and Meier's curve (1958), and yearly moves across the line.
/// </summary>
/// <remarks>Share = product of (1 - events/at risk); error = share sqrt(sum of events/(at risk (at risk - events))). Oracle e01 (R survival 3.5-3), 1e-9.</remarks>
public static class Survival
{
    /// <summary>The curve at every time with an event.</summary>
    /// <param name="times">Time of the event, or of the end of observation; not negative.</param>
    /// <param name="events">Whether the event happened.</param>
    /// <exception cref="RefusedException">No cases; times negative or not finite.</exception>
    /// <example><code>Survival.KaplanMeier([1, 2, 2, 3], [true, true, false, true]).Select(s => s.Share) // 0.75, 0.5, 0</code></example>
    public static IReadOnlyList<SurvivalStep> KaplanMeier(ReadOnlySpan<double> times, ReadOnlySpan<bool> events)
    {
        Refuse.IfFewer(times.Length, 1, "观测", "observations");
        Refuse.UnlessSameLength(times.Length, events.Length, "events");
        Refuse.UnlessFinite(times, "times");
        var order = Sorting.Order(times);
        Refuse.Unless(times[order[0]] >= 0, "时间不得为负", "times are not negative");
        var (steps, share, sum) = (new List<SurvivalStep>(), 1.0, 0.0);
        for (var start = 0; start < order.Length;)
        {
            var (end, count, risk) = (start, 0, order.Length - start);
            while (end < order.Length && times[order[end]] == times[order[start]])
            {
                count += events[order[end++]] ? 1 : 0;
            }

            if (count > 0)
            {
                share *= 1 - (double)count / risk;
                sum += count / ((double)risk * (risk - count));
                steps.Add(new SurvivalStep(times[order[start]], risk, count, share, share > 0 ? share * Math.Sqrt(sum) : 0));
            }

            start = end;
        }

        return steps;
    }

    /// <summary>Counts of moves between two states in successive years.</summary>
    /// <param name="places">Place of each row.</param>
    /// <param name="years">Year of each row.</param>
    /// <param name="below">Whether it is below the line.</param>
    /// <returns>Element [from, to], 0 above and 1 below.</returns>
    /// <exception cref="RefusedException">A place and year twice; lengths differ.</exception>
    /// <example><code>
    /// // Two places over three years: how often above stays above, falls, rises, stays below.
    /// Survival.Moves(["a", "a", "a", "b", "b", "b"], [2021, 2022, 2023, 2021, 2022, 2023], [false, false, true, true, true, false]).Select(row => string.Join(" ", row)) // 1 1, 1 1
    /// </code></example>
    public static int[][] Moves(IReadOnlyList<string> places, ReadOnlySpan<int> years, ReadOnlySpan<bool> below)
    {
        ArgumentNullException.ThrowIfNull(places);
        Refuse.UnlessSameLength(places.Count, years.Length, "years");
        Refuse.UnlessSameLength(places.Count, below.Length, "below");
        var state = new Dictionary<(string, int), bool>();
        for (var i = 0; i < below.Length; i++)
        {
            if (!state.TryAdd((places[i], years[i]), below[i]))
            {
                throw Refuse.With(Refusal.Duplicate, $"{places[i]} 在 {years[i]} 年出现两次（第 {i + 1} 行）", $"{places[i]} appears twice in {years[i]} (row {i + 1})", i);
            }
        }

        int[][] counts = [[0, 0], [0, 0]];
        foreach (var ((place, year), from) in state)
        {
            if (state.TryGetValue((place, year + 1), out var to))
            {
                counts[from ? 1 : 0][to ? 1 : 0]++;
            }
        }

        return counts;
    }
}
