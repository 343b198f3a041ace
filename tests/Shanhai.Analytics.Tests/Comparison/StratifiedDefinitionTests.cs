using Shanhai.Analytics.Comparison;

namespace Shanhai.Analytics.Tests.Comparison;

/// <summary>Comparison within strata on rows so few that means, spreads and balance can be reckoned by hand.</summary>
public sealed class StratifiedDefinitionTests
{
    private static readonly bool[] Treated = [true, true, false, false, true, true, true, false, false, true];

    // The last row is alone in its cell: nobody untreated is like it.
    private static readonly double[] Cell = [0, 0, 0, 0, 4, 4, 4, 4, 4, 8];
    private static readonly double[] Size = [1, 3, 2, 5, 4, 6, 2, 3, 5, 9];
    private static readonly double[] Outcome = [5, 7, 3, 4, 10, 12, 14, 4, 7, 99];

    private static StratifiedComparison Cells(params (string Name, double[] Values)[] more) =>
        StratifiedComparison.Coarsened(Treated, Covariates.Of([new Column("cell", Cell), .. more.Select(m => new Column(m.Name, m.Values))]), new Dictionary<string, int> { ["cell"] = 3, ["size"] = 1 });

    [Fact]
    public void The_effect_is_the_mean_difference_of_the_strata_weighted_by_their_treated()
    {
        var strata = Cells(("size", Size));
        var effect = strata.Effect(Outcome);

        strata.Stratum.ShouldBe([0, 0, 0, 0, 1, 1, 1, 1, 1, -1]);
        (strata.Strata, strata.MatchedTreated, strata.MatchedControls).ShouldBe((2, 5, 4));
        strata.Weights.Where((_, i) => Treated[i]).ShouldBe([1, 1, 1, 1, 1, 0]);
        strata.Weights.Where((_, i) => !Treated[i]).Select(w => w / strata.Weights[2]).ShouldBe([1, 1, 1.5, 1.5], 1e-12);
        strata.EffectiveControls.ShouldBe(25.0 / 6.5, 1e-12);
        effect.Value.ShouldBe(0.4 * (6 - 3.5) + 0.6 * (12 - 5.5), 1e-12);
        effect.StandardError!.Value.ShouldBe(Math.Sqrt(0.16 * (2 / 2.0 + 0.5 / 2) + 0.36 * (4 / 3.0 + 4.5 / 2)), 1e-12);
        (effect.Count, effect.SumOfWeights).ShouldBe((9, 10.0));
        effect.Notes.Select(n => n.Code).ShouldContain("unmatched");
        effect.Notes.Single(n => n.Code == "unmatched").Text.English.ShouldStartWith("1 treated rows");
        effect.Notes.ShouldNotContain(n => n.Code == "no-error");
        strata.Summary(Language.English).ShouldContain("2 cells: 5 of 6 treated compared with 4 controls");
        strata.Summary(Language.English).ShouldContain(" 1 treated rows have no control");
        strata.Summary(Language.Chinese).ShouldContain("1 个受处理者没有对照，结果只代表其余部分。");
    }

    [Fact]
    public void A_side_with_a_single_row_leaves_no_error_and_says_so()
    {
        bool[] treated = [true, false, true, true, false, false];
        double[] cell = [0, 0, 1, 1, 1, 1];
        foreach (var sides in new[] { treated, [.. treated.Select((t, i) => i < 2 ? t : i == 2)] })
        {
            var effect = StratifiedComparison.Coarsened(sides, Covariates.Of(new Column("cell", cell))).Effect([1, 2, 3, 4, 5, 6]);
            effect.StandardError.ShouldBeNull();
            effect.Notes.Single().Code.ShouldBe("no-error");
        }
    }

    [Fact]
    public void Balance_is_told_before_and_after_by_means_differences_and_variances()
    {
        var yes = Size.Select(s => s > 3 ? 1.0 : 0).ToArray();
        var rows = Cells(("size", Size)).BalanceOf(Covariates.Of(new Column("size", Size), new Column("yes", yes), new Column("same", Size.Select(_ => 2.0).ToArray())));
        var size = rows[0];
        double[] treatedBefore = [1, 3, 4, 6, 2, 9], treatedAfter = [1, 3, 4, 6, 2], controls = [2, 5, 3, 5];
        double[] weights = [1, 1, 1.5, 1.5];
        double Variance(double[] x, double[] w)
        {
            var mean = x.Zip(w, (a, b) => a * b).Sum() / w.Sum();
            return x.Zip(w, (a, b) => b * (a - mean) * (a - mean)).Sum() / (w.Sum() - w.Sum(v => v * v) / w.Sum());
        }

        double[] Ones(double[] x) => [.. x.Select(_ => 1.0)];
        var unit = Math.Sqrt(Variance(treatedBefore, Ones(treatedBefore)));
        size.Name.ShouldBe("size");
        size.Difference.Before.ShouldBe((25 / 6.0 - 3.75) / unit, 1e-12);
        size.Difference.After.ShouldBe((16 / 5.0 - 19 / 5.0) / unit, 1e-12);
        var ratio = size.VarianceRatio!.Value;
        ratio.Before.ShouldBe(Variance(treatedBefore, Ones(treatedBefore)) / Variance(controls, Ones(controls)), 1e-12);
        ratio.After.ShouldBe(Variance(treatedAfter, Ones(treatedAfter)) / Variance(controls, weights), 1e-12);
        var share = rows[1];
        share.VarianceRatio.ShouldBeNull();
        share.Difference.Before.ShouldBe((0.5 - 0.5) / 0.5, 1e-12);
        share.Difference.After.ShouldBe((0.4 - 2.5 / 5) / 0.5, 1e-12);
        (rows[2].Difference.Before, rows[2].Difference.After).ShouldBe((0, 0));
        Should.Throw<RefusedException>(() => Cells(("size", Size)).BalanceOf(Covariates.Of(new Column("x", new double[] { 1, 2 })))).Reason.ShouldBe(Refusal.LengthMismatch);
    }

    [Fact]
    public void What_stays_different_is_noted_and_named_first()
    {
        double[] far = [.. Treated.Select((t, i) => (t ? 5.0 : 0) + i % 3)];
        var strata = StratifiedComparison.Coarsened(Treated, Covariates.Of(new Column("cell", Cell), new Column("far", far)), new Dictionary<string, int> { ["cell"] = 3, ["far"] = 1 });

        strata.Effect(Outcome).Notes.Select(n => n.Code).ShouldBe(["unmatched", "unbalanced"]);
        strata.Summary(Language.English).ShouldContain("largest standardised difference left: far");
        strata.Summary(Language.English).ShouldContain("standardised differences above 0.25 remain");
        strata.Summary(Language.Chinese).ShouldContain("两组不可比。");
        bool[] alike = [true, false, true, false];
        var balanced = StratifiedComparison.Coarsened(alike, Covariates.Of(new Column("x", new double[] { 0, 0, 1, 1 })));
        balanced.Effect([1, 1, 2, 2]).Notes.Select(n => n.Code).ShouldBe(["no-error"]);
        balanced.Summary(Language.English).ShouldEndWith("before 0).");
    }

    [Fact]
    public void A_value_on_the_edge_of_two_bins_belongs_to_the_upper_one()
    {
        // Four bins of width two from 0 to 8: the edges are 2, 4 and 6.
        bool[] treated = [true, false, true, false, true, false, true, false];
        double[] x = [0, 1.9, 2, 3.9, 4, 5.9, 6, 8];

        StratifiedComparison.Coarsened(treated, Covariates.Of(new Column("x", x)), new Dictionary<string, int> { ["x"] = 4 }).Stratum.ShouldBe([0, 0, 1, 1, 2, 2, 3, 3]);
        // Without a number: log2(8) + 1 = 4 bins.
        StratifiedComparison.Coarsened(treated, Covariates.Of(new Column("x", x))).Strata.ShouldBe(4);
        Should.Throw<RefusedException>(() => StratifiedComparison.Coarsened([true, true], Covariates.Of(new Column("x", new double[] { 1, 2 })))).Reason.ShouldBe(Refusal.NoComparison);
        Should.Throw<RefusedException>(() => StratifiedComparison.Coarsened([true], Covariates.Of(new Column("x", new double[] { 1, 2 })))).Reason.ShouldBe(Refusal.LengthMismatch);
    }

    [Fact]
    public void Strata_of_the_score_hold_equally_many_treated_and_one_without_a_side_is_named()
    {
        bool[] treated = [.. Enumerable.Range(0, 60).Select(i => i % 2 == 0 || i % 7 == 0)];
        double[] x = [.. treated.Select((t, i) => i * 13 % 31 + (t ? 2.5 : 0))];
        var strata = StratifiedComparison.ByScore(treated, Covariates.Of(new Column("x", x)), 4);
        double[] own = [.. strata.Score!.Scores.Where((_, i) => treated[i]).Order()];
        double Quarter(int k)
        {
            var at = (own.Length - 1) * k / 4.0;
            var low = (int)at;
            return own[low] + (at - low) * (own[low + 1] - own[low]);
        }

        strata.Strata.ShouldBe(4);
        strata.Stratum.ShouldBe(strata.Score.Scores.Select(p => Enumerable.Range(1, 3).Count(k => p >= Quarter(k))));
        strata.Balance[0].Name.ShouldBe("score");
        // Whoever is untreated has the lowest scores: the upper stratum holds none of them.
        double[] apart = [1, 2, 3, 4, 5, 3.5, 6, 7, 8, 9];
        bool[] upper = [false, false, false, false, true, true, true, true, true, true];
        var refused = Should.Throw<RefusedException>(() => StratifiedComparison.ByScore(upper, Covariates.Of(new Column("x", apart)), 2));
        refused.Text.English.ShouldBe("stratum 2 has no untreated rows: ask for fewer strata");
        refused.Text.Chinese.ShouldBe("第 2 层没有对照，请减少层数");
        Should.Throw<RefusedException>(() => strata.Effect([1])).Reason.ShouldBe(Refusal.LengthMismatch);
        Should.Throw<RefusedException>(() => strata.Effect([.. x.Select(_ => double.NaN)])).Reason.ShouldBe(Refusal.NotFinite);
    }
}
