using Shanhai.Analytics.Numerics;

namespace Shanhai.Analytics.Panel;

/// <summary>
/// Takes fixed effects out of columns: the residual of a regression on the dummies of every effect, without
/// building them. Four ways, the cheapest exact one that fits:
/// one effect, group means; two effects crossed in full (a balanced panel), the closed form
/// x - mean by unit - mean by period + mean; two effects of which one has few levels, elimination of the large
/// one and a dense solve for the small one; anything else, symmetric alternating projections sped up by conjugate
/// gradients (Hernández-Ramos, Escalante and Raydan 2011; Correia 2016).
/// </summary>
internal sealed class Absorption
{
    /// <summary>The largest small side that is solved densely.</summary>
    internal const int MostDense = 200;

    private readonly Grouping[] effects;
    private readonly double[][] sizes;
    private readonly CrossedLevels? crossed;
    private readonly FewLevels? few;
    private readonly double tolerance;
    private readonly int mostIterations;
    private int iterations;

    public Absorption(IReadOnlyList<Grouping> effects, int rows, double tolerance = 1e-13, int mostIterations = 20_000)
    {
        this.effects = [.. effects];
        this.tolerance = tolerance;
        this.mostIterations = mostIterations;
        Rows = rows;
        sizes = [.. this.effects.Select(Sizes)];
        if (this.effects.Length == 2)
        {
            // The larger effect is eliminated, so it comes first.
            if (this.effects[0].Count < this.effects[1].Count)
            {
                Array.Reverse(this.effects);
                Array.Reverse(sizes);
            }

            crossed = CrossedLevels.Of(this.effects[0], this.effects[1], rows);
            few = crossed is null && this.effects[1].Count <= MostDense && sizes[0].Sum(n => n * n) < 3e8 ? new FewLevels(this.effects[0], this.effects[1], sizes[0]) : null;
        }
    }

    public int Rows { get; }

    /// <summary>The most iterations any column needed; zero where the solution is direct.</summary>
    public int Iterations => iterations;

    /// <summary>Replaces each column by its residual. Columns are independent, so they run in parallel.</summary>
    public void Apply(IReadOnlyList<double[]> columns, CancellationToken cancel = default)
    {
        if (columns.Count == 1)
        {
            Apply(columns[0]);
            return;
        }

        Parallel.For(0, columns.Count, new ParallelOptions { CancellationToken = cancel }, c => Apply(columns[c]));
    }

    public void Apply(double[] x)
    {
        switch (effects.Length)
        {
            case 0:
                return;
            case 1:
                Subtract(x, effects[0], Means(x, 0));
                return;
            default:
                if (crossed is not null)
                {
                    crossed.Apply(x);
                }
                else if (few is not null)
                {
                    few.Apply(x);
                }
                else
                {
                    Project(x);
                }

                return;
        }
    }

    /// <summary>Diagonal of the hat matrix of the dummies; null where it is not cheap (three effects, or two large ones).</summary>
    public double[]? Leverages()
    {
        var h = new double[Rows];
        switch (effects.Length)
        {
            case 0:
                return h;
            case 1:
                for (var i = 0; i < h.Length; i++)
                {
                    h[i] = 1 / sizes[0][effects[0].Codes[i]];
                }

                return h;
            case 2 when crossed is not null:
                h.AsSpan().Fill(1.0 / effects[0].Count + 1.0 / effects[1].Count - 1.0 / Rows);
                return h;
            case 2 when few is not null:
                few.Leverages(h);
                return h;
            default:
                return null;
        }
    }

    private static double[] Sizes(Grouping effect)
    {
        var sizes = new double[effect.Count];
        foreach (var code in effect.Codes)
        {
            sizes[code]++;
        }

        return sizes;
    }

    private double[] Means(double[] x, int effect)
    {
        var (codes, means) = (effects[effect].Codes, new double[effects[effect].Count]);
        for (var i = 0; i < codes.Length; i++)
        {
            means[codes[i]] += x[i];
        }

        for (var g = 0; g < means.Length; g++)
        {
            means[g] /= sizes[effect][g];
        }

        return means;
    }

    private static void Subtract(double[] x, Grouping effect, double[] means)
    {
        var codes = effect.Codes;
        for (var i = 0; i < codes.Length; i++)
        {
            x[i] -= means[codes[i]];
        }
    }

    /// <summary>
    /// Conjugate gradients on (I - T) with T the palindrome of projections M1 M2 … MQ … M2 M1: symmetric, so the
    /// limit is the orthogonal projection. Ends when the last step is below the tolerance of the column's length.
    /// </summary>
    private void Project(double[] x)
    {
        var start = Math.Sqrt(CrossProducts.Dot(x, x));
        if (start == 0)
        {
            return;
        }

        // One sweep first: what is left is orthogonal to the first effect and shorter.
        var residual = Moved(x);
        var direction = (double[])residual.Clone();
        var squares = CrossProducts.Dot(residual, residual);
        var turn = 0;
        while (Math.Sqrt(squares) > tolerance * start)
        {
            if (++turn > mostIterations)
            {
                throw Refuse.With(Refusal.NotConverged, "固定效应迭代未收敛", "the fixed effects did not converge");
            }

            var moved = Moved(direction);
            var curvature = CrossProducts.Dot(direction, moved);
            if (!(curvature > 0))
            {
                break;
            }

            var step = squares / curvature;
            for (var i = 0; i < x.Length; i++)
            {
                x[i] -= step * direction[i];
                residual[i] -= step * moved[i];
            }

            var next = CrossProducts.Dot(residual, residual);
            var keep = next / squares;
            squares = next;
            for (var i = 0; i < x.Length; i++)
            {
                direction[i] = residual[i] + keep * direction[i];
            }
        }

        InterlockedMax(turn);
    }

    /// <summary>x - T x.</summary>
    private double[] Moved(double[] x)
    {
        var swept = (double[])x.Clone();
        for (var e = 0; e < effects.Length; e++)
        {
            Subtract(swept, effects[e], Means(swept, e));
        }

        for (var e = effects.Length - 2; e >= 0; e--)
        {
            Subtract(swept, effects[e], Means(swept, e));
        }

        for (var i = 0; i < x.Length; i++)
        {
            swept[i] = x[i] - swept[i];
        }

        return swept;
    }

    private void InterlockedMax(int turn)
    {
        int seen;
        while ((seen = Volatile.Read(ref iterations)) < turn && Interlocked.CompareExchange(ref iterations, turn, seen) != seen)
        {
        }
    }
}
