namespace Shanhai.Indicators;

/// <summary>
/// What every place above the reporting ones has, in one pass over rows that ascend by code: a parent's code is smaller than its
/// children's and its subtree is a range, so at most five places are open at a time. The figure an upper place reported itself wins over
/// the sum of its parts and is what its own parent receives; the sum and how many leaves it covers stay beside it.
/// </summary>
internal sealed class Summing(RollUp rollUp, PlaceList places)
{
    private readonly List<Upper> _uppers = [];
    private readonly int[] _open = new int[6];
    private int _depth;

    private struct Upper
    {
        public long Place, Last;
        public int Row;
        public Int128 First, Second;
        public int Covered, Parts;
        public bool Lacking;
    }

    /// <param name="rows">Values of the indicator itself, of the numerator of a rate, or of the maximum.</param>
    /// <param name="seconds">The denominator or the weight of each row; null where there is none.</param>
    /// <param name="quotient">Makes the figure of a rate or a mean from the two sums; null where the first sum is the figure.</param>
    public FactColumn Column(Indicator indicator, Period period, FactRows rows, long[]? seconds, Func<Int128, Int128, long?>? quotient)
    {
        for (var row = 0; row < rows.Count; row++)
        {
            Take(rows, row, seconds);
        }
        while (_depth > 0)
        {
            Close(rows, seconds);
        }
        return Merge(indicator, period, rows, seconds, quotient);
    }

    private void Take(FactRows rows, int row, long[]? seconds)
    {
        var code = rows.Places[row];
        while (_depth > 0 && code > _uppers[_open[_depth - 1]].Last)
        {
            Close(rows, seconds);
        }
        var place = new PlaceCode(code);
        var level = place.Level;
        if (rollUp != RollUp.None)
        {
            var above = _depth == 0 ? Level.Nation : new PlaceCode(_uppers[_open[_depth - 1]].Place).Level + 1;
            for (var l = above; l < level; l++)
            {
                var ancestor = place.At(l);
                if (ancestor.Level == l)
                {
                    Open(ancestor, -1);
                }
            }
        }
        if (level == Level.Village || rollUp == RollUp.None)
        {
            if (_depth > 0)
            {
                Feed(rows, row, seconds, 1);
            }
            return;
        }
        Open(place, row);
    }

    private void Open(PlaceCode place, int row)
    {
        _open[_depth++] = _uppers.Count;
        _uppers.Add(new() { Place = place.Value, Last = place.Last.Value, Row = row });
    }

    private void Close(FactRows rows, long[]? seconds)
    {
        var index = _open[--_depth];
        var closed = _uppers[index];
        if (_depth == 0)
        {
            return;
        }
        if (closed.Row >= 0 && Usable(rows, closed.Row, seconds))
        {
            Feed(rows, closed.Row, seconds, Math.Max(1, places.LeavesIn(new(closed.Place))));
        }
        else if (closed.Parts > 0)
        {
            Add(closed.First, closed.Second, closed.Covered, closed.Lacking);
        }
    }

    private bool Usable(FactRows rows, int row, long[]? seconds) =>
        rows.FeedsTotals(row) && (rollUp is not (RollUp.Weighted or RollUp.Parts) || (seconds is not null && seconds[row] != long.MinValue));

    private void Feed(FactRows rows, int row, long[]? seconds, int covered)
    {
        if (Usable(rows, row, seconds))
        {
            var first = rollUp == RollUp.Weighted ? (Int128)rows.Values[row] * seconds![row] : rows.Values[row];
            Add(first, seconds?[row] ?? 0, covered, rows.LackAt(row) == Lack.Disputed);
        }
    }

    private void Add(Int128 first, Int128 second, int covered, bool lacking)
    {
        ref var top = ref System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_uppers)[_open[_depth - 1]];
        top.First = rollUp == RollUp.Max && top.Parts > 0 ? Int128.Max(top.First, first) : top.First + first;
        top.Second += second;
        top.Covered += covered;
        top.Parts++;
        top.Lacking |= lacking;
    }

    private FactColumn Merge(Indicator indicator, Period period, FactRows rows, long[]? seconds, Func<Int128, Int128, long?>? quotient)
    {
        var list = new RowList(rows.Count + _uppers.Count);
        var totals = new List<FactColumn.Total>(_uppers.Count);
        var next = 0;
        foreach (var upper in _uppers)
        {
            next = AddOwn(list, rows, next, PlaceList.From(rows.Places, upper.Place), seconds, quotient);
            var expected = places.LeavesIn(new(upper.Place));
            var computed = upper.Parts == 0 ? null : quotient is null ? checked((long)upper.First) : quotient(upper.First, upper.Second);
            if (upper.Parts > 0)
            {
                totals.Add(new(upper.Place, computed, upper.Covered, expected));
            }
            if (upper.Row < 0 && upper.Parts > 0)
            {
                var lack = upper.Lacking ? Lack.Disputed : computed is null ? Lack.NoBase : upper.Covered < expected ? Lack.Partial : Lack.None;
                list.Add(upper.Place, computed ?? 0, FactRows.Note(lack, Made.Total));
            }
        }
        AddOwn(list, rows, next, rows.Count, seconds, quotient);
        return new FactColumn(indicator, period, list.Rows(), [.. totals]);
    }

    // The rows of a rate hold its numerator: here they become the rate.
    private int AddOwn(RowList list, FactRows rows, int from, int to, long[]? seconds, Func<Int128, Int128, long?>? quotient)
    {
        if (rollUp != RollUp.Parts)
        {
            list.AddRange(rows, from, to - from);
            return to;
        }
        for (var row = from; row < to; row++)
        {
            var lack = rows.LackAt(row);
            var rate = lack is Lack.None or Lack.Disputed ? quotient!(rows.Values[row], seconds![row]) : null;
            list.Add(rows.Places[row], rate ?? 0, FactRows.Note(rate is null && lack == Lack.None ? Lack.NoBase : lack, Made.Formula));
        }
        return to;
    }
}
