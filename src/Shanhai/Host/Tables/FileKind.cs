using System.IO.Compression;
using System.Text;

namespace Shanhai.Host.Tables;

/// <summary>
/// Tells what a file is by what is in it. People rename files, browsers save pages under any name, and a download that failed is often
/// a page saying so; each gets the sentence that helps.
/// </summary>
internal static class FileKind
{
    public static Result<TableFormat> Of(ArraySegment<byte> file, string fileName)
    {
        var start = file.AsSpan()[..Math.Min(file.Count, 4096)];
        if (start.IsEmpty || start.IndexOfAnyExcept((byte)0) < 0)
        {
            return Problem.Invalid("workbook.empty-file", fileName);
        }
        if (start.StartsWith("PK"u8))
        {
            return Archive(file, fileName);
        }
        if (start.StartsWith<byte>([0xD0, 0xCF, 0x11, 0xE0]))
        {
            return Compound(file, fileName);
        }
        // Workbooks from before 1995 begin with the record "beginning of file" and nothing around it.
        if (start.Length > 3 && start[0] == 9 && start[1] is 0 or 2 or 4 && start[2] is 4 or 6 && start[3] == 0)
        {
            return TableFormat.Xls;
        }
        if (Foreign(start) is { } foreign)
        {
            return Problem.Invalid("workbook.not-a-table", fileName, foreign);
        }
        var marked = start.StartsWith<byte>([0xFF, 0xFE]) || start.StartsWith<byte>([0xFE, 0xFF]);
        if (!marked && start.ContainsAny<byte>([0, 1, 2, 3, 4, 5, 6, 7, 8, 14, 15, 16, 17, 18]))
        {
            return Problem.Invalid("workbook.unknown", fileName);
        }
        var text = Encoding.Latin1.GetString(start).TrimStart('ï', '»', '¿', ' ', '\t', '\r', '\n');
        if (text.StartsWith("<?xml", StringComparison.OrdinalIgnoreCase) && text.Contains("urn:schemas-microsoft-com:office:spreadsheet", StringComparison.Ordinal))
        {
            return Problem.Invalid("workbook.xml-spreadsheet", fileName);
        }
        if (text.StartsWith('<') && Has("<html", "<table", "<!doctype", "<head", "<body", "<meta", "<div", "<script"))
        {
            return Problem.Invalid("workbook.web-page", fileName);
        }
        return TableFormat.Csv;

        bool Has(params string[] tags) => tags.Any(t => text.Contains(t, StringComparison.OrdinalIgnoreCase));
    }

    private static Result<TableFormat> Archive(ArraySegment<byte> file, string fileName)
    {
        try
        {
            using var zip = new ZipArchive(new MemoryStream(file.Array!, file.Offset, file.Count, false), ZipArchiveMode.Read);
            var names = zip.Entries.Select(e => e.FullName.Replace('\\', '/').TrimStart('/')).ToHashSet(StringComparer.OrdinalIgnoreCase);
            if (names.Any(n => n.EndsWith("workbook.bin", StringComparison.OrdinalIgnoreCase)))
            {
                return Problem.Invalid("workbook.binary-workbook", fileName);
            }
            if (names.Contains("content.xml") && names.Contains("mimetype"))
            {
                return Problem.Invalid("workbook.open-document", fileName);
            }
            if (names.Contains("[Content_Types].xml"))
            {
                return names.Any(n => n.EndsWith("workbook.xml", StringComparison.OrdinalIgnoreCase) || n.Contains("worksheets/", StringComparison.OrdinalIgnoreCase))
                    ? TableFormat.Xlsx
                    : Problem.Invalid("workbook.not-a-table", fileName, names.Any(n => n.StartsWith("word/", StringComparison.OrdinalIgnoreCase)) ? "Word" : "Office");
            }
            return Problem.Invalid("workbook.archive", fileName);
        }
        catch (Exception broken) when (broken is InvalidDataException or IOException or ArgumentException or NotSupportedException)
        {
            return Problem.Invalid("workbook.truncated", fileName);
        }
    }

    /// <summary>The old container holds old workbooks, but also encrypted new ones, and every other old Office file.</summary>
    private static Result<TableFormat> Compound(ArraySegment<byte> file, string fileName)
    {
        bool Stream(string name) => file.AsSpan().IndexOf(Encoding.Unicode.GetBytes(name + "\0")) >= 0;
        var book = Stream("Workbook") || Stream("Book");
        if (Stream("EncryptedPackage"))
        {
            return Problem.Invalid("workbook.password", fileName);
        }
        if (!book && (Stream("WordDocument") || Stream("PowerPoint Document")))
        {
            return Problem.Invalid("workbook.not-a-table", fileName, Stream("WordDocument") ? "Word" : "PowerPoint");
        }
        return book ? TableFormat.Xls : Problem.Invalid("workbook.truncated", fileName);
    }

    private static string? Foreign(ReadOnlySpan<byte> start) =>
        start.StartsWith("%PDF"u8) ? "PDF"
        : start.StartsWith("MZ"u8) && start.ContainsAny<byte>([0, 1, 2, 3]) ? "EXE"
        : start.StartsWith<byte>([0x89, 0x50, 0x4E, 0x47]) ? "PNG"
        : start.StartsWith<byte>([0xFF, 0xD8, 0xFF]) ? "JPEG"
        : start.StartsWith("GIF8"u8) ? "GIF"
        : start.StartsWith("Rar!"u8) ? "RAR"
        : start.StartsWith<byte>([0x37, 0x7A, 0xBC, 0xAF]) ? "7z"
        : start.StartsWith<byte>([0x1F, 0x8B]) ? "GZIP"
        : start.StartsWith("{\\rtf"u8) ? "RTF"
        : null;
}
