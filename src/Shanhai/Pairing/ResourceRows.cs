using Shanhai.Host.Tables;

namespace Shanhai.Pairing;

/// <summary>One line of a workbook of needs and offers, as it was typed; <paramref name="Line"/> is its row in the sheet. A line with a helper is an offer, one with a village alone a need.</summary>
public sealed record ResourceRow(int Line, string? Village, string? Helper, string? What, string? Sector, string? Amount, string? From, string? To, string? Words);

/// <summary>Reads a workbook of needs and offers: the first sheet that has a row of known headings, in either language, in any order.</summary>
public static class ResourceRows
{
    public const int Most = 5_000;

    internal static readonly string[] Fields = ["village", "helper", "what", "sector", "amount", "from", "to", "words"];

    // Other words that tables use for the same.
    private static readonly Headings Known = Headings.Of("pairing", Fields, new Dictionary<string, string>
    {
        ["村名"] = "village", ["村代码"] = "village", ["行政村"] = "village", ["单位"] = "helper", ["单位名称"] = "helper", ["类型"] = "what", ["需求种类"] = "what", ["资源种类"] = "what", ["金额"] = "amount", ["开始日期"] = "from", ["结束日期"] = "to",
        ["需求说明"] = "words", ["备注"] = "words",
    });

    public static Result<IReadOnlyList<ResourceRow>> Of(Workbook book)
    {
        if (Known.RowsOf(book, f => f.Contains("what") && (f.Contains("village") || f.Contains("helper"))) is not { } found)
        {
            return Problem.Invalid("pairing.import-headings", book.FileName, string.Join("、", Fields.Select(f => Words.Say(Language.Chinese, "pairing." + f))));
        }
        var rows = found.Select(Read).ToList();
        return rows.Count == 0 ? Problem.Invalid("pairing.import-empty", book.FileName) : rows.Count > Most ? Problem.Invalid("pairing.import-long", Most, rows.Count) : rows;
    }

    private static ResourceRow Read(HeadedRow row) => new(row.Number, row["village"], row["helper"], row["what"], row["sector"], row["amount"], row["from"], row["to"], row["words"]);
}
