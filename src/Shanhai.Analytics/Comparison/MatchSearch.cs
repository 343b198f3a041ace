using Shanhai.Analytics.Numerics;

namespace Shanhai.Analytics.Comparison;

/// <summary>Greedy nearest neighbours within strata of exact variables.</summary>
internal sealed class MatchSearch
{
    private readonly bool[] treated;
    private readonly Covariates covariates;
    private readonly MatchOptions options;
    private readonly double[] points;
    private readonly int dimensions;
    private readonly double limit;
    private readonly double tie;
    private double[] walk = [];
    private readonly (double[] Values, double Width)[] calipers;

    public MatchSearch(bool[] treated, Covariates covariates, MatchOptions options, IReadOnlyList<double>? scores)
    {
        (this.treated, this.covariates, this.options) = (treated, covariates, options);
        calipers = [.. options.CovariateCalipers.Select(c => (covariates[c.Key], c.Value * Deviation(covariates[c.Key])))];
        var caliper = options.Caliper ?? double.PositiveInfinity;
        tie = options.TieTolerance;
        if (scores is not null)
        {
            (points, dimensions) = ([.. scores], 1);
            var deviation = Deviation(points);
            (caliper, tie) = (caliper * deviation, tie * deviation * deviation);
        }
        else
        {
            (points, dimensions) = Whitened();
        }

        limit = caliper * caliper;
    }

    public static double Deviation(IReadOnlyList<double> values)
    {
        var mean = values.Average();
        return Math.Sqrt(Sums.Of([.. values.Select(v => (v - mean) * (v - mean))]) / (values.Count - 1));
    }

    public List<MatchedPair> Run(int[] order, CancellationToken cancellation)
    {
        var strata = Strata();
        if (dimensions == 1 && options is { Distance: MatchDistance.Propensity, Ties: MatchTies.One })
        {
            return Shared(ByScore(order, strata, cancellation));
        }

        var trees = strata.Select((s, i) => (s, i)).Where(p => !treated[p.i]).GroupBy(p => p.s, p => p.i)
            .ToDictionary(g => g.Key, g => new NearestRows(points, dimensions, [.. g]));
        var found = new List<MatchedPair>[treated.Length];
        var searchable = order.Where(i => trees.ContainsKey(strata[i])).ToArray();
        if (options.Replacement)
        {
            Parallel.ForEach(searchable, new ParallelOptions { CancellationToken = cancellation }, i => found[i] = Neighbours(i, trees[strata[i]]));
        }
        else
        {
            for (var round = 0; round < options.Ratio; round++)
            {
                foreach (var i in searchable)
                {
                    cancellation.ThrowIfCancellationRequested();
                    var (row, squared) = Pick(trees[strata[i]], i, Allowed(i, null));
                    if (row >= 0)
                    {
                        trees[strata[i]].Remove(row);
                        (found[i] ??= []).Add(new MatchedPair(i, row, 0, Math.Sqrt(squared)));
                    }
                }
            }
        }

        return Shared(found);
    }

    private static List<MatchedPair> Shared(List<MatchedPair>[] found) =>
        [.. found.Where(f => f is { Count: > 0 }).SelectMany(f => f.Select(p => p with { Weight = 1.0 / f.Count }))];

    private List<MatchedPair>[] ByScore(int[] order, int[] strata, CancellationToken cancellation)
    {
        var lines = strata.Select((s, i) => (s, i)).Where(p => !treated[p.i]).GroupBy(p => p.s, p => p.i).ToDictionary(g => g.Key, g => new NearestScores(points, [.. g]));
        var found = new List<MatchedPair>[treated.Length];
        for (var round = 0; round < options.Ratio; round++)
        {
            foreach (var i in order)
            {
                cancellation.ThrowIfCancellationRequested();
                HashSet<int>? used = options.Replacement && found[i] is { } earlier ? [.. earlier.Select(p => p.Control)] : null;
                if (!lines.TryGetValue(strata[i], out var line) || line.Nearest(points[i], i, Math.Sqrt(limit), Allowed(i, used)) is not { Row: >= 0 } nearest)
                {
                    continue;
                }

                (found[i] ??= []).Add(new MatchedPair(i, nearest.Row, 0, nearest.Distance));
                if (!options.Replacement)
                {
                    line.Remove(nearest.Row, points[nearest.Row]);
                }
            }
        }

        return found;
    }

    private List<MatchedPair> Neighbours(int i, NearestRows tree)
    {
        var pairs = new List<MatchedPair>();
        var used = new HashSet<int>();
        var last = 0.0;
        while (pairs.Count < options.Ratio)
        {
            var (row, squared) = Pick(tree, i, Allowed(i, used));
            if (row < 0)
            {
                return pairs;
            }

            used.Add(row);
            pairs.Add(new MatchedPair(i, row, 0, Math.Sqrt(squared)));
            last = squared;
        }

        return options.Ties == MatchTies.One
            ? pairs
            : [.. tree.Within(At(i), Math.Min(limit, last + tie), Allowed(i, null)).Select(row => new MatchedPair(i, row, 0, Distance(i, row)))];
    }

    /// <summary>
    /// The nearest; among equals the one MatchIt keeps, which walks outwards from the treated row in the order of one coordinate and takes the
    /// last of equals it meets.
    /// </summary>
    private (int Row, double Squared) Pick(NearestRows tree, int i, Func<int, bool>? allowed)
    {
        var nearest = tree.Nearest(At(i), limit, allowed);
        if (nearest.Row < 0 || walk.Length == 0)
        {
            return nearest;
        }

        var equals = tree.Within(At(i), nearest.Squared, allowed);
        var ahead = walk[equals[0]] > walk[i] || (walk[equals[0]] == walk[i] && equals[0] > i);
        return (ahead ? equals[^1] : equals[0], nearest.Squared);
    }

    private ReadOnlySpan<double> At(int row) => points.AsSpan(row * dimensions, dimensions);

    private double Distance(int i, int j)
    {
        var sum = 0.0;
        for (var d = 0; d < dimensions; d++)
        {
            var gap = points[i * dimensions + d] - points[j * dimensions + d];
            sum += gap * gap;
        }

        return Math.Sqrt(sum);
    }

    private Func<int, bool>? Allowed(int i, HashSet<int>? used) => calipers.Length == 0 && used is not { Count: > 0 }
        ? null
        : j => used?.Contains(j) != true && calipers.All(c => Math.Abs(c.Values[i] - c.Values[j]) <= c.Width);

    private int[] Strata()
    {
        var keys = new Dictionary<string, int>(StringComparer.Ordinal);
        var result = new int[treated.Length];
        for (var i = 0; i < result.Length && options.Exact.Count > 0; i++)
        {
            var key = string.Join('\n', options.Exact.Select(g => g.Codes[i]));
            if (!keys.TryGetValue(key, out result[i]))
            {
                keys[key] = result[i] = keys.Count;
            }
        }

        return result;
    }

    /// <summary>Coordinates in which the plain distance is the wanted one.</summary>
    private (double[] Points, int Dimensions) Whitened()
    {
        var x = covariates.Model();
        var (n, k) = (x.Rows, x.Columns);
        var deviations = new double[k];
        for (var j = 0; j < k; j++)
        {
            deviations[j] = Deviation([.. Enumerable.Range(0, n).Select(i => x[i, j])]);
            if (!(deviations[j] > 0))
            {
                throw Refuse.With(Refusal.NoVariation, $"{covariates.ModelNames[j]} 没有变化", $"{covariates.ModelNames[j]} does not vary");
            }

            for (var i = 0; i < n; i++)
            {
                x[i, j] /= deviations[j];
            }
        }

        if (options.Distance == MatchDistance.Standardised)
        {
            return (x.Values, k);
        }

        var covariance = Covariance(x, pooled: options.Distance == MatchDistance.Mahalanobis);
        var factor = covariance.Cholesky()
            ?? throw Refuse.With(Refusal.Singular, "变量共线，马氏距离无法计算", "the covariates are collinear: the Mahalanobis distance is not defined");
        var z = new double[n * k];
        for (var i = 0; i < n; i++)
        {
            for (var j = 0; j < k; j++)
            {
                var sum = x[i, j];
                for (var m = 0; m < j; m++)
                {
                    sum -= factor[j, m] * z[i * k + m];
                }

                z[i * k + j] = sum / factor[j, j];
            }
        }

        if (options is { Distance: MatchDistance.Mahalanobis, Ties: MatchTies.One })
        {
            walk = Walk(x, covariance.Inverse());
        }

        return (z, k);
    }

    /// <summary>First coordinate of a pivoted factor of the inverse covariance: the column with the largest element leads.</summary>
    private static double[] Walk(Matrix x, Matrix inverse)
    {
        var lead = Enumerable.Range(0, inverse.Rows).MaxBy(j => inverse[j, j]);
        return [.. Enumerable.Range(0, x.Rows).Select(i => Sums.Product(x.Row(i), inverse.Row(lead)))];
    }

    private Matrix Covariance(Matrix x, bool pooled)
    {
        var (n, k, sides) = (x.Rows, x.Columns, pooled ? 2 : 1);
        var means = new double[sides, k];
        var counts = new double[sides];
        for (var i = 0; i < n; i++)
        {
            var side = pooled && treated[i] ? 1 : 0;
            counts[side]++;
            for (var j = 0; j < k; j++)
            {
                means[side, j] += x[i, j];
            }
        }

        var result = new Matrix(k, k);
        for (var i = 0; i < n; i++)
        {
            var side = pooled && treated[i] ? 1 : 0;
            for (var j = 0; j < k; j++)
            {
                for (var m = 0; m < k; m++)
                {
                    result[j, m] += (x[i, j] - means[side, j] / counts[side]) * (x[i, m] - means[side, m] / counts[side]) / (n - sides);
                }
            }
        }

        return result;
    }
}
