using DocumentFormat.OpenXml.Packaging;
using DocumentFormat.OpenXml.Validation;
using Shanhai.Host.Tables;

namespace Shanhai.Tests.Host.Tables;

[AnyDatabase]
public class AnnotatedTests
{
    private static readonly CellNote[] Notes =
    [
        new("表", 3, 2, true, "“约5”不是一个确定的数字 _x000D_ <&>"), new("表", 3, 3, false, "请核对"), new("表", 5, 1, true, "没有村名"),
    ];

    private static byte[] File() => new MakeXlsx { Formats = ["0.00"] }.Sheet("表",
        "<row r=\"1\" spans=\"1:3\"><c r=\"A1\" t=\"inlineStr\"><is><t>标题</t></is></c></row>"
        + "<row r=\"2\" ht=\"30\" customHeight=\"1\"><c r=\"A2\" t=\"inlineStr\"><is><t>村名</t></is></c><c r=\"B2\" t=\"inlineStr\"><is><t>收入</t></is></c><c r=\"C2\" t=\"inlineStr\"><is><t>人口</t></is></c></row>"
        + "<row r=\"3\"><c r=\"A3\" t=\"inlineStr\"><is><t>下姜村</t></is></c><c r=\"B3\" t=\"inlineStr\"><is><t>约5</t></is></c><c r=\"C3\" s=\"1\"><f>1+6</f><v>7</v></c><c r=\"D3\" s=\"1\"/></row>",
        "<mergeCells count=\"1\"><mergeCell ref=\"A1:C1\"/></mergeCells>", "<cols><col min=\"1\" max=\"1\" width=\"33\" customWidth=\"1\"/></cols>").Bytes();

    private static async Task<byte[]> Write(byte[] file, string name)
    {
        var book = Workbook.Read(file, name).Value;
        using var output = new MemoryStream();
        await Annotated.Write(file, book, [.. Notes.Select(n => n with { Sheet = book.Sheets[0].Name })], "检查结果", output);
        return output.ToArray();
    }

    [Fact]
    public async Task The_same_workbook_comes_back_with_filled_cells_and_a_column_that_says_what_is_wrong()
    {
        var copy = await Write(File(), "a.xlsx");
        var sheet = Workbook.Read(copy, "a.xlsx").Value.Sheets[0];

        sheet.At(2, 4).Text.ShouldBe("检查结果");
        sheet.At(3, 4).Text.ShouldBe("B3  “约5”不是一个确定的数字 _x000D_ <&>\nC3  请核对");
        sheet.At(5, 4).Text.ShouldBe("A5  没有村名");
        sheet.At(3, 3).Number.ShouldBe(7);
        sheet.Merges.ShouldHaveSingleItem();
        using var document = SpreadsheetDocument.Open(new MemoryStream(copy), false);
        new OpenXmlValidator().Validate(document, TestContext.Current.CancellationToken).Select(e => e.Description + e.Path?.XPath).ShouldBeEmpty();
        var xml = document.WorkbookPart!.WorksheetParts.Single().Worksheet!.OuterXml;
        xml.ShouldContain("width=\"33\"");
        xml.ShouldContain("customHeight=\"1\"");
        xml.ShouldContain("1+6");
        var styles = document.WorkbookPart.WorkbookStylesPart!.Stylesheet!;
        styles.CellFormats!.ChildElements.Count.ShouldBe(6);
        styles.OuterXml.ShouldContain("FFFFC7CE");
    }

    [Theory]
    [InlineData("a.xls")]
    [InlineData("a.csv")]
    public async Task Older_and_text_files_come_back_as_a_new_workbook(string name)
    {
        var file = name == "a.xls" ? MakeXls.With("表", ["村名", "代码"], ["下姜村", 330127104207d], ["大墅村", "约5"])
            : System.Text.Encoding.UTF8.GetBytes("村名,代码\n下姜村,330127104207\n大墅村,约5\n");

        var copy = Workbook.Read(await Write(file, name), "a.xlsx").Value;

        copy.Format.ShouldBe(TableFormat.Xlsx);
        copy.Sheets[0].At(2, 2).Text.ShouldBe("330127104207");
        copy.Sheets[0].At(3, 3).Text.ShouldStartWith("B3  ");
    }

    [Fact]
    public async Task Annotating_an_annotated_copy_of_every_messy_workbook_keeps_its_cells()
    {
        Assert.SkipWhen(Messy.Folder is null, "the collection of messy workbooks is not there");
        foreach (var path in Messy.Files())
        {
            var file = System.IO.File.ReadAllBytes(path);
            if (Workbook.Read(file, "m") is not { Problem: null } book)
            {
                continue;
            }
            var copy = Workbook.Read(await Write(file, "m"), "m.xlsx");
            copy.Problem.ShouldBeNull(path);
            for (var i = 0; i < book.Value.Sheets.Count; i++)
            {
                var before = book.Value.Sheets[i];
                copy.Value.Sheets[i].Rows.SelectMany(r => r.Cells.Where(c => c.Column <= before.LastColumn).Select(c => (r.Number, c.Column, c.Text))).Count()
                    .ShouldBe(before.Rows.Sum(r => r.Cells.Length), path);
            }
        }
    }
}
