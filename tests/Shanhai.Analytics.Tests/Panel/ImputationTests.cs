using System.Globalization;
using Shanhai.Analytics.Panel;

namespace Shanhai.Analytics.Tests.Panel;

/// <summary>Cases b01 and b02: didimputation 0.5.0 with fixest 0.14.2 told to keep every unit; estimates 1e-6, errors 1e-4.</summary>
public sealed class ImputationTests
{
    [Theory]
    [InlineData("mpdta")]
    [InlineData("base_stagg")]
    public void Average_horizons_and_pre_trends_equal_didimputation(string name)
    {
        var oracle = Oracle.Case(name == "mpdta" ? "b01-mpdta-staggered" : "b02-base-stagg-fixest");
        var panel = name == "mpdta" ? Counties.Mpdta(oracle, out _) : Counties.BaseStagg(oracle, out _);

        var result = Imputation.Fit(panel);

        result.Average.Value.ShouldAgree(oracle.Number($"bjs_static_{name}", "estimate"), 1e-6);
        result.Average.StandardError.ShouldAgree(oracle.Number($"bjs_static_{name}", "std.error"), 1e-4);
        End(result.Average, result.Average.Interval().Item1, oracle.Number($"bjs_static_{name}", "conf.low"), "low");
        End(result.Average, result.Average.Interval().Item2, oracle.Number($"bjs_static_{name}", "conf.high"), "high");
        foreach (var expected in new[] { oracle[$"bjs_horizon_pretrends_{name}"], oracle[$"bjs_horizon_{name}"] })
        {
            for (var i = 0; i < expected.GetProperty("term").GetArrayLength(); i++)
            {
                var since = int.Parse(expected.GetProperty("term")[i].GetString()!, CultureInfo.InvariantCulture);
                Same(since < 0 ? result.Before![since] : result.Events[since], expected, i, $"{since}");
            }
        }
    }

    [Fact]
    public void Units_with_one_untreated_row_are_kept()
    {
        var oracle = Oracle.Case("b01-mpdta-staggered");

        Imputation.Fit(Counties.Mpdta(oracle, out _)).Average.Value.ShouldBe(-0.04771, 5e-6);
    }

    [Fact]
    public void Without_noise_the_effects_are_found_with_gaps_and_a_covariate()
    {
        var rows = Counties.Simulated(7, 60, 8, [0, 3, 5, 7], (_, _) => 0, gaps: 0.1);
        var x = rows.Unit.Select((u, i) => Math.Sin(u * rows.Period[i])).ToArray();
        for (var i = 0; i < rows.Y.Count; i++)
        {
            var (g, t) = (rows.First[i], rows.Period[i]);
            rows.Y[i] = rows.Unit[i] + t * t + 3 * x[i] + (g > 0 && t >= g ? g + t : 0);
        }

        var result = Imputation.Fit(rows.Panel, [new("x", x)]);

        result.Average.Value.ShouldBe(rows.Y.Select((_, i) => (g: rows.First[i], t: rows.Period[i])).Where(c => c.g > 0 && c.t >= c.g).Average(c => c.g + c.t), 1e-9);
        result.Average.StandardError.ShouldBe(0, 1e-9);
        result.Before!.Effects.ShouldNotBeEmpty();
        result.Before.Effects.ShouldAllBe(e => Math.Abs(e.Effect.Value) < 1e-9);
    }

    [Fact]
    public void The_average_is_the_mean_of_the_horizons_weighted_by_their_rows()
    {
        var rows = Counties.Simulated(8, 90, 7, [0, 3, 5], (_, e) => 1 + e);
        var result = Imputation.Fit(rows.Panel);
        double[] sizes = [.. result.Events.Effects.Select(e => (double)rows.First.Where((g, i) => g > 0 && rows.Period[i] - g == e.Since).Count())];

        result.Average.Value.ShouldBe(result.Events.Effects.Select((e, i) => e.Effect.Value * sizes[i]).Sum() / sizes.Sum(), 1e-10);
        var variance = 0.0;
        for (var a = 0; a < sizes.Length; a++)
        {
            for (var b = 0; b < sizes.Length; b++)
            {
                variance += sizes[a] * sizes[b] * result.Events.CovarianceOf(result.Events.Effects[a].Since, result.Events.Effects[b].Since);
            }
        }

        result.Average.StandardError.ShouldBe(Math.Sqrt(variance) / sizes.Sum(), 1e-10);
    }

    [Fact]
    public void Rows_that_cannot_be_imputed_are_left_out_and_counted()
    {
        var always = Imputation.Fit(EventStudyTests.Exact([0, 1, 4], (_, _) => 2));
        always.Average.Value.ShouldBe(2, 1e-9);
        always.Notes.Single(n => n.Code == "not-imputed").Text.English.ShouldStartWith("70 treated rows");

        var everybody = Imputation.Fit(EventStudyTests.Exact([3, 5], (_, e) => 1 + e));
        everybody.Events.Effects.Select(e => e.Since).ShouldBe([0, 1]);
        everybody.Notes.ShouldContain(n => n.Code == "not-imputed");
        everybody.Summary(Language.English).ShouldContain("cannot be imputed");
        everybody.Summary(Language.Chinese).ShouldContain("无法插补");
    }

    private static void Same(Coefficient actual, Reference expected, int i, string what)
    {
        actual.Value.ShouldAgree(expected.GetProperty("estimate")[i].GetDouble(), 1e-6, what);
        actual.StandardError.ShouldAgree(expected.GetProperty("std.error")[i].GetDouble(), 1e-4, what + " error");

        // didimputation takes 1.96 for effects before adoption too.
        End(actual, actual.Value - 1.96 * actual.StandardError, expected.GetProperty("conf.low")[i].GetDouble(), what + " low");
        End(actual, actual.Value + 1.96 * actual.StandardError, expected.GetProperty("conf.high")[i].GetDouble(), what + " high");
    }

    /// <summary>Ends of intervals may lie near zero: held against the error (1e-4 of it, as for the errors themselves), not against their own size. 1.96 is the reference's quantile.</summary>
    private static void End(Coefficient of, double actual, double expected, string what)
    {
        actual.ShouldBe(expected, (2e-4 + 1e-4) * of.StandardError, what);
    }
}
