using Shanhai.Analytics.Numerics;

namespace Shanhai.Analytics.Synthetic;

/// <summary>The three standard errors of synthdid 0.0.9, each the same for a seed on any number of threads.</summary>
public sealed partial record SyntheticDifference
{
    /// <summary>
    /// Placebo standard error (algorithm 4): as many controls as there are treated units, drawn at random, play the treated; weights are
    /// estimated anew with the penalties kept. Assumes that treated and control units are equally noisy. The only one for a single treated unit.
    /// </summary>
    /// <param name="draws">Placebos, default 200.</param>
    /// <param name="seed">Seed.</param>
    /// <param name="progress">Told the share done.</param>
    /// <param name="cancellation">Checked at every draw.</param>
    /// <exception cref="RefusedException">Not more controls than treated units.</exception>
    public ResampledError Placebo(int draws = 200, ulong seed = 1, IProgress<double>? progress = null, CancellationToken cancellation = default)
    {
        Refuse.Unless(draws >= 2, "重复次数至少为 2", "at least 2 draws");
        var (n, m) = (block.Controls.Count, block.Treated.Count);
        Refuse.IfFewer(n, m + 1, "对照单位", "controls");
        var values = Repeat(draws, seed, random =>
        {
            var order = Enumerable.Range(0, n).ToArray();
            random.Shuffle<int>(order);
            return Again(new Sample(block, order[..(n - m)], order[(n - m)..]));
        }, progress, cancellation);
        return new ResampledError(new Term("安慰剂法", "placebo"), Spread(values), values, seed);
    }

    /// <summary>
    /// Bootstrap standard error (algorithm 2): units drawn with replacement until both sides are there; weights estimated anew, penalties kept.
    /// </summary>
    /// <param name="draws">Draws, default 200.</param>
    /// <param name="seed">Seed.</param>
    /// <param name="progress">Told the share done.</param>
    /// <param name="cancellation">Checked at every draw.</param>
    /// <exception cref="RefusedException">One treated unit.</exception>
    public ResampledError Bootstrap(int draws = 200, ulong seed = 1, IProgress<double>? progress = null, CancellationToken cancellation = default)
    {
        Refuse.Unless(draws >= 2, "重复次数至少为 2", "at least 2 draws");
        Refuse.IfFewer(block.Treated.Count, 2, "受处理单位", "treated units");
        var values = Repeat(draws, seed, random =>
        {
            while (true)
            {
                int[] drawn = [.. Enumerable.Range(0, block.Units).Select(_ => random.Next(block.Units)).Order()];
                int[] controls = [.. drawn.Where(u => u < block.Controls.Count)], treated = drawn[controls.Length..];
                if (controls.Length > 0 && treated.Length > 0)
                {
                    return Again(new Sample(block, controls, treated));
                }
            }
        }, progress, cancellation);
        return new ResampledError(new Term("自助法", "bootstrap"), Spread(values), values, seed);
    }

    /// <summary>
    /// Jackknife standard error (algorithm 3): every unit left out in turn, the other weights kept and rescaled. Not meant for the synthetic control.
    /// </summary>
    /// <param name="cancellation">Checked for every unit.</param>
    /// <exception cref="RefusedException">One treated unit, or one control carries all the weight.</exception>
    public ResampledError Jackknife(CancellationToken cancellation = default)
    {
        Refuse.IfFewer(block.Treated.Count, 2, "受处理单位", "treated units");
        Refuse.IfFewer(units.Count(w => w > 0), 2, "权重为正的对照", "controls with a positive weight");
        var n = block.Units;
        var values = new double[n];
        for (var left = 0; left < n; left++)
        {
            cancellation.ThrowIfCancellationRequested();
            int[] rest = [.. Enumerable.Range(0, n).Where(u => u != left)];
            int[] controls = [.. rest.Where(u => u < block.Controls.Count)];
            var kept = controls.Sum(u => units[u]);
            values[left] = new Sample(block, controls, rest[controls.Length..]).Effect([.. controls.Select(u => units[u] / kept)], times);
        }

        var mean = Sums.Of(values) / n;
        var squares = Sums.Of([.. values.Select(v => (v - mean) * (v - mean))]);
        return new ResampledError(new Term("刀切法", "jackknife"), Math.Sqrt((n - 1.0) / n * squares), values, null);
    }

    private double Again(Sample sample)
    {
        var (w, l) = Weigh(sample);
        return sample.Effect(w, l);
    }

    private static double[] Repeat(int draws, ulong seed, Func<SeededRandom, double> one, IProgress<double>? progress, CancellationToken cancellation)
    {
        var values = new double[draws];
        SharedWork.Run(draws, d => values[d] = one(new SeededRandom(seed, (ulong)d)), progress, cancellation);
        return values;
    }

    private static double Spread(double[] values)
    {
        var mean = Sums.Of(values) / values.Length;
        return Math.Sqrt(Sums.Of([.. values.Select(v => (v - mean) * (v - mean))]) / values.Length);
    }

    /// <summary>Units of a repetition: rows of the block that play control and treated.</summary>
    private sealed record Sample(TreatedBlock Block, int[] Controls, int[] Treated)
    {
        public static Sample Whole(TreatedBlock block) =>
            new(block, [.. Enumerable.Range(0, block.Controls.Count)], [.. Enumerable.Range(block.Controls.Count, block.Treated.Count)]);

        public double TreatedMean(int period)
        {
            var sum = default(Sum);
            foreach (var u in Treated)
            {
                sum.Add(Block[u, period]);
            }

            return sum.Value / Treated.Length;
        }

        public double Comparison(double[] weights, int period)
        {
            var sum = default(Sum);
            for (var j = 0; j < Controls.Length; j++)
            {
                sum.Add(weights[j] * Block[Controls[j], period]);
            }

            return sum.Value;
        }

        public double MeanAfter(int unit)
        {
            var sum = default(Sum);
            for (var t = Block.Before; t < Block.Periods.Count; t++)
            {
                sum.Add(Block[unit, t]);
            }

            return sum.Value / Block.After;
        }

        public double Effect(double[] weights, double[] times)
        {
            var sum = default(Sum);
            for (var t = 0; t < Block.Periods.Count; t++)
            {
                sum.Add((t < Block.Before ? -times[t] : 1.0 / Block.After) * (TreatedMean(t) - Comparison(weights, t)));
            }

            return sum.Value;
        }
    }
}
