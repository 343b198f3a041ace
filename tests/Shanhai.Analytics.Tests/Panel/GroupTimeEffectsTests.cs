using System.Text.Json;
using Shanhai.Analytics.Panel;

namespace Shanhai.Analytics.Tests.Panel;

/// <summary>Cases b01 and b02: did 2.5.1 with DRDID 1.2.3, estimates 1e-8, analytic errors 1e-6 (with a covariate 1e-6 for both).</summary>
public sealed class GroupTimeEffectsTests
{
    public static TheoryData<string> Cases => [.. from x in new[] { "nocov", "lpop" }
                                                   from c in new[] { "nevertreated", "notyettreated" }
                                                   from m in new[] { "dr", "reg", "ipw" }
                                                   from b in new[] { "varying", "universal" }
                                                   where b == "varying" || (c == "nevertreated" && m == "dr")
                                                   select $"{x}_{c}_{m}_{b}"];

    [Theory]
    [MemberData(nameof(Cases))]
    public void Cells_and_all_averages_equal_did(string name)
    {
        var oracle = Oracle.Case("b01-mpdta-staggered");
        var effects = Effects(oracle, name);
        var tolerance = name.StartsWith("lpop", StringComparison.Ordinal) ? 1e-6 : 1e-8;

        var expected = oracle[$"att_gt_{name}"];

        effects.Effects.Count.ShouldBe(expected.GetProperty("att").GetArrayLength());
        for (var c = 0; c < effects.Effects.Count; c++)
        {
            var cell = effects.Effects[c];
            cell.Cohort.ShouldBe(expected.GetProperty("group")[c].GetInt32());
            cell.Period.ShouldBe(expected.GetProperty("t")[c].GetInt32());
            Same(cell.Effect, expected.GetProperty("att")[c], expected.GetProperty("se")[c], tolerance, $"{cell.Cohort}/{cell.Period}");
        }

        effects.PreTrend!.Statistic.ShouldAgree(expected.GetProperty("pretest_W").GetDouble(), 1e-6);
        effects.PreTrend.PValue.ShouldBe(expected.GetProperty("pretest_p").GetDouble(), 1e-4);
        Averages(oracle, effects, name, tolerance);
    }

    [Fact]
    public void A_simulated_panel_equals_did()
    {
        var oracle = Oracle.Case("b02-base-stagg-fixest");
        var effects = GroupTimeEffects.Of(Counties.BaseStagg(oracle, out _));

        var simple = effects.Average(AverageKind.Simple).Overall;
        simple.Value.ShouldAgree(oracle.Number("cs_simple", "overall_att"), 1e-8);
        simple.StandardError.ShouldAgree(oracle.Number("cs_simple", "overall_se"), 1e-6);
        Same(effects.Average(AverageKind.EventTime), oracle["cs_dynamic"], 1e-8);
    }

    [Fact]
    public void The_event_study_carries_the_same_numbers_with_their_covariance()
    {
        var effects = GroupTimeEffects.Of(Counties.Simulated(1, 300, 7, [0, 3, 5], (_, e) => 1 + e).Panel);

        var (study, average) = (effects.Events(), effects.Average(AverageKind.EventTime));

        foreach (var (part, i) in average.Parts.Select((p, i) => (p, i)))
        {
            study[part.Label].ShouldBe(part.Effect);
            Math.Sqrt(study.CovarianceOf(part.Label, part.Label)).ShouldBe(part.Effect.StandardError, 1e-12);
            study.CovarianceOf(part.Label, 0).ShouldBe(average.CovarianceOf(i, average.Parts.ToList().FindIndex(p => p.Label == 0)), 1e-14);
        }
    }

    [Theory]
    [InlineData(ComparisonGroup.NeverTreated, BasePeriod.Varying, 0)]
    [InlineData(ComparisonGroup.NotYetTreated, BasePeriod.Universal, 0)]
    [InlineData(ComparisonGroup.NotYetTreated, BasePeriod.Varying, 1)]
    public void Without_noise_the_effects_are_found_whatever_the_comparison(ComparisonGroup comparison, BasePeriod basePeriod, int anticipation)
    {
        double Effect(int cohort, int since) => cohort == 4 ? 2 + since : -1;
        var options = new GroupTimeOptions { Comparison = comparison, Base = basePeriod, Anticipation = anticipation };

        var effects = GroupTimeEffects.Of(EventStudyTests.Exact([0, 4, 6], Effect), options);

        foreach (var cell in effects.Effects)
        {
            cell.Effect.Value.ShouldBe(cell.IsAfter ? Effect(cell.Cohort, cell.Period - cell.Cohort) : 0, 1e-9, $"{cell.Cohort}/{cell.Period}");
        }

        effects.Effects.ShouldContain(e => e.IsAfter);
        effects.Effects.ShouldContain(e => !e.IsAfter);
        effects.Effects.Where(e => e.IsAfter).ShouldAllBe(e => e.Base == e.Cohort - 1 - anticipation);
    }

    [Fact]
    public void Anticipated_reactions_are_kept_out_of_the_base()
    {
        var rows = Counties.Simulated(9, 40, 7, [0, 5], (_, _) => 2);
        for (var i = 0; i < rows.Y.Count; i++)
        {
            rows.Y[i] = rows.Unit[i] + (rows.First[i] > 0 && rows.Period[i] >= 4 ? 2 : 0);
        }

        GroupTimeEffects.Of(rows.Panel).Average(AverageKind.Simple).Overall.Value.ShouldBe(0, 1e-9);
        GroupTimeEffects.Of(rows.Panel, new() { Anticipation = 1 }).Average(AverageKind.Simple).Overall.Value.ShouldBe(2, 1e-9);
    }

    [Fact]
    public void Without_never_treated_the_last_cohort_compares_until_its_treatment()
    {
        var panel = EventStudyTests.Exact([3, 5], (_, e) => 1 + e);

        var effects = GroupTimeEffects.Of(panel, new() { Comparison = ComparisonGroup.NotYetTreated });

        effects.Effects.Where(e => e.IsAfter).Select(e => (e.Cohort, e.Period)).ShouldBe([(3, 3), (3, 4)]);
        effects.Average(AverageKind.EventTime).Parts.Single(p => p.Label == 1).Effect.Value.ShouldBe(2, 1e-9);
        effects.Notes.ShouldContain(n => n.Code == "last-cohort-compares");
        Should.Throw<RefusedException>(() => GroupTimeEffects.Of(panel)).Reason.ShouldBe(Refusal.NoComparison);
    }

    [Fact]
    public void Units_with_gaps_are_left_out_or_used_pair_by_pair_as_asked()
    {
        var rows = Counties.Simulated(12, 400, 6, [0, 3, 5], (_, _) => 1, gaps: 0.05);

        var complete = GroupTimeEffects.Of(rows.Panel);
        var pairs = GroupTimeEffects.Of(rows.Panel, new() { Gaps = PanelGaps.EachPair });

        complete.Notes.ShouldContain(n => n.Code == "gaps");
        complete.Sample.Units.ShouldBeLessThan(400);
        pairs.Sample.Units.ShouldBe(400);
        pairs.Effects[0].Compared.ShouldBeGreaterThan(complete.Effects[0].Compared);
        pairs.Average(AverageKind.Simple).Overall.StandardError.ShouldBeLessThan(complete.Average(AverageKind.Simple).Overall.StandardError);
    }

    [Fact]
    public void Balanced_event_times_use_only_cohorts_seen_long_enough()
    {
        var effects = GroupTimeEffects.Of(Counties.Simulated(3, 120, 8, [0, 4, 7], (g, e) => g + e).Panel);

        effects.Average(AverageKind.EventTime, balance: 2).Parts.Select(p => p.Label).ShouldBe([-2, -1, 0, 1, 2]);
        effects.Average(AverageKind.EventTime).Parts.Max(p => p.Label).ShouldBe(4);
    }

    private static GroupTimeEffects Effects(Oracle oracle, string name)
    {
        var parts = name.Split('_');
        var panel = Counties.Mpdta(oracle, out var data);
        return GroupTimeEffects.Of(panel, new GroupTimeOptions
        {
            Covariates = parts[0] == "lpop" ? [new("lpop", data.Numbers("lpop"))] : [],
            Comparison = parts[1] == "nevertreated" ? ComparisonGroup.NeverTreated : ComparisonGroup.NotYetTreated,
            Method = parts[2] switch { "dr" => GroupTimeMethod.DoublyRobust, "reg" => GroupTimeMethod.OutcomeRegression, _ => GroupTimeMethod.InverseProbability },
            Base = parts[3] == "varying" ? BasePeriod.Varying : BasePeriod.Universal,
        });
    }

    private static void Averages(Oracle oracle, GroupTimeEffects effects, string name, double tolerance)
    {
        var simple = effects.Average(AverageKind.Simple).Overall;
        simple.Value.ShouldAgree(oracle.Number($"aggte_simple_{name}", "overall_att"), tolerance);
        simple.StandardError.ShouldAgree(oracle.Number($"aggte_simple_{name}", "overall_se"), 1e-6);
        Same(effects.Average(AverageKind.EventTime), oracle[$"aggte_dynamic_{name}"], tolerance);
        Same(effects.Average(AverageKind.Cohort), oracle[$"aggte_group_{name}"], tolerance);
        Same(effects.Average(AverageKind.Calendar), oracle[$"aggte_calendar_{name}"], tolerance);
    }

    private static void Same(GroupTimeAverage average, Reference expected, double tolerance)
    {
        average.Overall.Value.ShouldAgree(expected.GetProperty("overall_att").GetDouble(), tolerance, $"{average.Kind}");
        average.Overall.StandardError.ShouldAgree(expected.GetProperty("overall_se").GetDouble(), 1e-6, $"{average.Kind} error");
        average.Parts.Select(p => p.Label).ShouldBe(expected.GetProperty("egt").EnumerateArray().Select(e => e.GetInt32()));
        for (var p = 0; p < average.Parts.Count; p++)
        {
            Same(average.Parts[p].Effect, expected.GetProperty("att")[p], expected.GetProperty("se")[p], tolerance, $"{average.Kind} {average.Parts[p].Label}");
        }
    }

    private static void Same(Coefficient actual, Reference point, Reference error, double tolerance, string what)
    {
        actual.Value.ShouldAgree(point.GetDouble(), tolerance, what);
        if (error.ValueKind == JsonValueKind.Null)
        {
            actual.StandardError.ShouldBe(double.NaN);
            return;
        }

        actual.StandardError.ShouldAgree(error.GetDouble(), 1e-6, what + " error");
    }
}
