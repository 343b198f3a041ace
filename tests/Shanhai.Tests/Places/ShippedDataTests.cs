using System.Text.Json;
using Shanhai.Host.Outside;
using Shanhai.Host.Web;
using Shanhai.Kernel;
using Shanhai.Places;

namespace Shanhai.Tests.Places;

[AnyDatabase]
public sealed class ShippedDataTests
{
    private static readonly Dictionary<PlaceCode, string> Register =
        RegisterFiles.Read(ShippedData.PathOf("places/zhejiang.csv")).Where(r => r.Level <= Level.County).ToDictionary(r => r.Code, r => r.Name);

    private static JsonElement Json(string name) => JsonDocument.Parse(File.ReadAllBytes(ShippedData.PathOf(name))).RootElement;

    private static PlaceCode Code(JsonElement at, string name) => PlaceCode.Parse(at.GetProperty(name).GetString()!, null);

    [Fact]
    public void Every_value_of_the_series_has_its_indicator_place_mark_and_source()
    {
        var series = Json("series/zhejiang-9.json");
        var indicators = series.GetProperty("indicators").EnumerateArray().Select(i => i.GetProperty("code").GetString()!).ToList();
        var sources = series.GetProperty("sources").EnumerateObject().Select(s => s.Name).ToHashSet();
        var values = series.GetProperty("values").EnumerateArray().ToList();

        indicators.ShouldBeUnique();
        indicators.ShouldAllBe(code => code.StartsWith("CP."));
        values.Select(v => (v.GetProperty("code").GetString(), Code(v, "place"), v.GetProperty("year").GetInt32(), v.GetProperty("kind").GetString())).ShouldBeUnique();
        values.Select(v => v.GetProperty("code").GetString()!).Distinct().ShouldBe(indicators, ignoreOrder: true);
        values.ShouldAllBe(v => Register.ContainsKey(Code(v, "place")));
        foreach (var value in values)
        {
            var (mark, source, confidence) = (value.GetProperty("mark").GetString(), value.GetProperty("source").GetString(), value.GetProperty("confidence").GetString());
            (mark == "found" ? sources.Contains(source!) && confidence is null : mark == "own" && source is null && confidence is "high" or "medium").ShouldBeTrue(value.ToString());
            value.GetProperty("needsConfirmation").GetBoolean().ShouldBe(confidence == "medium");
        }
    }

    [Theory]
    [InlineData("CP.INCOME.ALL", 2020, 52397)]
    [InlineData("CP.INCOME.RURAL", 2023, 40311)]
    [InlineData("CP.RATIO.URBAN_RURAL", 2023, 1.86)]
    [InlineData("CP.INCOME.LOW", 2022, 18899)]
    public void The_published_figures_of_the_province_are_there(string code, int year, double value) =>
        Json("series/zhejiang-9.json").GetProperty("values").EnumerateArray()
            .Single(v => v.GetProperty("code").GetString() == code && v.GetProperty("year").GetInt32() == year && v.GetProperty("kind").GetString() == "actual" && Code(v, "place").Level == Level.Province)
            .GetProperty("value").GetDouble().ShouldBe(value);

    [Theory]
    [InlineData("2024-08-20", 26, "平阳县", "洞头区")]
    [InlineData("2024-08-21", 25, "洞头区", "平阳县")]
    [InlineData("2025-05-28", 22, "嵊泗县", "江山市")]
    public void The_mountain_counties_of_a_day_are_as_the_lists_say(string day, int count, string @in, string @out)
    {
        var members = Json("lists/mountain-counties.json").GetProperty("members").EnumerateArray()
            .Where(m => string.CompareOrdinal(m.GetProperty("from").GetString() ?? "", day) <= 0 && (m.GetProperty("to").GetString() is not { } to || string.CompareOrdinal(day, to) < 0)).ToList();

        members.Count.ShouldBe(count);
        members.ShouldAllBe(m => Register[Code(m, "code")] == m.GetProperty("name").GetString());
        members.Select(m => m.GetProperty("name").GetString()).ShouldContain(@in);
        members.Select(m => m.GetProperty("name").GetString()).ShouldNotContain(@out);
    }

    [Fact]
    public void Partners_are_counties_of_the_register_and_none_rests_on_a_guess()
    {
        foreach (var partner in Json("lists/mountain-counties.json").GetProperty("partners").EnumerateArray())
        {
            Register.ShouldContainKey(Code(partner, "helped"));
            Register[Code(partner, "helper")].ShouldBe(partner.GetProperty("helperName").GetString());
            partner.GetProperty("confidence").GetString().ShouldNotBe("low");
        }
    }

    [Fact]
    public void Every_reason_for_a_match_has_words() =>
        Enum.GetNames<MatchReason>().ShouldAllBe(reason => Words.Has("places.match." + reason));
}
