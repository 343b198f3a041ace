using System.Diagnostics;
using System.Globalization;
using Shanhai.Analytics.Allocation;
using Shanhai.Analytics.Comparison;
using Shanhai.Analytics.Forecast;
using Shanhai.Analytics.Indices;
using Shanhai.Analytics.Inequality;
using Shanhai.Analytics.Integrity;
using Shanhai.Analytics.Matching;
using Shanhai.Analytics.Numerics;
using Shanhai.Analytics.Panel;
using Shanhai.Analytics.Poverty;
using Shanhai.Analytics.Soundness;
using Shanhai.Analytics.Synthetic;
using Shanhai.Analytics.Tests.Panel;
using Shanhai.Analytics.Tests.Synthetic;

namespace Shanhai.Analytics.Tests;

/// <summary>The same seed gives the same numbers, to the last bit, on any number of threads. How many there are is settled when a process starts, so each count runs in one of its own.</summary>
public sealed class ThreadsTests
{
    private const string File = "SHANHAI_NUMBERS";

    [Fact]
    public async Task One_two_and_seven_threads_give_the_same_numbers_to_the_last_bit()
    {
        var found = new List<string>();
        foreach (var threads in new[] { 1, 2, 7 })
        {
            var file = Path.GetTempFileName();
            var start = new ProcessStartInfo("dotnet", [typeof(ThreadsTests).Assembly.Location, "-method", $"{typeof(ThreadsTests).FullName}.{nameof(Numbers_are_finite)}"]) { RedirectStandardOutput = true };
            start.Environment["DOTNET_PROCESSOR_COUNT"] = threads.ToString(CultureInfo.InvariantCulture);
            start.Environment[File] = file;
            using var process = Process.Start(start)!;
            var output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
            await process.WaitForExitAsync(TestContext.Current.CancellationToken);
            process.ExitCode.ShouldBe(0, output);
            var text = await System.IO.File.ReadAllTextAsync(file, TestContext.Current.CancellationToken);
            text.ShouldContain($"threads {threads}\n");
            found.Add(text[text.IndexOf('\n', StringComparison.Ordinal)..]);
            System.IO.File.Delete(file);
        }

        found[1].ShouldBe(found[0]);
        found[2].ShouldBe(found[0]);
    }

    [Fact]
    public void Numbers_are_finite()
    {
        var numbers = All().ToArray();

        numbers.ShouldAllBe(n => double.IsFinite(n.Value));
        if (Environment.GetEnvironmentVariable(File) is { } file)
        {
            System.IO.File.WriteAllText(file, $"threads {Environment.ProcessorCount}\n" + string.Concat(numbers.Select(n => $"{n.Name} {BitConverter.DoubleToInt64Bits(n.Value):X}\n")));
        }
    }

    private static IEnumerable<(string Name, double Value)> All()
    {
        var random = new SeededRandom(12);
        double[] Normals(int n) => [.. Enumerable.Range(0, n).Select(_ => random.NextNormal())];
        double[] incomes = [.. Normals(300_000).Select(z => Math.Exp(9 + 0.7 * z))], weights = [.. incomes.Select(_ => 1 + random.NextDouble())];
        int[] group = [.. incomes.Select(_ => random.Next(90))];
        yield return ("gini", Gini.Of(Distribution.Of(incomes, weights)).Value);
        var parts = EntropyDecomposition.Of(incomes, weights, 1, [Grouping.Of(group)]);
        yield return ("between", parts.Between[0].Value);
        yield return ("within", parts.Within.Value);
        yield return ("density", DensityTest.Of(incomes.AsSpan(0, 20_000), 8_000).T);
        var rows = Counties.Simulated(3, 700, 8, [0, 3, 5, 6], (g, e) => g + e);
        var (panel, x) = (rows.Panel, rows.Unit.Select((u, i) => Math.Sin(u * rows.Period[i])).ToArray());
        var effects = GroupTimeEffects.Of(panel, new() { Covariates = [new("x", x)] });
        yield return ("group-time", effects.Average(AverageKind.EventTime).Overall.StandardError);
        yield return ("band", effects.Bootstrap(499, 7).CriticalValue);
        yield return ("sun-abraham", SunAbraham.Fit(panel, [new("x", x)]).Events.Average!.StandardError);
        yield return ("imputation", Imputation.Fit(panel).Average.StandardError);
        var counties = Grouping.Of([.. rows.Unit.Select(u => u % 14)]);
        var fit = PanelRegression.Fit([.. rows.Y], [new("D", rows.Treated), new("x", x)], [rows.Units, Grouping.Of([.. rows.Period]), counties]);
        yield return ("clustered", fit.With(Covariance.Clustered(rows.Units)).Coefficients[0].StandardError);
        yield return ("reduced", fit.With(Covariance.BiasReduced(counties)).Coefficients[0].DegreesOfFreedom);
        yield return ("wild", WildBootstrap.Of(fit, "D", counties, 999, 7).Upper);
        yield return ("trends", ParallelTrends.Of([0.1, -0.1, 1, 1.2], [.. Enumerable.Range(0, 16).Select(i => i / 4 == i % 4 ? 0.04 : 0.01)], 2, new() { Draws = 200, GridPoints = 100 }).Robust[^1].Upper);
        yield return ("romano-wolf", RomanoWolf.OfDifferences([.. Enumerable.Range(0, 90).Select(i => i % 2 == 0)], [new("a", Normals(90)), new("b", Normals(90))], null, 299, 5).Hypotheses[0].Adjusted);
        var block = SyntheticTests.Block(SyntheticTests.Rows(new SeededRandom(4), 25, 4, 9, 4, 1));
        var difference = SyntheticDifference.Of(block);
        yield return ("placebo", difference.Placebo(60, 7).StandardError);
        yield return ("bootstrap", difference.Bootstrap(60, 7).StandardError);
        yield return ("control", SyntheticControl.Of(SyntheticTests.Block(SyntheticTests.Rows(new SeededRandom(5), 12, 1, 9, 4, 1))).Placebos().P);
        var (a, b) = (Normals(900), Normals(900));
        bool[] treated = [.. a.Select(v => random.NextDouble() < 1 / (1 + Math.Exp(1 - v)))];
        yield return ("match", MatchedComparison.Of(treated, Covariates.Of([new("a", a), new("b", b)]), new() { Distance = MatchDistance.Mahalanobis, Replacement = true }).Effect(b.Zip(a, (p, q) => p + q).ToArray()).Value);
        yield return ("bunching", Bunching.Of(incomes.AsSpan(0, 9_000), 8_000, new() { BinWidth = 200, BinsLeft = 20, BinsRight = 20, Order = 3, Draws = 90, Seed = 3 }).ExcessError!.Value);
        IndexIndicator[] indicators = [new("a", a.AsMemory(0, 40)), new("b", b.AsMemory(0, 40)), new("c", Normals(40))];
        yield return ("ranks", CompositeIndex.Sensitivity(indicators, 300, 9).Sum(r => r.Row * r.Worst));
        yield return ("shapley", Shapley.Sampled(30, s => s.ToArray().Select((m, i) => m ? i * 0.1 : 0).Sum() * s.ToArray().Count(m => m), 50, 4).Values[7]);
        string[] texts = [.. Enumerable.Range(0, 300).Select(i => string.Concat(Enumerable.Range(0, 60).Select(k => (char)(0x4E00 + (k * (i / 2 * 31 + 7) + (k == 5 ? i : 0)) % 3000))))];
        yield return ("texts", NearDuplicates.Find(texts, 0.7).Sum(p => p.Similarity * p.First));
        var places = Enumerable.Range(0, 120).SelectMany(p => Enumerable.Repeat($"p{p:000}", 8)).ToArray();
        int[] years = [.. Enumerable.Range(0, 960).Select(i => 2010 + i % 8)];
        yield return ("warning", EarlyWarning.Of(places, years, [.. Normals(960).Select((z, i) => 0.6 + (i / 8 % 10 - 5) * 0.2 + 0.5 * z)], 0).BackTest.Brier);
        double[] costs = [.. Enumerable.Range(0, 150 * 150).Select(_ => random.NextDouble())];
        yield return ("assignment", Assignment.Least(costs, 150, 150).Total);
        Indicator[] deprived = [.. Enumerable.Range(0, 6).Select(k => new Indicator($"i{k}", $"d{k / 2}", 1 / 6.0, Normals(5_000).Select(z => z < 0 ? 1.0 : 0).ToArray()))];
        yield return ("poverty", AlkireFoster.Of(deprived).At(0.5).Adjusted.Value);
    }
}
