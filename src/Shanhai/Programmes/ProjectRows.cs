using Shanhai.Host.Tables;

namespace Shanhai.Programmes;

/// <summary>One line of a workbook of projects, as it was typed; <paramref name="Line"/> is its row in the sheet.</summary>
public sealed record ProjectRow(int Line)
{
    public string? Code { get; init; }
    public string? Name { get; init; }
    public string? Village { get; init; }
    public string? Measure { get; init; }
    public string? From { get; init; }
    public string? To { get; init; }
    public string? Budget { get; init; }
    public string? Body { get; init; }
    public string? Document { get; init; }
}

/// <summary>Reads a workbook of projects: the first sheet that has a row of known headings, in either language, in any order.</summary>
public static class ProjectRows
{
    public const int Most = 5000;

    public static readonly IReadOnlyList<string> Fields = ["code", "name", "village", "measure", "from", "to", "budget", "body", "document"];

    // Other words that tables use for the same.
    private static readonly Headings Known = Headings.Of("programmes", Fields, new Dictionary<string, string>
    {
        ["编号"] = "code", ["项目代码"] = "code", ["项目名称"] = "name", ["名称"] = "name", ["所在村"] = "village", ["村名"] = "village", ["村代码"] = "village", ["措施类别"] = "measure", ["项目类型"] = "measure",
        ["开工日期"] = "from", ["开始日期"] = "from", ["完工日期"] = "to", ["结束日期"] = "to", ["预算"] = "budget", ["总投资(元)"] = "budget", ["预算(元)"] = "budget", ["实施主体"] = "body", ["批复文号"] = "document",
    });

    public static Result<IReadOnlyList<ProjectRow>> Of(Workbook book)
    {
        if (Known.RowsOf(book, f => f.Contains("name") && f.Contains("village") && f.Count >= 4) is not { } found)
        {
            return Problem.Invalid("programmes.import-headings", book.FileName, string.Join("、", Fields.Select(f => Words.Say(Language.Chinese, "programmes." + f))));
        }
        var rows = found.Select(Read).ToList();
        return rows.Count == 0 ? Problem.Invalid("programmes.import-empty", book.FileName) : rows.Count > Most ? Problem.Invalid("programmes.import-long", Most, rows.Count) : rows;
    }

    private static ProjectRow Read(HeadedRow row) => new(row.Number)
    {
        Code = row["code"], Name = row["name"], Village = row["village"], Measure = row["measure"], From = row["from"], To = row["to"], Budget = row["budget"], Body = row["body"], Document = row["document"],
    };
}
