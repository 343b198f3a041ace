using Shanhai.Analytics.Numerics;

namespace Shanhai.Analytics.Inequality;

/// <summary>The moments of rows and groups in units of the overall mean.</summary>
internal sealed class GroupedRows
{
    private const int Block = 1 << 16;
    private const int BlocksAtOnce = 16;
    private readonly double[] values;
    private readonly double[] weights;
    private readonly double alpha;
    private readonly Grouping finest;
    private readonly SurveyDesign? design;
    private readonly double[] people;
    private readonly double[] income;
    private readonly double[] moment;
    private readonly double population;
    private readonly double mean;
    private readonly int count;
    private readonly int rows;

    public GroupedRows(ReadOnlySpan<double> values, ReadOnlySpan<double> weights, double alpha, Grouping finest, SurveyDesign? design)
    {
        (this.alpha, this.finest, this.design) = (alpha, finest, design);
        rows = values.Length;
        count = Check(values, weights);
        (people, var totals, var moments, var scale) = Accumulate(values, weights);
        population = Sums.Of(people);
        mean = Sums.Of(totals) / population;
        if (!(population > 0 && mean > 0))
        {
            throw Refuse.With(Refusal.NonPositiveMean, "均值不为正，该指标没有意义", "the mean is not positive: the measure has no meaning");
        }

        income = [.. totals.Select(y => y / mean)];

        // Moments were taken in units of the scale: over to units of the mean, now that it is known.
        var unit = mean / scale;
        moment = alpha switch
        {
            0 => [.. moments.Select((m, g) => m - Math.Log(unit) * people[g])],
            1 => [.. moments.Select((m, g) => m / unit - Math.Log(unit) * income[g])],
            _ => [.. moments.Select(m => m / Math.Pow(unit, alpha))],
        };

        // Only influences look at single rows again, and only with a design.
        (this.values, this.weights) = design is null ? ([], []) : (values.ToArray(), weights.ToArray());
    }

    public (double Value, Func<int, double> Influence) Total()
    {
        var m = Sums.Of(moment) / population;
        var value = Index(m, 1);
        return (value, i => RowInfluence(values[i] / mean, value));
    }

    /// <summary>GE of group means for any level that the finest one refines, with its influence.</summary>
    public (double Value, Func<int, double> Influence) Between(Grouping level)
    {
        var (p, y) = (new double[level.Count], new double[level.Count]);
        var seen = new bool[finest.Count];
        for (var i = 0; i < rows; i++)
        {
            var g = finest.Codes[i];
            if (!seen[g])
            {
                seen[g] = true;
                p[level.Codes[i]] += people[g];
                y[level.Codes[i]] += income[g];
            }
        }

        var r = new double[p.Length];
        var sum = default(Sum);
        for (var g = 0; g < r.Length; g++)
        {
            r[g] = p[g] > 0 ? y[g] / p[g] : 1;
            NeedMean(r[g], level.Names[g]);
            sum.Add(p[g] * Power(r[g]));
        }

        var value = Index(sum.Value / population, 1);
        return (value, i => GroupInfluence(values[i] / mean, r[level.Codes[i]], value));
    }

    public IReadOnlyList<EntropyGroup> Groups() =>
    [
        .. Enumerable.Range(0, finest.Count).Where(g => people[g] > 0).Select(g =>
        {
            var (share, ratio) = (people[g] / population, income[g] / people[g]);
            var index = ratio == 0 ? 0 : Index(moment[g] / people[g], ratio);
            var scale = alpha == 0 ? 1 : Math.Pow(ratio, alpha);
            return new EntropyGroup(finest.Names[g], share, income[g] / population, ratio * mean, index, share * scale * index);
        }),
    ];

    public Estimate Estimate(Term measure, double value, Func<int, double> influence, IReadOnlyList<Note> notes)
    {
        double? error = null;
        if (design is not null)
        {
            Refuse.UnlessSameLength(design.Rows, values.Length, "values");
            var z = new double[values.Length];
            for (var i = 0; i < z.Length; i++)
            {
                z[i] = Weight(i) > 0 ? Weight(i) * influence(i) / population : 0;
            }

            error = Math.Sqrt(design.Variance(z));
        }

        return new Estimate
        {
            Measure = measure,
            Convention = new Term("总体公式，逐级精确分解", "population formula, exact decomposition by level"),
            Value = value,
            Count = count,
            SumOfWeights = population,
            StandardError = error,
            DegreesOfFreedom = design?.DegreesOfFreedom,
            Notes = notes,
        };
    }

    /// <summary>GE of a set from its moment and its mean, both in units of the overall mean.</summary>
    private double Index(double m, double ratio) => alpha switch
    {
        0 => Math.Log(ratio) - m,
        1 => m / ratio - Math.Log(ratio),
        _ => (m / Math.Pow(ratio, alpha) - 1) / (alpha * (alpha - 1)),
    };

    private double Power(double r) => alpha switch
    {
        0 => Math.Log(r),
        1 => r == 0 ? 0 : r * Math.Log(r),
        _ => Math.Pow(r, alpha),
    };

    private double RowInfluence(double r, double value) => alpha switch
    {
        0 => -Math.Log(r) - value + r - 1,
        1 => (r == 0 ? 0 : r * Math.Log(r)) - value * r - (r - 1),
        _ => (Math.Pow(r, alpha) + Moment(value) * (alpha - 1 - alpha * r)) / (alpha * (alpha - 1)),
    };

    private double GroupInfluence(double r, double group, double value) => alpha switch
    {
        0 => -Math.Log(group) - value + r - r / group,
        1 => (group == 0 ? 0 : r * Math.Log(group)) - value * r + 1 - group,
        _ => ((1 - alpha) * Math.Pow(group, alpha) + alpha * Math.Pow(group, alpha - 1) * r + Moment(value) * (alpha - 1 - alpha * r)) / (alpha * (alpha - 1)),
    };

    private double Moment(double value) => value * alpha * (alpha - 1) + 1;

    private double Weight(int i) => weights.Length == 0 ? 1 : weights[i];

    private void NeedMean(double ratio, string group)
    {
        if (alpha <= 0 && !(ratio > 0))
        {
            throw Refuse.With(Refusal.NonPositiveMean, $"组“{group}”均值不为正", $"the mean of group '{group}' is not positive");
        }
    }

    private int Check(ReadOnlySpan<double> values, ReadOnlySpan<double> weights)
    {
        var used = 0;
        if (!weights.IsEmpty)
        {
            Refuse.UnlessSameLength(values.Length, weights.Length, "weights");
            Refuse.UnlessFinite(weights, "weights");
        }

        for (var i = 0; i < values.Length; i++)
        {
            var weight = weights.IsEmpty ? 1 : weights[i];
            if (weight < 0)
            {
                throw Refuse.With(Refusal.NegativeWeight, $"第 {i + 1} 行权数为负", $"row {i + 1} has a negative weight", i);
            }

            if (weight == 0)
            {
                continue;
            }

            used++;
            if (!double.IsFinite(values[i]))
            {
                throw Refuse.With(Refusal.NotFinite, $"第 {i + 1} 行不是有限数值", $"row {i + 1} is not a finite number", i);
            }

            if (values[i] < 0 || (alpha <= 0 && values[i] == 0))
            {
                throw Refuse.With(Refusal.NonPositiveValue, $"第 {i + 1} 行的值不在该指标的定义域内", $"row {i + 1} is outside the domain of the measure", i);
            }
        }

        return used > 0 ? used : throw Refuse.With(Refusal.NoObservations, "没有权数为正的观测", "no observation with a positive weight");
    }

    /// <summary>
    /// Group sums of w, w x and w f(x/scale), the scale being the mean of the first values: fixed blocks of rows, combined in row order. Rows are copied a few blocks
    /// at a time, so that a large column is not held twice.
    /// </summary>
    private (double[] People, double[] Income, double[] Moment, double Scale) Accumulate(ReadOnlySpan<double> values, ReadOnlySpan<double> weights)
    {
        var scale = Scale(values, weights);
        var (p, y, m) = (new Sum[finest.Count], new Sum[finest.Count], new Sum[finest.Count]);
        var size = Math.Min(values.Length, Block * BlocksAtOnce);
        var (x, w) = (new double[size], weights.IsEmpty ? [] : new double[size]);
        for (var start = 0; start < values.Length; start += size)
        {
            var (from, length) = (start, Math.Min(size, values.Length - start));
            values.Slice(from, length).CopyTo(x);
            if (!weights.IsEmpty)
            {
                weights.Slice(from, length).CopyTo(w);
            }

            var parts = new double[(length + Block - 1) / Block][];
            Parallel.For(0, parts.Length, b => parts[b] = Part(x, w, from, b * Block, Math.Min(length, (b + 1) * Block), scale));
            foreach (var part in parts)
            {
                for (var g = 0; g < finest.Count; g++)
                {
                    p[g].Add(part[3 * g]);
                    y[g].Add(part[3 * g + 1]);
                    m[g].Add(part[3 * g + 2]);
                }
            }
        }

        return ([.. p.Select(s => s.Value)], [.. y.Select(s => s.Value)], [.. m.Select(s => s.Value)], scale);
    }

    private double[] Part(double[] x, double[] w, int offset, int from, int to, double scale)
    {
        var part = new double[3 * finest.Count];
        var codes = finest.Codes;
        for (var i = from; i < to; i++)
        {
            var (g, weight) = (3 * codes[offset + i], w.Length == 0 ? 1 : w[i]);
            if (weight > 0)
            {
                part[g] += weight;
                part[g + 1] += weight * x[i];
                part[g + 2] += weight * Power(x[i] / scale);
            }
        }

        return part;
    }

    /// <summary>About the mean, so that moments neither overflow nor cancel; one where the first values are all zero.</summary>
    private static double Scale(ReadOnlySpan<double> values, ReadOnlySpan<double> weights)
    {
        var (sum, used) = (default(Sum), 0);
        for (var i = 0; i < Math.Min(values.Length, Block); i++)
        {
            if (weights.IsEmpty || weights[i] > 0)
            {
                sum.Add(values[i]);
                used++;
            }
        }

        return sum.Value > 0 ? sum.Value / used : 1;
    }
}
