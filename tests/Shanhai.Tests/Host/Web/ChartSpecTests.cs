using System.Text.Json;
using Shanhai.Host.Security;
using Shanhai.Host.Web;
using Shanhai.Host.Web.Parts;
using Shanhai.Kernel;

namespace Shanhai.Tests.Host.Web;

[AnyDatabase]
public sealed class ChartSpecTests
{
    private static readonly View Reader = new(Language.Chinese, new Actor(null, "陈", Door.Web, [], new AccessTable()), "/", "", DateTimeOffset.UnixEpoch, [], "light");

    private static IEnumerable<string?> Drawn(ChartSpec chart) =>
        JsonDocument.Parse(chart.Json(Reader)).RootElement.GetProperty("series").EnumerateArray().Select(s => s.GetProperty("name").GetString());

    [Fact]
    public void A_series_of_which_nothing_is_known_is_not_drawn_but_stays_in_the_table()
    {
        var chart = new BarChart("三种分法", ["飞入地", "各村"], [new("按出资", [1, null]), new("按需要", [null, null]), new("夏普利值", [0, 2])]) { CategoryTitle = "一方", Unit = "万元" };

        Drawn(chart).ShouldBe(["按出资", "夏普利值"]);
        var table = chart.Table(Reader);
        table.Headings.ShouldBe(["一方", "按出资 (万元)", "按需要 (万元)", "夏普利值 (万元)"]);
        table.Rows.First().ShouldBe(["飞入地", "1", "—", "0"]);
    }

    [Fact]
    public void Where_nothing_is_known_at_all_one_series_stays()
    {
        Drawn(new TrendChart("收入", ["2025"], [new("甲", [null]), new("乙", [null])])).ShouldHaveSingleItem();
        Drawn(new BarChart("收入", ["2025"], [new("甲", [null])])).ShouldBe(["甲"]);
    }

    [Fact]
    public void What_the_categories_are_is_told_to_the_drawing()
    {
        var chart = new TrendChart("收入", ["2025"], [new("甲", [1])]) { CategoryTitle = "年度", Unit = "万元" };

        var said = JsonDocument.Parse(chart.Json(Reader)).RootElement;

        said.GetProperty("categoryTitle").GetString().ShouldBe("年度");
        said.GetProperty("unit").GetString().ShouldBe("万元");
    }
}
