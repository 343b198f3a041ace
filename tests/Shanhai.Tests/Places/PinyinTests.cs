using Shanhai.Host.Outside;
using Shanhai.Kernel;
using Shanhai.Places;

namespace Shanhai.Tests.Places;

[AnyDatabase]
public sealed class PinyinTests
{
    private static readonly Pinyin Shipped = Load();

    private static Pinyin Load()
    {
        using var table = ShippedData.Open("places/pinyin.tsv");
        return Pinyin.Read(table);
    }

    [Theory]
    [InlineData("丽水市", "lishuishi", "lss")]
    [InlineData("乐清市", "yueqingshi", "yqs")]
    [InlineData("台州市", "taizhoushi", "tzs")]
    [InlineData("嵊泗县", "shengsixian", "ssx")]
    [InlineData("衢州市", "quzhoushi", "qzs")]
    [InlineData("鄞州区", "yinzhouqu", "yzq")]
    [InlineData("莲都区", "lianduqu", "ldq")]
    [InlineData("缙云县", "jinyunxian", "jyx")]
    [InlineData("洞头区", "dongtouqu", "dtq")]
    [InlineData("椒江区", "jiaojiangqu", "jjq")]
    [InlineData("诸暨市", "zhujishi", "zjs")]
    [InlineData("景宁畲族自治县", "jingningshezuzizhixian", "jnszzzx")]
    [InlineData("於潜镇", "yuqianzhen", "yqz")]
    [InlineData("莘塍街道", "xinchengjiedao", "xcjd")]
    [InlineData("吕家村", "lvjiacun", "ljc")]
    [InlineData("六安市", "luanshi", "las")]
    public void A_place_is_read_as_its_people_say_it(string name, string full, string initials) =>
        Shipped.Say(name).ShouldBe((full, initials));

    [Fact]
    public void A_word_wins_over_its_characters_and_the_longest_word_over_a_shorter()
    {
        var pinyin = Pinyin.Read(new StringReader("乐\tle/yue\n清\tqing\n高\tgao\n县\txian\n乐清\tyue qing\n乐清县\tyao qing xian\n"));

        pinyin.Of("高乐").ShouldBe("gaole");
        pinyin.Of("高乐清").ShouldBe("gaoyueqing");
        pinyin.Of("乐清县").ShouldBe("yaoqingxian");
    }

    [Fact]
    public void Letters_and_digits_stay_and_signs_are_not_read() =>
        Shipped.Say("Ａ３（西湖）社区·").ShouldBe(("a3xihushequ", "a3xhsq"));

    [Fact]
    public void Every_shipped_name_is_read_as_its_row_says()
    {
        var wrong = RegisterFiles.Read(ShippedData.PathOf("places/zhejiang.csv"))
            .Where(r => Shipped.Say(PlaceName.Spoken(r.Name)) != (r.Pinyin!, r.Initials!))
            .Select(r => r.Name);

        wrong.ShouldBeEmpty();
    }

    [Fact]
    public void A_line_that_is_no_reading_is_refused() =>
        Should.Throw<FormatException>(() => Pinyin.Read(new StringReader("乐\n"))).Message.ShouldContain("乐");

    [Theory]
    [InlineData("下姜村村民委员会", "下姜村")]
    [InlineData("上山村委会", "上山村")]
    [InlineData("上山村民委员会", "上山村")]
    [InlineData("双村村村委会", "双村村")]
    [InlineData("翠苑一区社区居民委员会", "翠苑一区社区")]
    [InlineData("城关居委会", "城关居委会")]
    [InlineData("枫树岭镇", "枫树岭镇")]
    public void A_village_is_shown_without_its_committee(string name, string expected) => PlaceName.Spoken(name).ShouldBe(expected);
}
