namespace Shanhai.Indicators;

/// <summary>Makes the rows of a computed indicator from the columns it is computed from. What a place reported itself always wins.</summary>
internal static class Deriving
{
    private sealed class Term(FactRows rows, int times, bool optional)
    {
        public FactRows Rows { get; } = rows;
        public int Times { get; } = times;
        public bool Optional { get; } = optional;
        public long Scale { get; init; }
        public int At { get; set; }
    }

    /// <summary>A formula's sum at every place where each required term was reported (or itself derived) at that very place.</summary>
    public static FactRows Sum(Indicator indicator, Formula formula, Func<string, FactColumn> column, FactRows reported)
    {
        var terms = formula.Terms.Select(t => column(t.Code) is var c
            ? new Term(c.Rows, t.Times, t.Optional) { Scale = indicator.Step / c.Indicator.Step } : null!).ToArray();
        var list = new RowList(terms.Sum(t => t.Rows.Count) + reported.Count);
        for (var own = 0; ;)
        {
            var place = terms.Min(t => Skip(t));
            if (own < reported.Count && reported.Places[own] <= place)
            {
                Pass(terms, reported.Places[own]);
                list.Add(reported, own++);
                continue;
            }
            if (place == long.MaxValue)
            {
                return list.Rows();
            }
            if (Row(terms, place) is var (value, lack))
            {
                list.Add(place, value, FactRows.Note(lack, Made.Formula));
            }
            Pass(terms, place);
        }
    }

    /// <summary>
    /// The two parts of a rate at every place that has both, so that a total never divides the sum of ten places by that of twelve.
    /// </summary>
    public static (FactRows Numerators, long[] Denominators) Pairs(FactColumn numerator, FactColumn denominator)
    {
        var (above, below) = (numerator.Rows, denominator.Rows);
        var list = new RowList(Math.Min(above.Count, below.Count));
        var seconds = new List<long>(Math.Min(above.Count, below.Count));
        for (int i = 0, j = 0; i < above.Count && j < below.Count;)
        {
            if (above.Places[i] != below.Places[j])
            {
                _ = above.Places[i] < below.Places[j] ? i++ : j++;
                continue;
            }
            if (above.MadeAt(i) != Made.Total && below.MadeAt(j) != Made.Total)
            {
                var lack = (Lack)Math.Max((byte)above.LackAt(i), (byte)below.LackAt(j));
                list.Add(above.Places[i], above.Values[i], FactRows.Note(lack, Made.Formula, above.FeedsTotals(i) && below.FeedsTotals(j)));
                seconds.Add(below.Values[j]);
            }
            i++;
            j++;
        }
        return (list.Rows(), [.. seconds]);
    }

    /// <summary>The weight of every row, or <see cref="long.MinValue"/> where there is none and the row stays out of the mean.</summary>
    public static long[] Weights(FactRows rows, FactColumn weight) =>
        Array.ConvertAll(rows.Places, p => weight.Rows.Find(p) is >= 0 and var row && weight.Rows.LackAt(row) == Lack.None ? weight.Rows.Values[row] : long.MinValue);

    /// <summary>Numerator ÷ denominator × factor in the rate's smallest step, half away from zero; null where the denominator is zero.</summary>
    public static Func<Int128, Int128, long?> Quotient(Indicator rate, Indicator numerator, Indicator denominator)
    {
        var factor = rate.Rate!.Factor;
        var places = 0;
        for (; decimal.Truncate(factor) != factor; places++)
        {
            factor *= 10;
        }
        var times = (Int128)factor * denominator.Step * rate.Step;
        var over = (Int128)numerator.Step * (Int128)Math.Pow(10, places);
        return (above, below) => below == 0 ? null : Rounded(checked(above * times), checked(below * over));
    }

    public static long? Mean(Int128 sum, Int128 weight) => weight == 0 ? null : Rounded(sum, weight);

    public static FactColumn WithReported(FactColumn computed, FactRows reported)
    {
        if (reported.Count == 0)
        {
            return computed;
        }
        var list = new RowList(computed.Rows.Count + reported.Count);
        for (int i = 0, j = 0; i < computed.Rows.Count || j < reported.Count;)
        {
            var (a, b) = (i < computed.Rows.Count ? computed.Rows.Places[i] : long.MaxValue, j < reported.Count ? reported.Places[j] : long.MaxValue);
            if (b <= a)
            {
                list.Add(reported, j++);
                i += a == b ? 1 : 0;
            }
            else
            {
                list.Add(computed.Rows, i++);
            }
        }
        return computed.With(list.Rows());
    }

    private static long Rounded(Int128 above, Int128 below)
    {
        (above, below) = below < 0 ? (-above, -below) : (above, below);
        var (whole, rest) = Int128.DivRem(above, below);
        return checked((long)(whole + (Int128.Abs(rest) * 2 >= below ? Int128.Sign(above) : 0)));
    }

    private static long Skip(Term term)
    {
        while (term.At < term.Rows.Count && term.Rows.MadeAt(term.At) == Made.Total)
        {
            term.At++;
        }
        return term.At < term.Rows.Count ? term.Rows.Places[term.At] : long.MaxValue;
    }

    private static void Pass(Term[] terms, long place)
    {
        foreach (var term in terms)
        {
            while (term.At < term.Rows.Count && term.Rows.Places[term.At] <= place)
            {
                term.At++;
            }
        }
    }

    private static (long, Lack)? Row(Term[] terms, long place)
    {
        var (sum, lack) = (0L, Lack.None);
        foreach (var term in terms)
        {
            if (term.At < term.Rows.Count && term.Rows.Places[term.At] == place)
            {
                sum = checked(sum + term.Rows.Values[term.At] * term.Times * term.Scale);
                lack = (Lack)Math.Max((byte)lack, (byte)term.Rows.LackAt(term.At));
            }
            else if (!term.Optional)
            {
                return null;
            }
        }
        return (sum, lack);
    }
}
