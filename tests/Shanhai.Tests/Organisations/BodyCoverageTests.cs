using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Shanhai.Host.Persistence;
using Shanhai.Host.Security;
using Shanhai.Host.Web;
using Shanhai.Kernel;
using Shanhai.Organisations;
using Shanhai.Places;

namespace Shanhai.Tests.Organisations;

/// <summary>Which firms and social organisations the Party's organisation and work cover: dated flags, rates by place, the gap list.</summary>
public sealed partial class BodyCoverageTests(Bodies app) : IClassFixture<Bodies>
{
    private const string Ledger = "党建台账";

    private Task<Result<RecordCoverage.Recorded>> Flag(params RecordCoverage.Flag[] flags) =>
        app.With((s, actor) => RecordCoverage.Handle(new(flags), s.GetRequiredService<CurrentTree>(), s.GetRequiredService<Db>(), actor, app.Clock, default));

    private static RecordCoverage.Flag Says(Id<Organisation> body, OrganisationEventKind kind, DateOnly? on = null) => new(body.ToString(), kind, on ?? Bodies.Day, Ledger);

    private async Task<FindBodyCoverage.Shown> Found(PlaceCode under, DateOnly? on = null) => (await app.With((s, actor) =>
        FindBodyCoverage.Handle(new() { Under = under, On = on }, s.GetRequiredService<CurrentRegister>(), s.GetRequiredService<Db>(), actor, app.Clock, default))).Value;

    private static string Told(Problem? problem) => problem is null ? "" : string.Join(" ", problem.Fields.Select(f => f.Field + " " + Words.Say(Language.Chinese, f.Key, f.Args)));

    [Fact]
    public async Task Rates_are_reckoned_by_place_and_day_and_what_is_missing_is_listed()
    {
        var firms = new List<Id<Organisation>>();
        foreach (var name in new[] { "甲厂", "乙厂", "丙厂", "丁国有公司", "戊厂" })
        {
            firms.Add(await app.Create(name, OrganisationKind.Enterprise, Bodies.Other));
        }
        var league = await app.Create("水阴县商会", OrganisationKind.SocialOrganisation, Bodies.Other);
        await app.Create("水阴县水利局", OrganisationKind.Department, Bodies.Other);
        (await Flag(Says(firms[0], OrganisationEventKind.CoveredAlone), Says(firms[0], OrganisationEventKind.WorkReached), Says(firms[1], OrganisationEventKind.CoveredJointly), Says(firms[2], OrganisationEventKind.NotCovered),
            Says(firms[2], OrganisationEventKind.WorkReached), Says(firms[3], OrganisationEventKind.NotCounted), Says(league, OrganisationEventKind.CoveredAlone))).Problem.ShouldBeNull();
        (await Flag(Says(firms[2], OrganisationEventKind.CoveredJointly, Bodies.Day.AddDays(30)))).Problem.ShouldBeNull();
        (await app.Change(firms[4], OrganisationEventKind.Closed, Bodies.Day.AddDays(60))).Problem.ShouldBeNull();
        async Task<FindBodyCoverage.Counts> On(int days) => (await Found(Bodies.City, Bodies.Day.AddDays(days))).Places.Single(r => r.Place == Bodies.Other).Counts;

        (await On(-1)).ShouldBe(new(6, 0, 0, 0, 6, 0, 0));
        var then = await On(0);
        then.ShouldBe(new(5, 2, 1, 1, 1, 2, 1));
        (then.Rate, then.SoleRate, then.WorkRate).ShouldBe(((decimal?)60, (decimal?)40, (decimal?)40));
        (await On(30)).ShouldBe(new(5, 2, 2, 0, 1, 2, 1));
        (await On(60)).ShouldBe(new(4, 2, 2, 0, 0, 2, 1));
        var gaps = (await Found(Bodies.Other, Bodies.Day)).Gaps;
        gaps.Rows.Select(g => (g.Name, g.Since, g.Work)).ShouldBe([("丙厂", (DateOnly?)Bodies.Day, (bool?)true), ("戊厂", null, null)], ignoreOrder: true);
        gaps.Total.ShouldBe(2);
        CoverageDefinition.Shipped.Rates.ShouldAllBe(r => r.Mark.NeedsConfirmation && r.Mark.Source == "W-2FG");
    }

    [Fact]
    public async Task A_flag_that_cannot_be_is_told_at_its_field_and_nothing_is_recorded()
    {
        var firm = await app.Create("庚厂", OrganisationKind.Enterprise, Bodies.Township);
        await app.Create("重名厂", OrganisationKind.Enterprise, Bodies.Township);
        await app.Create("重名厂", OrganisationKind.Enterprise, Bodies.Village);
        var bureau = await app.Create("山阳县统计局");
        (await Flag(Says(firm, OrganisationEventKind.CoveredAlone))).Problem.ShouldBeNull();
        var before = await app.Ask(db => db.OrganisationEvents.CountAsync());

        var told = Told((await Flag(new("没有这个厂", OrganisationEventKind.NotCovered, Bodies.Day, Ledger), new("重名厂", OrganisationEventKind.NotCovered, Bodies.Day, Ledger), Says(bureau, OrganisationEventKind.NotCovered),
            Says(firm, OrganisationEventKind.NotCovered, new(2027, 1, 1)), new(firm.ToString(), OrganisationEventKind.Closed, null, " "))).Problem);
        told.ShouldContain("flags[0].body 您管辖范围内没有“没有这个厂”");
        told.ShouldContain("flags[1].body 您管辖范围内有 2 个“重名厂”");
        told.ShouldContain("flags[2].body 山阳县统计局不是企业或社会组织");
        told.ShouldContain("flags[3].on");
        told.ShouldContain("flags[4].kind");
        told.ShouldContain("flags[4].document");
        Told((await Flag(Says(firm, OrganisationEventKind.NotCovered))).Problem).ShouldContain("庚厂在 2026-03-01 已有一条同类登记");
        Told((await Flag(Says(firm, OrganisationEventKind.CoveredAlone, Bodies.Day.AddDays(9)))).Problem).ShouldContain("庚厂从 2026-03-01 起已经是这样");
        Told((await Flag()).Problem).ShouldContain("一次登记1到");
        // The door for changes of the tree takes no flag of coverage, and above all does not close the body by it.
        (await app.Change(firm, OrganisationEventKind.NotCovered)).Problem!.Fields.ShouldContain(f => f.Field == "kind");
        (await app.Show(firm)).Closed.ShouldBeNull();
        (await app.Ask(db => db.OrganisationEvents.CountAsync())).ShouldBe(before);
    }

    [Fact]
    public async Task Coverage_and_changes_of_the_tree_are_undone_apart()
    {
        var firm = await app.Create("辛厂", OrganisationKind.Enterprise, Bodies.Township);
        var first = (await Flag(Says(firm, OrganisationEventKind.CoveredAlone))).Value.Events[0];
        var renamed = await app.Change(firm, OrganisationEventKind.Renamed, Bodies.Day.AddDays(5), "辛新厂");
        (await Flag(Says(firm, OrganisationEventKind.NotCovered, Bodies.Day.AddDays(10)))).Problem.ShouldBeNull();

        (await app.Undo(renamed.Value.Event)).Problem.ShouldBeNull();
        (await app.Undo(first)).Problem.ShouldBeNull();
        var shown = await app.Show(firm);
        (shown.Name, shown.Closed, shown.Stands).ShouldBe(("辛厂", null, true));
        shown.Coverage.ShouldBe(new(OrganisationEventKind.NotCovered, Bodies.Day.AddDays(10), null, null));
        (await app.Show(firm, Bodies.Day)).Coverage!.Party.ShouldBeNull();
        (await app.Ask(db => db.Journal.CountAsync(j => j.Subject == "organisation:" + firm))).ShouldBe(6);
    }

    [Fact]
    public async Task A_table_is_looked_at_recorded_whole_and_what_is_missing_is_exported()
    {
        await app.Create("表格甲厂", OrganisationKind.Enterprise, Bodies.Township, code: "91330212MA0DEM0053");
        await app.Create("表格乙厂", OrganisationKind.Enterprise, Bodies.Township);
        await app.Create("表格丙厂", OrganisationKind.Enterprise, Bodies.City);
        var officer = await app.SignedIn(Role.Officer, Bodies.County);
        const string Heads = "统一社会信用代码,名称,组织覆盖,工作覆盖,日期,依据文件\n";

        var wrong = await Sent(officer, "check", Heads + "91330212MA0DEM0053,,单独组建,是,2026-03-01,台账\n,表格乙厂,半覆盖,,2026-03-01,台账\n,表格丙厂,未组建,,2026-13-01,台账\n");
        wrong.ShouldContain("第 3 行：不认识“半覆盖”，应为：单独组建、联合组建、未组建、不计入");
        wrong.ShouldContain("第 4 行：");
        (await Sent(officer, "check", Heads + ",表格丙厂,未组建,,2026-03-01,台账\n")).ShouldContain("第 2 行：您管辖范围内没有“表格丙厂”");
        (await Sent(officer, "check", "甲,乙\n1,2\n")).ShouldContain("没有找到表头");
        var good = await Sent(officer, "check", Heads + "91330212MA0DEM0053,,单独组建,是,2026-03-01,台账\n,表格乙厂,未组建,,2026-03-01,台账\n");
        good.ShouldContain("共 3 条");
        using var form = new MultipartFormDataContent { { new StringContent(await officer.Token("/organisations")), "__RequestVerificationToken" }, { new StringContent("record"), "step" }, { new StringContent(WebUtility.HtmlDecode(Rows().Match(good).Groups[1].Value)), "rows" } };
        (await officer.PostAsync("/organisations/coverage/import", form)).StatusCode.ShouldBe(HttpStatusCode.Redirect);

        var page = WebUtility.HtmlDecode(await officer.GetStringAsync("/organisations/coverage?under=山阳县"));
        page.ShouldContain("表格乙厂");
        page.ShouldContain("未组建（2026-03-01 起）");
        page.ShouldContain("（单独组建＋联合组建）÷计入总数");
        var gaps = await officer.GetStringAsync($"/organisations/coverage/export?format=csv&under={Bodies.Township}");
        gaps.ShouldContain("表格乙厂");
        gaps.ShouldNotContain("表格甲厂");
        (await officer.GetStringAsync($"/organisations/coverage/export?format=csv&table=places&under={Bodies.County}")).ShouldContain("石门乡");
        (await officer.GetStringAsync("/organisations/coverage/template")).ShouldContain("组织覆盖");
        (await officer.GetStringAsync("/organisations/coverage?lang=en")).ShouldContain("Organisation coverage");
    }

    [Fact]
    public async Task A_flag_is_recorded_with_a_form_and_the_page_of_the_body_says_since_when()
    {
        var firm = await app.Create("壬厂", OrganisationKind.Enterprise, Bodies.Township);
        var officer = await app.SignedIn(Role.Officer, Bodies.County);
        var change = $"/organisations/{firm}/change";
        WebUtility.HtmlDecode(await officer.GetStringAsync($"/organisations/{firm}")).ShouldContain(change + "?kind=CoveredJointly");

        var early = await officer.PostForm(change, new() { ["kind"] = "CoveredJointly", ["on"] = "2027-01-01", ["document"] = "台账" }, change + "?kind=CoveredJointly");
        early.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        (await officer.PostForm(change, new() { ["kind"] = "CoveredJointly", ["on"] = "2026-03-01", ["document"] = "台账", ["note"] = "园区联合支部" }, change + "?kind=CoveredJointly")).StatusCode.ShouldBe(HttpStatusCode.Redirect);
        WebUtility.HtmlDecode(await officer.GetStringAsync($"/organisations/{firm}")).ShouldContain("联合组建（2026-03-01 起）");
        WebUtility.HtmlDecode(await (await officer.PostForm(change, new() { ["kind"] = "CoveredJointly", ["on"] = "2026-04-01", ["document"] = "台账" }, change + "?kind=CoveredJointly")).Content.ReadAsStringAsync()).ShouldContain("已经是这样");

        // Somebody of another county neither sees nor changes it.
        var other = await app.SignedIn(Role.Officer, Bodies.Other);
        (await other.PostAsJsonAsync("/api/v1/organisations/coverage", new { flags = new[] { new { body = firm.ToString(), kind = "notCovered", on = "2026-05-01", document = "台账" } } })).StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        (await other.GetStringAsync($"/api/v1/organisations/coverage?under={Bodies.Township}")).ShouldNotContain("壬厂");
    }

    private static async Task<string> Sent(HttpClient client, string step, string rows)
    {
        using var content = new MultipartFormDataContent { { new StringContent(await client.Token("/organisations")), "__RequestVerificationToken" }, { new StringContent(step), "step" } };
        using var file = new ByteArrayContent(Encoding.UTF8.GetBytes(rows));
        file.Headers.ContentType = new MediaTypeHeaderValue("text/csv");
        content.Add(file, "file", "覆盖.csv");
        return WebUtility.HtmlDecode(await (await client.PostAsync("/organisations/coverage/import", content)).Content.ReadAsStringAsync());
    }

    [GeneratedRegex("name=\"rows\" value=\"(.*?)\"\\s*/?>", RegexOptions.Singleline)]
    private static partial Regex Rows();
}
