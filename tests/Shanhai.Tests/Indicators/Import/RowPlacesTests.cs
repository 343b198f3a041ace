using Shanhai.Indicators.Import;
using Shanhai.Kernel;
using Shanhai.Places;

namespace Shanhai.Tests.Indicators.Import;

[AnyDatabase]
public sealed class RowPlacesTests
{
    [Fact]
    public void Every_name_of_the_shipped_register_means_the_place_that_bears_it_spoken_or_written()
    {
        var places = File.ReadLines(Path.Combine(AppContext.BaseDirectory, "data/places/zhejiang.csv")).Skip(1).Select(l => l.Split(','))
            .Select(c => (Level: PlaceCode.Parse(c[0], null).Level, Official: c[1], Own: PlaceName.Spoken(c[1]))).ToList();

        places.Count.ShouldBeGreaterThan(27_000);
        places.Where(p => !RowPlaces.Names(p.Official, p.Own, p.Level) || !RowPlaces.Names(p.Own, p.Official, p.Level)).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("三村村村委会", "三村村", true)]
    [InlineData("三村村民委员会", "三村", true)]
    [InlineData("下姜村（新）", "下姜村", true)]
    [InlineData("上姜村", "下姜村", false)]
    public void A_name_is_held_against_the_place_of_the_code(string written, string own, bool same) =>
        RowPlaces.Names(written, own, Level.Village).ShouldBe(same);
}
