using Shanhai.Analytics.Numerics;

namespace Shanhai.Analytics;

/// <summary>What a measure does with values it was not made for.</summary>
public enum OutsideDomain
{
    /// <summary>Refuse with the reason. The default.</summary>
    Refuse,

    /// <summary>Apply the formula as it stands where it has a value (a Gini with negative incomes may exceed 1); a note says so.</summary>
    Keep,

    /// <summary>Leave those observations out; a note says how many.</summary>
    Drop,
}

/// <summary>
/// A weighted sample of one variable, checked and sorted once; every measure of inequality and poverty reads it.
/// </summary>
/// <remarks>
/// Values must be finite and may be negative or zero: each measure says what it does with those. Weights are
/// population weights, finite and not negative; a row with weight zero is outside the population and is not
/// counted (its value is not looked at), but keeps its place in the sampling design.
/// </remarks>
public sealed class Distribution
{
    private Distribution(double[] values, double[] weights, int[]? rows, SurveyDesign? design, bool weighted)
    {
        Values = values;
        Weights = weights;
        Rows = rows;
        Design = design;
        IsWeighted = weighted;
        SumOfWeights = weighted ? Sums.OfTerms(weights.Length, (a, b) => Sums.Of(Weights.AsSpan(a, b - a))) : values.Length;
        if (!(SumOfWeights > 0))
        {
            throw Refuse.With(Refusal.NoObservations, "没有权数为正的观测", "no observation with a positive weight");
        }

        Total = Sums.OfTerms(values.Length, (a, b) => Sums.Product(Values.AsSpan(a, b - a), Weights.AsSpan(a, b - a)));
    }

    /// <summary>Ascending.</summary>
    internal double[] Values { get; }

    /// <summary>In the order of <see cref="Values"/>, all positive.</summary>
    internal double[] Weights { get; }

    /// <summary>Original row of each value; kept only with a design.</summary>
    internal int[]? Rows { get; }

    internal SurveyDesign? Design { get; }

    internal bool IsWeighted { get; }

    /// <summary>Observations with a positive weight.</summary>
    public int Count => Values.Length;

    /// <summary>Sum of the weights; the number of observations when unweighted.</summary>
    public double SumOfWeights { get; }

    /// <summary>Weighted total of the variable.</summary>
    public double Total { get; }

    /// <summary>Weighted mean.</summary>
    public double Mean => Total / SumOfWeights;

    /// <summary>Smallest value.</summary>
    public double Minimum => Values[0];

    /// <summary>Largest value.</summary>
    public double Maximum => Values[^1];

    /// <summary>Checks and sorts a column.</summary>
    /// <param name="values">The variable, one per row.</param>
    /// <param name="weights">Population weights; empty means every row counts once.</param>
    /// <param name="design">How the rows were sampled; with it the measures carry a linearised standard error.</param>
    /// <exception cref="RefusedException">No rows, NaN or infinity, a negative weight, all weights zero, lengths differ.</exception>
    /// <example><code>Distribution.Of([3, 1, 2], weights: [1, 1, 2]).Mean // 2</code></example>
    public static Distribution Of(ReadOnlySpan<double> values, ReadOnlySpan<double> weights = default, SurveyDesign? design = null)
    {
        if (values.IsEmpty)
        {
            throw Refuse.With(Refusal.NoObservations, "没有观测", "no observations");
        }

        var zero = CheckWeights(values.Length, weights);
        if (design is not null)
        {
            Refuse.UnlessSameLength(design.Rows, values.Length, "values");
            return WithRows(values, weights, design);
        }

        if (zero > 0)
        {
            return WithRows(values, weights, null);
        }

        Refuse.UnlessFinite(values, "values");
        var (keys, sorted) = Sorting.Ascending(values, weights);
        return new Distribution(keys, sorted.Length == 0 ? Ones(keys.Length) : sorted, null, null, !weights.IsEmpty);
    }

    /// <summary>The same sample without the values below (or at) a bound. Used by measures told to drop.</summary>
    internal Distribution Above(double bound, bool inclusive, out int dropped)
    {
        dropped = 0;
        while (dropped < Count && (inclusive ? Values[dropped] < bound : Values[dropped] <= bound))
        {
            dropped++;
        }

        return dropped == 0 ? this : new Distribution(Values[dropped..], Weights[dropped..], Rows?[dropped..], Design, IsWeighted);
    }

    /// <summary>Standard error of a statistic from its influence on each value (sorted order); null without a design.</summary>
    internal double? ErrorOf(Func<int, double> influence)
    {
        if (Design is null)
        {
            return null;
        }

        var contributions = new double[Count];
        for (var i = 0; i < contributions.Length; i++)
        {
            contributions[i] = Weights[i] * influence(i);
        }

        return Math.Sqrt(Design.Variance(contributions, Rows));
    }

    internal Estimate Estimate(Term measure, Term convention, double value, Func<int, double>? influence = null, params IReadOnlyList<Note> notes)
    {
        var error = influence is null ? null : ErrorOf(influence);
        return new Estimate
        {
            Measure = measure,
            Convention = convention,
            Value = value,
            Count = Count,
            SumOfWeights = SumOfWeights,
            StandardError = error,
            DegreesOfFreedom = error is null ? null : Design!.DegreesOfFreedom,
            Notes = notes,
        };
    }

    internal double SumOf(Func<double, double> f) => Sums.OfTerms(Count, (from, to) =>
    {
        var sum = default(Sum);
        for (var i = from; i < to; i++)
        {
            sum.Add(Weights[i] * f(Values[i]));
        }

        return sum.Value;
    });

    internal void NeedPositiveMean()
    {
        if (!(Total > 0))
        {
            throw Refuse.With(Refusal.NonPositiveMean, "均值不为正，该指标没有意义", "the mean is not positive: the measure has no meaning");
        }
    }

    /// <summary>Applies the stated convention to values a measure was not made for.</summary>
    internal Distribution Within(double bound, bool inclusive, OutsideDomain outside, List<Note> notes)
    {
        if (inclusive ? Minimum >= bound : Minimum > bound)
        {
            return this;
        }

        switch (outside)
        {
            case OutsideDomain.Drop:
                var rest = Above(bound, inclusive, out var dropped);
                notes.Add(new Note("dropped", new Term($"已按约定剔除 {dropped} 个观测", $"{dropped} observations left out as asked")));
                return rest;
            case OutsideDomain.Keep when inclusive:
                notes.Add(new Note("negative-kept", new Term("含负值，指标可能大于 1", "negative values kept: the measure may exceed 1")));
                return this;
            default:
                throw inclusive
                    ? Refuse.With(Refusal.NegativeValue, "含负值；请核实数据或选择处理约定", "negative values: check the data or choose a convention")
                    : Refuse.With(Refusal.NonPositiveValue, "含零或负值，而该指标需要正值；请核实数据或选择剔除", "zero or negative values, and the measure needs positive ones: check the data or choose to drop them");
        }
    }

    private static int CheckWeights(int rows, ReadOnlySpan<double> weights)
    {
        if (weights.IsEmpty)
        {
            return 0;
        }

        Refuse.UnlessSameLength(rows, weights.Length, "weights");
        Refuse.UnlessFinite(weights, "weights");
        var zero = 0;
        for (var i = 0; i < weights.Length; i++)
        {
            if (weights[i] < 0)
            {
                throw Refuse.With(Refusal.NegativeWeight, $"第 {i + 1} 行权数为负", $"row {i + 1} has a negative weight", i);
            }

            zero += weights[i] == 0 ? 1 : 0;
        }

        return zero;
    }

    private static Distribution WithRows(ReadOnlySpan<double> values, ReadOnlySpan<double> weights, SurveyDesign? design)
    {
        var kept = new List<int>();
        for (var i = 0; i < values.Length; i++)
        {
            if (weights.IsEmpty || weights[i] > 0)
            {
                kept.Add(i);
            }
        }

        var column = new double[kept.Count];
        for (var i = 0; i < column.Length; i++)
        {
            column[i] = values[kept[i]];
        }

        Refuse.UnlessFinite(column, "values");
        var order = Sorting.Order(column);
        var (sorted, carried, rows) = (new double[order.Length], Ones(order.Length), new int[order.Length]);
        for (var i = 0; i < order.Length; i++)
        {
            rows[i] = kept[order[i]];
            sorted[i] = column[order[i]];
            carried[i] = weights.IsEmpty ? 1 : weights[rows[i]];
        }

        return new Distribution(sorted, carried, design is null ? null : rows, design, !weights.IsEmpty);
    }

    private static double[] Ones(int n)
    {
        var ones = new double[n];
        Array.Fill(ones, 1);
        return ones;
    }
}
