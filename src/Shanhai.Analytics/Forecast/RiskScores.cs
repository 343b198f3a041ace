using System.Globalization;
using Shanhai.Analytics.Numerics;

namespace Shanhai.Analytics.Forecast;

/// <summary>One bin of a calibration table.</summary>
/// <param name="Count">Cases.</param>
/// <param name="Predicted">Mean forecast.</param>
/// <param name="Observed">Share in which the event happened.</param>
public sealed record CalibrationBin(int Count, double Predicted, double Observed);

/// <summary>
/// How good forecasts of a yes-or-no event were.
/// </summary>
/// <remarks>
/// AUC: share of pairs of an event and a non-event in which the event had the higher forecast, ties one half; variance of DeLong, DeLong and Clarke-Pearson (1988) with n-1.
/// Brier: mean squared difference of forecast and event. Log loss: mean of -ln of the forecast given to what happened. Oracle e01 (pROC 1.18.0), 1e-9.
/// </remarks>
/// <param name="Count">Cases.</param>
/// <param name="Events">Events among them.</param>
/// <param name="Auc">Discrimination with its standard error.</param>
/// <param name="Brier">Mean squared error, 0 to 1; lower is better.</param>
/// <param name="LogLoss">Infinite where a forecast of 0 or 1 was wrong.</param>
/// <param name="MeanForecast">Mean forecast.</param>
/// <param name="Calibration">Forecasts and events by bins of equal size, lowest first.</param>
public sealed record RiskScores(int Count, int Events, Estimate Auc, double Brier, double LogLoss, double MeanForecast, IReadOnlyList<CalibrationBin> Calibration)
{
    private double[] Forecasts { get; init; } = [];

    private bool[] Happened { get; init; } = [];

    /// <summary>Scores forecasts.</summary>
    /// <param name="events">What happened.</param>
    /// <param name="forecasts">Probabilities, 0 to 1.</param>
    /// <param name="bins">Bins of the calibration table, default 10; equal forecasts stay together.</param>
    /// <exception cref="RefusedException">Events always or never; a forecast outside 0..1.</exception>
    /// <example><code>
    /// bool[] fell = [false, false, true, false, true, true, false, true];
    /// RiskScores.Of(fell, [0.1, 0.2, 0.7, 0.3, 0.8, 0.4, 0.6, 0.9]).Auc.Value // 0.9375
    /// </code></example>
    public static RiskScores Of(ReadOnlySpan<bool> events, ReadOnlySpan<double> forecasts, int bins = 10)
    {
        Refuse.UnlessSameLength(events.Length, forecasts.Length, "forecasts");
        Refuse.Unless(bins >= 1, "分组数至少为 1", "at least one bin");
        var positive = events.Count(true);
        if (positive == 0 || positive == events.Length)
        {
            throw Refuse.With(Refusal.NoVariation, "事件从未发生或总是发生，无法评价预测", "the event always or never happened: forecasts cannot be judged");
        }

        Sum brier = default, loss = default, mean = default;
        var certainAndWrong = false;
        for (var i = 0; i < events.Length; i++)
        {
            var f = forecasts[i];
            if (!(f is >= 0 and <= 1))
            {
                throw Refuse.With(Refusal.InvalidOption, $"第 {i + 1} 行的预测概率不在 0 与 1 之间", $"the forecast of row {i + 1} does not lie between 0 and 1", i);
            }

            var e = events[i] ? 1 - f : f;
            brier.Add(e * e);
            certainAndWrong |= e == 1;
            loss.Add(e == 1 ? 0 : -double.LogP1(-e));
            mean.Add(f);
        }

        var n = events.Length;
        var (values, happened) = (forecasts.ToArray(), events.ToArray());
        return new RiskScores(n, positive, Discrimination(happened, values), brier.Value / n, certainAndWrong ? double.PositiveInfinity : loss.Value / n, mean.Value / n, Table(happened, values, bins)) { Forecasts = values, Happened = happened };
    }

    /// <summary>If the highest forecasts are visited: how many that is, the share of events among them and the share of all events found.</summary>
    /// <param name="share">Share of cases visited, rounded up to whole cases; ties in row order.</param>
    public (int Visited, double Precision, double Recall) Top(double share)
    {
        Refuse.Unless(share is > 0 and <= 1, "比例必须在 0 与 1 之间", "the share lies between 0 and 1");
        var visited = (int)Math.Ceiling(share * Count - 1e-9);
        var hits = Enumerable.Range(0, Count).OrderByDescending(i => Forecasts[i]).Take(visited).Count(i => Happened[i]);
        return (visited, hits / (double)visited, hits / (double)Events);
    }

    /// <summary>The scores in a paragraph.</summary>
    public string Summary(Language language) => language == Language.Chinese
        ? string.Create(CultureInfo.InvariantCulture, $"{Count} 例中发生 {Events} 例；AUC {Auc.Value:F3}（标准误 {Auc.StandardError:F3}），Brier {Brier:F4}，平均预测 {MeanForecast:P1}，实际 {(double)Events / Count:P1}。")
        : string.Create(CultureInfo.InvariantCulture, $"{Events} events in {Count} cases; AUC {Auc.Value:F3} (standard error {Auc.StandardError:F3}), Brier {Brier:F4}, mean forecast {MeanForecast:P1}, observed {(double)Events / Count:P1}.");

    private static Estimate Discrimination(bool[] events, double[] forecasts)
    {
        var (all, yes, no) = (Midranks(forecasts), Array.FindAll(Enumerable.Range(0, events.Length).ToArray(), i => events[i]), Array.FindAll(Enumerable.Range(0, events.Length).ToArray(), i => !events[i]));
        var (own, other) = (Midranks([.. yes.Select(i => forecasts[i])]), Midranks([.. no.Select(i => forecasts[i])]));

        // Share of the other side each case beats: its rank among all less its rank among its own.
        double[] above = [.. yes.Select((i, k) => (all[i] - own[k]) / no.Length)], below = [.. no.Select((i, k) => 1 - (all[i] - other[k]) / yes.Length)];
        var auc = Sums.Of(above) / above.Length;
        double Variance(double[] v) => v.Length < 2 ? double.NaN : Sums.Of([.. v.Select(x => (x - auc) * (x - auc))]) / (v.Length - 1) / v.Length;
        var variance = Variance(above) + Variance(below);
        return new Estimate
        {
            Measure = new("曲线下面积（AUC）", "area under the curve (AUC)"),
            Convention = new("并列计一半，DeLong 方差", "ties one half, variance of DeLong"),
            Value = auc,
            Count = events.Length,
            SumOfWeights = events.Length,
            StandardError = double.IsNaN(variance) ? null : Math.Sqrt(variance),
        };
    }

    private static double[] Midranks(double[] x)
    {
        var order = Sorting.Order(x);
        var ranks = new double[x.Length];
        for (var start = 0; start < x.Length;)
        {
            var end = start + 1;
            while (end < x.Length && x[order[end]] == x[order[start]])
            {
                end++;
            }

            for (var k = start; k < end; k++)
            {
                ranks[order[k]] = 0.5 * (start + 1 + end);
            }

            start = end;
        }

        return ranks;
    }

    private static List<CalibrationBin> Table(bool[] events, double[] forecasts, int bins)
    {
        var order = Sorting.Order(forecasts);
        var table = new List<CalibrationBin>();
        for (var start = 0; start < order.Length;)
        {
            var end = Math.Min(order.Length, Math.Max(start + 1, (int)Math.Ceiling((table.Count + 1.0) * order.Length / bins)));
            while (end < order.Length && forecasts[order[end]] == forecasts[order[end - 1]])
            {
                end++;
            }

            var rows = order[start..end];
            table.Add(new CalibrationBin(rows.Length, rows.Average(i => forecasts[i]), rows.Count(i => events[i]) / (double)rows.Length));
            start = end;
        }

        return table;
    }
}
