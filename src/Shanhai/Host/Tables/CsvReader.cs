using System.Text;
using Sylvan.Data.Csv;

namespace Shanhai.Host.Tables;

/// <summary>
/// Text tables. What a .csv of an office in China is: UTF-8 with a mark (from WPS or this program), without one (from other programs),
/// or GB18030 (from older spreadsheets). Strict decoding tells them apart: text in GB18030 is hardly ever valid UTF-8.
/// </summary>
public static class CsvReader
{
    private static readonly char[] Delimiters = [',', '\t', ';', '|'];

    internal static Workbook Read(ArraySegment<byte> file, string fileName, TableLimits limits)
    {
        var (encoding, skip) = EncodingOf(file, fileName);
        var text = new StreamReader(new MemoryStream(file.Array!, file.Offset + skip, file.Count - skip, false), encoding, false);
        var delimiter = DelimiterOf(new(file.Array!, file.Offset + skip, Math.Min(file.Count - skip, 1 << 16)), encoding);
        var sheet = new SheetBuilder(Path.GetFileNameWithoutExtension(fileName), fileName, limits, new());
        var cells = new List<Cell>();
        var number = 0;
        foreach (var row in Rows(text, delimiter, fileName))
        {
            number++;
            cells.Clear();
            for (var i = 0; i < row.Length; i++)
            {
                if (row[i].Length > 0)
                {
                    cells.Add(new(i + 1, CellKind.Text, row[i]));
                }
            }
            sheet.Add(number, [.. cells]);
        }
        return new(fileName, TableFormat.Csv, [sheet.Build()]) { Encoding = encoding.WebName, Delimiter = delimiter };
    }

    /// <summary>Streams the rows of a text table, each with as many fields as it has. The array is new for each row.</summary>
    public static IEnumerable<string[]> Rows(TextReader text, char delimiter, string fileName)
    {
        using var csv = CsvDataReader.Create(text, new CsvDataReaderOptions
        {
            HasHeaders = false, Delimiter = delimiter, BufferSize = 1 << 16, MaxBufferSize = 1 << 24,
        });
        while (Next(csv, fileName))
        {
            var row = new string[csv.RowFieldCount];
            for (var i = 0; i < row.Length; i++)
            {
                row[i] = Formulas.Restored(csv.GetString(i));
            }
            yield return row;
        }
    }

    private static bool Next(CsvDataReader csv, string fileName)
    {
        try
        {
            return csv.Read();
        }
        catch (Exception broken) when (broken is CsvFormatException or CsvRecordTooLargeException or CsvInvalidCharacterException)
        {
            throw TableRefused.Because("workbook.csv-quotes", fileName, csv.RowNumber + 1);
        }
    }

    private static (Encoding, int Skip) EncodingOf(ArraySegment<byte> file, string fileName)
    {
        var all = file.AsSpan();
        if (all.StartsWith<byte>([0xEF, 0xBB, 0xBF]))
        {
            return (new UTF8Encoding(false), 3);
        }
        if (all.StartsWith<byte>([0xFF, 0xFE]))
        {
            return (new UnicodeEncoding(false, false), 2);
        }
        if (all.StartsWith<byte>([0xFE, 0xFF]))
        {
            return (new UnicodeEncoding(true, false), 2);
        }
        if (System.Text.Unicode.Utf8.IsValid(all))
        {
            return (new UTF8Encoding(false), 0);
        }
        Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);
        var chinese = Encoding.GetEncoding("GB18030", EncoderFallback.ExceptionFallback, DecoderFallback.ExceptionFallback);
        try
        {
            _ = chinese.GetCharCount(file.Array!, file.Offset, file.Count);
            return (Encoding.GetEncoding("GB18030"), 0);
        }
        catch (DecoderFallbackException)
        {
            throw TableRefused.Because("workbook.encoding", fileName);
        }
    }

    /// <summary>The divider that cuts the first lines into the same number of fields most often; more fields win a tie.</summary>
    private static char DelimiterOf(ArraySegment<byte> start, Encoding encoding)
    {
        var text = encoding.GetString(start);
        var best = (Score: 0d, Delimiter: ',');
        foreach (var delimiter in Delimiters)
        {
            var counts = Counts(text, delimiter);
            var usual = counts.Where(c => c > 1).GroupBy(c => c).OrderByDescending(g => g.Count()).ThenByDescending(g => g.Key).FirstOrDefault();
            var score = usual is null ? 0 : (double)usual.Count() / counts.Count + Math.Min(usual.Key, 50) / 1000d;
            best = score > best.Score ? (score, delimiter) : best;
        }
        return best.Delimiter;
    }

    private static List<int> Counts(string text, char delimiter)
    {
        var counts = new List<int>();
        var fields = 1;
        var quoted = false;
        var blank = true;
        foreach (var c in text)
        {
            if (c == '"')
            {
                quoted = !quoted;
            }
            else if (c == delimiter && !quoted)
            {
                fields++;
            }
            else if (c == '\n' && !quoted)
            {
                if (!blank)
                {
                    counts.Add(fields);
                }
                (fields, blank) = (1, true);
                if (counts.Count == 50)
                {
                    break;
                }
                continue;
            }
            blank &= char.IsWhiteSpace(c);
        }
        if (!blank)
        {
            counts.Add(fields);
        }
        return counts;
    }
}
