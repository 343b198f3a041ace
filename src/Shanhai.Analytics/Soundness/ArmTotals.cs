using Shanhai.Analytics.Numerics;

namespace Shanhai.Analytics.Soundness;

/// <summary>Sums of outcomes by cluster in two arms, from which differences of means are drawn again and again.</summary>
internal sealed class ArmTotals
{
    private readonly (double Rows, double[] Sums)[][] arms = new (double, double[])[2][];
    private readonly int outcomes;

    public ArmTotals(bool[] treated, IReadOnlyList<Column> columns, Grouping? clusters)
    {
        outcomes = columns.Count;
        foreach (var column in columns)
        {
            Refuse.UnlessSameLength(treated.Length, column.Values.Length, column.Name);
            Refuse.UnlessFinite(column.Values.Span, column.Name);
        }

        if (clusters is not null)
        {
            Refuse.UnlessSameLength(treated.Length, clusters.Codes.Length, "clusters");
        }

        var lists = new[] { new Dictionary<int, (double Rows, double[] Sums)>(), new Dictionary<int, (double Rows, double[] Sums)>() };
        for (var i = 0; i < treated.Length; i++)
        {
            var (side, cluster) = (treated[i] ? 1 : 0, clusters?.Codes[i] ?? i);
            if (lists[1 - side].ContainsKey(cluster))
            {
                throw Refuse.With(Refusal.NotNested, $"聚类 {clusters!.Names[cluster]} 同时含有受处理与未处理的行", $"cluster {clusters!.Names[cluster]} holds treated and untreated rows", i);
            }

            var (rows, sums) = lists[side].GetValueOrDefault(cluster, (0, new double[outcomes]));
            for (var k = 0; k < outcomes; k++)
            {
                sums[k] += columns[k].Values.Span[i];
            }

            lists[side][cluster] = (rows + 1, sums);
        }

        for (var side = 0; side < 2; side++)
        {
            arms[side] = [.. lists[side].Values];
            Refuse.IfFewer(arms[side].Length, 2, side == 1 ? "受处理的聚类" : "未处理的聚类", side == 1 ? "treated clusters" : "untreated clusters");
        }
    }

    /// <summary>Differences of means and their errors between clusters; of the sample as it is, or of a draw with replacement within arms.</summary>
    public (double[] Effects, double[] Errors) Estimate(SeededRandom? random)
    {
        var (effects, variances) = (new double[outcomes], new double[outcomes]);
        for (var side = 0; side < 2; side++)
        {
            var arm = arms[side];
            var drawn = random is null ? arm : [.. arm.Select(_ => arm[random.Next(arm.Length)])];
            var rows = drawn.Sum(c => c.Rows);
            for (var k = 0; k < outcomes; k++)
            {
                var mean = drawn.Sum(c => c.Sums[k]) / rows;
                var squares = drawn.Sum(c => (c.Sums[k] - c.Rows * mean) * (c.Sums[k] - c.Rows * mean));
                effects[k] += side == 1 ? mean : -mean;
                variances[k] += drawn.Length / (drawn.Length - 1.0) * squares / (rows * rows);
            }
        }

        return (effects, [.. variances.Select(Math.Sqrt)]);
    }
}
