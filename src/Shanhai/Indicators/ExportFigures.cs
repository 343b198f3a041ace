using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;
using Shanhai.Host.Tables;

namespace Shanhai.Indicators;

/// <summary>
/// Figures of a subtree as a wide table: one row for each place, one column for each indicator and year. Rows come while they are read.
/// Public indicators anybody may export; the others those who work in the area. Imported again, an edited file changes just the edited cells.
/// </summary>
public sealed partial record ExportFigures
{
    public PlaceCode? Under { get; init; }
    public string? Indicators { get; init; }
    public string? Years { get; init; }
    public Level? Level { get; init; }
    public string? Format { get; init; }

    public const int MostColumns = 2_000;

    public sealed record Table(IReadOnlyList<TableColumn> Columns, IAsyncEnumerable<object?[]> Rows, string FileName);

    public static async Task<Result<Table>> Handle([AsParameters] ExportFigures input, Db db, Actor actor, Catalogue catalogue, FactColumns columns, CancellationToken ct)
    {
        var (errors, under) = (new Errors(), input.Under ?? PlaceCode.Nation);
        var inside = actor.Scope(IndicatorsModule.ViewInternal).Contains(under);
        var indicators = new List<Indicator>();
        foreach (var code in (input.Indicators ?? "").Split([',', '，', ' '], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            // What may not be seen is told like what does not exist.
            if (catalogue.Find(code) is { } indicator && (inside || indicator.Publicity == Publicity.Public))
            {
                indicators.Add(indicator);
            }
            else
            {
                errors.Add("indicators", "figures.indicator-unknown", code);
            }
        }
        var years = YearsIn(input.Years);
        if (years.Count == 0)
        {
            errors.Add("years", "export.no-years");
        }
        if (indicators.Count == 0 && !errors.All.Any(e => e.Field == "indicators"))
        {
            errors.Add("indicators", "field.required");
        }
        if (indicators.Count * years.Count > MostColumns)
        {
            errors.Add("indicators", "export.too-wide", MostColumns);
        }
        if ((actor.Refuses(IndicatorsModule.View, under) ?? errors.Refusal) is { } no)
        {
            return no;
        }

        if (indicators.Any(i => i.Publicity != Publicity.Public))
        {
            await db.RecordReading(actor, "figures.export", "figures:export", new { indicators = indicators.Select(i => i.Code), input.Years, input.Level }, under, ct: ct);
        }
        var cells = years.SelectMany(y => indicators.Select(i => (Indicator: i, Period: Period.Year(y)))).ToList();
        var facts = await columns.Read(cells, ct);
        return new Table(
            [new("区划代码", 15), new("乡镇（街道）", 16), new("名称", 20), .. cells.Select(c => new TableColumn(Header(c.Indicator, c.Period), 16))],
            Rows(db, under, input.Level ?? Kernel.Level.Village, [.. cells.Select(c => facts.Column(c.Indicator, c.Period))], ct),
            $"{under}-{years[0]}-{years[^1]}");
    }

    /// <summary>A heading that says everything and is read back without a guess: 2024年经营收入（元）[CE.501].</summary>
    public static string Header(Indicator indicator, Period period) =>
        $"{period}年{indicator.Name.Zh}{(indicator.Measure.Name.Zh.Length > 0 ? $"（{indicator.Measure.Name.Zh}）" : "")}[{indicator.Code}]";

    public static (string Code, Period Period)? ReadHeader(string header) =>
        HeaderPattern().Match(header.Trim()) is { Success: true } match && Period.TryParse(match.Groups[1].Value, out var period) ? (match.Groups[2].Value, period) : null;

    /// <summary>2022-2024 or 2021,2024.</summary>
    public static List<int> YearsIn(string? text)
    {
        var years = new SortedSet<int>();
        foreach (var part in (text ?? "").Split([',', '，', ' ', '、'], StringSplitOptions.RemoveEmptyEntries))
        {
            var ends = part.Split('-', '–', '—', '~');
            if (int.TryParse(ends[0], NumberStyles.None, CultureInfo.InvariantCulture, out var first)
                && int.TryParse(ends[^1], NumberStyles.None, CultureInfo.InvariantCulture, out var last) && first is >= 1900 and < 2200 && last >= first && last < 2200)
            {
                years.UnionWith(Enumerable.Range(first, last - first + 1));
            }
        }
        return [.. years];
    }

    private static async IAsyncEnumerable<object?[]> Rows(Db db, PlaceCode under, Level level, FactColumn[] columns, [EnumeratorCancellation] CancellationToken ct)
    {
        var area = new PlaceScope([under]);
        var townships = await db.Places.AsNoTracking().Where(p => p.Level == Kernel.Level.Township).Within(area, p => p.Code).ToDictionaryAsync(p => p.Code, p => p.Name, ct);
        var row = new object?[columns.Length + 3];
        await foreach (var place in db.Places.AsNoTracking().Where(p => p.Closed == null && p.Level == level).Within(area, p => p.Code)
            .OrderBy(p => p.Code).Select(p => new { p.Code, p.Name }).AsAsyncEnumerable().WithCancellation(ct))
        {
            row[0] = place.Code.ToString();
            row[1] = townships.GetValueOrDefault(place.Code.At(Kernel.Level.Township));
            row[2] = place.Name;
            for (var i = 0; i < columns.Length; i++)
            {
                row[i + 3] = columns[i][place.Code] is { } value ? columns[i].Indicator.Shown(value) : null;
            }
            yield return row;
        }
    }

    [GeneratedRegex(@"^(\d{4}(?:-Q[1-4]|-\d{2})?)年.*\[([A-Za-z0-9_.]+)\]$")]
    private static partial Regex HeaderPattern();
}
