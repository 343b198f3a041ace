using System.Reflection;
using Shanhai.Analytics.Numerics;
using Shanhai.Analytics.Soundness;

namespace Shanhai.Analytics.Tests;

public sealed class LongWorkTests
{
    /// <summary>Work that can take seconds: what draws, searches or compares everything with everything.</summary>
    public static TheoryData<string> Long =>
    [
        "Allocation.Shapley.Exact", "Allocation.Shapley.Sampled", "Comparison.MatchedComparison.Of", "Forecast.EarlyWarning.Of", "Indices.CompositeIndex.Sensitivity", "Integrity.Bunching.Of",
        "Integrity.NearDuplicates.Find", "Integrity.NearDuplicates.Records", "Matching.Assignment.Least", "Matching.Assignment.Greatest", "Matching.Assignment.LeastOver", "Matching.Assignment.LeastWorst",
        "Panel.DynamicEffects.Fit", "Panel.SunAbraham.Fit", "Panel.Imputation.Fit", "Panel.GroupTimeEffects.Of", "Panel.GroupTimeEffects.Bootstrap", "Panel.GroupTimeAverage.Bootstrap", "Panel.PanelRegression.Fit",
        "Panel.WildBootstrap.Of", "Soundness.ParallelTrends.Of", "Soundness.RomanoWolf.OfDifferences", "Synthetic.SyntheticControl.Placebos", "Synthetic.SyntheticDifference.Placebo",
        "Synthetic.SyntheticDifference.Bootstrap", "Synthetic.SyntheticDifference.Jackknife",
    ];

    [Theory]
    [MemberData(nameof(Long))]
    public void Long_work_can_be_stopped(string method)
    {
        var type = Assembly.Load("Shanhai.Analytics").GetType("Shanhai.Analytics." + method[..method.LastIndexOf('.')])!;
        var found = type.GetMethods().Where(m => m.Name == method[(method.LastIndexOf('.') + 1)..]).ToArray();

        found.ShouldNotBeEmpty();
        found.ShouldAllBe(m => m.GetParameters().Any(p => p.ParameterType == typeof(CancellationToken)));
    }

    [Fact]
    public void Whatever_draws_tells_how_far_it_is()
    {
        var drawing = Assembly.Load("Shanhai.Analytics").GetExportedTypes().SelectMany(t => t.GetMethods())
            .Where(m => m.GetParameters().Any(p => p.Name is "draws" or "pairs" && p.ParameterType == typeof(int)));

        drawing.ShouldNotBeEmpty();
        drawing.ShouldAllBe(m => m.GetParameters().Any(p => p.ParameterType == typeof(IProgress<double>)));
    }

    [Fact]
    public void Progress_goes_from_the_first_hundredth_to_the_whole_and_is_not_told_more_often()
    {
        var told = new Told();
        bool[] treated = [.. Enumerable.Range(0, 40).Select(i => i % 2 == 0)];

        RomanoWolf.OfDifferences(treated, [new("x", treated.Select((t, i) => i % 7 * 0.3).ToArray())], null, 2_000, 1, told);

        told.Shares.Count.ShouldBe(100);
        told.Shares.Max().ShouldBe(1);
        told.Shares.Distinct().Count().ShouldBe(100);
    }

    [Fact]
    public void Stages_tell_their_share_of_the_whole()
    {
        var told = new Told();

        SharedWork.Run(10, _ => { }, told.Stage(0.5, 1), default);

        told.Shares.Order().ShouldBe(Enumerable.Range(1, 10).Select(i => 0.5 + 0.05 * i), 1e-12);
        ((IProgress<double>?)null).Stage(0, 1).ShouldBeNull();
    }

    [Fact]
    public void Work_that_is_stopped_ends_and_a_refusal_on_another_thread_is_the_refusal()
    {
        using var stop = new CancellationTokenSource();
        stop.Cancel();

        Should.Throw<OperationCanceledException>(() => SharedWork.Run(100, _ => { }, null, stop.Token));
        Should.Throw<RefusedException>(() => SharedWork.Run(8, i => throw Refuse.With(Refusal.TooFew, "少", $"few {i}"), null, default)).Reason.ShouldBe(Refusal.TooFew);
    }

    private sealed class Told : IProgress<double>
    {
        private readonly Lock gate = new();

        public List<double> Shares { get; } = [];

        public void Report(double value)
        {
            lock (gate)
            {
                Shares.Add(value);
            }
        }
    }
}
