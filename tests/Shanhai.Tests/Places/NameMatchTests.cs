using CsCheck;
using Shanhai.Host.Outside;
using Shanhai.Kernel;
using Shanhai.Places;

namespace Shanhai.Tests.Places;

[AnyDatabase]
public sealed class NameMatchTests
{
    private static readonly Pinyin Reading = Load();
    private static readonly PlaceCode North = new(990101001000), South = new(990101002000), County = new(990101000000);

    private static readonly NameMatch Small = new(
    [
        (new(990000000000), "山海省"), (new(990100000000), "临海市"), (County, "清溪县"), (North, "北山镇"), (South, "南溪畲族乡"),
        (new(990101001201), "下姜村村民委员会"), (new(990101001202), "上山村委会"), (new(990101001203), "新村村委会"), (new(990101001204), "新村村村委会"),
        (new(990101001001), "云龙社区居委会"), (new(990101001205), "云龙村村委会"), (new(990101001206), "坞口村村委会"), (new(990101001002), "桥头社区居民委员会"),
        (new(990101001207), "艾溪（西湖）村村委会"), (new(990101002201), "下垟村村委会"), (new(990101002202), "上山村村委会"), (new(990101002203), "飞桥村村委会"),
    ], Reading);

    private static Pinyin Load()
    {
        using var table = ShippedData.Open("places/pinyin.tsv");
        return Pinyin.Read(table);
    }

    [Theory]
    [InlineData("下姜村村民委员会", 201, MatchKind.Name)]
    [InlineData("下姜村", 201, MatchKind.Form)]
    [InlineData("下姜村村委会", 201, MatchKind.Form)]
    [InlineData("下姜村民委员会", 201, MatchKind.Form)]
    [InlineData("下姜村委会", 201, MatchKind.Form)]
    [InlineData("下姜村经济合作社", 201, MatchKind.Form)]
    [InlineData("下姜村股份经济合作社", 201, MatchKind.Form)]
    [InlineData(" 下 姜　村 ", 201, MatchKind.Form)]
    [InlineData("下姜", 201, MatchKind.Form)]
    [InlineData("下姜邨", 201, MatchKind.Form)]
    [InlineData("下姜村（先锋村）", 201, MatchKind.Form)]
    [InlineData("下姜村外山自然村", 201, MatchKind.Form)]
    [InlineData("上山村", 202, MatchKind.Form)]
    [InlineData("新村", 203, MatchKind.Form)]
    [InlineData("新村村", 204, MatchKind.Form)]
    [InlineData("云龙社区", 1, MatchKind.Form)]
    [InlineData("云龙村", 205, MatchKind.Form)]
    [InlineData("塢口村", 206, MatchKind.Form)]
    [InlineData("桥头居委会", 2, MatchKind.Form)]
    [InlineData("艾溪(西湖)村", 207, MatchKind.Form)]
    [InlineData("９９０１０１００１２０１", 201, MatchKind.Code)]
    public void A_village_is_found_by_any_form_of_its_name(string text, int village, MatchKind kind)
    {
        var match = Small.Find(text, North, Level.Village);

        match.Kind.ShouldBe(kind);
        match.Place!.Code.ShouldBe(new(North.Value + village));
    }

    [Fact]
    public void A_name_that_fits_two_places_stays_ambiguous()
    {
        var match = Small.Find("云龙", North, Level.Village);

        match.Kind.ShouldBe(MatchKind.Several);
        match.Place.ShouldBeNull();
        match.Proposals.Select(p => p.Code.Value % 1000).ShouldBe([1, 205]);
        Small.Find("上山村", County, Level.Village).Kind.ShouldBe(MatchKind.Several);
    }

    [Theory]
    [InlineData("桥头村", 2, MatchReason.OtherKind)]
    [InlineData("下江村", 201, MatchReason.OneCharacter)]
    [InlineData("姜下村", 201, MatchReason.OneCharacter)]
    [InlineData("吴寇村", 206, MatchReason.SoundsAlike)]
    public void A_near_miss_is_only_proposed_and_says_why(string text, int village, MatchReason reason)
    {
        var match = Small.Find(text, North, Level.Village);

        match.Kind.ShouldBe(MatchKind.Near);
        match.Place.ShouldBeNull();
        (match.Proposals[0].Code.Value % 1000, match.Proposals[0].Reason).ShouldBe((village, reason));
    }

    [Theory]
    [InlineData("北山镇", 201)]
    [InlineData("北山", 201)]
    [InlineData("北山鎮人民政府", 201)]
    [InlineData(null, 201)]
    [InlineData("", 201)]
    public void A_village_is_found_by_county_township_and_name(string? township, int village) =>
        Small.FindVillage("下姜村", township, County).Place!.Code.ShouldBe(new(North.Value + village));

    [Fact]
    public void The_township_decides_between_two_villages_of_one_name()
    {
        Small.FindVillage("上山村", "北山镇", County).Place!.Code.Value.ShouldBe(990101001202);
        Small.FindVillage("上山村", "南溪乡", County).Place!.Code.Value.ShouldBe(990101002202);
        Small.FindVillage("上山村", null, County).Kind.ShouldBe(MatchKind.Several);
    }

    [Theory]
    [InlineData("北山镇")]
    [InlineData("不存在镇")]
    public void The_same_name_in_another_township_is_only_proposed(string township)
    {
        var match = Small.FindVillage("下垟村", township, County);

        match.Kind.ShouldBe(MatchKind.Near);
        (match.Proposals[0].Code.Value, match.Proposals[0].Reason).ShouldBe((990101002201, MatchReason.OtherTownship));
    }

    [Fact]
    public void A_code_of_another_parent_or_level_is_not_taken()
    {
        Small.Find("990101002201", North, Level.Village).ShouldSatisfyAllConditions(m => m.Kind.ShouldBe(MatchKind.Near), m => m.Place.ShouldBeNull());
        Small.Find("990101001000", County, Level.Village).Kind.ShouldBe(MatchKind.None);
        Small.Find("990101001999", North, Level.Village).Kind.ShouldBe(MatchKind.None);
    }

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("—")]
    [InlineData("完全别处")]
    public void Nothing_like_it_is_nothing(string text) => Small.Find(text, North, Level.Village).Kind.ShouldBe(MatchKind.None);

    [Theory]
    [InlineData("临海巿")]
    [InlineData("临海")]
    public void A_look_alike_or_missing_suffix_of_a_city_is_no_obstacle(string text) =>
        Small.Find(text, new(990000000000), Level.City).Place!.Name.ShouldBe("临海市");

    [Theory]
    [InlineData("下姜", "下姜", 0)]
    [InlineData("下姜", "姜下", 1)]
    [InlineData("下姜", "下江", 1)]
    [InlineData("下姜", "", 2)]
    [InlineData("abcd", "acbd", 1)]
    [InlineData("kitten", "sitting", 3)]
    public void Edit_distance_counts_changes_and_swaps(string a, string b, int distance) => EditDistance.Of(a, b).ShouldBe(distance);

    [Fact]
    public void Edit_distance_is_symmetric_and_zero_only_for_the_same() =>
        Gen.Select(Gen.String[Gen.Char["甲乙丙"], 0, 6], Gen.String[Gen.Char["甲乙丙"], 0, 6]).Sample((a, b) =>
        {
            EditDistance.Of(a, b).ShouldBe(EditDistance.Of(b, a));
            (EditDistance.Of(a, b) == 0).ShouldBe(a == b);
        }, iter: 1_000);

    [Fact]
    public void Every_village_of_Zhejiang_is_found_by_its_own_name_or_is_ambiguous_never_taken_for_another()
    {
        var rows = RegisterFiles.Read(ShippedData.PathOf("places/zhejiang.csv")).ToList();
        var match = new NameMatch(rows.Select(r => (r.Code, r.Name)), Reading);
        var answers = rows.Where(r => r.Level == Level.Village)
            .SelectMany(r => new[] { r.Name, PlaceName.Spoken(r.Name) }.Select(n => (Row: r, Answer: match.Find(n, r.Parent, Level.Village)))).ToList();

        answers.Where(a => a.Answer.Place is { } place && place.Code != a.Row.Code).ShouldBeEmpty();
        answers.Where(a => a.Answer.Place is null && a.Answer.Kind != MatchKind.Several).ShouldBeEmpty();
        answers.Count(a => a.Answer.Place is null).ShouldBeLessThan(200);
    }
}
