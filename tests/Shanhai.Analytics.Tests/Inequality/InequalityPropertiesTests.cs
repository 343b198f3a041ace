using CsCheck;
using Shanhai.Analytics.Inequality;
using Shanhai.Analytics.Poverty;

namespace Shanhai.Analytics.Tests.Inequality;

public sealed class InequalityPropertiesTests
{
    private static readonly Gen<double[]> Incomes = Gen.Double[1, 1000].Array[2, 40];
    private static readonly Gen<(double[] X, double[] W)> Weighted =
        Gen.Select(Gen.Double[1, 1000], Gen.Double[0.1, 5]).Array[2, 40].Select(a => (a.Select(p => p.Item1).ToArray(), a.Select(p => p.Item2).ToArray()));

    public static TheoryData<string> Relative => [.. Measures.Keys.Where(k => k != "Kolm")];

    public static TheoryData<string> All => [.. Measures.Keys];

    private static readonly Dictionary<string, Func<Distribution, double>> Measures = new()
    {
        ["Gini"] = d => Gini.Of(d).Value,
        ["Theil T"] = d => Entropy.Theil(d).Value,
        ["Theil L"] = d => Entropy.MeanLogDeviation(d).Value,
        ["GE(-1)"] = d => Entropy.Of(d, -1).Value,
        ["GE(2)"] = d => Entropy.Of(d, 2).Value,
        ["Atkinson(1)"] = d => Welfare.Atkinson(d, 1).Value,
        ["Atkinson(2)"] = d => Welfare.Atkinson(d, 2).Value,
        ["S-Gini(3)"] = d => Welfare.SGini(d, 3).Value,
        ["Hoover"] = d => Lorenz.Hoover(d).Value,
        ["Palma"] = d => Lorenz.Palma(d).Value,
        ["Wolfson"] = d => Polarisation.Wolfson(d).Value,
        ["Kolm"] = d => Welfare.Kolm(d, 0.01).Value,
    };

    [Theory]
    [MemberData(nameof(Relative))]
    public void Measures_do_not_change_when_all_incomes_are_multiplied(string measure) =>
        Weighted.Sample(s => Close(Measures[measure](Distribution.Of(s.X, s.W)), Measures[measure](Distribution.Of([.. s.X.Select(x => 8 * x)], s.W))));

    [Fact]
    public void Kolm_does_not_change_when_everybody_gets_the_same_amount() =>
        Weighted.Sample(s => Close(Measures["Kolm"](Distribution.Of(s.X, s.W)), Measures["Kolm"](Distribution.Of([.. s.X.Select(x => x + 64)], s.W))));

    [Theory]
    [MemberData(nameof(All))]
    public void Measures_do_not_change_when_the_population_is_replicated(string measure) =>
        Incomes.Sample(x => Close(Measures[measure](Distribution.Of(x)), Measures[measure](Distribution.Of([.. x, .. x, .. x]))));

    [Theory]
    [MemberData(nameof(All))]
    public void A_whole_weight_counts_as_so_many_people(string measure) =>
        Gen.Select(Gen.Double[1, 1000], Gen.Int[1, 4]).Array[2, 30].Sample(s => Close(
            Measures[measure](Distribution.Of([.. s.Select(p => p.Item1)], [.. s.Select(p => (double)p.Item2)])),
            Measures[measure](Distribution.Of([.. s.SelectMany(p => Enumerable.Repeat(p.Item1, p.Item2))]))));

    [Theory]
    [MemberData(nameof(All))]
    public void Measures_do_not_depend_on_the_order_of_rows(string measure) =>
        Weighted.Sample(s => Close(
            Measures[measure](Distribution.Of(s.X, s.W)),
            Measures[measure](Distribution.Of([.. s.X.Reverse()], [.. s.W.Reverse()]))));

    [Theory]
    [InlineData("Gini")]
    [InlineData("Theil T")]
    [InlineData("Theil L")]
    [InlineData("GE(2)")]
    [InlineData("Atkinson(2)")]
    [InlineData("S-Gini(3)")]
    [InlineData("Kolm")]
    public void A_transfer_from_the_richest_to_the_poorest_lowers_inequality(string measure) =>
        Incomes.Where(x => x.Max() - x.Min() > 1).Sample(x =>
        {
            var (poor, rich) = (Array.IndexOf(x, x.Min()), Array.IndexOf(x, x.Max()));
            var amount = (x[rich] - x[poor]) / 4;
            var after = (double[])x.Clone();
            (after[poor], after[rich]) = (after[poor] + amount, after[rich] - amount);
            return Measures[measure](Distribution.Of(after)) < Measures[measure](Distribution.Of(x));
        });

    [Theory]
    [InlineData(-1)]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(1.5)]
    [InlineData(2)]
    public void Entropy_over_nested_groups_adds_up_exactly(double alpha) =>
        Gen.Select(Gen.Double[1, 1000], Gen.Double[0.1, 5], Gen.Int[0, 5]).Array[2, 60].Sample(rows =>
        {
            var fine = Grouping.Of([.. rows.Select(r => r.Item3)]);
            var coarse = Grouping.Of([.. rows.Select(r => r.Item3 / 2)]);
            double[] x = [.. rows.Select(r => r.Item1)], w = [.. rows.Select(r => r.Item2)];

            var parts = EntropyDecomposition.Of(x, w, alpha, [coarse, fine]);

            Close(parts.Total.Value, Entropy.Of(Distribution.Of(x, w), alpha).Value);
            Close(parts.Total.Value, parts.Between.Sum(b => b.Value) + parts.Groups.Sum(g => g.Contribution));
            parts.Between.ShouldAllBe(b => b.Value > -1e-12);
        });

    [Fact]
    public void Gini_parts_sum_to_the_whole_and_overlap_is_never_negative() =>
        Gen.Select(Gen.Double[1, 1000], Gen.Double[0.1, 5], Gen.Int[0, 3]).Array[2, 50].Sample(rows =>
        {
            var groups = Grouping.Of([.. rows.Select(r => r.Item3)]);
            double[] x = [.. rows.Select(r => r.Item1)], w = [.. rows.Select(r => r.Item2)];

            var overlap = GiniDecomposition.WithOverlap(x, w, groups);
            var strata = GiniDecomposition.WithStratification(x, w, groups);

            Close(overlap.Total, overlap.Within + overlap.Between + overlap.Third);
            Close(strata.Total, strata.Within + strata.Between + strata.Third);
            overlap.Third.ShouldBeGreaterThan(-1e-12);
        });

    [Fact]
    public void Shares_of_sources_sum_to_the_whole() =>
        Gen.Select(Gen.Double[1, 100], Gen.Double[1, 100], Gen.Double[1, 100]).Array[3, 30].Sample(rows =>
        {
            Column[] sources =
            [
                new("a", rows.Select(r => r.Item1).ToArray()),
                new("b", rows.Select(r => r.Item2).ToArray()),
                new("c", rows.Select(r => r.Item3).ToArray()),
            ];
            var gini = Gini.Of(Distribution.Of([.. rows.Select(r => r.Item1 + r.Item2 + r.Item3)])).Value;

            Close(gini, IncomeSources.LermanYitzhaki(sources).Sum(s => s.Contribution));
            Close(gini, IncomeSources.ShapleyOf(sources).Values.Sum());
            Close(1, IncomeSources.Shorrocks(sources).Sum());
        });

    [Fact]
    public void Headcount_gap_and_severity_do_not_grow_with_alpha() =>
        Weighted.Sample(s =>
        {
            var d = Distribution.Of(s.X, s.W);
            var (h, g, q) = (PovertyLine.Foster(d, 400, 0).Value, PovertyLine.Foster(d, 400, 1).Value, PovertyLine.Foster(d, 400, 2).Value);
            return h >= g && g >= q && q >= 0;
        });

    [Fact]
    public void Concentration_of_a_variable_ranked_by_itself_is_its_Gini() =>
        Weighted.Sample(s => Close(Gini.Of(Distribution.Of(s.X, s.W)).Value, Concentration.Of(s.X, s.X, s.W).Value));

    [Fact]
    public void A_large_sample_gives_the_same_Gini_as_its_sorted_copy()
    {
        var random = new Shanhai.Analytics.Numerics.SeededRandom(7);
        double[] x = [.. Enumerable.Range(0, 300_000).Select(_ => Math.Exp(9 + random.NextNormal()))];
        double[] w = [.. Enumerable.Range(0, 300_000).Select(_ => 0.5 + random.NextDouble())];
        x[17] = 1e300 / 1e250;
        var (sorted, carried) = ((double[])x.Clone(), (double[])w.Clone());
        Array.Sort(sorted, carried);

        Close(Gini.Of(Distribution.Of(sorted, carried)).Value, Gini.Of(Distribution.Of(x, w)).Value);
        Distribution.Of(x, w).Values.AsSpan().SequenceEqual(sorted).ShouldBeTrue();
    }

    private static bool Close(double a, double b)
    {
        a.ShouldBe(b, 1e-9 * Math.Max(1, Math.Abs(b)));
        return true;
    }
}
