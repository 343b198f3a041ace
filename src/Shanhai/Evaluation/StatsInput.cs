using System.Globalization;
using Shanhai.Analytics;
using Shanhai.Host.Tables;

namespace Shanhai.Evaluation;

/// <summary>What was written behind the options of a method.</summary>
public sealed record StatsOptions(Func<string, string?> Text, Func<string, double?> Number, Func<string, bool> Switch);

/// <summary>
/// The columns and numbers a method was called with, read once for all, as the library wants them. A cell that is no number is refused with its row, as it stands in the file;
/// rows with an empty cell in a column that was named are refused too, or left out and counted where that was asked for.
/// </summary>
public sealed class StatsInput
{
    private readonly Dictionary<string, int> _columns;
    private readonly SheetRow[] _rows;
    private readonly StatsOptions _options;

    public StatsInput(Sheet sheet, StatsMethod method, StatsOptions options, bool dropsEmpty, Analytics.Language words, ulong seed, CancellationToken cancellation)
    {
        (_options, Words, Seed, Cancellation) = (options, words, seed, cancellation);
        _columns = sheet.Rows[0].Cells.Where(c => c.Text.Trim().Length > 0).DistinctBy(c => c.Text.Trim()).ToDictionary(c => c.Text.Trim(), c => c.Column);
        var named = method.Options.Where(o => o.IsColumn).SelectMany(o => Split(o.Name)).ToArray();
        foreach (var column in named)
        {
            _ = At(column);
        }
        var all = sheet.Rows.Skip(1).Where(r => r.Cells.Any(c => c.Text.Trim().Length > 0)).ToArray();
        _rows = dropsEmpty ? [.. all.Where(r => named.All(c => !IsEmpty(Cell(r, c))))] : all;
        Dropped = all.Length - _rows.Length;
    }

    public Analytics.Language Words { get; }

    public ulong Seed { get; }

    public CancellationToken Cancellation { get; }

    /// <summary>Rows left out for an empty cell.</summary>
    public int Dropped { get; }

    public int Rows => _rows.Length;

    public bool Has(string name) => _options.Text(name) is { Length: > 0 };

    public bool Asked(string name) => _options.Switch(name);

    public bool Chosen(string name, string word) => Choice(name) == word;

    public string Choice(string name) => _options.Text(name)!;

    public double Number(string name) => _options.Number(name) ?? throw new StatsRefusedException("stats.number", name);

    public double? NumberOrNone(string name) => _options.Number(name);

    public int Whole(string name, int least) => WholeOrNone(name, least) ?? throw new StatsRefusedException("stats.number", name);

    public int? WholeOrNone(string name, int least = int.MinValue) => NumberOrNone(name) switch
    {
        null => null,
        { } v when v == Math.Floor(v) && v >= least && v <= int.MaxValue => (int)v,
        { } v => throw new StatsRefusedException("stats.option-whole", name, v, least == int.MinValue ? "−∞" : least),
    };

    /// <summary>Words of a list, empty where it was not given.</summary>
    public string[] List(string name) => Split(name);

    public double[] ListOfNumbers(string name) =>
        [.. List(name).Select(t => double.TryParse(t, NumberStyles.Float, CultureInfo.InvariantCulture, out var v) ? v : throw new StatsRefusedException("stats.list-number", name, t))];

    /// <summary>A list with one entry for each column of another option, or none at all.</summary>
    public string[] ListFor(string name, string columns)
    {
        var (given, wanted) = (List(name), Split(columns).Length);
        return given.Length == 0 || given.Length == wanted ? given : throw new StatsRefusedException("stats.list-length", name, given.Length, columns, wanted);
    }

    public string ColumnName(string name) => _options.Text(name)!;

    /// <summary>The name of a column as the title of an axis: its unit is what the file says there.</summary>
    public StatsLabel Label(string name) => new(null, ColumnName(name));

    public string[] Text(string name) => Cells(ColumnName(name));

    public IReadOnlyList<string[]> TextColumns(string name) => [.. Split(name).Select(Cells)];

    public double[] Numbers(string name) => Numeric(ColumnName(name));

    public double[] NumbersOrEmpty(string name) => Has(name) ? Numbers(name) : [];

    public Grouping Groups(string name) => Grouping.Of(Filled(ColumnName(name)));

    public Grouping? GroupsOrNone(string name) => Has(name) ? Groups(name) : null;

    public int[] Whole(string name) => [.. Wide(name).Select((v, i) => Math.Abs(v) < int.MaxValue ? (int)v : throw NotWhole(name, i, v))];

    /// <summary>Whole numbers up to 2^53, which every number of the table holds exactly.</summary>
    public long[] Wide(string name) => [.. Numbers(name).Select((v, i) => v == Math.Floor(v) && Math.Abs(v) <= 1L << 53 ? (long)v : throw NotWhole(name, i, v))];

    public bool[] Yes(string name) => [.. Numbers(name).Select((v, i) => v is 0 or 1 ? v == 1 : throw new StatsRefusedException("stats.not-yes", ColumnName(name), Line(i), v))];

    public IReadOnlyList<Column> Columns(string name) => [.. Split(name).Select(n => new Column(n, Numeric(n)))];

    /// <summary>Columns whose empty cells are no numbers.</summary>
    public IReadOnlyList<Column> ColumnsWithGaps(string name) => [.. Split(name).Select(n => new Column(n, Numeric(n, gaps: true)))];

    public IReadOnlyList<Grouping> GroupColumns(string name) => [.. Split(name).Select(n => Grouping.Of(Filled(n)))];

    public string[] Names(string name) => Split(name);

    /// <summary>What a column says about each name of another column, the same in all rows of the name; a column not given says <paramref name="otherwise"/> (null: nothing at all).</summary>
    public IReadOnlyList<long> PerName(string name, string of, long? otherwise)
    {
        var ends = Groups(of);
        if (!Has(name))
        {
            return otherwise is { } value ? [.. Enumerable.Repeat(value, ends.Count)] : [];
        }
        var given = Wide(name);
        var result = new long?[ends.Count];
        for (var i = 0; i < given.Length; i++)
        {
            var end = ends.Codes[i];
            result[end] = result[end] is { } before && before != given[i] ? throw new StatsRefusedException("stats.differs", ColumnName(name), Line(i), given[i], ends.Names[end], before) : given[i];
        }
        return [.. result.Select(r => r!.Value)];
    }

    /// <summary>How the sample was drawn: clusters within strata where they are given.</summary>
    public SurveyDesign Design() => !Has("cluster") && !Has("stratum")
        ? SurveyDesign.Independent(Rows)
        : SurveyDesign.Of(
            Has("cluster") ? Groups("cluster").Codes : Enumerable.Range(0, Rows).ToArray(), Has("stratum") ? Groups("stratum").Codes : [],
            Choice("lonely") switch { "certain" => LonelyCluster.Certain, "centre" => LonelyCluster.CentreAtMean, _ => LonelyCluster.Refuse });

    /// <summary>The weighted sample; with <paramref name="within"/> only these rows count, the others stay in the design (domain estimation).</summary>
    public Distribution Sample(Func<int, bool>? within = null)
    {
        var weights = NumbersOrEmpty("weight");
        double[] used = within is null ? weights : [.. Enumerable.Range(0, Rows).Select(i => !within(i) ? 0 : weights.Length == 0 ? 1 : weights[i])];
        return Distribution.Of(Numbers("value"), used, Design());
    }

    /// <summary>Number of the row in the file.</summary>
    public int Line(int row) => _rows[row].Number;

    private StatsRefusedException NotWhole(string name, int row, double value) => new("stats.not-whole", ColumnName(name), Line(row), value);

    private string[] Split(string name) => _options.Text(name)?.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) ?? [];

    private int At(string column) => _columns.TryGetValue(column, out var at) ? at : throw new StatsRefusedException("stats.no-column", column, string.Join(", ", _columns.Keys));

    private string Cell(SheetRow row, string column)
    {
        var at = At(column);
        foreach (var cell in row.Cells)
        {
            if (cell.Column == at)
            {
                return cell.Text.Trim();
            }
        }
        return "";
    }

    private string[] Cells(string column) => [.. _rows.Select(r => Cell(r, column))];

    private string[] Filled(string column) => [.. Cells(column).Select((text, i) => text.Length > 0 ? text : throw new StatsRefusedException("stats.empty-cell", column, Line(i)))];

    private double[] Numeric(string column, bool gaps = false) => [.. Cells(column).Select((text, i) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var v) ? v
        : gaps && IsEmpty(text) ? double.NaN
        : IsEmpty(text) ? throw new StatsRefusedException("stats.empty-cell", column, Line(i))
        : throw new StatsRefusedException("stats.not-number", column, Line(i), text))];

    /// <summary>Statistical programs write an empty cell as NA.</summary>
    private static bool IsEmpty(string text) => text is "" or "NA";
}

/// <summary>The table or an option does not say what the method needs.</summary>
public sealed class StatsRefusedException(string code, params object?[] args) : Exception(code)
{
    public Problem Problem { get; } = Problem.Invalid(code, args);
}
