using Shanhai.Pairing;
using static Shanhai.Pairing.Fit;

namespace Shanhai.Tests.Pairing;

public sealed class FitTests
{
    private static readonly CampaignSettings By = new() { Kinds = [], Villages = [] };

    [Theory]
    [InlineData(30.25, 120.17, 28.45, 119.92, 201.6)]   // Hangzhou to Lishui
    [InlineData(0, 0, 0, 1, 111.195)]
    [InlineData(30, 120, 30, 120, 0)]
    public void The_distance_is_that_of_the_great_circle(double a, double b, double c, double d, double km) => Kilometres((a, b), (c, d)).ShouldBe(km, 0.5);

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
        VillageSide village = new([new(ResourceKind.Market, "planting", 100, null, null)], (30, 120), new HashSet<string> { "planting" });
        HelperSide helper = new([new(ResourceKind.Market, "planting", 50, null, null)], (30, 120), 1);

        var parts = Fit.Of(By, village, helper, continued: false);

        // 40 × 0.5 + 20 × 1 + 20 × 1 + 10 × 1 + 10 × 1
        parts.Points.ShouldBe(8000);
        Fit.Of(By, village, helper, continued: true).Points.ShouldBe(9000);
        Fit.Of(By with { Coverage = 0 }, village, helper, continued: false).Points.ShouldBe(10_000);
        Fit.Of(By, village with { At = null }, helper, continued: false).Km.ShouldBeNull();
        Fit.Of(By, village with { At = null }, helper, continued: false).Points.ShouldBe(6000);
        Fit.Of(By, village, helper with { Past = null }, continued: false).Points.ShouldBe(7500);
    }

    [Fact]
    public void Every_preset_that_ships_says_where_it_is_from_and_has_kinds() => CampaignPreset.All.ShouldAllBe(p =>
        p.Kinds.Count > 0 && p.Kinds.All(k => k.Bodies.Count > 0 && k.PerVillage > 0) && p.Source.Zh.Length > 0 && p.Source.En.Length > 0 && p.Mark.Source.Length > 0);
}
