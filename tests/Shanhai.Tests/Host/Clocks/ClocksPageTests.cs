using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using static Shanhai.Tests.Host.Clocks.Given;

namespace Shanhai.Tests.Host.Clocks;

public sealed class ClocksPageTests(App app) : IClassFixture<App>
{
    [Fact]
    public async Task Anybody_asks_on_what_day_it_is_due_and_sees_every_day()
    {
        var page = WebUtility.HtmlDecode(await app.Anyone().GetStringAsync("/clocks?rule=XF.SORT&from=2026-02-05"));

        page.ShouldContain("2026-02-24");
        page.ShouldContain("起算当日（收到信访事项之日），不计入");
        page.ShouldContain("第 15 日是最后一日，逢春节放假，顺延");
        page.ShouldContain("春节放假，继续顺延");
        page.ShouldContain("顺延至此，当日24时届满");
        page.ShouldContain("《信访工作条例》（2022）第二十二条");
        page.ShouldNotContain("暂定</p>");
    }

    [Fact]
    public async Task In_English_it_says_the_same()
    {
        var page = WebUtility.HtmlDecode(await app.Anyone().GetStringAsync("/clocks?rule=XF.OBJECT&from=2025-09-29&lang=en"));

        page.ShouldContain("2025-10-13");
        page.ShouldContain("day off for National Day: not counted");
        page.ShouldContain("working day 4 (worked for National Day)");
        page.ShouldContain("working day 5, the last: ends at 24:00");
    }

    [Fact]
    public async Task A_year_without_a_table_is_called_provisional()
    {
        var page = WebUtility.HtmlDecode(await app.Anyone().GetStringAsync("/clocks?rule=XF.HANDLE&from=2026-12-01"));

        page.ShouldContain("用到的年份还没有公布放假安排");
        page.ShouldContain("起算日晚于今天");
    }

    [Theory]
    [InlineData("/clocks?rule=XF.HANDLE&from=yesterday", "不是日期")]
    [InlineData("/clocks?rule=XF.HANDLE&from=9999-12-31", "请填写 1990-01-01 至 2100-12-31 之间的日子")]
    [InlineData("/clocks?rule=XF.HANDLE&from=2020-01-01", "没有生效")]
    [InlineData("/clocks?rule=NO.SUCH&from=2026-01-01", "没有代码为 NO.SUCH 的期限")]
    public async Task What_cannot_be_reckoned_is_told_on_the_page(string address, string told)
    {
        var answer = await app.Anyone().GetAsync(address);

        ((int)answer.StatusCode).ShouldBeOneOf(404, 422);
        WebUtility.HtmlDecode(await answer.Content.ReadAsStringAsync()).ShouldContain(told);
    }

    [Fact]
    public async Task The_list_shows_every_rule_and_every_year_with_its_source()
    {
        var page = WebUtility.HtmlDecode(await app.Anyone().GetStringAsync("/clocks"));

        foreach (var rule in Rules.All)
        {
            page.ShouldContain($">{rule.Code}<");
            page.ShouldContain(rule.Basis.Zh);
        }
        page.ShouldContain("历年节假日安排的通知");
        page.ShouldContain("2004—2026 年");
        page.ShouldContain("ZJXF2016，默认不启用");
    }

    [Fact]
    public async Task The_API_gives_the_day_and_its_reckoning()
    {
        var answer = await app.Anyone().GetFromJsonAsync<JsonElement>("/api/v1/deadlines/xf.object?from=2025-09-29");

        answer.GetProperty("due").GetString().ShouldBe("2025-10-13");
        answer.GetProperty("endsAt").GetString().ShouldBe("2025-10-14T00:00:00+08:00");
        answer.GetProperty("term").GetString().ShouldBe("5 wd");
        answer.GetProperty("days").GetArrayLength().ShouldBe(15);
        answer.GetProperty("days")[1].GetProperty("role").GetString().ShouldBe("counted");
        var all = await app.Anyone().GetFromJsonAsync<JsonElement>("/api/v1/deadlines?place=330127000000&on=2026-03-02");
        all.GetProperty("rows").GetArrayLength().ShouldBe(Rules.All.Count);
        (await app.Anyone().GetAsync("/api/v1/deadlines/NO.SUCH")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Years_are_told_by_their_first_and_last_days()
    {
        var answer = await app.Anyone().GetFromJsonAsync<JsonElement>("/api/v1/deadlines/PIPL.PIA.KEEP?from=2022-05-20");

        answer.GetProperty("due").GetString().ShouldBe("2025-05-20");
        var days = answer.GetProperty("days").EnumerateArray().ToList();
        days.Count.ShouldBeLessThan(15);
        (days.Count + days.Sum(d => d.GetProperty("skipped").GetInt32())).ShouldBe(1 + 1096);
    }
}
