using DocumentFormat.OpenXml;
using DocumentFormat.OpenXml.Packaging;
using DocumentFormat.OpenXml.Wordprocessing;
using Document = DocumentFormat.OpenXml.Wordprocessing.Document;

namespace Shanhai.Voices.Figures;

/// <summary>The yearly report as a text document: A4, margins and type sizes of official documents (GB/T 9704), tables with repeated heads.</summary>
internal static class AnnualReportFile
{
    // Twentieths of a point: margins 37, 35, 28 and 26 mm; half points: second, third and fourth size of Chinese type.
    private const int Top = 2098, Bottom = 1984, Left = 1588, Right = 1474;
    private const string Large = "44", Normal = "32", Small = "24";

    public static byte[] Of(string title, IReadOnlyList<AnnualReportSection> sections)
    {
        using var file = new MemoryStream();
        using (var document = WordprocessingDocument.Create(file, WordprocessingDocumentType.Document))
        {
            var body = new Body(Said(title, Large, "方正小标宋简体", JustificationValues.Center));
            foreach (var (section, i) in sections.Select((s, i) => (s, i)))
            {
                body.Append(Said($"{"一二三四五六七八九十"[i]}、{section.Title}", Normal, "黑体"));
                if (section.Words is not null)
                {
                    body.Append(Said(section.Words, Normal, "仿宋_GB2312"));
                }
                if (section.Rows.Count > 0)
                {
                    body.Append(Tabled(section), new Paragraph());
                }
            }
            body.Append(new SectionProperties(new PageSize { Width = 11906, Height = 16838 }, new PageMargin { Top = Top, Bottom = Bottom, Left = Left, Right = Right, Header = 851, Footer = 992 }));
            document.AddMainDocumentPart().Document = new Document(body);
        }
        return file.ToArray();
    }

    private static Table Tabled(AnnualReportSection section)
    {
        var line = (uint)4;
        var table = new Table(new TableProperties(
            new TableWidth { Width = "5000", Type = TableWidthUnitValues.Pct },
            new TableBorders(
                new TopBorder { Val = BorderValues.Single, Size = line }, new LeftBorder { Val = BorderValues.Single, Size = line }, new BottomBorder { Val = BorderValues.Single, Size = line },
                new RightBorder { Val = BorderValues.Single, Size = line }, new InsideHorizontalBorder { Val = BorderValues.Single, Size = line }, new InsideVerticalBorder { Val = BorderValues.Single, Size = line })));
        table.Append(new TableGrid(section.Heads.Select(_ => new GridColumn())));
        var heads = new TableRow(new TableRowProperties(new TableHeader()));
        heads.Append(section.Heads.Select(h => new TableCell(Said(h, Small, "黑体", JustificationValues.Center))));
        table.Append(heads);
        foreach (var row in section.Rows)
        {
            table.Append(new TableRow(row.Select((cell, i) => new TableCell(Said(cell, Small, "仿宋_GB2312", i > 0 && section.Numbers ? JustificationValues.Right : null)))));
        }
        return table;
    }

    private static Paragraph Said(string text, string size, string font, JustificationValues? at = null)
    {
        var paragraph = new Paragraph(new ParagraphProperties(new SpacingBetweenLines { Before = "60", After = "60" }));
        if (at is { } side)
        {
            paragraph.ParagraphProperties!.Append(new Justification { Val = side });
        }
        paragraph.Append(new Run(
            new RunProperties(new RunFonts { Ascii = "Times New Roman", HighAnsi = "Times New Roman", EastAsia = font }, new FontSize { Val = size }, new FontSizeComplexScript { Val = size }),
            new Text(text) { Space = SpaceProcessingModeValues.Preserve }));
        return paragraph;
    }
}
