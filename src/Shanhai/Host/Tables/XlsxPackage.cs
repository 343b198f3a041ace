using System.IO.Compression;
using System.Xml;

namespace Shanhai.Host.Tables;

/// <summary>
/// The archive behind an .xlsx and where its parts lie. Names are compared without their namespace, since strict and transitional
/// files (and those of three office programs) differ in nothing else. Every byte that comes out of the archive is counted.
/// </summary>
internal sealed class XlsxPackage : IDisposable
{
    internal sealed record SheetPart(string Name, string Path, bool Hidden);

    private static readonly XmlReaderSettings Settings = new()
    {
        DtdProcessing = DtdProcessing.Prohibit,
        XmlResolver = null,
        CheckCharacters = false,
        IgnoreComments = true,
        IgnoreProcessingInstructions = true,
        CloseInput = true,
    };

    private readonly ZipArchive _zip;
    private readonly Dictionary<string, ZipArchiveEntry> _entries = new(StringComparer.OrdinalIgnoreCase);
    private readonly string _fileName;
    private readonly TableLimits _limits;
    private readonly long _packed;
    private long _expanded;

    public XlsxPackage(ArraySegment<byte> file, string fileName, TableLimits limits)
    {
        (_fileName, _limits, _packed) = (fileName, limits, file.Count);
        _zip = new(new MemoryStream(file.Array!, file.Offset, file.Count, false), ZipArchiveMode.Read);
        foreach (var entry in _zip.Entries)
        {
            _entries.TryAdd(entry.FullName.Replace('\\', '/').TrimStart('/'), entry);
        }
        WorkbookPath = Relations("").FirstOrDefault(r => r.Type.EndsWith("/officeDocument", StringComparison.Ordinal)).Target ?? "xl/workbook.xml";
        var relations = Relations(WorkbookPath);
        StylesPath = relations.FirstOrDefault(r => r.Type.EndsWith("/styles", StringComparison.Ordinal)).Target;
        StringsPath = relations.FirstOrDefault(r => r.Type.EndsWith("/sharedStrings", StringComparison.Ordinal)).Target;
        Sheets = ReadSheets(relations.ToDictionary(r => r.Id, r => r, StringComparer.Ordinal));
    }

    public string WorkbookPath { get; }

    public string? StylesPath { get; }

    public string? StringsPath { get; }

    public IReadOnlyList<SheetPart> Sheets { get; }

    /// <summary>Days of this workbook count from 1904, as on old Macintoshes.</summary>
    public bool From1904 { get; private set; }

    public IEnumerable<ZipArchiveEntry> Entries => _zip.Entries;

    public XmlReader? Open(string? path) =>
        path is not null && _entries.TryGetValue(path, out var entry) ? XmlReader.Create(new Counted(entry.Open(), this), Settings) : null;

    public void Dispose() => _zip.Dispose();

    private List<SheetPart> ReadSheets(Dictionary<string, (string Id, string Type, string Target)> relations)
    {
        using var xml = Open(WorkbookPath) ?? throw TableRefused.Because("workbook.damaged", _fileName);
        var sheets = new List<SheetPart>();
        while (xml.Read())
        {
            if (xml.NodeType != XmlNodeType.Element)
            {
                continue;
            }
            if (xml.LocalName == "workbookPr")
            {
                From1904 = xml.GetAttribute("date1904") is "1" or "true";
            }
            else if (xml.LocalName == "sheet" && Attribute(xml, "id", prefixed: true) is { } id && relations.TryGetValue(id, out var relation)
                && relation.Type.EndsWith("/worksheet", StringComparison.Ordinal))
            {
                sheets.Add(new(xml.GetAttribute("name") ?? relation.Target, relation.Target, xml.GetAttribute("state") is "hidden" or "veryHidden"));
            }
        }
        return sheets.Count > _limits.Sheets ? throw TableRefused.Because("workbook.too-many-sheets", _fileName, _limits.Sheets) : sheets;
    }

    private static string? Attribute(XmlReader xml, string name, bool prefixed)
    {
        string? found = null;
        while (xml.MoveToNextAttribute())
        {
            if (xml.LocalName == name && xml.Prefix.Length > 0 == prefixed)
            {
                found = xml.Value;
            }
        }
        xml.MoveToElement();
        return found;
    }

    private List<(string Id, string Type, string Target)> Relations(string part)
    {
        var slash = part.LastIndexOf('/');
        var folder = part[..(slash + 1)];
        var all = new List<(string, string, string)>();
        using var xml = Open($"{folder}_rels/{part[(slash + 1)..]}.rels");
        while (xml?.Read() == true)
        {
            if (xml.NodeType == XmlNodeType.Element && xml.LocalName == "Relationship" && xml.GetAttribute("TargetMode") != "External"
                && xml.GetAttribute("Target") is { } target)
            {
                var path = target.StartsWith('/') ? target[1..] : folder + target;
                all.Add((xml.GetAttribute("Id") ?? "", xml.GetAttribute("Type") ?? "", Resolved(path)));
            }
        }
        return all;
    }

    private static string Resolved(string path)
    {
        var parts = new List<string>();
        foreach (var part in path.Replace('\\', '/').Split('/'))
        {
            if (part == ".." && parts.Count > 0)
            {
                parts.RemoveAt(parts.Count - 1);
            }
            else if (part is not ("." or ".." or ""))
            {
                parts.Add(part);
            }
        }
        return string.Join('/', parts);
    }

    private void Expanded(int bytes)
    {
        _expanded += bytes;
        if (_expanded > _limits.ExpandedBytes || (_expanded > 64 << 20 && _expanded / Math.Max(1, _packed) > _limits.Ratio))
        {
            throw TableRefused.Because("workbook.bomb", _fileName, _limits.ExpandedBytes >> 20);
        }
    }

    private sealed class Counted(Stream inner, XlsxPackage package) : Stream
    {
        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

        public override int Read(Span<byte> buffer)
        {
            var read = inner.Read(buffer);
            package.Expanded(read);
            return read;
        }

        protected override void Dispose(bool disposing)
        {
            if (disposing)
            {
                inner.Dispose();
            }
            base.Dispose(disposing);
        }

        public override bool CanRead => true;
        public override bool CanSeek => false;
        public override bool CanWrite => false;
        public override long Length => throw new NotSupportedException();
        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }
        public override void Flush() { }
        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();
        public override void SetLength(long value) => throw new NotSupportedException();
        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
