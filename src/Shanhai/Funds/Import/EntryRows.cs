using System.Globalization;
using Shanhai.Host.Tables;

namespace Shanhai.Funds.Import;

/// <summary>
/// Entries out of a workbook, one line of an entry a row, in yuan: rows that follow each other with the same day and voucher are one entry. The first sheet with a row of known headings
/// counts. What is wrong is told by the row of the table.
/// </summary>
public sealed record EntryRows(IReadOnlyList<EntryContent> Entries, IReadOnlyList<IReadOnlyList<int>> RowsOf)
{
    private const int MostErrors = 50;

    private static readonly Headings Known = new(new Dictionary<string, string>
    {
        ["日期"] = "on", ["记账日期"] = "on", ["凭证日期"] = "on", ["date"] = "on",
        ["凭证号"] = "document", ["凭证编号"] = "document", ["凭证字号"] = "document", ["依据"] = "document", ["document"] = "document",
        ["摘要"] = "text", ["text"] = "text",
        ["科目代码"] = "account", ["科目编码"] = "account", ["科目编号"] = "account", ["科目"] = "account", ["account"] = "account",
        ["借方"] = "debit", ["借方金额"] = "debit", ["debit"] = "debit", ["贷方"] = "credit", ["贷方金额"] = "credit", ["credit"] = "credit",
        ["收款方"] = "payee", ["收款人"] = "payee", ["payee"] = "payee", ["收款方类别"] = "payeeIs", ["payeekind"] = "payeeIs",
        ["项目"] = "project", ["project"] = "project", ["计量单位"] = "commodity", ["commodity"] = "commodity", ["村代码"] = "village", ["village"] = "village",
        ["一次性"] = "once", ["nonrecurring"] = "once", ["偿还债务"] = "debt", ["debt"] = "debt", ["债权人"] = "creditor", ["creditor"] = "creditor",
    });

    private static readonly string[] Needed = ["on", "document", "text", "account", "debit", "credit"];

    public static Result<EntryRows> Of(Workbook book) => Known.RowsOf(book, f => Needed.All(f.Contains)) is { } rows ? Read(rows) : new Errors().Add("file", "funds.entries-headings", book.FileName).Refusal!;

    private static Result<EntryRows> Read(IReadOnlyList<HeadedRow> found)
    {
        var (errors, entries, rowsOf) = (new Errors(), new List<EntryContent>(), new List<IReadOnlyList<int>>());
        var (lines, rows, of) = (new List<EntryContent.Line>(), new List<int>(), default(EntryContent));
        void End()
        {
            if (of is not null)
            {
                entries.Add(of with { Lines = lines });
                rowsOf.Add(rows);
                (lines, rows) = ([], []);
            }
        }

        foreach (var row in found)
        {
            string Cell(string field) => row[field] ?? "";
            if (errors.All.Count > MostErrors)
            {
                break;
            }
            var (on, document) = (TypedDay.TryRead(row["on"], out var day) ? day : (DateOnly?)null, Cell("document"));
            if (on is null && Cell("on").Length > 0 || on is null && of is null)
            {
                errors.Add("file", "funds.row-day", row.Number, Cell("on"));
                continue;
            }
            // A row that leaves day and voucher out goes with the one above.
            if (of is null || on is not null && on != of.On || document.Length > 0 && document != of.Document)
            {
                End();
                of = new(on ?? of?.On, row["text"], document.Length > 0 ? document : null, [])
                {
                    Payee = row["payee"], PayeeIs = Cell("payeeIs") switch { "个人" or "person" => PayeeKind.Person, "单位" or "body" => PayeeKind.Body, _ => null }, Project = row["project"],
                    NonRecurring = Cell("once") is "是" or "yes" or "1", Debt = Cell("debt") switch { "本单位" or "own" => DebtPaid.Own, "无" or "none" => DebtPaid.None, "他人" or "other" => DebtPaid.Other, _ => null }, Creditor = row["creditor"],
                };
            }
            var noVillage = Cell("village").Length == 0;
            if (OpeningRows.Unit(Cell("commodity")) is not { } unit || !Amounts.TryRead(Cell("debit"), unit, out var debit) || !Amounts.TryRead(Cell("credit"), unit, out var credit))
            {
                errors.Add("file", "funds.opening-amount", row.Number);
                continue;
            }
            if (!PlaceCode.TryParse(Cell("village"), CultureInfo.InvariantCulture, out var village) && !noVillage)
            {
                errors.Add("file", "funds.row-village", row.Number, Cell("village"));
                continue;
            }
            lines.Add(new(Cell("account").Split(' ', '　')[0], debit, credit, unit, noVillage ? null : village));
            rows.Add(row.Number);
        }
        End();
        return errors.Refusal is { } refusal ? refusal : entries.Count == 0 ? new Errors().Add("file", "funds.entries-none-read").Refusal! : new EntryRows(entries, rowsOf);
    }

    /// <summary>What was refused of an entry or its line, at its row of the table.</summary>
    public Problem AtRows(Problem problem) => problem with
    {
        Fields = [.. problem.Fields.Select(f =>
        {
            var named = f.Field.Split('[', ']', '.').Where(p => p.Length > 0).ToArray();
            if (named is not ["entries", var e, ..] || !int.TryParse(e, CultureInfo.InvariantCulture, out var entry) || entry >= RowsOf.Count || RowsOf[entry].Count == 0)
            {
                return f;
            }
            var line = named is [_, _, "lines", var l, ..] && int.TryParse(l, CultureInfo.InvariantCulture, out var at) && at < RowsOf[entry].Count ? at : 0;
            var row = RowsOf[entry][line];
            // "Line 1 of the entry" is a row of the table here.
            return f with { Field = $"row {row}", Args = named is [_, _, "lines", _, ..] && f.Args is [int, .. var rest] ? [row, .. rest] : f.Args };
        })],
    };
}
