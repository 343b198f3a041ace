using System.Net;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Shanhai.Host.Security;
using Shanhai.Host.Tables;
using Shanhai.Indicators.Import;
using Shanhai.Kernel;
using Shanhai.Tests.Host.Tables;
using static Shanhai.Tests.Indicators.Import.Wizard;

namespace Shanhai.Tests.Indicators.Import;

public sealed class ImportTests(ImportCounty app) : IClassFixture<ImportCounty>
{
    [Fact]
    public async Task A_table_becomes_a_batch_in_four_steps_and_the_batch_can_be_undone()
    {
        var client = await app.Officer();
        var address = await Checked(client, "2019年收入.csv", "2019年度村集体经济收入（单位：万元）\n村名,经营收入,投资收益\n石门坑村委会,6.12,2.2\n下姜村,3.88,0\n合计,10,2.2\n",
            new() { ["g0c2.indicator"] = "CE04.501", ["g0c3.indicator"] = "CE04.561" });
        (await Page(client, address)).ShouldContain("导入全部");

        var done = await PostShown(client, address, address + "/confirm");

        done.StatusCode.ShouldBe(HttpStatusCode.Redirect);
        var batch = done.Headers.Location!.OriginalString;
        batch.ShouldStartWith("/figures/batches/");
        (await Value(client, "990101101201", "CE04.501", 2019)).ShouldBe(61_200m);
        (await Value(client, "990101101202", "CE04.561", 2019)).ShouldBe(0m);
        (await Page(client, batch)).ShouldContain("已记入 4 个数值");

        (await PostShown(client, batch, batch + "/undo")).StatusCode.ShouldBe(HttpStatusCode.Redirect);
        (await Value(client, "990101101201", "CE04.501", 2019)).ShouldBeNull();
        (await app.Ask(db => db.FigureImports.SingleAsync(i => i.FileName == "2019年收入.csv"))).State.ShouldBe(ImportState.Undone);
        (await Page(client, "/figures/batches?undone=true")).ShouldContain("2019年收入.csv");
    }

    [Fact]
    public async Task A_list_of_communities_is_about_villages_though_their_names_end_as_a_district_does()
    {
        var client = await app.Officer();

        var address = await Checked(client, "2017年社区.csv", "村名,经营收入（元）\n枫林社区,100\n", new() { ["g0c2.indicator"] = "CE04.501" });

        (await app.Ask(db => db.FigureImports.SingleAsync(i => i.FileName == "2017年社区.csv"))).Level.ShouldBe(Level.Village);
        (await Page(client, address)).ShouldContain("导入全部");
    }

    [Fact]
    public async Task The_same_file_again_changes_nothing_and_says_so()
    {
        const string file = "村名,经营收入（元）\n石门坑村,100\n";
        var client = await app.Officer();
        var first = await Checked(client, "2018年.csv", file, new() { ["g0c2.indicator"] = "CE04.501" });
        await PostShown(client, first, first + "/confirm");
        var facts = await app.Ask(db => db.Facts.CountAsync());

        // The mapping chosen by hand is remembered: the second time nothing needs to be changed.
        var second = await Checked(client, "2018年.csv", file);
        var shown = await Page(client, second);
        var done = await PostShown(client, second, second + "/confirm");

        shown.ShouldContain("这个文件已经作为第");
        shown.ShouldContain("没有新的数值");
        done.Headers.Location!.OriginalString.ShouldBe(second);
        (await app.Ask(db => db.Facts.CountAsync())).ShouldBe(facts);
    }

    [Fact]
    public async Task Every_doubt_is_said_with_where_and_what_to_do_and_only_sound_rows_go_in()
    {
        var client = await app.Officer();
        var address = await Checked(client, "2017年.csv",
            "区划代码,村名,乡镇,经营收入（元）\n,石门坑村,石门乡,100\n,下江村,石门乡,1\n,长岭村,,5\n,枫林社区,枫林镇,abc\n990102101201,港口村,,7\n,石门坑村,石门乡,200\n,不存在之地,石门乡,3\n990101101202,长岭村,石门乡,9\n990101102201,,,#REF!\n990101101203,,,-5\n",
            new() { ["g0c4.indicator"] = "CE04.501" });
        var page = await Page(client, address);

        foreach (var said in new[] { "没有名为“下江村”的地方", "不止一个", "“abc”不是一个确定的数字", "不在山阳县范围内", "第 2 行已经填过", "名录中没有“不存在之地”", "表中却写“长岭村”", "公式出错", "-5 是负数" })
        {
            page.ShouldContain(said);
        }
        page.ShouldContain("只导入没有差错的行");
        page.ShouldContain("2017年 · D5");

        var all = await PostShown(client, address, address + "/confirm", new() { ["which"] = "all" });
        all.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        var sound = await PostShown(client, address, address + "/confirm");
        // Nothing was wrong with no row at all: the two rows that are only odd wait for confirmation.
        sound.Headers.Location!.OriginalString.ShouldBe(address);
        (await Value(client, "990101101203", "CE04.501", 2017)).ShouldBeNull();
    }

    [Fact]
    public async Task An_odd_figure_goes_in_when_a_person_says_that_it_is_right()
    {
        var client = await app.Officer();
        var address = await Checked(client, "2016年.csv", "村名,经营收入（元）\n石门坑村,-5\n下姜村,9\n", new() { ["g0c2.indicator"] = "CE04.501" });

        var refused = await PostShown(client, address, address + "/confirm");
        var confirmed = await PostShown(client, address, address + "/confirm", new() { ["odd"] = "true" });

        refused.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        WebUtility.HtmlDecode(await refused.Content.ReadAsStringAsync()).ShouldContain("处提示需要核实");
        confirmed.StatusCode.ShouldBe(HttpStatusCode.Redirect);
        (await Value(client, "990101101201", "CE04.501", 2016)).ShouldBe(-5m);
    }

    [Fact]
    public async Task A_place_chosen_for_a_near_miss_is_remembered_for_the_next_file()
    {
        var client = await app.Officer();
        var address = await Checked(client, "2015年.csv", "乡镇,村名,经营收入（元）\n石门乡,石门垦村,77\n", new() { ["g0c3.indicator"] = "CE04.501" });
        (await Page(client, address)).ShouldContain("对不上的名称");

        await PostShown(client, address, address + "/places", new() { ["place.0"] = "990101101201" });
        await PostShown(client, address, address + "/confirm");
        var next = await Checked(client, "2014年.csv", "乡镇,村名,经营收入（元）\n石门乡,石门垦村,78\n");

        (await Value(client, "990101101201", "CE04.501", 2015)).ShouldBe(77m);
        (await Page(client, next)).ShouldNotContain("对不上的名称");
    }

    [Fact]
    public async Task Two_files_for_one_period_show_both_values_and_the_second_is_a_correction()
    {
        var client = await app.Officer();
        var first = await Checked(client, "甲2013年.csv", "村名,经营收入（元）\n石门坑村,100\n", new() { ["g0c2.indicator"] = "CE04.501" });
        await PostShown(client, first, first + "/confirm");

        var second = await Checked(client, "乙2013年.csv", "村名,经营收入（元）\n石门坑村,250\n");
        var page = await Page(client, second);
        await PostShown(client, second, second + "/confirm", new() { ["odd"] = "true" });

        page.ShouldContain("已有数值 100");
        page.ShouldContain("甲2013年.csv");
        page.ShouldContain("本表为 250");
        (await Value(client, "990101101201", "CE04.501", 2013)).ShouldBe(250m);
    }

    [Fact]
    public async Task A_file_that_is_no_table_is_refused_with_what_to_do()
    {
        var client = await app.Officer();
        var refused = new (string Name, byte[] Content, string Said)[]
        {
            ("a.pdf", Encoding.ASCII.GetBytes("%PDF-1.7 x"), "PDF"),
            ("b.xlsx", [0x50, 0x4B, 3, 4, 20, 0, 0, 0, 8, 0, 1, 2, 3], "不完整"),
            ("c.xlsx", [0xD0, 0xCF, 0x11, 0xE0, .. Encoding.Unicode.GetBytes("EncryptedPackage\0")], "密码"),
            ("d.csv", [], "请填写"),
        };
        foreach (var (name, content, said) in refused)
        {
            var answer = await Send(client, name, content);

            answer.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity, name);
            WebUtility.HtmlDecode(await answer.Content.ReadAsStringAsync()).ShouldContain(said, customMessage: name);
        }
        (await app.Ask(db => db.FigureImports.CountAsync(i => i.FileName.EndsWith(".pdf")))).ShouldBe(0);
    }

    [Fact]
    public async Task What_was_typed_in_a_refused_plan_is_kept()
    {
        var client = await app.Officer();
        var sent = await Send(client, "无年份.csv", "村名,经营收入（元）\n石门坑村,1\n");
        var address = sent.Headers.Location!.OriginalString;

        var answer = await PostShown(client, address, address + "/plan", new() { ["g0c2.indicator"] = "CE.NONE", ["documentTitle"] = "年报" });

        answer.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        var page = WebUtility.HtmlDecode(await answer.Content.ReadAsStringAsync());
        page.ShouldContain("没有年份，请填写");
        page.ShouldContain("“CE.NONE”不存在");
        (await Page(client, address)).ShouldContain("CE.NONE");
    }

    [Fact]
    public async Task The_annotated_workbook_carries_the_findings()
    {
        var client = await app.Officer();
        var address = await Checked(client, "2012年.csv", "村名,经营收入（元）\n石门坑村,abc\n下姜村,5\n", new() { ["g0c2.indicator"] = "CE04.501" });

        var file = await client.GetByteArrayAsync(address + "/annotated");

        var book = Workbook.Read(new ArraySegment<byte>(file), "x.xlsx").Value;
        book.Sheets[0].Rows.SelectMany(r => r.Cells).ShouldContain(c => c.Text.Contains("不是一个确定的数字", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Somebody_of_another_county_sees_neither_import_nor_batch()
    {
        var client = await app.Officer();
        var address = await Checked(client, "2011年.csv", "村名,经营收入（元）\n石门坑村,1\n", new() { ["g0c2.indicator"] = "CE04.501" });
        var batch = (await PostShown(client, address, address + "/confirm")).Headers.Location!.OriginalString;
        var other = await app.SignedIn(Role.Officer, new PlaceCode(990102000000));

        (await other.GetAsync(address)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await other.GetAsync(batch)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await Page(other, "/figures/batches")).ShouldNotContain("2011年.csv");
    }

    [Fact]
    public async Task Every_messy_workbook_goes_through_the_wizard_or_is_refused_in_words()
    {
        if (Messy.Folder is null)
        {
            Assert.Skip("The messy workbooks lie beside the repository, and are not there.");
        }
        var client = await app.Officer();
        foreach (var file in Messy.Files())
        {
            var sent = await Send(client, Path.GetFileName(file), await File.ReadAllBytesAsync(file));
            var body = await sent.Content.ReadAsStringAsync();

            ((int)sent.StatusCode).ShouldBeOneOf([302, 422], file);
            body.ShouldNotContain("[problem.", customMessage: file);
            if (sent.StatusCode == HttpStatusCode.Redirect)
            {
                var address = sent.Headers.Location!.OriginalString;
                var page = await Page(client, address);
                page.ShouldNotContain("[import.", customMessage: file);
                var planned = await PostShown(client, address, address + "/plan");
                ((int)planned.StatusCode).ShouldBeOneOf([302, 422], file);
            }
        }
    }
}
