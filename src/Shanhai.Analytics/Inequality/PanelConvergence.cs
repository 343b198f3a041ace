using Shanhai.Analytics.Numerics;

namespace Shanhai.Analytics.Inequality;

/// <summary>Within estimation of yearly growth on the lagged level.</summary>
internal static class PanelConvergence
{
    public static BetaConvergence Fit(Grouping place, int[] period, double[] logs, bool periodEffects)
    {
        Refuse.UnlessSameLength(logs.Length, place.Codes.Length, "place");
        Refuse.UnlessSameLength(logs.Length, period.Length, "period");
        var at = new Dictionary<(int, int), double>();
        for (var i = 0; i < logs.Length; i++)
        {
            if (!at.TryAdd((place.Codes[i], period[i]), logs[i]))
            {
                throw Refuse.With(Refusal.Duplicate, $"第 {i + 1} 行与前面的地区和时期重复", $"row {i + 1} repeats a place and period", i);
            }
        }

        var cells = at.Keys.Where(k => at.ContainsKey((k.Item1, k.Item2 - 1))).Order().ToArray();
        Refuse.IfFewer(cells.Length, 3, "增长率", "growth rates");
        var growth = cells.Select(c => at[c] - at[(c.Item1, c.Item2 - 1)]).ToArray();
        var lag = cells.Select(c => at[(c.Item1, c.Item2 - 1)]).ToArray();
        var places = cells.Select(c => c.Item1).ToArray();
        var periods = cells.Select(c => c.Item2).Distinct().Order().ToArray();
        var times = cells.Select(c => periodEffects ? Array.BinarySearch(periods, c.Item2) : 0).ToArray();
        Sweep(growth, places, times);
        Sweep(lag, places, times);
        var variation = Sums.Product(lag, lag);
        if (!(variation > 1e-18 * lag.Length))
        {
            throw Refuse.With(Refusal.NoVariation, "扣除固定效应后起点水平没有差异", "no variation in the lagged level is left after the fixed effects");
        }

        var beta = Sums.Product(lag, growth) / variation;
        var scores = new Dictionary<int, double>();
        for (var i = 0; i < lag.Length; i++)
        {
            scores[places[i]] = scores.GetValueOrDefault(places[i]) + lag[i] * (growth[i] - beta * lag[i]);
        }

        Refuse.IfFewer(scores.Count, 2, "地区", "places");
        double g = scores.Count, n = lag.Length, k = 1 + (periodEffects ? periods.Length : 1);
        var error = Math.Sqrt(scores.Values.Sum(s => s * s) * (g / (g - 1)) * ((n - 1) / (n - k))) / variation;
        var lambda = BetaConvergence.Speed(beta, 1);
        var coefficient = Coefficient.Of("initial", beta, error, g - 1);
        var notes = new List<Note> { new("read-with-sigma", new Term("应与 σ 收敛一并解读", "read it together with sigma convergence")) };
        if (periods.Length < 10)
        {
            notes.Add(new Note("nickell", new Term("时期少于十个，固定效应估计偏向收敛", "fewer than ten periods: the within estimate is biased towards convergence (Nickell)")));
        }

        return new BetaConvergence
        {
            Coefficients = [coefficient],
            Beta = coefficient,
            Lambda = lambda,
            HalfLife = BetaConvergence.Half(lambda),
            Count = lag.Length,
            RSquared = double.NaN,
            Method = new Term("面板固定效应，按地区聚类", "panel with fixed effects, clustered by place"),
            Notes = notes,
        };
    }

    /// <summary>Takes out place and time means by turns until nothing moves; exact after one turn on balanced panels.</summary>
    private static void Sweep(double[] x, int[] places, int[] times)
    {
        for (var turn = 0; turn < 10_000; turn++)
        {
            var moved = Math.Max(Demean(x, places), Demean(x, times));
            if (moved < 1e-13)
            {
                break;
            }
        }
    }

    private static double Demean(double[] x, int[] group)
    {
        var (sum, n) = (new double[group.Max() + 1], new int[group.Max() + 1]);
        for (var i = 0; i < x.Length; i++)
        {
            sum[group[i]] += x[i];
            n[group[i]]++;
        }

        var moved = 0.0;
        for (var i = 0; i < x.Length; i++)
        {
            var mean = sum[group[i]] / n[group[i]];
            x[i] -= mean;
            moved = Math.Max(moved, Math.Abs(mean));
        }

        return moved;
    }
}
