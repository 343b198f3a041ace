using System.Net;
using System.Text;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Shanhai.Tests.Host.Tables;

namespace Shanhai.Tests.Indicators.Import;

public sealed class BadFilesTests(ImportCounty app) : IClassFixture<ImportCounty>
{
    private static byte[] Sound => new MakeXlsx().Table("2019年", [["村名", "经营收入（元）"], ["石门坑村", 1]]).Bytes();

    /// <summary>Name, words on the Chinese page, words in the English answer, content.</summary>
    public static TheoryData<string, string, string, byte[]> Files() => new()
    {
        { "炸弹.xlsx", "已停止读取", "reading was stopped", new MakeXlsx().Sheet("s", new string(' ', 70 << 20)).Bytes() },
        { "断.xlsx", "不完整", "is incomplete", Sound[..^200] },
        { "密.xlsx", "取消密码", "remove the password", MakeXls.Compound("EncryptedPackage", new byte[5000]) },
        { "其实是网页.xls", "是网页", "is a web page", Encoding.UTF8.GetBytes("<html><body><table><tr><td>1</td></tr></table></body></html>") },
        { "其实是PDF.xlsx", "是 PDF 文件", "is in truth a PDF file", Encoding.ASCII.GetBytes("%PDF-1.7 x") },
        { "其实是文档.xlsx", "不是表格", "not a table", MakeXlsx.Zip(("[Content_Types].xml", "<Types/>"), ("word/document.xml", "<d/>")) },
        { "其实是压缩包.csv", "是压缩包", "is an archive", MakeXlsx.Zip(("报表.txt", "x")) },
        { "其实是文字.xlsx", "内容却是没有表格的文本", "holds text without a table", Encoding.UTF8.GetBytes("this is no workbook") },
        { "什么都不是.xlsx", "无法识别", "is not known", [1, 2, 3, 4, 5, 6, 7, 8, 9, 10] },
    };

    [Theory]
    [MemberData(nameof(Files))]
    public async Task A_file_that_cannot_be_read_is_refused_in_words_on_the_page_and_by_the_API_and_leaves_nothing(string name, string chinese, string english, byte[] content)
    {
        var client = await app.Officer();
        var before = await Kept();

        var page = await Wizard.Send(client, name, content);
        using var form = new MultipartFormDataContent { { new ByteArrayContent(content), "file", "x-" + name } };
        var api = await client.PostAsync("/api/v1/imports?lang=en", form);

        page.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        var said = WebUtility.HtmlDecode(await page.Content.ReadAsStringAsync());
        said.ShouldContain(chinese);
        said.ShouldContain($"“{name}”");
        api.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        api.Content.Headers.ContentType!.MediaType.ShouldBe("application/problem+json");
        JsonDocument.Parse(await api.Content.ReadAsStringAsync()).RootElement.GetProperty("title").GetString()!.ShouldContain(english);
        (await Kept()).ShouldBe(before);
    }

    [Fact]
    public async Task A_cell_whose_formula_failed_is_named_and_only_the_sound_row_goes_in()
    {
        var client = await app.Officer();
        var file = new MakeXlsx().Table("2019年", [["村名", "经营收入（元）"], ["石门坑村", "<c t=\"e\"><f>1/0</f><v>#DIV/0!</v></c>"], ["下姜村", 5]]).Bytes();

        var address = await Wizard.Checked(client, "公式.xlsx", file, new() { ["g0c2.indicator"] = "CE04.501" });
        var page = WebUtility.HtmlDecode(await client.GetStringAsync(address));
        var all = await Wizard.PostShown(client, address, address + "/confirm", new() { ["which"] = "all" });
        var before = await app.Ask(db => db.Facts.CountAsync());
        var sound = await Wizard.PostShown(client, address, address + "/confirm");

        page.ShouldContain("公式出错");
        page.ShouldContain("2019年 · B2");
        all.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        sound.Headers.Location!.OriginalString.ShouldStartWith("/figures/batches/");
        (await app.Ask(db => db.Facts.CountAsync())).ShouldBe(before + 1);
    }

    /// <summary>All that an upload may leave: rows, journal lines of imports, files.</summary>
    private async Task<(int Imports, int Facts, int Journal, int Files)> Kept()
    {
        var folder = Path.Combine(app.Settings.Folder, "uploads");
        return (await app.Ask(db => db.FigureImports.CountAsync()), await app.Ask(db => db.Facts.CountAsync()),
            await app.Ask(db => db.Journal.CountAsync(e => e.Subject.StartsWith("import:"))), Directory.Exists(folder) ? Directory.GetFiles(folder).Length : 0);
    }
}
