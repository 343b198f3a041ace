using CsCheck;
using Shanhai.Analytics.Numerics;
using Shanhai.Analytics.Panel;

namespace Shanhai.Analytics.Tests.Panel;

public sealed class FixedEffectsTests
{
    /// <summary>Cases b01 and b02: fixest 0.14.2, estimates 1e-7, errors 1e-6.</summary>
    [Fact]
    public void Static_two_way_fixed_effects_equal_fixest_on_counties_and_the_simulated_panel()
    {
        var mpdta = Oracle.Case("b01-mpdta-staggered");
        var counties = mpdta.Csv();
        var (first, year) = (counties.Whole("first.treat"), counties.Whole("year"));
        double[] d = [.. first.Select((g, i) => g > 0 && year[i] >= g ? 1.0 : 0)];
        var county = Grouping.Of(counties.Whole("countyreal"));

        var fit = PanelRegression.Fit(counties.Numbers("lemp"), [new("D", d)], [county, Grouping.Of(year)]).With(Covariance.Clustered(county));

        fit["D"].Value.ShouldAgree(mpdta.Number("twfe_static", "D", "estimate"), 1e-8);
        fit["D"].StandardError.ShouldAgree(mpdta.Number("twfe_static", "D", "se"), 1e-8);
        fit["D"].ShouldAgree(mpdta["twfe_static"].GetProperty("D"), 1e-8, 1e-8, "D");

        var stagg = Oracle.Case("b02-base-stagg-fixest");
        var panel = stagg.Csv();
        double[] treated = [.. panel.Whole("time_to_treatment").Select((t, i) => t >= 0 && panel.Whole("year_treated")[i] != 10000 ? 1.0 : 0)];
        var id = Grouping.Of(panel.Whole("id"));
        var simulated = PanelRegression.Fit(panel.Numbers("y"), [new("x1", panel.Numbers("x1")), new("D", treated)], [id, Grouping.Of(panel.Whole("year"))])
            .With(Covariance.Clustered(id));
        foreach (var name in new[] { "x1", "D" })
        {
            simulated[name].Value.ShouldAgree(stagg.Number("twfe_static", name, "estimate"), 1e-8);
            simulated[name].ShouldAgree(stagg["twfe_static"].GetProperty(name), 1e-8, 1e-8, name);
        }
    }

    [Fact]
    public void Effects_taken_out_give_the_slopes_of_a_regression_on_all_dummies() =>
        Unbalanced.Sample(rows =>
        {
            var panel = Columns(rows);
            var fit = Fitted(panel, panel.Effects[..2]);
            var dummies = Written(panel, panel.Effects[..2]);
            return fit is null || fit.Omitted.Count > 0 || Close(fit.Slopes, dummies);
        }, iter: 60);

    [Fact]
    public void Three_effects_converge_to_the_regression_on_all_dummies() =>
        Unbalanced.Sample(rows =>
        {
            var panel = Columns(rows);
            var fit = Fitted(panel, panel.Effects);
            return fit is null || fit.Omitted.Count > 0 || Close(fit.Slopes, Written(panel, panel.Effects));
        }, iter: 60);

    [Fact]
    public void The_dense_and_the_iterative_solution_agree()
    {
        var random = new SeededRandom(3);
        var (a, b) = (Grouping.Of(Draws(random, 400, 60)), Grouping.Of(Draws(random, 400, 25)));
        var x = Enumerable.Range(0, 400).Select(_ => random.NextNormal()).ToArray();
        var (dense, iterative) = ((double[])x.Clone(), (double[])x.Clone());

        new Absorption([a, b], 400).Apply(dense);
        var third = Grouping.OfCodes(new int[400], 1);
        var slow = new Absorption([a, b, third], 400);
        slow.Apply(iterative);

        slow.Iterations.ShouldBeGreaterThan(0);
        for (var i = 0; i < 400; i++)
        {
            iterative[i].ShouldBe(dense[i], 1e-10);
        }
    }

    [Fact]
    public void Leverages_of_an_unbalanced_panel_are_those_of_the_dummies()
    {
        var random = new SeededRandom(5);
        var (a, b) = (Grouping.Of(Draws(random, 80, 12)), Grouping.Of(Draws(random, 80, 5)));
        var absorption = new Absorption([a, b], 80);

        var h = absorption.Leverages()!;

        for (var i = 0; i < 80; i += 7)
        {
            var unit = new double[80];
            unit[i] = 1;
            absorption.Apply(unit);
            h[i].ShouldBe(1 - unit[i], 1e-12);
        }
    }

    [Fact]
    public void Effects_that_others_refine_add_nothing()
    {
        var random = new SeededRandom(7);
        int[] village = [.. Enumerable.Range(0, 200).Select(i => i / 4)], county = [.. village.Select(v => v % 9)], year = [.. Enumerable.Range(0, 200).Select(i => i % 4)];
        double[] x = [.. village.Select(_ => random.NextNormal())], y = [.. x.Select((v, i) => 2 * v + village[i] + random.NextNormal())];
        PanelRegression Of(params Grouping[] effects) => PanelRegression.Fit(y, [new("x", x)], effects);

        var (alone, nested) = (Of(Grouping.Of(village)), Of(Grouping.Of(village), Grouping.Of(county)));
        nested.Slopes[0].ShouldBe(alone.Slopes[0], 1e-12);
        Of(Grouping.Of(village), Grouping.Of(year), Grouping.Of(county)).Slopes[0].ShouldBe(Of(Grouping.Of(village), Grouping.Of(year)).Slopes[0], 1e-10);
        nested.With(Covariance.BiasReduced(Grouping.Of(county)))["x"].StandardError.ShouldBe(alone.With(Covariance.BiasReduced(Grouping.Of(county)))["x"].StandardError, 1e-10);
    }

    [Fact]
    public void Relabelling_and_reordering_change_nothing()
    {
        var random = new SeededRandom(11);
        var rows = Enumerable.Range(0, 200).Select(i => (Unit: i / 5, Time: i % 5, X: random.NextNormal(), Y: random.NextNormal())).ToArray();
        var shuffled = ((int, int, double, double)[])rows.Clone();
        random.Shuffle<(int, int, double, double)>(shuffled);
        Coefficient Of((int Unit, int Time, double X, double Y)[] r, int shift) =>
            PanelRegression.Fit([.. r.Select(q => q.Y)], [new("x", r.Select(q => q.X).ToArray())], [Grouping.Of([.. r.Select(q => shift - q.Unit)]), Grouping.Of([.. r.Select(q => q.Time)])])
                .With(Covariance.Clustered(Grouping.Of([.. r.Select(q => shift - q.Unit)])))["x"];

        var (plain, moved) = (Of(rows, 0), Of(shuffled, 77));

        moved.Value.ShouldAgree(plain.Value, 1e-10);
        moved.StandardError.ShouldAgree(plain.StandardError, 1e-10);
    }

    [Fact]
    public void Rows_alone_in_a_level_are_left_out_again_and_again_and_reported()
    {
        // Unit 4 is alone; without it period 3 has one row left, of unit 3.
        int[] unit = [0, 0, 1, 1, 2, 2, 3, 3, 3, 4], time = [0, 1, 0, 1, 0, 1, 0, 1, 3, 3];
        double[] x = [1, 3, 2, 2, 5, 1, 0, 4, 2, 9], y = [1, 2, 4, 1, 2, 2, 5, 3, 1, 7];

        var fit = PanelRegression.Fit(y, [new("x", x)], [Grouping.Of(unit), Grouping.Of(time)]);

        fit.Rows.ShouldBe(8);
        fit.RowsGiven.ShouldBe(10);
        fit.Notes.ShouldContain(n => n.Code == "singletons");
        PanelRegression.Fit(y, [new("x", x)], [Grouping.Of(unit), Grouping.Of(time)], Singletons.Keep).Slopes[0].ShouldBe(fit.Slopes[0], 1e-12);
    }

    [Fact]
    public void Columns_that_say_nothing_new_are_left_out_and_named()
    {
        var random = new SeededRandom(2);
        int[] unit = [.. Enumerable.Range(0, 60).Select(i => i / 6)], time = [.. Enumerable.Range(0, 60).Select(i => i % 6)];
        double[] x = [.. unit.Select(_ => random.NextNormal())], y = [.. unit.Select(_ => random.NextNormal())];

        var fit = PanelRegression.Fit(
            y,
            [new("x", x), new("area", unit.Select(u => 3.0 * u).ToArray()), new("twice", x.Select((v, i) => 2 * v + time[i]).ToArray())],
            [Grouping.Of(unit), Grouping.Of(time)]);

        fit.Names.ShouldBe(["x"]);
        fit.Omitted.ShouldBe(["area", "twice"]);
        fit.Notes.Single(n => n.Code == "collinear").Text.English.ShouldContain("area, twice");
    }

    private static readonly Gen<(int, int, int, double, double, double)[]> Unbalanced =
        Gen.Select(Gen.Int[0, 7], Gen.Int[0, 4], Gen.Int[0, 3], Gen.Double[-3, 3], Gen.Double[-3, 3], Gen.Double[-3, 3]).Array[30, 60];

    private sealed record Sample(double[] Y, double[] X, double[] Z, Grouping[] Effects);

    private static Sample Columns((int, int, int, double, double, double)[] rows) => new(
        [.. rows.Select(r => r.Item4)],
        [.. rows.Select(r => r.Item5)],
        [.. rows.Select(r => r.Item6)],
        [Grouping.Of([.. rows.Select(r => r.Item1)]), Grouping.Of([.. rows.Select(r => r.Item2)]), Grouping.Of([.. rows.Select(r => r.Item3)])]);

    private static PanelRegression? Fitted(Sample s, Grouping[] effects)
    {
        try
        {
            return PanelRegression.Fit(s.Y, [new("x", s.X), new("z", s.Z)], effects, Singletons.Keep);
        }
        catch (RefusedException)
        {
            return null;
        }
    }

    /// <summary>Slopes with every dummy written out, redundant ones left out.</summary>
    private static double[] Written(Sample s, Grouping[] effects)
    {
        double[][] dummies = [.. effects.SelectMany(e => Enumerable.Range(0, e.Count).Select(g => e.Codes.Select(c => c == g ? 1.0 : 0).ToArray()))];
        double[][] all = [s.X, s.Z, .. dummies];
        var cross = CrossProducts.Of([.. all, s.Y]);
        var kept = PivotedSolve.Independent(PivotedSolve.Restrict(cross, [.. Enumerable.Range(0, all.Length)]), 1e-10).Kept;
        return PivotedSolve.Restrict(cross, kept).Inverse().Times([.. kept.Select(j => cross[j, all.Length])])[..2];
    }

    private static bool Close(IReadOnlyList<double> a, IReadOnlyList<double> b) => a.Zip(b).All(p => Math.Abs(p.First - p.Second) < 1e-7 * (1 + Math.Abs(p.Second)));

    private static int[] Draws(SeededRandom random, int n, int bound) => [.. Enumerable.Range(0, n).Select(_ => random.Next(bound))];
}
