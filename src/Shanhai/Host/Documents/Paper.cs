using DocumentFormat.OpenXml;
using DocumentFormat.OpenXml.Packaging;
using DocumentFormat.OpenXml.Wordprocessing;

namespace Shanhai.Host.Documents;

/// <summary>
/// A plain official paper as a .docx: title, parts with or without a heading, perhaps a table in each, who signs. A4 with the margins, letter sizes and line pitch of GB/T 9704;
/// the letterhead of a letter is not part of it.
/// </summary>
public sealed record Paper(string Title)
{
    public const string Type = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";

    public IReadOnlyList<Part> Parts { get; init; } = [];

    /// <summary>Lines at the lower right: the body, the day.</summary>
    public IReadOnlyList<string> Signed { get; init; } = [];

    public sealed record Part(string? Heading, IReadOnlyList<string> Paragraphs, Rows? Table = null);

    /// <param name="Numbers">All columns but the first hold figures.</param>
    public sealed record Rows(IReadOnlyList<string> Headings, IReadOnlyList<IReadOnlyList<string>> Cells, bool Numbers = false);

    // Half points: second-level size 22 pt for the title, third-level size 16 pt for the text, 12 pt in tables.
    private const string TitleSize = "44", TextSize = "32", TableSize = "24";

    // Twentieths of a point: 22 lines of 28 characters on a page.
    private const string LinePitch = "579", TwoCharacters = "640", FourCharacters = "1280";

    public byte[] Write()
    {
        using var stream = new MemoryStream();
        using (var file = WordprocessingDocument.Create(stream, WordprocessingDocumentType.Document))
        {
            var body = new Body();
            body.Append(Line(Title, TitleSize, "方正小标宋简体", JustificationValues.Center));
            body.Append(Line("", TextSize, "仿宋"));
            foreach (var part in Parts)
            {
                if (part.Heading is { } heading)
                {
                    body.Append(Line(heading, TextSize, "黑体", indent: TwoCharacters));
                }
                body.Append(part.Paragraphs.Select(p => Line(p, TextSize, "仿宋", indent: TwoCharacters)));
                if (part.Table is { Cells.Count: > 0 } rows)
                {
                    body.Append(Grid(rows), Line("", TextSize, "仿宋"));
                }
            }
            body.Append(Signed.Where(s => s.Length > 0).Select(s => Line(s, TextSize, "仿宋", JustificationValues.Right, rightIndent: FourCharacters)));
            // Millimetres in twentieths of a point: A4, 37 above, 35 below, 28 left, 26 right.
            body.Append(new SectionProperties(new PageSize { Width = 11906, Height = 16838 }, new PageMargin { Top = 2098, Bottom = 1984, Left = 1588, Right = 1474, Header = 851, Footer = 1417, Gutter = 0 }));
            file.AddMainDocumentPart().Document = new DocumentFormat.OpenXml.Wordprocessing.Document(body);
        }
        return stream.ToArray();
    }

    private static Paragraph Line(string text, string size, string font, JustificationValues? at = null, string? indent = null, string? rightIndent = null)
    {
        var shape = new ParagraphProperties(new SpacingBetweenLines { Line = LinePitch, LineRule = LineSpacingRuleValues.Exact });
        if ((indent ?? rightIndent) is not null)
        {
            // A value that is null would be written as one that is empty, which no reader accepts.
            shape.Append(indent is not null ? new Indentation { FirstLine = indent } : new Indentation { Right = rightIndent });
        }
        if (at is { } justified)
        {
            shape.Append(new Justification { Val = justified });
        }
        return new(shape, Said(text, size, font));
    }

    private static Run Said(string text, string size, string font) =>
        new(new RunProperties(new RunFonts { Ascii = "Times New Roman", HighAnsi = "Times New Roman", EastAsia = font }, new FontSize { Val = size }), new Text(text) { Space = SpaceProcessingModeValues.Preserve });

    private static Table Grid(Rows rows)
    {
        EnumValue<BorderValues> single = BorderValues.Single;
        var table = new Table(new TableProperties(
            new TableWidth { Width = "5000", Type = TableWidthUnitValues.Pct },
            new TableBorders(new TopBorder { Val = single, Size = 4 }, new LeftBorder { Val = single, Size = 4 }, new BottomBorder { Val = single, Size = 4 }, new RightBorder { Val = single, Size = 4 },
                new InsideHorizontalBorder { Val = single, Size = 4 }, new InsideVerticalBorder { Val = single, Size = 4 })),
            new TableGrid(rows.Headings.Select(_ => new GridColumn())));
        TableRow Row(IReadOnlyList<string> cells, string font, bool figures) => new(cells.Select((c, i) => new TableCell(new Paragraph(
            new ParagraphProperties(new Justification { Val = figures && i > 0 ? JustificationValues.Right : JustificationValues.Center }), Said(c, TableSize, font)))));
        var head = Row(rows.Headings, "黑体", figures: false);
        head.PrependChild(new TableRowProperties(new TableHeader()));
        table.Append(head);
        table.Append(rows.Cells.Select(r => Row(r, "仿宋", rows.Numbers)));
        return table;
    }
}
