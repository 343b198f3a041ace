using Shanhai.Indicators;

namespace Shanhai.Identification;

/// <summary>
/// A block of places (ascending) in one period, over which expressions are computed column by column. The whole population is cut into
/// blocks that fit the cache; a single place whose reasons are asked for is a block of one. Both run the same code.
/// </summary>
internal sealed class Frame(Facts facts, Period period, ReadOnlyMemory<long> places, IReadOnlyDictionary<(Expression, int, bool), Amounts> percentiles)
{
    private readonly Dictionary<(string, int, bool), Amounts> _figures = [];

    public int Count => places.Length;

    public Facts Facts => facts;

    public PlaceCode Place(int row) => new(places.Span[row]);

    public Amounts Compute(Expression expression, int back = 0, bool regular = false) => expression switch
    {
        Expression.Figure figure => Figure(figure.Code, back, regular),
        Expression.Constant constant => Constant(constant),
        Expression.Sum sum => sum.Parts.Select(p => Compute(p, back, regular)).Aggregate((a, b) => Add(a, b, 1)),
        Expression.Times times => Times(Compute(times.Of, back, regular), times.Factor),
        Expression.Over over => Divide(Compute(over.Above, back, regular), Compute(over.Below, back, regular), false),
        Expression.Years years => Years(years, back, regular),
        Expression.Growth growth => Growth(Compute(growth.Of, back, regular), Compute(growth.Of, back + growth.Count, regular)),
        Expression.ExcludingNonRecurring without => Compute(without.Of, back, true),
        Expression.Percentile => percentiles[(expression, back, regular)],
        _ => throw new InvalidOperationException($"{expression.GetType().Name} cannot be computed."),
    };

    private static Amounts Constant(Expression.Constant constant)
    {
        var (number, scale) = (constant.Number, Int128.One);
        while (decimal.Truncate(number) != number)
        {
            (number, scale) = (number * 10, scale * 10);
        }
        var unit = Unit.Find(constant.Unit);
        return Amounts.Scalar((Int128)number * (unit?.Times ?? 1), scale * (unit?.Over ?? 1));
    }

    private Amounts Figure(string code, int back, bool regular)
    {
        if (_figures.TryGetValue((code, back, regular), out var known))
        {
            return known;
        }
        var indicator = facts.Catalogue[code];
        var plain = Rows(indicator, period.Plus(-back));
        var found = regular && indicator.NonRecurringPart is { } part ? Add(plain, Rows(facts.Catalogue[part], period.Plus(-back)), -1) : plain;
        return _figures[(code, back, regular)] = found;
    }

    private Amounts Rows(Indicator indicator, Period at)
    {
        var rows = facts.Column(indicator, at).Rows;
        var (codes, known) = (rows.Places, rows.Values);
        var wanted = places.Span;
        var (values, unit) = (new Int128[wanted.Length], indicator.Measure);
        byte[]? lacks = null;
        var next = wanted.Length == 0 ? 0 : PlaceList.From(codes, wanted[0]);
        for (var i = 0; i < wanted.Length; i++)
        {
            var code = wanted[i];
            if (next + 8 < codes.Length && codes[next + 8] < code)
            {
                var found = Array.BinarySearch(codes, next, codes.Length - next, code);
                next = found < 0 ? ~found : found;
            }
            while (next < codes.Length && codes[next] < code)
            {
                next++;
            }
            var here = next < codes.Length && codes[next] == code;
            var lack = here ? rows.LackAt(next) : Lack.Missing;
            if (lack != Lack.None)
            {
                (lacks ??= new byte[wanted.Length])[i] = (byte)lack;
            }
            values[i] = here ? known[next] : 0;
        }
        if (unit.Times != 1)
        {
            for (var i = 0; i < values.Length; i++)
            {
                values[i] *= unit.Times;
            }
        }
        return new(values, null, (Int128)indicator.Step * unit.Over, lacks);
    }

    private Amounts Add(Amounts a, Amounts b, int sign)
    {
        (a, b) = (a.Plain(), b.Plain());
        var scale = Amounts.CommonScale(a.Scale, b.Scale);
        var (fa, fb) = (scale / a.Scale, scale / b.Scale * sign);
        var count = a.IsScalar && b.IsScalar ? 1 : Count;
        var sum = new Int128[count];
        if (fa == 1 && fb == 1 && a.Above.Length == count && b.Above.Length == count)
        {
            var x = a.Above.AsSpan(0, count);
            var y = b.Above.AsSpan(0, count);
            for (var i = 0; i < sum.Length; i++)
            {
                sum[i] = checked(x[i] + y[i]);
            }
            return new(sum, null, scale, Amounts.Worse(a.Lacks, b.Lacks, count, a.IsScalar, b.IsScalar)) { IsScalar = a.IsScalar && b.IsScalar };
        }
        for (var i = 0; i < count; i++)
        {
            sum[i] = checked((fa == 1 ? a.Above[a.At(i)] : a.Above[a.At(i)] * fa) + (fb == 1 ? b.Above[b.At(i)] : b.Above[b.At(i)] * fb));
        }
        return new(sum, null, scale, Amounts.Worse(a.Lacks, b.Lacks, count, a.IsScalar, b.IsScalar)) { IsScalar = count == 1 && a.IsScalar };
    }

    private static Amounts Times(Amounts of, decimal factor)
    {
        var scale = of.Scale;
        while (decimal.Truncate(factor) != factor)
        {
            (factor, scale) = (factor * 10, scale * 10);
        }
        var whole = (Int128)factor;
        return new(Array.ConvertAll(of.Above, v => checked(v * whole)), of.Below, scale, of.Lacks) { IsScalar = of.IsScalar };
    }

    private Amounts Divide(Amounts a, Amounts b, bool minusOne)
    {
        (a, b) = (a.Plain(), b.Plain());
        var count = a.IsScalar && b.IsScalar ? 1 : Count;
        var lacks = Amounts.Worse(a.Lacks, b.Lacks, count, a.IsScalar, b.IsScalar)?.ToArray();
        var (above, below) = (new Int128[count], new Int128[count]);
        var scale = Amounts.CommonScale(a.Scale, b.Scale);
        var (fa, fb) = (scale / a.Scale, scale / b.Scale);
        for (var i = 0; i < count; i++)
        {
            var (x, y) = (checked(a.Above[a.At(i)] * fa), checked(b.Above[b.At(i)] * fb));
            if (y == 0)
            {
                lacks ??= new byte[count];
                lacks[i] = Math.Max(lacks[i], (byte)Lack.NoBase);
                (x, y) = (0, 1);
            }
            x = minusOne ? x - y : x;
            (above[i], below[i]) = minusOne || y > 0 ? (x, Int128.Abs(y)) : (-x, -y);
        }
        return new(above, below, 1, lacks) { IsScalar = count == 1 && a.IsScalar };
    }

    private Amounts Growth(Amounts now, Amounts then) => Divide(now, then, true);

    private Amounts Years(Expression.Years years, int back, bool regular)
    {
        var each = Enumerable.Range(0, years.Count).Select(y => Compute(years.Of, back + y, regular).Plain()).ToArray();
        if (years.How == Several.Mean)
        {
            var sum = each.Aggregate((a, b) => Add(a, b, 1));
            return new(sum.Above, null, sum.Scale * years.Count, sum.Lacks) { IsScalar = sum.IsScalar };
        }
        if (years.How == Several.Least)
        {
            return each.Aggregate(Least);
        }
        // Least squares over equally spaced years in whole numbers: slope = 6 Σ (2i - k + 1) y / (k (k² - 1)), i counted from the oldest year.
        var k = years.Count;
        var weighted = each.Select((y, b) => Times(y, 6 * (2 * (k - 1 - b) - k + 1))).Aggregate((a, b) => Add(a, b, 1));
        return new(weighted.Above, null, weighted.Scale * k * ((Int128)k * k - 1), weighted.Lacks) { IsScalar = weighted.IsScalar };
    }

    private Amounts Least(Amounts a, Amounts b)
    {
        var scale = Amounts.CommonScale(a.Scale, b.Scale);
        var (fa, fb) = (scale / a.Scale, scale / b.Scale);
        var count = a.IsScalar && b.IsScalar ? 1 : Count;
        var least = new Int128[count];
        for (var i = 0; i < count; i++)
        {
            least[i] = Int128.Min(checked(a.Above[a.At(i)] * fa), checked(b.Above[b.At(i)] * fb));
        }
        return new(least, null, scale, Amounts.Worse(a.Lacks, b.Lacks, count, a.IsScalar, b.IsScalar)) { IsScalar = count == 1 && a.IsScalar };
    }
}
