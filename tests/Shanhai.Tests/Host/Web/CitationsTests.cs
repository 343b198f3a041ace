using System.Text.RegularExpressions;
using Shanhai.Host.Outside;
using Shanhai.Host.Web;
using Shanhai.Kernel;

namespace Shanhai.Tests.Host.Web;

[AnyDatabase]
public sealed partial class CitationsTests
{
    [Fact]
    public void Every_source_that_shipped_data_name_by_a_key_has_a_full_name_in_both_languages()
    {
        var named = Directory.EnumerateFiles(ShippedData.Folder, "*.json", SearchOption.AllDirectories).Where(f => Path.GetFileName(f) != "sources.json")
            .SelectMany(f => Citations.Keys().Matches(File.ReadAllText(f)).Select(m => m.Groups["key"].Value)).ToHashSet();

        named.Count.ShouldBeGreaterThan(40);
        named.Where(k => !Citations.All.ContainsKey(k)).ShouldBeEmpty("add it to data/sources.json");
        Citations.All.Keys.Where(k => !named.Contains(k)).ShouldBeEmpty("nothing names it any more");
        foreach (var (key, source) in Citations.All)
        {
            Chinese().IsMatch(source.Zh).ShouldBeTrue(key);
            source.En.Length.ShouldBeGreaterThan(10, key);
            (source.Address is null || Uri.TryCreate(source.Address, UriKind.Absolute, out var address) && address.Scheme == "https").ShouldBeTrue(key);
        }
    }

    [Fact]
    public void An_article_is_told_in_the_words_of_the_language()
    {
        Citations.Said(Language.Chinese, "L-NJT 42; L-ZJZC").ShouldBe("《中华人民共和国农村集体经济组织法》（2025年5月1日起施行）第42条；《浙江省农村集体资产管理条例》（2020年）");
        Citations.Said(Language.English, "L-NJT 42").ShouldBe("Law on Rural Collective Economic Organisations (in force 1 May 2025), art. 42");
    }

    [Fact]
    public void A_source_within_a_sentence_becomes_a_link_where_it_has_an_address_and_one_work_is_named_once()
    {
        var parts = Citations.Told(Language.English, "Pilot 2003 (W-KT). See I-ZX, I-LZH.");

        parts[0].ShouldBe(new("Pilot 2003 (", null));
        parts[1].Address.ShouldStartWith("https://");
        parts[2].ShouldBe(new("). See ", null));
        parts.Count(p => p.Text.Contains("interview series", StringComparison.Ordinal)).ShouldBe(1);
        parts[^1].ShouldBe(new(".", null));
    }

    [Theory]
    [InlineData("W-NOBODY")]
    [InlineData("GB/T 22239-2019")]
    [InlineData("总收入低于10万元")]
    [InlineData("")]
    public void What_is_no_source_stays_as_it_is(string text) => Citations.Said(Language.Chinese, text).ShouldBe(text);

    [GeneratedRegex("[\u4e00-\u9fff]")]
    private static partial Regex Chinese();
}
