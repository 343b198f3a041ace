namespace Shanhai.Indicators;

/// <summary>
/// Every place's figure of one indicator and period, at every level, as arrays that ascend by code. Immutable: a write makes a new column.
/// </summary>
public sealed class FactColumn(Indicator indicator, Period period, FactRows rows, FactColumn.Total[] totals)
{
    private readonly Total[] _totals = totals;
    private long[]? _prefix;
    private int[]? _count;

    /// <summary>The sum of the parts of an upper place beside whatever it reported: <paramref name="Covered"/> of <paramref name="Expected"/> leaves are in it.</summary>
    public readonly record struct Total(long Place, long? Computed, int Covered, int Expected);

    public Indicator Indicator { get; } = indicator;
    public Period Period { get; } = period;
    public FactRows Rows { get; } = rows;

    /// <summary>The facts of places whose codes changed since: what merged figures were made of.</summary>
    internal FactRows Moved { get; init; } = FactRows.None;

    /// <summary>The figure in the smallest step, or null where there is none. A partial total and a disputed figure are figures; <see cref="LackOf"/> tells.</summary>
    public long? this[PlaceCode place]
    {
        get
        {
            var row = Rows.Find(place.Value);
            return row >= 0 && Rows.LackAt(row) is Lack.None or Lack.Partial or Lack.Disputed ? Rows.Values[row] : null;
        }
    }

    public Lack LackOf(PlaceCode place) => Rows.Find(place.Value) is >= 0 and var row ? Rows.LackAt(row) : Lack.Missing;

    /// <summary>Null for a place without reporting places below it.</summary>
    public Total? TotalOf(PlaceCode place)
    {
        var (low, high) = (0, _totals.Length - 1);
        while (low <= high)
        {
            var middle = (low + high) / 2;
            if (_totals[middle].Place == place.Value)
            {
                return _totals[middle];
            }
            (low, high) = _totals[middle].Place < place.Value ? (middle + 1, high) : (low, middle - 1);
        }
        return null;
    }

    /// <summary>
    /// The sum and the number of the lowest reporting places between two codes, both included, in O(log n). For indicators that sum; what upper
    /// places reported themselves is not in it.
    /// </summary>
    public (long Sum, int Places) Between(PlaceCode first, PlaceCode last)
    {
        if (Indicator.RollUp != RollUp.Sum)
        {
            throw new InvalidOperationException($"{Indicator.Code} does not sum.");
        }
        var prefix = _prefix ?? Build();
        var (from, to) = (PlaceList.From(Rows.Places, first.Value), PlaceList.From(Rows.Places, last.Value + 1));
        return (prefix[to] - prefix[from], _count![to] - _count[from]);
    }

    internal FactColumn With(FactRows rows) => new(Indicator, Period, rows, _totals) { Moved = Moved };

    internal FactColumn WithMoved(FactRows moved) => new(Indicator, Period, Rows, _totals) { Moved = moved };

    private long[] Build()
    {
        var (sums, counts) = (new long[Rows.Count + 1], new int[Rows.Count + 1]);
        for (var i = 0; i < Rows.Count; i++)
        {
            var lowest = i + 1 == Rows.Count || Rows.Places[i + 1] > new PlaceCode(Rows.Places[i]).Last.Value;
            var counted = lowest && Rows.FeedsTotals(i);
            sums[i + 1] = checked(sums[i] + (counted ? Rows.Values[i] : 0));
            counts[i + 1] = counts[i] + (counted ? 1 : 0);
        }
        _count = counts;
        return _prefix = sums;
    }
}
