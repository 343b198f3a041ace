using System.Diagnostics;
using System.Globalization;
using Google.OrTools.Graph;
using Shanhai.Analytics;
using Shanhai.Analytics.Allocation;
using Shanhai.Analytics.Comparison;
using Shanhai.Analytics.Forecast;
using Shanhai.Analytics.Matching;
using Shanhai.Analytics.Soundness;
using Shanhai.Analytics.Synthetic;
using Shanhai.Host.Outside;

namespace Shanhai.Bench;

/// <summary>Synthetic differences, matching, sensitivity, warnings, assignment and flows at the sizes asked for; best of several runs, the load said, because the machine is shared.</summary>
internal static class CompareFigures
{
    public static async Task Run(int times)
    {
        var report = new Report("compare", "Comparison, warning, allocation: speed", "`dotnet run -c Release --project bench/Shanhai.Bench -- compare 5`. Best and median of the runs after a first one, which is shown too (it compiles). On a busy machine the processor time (all threads of the run) is the steadier measure.");
        report.Row("what", "best", "median", "first", "least processor time", "target (reference)");
        var states = Block(38, 1, 19, 12);
        Show(report, "synthetic differences with 200 placebos, 39 × 31", "1.5 s (synthdid 36.1)", times, () => SyntheticDifference.Of(states).Placebo().StandardError);
        var many = Block(900, 100, 30, 10);
        Show(report, "synthetic differences once, 1,000 × 40", "(synthdid 2.85)", times, () => SyntheticDifference.Of(many).Effect.Value);
        var (treated, covariates, outcomes) = Units(30_000);
        Show(report, "Mahalanobis matching of 30,000, 5 covariates, 6,000 treated, without replacement", "0.3 s (MatchIt 0.591)", times,
            () => MatchedComparison.Of(treated, covariates, new() { Distance = MatchDistance.Mahalanobis }).Effect(outcomes).Value);
        Show(report, "the same by propensity", "(MatchIt 0.068)", times, () => MatchedComparison.Of(treated, covariates).Effect(outcomes).Value);
        Show(report, "the same by propensity with caliper 0.1", "(MatchIt 0.076)", times, () => MatchedComparison.Of(treated, covariates, new() { Caliper = 0.1 }).Effect(outcomes).Value);
        double[] estimates = [0.02, -0.03, 0.01, 0.02, 0.4, 0.5, 0.45, 0.6, 0.5], covariance = [.. Enumerable.Range(0, 81).Select(i => 0.01 * Math.Pow(0.5, Math.Abs(i / 9 - i % 9)))];
        Show(report, "relative magnitudes, 4 periods before and 5 after, 5 multiples", "", times, () => ParallelTrends.Of(estimates, covariance, 4).Robust[2].Lower);
        var (places, years, values) = Incomes(30_000, 10);
        Show(report, "early warning with back-test, 30,000 villages × 10 years", "", Math.Min(times, 3), () => EarlyWarning.Of(places, years, values, 0).BackTest.Brier);
        var sparse = Pairs(10_000, 10_000, 51);
        Arc[] arcs = [.. sparse.Select(p => new Arc(p.Source, p.Target, p.Cost))];
        Show(report, "sparse assignment, 10,000 × 51 arcs", "0.15 s (scipy 0.183, OR-Tools 0.133)", times, () => Assignment.LeastOver(arcs, 10_000, 10_000).Total);
        Show(report, "the same by OR-Tools in the same process, arcs handed over", "", times, () => ByOrTools(arcs));
        var flow = new AllocationProblem
        {
            Sources = [.. Enumerable.Range(0, 3_000).Select(i => new AllocationEnd($"team {i}", 0, 12))], Targets = [.. Enumerable.Range(0, 25_000).Select(j => new AllocationEnd($"village {j}", 1, 1))],
            Pairs = [.. Pairs(25_000, 3_000, 20).Select(p => new AllocationPair(p.Target, p.Source, p.Cost))],
        };
        Show(report, "min-cost flow of 500,000 arcs, checked, built and solved (OR-Tools)", "0.6 s", times, () => new OrToolsSolver().Solve(flow, TimeSpan.FromMinutes(1)).Solution!.Total);
        Show(report, "the same arcs in OR-Tools alone: handed over and solved", "", times, () => Bare(flow));
        await report.Write();
    }

    private static double ByOrTools(Arc[] arcs)
    {
        using var solver = new LinearSumAssignment();
        foreach (var arc in arcs)
        {
            solver.AddArcWithCost(arc.Row, arc.Column, (long)arc.Cost);
        }
        return solver.Solve() == LinearSumAssignment.Status.OPTIMAL ? solver.OptimalCost() : throw new InvalidOperationException("no assignment");
    }

    private static double Bare(AllocationProblem flow)
    {
        using var network = new MinCostFlow();
        var (sources, targets) = (flow.Sources.Count, flow.Targets.Count);
        foreach (var pair in flow.Pairs)
        {
            network.AddArcWithCapacityAndUnitCost(sources + pair.Target, pair.Source, 1, pair.Cost);
        }
        for (var i = 0; i < sources; i++)
        {
            network.AddArcWithCapacityAndUnitCost(i, sources + targets, flow.Sources[i].Capacity, 0);
        }
        for (var j = 0; j < targets; j++)
        {
            network.SetNodeSupply(sources + j, 1);
        }
        network.SetNodeSupply(sources + targets, -targets);
        return network.Solve() == MinCostFlowBase.Status.OPTIMAL ? network.OptimalCost() : throw new InvalidOperationException("no flow");
    }

    private static void Show(Report report, string what, string target, int times, Func<double> run)
    {
        var (taken, processor) = (new List<double>(), double.PositiveInfinity);
        using var process = Process.GetCurrentProcess();
        for (var i = 0; i <= times; i++)
        {
            process.Refresh();
            var (watch, before) = (Stopwatch.StartNew(), process.TotalProcessorTime);
            _ = run();
            taken.Add(watch.Elapsed.TotalSeconds);
            process.Refresh();
            processor = Math.Min(processor, (process.TotalProcessorTime - before).TotalSeconds);
        }
        var later = taken.Skip(1).Order().ToArray();
        string Text(double s) => s.ToString("0.000 s", CultureInfo.InvariantCulture);
        report.Row(what, Text(later[0]), Text(later[later.Length / 2]), Text(taken[0]), Text(processor), target);
    }

    private static TreatedBlock Block(int controls, int treated, int before, int after)
    {
        var draw = Draws(1);
        var rows = Enumerable.Range(0, controls + treated).SelectMany(u =>
        {
            var (level, slope) = (20 * draw(), draw());
            return Enumerable.Range(0, before + after).Select(t => (Unit: $"u{u:0000}", Period: t, Value: level + slope * t + 2 * draw(), Treated: u >= controls && t >= before));
        }).ToArray();
        return TreatedBlock.Of([.. rows.Select(r => r.Unit)], [.. rows.Select(r => r.Period)], [.. rows.Select(r => r.Value)], [.. rows.Select(r => r.Treated)]);
    }

    private static (bool[] Treated, Covariates Covariates, double[] Outcomes) Units(int n)
    {
        var draw = Draws(2);
        Column[] columns = [.. Enumerable.Range(0, 5).Select(k => new Column($"x{k}", Enumerable.Range(0, n).Select(_ => draw() + draw() + draw()).ToArray()))];
        bool[] treated = [.. Enumerable.Range(0, n).Select(i => draw() < 0.1 + 0.07 * columns[0].Values.Span[i])];
        return (treated, Covariates.Of(columns), [.. Enumerable.Range(0, n).Select(i => columns[1].Values.Span[i] + draw() + (treated[i] ? 1 : 0))]);
    }

    private static (string[] Places, int[] Years, double[] Values) Incomes(int places, int years)
    {
        var draw = Draws(3);
        var (p, y, v) = (new string[places * years], new int[places * years], new double[places * years]);
        for (var i = 0; i < places; i++)
        {
            var level = 3 * draw() - 0.8;
            for (var t = 0; t < years; t++)
            {
                level += draw() - 0.5;
                (p[i * years + t], y[i * years + t], v[i * years + t]) = ($"v{i:00000}", 2015 + t, level);
            }
        }
        return (p, y, v);
    }

    private static AllocationPair[] Pairs(int sources, int targets, int each)
    {
        var draw = Draws(4);

        // The first pair of each source is the target of its own number, so that an assignment exists.
        return [.. Enumerable.Range(0, sources).SelectMany(i => Enumerable.Range(0, each).Select(k => (i, (k == 0 ? i : (int)(draw() * targets)) % targets)).Distinct())
            .Select(p => new AllocationPair(p.i, p.Item2, 1 + (long)(1000 * draw())))];
    }

    /// <summary>Even numbers between 0 and 1, the same every time.</summary>
    private static Func<double> Draws(ulong seed)
    {
        var state = seed;
        return () =>
        {
            state = state * 6364136223846793005 + 1442695040888963407;
            return (state >> 11) * (1.0 / (1UL << 53));
        };
    }
}
