using Shanhai.Analytics.Numerics;

namespace Shanhai.Analytics.Forecast;

/// <summary>Forecasts made as they would have been made at the time, and their calibration.</summary>
internal sealed record ForwardTest(double Ridge, RiskScores Plain, RiskScores Calibrated, RiskScores Baseline, IReadOnlyList<TestedForecast> Tested, Func<double, double> Calibration)
{
    /// <summary>Events a calibration is fitted to at least.</summary>
    private const int LeastToCalibrate = 10;

    public static ForwardTest Run(RiskCases cases, double ridge, EarlyWarningOptions options, CancellationToken cancellation)
    {
        var (tested, baseline) = (new List<TestedForecast>(), new List<double>());
        foreach (var year in cases.Years.Skip(options.LeastYears))
        {
            cancellation.ThrowIfCancellationRequested();
            if (cases.Fit(c => c.Year + 1 < year, ridge, options.LeastEvents) is not { } model)
            {
                continue;
            }

            var learnt = Calibrate(tested);
            foreach (var c in cases.In(year))
            {
                var p = model.For(c.X);
                tested.Add(new TestedForecast(c.Place, year, p, learnt(p), c.Happens));
                baseline.Add(c.Below ? 1 : 0);
            }
        }

        var happened = tested.Count(t => t.Below);
        if (happened == 0 || happened == tested.Count)
        {
            throw Refuse.With(
                Refusal.TooFew, $"年份或事件太少，无法回测（至少需要 {options.LeastYears + 1} 年的结果，且每次建模不少于 {options.LeastEvents} 次事件）",
                $"too few years or events for a back-test: outcomes of {options.LeastYears + 1} years and {options.LeastEvents} events to learn from are needed");
        }

        RiskScores Scores(IEnumerable<double> forecasts) => RiskScores.Of([.. tested.Select(t => t.Below)], [.. forecasts]);
        return new ForwardTest(ridge, Scores(tested.Select(t => t.Probability)), Scores(tested.Select(t => t.Calibrated)), Scores(baseline), tested, Calibrate(tested));
    }

    private static Func<double, double> Calibrate(List<TestedForecast> tested)
    {
        var happened = tested.Count(t => t.Below);
        if (happened < LeastToCalibrate || tested.Count - happened < LeastToCalibrate || tested.Select(t => t.Probability).Distinct().Count() < 3)
        {
            return p => p;
        }

        static double Odds(double p) => Math.Log(Math.Max(p, 1e-12) / Math.Max(1 - p, 1e-12));
        var fit = LogisticRegression.Of([.. tested.Select(t => t.Below)], [new Column("log odds", tested.Select(t => Odds(t.Probability)).ToArray())], ridge: 1e-3);

        // A slope that is not positive would turn the order of places round: the forecasts are then left as they are.
        return fit.Coefficients[1] > 0 ? p => Logit.Probability(fit.Coefficients[0] + fit.Coefficients[1] * Odds(p)) : p => p;
    }
}
