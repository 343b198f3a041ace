using Shanhai.Kernel;
using Shanhai.Pairing;
using static Shanhai.Pairing.Fit;

namespace Shanhai.Tests.Pairing;

[AnyDatabase]
public sealed class FitTests
{
    private static readonly CampaignSettings By = new() { Kinds = [], Villages = [] };

    [Theory]
    [InlineData(30.25, 120.17, 28.45, 119.92, 201.6)]   // Hangzhou to Lishui
    [InlineData(0, 0, 0, 1, 111.195)]
    [InlineData(30, 120, 30, 120, 0)]
    public void The_distance_is_that_of_the_great_circle(double a, double b, double c, double d, double km) => new Position(a, b, PlaceCode.Nation).KilometresTo(new(c, d, PlaceCode.Nation)).ShouldBe(km, 0.5);

    [Fact]
    public void A_need_is_covered_as_far_as_sort_sector_amount_and_time_of_the_best_offer_go()
    {
        Thing need = new(ResourceKind.Money, "tourism", 100, new(2026, 1, 1), new(2026, 12, 31));

        Coverage([need], [new(ResourceKind.Money, null, 30, null, null)]).ShouldBe(0.3);
        Coverage([need], [new(ResourceKind.Money, "tourism", 500, null, null), new(ResourceKind.Money, null, 30, null, null)]).ShouldBe(1);
        Coverage([need], [new(ResourceKind.Money, "planting", 500, null, null)]).ShouldBe(0);
        Coverage([need], [new(ResourceKind.Skill, "tourism", 500, null, null)]).ShouldBe(0);
        Coverage([need], [new(ResourceKind.Money, null, 500, new(2027, 1, 1), null)]).ShouldBe(0);
        Coverage([need, new(ResourceKind.Training, null, null, null, null)], [new(ResourceKind.Training, null, null, null, null)]).ShouldBe(0.5);
        Coverage([], [new(ResourceKind.Money, null, 1, null, null)]).ShouldBe(0);
    }

    [Fact]
    public void The_points_are_the_parts_by_their_weights()
    {
        VillageSide village = new([new(ResourceKind.Market, "planting", 100, null, null)], new(30, 120, 990101101201), new HashSet<string> { "planting" });
        HelperSide helper = new([new(ResourceKind.Market, "planting", 50, null, null)], new(30, 120, 990101000000), 1);

        var parts = Fit.Of(By, village, helper, continued: false);

        // 40 × 0.5 + 20 × 1 + 20 × 1 + 10 × 1 + 10 × 1
        parts.Points.ShouldBe(8000);
        Fit.Of(By, village, helper, continued: true).Points.ShouldBe(9000);
        Fit.Of(By with { Coverage = 0 }, village, helper, continued: false).Points.ShouldBe(10_000);
        Fit.Of(By, village with { At = null }, helper, continued: false).Km.ShouldBeNull();
        // What nobody measured counts half.
        Fit.Of(By, village with { At = null }, helper, continued: false).Points.ShouldBe(7000);
        Fit.Of(By, village, helper with { Past = null }, continued: false).Points.ShouldBe(7500);
    }

    [Fact]
    public void Weights_count_beside_each_other_whatever_they_sum_to()
    {
        VillageSide village = new([new(ResourceKind.Market, "planting", 100, null, null)], new(30, 120, 990101101201), new HashSet<string>());
        HelperSide helper = new([new(ResourceKind.Market, "planting", 50, null, null)], new(30.5, 120, 990101000000), 1);

        var hundred = Fit.Of(By, village, helper, continued: false);
        var half = Fit.Of(By with { Coverage = 20, Distance = 10, Sector = 10, Past = 5, Priority = 5 }, village, helper, continued: false);
        var alone = Fit.Of(By with { Coverage = 7, Distance = 0, Sector = 0, Past = 0, Priority = 0 }, village, helper, continued: false);

        half.Points.ShouldBe(hundred.Points);
        alone.Points.ShouldBe(5000);
    }

    [Fact]
    public void Two_places_that_borrow_the_position_of_places_of_one_level_have_no_distance()
    {
        Position county = new(30, 120, 990101000000), township = new(30.1, 120, 990101101000), village = new(30.2, 120, 990101101201);

        Fit.Distance(county, county).ShouldBeNull();
        Fit.Distance(county, new(31, 120, 990102000000)).ShouldBeNull();
        Fit.Distance(township, county)!.Value.ShouldBe(11.1, 0.1);
        Fit.Distance(village, county)!.Value.ShouldBe(22.2, 0.1);
        Fit.Distance(village, village).ShouldBe(0);
        Fit.Distance(village, null).ShouldBeNull();
    }

    [Fact]
    public void Within_a_village_an_offer_is_given_once()
    {
        Thing need = new(ResourceKind.Money, null, 100, null, null), open = new(ResourceKind.Skill, null, null, null, null);

        Coverage([need, need], [need]).ShouldBe(0.5);
        Coverage([need, need], [new(ResourceKind.Money, null, 150, null, null)]).ShouldBe(0.75);
        Coverage([need, need], [new(ResourceKind.Money, null, null, null, null)]).ShouldBe(0.5);
        Coverage([open, open], [open]).ShouldBe(0.5);
        Coverage([open, open], [open, open]).ShouldBe(1);
    }

    [Fact]
    public void Every_preset_that_ships_names_a_source_of_the_list_and_its_kinds_share_no_body()
    {
        CampaignPreset.All.Count.ShouldBe(5);
        foreach (var preset in CampaignPreset.All)
        {
            preset.Kinds.ShouldAllBe(k => k.Bodies.Count > 0 && k.PerVillage > 0 && k.Capacity > 0);
            preset.Kinds.SelectMany(k => k.Bodies).ShouldBeUnique();
            new CampaignSettings { Kinds = preset.Kinds, Villages = [990101101201] }.Validate().Any.ShouldBeFalse();
            (preset.Mark.Source == "design" || preset.Source.En.Contains(preset.Mark.Source, StringComparison.Ordinal)).ShouldBeTrue(preset.Code);
        }
    }

    [Fact]
    public void Settings_that_a_machine_sends_with_nothing_in_them_are_refused_and_do_not_fail()
    {
        var settings = new CampaignSettings { Kinds = CampaignPreset.All[0].Kinds, Villages = [990101101201] };

        settings.Validate().Any.ShouldBeFalse();
        (settings with { Kinds = null! }).Validate().All.ShouldContain(e => e.Field == "kinds");
        (settings with { Kinds = [.. settings.Kinds, settings.Kinds[0]] }).Validate().All.ShouldContain(e => e.Field == "kinds");
        (settings with { Kinds = [settings.Kinds[0] with { Code = new('k', 21) }] }).Validate().All.ShouldContain(e => e.Field == "kinds");
        (settings with { Kinds = [settings.Kinds[0] with { Bodies = null! }] }).Validate().All.ShouldContain(e => e.Field == "kinds");
        (settings with { Villages = null! }).Validate().All.ShouldContain(e => e.Field == "villages");
        (settings with { Helpers = null! }).Validate().All.ShouldContain(e => e.Field == "helpers");
        (settings with { Coverage = 0, Distance = 0, Sector = 0, Past = 0, Priority = 0 }).Validate().All.ShouldContain(e => e.Key == "pairing.no-weight");
        (settings with { Priorities = null! }).Validate().All.ShouldContain(e => e.Field == "priorities");
        (settings with { Priorities = [new(990101000000, "magic")] }).Validate().All.ShouldContain(e => e.Field == "priorities");
    }
}
