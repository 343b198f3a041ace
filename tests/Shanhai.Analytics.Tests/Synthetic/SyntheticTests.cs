using System.Globalization;
using CsCheck;
using Shanhai.Analytics.Numerics;
using Shanhai.Analytics.Synthetic;

namespace Shanhai.Analytics.Tests.Synthetic;

/// <summary>Cases b04 and b06: synthdid 0.0.9 and exact quadratic programs (quadprog 1.5-8).</summary>
public sealed class SyntheticTests
{
    [Fact]
    public void California_equals_the_exact_minimum()
    {
        var oracle = Oracle.Case("b04-prop99-synthdid");
        var result = SyntheticDifference.Of(California(oracle));

        result.Effect.Value.ShouldAgree(oracle.Number("prop99_synthdid_exactQP", "estimate"), 1e-5);
        result.UnitPenalty.ShouldAgree(oracle.Number("prop99_synthdid", "zeta_omega"), 1e-9);
        result.PeriodPenalty.ShouldAgree(oracle.Number("prop99_synthdid", "zeta_lambda"), 1e-9);
        Same(result.UnitWeights, oracle["prop99_synthdid_exactQP"].GetProperty("omega"), 1e-6);
        Same(result.PeriodWeights, oracle["prop99_synthdid_exactQP"].GetProperty("lambda"), 1e-6);
        result.Effect.Value.ShouldAgree(oracle.Number("prop99_synthdid", "estimate"), 1e-3);

        // The reference's own search, told to go on: 1e-4 for the effect, and weights as near as its end is to the minimum.
        result.Effect.Value.ShouldAgree(oracle.Number("prop99_synthdid_tight", "estimate"), 1e-4);
        Same(result.UnitWeights, oracle["prop99_synthdid_tight"].GetProperty("omega"), 1e-3);
        Same(result.PeriodWeights, oracle["prop99_synthdid_tight"].GetProperty("lambda"), 1e-3);
    }

    [Theory]
    [InlineData(SyntheticKind.SyntheticDifference, "prop99_synthdid")]
    [InlineData(SyntheticKind.SyntheticControl, "prop99_sc")]
    [InlineData(SyntheticKind.DifferenceInDifferences, "prop99_did")]
    public void The_three_estimators_and_their_placebo_errors_agree_with_synthdid(SyntheticKind kind, string name)
    {
        var oracle = Oracle.Case("b04-prop99-synthdid");
        var result = SyntheticDifference.Of(California(oracle), kind);
        var error = result.Placebo(draws: 400, seed: 7);

        result.Effect.Value.ShouldAgree(oracle.Number(name, "estimate"), 1e-2);
        var early = SyntheticDifference.Of(California(oracle), kind, WeightSearch.AsSynthdid);
        early.Effect.Value.ShouldAgree(oracle.Number(name, "estimate"), 1e-6);
        SameWhereGiven(early, oracle[name]);
        error.StandardError.ShouldAgree(oracle.Number(name, "se_placebo_seed12345"), 0.25);
        result.Summary(Language.English, error).ShouldContain("seed 7");
        result.Path.Skip(19).Average(p => p.Gap).ShouldBe(result.Effect.Value, 1e-9);
    }

    [Theory]
    [InlineData(SyntheticKind.SyntheticDifference, WeightSearch.Exact, "basque_synthdid_exactQP", 1e-5)]
    [InlineData(SyntheticKind.SyntheticDifference, WeightSearch.AsSynthdid, "basque_synthdid", 1e-6)]
    [InlineData(SyntheticKind.SyntheticControl, WeightSearch.AsSynthdid, "basque_sc", 1e-6)]
    [InlineData(SyntheticKind.SyntheticControl, WeightSearch.Exact, "basque_sc", 1e-2)]
    [InlineData(SyntheticKind.DifferenceInDifferences, WeightSearch.Exact, "basque_did", 1e-9)]
    public void The_Basque_Country_agrees_too(SyntheticKind kind, WeightSearch search, string name, double tolerance)
    {
        var oracle = Oracle.Case("b06-basque-synth");

        var result = SyntheticDifference.Of(Basque(oracle), kind, search);

        result.Effect.Value.ShouldAgree(oracle.Number(name, "estimate"), tolerance);
        if (tolerance < 1e-3)
        {
            SameWhereGiven(result, oracle[name]);
        }

        if (name == "basque_synthdid")
        {
            result.UnitPenalty.ShouldAgree(oracle.Number(name, "zeta_omega"), 1e-9);
            result.PeriodPenalty.ShouldAgree(oracle.Number(name, "zeta_lambda"), 1e-9);
        }
    }

    [Fact]
    public void The_Basque_Country_agrees_with_the_reference_told_to_search_on()
    {
        var oracle = Oracle.Case("b06-basque-synth");
        var result = SyntheticDifference.Of(Basque(oracle));

        result.Effect.Value.ShouldAgree(oracle.Number("basque_synthdid_tight", "estimate"), 1e-4);
        Same(result.UnitWeights, oracle["basque_synthdid_tight"].GetProperty("omega"), 1e-3);
        Same(result.PeriodWeights, oracle["basque_synthdid_tight"].GetProperty("lambda"), 1e-3);
    }

    /// <summary>Weights of units and periods, where the case has them; the difference-in-differences has none.</summary>
    private static void SameWhereGiven(SyntheticDifference result, Reference expected)
    {
        if (expected.TryGetProperty("omega", out var units) && units.ValueKind == System.Text.Json.JsonValueKind.Object)
        {
            Same(result.UnitWeights, units, 1e-5);
        }

        if (expected.TryGetProperty("lambda", out var periods) && periods.ValueKind == System.Text.Json.JsonValueKind.Object)
        {
            Same(result.PeriodWeights, periods, 1e-5);
        }
    }

    [Fact]
    public void Every_kind_of_error_is_the_same_for_a_seed_and_near_the_truth()
    {
        // Independent noise of variance 1: the error of plain differences is known. The placebo loses 20 controls to play the treated.
        var block = Simulated(new SeededRandom(4), controls: 100, treated: 20, before: 10, after: 5, effect: 2, out var truth);
        var result = SyntheticDifference.Of(block, SyntheticKind.DifferenceInDifferences);

        foreach (var error in new[] { result.Placebo(300), result.Bootstrap(300), result.Jackknife() })
        {
            error.StandardError.ShouldAgree(truth, 0.35, error.Method.English);
        }

        result.Placebo(20).Draws.ShouldBe(result.Placebo(20).Draws);
        result.Bootstrap(20, seed: 2).Draws.ShouldNotBe(result.Bootstrap(20, seed: 3).Draws);
    }

    [Fact]
    public void Order_of_rows_names_and_levels_do_not_matter() =>
        Gen.ULong.Sample(
            seed =>
            {
                var random = new SeededRandom(seed);
                var rows = Rows(random, 8, 2, 6, 3, 1);
                var plain = SyntheticDifference.Of(Block(rows)).Effect.Value;
                random.Shuffle(rows.AsSpan());
                SyntheticDifference.Of(Block(rows)).Effect.Value.ShouldBe(plain, 1e-9);
                var moved = rows.Select(r => r with { Unit = "z" + r.Unit, Value = 3 * r.Value + 100 + 5 * r.Period }).ToArray();
                SyntheticDifference.Of(Block(moved)).Effect.Value.ShouldBe(3 * plain, 1e-6);
            },
            iter: 30);

    [Fact]
    public void Weights_satisfy_the_conditions_of_the_minimum() =>
        Gen.Select(Gen.Int[1, 12], Gen.Int[1, 15], Gen.ULong).Sample((rows, columns, seed) =>
        {
            var random = new SeededRandom(seed);
            var a = Enumerable.Range(0, rows * columns).Select(_ => random.NextNormal()).ToArray();
            var b = Enumerable.Range(0, rows).Select(_ => 0.3 * random.NextNormal()).ToArray();
            var w = SimplexFit.Weights((i, j) => a[i * columns + j], rows, columns, b, 0.01, intercept: false);

            w.Sum().ShouldBe(1, 1e-9);
            w.ShouldAllBe(x => x >= 0);
            var slope = Enumerable.Range(0, columns).Select(j => 0.01 * w[j] + Enumerable.Range(0, rows).Sum(i =>
                a[i * columns + j] * (Enumerable.Range(0, columns).Sum(k => a[i * columns + k] * w[k]) - b[i])) / rows).ToArray();
            var level = Enumerable.Range(0, columns).Sum(j => w[j] * slope[j]);
            for (var j = 0; j < columns; j++)
            {
                slope[j].ShouldBeGreaterThan(level - 1e-7);
                (w[j] * (slope[j] - level)).ShouldBe(0, 1e-7);
            }
        });

    [Fact]
    public void The_published_synthetic_Basque_Country_is_Catalonia_and_Madrid()
    {
        var oracle = Oracle.Case("b06-basque-synth");
        var table = oracle.Csv("predictors_jss.csv");
        string[] regions = ["2", "3", "4", "5", "6", "7", "8", "9", "10", "11", "12", "13", "14", "15", "16", "18"];
        Predictor[] predictors = [.. table.Text("predictor").Select((name, k) => new Predictor(
            name, regions.Append("17").ToDictionary(r => r, r => table.Numbers(r == "17" ? "treated" : r)[k])))];

        var result = SyntheticControl.Of(Basque(oracle), predictors, fitFrom: 1960, fitTo: 1969);
        Same(SyntheticControl.Of(Basque(oracle), predictors, PredictorImportance.Equal).UnitWeights, oracle["basque_inner_QP_equal_V"], 1e-5);

        result.Loss.ShouldBeLessThan(oracle.Number("basque_synth_jss", "loss_v") * 1.01);
        Same(result.UnitWeights, oracle["basque_synth_jss"].GetProperty("weights"), 0.02);
        foreach (var point in result.Path)
        {
            point.Gap.ShouldBe(oracle.Number("basque_synth_jss", "gaps", point.Period.ToString(CultureInfo.InvariantCulture)), 0.03);
        }

        // V is not unique: with the reference's V the inner problem gives its weights.
        var given = ReferenceImportance(oracle["basque_synth_jss"]);
        Same(SyntheticControl.Of(Basque(oracle), predictors, fitFrom: 1960, fitTo: 1969, given: given).UnitWeights, oracle["basque_synth_jss"].GetProperty("weights"), 0.02);
        var placebos = result.Placebos();
        placebos.Controls.Count.ShouldBe(16);
        placebos.P.ShouldBeInRange(1.0 / 17, 1);
        placebos.Summary(Language.English).ShouldContain("17 units");
    }

    [Fact]
    public void Raw_predictors_give_the_same_two_regions_and_a_wider_search_a_lower_loss()
    {
        var oracle = Oracle.Case("b06-basque-synth");
        var block = Basque(oracle);
        var searched = SyntheticControl.Of(block, Traits(oracle.Csv()), fitFrom: 1960, fitTo: 1969);
        var widely = SyntheticControl.Of(block, Traits(oracle.Csv()), PredictorImportance.SearchedWidely, 1960, 1969);

        searched.Loss.ShouldBeLessThan(oracle.Number("basque_synth_raw", "loss_v") * 1.01);
        Same(searched.UnitWeights, oracle["basque_synth_raw"].GetProperty("weights"), 0.02);
        foreach (var point in searched.Path)
        {
            point.Gap.ShouldBe(oracle.Number("basque_synth_raw", "gaps", point.Period.ToString(CultureInfo.InvariantCulture)), 0.03);
        }

        var given = ReferenceImportance(oracle["basque_synth_raw"]);
        Same(SyntheticControl.Of(block, Traits(oracle.Csv()), fitFrom: 1960, fitTo: 1969, given: given).UnitWeights, oracle["basque_synth_raw"].GetProperty("weights"), 0.02);
        widely.Loss.ShouldBeLessThan(0.5 * searched.Loss);
        widely.PredictorWeights.Sum(w => w.Value).ShouldBe(1, 1e-12);
    }

    [Fact]
    public void A_treated_unit_made_of_two_controls_is_found_again()
    {
        var rows = Rows(new SeededRandom(9), 6, 1, 12, 4, 0).ToList();
        double At(string unit, int period) => rows.Single(r => r.Unit == unit && r.Period == period).Value;
        var made = rows.Select(r => r.Treated || r.Unit == "t0" ? r with { Value = 0.3 * At("c1", r.Period) + 0.7 * At("c4", r.Period) + (r.Treated ? 5 : 0) } : r).ToArray();

        var result = SyntheticControl.Of(Block(made));

        result.UnitWeights.Single(w => w.Name == "c4").Value.ShouldBe(0.7, 1e-6);
        result.Effect.Value.ShouldBe(5, 1e-6);
        result.Placebos().P.ShouldBe(1.0 / 7, 1e-12);
    }

    private static double[] ReferenceImportance(Reference result) => result.GetProperty("v") is { ValueKind: System.Text.Json.JsonValueKind.Array } list
        ? [.. list.EnumerateArray().Select(e => e.GetDouble())]
        : [.. result.GetProperty("v").EnumerateObject().Select(p => p.Value.GetDouble())];

    private static void Same(IReadOnlyList<Weight> weights, Reference expected, double tolerance)
    {
        foreach (var weight in weights)
        {
            weight.Value.ShouldBe(expected.TryGetProperty(weight.Name, out var value) ? value.GetDouble() : 0, tolerance, weight.Name);
        }
    }

    internal static TreatedBlock California(Oracle oracle)
    {
        var table = oracle.Csv();
        return TreatedBlock.Of(table.Text("State"), table.Whole("Year"), table.Numbers("PacksPerCapita"), [.. table.Whole("treated").Select(t => t == 1)]);
    }

    internal static TreatedBlock Basque(Oracle oracle)
    {
        var all = oracle.Csv();
        var table = all.Where(i => all.Text("regionno")[i] != "1");
        var (regions, years) = (table.Text("regionno"), table.Whole("year"));
        return TreatedBlock.Of(regions, years, table.Numbers("gdpcap"), [.. regions.Select((r, i) => r == "17" && years[i] >= 1970)]);
    }

    internal static Predictor[] Traits(Table table)
    {
        var (regions, years) = (table.Text("regionno"), table.Whole("year"));
        Predictor Mean(string column, Func<int, bool> at)
        {
            var values = table.Numbers(column);
            return new Predictor(column, regions.Distinct().Where(r => r != "1").ToDictionary(r => r, r => Enumerable.Range(0, values.Length)
                .Where(i => regions[i] == r && at(years[i]) && !double.IsNaN(values[i])).Average(i => values[i])));
        }

        string[] school = ["school.illit", "school.prim", "school.med", "school.high", "school.post.high", "invest"];
        string[] sectors = ["agriculture", "energy", "industry", "construction", "services.venta", "services.nonventa"];
        return
        [
            .. school.Select(s => Mean(s, y => y is >= 1964 and <= 1969)), Mean("gdpcap", y => y is >= 1960 and <= 1969),
            .. sectors.Select(s => Mean("sec." + s, y => y is >= 1961 and <= 1969 && y % 2 == 1)), Mean("popdens", y => y == 1969),
        ];
    }

    internal sealed record Row(string Unit, int Period, double Value, bool Treated);

    internal static Row[] Rows(SeededRandom random, int controls, int treated, int before, int after, double effect) =>
        [.. Enumerable.Range(0, controls + treated).SelectMany(u =>
        {
            var level = 5 * random.NextNormal();
            return Enumerable.Range(0, before + after).Select(t => new Row(
                u < controls ? $"c{u}" : $"t{u - controls}", 2000 + t, level + 0.5 * t + random.NextNormal() + (u >= controls && t >= before ? effect : 0), u >= controls && t >= before));
        })];

    internal static TreatedBlock Block(IReadOnlyList<Row> rows) =>
        TreatedBlock.Of([.. rows.Select(r => r.Unit)], [.. rows.Select(r => r.Period)], [.. rows.Select(r => r.Value)], [.. rows.Select(r => r.Treated)]);

    private static TreatedBlock Simulated(SeededRandom random, int controls, int treated, int before, int after, double effect, out double error)
    {
        error = Math.Sqrt((1.0 / controls + 1.0 / treated) * (1.0 / before + 1.0 / after));
        return Block(Rows(random, controls, treated, before, after, effect));
    }
}
