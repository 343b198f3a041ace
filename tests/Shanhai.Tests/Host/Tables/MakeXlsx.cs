using System.IO.Compression;
using System.Text;

namespace Shanhai.Tests.Host.Tables;

/// <summary>Makes workbooks out of the XML that other programs write, oddities included.</summary>
internal sealed class MakeXlsx
{
    public const string Transitional = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    public const string Strict = "http://purl.oclc.org/ooxml/spreadsheetml/main";

    private readonly List<(string Name, string Xml)> _sheets = [];

    public string Namespace { get; init; } = Transitional;

    public string SharedStrings { get; init; } = "";

    /// <summary>Number formats by style, from 1 on; style 0 is general.</summary>
    public string[] Formats { get; init; } = [];

    public string Properties { get; init; } = "";

    public MakeXlsx Sheet(string name, string rows, string after = "", string before = "")
    {
        _sheets.Add((name, $"<worksheet xmlns=\"{Namespace}\">{before}<sheetData>{rows}</sheetData>{after}</worksheet>"));
        return this;
    }

    /// <summary>Rows of simple values: numbers as numbers, everything else as inline text, null as nothing.</summary>
    public MakeXlsx Table(string name, object?[][] rows, string[]? merges = null)
    {
        var xml = new StringBuilder();
        for (var r = 0; r < rows.Length; r++)
        {
            xml.Append(System.Globalization.CultureInfo.InvariantCulture, $"<row r=\"{r + 1}\">");
            for (var c = 0; c < rows[r].Length; c++)
            {
                var at = $"{Shanhai.Host.Tables.Sheet.ColumnName(c + 1)}{r + 1}";
                xml.Append(rows[r][c] switch
                {
                    null => "",
                    string text when text.StartsWith('<') => text.Replace("<c", $"<c r=\"{at}\"", StringComparison.Ordinal),
                    string text => $"<c r=\"{at}\" t=\"inlineStr\"><is><t xml:space=\"preserve\">{System.Security.SecurityElement.Escape(text)}</t></is></c>",
                    var number => $"<c r=\"{at}\"><v>{number}</v></c>",
                });
            }
            xml.Append("</row>");
        }
        var after = merges is null ? "" : $"<mergeCells count=\"{merges.Length}\">{string.Concat(merges.Select(m => $"<mergeCell ref=\"{m}\"/>"))}</mergeCells>";
        return Sheet(name, xml.ToString(), after);
    }

    public byte[] Bytes()
    {
        var relations = Namespace == Strict ? "http://purl.oclc.org/ooxml/officeDocument/relationships" : "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
        var types = "application/vnd.openxmlformats-officedocument.spreadsheetml";
        var numbers = Enumerable.Range(1, _sheets.Count).ToArray();
        var parts = new Dictionary<string, string>
        {
            ["[Content_Types].xml"] = "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\"><Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/><Default Extension=\"xml\" ContentType=\"application/xml\"/>"
                + $"<Override PartName=\"/xl/workbook.xml\" ContentType=\"{types}.sheet.main+xml\"/><Override PartName=\"/xl/styles.xml\" ContentType=\"{types}.styles+xml\"/><Override PartName=\"/xl/sharedStrings.xml\" ContentType=\"{types}.sharedStrings+xml\"/>"
                + string.Concat(numbers.Select(n => $"<Override PartName=\"/xl/worksheets/sheet{n}.xml\" ContentType=\"{types}.worksheet+xml\"/>")) + "</Types>",
            ["_rels/.rels"] = $"<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"><Relationship Id=\"rId1\" Type=\"{relations}/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>",
            ["xl/workbook.xml"] = $"<workbook xmlns=\"{Namespace}\" xmlns:r=\"{relations}\">{Properties}<sheets>{string.Concat(numbers.Select(n => $"<sheet name=\"{_sheets[n - 1].Name}\" sheetId=\"{n}\" r:id=\"s{n}\"/>"))}</sheets></workbook>",
            ["xl/_rels/workbook.xml.rels"] = "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">"
                + string.Concat(numbers.Select(n => $"<Relationship Id=\"s{n}\" Type=\"{relations}/worksheet\" Target=\"worksheets/sheet{n}.xml\"/>"))
                + $"<Relationship Id=\"st\" Type=\"{relations}/styles\" Target=\"styles.xml\"/><Relationship Id=\"ss\" Type=\"{relations}/sharedStrings\" Target=\"/xl/sharedStrings.xml\"/></Relationships>",
            ["xl/styles.xml"] = $"<styleSheet xmlns=\"{Namespace}\"><numFmts>{string.Concat(Formats.Select((f, i) => $"<numFmt numFmtId=\"{200 + i}\" formatCode=\"{System.Security.SecurityElement.Escape(f)}\"/>"))}</numFmts>"
                + "<fonts count=\"1\"><font><sz val=\"11\"/><name val=\"Calibri\"/></font></fonts><fills count=\"2\"><fill><patternFill patternType=\"none\"/></fill><fill><patternFill patternType=\"gray125\"/></fill></fills><borders count=\"1\"><border><left/><right/><top/><bottom/><diagonal/></border></borders>"
                + "<cellStyleXfs count=\"1\"><xf numFmtId=\"0\" fontId=\"0\" fillId=\"0\" borderId=\"0\"/></cellStyleXfs>"
                + $"<cellXfs><xf numFmtId=\"0\" fontId=\"0\" fillId=\"0\" borderId=\"0\" xfId=\"0\"/>{string.Concat(Formats.Select((_, i) => $"<xf numFmtId=\"{200 + i}\" fontId=\"0\" fillId=\"0\" borderId=\"0\" xfId=\"0\" applyNumberFormat=\"1\"/>"))}</cellXfs></styleSheet>",
            ["xl/sharedStrings.xml"] = $"<sst xmlns=\"{Namespace}\">{SharedStrings}</sst>",
        };
        for (var n = 1; n <= _sheets.Count; n++)
        {
            parts[$"xl/worksheets/sheet{n}.xml"] = _sheets[n - 1].Xml;
        }
        return Zip([.. parts.Select(p => (p.Key, p.Value))]);
    }

    public static byte[] Zip(params (string Name, string Content)[] parts)
    {
        using var bytes = new MemoryStream();
        using (var zip = new ZipArchive(bytes, ZipArchiveMode.Create, true))
        {
            foreach (var (name, content) in parts)
            {
                using var entry = zip.CreateEntry(name).Open();
                entry.Write(Encoding.UTF8.GetBytes(content));
            }
        }
        return bytes.ToArray();
    }
}
