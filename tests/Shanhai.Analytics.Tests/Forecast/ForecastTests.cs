using System.Globalization;
using Shanhai.Analytics.Forecast;
using Shanhai.Analytics.Numerics;

namespace Shanhai.Analytics.Tests.Forecast;

/// <summary>Case e01: R 4.2.2 glm, pROC 1.18.0, survival 3.5-3.</summary>
public sealed class ForecastTests
{
    private static readonly string[] Names = ["educ", "exper", "black", "hisp", "married", "union"];

    [Fact]
    public void Logit_and_scores_equal_the_reference()
    {
        var oracle = Oracle.Case("e01-fallback-risk-wagepan");
        var (events, columns) = RiskSet(oracle);
        var fit = LogisticRegression.Of(events, columns);
        var scores = RiskScores.Of(events, [.. fit.Probabilities]);

        events.Length.ShouldBe(oracle["wagepan_n_risk_set"].GetInt32());
        for (var j = 0; j <= Names.Length; j++)
        {
            var name = j == 0 ? "(Intercept)" : Names[j - 1];
            fit.Coefficients[j].ShouldAgree(oracle.Number("wagepan_logit", "coef", name), 1e-7, name);
            fit.StandardErrors![j].ShouldAgree(oracle.Number("wagepan_logit", "se", name), 1e-7, name);
        }

        fit.Deviance.ShouldAgree(oracle.Number("wagepan_logit", "deviance"), 1e-9);
        fit.NullDeviance.ShouldAgree(oracle.Number("wagepan_logit", "null_deviance"), 1e-9);
        scores.Auc.Value.ShouldAgree(oracle.Number("wagepan_auc", "auc"), 1e-9);
        Math.Pow(scores.Auc.StandardError!.Value, 2).ShouldAgree(oracle.Number("wagepan_auc", "delong_var"), 1e-9);
        scores.Auc.Interval()!.Value.Lower.ShouldAgree(oracle.Number("wagepan_auc", "ci_lo"), 1e-7);
        scores.Auc.Interval()!.Value.Upper.ShouldAgree(oracle.Number("wagepan_auc", "ci_hi"), 1e-7);
        (-fit.Deviance / 2).ShouldAgree(oracle.Number("wagepan_logit", "logLik"), 1e-9);
        scores.MeanForecast.ShouldAgree(oracle.Number("wagepan_scores", "mean_p"), 1e-9);
        ((double)scores.Events / scores.Count).ShouldAgree(oracle.Number("wagepan_scores", "rate"), 1e-9);
        scores.Brier.ShouldAgree(oracle.Number("wagepan_scores", "brier"), 1e-9);
        scores.LogLoss.ShouldAgree(oracle.Number("wagepan_scores", "logloss"), 1e-9);
        var top = scores.Top(0.1);
        top.Visited.ShouldBe((int)oracle.Number("wagepan_top10pct", "k"));
        top.Recall.ShouldAgree(oracle.Number("wagepan_top10pct", "recall"), 1e-9);
        top.Precision.ShouldAgree(oracle.Number("wagepan_top10pct", "precision"), 1e-9);
    }

    [Fact]
    public void Moves_and_survival_equal_the_reference()
    {
        var oracle = Oracle.Case("e01-fallback-risk-wagepan");
        var (places, years, wages, line) = Panel(oracle);
        bool[] below = [.. wages.Select(w => w < line)];
        var moves = Survival.Moves(places, years, below);

        moves[0][1].ShouldBe((int)oracle.Number("wagepan_transition", "n01"));
        moves[1][0].ShouldBe((int)oracle.Number("wagepan_transition", "n10"));
        moves[0][0].ShouldBe((int)oracle.Number("wagepan_transition", "n00"));
        moves[1][1].ShouldBe((int)oracle.Number("wagepan_transition", "n11"));
        ((double)moves[0][1] / moves[0].Sum()).ShouldAgree(oracle.Number("wagepan_transition", "entry"), 1e-12);
        ((double)moves[1][0] / moves[1].Sum()).ShouldAgree(oracle.Number("wagepan_transition", "exit"), 1e-12);
        var spells = places.Select((p, i) => i).GroupBy(i => places[i]).Select(g => g.OrderBy(i => years[i]).ToArray()).Where(s => !below[s[0]]).ToArray();
        var curve = Survival.KaplanMeier(
            [.. spells.Select(s => s.Any(i => below[i]) ? Array.FindIndex(s, i => below[i]) : s.Length - 1.0)], [.. spells.Select(s => s.Any(i => below[i]))]);
        curve.Select(c => c.AtRisk).ShouldBe(oracle["wagepan_km"].GetProperty("n_risk").EnumerateArray().Select(e => e.GetInt32()));
        foreach (var (step, k) in curve.Select((c, k) => (c, k)))
        {
            step.Time.ShouldBe(oracle["wagepan_km"].GetProperty("time")[k].GetDouble());
            step.Events.ShouldBe(oracle["wagepan_km"].GetProperty("n_event")[k].GetInt32());
            step.Share.ShouldAgree(oracle["wagepan_km"].GetProperty("surv")[k].GetDouble(), 1e-9);
            step.StandardError.ShouldAgree(oracle["wagepan_km"].GetProperty("se_greenwood")[k].GetDouble(), 1e-9);
        }
    }

    [Fact]
    public void Proportional_hazards_equal_survival_with_many_ties()
    {
        var oracle = Oracle.Case("e01-fallback-risk-wagepan");
        var (places, years, wages, line) = Panel(oracle);
        var spells = Enumerable.Range(0, places.Length).GroupBy(i => places[i]).Select(g => g.OrderBy(i => years[i]).ToArray()).Where(s => wages[s[0]] >= line).ToArray();
        bool[] events = [.. spells.Select(s => s.Any(i => wages[i] < line))];
        double[] times = [.. spells.Select(s => s.Any(i => wages[i] < line) ? Array.FindIndex(s, i => wages[i] < line) : s.Length - 1.0)];
        Column[] columns = [.. Names.Select(n => (Name: n, Values: oracle.Csv().Numbers(n))).Select(c => new Column(c.Name, spells.Select(s => c.Values[s[0]]).ToArray()))];

        var fit = ProportionalHazards.Of(times, events, columns);

        foreach (var c in fit.Coefficients)
        {
            c.Value.ShouldAgree(oracle.Number("wagepan_cox_efron", "coef", c.Name), 1e-6, c.Name);
            c.StandardError.ShouldAgree(oracle.Number("wagepan_cox_efron", "se", c.Name), 1e-6, c.Name);
        }

        fit.LogLikelihood.Null.ShouldAgree(oracle["wagepan_cox_efron"].GetProperty("loglik")[0].GetDouble(), 1e-9);
        fit.LogLikelihood.Fitted.ShouldAgree(oracle["wagepan_cox_efron"].GetProperty("loglik")[1].GetDouble(), 1e-9);
        fit.Concordance.ShouldAgree(oracle.Number("wagepan_cox_efron", "concordance"), 1e-9);
        fit.Summary(Language.English).ShouldContain("ratios of rates");
        ProportionalHazards.Of(times, events, columns, TiedEvents.Breslow).Coefficients[0].Value.ShouldNotBe(fit.Coefficients[0].Value);
    }

    [Fact]
    public void A_rate_twice_as_high_is_found_and_what_cannot_be_estimated_is_refused()
    {
        var random = new SeededRandom(2);
        double[] x = [.. Enumerable.Range(0, 3_000).Select(i => (double)(i % 2))], t = [.. x.Select(v => -Math.Log(1 - random.NextDouble()) / Math.Exp(v * Math.Log(2)))];
        bool[] seen = [.. t.Select(v => v < 1.5)];

        ProportionalHazards.Of([.. t.Select(v => Math.Min(v, 1.5))], seen, [new("x", x)]).Coefficients[0].Value.ShouldBe(Math.Log(2), 0.12);
        Reason(() => ProportionalHazards.Of([1, 2], [false, false], [new("x", new double[] { 1, 2 })])).ShouldBe(Refusal.NoVariation);
        Reason(() => ProportionalHazards.Of([1, 2, 3], [true, true, true], [new("x", new double[] { 3, 2, 1 })])).ShouldBe(Refusal.Separated);
        Reason(() => ProportionalHazards.Of([1, 2, 3], [true, true, true], [new("x", new double[] { 1, 1, 1 })])).ShouldBe(Refusal.Singular);
        Reason(() => ProportionalHazards.Of([-1, 2, 3], [true, true, true], [new("x", new double[] { 1, 3, 1 })])).ShouldBe(Refusal.InvalidOption);
        Reason(() => ProportionalHazards.Of([1, double.NaN], [true, true], [new("x", new double[] { 1, 3 })])).ShouldBe(Refusal.NotFinite);
    }

    [Fact]
    public void Early_warning_on_the_wage_panel_beats_the_same_as_last_year()
    {
        var oracle = Oracle.Case("e01-fallback-risk-wagepan");
        var (places, years, wages, line) = Panel(oracle);
        var warning = EarlyWarning.Of(places, years, wages, line, [new Column("educ", oracle.Csv().Numbers("educ"))]);

        warning.Year.ShouldBe(1988);
        warning.Forecasts.Count.ShouldBe(545);
        warning.BackTest.Auc.Value.ShouldBeGreaterThan(warning.Baseline.Auc.Value);
        warning.BackTest.Brier.ShouldBeLessThan(warning.Baseline.Brier);
        warning.TestedYears.ShouldBe([1983, 1984, 1985, 1986, 1987]);
        warning.Summary(Language.English).ShouldContain("Same as last year");
    }

    [Fact]
    public void No_forecast_of_the_past_knows_the_future()
    {
        var (places, years, values) = Simulated(3, 150, 9);
        var whole = EarlyWarning.Of(places, years, values, 0, options: new() { Ridges = [1] });
        int[] early = [.. Enumerable.Range(0, years.Length).Where(i => years[i] < 2008)];
        var cut = EarlyWarning.Of([.. early.Select(i => places[i])], [.. early.Select(i => years[i])], [.. early.Select(i => values[i])], 0, options: new() { Ridges = [1] });

        // Later years may not change what was forecast for earlier ones: the test years before are scored alike.
        cut.TestedYears.ShouldBe(whole.TestedYears.SkipLast(1));
        whole.Tested.Where(t => t.Year < 2008).ShouldBe(cut.Tested);
    }

    [Fact]
    public void Probabilities_of_a_known_process_are_calibrated()
    {
        var (places, years, values) = Simulated(11, 600, 9);
        var warning = EarlyWarning.Of(places, years, values, 0);

        warning.BackTest.MeanForecast.ShouldBe((double)warning.BackTest.Events / warning.BackTest.Count, 0.03);
        foreach (var bin in warning.BackTest.Calibration)
        {
            bin.Observed.ShouldBe(bin.Predicted, 4.5 * Math.Sqrt(0.25 / bin.Count));
        }

        warning.Forecasts[0].Reasons[0].Column.ShouldNotBeEmpty();
        warning.Forecasts.Zip(warning.Forecasts.Skip(1)).ShouldAllBe(p => p.First.Probability >= p.Second.Probability);
    }

    [Fact]
    public void Order_of_rows_does_not_matter()
    {
        var (places, years, values) = Simulated(5, 60, 6);
        int[] order = [.. Enumerable.Range(0, years.Length)];
        new SeededRandom(1).Shuffle<int>(order);

        var plain = EarlyWarning.Of(places, years, values, 0);
        var mixed = EarlyWarning.Of([.. order.Select(i => places[i])], [.. order.Select(i => years[i])], [.. order.Select(i => values[i])], 0);

        mixed.Forecasts.Select(f => f.Place).ShouldBe(plain.Forecasts.Select(f => f.Place));
        mixed.Forecasts[7].Probability.ShouldBe(plain.Forecasts[7].Probability, 1e-9);
    }

    [Fact]
    public void What_cannot_be_learnt_is_refused()
    {
        var (places, years, values) = Simulated(5, 60, 6);

        Reason(() => EarlyWarning.Of(places, years, values, 1e9)).ShouldBe(Refusal.LineOutsideData);
        Reason(() => EarlyWarning.Of([.. places, places[0]], [.. years, years[0]], [.. values, 1.0], 0)).ShouldBe(Refusal.Duplicate);
        Reason(() => EarlyWarning.Of([.. places.Take(120)], [.. years.Take(120)], [.. values.Take(120)], 0, options: new() { LeastYears = 6 })).ShouldBe(Refusal.TooFew);
        Reason(() => EarlyWarning.Of(places, years, [double.NaN, .. values.Skip(1)], 0)).ShouldBe(Refusal.NotFinite);
        Reason(() => RiskScores.Of([true, true], [0.5, 0.6])).ShouldBe(Refusal.NoVariation);
        Reason(() => RiskScores.Of([true, false], [0.5, 1.6])).ShouldBe(Refusal.InvalidOption);
        Reason(() => LogisticRegression.Of([true, true, false, false], [new Column("x", new double[] { 4, 3, 2, 1 })])).ShouldBe(Refusal.Separated);
        LogisticRegression.Of([true, true, false, false], [new Column("x", new double[] { 4, 3, 2, 1 })], ridge: 1).StandardErrors.ShouldBeNull();
        Reason(() => Survival.KaplanMeier([-1], [true])).ShouldBe(Refusal.InvalidOption);
    }

    [Fact]
    public void Perfect_and_useless_forecasts_get_the_scores_they_deserve()
    {
        RiskScores.Of([true, true, false, false], [0.9, 0.8, 0.2, 0.1]).Auc.Value.ShouldBe(1);
        RiskScores.Of([true, true, false, false], [0.5, 0.5, 0.5, 0.5]).Auc.Value.ShouldBe(0.5);
        RiskScores.Of([true, false], [1, 0]).Brier.ShouldBe(0);
        RiskScores.Of([true, false], [0, 0]).LogLoss.ShouldBe(double.PositiveInfinity);
    }

    private static Refusal Reason(Action act) => Should.Throw<RefusedException>(act).Reason;

    private static (string[] Places, int[] Years, double[] Values) Simulated(ulong seed, int places, int years)
    {
        var random = new SeededRandom(seed);
        var (p, y, v) = (new List<string>(), new List<int>(), new List<double>());
        for (var i = 0; i < places; i++)
        {
            var level = 1.2 * random.NextNormal() + 0.8;
            for (var t = 0; t < years; t++)
            {
                p.Add($"p{i:000}");
                y.Add(2000 + t);
                v.Add(level += 0.5 * random.NextNormal());
            }
        }

        return ([.. p], [.. y], [.. v]);
    }

    private static (string[] Places, int[] Years, double[] Wages, double Line) Panel(Oracle oracle)
    {
        var table = oracle.Csv();
        return ([.. table.Text("nr")], table.Whole("year"), table.Numbers("lwage"), oracle["line"].GetDouble());
    }

    private static (bool[] Events, Column[] Columns) RiskSet(Oracle oracle)
    {
        var (places, years, wages, line) = Panel(oracle);
        var at = places.Select((p, i) => (Key: (p, years[i]), i)).ToDictionary(x => x.Key, x => x.i);
        int[] rows = [.. Enumerable.Range(0, places.Length).Where(i => wages[i] >= line && at.ContainsKey((places[i], years[i] + 1)))];
        var columns = Names.ToDictionary(n => n, n => oracle.Csv().Numbers(n));
        return (
            [.. rows.Select(i => wages[at[(places[i], years[i] + 1)]] < line)],
            [.. Names.Select(n => new Column(n, rows.Select(i => columns[n][i]).ToArray()))]);
    }
}
