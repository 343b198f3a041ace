using System.Net;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Shanhai.Host.Persistence;
using Shanhai.Host.Security;
using Shanhai.Host.Tables;
using Shanhai.Kernel;
using Shanhai.Organisations;
using Shanhai.Places;

namespace Shanhai.Tests.Organisations;

/// <summary>A workbook of bodies, line by line.</summary>
public sealed class ImportOrganisationsTests(Bodies app) : IClassFixture<Bodies>
{
    private const string Head = "名称,类型,服务地方,上级机构,职责领域,统一社会信用代码,办公电话,设立日期\n";

    private static async Task<IReadOnlyList<OrganisationRow>> Read(string table)
    {
        using var stream = new MemoryStream(Encoding.UTF8.GetBytes(table));
        return OrganisationRows.Of((await Workbook.Read(stream, "bodies.csv")).Value).Value;
    }

    private async Task<Result<ImportOrganisations.Imported>> Import(string lines, bool preview = false, bool soundOnly = false, params int[] another)
    {
        var rows = await Read(Head + lines);
        return await app.With((s, actor) => ImportOrganisations.Handle(new(rows, "机构名册", another.ToHashSet(), soundOnly), preview, s.GetRequiredService<CurrentTree>(),
            s.GetRequiredService<CurrentRegister>(), s.GetRequiredService<Pinyin>(), s.GetRequiredService<Db>(), actor, app.Clock, default));
    }

    [Fact]
    public async Task A_file_adds_bodies_below_each_other_in_whatever_order_they_come()
    {
        var done = await Import("甲县财政局,部门,990101000000,甲县人民政府,财政、国有资产,,0571-1234567,2019年1月1日\n甲县人民政府,政府,山阳县,,,,,\n甲财政所,事业单位,石门乡,甲县财政局,,,,\n");

        done.Value.Added.ShouldBe(3);
        var tree = await app.Tree();
        var office = tree.All.Single(b => b.Name == "甲财政所");
        tree.Above(office.Id).Select(b => b.Name).ShouldBe(["甲县财政局", "甲县人民政府"]);
        tree.All.Single(b => b.Name == "甲县财政局").Duties.ShouldBe(Duties.Finance | Duties.StateAssets);
        tree.All.Single(b => b.Name == "甲县财政局").Opened.ShouldBe(new DateOnly(2019, 1, 1));
        (await app.Ask(db => db.Journal.CountAsync(e => e.Subject == "organisations" && e.Summary!.Contains("\"added\":3")))).ShouldBe(1);
    }

    [Fact]
    public async Task Every_wrong_line_says_what_is_wrong_and_nothing_is_recorded()
    {
        await app.Create("已有局");
        var before = (await app.Tree()).Count;
        const string Lines = ",部门,990101000000,,,,,\n无类型,,990101000000,,,,,\n怪类型,公司部,990101000000,,,,,\n无地方,部门,,,,,,\n没这地方,部门,西山县,,,,,\n代码错,部门,990101000000,,,12330000727183266K,,\n"
            + "手机号,部门,990101000000,,,,13800138000,\n怪职责,部门,990101000000,,炼丹,,,\n未来,部门,990101000000,,,,,2030-01-01\n上级没有,部门,990101000000,没有的局,,,,\n圈甲,部门,990101000000,圈乙,,,,\n圈乙,部门,990101000000,圈甲,,,,\n"
            + "重名,部门,990101000000,,,,,\n重名,部门,990101000000,,,,,\n好的局,部门,990101000000,已有局,,,,\n";

        var seen = (await Import(Lines, preview: true)).Value;

        string Key(int line) => seen.Lines.Single(l => l.Row.Line == line).Wrong.Select(w => w.Key).FirstOrDefault() ?? "";
        Enumerable.Range(2, 15).Select(Key).ShouldBe(
        [
            "field.required", "field.required", "organisation.import-kind", "organisation.place-needed", "organisation.import-place-unknown", "organisation.code.check", "organisation.mobile",
            "organisation.import-duty", "organisation.future", "organisation.not-found", "organisation.import-circle", "organisation.import-circle", "", "organisation.import-name-twice", "",
        ]);
        (await Import(Lines)).Problem!.Code.ShouldBe("organisation.import-wrong");
        (await app.Tree()).Count.ShouldBe(before);
        (await Import(Lines, soundOnly: true)).Value.Added.ShouldBe(2);
    }

    [Fact]
    public async Task What_is_there_is_left_alone_and_what_may_be_there_waits_for_a_word()
    {
        await app.Create("山阳县卫生健康局", code: "N2331127MA00000072");
        const string Lines = "山阳县卫生健康局,部门,990101000000,,,,,\n卫健委,部门,990101000000,,,N2331127MA00000072,,\n山阳县卫生健康局(新),部门,990101000000,,,,,\n";

        var seen = (await Import(Lines, preview: true)).Value;

        seen.Lines.Select(l => (l.Fate, l.Twins[0].Reason)).ShouldBe(
            [(LineFate.Known, DuplicateReason.SameName), (LineFate.Known, DuplicateReason.SameCode), (LineFate.Doubtful, DuplicateReason.NearName)]);
        (await Import(Lines)).Value.Added.ShouldBe(0);
        (await Import(Lines, another: 4)).Value.Added.ShouldBe(1);
    }

    [Fact]
    public async Task A_file_without_headings_or_without_bodies_says_so()
    {
        using var none = new MemoryStream(Encoding.UTF8.GetBytes("a,b,c\n1,2,3\n"));
        OrganisationRows.Of((await Workbook.Read(none, "x.csv")).Value).Problem!.Code.ShouldBe("organisation.import-headings");
        using var bare = new MemoryStream(Encoding.UTF8.GetBytes(Head));
        OrganisationRows.Of((await Workbook.Read(bare, "x.csv")).Value).Problem!.Code.ShouldBe("organisation.import-empty");
    }

    [Fact]
    public async Task The_page_checks_a_file_and_records_it_in_a_second_step()
    {
        var officer = await app.SignedIn(Role.Officer, Bodies.County);
        var token = await officer.Token("/organisations/import");
        using var upload = new MultipartFormDataContent { { new StringContent(token), "__RequestVerificationToken" }, { new StringContent("check"), "step" },
            { new ByteArrayContent(Encoding.UTF8.GetBytes(Head + "页面局,部门,990101000000,,,,,\n外县局,部门,990102000000,,,,,\n")), "file", "bodies.csv" } };
        var seen = await officer.PostAsync("/organisations/import", upload);
        var page = await seen.Content.ReadAsStringAsync();
        seen.StatusCode.ShouldBe(HttpStatusCode.OK, page);
        page.ShouldContain("页面局");
        page.ShouldContain("不在您管辖范围内");

        var rows = WebUtility.HtmlDecode(System.Text.RegularExpressions.Regex.Match(page, "name=\"rows\" value=\"([^\"]*)\"").Groups[1].Value);
        using var again = new MultipartFormDataContent { { new StringContent(token), "__RequestVerificationToken" }, { new StringContent("record"), "step" }, { new StringContent(rows), "rows" },
            { new StringContent("名册"), "document" }, { new StringContent("true"), "soundOnly" } };
        var done = await officer.PostAsync("/organisations/import", again);

        (await done.Content.ReadAsStringAsync()).ShouldContain("已登记1个机构");
        (await app.Ask(db => db.Organisations.CountAsync(o => o.Name == "页面局"))).ShouldBe(1);
    }
}
