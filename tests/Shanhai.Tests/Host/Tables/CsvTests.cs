using System.Text;
using CsCheck;
using Shanhai.Host.Tables;

namespace Shanhai.Tests.Host.Tables;

[AnyDatabase]
public class CsvTests
{
    private const string Text = "村名,收入（元）\n下姜村,\"1,234\"\n\n\"大墅\n村\",5\n";

    public static TheoryData<string, byte[]> Encodings()
    {
        Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);
        return new()
        {
            { "utf-8", Encoding.UTF8.GetBytes(Text) },
            { "utf-8", [.. Encoding.UTF8.Preamble, .. Encoding.UTF8.GetBytes(Text)] },
            { "gb18030", Encoding.GetEncoding("GB18030").GetBytes(Text) },
            { "gb18030", Encoding.GetEncoding("GBK").GetBytes(Text) },
            { "utf-16", [.. Encoding.Unicode.Preamble, .. Encoding.Unicode.GetBytes(Text)] },
            { "utf-16BE", [.. Encoding.BigEndianUnicode.Preamble, .. Encoding.BigEndianUnicode.GetBytes(Text)] },
        };
    }

    [Theory]
    [MemberData(nameof(Encodings))]
    public void A_text_table_reads_in_every_encoding_offices_use(string encoding, byte[] file)
    {
        var book = Workbook.Read(file, "村级收入.csv").Value;

        book.Encoding.ShouldBe(encoding);
        book.Sheets[0].Name.ShouldBe("村级收入");
        book.Sheets[0].At(2, 2).Text.ShouldBe("1,234");
        book.Sheets[0].At(4, 1).Text.ShouldBe("大墅\n村");
    }

    [Theory]
    [InlineData("a;b;c\n1,5;2;3\n1;2,5;3\n", ';')]
    [InlineData("a\tb\n1,2\t2\n", '\t')]
    [InlineData("标题，不含分隔\na|b|c\n1|2|3\n", '|')]
    [InlineData("one column\nonly\n", ',')]
    [InlineData("\"a;b;c\",d\n\"e;f;g\",h\n", ',')]
    public void The_delimiter_is_found(string text, char delimiter)
    {
        Workbook.Read(Encoding.UTF8.GetBytes(text), "a.csv").Value.Delimiter.ShouldBe(delimiter);
    }

    [Fact]
    public void Every_text_comes_back_as_it_was_and_none_runs_as_a_formula()
    {
        var texts = Gen.OneOf(Gen.String, Gen.String[Gen.Char["'=+-@\t\r\n\",;1.5 ＝－村"], 0, 8]).Where(t => !t.Contains('\0', StringComparison.Ordinal));
        Gen.Select(texts, texts).Array[1, 5].Sample(rows =>
        {
            using var output = new MemoryStream();
            CsvExport.Write(output, [new("a"), new("b"), new("c")], rows.Select(r => new object?[] { "x", r.Item1, r.Item2 }).ToAsyncEnumerable()).GetAwaiter().GetResult();
            output.Position = 3;
            var back = CsvReader.Rows(new StreamReader(output), ',', "a").Skip(1).ToArray();
            return back.Length == rows.Length && back.Zip(rows).All(p => p.First[1] == Lone(p.Second.Item1) && p.First[2] == Lone(p.Second.Item2));
        }, iter: 2000, seed: "0000KOI4SPoc");

        Formulas.Defused("=HYPERLINK(\"x\")").ShouldStartWith("'");
        Formulas.Defused("-5").ShouldBe("-5");
        Formulas.Defused("-").ShouldBe("-");

        // Half a surrogate pair is no text and cannot be written in UTF-8.
        static string Lone(string text) => Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text));
    }

    [Fact]
    public async Task Numbers_days_and_gaps_are_written_so_that_machines_read_them()
    {
        using var output = new MemoryStream();
        object?[][] rows = [["330127104207", -1234.50m, new DateOnly(2024, 12, 31), null]];

        var count = await CsvExport.Write(output, [new("代码"), new("收入"), new("日期"), new("空")], rows.ToAsyncEnumerable(), ct: TestContext.Current.CancellationToken);

        count.ShouldBe(1);
        Encoding.UTF8.GetString(output.ToArray()).ShouldBe("\uFEFF代码,收入,日期,空\r\n330127104207,-1234.50,2024-12-31,\r\n");
    }
}
