using System.Globalization;
using System.IO.Compression;
using System.Text;

namespace Shanhai.Host.Tables;

/// <summary>
/// Writes rows as .xlsx while they come, in constant memory and without a synchronous write. A sheet holds 1,048,576 rows: the next one
/// begins with the same header. Text stays text (a code keeps its zeros), numbers stay numbers, days are days. Written by hand because
/// the packages either hold the document in memory or write synchronously at the end, which a web response refuses.
/// </summary>
public static class XlsxExport
{
    public const int RowsOfSheet = 1_048_576;

    private static readonly System.Buffers.SearchValues<char> HexDigits = System.Buffers.SearchValues.Create("0123456789abcdefABCDEF");

    private const int FlushAt = 1 << 16;
    private const string Head = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n";
    private const string Main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    private const string Office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    private const string Package = "http://schemas.openxmlformats.org/package/2006";
    private const string Types = "application/vnd.openxmlformats-officedocument.spreadsheetml";

    /// <summary>Styles by number: 1 header, 2 number, 3 day, 4 moment, 5 text.</summary>
    private const string Styles =
        Head + $"<styleSheet xmlns=\"{Main}\"><numFmts count=\"2\"><numFmt numFmtId=\"164\" formatCode=\"yyyy\\-mm\\-dd\"/><numFmt numFmtId=\"165\" formatCode=\"yyyy\\-mm\\-dd\\ hh:mm:ss\"/></numFmts>"
        + "<fonts count=\"2\"><font><sz val=\"11\"/><name val=\"Calibri\"/></font><font><b/><sz val=\"11\"/><name val=\"Calibri\"/></font></fonts>"
        + "<fills count=\"3\"><fill><patternFill patternType=\"none\"/></fill><fill><patternFill patternType=\"gray125\"/></fill><fill><patternFill patternType=\"solid\"><fgColor rgb=\"FFE8EEF4\"/><bgColor indexed=\"64\"/></patternFill></fill></fills>"
        + "<borders count=\"2\"><border><left/><right/><top/><bottom/><diagonal/></border><border><left/><right/><top/><bottom style=\"thin\"><color rgb=\"FF8CA0B4\"/></bottom><diagonal/></border></borders>"
        + "<cellStyleXfs count=\"1\"><xf numFmtId=\"0\" fontId=\"0\" fillId=\"0\" borderId=\"0\"/></cellStyleXfs>"
        + "<cellXfs count=\"6\"><xf numFmtId=\"0\" fontId=\"0\" fillId=\"0\" borderId=\"0\" xfId=\"0\"/>"
        + "<xf numFmtId=\"49\" fontId=\"1\" fillId=\"2\" borderId=\"1\" xfId=\"0\" applyFont=\"1\" applyFill=\"1\" applyBorder=\"1\" applyAlignment=\"1\"><alignment vertical=\"center\" wrapText=\"1\"/></xf>"
        + "<xf numFmtId=\"0\" fontId=\"0\" fillId=\"0\" borderId=\"0\" xfId=\"0\"/>"
        + "<xf numFmtId=\"164\" fontId=\"0\" fillId=\"0\" borderId=\"0\" xfId=\"0\" applyNumberFormat=\"1\"/><xf numFmtId=\"165\" fontId=\"0\" fillId=\"0\" borderId=\"0\" xfId=\"0\" applyNumberFormat=\"1\"/>"
        + "<xf numFmtId=\"49\" fontId=\"0\" fillId=\"0\" borderId=\"0\" xfId=\"0\" applyNumberFormat=\"1\"/></cellXfs>"
        + "<cellStyles count=\"1\"><cellStyle name=\"Normal\" xfId=\"0\" builtinId=\"0\"/></cellStyles></styleSheet>";

    /// <summary>Returns how many rows were written. <paramref name="rowsOfSheet"/> counts the header too; tests make it small.</summary>
    public static async Task<long> Write(
        Stream output, string sheetName, IReadOnlyList<TableColumn> columns, IAsyncEnumerable<object?[]> rows, int rowsOfSheet = RowsOfSheet, CancellationToken ct = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(rowsOfSheet, 2);
        var zip = await ZipArchive.CreateAsync(output, ZipArchiveMode.Create, leaveOpen: true, entryNameEncoding: null, ct);
        await using (zip)
        {
            await using var source = rows.GetAsyncEnumerator(ct);
            var more = await source.MoveNextAsync();
            var sheets = 0;
            var count = 0L;
            do
            {
                sheets++;
                await using var sheet = await Part(zip, $"xl/worksheets/sheet{sheets}.xml", ct);
                await sheet.WriteAsync(Start(columns, sheets == 1));
                var line = new StringBuilder(FlushAt + 4096);
                var row = 1;
                for (; more && row < rowsOfSheet; more = await source.MoveNextAsync())
                {
                    Row(line, ++row, source.Current, columns.Count);
                    count++;
                    if (line.Length > FlushAt)
                    {
                        await sheet.WriteAsync(line, ct);
                        line.Clear();
                    }
                }
                line.Append(CultureInfo.InvariantCulture, $"</sheetData><autoFilter ref=\"A1:{Sheet.ColumnName(Math.Max(1, columns.Count))}{row}\"/></worksheet>");
                await sheet.WriteAsync(line, ct);
            }
            while (more);
            await Rest(zip, [.. Enumerable.Range(1, sheets).Select(n => SheetName(sheetName, n))], ct);
            return count;
        }
    }

    private static async Task<StreamWriter> Part(ZipArchive zip, string name, CancellationToken ct) =>
        new(await zip.CreateEntry(name, CompressionLevel.Fastest).OpenAsync(ct), new UTF8Encoding(false), FlushAt);

    private static string Start(IReadOnlyList<TableColumn> columns, bool first)
    {
        var start = new StringBuilder(Head)
            .Append(CultureInfo.InvariantCulture, $"<worksheet xmlns=\"{Main}\"><sheetViews><sheetView {(first ? "tabSelected=\"1\" " : "")}workbookViewId=\"0\">")
            .Append("<pane ySplit=\"1\" topLeftCell=\"A2\" activePane=\"bottomLeft\" state=\"frozen\"/></sheetView></sheetViews><cols>");
        for (var i = 1; i <= columns.Count; i++)
        {
            start.Append(CultureInfo.InvariantCulture, $"<col min=\"{i}\" max=\"{i}\" width=\"{columns[i - 1].Width}\" customWidth=\"1\"/>");
        }
        start.Append("</cols><sheetData><row r=\"1\">");
        foreach (var column in columns)
        {
            Text(start, column.Title, 1);
        }
        return start.Append("</row>").ToString();
    }

    private static void Row(StringBuilder line, int number, object?[] values, int columns)
    {
        line.Append("<row r=\"").Append(number).Append("\">");
        var skipped = false;
        for (var i = 0; i < columns; i++)
        {
            var value = i < values.Length ? values[i] : null;
            if (value is null)
            {
                skipped = true;
                continue;
            }
            // A cell without its name follows the one before; only after a gap must it be said.
            Value(line, value, skipped ? Sheet.ColumnName(i + 1) + number.ToString(CultureInfo.InvariantCulture) : null);
            skipped = false;
        }
        line.Append("</row>");
    }

    private static void Value(StringBuilder line, object value, string? at)
    {
        switch (value)
        {
            case string text:
                Text(line, text, 5, at);
                break;
            case DateOnly day:
                Number(line, at, 3).Append(CultureInfo.InvariantCulture, $"{day.ToDateTime(TimeOnly.MinValue).ToOADate()}</v></c>");
                break;
            case DateTime moment:
                Number(line, at, 4).Append(CultureInfo.InvariantCulture, $"{moment.ToOADate()}</v></c>");
                break;
            case double or float when !double.IsFinite(Convert.ToDouble(value, CultureInfo.InvariantCulture)):
                break;
            case int or long or short or byte or decimal or double or float:
                Number(line, at, 0).Append(CultureInfo.InvariantCulture, $"{value}</v></c>");
                break;
            default:
                Text(line, value is IFormattable other ? other.ToString(null, CultureInfo.InvariantCulture) : value.ToString() ?? "", 5, at);
                break;
        }
    }

    private static StringBuilder Number(StringBuilder line, string? at, int style)
    {
        line.Append("<c");
        if (at is not null)
        {
            line.Append(" r=\"").Append(at).Append('"');
        }
        return style == 0 ? line.Append("><v>") : line.Append(" s=\"").Append(style).Append("\"><v>");
    }

    private static void Text(StringBuilder line, string text, int style, string? at = null)
    {
        line.Append("<c");
        if (at is not null)
        {
            line.Append(" r=\"").Append(at).Append('"');
        }
        line.Append(" s=\"").Append(style).Append("\" t=\"inlineStr\"><is><t xml:space=\"preserve\">");
        Escaped(line, text);
        line.Append("</t></is></c>");
    }

    /// <summary>XML's own escapes, and _xHHHH_ for what XML cannot hold and for underscores that would read as such an escape.</summary>
    internal static void Escaped(StringBuilder line, string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            switch (c)
            {
                case '&':
                    line.Append("&amp;");
                    break;
                case '<':
                    line.Append("&lt;");
                    break;
                case '>':
                    line.Append("&gt;");
                    break;
                case '_' when i + 6 < text.Length && text[i + 1] == 'x' && text[i + 6] == '_' && text.AsSpan(i + 2, 4).IndexOfAnyExcept(HexDigits) < 0:
                    line.Append("_x005F_");
                    break;
                case '\n' or '\t':
                    line.Append(c);
                    break;
                case < ' ' or '\uFFFE' or '\uFFFF':
                    line.Append(CultureInfo.InvariantCulture, $"_x{(int)c:X4}_");
                    break;
                default:
                    if (char.IsSurrogate(c) && !(char.IsHighSurrogate(c) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1])) && !(char.IsLowSurrogate(c) && i > 0 && char.IsHighSurrogate(text[i - 1])))
                    {
                        line.Append(CultureInfo.InvariantCulture, $"_x{(int)c:X4}_");
                        break;
                    }
                    line.Append(c);
                    break;
            }
        }
    }

    /// <summary>Sheets as they were read from an older or a text file: every cell where it was, merged areas too, no header style.</summary>
    internal static async Task WritePlain(Stream output, IReadOnlyList<Sheet> sheets, CancellationToken ct)
    {
        var zip = await ZipArchive.CreateAsync(output, ZipArchiveMode.Create, leaveOpen: true, entryNameEncoding: null, ct);
        await using (zip)
        {
            for (var i = 0; i < sheets.Count; i++)
            {
                await using var part = await Part(zip, $"xl/worksheets/sheet{i + 1}.xml", ct);
                await part.WriteAsync($"{Head}<worksheet xmlns=\"{Main}\"><sheetData>");
                var line = new StringBuilder();
                foreach (var row in sheets[i].Rows)
                {
                    line.Append(CultureInfo.InvariantCulture, $"<row r=\"{row.Number}\">");
                    foreach (var cell in row.Cells)
                    {
                        var at = Sheet.ColumnName(cell.Column) + row.Number.ToString(CultureInfo.InvariantCulture);
                        Value(line, cell.Date is { } day ? day : cell is { Kind: CellKind.Number } && cell.Number is { } number ? number : cell.Text, at);
                    }
                    line.Append("</row>");
                    await part.WriteAsync(line, ct);
                    line.Clear();
                }
                line.Append("</sheetData>");
                if (sheets[i].Merges.Count > 0)
                {
                    line.Append("<mergeCells>");
                    foreach (var merge in sheets[i].Merges)
                    {
                        line.Append(CultureInfo.InvariantCulture, $"<mergeCell ref=\"{Sheet.ColumnName(merge.Left)}{merge.Top}:{Sheet.ColumnName(merge.Right)}{merge.Bottom}\"/>");
                    }
                    line.Append("</mergeCells>");
                }
                await part.WriteAsync(line.Append("</worksheet>"), ct);
            }
            await Rest(zip, [.. sheets.Select((s, i) => SheetName(s.Name, 1) is var name && sheets.Take(i).Any(o => SheetName(o.Name, 1) == name) ? SheetName(s.Name, i + 1) : name)], ct);
        }
    }

    private static async Task Rest(ZipArchive zip, string[] names, CancellationToken ct)
    {
        var sheets = names.Length;
        var numbers = Enumerable.Range(1, sheets).ToArray();
        await Write("xl/styles.xml", Styles);
        await Write("xl/workbook.xml", $"{Head}<workbook xmlns=\"{Main}\" xmlns:r=\"{Office}\"><sheets>"
            + string.Concat(numbers.Select(n => $"<sheet name=\"{System.Security.SecurityElement.Escape(names[n - 1])}\" sheetId=\"{n}\" r:id=\"rId{n}\"/>")) + "</sheets></workbook>");
        await Write("xl/_rels/workbook.xml.rels", $"{Head}<Relationships xmlns=\"{Package}/relationships\">"
            + string.Concat(numbers.Select(n => $"<Relationship Id=\"rId{n}\" Type=\"{Office}/worksheet\" Target=\"worksheets/sheet{n}.xml\"/>"))
            + $"<Relationship Id=\"rId{sheets + 1}\" Type=\"{Office}/styles\" Target=\"styles.xml\"/></Relationships>");
        await Write("_rels/.rels", $"{Head}<Relationships xmlns=\"{Package}/relationships\"><Relationship Id=\"rId1\" Type=\"{Office}/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>");
        await Write("[Content_Types].xml", $"{Head}<Types xmlns=\"{Package}/content-types\"><Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/><Default Extension=\"xml\" ContentType=\"application/xml\"/>"
            + $"<Override PartName=\"/xl/workbook.xml\" ContentType=\"{Types}.sheet.main+xml\"/><Override PartName=\"/xl/styles.xml\" ContentType=\"{Types}.styles+xml\"/>"
            + string.Concat(numbers.Select(n => $"<Override PartName=\"/xl/worksheets/sheet{n}.xml\" ContentType=\"{Types}.worksheet+xml\"/>")) + "</Types>");

        async Task Write(string name, string content)
        {
            await using var part = await Part(zip, name, ct);
            await part.WriteAsync(content);
        }
    }

    /// <summary>At most 31 characters, none of []:*?/\ and no apostrophe at an end: what a sheet may be called.</summary>
    internal static string SheetName(string wish, int number)
    {
        var name = string.Concat(wish.Select(c => c is '[' or ']' or ':' or '*' or '?' or '/' or '\\' || char.IsControl(c) ? '_' : c)).Trim('\'', ' ');
        var suffix = number == 1 ? "" : $" ({number})";
        return (name.Length == 0 ? "Sheet" : name[..Math.Min(name.Length, 31 - suffix.Length)]) + suffix;
    }
}
