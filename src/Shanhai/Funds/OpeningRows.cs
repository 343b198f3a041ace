using System.Globalization;
using System.Text;
using Shanhai.Host.Tables;

namespace Shanhai.Funds;

/// <summary>
/// Opening balances out of a workbook: account, and what stands on its debit or credit side, in yuan; further columns name the commodity and the village. The first
/// sheet with a row of known headings counts; a line without any amount is skipped, as tables list every account.
/// </summary>
public static class OpeningRows
{
    private const int HeadingsWithin = 20, MostErrors = 50;

    private static readonly Dictionary<string, string> Headings = new(StringComparer.OrdinalIgnoreCase)
    {
        ["科目代码"] = "account", ["科目编码"] = "account", ["科目编号"] = "account", ["科目"] = "account", ["account"] = "account",
        ["借方余额"] = "debit", ["期初借方"] = "debit", ["借方"] = "debit", ["借方余额（元）"] = "debit", ["debit"] = "debit",
        ["贷方余额"] = "credit", ["期初贷方"] = "credit", ["贷方"] = "credit", ["贷方余额（元）"] = "credit", ["credit"] = "credit",
        ["种类"] = "commodity", ["计量"] = "commodity", ["计量单位"] = "commodity", ["commodity"] = "commodity", ["村代码"] = "village", ["village"] = "village",
    };

    public static Result<IReadOnlyList<EntryContent.Line>> Of(Workbook book, BookAccounts accounts)
    {
        foreach (var sheet in book.Sheets.Where(s => !s.Hidden))
        {
            foreach (var row in sheet.Rows.Take(HeadingsWithin))
            {
                var columns = row.Cells.Select(c => (c.Column, Field: Headings.GetValueOrDefault(Plain(c.Text)))).Where(c => c.Field is not null).DistinctBy(c => c.Field).ToDictionary(c => c.Field!, c => c.Column);
                if (columns.ContainsKey("account") && columns.ContainsKey("debit") && columns.ContainsKey("credit"))
                {
                    return Read(sheet, row.Number, columns, accounts);
                }
            }
        }
        return Problem.Invalid("funds.opening-headings", book.FileName);
    }

    private static Result<IReadOnlyList<EntryContent.Line>> Read(Sheet sheet, int heading, Dictionary<string, int> columns, BookAccounts accounts)
    {
        var (lines, errors) = (new List<EntryContent.Line>(), new Errors());
        foreach (var row in sheet.Rows.Where(r => r.Number > heading && !r.IsBlank))
        {
            string Cell(string field) => columns.TryGetValue(field, out var column) ? row[column].Text.Trim() : "";
            if (errors.All.Count > MostErrors)
            {
                break;
            }
            // "102 银行存款" names the account by its first word.
            var code = Cell("account").Split(' ', '　')[0];
            if (Unit(Cell("commodity")) is not { } of || !Amounts.TryRead(Cell("debit"), of, out var debit) || !Amounts.TryRead(Cell("credit"), of, out var credit))
            {
                errors.Add("file", "funds.opening-amount", row.Number);
                continue;
            }
            if (debit == 0 && credit == 0)
            {
                continue;
            }
            if (accounts.Find(code) is null)
            {
                errors.Add("file", "funds.opening-account", row.Number, code);
                continue;
            }
            if (lines.Count == EntryContent.MostOpeningLines)
            {
                return new Errors().Add("file", "funds.opening-too-many", EntryContent.MostOpeningLines).Refusal!;
            }
            var noVillage = Cell("village").Length == 0;
            if (!PlaceCode.TryParse(Cell("village"), CultureInfo.InvariantCulture, out var village) && !noVillage)
            {
                errors.Add("file", "funds.row-village", row.Number, Cell("village"));
                continue;
            }
            lines.Add(new(code, debit, credit, of, noVillage ? null : village));
        }
        return errors.Refusal is { } refusal ? refusal : lines.Count == 0 ? Problem.Invalid("funds.opening-empty") : lines;
    }

    internal static Commodity? Unit(string said) => said switch
    {
        "" or "元" or "CNY" => Commodity.Fen,
        "平方米" or "SQM" => Commodity.SquareMetre,
        "工时" or "小时" or "HOURS" => Commodity.LabourHour,
        _ => null,
    };

    internal static string Plain(string heading) => heading.Normalize(NormalizationForm.FormKC).Replace("(元)", "", StringComparison.Ordinal).Replace(" ", "", StringComparison.Ordinal).Trim();
}
