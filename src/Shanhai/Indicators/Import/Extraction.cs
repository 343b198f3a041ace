using System.Text.RegularExpressions;
using Shanhai.Host.Tables;

namespace Shanhai.Indicators.Import;

/// <summary>What a row says of its place, as written; whoever matches places decides which one it is.</summary>
public sealed record PlaceText(string? Code, string? Name, string? Township, string? County);

/// <summary>
/// One figure found. <see cref="Value"/> is in the indicator's unit; null where the cell is blank or says that there is none
/// (then <see cref="Finding"/> is null too), or where it cannot be read.
/// </summary>
public sealed record FoundFigure(string Sheet, int Row, int Column, PlaceText Place, string Indicator, Period Period, decimal? Value, string Text, Finding? Finding);

public enum RowKind { Place, Total, Note, Unplaced }

/// <summary>One row of the table. A finding here is about the whole row: its place or year cannot be told.</summary>
public sealed record FoundRow(int Row, RowKind Kind, PlaceText Place, Finding? Finding, IReadOnlyList<FoundFigure> Figures);

/// <summary>Reads the figures a plan points at, row by row, without holding them.</summary>
public static partial class Extraction
{
    /// <param name="check">Says of a readable figure that it is possible but absurd (a warning), or null.</param>
    public static IEnumerable<FoundFigure> Extract(this SheetPlan plan, Sheet sheet, IReadOnlyList<Known> catalogue, Func<FoundFigure, Finding?>? check = null) =>
        plan.Rows(sheet, catalogue, check).SelectMany(r => r.Figures);

    public static IEnumerable<FoundRow> Rows(this SheetPlan plan, Sheet sheet, IReadOnlyList<Known> catalogue, Func<FoundFigure, Finding?>? check = null)
    {
        var units = catalogue.ToDictionary(k => k.Code, k => k.Unit);
        var figures = plan.Columns.Where(c => c.Role == ColumnRole.Figure && c.Indicator is not null && units.ContainsKey(c.Indicator))
            .Select(c => (c, units[c.Indicator!])).ToArray();
        var keys = plan.Columns.ToLookup(c => c.Role, c => c.Column);
        for (var i = sheet.IndexFrom(plan.FirstRow); i < sheet.Rows.Count && sheet.Rows[i].Number <= plan.LastRow; i++)
        {
            var row = sheet.Rows[i];
            if (row.IsBlank)
            {
                continue;
            }
            yield return One(plan, sheet, row, figures, keys, check);
        }
    }

    private static FoundRow One(
        SheetPlan plan, Sheet sheet, SheetRow row, (ColumnPlan Plan, string Unit)[] columns, ILookup<ColumnRole, int> keys, Func<FoundFigure, Finding?>? check)
    {
        string? Said(ColumnRole role) => keys.Contains(role) ? keys[role].Select(c => sheet.Seen(row, c, out _).Text.Trim()).FirstOrDefault(t => t.Length > 0) : null;

        var place = new PlaceText(Said(ColumnRole.Code), Said(ColumnRole.Name), Said(ColumnRole.Township) ?? plan.Township, Said(ColumnRole.County));
        if (IsTotal(place.Name) || IsTotal(place.Code) || IsTotal(Said(ColumnRole.Township)) || IsTotal(Said(ColumnRole.Serial)))
        {
            return new(row.Number, RowKind.Total, place, null, []);
        }
        if (IsNote(row))
        {
            return new(row.Number, RowKind.Note, place, null, []);
        }
        if (Lost(place.Code) is { } lost)
        {
            return new(row.Number, RowKind.Unplaced, place, lost, []);
        }
        if (place.Code is null && place.Name is null)
        {
            return new(row.Number, RowKind.Unplaced, place, Finding.Error("no-place"), []);
        }
        var year = Said(ColumnRole.Year);
        var period = year is null ? null : HeaderText.PeriodIn(year);
        if (keys.Contains(ColumnRole.Year) && period is null)
        {
            return new(row.Number, RowKind.Unplaced, place, Finding.Error("no-year", year ?? ""), []);
        }
        var found = new List<FoundFigure>(columns.Length);
        foreach (var (column, unit) in columns)
        {
            if ((period ?? column.Period ?? plan.Period) is { } when)
            {
                var figure = Figure(plan.Sheet, sheet, row, column, place, when, unit);
                found.Add(figure is { Value: not null, Finding: null } && check?.Invoke(figure) is { } absurd ? figure with { Finding = absurd } : figure);
            }
        }
        return new(row.Number, RowKind.Place, place, null, found);
    }

    private static FoundFigure Figure(string name, Sheet sheet, SheetRow row, ColumnPlan column, PlaceText place, Period period, string unit)
    {
        var cell = sheet.Seen(row, column.Column, out var merge);
        FigureReading reading;
        if (merge is { Height: > 1 } or { Width: > 1 } && !cell.IsBlank)
        {
            // One figure over several rows or columns belongs to none of them alone.
            reading = new(null, false, null, Finding.Error("merged", Sheet.ColumnName(merge.Left) + merge.Top, Sheet.ColumnName(merge.Right) + merge.Bottom));
        }
        else
        {
            reading = FigureText.Read(cell);
            reading = column.Factor is { } factor ? reading.In(factor, column.WrittenUnit, unit, cell.Text)
                : reading.Value is null ? reading
                : new(null, false, null, Finding.Error("unit-unknown", column.WrittenUnit ?? ""));
        }
        return new(name, row.Number, column.Column, place, column.Indicator!, period, reading.Value, cell.Text, reading.Finding);
    }

    internal static bool IsTotal(string? text) => text is not null && TotalPattern().IsMatch(HeaderText.Plain(text));

    internal static bool IsNote(SheetRow row)
    {
        var first = Array.FindIndex(row.Cells, c => !c.IsBlank);
        return first >= 0 && row.Cells[first].Kind == CellKind.Text && NotePattern().IsMatch(HeaderText.Plain(row.Cells[first].Text));
    }

    /// <summary>A spreadsheet that opened a CSV shows 3.30127E+11 and saves just that: the code is gone and no guess brings it back.</summary>
    private static Finding? Lost(string? code) =>
        code is not null && (SciencePattern().IsMatch(HeaderText.Plain(code)) || code.StartsWith('#')) ? Finding.Error("code-lost", code) : null;

    [GeneratedRegex(@"^(.{0,12}(合计|小计|总计|累计|共计)|(全|本)(省|市|县|区|镇|乡|街道|村|页|表)(合计|小计|总计|平均)?|平均值?|总和|GRANDTOTAL|SUB-?TOTAL|TOTAL|SUM|AVERAGE)[::]?$", RegexOptions.IgnoreCase)]
    private static partial Regex TotalPattern();

    [GeneratedRegex(@"^(\*?(附?注|备注|说明|填表|填报|审核|制表|制单|单位负责|负责人|联系|复核|资料来源|数据来源|来源|打印)[^村]{0,8}?[::\d]|注[1-9\.、]|NOTES?[::]|SOURCES?[::])", RegexOptions.IgnoreCase)]
    private static partial Regex NotePattern();

    [GeneratedRegex(@"^\d(\.\d+)?[eE]\+?\d+$")]
    private static partial Regex SciencePattern();
}
