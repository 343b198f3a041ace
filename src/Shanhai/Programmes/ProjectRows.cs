using System.Globalization;
using System.Text;
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
    private const int HeadingsWithin = 20;

    public static readonly IReadOnlyList<string> Fields = ["code", "name", "village", "measure", "from", "to", "budget", "body", "document"];

    // Other words that tables use for the same.
    private static readonly Dictionary<string, string> Also = new()
    {
        ["编号"] = "code", ["项目代码"] = "code", ["项目名称"] = "name", ["名称"] = "name", ["所在村"] = "village", ["村名"] = "village", ["村代码"] = "village", ["措施类别"] = "measure", ["项目类型"] = "measure",
        ["开工日期"] = "from", ["开始日期"] = "from", ["完工日期"] = "to", ["结束日期"] = "to", ["预算"] = "budget", ["总投资(元)"] = "budget", ["预算(元)"] = "budget", ["实施主体"] = "body", ["批复文号"] = "document",
    };

    public static Result<IReadOnlyList<ProjectRow>> Of(Workbook book)
    {
        foreach (var sheet in book.Sheets.Where(s => !s.Hidden))
        {
            foreach (var row in sheet.Rows.Take(HeadingsWithin))
            {
                var columns = row.Cells.Select(c => (c.Column, Field: FieldOf(c.Text))).Where(c => c.Field is not null).DistinctBy(c => c.Field).ToDictionary(c => c.Field!, c => c.Column);
                if (columns.ContainsKey("name") && columns.ContainsKey("village") && columns.Count >= 4)
                {
                    var rows = sheet.Rows.Where(r => r.Number > row.Number && !r.IsBlank).Select(r => Read(r, columns)).ToList();
                    return rows.Count == 0 ? Problem.Invalid("programmes.import-empty", book.FileName) : rows.Count > Most ? Problem.Invalid("programmes.import-long", Most, rows.Count) : rows;
                }
            }
        }
        return Problem.Invalid("programmes.import-headings", book.FileName, string.Join("、", Fields.Select(f => Words.Say(Language.Chinese, "programmes." + f))));
    }

    private static string? FieldOf(string heading)
    {
        var text = heading.Normalize(NormalizationForm.FormKC).Replace(" ", "", StringComparison.Ordinal).Trim();
        return Fields.FirstOrDefault(f => Words.All["programmes." + f] is var w && (text == w.Zh.Normalize(NormalizationForm.FormKC) || string.Equals(heading.Trim(), w.En, StringComparison.OrdinalIgnoreCase))) ?? Also.GetValueOrDefault(text);
    }

    private static ProjectRow Read(SheetRow row, Dictionary<string, int> columns)
    {
        string? Cell(string field) => columns.TryGetValue(field, out var column) && row[column] is { IsBlank: false } cell
            ? (cell.Date is { } day ? day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) : cell.Text).Trim() : null;
        return new(row.Number)
        {
            Code = Cell("code"), Name = Cell("name"), Village = Cell("village"), Measure = Cell("measure"), From = Cell("from"), To = Cell("to"), Budget = Cell("budget"), Body = Cell("body"), Document = Cell("document"),
        };
    }
}
