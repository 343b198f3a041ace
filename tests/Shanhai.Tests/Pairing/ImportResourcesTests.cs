using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;
using Shanhai.Host.Security;
using Shanhai.Pairing;

namespace Shanhai.Tests.Pairing;

/// <summary>A workbook of needs and offers: checked line by line, recorded whole or not at all, listed and ended.</summary>
public sealed class ImportResourcesTests(PairedCounty app) : IClassFixture<PairedCounty>
{
    private const string At = "/pairing/resources/import", Head = "村,帮扶单位,种类,产业,数量,起,止,说明\n";

    private static async Task<string> Post(HttpClient client, string? file, string? rows)
    {
        using var form = new MultipartFormDataContent { { new StringContent(await client.Token(At)), "__RequestVerificationToken" }, { new StringContent(rows is null ? "check" : "record"), "step" } };
        if (rows is not null)
        {
            form.Add(new StringContent(rows), "rows");
        }
        if (file is not null)
        {
            form.Add(new ByteArrayContent(Encoding.UTF8.GetBytes(file)), "file", "needs.csv");
        }
        return WebUtility.HtmlDecode(await (await client.PostAsync(At, form)).Content.ReadAsStringAsync());
    }

    private static string Rows(string page) => WebUtility.HtmlDecode(Regex.Match(page, "name=\"rows\" value=\"(\\[.*?\\])\"").Groups[1].Value);

    private Task<int> Count(string words) => app.Ask(db => db.Resources.CountAsync(r => r.Words == words));

    [Fact]
    public async Task Wrong_lines_are_named_and_nothing_is_recorded_until_all_are_right()
    {
        var officer = await app.SignedIn(Role.Officer, PairedCounty.County);
        const string bad = Head + "第2村,,资金,种植,5000,2026-01-01,2026-12-31,导入甲\n没有的村,,资金,,1,,,x\n第3村,,黄金,,很多,2026-13-01,,x\n,没有的公司,培训,,10,,,x\n,山海电商有限公司,培训,,10,,,外县单位\n";

        var seen = await Post(officer, bad, null);
        var forced = await Post(officer, null, Rows(seen));

        seen.ShouldContain("可登记 1 行，已有 0 行，有错 4 行");
        seen.ShouldContain("没有“黄金”这个种类");
        seen.ShouldContain("“很多”不是整数");
        seen.ShouldContain("没有“没有的公司”这家单位");
        seen.ShouldContain("不在您可以登记的范围内");
        seen.ShouldNotContain("[pairing.");
        forced.ShouldContain("有 4 行有错");
        (await Count("导入甲")).ShouldBe(0);
    }

    [Fact]
    public async Task Sound_lines_are_recorded_once_listed_and_ended()
    {
        var officer = await app.SignedIn(Role.Officer, PairedCounty.County);
        const string good = Head + "第2村,,市场,种植,\"6,000\",,,导入乙\n,向阳光伏有限公司,培训,,30,,,导入丙\n";

        var seen = await Post(officer, good, null);
        var done = await Post(officer, null, Rows(seen));
        var again = await Post(officer, good, null);
        var list = await officer.GetStringAsync($"/pairing/resources?under={PairedCounty.County}&lang=zh");
        var offers = await officer.GetStringAsync($"/pairing/resources?offers=true&what=Training&lang=zh");
        var need = await app.Ask(db => db.Resources.AsNoTracking().SingleAsync(r => r.Words == "导入乙"));
        var ended = await officer.PostForm($"/pairing/resources/{need.Id}/end", new() { ["back"] = "list" }, "/pairing/resources");
        var after = await officer.GetStringAsync("/pairing/resources?lang=zh");

        done.ShouldContain("登记了 2 项");
        again.ShouldContain("可登记 0 行，已有 2 行，有错 0 行");
        (need.Place, need.What, need.Sector, need.Amount).ShouldBe((PairedCounty.Village(2), ResourceKind.Market, "planting", 6000L));
        list.ShouldContain("导入乙");
        list.ShouldContain("导入丙");
        offers.ShouldContain("导入丙");
        offers.ShouldNotContain("导入乙");
        ended.Headers.Location!.OriginalString.ShouldBe("/pairing/resources");
        after.ShouldNotContain("导入乙");
        (await Count("导入丙")).ShouldBe(1);
    }

    [Theory]
    [InlineData("a,b\n1,2\n", "没有找到表头")]
    [InlineData(Head, "只有表头")]
    public async Task A_file_that_is_none_is_refused_with_what_it_needs(string file, string said) =>
        (await Post(await app.SignedIn(Role.Clerk, PairedCounty.County), file, null)).ShouldContain(said);
}
