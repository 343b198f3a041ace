using Shanhai.Analytics.Inequality;

namespace Shanhai.Analytics.Tests.Inequality;

/// <summary>Case a02: IC2 1.0-1 and dineq 0.1.0 on Mexican household budgets, tolerance 1e-9 unless named.</summary>
public sealed class HouseholdBudgetTests
{
    private readonly Oracle oracle = Oracle.Case("a02-hhbudgets-ic2");
    private readonly Table data;
    private readonly double[] income;
    private readonly double[] weights;
    private readonly Distribution sample;
    private readonly Grouping structure;

    public HouseholdBudgetTests()
    {
        data = oracle.Csv();
        income = data.Numbers("income");
        weights = data.Numbers("weight");
        sample = Distribution.Of(income, weights);
        structure = Grouping.Of(data.Text("structure"));
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(0)]
    [InlineData(0.5)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Entropy_equals_IC2_weighted_and_not(double alpha)
    {
        Entropy.Of(sample, alpha).Value.ShouldAgree(oracle.Number($"ge_{alpha}"), 1e-9);
        Entropy.Of(Distribution.Of(income), alpha).Value.ShouldAgree(oracle.Number($"ge_{alpha}_unweighted"), 1e-9);
    }

    [Theory]
    [InlineData(0.25)]
    [InlineData(0.5)]
    [InlineData(1)]
    [InlineData(2)]
    public void Atkinson_equals_IC2(double epsilon) =>
        Welfare.Atkinson(sample, epsilon).Value.ShouldAgree(oracle.Number($"atkinson_{epsilon}"), 1e-9);

    [Theory]
    [InlineData(1.5)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void S_Gini_equals_IC2(double v) =>
        Welfare.SGini(sample, v).Value.ShouldAgree(oracle.Number($"sgini_{v}"), 1e-9);

    [Fact]
    public void Gini_equals_dineq() => Gini.Of(sample).Value.ShouldAgree(oracle.Number("gini_dineq"), 1e-9);

    [Theory]
    [InlineData("transport")]
    [InlineData("public_transport")]
    [InlineData("maintenance")]
    public void Concentration_equals_IC2_up_to_ties_in_income(string column) =>
        Concentration.Of(data.Numbers(column), income, weights).Value
            .ShouldAgree(oracle.Number($"concentration_{column}_ranked_by_income"), 1e-5);

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public void Entropy_by_structure_equals_IC2_and_adds_up(double alpha)
    {
        var expected = oracle[$"decomp_ge_{alpha}_by_structure"];

        var parts = EntropyDecomposition.Of(income, weights, alpha, [structure]);

        var decomposition = expected.GetProperty("decomp");
        parts.Within.Value.ShouldAgree(decomposition.GetProperty("within").GetDouble(), 1e-9);
        parts.Between[0].Value.ShouldAgree(decomposition.GetProperty("between").GetDouble(), 1e-9);
        (parts.Within.Value + parts.Between[0].Value).ShouldAgree(parts.Total.Value, 1e-12);
        parts.Groups.Sum(g => g.Contribution).ShouldAgree(parts.Within.Value, 1e-12);
        parts.Total.Value.ShouldAgree(Of(expected, "ineq", "index", "GEI"), 1e-9);
        LargestBetween.OfEntropy(income, weights, alpha, structure).ShouldAgree(decomposition.GetProperty("betweenELMO").GetDouble(), 1e-9);
        Of(expected, "ineq", "parameter", "alpha").ShouldBe(alpha);
        Whole(expected);
        foreach (var group in parts.Groups)
        {
            group.Index.ShouldAgree(Of(expected, "intra", "GEIGroups", group.Name), 1e-9, group.Name);
            group.Contribution.ShouldAgree(Of(expected, "intra", "contribGEIGroups", group.Name), 1e-9, group.Name);
            group.PopulationShare.ShouldAgree(Of(expected, "ws", "wIntra", group.Name), 1e-9, group.Name);
            group.IncomeShare.ShouldAgree(Of(expected, "ws", "sIntra", group.Name), 1e-9, group.Name);
        }
    }

    [Theory]
    [InlineData(0.5)]
    [InlineData(1)]
    public void Atkinson_by_structure_equals_IC2(double epsilon)
    {
        var all = oracle[$"decomp_atkinson_{epsilon}_BDA_by_structure"];
        var expected = all.GetProperty("decomp");

        var parts = GiniDecomposition.OfAtkinson(income, weights, epsilon, structure);

        parts.Total.ShouldAgree(Of(all, "ineq", "index", "Atk"), 1e-9);
        Of(all, "ineq", "parameter", "epsilon").ShouldBe(epsilon);
        if (expected.TryGetProperty("betweenELMO", out var largest) && largest.ValueKind == System.Text.Json.JsonValueKind.Number)
        {
            LargestBetween.OfAtkinson(income, weights, epsilon, structure).ShouldAgree(largest.GetDouble(), 1e-9);
        }

        Groups(all, parts, "AtkGroups");
        Whole(all);

        parts.Within.ShouldAgree(expected.GetProperty("within").GetDouble(), 1e-9);
        parts.Between.ShouldAgree(expected.GetProperty("between").GetDouble(), 1e-9);
        (-parts.Third).ShouldAgree(expected.GetProperty("cross").GetDouble(), 1e-9);
    }

    [Fact]
    public void Gini_by_structure_equals_IC2_with_its_overlap()
    {
        var expected = oracle["decomp_gini_BM_by_structure"];

        var parts = GiniDecomposition.WithOverlap(income, weights, structure);

        parts.Within.ShouldAgree(Of(expected, "decomp", "within"), 1e-9);
        parts.Between.ShouldAgree(Of(expected, "decomp", "between"), 1e-9);
        parts.Third.ShouldAgree(Of(expected, "decomp", "overlap"), 1e-9);
        foreach (var group in parts.Groups)
        {
            (group.Index * group.PopulationShare * group.IncomeShare).ShouldAgree(Of(expected, "intra", "contribSGiniGroups", group.Name), 1e-9, group.Name);
        }

        Total(expected, parts);
    }

    [Fact]
    public void Gini_by_structure_equals_IC2_with_stratification_up_to_ties()
    {
        var expected = oracle["decomp_gini_YL_by_structure"];

        var parts = GiniDecomposition.WithStratification(income, weights, structure);

        parts.Within.ShouldAgree(Of(expected, "decomp", "within"), 1e-9);
        parts.Between.ShouldAgree(Of(expected, "decomp", "between"), 1e-5);
        parts.Third.ShouldAgree(Of(expected, "decomp", "stratif"), 1e-4);
        foreach (var group in parts.Groups)
        {
            group.Stratification.ShouldAgree(Of(expected, "stratif", "stratifGroups", group.Name), 1e-4, group.Name);
            (group.Index * group.IncomeShare).ShouldAgree(Of(expected, "intra", "contribSGiniGroups", group.Name), 1e-9, group.Name);
            (group.Index * group.IncomeShare * group.Stratification * (group.PopulationShare - 1)).ShouldAgree(Of(expected, "stratif", "contribStratifGroups", group.Name), 1e-4, group.Name);
        }

        Total(expected, parts);
    }

    private static void Total(Reference expected, GiniDecomposition parts)
    {
        parts.Total.ShouldAgree(Of(expected, "ineq", "index", "SGini"), 1e-9);
        Of(expected, "ineq", "parameter", "param").ShouldBe(2);
        Groups(expected, parts, "SGiniGroups");
        Whole(expected);
    }

    private static void Groups(Reference expected, GiniDecomposition parts, string index)
    {
        foreach (var group in parts.Groups)
        {
            group.Index.ShouldAgree(Of(expected, "intra", index, group.Name), 1e-9, group.Name);
            group.PopulationShare.ShouldAgree(Of(expected, "ws", "wIntra", group.Name), 1e-9, group.Name);
            group.IncomeShare.ShouldAgree(Of(expected, "ws", "sIntra", group.Name), 1e-9, group.Name);
        }
    }

    /// <summary>The reference used every row.</summary>
    private static void Whole(Reference expected)
    {
        foreach (var missing in expected.GetProperty("nas").EnumerateObject())
        {
            missing.Value.GetInt32().ShouldBe(0, missing.Name);
        }
    }

    private static double Of(Reference at, params string[] path) =>
        path.Aggregate(at, (e, step) => e.GetProperty(step)).GetDouble();
}
