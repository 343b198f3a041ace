using Shanhai.Analytics.Numerics;

namespace Shanhai.Analytics.Panel;

/// <summary>
/// Two effects of which every pair of levels is seen exactly once, as in a balanced panel: the closed form. Rows sorted
/// by unit and period need no look-up of levels.
/// </summary>
internal sealed class CrossedLevels
{
    private readonly Grouping many;
    private readonly Grouping few;
    private readonly bool inOrder;

    private CrossedLevels(Grouping many, Grouping few, bool inOrder)
    {
        this.many = many;
        this.few = few;
        this.inOrder = inOrder;
    }

    /// <summary>Null when a pair is missing or seen twice.</summary>
    public static CrossedLevels? Of(Grouping many, Grouping few, int rows)
    {
        if ((long)many.Count * few.Count != rows)
        {
            return null;
        }

        var (seen, inOrder) = (new bool[rows], true);
        for (var i = 0; i < rows; i++)
        {
            var cell = many.Codes[i] * few.Count + few.Codes[i];
            inOrder &= cell == i;
            if (seen[cell])
            {
                return null;
            }

            seen[cell] = true;
        }

        return new CrossedLevels(many, few, inOrder);
    }

    /// <summary>Takes both effects out of a column.</summary>
    public void Apply(double[] x)
    {
        var (units, periods) = (many.Codes, few.Codes);
        var (byUnit, byPeriod) = (new double[many.Count], new double[few.Count]);
        var width = byPeriod.Length;
        for (var i = 0; !inOrder && i < units.Length; i++)
        {
            byUnit[units[i]] += x[i];
            byPeriod[periods[i]] += x[i];
        }

        for (var u = 0; inOrder && u < byUnit.Length; u++)
        {
            var sum = 0.0;
            var own = x.AsSpan(u * width, width);
            for (var t = 0; t < own.Length; t++)
            {
                sum += own[t];
                byPeriod[t] += own[t];
            }

            byUnit[u] = sum;
        }

        var mean = Sums.Of(byPeriod) / x.Length;
        for (var t = 0; t < width; t++)
        {
            byPeriod[t] = byPeriod[t] / byUnit.Length - mean;
        }

        for (var i = 0; !inOrder && i < units.Length; i++)
        {
            x[i] -= byUnit[units[i]] / width + byPeriod[periods[i]];
        }

        for (var u = 0; inOrder && u < byUnit.Length; u++)
        {
            var level = byUnit[u] / width;
            var own = x.AsSpan(u * width, width);
            for (var t = 0; t < own.Length; t++)
            {
                own[t] -= level + byPeriod[t];
            }
        }
    }
}
