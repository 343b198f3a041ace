using System.CommandLine;
using System.Globalization;
using Shanhai.Analytics;
using Shanhai.Host.Tables;

namespace Shanhai.Evaluation;

/// <summary>The table and the options of one call, as the library wants them. A cell that is no number is refused with its row, as it stands in the file.</summary>
public sealed class StatsInput(Sheet sheet, Func<string, string?> option, Func<string, double?> number, Func<string, bool> asked, Analytics.Language words, ulong seed, CancellationToken cancellation)
{
    private readonly Dictionary<string, int> _columns = sheet.Rows[0].Cells.Where(c => c.Text.Trim().Length > 0).DistinctBy(c => c.Text.Trim()).ToDictionary(c => c.Text.Trim(), c => c.Column);

    public Analytics.Language Words => words;

    public ulong Seed => seed;

    public CancellationToken Cancellation => cancellation;

    public int Rows => sheet.Rows.Count - 1;

    public bool Has(string name) => option(name) is not null;

    public bool Asked(string name) => asked(name);

    public double Number(string name) => number(name) ?? throw new StatsRefusedException("stats.number", name);

    public double? NumberOrNone(string name) => number(name);

    public string[] Text(string name) => Cells(option(name)!);

    public double[] Numbers(string name) => Numeric(option(name)!);

    public double[] NumbersOrEmpty(string name) => Has(name) ? Numbers(name) : [];

    public Grouping Groups(string name) => Grouping.Of(Text(name));

    public Grouping? GroupsOrNone(string name) => Has(name) ? Groups(name) : null;

    public int[] Whole(string name) => [.. Numbers(name).Select((v, i) => v == Math.Floor(v) && Math.Abs(v) < int.MaxValue ? (int)v : throw new StatsRefusedException("stats.not-whole", option(name), sheet.Rows[i + 1].Number, v))];

    /// <summary>Whole numbers up to 2^53, which every number of the table holds exactly.</summary>
    public long[] Wide(string name) => [.. Numbers(name).Select((v, i) => v == Math.Floor(v) && Math.Abs(v) <= 1L << 53 ? (long)v : throw new StatsRefusedException("stats.not-whole", option(name), sheet.Rows[i + 1].Number, v))];

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
            result[end] = result[end] is { } before && before != given[i] ? throw new StatsRefusedException("stats.differs", option(name), sheet.Rows[i + 1].Number, given[i], ends.Names[end], before) : given[i];
        }
        return [.. result.Select(r => r!.Value)];
    }

    public bool[] Yes(string name) => [.. Numbers(name).Select((v, i) => v is 0 or 1 ? v == 1 : throw new StatsRefusedException("stats.not-yes", option(name), sheet.Rows[i + 1].Number, v))];

    public IReadOnlyList<Column> Columns(string name) => [.. Names(name).Select(n => new Column(n, Numeric(n)))];

    public IReadOnlyList<Grouping> GroupColumns(string name) => [.. Names(name).Select(n => Grouping.Of(Cells(n)))];

    /// <summary>Weighted sample with clusters and strata where they are given.</summary>
    public Distribution Sample() => Distribution.Of(
        Numbers("value"), NumbersOrEmpty("weight"), Has("cluster") ? SurveyDesign.Of(Groups("cluster").Codes, Has("stratum") ? Groups("stratum").Codes : []) : SurveyDesign.Independent(Rows));

    private string[] Names(string name) => option(name)?.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) ?? [];

    private string[] Cells(string column)
    {
        if (!_columns.TryGetValue(column, out var at))
        {
            throw new StatsRefusedException("stats.no-column", column, string.Join(", ", _columns.Keys));
        }
        var cells = new string[Rows];
        for (var i = 0; i < cells.Length; i++)
        {
            cells[i] = sheet.Rows[i + 1].Cells.FirstOrDefault(c => c.Column == at).Text?.Trim() ?? "";
        }
        return cells;
    }

    private double[] Numeric(string column) =>
        [.. Cells(column).Select((text, i) => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var v) ? v : throw new StatsRefusedException("stats.not-number", column, sheet.Rows[i + 1].Number, text))];
}

/// <summary>The table or an option does not say what the method needs.</summary>
public sealed class StatsRefusedException(string code, params object?[] args) : Exception(code)
{
    public Problem Problem { get; } = Problem.Invalid(code, args);
}
