using Shanhai.Demonstration;
using Shanhai.Kernel;

namespace Shanhai.Tests.Demonstration;

/// <summary>The simulator alone: it repeats itself, and the truths it tells are in its figures.</summary>
[AnyDatabase]
public sealed class SimulationTests
{
    private static readonly Simulation Made = Simulation.Of();

    private static IEnumerable<int> Years => Enumerable.Range(Simulation.FirstYear, Simulation.LastYear - Simulation.FirstYear + 1);

    private static double LogOperating(PlaceCode village, int year) => Math.Log((double)Made.Truth.Incomes[(village, year)].Operating);

    [Fact]
    public void The_same_seed_gives_the_same_figures_and_another_seed_gives_others()
    {
        var county = InventedProvince.Counties[1];

        Simulation.Of().Figures(county, 2021).ShouldBe(Made.Figures(county, 2021));
        Simulation.Of(7).Figures(county, 2021).ShouldNotBe(Made.Figures(county, 2021));
    }

    [Fact]
    public void The_province_has_one_prefecture_four_counties_sixty_townships_and_about_800_villages_in_the_open_sea()
    {
        var register = Made.Province.Register;

        register.Select(r => r.Code).ShouldBeUnique();
        register.ShouldAllBe(r => InventedProvince.Code.Contains(r.Code) && r.Code.Level == r.Level && r.Lat > 29 && r.Lat < 32 && r.Lon > 164 && r.Lon < 167);
        new[] { Level.City, Level.County, Level.Township }.Select(l => register.Count(r => r.Level == l)).ShouldBe([1, 4, 60]);
        register.Count(r => r.Level == Level.Village).ShouldBeInRange(750, 850);
        register.Where(r => r.Level > Level.County).GroupBy(r => (r.Parent, r.Name)).ShouldAllBe(g => g.Count() == 1);
    }

    [Fact]
    public void Villages_that_recover_relapse_or_stay_weak_do_so_in_their_years()
    {
        foreach (var (village, life) in Made.Truth.Lives.Where(l => l.Value.Story != Story.Ordinary))
        {
            foreach (var year in Years.Where(y => !Made.Truth.LiftedByOneOff.Contains((village, y))))
            {
                var (total, _) = Made.Truth.Incomes[(village, year)];
                var isWeak = !(life.Recovers <= year) || life.Relapses <= year;
                (total < 100_000).ShouldBe(isWeak, $"{village} {life} {year}: {total}");
            }
        }
        Made.Truth.LiftedByOneOff.ShouldNotBeEmpty();
        Made.Truth.LiftedByOneOff.ShouldAllBe(o => Made.Truth.Incomes[o].Total >= 100_000 && Made.Truth.Incomes[o].Operating < 100_000);
        Made.Truth.Lives.Values.Select(l => l.Story).Distinct().Count().ShouldBe(4);
    }

    [Fact]
    public void One_county_is_bunched_just_above_the_line_and_the_others_are_not()
    {
        int Between(bool bunched, decimal least, decimal most) => Made.Truth.Incomes.Count(i =>
            i.Key.Year >= 2019 && InventedProvince.Bunched.Contains(i.Key.Village) == bunched && i.Value.Operating >= least && i.Value.Operating < most);

        Between(true, 95_000, 100_000).ShouldBe(0);
        Between(true, 100_000, 105_000).ShouldBeGreaterThan(150);
        ((double)Between(true, 100_000, 106_000)).ShouldBe(Made.Truth.WrittenUp.Count, tolerance: 60);
        ((double)Between(false, 100_000, 105_000) / Between(false, 95_000, 100_000)).ShouldBeInRange(0.5, 2);
    }

    [Fact]
    public void The_amounts_written_up_are_rounder_than_chance_would_have_them()
    {
        var written = Made.Truth.WrittenUp;

        written.ShouldAllBe(w => w.Earned < 100_000 && w.Reported >= 100_000 && w.Reported < 106_000 && InventedProvince.Bunched.Contains(w.Village));
        written.Count(w => w.Reported % 100 == 0).ShouldBeGreaterThan(written.Count * 6 / 10);
        var honest = Made.Truth.Incomes.Where(i => !InventedProvince.Bunched.Contains(i.Key.Village)).ToList();
        honest.Count(i => i.Value.Operating % 100 == 0).ShouldBeLessThan(honest.Count / 500);
    }

    [Fact]
    public void Each_measure_has_its_effect_and_the_one_without_effect_has_none()
    {
        var adopters = Made.Truth.Adoptions.Select(a => a.Village).ToHashSet();
        var never = Made.Truth.Lives.Where(l => l.Value.Story == Story.Ordinary && !adopters.Contains(l.Key) && !InventedProvince.Bunched.Contains(l.Key)
            && l.Key != Made.Truth.Joined.From && l.Key != Made.Truth.Joined.Into).Select(l => l.Key).ToList();
        foreach (var measure in Truth.Measures)
        {
            // Adopters of each county and year against those of the county who never adopted: three years after against the year of adoption.
            var effects = Made.Truth.Adoptions.Where(a => a.Measure == measure.Code).Select(a =>
            {
                bool Reported(PlaceCode v) => Made.Truth.Incomes.ContainsKey((v, a.Year)) && Made.Truth.Incomes.ContainsKey((v, a.Year + 3));
                double Growth(PlaceCode v) => LogOperating(v, a.Year + 3) - LogOperating(v, a.Year);
                return Growth(a.Village) - never.Where(v => v.At(Level.County) == a.Village.At(Level.County) && Reported(v)).Average(Growth);
            }).ToList();

            effects.Count.ShouldBeGreaterThan(40);
            effects.Average().ShouldBe(measure.After(3), 0.06, measure.Code);
        }
    }

    [Fact]
    public void Neighbouring_counties_share_their_border_to_the_last_digit()
    {
        var outlines = System.Text.Json.JsonSerializer.SerializeToElement(InventedProvince.Outlines());
        var rings = outlines.GetProperty("features").EnumerateArray()
            .Select(f => f.GetProperty("geometry").GetProperty("coordinates")[0].EnumerateArray().Select(p => (p[0].GetDouble(), p[1].GetDouble())).ToList()).ToList();

        rings.Count(r => r[0].Equals(r[^1])).ShouldBe(4);
        rings[0].Intersect(rings[1]).Count().ShouldBe(25);
        rings[0].Intersect(rings[2]).Count().ShouldBe(25);
    }
}
