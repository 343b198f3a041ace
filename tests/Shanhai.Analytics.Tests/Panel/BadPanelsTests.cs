using Shanhai.Analytics.Numerics;
using Shanhai.Analytics.Panel;

namespace Shanhai.Analytics.Tests.Panel;

/// <summary>What cannot be estimated is refused with its reason; what can but deserves a warning carries it.</summary>
public sealed class BadPanelsTests
{
    private static readonly int[] Unit = [0, 0, 0, 1, 1, 1, 2, 2, 2];
    private static readonly int[] Time = [1, 2, 3, 1, 2, 3, 1, 2, 3];
    private static readonly double[] Y = [1, 2, 3, 2, 2, 5, 1, 4, 4];

    public static TheoryData<string, Refusal> Tables => new()
    {
        { "empty", Refusal.NoObservations },
        { "not a number", Refusal.NotFinite },
        { "infinite", Refusal.NotFinite },
        { "too short", Refusal.LengthMismatch },
        { "unit and period twice", Refusal.Duplicate },
        { "nobody treated", Refusal.NoTreated },
        { "treated after the end", Refusal.NoTreated },
        { "beginning differs", Refusal.InvalidOption },
        { "one period", Refusal.TooFew },
    };

    [Theory]
    [MemberData(nameof(Tables))]
    public void A_table_that_cannot_be_used_is_refused_with_its_reason(string what, Refusal reason) =>
        Should.Throw<RefusedException>(() => what switch
        {
            "empty" => Read([], [], [], []),
            "not a number" => Read(Unit, Time, [1, 2, double.NaN, 2, 2, 5, 1, 4, 4], [2, 2, 2, 0, 0, 0, 0, 0, 0]),
            "infinite" => Read(Unit, Time, [1, 2, 3, 2, double.NegativeInfinity, 5, 1, 4, 4], [2, 2, 2, 0, 0, 0, 0, 0, 0]),
            "too short" => Read(Unit, Time, Y, [2, 2, 2]),
            "unit and period twice" => Read(Unit, [1, 2, 2, 1, 2, 3, 1, 2, 3], Y, [2, 2, 2, 0, 0, 0, 0, 0, 0]),
            "nobody treated" => Read(Unit, Time, Y, new int[9]),
            "treated after the end" => Read(Unit, Time, Y, [9, 9, 9, 0, 0, 0, 0, 0, 0]),
            "beginning differs" => Read(Unit, Time, Y, [2, 2, 3, 0, 0, 0, 0, 0, 0]),
            _ => Read([0, 1], [5, 5], [1, 2], [5, 0]),
        }).Reason.ShouldBe(reason);

    [Fact]
    public void The_row_that_repeats_a_unit_and_period_is_named_whatever_the_order()
    {
        var refused = Should.Throw<RefusedException>(() => Read([7, 5, 7, 5, 7], [2, 1, 1, 2, 2], [1, 2, 3, 4, 5], [2, 0, 2, 0, 2]));

        refused.Row.ShouldBe(4);
        refused.Text.English.ShouldBe("7 appears twice in period 2 (row 5)");
        refused.Text.Chinese.ShouldBe("7 在 2 期出现两次（第 5 行）");
    }

    [Fact]
    public void A_treatment_that_switches_off_is_refused_by_unit_and_period()
    {
        bool[] treated = [false, true, false, false, false, false, false, false, true];

        var refused = Should.Throw<RefusedException>(() => AdoptionPanel.Of(Grouping.Of(Unit), Time, Y, treated));

        refused.Reason.ShouldBe(Refusal.TreatmentReverses);
        refused.Row.ShouldBe(2);
        refused.Text.English.ShouldContain("the treatment of 0 ends in period 3");
    }

    [Fact]
    public void Status_by_row_gives_the_panel_of_first_treated_periods_even_when_periods_count_from_zero()
    {
        int[] fromZero = [0, 1, 2, 0, 1, 2, 0, 1, 2];
        bool[] treated = [true, true, true, false, true, true, false, false, false];

        var panel = AdoptionPanel.Of(Grouping.Of(Unit), fromZero, Y, treated);

        panel.Sample.Cohorts.ShouldBe([(0, 1), (1, 1)]);
        panel.Sample.NeverTreated.ShouldBe(1);
    }

    [Fact]
    public void Unsorted_periods_are_put_in_order()
    {
        var panel = Read([1, 0, 1, 0, 1, 0], [2003, 2001, 2001, 2003, 2002, 2002], [3, 1, 1, 3, 2, 2], [0, 2002, 0, 2002, 0, 2002]);

        panel.PeriodLabels.ShouldBe([2001, 2002, 2003]);
        panel.Outcome.ShouldBe([1, 2, 3, 1, 2, 3]);
        panel.Sample.IsBalanced.ShouldBeTrue();
    }

    public static TheoryData<string, Refusal> Estimators => new()
    {
        { "all treated at once, event study", Refusal.NoComparison },
        { "all treated at once, Sun and Abraham", Refusal.NoComparison },
        { "all treated at once, group-time", Refusal.NoComparison },
        { "all treated at once, not yet treated", Refusal.NoComparison },
        { "all treated at once, imputation", Refusal.NoComparison },
        { "no period before, event study", Refusal.NoPrePeriod },
        { "no period before, Sun and Abraham", Refusal.NoPrePeriod },
        { "no period before, group-time", Refusal.NoPrePeriod },
        { "no period before, imputation", Refusal.NoComparison },
        { "always everybody, imputation", Refusal.NoPrePeriod },
        { "one cluster, event study", Refusal.OneCluster },
        { "one cluster, Sun and Abraham", Refusal.OneCluster },
        { "one cluster, group-time", Refusal.OneCluster },
        { "one cluster, imputation", Refusal.OneCluster },
        { "unit in two clusters, group-time", Refusal.NotNested },
        { "negative anticipation", Refusal.InvalidOption },
        { "level of one", Refusal.InvalidOption },
        { "no unit complete", Refusal.TooFew },
        { "covariate not a number", Refusal.NotFinite },
        { "covariate too short", Refusal.LengthMismatch },
    };

    [Theory]
    [MemberData(nameof(Estimators))]
    public void What_cannot_be_estimated_is_refused_with_its_reason(string what, Refusal reason)
    {
        var staggered = Counties.Simulated(1, 30, 6, [0, 3, 5], (_, _) => 1);
        var once = Counties.Simulated(2, 30, 6, [4], (_, _) => 1).Panel;
        var first = Counties.Simulated(3, 30, 6, [0, 1], (_, _) => 1).Panel;
        var everybody = Counties.Simulated(3, 30, 6, [1], (_, _) => 1).Panel;
        var one = Grouping.Of(new int[staggered.Y.Count]);
        Should.Throw<RefusedException>(() => what switch
        {
            "all treated at once, event study" => DynamicEffects.Fit(once),
            "all treated at once, Sun and Abraham" => SunAbraham.Fit(once),
            "all treated at once, group-time" => GroupTimeEffects.Of(once),
            "all treated at once, not yet treated" => GroupTimeEffects.Of(once, new() { Comparison = ComparisonGroup.NotYetTreated }),
            "all treated at once, imputation" => Imputation.Fit(once),
            "no period before, event study" => DynamicEffects.Fit(first),
            "no period before, Sun and Abraham" => SunAbraham.Fit(first),
            "no period before, group-time" => GroupTimeEffects.Of(first),
            "no period before, imputation" => Imputation.Fit(first),
            "always everybody, imputation" => Imputation.Fit(everybody),
            "one cluster, event study" => DynamicEffects.Fit(staggered.Panel, cluster: one),
            "one cluster, Sun and Abraham" => SunAbraham.Fit(staggered.Panel, cluster: one),
            "one cluster, group-time" => GroupTimeEffects.Of(staggered.Panel, new() { Cluster = one }),
            "one cluster, imputation" => Imputation.Fit(staggered.Panel, cluster: one),
            "unit in two clusters, group-time" => GroupTimeEffects.Of(staggered.Panel, new() { Cluster = Grouping.Of([.. staggered.Period]) }),
            "negative anticipation" => GroupTimeEffects.Of(staggered.Panel, new() { Anticipation = -1 }),
            "level of one" => GroupTimeEffects.Of(staggered.Panel).Bootstrap(level: 1),
            "no unit complete" => GroupTimeEffects.Of(Read([0, 0, 1, 1, 2, 2], [1, 2, 2, 3, 1, 3], [1, 2, 3, 4, 5, 6], [2, 2, 0, 0, 0, 0])),
            "covariate not a number" => (object)DynamicEffects.Fit(staggered.Panel, [new("x", Enumerable.Repeat(double.NaN, staggered.Y.Count).ToArray())]),
            _ => Imputation.Fit(staggered.Panel, [new("x", new double[3])]),
        }).Reason.ShouldBe(reason);
    }

    [Theory]
    [InlineData("nothing varies", Refusal.Singular)]
    [InlineData("one unit", Refusal.TooFew)]
    [InlineData("no degrees of freedom", Refusal.TooFew)]
    [InlineData("one cluster", Refusal.OneCluster)]
    [InlineData("short column", Refusal.LengthMismatch)]
    [InlineData("unknown coefficient", Refusal.InvalidOption)]
    [InlineData("two large effects", Refusal.InvalidOption)]
    public void A_regression_that_cannot_be_fitted_or_read_is_refused_with_its_reason(string what, Refusal reason)
    {
        var (unit, time) = (Grouping.Of(Unit), Grouping.Of(Time));
        Column x = new("x", new double[] { 1, 0, 2, 5, 1, 3, 3, 2, 0 });
        Should.Throw<RefusedException>(() => what switch
        {
            "nothing varies" => PanelRegression.Fit(Y, [new("same in a unit", Unit.Select(u => (double)u).ToArray())], [unit]),
            "one unit" => PanelRegression.Fit([1, 2, 3], [new("x", new double[] { 1, 0, 2 })], [Grouping.Of([4, 4, 4]), Grouping.Of([1, 2, 3])]),
            "no degrees of freedom" => PanelRegression.Fit([1, 2, 3, 5], [new("x", new double[] { 1, 0, 2, 5 })], [Grouping.Of([0, 0, 1, 1]), Grouping.Of([0, 1, 0, 1])]),
            "one cluster" => PanelRegression.Fit(Y, [x], [unit, time]).With(Covariance.Clustered(Grouping.Of(new int[9]))),
            "short column" => PanelRegression.Fit(Y, [new("x", new double[2])], [unit]),
            "unknown coefficient" => PanelRegression.Fit(Y, [x], [unit]).With(Covariance.Classical)["z"],
            _ => (object)Large().With(Covariance.Robust(RobustKind.Hc3)),
        }).Reason.ShouldBe(reason);
    }

    [Fact]
    public void An_iteration_that_does_not_end_is_refused()
    {
        var random = new SeededRandom(4);
        var effects = Enumerable.Range(0, 3).Select(_ => Grouping.Of([.. Enumerable.Range(0, 200).Select(_ => random.Next(20))])).ToArray();

        Should.Throw<RefusedException>(() => new Absorption(effects, 200, mostIterations: 2).Apply([.. Enumerable.Range(0, 200).Select(_ => random.NextNormal())]))
            .Reason.ShouldBe(Refusal.NotConverged);
    }

    [Fact]
    public void Few_clusters_small_cohorts_and_single_units_are_warned_of()
    {
        var rows = Counties.Simulated(4, 40, 6, [.. Enumerable.Repeat(0, 30), .. Enumerable.Repeat(4, 9), 5], (_, _) => 1);
        var counties = Grouping.Of([.. rows.Unit.Select(u => u / 10)]);

        var group = GroupTimeEffects.Of(rows.Panel, new() { Cluster = counties });
        var imputed = Imputation.Fit(rows.Panel, cluster: counties);

        group.Notes.Select(n => n.Code).ShouldContain("few-clusters");
        group.Notes.Select(n => n.Code).ShouldContain("small-cohort");
        imputed.Notes.Select(n => n.Code).ShouldContain("few-clusters");
        imputed.Notes.Select(n => n.Code).ShouldContain("single-unit-cells");
        DynamicEffects.Fit(rows.Panel, cluster: counties).Notes.Select(n => n.Code).ShouldContain("few-clusters");
        group.Summary(Language.English).ShouldContain("only 4 clusters");
        group.Summary(Language.Chinese).ShouldContain("聚类只有 4 个");
    }

    [Fact]
    public void Groups_that_do_not_overlap_are_not_estimated_and_named()
    {
        var rows = Counties.Simulated(6, 80, 5, [0, 3], (_, _) => 1);
        double[] separated = [.. rows.First.Select((g, i) => g + 0.01 * rows.Unit[i])];
        var near = rows.First.Select((g, i) => (g > 0 ? 1.2 : 0) + Math.Sin(rows.Unit[i]) + (rows.Unit[i] == 1 ? 9 : 0)).ToArray();

        Should.Throw<RefusedException>(() => GroupTimeEffects.Of(rows.Panel, new() { Covariates = [new("x", separated)] })).Reason.ShouldBe(Refusal.NoComparison);
        Should.Throw<RefusedException>(() => GroupTimeEffects.Of(rows.Panel, new() { Covariates = [new("x", near)] })).Reason.ShouldBe(Refusal.NoComparison);
        GroupTimeEffects.Of(rows.Panel, new() { Covariates = [new("x", near)], Method = GroupTimeMethod.OutcomeRegression }).Effects.ShouldNotBeEmpty();
    }

    [Fact]
    public void Poor_overlap_is_warned_of()
    {
        var rows = Counties.Simulated(16, 400, 4, [0, 3], (_, _) => 1);
        var random = new SeededRandom(16);
        double[] of = [.. Enumerable.Range(0, 400).Select(_ => random.NextNormal())];
        double[] x = [.. rows.First.Select((g, i) => (g > 0 ? 0.7 : -0.7) + of[rows.Unit[i]])];

        var effects = GroupTimeEffects.Of(rows.Panel, new() { Covariates = [new("x", x)] });

        effects.Notes.ShouldContain(n => n.Code == "weak-overlap");
        effects.Average(AverageKind.Simple).Summary(Language.English).ShouldContain("poor overlap");
        GroupTimeEffects.Of(rows.Panel, new() { Covariates = [new("x", x.Select(v => Math.Sin(1_000 * v)).ToArray())] }).Notes.ShouldNotContain(n => n.Code == "weak-overlap");
    }

    [Fact]
    public void A_two_way_covariance_that_is_not_positive_is_mended_and_said()
    {
        // Errors that alternate inside both clusterings make V12 larger than V1 + V2.
        var (a, b) = (Grouping.Of([.. Enumerable.Range(0, 64).Select(i => i / 8)]), Grouping.Of([.. Enumerable.Range(0, 64).Select(i => i % 8)]));
        double[] x = [.. Enumerable.Range(0, 64).Select(i => 1.0 + i % 3)];
        double[] y = [.. Enumerable.Range(0, 64).Select(i => ((i / 8 + i % 8) % 2 == 0 ? 1.0 : -1) + 0.01 * (i % 5))];

        var inference = PanelRegression.Fit(y, [new("x", x)], []).With(Covariance.Clustered(a, b));

        inference.Notes.ShouldContain(n => n.Code == "eigenvalues-set-to-zero");
        inference.Coefficients.ShouldAllBe(c => !double.IsNaN(c.StandardError));
    }

    [Fact]
    public void Work_can_be_cancelled()
    {
        var panel = Counties.Simulated(1, 60, 6, [0, 3, 5], (_, _) => 1).Panel;
        var stop = new CancellationToken(true);

        Should.Throw<OperationCanceledException>(() => GroupTimeEffects.Of(panel, cancel: stop));
        Should.Throw<OperationCanceledException>(() => GroupTimeEffects.Of(panel).Bootstrap(cancel: stop));
        Should.Throw<OperationCanceledException>(() => Imputation.Fit(panel, cancel: stop));
    }

    private static AdoptionPanel Read(int[] unit, int[] time, double[] y, int[] first) => AdoptionPanel.Of(Grouping.Of(unit), time, y, first);

    private static PanelRegression Large()
    {
        var random = new SeededRandom(2);
        int[] Draws() => [.. Enumerable.Range(0, 6_000).Select(_ => random.Next(700))];
        double[] x = [.. Enumerable.Range(0, 6_000).Select(_ => random.NextNormal())], y = [.. x.Select(v => v + random.NextNormal())];
        return PanelRegression.Fit(y, [new("x", x)], [Grouping.Of(Draws()), Grouping.Of(Draws())]);
    }
}
