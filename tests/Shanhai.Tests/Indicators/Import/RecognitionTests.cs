using System.Text.Json;
using Shanhai.Host.Tables;
using Shanhai.Host.Web;
using Shanhai.Indicators.Import;
using Shanhai.Kernel;
using Shanhai.Tests.Host.Tables;

namespace Shanhai.Tests.Indicators.Import;

[AnyDatabase]
public class RecognitionTests
{
    private static readonly Known[] Catalogue =
    [
        new("income.total", new("村集体经济总收入", "Total collective income"), ["集体经济总收入", "总收入"], "yuan"),
        new("income.operating", new("经营性收入", "Operating income"), ["经营收入"], "yuan"),
        new("income.subsidy", new("补助收入", "Subsidy income"), [], "yuan"),
        new("population", new("户籍人口", "Registered population"), ["人口数", "总人口"], "person"),
        new("households", new("总户数", "Households"), ["户数"], "household"),
        new("rate.women", new("女性占比", "Share of women"), [], "percent"),
    ];

    private static Workbook Read(MakeXlsx file, string name = "报表.xlsx") => Workbook.Read(file.Bytes(), name).Value;

    private static SheetPlan Plan(Workbook book) => Recognition.Propose(book, Catalogue).Value.Sheets[0];

    private static Workbook Official() => Read(new MakeXlsx().Table("2023年",
    [
        ["淳安县枫树岭镇2023年度村级集体经济收入情况表"],
        ["填报单位：枫树岭镇", null, null, "单位：万元"],
        ["序号", "村名", "村集体经济收入", null, null, "户籍人口（人）"],
        [null, null, "总收入", "其中：经营性收入", "补助收入（元）", null],
        ["甲", "乙", 1, 2, 3, 4],
        [1, "下姜村", 120.5, "８０．５", 250000, 768],
        [2, "大墅村", "1,200", "-", "／", "1,024"],
        [3, "薛家源村", "<c t=\"e\"><v>#REF!</v></c>", "(3.5)", null, 500],
        [null, "合计", 1320.5, 77, 250000, 2292],
        ["注：经营性收入不含一次性收入。"],
        ["填表人：张三", null, "审核人：李四"],
    ], ["A1:F1", "C3:E3", "A3:A4", "B3:B4", "F3:F4", "A10:F10"]));

    [Fact]
    public void An_official_table_with_title_two_header_rows_units_totals_and_notes_is_recognised()
    {
        var plan = Plan(Official());

        (plan.FirstHeaderRow, plan.LastHeaderRow, plan.FirstRow, plan.LastRow).ShouldBe((3, 5, 6, 9));
        plan.Township.ShouldBe("枫树岭镇");
        plan.Period.ShouldBe(Period.Year(2023));
        plan.WrittenUnit.ShouldBe("万元");
        plan.Doubts.ShouldBeEmpty();
        plan.Columns.Select(c => (c.Role, c.Indicator, c.Factor)).ShouldBe(
        [
            (ColumnRole.Serial, null, null), (ColumnRole.Name, null, null),
            (ColumnRole.Figure, "income.total", 10_000m), (ColumnRole.Figure, "income.operating", 10_000m),
            (ColumnRole.Figure, "income.subsidy", 1m), (ColumnRole.Figure, "population", 1m),
        ]);
        plan.Columns[2].Header.ShouldBe("村集体经济收入／总收入");
        plan.Columns.ShouldAllBe(c => c.Reasons.Count > 0 && c.Reasons.All(r => Words.Has(r.Key)));
    }

    [Fact]
    public void Its_figures_are_read_where_they_stand_in_the_units_of_the_indicators()
    {
        var book = Official();
        var rows = Plan(book).Rows(book.Sheets[0], Catalogue).ToArray();

        rows.Select(r => r.Kind).ShouldBe([RowKind.Place, RowKind.Place, RowKind.Place, RowKind.Total]);
        rows[0].Place.ShouldBe(new PlaceText(null, "下姜村", "枫树岭镇", null));
        rows[0].Figures.Select(f => f.Value).ShouldBe([1_205_000m, 805_000m, 250_000m, 768m]);
        rows[1].Figures.Select(f => (f.Value, f.Finding?.Code)).ShouldBe([(12_000_000m, null), (null, null), (null, null), (1024m, null)]);
        rows[2].Figures[0].Finding!.Code.ShouldBe("formula-error");
        rows[2].Figures[0].Text.ShouldBe("#REF!");
        (rows[2].Figures[0].Row, rows[2].Figures[0].Column).ShouldBe((8, 3));
        rows[2].Figures[1].Value.ShouldBe(-35_000m);
        rows[2].Figures[2].Value.ShouldBeNull();
    }

    [Fact]
    public void Two_years_side_by_side_are_two_periods_of_one_indicator()
    {
        var book = Read(new MakeXlsx().Table("表", [["行政区划代码", "行政村", "总收入（万元）", null, "户数", null], [null, null, "2022年", "2023年", 2022, 2023], [330127104207L, "下姜村", 1, 2, 3, 4], [330127104208L, "大墅村", 5, 6, 7, 8]], ["A1:A2", "B1:B2", "C1:D1", "E1:F1"]));
        var plan = Plan(book);

        plan.FirstRow.ShouldBe(3);
        plan.Columns[0].Role.ShouldBe(ColumnRole.Code);
        plan.Columns.Skip(2).Select(c => (c.Indicator, c.Period)).ShouldBe([("income.total", Period.Year(2022)), ("income.total", Period.Year(2023)), ("households", Period.Year(2022)), ("households", Period.Year(2023))]);
        plan.Extract(book.Sheets[0], Catalogue).First(f => f.Period == Period.Year(2023)).ShouldSatisfyAllConditions(
            f => f.Value.ShouldBe(20_000m), f => f.Place.Code.ShouldBe("330127104207"));
    }

    [Theory]
    [InlineData("2024年上半年总收入（万元）")]
    [InlineData("2024年1—6月总收入")]
    [InlineData("2024年前三季度总收入")]
    [InlineData("2024年1月至9月总收入")]
    public void A_part_of_a_year_is_never_taken_for_the_year(string header)
    {
        var plan = Plan(Read(new MakeXlsx().Table("表", [["村名", header, "2023年总收入"], ["下姜村", 1, 2], ["大墅村", 3, 4]])));

        (plan.Columns[1].Role, plan.Columns[1].Reasons[0].Key).ShouldBe((ColumnRole.Ignored, "import.reason.part-of-year"));
        (plan.Columns[2].Indicator, plan.Columns[2].Period).ShouldBe(("income.total", Period.Year(2023)));
    }

    [Fact]
    public void A_title_of_half_a_year_leaves_the_year_to_the_person()
    {
        var plan = Plan(Read(new MakeXlsx().Table("2024年", [["2024年上半年村级集体收入"], ["村名", "总收入", "户数"], ["下姜村", 1, 2], ["大墅村", 3, 4]])));

        plan.Period.ShouldBeNull();
        plan.Doubts.Select(d => d.Key).ShouldContain("import.doubt.part-of-year");
    }

    [Theory]
    [InlineData("截至2023年12月31日村级资产")]
    [InlineData("2023年1—12月收入")]
    [InlineData("2023年1-4季度收入")]
    public void The_end_of_December_and_all_twelve_months_are_the_year(string title) =>
        Plan(Read(new MakeXlsx().Table("表", [[title], ["村名", "总收入", "户数"], ["下姜村", 1, 2], ["大墅村", 3, 4]]))).Period.ShouldBe(Period.Year(2023));

    [Fact]
    public void Group_words_that_were_not_merged_reach_to_the_next_one()
    {
        var plan = Plan(Read(new MakeXlsx().Table("表", [["村名", "2022年", null, "2023年", null], [null, "总收入", "经营性收入", "总收入", "经营性收入"], ["下姜村", 1, 2, 3, 4], ["大墅村", 1, 2, 3, 4]])));

        plan.Columns.Skip(1).Select(c => (c.Indicator, c.Period?.YearNumber)).ShouldBe([("income.total", 2022), ("income.operating", 2022), ("income.total", 2023), ("income.operating", 2023)]);
    }

    [Fact]
    public void One_sheet_for_each_township_takes_the_township_from_its_name_and_leaves_other_sheets_out()
    {
        object?[][] rows = [["村名", "总收入（元）"], ["下姜村", 1], ["大墅村", 2]];
        var book = Read(new MakeXlsx().Table("枫树岭镇", rows).Table("里商乡", rows).Table("说明", [["填表说明"], ["按实填写"]]), "2024年收入.xlsx");

        var plan = Recognition.Propose(book, Catalogue).Value;

        plan.Chosen.Select(s => s.Township).ShouldBe(["枫树岭镇", "里商乡"]);
        plan.Sheets.ShouldAllBe(s => s.Period == Period.Year(2024));
    }

    [Fact]
    public void A_township_column_merged_over_its_villages_and_a_year_column_are_understood()
    {
        var book = Read(new MakeXlsx().Table("表", [["乡镇", "村", "年份", "总收入"], ["枫树岭镇", "下姜村", 2022, 5], [null, "大墅村", "2023年", 6], ["里商乡", "石门村", "去年", 7]], ["A2:A3"]));
        var rows = Plan(book).Rows(book.Sheets[0], Catalogue).ToArray();

        rows[1].Place.ShouldBe(new PlaceText(null, "大墅村", "枫树岭镇", null));
        rows[1].Figures[0].Period.ShouldBe(Period.Year(2023));
        rows[2].Finding!.Code.ShouldBe("no-year");
    }

    [Fact]
    public void A_figure_merged_over_two_villages_and_a_spoilt_code_are_findings()
    {
        var book = Read(new MakeXlsx().Table("2023", [["村代码", "村名", "总收入"], ["330127104207", "下姜村", 5], ["330127104208", "大墅村", null], ["3.30127E+11", "石门村", 7]], ["C2:C3"]));
        var rows = Plan(book).Rows(book.Sheets[0], Catalogue).ToArray();

        rows[0].Figures[0].Finding!.Code.ShouldBe("merged");
        rows[1].Figures[0].Finding!.Code.ShouldBe("merged");
        rows[2].Finding!.Code.ShouldBe("code-lost");
    }

    [Fact]
    public void A_unit_that_does_not_fit_is_left_to_the_person()
    {
        var book = Read(new MakeXlsx().Table("2023", [["村名", "总收入（亩）"], ["下姜村", 5], ["大墅村", 6]]));
        var plan = Plan(book);

        plan.Columns[1].Factor.ShouldBeNull();
        plan.Doubts.ShouldContain(d => d.Key == "import.doubt.unit");
        plan.Extract(book.Sheets[0], Catalogue).First().Finding!.Code.ShouldBe("unit-unknown");
    }

    [Fact]
    public void An_absurd_figure_is_flagged_and_still_there()
    {
        var book = Read(new MakeXlsx().Table("2023", [["村名", "总收入"], ["下姜村", -5], ["大墅村", 6]]));

        var figures = Plan(book).Extract(book.Sheets[0], Catalogue, f => f.Value < 0 ? Finding.Warn("negative") : null).ToArray();

        (figures[0].Finding?.Code, figures[0].Finding?.Severity).ShouldBe(("negative", Severity.Warning));
        figures[0].Value.ShouldBe(-5m);
        figures[1].Finding.ShouldBeNull();
    }

    [Fact]
    public void A_plan_survives_JSON_and_next_years_file_of_the_template_takes_its_choices()
    {
        static Workbook Of(int year) => Read(new MakeXlsx().Table($"{year}", [["村名", $"{year}年本村进账", "总收入"], ["下姜村", 5, 6], ["大墅村", 6, 7]]));
        var first = Recognition.Propose(Of(2023), Catalogue).Value;
        first.Sheets[0].Columns[1].Indicator.ShouldBeNull();
        var chosen = new ImportPlan([first.Sheets[0] with { Columns = [.. first.Sheets[0].Columns.Select(c => c.Column == 2 ? c with { Indicator = "income.operating", Factor = 1, Period = Period.Year(2023) } : c)] }]);

        var remembered = JsonSerializer.Deserialize<ImportPlan>(JsonSerializer.Serialize(chosen))!;
        var next = Recognition.Propose(Of(2024), Catalogue).Value.WithRemembered(remembered).Sheets[0];

        next.Fingerprint.ShouldBe(first.Sheets[0].Fingerprint);
        next.Columns[1].Indicator.ShouldBe("income.operating");
        (next.Columns[1].Period ?? next.Period).ShouldBe(Period.Year(2024));
    }

    [Fact]
    public void A_sheet_without_a_table_is_refused_with_words()
    {
        var refused = Recognition.Propose(Read(new MakeXlsx().Table("s", [["只有一句话"]])), Catalogue).Problem!;

        refused.Code.ShouldBe("import.no-table");
        Words.Say(Language.Chinese, "problem." + refused.Code, "a").ShouldContain("表头");
    }

    [Fact]
    public void Every_messy_workbook_has_a_plan_or_a_refusal_with_words()
    {
        Assert.SkipWhen(Messy.Folder is null, "the collection of messy workbooks is not there");
        foreach (var file in Messy.Files())
        {
            var book = Workbook.Read(File.ReadAllBytes(file), Path.GetFileName(file));
            var problem = book.Problem;
            if (problem is null)
            {
                var plan = Recognition.Propose(book.Value, Catalogue);
                problem = plan.Problem;
                if (problem is null)
                {
                    foreach (var sheet in plan.Value.Sheets)
                    {
                        sheet.Columns.ShouldNotBeEmpty();
                        sheet.Rows(book.Value.Sheets.First(s => s.Name == sheet.Sheet), Catalogue).Count().ShouldBeGreaterThan(0, file);
                    }
                    TestContext.Current.TestOutputHelper!.WriteLine(Path.GetFileName(file) + ": " + string.Join("; ", plan.Value.Sheets.Select(s =>
                        $"[{s.Sheet}{(s.Chosen ? "" : " left out")}] header {s.FirstHeaderRow}-{s.LastHeaderRow} data {s.FirstRow}-{s.LastRow} {string.Join(',', s.Columns.GroupBy(c => c.Role).Select(g => g.Key + " " + g.Count()))} {string.Join(',', s.Doubts.Select(d => d.Key[14..]))}")));
                    continue;
                }
            }
            TestContext.Current.TestOutputHelper!.WriteLine($"{Path.GetFileName(file)}: refused, {problem.Code}");
            Words.Has("problem." + problem.Code).ShouldBeTrue();
        }
    }
}
