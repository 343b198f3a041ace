using System.Globalization;
using System.Text;
using System.Xml;

namespace Shanhai.Host.Tables;

/// <summary>
/// Reads .xlsx with one pass over each part. Packages were tried first (MiniExcel, ExcelDataReader, the SDK's SAX reader): they take two
/// to four times as long, and all of them give a formula that was never calculated as a blank, and a number as its double, so that
/// neither the loss nor the digits as written can be told to the person.
/// </summary>
internal sealed class XlsxReader
{
    private enum Style : byte { Plain, Date, Percent }

    private readonly XlsxPackage _package;
    private readonly string _fileName;
    private readonly TableLimits _limits;
    private readonly SheetBuilder.Count _count = new();
    private readonly List<string> _strings;
    private readonly Style[] _styles;

    private XlsxReader(XlsxPackage package, string fileName, TableLimits limits)
    {
        (_package, _fileName, _limits) = (package, fileName, limits);
        _strings = SharedStrings();
        _styles = Styles();
    }

    public static Workbook Read(ArraySegment<byte> file, string fileName, TableLimits limits)
    {
        using var package = new XlsxPackage(file, fileName, limits);
        var reader = new XlsxReader(package, fileName, limits);
        return new(fileName, TableFormat.Xlsx, [.. package.Sheets.Select(reader.ReadSheet)]);
    }

    private List<string> SharedStrings()
    {
        var strings = new List<string>();
        using var xml = _package.Open(_package.StringsPath);
        while (xml?.Read() == true)
        {
            if (xml.NodeType == XmlNodeType.Element && xml.LocalName == "si")
            {
                strings.Add(RichText(xml));
            }
        }
        return strings;
    }

    private Style[] Styles()
    {
        var formats = new Dictionary<int, string>();
        var styles = new List<Style>();
        using var xml = _package.Open(_package.StylesPath);
        var inCells = false;
        while (xml?.Read() == true)
        {
            if (xml.LocalName == "cellXfs")
            {
                inCells = xml.NodeType == XmlNodeType.Element && !xml.IsEmptyElement;
            }
            else if (xml.NodeType != XmlNodeType.Element)
            {
                continue;
            }
            else if (xml.LocalName == "numFmt" && int.TryParse(xml.GetAttribute("numFmtId"), out var id))
            {
                formats[id] = xml.GetAttribute("formatCode") ?? "";
            }
            else if (xml.LocalName == "xf" && inCells)
            {
                var format = int.TryParse(xml.GetAttribute("numFmtId"), out var number) ? number : 0;
                styles.Add(formats.TryGetValue(format, out var code)
                    ? Numbers.IsPercent(code) ? Style.Percent : Numbers.IsDate(code) ? Style.Date : Style.Plain
                    : format switch { 9 or 10 => Style.Percent, (>= 14 and <= 22) or (>= 27 and <= 36) or (>= 45 and <= 47) or (>= 50 and <= 58) => Style.Date, _ => Style.Plain });
            }
        }
        return [.. styles];
    }

    private Sheet ReadSheet(XlsxPackage.SheetPart part)
    {
        var sheet = new SheetBuilder(part.Name, _fileName, _limits, _count, part.Hidden);
        using var xml = _package.Open(part.Path) ?? throw TableRefused.Because("workbook.damaged", _fileName);
        var cells = new List<Cell>();
        var row = 0;
        var hidden = false;
        while (xml.Read())
        {
            if (xml.NodeType == XmlNodeType.Element)
            {
                switch (xml.LocalName)
                {
                    case "row":
                        row = int.TryParse(xml.GetAttribute("r"), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : row + 1;
                        hidden = xml.GetAttribute("hidden") is "1" or "true";
                        cells.Clear();
                        break;
                    case "c":
                        ReadCell(xml, cells);
                        break;
                    case "mergeCell" when References.Area(xml.GetAttribute("ref")) is { } merge:
                        sheet.Add(merge);
                        break;
                }
            }
            else if (xml.NodeType == XmlNodeType.EndElement && xml.LocalName == "row")
            {
                // Cells with nothing but a style take part in counting columns, and are dropped here.
                cells.RemoveAll(c => c.Kind == CellKind.Blank);
                sheet.Add(row, [.. cells], hidden);
            }
        }
        return sheet.Build();
    }

    private void ReadCell(XmlReader xml, List<Cell> cells)
    {
        var column = 0;
        var type = "";
        var style = 0;
        while (xml.MoveToNextAttribute())
        {
            switch (xml.LocalName)
            {
                case "r":
                    column = References.Column(xml.Value);
                    break;
                case "t":
                    type = xml.Value;
                    break;
                case "s":
                    _ = int.TryParse(xml.Value, NumberStyles.None, CultureInfo.InvariantCulture, out style);
                    break;
            }
        }
        xml.MoveToElement();
        column = column > 0 ? column : (cells.Count == 0 ? 0 : cells[^1].Column) + 1;
        string? value = null, formula = null;
        if (!xml.IsEmptyElement)
        {
            var depth = xml.Depth;
            xml.Read();
            while (xml.Depth > depth)
            {
                switch (xml.NodeType == XmlNodeType.Element ? xml.LocalName : "")
                {
                    case "v":
                        value = xml.ReadElementContentAsString();
                        break;
                    case "f":
                        formula = xml.ReadElementContentAsString();
                        break;
                    case "is":
                        value = RichText(xml);
                        xml.Read();
                        break;
                    case "":
                        xml.Read();
                        break;
                    default:
                        xml.Skip();
                        break;
                }
            }
        }
        cells.Add(Cell(column, type, style, value, formula));
    }

    private Cell Cell(int column, string type, int style, string? value, string? formula)
    {
        if (string.IsNullOrEmpty(value))
        {
            return formula is null || type == "str" ? new(column, CellKind.Blank, "") : new(column, CellKind.Uncalculated, "=" + formula);
        }
        switch (type)
        {
            case "s":
                return int.TryParse(value, out var at) && at >= 0 && at < _strings.Count
                    ? Text(column, _strings[at])
                    : throw TableRefused.Because("workbook.damaged", _fileName);
            case "str":
                return Text(column, Unescaped(value));
            case "inlineStr":
                return Text(column, value);
            case "b":
                return new(column, CellKind.Truth, value is "1" or "true" ? "TRUE" : "FALSE");
            case "e":
                return new(column, CellKind.Error, value);
            case "d":
                return new(column, CellKind.Date, DateTime.TryParse(value, CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? Numbers.Date(day) : value);
        }
        var look = style < _styles.Length ? _styles[style] : Style.Plain;
        if (look == Style.Date && double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out var serial) && Day(serial) is { } date)
        {
            return new(column, CellKind.Date, Numbers.Date(date));
        }
        if (!double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out var number))
        {
            return Text(column, value);
        }
        // 3.30127104207E+11 and 330127104207.0 are how some programs store a code: write it out while no digit can be lost.
        var plain = value.AsSpan().ContainsAny('e', 'E') || value.EndsWith(".0", StringComparison.Ordinal) ? Numbers.Text(number) : value;
        return new(column, look == Style.Percent ? CellKind.Percent : CellKind.Number, plain);
    }

    private static Cell Text(int column, string text) => new(column, text.Length == 0 ? CellKind.Blank : CellKind.Text, text);

    private DateTime? Day(double serial)
    {
        serial += _package.From1904 ? 1462 : 0;
        // Day 60 is the 29 February 1900 that never was; days before it count from one day later.
        return serial is >= 0 and < 2958466 ? DateTime.FromOADate(serial < 60 ? serial + 1 : serial) : null;
    }

    /// <summary>All runs of a string, without the reading aids (phonetic runs) of Japanese and Chinese files. Leaves the reader on the end element.</summary>
    private static string RichText(XmlReader xml)
    {
        if (xml.IsEmptyElement)
        {
            return "";
        }
        var depth = xml.Depth;
        string? only = null;
        StringBuilder? more = null;
        xml.Read();
        while (xml.Depth > depth)
        {
            if (xml.NodeType == XmlNodeType.Element && xml.LocalName == "rPh")
            {
                xml.Skip();
            }
            else if (xml.NodeType == XmlNodeType.Element && xml.LocalName == "t")
            {
                var text = Unescaped(xml.ReadElementContentAsString());
                if (only is null)
                {
                    only = text;
                }
                else
                {
                    (more ??= new(only)).Append(text);
                }
            }
            else
            {
                xml.Read();
            }
        }
        return more?.ToString() ?? only ?? "";
    }

    /// <summary>_x000D_ stands for a character that XML cannot hold, and _x005F_ for the underscore that would start such an escape.</summary>
    internal static string Unescaped(string text)
    {
        var at = text.IndexOf("_x", StringComparison.Ordinal);
        if (at < 0)
        {
            return text;
        }
        var plain = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '_' && i + 6 < text.Length && text[i + 1] == 'x' && text[i + 6] == '_'
                && ushort.TryParse(text.AsSpan(i + 2, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var code))
            {
                plain.Append((char)code);
                i += 6;
            }
            else
            {
                plain.Append(text[i]);
            }
        }
        return plain.ToString();
    }
}
