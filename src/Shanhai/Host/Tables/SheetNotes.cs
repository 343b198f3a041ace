using System.Globalization;
using System.Xml;

namespace Shanhai.Host.Tables;

/// <summary>The notes of one sheet, and the rewriting of its part.</summary>
internal sealed class SheetNotes
{
    private readonly Dictionary<(int Row, int Column), bool> _errorAt = [];
    private readonly SortedDictionary<int, (string Text, bool IsError)> _said = [];
    private readonly int _column;

    public SheetNotes(List<CellNote> notes, int column, int headingRow, string heading)
    {
        _column = column;
        foreach (var note in notes)
        {
            _errorAt[(note.Row, note.Column)] = note.IsError || _errorAt.GetValueOrDefault((note.Row, note.Column));
            var said = Sheet.ColumnName(note.Column) + note.Row.ToString(CultureInfo.InvariantCulture) + "  " + note.Text;
            _said[note.Row] = _said.TryGetValue(note.Row, out var before) ? (before.Text + "\n" + said, before.IsError || note.IsError) : (said, note.IsError);
        }
        if (headingRow > 0)
        {
            _said.TryAdd(headingRow, (heading, false));
        }
    }

    public void Rewrite(XmlReader xml, Stream target, Func<int, bool, int> filled)
    {
        using var source = xml;
        using var writer = XmlWriter.Create(target, new XmlWriterSettings { CheckCharacters = false, CloseOutput = false });
        var row = 0;
        var column = 0;
        source.Read();
        while (!source.EOF)
        {
            var name = source.NodeType is XmlNodeType.Element or XmlNodeType.EndElement ? source.LocalName : "";
            switch (source.NodeType)
            {
                case XmlNodeType.Element when name == "row":
                    row = int.TryParse(source.GetAttribute("r"), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : row + 1;
                    column = 0;
                    Missing(writer, source, row, filled);
                    var empty = source.IsEmptyElement;
                    Start(writer, source, "spans");
                    if (empty)
                    {
                        End(writer, source, row, filled);
                    }
                    break;
                case XmlNodeType.EndElement when name == "row":
                    End(writer, source, row, filled);
                    break;
                case XmlNodeType.Element when name == "c":
                    column = source.GetAttribute("r") is { } at ? References.Column(at) : column + 1;
                    if (column == _column && _said.ContainsKey(row))
                    {
                        // An empty styled cell in the way of the new column.
                        source.Skip();
                        continue;
                    }
                    Cell(writer, source, row, column, filled);
                    break;
                case XmlNodeType.Element:
                    var hollow = source.IsEmptyElement;
                    Start(writer, source, "");
                    if (hollow)
                    {
                        if (name == "sheetData")
                        {
                            Missing(writer, source, int.MaxValue, filled);
                        }
                        writer.WriteEndElement();
                    }
                    break;
                case XmlNodeType.EndElement:
                    if (name == "sheetData")
                    {
                        Missing(writer, source, int.MaxValue, filled);
                    }
                    writer.WriteFullEndElement();
                    break;
                default:
                    writer.WriteNode(source, false);
                    continue;
            }
            source.Read();
        }
    }

    private static void Start(XmlWriter writer, XmlReader source, string without, int? style = null)
    {
        writer.WriteStartElement(source.Prefix, source.LocalName, source.NamespaceURI);
        while (source.MoveToNextAttribute())
        {
            if (source.Name != without && !(style is not null && source.Name == "s"))
            {
                writer.WriteAttributeString(source.Prefix, source.LocalName, source.NamespaceURI, source.Value);
            }
        }
        if (style is { } number)
        {
            writer.WriteAttributeString("s", number.ToString(CultureInfo.InvariantCulture));
        }
        source.MoveToElement();
    }

    private void Cell(XmlWriter writer, XmlReader source, int row, int column, Func<int, bool, int> filled)
    {
        int? style = null;
        if (_errorAt.TryGetValue((row, column), out var error))
        {
            _ = int.TryParse(source.GetAttribute("s"), NumberStyles.None, CultureInfo.InvariantCulture, out var own);
            style = filled(own, error);
        }
        var empty = source.IsEmptyElement;
        Start(writer, source, "", style);
        if (empty)
        {
            writer.WriteEndElement();
        }
    }

    private void End(XmlWriter writer, XmlReader source, int row, Func<int, bool, int> filled)
    {
        if (_said.Remove(row, out var said))
        {
            Said(writer, source.NamespaceURI, row, said, filled);
        }
        writer.WriteFullEndElement();
    }

    /// <summary>Rows that the file leaves out because nothing stands in them.</summary>
    private void Missing(XmlWriter writer, XmlReader source, int before, Func<int, bool, int> filled)
    {
        while (_said.Count > 0 && _said.First() is var (row, said) && row < before)
        {
            _said.Remove(row);
            writer.WriteStartElement(source.Prefix, "row", source.NamespaceURI);
            writer.WriteAttributeString("r", row.ToString(CultureInfo.InvariantCulture));
            Said(writer, source.NamespaceURI, row, said, filled);
            writer.WriteEndElement();
        }
    }

    private void Said(XmlWriter writer, string space, int row, (string Text, bool IsError) said, Func<int, bool, int> filled)
    {
        writer.WriteStartElement("c", space);
        writer.WriteAttributeString("r", Sheet.ColumnName(_column) + row.ToString(CultureInfo.InvariantCulture));
        writer.WriteAttributeString("s", filled(0, said.IsError).ToString(CultureInfo.InvariantCulture));
        writer.WriteAttributeString("t", "inlineStr");
        writer.WriteStartElement("is", space);
        writer.WriteStartElement("t", space);
        writer.WriteAttributeString("xml", "space", null, "preserve");
        var text = new System.Text.StringBuilder();
        XlsxExport.Escaped(text, said.Text);
        writer.WriteRaw(text.ToString());
        writer.WriteEndElement();
        writer.WriteEndElement();
        writer.WriteEndElement();
    }
}
