using System.Globalization;
using System.Text;
using Shanhai.Host.Tables;

namespace Shanhai.Pairing;

/// <summary>One line of a workbook of needs and offers, as it was typed; <paramref name="Line"/> is its row in the sheet. A line with a helper is an offer, one with a village alone a need.</summary>
public sealed record ResourceRow(int Line, string? Village, string? Helper, string? What, string? Sector, string? Amount, string? From, string? To, string? Words);

/// <summary>Reads a workbook of needs and offers: the first sheet that has a row of known headings, in either language, in any order.</summary>
public static class ResourceRows
{
    public const int Most = 5_000;
    private const int HeadingsWithin = 20;

    internal static readonly string[] Fields = ["village", "helper", "what", "sector", "amount", "from", "to", "words"];

    // Other words that tables use for the same.
    private static readonly Dictionary<string, string> Also = new()
    {
        ["村名"] = "village", ["村代码"] = "village", ["行政村"] = "village", ["单位"] = "helper", ["单位名称"] = "helper", ["类型"] = "what", ["需求种类"] = "what", ["资源种类"] = "what", ["金额"] = "amount", ["开始日期"] = "from", ["结束日期"] = "to",
        ["需求说明"] = "words", ["备注"] = "words",
    };

    public static Result<IReadOnlyList<ResourceRow>> Of(Workbook book)
    {
        foreach (var sheet in book.Sheets.Where(s => !s.Hidden))
        {
            foreach (var row in sheet.Rows.Take(HeadingsWithin))
            {
                var columns = row.Cells.Select(c => (c.Column, Field: FieldOf(c.Text))).Where(c => c.Field is not null).DistinctBy(c => c.Field).ToDictionary(c => c.Field!, c => c.Column);
                if (columns.ContainsKey("what") && (columns.ContainsKey("village") || columns.ContainsKey("helper")))
                {
                    var rows = sheet.Rows.Where(r => r.Number > row.Number && !r.IsBlank).Select(r => Read(r, columns)).ToList();
                    return rows.Count == 0 ? Problem.Invalid("pairing.import-empty", book.FileName) : rows.Count > Most ? Problem.Invalid("pairing.import-long", Most, rows.Count) : rows;
                }
            }
        }
        return Problem.Invalid("pairing.import-headings", book.FileName, string.Join("、", Fields.Select(f => Words.Say(Language.Chinese, "pairing." + f))));
    }

    private static string? FieldOf(string heading)
    {
        var text = heading.Normalize(NormalizationForm.FormKC).Replace(" ", "", StringComparison.Ordinal).Trim();
        return Fields.FirstOrDefault(f => Words.All["pairing." + f] is var w && (text == w.Zh || string.Equals(heading.Trim(), w.En, StringComparison.OrdinalIgnoreCase))) ?? Also.GetValueOrDefault(text);
    }

    private static ResourceRow Read(SheetRow row, Dictionary<string, int> columns)
    {
        string? Cell(string field) => columns.TryGetValue(field, out var column) && row[column] is { IsBlank: false } cell
            ? (cell.Date is { } day ? day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) : cell.Text).Trim() : null;
        return new(row.Number, Cell("village"), Cell("helper"), Cell("what"), Cell("sector"), Cell("amount"), Cell("from"), Cell("to"), Cell("words"));
    }
}
