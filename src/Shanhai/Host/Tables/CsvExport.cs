using System.Globalization;
using System.Text;

namespace Shanhai.Host.Tables;

/// <summary>
/// Writes rows as CSV while they come, in constant memory and without a synchronous write, so that it can go straight into a response.
/// Values: string and anything unknown as text, numbers with a point, days as 2024-12-31, null as nothing.
/// </summary>
public static class CsvExport
{
    private const int FlushAt = 1 << 16;

    /// <param name="mark">With the UTF-8 mark, which desktop spreadsheets in China need in order to show Chinese.</param>
    public static async Task<long> Write(
        Stream output, IReadOnlyList<TableColumn> columns, IAsyncEnumerable<object?[]> rows, bool mark = true, CancellationToken ct = default)
    {
        await using var writer = new StreamWriter(output, new UTF8Encoding(mark), FlushAt, leaveOpen: true) { NewLine = "\r\n" };
        var line = new StringBuilder(FlushAt + 4096);
        foreach (var column in columns)
        {
            Field(line, column.Title, column == columns[0]);
        }
        line.Append("\r\n");
        var count = 0L;
        await foreach (var row in rows.WithCancellation(ct))
        {
            for (var i = 0; i < columns.Count; i++)
            {
                Field(line, i < row.Length ? row[i] : null, i == 0);
            }
            line.Append("\r\n");
            count++;
            if (line.Length > FlushAt)
            {
                await writer.WriteAsync(line, ct);
                line.Clear();
            }
        }
        await writer.WriteAsync(line, ct);
        await writer.FlushAsync(ct);
        return count;
    }

    private static void Field(StringBuilder line, object? value, bool first)
    {
        if (!first)
        {
            line.Append(',');
        }
        switch (value)
        {
            case null:
                break;
            case string text:
                Text(line, text);
                break;
            case DateOnly day:
                line.Append(CultureInfo.InvariantCulture, $"{day:yyyy-MM-dd}");
                break;
            case DateTime time:
                line.Append(Numbers.Date(time));
                break;
            case int or long or short or byte or decimal or double or float:
                line.Append(CultureInfo.InvariantCulture, $"{value}");
                break;
            case IFormattable other:
                Text(line, other.ToString(null, CultureInfo.InvariantCulture));
                break;
            default:
                Text(line, value.ToString() ?? "");
                break;
        }
    }

    private static void Text(StringBuilder line, string text)
    {
        text = Formulas.Defused(text);
        if (!text.AsSpan().ContainsAny("\",\r\n\t;".AsSpan()) && !(text.Length > 0 && (text[0] == ' ' || text[^1] == ' ')))
        {
            line.Append(text);
            return;
        }
        line.Append('"').Append(text).Replace("\"", "\"\"", line.Length - text.Length, text.Length).Append('"');
    }
}
