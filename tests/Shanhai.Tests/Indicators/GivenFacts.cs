using Shanhai.Indicators;
using Shanhai.Kernel;

namespace Shanhai.Tests.Indicators;

/// <summary>Figures in memory with the store's rules: keys clash, corrections supersede, every write moves a stamp.</summary>
internal sealed class GivenFacts(Catalogue catalogue, long[]? places = null) : FactColumns.ISource
{
    private readonly Dictionary<(int, int), SortedDictionary<long, Fact>> _current = [];
    private readonly Dictionary<(int, int), long> _stamps = [];
    private readonly HashSet<(int, int, long)> _disputed = [];

    public int StampReads { get; private set; }
    public int RowReads { get; private set; }
    public Borders Borders { get; set; } = Borders.AsTheyWere;
    public PlaceList List { get; set; } = places is null ? PlaceList.Unknown : new(places);

    public GivenFacts With(long place, string code, int year, decimal value)
    {
        var indicator = catalogue[code];
        var cells = Cells(indicator.Id, Period.Year(year).Key);
        var current = cells.GetValueOrDefault(place);
        var next = Fact.Next(current, (indicator, Period.Year(year), new(place)), current?.Revision ?? 0, indicator.Stored(value)!.Value, 1, DateTimeOffset.UnixEpoch);
        if (next.Value is { } fact)
        {
            cells[place] = fact;
            _stamps[(indicator.Id, fact.Period)] = _stamps.GetValueOrDefault((indicator.Id, fact.Period)) + 1;
        }
        return this;
    }

    public GivenFacts Dispute(long place, string code, int year)
    {
        _disputed.Add((catalogue[code].Id, Period.Year(year).Key, place));
        return this;
    }

    public Facts Read(params (string Code, int Year)[] cells)
    {
        using var columns = new FactColumns(catalogue, this, TimeProvider.System);
        return columns.Read(cells.Select(c => (catalogue[c.Code], Period.Year(c.Year))), default).Result;
    }

    public FactColumn Column(string code, int year) => Read((code, year)).Column(catalogue[code], Period.Year(year));

    Task<FactRows> FactColumns.ISource.Rows(Indicator indicator, Period period, CancellationToken ct)
    {
        RowReads++;
        var cells = Cells(indicator.Id, period.Key);
        return Task.FromResult(new FactRows([.. cells.Keys], [.. cells.Values.Select(f => f.Value)], [.. cells.Values.Select(f => f.Batch)], [.. cells.Values.Select(f => f.Revision)]));
    }

    Task<IReadOnlyDictionary<(int Indicator, int Period), long>> FactColumns.ISource.Stamps(CancellationToken ct)
    {
        StampReads++;
        return Task.FromResult<IReadOnlyDictionary<(int Indicator, int Period), long>>(new Dictionary<(int, int), long>(_stamps));
    }

    Task<PlaceList> FactColumns.ISource.Places(Period period, CancellationToken ct) => Task.FromResult(List);

    Task<Borders> FactColumns.ISource.BordersSince(Period period, CancellationToken ct) => Task.FromResult(Borders);

    Task<IReadOnlyCollection<long>> FactColumns.ISource.Disputed(Indicator indicator, Period period, CancellationToken ct) =>
        Task.FromResult<IReadOnlyCollection<long>>([.. _disputed.Where(d => d.Item1 == indicator.Id && d.Item2 == period.Key).Select(d => d.Item3)]);

    private SortedDictionary<long, Fact> Cells(int indicator, int period) =>
        _current.TryGetValue((indicator, period), out var cells) ? cells : _current[(indicator, period)] = [];
}
