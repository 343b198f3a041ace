using CsCheck;
using Shanhai.Analytics.Panel;

namespace Shanhai.Analytics.Tests.Panel;

/// <summary>What every estimator of staggered adoption must do whatever the data.</summary>
public sealed class PanelPropertiesTests
{
    public static TheoryData<string> All => [.. Estimators.Keys];

    private static readonly Dictionary<string, Func<AdoptionPanel, IReadOnlyList<Coefficient>>> Estimators = new()
    {
        ["event study"] = p => [.. DynamicEffects.Fit(p).Effects.Select(e => e.Effect)],
        ["Sun and Abraham"] = p => [.. SunAbraham.Fit(p).Cells.Select(c => c.Effect), SunAbraham.Fit(p).Events.Average!],
        ["group-time"] = p => [.. GroupTimeEffects.Of(p).Effects.Select(e => e.Effect), GroupTimeEffects.Of(p).Average(AverageKind.Calendar).Overall],
        ["not yet treated"] = p => [.. GroupTimeEffects.Of(p, new() { Comparison = ComparisonGroup.NotYetTreated, Gaps = PanelGaps.EachPair }).Effects.Select(e => e.Effect)],
        ["imputation"] = p => [.. Imputation.Fit(p).Events.Effects.Select(e => e.Effect), Imputation.Fit(p).Average],
    };

    private static readonly Gen<ulong> Seeds = Gen.ULong;

    [Theory]
    [MemberData(nameof(All))]
    public void Levels_of_units_and_common_shocks_change_nothing(string estimator) => Seeds.Sample(seed =>
    {
        var rows = Made(seed, gaps: 0.1);
        var moved = rows with { Y = [.. rows.Y.Select((y, i) => y + 5 * Math.Sin(rows.Unit[i]) + 3 * Math.Cos(rows.Period[i]))] };

        return Same(Estimators[estimator](rows.Panel), Estimators[estimator](moved.Panel), 1);
    }, iter: 20);

    [Theory]
    [MemberData(nameof(All))]
    public void Other_units_of_money_scale_effects_and_errors(string estimator) => Seeds.Sample(seed =>
    {
        var rows = Made(seed);
        var inYuan = rows with { Y = [.. rows.Y.Select(y => 10_000 * y)] };

        return Same(Estimators[estimator](rows.Panel), Estimators[estimator](inYuan.Panel), 10_000);
    }, iter: 20);

    [Theory]
    [MemberData(nameof(All))]
    public void Names_of_units_and_order_of_rows_change_nothing(string estimator) => Seeds.Sample(seed =>
    {
        var rows = Made(seed, gaps: 0.1);
        int[] order = [.. Enumerable.Range(0, rows.Y.Count).OrderBy(i => (i * 7919L + 13) % 1013)];
        var shuffled = new Counties.Rows(
            [.. order.Select(i => 1_000 - rows.Unit[i])], [.. order.Select(i => rows.Period[i])], [.. order.Select(i => rows.Y[i])], [.. order.Select(i => rows.First[i])]);

        return Same(Estimators[estimator](rows.Panel), Estimators[estimator](shuffled.Panel), 1);
    }, iter: 20);

    [Theory]
    [MemberData(nameof(All))]
    public void A_panel_taken_twice_has_the_same_effects_and_smaller_errors(string estimator) => Seeds.Sample(seed =>
    {
        var rows = Made(seed);
        var twice = new Counties.Rows([.. rows.Unit, .. rows.Unit.Select(u => u + 1_000)], [.. rows.Period, .. rows.Period], [.. rows.Y, .. rows.Y], [.. rows.First, .. rows.First]);
        var (one, two) = (Estimators[estimator](rows.Panel), Estimators[estimator](twice.Panel));

        return one.Zip(two).All(p => Near(p.First.Value, p.Second.Value) && Math.Abs(p.Second.StandardError / p.First.StandardError - Math.Sqrt(0.5)) < 0.02);
    }, iter: 10);

    [Fact]
    public void One_cohort_and_two_periods_are_plain_differences_for_everybody() => Seeds.Sample(seed =>
    {
        var panel = Counties.Simulated(seed, 40, 2, [0, 2], (_, _) => 1).Panel;
        var average = GroupTimeEffects.Of(panel).Average(AverageKind.Simple).Overall.Value;

        return new[] { DynamicEffects.Fit(panel)[0].Value, SunAbraham.Fit(panel).Events.Average!.Value, Imputation.Fit(panel).Average.Value, BaconDecomposition.Of(panel).Estimate }
            .All(v => Near(v, average));
    }, iter: 20);

    [Fact]
    public void With_never_treated_units_Sun_and_Abraham_and_the_universal_base_give_the_same_cells() => Seeds.Sample(seed =>
    {
        var panel = Made(seed).Panel;
        var cells = SunAbraham.Fit(panel).Cells.ToDictionary(c => (c.Cohort, c.Cohort + c.Since), c => c.Effect.Value);

        return GroupTimeEffects.Of(panel, new() { Base = BasePeriod.Universal }).Effects.Where(e => e.Period != e.Base).All(e => Near(e.Effect.Value, cells[(e.Cohort, e.Period)]));
    }, iter: 20);

    private static Counties.Rows Made(ulong seed, double gaps = 0) => Counties.Simulated(seed, 48, 6, [0, 3, 5, 0], (g, e) => g + e, gaps);

    private static bool Same(IReadOnlyList<Coefficient> a, IReadOnlyList<Coefficient> b, double scale) =>
        a.Count == b.Count && a.Zip(b).All(p => Near(scale * p.First.Value, p.Second.Value) && Near(scale * p.First.StandardError, p.Second.StandardError));

    private static bool Near(double a, double b) => Math.Abs(a - b) <= 1e-8 * (1 + Math.Abs(a)) || (double.IsNaN(a) && double.IsNaN(b));
}
