using System.Globalization;
using System.Text;

namespace Shanhai.Host.Tables;

/// <summary>
/// The headings by which a table is known, each of a field: however wide or spaced they are written, in capitals or not, broken into lines, and with 元 behind them or
/// without, because every sum is in yuan. Other units are not left out: they would say that the numbers mean something else.
/// </summary>
public sealed class Headings
{
    // Titles and notes stand above them.
    private const int Within = 20;

    private readonly Dictionary<string, string> _fields = new(StringComparer.OrdinalIgnoreCase);

    public Headings(IEnumerable<KeyValuePair<string, string>> known)
    {
        foreach (var (heading, field) in known)
        {
            _fields.TryAdd(Plain(heading), field);
        }
    }

    /// <summary>Fields by what the pages call them in both languages, and by other words that tables use for the same.</summary>
    public static Headings Of(string words, IEnumerable<string> fields, IEnumerable<KeyValuePair<string, string>> also) =>
        new([.. fields.SelectMany(f => (string[])[Words.All[$"{words}.{f}"].Zh, Words.All[$"{words}.{f}"].En], (f, heading) => KeyValuePair.Create(heading, f)), .. also]);

    /// <summary>The rows under the first row with enough of them, in the first sheet in sight that has one; null where none has.</summary>
    public IReadOnlyList<HeadedRow>? RowsOf(Workbook book, Func<IReadOnlySet<string>, bool> enough)
    {
        foreach (var sheet in book.Sheets.Where(s => !s.Hidden))
        {
            foreach (var heading in sheet.Rows.Take(Within))
            {
                var columns = heading.Cells.Select(c => (Field: _fields.GetValueOrDefault(Plain(c.Text)), c.Column)).Where(c => c.Field is not null).DistinctBy(c => c.Field).ToDictionary(c => c.Field!, c => c.Column);
                if (enough(columns.Keys.ToHashSet()))
                {
                    return [.. sheet.Rows.Where(r => r.Number > heading.Number && !r.IsBlank).Select(r => new HeadedRow(r, columns))];
                }
            }
        }
        return null;
    }

    private static string Plain(string heading) =>
        string.Concat(heading.Normalize(NormalizationForm.FormKC).Where(c => !char.IsWhiteSpace(c))).Replace("(元)", "", StringComparison.Ordinal);
}

/// <summary>A row under headings. <see cref="Number"/> counts from 1, as the person sees it.</summary>
public sealed class HeadedRow(SheetRow row, IReadOnlyDictionary<string, int> columns)
{
    public int Number => row.Number;

    /// <summary>What stands in a field, without blanks round it, a day as 2024-12-31, a fraction as the sheet shows it; null where nothing does.</summary>
    public string? this[string field] => columns.TryGetValue(field, out var column) && row[column] is { IsBlank: false } cell ? Said(cell).Trim() : null;

    // Digits alone stay as they are written: they may be a code, longer than a spreadsheet reckons.
    private static string Said(Cell cell) =>
        cell.Date is { } day ? day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)
        : cell.Number is { } number && cell.Text.AsSpan().ContainsAny('.', 'e', 'E') ? number.ToString(CultureInfo.InvariantCulture)
        : cell.Text;
}
