using System.Globalization;
using Shanhai.Analytics.Numerics;

namespace Shanhai.Analytics.Forecast;

/// <summary>Options of <see cref="EarlyWarning"/>.</summary>
public sealed record EarlyWarningOptions
{
    /// <summary>Penalties to choose from by the back-test; one value fixes it. Default 0.1, 1, 10, 100.</summary>
    public IReadOnlyList<double> Ridges { get; init; } = [0.1, 1, 10, 100];

    /// <summary>Years of outcomes a model must have learnt from before it is tested, default 2.</summary>
    public int LeastYears { get; init; } = 2;

    /// <summary>Events a model must have learnt from, default 10.</summary>
    public int LeastEvents { get; init; } = 10;

    /// <summary>Only places at or above the line now: the risk of falling below. Default false: all places, the risk of being below.</summary>
    public bool EntriesOnly { get; init; }
}

/// <summary>One place next year.</summary>
/// <param name="Place">Name or code.</param>
/// <param name="Value">This year's value.</param>
/// <param name="Probability">Calibrated probability of being below the line next year.</param>
/// <param name="SameAsLastYear">The baseline: 1 if it is below now, else 0.</param>
/// <param name="Reasons">What moves the forecast: log odds of each column against the average place, largest first.</param>
public sealed record PlaceForecast(string Place, double Value, double Probability, double SameAsLastYear, IReadOnlyList<ForecastReason> Reasons);

/// <summary>What one column does to a forecast.</summary>
/// <param name="Column">The column.</param>
/// <param name="LogOdds">Change of the log odds against the average place; positive raises the risk.</param>
public sealed record ForecastReason(string Column, double LogOdds);

/// <summary>A forecast of the past, made with what was known then.</summary>
/// <param name="Place">The place.</param>
/// <param name="Year">The year forecast.</param>
/// <param name="Probability">The forecast, before calibration.</param>
/// <param name="Calibrated">The forecast, calibrated on earlier years.</param>
/// <param name="Below">What happened.</param>
public sealed record TestedForecast(string Place, int Year, double Probability, double Calibrated, bool Below);

/// <summary>
/// Probability that a place falls below a line next year, from a model anyone can read, tested forward in time, beside the baseline "same as last year". For places, not for people.
/// </summary>
/// <remarks>
/// Ridge logistic regression of "below in year t+1" on year t: distance to the line (relative to it), change since t-1 (zero and marked where there is none), below now (unless
/// entries only), and the given columns. Back-test: for every year, the model learns from earlier outcomes only, forecasts, is scored. The ridge with the lowest log loss of the back-test is kept.
/// Calibration (Platt 2000): a logit of what happened on the log odds forecast, in the back-test of earlier years only; the final forecast uses all of it.
/// Only pairs of successive years are used; a gap makes no pair. "Below" is strict. Units: probabilities; values in the unit of the line.
/// </remarks>
/// <param name="Year">The year forecast.</param>
/// <param name="Forecasts">Places with a value in the last year, highest probability first.</param>
/// <param name="Model">The model learnt from all years.</param>
/// <param name="BackTest">Scores of calibrated forecasts made forward in time.</param>
/// <param name="Uncalibrated">Scores of the same before calibration.</param>
/// <param name="Baseline">Scores of "same as last year" on the same cases.</param>
/// <param name="Tested">Every forecast of the back-test, by year.</param>
/// <param name="Notes">What the reader has to know.</param>
public sealed record EarlyWarning(
    int Year, IReadOnlyList<PlaceForecast> Forecasts, LogisticRegression Model, RiskScores BackTest, RiskScores Uncalibrated, RiskScores Baseline, IReadOnlyList<TestedForecast> Tested, IReadOnlyList<Note> Notes)
{
    /// <summary>Years of the back-test.</summary>
    public IReadOnlyList<int> TestedYears => [.. Tested.Select(t => t.Year).Distinct()];

    /// <summary>Learns, tests and forecasts.</summary>
    /// <param name="places">Place of each row.</param>
    /// <param name="years">Year of each row; rows in any order.</param>
    /// <param name="values">Income or revenue, finite.</param>
    /// <param name="line">The line.</param>
    /// <param name="columns">Further columns known in the year of the row.</param>
    /// <param name="options">Options.</param>
    /// <param name="progress">Told the share done.</param>
    /// <param name="cancellation">Checked for every model.</param>
    /// <exception cref="RefusedException">A place and year twice; the line outside the values; too few years or events to learn and test.</exception>
    /// <example><code>
    /// // 60 villages over ten years; incomes drift and some fall below 1.
    /// string[] places = [.. Enumerable.Range(0, 600).Select(i => $"v{i / 10:00}")];
    /// int[] years = [.. Enumerable.Range(0, 600).Select(i => 2014 + i % 10)];
    /// double[] income = [.. Enumerable.Range(0, 600).Select(i => 1.2 + 0.02 * (i / 10 - 30) + 0.4 * Math.Sin(i * i))];
    /// var warning = EarlyWarning.Of(places, years, income, line: 1);
    /// (warning.Year, warning.Forecasts.Count) // (2024, 60)
    /// </code></example>
    public static EarlyWarning Of(
        IReadOnlyList<string> places, ReadOnlySpan<int> years, ReadOnlySpan<double> values, double line,
        IReadOnlyList<Column>? columns = null, EarlyWarningOptions? options = null, IProgress<double>? progress = null, CancellationToken cancellation = default)
    {
        var o = options ?? new EarlyWarningOptions();
        Refuse.Unless(o.Ridges.Count > 0 && o.Ridges.All(r => r > 0) && o.LeastYears >= 1 && o.LeastEvents >= 1, "选项超出范围", "an option is outside its range");
        var cases = RiskCases.Of(places, years, values, line, columns ?? [], o);
        var tests = new ForwardTest[o.Ridges.Count];
        SharedWork.Run(tests.Length, r => tests[r] = ForwardTest.Run(cases, o.Ridges[r], o, cancellation), progress, cancellation);
        var best = tests.MinBy(t => t.Plain.LogLoss)!;
        var model = cases.Fit(_ => true, best.Ridge) ?? throw Refuse.With(Refusal.TooFew, "事件太少，无法建立模型", "too few events to learn from");
        var notes = new List<Note>();
        if (best.Calibrated.Brier >= best.Baseline.Brier)
        {
            notes.Add(new Note("no-better-than-last-year", new Term("回测中模型的 Brier 分数不优于“与上年相同”，请勿据此决策", "in the back-test the model was no better than \"same as last year\" (Brier): do not act on it")));
        }

        if (best.Calibrated.Events < 50)
        {
            notes.Add(new Note("few-events", new Term($"回测只有 {best.Calibrated.Events} 次事件，评分不稳定", $"only {best.Calibrated.Events} events in the back-test: its scores are rough")));
        }

        return new EarlyWarning(cases.LastYear + 1, cases.Forecast(model, best.Calibration), model, best.Calibrated, best.Plain, best.Baseline, best.Tested, notes);
    }

    /// <summary>Forecast and back-test in a paragraph.</summary>
    public string Summary(Language language)
    {
        var first = string.Join(language == Language.Chinese ? "、" : ", ", Forecasts.Take(5).Select(f => string.Create(CultureInfo.InvariantCulture, $"{f.Place} {f.Probability:P0}")));
        var text = language == Language.Chinese
            ? $"{Year} 年低于标准线的概率最高的地方：{first}。回测（{string.Join("、", TestedYears)}）：{BackTest.Summary(language)}“与上年相同”：{Baseline.Summary(language)}"
            : $"Highest probabilities of being below the line in {Year}: {first}. Back-test ({string.Join(", ", TestedYears)}): {BackTest.Summary(language)} Same as last year: {Baseline.Summary(language)}";
        return text + string.Concat(Notes.Select(n => language == Language.Chinese ? n.Text.Chinese + "。" : " " + n.Text.English + "."));
    }
}
