using System.Net;
using System.Net.Http.Json;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Shanhai.Host.Security;
using Shanhai.Host.Tables;
using Shanhai.Kernel;
using Shanhai.Programmes;
using Shanhai.Tests.Funds;
using static Shanhai.Tests.Programmes.ProgrammeCounty;

namespace Shanhai.Tests.Programmes;

public sealed class ImportProjectsTests(FundsCounty app) : IClassFixture<FundsCounty>
{
    private const string Heads = "项目编号,项目名称,村,措施,开始日期,结束日期,预算(元),实施单位,批复文件\n";

    private static IReadOnlyList<ProjectRow> Rows(string lines) => ProjectRows.Of(Workbook.Read(Encoding.UTF8.GetBytes(Heads + lines), "项目.csv").Value).Value;

    private Task<Result<ImportProjects.Imported>> Import(Id<Programme> programme, IReadOnlyList<ProjectRow> rows, bool preview = false, bool soundOnly = false) =>
        app.As(null, (w, a) => ImportProjects.Handle(new(programme, rows, soundOnly), preview, w.Measures, w.Trees, w.Places, w.Db, a, w.Clock, default));

    [Fact]
    public async Task While_one_line_is_wrong_nothing_is_planned_and_every_line_says_what_is_wrong()
    {
        var programme = await app.Programme();
        var rows = Rows("""
            A-1,加工点,云上村,来料加工,2026-01-01,2026-12-31,"200,000",,县发改1号
            A-1,重号,云上村,来料加工,2026-01-01,2026-12-31,1,,
            ,光伏,没有这个村,光伏,2026-01-01,2026-12-31,100,,
            ,民宿,云下村,炼金,2026-13-01,2026-12-31,很多,没有这家单位,
            ,电商,990101101201,电商销售,2026-03-01,2026-06-30,50000,北山县农业农村局,
            """);

        var seen = (await Import(programme, rows, preview: true)).Value.Lines;
        var refused = await Import(programme, rows);

        seen.Select(l => l.Fate).ShouldBe([ImportProjects.Fate.New, ImportProjects.Fate.Wrong, ImportProjects.Fate.Wrong, ImportProjects.Fate.Wrong, ImportProjects.Fate.New]);
        seen[1].Wrong.Select(w => w.Key).ShouldBe(["programmes.import-twice"]);
        seen[2].Wrong.Select(w => w.Key).ShouldBe(["programmes.village-not-found"]);
        seen[3].Wrong.Select(w => (w.Field, w.Key)).ShouldBe([("measure", "programmes.measure-unknown"), ("budget", "field.not-a-number"), ("body", "organisation.not-found"), ("from", "field.not-a-day")], ignoreOrder: true);
        seen[3].Row.Line.ShouldBe(5);
        refused.Problem!.Code.ShouldBe("programmes.import-wrong");
        (await app.Ask(db => db.Projects.CountAsync(p => p.Programme == programme))).ShouldBe(0);
        (await Import(programme, rows, soundOnly: true)).Value.Added.ShouldBe(2);
        var made = await app.Ask(db => db.Projects.Where(p => p.Programme == programme).OrderBy(p => p.Name).ToListAsync());
        made.Select(p => (p.Name, p.Budget)).ShouldBe([("加工点", 200_000_00), ("电商", 50_000_00)], ignoreOrder: true);
        made.Single(p => p.Name == "电商").Code.ShouldEndWith("-990101-0001");
        // Sent again, what is there stays as it is.
        (await Import(programme, Rows("A-1,加工点,云上村,来料加工,2026-01-01,2026-12-31,1,,"))).Value.Added.ShouldBe(0);
        var subject = ProgrammesModule.SubjectOf(programme);
        (await app.Ask(db => db.Journal.CountAsync(j => j.Subject == subject && j.Summary!.Contains("imported")))).ShouldBe(1);
    }

    [Fact]
    public async Task The_page_checks_first_and_plans_then_and_a_file_that_is_none_is_told_at_the_field()
    {
        var programme = await app.Programme();
        var officer = await app.SignedIn(Role.Officer, County);
        async Task<HttpResponseMessage> Send(string step, (string Name, string Value)[] fields, string? file = null)
        {
            using var form = new MultipartFormDataContent { { new StringContent(await officer.Token("/projects/import")), "__RequestVerificationToken" }, { new StringContent(step), "step" }, { new StringContent(programme.ToString()), "programme" } };
            foreach (var (name, value) in fields)
            {
                form.Add(new StringContent(value), name);
            }
            if (file is not null)
            {
                form.Add(new ByteArrayContent(Encoding.UTF8.GetBytes(file)), "file", "项目.csv");
            }
            return await officer.PostAsync("/projects/import?lang=zh", form);
        }

        var none = await Send("check", []);
        var odd = await Send("check", [], "a,b\n1,2\n");
        var looked = await Send("check", [], Heads + "B-1,加工点,云上村,来料加工,2026-01-01,2026-12-31,1000,,\n");
        var rows = System.Text.Json.JsonSerializer.Serialize(Rows("B-1,加工点,云上村,来料加工,2026-01-01,2026-12-31,1000,,"), System.Text.Json.JsonSerializerOptions.Web);
        var done = await Send("record", [("rows", rows)]);
        var lost = await Send("record", [("rows", "{")]);

        none.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        (await odd.Content.ReadAsStringAsync()).ShouldContain("没有找到表头");
        (await looked.Content.ReadAsStringAsync()).ShouldContain("可编制 1 行");
        (await app.Ask(db => db.Projects.CountAsync(p => p.Code == "B-1"))).ShouldBe(1);
        (await done.Content.ReadAsStringAsync()).ShouldContain("已编制 1 个项目");
        (await lost.Content.ReadAsStringAsync()).ShouldContain("请重新上传文件");
        (await officer.GetStringAsync("/projects/import/template?lang=zh")).ShouldContain("项目编号,名称,村,措施,开始日期,结束日期,预算金额");
    }

    [Fact]
    public async Task The_api_takes_the_rows_and_only_looks_where_that_is_wanted()
    {
        var programme = await app.Programme();
        var officer = await app.SignedIn(Role.Officer, County);
        var body = new { rows = new[] { new { line = 1, name = "加工点", village = "云上村", measure = "processing", from = "2026-01-01", to = "2026-12-31", budget = "100" } } };

        (await officer.PostAsJsonAsync($"/api/v1/programmes/{programme}/import?preview=true", body)).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await app.Ask(db => db.Projects.CountAsync(p => p.Programme == programme))).ShouldBe(0);
        (await officer.PostAsJsonAsync($"/api/v1/programmes/{programme}/import", body)).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await app.Ask(db => db.Projects.CountAsync(p => p.Programme == programme))).ShouldBe(1);
    }
}
