using System.Globalization;
using Shanhai.Host.Tables;

namespace Shanhai.Funds;

/// <summary>
/// Opening balances out of a workbook: account, and what stands on its debit or credit side, in yuan; further columns name the commodity and the village. The first
/// sheet with a row of known headings counts; a line without any amount is skipped, as tables list every account.
/// </summary>
public static class OpeningRows
{
    private const int MostErrors = 50;

    private static readonly Headings Known = new(new Dictionary<string, string>
    {
        ["科目代码"] = "account", ["科目编码"] = "account", ["科目编号"] = "account", ["科目"] = "account", ["account"] = "account",
        ["借方余额"] = "debit", ["期初借方"] = "debit", ["借方"] = "debit", ["debit"] = "debit",
        ["贷方余额"] = "credit", ["期初贷方"] = "credit", ["贷方"] = "credit", ["credit"] = "credit",
        ["种类"] = "commodity", ["计量"] = "commodity", ["计量单位"] = "commodity", ["commodity"] = "commodity", ["村代码"] = "village", ["village"] = "village",
    });

    public static Result<IReadOnlyList<EntryContent.Line>> Of(Workbook book, BookAccounts accounts)
    {
        if (Known.RowsOf(book, f => f.Contains("account") && f.Contains("debit") && f.Contains("credit")) is not { } rows)
        {
            return Problem.Invalid("funds.opening-headings", book.FileName);
        }
        var (lines, errors) = (new List<EntryContent.Line>(), new Errors());
        foreach (var row in rows)
        {
            string Cell(string field) => row[field] ?? "";
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
}
