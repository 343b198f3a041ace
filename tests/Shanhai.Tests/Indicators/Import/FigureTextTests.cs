using System.Globalization;
using CsCheck;
using Shanhai.Host.Tables;
using Shanhai.Host.Web;
using Shanhai.Indicators.Import;
using Shanhai.Kernel;

namespace Shanhai.Tests.Indicators.Import;

[AnyDatabase]
public class FigureTextTests
{
    [Theory]
    [InlineData("12.5", "12.5")]
    [InlineData(" 1,234,567.80 ", "1234567.80")]
    [InlineData("１２．５", "12.5")]
    [InlineData("１，２３４", "1234")]
    [InlineData("-3", "-3")]
    [InlineData("－3", "-3")]
    [InlineData("(1,234)", "-1234")]
    [InlineData("（12.5）", "-12.5")]
    [InlineData("+7", "7")]
    [InlineData("¥1,000", "1000")]
    [InlineData("￥５", "5")]
    [InlineData(".5", "0.5")]
    [InlineData("1.2E3", "1200")]
    [InlineData("0", "0")]
    public void A_text_with_one_meaning_is_that_number(string text, string value)
    {
        FigureText.Read(text).Value.ShouldBe(decimal.Parse(value, CultureInfo.InvariantCulture));
    }

    [Theory]
    [InlineData("")]
    [InlineData("　")]
    [InlineData("-")]
    [InlineData("—")]
    [InlineData("／")]
    [InlineData("/")]
    [InlineData("无")]
    [InlineData("…")]
    [InlineData("——")]
    [InlineData("N/A")]
    public void A_sign_for_none_is_an_absence_and_not_a_zero(string text)
    {
        var reading = FigureText.Read(text);

        reading.Absent.ShouldBeTrue();
        reading.Value.ShouldBeNull();
        reading.Finding.ShouldBeNull();
    }

    [Theory]
    [InlineData("1,23", "separator")]
    [InlineData("12,34.5", "separator")]
    [InlineData("约12", "unreadable")]
    [InlineData("12-15", "unreadable")]
    [InlineData("3~5", "unreadable")]
    [InlineData("≥10", "unreadable")]
    [InlineData("十二", "unreadable")]
    [InlineData("1.2.3", "unreadable")]
    [InlineData("(12", "unreadable")]
    [InlineData("(-12)", "unreadable")]
    [InlineData("12 345 元左右吧没细算", "unreadable")]
    [InlineData("2023-12-31", "date")]
    [InlineData("3月5日", "date")]
    [InlineData("#REF!", "formula-error")]
    [InlineData("99999999999999999999999999999999", "too-large")]
    public void A_text_with_two_meanings_or_none_is_a_finding(string text, string code)
    {
        var reading = FigureText.Read(text);

        reading.Value.ShouldBeNull();
        reading.Absent.ShouldBeFalse();
        reading.Finding!.Code.ShouldBe(code);
        Words.Say(Language.Chinese, reading.Finding.Key, [.. reading.Finding.Args]).ShouldNotStartWith("[");
    }

    [Theory]
    [InlineData(CellKind.Error, "#DIV/0!", "formula-error")]
    [InlineData(CellKind.Uncalculated, "=SUM(A1:A2)", "uncalculated")]
    [InlineData(CellKind.Date, "2024-03-05", "date")]
    [InlineData(CellKind.Truth, "TRUE", "truth")]
    public void A_cell_that_is_no_figure_is_never_taken_for_one(CellKind kind, string text, string code)
    {
        FigureText.Read(new Cell(1, kind, text)).Finding!.Code.ShouldBe(code);
    }

    [Theory]
    [InlineData("12.5万", null, "yuan", "125000")]
    [InlineData("12.5万元", "万元", "yuan", "125000")]
    [InlineData("125000元", "万元", "yuan", "125000")]
    [InlineData("1.2亿", null, "yuan", "120000000")]
    [InlineData("12", "万元", "yuan", "120000")]
    [InlineData("35人", "人", "person", "35")]
    [InlineData("12.5%", "%", "percent", "12.5")]
    [InlineData("12.5%", null, "ratio", "0.125")]
    [InlineData("3千元", "元", "yuan", "3000")]
    public void A_unit_in_the_cell_is_obeyed(string text, string? column, string kept, string value)
    {
        var factor = column is null ? 1 : WrittenIn(column, kept);

        FigureText.Read(text).In(factor, column, kept, text).Value.ShouldBe(decimal.Parse(value, CultureInfo.InvariantCulture));
    }

    [Theory]
    [InlineData("12.5万", "万元", "yuan", "unit-twice")]
    [InlineData("12人", "万元", "yuan", "other-unit")]
    [InlineData("12.5%", "元", "yuan", "other-unit")]
    public void A_unit_that_contradicts_the_column_is_a_finding(string text, string column, string kept, string code)
    {
        FigureText.Read(text).In(WrittenIn(column, kept), column, kept, text).Finding!.Code.ShouldBe(code);
    }

    [Fact]
    public void A_share_shown_as_percent_is_read_as_shown()
    {
        FigureText.Read(new Cell(1, CellKind.Percent, "0.125")).In(1, null, "percent", "0.125").Value.ShouldBe(12.5m);
    }

    [Fact]
    public void Every_figure_survives_being_written_in_the_ways_people_write()
    {
        Gen.Select(Gen.Long[-999_999_999_999, 999_999_999_999], Gen.Int[0, 4], Gen.Int[0, 4]).Sample((whole, decimals, manner) =>
        {
            var value = whole / (decimal)Math.Pow(10, decimals);
            var text = value.ToString("0.####", CultureInfo.InvariantCulture);
            var written = manner switch
            {
                0 => value.ToString("#,##0.####", CultureInfo.InvariantCulture),
                1 => string.Concat(text.Select(c => char.IsAsciiDigit(c) || c is '.' or '-' ? (char)(c + 0xFEE0) : c)),
                2 => value < 0 ? $"（{text[1..]}）" : $" {text} ",
                3 => "￥" is var sign && value >= 0 ? sign + text : text,
                _ => text,
            };
            return FigureText.Read(written).Value == value;
        }, iter: 5000, seed: "0000KOI4SPoc");
    }

    [Fact]
    public void No_text_whatever_breaks_the_reader()
    {
        Gen.String[Gen.Char["0123456789.,-+()（）％%万亿元eE /／年月#!…村"], 0, 14].Sample(text =>
        {
            var reading = FigureText.Read(text).In(10_000, "万元", "yuan", text);
            // Exactly one of the three.
            return (reading.Value is not null ? 1 : 0) + (reading.Absent ? 1 : 0) + (reading.Finding is not null ? 1 : 0) == 1;
        }, iter: 20_000, seed: "0000KOI4SPoc");
    }

    private static decimal WrittenIn(string column, string kept) =>
        Shanhai.Indicators.Unit.Find(column) is { } from && Shanhai.Indicators.Unit.Find(kept) is { } to ? (decimal)from.Times * to.Over / (from.Over * (decimal)to.Times) : 1;
}
