using System.IO.Compression;
using System.Xml.Linq;

namespace Shanhai.Host.Tables;

/// <summary>What is to be said about a cell of a workbook, in the person's language already.</summary>
public sealed record CellNote(string Sheet, int Row, int Column, bool IsError, string Text);

/// <summary>
/// The same workbook with what was found in it: the cells are filled (red: must be corrected, yellow: please check), and a column
/// behind the last one says what is wrong in each row. Of an .xlsx only its styles and the sheets concerned are rewritten, element by
/// element as they stream by, so formats, formulas, widths and pictures stay as they were. Older and text files become an .xlsx.
/// </summary>
public static class Annotated
{
    private const string ErrorFill = "FFFFC7CE", WarningFill = "FFFFEB9C";

    /// <param name="heading">What the added column is called, such as 检查结果.</param>
    public static async Task Write(
        ArraySegment<byte> file, Workbook book, IReadOnlyList<CellNote> notes, string heading, Stream output, CancellationToken ct = default)
    {
        var source = book.Format == TableFormat.Xlsx ? file : await AsXlsx(book, ct);
        using var package = new XlsxPackage(source, book.FileName, TableLimits.Default);
        var bySheet = notes.GroupBy(n => n.Sheet).ToDictionary(g => g.Key, g => g.ToList());
        var parts = new Dictionary<string, SheetNotes>(StringComparer.OrdinalIgnoreCase);
        for (var i = 0; i < package.Sheets.Count && i < book.Sheets.Count; i++)
        {
            if (bySheet.TryGetValue(book.Sheets[i].Name, out var own))
            {
                parts[package.Sheets[i].Path] = new(own, Behind(book.Sheets[i]), FirstRow(own, book.Sheets[i]), heading);
            }
        }
        var styles = Styles(package, out var filled);
        var zip = await ZipArchive.CreateAsync(output, ZipArchiveMode.Create, true, null, ct);
        await using (zip)
        {
            foreach (var entry in package.Entries)
            {
                var name = entry.FullName.Replace('\\', '/').TrimStart('/');
                await using var target = await zip.CreateEntry(entry.FullName, CompressionLevel.Fastest).OpenAsync(ct);
                if (name.Equals(package.StylesPath, StringComparison.OrdinalIgnoreCase) && styles is not null)
                {
                    await styles.SaveAsync(target, SaveOptions.DisableFormatting, ct);
                }
                else if (parts.TryGetValue(name, out var own))
                {
                    using var buffer = new MemoryStream();
                    own.Rewrite(package.Open(name)!, buffer, filled);
                    buffer.Position = 0;
                    await buffer.CopyToAsync(target, ct);
                }
                else
                {
                    await using var content = await entry.OpenAsync(ct);
                    await content.CopyToAsync(target, ct);
                }
            }
        }
    }

    private static int Behind(Sheet sheet) =>
        Math.Min(16_384, Math.Max(sheet.LastColumn, sheet.Merges.Where(m => m.Right < 16_384).Select(m => m.Right).DefaultIfEmpty().Max()) + 1);

    /// <summary>The heading stands in the row above the first finding's table, or in the first row.</summary>
    private static int FirstRow(List<CellNote> notes, Sheet sheet) =>
        sheet.Rows.Select(r => r.Number).Where(n => n < notes.Min(c => c.Row)).DefaultIfEmpty(0).Max();

    private static async Task<ArraySegment<byte>> AsXlsx(Workbook book, CancellationToken ct)
    {
        using var copy = new MemoryStream();
        await XlsxExport.WritePlain(copy, book.Sheets, ct);
        return copy.ToArray();
    }

    /// <summary>Two filled twins for every cell style there is. The answer maps a style to its twins: (error, warning).</summary>
    private static XDocument? Styles(XlsxPackage package, out Func<int, bool, int> filled)
    {
        filled = (style, _) => style;
        using var xml = package.Open(package.StylesPath);
        var document = xml is null ? null : XDocument.Load(xml);
        var formats = document?.Root?.Elements().FirstOrDefault(e => e.Name.LocalName == "cellXfs");
        var fills = document?.Root?.Elements().FirstOrDefault(e => e.Name.LocalName == "fills");
        if (formats is null || fills is null)
        {
            return null;
        }
        var space = formats.Name.Namespace;
        var firstFill = fills.Elements().Count();
        foreach (var colour in (string[])[ErrorFill, WarningFill])
        {
            fills.Add(new XElement(space + "fill", new XElement(space + "patternFill", new XAttribute("patternType", "solid"),
                new XElement(space + "fgColor", new XAttribute("rgb", colour)), new XElement(space + "bgColor", new XAttribute("indexed", 64)))));
        }
        var own = formats.Elements().ToArray();
        for (var fill = 0; fill < 2; fill++)
        {
            foreach (var format in own)
            {
                var twin = new XElement(format);
                twin.SetAttributeValue("fillId", firstFill + fill);
                twin.SetAttributeValue("applyFill", 1);
                formats.Add(twin);
            }
        }
        fills.SetAttributeValue("count", firstFill + 2);
        formats.SetAttributeValue("count", own.Length * 3);
        filled = (style, error) => style < own.Length ? style + own.Length * (error ? 1 : 2) : style;
        return document;
    }
}
