using System.Globalization;
using System.Text;
using Shanhai.Host.Tables;

namespace Shanhai.Organisations;

/// <summary>One line of a workbook of bodies, as it was typed; <paramref name="Line"/> is its row in the sheet.</summary>
public sealed record OrganisationRow(int Line)
{
    public string? Name { get; init; }
    public string? ShortName { get; init; }
    public string? Kind { get; init; }
    public string? Place { get; init; }
    public string? Superior { get; init; }
    public string? Duties { get; init; }
    public string? Task { get; init; }
    public string? CreditCode { get; init; }
    public string? Office { get; init; }
    public string? Phone { get; init; }
    public string? Mail { get; init; }
    public string? Seat { get; init; }
    public string? Opened { get; init; }
}

/// <summary>Reads a workbook of bodies: the first sheet that has a row of known headings, in either language, in any order.</summary>
public static class OrganisationRows
{
    public const int Most = 20_000;
    private const int HeadingsWithin = 20;

    private static readonly string[] Fields = ["name", "shortName", "kind", "place", "superior", "duties", "task", "creditCode", "office", "phone", "mail", "seat", "opened"];

    // Other words that tables use for the same.
    private static readonly Dictionary<string, string> Also = new()
    {
        ["名称"] = "name", ["单位名称"] = "name", ["机构名称"] = "name", ["全称"] = "name", ["类别"] = "kind", ["机构类型"] = "kind", ["地方代码"] = "place", ["区划代码"] = "place", ["服务地方代码"] = "place",
        ["上级单位"] = "superior", ["主管单位"] = "superior", ["信用代码"] = "creditCode", ["电话"] = "phone", ["联系电话"] = "phone", ["地址"] = "seat", ["邮箱"] = "mail", ["设立日期"] = "opened",
    };

    public static Result<IReadOnlyList<OrganisationRow>> Of(Workbook book)
    {
        foreach (var sheet in book.Sheets.Where(s => !s.Hidden))
        {
            foreach (var row in sheet.Rows.Take(HeadingsWithin))
            {
                var columns = row.Cells.Select(c => (c.Column, Field: FieldOf(c.Text))).Where(c => c.Field is not null).DistinctBy(c => c.Field).ToDictionary(c => c.Field!, c => c.Column);
                if (columns.ContainsKey("name") && columns.Count >= 3)
                {
                    var rows = sheet.Rows.Where(r => r.Number > row.Number && !r.IsBlank).Select(r => Read(r, columns)).ToList();
                    return rows.Count == 0 ? Problem.Invalid("organisation.import-empty", book.FileName)
                        : rows.Count > Most ? Problem.Invalid("organisation.import-long", Most, rows.Count) : rows;
                }
            }
        }
        return Problem.Invalid("organisation.import-headings", book.FileName, string.Join("、", Fields.Select(f => Words.Say(Language.Chinese, "organisations." + f))));
    }

    private static string? FieldOf(string heading)
    {
        var text = heading.Normalize(NormalizationForm.FormKC).Replace(" ", "", StringComparison.Ordinal).Trim();
        return Fields.FirstOrDefault(f => Words.All["organisations." + f] is var w && (text == w.Zh || string.Equals(heading.Trim(), w.En, StringComparison.OrdinalIgnoreCase))) ?? Also.GetValueOrDefault(text);
    }

    private static OrganisationRow Read(SheetRow row, Dictionary<string, int> columns)
    {
        string? Cell(string field) => columns.TryGetValue(field, out var column) && row[column] is { IsBlank: false } cell
            ? (cell.Date is { } day ? day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) : cell.Text).Trim() : null;
        return new(row.Number)
        {
            Name = Cell("name"), ShortName = Cell("shortName"), Kind = Cell("kind"), Place = Cell("place"), Superior = Cell("superior"), Duties = Cell("duties"), Task = Cell("task"),
            CreditCode = Cell("creditCode"), Office = Cell("office"), Phone = Cell("phone"), Mail = Cell("mail"), Seat = Cell("seat"), Opened = Cell("opened"),
        };
    }
}
