namespace Shanhai.Indicators;

/// <summary>
/// The figures of one place, indicator by indicator and period by period, each with its source. Public indicators anybody may see; the
/// others those who work in the place.
/// </summary>
public sealed record ShowFigures(PlaceCode Place, IReadOnlyList<ShowFigures.Series> Indicators)
{
    public sealed record Asked
    {
        public string? Indicators { get; init; }
        public int? From { get; init; }
        public int? To { get; init; }
    }

    public sealed record Series(string Code, Both Name, string Unit, IReadOnlyList<int> Breaks, IReadOnlyList<Figure> Figures);

    /// <summary>
    /// <paramref name="Computed"/> is the sum of the places below, shown beside what the place itself reported; <paramref name="Covered"/> of
    /// <paramref name="Expected"/> lowest places are in it. Lack says why there is no usable value.
    /// </summary>
    public sealed record Figure(
        Period Period, decimal? Value, Lack Lack, Made Made, Origin? Source, IReadOnlyList<string> Facts, decimal? Computed, int? Covered, int? Expected);

    public sealed record Origin(int Batch, SourceKind Kind, DateOnly AsOf, string? Document, string? RecordedBy, DateTimeOffset RecordedAt);

    public static async Task<Result<ShowFigures>> Handle(
        PlaceCode code, [AsParameters] Asked asked, Db db, Actor actor, Catalogue catalogue, FactColumns columns, KnownBatches batches, TimeProvider clock, CancellationToken ct)
    {
        if (actor.Refuses(IndicatorsModule.View, code) is { } no)
        {
            return no;
        }

        var inside = actor.Scope(IndicatorsModule.ViewInternal).Contains(code);
        var wanted = (asked.Indicators?.Split(',').Select(catalogue.Find).OfType<Indicator>() ?? catalogue.All)
            .Where(i => inside || i.Publicity == Publicity.Public).Where(i => i.PeriodType == PeriodType.Year).ToList();
        // Beyond these years no figure can stand.
        var last = Math.Clamp(asked.To ?? ChinaDay.Today(clock).Year, 1900, 2199);
        var first = Math.Max(Math.Max(asked.From ?? last - 10, last - 40), 1900);
        var years = Enumerable.Range(first, Math.Max(0, last - first + 1)).Select(Period.Year).ToList();
        var facts = await columns.Read(wanted.SelectMany(i => years, (i, y) => (i, y)), ct);
        // Of a thousand columns a place stands in some dozens.
        var standing = wanted.Select(i => (Indicator: i, Columns: years.Select(y => facts.Column(i, y)).Where(c => c.Rows.Find(code.Value) >= 0).ToList())).Where(s => s.Columns.Count > 0).ToList();
        var sources = await batches.Of(standing.SelectMany(s => s.Columns).Select(c => c.Rows.Batches[c.Rows.Find(code.Value)]).Where(b => b > 0), db, ct);
        return new ShowFigures(code,
        [
            .. standing.Select(s => new Series(s.Indicator.Code, s.Indicator.Name, s.Indicator.Unit, s.Indicator.Breaks,
                [.. s.Columns.Select(c => Of(c, code, facts, sources, inside)).Where(f => f.Value is not null || f.Lack is not Lack.Missing)]))
                .Where(s => s.Figures.Count > 0),
        ]);
    }

    private static Figure Of(FactColumn column, PlaceCode code, Facts facts, IReadOnlyDictionary<int, KnownBatches.Known> sources, bool inside)
    {
        var row = column.Rows.Find(code.Value);
        var total = column.TotalOf(code);
        var batch = row >= 0 ? sources.GetValueOrDefault(column.Rows.Batches[row]) : null;
        return new Figure(
            column.Period,
            column[code] is { } value ? column.Indicator.Shown(value) : null,
            column.LackOf(code),
            row >= 0 ? column.Rows.MadeAt(row) : Made.Reported,
            batch is null ? null : new(batch.Number, batch.Source, batch.AsOf,
                // Who wrote it down is for those who work in the place, and a file's name may be a person's.
                batch.DocumentTitle ?? (inside ? batch.FileName : null), inside ? batch.RecordedBy : null, batch.RecordedAt),
            [.. facts.KeysOf(column.Indicator, column.Period, code).Select(k => k.ToString())],
            total?.Computed is { } computed ? column.Indicator.Shown(computed) : null, total?.Covered, total?.Expected);
    }
}
