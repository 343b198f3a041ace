using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Shanhai.Host.Security;
using Shanhai.Programmes;
using static Shanhai.Tests.Programmes.ProgrammeCounty;

namespace Shanhai.Tests.Programmes;

/// <summary>One project as everybody may read it.</summary>
public sealed class PublicProjectTests(PublishingCounty app) : IClassFixture<PublishingCounty>
{
    [Fact]
    public async Task Everybody_reads_what_is_planned_reached_measured_and_paid_and_nothing_else()
    {
        var (village, project, book) = await app.WholeProject();
        var anyone = app.Anyone();
        var address = $"/projects/published/{project.Id}";

        var page = WebUtility.HtmlDecode(await anyone.GetStringAsync(address + "?lang=zh"));
        var english = await anyone.GetStringAsync(address + "?lang=en");
        var api = await anyone.GetStringAsync("/api/v1" + address);

        foreach (var said in new[] { "来料加工点", "北山县农业农村局", "主体完工", "2026-07-05", "带动就业", "120,000.01", "43,000.00", "40,000.00", "北山建设公司", "个人（合并）" })
        {
            page.ShouldContain(said);
        }
        foreach (var answer in new[] { page, english, api })
        {
            PublishingCounty.Hidden.ShouldAllBe(h => !answer.Contains(h));
            answer.ShouldNotContain("[programmes.");
        }
        var read = JsonDocument.Parse(api).RootElement;
        read.GetProperty("results")[0].GetProperty("value").GetDecimal().ShouldBe(25);
        read.GetProperty("of").GetProperty("percent").GetInt32().ShouldBe(75);
        read.GetProperty("money")[0].GetProperty("paidFen").GetInt64().ShouldBe(43_000_00);
        read.GetProperty("payees").EnumerateArray().Select(p => (p.GetProperty("persons").GetBoolean(), p.GetProperty("fen").GetInt64())).ShouldBe([(false, 40_000_00L), (true, 3_000_00L)]);

        // From the list, from the village's page and from the money one comes to it.
        foreach (var from in new[] { $"/projects/published?under={village}", $"/places/{village}", $"/money/{book}" })
        {
            (await anyone.GetStringAsync(from)).ShouldContain($"href=\"{address}\"", customMessage: from);
        }
        // Whoever works there comes on to the whole of it.
        page.ShouldNotContain($"\"/projects/{project.Id}\"");
        (await (await app.SignedIn(Role.Officer, County)).GetStringAsync(address)).ShouldContain($"\"/projects/{project.Id}\"");
    }

    [Fact]
    public async Task What_is_not_public_is_not_there_for_anybody_by_this_door()
    {
        var programme = await app.Programme();
        var hidden = await app.Project(programme, "内部的加工点", how: p => p with { Public = false });
        var closed = await app.Project(await app.Programme(open: false), "不公开工程的加工点");
        var officer = await app.SignedIn(Role.Officer, County);

        foreach (var id in new[] { hidden.Id, closed.Id })
        {
            foreach (var client in new[] { app.Anyone(), officer })
            {
                (await client.GetAsync($"/projects/published/{id}")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
                (await client.GetAsync($"/api/v1/projects/published/{id}")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
            }
        }
    }

    [Fact]
    public async Task The_public_list_is_narrowed_by_state_and_sorted()
    {
        var village = await app.NewVillage();
        var programme = await app.Programme();
        var (small, large) = (await app.Project(programme, "小项目", village, p => p with { Budget = 1_000 }), await app.Project(programme, "大项目", village, p => p with { Budget = 9_000 }));
        (await app.Report(large.Id, Day(2026, 2, 1))).Problem.ShouldBeNull();
        async Task<string?[]> Codes(string question) => [.. (await app.Anyone().GetFromJsonAsync<JsonElement>($"/api/v1/projects/published?under={village}&{question}")).GetProperty("rows").EnumerateArray().Select(r => r.GetProperty("code").GetString())];

        (await Codes("sort=-budget")).ShouldBe([large.Code, small.Code]);
        (await Codes("sort=budget")).ShouldBe([small.Code, large.Code]);
        (await Codes("state=underWay")).ShouldBe([large.Code]);
        (await app.Anyone().GetStringAsync($"/projects/published?under={village}&state=Planned")).ShouldNotContain("大项目");
    }
}
