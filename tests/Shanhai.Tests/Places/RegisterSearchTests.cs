using Shanhai.Host.Outside;
using Shanhai.Host.Security;
using Shanhai.Kernel;
using Shanhai.Places;

namespace Shanhai.Tests.Places;

[AnyDatabase]
public sealed class RegisterSearchTests
{
    private static readonly Pinyin Shipped = Load();
    private static readonly Register Zhejiang = Make(
        RegisterFiles.Read(ShippedData.PathOf("places/zhejiang.csv")).Select(r => (r.Code.Value, PlaceName.Spoken(r.Name))).OrderBy(r => r.Value),
        m => m.AddFormer(330127000000, "遂安县", null, new(1958, 10, 1)));

    private static Pinyin Load()
    {
        using var table = ShippedData.Open("places/pinyin.tsv");
        return Pinyin.Read(table);
    }

    private static Register Make(IEnumerable<(long Code, string Name)> places, Action<RegisterMaking>? more = null)
    {
        var making = new RegisterMaking(1, Shipped);
        foreach (var (code, name) in places)
        {
            var (full, initials) = Shipped.Say(name);
            making.Add(code, name, full, initials);
        }
        more?.Invoke(making);
        return making.Done();
    }

    private static IEnumerable<string> Found(string q) =>
        Zhejiang.Search(q, PlaceScope.Everywhere, 8).Select(h => $"{Zhejiang.Path(h.Index)} / {Zhejiang.Name(h.Index)}");

    [Theory]
    [InlineData("下姜村", "浙江省 / 杭州市 / 淳安县 / 枫树岭镇 / 下姜村")]
    [InlineData("下姜村村民委员会", "浙江省 / 杭州市 / 淳安县 / 枫树岭镇 / 下姜村")]
    [InlineData("下姜", "浙江省 / 杭州市 / 淳安县 / 枫树岭镇 / 下姜村")]
    [InlineData("xiajiangcun", "浙江省 / 杭州市 / 淳安县 / 枫树岭镇 / 下姜村")]
    [InlineData("xia jiang cun", "浙江省 / 杭州市 / 淳安县 / 枫树岭镇 / 下姜村")]
    [InlineData("xiaj村", "浙江省 / 杭州市 / 淳安县 / 枫树岭镇 / 下姜村")]
    [InlineData("下jiangc", "浙江省 / 杭州市 / 淳安县 / 枫树岭镇 / 下姜村")]
    [InlineData("330127", "浙江省 / 杭州市 / 淳安县")]
    [InlineData("chunan", "浙江省 / 杭州市 / 淳安县")]
    [InlineData("lishui", "浙江省 / 丽水市")]
    [InlineData("淳安 下姜", "浙江省 / 杭州市 / 淳安县 / 枫树岭镇 / 下姜村")]
    public void A_place_is_found_as_people_type_it(string q, string place) => Found(q).ShouldContain(place);

    [Theory]
    [InlineData("下江村", "下姜村")]
    [InlineData("枫树玲镇", "枫树岭镇")]
    [InlineData("淳安具", "淳安县")]
    [InlineData("景宁舍族自治县", "景宁畲族自治县")]
    [InlineData("上虞巿", "上虞区")]
    [InlineData("jingningshezuzizhixain", "景宁畲族自治县")]
    public void A_typing_error_or_a_look_alike_is_forgiven(string q, string name) =>
        Zhejiang.Search(q, PlaceScope.Everywhere, 30).Select(h => Zhejiang.Name(h.Index)).ShouldContain(name);

    [Fact]
    public void A_former_name_finds_the_place_and_is_said()
    {
        var hit = Zhejiang.Search("遂安县", PlaceScope.Everywhere, 5)[0];

        Zhejiang.Name(hit.Index).ShouldBe("淳安县");
        hit.Former.ShouldBe("遂安县");
    }

    [Fact]
    public void What_fits_exactly_comes_first_then_the_askers_own_area_then_upper_levels()
    {
        var mine = new PlaceScope([new(331100000000)]);

        var everywhere = Zhejiang.Search("新建村", PlaceScope.Everywhere, 5);
        var own = Zhejiang.Search("新建村", mine, 5);

        everywhere.ShouldAllBe(h => h.Fit == Register.Fit.Exact);
        mine.Contains(Zhejiang.Code(everywhere[0].Index)).ShouldBeFalse();
        mine.Contains(Zhejiang.Code(own[0].Index)).ShouldBeTrue();
        Zhejiang.Name(Zhejiang.Search("hangzhou", mine, 5)[0].Index).ShouldBe("杭州市");
    }

    [Fact]
    public void Nothing_like_it_finds_nothing()
    {
        Zhejiang.Search("哈尔滨齐齐哈尔", PlaceScope.Everywhere, 5).ShouldBeEmpty();
        Zhejiang.Search("（）", PlaceScope.Everywhere, 5).ShouldBeEmpty();
        Zhejiang.Search("   ", PlaceScope.Everywhere, 5).ShouldBeEmpty();
    }

    [Fact]
    public void Another_countrys_own_code_is_found()
    {
        var making = new RegisterMaking(1, Shipped);
        making.Add(980000000000, "España", "espana", "e", "ES");
        making.Add(980100000000, "Andalucía", "andalucia", "a", "ES-01");
        var register = making.Done();

        register.Name(register.Search("es-01", PlaceScope.Everywhere, 3)[0].Index).ShouldBe("Andalucía");
    }

    [Fact]
    public void Every_place_is_found_by_its_own_name_and_by_its_own_pinyin()
    {
        // Every 97th place, so that the test stays quick and still meets every kind of name.
        for (var i = 0; i < Zhejiang.Count; i += 97)
        {
            var name = Zhejiang.Name(i);
            Zhejiang.Search(name, new([Zhejiang.Code(i)]), 200).ShouldContain(h => h.Index == i, name);
            Zhejiang.Search(Shipped.Of(name), new([Zhejiang.Code(i)]), 200).ShouldContain(h => h.Index == i, name);
        }
    }

    [Fact]
    public void The_order_of_names_is_the_order_in_which_they_are_read()
    {
        var said = Zhejiang.InOrderOfNames.ToArray().Select(i => Shipped.Of(Zhejiang.Name(i))).ToList();

        said.ShouldBe(said.Order(StringComparer.Ordinal));
    }
}
