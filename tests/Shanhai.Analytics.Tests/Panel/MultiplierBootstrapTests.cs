using Shanhai.Analytics.Numerics;
using Shanhai.Analytics.Panel;

namespace Shanhai.Analytics.Tests.Panel;

public sealed class MultiplierBootstrapTests
{
    private readonly GroupTimeEffects effects = GroupTimeEffects.Of(Counties.Simulated(21, 450, 7, [0, 3, 5], (_, e) => 1 + e).Panel);

    [Fact]
    public void Errors_come_near_the_analytic_ones_and_the_band_is_wider_than_a_single_interval()
    {
        var average = effects.Average(AverageKind.EventTime);

        var band = average.Bootstrap(2_000, seed: 4);

        foreach (var effect in band.Effects)
        {
            effect.BootstrapError.ShouldBe(effect.Effect.StandardError, 0.12 * effect.Effect.StandardError);
            effect.Lower.ShouldBe(effect.Effect.Value - band.CriticalValue * effect.BootstrapError, 1e-12);
        }

        band.CriticalValue.ShouldBeInRange(2.2, 3.3);
        band.Summary(Language.English).ShouldContain("2000 multiplier draws, seed 4");
        effects.Bootstrap(999).CriticalValue.ShouldBeGreaterThan(band.CriticalValue - 0.3);
    }

    [Fact]
    public void A_seed_gives_one_answer_however_many_threads_take_part()
    {
        var alone = effects.Bootstrap(1_100, seed: 9);

        // Eight at once: each gets whatever workers are left, down to its own thread only.
        var together = new SimultaneousBand[8];
        Parallel.For(0, together.Length, i => together[i] = effects.Bootstrap(1_100, seed: 9));

        together.ShouldAllBe(band => band.CriticalValue == alone.CriticalValue && band.Effects.SequenceEqual(alone.Effects));
        effects.Bootstrap(1_100, seed: 10).CriticalValue.ShouldNotBe(alone.CriticalValue);
    }

    [Fact]
    public void Estimates_are_the_same_to_the_last_bit_however_many_threads_take_part()
    {
        var rows = Counties.Simulated(31, 6_000, 7, [0, 3, 5], (_, e) => 1 + e, gaps: 0.05);
        Column[] x = [new("x", rows.Unit.Select((u, i) => Math.Sin(u * rows.Period[i])).ToArray())];
        var panel = rows.Panel;
        (double, double, double) Of() => (
            SunAbraham.Fit(panel, x).Events.Average!.StandardError, Imputation.Fit(panel, x).Average.StandardError,
            GroupTimeEffects.Of(panel, new() { Gaps = PanelGaps.EachPair, Covariates = x }).Average(AverageKind.Simple).Overall.StandardError);
        var alone = Of();

        var together = new (double, double, double)[4];
        Parallel.For(0, together.Length, i => together[i] = Of());

        together.ShouldAllBe(found => found.Equals(alone));
    }

    [Fact]
    public void Tabled_sums_are_the_signed_sums_of_the_rows()
    {
        var random = new SeededRandom(1);
        double[][] columns = [.. Enumerable.Range(0, 19).Select(_ => Enumerable.Range(0, 21).Select(_ => random.NextNormal()).ToArray())];

        var sums = MultiplierBootstrap.Sums(columns, 100, 3, null, default);

        for (var d = 0; d < 100; d++)
        {
            var bits = new SeededRandom(3, (ulong)d).NextBits();
            for (var c = 0; c < columns.Length; c++)
            {
                sums[c][d].ShouldBe(columns[c].Select((x, i) => ((bits >> i) & 1) == 1 ? x : -x).Sum(), 1e-12);
            }
        }
    }

    [Fact]
    public void Clusters_are_drawn_whole()
    {
        var rows = Counties.Simulated(5, 200, 6, [0, 4], (_, _) => 1);
        var options = new GroupTimeOptions { Cluster = Grouping.Of([.. rows.Unit.Select(u => u / 4)]) };

        var clustered = GroupTimeEffects.Of(rows.Panel, options);
        var band = clustered.Average(AverageKind.Calendar).Bootstrap(1_500);

        foreach (var effect in band.Effects)
        {
            effect.BootstrapError.ShouldBe(effect.Effect.StandardError, 0.25 * effect.Effect.StandardError);
        }

        Should.Throw<RefusedException>(() => clustered.Bootstrap(10)).Reason.ShouldBe(Refusal.InvalidOption);
        Should.Throw<RefusedException>(() => clustered.Average(AverageKind.Simple).Bootstrap()).Reason.ShouldBe(Refusal.TooFew);
    }
}
