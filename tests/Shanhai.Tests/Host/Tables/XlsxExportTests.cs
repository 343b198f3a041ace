using CsCheck;
using DocumentFormat.OpenXml.Packaging;
using DocumentFormat.OpenXml.Validation;
using Shanhai.Host.Tables;

namespace Shanhai.Tests.Host.Tables;

[AnyDatabase]
public class XlsxExportTests
{
    [Fact]
    public async Task Text_stays_text_numbers_stay_numbers_and_days_stay_days()
    {
        object?[][] rows = [["0330127104207", 1234.5m, new DateOnly(2024, 12, 31), null, 7], ["=1+1", -0.1d, null, "a\r\nb", null]];

        var sheet = (await Written(rows, 5)).Sheets[0];

        sheet.Name.ShouldBe("村级收入");
        sheet.At(2, 1).ShouldBe(new Cell(1, CellKind.Text, "0330127104207"));
        sheet.At(2, 2).Number.ShouldBe(1234.5m);
        sheet.At(2, 3).ShouldBe(new Cell(3, CellKind.Date, "2024-12-31"));
        sheet.At(2, 5).ShouldBe(new Cell(5, CellKind.Number, "7"));
        sheet.At(3, 1).ShouldBe(new Cell(1, CellKind.Text, "=1+1"));
        sheet.At(3, 4).Text.ShouldBe("a\r\nb");
    }

    [Fact]
    public async Task What_does_not_fit_on_a_sheet_goes_on_on_the_next_one()
    {
        var rows = Enumerable.Range(1, 25).Select(i => new object?[] { i });

        var book = await Written(rows, 1, rowsOfSheet: 11);

        book.Sheets.Select(s => s.Name).ShouldBe(["村级收入", "村级收入 (2)", "村级收入 (3)"]);
        book.Sheets.SelectMany(s => s.Rows.Skip(1)).Select(r => (int)r[1].Number!).ShouldBe(Enumerable.Range(1, 25));
        book.Sheets.ShouldAllBe(s => s.At(1, 1).Text == "栏1");
    }

    [Fact]
    public async Task An_export_is_valid_by_the_published_schema()
    {
        using var output = new MemoryStream();
        object?[][] rows = [["a", 1m, new DateOnly(2024, 1, 1), null, "村"]];
        await XlsxExport.Write(output, "表[1]", Columns(5), rows.ToAsyncEnumerable(), ct: TestContext.Current.CancellationToken);

        using var document = SpreadsheetDocument.Open(output, false);

        new OpenXmlValidator().Validate(document, TestContext.Current.CancellationToken).Select(e => e.Description).ShouldBeEmpty();
    }

    [Fact]
    public void Every_text_comes_back_as_it_was()
    {
        Gen.OneOf(Gen.String, Gen.String[Gen.Char["_x05FAaDd0 <>&'\r\n\t村"], 0, 20]).Where(t => t.Length > 0).Sample(text =>
        {
            var book = Written([["x", text]], 2).GetAwaiter().GetResult();
            return book.Sheets[0].At(2, 2).Text == text;
        }, iter: 500, seed: "0000KOI4SPoc");
    }

    private static TableColumn[] Columns(int count) => [.. Enumerable.Range(1, count).Select(i => new TableColumn($"栏{i}"))];

    private static async Task<Workbook> Written(IEnumerable<object?[]> rows, int columns, int rowsOfSheet = XlsxExport.RowsOfSheet)
    {
        using var output = new MemoryStream();
        await XlsxExport.Write(output, "村级收入", Columns(columns), rows.ToAsyncEnumerable(), rowsOfSheet);
        return Workbook.Read(output.ToArray(), "a.xlsx").Value;
    }
}
