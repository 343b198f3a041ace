namespace Shanhai.Indicators;

/// <summary>Columns as they were at one moment: those that were asked for, and whatever else was in memory. Nothing here reads or waits.</summary>
public sealed class Facts(Catalogue catalogue, IReadOnlyDictionary<(int Indicator, int Period), FactColumn> columns, IReadOnlyDictionary<int, Borders> borders)
{
    public Catalogue Catalogue { get; } = catalogue;

    /// <summary>Throws where it is not among them: whoever needs one asks for it.</summary>
    public FactColumn Column(Indicator indicator, Period period) => columns[(indicator.Id, period.Key)];

    /// <summary>The recorded facts behind a place's figure; empty for a total over places below, whose coverage says what is in it.</summary>
    public IReadOnlyList<FactKey> KeysOf(Indicator indicator, Period period, PlaceCode place) => [.. Behind(indicator, period, place).Select(f => f.Key)];

    /// <summary>The batches by which those facts came.</summary>
    public IEnumerable<int> BatchesOf(Indicator indicator, Period period, PlaceCode place) => Behind(indicator, period, place).Select(f => f.Batch);

    private IReadOnlyList<(FactKey Key, int Batch)> Behind(Indicator indicator, Period period, PlaceCode place)
    {
        if (!columns.TryGetValue((indicator.Id, period.Key), out var column))
        {
            return [];
        }
        var row = column.Rows.Find(place.Value);
        if (row < 0)
        {
            return [];
        }
        return column.Rows.MadeAt(row) switch
        {
            Made.Reported => [(new FactKey(Before(column, place, row), indicator.Code, period, column.Rows.Revisions[row]), column.Rows.Batches[row])],
            Made.Merged => [.. (borders.GetValueOrDefault(period.Key) ?? Borders.AsTheyWere).MadeOf(place)
                .Select(p => (p, at: column.Moved.Find(p.Value))).Where(p => p.at >= 0)
                .Select(p => (new FactKey(p.p, indicator.Code, period, column.Moved.Revisions[p.at]), column.Moved.Batches[p.at]))],
            Made.Formula => [.. Catalogue.Sources(indicator, period).Where(s => s.Code != indicator.WeightedBy).SelectMany(s => Behind(s, period, place))],
            _ => [],
        };
    }

    // A renamed place's fact keeps the code under which it was recorded.
    private PlaceCode Before(FactColumn column, PlaceCode place, int row) =>
        borders.GetValueOrDefault(column.Period.Key)?.MadeOf(place) is [var only] && column.Moved.Find(only.Value) >= 0 ? only : place;
}
