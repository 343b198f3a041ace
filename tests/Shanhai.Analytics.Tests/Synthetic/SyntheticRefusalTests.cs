using Shanhai.Analytics.Numerics;
using Shanhai.Analytics.Synthetic;

namespace Shanhai.Analytics.Tests.Synthetic;

public sealed class SyntheticRefusalTests
{
    private static readonly SyntheticTests.Row[] Good = SyntheticTests.Rows(new SeededRandom(1), 4, 2, 4, 2, 1);

    [Fact]
    public void A_block_that_is_no_block_is_refused_with_its_reason()
    {
        Refused(Good[1..]).ShouldBe(Refusal.NotBalanced);
        Refused([.. Good, Good[3]]).ShouldBe(Refusal.Duplicate);
        Refused([.. Good.Select(r => r with { Treated = false })]).ShouldBe(Refusal.NoTreated);
        Refused([.. Good.Select(r => r with { Treated = r.Period >= 2004 })]).ShouldBe(Refusal.NoComparison);
        Refused([.. Good.Select(r => r with { Treated = r.Unit == "t0" && r.Period == 2004 })]).ShouldBe(Refusal.TreatmentReverses);
        Refused([.. Good.Select(r => r with { Treated = r.Treated || r is { Unit: "t1", Period: 2003 } })]).ShouldBe(Refusal.Staggered);
        Refused([.. Good.Select(r => r with { Treated = r.Unit == "t1" && r.Period >= 2001 })]).ShouldBe(Refusal.NoPrePeriod);
        Refused([.. Good.Select((r, i) => i == 5 ? r with { Value = double.NaN } : r)]).ShouldBe(Refusal.NotFinite);
        Refused([]).ShouldBe(Refusal.TooFew);
    }

    [Fact]
    public void A_duplicate_names_its_row_and_a_gap_its_unit()
    {
        Should.Throw<RefusedException>(() => SyntheticTests.Block([.. Good, Good[3]])).Row.ShouldBe(Good.Length);
        Should.Throw<RefusedException>(() => SyntheticTests.Block(Good[1..])).Text.English.ShouldContain("c0 has no row for period 2000");
    }

    [Fact]
    public void Controls_that_never_move_give_no_weights()
    {
        var still = SyntheticTests.Block([.. Good.Select(r => r.Unit[0] == 'c' ? r with { Value = 7 } : r)]);

        Should.Throw<RefusedException>(() => SyntheticDifference.Of(still)).Reason.ShouldBe(Refusal.NoVariation);
        SyntheticDifference.Of(still, SyntheticKind.DifferenceInDifferences).Effect.Value.ShouldBeGreaterThan(-100);
    }

    [Fact]
    public void Errors_that_are_not_defined_are_refused()
    {
        var one = SyntheticDifference.Of(SyntheticTests.Block([.. Good.Where(r => r.Unit != "t1")]));

        Should.Throw<RefusedException>(() => one.Jackknife()).Reason.ShouldBe(Refusal.TooFew);
        Should.Throw<RefusedException>(() => one.Bootstrap()).Reason.ShouldBe(Refusal.TooFew);
        one.Effect.Notes.ShouldContain(n => n.Code == "one-treated");
        var crowded = SyntheticDifference.Of(SyntheticTests.Block([.. Good.Where(r => r.Unit is "c0" or "c1" or "t0" or "t1")]));
        Should.Throw<RefusedException>(() => crowded.Placebo()).Reason.ShouldBe(Refusal.TooFew);
    }

    [Fact]
    public void A_synthetic_control_has_one_treated_unit_and_varying_predictors()
    {
        var several = SyntheticTests.Block(Good);
        var one = SyntheticTests.Block([.. Good.Where(r => r.Unit != "t1")]);
        Predictor Of(Func<string, double> value) => new("trait", one.Controls.Concat(one.Treated).ToDictionary(u => u, value));

        Should.Throw<RefusedException>(() => SyntheticControl.Of(several)).Reason.ShouldBe(Refusal.InvalidOption);
        Should.Throw<RefusedException>(() => SyntheticControl.Of(one, [Of(_ => 3)])).Reason.ShouldBe(Refusal.NoVariation);
        Should.Throw<RefusedException>(() => SyntheticControl.Of(one, [Of(u => u == "c1" ? double.NaN : 1)])).Reason.ShouldBe(Refusal.NotFinite);
        Should.Throw<RefusedException>(() => SyntheticControl.Of(one, fitTo: 2005)).Reason.ShouldBe(Refusal.InvalidOption);
    }

    [Fact]
    public void Long_work_can_be_stopped()
    {
        using var stop = new CancellationTokenSource();
        stop.Cancel();

        Should.Throw<OperationCanceledException>(() => SyntheticDifference.Of(SyntheticTests.Block(Good)).Placebo(cancellation: stop.Token));
    }

    private static Refusal Refused(SyntheticTests.Row[] rows) => Should.Throw<RefusedException>(() => SyntheticTests.Block(rows)).Reason;
}
