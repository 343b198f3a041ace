using System.Xml;

namespace Shanhai.Host.Tables;

/// <summary>What a file may cost us. Everything is counted while it is read, never believed from what the file declares.</summary>
public sealed record TableLimits
{
    public static readonly TableLimits Default = new();

    public long FileBytes { get; init; } = 100 << 20;

    /// <summary>Bytes that may come out of the archive; with <see cref="Ratio"/> this is the guard against archive bombs.</summary>
    public long ExpandedBytes { get; init; } = 1L << 30;

    /// <summary>Expanded over packed, asked once 64 MiB have come out: small honest files of equal rows pack 100 to 1 as well.</summary>
    public int Ratio { get; init; } = 250;

    public int Cells { get; init; } = 6_000_000;

    public int Merges { get; init; } = 200_000;

    public int Sheets { get; init; } = 500;
}

public enum TableFormat { Xlsx, Xls, Csv }

/// <summary>
/// A file with tables, read whole. The format is told by the content; the name is only used in messages. Every refusal is a problem
/// under <c>workbook.…</c> that says what to do.
/// </summary>
public sealed record Workbook(string FileName, TableFormat Format, IReadOnlyList<Sheet> Sheets)
{
    /// <summary>For a text file: how it was encoded and what divides its fields.</summary>
    public string? Encoding { get; init; }

    public char? Delimiter { get; init; }

    public static async Task<Result<Workbook>> Read(Stream stream, string fileName, TableLimits? limits = null, CancellationToken ct = default)
    {
        limits ??= TableLimits.Default;
        using var copy = new MemoryStream();
        var buffer = new byte[81920];
        int read;
        while ((read = await stream.ReadAsync(buffer, ct)) > 0)
        {
            if (copy.Length + read > limits.FileBytes)
            {
                return Problem.Invalid("workbook.too-large", fileName, limits.FileBytes >> 20);
            }
            copy.Write(buffer, 0, read);
        }
        return Read(new ArraySegment<byte>(copy.GetBuffer(), 0, (int)copy.Length), fileName, limits);
    }

    public static Result<Workbook> Read(ArraySegment<byte> file, string fileName, TableLimits? limits = null)
    {
        limits ??= TableLimits.Default;
        var kind = FileKind.Of(file, fileName);
        if (kind.Problem is not null)
        {
            return kind.Problem;
        }
        try
        {
            var book = kind.Value switch
            {
                TableFormat.Xlsx => XlsxReader.Read(file, fileName, limits),
                TableFormat.Xls => XlsReader.Read(file, fileName, limits),
                _ => CsvReader.Read(file, fileName, limits),
            };
            return book.Sheets.All(s => s.Rows.Count == 0) ? Problem.Invalid("workbook.empty", fileName) : book;
        }
        catch (TableRefused refused)
        {
            return refused.Problem;
        }
        catch (Exception broken) when (broken is InvalidDataException or XmlException or IOException or FormatException or OverflowException
            or ArgumentException or InvalidOperationException or IndexOutOfRangeException or NotSupportedException or KeyNotFoundException or NullReferenceException)
        {
            // The readers of packages and of ExcelDataReader have no common exception for a damaged file.
            return Problem.Invalid("workbook.damaged", fileName);
        }
    }
}

/// <summary>Carries a refusal out of the depth of a parser; <see cref="Workbook.Read(ArraySegment{byte}, string, TableLimits?)"/> turns it back into a problem.</summary>
internal sealed class TableRefused(Problem problem) : Exception(problem.Code)
{
    public Problem Problem { get; } = problem;

    public static TableRefused Because(string code, params object?[] args) => new(Problem.Invalid(code, args));
}

/// <summary>Counts cells while rows are collected, and puts them in order.</summary>
internal sealed class SheetBuilder(string name, string fileName, TableLimits limits, SheetBuilder.Count count, bool hidden = false)
{
    internal sealed class Count
    {
        public int Cells { get; set; }
    }

    private readonly List<SheetRow> _rows = [];
    private readonly List<Merge> _merges = [];
    private int _tall;

    public void Add(int number, Cell[] cells, bool hiddenRow = false)
    {
        if (cells.Length == 0)
        {
            return;
        }
        count.Cells += cells.Length;
        if (count.Cells > limits.Cells)
        {
            throw TableRefused.Because("workbook.too-many-cells", fileName, limits.Cells);
        }
        if (_rows.Count > 0 && number <= _rows[^1].Number)
        {
            throw TableRefused.Because("workbook.damaged", fileName);
        }
        for (var i = 1; i < cells.Length; i++)
        {
            if (cells[i].Column <= cells[i - 1].Column)
            {
                throw TableRefused.Because("workbook.damaged", fileName);
            }
        }
        _rows.Add(new(number, cells, hiddenRow));
    }

    public void Add(Merge merge)
    {
        if (merge.Top < 1 || merge.Left < 1 || merge.Bottom < merge.Top || merge.Right < merge.Left)
        {
            throw TableRefused.Because("workbook.damaged", fileName);
        }
        if (merge is { Width: 1, Height: 1 })
        {
            return;
        }
        _merges.Add(merge);
        if (_merges.Count > limits.Merges || (merge.Height > 64 && ++_tall > 1000))
        {
            throw TableRefused.Because("workbook.too-many-merges", fileName, limits.Merges);
        }
    }

    public Sheet Build() => new(name, _rows, _merges, hidden);
}
