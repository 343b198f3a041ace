using Shanhai.Analytics.Numerics;

namespace Shanhai.Analytics.Panel;

/// <summary>
/// Two crossed effects with gaps: the many levels are eliminated exactly and the few are solved densely.
/// S = D2 - B' D1^-1 B with B the table of counts; S is singular once per connected component of the table, whose
/// last level is set to zero. An exact answer, however badly the panel is connected.
/// </summary>
internal sealed class FewLevels
{
    private readonly Grouping many;
    private readonly Grouping few;
    private readonly double[] manySizes;
    private readonly Matrix inverse;
    private readonly bool inOrder;
    private readonly int[] starts;
    private readonly int[] members;

    public FewLevels(Grouping many, Grouping few, double[] manySizes)
    {
        this.many = many;
        this.few = few;
        this.manySizes = manySizes;
        (starts, members) = Members();
        inOrder = members.Select((row, i) => row == i).All(same => same);
        inverse = Invert(Reduced());
    }

    /// <summary>Takes both effects out of a column.</summary>
    public void Apply(double[] x)
    {
        if (inOrder)
        {
            ApplyInOrder(x);
            return;
        }

        var (totals, right) = (new double[many.Count], new double[few.Count]);
        for (var i = 0; i < x.Length; i++)
        {
            totals[many.Codes[i]] += x[i];
            right[few.Codes[i]] += x[i];
        }

        var (a, b) = Solve(totals, right);
        for (var i = 0; i < x.Length; i++)
        {
            x[i] -= a[many.Codes[i]] + b[few.Codes[i]];
        }
    }

    /// <summary>Rows sorted by the many: two passes, each unit while it is in the cache.</summary>
    private void ApplyInOrder(double[] x)
    {
        var (levels, right) = (few.Codes, new double[few.Count]);
        for (var u = 0; u < many.Count; u++)
        {
            var mean = 0.0;
            for (var i = starts[u]; i < starts[u + 1]; i++)
            {
                mean += x[i];
            }

            mean /= manySizes[u];
            for (var i = starts[u]; i < starts[u + 1]; i++)
            {
                right[levels[i]] += x[i] - mean;
            }
        }

        var b = inverse.Times(right);
        for (var u = 0; u < many.Count; u++)
        {
            var level = 0.0;
            for (var i = starts[u]; i < starts[u + 1]; i++)
            {
                x[i] -= b[levels[i]];
                level += x[i];
            }

            level /= manySizes[u];
            for (var i = starts[u]; i < starts[u + 1]; i++)
            {
                x[i] -= level;
            }
        }
    }

    /// <summary>
    /// Solves the normal equations of the dummies for given totals by level: effects of the many, effects of the few.
    /// Both arrays are overwritten.
    /// </summary>
    public (double[] Many, double[] Few) Solve(double[] totals, double[] right)
    {
        var (codes, levels) = (many.Codes, few.Codes);
        for (var i = 0; i < codes.Length; i++)
        {
            right[levels[i]] -= totals[codes[i]] / manySizes[codes[i]];
        }

        var b = inverse.Times(right);
        for (var i = 0; i < codes.Length; i++)
        {
            totals[codes[i]] -= b[levels[i]];
        }

        for (var u = 0; u < totals.Length; u++)
        {
            totals[u] /= manySizes[u];
        }

        return (totals, b);
    }

    /// <summary>h = 1/n + a' S^+ a with a = e_t - counts of the unit / n.</summary>
    public void Leverages(double[] h)
    {
        for (var u = 0; u < many.Count; u++)
        {
            var own = members.AsSpan(starts[u], starts[u + 1] - starts[u]);
            var share = 1 / manySizes[u];
            var whole = 0.0;
            foreach (var i in own)
            {
                var row = inverse.Row(few.Codes[i]);
                var sum = 0.0;
                foreach (var other in own)
                {
                    sum += row[few.Codes[other]] * share;
                }

                h[i] = share + row[few.Codes[i]] - 2 * sum;
                whole += sum * share;
            }

            foreach (var i in own)
            {
                h[i] += whole;
            }
        }
    }

    private (int[] Starts, int[] Members) Members()
    {
        var starts = new int[many.Count + 1];
        foreach (var code in many.Codes)
        {
            starts[code + 1]++;
        }

        for (var u = 0; u < many.Count; u++)
        {
            starts[u + 1] += starts[u];
        }

        var (at, members) = (starts[..^1], new int[many.Codes.Length]);
        for (var i = 0; i < members.Length; i++)
        {
            members[at[many.Codes[i]]++] = i;
        }

        return (starts, members);
    }

    private Matrix Reduced()
    {
        var s = new Matrix(few.Count, few.Count);
        for (var u = 0; u < many.Count; u++)
        {
            for (var m = starts[u]; m < starts[u + 1]; m++)
            {
                var t = few.Codes[members[m]];
                s[t, t] += 1;
                for (var other = starts[u]; other < starts[u + 1]; other++)
                {
                    s[t, few.Codes[members[other]]] -= 1 / manySizes[u];
                }
            }
        }

        return s;
    }

    /// <summary>Inverse on the levels that are not redundant, zero on the others: a generalised inverse.</summary>
    private static Matrix Invert(Matrix s)
    {
        var (_, kept) = PivotedSolve.Independent(s, 1e-10);
        var full = new Matrix(s.Rows, s.Rows);
        if (kept.Length == 0)
        {
            // Every level of the many lies in one of the few: these add nothing.
            return full;
        }

        var inner = PivotedSolve.Restrict(s, kept).Inverse();
        for (var i = 0; i < kept.Length; i++)
        {
            for (var j = 0; j < kept.Length; j++)
            {
                full[kept[i], kept[j]] = inner[i, j];
            }
        }

        return full;
    }
}
