using System.Globalization;
using System.Text;
using ExcelDataReader;
using ExcelDataReader.Exceptions;

namespace Shanhai.Host.Tables;

/// <summary>Old workbooks (.xls), through ExcelDataReader, which knows every version of them.</summary>
internal static class XlsReader
{
    public static Workbook Read(ArraySegment<byte> file, string fileName, TableLimits limits)
    {
        Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);
        try
        {
            using var stream = new MemoryStream(file.Array!, file.Offset, file.Count, false);
            // Workbooks before 1997 do not say their encoding; those of Chinese offices are GBK.
            using var reader = ExcelReaderFactory.CreateBinaryReader(stream, new ExcelReaderConfiguration { FallbackEncoding = Encoding.GetEncoding(936) });
            var sheets = new List<Sheet>();
            var count = new SheetBuilder.Count();
            var errors = XlsErrors.Find(file);
            do
            {
                if (sheets.Count >= limits.Sheets)
                {
                    throw TableRefused.Because("workbook.too-many-sheets", fileName, limits.Sheets);
                }
                sheets.Add(One(reader, fileName, limits, new(reader.Name, fileName, limits, count, reader.VisibleState is not "visible"),
                    sheets.Count < errors.Count ? errors[sheets.Count] : []));
            }
            while (reader.NextResult());
            return new(fileName, TableFormat.Xls, sheets);
        }
        catch (InvalidPasswordException)
        {
            throw TableRefused.Because("workbook.password", fileName);
        }
        catch (ExcelReaderException)
        {
            throw TableRefused.Because("workbook.damaged", fileName);
        }
        catch (EndOfStreamException)
        {
            throw TableRefused.Because("workbook.truncated", fileName);
        }
    }

    private static Sheet One(IExcelDataReader reader, string fileName, TableLimits limits, SheetBuilder sheet, Dictionary<(int Row, int Column), string> errors)
    {
        var cells = new List<Cell>();
        // The format ends at 65,536 rows of 256 cells; a damaged file may declare more and keep the reader busy for hours.
        var columns = Math.Min(256, reader.FieldCount);
        var visited = 0L;
        for (var row = 1; row <= 65_536 && reader.Read(); row++)
        {
            visited += columns;
            if (visited > limits.Cells)
            {
                throw TableRefused.Because("workbook.too-many-cells", fileName, limits.Cells);
            }
            cells.Clear();
            for (var i = 0; i < columns; i++)
            {
                var cell = errors.Count > 0 && errors.TryGetValue((row, i + 1), out var error) ? new(i + 1, CellKind.Error, error) : Of(reader, i);
                if (cell.Kind != CellKind.Blank)
                {
                    cells.Add(cell);
                }
            }
            sheet.Add(row, [.. cells], reader.RowHeight == 0);
        }
        foreach (var area in reader.MergeCells ?? [])
        {
            sheet.Add(new Merge(area.FromRow + 1, area.FromColumn + 1, area.ToRow + 1, area.ToColumn + 1));
        }
        return sheet.Build();
    }

    private static Cell Of(IExcelDataReader reader, int i) =>
        reader.GetValue(i) switch
        {
            null => Cell.None,
            string { Length: 0 } => Cell.None,
            string text => new(i + 1, CellKind.Text, text),
            bool truth => new(i + 1, CellKind.Truth, truth ? "TRUE" : "FALSE"),
            DateTime date => new(i + 1, CellKind.Date, Numbers.Date(date)),
            TimeSpan time => new(i + 1, CellKind.Date, time.ToString("c", CultureInfo.InvariantCulture)),
            IFormattable number => new(i + 1, Numbers.IsPercent(reader.GetNumberFormatString(i)) ? CellKind.Percent : CellKind.Number, Numbers.Text(number)),
            var other => new(i + 1, CellKind.Text, other.ToString() ?? ""),
        };

}

/// <summary>How numbers and dates of a sheet are written as text here, and what its number formats mean.</summary>
internal static class Numbers
{
    public static string Date(DateTime date) =>
        date.ToString(date.TimeOfDay == TimeSpan.Zero ? "yyyy-MM-dd" : "yyyy-MM-ddTHH:mm:ss", CultureInfo.InvariantCulture);

    /// <summary>Whole numbers are written out, never as 3.3E+11: a place code may be typed as a number.</summary>
    public static string Text(IFormattable number) =>
        number is double d && d == Math.Floor(d) && Math.Abs(d) < 1e15 ? ((long)d).ToString(CultureInfo.InvariantCulture)
        : number.ToString(null, CultureInfo.InvariantCulture);

    public static bool IsPercent(string? format) => Bare(format).Contains('%', StringComparison.Ordinal);

    /// <summary>A format is one of dates if a letter of dates is left when quoted text, colours and escaped characters are taken away.</summary>
    public static bool IsDate(string? format)
    {
        var bare = Bare(format).Split(';')[0];
        return !bare.Contains("General", StringComparison.OrdinalIgnoreCase) && bare.AsSpan().ContainsAny("yYmMdDhHsSeEgGbB".AsSpan())
            && (bare.AsSpan().ContainsAny("yYmMdDhHsS".AsSpan()));
    }

    private static string Bare(string? format)
    {
        if (string.IsNullOrEmpty(format))
        {
            return "";
        }
        var bare = new StringBuilder(format.Length);
        for (var i = 0; i < format.Length; i++)
        {
            switch (format[i])
            {
                case '"':
                    i = format.IndexOf('"', i + 1) is var quote and >= 0 ? quote : format.Length;
                    break;
                case '[':
                    var close = format.IndexOf(']', i + 1);
                    // [h] and [mm] are elapsed time; every other bracket is a colour, a condition or a language.
                    if (close > i && format[(i + 1)..close].All(c => c is 'h' or 'H' or 'm' or 'M' or 's' or 'S'))
                    {
                        bare.Append(format, i + 1, close - i - 1);
                    }
                    i = close > 0 ? close : format.Length;
                    break;
                case '\\' or '_' or '*':
                    i++;
                    break;
                default:
                    bare.Append(format[i]);
                    break;
            }
        }
        return bare.ToString();
    }
}
