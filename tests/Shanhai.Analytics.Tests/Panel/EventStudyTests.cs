using System.Globalization;
using Shanhai.Analytics.Panel;

namespace Shanhai.Analytics.Tests.Panel;

/// <summary>Cases b01 and b02: fixest 0.14.2, estimates 1e-7, errors 1e-6.</summary>
public sealed class EventStudyTests
{
    [Fact]
    public void Dynamic_two_way_effects_equal_fixest_on_counties()
    {
        var oracle = Oracle.Case("b01-mpdta-staggered");

        Same(DynamicEffects.Fit(Counties.Mpdta(oracle, out _)), oracle["twfe_event_study"]);
    }

    [Fact]
    public void Dynamic_two_way_effects_with_a_covariate_equal_fixest()
    {
        var oracle = Oracle.Case("b02-base-stagg-fixest");
        var panel = Counties.BaseStagg(oracle, out var data);

        var study = DynamicEffects.Fit(panel, [new("x1", data.Numbers("x1"))]);

        Same(study, oracle["twfe_event"]);
        Slope(study.Covariates.Single(), oracle["twfe_event"]);
    }

    [Fact]
    public void Sun_and_Abraham_equal_fixest_on_counties()
    {
        var oracle = Oracle.Case("b01-mpdta-staggered");

        var result = SunAbraham.Fit(Counties.Mpdta(oracle, out _));

        Same(result.Events, oracle["sunab_event_study"]);
        result.Events.Average!.ShouldAgree(oracle["sunab_att"].GetProperty("ATT"), 1e-8, 1e-6, "ATT");
        foreach (var (cohort, effect) in result.ByCohort())
        {
            effect.ShouldAgree(oracle["sunab_cohort"].GetProperty($"cohort::{cohort}"), 1e-8, 1e-6, $"{cohort}");
        }
    }

    [Fact]
    public void Sun_and_Abraham_equal_fixest_with_and_without_a_covariate()
    {
        var oracle = Oracle.Case("b02-base-stagg-fixest");
        var panel = Counties.BaseStagg(oracle, out var data);

        var plain = SunAbraham.Fit(panel);
        var with = SunAbraham.Fit(panel, [new("x1", data.Numbers("x1"))]);

        Same(plain.Events, oracle["sunab_nox"]);
        Same(with.Events, oracle["sunab_x1"]);
        plain.Events.Average!.ShouldAgree(oracle["sunab_nox_att"].GetProperty("ATT"), 1e-8, 1e-6, "ATT");
        with.Events.Average!.ShouldAgree(oracle["sunab_x1_att"].GetProperty("ATT"), 1e-8, 1e-6, "ATT with x1");
        with.Covariates.Single().ShouldAgree(oracle["sunab_x1_att"].GetProperty("x1"), 1e-8, 1e-6, "x1");
        Slope(with.Covariates.Single(), oracle["sunab_x1"]);
    }

    [Fact]
    public void Shuffled_rows_give_the_same_study()
    {
        var rows = Counties.Simulated(1, 60, 6, [0, 3, 5], (_, e) => 1 + e);
        int[] order = [.. Enumerable.Range(0, rows.Y.Count).OrderBy(i => i * 7919 % 1009)];

        var shuffled = AdoptionPanel.Of(
            Grouping.Of([.. order.Select(i => rows.Unit[i])]), [.. order.Select(i => rows.Period[i])], [.. order.Select(i => rows.Y[i])], order.Select(i => rows.First[i]).ToArray());

        for (var e = -3; e <= 3; e++)
        {
            if (e != -1)
            {
                SunAbraham.Fit(shuffled).Events[e].Value.ShouldBe(SunAbraham.Fit(rows.Panel).Events[e].Value, 1e-12);
                DynamicEffects.Fit(shuffled)[e].StandardError.ShouldBe(DynamicEffects.Fit(rows.Panel)[e].StandardError, 1e-12);
            }
        }
    }

    [Fact]
    public void Without_noise_Sun_and_Abraham_find_effects_that_differ_by_cohort_and_two_way_effects_do_not()
    {
        double Effect(int cohort, int since) => cohort == 3 ? 2 + since : -1;
        var panel = Exact([0, 3, 5], Effect);

        var result = SunAbraham.Fit(panel);

        foreach (var cell in result.Cells)
        {
            cell.Effect.Value.ShouldBe(cell.Since < 0 ? 0 : Effect(cell.Cohort, cell.Since), 1e-9, $"{cell.Cohort} {cell.Since}");
        }

        result.Events[0].Value.ShouldBe(0.5, 1e-9);
        Math.Abs(DynamicEffects.Fit(panel)[0].Value - 0.5).ShouldBeGreaterThan(0.01);
    }

    [Fact]
    public void Without_never_treated_the_last_cohort_before_its_treatment_compares()
    {
        var panel = Exact([3, 5], (_, e) => 1 + e);

        var result = SunAbraham.Fit(panel);

        result.Cells.ShouldAllBe(c => c.Cohort == 3 && c.Since <= 1);
        result.Events[1].Value.ShouldBe(2, 1e-9);
        result.Events.Notes.ShouldContain(n => n.Code == "last-cohort-compares");
        DynamicEffects.Fit(panel).Notes.ShouldContain(n => n.Code == "no-never-treated");
    }

    [Fact]
    public void Cells_and_rows_give_the_same_numbers()
    {
        var rows = Counties.Simulated(14, 120, 7, [0, 1, 3, 5], (g, e) => g + e);
        Column[] nothing = [new("nothing", new double[rows.Y.Count])];
        var counties = Grouping.Of([.. rows.Unit.Select(u => u % 40)]);

        foreach (var cluster in new[] { null, counties })
        {
            var (cells, full) = (DynamicEffects.Fit(rows.Panel, null, cluster), DynamicEffects.Fit(rows.Panel, nothing, cluster));
            foreach (var effect in full.Effects)
            {
                cells[effect.Since].Value.ShouldBe(effect.Effect.Value, 1e-10);
                cells[effect.Since].StandardError.ShouldBe(effect.Effect.StandardError, 1e-10);
                cells[effect.Since].PValue.ShouldBe(effect.Effect.PValue, 1e-8);
            }
        }

        var never = Counties.Simulated(14, 120, 7, [0, 3, 5], (g, e) => g + e);
        Column[] empty = [new("nothing", new double[never.Y.Count])];
        var (fast, slow) = (SunAbraham.Fit(never.Panel).Events, SunAbraham.Fit(never.Panel, empty).Events);
        slow.Effects.Count.ShouldBe(fast.Effects.Count);
        foreach (var effect in slow.Effects)
        {
            fast[effect.Since].Value.ShouldBe(effect.Effect.Value, 1e-10);
            fast[effect.Since].StandardError.ShouldBe(effect.Effect.StandardError, 1e-10);
        }
    }

    [Fact]
    public void Bins_put_far_periods_together()
    {
        var rows = Counties.Simulated(4, 90, 8, [0, 4, 6], (_, _) => 1);

        var study = DynamicEffects.Fit(rows.Panel, bins: (-2, 2));

        study.Effects.Select(e => e.Since).ShouldBe([-2, 0, 1, 2]);
    }

    [Fact]
    public void A_pre_trend_is_found_and_said()
    {
        var rows = Counties.Simulated(2, 300, 8, [0, 5], (_, _) => 0);
        for (var i = 0; i < rows.Y.Count; i++)
        {
            rows.Y[i] += rows.First[i] > 0 ? 0.8 * rows.Period[i] : 0;
        }

        var study = DynamicEffects.Fit(rows.Panel);

        study.PreTrend!.PValue.ShouldBeLessThan(0.001);
        study.Notes.ShouldContain(n => n.Code == "pretrend-failed");
        study.Summary(Language.English).ShouldContain("parallel trends are doubtful");
        study.Summary(Language.Chinese).ShouldContain("平行趋势可疑");
        SunAbraham.Fit(rows.Panel).Events.PreTrend!.PValue.ShouldBeLessThan(0.001);
        DynamicEffects.Fit(Counties.Simulated(3, 300, 8, [0, 5], (_, _) => 1).Panel).PreTrend!.PValue.ShouldBeGreaterThan(0.01);
    }

    private static void Same(EventStudy study, Reference expected)
    {
        var compared = 0;
        foreach (var entry in expected.EnumerateObject().Where(p => p.Name.Contains("::", StringComparison.Ordinal)))
        {
            var since = int.Parse(entry.Name[(entry.Name.IndexOf("::", StringComparison.Ordinal) + 2)..], CultureInfo.InvariantCulture);
            study[since].ShouldAgree(entry.Value, 1e-7, 1e-6, entry.Name);
            compared++;
        }

        compared.ShouldBe(study.Effects.Count);
    }

    private static void Slope(Coefficient actual, Reference expected) => actual.ShouldAgree(expected.GetProperty("x1"), 1e-7, 1e-6, "x1");

    /// <summary>Outcomes without noise but with unit and period effects and a wobble no effect shares.</summary>
    internal static AdoptionPanel Exact(int[] cohorts, Func<int, int, double> effect)
    {
        var rows = Counties.Simulated(9, 30, 7, cohorts, (_, _) => 0);
        for (var i = 0; i < rows.Y.Count; i++)
        {
            var (g, t) = (rows.First[i], rows.Period[i]);
            rows.Y[i] = rows.Unit[i] + 0.5 * t * t + (g > 0 && t >= g ? effect(g, t - g) : 0);
        }

        return rows.Panel;
    }
}
