using CsCheck;
using Shanhai.Analytics.Comparison;
using Shanhai.Analytics.Numerics;

namespace Shanhai.Analytics.Tests.Comparison;

/// <summary>Case b05: MatchIt 4.7.1 (pairs), Matching 4.10-8 (Abadie and Imbens), R glm.</summary>
public sealed class MatchedComparisonTests
{
    private static readonly string[] Numbers = ["age", "educ", "married", "nodegree", "re74", "re75"];

    [Fact]
    public void The_propensity_score_equals_glm()
    {
        var oracle = Oracle.Case("b05-lalonde-matchit");
        var score = PropensityScore.Of(Treated(oracle), All(oracle));

        for (var j = 0; j < score.Names.Count; j++)
        {
            var name = score.Names[j].Replace("=", "", StringComparison.Ordinal).Replace("(constant)", "(Intercept)", StringComparison.Ordinal);
            score.Coefficients[j].ShouldAgree(oracle.Number("logit_coef", name), 1e-7, name);
        }

        score.Scores.Take(10).Zip(oracle["ps_first10"].EnumerateArray()).ShouldAllBe(p => Math.Abs(p.First - p.Second.GetDouble()) < 1e-9);
        score.WeightedEffect(oracle.Csv().Numbers("re78")).Value.ShouldAgree(oracle["ipw_att"].GetDouble(), 1e-7);
    }

    [Theory]
    [InlineData("nn_ps_noreplace", 1, false, null)]
    [InlineData("nn_ps_replace", 1, true, null)]
    [InlineData("nn_ps_replace_2", 2, true, null)]
    [InlineData("nn_ps_caliper0.1", 1, false, 0.1)]
    public void Propensity_pairs_balance_and_effect_equal_MatchIt(string name, int ratio, bool replacement, double? caliper) =>
        Same(name, o => All(o), new() { Ratio = ratio, Replacement = replacement, Caliper = caliper });

    [Fact]
    public void Mahalanobis_pairs_equal_MatchIt()
    {
        Same("nn_mahalanobis", All, new() { Distance = MatchDistance.Mahalanobis });
        var table = Oracle.Case("b05-lalonde-matchit").Csv();
        Same(
            "mahalanobis_exact_race_married_replace", o => Covariates.Of([.. new[] { "age", "educ", "re74", "re75" }.Select(n => new Column(n, o.Csv().Numbers(n)))]),
            new() { Distance = MatchDistance.Mahalanobis, Replacement = true, Exact = [Grouping.Of(table.Text("race")), Grouping.Of(table.Whole("married"))] });
    }

    [Theory]
    [InlineData("abadie_imbens_M1_Weight1", 1, MatchDistance.Standardised, false)]
    [InlineData("abadie_imbens_M1_Weight2", 1, MatchDistance.MahalanobisAllRows, false)]
    [InlineData("abadie_imbens_M4_Weight1", 4, MatchDistance.Standardised, false)]
    [InlineData("abadie_imbens_M4_Weight2", 4, MatchDistance.MahalanobisAllRows, false)]
    [InlineData("match_on_ps_M1", 1, MatchDistance.Propensity, false)]
    [InlineData("abadie_imbens_M4_biasadjust", 4, MatchDistance.Standardised, true)]
    public void Estimates_and_errors_equal_those_of_Abadie_and_Imbens(string name, int ratio, MatchDistance distance, bool adjusted)
    {
        var oracle = Oracle.Case("b05-lalonde-matchit");
        var table = oracle.Csv();
        double[] Is(string race) => [.. table.Text("race").Select(r => r == race ? 1.0 : 0)];
        var columns = distance == MatchDistance.Propensity
            ? All(oracle)
            : Covariates.Of([.. Numbers.Select(n => new Column(n, table.Numbers(n))), new Column("black", Is("black")), new Column("hispan", Is("hispan"))]);
        var match = MatchedComparison.Of(Treated(oracle), columns, new() { Ratio = ratio, Distance = distance, Replacement = true, Ties = MatchTies.Average });
        var effect = match.Effect(oracle.Csv().Numbers("re78"), adjusted);

        effect.Value.ShouldAgree(oracle.Number(name, "est"), 1e-6);
        effect.StandardError!.Value.ShouldAgree(oracle.Number(name, "se"), 1e-6);
    }

    [Fact]
    public void The_tree_finds_what_looking_at_everybody_finds() =>
        Gen.Select(Gen.Int[1, 60], Gen.Int[1, 4], Gen.ULong).Sample((n, d, seed) =>
        {
            var random = new SeededRandom(seed);
            var points = Enumerable.Range(0, n * d).Select(_ => (double)random.Next(4)).ToArray();
            var left = Enumerable.Range(0, n).ToList();
            var tree = new NearestRows(points, d, [.. left]);
            while (left.Count > 0)
            {
                var at = Enumerable.Range(0, d).Select(_ => (double)random.Next(4)).ToArray();
                double Squared(int row) => Enumerable.Range(0, d).Sum(j => (points[row * d + j] - at[j]) * (points[row * d + j] - at[j]));
                var expected = left.MinBy(row => (Squared(row), row));

                tree.Nearest(at).Row.ShouldBe(expected);
                tree.Within(at, 2).ShouldBe(left.Where(r => Squared(r) <= 2));
                tree.Remove(expected);
                left.Remove(expected);
            }

            tree.Nearest(new double[d]).Row.ShouldBe(-1);
        });

    [Fact]
    public void No_control_serves_twice_and_calipers_and_exact_groups_hold() =>
        Gen.ULong.Sample(
            seed =>
            {
                var random = new SeededRandom(seed);
                const int n = 80;
                var treated = Enumerable.Range(0, n).Select(_ => random.NextDouble() < 0.3).ToArray();
                (treated[0], treated[1]) = (true, false);
                double[] Draw() => [.. Enumerable.Range(0, n).Select(_ => random.NextNormal())];
                var (x, z) = (Draw(), Draw());
                var groups = Enumerable.Range(0, n).Select(_ => random.Next(2)).ToArray();
                (groups[0], groups[1], x[0], x[1]) = (0, 0, 0, 0);
                var match = MatchedComparison.Of(treated, Covariates.Of(new Column("x", x), new Column("z", z)), new()
                {
                    Distance = MatchDistance.Mahalanobis, Ratio = 2, Exact = [Grouping.Of(groups)], CovariateCalipers = new Dictionary<string, double> { ["x"] = 1 },
                });

                match.Pairs.ShouldNotBeEmpty();
                match.Pairs.Select(p => p.Control).Distinct().Count().ShouldBe(match.Pairs.Count);
                match.Pairs.ShouldAllBe(p => groups[p.Treated] == groups[p.Control] && Math.Abs(x[p.Treated] - x[p.Control]) < 1.5 && treated[p.Treated] && !treated[p.Control]);
                match.Weights.Where((_, i) => !treated[i]).Sum().ShouldBe(match.MatchedTreated, 1e-9);
            },
            iter: 50);

    [Fact]
    public void The_error_without_replacement_is_that_of_paired_differences()
    {
        var match = MatchedComparison.Of([true, true, false, false], Covariates.Of(new Column("x", new double[] { 0, 10, 1, 11 })), new() { Distance = MatchDistance.Standardised });
        var effect = match.Effect([5, 9, 3, 3]);

        effect.Value.ShouldBe(4);
        effect.StandardError!.Value.ShouldBe(Math.Sqrt(8.0 / 4), 1e-12);
    }

    private static void Same(string name, Func<Oracle, Covariates> covariates, MatchOptions options)
    {
        var oracle = Oracle.Case("b05-lalonde-matchit");
        var (table, expected) = (oracle.Csv(), oracle[name]);
        var ids = table.Text("id");
        var match = MatchedComparison.Of(Treated(oracle), covariates(oracle), options);

        match.MatchedTreated.ShouldBe(expected.GetProperty("n_treated").GetInt32());
        match.MatchedControls.ShouldBe(expected.GetProperty("n_control").GetInt32());
        foreach (var pair in expected.GetProperty("pairs_first20").EnumerateObject())
        {
            var found = match.Pairs.Where(p => ids[p.Treated] == pair.Name).Select(p => ids[p.Control]).ToArray();
            (found.Length == 0 ? null : found[0]).ShouldBe(pair.Value.GetString(), pair.Name);
        }

        match.EffectiveControls.ShouldAgree(expected.GetProperty("ess_control").GetDouble(), 1e-8);
        match.Effect(table.Numbers("re78")).Value.ShouldAgree(expected.GetProperty("att").GetDouble(), 1e-8);
        var exact = options.Exact.Count == 0 ? [] : match.BalanceOf(Covariates.Of(new Column("married", table.Numbers("married"))).With("race", Grouping.Of(table.Text("race"))));
        Balanced([.. match.Balance, .. exact], expected, oracle);
    }

    private static void Balanced(IReadOnlyList<BalanceRow> rows, Reference expected, Oracle oracle)
    {
        var found = new List<double>();
        foreach (var row in rows)
        {
            var key = row.Name == "score" ? "distance" : row.Name.Replace("=", "", StringComparison.Ordinal);
            if (expected.GetProperty("smd_after").TryGetProperty(key, out var after))
            {
                row.Difference.After.ShouldBe(after.GetDouble(), 1e-8, key);
                row.Difference.Before.ShouldAgree(oracle.Number("smd_before", key), 1e-8, key);
                found.Add(Math.Abs(row.Difference.After));
            }
        }

        found.Count.ShouldBe(expected.GetProperty("smd_after").EnumerateObject().Count());
        found.Average().ShouldBe(expected.GetProperty("mean_abs_smd").GetDouble(), 1e-8);
    }

    [Theory]
    [InlineData("subclass6")]
    [InlineData("cem_default")]
    public void Strata_balance_and_effect_equal_MatchIt(string name)
    {
        var oracle = Oracle.Case("b05-lalonde-matchit");
        var expected = oracle[name];
        var strata = name == "cem_default" ? StratifiedComparison.Coarsened(Treated(oracle), All(oracle)) : StratifiedComparison.ByScore(Treated(oracle), All(oracle), 6);

        strata.MatchedTreated.ShouldBe(expected.GetProperty("n_treated").GetInt32());
        strata.MatchedControls.ShouldBe(expected.GetProperty("n_control").GetInt32());
        strata.EffectiveControls.ShouldAgree(expected.GetProperty("ess_control").GetDouble(), 1e-8);
        strata.Effect(oracle.Csv().Numbers("re78")).Value.ShouldAgree(expected.GetProperty("att").GetDouble(), 1e-8);
        Balanced(strata.Balance, expected, oracle);
    }

    [Fact]
    public void Strata_sum_the_differences_of_their_means_with_their_errors()
    {
        bool[] treated = [true, true, false, false, true, true, false, false, false];
        double[] cell = [0, 0, 0, 0, 1, 1, 1, 1, 1], y = [5, 7, 3, 3, 10, 12, 4, 5, 6];

        var strata = StratifiedComparison.Coarsened(treated, Covariates.Of(new Column("cell", cell)));
        var effect = strata.Effect(y);

        strata.Strata.ShouldBe(2);
        effect.Value.ShouldBe((3 + 6) / 2.0);
        effect.StandardError!.Value.ShouldBe(Math.Sqrt(0.25 * (2 / 2.0 + 0) + 0.25 * (2 / 2.0 + 1 / 3.0)), 1e-12);
        strata.Weights.Where((_, i) => !treated[i]).Sum().ShouldBe(4, 1e-12);
        strata.Summary(Language.English).ShouldContain("2 cells: 4 of 4 treated compared with 5 controls");
        StratifiedComparison.Coarsened([true, false, true], Covariates.Of(new Column("x", new double[] { 0, 0, 9 }))).Effect([1, 2, 3]).StandardError.ShouldBeNull();
        Should.Throw<RefusedException>(() => StratifiedComparison.Coarsened([true, false], Covariates.Of(new Column("x", new double[] { 0, 9 })))).Reason.ShouldBe(Refusal.NoComparison);
        Should.Throw<RefusedException>(() => StratifiedComparison.Coarsened(treated, Covariates.Of(new Column("cell", cell)), new Dictionary<string, int> { ["cell"] = 0 })).Reason.ShouldBe(Refusal.InvalidOption);
        Should.Throw<RefusedException>(() => StratifiedComparison.ByScore(treated, Covariates.Of(new Column("cell", cell)), 4)).Reason.ShouldBe(Refusal.TooFew);
    }

    internal static bool[] Treated(Oracle oracle) => [.. oracle.Csv().Whole("treat").Select(t => t == 1)];

    internal static Covariates All(Oracle oracle) =>
        Covariates.Of([.. Numbers.Select(n => new Column(n, oracle.Csv().Numbers(n)))]).With("race", Grouping.Of(oracle.Csv().Text("race")));
}
