using DocumentFormat.OpenXml;
using DocumentFormat.OpenXml.Packaging;
using DocumentFormat.OpenXml.Wordprocessing;

namespace Shanhai.Voices.Letters;

/// <summary>
/// Writes an <see cref="OfficialDocument"/> as .docx in the layout of GB/T 9704-2012: A4, 37 mm above and 28 mm left of a type area of 156 × 225 mm, 22 lines of 28 characters in 16 pt
/// 仿宋, red issuer mark, number in hexagonal brackets, red line as wide as the type area, title in 22 pt 小标宋, date four characters from the right, signature centred over it, page
/// number between dashes. Measures are in twentieths of a point unless a name says otherwise.
/// </summary>
public static class OfficialLayout
{
    public const string BodyFont = "仿宋_GB2312", TitleFont = "方正小标宋简体", HeadFont = "黑体", SecondFont = "楷体_GB2312", PageFont = "宋体";
    public const int LinePitch = 579;
    private const string Red = "FF0000";

    // 156 mm for 28 characters is a little less than 16 pt each: in 4096ths of a point.
    private const int CharSpace = -848;

    public static void Write(Stream output, OfficialDocument document)
    {
        using var file = WordprocessingDocument.Create(output, WordprocessingDocumentType.Document);
        var main = file.AddMainDocumentPart();
        main.AddNewPart<StyleDefinitionsPart>().Styles = Styles();
        main.AddNewPart<DocumentSettingsPart>().Settings = new(new EvenAndOddHeaders(), new Compatibility(new CompatibilitySetting { Name = CompatSettingNameValues.CompatibilityMode, Uri = "http://schemas.microsoft.com/office/word", Val = "15" }));
        main.Document = new(new Body([.. Head(document), .. Text(document), .. Signature(document), .. Record(document), Section(main, document)]));
        file.PackageProperties.Title = document.Title;
        file.PackageProperties.Creator = document.Issuer;
    }

    public static int Mm(double millimetres) => (int)Math.Round(millimetres / 25.4 * 1440);

    private static Styles Styles() => new(
        new DocDefaults(new RunPropertiesDefault(new RunPropertiesBaseStyle(Fonts(BodyFont), new FontSize { Val = "32" }, new Languages { EastAsia = "zh-CN" }))),
        new Style(new StyleName { Val = "Normal" }, new StyleParagraphProperties(new SpacingBetweenLines { Line = $"{LinePitch}", LineRule = LineSpacingRuleValues.Exact, Before = "0", After = "0" }, new Justification { Val = JustificationValues.Both }))
        { Type = StyleValues.Paragraph, StyleId = "Normal", Default = true });

    private static IEnumerable<Paragraph> Head(OfficialDocument document)
    {
        var number = document.Number ?? "　　〔　　　〕　号";
        if (document.IsLetter)
        {
            // The issuer stands in the first page's header; the number flush right under its double line.
            yield return Line(number, JustificationValues.Right);
        }
        else
        {
            // Its upper edge 35 mm below the upper edge of the type area.
            yield return new(Spaced(JustificationValues.Center, before: Mm(35), exact: false), Words(document.Issuer, TitleFont, MarkSize(document.Issuer), Red));
            yield return Line("");
            yield return Line("");
            var line = Spaced(JustificationValues.Center);
            // Red, as wide as the type area, 4 mm (11 pt) below the number.
            line.InsertAt(new ParagraphBorders(new BottomBorder { Val = BorderValues.Single, Color = Red, Size = 12, Space = 11 }), 0);
            yield return new(line, Words(number, BodyFont, 32));
        }
        yield return Line("");
        yield return Line("");
        yield return new(Spaced(JustificationValues.Center, exact: false), Words(document.Title, TitleFont, 44));
        yield return Line("");
    }

    private static IEnumerable<Paragraph> Text(OfficialDocument document)
    {
        yield return Line(document.Addressee + "：", JustificationValues.Left);
        foreach (var paragraph in document.Body)
        {
            yield return new(new ParagraphProperties(new Indentation { FirstLineChars = 200, FirstLine = "632" }), Words(paragraph.Text, paragraph.Level switch { 1 => HeadFont, 2 => SecondFont, _ => BodyFont }, 32));
        }
    }

    private static IEnumerable<Paragraph> Signature(OfficialDocument document)
    {
        // The date ends four characters from the right; the name is centred over it, as far as it fits.
        var (date, name) = (Width(document.Day), Width(document.Signature));
        var right = Math.Max(0, 4 + (date - name) / 2);
        yield return Line("");
        yield return Line("");
        yield return Right(document.Signature, right, keep: true);
        yield return Right(document.Day, 4, keep: false);
    }

    private static IEnumerable<Paragraph> Record(OfficialDocument document)
    {
        if (document.CopyTo is not { } copy)
        {
            yield break;
        }
        // At the foot of the last page's type area: thick rules of 0.35 mm, a thin one of 0.25 mm between.
        yield return Framed("抄送：" + copy + "。", new TopBorder { Val = BorderValues.Single, Size = 8, Space = 2 }, null);
        yield return Framed($"{document.Issuer}　　{document.Day}印发", new TopBorder { Val = BorderValues.Single, Size = 6, Space = 2 }, new BottomBorder { Val = BorderValues.Single, Size = 8, Space = 2 });
    }

    private static Paragraph Framed(string text, TopBorder top, BottomBorder? bottom) => new(new ParagraphProperties(
        new FrameProperties { Width = $"{Mm(156)}", HorizontalPosition = HorizontalAnchorValues.Margin, XAlign = HorizontalAlignmentValues.Left, VerticalPosition = VerticalAnchorValues.Margin, YAlign = VerticalAlignmentValues.Bottom, Wrap = TextWrappingValues.NotBeside },
        bottom is null ? new ParagraphBorders(top) : new ParagraphBorders(top, bottom), new Indentation { LeftChars = 100, RightChars = 100 }), Words(text, BodyFont, 28));

    private static SectionProperties Section(MainDocumentPart main, OfficialDocument document)
    {
        var section = new SectionProperties();
        if (document.IsLetter)
        {
            var header = main.AddNewPart<HeaderPart>();
            // Name at 30 mm; red double line, thick above thin, 170 mm long, 4 mm below it.
            header.Header = new(new Paragraph(Ruled(new BottomBorder { Val = BorderValues.ThickThinSmallGap, Color = Red, Size = 18, Space = 11 }), Words(document.Issuer, TitleFont, MarkSize(document.Issuer), Red)));
            section.Append(new HeaderReference { Type = HeaderFooterValues.First, Id = main.GetIdOfPart(header) });
            var foot = main.AddNewPart<FooterPart>();
            foot.Footer = new(new Paragraph(Ruled(new TopBorder { Val = BorderValues.ThinThickSmallGap, Color = Red, Size = 18, Space = 1 }), Words("", BodyFont, 2)));
            section.Append(new FooterReference { Type = HeaderFooterValues.First, Id = main.GetIdOfPart(foot) });
        }
        foreach (var (type, side) in new[] { (HeaderFooterValues.Default, JustificationValues.Right), (HeaderFooterValues.Even, JustificationValues.Left) })
        {
            var foot = main.AddNewPart<FooterPart>();
            foot.Footer = new(PageNumber(side));
            section.Append(new FooterReference { Type = type, Id = main.GetIdOfPart(foot) });
        }
        section.Append(
            new PageSize { Width = 11906, Height = 16838 },
            // The page number 7 mm below the type area; in the letter form the lower double line 20 mm from the edge.
            new PageMargin { Top = Mm(37), Bottom = Mm(35), Left = (uint)Mm(28), Right = (uint)Mm(26), Header = (uint)Mm(30), Footer = (uint)(document.IsLetter ? Mm(20) : Mm(23)), Gutter = 0 });
        if (document.IsLetter)
        {
            section.Append(new TitlePage());
        }
        section.Append(new DocGrid { Type = DocGridValues.LinesAndChars, LinePitch = LinePitch, CharacterSpace = CharSpace });
        return section;
    }

    private static Paragraph PageNumber(JustificationValues side) => new(
        new ParagraphProperties(new SpacingBetweenLines { Line = "280", LineRule = LineSpacingRuleValues.Exact }, new Indentation { LeftChars = side == JustificationValues.Left ? 100 : 0, RightChars = side == JustificationValues.Right ? 100 : 0 }, new Justification { Val = side }),
        Words("— ", PageFont, 28),
        new Run(Properties(PageFont, 28, null), new FieldChar { FieldCharType = FieldCharValues.Begin }),
        new Run(Properties(PageFont, 28, null), new FieldCode(" PAGE ") { Space = SpaceProcessingModeValues.Preserve }),
        new Run(Properties(PageFont, 28, null), new FieldChar { FieldCharType = FieldCharValues.End }),
        Words(" —", PageFont, 28));

    private static ParagraphProperties Ruled(BorderType rule) => new(
        new ParagraphBorders(rule),
        new SpacingBetweenLines { Line = "240", LineRule = LineSpacingRuleValues.Auto },
        new Indentation { Left = $"{-Mm(7)}", Right = $"{-Mm(7)}" },
        new Justification { Val = JustificationValues.Center });

    private static Paragraph Right(string text, double chars, bool keep)
    {
        // In tenths of a character a Chinese eye would not see a difference; in hundredths the reader of the file counts.
        var properties = new ParagraphProperties();
        if (keep)
        {
            properties.Append(new KeepNext());
        }
        properties.Append(new Indentation { RightChars = (int)Math.Round(chars * 100), Right = $"{(int)Math.Round(chars * 316)}" }, new Justification { Val = JustificationValues.Right });
        return new(properties, Words(text, BodyFont, 32));
    }

    private static Paragraph Line(string text, JustificationValues? side = null) => new(Spaced(side ?? JustificationValues.Both), Words(text, BodyFont, 32));

    // In the order the schema wants: borders, spacing, indentation, justification.
    private static ParagraphProperties Spaced(JustificationValues side, int before = 0, bool exact = true)
    {
        var spacing = new SpacingBetweenLines { Before = $"{before}" };
        (spacing.Line, spacing.LineRule) = exact ? ($"{LinePitch}", LineSpacingRuleValues.Exact) : ($"{LinePitch}", LineSpacingRuleValues.AtLeast);
        return new(spacing, new Justification { Val = side });
    }

    /// <summary>In half points. As large as fits on one line, no larger than 22 mm (62 pt) high.</summary>
    public static int MarkSize(string issuer) => (int)Math.Min(124, Math.Floor(442.0 / Math.Max(1, issuer.Length)) * 2);

    /// <summary>In characters; digits are half as wide.</summary>
    private static double Width(string text) => text.Sum(c => c < 0x80 ? 0.5 : 1);

    private static Run Words(string text, string font, int halfPoints, string? colour = null) => new(Properties(font, halfPoints, colour), new Text(text) { Space = SpaceProcessingModeValues.Preserve });

    private static RunProperties Properties(string font, int halfPoints, string? colour)
    {
        var properties = new RunProperties(Fonts(font));
        if (colour is not null)
        {
            properties.Append(new Color { Val = colour });
        }
        properties.Append(new FontSize { Val = $"{halfPoints}" }, new FontSizeComplexScript { Val = $"{halfPoints}" });
        return properties;
    }

    private static RunFonts Fonts(string font) => new() { Ascii = font, HighAnsi = font, EastAsia = font, Hint = FontTypeHintValues.EastAsia };
}
