using System.Globalization;

namespace Shanhai.Host.Tables;

/// <summary>
/// What a cell holds. <see cref="Percent"/> and <see cref="Date"/> are numbers that the sheet shows otherwise.
/// <see cref="Uncalculated"/> is a formula without a stored result: to take it for a blank would lose a figure in silence.
/// </summary>
public enum CellKind : byte { Blank, Text, Number, Percent, Date, Truth, Error, Uncalculated }

/// <summary>
/// One cell: its column (1 = A) and its text as the file has it. A number keeps its written digits, so a code of twelve digits
/// typed as a number is still twelve digits; a date is written 2024-12-31; an error is written as the sheet shows it (#REF!).
/// </summary>
public readonly record struct Cell(int Column, CellKind Kind, string Text)
{
    public static readonly Cell None = new(0, CellKind.Blank, "");

    public bool IsBlank => Kind == CellKind.Blank || (Kind == CellKind.Text && string.IsNullOrWhiteSpace(Text));

    public bool IsNumber => Kind is CellKind.Number or CellKind.Percent;

    public bool IsDate => Kind == CellKind.Date;

    public bool IsError => Kind is CellKind.Error or CellKind.Uncalculated;

    /// <summary>
    /// The number as the sheet shows it: at most fifteen significant digits, which is all a spreadsheet keeps, so the dust of binary
    /// arithmetic (0.30000000000000004) is gone. Null where the cell is no number, or one that no decimal can hold.
    /// </summary>
    public decimal? Number
    {
        get
        {
            if (!IsNumber)
            {
                return null;
            }
            var digits = 0;
            foreach (var c in Text)
            {
                digits += char.IsAsciiDigit(c) ? 1 : 0;
            }
            if (digits <= 15 && decimal.TryParse(Text, NumberStyles.Float, CultureInfo.InvariantCulture, out var exact))
            {
                return exact;
            }
            return double.TryParse(Text, NumberStyles.Float, CultureInfo.InvariantCulture, out var shown) && Math.Abs(shown) < 7.9e27
                ? (decimal)shown
                : null;
        }
    }

    public DateTime? Date =>
        IsDate && DateTime.TryParse(Text, CultureInfo.InvariantCulture, DateTimeStyles.None, out var date) ? date : null;
}

/// <summary>One row that holds something. <see cref="Number"/> counts from 1, as the person sees it.</summary>
public sealed record SheetRow(int Number, Cell[] Cells, bool Hidden = false)
{
    public Cell this[int column]
    {
        get
        {
            // Cells are sorted and mostly without gaps: the cell is where it should be, or a search away.
            if (column <= Cells.Length && column > 0 && Cells[column - 1].Column == column)
            {
                return Cells[column - 1];
            }
            int low = 0, high = Cells.Length - 1;
            while (low <= high)
            {
                var middle = (low + high) / 2;
                if (Cells[middle].Column == column)
                {
                    return Cells[middle];
                }
                (low, high) = Cells[middle].Column < column ? (middle + 1, high) : (low, middle - 1);
            }
            return Cell.None;
        }
    }

    public bool IsBlank => Cells.All(c => c.IsBlank);
}

/// <summary>A merged area; all four edges belong to it. Its value stands in the top left cell.</summary>
public sealed record Merge(int Top, int Left, int Bottom, int Right)
{
    public bool Covers(int row, int column) => row >= Top && row <= Bottom && column >= Left && column <= Right;

    public int Width => Right - Left + 1;

    public int Height => Bottom - Top + 1;
}

/// <summary>
/// One sheet as it is: rows that hold something, in order, and merged areas. Nothing is trimmed, filled or renamed here; that is the
/// business of whoever recognises a table in it.
/// </summary>
public sealed class Sheet
{
    private readonly Dictionary<int, int> _rowAt;
    private readonly Dictionary<int, List<Merge>> _mergesAt = [];
    private readonly List<Merge> _tall = [];

    public Sheet(string name, IReadOnlyList<SheetRow> rows, IReadOnlyList<Merge> merges, bool hidden = false)
    {
        (Name, Rows, Merges, Hidden) = (name, rows, merges, hidden);
        _rowAt = new(rows.Count);
        for (var i = 0; i < rows.Count; i++)
        {
            _rowAt[rows[i].Number] = i;
            LastColumn = Math.Max(LastColumn, rows[i].Cells.Length == 0 ? 0 : rows[i].Cells[^1].Column);
        }
        foreach (var merge in merges)
        {
            // An area over a whole column would cost a million index entries, so tall ones are searched instead.
            if (merge.Height > 64)
            {
                _tall.Add(merge);
                continue;
            }
            for (var row = merge.Top; row <= merge.Bottom; row++)
            {
                (_mergesAt.TryGetValue(row, out var list) ? list : _mergesAt[row] = []).Add(merge);
            }
        }
    }

    public string Name { get; }

    public bool Hidden { get; }

    public IReadOnlyList<SheetRow> Rows { get; }

    public IReadOnlyList<Merge> Merges { get; }

    public int LastRow => Rows.Count == 0 ? 0 : Rows[^1].Number;

    /// <summary>The last column that holds something, whatever width the file declares.</summary>
    public int LastColumn { get; }

    public SheetRow? Row(int number) => _rowAt.TryGetValue(number, out var i) ? Rows[i] : null;

    /// <summary>Where the rows from <paramref name="first"/> on begin in <see cref="Rows"/>.</summary>
    public int IndexFrom(int first)
    {
        int low = 0, high = Rows.Count;
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = Rows[middle].Number < first ? (middle + 1, high) : (low, middle);
        }
        return low;
    }

    public Merge? MergeAt(int row, int column) =>
        (_mergesAt.TryGetValue(row, out var list) ? list.Find(m => m.Covers(row, column)) : null)
        ?? (_tall.Count == 0 ? null : _tall.Find(m => m.Covers(row, column)));

    /// <summary>The cell itself, without regard to merging.</summary>
    public Cell At(int row, int column) => Row(row)?[column] ?? Cell.None;

    /// <summary>The cell a reader sees there: the top left one where the place lies in a merged area, which is given along.</summary>
    public Cell Seen(int row, int column, out Merge? from)
    {
        from = MergeAt(row, column);
        return from is null ? At(row, column) : At(from.Top, from.Left);
    }

    public Cell Seen(int row, int column) => Seen(row, column, out _);

    /// <summary>The same for a row at hand, without looking it up.</summary>
    public Cell Seen(SheetRow row, int column, out Merge? from)
    {
        from = Merges.Count == 0 ? null : MergeAt(row.Number, column);
        return from is null ? row[column] : At(from.Top, from.Left);
    }

    /// <summary>A, B … Z, AA … XFD.</summary>
    public static string ColumnName(int column)
    {
        var name = "";
        for (; column > 0; column = (column - 1) / 26)
        {
            name = (char)('A' + (column - 1) % 26) + name;
        }
        return name;
    }
}
