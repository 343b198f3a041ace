using System.Text;
using Microsoft.AspNetCore.Http;
using Shanhai.Host.Tables;
using Shanhai.Kernel;

namespace Shanhai.Tests.Host.Tables;

[AnyDatabase]
public sealed class UploadTests
{
    public sealed record Row(int Line, string? Village);

    private static readonly Headings Known = new(new Dictionary<string, string> { ["村名"] = "village", ["金额"] = "money" });

    private static Result<IReadOnlyList<Row>> Of(Workbook book) =>
        Known.RowsOf(book, f => f.Contains("village")) is { } rows ? rows.Select(r => new Row(r.Number, r["village"])).ToList() : Problem.Invalid("workbook.empty", book.FileName);

    private static FormFile? File(string? text) =>
        text is null ? null : new(new MemoryStream(Encoding.UTF8.GetBytes(text)), 0, Encoding.UTF8.GetByteCount(text), "file", "C:\\Users\\x\\村.csv");

    private static Task<Result<Upload.Rows<Row>>> Look(string? text) => Upload.Read(null, null, File(text), Of, default);

    private static Task<Result<Upload.Rows<Row>>> Record(string? carried) => Upload.Read(Upload.Record, carried, null, Of, default, rows => rows.All(r => r.Line > 0));

    [Fact]
    public async Task What_was_looked_at_comes_back_with_the_form_as_it_was_read()
    {
        var seen = (await Look("村名,金额\n下姜村,1\n石门坑村,2\n")).Value;

        seen.All.ShouldBe([new(2, "下姜村"), new(3, "石门坑村")]);
        (await Record(seen.Carried)).Value.All.ShouldBe(seen.All);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("[null]")]
    [InlineData("[{\"line\":2,\"village\":\"下姜村\"}")]
    [InlineData("[{\"line\":0,\"village\":\"下姜村\"}]")]
    public async Task What_came_back_otherwise_than_it_was_read_is_asked_for_again(string? carried)
    {
        var refused = (await Record(carried)).Problem!;

        (refused.Status, refused.Fields.Single().Field, refused.Fields.Single().Key).ShouldBe((422, "file", "problem.upload.lost"));
    }

    [Theory]
    [InlineData(null, "field.required")]
    [InlineData("", "field.required")]
    [InlineData("乡镇,金额\n石门乡,1\n", "problem.workbook.empty")]
    public async Task What_is_wrong_with_the_file_is_told_at_the_file(string? text, string key)
    {
        var refused = (await Look(text)).Problem!;

        (refused.Fields.Single().Field, refused.Fields.Single().Key).ShouldBe(("file", key));
    }

    [Fact]
    public async Task A_file_of_more_than_a_form_can_carry_is_refused()
    {
        var text = new StringBuilder("村名,金额\n");
        for (var i = 0; i < 120_000; i++)
        {
            text.Append("下姜村,1\n");
        }

        (await Look(text.ToString())).Problem!.Fields.Single().Key.ShouldBe("problem.upload.too-long");
    }
}
