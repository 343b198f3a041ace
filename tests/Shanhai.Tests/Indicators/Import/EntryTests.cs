using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Shanhai.Host.Persistence;
using Shanhai.Host.Security;
using Shanhai.Host.Tables;
using Shanhai.Indicators.Import;
using Shanhai.Kernel;
using Shanhai.Places;
using Shanhai.Tests.Host.Security;
using Shanhai.Tests.Host.Tables;
using static Shanhai.Tests.Indicators.Import.Wizard;

namespace Shanhai.Tests.Indicators.Import;

/// <summary>The other ways in and out: the API, the round trip of an export, the grid; and the words on every page of figures.</summary>
public sealed partial class EntryTests(ImportCounty app) : IClassFixture<ImportCounty>
{
    [Fact]
    public async Task A_key_makes_a_repeated_request_give_the_first_answer()
    {
        var client = await app.Officer();
        async Task<HttpResponseMessage> Post(decimal value)
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/figures")
            {
                Content = JsonContent.Create(new { source = new { kind = "api", asOf = "2025-01-01" }, cells = new[] { new { place = "990101102202", indicator = "CE.501", period = "2024", value } } }),
            };
            request.Headers.Add("RequestVerificationToken", await client.Token());
            request.Headers.Add("Idempotency-Key", "k1");
            return await client.SendAsync(request);
        }

        var first = await (await Post(5)).Content.ReadAsStringAsync();
        var again = await (await Post(5)).Content.ReadAsStringAsync();
        var other = await Post(6);

        again.ShouldBe(first);
        other.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        (await Value(client, "990101102202", "CE.501", 2024)).ShouldBe(5m);
    }

    [Theory]
    [InlineData("csv")]
    [InlineData("xlsx")]
    public async Task An_export_edited_in_three_cells_changes_exactly_three_cells(string format)
    {
        var client = await app.Officer();
        var year = format == "csv" ? 2009 : 2010;
        var first = await Checked(client, $"{year}年全县.csv",
            "村名,乡镇,经营收入（元）,投资收益（元）\n石门坑村,石门乡,100,1\n下姜村,石门乡,200,2\n长岭村,石门乡,300,3\n长岭村,枫林镇,400,4\n枫林社区,枫林镇,500,\n");
        await PostShown(client, first, first + "/confirm");
        var before = await app.Ask(db => db.Facts.CountAsync());
        var file = await client.GetByteArrayAsync($"/figures/export?under=990101000000&indicators=CE04.501,CE04.561,CE.OPERATING&years={year}&format={format}");
        var book = Workbook.Read(new ArraySegment<byte>(file), "export." + format).Value;
        var edited = string.Join('\n', book.Sheets[0].Rows.Select((r, i) => string.Join(',', Enumerable.Range(1, 6).Select(c => (i, c) switch
        {
            (1, 4) => "101", (2, 5) => "22", (5, 4) => "555", (3, 5) => "", _ => r[c].Text,
        }))));

        var second = await Checked(client, "改.csv", edited);
        var page = await Page(client, second);
        var done = await PostShown(client, second, second + "/confirm", new() { ["odd"] = "true" });

        page.ShouldContain("更正数值");
        done.Headers.Location!.OriginalString.ShouldStartWith("/figures/batches/");
        (await app.Ask(db => db.Facts.CountAsync())).ShouldBe(before + 3);
        (await app.Ask(db => db.Facts.CountAsync(f => f.Period == year * 100 && f.Revision == 2))).ShouldBe(3);
        (await Value(client, "990101101203", "CE04.561", year)).ShouldBe(3m);
    }

    private const string Entry = "/figures/enter?under=990101101000&indicators=CE.503,CE.504&period=2025";

    private static async Task<HttpResponseMessage> Enter(HttpClient client, Dictionary<string, string> cells)
    {
        var html = await client.GetStringAsync(Entry);
        var form = Regex.Match(html, "<form[^>]*data-grid.*?</form>", RegexOptions.Singleline).Value;
        var fields = Shown(form);
        foreach (var (name, value) in cells)
        {
            fields[name] = value;
        }
        using var content = new FormUrlEncodedContent(fields);
        return await client.PostAsync(Entry, content);
    }

    [Fact]
    public async Task A_grid_saves_what_was_typed_and_keeps_it_where_something_is_wrong()
    {
        var client = await app.Officer();

        var wrong = await Enter(client, new() { ["v.990101101201.CE.503"] = "12,3", ["v.990101101202.CE.503"] = "77" });
        var page = WebUtility.HtmlDecode(await wrong.Content.ReadAsStringAsync());
        var right = await Enter(client, new() { ["v.990101101201.CE.503"] = "1,234.50", ["v.990101101202.CE.503"] = "77" });
        var nothing = await Enter(client, []);

        wrong.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        page.ShouldContain("逗号位置不对");
        page.ShouldContain("value=\"77\"");
        right.Headers.Location!.OriginalString.ShouldContain("saved=2");
        nothing.Headers.Location!.OriginalString.ShouldContain("saved=0");
        (await Value(client, "990101101201", "CE.503", 2025)).ShouldBe(1234.5m);
        (await Page(client, "/places/990101101201/figures")).ShouldContain("1,234.5");
    }

    [Fact]
    public async Task Two_people_in_one_cell_the_second_sees_both_values_and_chooses()
    {
        var (one, two) = (await app.Officer(), await app.Officer());
        await Enter(one, new() { ["v.990101101203.CE.504"] = "10" });

        var clash = await Enter(two, new() { ["r.990101101203.CE.504"] = "0|", ["v.990101101203.CE.504"] = "20" });
        var page = WebUtility.HtmlDecode(await clash.Content.ReadAsStringAsync());
        var mine = await Enter(two, new() { ["r.990101101203.CE.504"] = "0|", ["v.990101101203.CE.504"] = "20", ["k.990101101203.CE.504"] = "mine:1" });

        clash.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        page.ShouldContain("别人已保存为 10");
        page.ShouldContain("您填的是 20");
        mine.Headers.Location!.OriginalString.ShouldContain("corrected=1");
        (await Value(two, "990101101203", "CE.504", 2025)).ShouldBe(20m);
    }

    [Fact]
    public async Task Every_indicator_has_a_page_and_every_word_on_it_exists()
    {
        var client = await app.Officer();
        foreach (var address in new[] { "/indicators", "/indicators?group=PO", "/indicators/CE.OPERATING", "/indicators/CE.DEBTRATIO", "/indicators/PO.AGEDSHARE", "/figures/enter", "/figures/export", "/figures/import", "/figures/batches", "/places/990101000000/figures", "/places/990101000000" })
        {
            foreach (var language in new[] { "zh", "en" })
            {
                var answer = await client.GetAsync(address + (address.Contains('?', StringComparison.Ordinal) ? "&" : "?") + "lang=" + language);
                answer.StatusCode.ShouldBe(HttpStatusCode.OK, address);
                Unsaid().Matches(await answer.Content.ReadAsStringAsync()).Select(m => m.Value).ShouldBeEmpty(address);
            }
        }
        await client.GetAsync("/indicators?lang=zh");
    }

    [GeneratedRegex(@"\[(?:import|figures|enter|batch|batches|export|indicators|indicator|part|source|problem|level)\.[A-Za-z0-9.\-]+\]")]
    private static partial Regex Unsaid();
}
