using Shanhai.Analytics.Comparison;

namespace Shanhai.Analytics.Tests.Comparison;

public sealed class ComparisonRefusalTests
{
    private static readonly double[] X = [1, 2, 3, 4, 5, 6, 7, 8];
    private static readonly bool[] Treated = [true, false, true, false, true, false, false, true];

    [Fact]
    public void Two_sides_are_needed()
    {
        Refused(new bool[8], Covariates.Of(new Column("x", X))).ShouldBe(Refusal.NoTreated);
        Refused([.. Treated.Select(_ => true)], Covariates.Of(new Column("x", X))).ShouldBe(Refusal.NoComparison);
        Refused(Treated[1..], Covariates.Of(new Column("x", X))).ShouldBe(Refusal.LengthMismatch);
    }

    [Fact]
    public void Covariates_that_cannot_be_used_are_refused_by_name()
    {
        Refused(Treated, Covariates.Of(new Column("x", X), new Column("twice", X.Select(v => 2 * v).ToArray()))).ShouldBe(Refusal.Singular);
        Refused(Treated, Covariates.Of(new Column("x", new double[8]))).ShouldBe(Refusal.NoVariation);
        Should.Throw<RefusedException>(() => Covariates.Of(new Column("x", new[] { 1, double.NaN }))).Row.ShouldBe(1);
        Refused([.. X.Select(v => v > 4)], Covariates.Of(new Column("x", X))).ShouldBe(Refusal.Separated);
    }

    [Fact]
    public void Options_that_contradict_each_other_are_refused()
    {
        Refused(Treated, Covariates.Of(new Column("x", X)), new() { Ties = MatchTies.Average }).ShouldBe(Refusal.InvalidOption);
        Refused(Treated, Covariates.Of(new Column("x", X)), new() { Ratio = 0 }).ShouldBe(Refusal.InvalidOption);
        Refused(Treated, Covariates.Of(new Column("x", X)), new() { Caliper = -1 }).ShouldBe(Refusal.InvalidOption);
        Refused(Treated, Covariates.Of(new Column("x", X)), new() { CovariateCalipers = new Dictionary<string, double> { ["y"] = 1 } }).ShouldBe(Refusal.InvalidOption);
    }

    [Fact]
    public void Nobody_within_reach_is_said()
    {
        var apart = Grouping.Of([.. Treated.Select(t => t ? "a" : "b")]);

        Refused(Treated, Covariates.Of(new Column("x", X)), new() { Exact = [apart], Distance = MatchDistance.Standardised }).ShouldBe(Refusal.NoComparison);
    }

    [Fact]
    public void Poor_overlap_and_what_stays_different_are_noted()
    {
        var oracle = Oracle.Case("b05-lalonde-matchit");
        var match = MatchedComparison.Of(MatchedComparisonTests.Treated(oracle), MatchedComparisonTests.All(oracle));

        match.Effect(oracle.Csv().Numbers("re78")).Notes.ShouldContain(n => n.Code == "unbalanced");
        match.Summary(Language.English).ShouldContain("185 of 185 treated");
        match.Summary(Language.Chinese).ShouldContain("两组不可比");
    }

    private static Refusal Refused(bool[] treated, Covariates covariates, MatchOptions? options = null) =>
        Should.Throw<RefusedException>(() => MatchedComparison.Of(treated, covariates, options)).Reason;
}
