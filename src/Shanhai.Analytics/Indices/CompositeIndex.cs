using Shanhai.Analytics.Numerics;

namespace Shanhai.Analytics.Indices;

/// <summary>How an indicator is brought to a common scale.</summary>
public enum Normalisation
{
    /// <summary>(x - mean)/sd, sd with divisor n - 1. Not for geometric aggregation.</summary>
    Standard,

    /// <summary>(x - min)/(max - min).</summary>
    MinMax,

    /// <summary>Average rank over n, from just above 0 to 1.</summary>
    Rank,

    /// <summary>x over the target (target over x when less is better), at most 1.</summary>
    DistanceToTarget,
}

/// <summary>How weights are found.</summary>
public enum Weighting
{
    /// <summary>All the same.</summary>
    Equal,

    /// <summary>Those given with the indicators.</summary>
    Given,

    /// <summary>Squared loadings on the first principal component of the correlations.</summary>
    PrincipalComponent,

    /// <summary>Entropy: 1 + sum p ln p / ln n with p the share of each row in the shifted indicator; more for indicators that tell rows apart.</summary>
    Entropy,
}

/// <summary>How indicators are joined.</summary>
public enum Aggregation
{
    /// <summary>Weighted mean: a weakness can be made up for.</summary>
    Arithmetic,

    /// <summary>Weighted geometric mean: a weakness weighs more. Needs positive normalised values.</summary>
    Geometric,
}

/// <summary>An indicator.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Values">One per row, finite.</param>
/// <param name="MoreIsBetter">Direction.</param>
/// <param name="Weight">Weight for <see cref="Weighting.Given"/>, not negative.</param>
/// <param name="Target">Target for <see cref="Normalisation.DistanceToTarget"/>, positive.</param>
public sealed record IndexIndicator(string Name, ReadOnlyMemory<double> Values, bool MoreIsBetter = true, double Weight = 1, double? Target = null);

/// <summary>
/// A composite index after the handbook of the OECD and JRC (2008): normalise, weigh, aggregate; and how far the ranks
/// depend on those choices.
/// </summary>
/// <param name="Scores">One per row.</param>
/// <param name="Ranks">1 is best; equal scores share their average rank.</param>
/// <param name="Weights">Weights used, summing to one.</param>
/// <param name="Normalised">Normalised values, indicator by indicator.</param>
/// <param name="Notes">What the reader has to know.</param>
public sealed record CompositeIndex(
    IReadOnlyList<double> Scores, IReadOnlyList<double> Ranks, IReadOnlyList<double> Weights, IReadOnlyList<IReadOnlyList<double>> Normalised, IReadOnlyList<Note> Notes)
{
    /// <summary>The result in a paragraph.</summary>
    public string Summary(Language language) => Term.Say(
        language,
        $"{Scores.Count} 个单位的综合指数，得分 {Scores.Min():G4} 至 {Scores.Max():G4}；{string.Join("；", Notes.Select(n => n.Text.Chinese))}",
        $"Composite index of {Scores.Count} units, scores {Scores.Min():G4} to {Scores.Max():G4}; {string.Join("; ", Notes.Select(n => n.Text.English))}");

    /// <summary>Builds the index.</summary>
    /// <param name="indicators">At least one, at least two rows.</param>
    /// <param name="normalisation">Common scale.</param>
    /// <param name="weighting">Weights.</param>
    /// <param name="aggregation">Joining.</param>
    /// <param name="floor">For geometric aggregation of min-max values: values are moved to floor + (1 - floor) x, because the worst would make the whole 0. Default 0.01, reported as a note.</param>
    /// <exception cref="RefusedException">An indicator that does not vary; geometric aggregation of standard scores; a missing target.</exception>
    /// <example><code>CompositeIndex.Of([new("income", new double[] { 1, 2, 3 }), new("road", new double[] { 2, 4, 2 })]).Scores // 0, 0.75, 0.5</code></example>
    public static CompositeIndex Of(
        IReadOnlyList<IndexIndicator> indicators, Normalisation normalisation = Normalisation.MinMax, Weighting weighting = Weighting.Equal,
        Aggregation aggregation = Aggregation.Arithmetic, double floor = 0.01)
    {
        var columns = Normalise(indicators, normalisation);
        var notes = new List<Note>();
        if (aggregation == Aggregation.Geometric)
        {
            Refuse.Unless(normalisation != Normalisation.Standard, "标准分有负值，不能几何平均", "standard scores are negative for half the rows: no geometric mean");
            if (normalisation == Normalisation.MinMax)
            {
                Refuse.Unless(floor is > 0 and < 1, "下限须在 0 与 1 之间", "the floor lies between 0 and 1");
                columns = [.. columns.Select(c => c.Select(x => floor + (1 - floor) * x).ToArray())];
                notes.Add(new Note("floor", new Term($"几何平均前已将最小值抬升至 {floor}", $"values moved up to a floor of {floor} before the geometric mean")));
            }

            if (columns.Any(c => c.Any(x => !(x > 0))))
            {
                throw Refuse.With(Refusal.NonPositiveValue, "几何平均需要正值", "a geometric mean needs positive values");
            }
        }

        var weights = WeightsOf(indicators, columns, weighting);
        var scores = Scored(columns, weights, aggregation);
        return new CompositeIndex(scores, Ranked(scores), weights, columns, notes);
    }

    /// <summary>
    /// Ranks under uncertain choices: draws a normalisation, an aggregation and weights (uniform within plus and minus
    /// <paramref name="spread"/> of equal or given ones, then scaled to one) many times.
    /// </summary>
    /// <param name="indicators">The indicators; with targets distance to target joins the draws.</param>
    /// <param name="draws">At least 2.</param>
    /// <param name="seed">Same seed, same answer on any number of threads.</param>
    /// <param name="spread">Relative spread of weights, 0 to 1, default 0.25.</param>
    /// <param name="progress">Told the share done.</param>
    /// <param name="cancellation">Checked between draws.</param>
    /// <exception cref="RefusedException">As for the index; fewer than two draws; a spread outside 0 and 1.</exception>
    /// <example><code>CompositeIndex.Sensitivity([new("income", new double[] { 1, 2, 3 }), new("road", new double[] { 1, 2, 4 })], draws: 100, seed: 7).Select(r => r.Median) // 3, 2, 1</code></example>
    public static IReadOnlyList<RankRange> Sensitivity(IReadOnlyList<IndexIndicator> indicators, int draws, ulong seed, double spread = 0.25, IProgress<double>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(indicators);
        Refuse.Unless(draws >= 2 && spread is >= 0 and <= 1, "至少抽取两次，权重变动幅度在 0 与 1 之间", "at least two draws, spread between 0 and 1");
        var kinds = new List<Normalisation> { Normalisation.MinMax, Normalisation.Rank, Normalisation.Standard };
        if (indicators.All(i => i.Target is not null))
        {
            kinds.Add(Normalisation.DistanceToTarget);
        }

        var tables = kinds.ToDictionary(k => k, k => Normalise(indicators, k));
        var ranks = new double[draws][];
        SharedWork.Run(draws, d =>
        {
            var random = new SeededRandom(seed, (ulong)d);
            var kind = kinds[random.Next(kinds.Count)];
            var geometric = random.NextDouble() < 0.5 && kind is Normalisation.MinMax or Normalisation.Rank;
            var raw = indicators.Select(i => i.Weight * (1 + spread * (2 * random.NextDouble() - 1))).ToArray();
            var columns = geometric && kind == Normalisation.MinMax ? [.. tables[kind].Select(c => c.Select(x => 0.01 + 0.99 * x).ToArray())] : tables[kind];
            ranks[d] = Ranked(Scored(columns, [.. raw.Select(w => w / raw.Sum())], geometric ? Aggregation.Geometric : Aggregation.Arithmetic));
        }, progress, cancellation);
        return
        [
            .. Enumerable.Range(0, ranks[0].Length).Select(row =>
            {
                var own = ranks.Select(r => r[row]).Order().ToArray();
                return new RankRange(row, own[(int)(0.05 * (draws - 1))], Numerics.Ranks.Median(own), own[(int)Math.Ceiling(0.95 * (draws - 1))]);
            }),
        ];
    }

    private static double[][] Normalise(IReadOnlyList<IndexIndicator> indicators, Normalisation kind)
    {
        ArgumentNullException.ThrowIfNull(indicators);
        Refuse.IfFewer(indicators.Count, 1, "指标", "indicators");
        var rows = indicators[0].Values.Length;
        Refuse.IfFewer(rows, 2, "行", "rows");
        return [.. indicators.Select(i => Normalise(i, rows, kind))];
    }

    private static double[] Normalise(IndexIndicator indicator, int rows, Normalisation kind)
    {
        var x = indicator.Values.ToArray();
        Refuse.UnlessSameLength(rows, x.Length, indicator.Name);
        Refuse.UnlessFinite(x, indicator.Name);
        var (min, max) = (x.Min(), x.Max());
        if (min == max)
        {
            throw Refuse.With(Refusal.NoVariation, $"指标“{indicator.Name}”没有差异", $"indicator '{indicator.Name}' does not vary");
        }

        var sign = indicator.MoreIsBetter ? 1 : -1;
        switch (kind)
        {
            case Normalisation.Standard:
                var mean = Sums.Of(x) / rows;
                var deviation = Math.Sqrt(x.Sum(v => (v - mean) * (v - mean)) / (rows - 1));
                return [.. x.Select(v => sign * (v - mean) / deviation)];
            case Normalisation.MinMax:
                return [.. x.Select(v => indicator.MoreIsBetter ? (v - min) / (max - min) : (max - v) / (max - min))];
            case Normalisation.Rank:
                return [.. Numerics.Ranks.Average([.. x.Select(v => sign * v)]).Select(r => r / rows)];
            default:
                Refuse.Unless(indicator.Target is > 0, $"指标“{indicator.Name}”缺少正的目标值", $"indicator '{indicator.Name}' has no positive target");
                Refuse.Unless(indicator.MoreIsBetter || min > 0, $"指标“{indicator.Name}”须为正值", $"indicator '{indicator.Name}' must be positive");
                return [.. x.Select(v => Math.Min(1, indicator.MoreIsBetter ? v / indicator.Target!.Value : indicator.Target!.Value / v))];
        }
    }

    private static double[] WeightsOf(IReadOnlyList<IndexIndicator> indicators, double[][] columns, Weighting weighting)
    {
        double[] raw = weighting switch
        {
            Weighting.Equal => [.. indicators.Select(_ => 1.0)],
            Weighting.Given => [.. indicators.Select(i => i.Weight)],
            Weighting.PrincipalComponent => FirstComponent(columns),
            _ => [.. columns.Select(Information)],
        };
        Refuse.Unless(raw.All(w => w >= 0) && raw.Sum() > 0, "权重不能为负且不能全为零", "weights are not negative and not all zero");
        return [.. raw.Select(w => w / raw.Sum())];
    }

    private static double[] FirstComponent(double[][] columns)
    {
        var z = columns.Select(c =>
        {
            var mean = c.Average();
            var length = Math.Sqrt(c.Sum(v => (v - mean) * (v - mean)));
            return c.Select(v => (v - mean) / length).ToArray();
        }).ToArray();
        var correlations = new Matrix(z.Length, z.Length);
        for (var i = 0; i < z.Length; i++)
        {
            for (var j = 0; j < z.Length; j++)
            {
                correlations[i, j] = Sums.Product(z[i], z[j]);
            }
        }

        var vectors = correlations.SymmetricEigen().Vectors;
        return [.. Enumerable.Range(0, z.Length).Select(i => vectors[i, 0] * vectors[i, 0])];
    }

    private static double Information(double[] column)
    {
        var min = column.Min();
        var shifted = column.Select(v => v - min).ToArray();
        var total = shifted.Sum();
        return 1 + shifted.Where(v => v > 0).Sum(v => v / total * Math.Log(v / total)) / Math.Log(column.Length);
    }

    private static double[] Scored(double[][] columns, double[] weights, Aggregation aggregation)
    {
        var scores = new double[columns[0].Length];
        for (var row = 0; row < scores.Length; row++)
        {
            var sum = default(Sum);
            for (var k = 0; k < columns.Length; k++)
            {
                sum.Add(weights[k] * (aggregation == Aggregation.Geometric ? Math.Log(columns[k][row]) : columns[k][row]));
            }

            scores[row] = aggregation == Aggregation.Geometric ? Math.Exp(sum.Value) : sum.Value;
        }

        return scores;
    }

    private static double[] Ranked(double[] scores) => Numerics.Ranks.Average([.. scores.Select(s => -s)]);
}

/// <summary>Where a row's rank lies when the choices vary.</summary>
/// <param name="Row">The row.</param>
/// <param name="Best">Rank that 5 % of draws beat or reach.</param>
/// <param name="Median">Median rank.</param>
/// <param name="Worst">Rank that 95 % of draws beat or reach.</param>
public sealed record RankRange(int Row, double Best, double Median, double Worst);
