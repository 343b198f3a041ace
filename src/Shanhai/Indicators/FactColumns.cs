namespace Shanhai.Indicators;

/// <summary>
/// The figures in memory: one column per indicator and period, read when first asked for and kept until a write makes it stale. Readers get a
/// <see cref="Facts"/>, which never changes under them. Staleness is a small query over the stamps, at most every half second, or at once after <see cref="Written"/>.
/// 37 million figures take about 1 GB, because columns of the same places share one array of codes.
/// </summary>
public sealed class FactColumns(Catalogue catalogue, FactColumns.ISource source, TimeProvider clock) : IDisposable
{
    public static readonly TimeSpan CheckEvery = TimeSpan.FromMilliseconds(500);

    /// <summary>Where the figures lie: the database, or arrays in a test and in a file-in file-out run.</summary>
    public interface ISource
    {
        /// <summary>The facts not superseded, ascending by place.</summary>
        Task<FactRows> Rows(Indicator indicator, Period period, CancellationToken ct);

        /// <summary>The version of everything ever written, by indicator and period key.</summary>
        Task<IReadOnlyDictionary<(int Indicator, int Period), long>> Stamps(CancellationToken ct);

        /// <summary>The places that exist in the period (or today, where the borders are today's).</summary>
        Task<PlaceList> Places(Period period, CancellationToken ct);

        Task<Borders> BordersSince(Period period, CancellationToken ct);

        /// <summary>The places whose figure is in dispute, in any order.</summary>
        Task<IReadOnlyCollection<long>> Disputed(Indicator indicator, Period period, CancellationToken ct);
    }

    /// <summary>The stamp of the register among the stamps of the figures: when it moves, places or borders changed.</summary>
    public static readonly (int Indicator, int Period) Register = (0, 0);

    private readonly SemaphoreSlim _gate = new(1);
    private readonly Dictionary<(int, int), FactColumn> _columns = [];
    private readonly Dictionary<int, (PlaceList, Borders)> _places = [];
    private readonly List<long[]> _shared = [];
    private IReadOnlyDictionary<(int Indicator, int Period), long> _stamps = new Dictionary<(int, int), long>();
    private long _checkedAt = long.MinValue;

    // Everything that is in memory, for whoever asks next; made anew once something came or went.
    private Facts? _whole;

    /// <summary>This process has just written figures: the next reader asks the stamps at once.</summary>
    public void Written() => Interlocked.Exchange(ref _checkedAt, long.MinValue);

    /// <summary>Places or borders changed: everything is read anew.</summary>
    public async Task Forget(CancellationToken ct)
    {
        await _gate.WaitAsync(ct);
        try
        {
            Clear();
        }
        finally
        {
            _gate.Release();
        }
    }

    private void Clear()
    {
        _whole = null;
        _columns.Clear();
        _places.Clear();
        _shared.Clear();
    }

    /// <summary>The figures of a moment, with at least these columns and all that they are computed from.</summary>
    public async Task<Facts> Read(IEnumerable<(Indicator Indicator, Period Period)> cells, CancellationToken ct)
    {
        await _gate.WaitAsync(ct);
        try
        {
            await DropStale(ct);
            foreach (var (indicator, period) in cells)
            {
                // A page asks for a thousand, and nearly always all of them are there.
                if (!_columns.ContainsKey((indicator.Id, period.Key)))
                {
                    await Column(indicator, period, ct);
                }
            }
            return _whole ??= new Facts(catalogue, new Dictionary<(int, int), FactColumn>(_columns), _places.ToDictionary(p => p.Key, p => p.Value.Item2));
        }
        finally
        {
            _gate.Release();
        }
    }

    public void Dispose() => _gate.Dispose();

    private async Task DropStale(CancellationToken ct)
    {
        var now = clock.GetTimestamp();
        var last = Interlocked.Read(ref _checkedAt);
        if (last != long.MinValue && clock.GetElapsedTime(last, now) < CheckEvery)
        {
            return;
        }
        var stamps = await source.Stamps(ct);
        if (stamps.GetValueOrDefault(Register) != _stamps.GetValueOrDefault(Register))
        {
            Clear();
        }
        foreach (var cell in stamps.Where(s => s.Key != Register).Where(s => _stamps.GetValueOrDefault(s.Key) != s.Value).Select(s => s.Key))
        {
            Drop(cell.Indicator, cell.Period);
        }
        _stamps = stamps;
        Interlocked.CompareExchange(ref _checkedAt, now, last);
    }

    private void Drop(int indicator, int period)
    {
        _whole = null;
        _columns.Remove((indicator, period));
        var at = Period.FromKey(period);
        foreach (var user in catalogue.All.Where(i => _columns.ContainsKey((i.Id, period)) && catalogue.Sources(i, at).Any(s => s.Id == indicator)))
        {
            Drop(user.Id, period);
        }
    }

    private async Task<FactColumn> Column(Indicator indicator, Period period, CancellationToken ct)
    {
        // Whatever it is computed from is in memory as well: a source leaves it only together with what is made of it.
        if (_columns.TryGetValue((indicator.Id, period.Key), out var held))
        {
            return held;
        }
        var sources = new Dictionary<string, FactColumn>(StringComparer.OrdinalIgnoreCase);
        foreach (var other in catalogue.Sources(indicator, period))
        {
            sources[other.Code] = await Column(other, period, ct);
        }
        _whole = null;
        return _columns[(indicator.Id, period.Key)] = await Load(indicator, period, sources, ct);
    }

    private async Task<FactColumn> Load(Indicator indicator, Period period, Dictionary<string, FactColumn> sources, CancellationToken ct)
    {
        var (places, borders) = await PlacesOf(period, ct);
        var recorded = EverWritten(indicator, period) ? WithDisputes(await source.Rows(indicator, period, ct), await source.Disputed(indicator, period, ct)) : FactRows.None;
        var column = Of(indicator, period, borders.Apply(recorded, indicator.RollUp), sources, places);
        column.Rows.Places = Shared(column.Rows.Places);
        return borders.Changed ? column.WithMoved(Moved(recorded, borders)) : column;
    }

    // A page asks for every indicator and year; without a stamp there is nothing to read. Once there is one, the column is dropped as stale.
    private bool EverWritten(Indicator indicator, Period period) => _stamps.ContainsKey((indicator.Id, period.Key));

    /// <summary>Pure: what the store keeps for a cell, from its recorded rows and the columns it is computed from.</summary>
    internal static FactColumn Of(Indicator indicator, Period period, FactRows reported, IReadOnlyDictionary<string, FactColumn> sources, PlaceList places)
    {
        var summing = new Summing(indicator.RollUp, places);
        if (indicator.RollUp == RollUp.Parts)
        {
            var (above, below) = (sources[indicator.Rate!.Numerator], sources[indicator.Rate.Denominator]);
            var (numerators, denominators) = Deriving.Pairs(above, below);
            var computed = summing.Column(indicator, period, numerators, denominators, Deriving.Quotient(indicator, above.Indicator, below.Indicator));
            return Deriving.WithReported(computed, reported);
        }
        var rows = indicator.FormulaAt(period) is { } formula ? Deriving.Sum(indicator, formula, code => sources[code], reported) : reported;
        return indicator.RollUp == RollUp.Weighted
            ? summing.Column(indicator, period, rows, Deriving.Weights(rows, sources[indicator.WeightedBy!]), Deriving.Mean)
            : summing.Column(indicator, period, rows, null, null);
    }

    private async Task<(PlaceList, Borders)> PlacesOf(Period period, CancellationToken ct)
    {
        if (!_places.TryGetValue(period.Key, out var known))
        {
            _places[period.Key] = known = (await source.Places(period, ct), await source.BordersSince(period, ct));
        }
        return known;
    }

    private long[] Shared(long[] places)
    {
        if (_shared.Find(s => s.AsSpan().SequenceEqual(places)) is { } same)
        {
            return same;
        }
        _shared.Add(places);
        return places;
    }

    private static FactRows WithDisputes(FactRows rows, IReadOnlyCollection<long> disputed)
    {
        if (disputed.Count == 0)
        {
            return rows;
        }
        var notes = rows.Notes?.ToArray() ?? new byte[rows.Count];
        foreach (var row in disputed.Select(rows.Find).Where(r => r >= 0))
        {
            notes[row] = FactRows.Note(Lack.Disputed, rows.MadeAt(row));
        }
        return new(rows.Places, rows.Values, rows.Batches, rows.Revisions, notes);
    }

    private static FactRows Moved(FactRows recorded, Borders borders)
    {
        var moved = new RowList(recorded.Places.Count(borders.Moved));
        for (var i = 0; i < recorded.Count; i++)
        {
            if (borders.Moved(recorded.Places[i]))
            {
                moved.Add(recorded, i);
            }
        }
        return moved.Rows();
    }
}
