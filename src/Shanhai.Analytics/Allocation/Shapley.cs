using System.Numerics;
using Shanhai.Analytics.Numerics;

namespace Shanhai.Analytics.Allocation;

/// <summary>Shapley values with the error of sampling, zero when exact.</summary>
/// <param name="Values">One per player; they add up to the worth of all players minus the worth of none.</param>
/// <param name="StandardErrors">One per player; all zero when exact.</param>
/// <param name="Permutations">Orders drawn; null when exact.</param>
/// <param name="Seed">The seed of the drawing; null when exact.</param>
public sealed record ShapleyValues(IReadOnlyList<double> Values, IReadOnlyList<double> StandardErrors, int? Permutations, ulong? Seed)
{
    /// <summary>The result in a paragraph.</summary>
    public string Summary(Language language) => Term.Say(
        language,
        $"{Values.Count} 方的 Shapley 值，合计 {Values.Sum():G6}{(Permutations is null ? "，精确计算" : "，抽样估计")}。",
        $"Shapley values of {Values.Count} players, {Values.Sum():G6} in all, {(Permutations is null ? "exact" : "sampled")}.");
}

/// <summary>
/// Shapley value: the average over all orders of arrival of what a player adds (Shapley 1953). Parts sum to the whole.
/// </summary>
public static class Shapley
{
    /// <summary>Most players for which all coalitions are visited.</summary>
    public const int MostExact = 20;

    /// <summary>
    /// Exact values from all 2^n coalitions: phi_i = sum over S without i of |S|! (n-|S|-1)!/n! (v(S with i) - v(S)).
    /// </summary>
    /// <param name="players">1 to 20.</param>
    /// <param name="worth">Worth of a coalition; bit i set means player i takes part. Called once per coalition, in order.</param>
    /// <param name="progress">Told the share done.</param>
    /// <param name="cancellation">Checked for every coalition.</param>
    /// <remarks>Oracle a06 <c>shapley_*</c>.</remarks>
    /// <exception cref="RefusedException">No player or more than 20.</exception>
    /// <example><code>
    /// // Two players worth 10 and 20 alone and 50 together.
    /// Shapley.Exact(2, s => new double[] { 0, 10, 20, 50 }[s]).Values // 20, 30
    /// </code></example>
    public static ShapleyValues Exact(int players, Func<uint, double> worth, IProgress<double>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(worth);
        Refuse.Unless(players is >= 1 and <= MostExact, $"精确计算的参与者为 1 至 {MostExact} 个", $"exact values need 1 to {MostExact} players");
        var v = new double[1 << players];
        for (uint s = 0; s < v.Length; s++)
        {
            cancellation.ThrowIfCancellationRequested();
            v[s] = worth(s);
            SharedWork.Told(progress, (int)s + 1, v.Length);
        }

        // w[k] = k! (n-1-k)! / n!, by the recursion of binomials to stay in range.
        var share = new double[players];
        share[0] = 1.0 / players;
        for (var k = 1; k < players; k++)
        {
            share[k] = share[k - 1] * k / (players - k);
        }

        var sums = new Sum[players];
        for (uint s = 0; s < v.Length; s++)
        {
            var size = BitOperations.PopCount(s);
            for (var i = 0; i < players; i++)
            {
                if ((s & (1u << i)) == 0)
                {
                    sums[i].Add(share[size] * (v[s | (1u << i)] - v[s]));
                }
            }
        }

        return new ShapleyValues([.. sums.Select(x => x.Value)], new double[players], null, null);
    }

    /// <summary>
    /// Values from orders drawn at random, each with its reverse (antithetic), which keeps them unbiased and still
    /// summing to the whole. Errors are those of the mean over pairs.
    /// </summary>
    /// <param name="players">At least 1.</param>
    /// <param name="worth">Worth of a coalition given as one flag per player.</param>
    /// <param name="pairs">Pairs of orders, at least 2.</param>
    /// <param name="seed">Same seed, same answer.</param>
    /// <param name="progress">Told the share done.</param>
    /// <param name="cancellation">Checked between orders.</param>
    /// <exception cref="RefusedException">No player, or fewer than two pairs.</exception>
    /// <example><code>Shapley.Sampled(2, s => s.Span[0] ? s.Span[1] ? 50 : 10 : s.Span[1] ? 20 : 0, pairs: 10, seed: 7).Values // 20, 30</code></example>
    public static ShapleyValues Sampled(int players, Func<ReadOnlyMemory<bool>, double> worth, int pairs, ulong seed, IProgress<double>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(worth);
        Refuse.Unless(players >= 1, "至少需要一个参与者", "at least one player is needed");
        Refuse.Unless(pairs >= 2, "至少需要两对抽样次序", "at least two pairs of orders are needed");
        var random = new SeededRandom(seed);
        var order = Enumerable.Range(0, players).ToArray();
        var (sum, squares) = (new Sum[players], new Sum[players]);
        var none = worth(new bool[players]);
        for (var p = 0; p < pairs; p++)
        {
            cancellation.ThrowIfCancellationRequested();
            random.Shuffle<int>(order);
            var gain = new double[players];
            foreach (var turn in new[] { order, [.. order.Reverse()] })
            {
                var (present, before) = (new bool[players], none);
                foreach (var i in turn)
                {
                    present[i] = true;
                    var after = worth(present);
                    gain[i] += (after - before) / 2;
                    before = after;
                }
            }

            for (var i = 0; i < players; i++)
            {
                sum[i].Add(gain[i]);
                squares[i].Add(gain[i] * gain[i]);
            }

            SharedWork.Told(progress, p + 1, pairs);
        }

        double[] mean = [.. sum.Select(s => s.Value / pairs)];
        return new ShapleyValues(
            mean,
            [.. mean.Select((m, i) => Math.Sqrt(Math.Max(0, squares[i].Value / pairs - m * m) / (pairs - 1)))],
            pairs,
            seed);
    }
}
