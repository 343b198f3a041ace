using System.Text;
using Shanhai.Host.Tables;

namespace Shanhai.Tests.Host.Tables;

[AnyDatabase]
public class WorkbookTests
{
    private static Sheet One(byte[] file, string name = "a.xlsx")
    {
        var book = Workbook.Read(file, name);
        book.Problem.ShouldBeNull();
        return book.Value.Sheets[0];
    }

    [Theory]
    [InlineData(MakeXlsx.Transitional)]
    [InlineData(MakeXlsx.Strict)]
    public void Shared_inline_and_formula_strings_read_alike_in_strict_and_transitional_files(string schema)
    {
        var file = new MakeXlsx { Namespace = schema, SharedStrings = "<si><t>下姜村</t></si><si><r><t>枫树</t></r><r><t>岭镇</t></r><rPh sb=\"0\" eb=\"1\"><t>feng</t></rPh></si>" }
            .Sheet("表", "<row r=\"1\"><c r=\"A1\" t=\"s\"><v>0</v></c><c r=\"B1\" t=\"s\"><v>1</v></c><c r=\"C1\" t=\"inlineStr\"><is><t>内</t></is></c><c r=\"D1\" t=\"str\"><f>A1</f><v>果</v></c></row>");

        One(file.Bytes()).Rows[0].Cells.Select(c => c.Text).ShouldBe(["下姜村", "枫树岭镇", "内", "果"]);
    }

    [Fact]
    public void Escaped_characters_are_what_they_stand_for()
    {
        var file = new MakeXlsx { SharedStrings = "<si><t>a_x000D_b</t></si><si><t>_x005F_x000D_</t></si><si><t>_xyz_</t></si>" }
            .Sheet("s", "<row><c t=\"s\"><v>0</v></c><c t=\"s\"><v>1</v></c><c t=\"s\"><v>2</v></c></row>");

        One(file.Bytes()).Rows[0].Cells.Select(c => c.Text).ShouldBe(["a\rb", "_x000D_", "_xyz_"]);
    }

    [Theory]
    [InlineData("330127104207")]
    [InlineData("3.30127104207E+11")]
    [InlineData("330127104207.0")]
    public void A_code_of_twelve_digits_typed_as_a_number_keeps_its_digits(string stored)
    {
        var cell = One(new MakeXlsx().Sheet("s", $"<row r=\"2\"><c r=\"C2\"><v>{stored}</v></c></row>").Bytes()).At(2, 3);

        cell.Text.ShouldBe("330127104207");
        cell.Number.ShouldBe(330127104207m);
    }

    [Fact]
    public void The_dust_of_binary_arithmetic_is_not_part_of_a_figure()
    {
        One(new MakeXlsx().Sheet("s", "<row><c><v>0.30000000000000004</v></c></row>").Bytes()).At(1, 1).Number.ShouldBe(0.3m);
    }

    [Theory]
    [InlineData("yyyy\"年\"m\"月\"d\"日\"", CellKind.Date)]
    [InlineData("[$-804]yyyy-mm-dd;@", CellKind.Date)]
    [InlineData("[h]:mm:ss", CellKind.Date)]
    [InlineData("0.00%", CellKind.Percent)]
    [InlineData("#,##0.00\"days\"", CellKind.Number)]
    [InlineData("[Red]0.00", CellKind.Number)]
    [InlineData("0.00\\d", CellKind.Number)]
    [InlineData("General", CellKind.Number)]
    [InlineData("[DBNum1]General", CellKind.Number)]
    public void The_number_format_tells_dates_and_percentages_from_numbers(string format, CellKind kind)
    {
        var file = new MakeXlsx { Formats = [format] }.Sheet("s", "<row><c s=\"1\"><v>45291</v></c></row>");

        var cell = One(file.Bytes()).At(1, 1);

        cell.Kind.ShouldBe(kind);
        if (kind == CellKind.Date)
        {
            cell.Text.ShouldBe("2023-12-31");
        }
    }

    [Fact]
    public void Days_that_count_from_1904_are_the_same_days()
    {
        var file = new MakeXlsx { Formats = ["yyyy-mm-dd"], Properties = "<workbookPr date1904=\"1\"/>" }.Sheet("s", "<row><c s=\"1\"><v>43829</v></c></row>");

        One(file.Bytes()).At(1, 1).Text.ShouldBe("2023-12-31");
    }

    [Fact]
    public void Errors_truths_and_formulas_without_a_result_are_told_apart_from_blanks()
    {
        var sheet = One(new MakeXlsx().Sheet("s", "<row><c t=\"e\"><f>A9</f><v>#REF!</v></c><c t=\"b\"><v>1</v></c><c><f>SUM(A1:A9)</f></c><c s=\"0\"/><c t=\"str\"><f>IF(1,\"\")</f><v></v></c></row>").Bytes());

        sheet.At(1, 1).ShouldBe(new Cell(1, CellKind.Error, "#REF!"));
        sheet.At(1, 2).ShouldBe(new Cell(2, CellKind.Truth, "TRUE"));
        sheet.At(1, 3).ShouldBe(new Cell(3, CellKind.Uncalculated, "=SUM(A1:A9)"));
        sheet.At(1, 4).IsBlank.ShouldBeTrue();
        sheet.At(1, 5).IsBlank.ShouldBeTrue();
    }

    [Fact]
    public void A_place_in_a_merged_area_shows_the_value_of_its_corner()
    {
        var sheet = One(new MakeXlsx().Table("s", [["枫树岭镇", "下姜村"], [null, "大墅村"], ["里商乡", "石门村"]], ["A1:A2", "D1:D1000000"]).Bytes());

        sheet.Seen(2, 1, out var from).Text.ShouldBe("枫树岭镇");
        from.ShouldBe(new Merge(1, 1, 2, 1));
        sheet.MergeAt(999_999, 4).ShouldNotBeNull();
        sheet.Seen(3, 1, out var own).Text.ShouldBe("里商乡");
        own.ShouldBeNull();
    }

    [Fact]
    public void A_declared_width_of_XFD_and_styled_empty_cells_cost_nothing()
    {
        var empty = string.Concat(Enumerable.Range(1, 16384).Select(c => $"<c r=\"{Sheet.ColumnName(c)}1\" s=\"0\"/>"));
        var sheet = One(new MakeXlsx().Sheet("s", $"<row r=\"1\">{empty}</row><row r=\"2\"><c r=\"B2\"><v>5</v></c></row>", before: "<dimension ref=\"A1:XFD1048576\"/>").Bytes());

        sheet.LastColumn.ShouldBe(2);
        sheet.Rows.Count.ShouldBe(1);
    }

    [Fact]
    public void Fifty_thousand_merged_areas_are_read_in_time()
    {
        var merges = Enumerable.Range(1, 50_000).Select(r => $"A{r}:C{r}").ToArray();
        var sheet = One(new MakeXlsx().Table("s", [["a"]], merges).Bytes());

        sheet.Merges.Count.ShouldBe(50_000);
        sheet.MergeAt(49_999, 2).ShouldBe(new Merge(49_999, 1, 49_999, 3));
    }

    [Fact]
    public void An_old_workbook_reads_with_its_codes_and_its_errors()
    {
        var sheet = One(MakeXls.With("淳安县", ["村名", "代码", "收入"], ["下姜村", 330127104207d, 12.5d], ["大墅村", 330127105201d, (byte)0x17]), "a.xls");

        sheet.Name.ShouldBe("淳安县");
        sheet.At(2, 2).Text.ShouldBe("330127104207");
        sheet.At(2, 3).Number.ShouldBe(12.5m);
        sheet.At(3, 3).ShouldBe(new Cell(3, CellKind.Error, "#REF!"));
    }

    [Fact]
    public void The_format_is_told_by_the_content_and_not_by_the_name()
    {
        var xlsx = new MakeXlsx().Table("s", [["a"]]).Bytes();

        Workbook.Read(xlsx, "renamed.xls").Value.Format.ShouldBe(TableFormat.Xlsx);
        Workbook.Read(MakeXls.With("s", ["a"]), "renamed.xlsx").Value.Format.ShouldBe(TableFormat.Xls);
        Workbook.Read(Encoding.UTF8.GetBytes("a,b\n1,2\n"), "renamed.xls").Value.Format.ShouldBe(TableFormat.Csv);
    }

    public static TheoryData<string, byte[]> Refusals() => new()
    {
        { "workbook.empty-file", [] },
        { "workbook.empty-file", new byte[5000] },
        { "workbook.empty", new MakeXlsx().Sheet("s", "").Bytes() },
        { "workbook.archive", MakeXlsx.Zip(("报表.txt", "x")) },
        { "workbook.not-a-table", [0x4D, 0x5A, 0x90, 0, 3, 0, 0, 0] },
        { "workbook.not-a-table", Encoding.ASCII.GetBytes("%PDF-1.7 ...") },
        { "workbook.not-a-table", MakeXlsx.Zip(("[Content_Types].xml", "<Types/>"), ("word/document.xml", "<d/>")) },
        { "workbook.not-a-table", MakeXls.Compound("WordDocument", new byte[5000]) },
        { "workbook.open-document", MakeXlsx.Zip(("mimetype", "application/vnd.oasis.opendocument.spreadsheet"), ("content.xml", "<a/>")) },
        { "workbook.binary-workbook", MakeXlsx.Zip(("[Content_Types].xml", "<Types/>"), ("xl/workbook.bin", "x")) },
        { "workbook.web-page", Encoding.UTF8.GetBytes("<html><body><table><tr><td>1</td></tr></table></body></html>") },
        { "workbook.web-page", Encoding.UTF8.GetBytes("\uFEFF  <!DOCTYPE html><title>登录</title>") },
        { "workbook.xml-spreadsheet", Encoding.UTF8.GetBytes("<?xml version=\"1.0\"?><Workbook xmlns=\"urn:schemas-microsoft-com:office:spreadsheet\"/>") },
        { "workbook.password", MakeXls.Compound("EncryptedPackage", new byte[5000]) },
        { "workbook.unknown", [1, 2, 3, 4, 5, 6, 7, 8, 9, 10] },
        { "workbook.truncated", new MakeXlsx().Table("s", [["a", 1]]).Bytes()[..600] },
        { "workbook.csv-quotes", Encoding.UTF8.GetBytes("a,b\n1,\"2\n3,4\n") },
        { "workbook.encoding", [0x61, 0x2C, 0x62, 0x0A, 0x81, 0x20, 0xFF, 0xFF, 0x0A] },
        { "workbook.damaged", new MakeXlsx().Sheet("s", "<row><c t=\"s\"><v>7</v></c></row>").Bytes() },
        { "workbook.damaged", new MakeXlsx().Sheet("s", "<row><c><v>7</c></row>").Bytes() },
    };

    [Theory]
    [MemberData(nameof(Refusals))]
    public void What_is_no_readable_table_is_refused_with_its_own_reason(string code, byte[] file)
    {
        Workbook.Read(file, "村级收入.xlsx").Problem?.Code.ShouldBe(code);
    }

    [Fact]
    public void Every_refusal_has_words_in_both_languages()
    {
        var words = System.Text.Json.JsonDocument.Parse(File.ReadAllText(Source("src/Shanhai/Host/Tables/Words.json"))).RootElement;
        var source = string.Concat(Directory.GetFiles(Source("src/Shanhai/Host/Tables"), "*.cs").Select(File.ReadAllText));

        foreach (System.Text.RegularExpressions.Match match in System.Text.RegularExpressions.Regex.Matches(source, "(?:Because|Invalid)\\(\"(workbook\\.[a-z-]+)\""))
        {
            var both = words.GetProperty("problem." + match.Groups[1].Value);
            both.GetProperty("zh").GetString().ShouldNotBeNullOrEmpty();
            both.GetProperty("en").GetString().ShouldNotBeNullOrEmpty();
        }
    }

    [Fact]
    public void An_archive_that_would_fill_the_memory_is_refused_while_it_unpacks()
    {
        var rows = string.Concat(Enumerable.Repeat("<row><c><v>0</v></c></row>", 400_000));
        var small = TableLimits.Default with { ExpandedBytes = 4 << 20 };

        Workbook.Read(new MakeXlsx().Sheet("s", rows).Bytes(), "b.xlsx", small).Problem?.Code.ShouldBe("workbook.bomb");
        Workbook.Read(new MakeXlsx().Sheet("s", new string(' ', 70 << 20)).Bytes(), "b.xlsx").Problem?.Code.ShouldBe("workbook.bomb");
    }

    [Fact]
    public async Task A_file_or_a_table_over_the_limits_is_refused()
    {
        var file = new MakeXlsx().Table("s", [["a", "b"], ["c", "d"]]).Bytes();

        Workbook.Read(file, "a.xlsx", TableLimits.Default with { Cells = 3 }).Problem?.Code.ShouldBe("workbook.too-many-cells");
        (await Workbook.Read(new MemoryStream(file), "a.xlsx", TableLimits.Default with { FileBytes = 100 }, TestContext.Current.CancellationToken)).Problem?.Code.ShouldBe("workbook.too-large");
        Workbook.Read(new MakeXlsx().Table("s", [["a"]], ["A1:B1", "A2:B2"]).Bytes(), "a.xlsx", TableLimits.Default with { Merges = 1 }).Problem?.Code.ShouldBe("workbook.too-many-merges");
    }

    [Fact]
    public void A_file_cut_or_changed_anywhere_is_read_or_refused_and_never_breaks_the_program()
    {
        byte[][] files =
        [
            new MakeXlsx { SharedStrings = "<si><t>下姜村</t></si>", Formats = ["yyyy-mm-dd"] }.Sheet("s", string.Concat(Enumerable.Repeat("<row><c t=\"s\"><v>0</v></c><c s=\"1\"><v>45291</v></c></row>", 200))).Bytes(),
            MakeXls.With("s", [.. Enumerable.Range(0, 60).Select(i => new object?[] { "下姜村", (double)i, (byte)0x17 })]),
            Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("下姜村,\"1,000\",3\n", 200))),
        ];
        var random = new Random(20260101);
        foreach (var file in files)
        {
            for (var i = 0; i < 60; i++)
            {
                Workbook.Read(file[..random.Next(file.Length)], "cut");
                var changed = (byte[])file.Clone();
                for (var hits = random.Next(1, 6); hits > 0; hits--)
                {
                    changed[random.Next(changed.Length)] = (byte)random.Next(256);
                }
                var read = Workbook.Read(changed, "changed");
                (read.Problem is null || read.Problem.Code.StartsWith("workbook.", StringComparison.Ordinal)).ShouldBeTrue();
            }
        }
    }

    internal static string Source(string path)
    {
        for (var at = new DirectoryInfo(AppContext.BaseDirectory); ; at = at.Parent ?? throw new DirectoryNotFoundException())
        {
            if (File.Exists(Path.Combine(at.FullName, "Shanhai.slnx")))
            {
                return Path.Combine(at.FullName, path);
            }
        }
    }
}
