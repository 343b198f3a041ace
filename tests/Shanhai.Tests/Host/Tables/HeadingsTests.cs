using Shanhai.Host.Tables;

namespace Shanhai.Tests.Host.Tables;

[AnyDatabase]
public class HeadingsTests
{
    private static readonly Headings Known = new(new Dictionary<string, string> { ["村名"] = "village", ["出资额"] = "money", ["Day of payment"] = "on", ["预算（元）"] = "budget" });

    private static Sheet Sheet(bool hidden, params string[] lines) =>
        new("表", [.. lines.Select((line, i) => new SheetRow(i + 1, [.. line.Split('|').Select((text, at) => new Cell(at + 1, text.Length == 0 ? CellKind.Blank : CellKind.Text, text))]))], [], hidden);

    private static IReadOnlyList<HeadedRow>? Rows(params string[] lines) => Known.RowsOf(new("表.xlsx", TableFormat.Xlsx, [Sheet(false, lines)]), f => f.Count >= 2);

    [Theory]
    [InlineData("村名|出资额|Day of payment")]
    [InlineData("村 名|出资额（元）|day　of payment")]
    [InlineData(" 村名|出资额\n(元)|DAYOFPAYMENT")]
    public void A_heading_is_known_however_it_is_written(string headings)
    {
        var row = Rows("某县出资明细", "单位：元", headings, "下姜村| 100 |2026-03-01")!.ShouldHaveSingleItem();

        (row.Number, row["village"], row["money"], row["on"]).ShouldBe((4, "下姜村", "100", "2026-03-01"));
    }

    [Fact]
    public void A_unit_that_is_not_yuan_makes_it_another_heading() => Rows("村名|预算(万元)", "下姜村|100").ShouldBeNull();

    [Fact]
    public void What_is_blank_or_has_no_column_is_nothing_and_the_first_of_two_columns_counts()
    {
        var rows = Rows("村名|村名|预算", "下姜村|别的村|", "", "石门坑村||7")!;

        rows.Select(r => (r.Number, r["village"], r["budget"], r["on"])).ShouldBe([(2, "下姜村", null, null), (4, "石门坑村", "7", null)]);
    }

    [Fact]
    public void A_day_of_the_workbook_is_written_year_month_day_without_the_time()
    {
        var row = new HeadedRow(new(2, [new(1, CellKind.Date, "2026-03-01T10:30:00")]), new Dictionary<string, int> { ["on"] = 1 });

        row["on"].ShouldBe("2026-03-01");
    }

    [Theory]
    [InlineData("0.30000000000000004", "0.3")]
    [InlineData("12.50", "12.50")]
    [InlineData("1.2E3", "1200")]
    [InlineData("330127001001", "330127001001")]
    [InlineData("911234567890123456", "911234567890123456")]
    public void A_number_of_the_workbook_is_written_as_the_sheet_shows_it_and_a_code_keeps_its_digits(string stored, string shown)
    {
        var row = new HeadedRow(new(2, [new(1, CellKind.Number, stored)]), new Dictionary<string, int> { ["money"] = 1 });

        row["money"].ShouldBe(shown);
    }

    [Fact]
    public void The_first_sheet_in_sight_with_enough_headings_counts()
    {
        var book = new Workbook("表.xlsx", TableFormat.Xlsx, [Sheet(true, "村名|出资额", "隐村|1"), Sheet(false, "说明"), Sheet(false, "村名|出资额", "下姜村|2")]);

        Known.RowsOf(book, f => f.Count >= 2)!.ShouldHaveSingleItem()["village"].ShouldBe("下姜村");
    }

    [Fact]
    public void Fields_are_known_by_their_words_in_both_languages()
    {
        var known = Headings.Of("programmes", ["name", "village"], new Dictionary<string, string> { ["所在村"] = "village" });

        foreach (var headings in new[] { "名称|村", "Name|VILLAGE", "名称|所在村" })
        {
            known.RowsOf(new("表.csv", TableFormat.Csv, [Sheet(false, headings, "灌溉渠|下姜村")]), f => f.Count == 2)!.ShouldHaveSingleItem()["village"].ShouldBe("下姜村");
        }
    }
}
