using Shanhai.Host.Tables;

namespace Shanhai.Indicators.Import;

/// <summary>
/// Where the table lies in a sheet: title rows, header rows, data rows. A data row has figures (or several filled cells under a header
/// of words); header rows stand right above the first one, as long as they have at least two different words. Rows that number the
/// columns (甲 乙 1 2 3) belong to the header.
/// </summary>
internal sealed record TableShape(int FirstHeaderRow, int LastHeaderRow, int FirstRow, int LastRow, IReadOnlyList<string> Titles)
{
    private const int Searched = 80, MostHeaderRows = 6;

    public static TableShape? Find(Sheet sheet)
    {
        var rows = sheet.Rows.Where(r => !r.IsBlank).Take(Searched).ToArray();
        for (var i = 1; i < rows.Length; i++)
        {
            if (IsNumbering(rows[i]) || !IsHeader(sheet, rows[i - 1]) || !IsData(sheet, rows[i], rows[i - 1]))
            {
                continue;
            }
            var last = i - 1;
            var first = last;
            while (first > 0 && last - first < MostHeaderRows - 1 && (IsNumbering(rows[first]) || BelongsAbove(sheet, rows[first - 1], rows[first])))
            {
                first--;
            }
            return new(rows[first].Number, rows[last].Number, rows[i].Number, LastData(sheet, rows[i].Number), [.. rows[..first].SelectMany(Texts)]);
        }
        return null;
    }

    /// <summary>The words above a column, top to bottom, each once; a group's word that was not merged reaches to the next one.</summary>
    public string[] Words(Sheet sheet, int column)
    {
        var words = new List<string>();
        for (var number = FirstHeaderRow; number <= LastHeaderRow; number++)
        {
            if (sheet.Row(number) is not { } row || IsNumbering(row))
            {
                continue;
            }
            var text = sheet.Seen(number, column, out var merge).Text.Trim();
            if (text.Length == 0 && merge is null && number < LastHeaderRow && !sheet.Seen(LastHeaderRow, column).IsBlank
                && sheet.MergeAt(LastHeaderRow, column) is not { Height: > 1 })
            {
                text = GroupWord(sheet, row, column);
            }
            if (text.Length > 0 && !words.Contains(text))
            {
                words.Add(text);
            }
        }
        return [.. words];
    }

    private static string GroupWord(Sheet sheet, SheetRow row, int column)
    {
        for (var left = column - 1; left > 0; left--)
        {
            var cell = row[left];
            if (!cell.IsBlank)
            {
                var merge = sheet.MergeAt(row.Number, left);
                return merge is null ? cell.Text.Trim() : "";
            }
            if (sheet.MergeAt(row.Number, left) is not null)
            {
                return "";
            }
        }
        return "";
    }

    private static IEnumerable<string> Texts(SheetRow row) => row.Cells.Where(c => !c.IsBlank).Select(c => c.Text.Trim());

    private static bool IsHeader(Sheet sheet, SheetRow row)
    {
        if (IsNumbering(row))
        {
            return true;
        }
        var said = row.Cells.Where(c => !c.IsBlank).ToArray();
        var different = said.Select(c => c.Text.Trim()).Distinct().Count();
        return different >= 2
            && said.All(c => c.Kind is CellKind.Text || IsYear(c))
            && !said.Any(c => c.Kind == CellKind.Text && FigureText.Read(c) is { Value: not null } && !IsYear(c))
            && !said.Any(c => HeaderText.Plain(c.Text).Length > 60)
            && !IsLabelled(sheet, row);
    }

    /// <summary>A line of labels above the table: 填报单位：枫树岭镇   单位：万元.</summary>
    private static bool IsLabelled(Sheet sheet, SheetRow row)
    {
        var said = row.Cells.Where(c => !c.IsBlank).ToArray();
        return said.Any(c => HeaderText.Plain(c.Text).Contains(':', StringComparison.Ordinal) && HeaderText.UnitIn(c.Text + ")") is null | said.Length <= 4)
            && said.Length <= Math.Max(2, sheet.LastColumn / 2)
            && said.Any(c => HeaderText.Plain(c.Text).IndexOf(':', StringComparison.Ordinal) > 0);
    }

    private static bool IsData(Sheet sheet, SheetRow row, SheetRow above)
    {
        var said = row.Cells.Where(c => !c.IsBlank).ToArray();
        var figures = said.Count(c => !IsYear(c) && (c.IsNumber || c.IsDate || c.IsError || FigureText.Read(c) is { Value: not null }));
        if (figures > 0 && said.Length >= 2)
        {
            return true;
        }
        // A table of words only: the row must be filled like its header, and the next rows like it.
        var header = above.Cells.Count(c => !c.IsBlank);
        var next = sheet.Rows.Skip(sheet.IndexFrom(row.Number)).Where(r => !r.IsBlank).Take(4).ToArray();
        return said.Length >= 2 && !said.Any(IsYear) && figures == 0 && said.Length >= header - 1 && next.Length >= 2
            && next.All(r => r.Cells.Count(c => !c.IsBlank) <= header + 1) && !HasGroups(sheet, above)
            && next.Skip(1).All(r => !r.Cells.Any(c => c.IsNumber));
    }

    private static bool HasGroups(Sheet sheet, SheetRow row) =>
        row.Cells.Any(c => sheet.MergeAt(row.Number, c.Column) is { Width: > 1 });

    /// <summary>Whether a row is a header row over another: it groups columns of it, or has words where it has gaps.</summary>
    private static bool BelongsAbove(Sheet sheet, SheetRow row, SheetRow below)
    {
        if (!IsHeader(sheet, row))
        {
            return false;
        }
        var said = row.Cells.Where(c => !c.IsBlank).ToArray();
        return said.Any(c => sheet.MergeAt(row.Number, c.Column) is { } merge && (merge.Width > 1 || merge.Bottom >= below.Number))
            || said.Any(c => below[c.Column].IsBlank)
            || said.Length < below.Cells.Count(c => !c.IsBlank);
    }

    private static bool IsYear(Cell cell) =>
        cell.Text.Length is >= 4 and <= 7 && HeaderText.PeriodIn(cell.Text) is { Type: PeriodType.Year } && !cell.Text.Contains('.', StringComparison.Ordinal);

    /// <summary>1 2 3 … or 甲 乙 1 2 3 or (1) (2) (3): at least three, each one more than the one before.</summary>
    private static bool IsNumbering(SheetRow row)
    {
        var said = row.Cells.Where(c => !c.IsBlank).ToArray();
        var numbers = said.Select(c => HeaderText.Plain(c.Text).Trim('(', ')', '栏')).Where(t => t is not ("甲" or "乙" or "丙" or "丁" or "栏次")).ToArray();
        return numbers.Length >= 3 && numbers.Length >= said.Length - 4
            && int.TryParse(numbers[0], out var first) && first is 0 or 1
            && numbers.Select((t, i) => int.TryParse(t, out var n) && n == first + i).All(x => x);
    }

    private static bool IsSentence(Sheet sheet, SheetRow row)
    {
        var said = row.Cells.Where(c => !c.IsBlank).ToArray();
        return said is [{ Kind: CellKind.Text } only] && (HeaderText.Plain(only.Text).Length > 15 || sheet.MergeAt(row.Number, only.Column) is { Width: > 1 });
    }

    /// <summary>The last row that is neither a note nor a lone sentence.</summary>
    private static int LastData(Sheet sheet, int first)
    {
        for (var i = sheet.Rows.Count - 1; i >= 0 && sheet.Rows[i].Number > first; i--)
        {
            var row = sheet.Rows[i];
            if (!row.IsBlank && !Extraction.IsNote(row) && !IsSentence(sheet, row))
            {
                return row.Number;
            }
        }
        return first;
    }
}
