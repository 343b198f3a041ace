using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using Shanhai.Host.Tables;

namespace Shanhai.Indicators.Import;

/// <summary>
/// Proposes how a workbook is read: which sheets, where the header is, what names the place, and which indicator, period and unit each
/// column has. Every proposal says why and how sure it is; a person confirms. Pure: a workbook and a catalogue in, a plan out.
/// </summary>
public static partial class Recognition
{
    /// <summary>Refused where no sheet has a table; otherwise every sheet with a table has a plan, the likely ones chosen.</summary>
    public static Result<ImportPlan> Propose(Workbook book, IReadOnlyList<Known> catalogue)
    {
        var names = new NameIndex(catalogue);
        var sheets = book.Sheets.Select(s => Propose(s, book, names)).OfType<SheetPlan>().ToArray();
        if (sheets.Length == 0)
        {
            return Problem.Invalid("import.no-table", book.FileName);
        }
        // Where no indicator is recognised the largest visible table is the one to be mapped by hand.
        var best = sheets.OrderBy(s => IsHidden(book, s)).ThenByDescending(Score).ThenByDescending(s => (s.LastRow - s.FirstRow + 1L) * s.Columns.Count).First();
        return new ImportPlan([.. sheets.Select(s => s with
        {
            Chosen = !IsHidden(book, s) && (s.Fingerprint == best.Fingerprint || (Score(s) > 0 && Score(s) >= 0.5 * Score(best))),
            Doubts = IsHidden(book, s) ? [.. s.Doubts, new("import.doubt.hidden-sheet")] : s.Doubts,
        })]);
    }

    private static bool IsHidden(Workbook book, SheetPlan plan) => book.Sheets.First(s => s.Name == plan.Sheet).Hidden;

    private static double Score(SheetPlan sheet) =>
        sheet.Columns.Where(c => c.Role == ColumnRole.Figure && c.Indicator is not null).Sum(c => c.Confidence)
        * (sheet.Columns.Any(c => c.Role is ColumnRole.Code or ColumnRole.Name) ? 1 : 0.3);

    private static SheetPlan? Propose(Sheet sheet, Workbook book, NameIndex names)
    {
        if (TableShape.Find(sheet) is not { } shape)
        {
            return null;
        }
        var titles = string.Join(' ', shape.Titles);
        var title = shape.Titles.FirstOrDefault(t => t.Length is > 3 and < 80 && !t.Contains('：', StringComparison.Ordinal));
        string[] around = [titles, sheet.Name, Path.GetFileNameWithoutExtension(book.FileName)];
        var part = around.Select(HeaderText.PartOfYearIn).FirstOrDefault(p => p is not null);
        var period = part is null ? around.Select(HeaderText.PeriodIn).FirstOrDefault(p => p is not null) : null;
        var unit = shape.Titles.Append(sheet.Name).Select(HeaderText.UnitIn).FirstOrDefault(u => u is not null);
        var columns = Columns(sheet, shape, names, period, unit);
        var plan = new SheetPlan(sheet.Name, shape.FirstHeaderRow, shape.LastHeaderRow, shape.FirstRow, shape.LastRow, columns)
        {
            Fingerprint = Fingerprint(columns),
            Title = title,
            Township = columns.Any(c => c.Role == ColumnRole.Township) ? null : TownshipIn(sheet.Name) ?? shape.Titles.Select(TownshipIn).FirstOrDefault(t => t is not null),
            Period = period,
            WrittenUnit = unit,
        };
        return plan with { Doubts = [.. Doubts(plan, sheet, part)] };
    }

    private static List<ColumnPlan> Columns(Sheet sheet, TableShape shape, NameIndex names, Period? period, string? unit)
    {
        var rows = sheet.Rows.Skip(sheet.IndexFrom(shape.FirstRow)).TakeWhile(r => r.Number <= shape.LastRow).Where(r => !r.IsBlank).Take(200).ToArray();
        var columns = new List<ColumnPlan>();
        var last = Math.Min(sheet.LastColumn, 2000);
        for (var column = 1; column <= last; column++)
        {
            var words = shape.Words(sheet, column);
            var values = rows.Select(r => sheet.Seen(r.Number, column)).Where(c => !c.IsBlank).ToArray();
            if (words.Length > 0 || values.Length > 0)
            {
                var key = KeyRole(words.LastOrDefault() ?? "", values);
                columns.Add(key ?? FigureColumns.Propose(column, words, values, names, period, unit));
                columns[^1] = columns[^1] with { Column = column, Header = string.Join('／', words) };
            }
        }
        OneOfEach(columns);
        return columns;
    }

    private static ColumnPlan? KeyRole(string word, Cell[] values)
    {
        var bare = HeaderText.Bare(word);
        var codes = Share(values, c => PlaceCode.TryParse(c.Text, out _) && HeaderText.Plain(c.Text).Length is 6 or 9 or 12);
        var places = Share(values, c => c.Kind == CellKind.Text && VillagePattern().IsMatch(HeaderText.Plain(c.Text)));
        var townships = Share(values, c => c.Kind == CellKind.Text && TownshipPattern().IsMatch(HeaderText.Plain(c.Text)));
        ColumnPlan Is(ColumnRole role, double confidence, string reason) => new(0, "", role) { Confidence = confidence, Reasons = [new(reason, word)] };

        return SerialPattern().IsMatch(bare) ? Is(ColumnRole.Serial, 1, "import.reason.header")
            : CodePattern().IsMatch(bare) ? Is(ColumnRole.Code, codes > 0.5 ? 1 : 0.6, codes > 0.5 ? "import.reason.header-and-values" : "import.reason.header")
            : codes > 0.8 && values.Length >= 2 && values.All(c => HeaderText.Plain(c.Text).Length >= 9) ? Is(ColumnRole.Code, 0.9, "import.reason.values-codes")
            : TownPattern().IsMatch(bare) ? Is(ColumnRole.Township, townships > 0.5 ? 1 : 0.8, "import.reason.header")
            : CountyPattern().IsMatch(bare) ? Is(ColumnRole.County, 0.9, "import.reason.header")
            : NamePattern().IsMatch(bare) && Share(values, c => c.Kind == CellKind.Text) > 0.5 ? Is(ColumnRole.Name, places > 0.5 ? 1 : 0.7, "import.reason.header")
            : YearPattern().IsMatch(bare) && Share(values, c => HeaderText.PeriodIn(c.Text) is not null) > 0.5 ? Is(ColumnRole.Year, 1, "import.reason.header-and-values")
            : places > 0.6 && values.Length >= 2 ? Is(ColumnRole.Name, 0.8, "import.reason.values-villages")
            : townships > 0.6 && values.Length >= 2 ? Is(ColumnRole.Township, 0.7, "import.reason.values-townships")
            : null;
    }

    /// <summary>Two columns cannot both be the code, the name or the same figure: the surer one stays, the other is left for the person.</summary>
    private static void OneOfEach(List<ColumnPlan> columns)
    {
        var groups = columns.Where(c => c.Role is not (ColumnRole.Ignored or ColumnRole.Serial) && (c.Role != ColumnRole.Figure || c.Indicator is not null))
            .GroupBy(c => (c.Role, c.Indicator, c.Period)).Where(g => g.Count() > 1).ToArray();
        foreach (var group in groups)
        {
            var kept = group.MaxBy(c => c.Confidence)!;
            foreach (var other in group.Where(c => c != kept))
            {
                columns[columns.IndexOf(other)] = other with
                {
                    Role = ColumnRole.Ignored, Indicator = null, Factor = null, Confidence = 0,
                    Reasons = [new("import.reason.twice", Sheet.ColumnName(kept.Column))],
                    Others = other.Indicator is null ? other.Others : [other.Indicator, .. other.Others],
                };
            }
        }
    }

    private static IEnumerable<Said> Doubts(SheetPlan plan, Sheet sheet, string? part)
    {
        if (part is not null)
        {
            yield return new("import.doubt.part-of-year", part);
        }
        var hidden = sheet.Rows.Count(r => r.Hidden && r.Number >= plan.FirstRow && r.Number <= plan.LastRow);
        if (hidden > 0)
        {
            yield return new("import.doubt.hidden-rows", hidden.ToString(CultureInfo.InvariantCulture));
        }
        foreach (var open in Open(plan))
        {
            yield return open;
        }
    }

    // What the columns as they are now leave open.
    private static IEnumerable<Said> Open(SheetPlan plan)
    {
        if (!plan.Columns.Any(c => c.Role is ColumnRole.Code or ColumnRole.Name))
        {
            yield return new("import.doubt.no-place");
        }
        if (!plan.Columns.Any(c => c.Role == ColumnRole.Figure && c.Indicator is not null))
        {
            yield return new("import.doubt.no-indicator");
        }
        if (plan.Period is null && !plan.Columns.Any(c => c.Role == ColumnRole.Year) && plan.Columns.Any(c => c.Role == ColumnRole.Figure && c.Period is null))
        {
            yield return new("import.doubt.no-period");
        }
        foreach (var column in plan.Columns.Where(c => c.Role == ColumnRole.Figure && c.Indicator is not null && c.Factor is null))
        {
            yield return new("import.doubt.unit", Sheet.ColumnName(column.Column), column.WrittenUnit ?? "");
        }
    }

    /// <summary>The same table without the doubts that its columns, as they have become, settle.</summary>
    internal static SheetPlan Settled(SheetPlan plan) =>
        plan with { Doubts = [.. plan.Doubts.Where(d => d.Key is not ("import.doubt.no-place" or "import.doubt.no-indicator" or "import.doubt.no-period" or "import.doubt.unit")), .. Open(plan)] };

    private static string Fingerprint(List<ColumnPlan> columns)
    {
        var header = string.Join('|', columns.Select(c => c.Column.ToString(CultureInfo.InvariantCulture) + HeaderText.Bare(c.Header) + HeaderText.UnitIn(c.Header)));
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(header)))[..32];
    }

    internal static string? TownshipIn(string text)
    {
        var match = TownshipInPattern().Match(HeaderText.Plain(text));
        if (!match.Success)
        {
            return null;
        }
        // 淳安县枫树岭镇 is the township of a county; 城区街道 is a name of its own.
        var name = match.Groups["t"].Value;
        var above = name.AsSpan(0, Math.Max(0, name.Length - 3)).LastIndexOfAny('县', '市', '区');
        return name[(above + 1)..];
    }

    private static double Share(Cell[] values, Func<Cell, bool> holds) => values.Length == 0 ? 0 : (double)values.Count(holds) / values.Length;

    [GeneratedRegex("^(序号|编号|NO|NR|#|行号)$")]
    private static partial Regex SerialPattern();

    [GeneratedRegex("^((统计用)?(行政)?(区划|地区|统计|村|机构|单位)?(区划)?(代码|编码|CODE)|GEMNR|PLACE(CODE)?)$")]
    private static partial Regex CodePattern();

    [GeneratedRegex(@"^(所属|所在)?(乡镇|镇街|镇乡|乡镇\(?街道\)?|乡\(?镇\)?\(?街道\)?|镇\(?街道\)?|街道|镇|乡|TOWNSHIP|乡镇名称|镇街名称)(名称)?$")]
    private static partial Regex TownPattern();

    [GeneratedRegex(@"^(所属|所在)?(县|市|区|县\(?市区?\)?|区县|县区|COUNTY|地市|城市)(名称)?$")]
    private static partial Regex CountyPattern();

    [GeneratedRegex(@"^(行政)?(村|村名|村社|村居|村\(?社区?\)?|村\(?居\)?|单位|地区|社区|集体经济组织|村级组织)(名|名称)?$|^(名称|填报单位|NAME|VILLAGE|REGION|PLACE)$|^(村|单位|地区).{0,6}名称?$")]
    private static partial Regex NamePattern();

    [GeneratedRegex("^(年|年份|年度|YEAR)$")]
    private static partial Regex YearPattern();

    [GeneratedRegex("(村|社区|居委会|村委会|村民委员会|经济合作社|经联社)$")]
    private static partial Regex VillagePattern();

    [GeneratedRegex("^.{1,10}(镇|乡|街道)$")]
    private static partial Regex TownshipPattern();

    [GeneratedRegex(@"(?:^|[::县市区)])(?<t>[\p{IsCJKUnifiedIdeographs}]{1,8}?(?:镇|乡|街道))(?!村|级|均)")]
    private static partial Regex TownshipInPattern();
}
