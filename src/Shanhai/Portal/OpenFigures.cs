using System.Runtime.CompilerServices;
using Microsoft.EntityFrameworkCore;
using Shanhai.Indicators;

namespace Shanhai.Portal;

/// <summary>
/// Yearly figures of public indicators for provinces, cities and counties, in two files: what was reported or computed from what was reported, and
/// what a simulator made. A figure into which a single simulated one went is simulated. Who recorded a figure is nobody's business outside.
/// </summary>
internal static class OpenFigures
{
    private static readonly OpenFile.Field[] Fields =
    [
        new("indicator", Key: true), new("indicator_zh", Width: 28), new("indicator_en", Width: 28), new("place", Key: true), new("place_name", Width: 20), new("level"),
        new("year", FieldKind.Year, Key: true), new("value", FieldKind.Number), new("text"), new("unit"), new("made"), new("state"), new("covered", FieldKind.Whole), new("expected", FieldKind.Whole),
        new("source"), new("document", Width: 40), new("as_of", FieldKind.Day), new("simulated", FieldKind.YesNo),
    ];

    public static readonly OpenFile Real = new("figures", Fields, OpenFile.Tables, OpenFile.Attribution, (services, ct) => Rows(services, false, ct));

    public static readonly OpenFile Simulated = new("figures-simulated", Fields, OpenFile.Tables, OpenFile.Dedicated, (services, ct) => Rows(services, true, ct));

    private sealed record Source(SourceKind Kind, DateOnly AsOf, string? Document);

    private sealed record Area(PlaceCode Code, string Name, Level Level);

    private static async IAsyncEnumerable<object?[]> Rows(IServiceProvider services, bool simulated, [EnumeratorCancellation] CancellationToken ct)
    {
        var (db, catalogue, columns) = (services.GetRequiredService<Db>(), services.GetRequiredService<Catalogue>(), services.GetRequiredService<FactColumns>());
        var areas = await db.Places.AsNoTracking().Where(p => p.Level <= Level.County && p.Level > Level.Nation && p.Closed == null).OrderBy(p => p.Code)
            .Select(p => new Area(p.Code, p.Name, p.Level)).ToListAsync(ct);
        // A file's name may be a person's: only documents are named.
        var sources = await db.Batches.AsNoTracking().ToDictionaryAsync(b => b.Number, b => new Source(b.Source, b.AsOf, b.DocumentTitle), ct);
        var periods = await db.FactStamps.AsNoTracking().Select(s => s.Period).Distinct().ToListAsync(ct);
        foreach (var period in periods.Select(Period.FromKey).Where(p => p.Type == PeriodType.Year).Order())
        {
            foreach (var indicator in catalogue.All.Where(i => i.Publicity == Publicity.Public && i.PeriodType == PeriodType.Year))
            {
                var facts = await columns.Read([(indicator, period)], ct);
                var column = facts.Column(indicator, period);
                foreach (var area in areas.Where(a => column[a.Code] is not null))
                {
                    var used = Batches(facts, column, area.Code).Distinct().Select(sources.GetValueOrDefault).OfType<Source>().ToList();
                    if (used.Exists(s => s.Kind == SourceKind.Simulated) == simulated)
                    {
                        yield return Row(column, area, used, simulated);
                    }
                }
            }
        }
    }

    private static object?[] Row(FactColumn column, Area area, List<Source> used, bool simulated)
    {
        var (indicator, total, made) = (column.Indicator, column.TotalOf(area.Code), column.Rows.MadeAt(column.Rows.Find(area.Code.Value)));
        var (value, classed) = (column[area.Code]!.Value, indicator.Kind == IndicatorKind.Class);
        var own = made == Made.Reported && used.Count > 0 ? used[0] : null;
        var state = column.LackOf(area.Code) switch { Lack.Partial => "partial", Lack.Disputed => "disputed", _ => "complete" };
        return
        [
            indicator.Code, indicator.Name.Zh, indicator.Name.En, area.Code.ToString(), area.Name, area.Level.ToString().ToLowerInvariant(), column.Period.YearNumber,
            classed ? null : indicator.Shown(value), classed ? indicator.Written(value) : null, indicator.Unit,
            made.ToString().ToLowerInvariant(), state, total?.Covered, total?.Expected, Kebab(own?.Kind ?? SourceKind.Computed), own?.Document,
            used.Count == 0 ? null : used.Max(s => s.AsOf), simulated,
        ];
    }

    /// <summary>The batches a figure rests on: its own where it was reported, else every one of the subtree, in the columns it is computed from too.</summary>
    private static IEnumerable<int> Batches(Facts facts, FactColumn column, PlaceCode place)
    {
        var rows = column.Rows;
        var at = rows.Find(place.Value);
        if (at >= 0 && rows.MadeAt(at) == Made.Reported)
        {
            return [rows.Batches[at]];
        }
        var inside = Enumerable.Range(PlaceList.From(rows.Places, place.Value), PlaceList.From(rows.Places, place.Last.Value + 1) - PlaceList.From(rows.Places, place.Value))
            .Select(row => rows.Batches[row]).Where(batch => batch > 0);
        return facts.Catalogue.Sources(column.Indicator, column.Period)
            .Aggregate(inside, (all, source) => all.Concat(Batches(facts, facts.Column(source, column.Period), place)));
    }

    private static string Kebab(SourceKind kind) => System.Text.Json.JsonNamingPolicy.KebabCaseLower.ConvertName(kind.ToString());
}
